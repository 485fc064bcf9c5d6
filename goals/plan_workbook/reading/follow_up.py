"""Follow-up tables and blocks of cards: what was told and measured, put to the goals, actions and measures. Pure.

Layouts of DOMAIN 1.2: columns Toteuma, Toteutuminen, Arviointi, Tila, Tilannekuvaus; cards as Seinäjoki's; goals of
boards as text under labels ("Mittarit ja tavoitetaso:", "Toteutuminen:") as Kauhava's.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from measures.measure_words import read_measure

from ..items import Place, Question, Read, ReadAction, ReadGoal, ReadMeasure
from .cleaning import one_line
from .indicator_cells import Name, lines_of
from .key_indicators import FIGURE_ROLES, Draft, indicator_reading, pair_figures
from .lines import action_items, measure_items
from .owners import read_owners
from .plans import PlanReading
from .tables import FoundCell, FoundRow, FoundTable

TOLD_ROLES = ("state", "forecast", "attainment", "assessment", "deviation", "note")
# Doubts about a measure's words that figures of its own settle, or that are said again with them.
SETTLED_BY_FIGURES = ("in_words", "no_direction", "no_comparison", "stock_or_flow", "no_name")

_PROGRESS = re.compile(
    r"^(?:ei aloitettu|aloitettu|käynnissä|kesken|valmis|myöhässä|siirretty|luovuttu|keskeytetty|jatkuva|peruttu"
    r"|ej påbörjad|pågår|pågående|färdig|not started|in progress|completed)\b",
    re.IGNORECASE,
)
_ATTAINED = re.compile(
    r"^(?:tavoite\s+|tavoitteet\s+)?(?:ei\s+)?(?:osittain\s+|osin\s+|pääosin\s+|pääsääntöisesti\s+|kaikilta osin\s+)?"
    r"(?:toteutui|toteutunut|toteutuivat|toteutuneet|saavutettiin|saavutettu|jäivät|jäi|uppnå|achieved|not achieved)\b"
    r"|^ei (?:voitu arvioida|mitattu)\b",
    re.IGNORECASE,
)
_BALL = re.compile(
    r"^(?:[●⬤]\s*)?(?:[1-4]|…|\.{3}|vihreä|keltainen|oranssi|punainen|musta|harmaa)?(?:\s*\([1-4]\))?$", re.IGNORECASE
)
_REASONS = re.compile(r"^(?:perustelut?|selite|huomautus|lisätie(?:to|dot)|motivering)\s*:\s*", re.IGNORECASE)


def with_results(table: FoundTable, reading: PlanReading) -> PlanReading:
    """The plan's reading with what the table tells of it: figures to measures, results to what the row is about."""
    reading = _without_reasons(reading)
    results = _Results(table, reading)
    for row in table.rows:
        results.read(row)
    return replace(
        reading,
        goals=tuple(results.things["goal"].values()),
        actions=tuple(results.things["action"].values()),
        measures=tuple(results.things["measure"].values()),
        questions=tuple(one for one in reading.questions if one not in results.answered),
    )


def _without_reasons(reading):
    """A line "Perustelut: …" below a table of goals tells about the goal above it."""
    goals: list[ReadGoal] = []
    used = {item.goal for item in (*reading.actions, *reading.measures)}
    for goal in reading.goals:
        if goals and goal.key not in used and _REASONS.match(goal.words):
            goals[-1] = replace(goals[-1], told=(*goals[-1].told, ("words", goal.raw.strip())))
        else:
            goals.append(goal)
    return replace(reading, goals=tuple(goals))


