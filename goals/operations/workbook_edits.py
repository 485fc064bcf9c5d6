"""Applying what a person changed in an own workbook: through the same operations as the forms, all of it or nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import PlanImport, Strategy
from goals.plan_workbook.items import Place
from goals.plan_workbook.own.differences import EDIT, NEW, PRESENT, REFUSED, TYPED, Difference, differences
from goals.plan_workbook.own.entries import ENTRIES, TEMPLATE
from goals.plan_workbook.own.indicators import INDICATORS
from goals.plan_workbook.own.kinds import own_stamp, workbook_now
from goals.plan_workbook.own.plan import PLAN
from goals.plan_workbook.own.projects import PROJECTS
from goals.plan_workbook.own.writing import OwnWorkbook
from kemistrategy.organisation.permissions import Rights
from kemistrategy.workbook_reading.book import Book
from measures.operations.targets import Basis

from .workbook_applying import NO_BASIS, Applying, NotApplied, Source
from .workbook_entry_edits import apply_entries
from .workbook_measure_edits import apply_measures
from .workbook_plan_edits import apply_plan

__all__ = ["Applied", "NotApplied", "Trial", "apply", "try_out"]
MOST_TRIED = 400

DEEDS = {
    ENTRIES: apply_entries,
    TEMPLATE: apply_entries,
    INDICATORS: apply_measures,
    PLAN: apply_plan,
    PROJECTS: apply_plan,
}


@dataclass(frozen=True)
class Applied:
    """How many cells were changed and rows added, and how many stayed as they were by a person's choice."""

    edits: int
    added: int
    left: int

    @property
    def changes_nothing(self) -> bool:
        return not (self.edits or self.added)


def apply(
    book: Book,
    *,
    left_out: Collection[str] = (),
    answers: Mapping[str, str] | None = None,
    rights: Rights,
    basis: Basis = NO_BASIS,
    file_name: str = "",
    plan_import: PlanImport | None = None,
) -> Applied:
    """Changes what the workbook says otherwise, and nothing else; the same file again changes nothing.

    `left_out`: keys of differences (and of cells of new rows) that are not taken; `answers`: key of a conflict → TYPED
    or PRESENT; `basis`: on what those changes rest that need it and whose rows do not say it themselves.
    Raises NotOwn for a book that is none of ours or that this person may not see; NotApplied with the cells that
    stopped it: refused ones, unanswered conflicts and what an operation refuses (rights, locks, missing reasons).
    """
    source = Source(file_name, plan_import)
    with transaction.atomic():
        stamp = own_stamp(book)
        if stamp.kind in (PLAN, PROJECTS, INDICATORS):  # entries have versions of their own
            _wait_for_others()
        existing = workbook_now(stamp, rights)
        found = differences(book, existing, left_out)
        chosen, problems, left = _chosen(found, left_out, answers or {})
        if problems:
            raise NotApplied(problems)
        applying = Applying(existing, stamp.language, rights, source, basis)
        DEEDS[stamp.kind](applying, chosen)
        if applying.problems:
            raise NotApplied(applying.problems)
        added = sum(one.what == NEW for one in chosen)
        return Applied(edits=len(chosen) - added, added=added, left=left)


def _wait_for_others():
    """Whoever adopts or applies something else is waited for; what exists is read after that."""
    list(Strategy.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Trial:
    """What adopting would be refused for, by place, and whether it needs a decision or a reason for all."""

    problems: dict[Place, str]
    needs_basis: bool


def try_out(
    found: Iterable[Difference],
    existing: OwnWorkbook,
    *,
    left_out: Collection[str] = (),
    answers: Mapping[str, str] | None = None,
    rights: Rights,
) -> Trial:
    """What has been decided so far is done as it would be adopted, and undone: so all that can be known is known.

    Of a very large workbook the first MOST_TRIED changes; adopting tries them all.
    """
    chosen = _chosen(found, left_out, answers or {})[0][:MOST_TRIED]
    applying = Applying(existing, existing.language, rights, Source())
    applying.is_trial = True
    if chosen:
        with transaction.atomic():
            DEEDS[existing.kind](applying, chosen)
            transaction.set_rollback(True)
    return Trial(dict(reversed(applying.problems)), applying.leans_on_basis)


def _chosen(found, left_out, answers) -> tuple[list[Difference], list[tuple[Place, str]], int]:
    """What is to be changed, what nobody has decided, and how much is left as it is."""
    chosen, problems, left = [], [], 0
    for one in found:
        answer = answers.get(one.key)
        if one.what not in (EDIT, NEW, REFUSED):
            continue
        if one.key in left_out or (one.is_conflict and answer == PRESENT):
            left += 1
        elif one.what == REFUSED:
            faulty = [(cell.place, cell.fault) for cell in one.cells if cell.fault]
            problems.extend(faulty or [(one.place, one.refusal)])
        elif one.is_conflict and answer != TYPED:
            problems.append((one.place, _("Tätä on muutettu myös palvelussa. Valitse, kumpi jää.")))
        else:
            chosen.append(one)
    return chosen, problems, left
