"""Where what was read goes: its theme, department and year, said by a person, by the file, or by what exists."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from goals.queries.plan_matches import Existing, Thing

from ..items import Interpretation, Read, ReadAction, ReadTable
from .answers import Answers, pk_in, question
from .matching import folded, key_of
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
    """One question for a table with a new goal whose theme nobody has said: its goals have it together.

    Goals that exist, or whose own column names a theme, have it already.
    """
    lacking: dict[str, list[str]] = {}
    for goal in goals:
        table = table_of.get(goal.key)
        if table and goal.is_new and goal.theme is None and not is_without_theme(table):
            lacking.setdefault(table.key, []).append(goal.item.theme)
    return tuple(
        replace(table, questions=(*_theme_missing(table, lacking[key]), *table.questions)) if key in lacking else table
        for key, table in tables.items()
    )


def _theme_missing(table: ProposedTable, said: list[str]) -> Iterator[Asked]:
    yield Asked(question("theme_missing", title=table.table.title), blocks=True)
    for words in filter(None, dict.fromkeys(said)):
        yield Asked(question("theme_unknown", words=words), is_answered=bool(table.answer.get("checked")))


# --- the plan -----------------------------------------------------------------------------------------------------
def strategy_of(existing: Existing, matched: Iterable[int]) -> int | None:
    """The import's own, else the one of which everything is that the file names in equal words."""
    if existing.place.strategy:
        return existing.place.strategy
    found = set(matched)
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Said:
    """What a table's titles say, else its sheet, else the file's name. `words`: the department as written there."""

    unit: int | None = None
    words: str = ""
    years: tuple[int, ...] = ()

    @property
    def year(self) -> int | None:
        return self.years[0] if len(self.years) == 1 else None


NOTHING_SAID = Said()
_SPAN = re.compile(r"20\d\d\s*[-–/]\s*(?:20)?\d\d(?!\d)|\d{1,2}\.\s?\d{1,2}\.\s?20\d\d")  # 2022–2025, 3.5.2021
_OTHER_NAME = re.compile(r"(?:strategia|visio|agenda)\s+20\d\d|20\d\d -\w", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,/])20\d\d(?!\d)")
_DEPARTMENT = re.compile(
    r"(?:[^\W\d_]+(?:nen|n|s)\s+)?(?:[^\W\d_][\w-]*)?(?:toimiala|tulosalue|palvelualue)(?:n|en)?(?![^\W_])",
    re.IGNORECASE,
)
_ANY_DEPARTMENT = re.compile(r"(?:toimiala|tulosalue|palvelualue)(?:n|en)?", re.IGNORECASE)
PLANNING = ("department", "subsidiary")  # kinds of units that have plans of their own


def said_places(tables: Mapping[str, ProposedTable], existing: Existing, file_name: str) -> dict[str, Said]:
    """Table key → what is said of its department and year; the titles of a sheet hold for its further tables too."""
    titles: dict[str, list[str]] = {}
    found = {}
    for key, table in tables.items():
        sheet = table.table.place.sheet
        above = titles.setdefault(sheet, [])
        above.insert(0, table.table.title)
        found[key] = _said([*above, sheet, PurePath(file_name).stem], existing)
    return found


def _said(texts: list[str], existing: Existing) -> Said:
    years = next(filter(None, map(_years, texts)), ())
    unit, words = next((said for text in texts if any(said := _unit_said(text, existing))), (None, ""))
    return Said(unit, words, years)


def _years(text: str) -> tuple[int, ...]:
    text = _OTHER_NAME.sub(" ", _SPAN.sub(" ", text))
    return tuple(sorted({int(year) for year in _YEAR.findall(text)}))


def _unit_said(text: str, existing: Existing) -> tuple[int | None, str]:
    """(the department that the words name in any case, its words); no department with words: it does not exist."""
    words = folded(text.replace("_", " "))
    units = {pk: unit for pk, unit in existing.units.items() if unit.kind in PLANNING}
    names = [(folded(name), pk) for pk, unit in units.items() for name in unit.texts if len(name) >= SHORTEST_NAME]
    found = [(len(name), pk) for name, pk in names if re.search(rf"(?<!\w){re.escape(name)}\w{{0,2}}(?!\w)", words)]
    if found:
        unit = max(found)[1]
        return unit, units[unit].title
    if unit := named(text, units, may_be_short=True):
        return unit, text
    match = _DEPARTMENT.search(text.replace("_", " "))
    return None, match[0] if match and not _ANY_DEPARTMENT.fullmatch(match[0]) else ""


