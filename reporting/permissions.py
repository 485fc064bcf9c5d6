"""Who sees what on the pages that are read; goals/permissions.py says it of goals, plans and entries."""

from django.db.models import Q, QuerySet

from goals.models import Entry, Theme
from goals.permissions import (
    readable_entries,
    visible_actions,
    visible_goals,
    visible_plans,
    visible_projects,
    visible_strategies,
)
from kemistrategy.organisation.models import Decision, OrgUnit, Position, PositionHolder
from kemistrategy.organisation.permissions import Rights
from measures.models import Indicator, Observation

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

    The public sees none that a review's figure became, nor its note: they wait for the review to be published, and
    until then an observation that such a figure corrects stays in force.
    """
    if rights.is_signed_in:
        return Observation.objects.present()
    return Observation.objects.filter(Q(corrected_by=None) | _AWAITS_PUBLICATION, figure=None)


# Corrected by a review's figure that nothing has corrected since.
_AWAITS_PUBLICATION = Q(corrected_by__figure__isnull=False, corrected_by__corrected_by=None)


def readable_observations(rights: Rights) -> QuerySet[Observation]:
    """Those in force and those that they correct, which a page shows struck through.

    One is in force when no other of these corrects it. The public sees no correction that a review's figure became,
    nor the row between such a figure and its own correction.
    """
    if rights.is_signed_in:
        return Observation.objects.all()
    return Observation.objects.filter(Q(corrected_by__figure=None) | _AWAITS_PUBLICATION, figure=None)


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
