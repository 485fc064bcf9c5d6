"""The working pages: own entries, and their steering."""
