"""What an import proposes: its cells interpreted, matched with what exists and answered; its workbook, marked."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from string import ascii_uppercase

from goals.models import PlanImport
from goals.queries.plan_matches import Destination, Existing, gather_existing
from kemistrategy import clock
from kemistrategy.workbook_reading import mark_book
from kemistrategy.workbook_reading.book import Cell, book_of_json

from .items import Interpretation, Place
from .own.kinds import is_own
from .proposal.matching import key_of
from .proposal.propose import propose
from .proposal.proposed import Proposal
from .question_words import problem_words, question_words
from .reading.interpret import interpret

MOST_ROWS = 2_000  # of a merged cell, within which owners are looked for


def interpretation_of(plan_import: PlanImport) -> Interpretation:
    """What was read of its cells, the tables as a person said that they are to be read."""
    tables = json.dumps(plan_import.answers.get("tables", {}), sort_keys=True)
    interpreted = _interpreted if plan_import.sha256 else _interpreted.__wrapped__  # a dry run keeps no file
    return interpreted(_Source(plan_import.sha256, PurePath(plan_import.file_name).suffix, tables, plan_import.cells))


@dataclass(frozen=True)
class _Source:
    """What an interpretation is made of; the bytes' digest stands for the cells that were read of them."""

    digest: str
    extension: str
    tables: str
    cells: list = field(compare=False)


@lru_cache(maxsize=4)  # an answer asks for the same one two or three times, and the next answer again
def _interpreted(source):
    book = book_of_json(source.cells)
    return Interpretation() if is_own(book) else interpret(book, tables=json.loads(source.tables))


def existing_for(plan_import: PlanImport, interpretation: Interpretation) -> Existing:
    """What its things may be matched with."""
    strategy = plan_import.strategy
    destination = Destination(
        strategy=plan_import.strategy_id,
        strategy_title=strategy.name_fi or "" if strategy else "",
        unit=plan_import.unit_id,
        year=plan_import.year,
        theme=plan_import.theme_id,
        today=clock.today(),
    )
    return gather_existing(destination, kinds_of(interpretation))


def kinds_of(interpretation: Interpretation) -> set[str]:
    found = {
        "plan": interpretation.goals or interpretation.actions or interpretation.measures,
        "indicators": interpretation.indicators,
        "projects": interpretation.projects,
        "decisions": any(action.decision for action in interpretation.actions),
        "results": any(one.actual for one in (*interpretation.measures, *interpretation.indicators)),
    }
    return {kind for kind, is_there in found.items() if is_there}


def proposal_of(plan_import: PlanImport) -> tuple[Proposal, Existing]:
    """What is proposed now, and what exists, by whose names a page shows it."""
    interpretation = interpretation_of(plan_import)
    existing = existing_for(plan_import, interpretation)
    name = plan_import.file_name
    return propose(interpretation, existing, plan_import.answers, file_name=name), existing


def owner_places(plan_import: PlanImport, proposal: Proposal) -> dict[str, Place]:
    """Owner's key → the first cell in which she stands, else that of the first line she is of."""
    rows: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for sheet in book_of_json(plan_import.cells):
        for cell in sheet.cells:
            for row in range(cell.row, cell.row + min(cell.span[0], MOST_ROWS)):
                rows[sheet.name, row].append(cell)
    lines = {line.key: line for line in proposal.items}
    places = {}
    for owner in proposal.owners:
        line = lines[owner.places[0]]
        raw = next(one.raw for one in line.item.owners if key_of(one.words) == owner.key)
        sheet, row = line.place.sheet, int(line.place.cell.lstrip(ascii_uppercase) or 0)
        above = (cell for number in range(row, 0, -1) for cell in rows.get((sheet, number), ()))
        own = next((cell for cell in above if raw in cell.words and cell.address != line.place.cell), None)
        places[owner.key] = Place(sheet, own.address) if own else line.place
    return places


def marked(plan_import: PlanImport) -> tuple[bytes, str]:
    """The same workbook with every open question and refused cell marked and commented, and its file name."""
    proposal, _existing = proposal_of(plan_import)
    notes: dict[str, dict[str, list[str]]] = {}
    for problem in proposal.problems:
        place = problem.problem.place
        notes.setdefault(place.sheet, {}).setdefault(place.cell, []).append(str(problem_words(problem.problem)))
    by_key = {line.key: line.place for line in proposal.items}
    by_key |= {table.key: table.table.place for table in proposal.tables}
    by_key |= owner_places(plan_import, proposal)
    for _part, key, asked in proposal.asked:
        if asked.is_open and (place := by_key.get(key)):
            words = str(question_words(asked.question))
            notes.setdefault(place.sheet, {}).setdefault(place.cell, []).append(words)
    with plan_import.file.open("rb") as file:
        data = file.read()
    joined = {
        sheet: {cell: "\n".join(dict.fromkeys(words)) for cell, words in cells.items()}
        for sheet, cells in notes.items()
    }
    stem = PurePath(plan_import.file_name).stem or "tuonti"
    return mark_book(data, plan_import.file_name, joined), f"{stem}-tarkistettavat.xlsx"
