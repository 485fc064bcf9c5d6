"""Where what was read goes: its theme, department and year, said by a person, by the file, or by what exists."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from goals.queries.plan_matches import Existing, Thing

from .items import Interpretation, Read, ReadAction, ReadTable
from .matching import folded, key_of
from .proposal_answers import Answers, pk_in, question
from .proposed import Asked, ImportPlace, ProposedGoal, ProposedTable

SHORTEST_NAME = 5  # letters
KINDS_READ = ("plan", "indicators", "projects")


def named(words: str, things: Mapping[int, Thing], *, may_be_short: bool = False) -> int | None:
    """The one thing with this name, or whose name begins the words ("SUJUVA ARKI, hyvinvointi"); None without one.

    With `may_be_short` also one whose name the words begin: "hyvinvointi" of Hyvinvointitoimiala.
    """
    if not words.strip():
        return None
    equal = [thing.pk for thing in things.values() if key_of(words) in map(key_of, thing.texts)]
    if not equal:
        begun = f"{folded(words)} "
        equal = [
            thing.pk for thing in things.values() if any(begun.startswith(f"{folded(text)} ") for text in thing.texts)
        ]
    short = key_of(words)
    if not equal and may_be_short and len(short) >= SHORTEST_NAME:
        equal = [thing.pk for thing in things.values() if any(key_of(text).startswith(short) for text in thing.texts)]
    return equal[0] if len(equal) == 1 else None


# --- tables -------------------------------------------------------------------------------------------------------
def proposed_tables(interpretation: Interpretation, existing: Existing, answers: Answers) -> dict[str, ProposedTable]:
    return {table.key: _table(table, existing, answers.of("tables", table.key)) for table in interpretation.tables}


def _table(table: ReadTable, existing: Existing, answer) -> ProposedTable:
    themes = existing.themes
    theme = pk_in(answer, "theme", themes) or named(table.theme, themes) or existing.place.theme
    is_checked = bool(answer.get("checked"))
    asked = [Asked(one, is_answered=is_checked) for one in table.questions]
    if table.kind not in KINDS_READ:
        asked.insert(0, Asked(question("table_unknown", title=table.title), blocks=True))
    return ProposedTable(
        table=table,
        kind=table.kind,
        is_left_out=answer.get("leave_out") is True,
        theme=theme,
        theme_title=themes[theme].title if theme in themes else "",
        questions=tuple(asked),
        answer=answer,
    )


def tables_of(items: Iterable[Read], tables: Mapping[str, ProposedTable]) -> dict[str, ProposedTable]:
    """Item key → the table in which it stands: on its sheet the last one that begins above it and not right of it."""
    found = {}
    by_sheet: dict[str, list] = {}
    for table in tables.values():
        by_sheet.setdefault(table.table.place.sheet, []).append((_row_and_column(table.table.place.cell), table))
    for item in items:
        row, column = _row_and_column(item.place.cell)
        above = [
            (place, table)
            for place, table in by_sheet.get(item.place.sheet, ())
            if place[0] <= row and place[1] <= column
        ]
        if above:
            found[item.key] = max(above, key=lambda pair: pair[0])[1]
    return found


def _row_and_column(cell: str) -> tuple[int, int]:
    """(7, 2) of "B7"."""
    column = 0
    for letter in cell:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    digits = "".join(letter for letter in cell if letter.isdigit())
    return int(digits or 0), column


def is_without_theme(table: ProposedTable | None) -> bool:
    """A person has said that the goals of the table have no theme."""
    return table is not None and table.answer.get("theme") == 0


def with_theme_questions(
    tables: Mapping[str, ProposedTable], goals: Iterable[ProposedGoal], table_of: Mapping[str, ProposedTable]
) -> tuple[ProposedTable, ...]:
    """One question for a table whose theme nobody has said: its goals have it together.

    It blocks when one of them is new; goals that exist have their theme already.
    """
    lacking: dict[str, bool] = {}
    for goal in goals:
        table = table_of.get(goal.key)
        if table and table.theme is None and not is_without_theme(table) and not goal.is_left_out:
            lacking[table.key] = lacking.get(table.key, False) or (goal.is_new and goal.theme is None)
    return tuple(
        replace(table, questions=(_theme_missing(table, lacking[key]), *table.questions)) if key in lacking else table
        for key, table in tables.items()
    )


def _theme_missing(table: ProposedTable, blocks: bool) -> Asked:
    is_checked = not blocks and bool(table.answer.get("checked"))
    return Asked(question("theme_missing", title=table.table.title), blocks, is_checked)


# --- the plan -----------------------------------------------------------------------------------------------------
def strategy_of(existing: Existing, matched: Iterable[int]) -> int | None:
    """The import's own, else the one of which everything is that the file names in equal words."""
    if existing.place.strategy:
        return existing.place.strategy
    found = set(matched)
    return found.pop() if len(found) == 1 else None


def unit_of(existing: Existing, strategy: int | None, owners: Iterable[int]) -> int | None:
    """The import's own department, else the only one with plans in the strategy, else the one of all owners."""
    if existing.place.unit:
        return existing.place.unit
    planned = {plan.unit for plan in existing.plans.values() if plan.strategy == strategy}
    found = planned or {_department(existing.posts[post].unit, existing) for post in owners}
    return found.pop() if len(found) == 1 else None


def _department(unit: int | None, existing: Existing) -> int | None:
    """The department above a unit; the unit itself where there is none."""
    own = unit
    while unit in existing.units and existing.units[unit].kind != "department":
        unit = existing.units[unit].parent
    return unit if unit in existing.units else own


def year_of(existing: Existing, items: Iterable[Read]) -> int | None:
    """The import's own year, else the one in which all schedules of the file end."""
    if existing.place.year:
        return existing.place.year
    ends = {item.schedule.end.year for item in items if isinstance(item, ReadAction) and item.schedule.end}
    return ends.pop() if len(ends) == 1 else None


def proposed_place(
    existing: Existing,
    *,
    strategy: int | None,
    unit: int | None,
    year: int | None,
    plans: set,
    is_needed: bool,
    has_new_posts: bool,
) -> ImportPlace:
    """`plans` are the (unit, year) pairs to which lines are added; `is_needed`: there is something to adopt."""
    plan = existing.plan_of(strategy, unit, year)
    touched = [existing.plan_of(strategy, *pair) for pair in plans]
    missing = []
    if is_needed and strategy is None:
        missing.append("strategy_missing")
    if any(one is None for one, _year in plans) or (has_new_posts and unit is None):
        missing.append("unit_missing")
    if any(one is None for _unit, one in plans):
        missing.append("year_missing")
    return ImportPlace(
        strategy=strategy,
        strategy_title=existing.place.strategy_title,
        unit=unit,
        unit_title=existing.units[unit].title if unit in existing.units else "",
        year=year,
        theme=existing.place.theme,
        plan=plan.pk if plan else None,
        plan_title=plan.title if plan else "",
        is_in_force=any(one is not None and one.is_in_force for one in (plan, *touched)),
        questions=tuple(Asked(question(code), blocks=True) for code in missing),
    )
