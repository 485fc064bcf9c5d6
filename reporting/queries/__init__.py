"""Gathering for the pages: a few bulk queries each, frozen rows out."""
