"""Reads the two shapes in which PxWeb answers, JSON-stat 2 and its own "json", and their codes for periods. Pure."""

import re
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from kemistrategy import periods
from kemistrategy.periods import Period

from .client import Unreadable

MOST_CELLS = 120_000  # what PxWeb gives at most in one answer
MISSING = frozenset({"", "-", ".", "..", "...", "....", ":"})
PROVISIONAL_MARKS = frozenset({"*", "p", "e"})  # preliminary or estimated, in StatFin's and in JSON-stat's words

_NUMBER = re.compile(r"([+-]?\d{1,30}(?:\.\d{1,30})?)\s?(\*?)", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:([MQH])(\d{1,2}))?\*?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d)[.:](\d\d)(?:[.:](\d\d))?(?:[.,]\d+)?)?\s?(?:Z|[+-]00:?00)?", re.ASCII
)


@dataclass(frozen=True)
class Cell:
    """One figure: variable → code of its value; None when the source gives none."""

    keys: Mapping[str, str]
    value: Decimal | None
    is_provisional: bool


@dataclass(frozen=True)
class Answer:
    cells: tuple[Cell, ...]
    source: str
    updated_at: datetime | None


# --- the two shapes -----------------------------------------------------------------------------------------------
def read_json_stat(document: Any) -> Answer:
    """A dataset of JSON-stat 2: `value` runs over the categories row by row (or is sparse), missing is null.

    Source: json-stat.org/full. Raises Unreadable.
    """
    with shape_expected("JSON-stat"):
        if document["class"] != "dataset":
            raise ValueError(document["class"])
        names, sizes = document["id"], [int(size) for size in document["size"]]
        if prod(sizes) > MOST_CELLS:
            raise ValueError(sizes)
        categories = [_codes(document["dimension"][name]["category"]) for name in names]
        if [len(codes) for codes in categories] != sizes:
            raise ValueError(sizes)
        values = _by_place(document["value"], prod(sizes))
        marks = _by_place(document.get("status") or {}, prod(sizes))
        cells = tuple(
            _cell(dict(zip(names, codes, strict=True)), values.get(place), marks.get(place, ""))
            for place, codes in enumerate(product(*categories))
        )
        return Answer(cells, str(document.get("source") or ""), read_moment(document.get("updated")))


def read_px_json(document: Any, *, contents: str) -> Answer:
    """PxWeb's own "json": rows of keys and of values as strings with a decimal point.

    `contents` is the name under which each cell gets the code of its column of values. Raises Unreadable.
    """
    with shape_expected("json"):
        kinds = [(column["code"], column["type"]) for column in document["columns"]]
        keys = [code for code, kind in kinds if kind in ("d", "t")]
        columns = [code for code, kind in kinds if kind == "c"]
        rows = document["data"]
        if len(rows) * len(columns) > MOST_CELLS:
            raise ValueError(len(rows))
        cells = tuple(
            _cell({**dict(zip(keys, row["key"], strict=True)), contents: column}, value, "")
            for row in rows
            for column, value in zip(columns, row["values"], strict=True)
        )
        about = (document.get("metadata") or [{}])[0]
        return Answer(cells, str(about.get("source") or ""), read_moment(about.get("updated")))


@contextmanager
def shape_expected(shape: str):
    """Whatever is not where the shape has it becomes one sentence."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise Unreadable(f"Vastaus ei ole odotettua muotoa ({shape}).") from problem


def _codes(category: Mapping) -> list[str]:
    """The categories in their order: `index` is a list or code → place, and may be left out when there is one."""
    index = category.get("index", category.get("label"))
    return list(index) if isinstance(index, list) else sorted(index, key=index.__getitem__)


def _by_place(given: Any, length: int) -> dict[int, Any]:
    """A list of all, place → value of some, or one mark for all."""
    if isinstance(given, str):
        return dict.fromkeys(range(length), given)
    if isinstance(given, Mapping):
        return {int(place): value for place, value in given.items()}
    if len(given) != length:
        raise ValueError(len(given))
    return dict(enumerate(given))


def _cell(keys, value, mark):
    number, is_marked = read_value(value)
    return Cell(keys, number, is_marked or str(mark or "").strip().lower() in PROVISIONAL_MARKS)


# --- values, periods and moments ----------------------------------------------------------------------------------
def read_value(value: Any) -> tuple[Decimal | None, bool]:
    """The number and whether it is marked as preliminary ("17.1*"); None for each mark of a missing one."""
    if value is None or (isinstance(value, str) and value.strip() in MISSING):
        return None, False
    if isinstance(value, Decimal):
        return value, False
    match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(value)
    return Decimal(match[1]), bool(match[2])


def read_period(code: str) -> Period | None:
    """ "2025", "2026M06", "2026Q1" and "2026H1"; None for a code of another form."""
    match = _PERIOD.fullmatch(code)
    if match is None or match[1] == "0000":
        return None
    year, kind, number = int(match[1]), match[2], int(match[3] or 1)
    length = {None: 12, "H": 6, "Q": 3, "M": 1}[kind]
    if not 1 <= number <= 12 // length:
        return None
    first = (number - 1) * length + 1
    return periods.months(periods.month(year, first), periods.month(year, first + length - 1))


def read_moment(words: Any) -> datetime | None:
    """ "2026-05-29T05.00.00Z", as StatFin writes it with dots, or with colons, or a bare day; None when it is odd."""
    match = _MOMENT.fullmatch(words.strip()) if isinstance(words, str) else None
    if match is None:
        return None
    day, *time_of_day = match.groups()
    try:
        hour, minute, second = (int(part or 0) for part in time_of_day)
        return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(
            hour=hour, minute=minute, second=second
        )
    except ValueError:
        return None


def source_line(parts: Iterable[str], *, longest: int = 300) -> str:
    """ "Tilastokeskus, väestörakenne, taulu 11ra, vaerak-vaesto, KU240": what there is, with commas."""
    return ", ".join(part for part in parts if part)[:longest]
