"""What an entry asks, what it still needs before it can be sent, in a sentence each, and how complete it is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kemistrategy.numbers import NotANumber
from measures.readings import read_value
from measures.words import figure_problem

from .models import Entry, Figure, Goal, Round
from .models.plans import Succession
from .models.rounds import Attained
from .status import deviates, is_failed_binding

DEVIATION = ("cause", "correction", "correction_post_id", "correction_due_on")
DATES = ("started_on", "finished_on")
JUDGEMENT = ("attainment", "not_assessed", "attainment_reason")
FATE = ("fate", "fate_note")
# What goes on otherwise, elsewhere or no more is told in words; what goes on as it is, or is done, needs none.
FATES_WITH_A_NOTE = (Succession.Fate.CHANGES, Succession.Fate.MOVES, Succession.Fate.ENDS)
# The words that a report tells, whose language the coordinator may mend; with what they are called.
EDITED_WORDS = {
    "attainment_reason": gettext_lazy("Arvion perustelu"),
    "public_text": gettext_lazy("Teksti raporttiin"),
    "fate_note": gettext_lazy("Miten jatkuu"),
    "cause": gettext_lazy("Mikä ei etene ja miksi"),
    "correction": gettext_lazy("Miten korjataan"),
    "proposal": gettext_lazy("Esitys toimielimelle"),
}


def asked_fields(entry: Entry) -> tuple[str, ...]:
    """The fields that a form asks of such an entry in such a round; nothing else can be written into it.

    Half-year and interim reports ask a forecast. At year-end goals and indicators are judged, apart from each other;
    actions and projects tell what becomes of them, and a project's final report judges its outcome too.
    """
    always = ("public_text", "internal_note", *DEVIATION)
    if entry.goal_id:
        return (*JUDGEMENT, *always, *(("proposal",) if is_binding(entry) else ()))
    is_year_end = entry.round.is_year_end
    if entry.indicator_id:
        return (*(JUDGEMENT if is_year_end else ("forecast",)), *always)
    outcome = JUDGEMENT if entry.project_id and entry.round.kind == Round.Kind.PROJECT_FINAL else ()
    return ("progress", *outcome, *(FATE if is_year_end else ("forecast",)), *always, *DATES)


def is_binding(entry: Entry) -> bool:
    """A goal that binds towards the council or a board: its failure is brought before that body."""
    return bool(entry.goal_id and entry.goal.binding_level != Goal.Binding.NONE)


def asks_correction(entry: Entry) -> bool:
    """Cause and correction are asked: of what does not go as planned, or was not reached; round and subject loaded."""
    judged = deviates(progress="", forecast="", is_past_end=False, attainment=entry.attainment)
    return entry.has_deviation or judged


def what_is_missing(entry: Entry, rows: list[Figure]) -> dict[str, str]:
    """Field name → sentence, for everything that must be there before sending. Figures are `figure_<indicator>`."""
    problems = {name: sentence for name, sentence in _needed(entry) if not _is_there(entry, name)}
    for row in rows:
        if sentence := missing_of_a_figure(row, entry):
            problems[f"figure_{row.indicator_id}"] = sentence
    return problems


def _needed(entry):
    """(field, sentence) of everything needed of this entry, filled or not, figures aside."""
    asked = asked_fields(entry)
    if "progress" in asked:
        yield "progress", _("Valitse tilanne.")
        if "forecast" in asked:
            yield "forecast", _("Valitse ennuste.")
    if "attainment" in asked:
        yield from _needed_of_a_judgement(entry)
    if "progress" in asked:
        yield "public_text", _("Kirjoita raporttiin muutama sana siitä, mitä on tehty.")
    if "fate" in asked:
        yield "fate", _("Valitse, miten tämä jatkuu ensi vuonna.")
        if entry.fate in FATES_WITH_A_NOTE:
            yield "fate_note", _("Kerro muutamalla sanalla, miten tämä jatkuu tai miksi se päättyy.")
    if asks_correction(entry):
        yield from _needed_of_a_deviation(entry)
    if is_failed_binding(is_binding=is_binding(entry), attainment=entry.attainment):
        yield "proposal", _("Kirjoita, mitä toimielimelle esitetään: sitova tavoite ei toteutunut kokonaan.")


def _is_there(entry, name):
    """What has ended needs no forecast."""
    return getattr(entry, name) or (name == "forecast" and entry.progress in ("completed", "discontinued"))


def _needed_of_a_judgement(entry):
    yield "attainment", _("Valitse, toteutuiko se.")
    if entry.attainment == Attained.NOT_ASSESSED:
        yield "not_assessed", _("Valitse, miksi arviota ei voitu tehdä.")
    yield "attainment_reason", _("Perustele arvio: mistä se näkyy?")


def _needed_of_a_deviation(entry):
    yield "cause", _("Kerro, mikä ei etene suunnitellusti ja miksi.")
    if entry.progress != "discontinued":
        yield "correction", _("Kerro, miten asia korjataan.")
        yield "correction_post_id", _("Valitse, kuka korjaa.")
        yield "correction_due_on", _("Kirjoita, mihin mennessä asia korjataan.")


def missing_of_a_figure(row, entry):
    if row.indicator.is_told_in_words:
        if entry.indicator_id and not (row.text or row.note or entry.public_text):
            return _("Kirjoita tieto tai muutama sana siitä.")
        return None
    if sentence := figure_doubt(row):
        return sentence
    if row.text and row.value is None:
        return _("Lukua ei voi lukea. Kirjoita luku esimerkiksi näin: 1 234,5")
    if not row.text and not row.note:
        return _("Kirjoita luku tai kerro selitteessä, miksi sitä ei ole.")
    return None


def figure_doubt(row: Figure) -> str:
    """Why the typed figure can't be one of its indicator, "" when it can; `row.indicator` must be loaded."""
    try:
        read_value(row.text, row.indicator)
    except NotANumber as problem:
        return figure_problem(problem.kind, row.indicator)
    return ""


def completeness(entry: Entry, rows: list[Figure]) -> int:
    """Percent of what is asked of this entry that is there: 100 means ready to be sent."""
    figures = [row for row in rows if entry.indicator_id or not row.indicator.is_told_in_words]
    asked = len(list(_needed(entry))) + len(figures)
    return round(100 * (asked - len(what_is_missing(entry, rows))) / asked) if asked else 100
