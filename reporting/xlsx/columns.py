"""Columns that several sheets share, each made of a heading and of where in the row its cell stands ("goal.title")."""

from collections.abc import Callable
from operator import attrgetter

from django.utils.translation import gettext as _

from kemistrategy.text import Text
from kemistrategy.workbook_writing import Column
from reporting.content.rows import Judged, TargetLevel, Value

NARROW, MIDDLING, WIDE, WIDEST = 12, 20, 36, 60
NO_VALUE = Value(words=Text(""))


def words(title: str, place: str, width: int = MIDDLING) -> Column:
    """Words, or a number or a day as it is; an empty cell where there are none."""
    return Column(title, attrgetter(place), width)


def long_words(title: str, place: str) -> Column:
    return words(title, place, WIDEST)


def number(title: str, place: str) -> Column:
    return words(title, place, NARROW)


def listed(title: str, place: str, width: int = WIDE) -> Column:
    """Several words, each on a line of its own."""
    many = attrgetter(place)
    return Column(title, lambda row: "\n".join(map(str, many(row))), width)


def badge(title: str, place: str) -> Column:
    """The word of a state; nothing where nobody has judged."""
    state = attrgetter(place)
    return Column(title, lambda row: getattr(state(row), "label", None), MIDDLING)


def judgement(place: str) -> tuple[Column, ...]:
    """The attainment of the year with its reason; nothing where nobody has judged."""
    judged = attrgetter(place)

    def told(name: str) -> Callable:
        return lambda row: _judgement_told(judged(row), name)

    return (
        Column(_("Toteutuminen"), told("label"), MIDDLING),
        Column(_("Toteutumisen perustelu"), told("reason"), WIDE),
        Column(_("Miksi ei arvioitu"), told("why_not"), WIDE),
    )


def _judgement_told(judged: Judged | None, name: str):
    if judged is None:
        return None
    return judged.badge.label if name == "label" else getattr(judged, name)


def figure(title: str, place: str) -> tuple[Column, ...]:
    """A figure in its words, its amount, the note beside it, and the number of its record among the sources."""
    return figure_of(title, attrgetter(place))


def figure_of(title: str, value: Callable) -> tuple[Column, ...]:
    """`value` gives the Value of a row, or None."""

    def told(name):
        return lambda row: getattr(value(row) or NO_VALUE, name)

    return (
        Column(title, told("words"), MIDDLING),
        Column(_("%(column)s, lukuna") % {"column": title}, told("amount"), NARROW),
        Column(_("%(column)s, huomautus") % {"column": title}, told("note"), WIDE),
        Column(_("%(column)s, luvun nro") % {"column": title}, told("record"), NARROW),
    )


def target(place: str) -> tuple[Column, ...]:
    """The level in force and the way to it; the level it was adopted at where it has moved."""
    level: Callable[..., TargetLevel] = attrgetter(place)
    return (
        *figure_of(_("Tavoitetaso"), lambda row: level(row).present),
        Column(_("Etäisyys tavoitetasoon"), lambda row: level(row).way, WIDE),
        *figure_of(_("Alun perin hyväksytty taso"), lambda row: level(row).adopted),
        Column(_("Etäisyys hyväksyttyyn tasoon"), lambda row: level(row).adopted_way, WIDE),
        Column(_("Tason muutoksen peruste"), lambda row: level(row).moved, WIDE),
    )
