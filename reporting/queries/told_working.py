"""The working copy of the present review: what has been sent, which signed-in readers see as a draft."""

from functools import partial

from django.db.models import Case, Exists, FilteredRelation, OuterRef, Value, When

from goals.badges import Badges
from goals.models import Entry, Round
from goals.permissions import visible_rounds
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text
from reporting.permissions import readable_publications

from .told_published import any_of, published_rows_of, review_of
from .told_review import SUBJECTS, Brief, JudgedTold, Review, Told, ToldThings

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
)


def working_review(rights: Rights, subjects: dict) -> Review | None:
    """Of the city's open round, else of the one that closed last: once its report is out, what the reports tell."""
    rows = list(_rounds_with_entries(rights, subjects))
    if not rows:
        return None
    round = Round(pk=rows[0]["pk"], kind=rows[0]["kind"], year=rows[0]["year"], as_of=rows[0]["as_of"])
    if rows[0]["is_published"]:
        return review_of(round.title, rows[0]["slug"], rows[0]["as_of"], published_rows_of(subjects))
    badges = Badges(round)
    return Review(
        title=round.title,
        slug=rows[0]["slug"],
        as_of=rows[0]["as_of"],
        is_open=rows[0]["state"] == Round.State.OPEN,
        told=_told_things(rows, badges),
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
                "entries", condition=any_of({f"entries__{name}": value for name, value in subjects.items()})
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


def _told_things(rows, badges) -> ToldThings:
    """Only what was sent is told: of a newest revision that is a draft nothing, nor of the one it replaces."""
    newest = {}
    for row in rows:
        if row["told__pk"] is not None:
            subject = next(name for name in SUBJECTS if row[f"told__{name}_id"] is not None)
            newest[subject, row[f"told__{subject}_id"], row["told__unit_id"]] = row
    told = {}
    for (subject, pk, _unit), row in newest.items():
        if row["told__state"] in Entry.SENT_STATES:
            told.setdefault((subject, pk), []).append(row)
    return ToldThings(told, told=partial(_told, badges=badges), brief=_brief)


def _brief(row) -> Brief:
    codes = (row["told__forecast"], row["told__attainment"])
    words = row["told__edited"].get("public_text") or row["told__public_text"]
    return Brief(row["told__progress"], None, tuple(filter(None, codes)), bool(words))


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
