"""Who sees what on the pages that are read; goals/permissions.py says it of goals, plans and entries."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from goals.models import Entry, Figure, Theme
from goals.permissions import (
    readable_entries,
    readable_figures,
    visible_actions,
    visible_goals,
    visible_plans,
    visible_projects,
    visible_strategies,
)
from kemistrategy.organisation.models import Decision, Evidence, OrgUnit, Position, PositionHolder, User
from kemistrategy.organisation.permissions import Rights
from measures.models import Indicator, Observation
from measures.permissions import indicators_to_measure

from .models import ReportFile


def visible_indicators(rights: Rights) -> QuerySet[Indicator]:
    """An indicator is as public as what it measures; one that measures only a draft's goals is the coordinator's.

    A part that measures nothing of its own is as public as the indicator it is a part of (parts have no parts).
    """
    indicators = Indicator.objects.all()
    if rights.coordinates:
        return indicators
    is_told = Q(benefits__strategy__in=visible_strategies(rights)) | Q(measure_lines__plan__in=visible_plans(rights))
    measures_nothing = Q(benefits=None, measure_lines=None)
    wholes = indicators.filter(is_told | measures_nothing & Q(parent=None))
    return indicators.filter(
        is_told | measures_nothing & (Q(parent=None) | Q(parent__in=wholes.order_by().values("pk")))
    ).distinct()


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


def _awaits_publication(observation) -> QuerySet[Figure]:
    """The figure of a review that an observation was made of, or that stands before it in its chain, where what was
    added later has the larger number."""
    return Figure.objects.filter(
        indicator=OuterRef("indicator"), observation__lte=observation, **_same_period("observation__")
    )


def _same_period(prefix="") -> dict:
    """A chain of corrections is of one indicator and one period."""
    return {f"{prefix}{name}": OuterRef(name) for name in ("period_start", "period_end")}


def readable_evidence(rights: Rights) -> QuerySet[Evidence]:
    """What shows a figure or an entry to be so, for those who may read it; all of it for coordinator and auditor.

    Evidence of an observation is for every signed-in reader of its indicator, that of an entry or its figure for whom
    the working copy is.
    """
    if not rights.is_signed_in:
        return Evidence.objects.none()
    if rights.role in (User.Role.COORDINATOR, User.Role.AUDITOR):
        return Evidence.objects.all()
    told = visible_indicators(rights).order_by().values("pk")
    return Evidence.objects.filter(
        Q(observations__indicator__in=told)
        | Q(observations__indicator__in=indicators_to_measure(rights).values("pk"))
        | Q(entries__in=readable_entries(rights))
        | Q(figures__in=readable_figures(rights))
    ).distinct()


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
        "entry": lambda rights: readable_entries(rights).select_related(*Entry.SUBJECTS),
    }.get(model, lambda rights: None)(rights)


def own_report_files(rights: Rights) -> QuerySet[ReportFile]:
    """A file belongs to who asked for it: others ask for their own."""
    return ReportFile.objects.filter(asked_by=rights.user) if rights.is_signed_in else ReportFile.objects.none()
