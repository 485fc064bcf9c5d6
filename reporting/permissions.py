"""Who sees what on the pages that are read; goals/permissions.py says it of goals, plans and entries."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from goals.models import Benefit, Entry, Figure, MeasureLine, Plan, Project, Round, Strategy, Theme
from goals.permissions import (
    frozen_entries,
    readable_entries,
    readable_figures,
    visible_actions,
    visible_goals,
    visible_plans,
    visible_projects,
    visible_rounds,
    visible_strategies,
)
from kemistrategy import clock
from kemistrategy.organisation.models import Decision, Evidence, OrgUnit, Position, PositionHolder
from kemistrategy.organisation.permissions import Rights
from measures.models import Indicator, Observation
from measures.permissions import indicators_to_measure

from .models import (
    AuditAccess,
    AuditReport,
    Feedback,
    Finding,
    HandlingVersion,
    Publication,
    PublicationContent,
    PublicationFile,
    Question,
    ReportFile,
)

# What `visible_indicators` looks at: a change in any of these may show an indicator or hide it.
INDICATORS_SEEN_BY = (Strategy, Plan, MeasureLine, Benefit, Project, Indicator)


def visible_indicators(rights: Rights) -> QuerySet[Indicator]:
    """An indicator is as public as what it measures; one that measures only a draft's goals is the coordinator's.

    One that measures nothing yet is for those who have signed in, unless it is a key indicator. A part, or what a
    ratio is counted from, is as public as the whole when it measures nothing of its own (parts have no parts).
    """
    indicators = Indicator.objects.all()
    if rights.coordinates:
        return indicators
    is_told = (
        Q(benefits__strategy__in=visible_strategies(rights))
        | Q(measure_lines__plan__in=visible_plans(rights))
        | Q(projects__in=visible_projects(rights))
    )
    measures_nothing = Q(benefits=None, measure_lines=None, projects=None)
    stands_alone = measures_nothing & (Q(parent=None) if rights.is_signed_in else Q(parent=None, is_key=True))
    wholes = indicators.filter(is_told | stands_alone).order_by()
    is_of_a_whole = (
        Q(parent__in=wholes.values("pk"))
        | Q(pk__in=wholes.values("numerator"))
        | Q(pk__in=wholes.values("denominator"))
    )
    return indicators.filter(is_told | stands_alone | measures_nothing & is_of_a_whole).distinct()


def visible_observations(rights: Rights) -> QuerySet[Observation]:
    """The observations in force: all of them for those who have signed in.

    The public sees no figure of a review, nor what somebody has put in its place since: they wait for the review to be
    published, and until then what they correct stays in force. A value accepted from a public source waits for nobody.
    """
    if rights.is_signed_in:
        return Observation.objects.present()
    awaits = _awaits_publication(OuterRef("corrected_by"))
    fetched_since = Observation.objects.filter(
        indicator=OuterRef("indicator"), pk__gt=OuterRef("pk"), retrieved_at__isnull=False, **_same_period()
    )
    return readable_observations(rights).filter(Q(corrected_by=None) | Exists(awaits) & ~Exists(fetched_since))


def readable_observations(rights: Rights) -> QuerySet[Observation]:
    """Those that `visible_observations` has and those that they correct, which a page shows struck through."""
    if rights.is_signed_in:
        return Observation.objects.all()
    return Observation.objects.filter(~Exists(_awaits_publication(OuterRef("pk"))) | Q(retrieved_at__isnull=False))


def _awaits_publication(observation) -> QuerySet:
    """The figure of a review that an observation was made of, or that stands before it in its chain, where what was
    added later has the larger number; none once the report of the review has been published.

    History tells each observation that the figure ever became: the figure itself knows only the last, and those that a
    reopened review or a change after closing has replaced wait no less.
    """
    return Figure.history.filter(
        ~Exists(Publication.objects.visible().filter(round=OuterRef("round"))),
        indicator=OuterRef("indicator"),
        observation__lte=observation,
        **_same_period("observation__"),
    )


def _same_period(prefix="") -> dict:
    """A chain of corrections is of one indicator and one period."""
    return {f"{prefix}{name}": OuterRef(name) for name in ("period_start", "period_end")}


def readable_evidence(rights: Rights) -> QuerySet[Evidence]:
    """What shows a figure or an entry to be so, for those who may read it; all of it for the coordinator.

    Evidence of an observation is for every signed-in reader of its indicator, that of an entry or its figure for whom
    the working copy is. The audit committee reads that of closed reviews and of every observation too while a recorded
    decision of its own is valid; what somebody is still writing is nobody's to evaluate.
    """
    if not rights.is_signed_in:
        return Evidence.objects.none()
    if rights.coordinates:
        return Evidence.objects.all()
    told = visible_indicators(rights).order_by().values("pk")
    readable = (
        Q(observations__indicator__in=told)
        | Q(observations__indicator__in=indicators_to_measure(rights).values("pk"))
        | Q(entries__in=readable_entries(rights))
        | Q(figures__in=readable_figures(rights))
    )
    if rights.audits:
        is_closed = {"round__state": Round.State.CLOSED}
        evaluated = (
            Q(observations__isnull=False)
            | Q(entries__in=Entry.objects.filter(**is_closed))
            | Q(figures__in=Figure.objects.filter(**is_closed))
        )
        readable |= evaluated & Q(Exists(valid_audit_access()))
    return Evidence.objects.filter(readable).distinct()


def visible_holders(rights: Rights) -> QuerySet[PositionHolder]:
    """Who is in which post: names are for those who have signed in."""
    return PositionHolder.objects.all() if rights.is_signed_in else PositionHolder.objects.none()


def rows_with_history(rights: Rights, model: str) -> QuerySet | None:
    """What a signed-in reader may see the changes of; None for every other model. People's own rows have none here."""
    if not rights.is_signed_in:
        return None
    return {
        "strategy": visible_strategies,
        "theme": lambda rights: Theme.objects.filter(strategy__in=visible_strategies(rights)),
        "goal": visible_goals,
        "plan": visible_plans,
        "action": visible_actions,
        "project": visible_projects,
        "indicator": visible_indicators,
        "decision": lambda rights: Decision.objects.all(),
        "orgunit": lambda rights: OrgUnit.objects.all(),
        "position": lambda rights: Position.objects.all(),
        "round": lambda rights: visible_rounds(rights) if rights.audits or rights.coordinates else None,
        "entry": lambda rights: (readable_entries(rights) | frozen_entries(rights)).select_related(*Entry.SUBJECTS),
    }.get(model, lambda rights: None)(rights)


