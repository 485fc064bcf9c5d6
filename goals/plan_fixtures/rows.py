"""What a fixture file says, as rows: plain values and references by label, before the database is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model

from .reading import FixtureError

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Ref:
    """Points at another row by its label."""

    label: str


@dataclass(frozen=True)
class Row:
    """One row to be: `key` finds it again, `values` are its columns, `links` its many-to-many rows.

    `later` holds columns that point at rows made after this one (a unit's head is a post of the unit). `one_per` names
    a column: where a row with its value was there before, this one is not added beside it.
    """

    label: str
    model: type[Model]
    file: str
    key: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, tuple[Ref, ...]] = field(default_factory=dict)
    later: Mapping[str, Any] = field(default_factory=dict)
    one_per: str = ""


class Rows:
    """The rows of all files in the order they were read; a label stands once."""

    def __init__(self):
        self.by_label: dict[str, Row] = {}

    def add(
        self, label: str, model: type[Model], file: str, *, key, values=None, links=None, later=None, one_per=""
    ) -> Ref:
        if label in self.by_label:
            raise FixtureError(f"fixtures/{file}: ”{label}” on kahdesti.")
        self.by_label[label] = Row(label, model, file, key, values or {}, links or {}, later or {}, one_per)
        return Ref(label)

    def complete(self, target: Ref, **values) -> None:
        """Fills values that another file decides: who answers for a figure that two documents share."""
        row = self.by_label[target.label]
        self.by_label[target.label] = replace(row, values={**row.values, **values})

    def of(self, model: type[Model]) -> list[Row]:
        return [row for row in self.by_label.values() if row.model is model]

    def check_references(self) -> None:
        for row in self.by_label.values():
            for target in references(row):
                if target.label not in self.by_label:
                    raise FixtureError(
                        f"fixtures/{row.file}: ”{row.label}” viittaa riviin ”{target.label}”, jota ei ole."
                    )


def references(row: Row) -> list[Ref]:
    """Every row this one needs."""
    single = [
        value for value in (*row.key.values(), *row.values.values(), *row.later.values()) if isinstance(value, Ref)
    ]
    return [*single, *(target for targets in row.links.values() for target in targets)]


def words(name: str, value: Mapping[str, str] | None) -> dict[str, str | None]:
    """The three columns of a translated field; a language that the file leaves out stays empty."""
    value = value or {}
    if unknown := set(value) - set(LANGUAGES):
        raise ValueError(f"kentässä {name} on tuntematon kieli: {', '.join(sorted(unknown))}")
    return {f"{name}_fi": value.get("fi", ""), f"{name}_sv": value.get("sv"), f"{name}_en": value.get("en")}


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def number(value: str | None) -> Decimal | None:
    """A figure of a file is a string with a decimal point, so that no float comes between."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"luku {value} pitää kirjoittaa lainausmerkkeihin")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"”{value}” ei ole luku") from None
