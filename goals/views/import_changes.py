"""The changes of a workbook that the service itself made: what was, what becomes, what is in the service now."""

from dataclasses import dataclass, replace
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.badges import Badge
from goals.operations.workbook_edits import Trial, try_out
from goals.plan_workbook.items import Place
from goals.plan_workbook.own.differences import (
    EDIT,
    NEW,
    PRESENT,
    REFUSED,
    TYPED,
    Difference,
    NewCell,
    NotOwn,
    differences,
)
from goals.plan_workbook.own.kinds import own_stamp, workbook_now
from goals.plan_workbook.proposal.proposed import LEAVE_OUT
from kemistrategy.organisation.permissions import Rights
from kemistrategy.workbook_reading import mark_book
from kemistrategy.workbook_reading.book import book_of_json

from .import_buttons import Button
from .import_rows import slug_of

WILL_CHANGE = Badge("edit", gettext_lazy("Muuttuu"), "half")
WILL_BE_ADDED = Badge("new", gettext_lazy("Uusi rivi"), "full")
CONFLICT = Badge("conflict", gettext_lazy("Muutettu kahdessa paikassa"), "stop")
NOT_TAKEN = Badge("refused", gettext_lazy("Ei voi ottaa"), "stop")
LEFT = Badge("left_out", gettext_lazy("Jää ennalleen"), "dash")
ONLY_SAID = Badge("said", gettext_lazy("Tiedoksi"), "circle")


@dataclass(frozen=True)
class CellRow:
    """One cell of a new row, with the press that leaves it empty or takes that back."""

    cell: NewCell
    buttons: tuple[Button, ...]

    @property
    def slug(self) -> str:
        return slug_of("differences", self.cell.key)


@dataclass(frozen=True)
class ChangeRow:
    """One difference. `exported` is "" where it is not known; `answer` is what a person has chosen, "" nothing.

    `note` says what is the matter, or what is only said. `cells` are those of a new row.
    """

    key: str
    what: str
    place: Place
    thing: str
    field: str
    exported: str
    typed: str
    present: str
    note: str
    is_conflict: bool
    answer: str
    badge: Badge
    buttons: tuple[Button, ...]
    cells: tuple["CellRow", ...] = ()
    is_compared: bool = True  # with what is in the service now

    @property
    def slug(self) -> str:
        return slug_of("differences", self.key)

    @property
    def is_left(self) -> bool:
        return self.answer in (LEAVE_OUT, PRESENT)

    @property
    def is_waiting(self) -> bool:
        """Nothing is taken before it is decided."""
        return not self.is_left and (self.what == REFUSED or (self.is_conflict and self.answer != TYPED))

    @property
    def is_taken(self) -> bool:
        return self.what in (EDIT, NEW) and not self.is_left and not self.is_waiting


@dataclass(frozen=True)
class Changes:
    """`problem` tells why they can't be told at all; `needs_basis`: some of them need a decision or a reason."""

    rows: tuple[ChangeRow, ...] = ()
    problem: str | Promise = ""
    needs_basis: bool = False

    @property
    def waiting(self) -> int:
        return sum(row.is_waiting for row in self.rows) + bool(self.problem)

    @property
    def taken(self) -> int:
        return sum(row.is_taken for row in self.rows)

    @property
    def left(self) -> int:
        return sum(row.is_left for row in self.rows)


def changes_of(row, rights: Rights) -> Changes:
    """What the workbook says otherwise, with what adopting would be refused for; those to be decided come first."""
    book = book_of_json(row.cells)
    given = {key: answer.get("choice", "") for key, answer in row.answers.get("differences", {}).items()}
    left_out = {key for key, choice in given.items() if choice == LEAVE_OUT}
    try:
        existing = workbook_now(own_stamp(book), rights)
        found = differences(book, existing, left_out)
    except NotOwn:
        return Changes(problem=_("Työkirja on asiasta, jota palvelussa ei enää ole. Lataa työkirja uudelleen."))
    trial = try_out(found, existing, left_out=left_out, answers=given, rights=rights)
    rows = [_row(_tried(one, trial), given.get(one.key, "")) for one in found]
    return Changes(tuple(sorted(rows, key=lambda one: not one.is_waiting)), needs_basis=trial.needs_basis)


def _tried(one: Difference, trial: Trial) -> Difference:
    refusal = trial.problems.get(one.place, "") if one.what in (EDIT, NEW) else ""
    return replace(one, what=REFUSED, refusal=refusal) if refusal else one


def marked_changes(row, changes: Changes) -> tuple[bytes, str]:
    """The workbook with what must be decided marked and commented, and its file name."""
    notes: dict[str, dict[str, str]] = {}
    for one in changes.rows:
        for row in one.cells if one.is_waiting else ():
            if row.cell.fault:
                notes.setdefault(row.cell.place.sheet, {})[row.cell.place.cell] = row.cell.fault
        if one.is_waiting and not any(row.cell.fault for row in one.cells):
            words = one.note or _("Tätä on muutettu myös palvelussa. Siellä on nyt: %(words)s") % {"words": one.present}
            notes.setdefault(one.place.sheet, {})[one.place.cell or "A1"] = words
    with row.file.open("rb") as file:
        return mark_book(file.read(), row.file_name, notes), f"{PurePath(row.file_name).stem}-tarkistettavat.xlsx"


def _row(one, answer) -> ChangeRow:
    return ChangeRow(
        key=one.key,
        what=one.what,
        place=one.place,
        thing=one.thing,
        field="" if one.cells else one.field,
        exported=one.exported,
        typed=one.shown or one.typed,
        present=one.present,
        note="" if any(cell.fault for cell in one.cells) else one.refusal or one.note,
        is_conflict=one.is_conflict,
        answer=answer,
        badge=_badge(one, answer),
        buttons=tuple(_buttons(one, answer)),
        cells=tuple(_cell(cell, answer) for cell in one.cells),
        is_compared=bool(one.code) and not one.cells,
    )


def _cell(cell: NewCell, answer: str) -> CellRow:
    """Of a row that is left out no cell is asked about."""
    if answer or not (cell.is_left or (cell.fault and cell.may_be_left)):
        return CellRow(cell, ())
    button = Button("take-back", _("Peru vastaus")) if cell.is_left else Button("leave-out", _("Jätä solu tyhjäksi"))
    return CellRow(cell, (button,))


def _badge(one, answer):
    if answer in (LEAVE_OUT, PRESENT):
        return LEFT
    if one.what == REFUSED:
        return NOT_TAKEN
    if one.is_conflict and answer != TYPED:
        return CONFLICT
    return {EDIT: WILL_CHANGE, NEW: WILL_BE_ADDED}.get(one.what, ONLY_SAID)


def _buttons(one, answer):
    if one.what not in (EDIT, NEW, REFUSED):
        return
    if answer:
        yield Button("take-back", _("Peru vastaus"))
    elif one.is_conflict:
        yield Button(TYPED, _("Otetaan tiedoston arvo"))
        yield Button(PRESENT, _("Pidetään palvelun arvo"))
    else:
        yield Button("leave-out", _("Jätä rivi pois") if one.cells else _("Jätä pois"))
