"""How the published reports have told of a thing: a row for each version, the newest first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from goals.badges import Badge
from goals.status import shown_place
from reporting.models import PublishedState

from .links import Link, own_words
from .told_published import in_one_language, languages_told, published_told
from .told_review import Told


@dataclass(frozen=True)
class PublishedRow:
    """One published version: its report, its day, and what it told.

    `told` has one for each department of a shared project; of a goal `counts` are its actions by their states then.
    """

    report: Link
    version: int
    as_of: date
    is_corrected: bool
    told: tuple[Told, ...]
    counts: tuple[tuple[Badge, int], ...]

    @property
    def has_state(self) -> bool:
        return bool(self.counts) or any(told.status for told in self.told)

    @property
    def is_reported(self) -> bool:
        """Something was said of it, be it without a state of its own."""
        return self.has_state or any(told.codes or told.words for told in self.told)


def published_rows(*, of_actions=(), **subject) -> tuple[PublishedRow, ...]:
    """`published_rows(goal=3, of_actions=[7, 8])`: one query. `of_actions`: whose states are counted beside it."""
    asked = Q(**subject) | Q(action__in=of_actions) if of_actions else Q(**subject)
    rows = (
        PublishedState.objects.filter(asked, language__in=languages_told())
        .select_related("publication__round")
        .order_by("-publication__round__as_of", "-publication__published_at", "-publication__version", "pk")
    )
    by_publication = {}
    for row in in_one_language(rows):
        by_publication.setdefault(row.publication, []).append(row)
    seen, shown = set(), []
    for publication, states in by_publication.items():
        shown.append(_published_row(publication, states, subject, is_corrected=publication.round_id in seen))
        seen.add(publication.round_id)
    return tuple(shown)


def _published_row(publication, states, subject, *, is_corrected):
    ((name, pk),) = subject.items()
    own = [row for row in states if getattr(row, f"{name}_id") == pk]
    round = publication.round
    address = reverse("reporting:report-detail", args=[round.slug])
    if is_corrected:
        address = reverse("reporting:report-version", args=[round.slug, publication.version])
    return PublishedRow(
        report=Link(own_words(round.title), address),
        version=publication.version,
        as_of=round.as_of,
        is_corrected=is_corrected,
        told=tuple(published_told(row) for row in own),
        counts=_counts(row for row in states if row not in own),
    )


def _counts(rows):
    """Actions by their state as it was frozen, in the order in which states are shown."""
    badges, counted = {}, {}
    for row in rows:
        badge = published_told(row).status
        if badge:
            badges[badge.code] = badge
            counted[badge.code] = counted.get(badge.code, 0) + 1
    return tuple((badges[code], counted[code]) for code in sorted(counted, key=shown_place))
