"""Which answers a line of a proposal offers as buttons, each with the value that AnswerForm knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goals.forms.import_tables import TABLE_KINDS
from goals.forms.imports import goal_value
from goals.plan_workbook.proposal.proposed import Proposal, Proposed, ProposedOwner, ProposedTable
from goals.queries.plan_matches import Existing
from kemistrategy import clock
from kemistrategy.periods import ended_periods, period_code, period_words

MOST_BUTTONS = 3  # existing things offered beside a line; the others are behind "Muuta"


@dataclass(frozen=True)
class Button:
    """`value` is one of AnswerForm's; `field` the name of the choice beside it, with its `options`."""

    value: str
    label: str
    options: tuple = ()
    field: str = ""
    field_label: str = ""
    is_primary: bool = False


def line_buttons(line: Proposed, proposal: Proposal, existing: Existing) -> Iterator[Button]:
    """What can be answered of a line with one press; the rest is behind "Muuta"."""
    codes = {asked.code for asked in line.open_questions}
    if not codes:
        if line.answer:
            yield Button("take-back", _("Peru vastaus"))
        return
    if "goal_missing" in codes:
        yield Button(
            "goal",
            _("Tallenna"),
            tuple(_goals_to_choose(proposal, existing)),
            "goal",
            _("Minkä tavoitteen alle?"),
            is_primary=True,
        )
    if any(code.endswith("_alike") for code in codes):
        for one in line.candidates[:MOST_BUTTONS]:
            label = _("Sama kuin: %(title)s (%(percent)s %%)") % {"title": one.title, "percent": one.similarity}
            yield Button(f"same-{one.pk}", label, is_primary=one.pk == line.same)
        yield Button("new", _("Eri asia: lisätään uutena"))
    elif "goal_missing" not in codes:
        words = _("Sama toimenpide kahden tavoitteen alla") if "same_action" in codes else _("Luettu oikein")
        yield Button("checked", words, is_primary=True)
    if "same_action" in codes:
        yield Button("own-line", _("Oma toimenpiteensä"))
    yield Button("leave-out", _("Jätä pois"))


def _goals_to_choose(proposal, existing):
    for goal in proposal.goals:
        if not goal.same_item and not goal.is_left_out:
            yield goal_value(goal.key), goal.words
    taken = {goal.same for goal in proposal.goals}
    for goal in existing.goals.values():
        if goal.pk not in taken:
            yield goal_value(goal.pk), goal.title


def table_buttons(table: ProposedTable, existing: Existing) -> Iterator[Button]:
    codes = {asked.code for asked in table.open_questions}
    if table.is_left_out:
        yield Button("take-back", _("Ota taulukko mukaan"))
        return
    if "theme_missing" in codes:
        themes = tuple((theme.pk, theme.title) for theme in existing.themes.values())
        options = (*themes, ("0", _("Ei päämäärää")))
        yield Button("theme", _("Tallenna"), options, "theme", _("Minkä päämäärän alla?"), is_primary=True)
    if "table_unknown" in codes:
        kinds = tuple((kind, str(words)) for kind, words in TABLE_KINDS.items() if kind != "unknown")
        yield Button("kind", _("Tallenna"), kinds, "kind", _("Mitä taulukossa on?"), is_primary=True)
    if "results_period" in codes:
        yield Button("period", _("Tallenna"), _ended_periods(), "period", _("Miltä ajalta toteumat ovat?"))
    if codes and not codes & {"theme_missing", "table_unknown"}:
        is_asked = "results_period" in codes
        yield Button("checked", _("Toteumia ei kirjata") if is_asked else _("Luettu oikein"), is_primary=not is_asked)
    if codes:
        yield Button("leave-out", _("Jätä koko taulukko pois"))


def _ended_periods():
    """The last years and half-years; others are typed behind "Muuta"."""
    today = clock.today()
    found = [*ended_periods(today, length=12, number=4), *ended_periods(today, length=6, number=4)]
    return tuple((period_code(period), period_words(period)) for period in found)


def owner_buttons(owner: ProposedOwner, existing: Existing) -> Iterator[Button]:
    if owner.answer and not owner.open_questions:
        yield Button("take-back", _("Peru vastaus"))
        return
    if not owner.open_questions:
        return
    near = {one.pk for one in owner.candidates}
    options = [(one.pk, f"{one.title} ({one.similarity} %)") for one in owner.candidates]
    options += [(post.pk, post.title) for post in existing.posts.values() if post.pk not in near]
    yield Button("post", _("Valitse tehtävä"), tuple(options), "post", _("Mikä tehtävä?"), is_primary=True)
    yield Button("new-single", _("Lisää uusi tehtävä"))
    yield Button("new-group", _("Lisää uusi ryhmä"))
    yield Button("words", _("Jää vain sanoiksi"))
