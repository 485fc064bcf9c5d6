"""A plan's table read: goals, the actions and measures its cells list, owners, schedules and decisions. Pure.

What a rule can't decide is a question of the thing it is about; nothing is dropped. A measure belongs to an action only
where that is certain: the row has one action, or both have the same words.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kemistrategy.schedule import schedules_in
from measures.measure_words import MeasureReading, measure_sentences

from ..items import Place, Problem, Question, Read, ReadAction, ReadGoal, ReadMeasure
from .cleaning import Vocabulary, one_line
from .lines import Item, action_items, is_blank, measure_items, whole
from .owners import NOBODY, OwnersReading, decisions_in, has_unread_decision, read_owners, read_schedule_cell
from .tables import FoundCell, FoundTable

ReadMeasureWords = Callable[[str], tuple[MeasureReading, ...]]

GOAL_ROLES = ("goal", "goal_and_measure", "parent_goal")
ALIKE_RUN = 4  # words in a row that two actions share: "hyvin sanottu bra sagt"

_SDG = re.compile(r"(?<![\d.,])(1[0-7]|[1-9])(?:\.(\d{1,2}|[a-d]))?(?!\d|,\d)")
_WORDS = re.compile(r"\w+")
_THEME_AND_UNIT = re.compile(r"(?P<theme>[^a-zåäö]{3,}),\s+(?P<unit>[a-zåäö][^,]*)")


@dataclass(frozen=True)
class PlanReading:
    """What one table holds. `questions` are about the table as a whole: its theme, a column that is empty."""

    goals: tuple[ReadGoal, ...] = ()
    actions: tuple[ReadAction, ...] = ()
    measures: tuple[ReadMeasure, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    theme: str = ""


def table_vocabulary(tables: Iterable[FoundTable]) -> Vocabulary:
    """The whole words of several tables, by which `interpret_plan` mends torn ones."""
    return Vocabulary.of(
        cell.words for table in tables for row in table.rows for cell in row.cells.values() if not cell.is_carried
    )


def interpret_plan(
    table: FoundTable, read_measure: ReadMeasureWords, *, vocabulary: Vocabulary | None = None, theme_before: str = ""
) -> PlanReading:
    """Reads the table. `theme_before`: the theme of the table before, proposed with a question where this has none."""
    return _PlanTable(table, read_measure, vocabulary or table_vocabulary([table]), theme_before).read()


class _PlanTable:
    def __init__(self, table, read_measure, vocabulary, theme_before):
        self.table, self.read_measure, self.vocabulary = table, read_measure, vocabulary
        self.goals: dict[str, ReadGoal] = {}  # by address
        self.goal_of_words: dict[tuple[str, str], str] = {}  # key by theme and words
        self.actions: list[ReadAction] = []
        self.measures: list[ReadMeasure] = []
        self.problems: list[Problem] = []
        self.actions_of_cell: dict[str, list[ReadAction]] = {}
        self.seen_measure_cells: set[str] = set()
        self.owners_above = NOBODY
        self.owners_read: dict[str, OwnersReading] = {}  # by the words of the cell
        self.widths = _widths(table)
        self.theme, self.unit, self.questions = _theme(table, theme_before)
        self.year_above = above.words if (above := table.said_above("year")) else ""

    def read(self):
        for row in self.table.rows:
            self._read_row(row)
        self._ask_of_table()
        return PlanReading(
            tuple(self.goals.values()),
            tuple(self.actions),
            tuple(self.measures),
            tuple(self.questions),
            tuple(self.problems),
            self.theme,
        )

    def _read_row(self, row):
        self._note_problems(row)
        hidden = (Question("hidden_row", (("row", str(row.number)),)),) if row.is_hidden else ()
        goal = self._goal(row, hidden)
        actions, measured = self._actions(row, goal, hidden)
        self._measures(row, goal, actions, measured, hidden)

    def _note_problems(self, row):
        self.problems += [
            Problem(cell.problem, Place(self.table.sheet, cell.address), cell.words)
            for cell in row.cells.values()
            if cell.problem and not cell.is_carried
        ]

    # --- goals

    def _goal(self, row, hidden):
        """The key of the row's goal, "" when it has none. The same words further down are the same goal."""
        cell = next((found for role in GOAL_ROLES if (found := row.get(role)) and not is_blank(found.words)), None)
        if cell is None:
            return ""
        if cell.address in self.goals:
            return self.goals[cell.address].key
        item, more = self._goal_words(row, cell)
        theme, unit = self._theme_of(row)
        same = (theme, fold(item.words))
        if same in self.goal_of_words:
            return self.goal_of_words[same]
        sdg, asked = _sdg(row.words("sdg"))
        goal = ReadGoal(
            **self._read("goal", cell, 1, item, (*hidden, *more, *asked)),
            theme=theme,
            unit=unit,
            year=_one_year(row.words("year") or self.year_above),
            sdg=sdg,
            binding=one_line(row.words("binding")),
        )
        self.goals[cell.address] = goal
        self.goal_of_words[same] = goal.key
        return goal.key

    def _goal_words(self, row, cell):
        """A column of goals and measures begins with the goal; the rest is read as measures."""
        if cell is not row.get("goal_and_measure"):
            return whole(cell.words, self.vocabulary), ()
        first = measure_items(cell.words, self.vocabulary)[0]
        return first, (Question("goal_or_measure", (("words", first.words),)),)

    def _theme_of(self, row):
        own = one_line(row.words("theme"))
        theme, unit = split_theme(own) if own else (self.theme, self.unit)
        return theme, one_line(row.words("unit")) or unit

    # --- actions

    def _actions(self, row, goal, hidden):
        """(the row's actions, items of a mixed column that are measures)."""
        role = "action" if row.get("action") else "action_and_measure"
        cell = row.get(role)
        if cell is None or is_blank(cell.words):
            return [], []
        if cell.is_carried and cell.address in self.actions_of_cell:
            return self.actions_of_cell[cell.address], []
        items = action_items(cell.words, self.vocabulary, self.widths.get(role, 0))
        measured = []
        if role == "action_and_measure":
            measured = [item for item in items if _is_measured(self.read_measure(item.words))]
            asked = tuple(Question("action_or_measure", (("words", item.words),)) for item in items[:1])
            items = tuple(replace(item, questions=(*item.questions, *asked)) for item in items if item not in measured)
        own, decided = self._owners_of(row), self._decisions_of(row, cell)
        actions = [
            self._action(cell, place, item, goal, own, decided, row, hidden) for place, item in enumerate(items, 1)
        ]
        self.actions += actions
        self.actions_of_cell[cell.address] = actions
        return actions, measured

    def _action(self, cell, place, item, goal, own, decided, row, hidden):
        decision, decision_asked = self._decision(item, decided, row)
        asked = [*hidden, *own.questions, *decision_asked]
        if not goal:
            asked.append(Question("goal_missing"))
        if not own.owners:
            asked.append(Question("owner_missing"))
        if not own.schedule_raw and (times := schedules_in(_without_decisions(item.words))):
            asked.append(Question("schedule_in_action", (("words", " ".join(times[0][0].split())),)))
        return ReadAction(
            **self._read("action", cell, place, item, asked),
            goal=goal,
            owners=own.owners,
            owners_raw=self._owners_raw(row),
            schedule=own.schedule,
            schedule_raw=own.schedule_raw,
            decision=decision,
        )

    def _owners_of(self, row) -> OwnersReading:
        """Owners and schedule from one cell or two; else what stands above the whole table."""
        text = self._owners_raw(row)
        reading = self._read_once(text) if text else self._owners_above(row)
        cell = row.get("schedule") or self.table.said_above("schedule")
        if cell is not None and cell.words.strip():
            said = read_schedule_cell(cell.words)
            questions = (*reading.questions, *said.questions)
            reading = OwnersReading(reading.owners, said.schedule, said.schedule_raw, questions)
        self.owners_above = replace(reading, questions=())
        return reading

    def _read_once(self, text):
        """The same few posts answer for many rows."""
        if text not in self.owners_read:
            self.owners_read[text] = read_owners(text, self.vocabulary)
        return self.owners_read[text]

    def _owners_above(self, row):
        """An owner's cell left empty in a goal's further rows: those of the row above are proposed, and asked about."""
        goal = row.get("goal")
        if not (goal and goal.is_carried and self.owners_above.owners):
            return NOBODY
        names = ", ".join(owner.words for owner in self.owners_above.owners)
        return replace(self.owners_above, questions=(Question("owners_carried", (("words", names),)),))

    def _owners_raw(self, row):
        texts = [
            row.words(column.key)
            for role in ("owners_and_schedule", "owners")
            for column in self.table.columns_of(role)
        ]
        above = self.table.said_above("owners") or self.table.said_above("owners_and_schedule")
        return "\n".join(filter(None, texts)) or (above.words if above else "")

    def _decisions_of(self, row, cell):
        """Decisions of the row's other cells that speak of its actions."""
        cells = (row.get(role) for role in ("decision", "owners_and_schedule", "owners", "schedule", "note"))
        return [decision for other in cells if other and other is not cell for decision in decisions_in(other.words)]

    def _decision(self, item, decided, row):
        asked = [
            Question("decision_unread", (("words", one_line(words)),))
            for words in (item.words, row.words("decision"))
            if has_unread_decision(words)
        ]
        found = decisions_in(item.words) or decided
        if len({(decision.body, decision.decided_on, decision.section) for decision in found}) > 1:
            asked.append(Question("several_decisions", (("words", ", ".join(one.raw for one in found)),)))
        return (found[0] if found else None), asked

    # --- measures

    def _measures(self, row, goal, actions, measured, hidden):
        keys = _keys_by_words(actions)
        for cell, items in self._measure_cells(row, measured):
            number = 0
            for item in items:
                for reading in self.read_measure(item.words):
                    number += 1
                    self.measures.append(self._measure(cell, number, item, reading, goal, keys, hidden))

    def _measure_cells(self, row, measured):
        """(cell, items) of the row's measures; a merged cell is read once, in its first row."""
        role = "measure" if row.get("measure") else "goal_and_measure"
        cell = row.get(role)
        if cell is not None and not is_blank(cell.words) and cell.address not in self.seen_measure_cells:
            self.seen_measure_cells.add(cell.address)
            items = self._sentences(measure_items(cell.words, self.vocabulary, self.widths.get(role, 0)))
            yield cell, items[1:] if role == "goal_and_measure" else items
        if measured:
            yield row.get("action_and_measure"), measured

    def _sentences(self, items):
        """Items in which the words name several measures are taken apart."""
        apart = []
        for item in items:
            first, *more = measure_sentences(item.words) or (item.words,)
            apart.append(replace(item, words=first))
            apart += [Item(words, (Question("split_here", (("words", words),)),)) for words in more]
        return apart

    def _measure(self, cell, number, item, reading, goal, keys, hidden):
        action = _action_of(item, reading, keys)
        asked = [*hidden, *(Question(code) for code in reading.doubts)]
        if not goal:
            asked.append(Question("goal_missing"))
        if keys and not action:
            asked.append(Question("measure_without_action"))
        if item.time_below and "year_or_schedule" not in reading.doubts:
            asked.append(Question("schedule_in_measure", (("words", item.time_below),)))
        return ReadMeasure(
            **self._read("measure", cell, number, item, asked), reading=reading, goal=goal, action=action
        )

    # --- what all share

    def _read(self, kind, cell: FoundCell, number, item: Item, questions):
        return {
            "key": f"{self.table.sheet}!{cell.address}:{kind}:{number}",
            "place": Place(self.table.sheet, cell.address),
            "raw": cell.words,
            "words": item.words,
            "questions": (*item.questions, *questions),
        }

    def _ask_of_table(self):
        for column in self.table.columns_of("sdg"):
            if not any(row.words(column.key).strip() for row in self.table.rows):
                self.questions.append(Question("sdg_empty", (("heading", one_line(column.heading)),)))
        for column in self.table.columns:
            if not column.role and any(row.words(column.key).strip() for row in self.table.rows):
                said = one_line(column.heading) or str(column.number)
                self.questions.append(Question("unknown_column", (("heading", said),)))
        self.questions += words_below(self.table)
        if self.table.is_hidden:
            self.questions.append(Question("hidden_sheet", (("sheet", self.table.sheet),)))


