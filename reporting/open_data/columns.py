"""What a dataset is: a name that stays, documented columns, and rows that are asked one by one.

One description makes the JSON, the CSV, the schema and the page that documents them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

VERSION = "v1"
ADDRESS = f"/avoin-data/{VERSION}/"
LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION = "Kemin kaupunki"
LANGUAGES = ("fi", "sv", "en")
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Column:
    """A field of every row. `kind`:

    number, decimal, text (as it was written, whatever the language), words (in three languages), day, moment, yes_no,
    code (one of `codes`), numbers (a list of ids), texts (a list of codes), page (an address of this service).
    `path` is where the database has it; a page's is the name of its URL, whose argument the column `of` has.
    `is_optional`: it may be empty, which is null in JSON; texts are never null.
    """

    name: str
    kind: str
    told: Any
    path: str = ""
    of: str = "id"
    codes: tuple = ()
    is_optional: bool = False

    @property
    def paths(self) -> list[str]:
        path = self.path or self.name
        return [f"{path}_{language}" for language in LANGUAGES] if self.kind == "words" else [path]


@dataclass(frozen=True)
class Dataset:
    """`rows(argument)` gives a dictionary of each row, one at a time; `models` are all that its rows are made of."""

    name: str
    title: Any
    told: Any
    columns: tuple[Column, ...]
    rows: Callable[..., Iterator[dict]]
    models: tuple = field(default=(), repr=False)


def address_of(path: str) -> str:
    """Whole: open data is read far from here."""
    return f"{settings.SITE_URL}{path}"


# --- rows of a query -------------------------------------------------------------------------------------------------
def rows_of(rows: QuerySet, columns: Iterable[Column], **lists: QuerySet) -> Iterator[dict]:
    """Each row by the names of its columns, in the order of ids; nothing but some hundred rows is in memory at once.

    `lists`: name of a column → a query of (id of the row, one more number), both in order, which is read beside it.
    The first column is the row's id; a translated field is a dictionary of languages.
    """
    pages = [(column, _page_pattern(column.path)) for column in columns if column.kind == "page"]
    columns = [column for column in columns if column.name not in lists and column.kind != "page"]
    paths = [path for column in columns for path in column.paths]
    beside = {name: _Beside(asked) for name, asked in lists.items()}
    for values in rows.order_by("pk").values_list(*paths).iterator(chunk_size=ROWS_AT_ONCE):
        pk, values = values[0], iter(values)
        row = {column.name: _value(column, values) for column in columns}
        row |= {name: found.numbers_of(pk) for name, found in beside.items()}
        yield row | {column.name: page.replace("/0/", f"/{row[column.of]}/") for column, page in pages}


def _page_pattern(url_name):
    """A page's whole address in Finnish, with a zero for what tells one page from another."""
    with translation.override(settings.LANGUAGE_CODE):
        return address_of(reverse(url_name, args=[0]))


def _value(column, values):
    if column.kind == "words":
        return {language: next(values) or ("" if language == "fi" else None) for language in LANGUAGES}
    return next(values)


class _Beside:
    """A list of numbers for each row, read in step with the rows."""

    def __init__(self, asked: QuerySet):
        pairs = asked.iterator(chunk_size=ROWS_AT_ONCE)
        self._groups = groupby(pairs, key=itemgetter(0))
        self._ahead = None

    def numbers_of(self, pk) -> list[int]:
        while self._ahead is None or self._ahead[0] < pk:
            key, pairs = next(self._groups, (None, ()))
            if key is None:
                return []
            self._ahead = key, list(dict.fromkeys(number for _pk, number in pairs))
        return self._ahead[1] if self._ahead[0] == pk else []


def pairs_of(through: type, row: str, other: str, **chosen) -> QuerySet:
    """(id of the row, id of the other) of a link between two models, in the order `rows_of` reads them."""
    return through.objects.filter(**chosen).order_by(row, other).values_list(row, other)
