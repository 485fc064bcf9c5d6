"""A proposal as the page shows it: what was read of each cell beside the cell, with every doubt and the buttons.

    Table → Block (a goal, an indicator, a project) → Group (one cell of the file) → Reading (one thing read of it)

Only what stands on the page is made into rows, so that a plan of a thousand rows stays quick.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.badges import Badge
from goals.forms.import_lines import CHANGES, read_level_words
from goals.forms.import_tables import TABLE_KINDS, role_words
from goals.models import Goal
from goals.plan_workbook.items import Place
from goals.plan_workbook.proposal.places import tables_of
from goals.plan_workbook.proposal.proposed import (
    SAME,
    Proposal,
    Proposed,
    ProposedAction,
    ProposedGoal,
    ProposedIndicator,
    ProposedMeasure,
    ProposedOwner,
    ProposedProblem,
    ProposedProject,
    ProposedTable,
)
from goals.plan_workbook.question_words import problem_words, question_words
from goals.queries.plan_matches import Existing
from kemistrategy.organisation.models import Position
from kemistrategy.periods import period_words
from measures.models import Indicator

from .import_buttons import Button, line_buttons, owner_buttons, table_buttons

KIND_WORDS = {
    ProposedGoal: gettext_lazy("Tavoite"),
    ProposedAction: gettext_lazy("Toimenpide"),
    ProposedMeasure: gettext_lazy("Mittari"),
    ProposedIndicator: gettext_lazy("Keskeinen mittari"),
    ProposedProject: gettext_lazy("Projekti"),
}
NEW_BADGE = Badge("new", gettext_lazy("Uusi"), "full")
SAME_BADGE = Badge("same", gettext_lazy("On jo palvelussa"), "check")
CHANGED_BADGE = Badge("changed", gettext_lazy("Muuttuu"), "half")
TWICE_BADGE = Badge("twice", gettext_lazy("Sama rivi toisen kerran"), "loop")
LEFT_OUT_BADGE = Badge("left_out", gettext_lazy("Jätetään pois"), "dash")
OWNER_BADGES = {
    "": Badge("asked", gettext_lazy("Kysytään"), "stop"),
    "post": Badge("post", gettext_lazy("Tehtävä"), "check"),
    "new": Badge("new", gettext_lazy("Lisätään uusi"), "full"),
    "words": Badge("words", gettext_lazy("Vain sanoina"), "circle"),
}
BLOCKING = Badge("blocking", gettext_lazy("Vastattava"), "stop")
DOUBT = Badge("doubt", gettext_lazy("Tarkista"), "question")
ANSWERED = Badge("answered", gettext_lazy("Vastattu"), "check")


@dataclass(frozen=True)
class AskedRow:
    sentence: str
    badge: Badge


@dataclass(frozen=True)
class Reading:
    """One thing read of a cell. `slug` names it in the page's ids; `facts`: (label, words)."""

    part: str
    key: str
    kind: str
    words: str
    place: Place | None = None
    raw: str = ""
    badge: Badge | None = None
    facts: tuple[tuple[str, str], ...] = ()
    asked: tuple[AskedRow, ...] = ()
    changes: tuple[tuple[str, str, str, bool], ...] = ()  # what, present, read, whether it was chosen
    present: str = ""  # what it is the same as, with the likeness
    buttons: tuple[Button, ...] = ()
    may_change: bool = False

    @property
    def slug(self) -> str:
        return slug_of(self.part, self.key)

    @property
    def without_words(self) -> "Reading":
        """Only what is asked and answered, where a table's other columns say the rest."""
        return replace(self, badge=None, facts=(), present="")

    @property
    def blocks(self) -> bool:
        return any(asked.badge is BLOCKING for asked in self.asked)


@dataclass(frozen=True)
class Group:
    """A cell and what was read of it. `level`: 0 a goal, an indicator or a project, 1 what stands under a goal."""

    place: Place
    raw: str
    level: int
    readings: tuple[Reading, ...]
    table: str = ""
    heading: str = ""  # the goal of groups that come without it on this page


