"""What the council view shows beside a frozen report: where the reports are, and what waits for a decision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from goals.badges import Badge, Badges
from goals.models import Entry, Goal, Plan, Round
from goals.permissions import told_entries, visible_rounds, visible_strategies
from goals.queries.corrections import open_corrections
from goals.queries.entries import SUBJECT_RELATIONS
from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, finnish_order
from measures.models import TargetProposal
from measures.queries.targets import ProposalRow, proposal_rows
from reporting.models import HandlingVersion, Question
from reporting.permissions import (
    newest_city_publications,
    readable_contents,
    readable_handling_versions,
    readable_publications,
    readable_questions,
)

from .links import Link, link_to
from .questions import QuestionRow, question_rows

COUNCIL = "kaupunginvaltuusto"


# --- the reports -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PublishedSource:
    """The newest published report of the city in the reader's language, in Finnish where it has no such version."""

    slug: str
    number: int
    language: str
    published_at: datetime
    text: str


@dataclass(frozen=True)
class VersionLink:
    """A version that a body handles; `is_for_council` when the council is that body."""

    body: str
    number: int
    url: str
    is_whole: bool
    is_for_council: bool


def newest_published(language: str) -> PublishedSource | None:
    """With its frozen content; one statement."""
    contents = readable_contents().filter(publication__in=newest_city_publications().values("pk")[:1])
    in_order = contents.filter(language__in=[language, "fi"]).order_by(
        Case(When(language=language, then=Value(0)), default=Value(1))
    )
    row = in_order.select_related("publication__round").first()
    if row is None:
        return None
    publication = row.publication
    return PublishedSource(
        publication.round.slug, publication.version, row.language, publication.published_at, row.content
    )


def coming_round(rights: Rights) -> Round | None:
    """The newest opened review of the city that is not published yet; one statement."""
    rounds = visible_rounds(rights).filter(project=None, opened_at__isnull=False)
    rounds = rounds.exclude(pk__in=readable_publications().order_by().values("round"))
    return rounds.order_by("-as_of").first()


def ready_versions(rights: Rights, round: Round) -> tuple[VersionLink, ...]:
    """Those a body can read, the council's first; one statement."""
    rows = readable_handling_versions(rights).filter(round=round, state=HandlingVersion.State.READY)
    versions = [
        VersionLink(
            body=row.body,
            number=row.number,
            url=reverse("reporting:handling-detail", args=[round.slug, row.number]),
            is_whole=row.unit_id is None,
            is_for_council=row.body.strip().casefold() == COUNCIL,
        )
        for row in rows.defer("content").order_by("-number")
    ]
    return tuple(sorted(versions, key=lambda version: not version.is_for_council))


def version_text(round: Round, number: int) -> str:
    """The frozen content of a handling version; one statement."""
    return HandlingVersion.objects.values_list("content", flat=True).get(round=round, number=number)


# --- what waits for a decision ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class WaitingPlan:
    """A draft: only who may read it gets its address."""

    title: Text
    url: str
    unit: Text


def open_proposals(language: str) -> tuple[ProposalRow, ...]:
    """Target levels that somebody would change, the oldest first; one statement."""
    return proposal_rows(
        TargetProposal.objects.filter(state=TargetProposal.State.OPEN).order_by("proposed_at", "pk"), language
    )


def waiting_plans(rights: Rights) -> tuple[WaitingPlan, ...]:
    """Drafts of the strategies in force that wait for their adoption; one statement."""
    drafts = Plan.objects.filter(state=Plan.State.DRAFT, strategy__in=visible_strategies(rights))
    plans = [
        WaitingPlan(link_to(plan).text, link_to(plan).url if rights.coordinates else "", link_to(plan.unit).text)
        for plan in drafts.select_related("unit")
    ]
    return tuple(sorted(plans, key=lambda plan: finnish_order(plan.title.words)))


# --- the working copy and what follows it ----------------------------------------------------------------------------
@dataclass(frozen=True)
class DraftDeviation:
    """What has been sent as not going as planned, and is not published."""

    subject: Link
    badge: Badge | None
    cause: Text
    correction: Text
    due_on: date | None
    post: Link | None
    binds_council: bool


def draft_deviations(rights: Rights, round: Round) -> tuple[DraftDeviation, ...]:
    """Those of goals that bind the council first; two statements."""
    binding = Goal.objects.filter(
        Q(pk=OuterRef("goal")) | Q(actions=OuterRef("action")) | Q(measure_lines__indicator=OuterRef("indicator")),
        binding_level=Goal.Binding.COUNCIL,
    )
    entries = (
        told_entries(rights)
        .present()
        .filter(round=round)
        .exclude(cause="", correction="")
        .select_related(*SUBJECT_RELATIONS, "post", "correction_post")
        .annotate(binds_council=Exists(binding))
        .order_by("pk")
    )
    badges = Badges(round)
    rows = [_draft_deviation(entry, badges) for entry in entries]
    return tuple(sorted(rows, key=lambda row: not row.binds_council))


def _draft_deviation(entry: Entry, badges):
    state = badges.attainment(entry.attainment) or badges.forecast(entry.forecast)
    return DraftDeviation(
        subject=link_to(entry.subject),
        badge=state or (badges.status(entry.progress) if entry.progress else None),
        cause=Text(entry.told("cause"), entry.language),
        correction=Text(entry.told("correction"), entry.language),
        due_on=entry.correction_due_on,
        post=link_to(entry.correction_post or entry.post),
        binds_council=entry.binds_council,
    )


@dataclass(frozen=True)
class LatePromise:
    subject: Link
    correction: Text
    due_on: date
    post: Link | None


def late_promises() -> tuple[LatePromise, ...]:
    """Promised corrections whose day has passed, the oldest first; one statement."""
    related = (*(f"entry__{name}" for name in SUBJECT_RELATIONS), "entry__correction_post", "entry__post")
    rows = open_corrections().filter(entry__correction_due_on__lt=clock.today()).select_related(*related)
    return tuple(
        LatePromise(
            subject=link_to(row.entry.subject),
            correction=Text(row.entry.told("correction"), row.entry.language),
            due_on=row.entry.correction_due_on,
            post=link_to(row.entry.correction_post or row.entry.post),
        )
        for row in rows.order_by("entry__correction_due_on", "pk")
    )


def questions_before_meeting(rights: Rights, since: datetime | None) -> tuple[QuestionRow, ...]:
    """Open questions, and those answered since the newest report was published; one statement."""
    waits = Q(state__in=[Question.State.ASKED, Question.State.ROUTED])
    answered = Q(state=Question.State.ANSWERED)
    answered &= Q(answered_at__gt=since) if since else Q()
    questions: QuerySet[Question] = readable_questions(rights).filter(waits | answered)
    return tuple(sorted(question_rows(questions), key=lambda row: (row.is_answered, row.due_on or date.min, row.pk)))
