"""Rows that come into being together: written in two statements a model, links and history included."""

from collections.abc import Iterable

from django.db.models import Max, Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kemistrategy.history import create_many_with_history
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule


class NewRows:
    """New rows of one model, each with the reason that its history keeps, and what it is linked with."""

    def __init__(self):
        self.rows: list = []
        self.links: dict[str, list[tuple[Model, int]]] = {}

    def add(self, row, *, reason: str, **links: Iterable[int]):
        """`links`: many-to-many field → primary keys. The row has no primary key before it is written."""
        row._change_reason = reason
        self.rows.append(row)
        self.link(row, **links)
        return row

    def link(self, row, **links: Iterable[int]) -> None:
        for name, pks in links.items():
            self.links.setdefault(name, []).extend((row, pk) for pk in dict.fromkeys(pks))

    def write(self, *, by) -> None:
        create_many_with_history(self.rows, by=by, reason="added")
        for name, pairs in self.links.items():
            if pairs:
                _link(name, pairs)
        self.rows, self.links = [], {}


def _link(name: str, pairs: list[tuple[Model, int]]) -> None:
    """The first line of each row's history holds its links, or the next person to save would seem to have made them."""
    relation = pairs[0][0]._meta.get_field(name)
    through = relation.remote_field.through
    own, other = (
        through._meta.get_field(column).attname
        for column in (relation.m2m_field_name(), relation.m2m_reverse_field_name())
    )
    links = through._default_manager.bulk_create(through(**{own: row.pk, other: pk}) for row, pk in pairs)
    history = relation.model.history
    first = history.filter(history_type="+", id__in={row.pk for row, _pk in pairs})
    records = dict(first.values_list("id", "history_id"))
    kept = getattr(history.model, name).model
    columns = [column.attname for column in through._meta.fields]
    kept._default_manager.bulk_create(
        kept(history_id=records[getattr(link, own)], **{column: getattr(link, column) for column in columns})
        for link in links
    )


class Codes:
    """Codes that are taken; what is given here is taken after that."""

    def __init__(self, taken: Iterable[str]):
        self.taken = set(taken)
        self.numbers: dict[str, int] = {}

    def take(self, code: str) -> str:
        self.taken.add(code)
        return code

    def free(self, words: str, *, longest: int) -> str:
        """A code made of the words that nothing has: "palveluverkko", then "palveluverkko-2"."""
        stem = slugify(words)[:longest].strip("-") or "x"
        code, number = stem, self.numbers.get(stem, 1)
        while code in self.taken:
            number += 1
            ending = f"-{number}"
            code = f"{stem[: longest - len(ending)]}{ending}"
        self.numbers[stem] = number
        return self.take(code)


def last_position(rows) -> int:
    """0 where there are none."""
    return rows.aggregate(last=Max("position"))["last"] or 0


def schedule_columns(schedule: Schedule) -> dict[str, object]:
    return {
        "starts_on": schedule.start,
        "ends_on": schedule.end,
        "precision": schedule.precision,
        "is_open_ended": schedule.is_open_ended,
        "is_continuous": schedule.is_continuous,
    }


def refuse_empty(words: str | None) -> None:
    if not (words or "").strip():
        raise NotAllowed(_("Kirjoita teksti."))
