"""What pages say where there is little to say: nothing reported, a baseline alone, the same line printed every year."""

from datetime import date
from decimal import Decimal

import pytest

from kemistrategy import clock
from reporting.models import Publication, PublishedState
from reporting.queries.figures import figures_of
from tests import factories as make

from .pages import main_words, url

pytestmark = pytest.mark.django_db

SILENT = {"words": "", "language": "fi"}
TOLD = {
    "status": None, "forecast": None, "judged": None, "fate": None, "post": SILENT, "unchanged": "", "times": 0,
    "measured": None, "as_of": "2022-12-31", "due": "", "correction_post": SILENT, "binding": "",
    "cause": SILENT, "correction": SILENT, "proposal": SILENT, "fate_note": SILENT,
    "words": {**SILENT, "is_translation": False},
}  # fmt: skip


@pytest.fixture
def report():
    moment = clock.now()
    return Publication.objects.create(
        round=make.RoundFactory(kind="year_end", year=2022, as_of=date(2022, 12, 31), closed=True),
        languages=["fi"], state="ready", frozen_at=moment, frozen_by=make.UserFactory(), published_at=moment,
    )  # fmt: skip


def state_of(report, **subject):
    told = {**TOLD, "title": SILENT}
    return PublishedState.objects.create(publication=report, language="fi", is_newest=True, told=told, **subject)


def test_a_thing_that_no_report_tells_of_has_no_day_and_no_report(client, report):
    goal = make.GoalFactory()
    action = make.ActionFactory(goals=[goal])
    for address in (url("goal-detail", goal.pk), url("action-detail", action.pk)):
        words = main_words(client.get(address))
        assert "Tilanne 31.12.2022" not in words and "Lue raportti" not in words, address
    state_of(report, action=action)
    assert "Tilanne 31.12.2022 Lue raportti" in main_words(client.get(url("goal-detail", goal.pk)))


def test_a_row_of_the_history_without_a_state_says_so(client, report):
    action = make.ActionFactory(goals=[make.GoalFactory()])
    state_of(report, action=action)
    assert "31.12.2022 Ei raportoitu –" in main_words(client.get(url("action-detail", action.pk)))


def test_the_newest_plan_prints_first_and_older_ones_are_folded(client):
    goal = make.GoalFactory()
    action = make.ActionFactory()
    for year in (2022, 2023):
        plan = make.PlanFactory(strategy=goal.strategy, year=year, title=f"Suunnitelma {year}")
        make.PlanLineFactory(plan=plan, goal=goal, action=action, words=f"Sanat {year}")
    words = main_words(client.get(url("action-detail", action.pk)))
    assert words.index("Sanat 2023") < words.index("Aiemmissa suunnitelmissa (1)") < words.index("Sanat 2022")


@pytest.mark.parametrize(
    ("name", "words", "value", "number"),
    [
        ("Kertynyt ylijäämä/alijäämä", "Kertynyt alijäämä 18,9 milj. €", "-18.9", "−18,9 milj. €"),
        ("Ylijäämä", "alijäämä 18,9 milj. €", "-18.9", "−18,9 milj. €"),
        ("Ylijäämä", "18,9 milj. €", "18.9", ""),
        ("Ylijäämä", "−18,9 milj. €", "-18.9", ""),
    ],
)
def test_a_baseline_whose_words_hide_its_number_has_it_too(name, words, value, number):
    indicator = make.IndicatorFactory(name=name, unit="milj. €", decimals=1)
    make.ObservationFactory(indicator=indicator, value=Decimal(value), words=words, is_baseline=True)
    baseline = figures_of([indicator])[indicator.pk].baseline
    assert (str(baseline), baseline.number.replace("\u00a0", " ")) == (words, number)


def test_departments_without_actions_say_that_there_are_none_yet(client):
    make.OrgUnitFactory(kind="department")
    words = main_words(client.get(url("department-list")))
    assert "Ei vielä toimenpiteitä" in words and "0 tehtävää" not in words


def test_no_address_is_closed_twice_to_search_engines(client):
    lines = [line for line in client.get("/robots.txt").content.decode().splitlines() if line.startswith("Disallow")]
    assert len(lines) == len(set(lines))
