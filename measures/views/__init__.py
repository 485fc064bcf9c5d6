"""The working pages: figures, target levels, fetched statistics."""
