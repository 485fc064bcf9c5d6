"""Applying what a person changed in an own workbook: through the same operations as the forms, all of it or nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import PlanImport
from goals.plan_workbook.own.differences import EDIT, NEW, PRESENT, REFUSED, TYPED, Difference, differences
from goals.plan_workbook.own.entries import ENTRIES, TEMPLATE
from goals.plan_workbook.own.indicators import INDICATORS
from goals.plan_workbook.own.kinds import own_stamp, workbook_now
from goals.plan_workbook.own.plan import PLAN
from goals.plan_workbook.own.projects import PROJECTS
from kemistrategy.organisation.permissions import Rights
from kemistrategy.workbook_reading.book import Book

from .workbook_applying import Applying, NotApplied, Source
from .workbook_entry_edits import apply_entries
from .workbook_measure_edits import apply_measures
from .workbook_plan_edits import apply_plan

__all__ = ["Applied", "NotApplied", "apply"]

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
    file_name: str = "",
    plan_import: PlanImport | None = None,
) -> Applied:
    """Changes what the workbook says otherwise, and nothing else; the same file again changes nothing.

    `left_out`: keys of differences that are not taken; `answers`: key of a conflict → TYPED or PRESENT.
    Raises NotOwn for a book that is none of ours or that this person may not see; NotApplied with the cells that
    stopped it: refused ones, unanswered conflicts and what an operation refuses (rights, locks, missing reasons).
    """
    source = Source(file_name, plan_import)
    with transaction.atomic():
        stamp = own_stamp(book)
        existing = workbook_now(stamp, rights)
        found = differences(book, existing)
        chosen, left = _chosen(found, left_out, answers or {})
        applying = Applying(existing, stamp.language, rights, source)
        DEEDS[stamp.kind](applying, chosen)
        if applying.problems:
            raise NotApplied(applying.problems)
        added = sum(one.what == NEW for one in chosen)
        return Applied(edits=len(chosen) - added, added=added, left=left)


def _chosen(found, left_out, answers) -> tuple[list[Difference], int]:
    """What is to be changed, and how much is left as it is; raises NotApplied for what nobody has decided."""
    chosen, problems, left = [], [], 0
    for one in found:
        answer = answers.get(one.key)
        if one.what not in (EDIT, NEW, REFUSED):
            continue
        if one.key in left_out or (one.is_conflict and answer == PRESENT):
            left += 1
        elif one.what == REFUSED:
            problems.append((one.place, one.refusal))
        elif one.is_conflict and answer != TYPED:
            problems.append((one.place, _("Tätä on muutettu myös palvelussa. Valitse, kumpi jää.")))
        else:
            chosen.append(one)
    if problems:
        raise NotApplied(problems)
    return chosen, left
