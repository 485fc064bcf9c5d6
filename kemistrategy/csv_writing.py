"""CSV: rows as text that a spreadsheet opens as they were written."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"  # Excel takes the file for another alphabet without it
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(words: str) -> str:
    """A text that a spreadsheet would count as a formula gets an apostrophe before it."""
    return f"'{words}" if words.startswith(FORMULA_BEGINNINGS) else words


def csv_lines(rows: Iterable[Iterable], *, delimiter: str = ",") -> str:
    """RFC 4180; a Finnish Excel reads semicolons. Guards nothing: a number may begin with a minus."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
