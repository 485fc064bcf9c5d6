"""What an entry still needs before it can be sent, and how complete it is."""

from datetime import date
from decimal import Decimal

import pytest

from goals.completeness import completeness, what_is_missing
from goals.models import Action, Entry, Figure, Project, Round
from measures.models import Indicator

TOLD = {"progress": "in_progress", "forecast": "will_be_met", "public_text": "Työ etenee."}
LATE = TOLD | {"forecast": "partly"}
DECIDED = {
    "cause": "Rahaa puuttuu.",
    "correction": "Haetaan lisää.",
    "correction_post_id": 3,
    "correction_due_on": date(2023, 12, 1),
}

SUBJECTS = {"action": Action(pk=1), "project": Project(pk=1), "indicator": Indicator(pk=1)}
PROGRESS = {"progress": "Valitse tilanne."}
FORECAST = {"forecast": "Valitse ennuste."}
WORDS = {"public_text": "Kirjoita raporttiin muutama sana siitä, mitä on tehty."}
CAUSE = {"cause": "Kerro, mikä ei etene suunnitellusti ja miksi."}
CORRECTION = {
    "correction": "Kerro, miten asia korjataan.",
    "correction_post_id": "Valitse, kuka korjaa.",
    "correction_due_on": "Kirjoita, mihin mennessä asia korjataan.",
}
NO_FIGURE = {"figure_7": "Kirjoita luku tai kerro selitteessä, miksi sitä ei ole."}
UNREADABLE = {"figure_7": "Tästä ei löydy yhtä lukua. Kirjoita luku esimerkiksi näin: 1 234,5"}
NO_WORDS = {"figure_7": "Kirjoita tieto tai muutama sana siitä."}


ABOVE = {"figure_7": "Suurin mahdollinen luku on 100. Tarkista luku."}


def figure(kind="count", **typed):
    return Figure(indicator=Indicator(pk=7, kind=kind, highest=Decimal(100)), **typed)


@pytest.mark.parametrize(
    ("subject", "reported", "figures", "missing", "percent"),
    [
        ("action", {}, [], PROGRESS | FORECAST | WORDS, 0),
        ("action", TOLD, [], {}, 100),
        ("project", {"progress": "in_progress"}, [], FORECAST | WORDS, 33),
        ("action", TOLD | {"forecast": ""}, [], FORECAST, 67),
        ("action", TOLD | {"progress": "completed", "forecast": ""}, [], {}, 100),
        ("action", TOLD | {"forecast": "too_early"}, [], {}, 100),
        ("action", LATE, [], CAUSE | CORRECTION, 43),
        ("action", LATE | {"cause": "Rahaa puuttuu."}, [], CORRECTION, 57),
        ("action", LATE | DECIDED, [], {}, 100),
        ("action", TOLD | {"forecast": "will_not_be_met"}, [], CAUSE | CORRECTION, 43),
        ("action", TOLD | {"progress": "postponed"} | DECIDED, [], {}, 100),
        ("action", {"progress": "discontinued", "public_text": "Luovutaan."}, [], CAUSE, 75),
        ("action", {"progress": "discontinued", "public_text": "Luovutaan.", "cause": "Ei tarvita."}, [], {}, 100),
        ("action", TOLD, [figure()], NO_FIGURE, 75),
        ("action", TOLD, [figure(text="12", value=Decimal(12))], {}, 100),
        ("action", TOLD, [figure(text="0", value=Decimal(0))], {}, 100),
        ("action", TOLD, [figure(text="n. 12", value=None)], UNREADABLE, 75),
        ("action", TOLD, [figure(text="n. 12", note="Arvio.")], UNREADABLE, 75),
        ("action", TOLD, [figure(text="101")], ABOVE, 75),
        ("action", TOLD, [figure(text="101", value=Decimal(101))], ABOVE, 75),  # the bound is newer than the figure
        ("action", TOLD, [figure(note="Mitataan syksyllä.")], {}, 100),
        ("action", TOLD, [figure("yes_no")], {}, 100),
        ("action", {}, [figure("yes_no")], PROGRESS | FORECAST | WORDS, 0),
        ("indicator", {}, [figure()], NO_FIGURE, 0),
        ("indicator", {}, [figure(text="12", value=Decimal(12))], {}, 100),
        ("indicator", {"forecast": "partly"}, [figure(text="1", value=Decimal(1))], CAUSE | CORRECTION, 20),
        ("indicator", {}, [figure("text")], NO_WORDS, 0),
        ("indicator", {"public_text": "Kysely tehtiin."}, [figure("text")], {}, 100),
        ("indicator", {}, [figure("text", text="Kyllä")], {}, 100),
        ("indicator", {}, [], {}, 100),
    ],
)
def test_what_is_missing_before_sending_and_the_completeness_score(subject, reported, figures, missing, percent):
    entry = Entry(round=Round(as_of=date(2023, 6, 30)), **{subject: SUBJECTS[subject]}, **reported)
    assert what_is_missing(entry, figures) == missing
    assert completeness(entry, figures) == percent


def test_work_past_its_end_is_a_deviation_that_asks_for_its_cause():
    late = Action(pk=1, ends_on=date(2023, 5, 31))
    entry = Entry(round=Round(as_of=date(2023, 6, 30)), action=late, **TOLD)
    assert what_is_missing(entry, []) == CAUSE | CORRECTION
    assert what_is_missing(Entry(round=entry.round, action=late, **TOLD | {"progress": "completed"}), []) == {}
