"""The sheet "kemi" that nobody sees: what the workbook is, and a short digest of every cell as it went out.

Its first row says "kemi", schema, kind, thing, language and the moment of the content; then come for each sheet a row
"sheet" (key, title, then name and heading of each column) and rows "rows" (key, "code=digest,digest…;code=…").
A closed cell has no digest of its own: the last one is that of all of them. An empty cell has an empty digest.
Rows "read" (title, "A2=digest;B2=digest…") tell of a sheet that is only to be read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from kemistrategy.workbook_reading.book import Book

HIDDEN, SCHEMA = "kemi", "1"
LANGUAGES = ("fi", "sv", "en")
READ = "read"  # begins a row of a sheet that is only to be read
CODE = "code"  # the name of every sheet's first column
CLOSED = "."  # in the place of a digest: the cell was closed
TOO_LONG = "-"  # in the place of a digest: the text goes on in the rows below and is not read back
PACKED = 30_000  # letters of a cell; Excel keeps 32 767


@dataclass(frozen=True)
class StampedSheet:
    """`columns`: (name, heading) as they went out, the code's first; `rows`: code → a digest of each column after it,

    CLOSED for those that were closed, and one of all closed cells at the end.
    """

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stamp:
    kind: str
    thing: str
    language: str
    sheets: dict[str, StampedSheet]
    reading: dict[str, dict[str, str]] = field(default_factory=dict)  # title → address → digest, of sheets only read


def digest(spelled: str) -> str:
    return blake2b(spelled.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest() if spelled else ""


def stamped_rows(
    head: Iterable[str], sheets: Iterable[StampedSheet], reading: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, ...]]:
    """The rows of the hidden sheet."""
    yield (HIDDEN, SCHEMA, *head)
    for title, cells in reading.items():
        for packed in _packed({address: (went_out,) for address, went_out in cells.items()}):
            yield (READ, title, packed)
    for sheet in sheets:
        yield ("sheet", sheet.key, sheet.title, *(words for column in sheet.columns for words in column))
        for packed in _packed(sheet.rows):
            yield ("rows", sheet.key, packed)


def _packed(rows):
    packed, length = [], 0
    for code, digests in rows.items():
        piece = f"{code}={','.join(digests)}"
        if packed and length + len(piece) >= PACKED:
            yield ";".join(packed)
            packed, length = [], 0
        packed.append(piece)
        length += len(piece) + 1
    if packed:
        yield ";".join(packed)


def stamp_of(book: Book) -> Stamp | None:
    """What the workbook says of itself; None when it is no workbook of this service, or not whole."""
    hidden = next((sheet for sheet in book if sheet.name == HIDDEN), None)
    if hidden is None:
        return None
    lines: dict[int, list[str]] = {}
    for cell in hidden.cells:
        lines.setdefault(cell.row, []).append(cell.words)
    first, *rest = [lines[number] for number in sorted(lines)] or [[]]
    if len(first) < 5 or first[:2] != [HIDDEN, SCHEMA] or first[4] not in LANGUAGES:
        return None
    try:
        sheets = _sheets(line for line in rest if line[0] != READ)
        return Stamp(kind=first[2], thing=first[3], language=first[4], sheets=sheets, reading=_reading(rest))
    except (KeyError, ValueError, IndexError):
        return None


def _reading(lines):
    sheets: dict[str, dict[str, str]] = {}
    for what, title, *words in lines:
        if what == READ:
            cells = (piece.partition("=") for piece in words[0].split(";"))
            sheets.setdefault(title, {}).update((address, went_out) for address, _mark, went_out in cells)
    return sheets


def _sheets(lines):
    sheets: dict[str, StampedSheet] = {}
    for what, key, *words in lines:
        if what == "sheet":
            title, *columns = words
            sheets[key] = StampedSheet(key, title, tuple(zip(columns[::2], columns[1::2], strict=True)))
        else:
            for piece in words[0].split(";"):
                code, _mark, digests = piece.partition("=")
                sheets[key].rows[code] = tuple(digests.split(","))
    return sheets