class _Results:
    def __init__(self, table, reading):
        self.table = table
        lists = {"goal": reading.goals, "action": reading.actions, "measure": reading.measures}
        self.things: dict[str, dict[str, Read]] = {
            kind: {thing.key: thing for thing in things} for kind, things in lists.items()
        }
        self.of_cell: dict[tuple[str, str], list[str]] = {}
        for kind, things in lists.items():
            for thing in things:
                self.of_cell.setdefault((kind, thing.place.cell), []).append(thing.key)
        self.column_of = {column.key: column.number for column in table.columns}
        self.balls = _ball_columns(table)
        self.answered = [
            Question("unknown_column", (("heading", one_line(column.heading) or str(column.number)),))
            for column in table.columns
            if column.key in self.balls
        ]

    def read(self, row: FoundRow):
        goals, actions, measures = (self._of_row(row, kind) for kind in ("goal", "action", "measure"))
        self._figures(row, measures)
        for key, told in self._told(row):
            kind, subjects = self._subject(key, goals, actions, measures)
            for subject in subjects:
                thing = self.things[kind][subject]
                self.things[kind][subject] = replace(thing, told=(*thing.told, told))

    def _of_row(self, row, kind):
        """Keys of the things whose own cell stands in this row."""
        cells = [cell for cell in row.cells.values() if not cell.is_carried]
        keys = [key for cell in cells for key in self.of_cell.get((kind, cell.address), ())]
        return list(dict.fromkeys(keys))

    def _told(self, row):
        for column in self.table.columns:
            cell = row.get(column.key)
            if cell is None or cell.is_carried or cell.problem or not cell.words.strip():
                continue
            if column.key in self.balls:
                yield column.key, ("attainment", cell.words.strip())
            elif column.role in TOLD_ROLES:
                yield column.key, (told_kind(column.role, cell.words), cell.words.strip())

    def _subject(self, key, goals, actions, measures):
        """Of a card what stands left of the measure is about the goal; else about the row's actions, measures, goal."""
        measured_at = self.column_of.get("measure", 0)
        if key in self.balls and measures:
            return "measure", measures
        if goals and self.table.is_card and self.column_of[key] < measured_at:
            return "goal", goals
        if actions:
            return "action", actions
        return ("measure", measures) if measures else ("goal", goals)

    def _figures(self, row, keys):
        figures = {role: _words(row.get(role)) for role in FIGURE_ROLES}
        if not keys or not any(figures.values()):
            return
        headings = {column.role: column.heading for column in self.table.columns if column.key in FIGURE_ROLES}
        years = {column.role: column.year for column in self.table.columns if column.key in FIGURE_ROLES}
        measures = [self.things["measure"][key] for key in keys]
        drafts = [Draft(Name(measure.reading.name or measure.words), {}, []) for measure in measures]
        pair_figures(drafts, figures, headings)
        for measure, draft in zip(measures, drafts, strict=True):
            one = _measured(measure, draft, years.get("target"))
            one = replace(one, actual_cell=row.get("actual").address) if one.actual else one
            self.things["measure"][measure.key] = one


def _words(cell: FoundCell | None) -> str:
    return cell.words if cell and not cell.problem else ""


def told_kind(role: str, words: str) -> str:
    """ "progress", "forecast", "attainment" or "words": a result is what its words say, whatever the column is called.

    Kauhava's column *Arviointi* says "Ei toteutunut" beside the *Tila* "Valmis" (DOMAIN 0.1).
    """
    line = one_line(words)
    if role == "forecast":
        return "forecast"
    if _ATTAINED.match(line):
        return "attainment"
    if role == "state":
        return "progress" if _PROGRESS.match(line) else "attainment" if _BALL.match(line) else "words"
    return "words"


def _ball_columns(table):
    """Columns without a heading, right of a result, that hold 1–4 or a ball: Seinäjoki's colours."""
    results = [column.number for column in table.columns if column.role in ("actual", "target")]
    found = set()
    for column in table.columns:
        if column.role or column.heading.strip() or not results or column.number < min(results):
            continue
        values = [one_line(cell.words) for row in table.rows if (cell := row.get(column.key)) and cell.words.strip()]
        if values and all(_BALL.match(value) for value in values):
            found.add(column.key)
    return found


def _measured(measure: ReadMeasure, draft: Draft, year) -> ReadMeasure:
    """The measure with its figures; a target of a column of its own takes the place of one in the words."""
    figures = {role: draft.figures.get(role, "") for role in FIGURE_ROLES}
    reading, questions = measure.reading, measure.questions
    if figures["target"]:
        said, doubts = indicator_reading(draft.name.words, figures)
        kind = reading.kind if reading.kind in ("count", "rate") and said.kind == "number" else said.kind
        reading = replace(
            said,
            kind=kind,
            unit=reading.unit or said.unit,
            accumulates=reading.accumulates or said.accumulates,
            year=said.year or year or reading.year,
            due_on=said.due_on or reading.due_on,
        )
        questions = tuple(question for question in questions if question.code not in SETTLED_BY_FIGURES)
        questions = (*questions, *doubts)
    return replace(
        measure,
        reading=reading,
        questions=tuple(dict.fromkeys((*questions, *draft.questions))),
        baseline=figures["baseline"],
        actual=figures["actual"],
    )


# ------------------------------------------------------------------ goals as text under labels

_GOAL_LINE = re.compile(r"^\s*\d{1,3}[.)]\s+(?=\S)")
_LABEL = re.compile(
    r"^\s*(?P<label>mittari(?:t)?(?: ja tavoitetaso(?:t)?)?|tavoitetaso|toteutuminen|toteuma|arviointi|tila"
    r"|toimenpiteet|toimenpide|vastuu(?:henkilö|taho)?|perustelut)\s*:\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PART_OF_LABEL = {
    "mittari": "measure",
    "mittarit": "measure",
    "tavoitetaso": "measure",
    "toimenpide": "action",
    "toimenpiteet": "action",
    "vastuu": "owners",
    "vastuuhenkilö": "owners",
    "vastuutaho": "owners",
}


