"""What the working pages need, gathered in bulk."""