@dataclass(frozen=True)
class TableRow:
    """A table's head on the page: what it is, its columns and its own questions."""

    reading: Reading
    columns: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    is_left_out: bool


@dataclass(frozen=True)
class Cell:
    """A cell with its lines, before they are made into rows."""

    place: Place
    raw: str
    level: int
    lines: tuple[Proposed, ...]
    heading: str
    table: str = ""


def slug_of(part: str, key: str) -> str:
    return blake2b(f"{part}:{key}".encode(), digest_size=5).hexdigest()


class Rows:
    """Makes rows of the proposal; `existing` names the posts and themes."""

    def __init__(self, proposal: Proposal, existing: Existing, owner_places: Mapping[str, Place]):
        self.proposal, self.existing, self.owner_places = proposal, existing, owner_places

    # --- the questions
    def asking(self) -> list[tuple[str, Any]]:
        """(part, line) of every open question, those that block first, each group in the order of the file."""
        place = self.proposal.place
        found = [("place", place)] if any(one.is_open for one in place.questions) else []
        for part in ("tables", "owners"):
            found += [(part, line) for line in getattr(self.proposal, part) if line.open_questions]
        found += [("problems", problem) for problem in self.proposal.problems if not problem.is_left_out]
        found += [("items", line) for line in self.proposal.items if line.open_questions]
        return sorted(found, key=lambda one: not getattr(one[1], "blocks", True))

    def card(self, part: str, line) -> Reading:
        if part == "place":
            asked = tuple(asked_row(one) for one in line.questions if one.is_open)
            return Reading("place", "", _("Mihin tuodaan"), "", asked=asked, may_change=True)
        make = {"tables": self.table, "owners": self.owner, "problems": self.problem, "items": self.reading}
        return make[part](line)

    # --- the owners of the whole file
    def owners(self) -> list[tuple[Reading, int]]:
        """Each with the number of its lines."""
        return [(self.owner(owner), len(owner.places)) for owner in self.proposal.owners]

    # --- the cells, table by table
    def cells(self, wanted=lambda line: True) -> list[Cell]:
        """The cells of the file with what was read of them, those of `wanted` lines and of the goals above them."""
        return [
            replace(cell, table=table)
            for table, lines in self._by_table(self._top_lines())
            for line in lines
            for cell in self._block(line, wanted)
        ]

    @cached_property
    def _table_of(self):
        return tables_of(self.proposal.items, {table.key: table for table in self.proposal.tables})

    def _by_table(self, lines):
        """(table key, lines) in the order of the file's tables; lines without a table last, with the key ""."""
        found: dict[str, list] = {table.key: [] for table in self.proposal.tables} | {"": []}
        for line in lines:
            table = self._table_of.get(line.key)
            found[table.key if table else ""].append(line)
        return found.items()

    def _top_lines(self):
        """What stands by itself in a table, in the order of the file's tables."""
        return (
            *self.proposal.goals,
            *self.proposal.actions,
            *self.proposal.measures,
            *self.proposal.indicators,
            *self.proposal.projects,
        )

    def _block(self, line, wanted) -> Iterator[Cell]:
        under = [*getattr(line, "actions", ()), *getattr(line, "measures", ())]
        shown = [one for one in under if wanted(one)]
        if shown or wanted(line):
            yield Cell(line.item.place, line.item.raw, 0, (line,), line.words)
            for place, lines in groupby(shown, key=lambda one: one.item.place):
                together = tuple(lines)
                yield Cell(place, together[0].item.raw, 1, together, line.words)

    def tables_on(self, cells: Iterable[Cell]) -> list[TableRow]:
        """The tables of a page's cells, each with its head; a page that begins within a goal says which."""
        tables = {table.key: table for table in self.proposal.tables}
        rows = []
        for key, together in groupby(cells, key=lambda cell: cell.table):
            groups = [self._group(cell) for cell in together]
            rows.append(self._table_row(tables.get(key), _with_one_heading(groups)))
        return rows

    def empty_tables(self) -> list[TableRow]:
        """Tables of which nothing was read, so that they are not forgotten."""
        filled = {table.key for table in self._table_of.values()}
        return [self._table_row(table, ()) for table in self.proposal.tables if table.key not in filled]

    def _table_row(self, table, groups) -> TableRow:
        if table is None:
            return TableRow(Reading("tables", "", "", _("Taulukoiden ulkopuolella")), (), tuple(groups), False)
        columns = tuple((heading, role_words(role)) for role, heading in table.table.columns)
        return TableRow(self.table(table), columns, tuple(groups), table.is_left_out)

    def _group(self, cell: Cell) -> Group:
        readings = tuple(self.reading(line) for line in cell.lines)
        return Group(cell.place, cell.raw, cell.level, readings, cell.table, cell.heading)

    # --- one line each
    def reading(self, line: Proposed) -> Reading:
        return Reading(
            "items",
            line.key,
            str(KIND_WORDS[type(line)]),
            line.words,
            place=line.item.place,
            raw=line.item.raw,
            badge=badge_of(line),
            facts=tuple((label, words) for label, words in self._facts(line) if words),
            asked=tuple(asked_row(one) for one in line.open_questions),
            changes=tuple(
                (str(CHANGES.get(one.field, one.field)), one.present, one.read, one.is_chosen) for one in line.changes
            ),
            present=_alike(line) if line.same and line.similarity < 100 else "",
            buttons=tuple(line_buttons(line, self.proposal, self.existing)),
            may_change=True,
        )

    def _facts(self, line):
        return _FACTS[type(line)](self, line)

    def _goal_facts(self, line):
        place = self.proposal.place
        yield _("Päämäärä"), line.theme_title
        if line.binding != Goal.Binding.NONE:
            yield _("Sitovuus"), str(Goal.Binding(line.binding).label)
        if line.unit != place.unit:
            yield _("Toimiala"), self._title("units", line.unit)
        if line.year != place.year:
            yield _("Vuosi"), str(line.year or "")
        yield "SDG", ", ".join(line.sdg)

    def _action_facts(self, line):
        yield from self._owner_facts(line)
        yield _("Aikataulu"), line.schedule_words
        if line.decision:
            yield _("Päätös"), line.decision.raw

    def _owner_facts(self, line):
        yield _("Vastuu"), "; ".join(_owner_words(owner) for owner in line.owners)
        yield _("Vastaa"), self._title("posts", line.answering_post)

    def _measure_facts(self, line):
        reading = line.reading
        if reading.name and reading.name != line.words:
            yield _("Mittarin nimi"), reading.name
        yield _("Laji"), _label(Indicator.Kind, reading.kind)
        if reading.direction != Indicator.Direction.UNSET:
            yield _("Suunta"), _label(Indicator.Direction, reading.direction)
        yield _("Tavoitetaso"), _with_year(read_level_words(reading), reading.year)
        if line.result:
            yield _("Toteuma"), _with_year(line.result.words, line.result.period and period_words(line.result.period))

    def _indicator_facts(self, line):
        yield _("Hyöty"), ", ".join((*(self._title("benefits", pk) for pk in line.benefits), *line.new_benefits))
        yield from self._measure_facts(line)
        yield _("Lähtötaso"), line.baseline_words
        yield from self._owner_facts(line)

    def _project_facts(self, line):
        yield _("Toimialat"), ", ".join(self._title("units", pk) for pk in line.units)
        yield _("Lopputulema"), line.outcome
        yield _("Vaiheet"), " · ".join(line.stages)
        yield _("Päämäärät"), ", ".join(self._title("themes", pk) for pk in line.themes)
        yield from self._owner_facts(line)
        yield _("Aikataulu"), line.schedule_words

    def _title(self, things, pk) -> str:
        thing = getattr(self.existing, things).get(pk)
        return thing.title if thing else ""

    def table(self, table: ProposedTable) -> Reading:
        found = table.table
        facts = [(_("Sisältö"), str(TABLE_KINDS[table.kind])), (_("Päämäärä"), table.theme_title)]
        facts.append((_("Rivejä"), str(found.rows)))
        return Reading(
            "tables",
            table.key,
            _("Taulukko"),
            found.title or found.place.sheet,
            place=found.place,
            badge=LEFT_OUT_BADGE if table.is_left_out else None,
            facts=tuple(fact for fact in facts if fact[1]),
            asked=tuple(asked_row(one) for one in table.open_questions),
            buttons=tuple(table_buttons(table, self.existing)),
            may_change=True,
        )

    def owner(self, owner: ProposedOwner) -> Reading:
        kind = _label(Position.Kind, owner.kind)
        return Reading(
            "owners",
            owner.key,
            _("Vastuutaho"),
            owner.words,
            place=self.owner_places.get(owner.key),
            badge=OWNER_BADGES[owner.choice],
            facts=((_("Riveillä"), str(len(owner.places))),),
            asked=tuple(asked_row(one) for one in owner.open_questions),
            present=owner.title if owner.post else kind if owner.choice == "new" else "",
            buttons=tuple(owner_buttons(owner, self.existing)),
            may_change=True,
        )

    def problem(self, problem: ProposedProblem) -> Reading:
        sentence = problem_words(problem.problem)
        return Reading(
            "problems",
            problem.key,
            _("Solu, jota ei voi lukea"),
            "",
            place=problem.problem.place,
            raw=problem.problem.raw,
            badge=LEFT_OUT_BADGE if problem.is_left_out else None,
            asked=() if problem.is_left_out else (AskedRow(sentence, BLOCKING),),
            buttons=(
                Button("take-back", _("Ota takaisin"))
                if problem.is_left_out
                else Button("leave-out", _("Jätä solu pois"), is_primary=True),
            ),
        )


