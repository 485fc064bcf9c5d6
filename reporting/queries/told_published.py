"""What everybody is told: the newest published state of each thing, or what one report told of it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.status import AWAITING
from kemistrategy.text import FALLBACK_LANGUAGE, Text
from reporting.models import PublishedState
from reporting.permissions import newest_city_publications

from .told_review import SUBJECTS, Brief, JudgedTold, MeasuredTold, Review, Told, ToldThings


class PublishedBadges(Badges):
    """The words of the published reports, no query; what they have no word of has the default one."""

    _set = ()

    def __init__(self, frozen: dict[str, Badge]):
        super().__init__()
        self._frozen = frozen

    def status(self, code: str) -> Badge:
        if code == AWAITING:
            return Badge(code, _("Ei vielä raportoitu"), "dots", _("Mikään julkaistu raportti ei kerro tästä vielä."))
        return self._frozen.get(code) or super().status(code)


def published_review(**subjects) -> Review | None:
    """What the published reports tell of the things: two queries, for everybody."""
    newest = newest_city_publications().select_related("round").first()
    rows = published_rows_of(subjects)
    round = newest.round if newest else None
    if round is None:
        if not rows:
            return None
        round = max((row.publication.round for row in rows), key=lambda round: round.as_of)
    return review_of(round.title, round.slug, round.as_of, rows)


def report_review(slug: str, **subjects) -> Review | None:
    """What one published report told of the things, in its newest version; two queries, None when it is not out."""
    told = newest_city_publications().filter(round__slug=slug).select_related("round").first()
    if told is None:
        return None
    rows = (
        PublishedState.objects.filter(any_of(subjects), publication=told, language__in=languages_told())
        .select_related("publication__round")
        .order_by("pk")
    )
    return review_of(told.round.title, told.round.slug, told.round.as_of, list(rows))


def published_rows_of(subjects: dict) -> list[PublishedState]:
    """The newest row of each thing in the languages that can be shown, the reader's own last."""
    return list(
        PublishedState.objects.filter(any_of(subjects), is_newest=True, language__in=languages_told())
        .select_related("publication__round")
        .order_by("pk")
    )


def any_of(subjects: dict) -> Q:
    """`{"goal": 3, "action__in": […]}`: any of these; each entry and each state is of one thing."""
    wanted = Q()
    for name, value in subjects.items():
        wanted |= Q(**{name: value})
    return wanted


def languages_told() -> set[str]:
    """In which a published state can be shown: the reader's and Finnish."""
    return {get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE}


def in_one_language(rows) -> list[PublishedState]:
    """Of each version of a thing the row in the reader's language where there is one, else the Finnish one."""
    own = get_language() or FALLBACK_LANGUAGE
    rows = list(rows)
    told = {(row.publication_id, *_key(row)) for row in rows if row.language == own}
    return [row for row in rows if row.language == own or (row.publication_id, *_key(row)) not in told]


def _key(row) -> tuple[str, int]:
    subject = next(name for name in SUBJECTS if getattr(row, f"{name}_id") is not None)
    return subject, getattr(row, f"{subject}_id")


def review_of(title: str, slug: str, as_of: date, rows: list[PublishedState]) -> Review:
    told, frozen = {}, {}
    for row in in_one_language(rows):
        told.setdefault(_key(row), []).append(row)
        if status := row.told["status"]:
            frozen[status["code"]] = status
    return Review(
        title=title,
        slug=slug,
        as_of=as_of,
        is_open=False,
        told=ToldThings(told, told=published_told, brief=_brief),
        badges=PublishedBadges({code: _frozen_badge(status) for code, status in frozen.items()}),
        is_published=True,
    )


def _brief(row) -> Brief:
    codes = tuple(filter(None, (row.forecast, row.attainment)))
    return Brief(row.status, _frozen_badge(row.told["status"]), codes, bool(row.told["words"]["words"]))


def published_told(row: PublishedState) -> Told:
    """The frozen row as pages show it; reporting/content/states.py gives the shape of what it holds."""
    told = row.told
    judged = told["judged"]
    return Told(
        unit_id=row.unit_id,
        progress=row.status,
        forecast=_frozen_badge(told["forecast"]),
        words=_frozen_words(told["words"]),
        cause=_frozen_words(told["cause"]),
        correction=_frozen_words(told["correction"]),
        correction_due_on=date.fromisoformat(told["due"]) if told["due"] else None,
        judged=judged
        and JudgedTold(_frozen_badge(judged["badge"]), judged["why_not"], _frozen_words(judged["reason"])),
        proposal=_frozen_words(told["proposal"]),
        fate=_frozen_badge(told["fate"]),
        fate_note=_frozen_words(told["fate_note"]),
        status=_frozen_badge(told["status"]),
        post=_frozen_words(told["post"]),
        unchanged=told["unchanged"],
        times=told["times"],
        is_translation=told["words"]["is_translation"],
        measured=_frozen_figures(told["measured"]),
        as_of=date.fromisoformat(told["as_of"]),
        slug=row.publication.round.slug,
    )


def _frozen_figures(measured) -> MeasuredTold | None:
    if measured is None:
        return None
    actual, target = measured["actual"], measured["target"]
    return MeasuredTold(_frozen_words(actual), actual["note"], _frozen_words(target))


def _frozen_badge(badge) -> Badge | None:
    return Badge(**badge) if badge else None


def _frozen_words(words) -> Text:
    return Text(words["words"], words["language"])
