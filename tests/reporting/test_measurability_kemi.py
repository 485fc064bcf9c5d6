"""What Kemi's own strategies get to hear from the measurability check."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from goals.models import Strategy
from kemistrategy.organisation.permissions import NO_RIGHTS
from measures.fitness import Rule
from measures.models import Indicator
from reporting.queries.measurability import measurability_page, remarks_of
from tests.goals.pages import parsed, with_class, words
from tests.reporting.pages import main_words, url

OLDER = "kaupunkistrategia-2022-2025"
NEWER = "kemin-kaupungin-strategia"
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Kemi's two strategies serve every test that asks for them and are rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_kemi", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def kemi(loaded, db):
    """Indicator's code → the codes of its remarks, of both strategies."""
    indicators = list(Indicator.objects.all())
    found = remarks_of(indicators, NO_RIGHTS)
    return {row.code: [str(remark.code) for remark in found[row.pk]] for row in indicators}


def test_kemis_population_has_its_baseline_for_a_target(kemi):
    assert kemi["asukkaiden-maara"] == ["no_date", "target_equals_baseline"]
    assert kemi["yopymisten-maara"] == ["no_date", "target_equals_baseline"]


def test_kemis_deficit_is_a_stock_and_its_target_a_flow(kemi):
    assert kemi["kertynyt-yli-alijaama"] == ["no_target", "target_not_comparable"]
    assert kemi["tilikauden-yli-alijaama"] == ["no_baseline", "no_date", "target_not_comparable"]


def test_kemis_work_satisfaction_has_no_direction(kemi):
    assert kemi["tyotyytyvaisyys"] == ["no_direction", "no_unit", "no_date"]


def test_every_bare_count_of_kemi_is_named(kemi):
    counts = Indicator.objects.filter(kind="count", targets=None)
    assert {code for code, codes in kemi.items() if "bare_count" in codes} == {row.code for row in counts}
    assert {row.code for row in counts} == {
        *("e4-m1", "h1-m6", "h1-m7", "h1-m9", "h3-m2", "h3-m3", "h4-m2", "h4-m3", "h5-m1", "h5-m2"),
        *("s1-m2", "s2-m2", "s3-m4"),
    }


def test_kemis_counted_and_complete_ones_are_left_in_peace(kemi):
    assert {code for code, codes in kemi.items() if not codes} == {
        *("h2-m1", "h2-m2", "h2-m3", "h2-m4"),  # "4 krt/v"
        *("e6-m1", "s3-m3"),  # at least two by the end of 2023
        *("e5-m2", "s3-m1", "h1-m1", "h1-m8", "s1-m1", "s4-m1", "s5-m3"),  # done or not done in 2023
        *("having", "loving", "being"),  # parts of the indicator that has the target level
    }


def test_kemis_goal_without_any_measure(kemi):
    page = measurability_page(NO_RIGHTS, strategy=NEWER)
    assert [(str(group.link.text), remark.code) for group in page.groups for remark in group.remarks] == [
        ("Kestävyysmittarit paranevat", Rule.GOAL_WITHOUT_MEASURE)
    ]
    assert [group for group in measurability_page(NO_RIGHTS, strategy=OLDER).groups if group.remarks] == []


def test_the_page_of_kemis_newer_strategy(kemi, reader):
    page = reader.get(url("measurability"))
    assert page.status_code == 200
    shown = main_words(page)
    assert "Tarkistettu 23 mittaria. Huomautettavaa on 20 mittarissa." in shown
    tabs = [words(link) for link in with_class(parsed(page), "tabs__link")]
    assert tabs == [strategy.name for strategy in Strategy.objects.all()]
    counts = [tuple(words(cell) for cell in row) for row in parsed(page).find(".//table/tbody").iterfind("tr")]
    assert counts == [
        ("Ei yhtään mittaria", "1"),
        ("Vain sanoin kerrottu", "2"),
        ("Suunta vahvistamatta", "1"),
        ("Yksikkö puuttuu", "2"),
        ("Lähtötaso puuttuu", "1"),
        ("Tavoitetaso puuttuu", "1"),
        ("Ajankohta puuttuu", "17"),
        ("Tavoitetaso on sama kuin lähtötaso", "2"),
        ("Tavoitetasoa ei voi verrata lähtötasoon", "2"),
    ]


@pytest.mark.parametrize("strategy", [NEWER, OLDER])
def test_kemis_check_costs_twelve_statements_at_most(kemi, reader, strategy, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        reader.get(url("measurability"), {"strategia": strategy})
