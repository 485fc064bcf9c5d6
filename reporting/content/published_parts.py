"""What a published report tells beside the states: changes, deviations and promises, each with its page's address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from goals.models import Action, Goal, Project
from kemistrategy.text import Text
from measures.models import Indicator
from reporting.queries.links import page_of

from .comparison import SORTS, kind_words
from .freezing import NotContent, thaw_parts
from .rows import Change, Deviation, FollowedPromise

MODELS = {"goal": Goal, "action": Action, "indicator": Indicator, "project": Project}
PARTS = ("language", "things", "deviations", "followed", "changes", "previous", "previous_slug")


@dataclass(frozen=True)
class Linked:
    """A row of the report and the page of the thing it tells of; "" when an older report has two of the same name."""

    row: Change | Deviation | FollowedPromise
    url: str


@dataclass(frozen=True)
class PublishedParts:
    """`previous` names the report that the changes are counted from; "" when it was the first."""

    language: str = "fi"
    deviations: tuple[Linked, ...] = ()
    followed: tuple[Linked, ...] = ()
    changes: tuple[Linked, ...] = ()
    previous: str = ""
    previous_slug: str = ""

    @property
    def changed_first(self) -> tuple[Linked, ...]:
        """States and judgements before figures, and what has only come or gone last."""
        return tuple(change for _sort, changes in self.by_sort for change in changes)

    @property
    def by_sort(self) -> tuple[tuple[str, tuple[Linked, ...]], ...]:
        """(kind of change, its changes), states and judgements first; only those that occur."""
        order = ("state", "outlook", "target", "figure", *(sort for sort in SORTS if sort in ("added", "removed")))
        found = ((sort, tuple(change for change in self.changes if change.row.sort == sort)) for sort in order)
        return tuple((sort, changes) for sort, changes in found if changes)


NOTHING = PublishedParts()


def published_parts(frozen: str) -> PublishedParts:
    """Of the frozen text of a city's report; nothing when there is none or it can't be read."""
    if not frozen:
        return NOTHING
    try:
        parts = thaw_parts(frozen, *PARTS)
    except NotContent:
        return NOTHING
    pages = _pages(parts["things"], parts["language"])
    return PublishedParts(
        language=parts["language"],
        deviations=_linked(parts["deviations"], pages),
        followed=_linked(parts["followed"], pages),
        changes=_linked(parts["changes"], pages),
        previous=parts["previous"],
        previous_slug=parts["previous_slug"],
    )


def linked(rows: Iterable, things: Iterable, language: str) -> tuple[Linked, ...]:
    """Rows of a thawed report, whose `things` and `language` these are, with addresses for who reads now."""
    return _linked(rows, _pages(things, language))


def _pages(things, language) -> dict[tuple[str, Text], str]:
    """Of the rows that name their things in words alone, as the report prints them."""
    with translation.override(language):
        kinds = kind_words()
    pages, twice = {}, set()
    for thing in things:
        key = kinds[thing.kind], thing.title
        if key in pages:
            twice.add(key)
        pages[key] = page_of(MODELS[thing.kind], thing.pk)
    return {key: url for key, url in pages.items() if key not in twice}


def _linked(rows: Iterable, pages) -> tuple[Linked, ...]:
    """By its number; a row of an older report has none, and finds its page by its name."""
    return tuple(
        Linked(row, page_of(MODELS[row.subject], row.thing) if row.thing else pages.get((row.kind, row.title), ""))
        for row in rows
    )
