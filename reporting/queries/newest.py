"""The newest published report of the city or of one strategy: of which day it tells, and what was frozen of it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.timezone import localtime
from django.utils.translation import get_language

from goals.models import Round
from kemistrategy import clock
from kemistrategy.text import FALLBACK_LANGUAGE
from reporting.frozen import NotContent, frozen_data, upgraded
from reporting.permissions import newest_city_publications, readable_contents

from .publications import situation_words


@dataclass(frozen=True)
class Newest:
    """`words` tell of which day the published words are and when new ones come; `slug` is "" before the first.

    `frozen` is the content in the reader's language, else in Finnish.
    """

    words: str
    slug: str = ""
    title: str = ""
    as_of: date | None = None
    published_at: datetime | None = None
    frozen: str = ""

    @property
    def published_on(self) -> date | None:
        return localtime(self.published_at).date() if self.published_at else None


def newest_review(strategy: str = "") -> Newest:
    """One query; `strategy` is the slug of the one whose reviews count."""
    mine = Q(strategies__slug=strategy) if strategy else Q()
    published = newest_city_publications()
    told = published.filter(round__strategies__slug=strategy) if strategy else published
    rounds = (
        Round.objects.filter(mine, kind__in=Round.CITY_KINDS, opened_at__isnull=False)
        .annotate(
            published_at=Subquery(published.filter(round=OuterRef("pk")).values("published_at")[:1]),
            frozen=Case(When(pk=Subquery(told.values("round")[:1]), then=Subquery(_content(told))), default=None),
        )
        .order_by("-as_of", "-pk")
        .only("slug", "kind", "year", "as_of", "published_by")
    )
    return _newest(list(rounds))


def _content(published):
    own = Case(When(language=get_language(), then=0), default=1)
    contents = readable_contents().filter(
        publication=Subquery(published.values("pk")[:1]), language__in={get_language(), FALLBACK_LANGUAGE}
    )
    return contents.order_by(own).values("content")[:1]


def _newest(rounds) -> Newest:
    """`rounds` are the newest first: those before the published one are being made."""
    place = next((number for number, round in enumerate(rounds) if round.published_at), None)
    coming = [round.published_by for round in rounds[:place]][:1]
    if place is None:
        return Newest(situation_words(None, coming=coming, today=clock.today()))
    round = rounds[place]
    published_on = localtime(round.published_at).date()
    return Newest(
        words=situation_words(round.as_of, coming=coming, today=clock.today(), published_on=published_on),
        slug=round.slug,
        title=round.title,
        as_of=round.as_of,
        published_at=round.published_at,
        frozen=round.frozen or "",
    )


# --- a part of it that has no rows of its own
@dataclass
class NewestContent:
    """`part` gives a part as plain data, in the reader's language where the report has it, else in Finnish."""

    title: str
    as_of: date
    slug: str
    text: str

    def part(self, name: str) -> list | dict:
        """Empty where the report is older than the part."""
        return self._data.get(name) or []

    @cached_property
    def _data(self):
        try:
            return upgraded(frozen_data(self.text))
        except NotContent:  # of a program newer than this
            return {}


def newest_content() -> NewestContent | None:
    """The city's newest report that everybody can read; one query."""
    languages = {get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE}
    newest = newest_city_publications().values("pk")[:1]
    rows = readable_contents().filter(publication__in=newest, language__in=languages)
    found = {row.language: row for row in rows.select_related("publication__round")}
    row = found.get(get_language()) or found.get(FALLBACK_LANGUAGE)
    if row is None:
        return None
    round = row.publication.round
    return NewestContent(round.title, round.as_of, round.slug, row.content)
