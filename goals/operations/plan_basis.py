"""On what a change of a plan in force rests: a decision or a reason, which the history of everything changed keeps."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from goals.models import Plan, Strategy
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis, decision_of

NO_BASIS = Basis()


class NoBasis(NotAllowed):
    """Nothing was told of what the change rests on."""


def plan_for_editing(plan_pk: int, basis: Basis, *, by) -> tuple[Plan, str]:
    """The plan, locked, and what the history adds to its reason: "" for a draft, else the decision or the reason."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_pk)
    return plan, basis_of_plan(plan, basis, by=by)


def basis_of_plan(plan: Plan, basis: Basis, *, by) -> str:
    """What the history adds to its reason: "" for a draft, else the decision (entered if typed) or the reason."""
    if plan.state != Plan.State.ADOPTED:
        return ""
    if not basis.is_given:
        raise NoBasis(basis_needed())
    return basis_words(basis, by=by)


def lock_plans_of(action_pks: Iterable[int]) -> list[Plan]:
    """The plans that print the actions, locked; whoever changes plan and action locks in this order."""
    plans = Plan.objects.filter(lines__action__in=list(action_pks)).order_by().values("pk")
    return list(Plan.objects.select_for_update(of=("self",)).filter(pk__in=plans).order_by("pk"))


def basis_of_action(action_pk: int, basis: Basis, *, by) -> str:
    """What the history adds, when one of the plans that print the action is in force; those plans are locked."""
    plans = Plan.objects.filter(lines__action=action_pk).order_by("pk").distinct().values_list("pk", flat=True)
    tails = [plan_for_editing(pk, basis, by=by)[1] for pk in plans]
    return next(filter(None, tails), "")


def strategy_for_editing(strategy_pk: int, basis: Basis, *, by) -> tuple[Strategy, str]:
    """The same of a strategy and its structure, whose editors queue here: "" for a draft, else what it rests on."""
    strategy = locked_strategy(strategy_pk)
    return strategy, basis_of_strategy(strategy, basis, by=by)


def locked_strategy(strategy_pk: int) -> Strategy:
    """For those who look first whether anything changes: nobody is asked on what nothing rests."""
    return Strategy.objects.select_for_update(of=("self",)).get(pk=strategy_pk)


def basis_of_strategy(strategy: Strategy, basis: Basis, *, by) -> str:
    """As `basis_of_plan`."""
    if strategy.state == Strategy.State.DRAFT:
        return ""
    if not basis.is_given:
        raise NoBasis(change_needs_basis() if strategy.state == Strategy.State.IN_FORCE else ended_needs_basis())
    return basis_words(basis, by=by)


def basis_needed() -> str:
    return _("Suunnitelma on hyväksytty. Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy.")


def change_needs_basis() -> str:
    return _("Strategia on voimassa. Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy.")


def ended_needs_basis() -> str:
    return _("Strategia on päättynyt. Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy.")


def basis_words(basis: Basis, *, by) -> str:
    """ " · kh 12.6.2023 § 201 · syy": a typed decision is entered unless it is there already."""
    decision = decision_of(basis, by=by)
    return "".join(f" · {part}" for part in (decision, basis.reason) if part)
