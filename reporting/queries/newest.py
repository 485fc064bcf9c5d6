"""The newest published review of the city or of one strategy: of which day it tells, and its frozen content."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.timezone import localtime
from django.utils.translation import get_language

from goals.models import Round
from kemistrategy import clock
from kemistrategy.text import FALLBACK_LANGUAGE
from reporting.models import PublicationContent
from reporting.permissions import readable_publications

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
    published_on: date | None = None
    frozen: str = ""


def newest_review(strategy: str = "") -> Newest:
    """One query; `strategy` is the slug of the one whose reviews count."""
    mine = Q(strategies__slug=strategy) if strategy else Q()
    published = readable_publications().filter(round__kind__in=Round.CITY_KINDS)
    told = published.filter(round__strategies__slug=strategy) if strategy else published
    rounds = (
        Round.objects.filter(mine, kind__in=Round.CITY_KINDS, opened_at__isnull=False)
        .annotate(
            published_at=Subquery(_newest_first(published.filter(round=OuterRef("pk"))).values("published_at")[:1]),
            frozen=Case(
                When(pk=Subquery(_newest_first(told).values("round")[:1]), then=Subquery(_content(told))), default=None
            ),
        )
        .order_by("-as_of", "-pk")
        .only("slug", "kind", "year", "as_of", "published_by")
    )
    return _newest(list(rounds))


def _newest_first(publications):
    return publications.order_by("-round__as_of", "-version")


def _content(published):
    own = Case(When(language=get_language(), then=0), default=1)
    contents = PublicationContent.objects.filter(
        publication=Subquery(_newest_first(published).values("pk")[:1]),
        language__in={get_language(), FALLBACK_LANGUAGE},
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
        published_on=published_on,
        frozen=round.frozen or "",
    )