_OWN_ITEMS = ("measure", "action", "owners")


@dataclass
class _TextGoal:
    """A goal of a text with the lines under its labels: [(label, place, words)]."""

    place: FoundCell
    words: str
    lines: list[tuple[str, FoundCell, str]] = field(default_factory=list)


def is_text_of_goals(table: FoundTable) -> bool:
    """Lines without columns in which numbered goals stand over labels such as "Toteutuminen:"."""
    if table.kind != "unknown" or any(table.roles):
        return False
    lines = [line for cell in _cells(table) for line in lines_of(cell.words)]
    return sum(bool(_LABEL.match(line)) for line in lines) > 1 and any(_GOAL_LINE.match(line) for line in lines)


def interpret_text_of_goals(table: FoundTable) -> PlanReading:
    """Kauhava's boards: "1. goal", "Mittarit ja tavoitetaso:" with lines, "Toteutuminen:" with words."""
    goals, actions, measures = [], [], []
    numbers: Counter[tuple[str, str]] = Counter()
    for text in _text_goals(table):
        numbers["goal", text.place.address] += 1
        goal = ReadGoal(**_read(table, text.place, "goal", numbers["goal", text.place.address], text.words))
        owned = read_owners("\n".join(words for label, _cell, words in text.lines if label == "owners"))
        before = len(actions)
        for label, cell, words in text.lines:
            if label == "measure":
                measures += _measures(table, cell, words, goal, numbers)
            elif label == "action":
                actions += _actions(table, cell, words, goal, owned, numbers)
        told = [(told_kind(label, words), words) for label, _cell, words in text.lines if label not in _OWN_ITEMS]
        if owned.owners and len(actions) == before:
            names = ", ".join(owner.words for owner in owned.owners)
            goal = replace(goal, questions=(*goal.questions, Question("owner_of_goal", (("words", names),))))
        goals.append(replace(goal, told=tuple(told)))
    return PlanReading(tuple(goals), tuple(actions), tuple(measures))


def text_labels(table: FoundTable) -> tuple[tuple[str, str], ...]:
    """(role, words) of the labels of such a text, which are its headings."""
    labels = (_LABEL.match(line) for cell in _cells(table) for line in lines_of(cell.words))
    found = [(_part(match["label"]), f"{match['label']}:") for match in labels if match]
    return tuple(dict.fromkeys(found))


def _cells(table):
    yield from table.titles
    for row in table.rows:
        yield from (cell for cell in row.cells.values() if not cell.problem)
    yield from table.notes


def _text_goals(table) -> list[_TextGoal]:
    found: list[_TextGoal] = []
    label = ""
    for cell in _cells(table):
        for line in lines_of(cell.words):
            if match := _LABEL.match(line):
                label = _part(match["label"])
                line = match["rest"]
            elif _GOAL_LINE.match(line) and label not in ("measure", "action"):
                found.append(_TextGoal(cell, one_line(_GOAL_LINE.sub("", line))))
                label = ""
                continue
            if found and label and line.strip():
                found[-1].lines.append((label, cell, line.strip()))
    return found


def _part(label):
    words = one_line(label).casefold()
    if words.startswith("mittari"):
        return "measure"
    return _PART_OF_LABEL.get(words, {"tila": "state"}.get(words, "assessment"))


def _measures(table, cell, words, goal, numbers):
    for item in measure_items(words):
        for reading in read_measure(item.words):
            numbers["measure", cell.address] += 1
            doubts = tuple(Question(code) for code in reading.doubts)
            common = _read(
                table, cell, "measure", numbers["measure", cell.address], item.words, item.questions + doubts
            )
            yield ReadMeasure(**common, reading=reading, goal=goal.key)


def _actions(table, cell, words, goal, owned, numbers):
    for item in action_items(words):
        numbers["action", cell.address] += 1
        asked = (*item.questions, *owned.questions)
        yield ReadAction(
            **_read(table, cell, "action", numbers["action", cell.address], item.words, asked),
            goal=goal.key,
            owners=owned.owners,
            owners_raw=", ".join(owner.raw for owner in owned.owners),
            schedule=owned.schedule,
            schedule_raw=owned.schedule_raw,
        )


def _read(table, cell, kind, number, words, questions=()):
    key = f"{table.sheet}!{cell.address}:{kind}:{number}"
    return {
        "key": key,
        "place": Place(table.sheet, cell.address),
        "raw": cell.words,
        "words": words,
        "questions": tuple(questions),
    }
