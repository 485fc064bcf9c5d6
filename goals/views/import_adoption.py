"""What an adoption will do and what it leaves, in sentences with counts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.operations import imports
from goals.plan_workbook.own.differences import EDIT, NEW
from goals.plan_workbook.own.kinds import is_own
from kemistrategy.workbook_reading.book import book_of_json

from .import_changes import changes_of
from .import_rows import is_here, is_twice


@dataclass(frozen=True)
class Adoption:
    """`blocking`: how many things must be decided first. `done` and `left` are sentences."""

    blocking: int
    done: tuple[str, ...]
    left: tuple[str, ...]
    is_in_force: bool = False


def adoption_of(row, rights) -> Adoption:
    if is_own(book_of_json(row.cells)):
        return _of_changes(changes_of(row, rights))
    proposal, _existing = imports.proposal_of(row)
    summary, place = proposal.summary, proposal.place
    done = [
        *_added(summary),
        *_lines(summary, place),
        *(sentence for kind in _kinds(summary) for sentence in _changed(kind)),
    ]
    return Adoption(summary.blocking, tuple(done), tuple(_left(proposal)), place.is_in_force)


def _kinds(summary):
    return (summary.goals, summary.actions, summary.measures, summary.indicators, summary.projects)


def _added(summary):
    sentences = (
        (
            summary.goals.new,
            ngettext("Lisätään %(n)s uusi tavoite.", "Lisätään %(n)s uutta tavoitetta.", summary.goals.new),
        ),
        (
            summary.actions.new,
            ngettext("Lisätään %(n)s uusi toimenpide.", "Lisätään %(n)s uutta toimenpidettä.", summary.actions.new),
        ),
        (
            summary.measures.new,
            ngettext("Lisätään %(n)s uusi mittari.", "Lisätään %(n)s uutta mittaria.", summary.measures.new),
        ),
        (
            summary.indicators.new,
            ngettext(
                "Lisätään %(n)s uusi keskeinen mittari.",
                "Lisätään %(n)s uutta keskeistä mittaria.",
                summary.indicators.new,
            ),
        ),
        (
            summary.projects.new,
            ngettext("Lisätään %(n)s uusi projekti.", "Lisätään %(n)s uutta projektia.", summary.projects.new),
        ),
        (
            summary.new_posts,
            ngettext("Lisätään %(n)s uusi vastuutaho.", "Lisätään %(n)s uutta vastuutahoa.", summary.new_posts),
        ),
    )
    return [sentence % {"n": number} for number, sentence in sentences if number]


def _lines(summary, place):
    """Lines of the plan: an action that exists may come to it too."""
    plan = place.plan_title or _("uusi suunnitelma")
    if summary.lines:
        words = ngettext(
            "Suunnitelmaan (%(plan)s) tulee %(n)s toimenpiderivi.",
            "Suunnitelmaan (%(plan)s) tulee %(n)s toimenpideriviä.",
            summary.lines,
        )
        yield words % {"n": summary.lines, "plan": plan}
    if summary.measure_lines:
        words = ngettext(
            "Suunnitelmaan (%(plan)s) tulee %(n)s mittaririvi.",
            "Suunnitelmaan (%(plan)s) tulee %(n)s mittaririviä.",
            summary.measure_lines,
        )
        yield words % {"n": summary.measure_lines, "plan": plan}


def _changed(kind):
    if kind.changed:
        words = ngettext(
            "%(n)s jo palvelussa oleva muuttuu valitsemallasi tavalla.",
            "%(n)s jo palvelussa olevaa muuttuu valitsemallasi tavalla.",
            kind.changed,
        )
        yield words % {"n": kind.changed}


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
    done = []
    if edits := sum(one.what == EDIT and one.is_taken for one in changes.rows):
        done.append(ngettext("Muutetaan %(n)s tieto.", "Muutetaan %(n)s tietoa.", edits) % {"n": edits})
    if added := sum(one.what == NEW and one.is_taken for one in changes.rows):
        done.append(ngettext("Lisätään %(n)s rivi.", "Lisätään %(n)s riviä.", added) % {"n": added})
    left = []
    if kept := sum(one.is_left for one in changes.rows):
        left.append(ngettext("%(n)s muutos jää pois.", "%(n)s muutosta jää pois.", kept) % {"n": kept})
    return Adoption(changes.waiting, tuple(done), tuple(left))