# --- reports
def readable_publications() -> QuerySet[Publication]:
    """Published versions, older ones too, are for everybody; what is being made is for nobody."""
    return Publication.objects.visible()


def newest_city_publications() -> QuerySet[Publication]:
    """Those of the whole city, the newest first: by their day, of one day the report that came out last."""
    newest = readable_publications().filter(round__kind__in=Round.CITY_KINDS)
    return newest.order_by("-round__as_of", "-published_at", "-version")


def readable_contents() -> QuerySet[PublicationContent]:
    """What was frozen, language by language: a translation is seen when its files are, not before."""
    files = PublicationFile.objects.filter(publication=OuterRef("publication"), language=OuterRef("language"))
    return PublicationContent.objects.filter(Exists(files), publication__published_at__isnull=False)


def publishable_rounds(rights: Rights) -> QuerySet[Round]:
    """Reviews whose report the coordinator publishes and corrects."""
    return Round.objects.exclude(opened_at=None) if rights.coordinates else Round.objects.none()


def corrected_rounds(rights: Rights) -> QuerySet[Round]:
    """Those of them whose report has been published."""
    published = readable_publications().filter(round=OuterRef("pk"))
    return publishable_rounds(rights).filter(Exists(published))


def readable_handling_versions(rights: Rights) -> QuerySet[HandlingVersion]:
    """What the bodies handle before publication: for those who have signed in."""
    return HandlingVersion.objects.all() if rights.is_signed_in else HandlingVersion.objects.none()


def steered_handling_versions(rights: Rights) -> QuerySet[HandlingVersion]:
    """Those whose handling the coordinator records."""
    return HandlingVersion.objects.all() if rights.coordinates else HandlingVersion.objects.none()


def own_report_files(rights: Rights) -> QuerySet[ReportFile]:
    """A file belongs to who asked for it: others ask for their own."""
    return ReportFile.objects.filter(asked_by=rights.user) if rights.is_signed_in else ReportFile.objects.none()


# --- councillors' questions -----------------------------------------------------------------------------------------
def readable_questions(rights: Rights) -> QuerySet[Question]:
    """Questions and answers are for all who have signed in; one taken back for its asker and the coordinator."""
    if not rights.is_signed_in:
        return Question.objects.none()
    if rights.coordinates:
        return Question.objects.all()
    return Question.objects.filter(~Q(state=Question.State.WITHDRAWN) | Q(asked_by=rights.user))


def own_questions(rights: Rights) -> QuerySet[Question]:
    return readable_questions(rights).filter(asked_by=rights.user) if rights.is_signed_in else Question.objects.none()


def questions_to_route(rights: Rights) -> QuerySet[Question]:
    """The coordinator says who answers, by when and in which report."""
    return Question.objects.all() if rights.coordinates else Question.objects.none()


def questions_to_answer(rights: Rights) -> QuerySet[Question]:
    """Those routed to the posts that this person sends for: a preparer reads, and does not answer in public."""
    answered = [Question.State.ROUTED, Question.State.ANSWERED]
    return Question.objects.filter(state__in=answered, post__in=rights.sends_for)


# --- feedback -------------------------------------------------------------------------------------------------------
def answered_feedback(rights: Rights) -> QuerySet[Feedback]:
    """Everybody gives it, the coordinator reads and answers."""
    return Feedback.objects.all() if rights.coordinates else Feedback.objects.none()


# --- the audit committee (kuntalaki 121 §) ------------------------------------------------------------------------
def visible_audit_reports(rights: Rights) -> QuerySet[AuditReport]:
    """Handed-over evaluation reports are public (kuntalaki 109 §); the drafts are the committee's alone."""
    reports = AuditReport.objects.all()
    return reports if rights.audits else reports.filter(handed_over_at__isnull=False)


def drafted_findings(rights: Rights, year: int) -> QuerySet[Finding]:
    """The year's findings for those who write them, whether handed over or not."""
    return Finding.objects.filter(report__year=year) if rights.audits else Finding.objects.none()


def followed_recommendations(rights: Rights) -> QuerySet[Finding]:
    """Recommendations that were handed over: signed-in readers follow what is done for them."""
    if not rights.is_signed_in:
        return Finding.objects.none()
    return Finding.objects.filter(kind=Finding.Kind.RECOMMENDATION, report__handed_over_at__isnull=False)


def valid_audit_access() -> QuerySet[AuditAccess]:
    """The committee's decisions, in force today, by which its members read internal notes and evidence."""
    today = clock.today()
    return AuditAccess.objects.filter(decided_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gte=today))


def noted_entries(rights: Rights) -> QuerySet[Entry]:
    """Entries of closed reviews with an internal note, for the committee while a decision of it is valid."""
    return frozen_entries(rights).exclude(internal_note="").filter(Exists(valid_audit_access()))
