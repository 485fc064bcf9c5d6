"""What was read beside what exists: matched, answered by a person, and shown before anything is adopted. Pure."""