def words_below(table: FoundTable) -> tuple[Question, ...]:
    """What stands below the rows, such as a note or a sum, is said."""
    return tuple(Question("words_below", (("words", one_line(cell.words)),)) for cell in table.notes)


def same_actions(actions: Iterable[ReadAction]) -> tuple[ReadAction, ...]:
    """The actions of a whole plan, with "same_action" on those that stand in it twice and "alike_action" on those that
    share a long run of words; the value "key" names the earlier one."""
    first: dict[str, ReadAction] = {}
    by_run: dict[tuple[str, ...], ReadAction] = {}
    marked = []
    for action in actions:
        folded = fold(action.words)
        if earlier := first.get(folded):
            action = _asked(action, "same_action", earlier)
        else:
            first[folded] = action
            words = folded.split()
            runs = {tuple(words[place : place + ALIKE_RUN]) for place in range(len(words) - ALIKE_RUN + 1)}
            if earlier := next((by_run[run] for run in sorted(runs) if run in by_run), None):
                action = _asked(action, "alike_action", earlier)
            for run in runs:
                by_run.setdefault(run, action)
        marked.append(action)
    return tuple(marked)


def _asked(thing: Read, code, earlier):
    values = (("words", earlier.words), ("cell", earlier.place.cell), ("key", earlier.key))
    return replace(thing, questions=(*thing.questions, Question(code, values)))


