"""The changes of a workbook that the service itself made: what was, what becomes, what is in the service now."""

from dataclasses import dataclass
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.badges import Badge
from goals.plan_workbook.items import Place
from goals.plan_workbook.own.differences import EDIT, NEW, PRESENT, REFUSED, TYPED, NotOwn, differences
from goals.plan_workbook.own.kinds import own_stamp, workbook_now
from goals.plan_workbook.proposed import LEAVE_OUT
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
class ChangeRow:
    """One difference. `exported` is "" where it is not known; `answer` is what a person has chosen, "" nothing."""

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
    """`problem` tells why they can't be told at all."""

    rows: tuple[ChangeRow, ...] = ()
    problem: str | Promise = ""

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
    """What the workbook says otherwise, those that must be decided first."""
    book = book_of_json(row.cells)
    try:
        found = differences(book, workbook_now(own_stamp(book), rights))
    except NotOwn:
        return Changes(problem=_("Työkirja on asiasta, jota palvelussa ei enää ole. Lataa työkirja uudelleen."))
    answers = row.answers.get("differences", {})
    rows = [_row(one, answers.get(one.key, {}).get("choice", "")) for one in found]
    return Changes(tuple(sorted(rows, key=lambda one: not one.is_waiting)))


def marked_changes(row, changes: Changes) -> tuple[bytes, str]:
    """The workbook with what must be decided marked and commented, and its file name."""
    notes: dict[str, dict[str, str]] = {}
    for one in changes.rows:
        if one.is_waiting:
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
        field=one.field,
        exported=one.exported,
        typed=one.typed,
        present=one.present,
        note=one.refusal or one.note,
        is_conflict=one.is_conflict,
        answer=answer,
        badge=_badge(one, answer),
        buttons=tuple(_buttons(one, answer)),
    )


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
        yield Button("leave-out", _("Jätä pois"))