def _the_one(found: Iterable):
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def unit_of(existing: Existing, strategy: int | None, owners: Iterable[int], said: Collection[Said] = ()) -> int | None:
    """The import's own department, else the one that the file names, else the only one with plans in the strategy, else
    the one of all owners. A department that is named but does not exist is asked."""
    if existing.place.unit:
        return existing.place.unit
    if any(one.words for one in said):
        return _the_one(one.unit for one in said)
    planned = {plan.unit for plan in existing.plans.values() if plan.strategy == strategy}
    found = planned or {_department(existing.posts[post].unit, existing) for post in owners}
    return found.pop() if len(found) == 1 else None


def _department(unit: int | None, existing: Existing) -> int | None:
    """The department above a unit; the unit itself where there is none."""
    own = unit
    while unit in existing.units and existing.units[unit].kind != "department":
        unit = existing.units[unit].parent
    return unit if unit in existing.units else own


def year_of(existing: Existing, items: Iterable[Read], said: Collection[Said] = ()) -> int | None:
    """The import's own year, else the one that the file names, else the one in which all its schedules end."""
    if existing.place.year:
        return existing.place.year
    if any(one.years for one in said):
        return _the_one(one.year for one in said)
    ends = {item.schedule.end.year for item in items if isinstance(item, ReadAction) and item.schedule.end}
    return ends.pop() if len(ends) == 1 else None


def asked_of_place(
    existing: Existing,
    unit: int | None,
    year: int | None,
    items: Collection[Read],
    said: Mapping[str, Said],
    table_of: Mapping[str, ProposedTable],
) -> Iterator[Asked]:
    """What the file says otherwise than a person, or its schedules; and what nobody has said, but was concluded."""
    ones = dict.fromkeys(said.values())
    titles = {pk: unit.title for pk, unit in existing.units.items()}
    for one in ones:
        if one.words and unit and existing.place.unit and one.unit != unit:
            yield Asked(question("unit_differs", words=one.words, unit=titles[unit]))
        elif one.words and one.unit is None and not existing.place.unit:
            yield Asked(question("unit_unknown", words=one.words), blocks=True)
        if existing.place.year and one.year and one.year != existing.place.year:
            yield Asked(question("year_differs", said=one.year, year=existing.place.year))
    if unit and not existing.place.unit and not any(one.words for one in ones):
        yield Asked(question("unit_concluded", unit=titles[unit]))
    if year and not existing.place.year and not any(one.years for one in ones):
        yield Asked(question("year_of_schedules", year=year))
    if not existing.place.year:
        yield from _conflicts(items, said, table_of)


def _conflicts(items, said, table_of) -> Iterator[Asked]:
    """The lines of a plan end in one other year, or all before it: then its title may be an old one."""
    by_year: dict[int, list] = {}
    for item in items:
        table = table_of.get(item.key)
        one = said.get(table.key, NOTHING_SAID) if table else NOTHING_SAID
        if one.year and isinstance(item, ReadAction) and item.schedule.end:
            by_year.setdefault(one.year, []).append(item.schedule)
    for year, schedules in by_year.items():
        ends = {schedule.end.year for schedule in schedules}
        is_covered = any(one.start and one.start.year <= year <= one.end.year for one in schedules)
        if year not in ends and not is_covered and (len(ends) == 1 or max(ends) < year):
            yield Asked(question("year_conflict", year=year, ends=max(ends)), blocks=True)


def proposed_place(
    existing: Existing,
    *,
    strategy: int | None,
    unit: int | None,
    year: int | None,
    plans: set,
    is_needed: bool,
    has_new_posts: bool,
    asked: Collection[Asked] = (),
) -> ImportPlace:
    """`plans` are the (unit, year) pairs to which lines are added; `is_needed`: there is something to adopt.

    `asked` is asked besides when lines are added.
    """
    plan = existing.plan_of(strategy, unit, year)
    touched = [existing.plan_of(strategy, *pair) for pair in plans]
    missing = []
    if is_needed and strategy is None:
        missing.append("strategy_missing")
    is_unknown = bool(plans) and any(one.code == "unit_unknown" for one in asked)
    if not is_unknown and (any(one is None for one, _year in plans) or (has_new_posts and unit is None)):
        missing.append("unit_missing")
    if any(one is None for _unit, one in plans):
        missing.append("year_missing")
    return ImportPlace(
        strategy=strategy,
        strategy_title=existing.place.strategy_title or _title_of(strategy, existing),
        unit=unit,
        unit_title=existing.units[unit].title if unit in existing.units else "",
        year=year,
        theme=existing.place.theme,
        plan=plan.pk if plan else None,
        plan_title=plan.title if plan else "",
        is_in_force=any(one is not None and one.is_in_force for one in (plan, *touched)),
        questions=(*(Asked(question(code), blocks=True) for code in missing), *(asked if plans else ())),
    )


def _title_of(strategy, existing):
    """Of a strategy that the file's own themes led to."""
    return next((theme.strategy_title for theme in existing.themes.values() if theme.strategy == strategy), "")
