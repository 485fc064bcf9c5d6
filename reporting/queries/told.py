"""What signed-in readers see of the present review: sent entries only, always marked as a draft."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, FilteredRelation, Q, Value, When

from goals.badges import Badge, Badges
from goals.models import Action, Entry, Project, Round
from goals.permissions import told_entries, visible_rounds
from goals.status import action_status
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text

SUBJECTS = ("action", "project", "indicator", "goal")
FIELDS = (
    "progress",
    "forecast",
    "public_text",
    "cause",
    "correction",
    "correction_due_on",
    "language",
    "edited",
    "started_on",
    "finished_on",
)


@dataclass(frozen=True)
class Told:
    """One sent entry; `unit_id` tells the departments of a shared project apart."""

    unit_id: int | None
    progress: str
    forecast: Badge | None
    words: Text
    cause: Text
    correction: Text
    correction_due_on: date | None
    started_on: date | None
    finished_on: date | None

    @property
    def is_deviation(self) -> bool:
        return bool(self.cause or self.correction)


@dataclass(frozen=True)
class DaysTold:
    """When work really began and ended, as its newest sent entry says."""

    started_on: date | None
    finished_on: date | None


@dataclass(frozen=True)
class Review:
    """The present half-year review or year-end report with what has been sent of the things that were asked."""

    title: str
    slug: str
    as_of: date
    is_open: bool
    told: dict[tuple[str, int], tuple[Told, ...]]
    badges: Badges

    def of(self, subject: str, pk: int) -> Told | None:
        return next(iter(self.told.get((subject, pk), ())), None)

    def status_code(self, action: Action) -> str:
        return self._code(action, self.of("action", action.pk))

    def status(self, action: Action) -> Badge:
        return self.badges.status(self.status_code(action))

    def status_of_share(self, project: Project, told: Told | None) -> Badge:
        """How one department's share of a project stands; each department tells its own."""
        return self.badges.status(self._code(project, told))

    def _code(self, work, told):
        return action_status(
            progress=told.progress if told else "",
            schedule=work.schedule,
            as_of=self.as_of,
            round_is_open=self.is_open,
        )


def present_review(rights: Rights, **subjects) -> Review | None:
    """`present_review(rights, action__in=[…])`: two queries, none for the public, who see no working copy.

    The city's open round, else the one that closed last; a project's own report is told of on its own page.
    """
    if not rights.is_signed_in:
        return None
    rows = list(_rounds_with_entries(rights, subjects))
    if not rows:
        return None
    round = Round(pk=rows[0]["pk"], kind=rows[0]["kind"], year=rows[0]["year"])
    badges = Badges(round)
    return Review(
        title=round.title,
        slug=rows[0]["slug"],
        as_of=rows[0]["as_of"],
        is_open=rows[0]["state"] == Round.State.OPEN,
        told=_told_by_subject(rows, badges),
        badges=badges,
    )


def _rounds_with_entries(rights, subjects):
    """A row per entry of the present round, the newest revision last; one empty row when it has none."""
    rounds = visible_rounds(rights).filter(kind__in=Round.CITY_KINDS).exclude(state=Round.State.PLANNED)
    is_open = Case(When(state=Round.State.OPEN, then=Value(0)), default=Value(1))
    return (
        Round.objects.filter(pk__in=rounds.order_by(is_open, "-as_of").values("pk")[:1])
        .annotate(
            told=FilteredRelation(
                "entries", condition=Q(**{f"entries__{name}": value for name, value in subjects.items()})
            )
        )
        .order_by("told__revision", "told__pk")
        .values(
            "pk",
            "kind",
            "year",
            "slug",
            "as_of",
            "state",
            "told__pk",
            "told__state",
            "told__unit_id",
            *(f"told__{subject}_id" for subject in SUBJECTS),
            *(f"told__{field}" for field in FIELDS),
        )
    )


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
    def written(field):
        """As the coordinator mended its language, like `Entry.told`."""
        return Text(row["told__edited"].get(field) or row[f"told__{field}"], row["told__language"])

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
    )


def days_told(rights: Rights, **subject) -> DaysTold | None:
    """`days_told(rights, action=pk)`: from the newest sent entry of any round, whose days stay a draft; one query.

    None for the public, at no cost.
    """
    newest = told_entries(rights).present().filter(**subject).order_by("-round__as_of", "-pk")
    days = newest.values_list("started_on", "finished_on").first()
    return days and DaysTold(*days)
