"""What can be done: each deed whole, with its history, or not at all."""
