"""One answer to every line of an import that asks the same; each of them can still be answered by itself afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import PlanImport
from goals.plan_workbook import imported
from goals.plan_workbook.proposal.answers import ANSWERED_AT
from goals.plan_workbook.proposal.proposed import NEW, SAME, Asked, Proposal
from kemistrategy.refusals import Conflict, NotAllowed

from . import imports

FEWEST = 3  # lines that are worth an answer together
NOT_READ = frozenset({"theme_missing", "table_unknown", "results_period"})  # of a table: something must be chosen
ANSWERS: dict[str, Callable[[Any], dict]] = {
    "checked": lambda line: {"checked": True},
    "up": lambda line: {"direction": "up", "checked": True},
    "down": lambda line: {"direction": "down", "checked": True},
    "same": lambda line: {"choice": SAME, "same": line.same},
    "new": lambda line: {"choice": NEW},
    "post": lambda line: {"choice": "post", "post": line.candidates[0].pk},
    "new-single": lambda line: {"choice": "new", "kind": "single"},
    "words": lambda line: {"choice": "words"},
    "leave-out": lambda line: {"leave_out": True},
}


@dataclass(frozen=True)
class Together:
    """Lines of one part whose open questions are the same; `choices` are the names of ANSWERS that fit all of them."""

    part: str
    codes: tuple[str, ...]
    lines: tuple[Any, ...]
    choices: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.part}:{'+'.join(self.codes)}"


def together_in(proposal: Proposal) -> list[Together]:
    """Those of at least FEWEST lines that can be answered with one press, the largest first."""
    found: dict[tuple, list] = {}
    for part in ("owners", "tables", "items"):
        for line in getattr(proposal, part):
            if line.open_questions:
                codes = tuple(sorted({asked.code for asked in line.open_questions}))
                found.setdefault((part, codes), []).append(line)
    for refused in proposal.problems:
        if not refused.is_left_out:
            found.setdefault(("problems", (refused.problem.code,)), []).append(refused)
    groups = [Together(part, codes, tuple(lines), _choices(part, lines)) for (part, codes), lines in found.items()]
    return sorted((one for one in groups if one.choices and len(one.lines) >= FEWEST), key=lambda one: -len(one.lines))


def _choices(part: str, lines: list) -> tuple[str, ...]:
    if part == "problems":
        return ("leave-out",)
    asked: list[Asked] = [one for line in lines for one in line.open_questions]
    codes = {one.code for one in asked}
    if part == "owners":
        return ("post", "words") if codes == {"owner_alike"} else ("words", "new-single")
    if part == "tables":
        return () if codes & NOT_READ else ("checked",)
    if all(code.endswith("_alike") and code != "benefit_alike" for code in codes):
        return ("same", "new") if all(line.same for line in lines) else ("new",)
    if any(one.blocks for one in asked) or any(line.same and line.similarity < 100 for line in lines):
        return ()
    return ("up", "down", "checked") if "no_direction" in codes else ("checked",)


@transaction.atomic
def answer_together(import_pk: int, *, version: int, group: str, answer: str, by) -> PlanImport:
    """Keeps one answer to every line of the group as it is now, each as if it had been answered by itself.

    Raises Conflict when somebody has answered anything after `version`: the group may be another one than was seen;
    NotAllowed when nothing asks this, or it has no such answer.
    """
    row = imports.open_import(import_pk, by)
    if row.version != version:
        raise Conflict(_("Kysymyksiin on vastattu sen jälkeen, kun avasit sivun. Tarkista, mitä on auki."), theirs=row)
    groups = together_in(imported.proposal_of(row)[0])
    found = next((one for one in groups if one.name == group and answer in one.choices), None)
    if found is None:
        raise NotAllowed(_("Vastausta ei voi ottaa vastaan. Lataa sivu uudelleen."))
    row.version += 1
    lines: Mapping[str, dict] = row.answers.get(found.part, {})
    given = {
        line.key: {**lines.get(line.key, {}), **ANSWERS[answer](line), ANSWERED_AT: row.version} for line in found.lines
    }
    row.answers = {**row.answers, found.part: {**lines, **given}}
    return imports.keep_answers(row, found.part, given, by, reason=f"answered {len(given)} of {found.part} together")
