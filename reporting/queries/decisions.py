"""Decisions, and what rests on each of them."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from goals.permissions import visible_actions, visible_goals, visible_plans, visible_projects, visible_strategies
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Target
from reporting.permissions import visible_indicators

from .figures import Level, target_level
from .links import Link, link_to, links_to


@dataclass(frozen=True)
class DecisionRow:
    link: Link
    body: str
    decided_on: date
    section: str
    title: Text


@dataclass(frozen=True)
class DecisionPage:
    pk: int
    row: DecisionRow
    case_number: str
    address: str
    rests: tuple[tuple[str, tuple[Link, ...]], ...]
    targets: tuple[tuple[Link, Level], ...]


def decision_rows() -> tuple[DecisionRow, ...]:
    return tuple(_decision_row(decision) for decision in Decision.objects.all())


def _decision_row(decision):
    return DecisionRow(
        link_to(decision),
        decision.get_body_display(),
        decision.decided_on,
        decision.section,
        text_of(decision, "title"),
    )


def decision_page(rights: Rights, pk: int) -> DecisionPage:
    decision = Decision.objects.filter(pk=pk).first()
    if decision is None:
        raise Http404
    things = (
        (_("Strategiat"), visible_strategies(rights)),
        (_("Tavoitteet"), visible_goals(rights)),
        (_("Suunnitelmat"), visible_plans(rights)),
        (_("Toimenpiteet"), visible_actions(rights)),
        (_("Projektit"), visible_projects(rights)),
    )
    rests = tuple((label, links_to(rows.filter(decision=decision))) for label, rows in things)
    targets = Target.objects.filter(decision=decision, indicator__in=visible_indicators(rights))
    return DecisionPage(
        pk=pk,
        row=_decision_row(decision),
        case_number=decision.case_number,
        address=decision.address,
        rests=tuple((label, links) for label, links in rests if links),
        targets=tuple(
            (link_to(target.indicator), target_level(target, target.indicator))
            for target in targets.select_related("indicator")
        ),
    )
