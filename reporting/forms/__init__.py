"""What people type into the pages that are read."""
