"""What an adoption will do and what it leaves, in sentences with counts."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.plan_workbook import imported
from goals.plan_workbook.own.differences import EDIT, NEW
from goals.plan_workbook.own.kinds import is_own
from goals.plan_workbook.proposal.owners import NEW_POST
from goals.plan_workbook.proposal.proposed import SAME
from kemistrategy.workbook_reading.book import book_of_json

from .import_changes import changes_of
from .import_rows import is_changing, is_here, is_twice

FIRST_NAMES = 3
LONGEST_OF_NAME, LONGEST_OF_VALUE = 80, 50  # letters, in a line of the list


@dataclass(frozen=True)
class Deed:
    """A sentence with its count, and the names of what it is about: the first ones, and the rest to be opened."""

    sentence: str
    names: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[str, ...]:
        return self.names[:FIRST_NAMES]

    @property
    def rest(self) -> tuple[str, ...]:
        return self.names[FIRST_NAMES:]


@dataclass(frozen=True)
class Adoption:
    """`blocking`: how many things must be decided first. `left` are sentences.

    `changing`: how many things the file says otherwise than the service; `needs_basis`: a plan in force changes.
    """

    blocking: int
    done: tuple[Deed, ...]
    left: tuple[str, ...]
    changing: int = 0
    needs_basis: bool = False
    is_own: bool = False  # a workbook of the service itself


def adoption_of(row, rights) -> Adoption:
    if is_own(book_of_json(row.cells)):
        return _of_changes(changes_of(row, rights))
    proposal, _existing = imported.proposal_of(row)
    summary = proposal.summary
    return Adoption(
        summary.blocking,
        (
            *_about_something(_added(proposal)),
            *_lines(proposal),
            *_about_something(_results(proposal)),
            *_about_something(_changed(proposal)),
        ),
        tuple(_left(proposal)),
        changing=sum(map(is_changing, proposal.items)),
        needs_basis=proposal.needs_basis,
    )


def _about_something(deeds):
    """Those that are about something."""
    return (deed for deed in deeds if deed.names)


def _kinds(summary):
    return (summary.goals, summary.actions, summary.measures, summary.indicators, summary.projects)


def _added(proposal):
    names = _new_names(proposal.goals)
    yield Deed(
        _counted(names, ngettext("Lisätään %(n)s uusi tavoite.", "Lisätään %(n)s uutta tavoitetta.", len(names))), names
    )
    names = _new_names(proposal.all_actions)
    yield Deed(
        _counted(names, ngettext("Lisätään %(n)s uusi toimenpide.", "Lisätään %(n)s uutta toimenpidettä.", len(names))),
        names,
    )
    names = _new_names(proposal.all_measures)
    yield Deed(
        _counted(names, ngettext("Lisätään %(n)s uusi mittari.", "Lisätään %(n)s uutta mittaria.", len(names))), names
    )
    names = _new_names(proposal.indicators)
    yield Deed(
        _counted(
            names,
            ngettext("Lisätään %(n)s uusi keskeinen mittari.", "Lisätään %(n)s uutta keskeistä mittaria.", len(names)),
        ),
        names,
    )
    names = _new_names(proposal.projects)
    yield Deed(
        _counted(names, ngettext("Lisätään %(n)s uusi projekti.", "Lisätään %(n)s uutta projektia.", len(names))), names
    )
    names = tuple(owner.words for owner in proposal.owners if owner.choice == NEW_POST)
    yield Deed(
        _counted(names, ngettext("Lisätään %(n)s uusi vastuutaho.", "Lisätään %(n)s uutta vastuutahoa.", len(names))),
        names,
    )


def _new_names(lines):
    return tuple(line.words for line in lines if line.is_new)


def _counted(names, words, **more) -> str:
    return words % {"n": len(names), **more}


def _lines(proposal):
    """Lines of the plan: an action that exists may come to it too, and is named here; the new ones were named above."""
    plan = proposal.place.plan_title or _("uusi suunnitelma")
    if lines := _adding(proposal.all_actions):
        words = ngettext(
            "Suunnitelmaan (%(plan)s) tulee %(n)s toimenpiderivi.",
            "Suunnitelmaan (%(plan)s) tulee %(n)s toimenpideriviä.",
            len(lines),
        )
        yield Deed(_counted(lines, words, plan=plan), _names_of_known(lines))
    if lines := _adding(proposal.all_measures):
        words = ngettext(
            "Suunnitelmaan (%(plan)s) tulee %(n)s mittaririvi.",
            "Suunnitelmaan (%(plan)s) tulee %(n)s mittaririviä.",
            len(lines),
        )
        yield Deed(_counted(lines, words, plan=plan), _names_of_known(lines))


def _adding(lines):
    return [line for line in lines if line.adds_line and not line.is_left_out]


def _names_of_known(lines):
    return tuple(line.words for line in lines if not line.is_new)


def _results(proposal):
    """As the summary counts them."""
    results = [(line.words, line.result) for line in (*proposal.all_measures, *proposal.indicators)]
    names = tuple(words for words, result in results if result is not None and result.period is not None)
    words = ngettext("Kirjataan %(n)s toteuma.", "Kirjataan %(n)s toteumaa.", len(names))
    yield Deed(_counted(names, words), names)


def _changed(proposal):
    """As the summary counts them, kind by kind."""
    for kind in (
        proposal.goals,
        proposal.all_actions,
        proposal.all_measures,
        proposal.indicators,
        proposal.projects,
    ):
        names = tuple(line.same_title or line.words for line in kind if _is_changed(line))
        words = ngettext(
            "%(n)s jo palvelussa oleva muuttuu valitsemallasi tavalla.",
            "%(n)s jo palvelussa olevaa muuttuu valitsemallasi tavalla.",
            len(names),
        )
        yield Deed(_counted(names, words), names)


def _is_changed(line) -> bool:
    if line.choice != SAME:
        return False
    return any(change.is_chosen for change in line.changes) or bool(getattr(line, "adds_units", ()))


def _left(proposal):
    summary = proposal.summary
    if same := sum(is_here(line) for line in proposal.items) - sum(kind.changed for kind in _kinds(summary)):
        yield ngettext(
            "%(n)s on jo palvelussa ja pysyy ennallaan.", "%(n)s on jo palvelussa ja pysyvät ennallaan.", same
        ) % {"n": same}
    if twice := sum(map(is_twice, proposal.items)):
        yield ngettext(
            "%(n)s on tiedostossa kahdesti ja lisätään kerran.",
            "%(n)s on tiedostossa kahdesti ja lisätään kerran.",
            twice,
        ) % {"n": twice}
    left_out = sum(kind.left_out for kind in _kinds(summary))
    if left_out:
        yield ngettext("%(n)s jätetään pois.", "%(n)s jätetään pois.", left_out) % {"n": left_out}
    if summary.open:
        yield ngettext(
            "%(n)s kysymys jää auki: se kirjataan merkinnäksi tarkistettavasta.",
            "%(n)s kysymystä jää auki: ne kirjataan merkinnöiksi tarkistettavasta.",
            summary.open,
        ) % {"n": summary.open}


def _of_changes(changes) -> Adoption:
    edits = tuple(_named(one) for one in changes.rows if one.what == EDIT and one.is_taken)
    added = tuple(_named(one) for one in changes.rows if one.what == NEW and one.is_taken)
    done = (
        Deed(_counted(edits, ngettext("Muutetaan %(n)s tieto.", "Muutetaan %(n)s tietoa.", len(edits))), edits),
        Deed(_counted(added, ngettext("Lisätään %(n)s rivi.", "Lisätään %(n)s riviä.", len(added))), added),
    )
    left = []
    if kept := sum(one.is_left for one in changes.rows):
        left.append(ngettext("%(n)s muutos jää pois.", "%(n)s muutosta jää pois.", kept) % {"n": kept})
    deeds = tuple(deed for deed in done if deed.names)
    return Adoption(changes.waiting, deeds, tuple(left), needs_basis=changes.needs_basis, is_own=True)


def _named(change) -> str:
    """ "Kävijöitä 2023, Arvo: 7 → 8"; of a new row its cells with their columns."""
    name = (change.thing or change.place.sheet)[:LONGEST_OF_NAME]
    if change.cells:
        taken = (row.cell for row in change.cells if not (row.cell.is_left or row.cell.note))
        return f"{name} · {', '.join(f'{cell.field}: {_short(cell.shown)}' for cell in taken)}"
    return f"{name}, {change.field}: {_short(change.present)} → {_short(change.typed)}"


def _short(words) -> str:
    return Truncator(" ".join(words.split())).chars(LONGEST_OF_VALUE) or "–"
