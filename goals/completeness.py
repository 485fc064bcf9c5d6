"""What an entry still needs before it can be sent, in a sentence each, and how complete it is."""

from django.utils.translation import gettext as _

from kemistrategy.numbers import NotANumber
from measures.readings import read_value
from measures.words import figure_problem

from .models import Entry, Figure


def what_is_missing(entry: Entry, rows: list[Figure]) -> dict[str, str]:
    """Field name → sentence, for everything that must be there before sending. Figures are `figure_<indicator>`."""
    problems = {}
    if entry.action_id or entry.project_id:
        if not entry.progress:
            problems["progress"] = _("Valitse tilanne.")
        if not entry.forecast and entry.progress not in ("completed", "discontinued"):
            problems["forecast"] = _("Valitse ennuste.")
        if not entry.public_text:
            problems["public_text"] = _("Kirjoita raporttiin muutama sana siitä, mitä on tehty.")
    if entry.has_deviation:
        problems |= _missing_of_a_deviation(entry)
    for row in rows:
        if sentence := missing_of_a_figure(row, entry):
            problems[f"figure_{row.indicator_id}"] = sentence
    return problems


def _missing_of_a_deviation(entry):
    asked = {"cause": _("Kerro, mikä ei etene suunnitellusti ja miksi.")}
    if entry.progress != "discontinued":
        asked |= {
            "correction": _("Kerro, miten asia korjataan."),
            "correction_post_id": _("Valitse, kuka korjaa."),
            "correction_due_on": _("Kirjoita, mihin mennessä asia korjataan."),
        }
    return {name: sentence for name, sentence in asked.items() if not getattr(entry, name)}


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
    always = 0 if entry.indicator_id else 3  # progress, forecast, words
    deviation = 0 if not entry.has_deviation else 1 if entry.progress == "discontinued" else 4
    figures = [row for row in rows if entry.indicator_id or not row.indicator.is_told_in_words]
    asked = always + deviation + len(figures)
    return round(100 * (asked - len(what_is_missing(entry, rows))) / asked) if asked else 100
