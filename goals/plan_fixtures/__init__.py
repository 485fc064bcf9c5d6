"""Kemi's two strategies as files, and how they get into the database."""

from .loading import Outcome, load_kemi
from .reading import FILES, FixtureError

__all__ = ["FILES", "FixtureError", "Outcome", "load_kemi"]
