"""On what a change of a plan in force rests: a decision or a reason, which the history of everything changed keeps."""

from django.utils.translation import gettext as _

from goals.models import Plan
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis, decision_of

NO_BASIS = Basis()


def plan_for_editing(plan_pk: int, basis: Basis, *, by) -> tuple[Plan, str]:
    """The plan, locked, and what the history adds to its reason: "" for a draft, else the decision or the reason."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_pk)
    if plan.state != Plan.State.ADOPTED:
        return plan, ""
    if not basis.is_given:
        raise NotAllowed(basis_needed())
    return plan, basis_words(basis, by=by)


def basis_needed() -> str:
    return _("Suunnitelma on hyväksytty. Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy.")


def change_needs_basis() -> str:
    return _("Strategia on voimassa. Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy.")


def basis_words(basis: Basis, *, by) -> str:
    """ " · kh 12.6.2023 § 201 · syy": a typed decision is entered unless it is there already."""
    decision = decision_of(basis, by=by)
    return "".join(f" · {part}" for part in (decision, basis.reason) if part)
