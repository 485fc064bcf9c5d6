"""The page of fetched figures: what waits for a person beside what is in force, and how the fetching goes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, period_words
from kemistrategy.text import FALLBACK_LANGUAGE, Text, text_of
from measures.models import Feed, Observation, ProposedObservation
from measures.permissions import feeds_to_follow, values_to_accept
from measures.words import amount_words


@dataclass(frozen=True)
class ProposedRow:
    """A value that waits. `beside` is the number of the observation in force for the same period, 0 when none."""

    pk: int
    period: str
    value: Text
    is_provisional: bool
    beside: int
    present: Text
    change: str

    @property
    def key(self) -> str:
        """What a tick says: the value, and what stood beside it on the page."""
        return f"{self.pk}-{self.beside}"


@dataclass(frozen=True)
class ProposedGroup:
    """Values of one indicator that came from one source in the same minute."""

    pk: int
    name: Text
    source: str
    licence: str
    updated_at: datetime | None
    retrieved_at: datetime
    is_calculated: bool
    rows: tuple[ProposedRow, ...]

    @property
    def new_rows(self) -> tuple[ProposedRow, ...]:
        """Those that change nothing: they may be accepted all at once."""
        return tuple(row for row in self.rows if not row.beside)

    @property
    def new_keys(self) -> str:
        return ",".join(row.key for row in self.new_rows)


@dataclass(frozen=True)
class FeedRow:
    pk: int
    name: Text
    provider: str
    table: str
    content: str
    fetched_at: datetime | None
    is_active: bool
    problem: Text


@dataclass(frozen=True)
class FetchedPage:
    groups: tuple[ProposedGroup, ...]
    feeds: tuple[FeedRow, ...]

    @property
    def number(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def fetched_page(rights: Rights, language: str) -> FetchedPage:
    """Three queries whatever the number of rows."""
    waiting = list(values_to_accept(rights).select_related("indicator"))
    present = _present(waiting)
    groups = defaultdict(list)
    for row in waiting:
        groups[row.indicator_id, row.source, row.retrieved_at.replace(second=0, microsecond=0)].append(row)
    return FetchedPage(
        groups=tuple(_group(rows, present, language) for rows in groups.values()),
        feeds=tuple(_feed(feed, language) for feed in feeds_to_follow(rights).select_related("indicator")),
    )


def _present(waiting) -> dict[tuple[int, Period], Observation]:
    dated = Observation.objects.present().filter(
        indicator__in={row.indicator_id for row in waiting}, period_start__isnull=False
    )
    return {(row.indicator_id, _period(row)): row for row in dated}


def _period(row):
    return Period(row.period_start, row.period_end)


def _group(rows, present, language):
    first = rows[0]
    unit = text_of(first.indicator, "unit", language)
    return ProposedGroup(
        pk=first.pk,
        name=text_of(first.indicator, "name", language),
        source=first.source,
        licence=first.licence,
        updated_at=first.updated_at,
        retrieved_at=first.retrieved_at,
        is_calculated=first.origin == ProposedObservation.Origin.RATIO,
        rows=tuple(_row(row, present.get((row.indicator_id, _period(row))), unit) for row in rows),
    )


def _row(row, beside, unit):
    value = amount_words(row.indicator, unit, row.value, "")
    now = amount_words(row.indicator, unit, beside.value, beside.words) if beside else Text("")
    return ProposedRow(
        pk=row.pk,
        period=period_words(_period(row)),
        value=value,
        is_provisional=row.is_provisional,
        beside=beside.pk if beside else 0,
        present=now,
        change=_change(row, beside, now, value) if beside else "",
    )


def _change(row, beside, now, value) -> str:
    """What accepting would do to the figure in force."""
    figures = {"before": now.words, "after": value.words}
    if row.origin == ProposedObservation.Origin.RATIO:
        return _("Laskettu uudelleen: %(before)s → %(after)s") % figures
    if row.value == beside.value:
        return _("Lähde on vahvistanut ennakkotiedon.")
    if beside.retrieved_at:
        return _("Lähde on muuttanut lukua: %(before)s → %(after)s") % figures
    return _("Palveluun on kirjattu %(before)s, lähteessä on %(after)s.") % figures


def _feed(feed: Feed, language):
    return FeedRow(
        pk=feed.indicator_id,
        name=text_of(feed.indicator, "name", language),
        provider=feed.get_provider_display(),
        table=feed.table,
        content=feed.content,
        fetched_at=feed.fetched_at,
        is_active=feed.is_active,
        problem=Text(feed.problem, FALLBACK_LANGUAGE),
    )
