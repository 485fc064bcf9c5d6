"""What every page shows of another thing: its name in the reader's language and the address of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from goals.models import (
    Action,
    Benefit,
    ChangeChallenge,
    CommunicationLine,
    DepartmentCard,
    FocusArea,
    Goal,
    Plan,
    Project,
    Strategy,
    SwotItem,
    Theme,
)
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.text import Text, text_of
from measures.models import Indicator, SdgGoal

# model: (URL name, the field that names it, the field that is its address)
PAGES = {
    Action: ("reporting:action-detail", "title", "pk"),
    Benefit: ("reporting:benefit-detail", "name", "pk"),
    ChangeChallenge: ("reporting:challenge-detail", "title", "pk"),
    CommunicationLine: ("reporting:communication-detail", "name", "pk"),
    Decision: ("reporting:decision-detail", "title", "pk"),
    DepartmentCard: ("reporting:rollout-detail", None, "pk"),
    FocusArea: ("reporting:focus-area-detail", "name", "pk"),
    Goal: ("reporting:goal-detail", "title", "pk"),
    Indicator: ("reporting:indicator-detail", "name", "pk"),
    OrgUnit: ("reporting:department-detail", "name", "pk"),
    Plan: ("reporting:plan-detail", "title", "pk"),
    Position: ("reporting:post-detail", "title", "pk"),
    Project: ("reporting:project-detail", "name", "pk"),
    SdgGoal: ("reporting:sdg-detail", "name", "number"),
    Strategy: ("reporting:strategy-detail", "name", "slug"),
    SwotItem: ("reporting:swot-detail", "text", "quadrant"),
    Theme: ("reporting:theme-detail", "name", "pk"),
}


@dataclass(frozen=True)
class Link:
    """A thing's name, its page, and a few words more: its colour when it is a theme, a note in plain words."""

    text: Text
    url: str
    colour: str = ""
    note: str = ""


def page_of(model, address) -> str:
    return _address(PAGES[model][0], address, get_language(), get_script_prefix())


@lru_cache(maxsize=4096)
def _address(url_name, address, _language, _prefix):
    """Long lists ask for the same addresses at every request, and each takes long to put together.

    A preview has its addresses under a prefix of its own, so they are kept apart from everybody's.
    """
    return reverse(url_name, args=[address])


def link_to(row, *, note: str = "") -> Link | None:
    """The link to one row; None for nothing."""
    if row is None:
        return None
    url_name, name, address = PAGES[type(row)]
    return Link(
        own_words(str(row)) if isinstance(row, Decision) else text_of(row, name),
        reverse(url_name, args=[getattr(row, address)]),
        colour=row.colour if isinstance(row, Theme) else "",
        note=note,
    )


def links_to(rows: Iterable) -> tuple[Link, ...]:
    return tuple(link_to(row) for row in rows)


def own_words(words) -> Text:
    """Words that already are in the page's language."""
    return Text(str(words), get_language())


def capitalised(text: Text) -> Text:
    """As a heading begins."""
    return Text(text.words[:1].upper() + text.words[1:], text.language)


def columns_of(path: str, model, *, name: str) -> dict:
    """Annotations that bring a related thing's name and address along in the same query: see `joined_link`."""
    _url_name, field, address = PAGES[model]
    columns = {f"{name}_{language}": F(f"{path}__{field}_{language}") for language in ("fi", "sv", "en")}
    if model is Theme:
        columns[f"{name}_colour"] = F(f"{path}__colour")
    return columns | {f"{name}_address": F(f"{path}__{address}")}


def joined_link(row, model, *, name: str) -> Link | None:
    """The link that `columns_of` brought along; None where the join found nothing."""
    address = getattr(row, f"{name}_address")
    if address is None:
        return None
    return Link(text_of(row, name), page_of(model, address), colour=getattr(row, f"{name}_colour", ""))


def distinct(things: Iterable) -> tuple:
    """Each once, nothings left out, in the order they came."""
    return tuple(dict.fromkeys(thing for thing in things if thing is not None))
