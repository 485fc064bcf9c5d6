"""What pages tell of the present review: to the public what has been published, to signed-in readers a working copy.

The one home of the rule. Signed-in readers see the sent entries of the review under way, marked as a draft; everybody
sees the newest published state of each thing (PublishedState), and a signed-in reader too, once the review is out.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Exists, FilteredRelation, OuterRef, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models import Action, Entry, Project, Round
from goals.permissions import told_entries, visible_rounds
from goals.status import AWAITING, NOT_REPORTED, action_status, gravity
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import FALLBACK_LANGUAGE, Text
from reporting.models import PublishedState
from reporting.permissions import readable_publications

SUBJECTS = ("action", "project", "indicator", "goal")
FIELDS = (
    "progress",
    "forecast",
    "public_text",
    "cause",
    "correction",
    "correction_due_on",
    "proposal",
    "attainment",
    "attainment_reason",
    "not_assessed",
    "fate",
    "fate_note",
    "language",
    "edited",
    "started_on",
    "finished_on",
)
OMITTED = "omitted"  # left out of a report with a reason (reporting/content/standing.py)
NOTHING = Text("")


@dataclass(frozen=True)
class JudgedTold:
    """The year's attainment as a person judged it: why, and why not when it could not be assessed."""

    badge: Badge
    why_not: str
    reason: Text


@dataclass(frozen=True)
class MeasuredTold:
    """The figures of an indicator as a report showed them."""

    actual: Text
    actual_note: str
    target: Text


@dataclass(frozen=True)
class Told:
    """One sent entry, or what a report tells; `unit_id` tells the departments of a shared project apart.

    Of a published state also: `status` and `post` as they were frozen, and the report they stand in (`as_of`, `slug`).
    """

    unit_id: int | None
    progress: str
    forecast: Badge | None
    words: Text
    cause: Text
    correction: Text
    correction_due_on: date | None
    started_on: date | None = None
    finished_on: date | None = None
    judged: JudgedTold | None = None
    proposal: Text = NOTHING
    fate: Badge | None = None
    fate_note: Text = NOTHING
    status: Badge | None = None
    post: Text = NOTHING
    unchanged: str = ""
    times: int = 0
    is_translation: bool = False
    measured: MeasuredTold | None = None
    as_of: date | None = None
    slug: str = ""

    @property
    def is_deviation(self) -> bool:
        return bool(self.cause or self.correction)

    @property
    def outlook_code(self) -> str:
        """Of the judgement, else of the forecast; "" when neither is given."""
        outlook = self.judged.badge if self.judged else self.forecast
        return outlook.code if outlook else ""


@dataclass(frozen=True)
class DaysTold:
    """When work really began and ended, as its newest sent entry says."""

    started_on: date | None
    finished_on: date | None


@dataclass(frozen=True)
class Review:
    """The present half-year review or year-end report with what is told of the things that were asked.

    `is_published`: a report for everybody. Then a thing that the newest report leaves out is told of as the newest one
    that has it says: `as_of_of` gives the day.
    """

    title: str
    slug: str
    as_of: date
    is_open: bool
    told: dict[tuple[str, int], tuple[Told, ...]]
    badges: Badges = field(compare=False)
    is_published: bool = False

    def of(self, subject: str, pk: int) -> Told | None:
        return next(iter(self.told.get((subject, pk), ())), None)

    def as_of_of(self, subject: str, pk: int) -> date:
        """The day that what is told of the thing tells of."""
        told = self.of(subject, pk)
        return (told.as_of if told else None) or self.as_of

    def status_code(self, action: Action) -> str:
        return self._code(action, self.of("action", action.pk))

    def status(self, action: Action) -> Badge:
        return self._badge(action, self.of("action", action.pk))

    def is_off_track(self, subject: str, pk: int, status: str = "") -> bool:
        """Something of it does not go as planned: its state (`status`), its forecast or its judgement."""
        told = self.of(subject, pk)
        return gravity((status, told.outlook_code if told else "")) > 0

    def status_of_share(self, project: Project, told: Told | None) -> Badge:
        """How one department's share of a project stands; each department tells its own."""
        return self._badge(project, told)

    def _badge(self, work, told):
        if told and told.status:
            return told.status
        return self.badges.status(self._code(work, told))

    def _code(self, work, told):
        """For counting: of what a report left out nothing was reported, and what no report has awaits its first."""
        if self.is_published:
            if told is None or told.status is None:
                return AWAITING
            return NOT_REPORTED if told.status.code == OMITTED else told.status.code
        return action_status(
            progress=told.progress if told else "",
            schedule=work.schedule,
            as_of=self.as_of,
            round_is_open=self.is_open,
        )


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


def present_review(rights: Rights, **subjects) -> Review | None:
    """`present_review(rights, goal=3, action__in=[…])`: of any of these; two queries. None when nothing can be told.

    Of signed-in readers the city's open round, else the one that closed last; a project's own report is told of on its
    own page until it is published.
    """
    if not rights.is_signed_in:
        return published_review(**subjects)
    rows = list(_rounds_with_entries(rights, subjects))
    if not rows:
        return None
    round = Round(pk=rows[0]["pk"], kind=rows[0]["kind"], year=rows[0]["year"], as_of=rows[0]["as_of"])
    if rows[0]["is_published"]:
        return _published(round.title, rows[0]["slug"], rows[0]["as_of"], list(_published_states(subjects)))
    badges = Badges(round)
    return Review(
        title=round.title,
        slug=rows[0]["slug"],
        as_of=rows[0]["as_of"],
        is_open=rows[0]["state"] == Round.State.OPEN,
        told=_told_by_subject(rows, badges),
        badges=badges,
    )


