"""The kinds of things that search finds: their names, their pages, and who sees which of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goals.models import (
    Benefit,
    ChangeChallenge,
    CommunicationLine,
    DepartmentCard,
    FocusArea,
    OtherPlan,
    Round,
    SwotItem,
    TextBlock,
    Theme,
)
from goals.permissions import visible_actions, visible_goals, visible_plans, visible_projects, visible_strategies
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from measures.models import SdgGoal
from reporting.permissions import readable_publications, visible_indicators


@dataclass(frozen=True)
class Kind:
    """`visible` gives the things whose pages a person may open; `page` is the URL name of such a page."""

    label: str
    page: str
    visible: Callable[[Rights], QuerySet]


def _of_strategies(model, path="strategy"):
    return lambda rights: model.objects.filter(**{f"{path}__in": visible_strategies(rights)})


def _all_of(model):
    return lambda rights: model.objects.all()


def _published(rights):
    return Round.objects.filter(publications__in=readable_publications())


# In the order in which equally good hits are listed.
KINDS = {
    "strategy": Kind(_("Strategiat"), "strategy-detail", visible_strategies),
    "theme": Kind(_("Teemat"), "theme-detail", _of_strategies(Theme)),
    "goal": Kind(_("Tavoitteet"), "goal-detail", visible_goals),
    "action": Kind(_("Toimenpiteet"), "action-detail", visible_actions),
    "indicator": Kind(_("Mittarit"), "indicator-detail", visible_indicators),
    "project": Kind(_("Projektit"), "project-detail", visible_projects),
    "report": Kind(_("Raportit"), "report-detail", _published),
    "focus_area": Kind(_("Painopisteet"), "focus-area-detail", _of_strategies(FocusArea, "theme__strategy")),
    "strategy_text": Kind(_("Strategian tekstit"), "strategy-content", _of_strategies(TextBlock)),
    "benefit": Kind(_("Hyödyt"), "benefit-detail", _of_strategies(Benefit)),
    "unit": Kind(_("Toimialat"), "department-detail", _all_of(OrgUnit)),
    "post": Kind(_("Tehtävät"), "post-detail", _all_of(Position)),
    "rollout": Kind(_("Strategia arkeen"), "rollout-detail", _of_strategies(DepartmentCard)),
    "communication": Kind(_("Viestintä"), "communication-detail", _of_strategies(CommunicationLine)),
    "challenge": Kind(_("Muutoshaasteet"), "challenge-detail", _of_strategies(ChangeChallenge)),
    "swot": Kind(_("Nelikenttä (SWOT)"), "swot-detail", _of_strategies(SwotItem)),
    "plan": Kind(_("Suunnitelmat"), "plan-detail", visible_plans),
    "other_plan": Kind(_("Kaupungin muut suunnitelmat"), "other-plan-list", _of_strategies(OtherPlan)),
    "decision": Kind(_("Päätökset"), "decision-detail", _all_of(Decision)),
    "sdg": Kind(_("Kestävän kehityksen tavoitteet"), "sdg-detail", _all_of(SdgGoal)),
}


def visible(kind: str, rights: Rights) -> QuerySet:
    return KINDS[kind].visible(rights)


def page_address(kind: str, argument: str) -> str:
    """Of a thing that has no page of its own the page that lists it."""
    return reverse(f"reporting:{KINDS[kind].page}", args=[argument] if argument else [])
