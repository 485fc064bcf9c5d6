"""Money of a goal, an action or a project, year by year."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, BudgetLine, Goal, Project
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed
from measures.levels import FIRST_YEAR, LAST_YEAR

from .edit_conflicts import refuse_stale

ATTACHED_TO = {"goal": Goal, "action": Action, "project": Project}


@transaction.atomic
def save_budget_line(
    kind: str,
    pk: int,
    line_pk: int | None,
    *,
    year: int,
    planned: Decimal | None,
    spent: Decimal | None,
    funding: str = "",
    note: str = "",
    version: int | None = None,
    by,
) -> BudgetLine:
    """A new line of money, or another content for one of the subject's lines. Raises DoesNotExist for others'."""
    subject = ATTACHED_TO[kind].objects.select_for_update(of=("self",)).get(pk=pk)
    if line_pk is None:
        line = BudgetLine(**{kind: subject})
    else:
        line = BudgetLine.objects.select_for_update(of=("self",)).get(pk=line_pk, **{kind: subject})
        refuse_stale(line, version)
    if planned is None and spent is None:
        raise NotAllowed(_("Kirjoita talousarviossa oleva tai käytetty summa."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAllowed(_("Vuosi on väliltä 2000–2100."))
    line.year, line.planned, line.spent, line.funding, line.note = year, planned, spent, funding, note
    return save_with_history(line, by=by, reason="budget line edited" if line_pk else "budget line added")


@transaction.atomic
def remove_budget_line(kind: str, pk: int, line_pk: int, *, by) -> None:
    """The history keeps it."""
    line = BudgetLine.objects.select_for_update(of=("self",)).get(pk=line_pk, **{f"{kind}_id": pk})
    line._history_user, line._change_reason = by, "budget line removed"
    line.delete()