_FACTS = {
    ProposedGoal: Rows._goal_facts,
    ProposedAction: Rows._action_facts,
    ProposedMeasure: Rows._measure_facts,
    ProposedIndicator: Rows._indicator_facts,
    ProposedProject: Rows._project_facts,
}


def _with_one_heading(groups):
    """Only the first cell of a page names the goal under which it stands."""
    return [
        replace(group, heading=group.heading if place == 0 and group.level else "")
        for place, group in enumerate(groups)
    ]


def badge_of(line: Proposed) -> Badge:
    if line.is_left_out:
        return LEFT_OUT_BADGE
    if line.is_new:
        return NEW_BADGE
    if is_twice(line):
        return TWICE_BADGE
    return CHANGED_BADGE if is_changing(line) else SAME_BADGE


def is_changing(line: Proposed) -> bool:
    """It exists already, and the file says something otherwise or brings it to the plan."""
    return not line.is_new and not line.is_left_out and bool(line.changes)


def is_here(line: Proposed) -> bool:
    """It was in the service before."""
    return line.choice == SAME and not line.same_item


def is_twice(line: Proposed) -> bool:
    """It stands in the file before."""
    return line.choice == SAME and bool(line.same_item)


def is_new(line: Proposed) -> bool:
    return line.is_new and not line.is_left_out


def _alike(line) -> str:
    return _("%(title)s (%(percent)s %% samaa)") % {"title": line.same_title, "percent": line.similarity}


def asked_row(asked) -> AskedRow:
    return AskedRow(question_words(asked.question), BLOCKING if asked.blocks else DOUBT)


def _owner_words(owner) -> str:
    if owner.post:
        return owner.title
    return _("%(words)s (sanoina)") % {"words": owner.words}


def _label(choices, value) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _with_year(words, year) -> str:
    return f"{words} ({year})" if words and year else words
