"""Which workbooks a person is offered."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from goals.models import Plan, Project, Round
from goals.permissions import readable_entries, visible_plans, visible_rounds, visible_strategies
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of


@dataclass(frozen=True)
class PlanOffer:
    pk: int
    title: Text
    unit: Text
    year: int
    is_draft: bool


@dataclass(frozen=True)
class RoundOffer:
    """`may_fill_in`: for the coordinator of an open review also the sheets for those who do not sign in."""

    slug: str
    title: str
    state: str
    may_fill_in: bool


@dataclass(frozen=True)
class ProjectOffer:
    slug: str
    strategy: Text


@dataclass(frozen=True)
class Offers:
    plans: tuple[PlanOffer, ...]
    rounds: tuple[RoundOffer, ...]
    projects: tuple[ProjectOffer, ...]
    departments: tuple[tuple[int, Text], ...]
    may_edit_all: bool


def offers(rights: Rights) -> Offers:
    """Four statements however many there are."""
    plans = visible_plans(rights).select_related("unit").order_by("-year", "unit__position", "pk")
    return Offers(
        plans=tuple(
            PlanOffer(plan.pk, text_of(plan, "title"), text_of(plan.unit, "name"), plan.year, _is_draft(plan))
            for plan in plans
        ),
        rounds=tuple(
            RoundOffer(round.slug, round.title, round.get_state_display(), rights.coordinates and round.is_open)
            for round in rounds_with_entries(rights)
        ),
        projects=tuple(
            ProjectOffer(strategy.slug, text_of(strategy, "name")) for strategy in strategies_with_projects(rights)
        ),
        departments=_departments() if rights.coordinates else (),
        may_edit_all=rights.coordinates,
    )


def _is_draft(plan) -> bool:
    return plan.state == Plan.State.DRAFT


def _departments():
    units = OrgUnit.objects.filter(kind=OrgUnit.Kind.DEPARTMENT)
    return tuple((unit.pk, text_of(unit, "name")) for unit in units)


def rounds_with_entries(rights: Rights):
    """Reviews of which this person may read a working copy."""
    mine = readable_entries(rights).filter(round=OuterRef("pk"))
    return visible_rounds(rights).exclude(state=Round.State.PLANNED).filter(Exists(mine)).order_by("-as_of", "pk")


def strategies_with_projects(rights: Rights):
    projects = Project.objects.filter(strategy=OuterRef("pk"))
    return visible_strategies(rights).filter(Exists(projects)).order_by("position", "pk")
