"""Runs the child that opens a file, and checks what it says. A child that dies or passes its limits is a refusal."""

import json
import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .book import LAST_COLUMN, LAST_ROW, PROBLEMS, REFUSALS, Book, Unreadable, book_of_json
from .limits import LETTERS, PACKED_BYTES, PASTED_LETTERS, SECONDS

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from kemistrategy.workbook_reading.child import main; main(sys.argv[2], sys.argv[3])"
)
ENDS_TOLD = 2_000  # letters of what a child said when it died
logger = logging.getLogger(__name__)


def read_book(data: bytes, name: str) -> Book:
    """The workbook of an .xlsx, .ods or .csv file; `name` is the file's own. Raises Unreadable."""
    _check_length(data)
    return _book(_run("read", extension_of(name), data))


def read_pasted(text: str, html: str = "") -> Book:
    """What was pasted: the tables of the clipboard's HTML, else its text, tab-separated. Raises Unreadable."""
    if len(text) > PASTED_LETTERS or len(html) > 4 * PASTED_LETTERS:
        raise Unreadable("too_large")
    if not text.strip() and not html.strip():
        raise Unreadable("nothing_pasted")
    return _book(_run("paste", "", json.dumps({"text": text, "html": html}).encode()))


def mark_book(data: bytes, name: str, notes: Mapping[str, Mapping[str, str]]) -> bytes:
    """The same .xlsx with cells filled and commented: `notes` is sheet → cell ("B7") → words; all else is kept.

    Of another format a new .xlsx of the words. Raises Unreadable as `read_book` does.
    """
    _check_length(data)
    asked = json.dumps({sheet: dict(cells) for sheet, cells in notes.items()}).encode()
    answer = _run("mark", extension_of(name), len(asked).to_bytes(8, "big") + asked + data)
    if not answer.startswith(b"PK"):
        raise _refusal(_checked(answer))
    return answer


def _check_length(data):
    if not data:
        raise Unreadable("empty_file")
    if len(data) > PACKED_BYTES:
        raise Unreadable("too_large")


def extension_of(name: str) -> str:
    """ "xlsx" of "Suunnitelma.XLSX", "-" of a name that has none or an odd one."""
    _, point, extension = name.rpartition(".")
    return extension.lower() if point and re.fullmatch(r"[A-Za-z0-9]{1,8}", extension) else "-"


def _run(task, extension, said):
    """The child's answer as bytes. Files, not pipes: the child can seek, and can't write more than its limit."""
    command = [sys.executable, "-I", "-c", PROGRAM, str(ROOT), task, extension]
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as last_words:
        source.write(said)
        source.seek(0)
        try:
            ended = subprocess.run(command, stdin=source, stdout=answer, stderr=last_words, timeout=SECONDS, env={})
        except subprocess.TimeoutExpired as problem:
            raise Unreadable("too_heavy") from problem
        answer.seek(0)
        if ended.returncode:
            last_words.seek(0)
            told = last_words.read().decode("utf-8", "replace")[-ENDS_TOLD:]
            logger.warning("A child that read a file ended with %s: %s", ended.returncode, told)
            raise Unreadable("too_heavy")
        return answer.read()


def _checked(answer):
    try:
        return json.loads(answer)
    except ValueError as problem:
        raise Unreadable("too_heavy") from problem


def _book(answer):
    said = _checked(answer)
    if not isinstance(said, dict) or "sheets" not in said:
        raise _refusal(said)
    try:
        book = book_of_json(said["sheets"])
        is_sound = all(_is_sound(sheet) for sheet in book)
    except (TypeError, ValueError, KeyError, AttributeError) as problem:
        raise Unreadable("too_heavy") from problem
    if not is_sound:
        raise Unreadable("too_heavy")
    return book


def _is_sound(sheet):
    return isinstance(sheet.name, str) and all(
        isinstance(cell.words, str)
        and isinstance(cell.row, int)
        and isinstance(cell.column, int)
        and 0 < cell.row <= LAST_ROW
        and 0 < cell.column <= LAST_COLUMN
        and len(cell.words) <= LETTERS
        and (not cell.problem or cell.problem in PROBLEMS)
        for cell in sheet.cells
    )


def _refusal(said):
    try:
        kind, sheet, cell = said["refused"]
    except (TypeError, ValueError, KeyError):
        return Unreadable("too_heavy")
    is_sound = kind in REFUSALS and isinstance(sheet, str) and isinstance(cell, str)
    return Unreadable(kind, sheet, cell) if is_sound else Unreadable("too_heavy")
