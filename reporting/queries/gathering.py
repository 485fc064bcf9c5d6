"""Small rows of many kinds in one statement: a page that shows a little of everything stays within its budget."""

from datetime import date
from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, DateField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

TEXTS = ("title", "text", "more")
LANGUAGES = ("fi", "sv", "en")


class Gathered(NamedTuple):
    """One row: what it is called, up to two texts more, whose it is, and its days; what a kind has not is empty.

    `text_of(row, "title")` reads the words as it does of a model.
    """

    kind: str
    position: int
    address: int | None
    owner: int | None
    code: str
    words: str
    source: str
    starts_on: date | None
    ends_on: date | None
    done_on: date | None
    title_fi: str
    title_sv: str | None
    title_en: str | None
    text_fi: str
    text_sv: str | None
    text_en: str | None
    more_fi: str
    more_sv: str | None
    more_en: str | None


# A column that a kind does not have: the databases want its type, and text is read as text.
NO_NUMBER = Cast(Value(None), BigIntegerField())
NO_DAY = Cast(Value(None), DateField())
NO_WORDS = Value("", output_field=CharField())
MISSING = {
    **dict.fromkeys(("position", "address", "owner"), NO_NUMBER),
    **dict.fromkeys(("starts_on", "ends_on", "done_on"), NO_DAY),
}


def gathered(**kinds: QuerySet) -> dict[str, list[Gathered]]:
    """`gathered(theme=rows_of(…), post=rows_of(…))`: the rows of each kind by position; one statement."""
    first, *others = (
        _plain(rows)
        .annotate(g_kind=Value(kind, output_field=CharField()))
        .values_list(*(f"g_{name}" for name in Gathered._fields))
        for kind, rows in kinds.items()
    )
    found = {kind: [] for kind in kinds}
    for row in map(Gathered._make, first.union(*others, all=True)):
        found[row.kind].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.position or 0, row.address or 0))
    return found


def _plain(rows):
    """A queryset of translated models would shuffle the columns, which a union reads by their places."""
    return QuerySet(rows.model, rows.query.chain())


def rows_of(rows: QuerySet, *, title: str = "", text: str = "", more: str = "", **columns) -> QuerySet:
    """`rows_of(Theme.objects.filter(…), title="name", code="colour")`: which of its columns a kind shows.

    `title`, `text` and `more` are translated fields; the address is the primary key unless another is named.
    """
    paths = {"address": "pk", **columns}
    for name, path in zip(TEXTS, (title, text, more), strict=True):
        paths |= {f"{name}_{language}": f"{path}_{language}" for language in LANGUAGES} if path else {}
    shown = {f"g_{name}": _column(paths.get(name), name) for name in Gathered._fields if name != "kind"}
    return rows.order_by().annotate(**shown)


def _column(path, name):
    if path is None:
        return MISSING.get(name, NO_WORDS)
    expression = F(path) if isinstance(path, str) else path
    return expression if name in MISSING else Cast(expression, TextField())