# --- the working copy
def _rounds_with_entries(rights, subjects):
    """A row per entry of the present round, the newest revision last; one empty row when it has none."""
    rounds = visible_rounds(rights).filter(kind__in=Round.CITY_KINDS).exclude(state=Round.State.PLANNED)
    is_open = Case(When(state=Round.State.OPEN, then=Value(0)), default=Value(1))
    return (
        Round.objects.filter(pk__in=rounds.order_by(is_open, "-as_of").values("pk")[:1])
        .annotate(
            told=FilteredRelation(
                "entries", condition=_any_of({f"entries__{name}": value for name, value in subjects.items()})
            ),
            is_published=Exists(readable_publications().filter(round=OuterRef("pk"))),
        )
        .order_by("told__revision", "told__pk")
        .values(
            "pk",
            "kind",
            "year",
            "slug",
            "as_of",
            "state",
            "is_published",
            "told__pk",
            "told__state",
            "told__unit_id",
            *(f"told__{subject}_id" for subject in SUBJECTS),
            *(f"told__{field}" for field in FIELDS),
        )
    )


def _any_of(conditions) -> Q:
    """Each entry and each state is of one thing."""
    wanted = Q()
    for name, value in conditions.items():
        wanted |= Q(**{name: value})
    return wanted


def _told_by_subject(rows, badges):
    """Only what was sent is told: of a newest revision that is a draft nothing, nor of the one it replaces."""
    newest = {}
    for row in rows:
        if row["told__pk"] is not None:
            subject = next(name for name in SUBJECTS if row[f"told__{name}_id"] is not None)
            newest[subject, row[f"told__{subject}_id"], row["told__unit_id"]] = row
    told = {}
    for (subject, pk, _unit), row in newest.items():
        if row["told__state"] in Entry.SENT_STATES:
            told.setdefault((subject, pk), []).append(_told(row, badges))
    return {key: tuple(entries) for key, entries in told.items()}


def _told(row, badges):
    def written(name):
        """As the coordinator mended its language, like `Entry.told`."""
        return Text(row["told__edited"].get(name) or row[f"told__{name}"], row["told__language"])

    return Told(
        unit_id=row["told__unit_id"],
        progress=row["told__progress"],
        forecast=badges.forecast(row["told__forecast"]),
        words=written("public_text"),
        cause=written("cause"),
        correction=written("correction"),
        correction_due_on=row["told__correction_due_on"],
        started_on=row["told__started_on"],
        finished_on=row["told__finished_on"],
        judged=_judged(row, badges, written("attainment_reason")),
        proposal=written("proposal"),
        fate=badges.fate(row["told__fate"]),
        fate_note=written("fate_note"),
    )


def _judged(row, badges, reason):
    if not row["told__attainment"]:
        return None
    why_not = badges.not_assessed(row["told__not_assessed"])
    return JudgedTold(badges.attainment(row["told__attainment"]), why_not.label if why_not else "", reason)


# --- what has been published
def published_review(**subjects) -> Review | None:
    """What the published reports tell of the things: two queries, for everybody."""
    newest = (
        readable_publications()
        .filter(round__kind__in=Round.CITY_KINDS)
        .select_related("round")
        .order_by("-round__as_of", "-version")
        .first()
    )
    rows = list(_published_states(subjects))
    round = newest.round if newest else None
    if round is None:
        if not rows:
            return None
        round = max((row.publication.round for row in rows), key=lambda round: round.as_of)
    return _published(round.title, round.slug, round.as_of, rows)


def report_review(slug: str, **subjects) -> Review | None:
    """What one published report told of the things, in its newest version; two queries, None when it is not out."""
    told = (
        readable_publications()
        .filter(round__slug=slug, round__kind__in=Round.CITY_KINDS)
        .select_related("round")
        .order_by("-version")
        .first()
    )
    if told is None:
        return None
    rows = (
        PublishedState.objects.filter(_any_of(subjects), publication=told, language__in=languages_told())
        .select_related("publication__round")
        .order_by("pk")
    )
    return _published(told.round.title, told.round.slug, told.round.as_of, rows)


def _published_states(subjects):
    """The newest row of each thing in the languages that can be shown, the reader's own last."""
    return (
        PublishedState.objects.filter(_any_of(subjects), is_newest=True, language__in=languages_told())
        .select_related("publication__round")
        .order_by("pk")
    )


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


def _published(title, slug, as_of, rows) -> Review:
    told, frozen = {}, {}
    for row in in_one_language(rows):
        published = published_told(row)
        told.setdefault(_key(row), []).append(published)
        if published.status:
            frozen[published.status.code] = published.status
    return Review(
        title=title,
        slug=slug,
        as_of=as_of,
        is_open=False,
        told={key: tuple(rows) for key, rows in told.items()},
        badges=PublishedBadges(frozen),
        is_published=True,
    )


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


def days_told(rights: Rights, **subject) -> DaysTold | None:
    """`days_told(rights, action=pk)`: from the newest sent entry of any round, whose days stay a draft; one query.

    None for the public, at no cost.
    """
    newest = told_entries(rights).present().filter(**subject).order_by("-round__as_of", "-pk")
    days = newest.values_list("started_on", "finished_on").first()
    return days and DaysTold(*days)
