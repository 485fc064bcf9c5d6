"""The one reader of workbooks: .xlsx, .ods, .csv and pasted tables become sheets of cells with their words.

A file is opened in a process of its own, with limits, and either read right or refused with a code and a place.
"""

from .book import Book, Cell, Sheet, Unreadable

__all__ = ["Book", "Cell", "Sheet", "Unreadable", "mark_book", "read_book", "read_pasted"]


def __getattr__(name):
    """What starts the process is not loaded in it: there this package begins with `child`."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import process

    return getattr(process, name)
