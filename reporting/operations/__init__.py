"""What can be done in this room: each deed whole, with its history, or not at all."""