def fold(words: str) -> str:
    """Lower case without punctuation: what two texts are the same by."""
    return " ".join(_WORDS.findall(words.casefold()))


def split_theme(words: str) -> tuple[str, str]:
    """ "SUJUVA ARKI, hyvinvointi" is a theme in capitals and the department that the page is of."""
    match = _THEME_AND_UNIT.fullmatch(words.strip())
    return (match["theme"].strip(), match["unit"].strip()) if match else (words.strip(), "")


def _theme(table, theme_before):
    """(theme, unit, questions) of the table; a table without its own theme asks for it."""
    if said := table.said_above("theme"):
        theme, unit = split_theme(one_line(said.words))
        own_unit = table.said_above("unit")
        return theme, one_line(own_unit.words) if own_unit else unit, []
    own_unit = table.said_above("unit")
    unit = one_line(own_unit.words) if own_unit else ""
    if "theme" in table.roles:
        return "", unit, []
    if table.continues and theme_before:
        return theme_before, unit, [Question("theme_carried", (("theme", theme_before),))]
    titles = tuple(("title", one_line(cell.words)) for cell in table.titles[-1:])
    return "", unit, [Question("theme_missing", titles)]


def _widths(table):
    """{column key: letters of its longest line}: how wide the column was when its lines were cut."""
    widths: dict[str, int] = {}
    for row in table.rows:
        for key, cell in row.cells.items():
            if not cell.is_carried and "\n" in cell.words:
                widths[key] = max(widths.get(key, 0), *map(len, cell.words.split("\n")))
    return widths


def _sdg(words):
    """The goals a cell names by number; words without a number are asked about."""
    if not words.strip():
        return (), ()
    found = tuple(dict.fromkeys(f"{goal}.{target}" if target else goal for goal, target in _SDG.findall(words)))
    return found, () if found else (Question("sdg_unread", (("words", one_line(words)),)),)


def _one_year(words):
    years = set(re.findall(r"\b20\d\d\b", words))
    return int(years.pop()) if len(years) == 1 else None


def _without_decisions(words):
    for decision in decisions_in(words):
        words = words.replace(decision.raw, "")
    return words


def _is_measured(readings):
    return any(reading.has_target or reading.kind not in ("text", "link", "") for reading in readings)


def _keys_by_words(actions):
    """{folded words: keys} of a row's actions."""
    keys: dict[str, list[str]] = {}
    for action in actions:
        keys.setdefault(fold(action.words), []).append(action.key)
    return keys


def _action_of(item, reading, keys):
    """Certain pairs only: the row's one action, or an action with the same words."""
    if sum(map(len, keys.values())) == 1:
        return next(iter(keys.values()))[0]
    same = [key for words in {fold(item.words), fold(reading.name)} - {""} for key in keys.get(words, ())]
    return same[0] if len(same) == 1 else ""
