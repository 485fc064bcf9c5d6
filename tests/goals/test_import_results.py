"""Results of a file adopted as observations; projects with what has no field; an own workbook through the same door."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.forms.import_tables import TableForm
from goals.models import ImportedPlace, PlanImport, Project
from goals.operations.imports import answer
from goals.plan_workbook.imported import proposal_of
from goals.plan_workbook.own.indicators import indicators_workbook
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, Observation
from tests.factories import IndicatorFactory

from .import_books import workbook
from .test_imports import KEY_FIGURES, PROJECTS, bring, city_to_plan, counted, take
from .workbooks.files import saved_again, written

PEOPLE = "Rakennetyöttömien määrä"


@pytest.fixture
def city(db, settings, tmp_path):
    return city_to_plan(settings, tmp_path)


def figures(*actuals, heading="TOTEUMA 2022"):
    rows = [("Työllisyys paranee", f"{PEOPLE}{' nyt' * row}", "666", "599", one) for row, one in enumerate(actuals)]
    return workbook(*rows, title="", headings=(*KEY_FIGURES[:4], heading))


def bring_figures(city, data):
    return bring(city, data, name="mittarit.xlsx")


def actuals():
    rows = Observation.objects.filter(is_baseline=False).order_by("pk")
    return [(row.period_start, row.period_end, row.value, row.words, row.source) for row in rows]


def table_key(row):
    return proposal_of(row)[0].tables[0].key


def test_a_result_is_an_observation_of_its_period_with_its_file_and_cell(city):
    data = figures("650", "–", "700")
    take(city, bring_figures(city, data))
    period = (date(2022, 1, 1), date(2022, 12, 31))
    assert actuals() == [
        (*period, Decimal(650), "650", "mittarit.xlsx Suunnitelma!E2"),
        (*period, Decimal(700), "700", "mittarit.xlsx Suunnitelma!E4"),
    ]
    assert {row.entered_by for row in Observation.objects.filter(is_baseline=False)} == {city.coordinator}
    before = counted()
    again = bring_figures(city, data)
    assert proposal_of(again)[0].summary.changes_nothing
    take(city, again)
    assert counted() == before


def test_next_years_results_come_to_the_known_indicator(city):
    take(city, bring_figures(city, figures("650", heading="TOTEUMA 2021")))
    row = bring_figures(city, figures("640"))
    assert not proposal_of(row)[0].summary.changes_nothing
    take(city, row)
    assert [(start.year, value) for start, _end, value, *_more in actuals()] == [(2021, 650), (2022, 640)]
    assert ImportedPlace.objects.filter(plan_import=row).get().indicator == Indicator.objects.get()


def test_a_person_says_the_period_of_the_table_once(city):
    row = bring_figures(city, figures("650", "700", heading="TOTEUMA"))
    for wrong in ("2999", "kesä", ["2022"], 1):
        with pytest.raises(NotAllowed):
            answer(
                row.pk,
                version=row.version,
                part="tables",
                key=table_key(row),
                answer={"period": wrong},
                by=city.coordinator,
            )
    given = {"part": "tables", "key": table_key(row), "answer": {"period": "2022-h1"}}
    answer(row.pk, version=row.version, **given, by=city.coordinator)
    take(city, row)
    assert [(end, value) for _start, end, value, *_more in actuals()] == [
        (date(2022, 6, 30), 650),
        (date(2022, 6, 30), 700),
    ]


def test_a_result_without_a_period_stays_with_the_indicator_as_a_doubt(city):
    take(city, bring_figures(city, figures("650", heading="TOTEUMA")))
    assert actuals() == []
    doubt = Indicator.objects.get()
    assert "650" in doubt.doubt_fi and "650" in doubt.doubt_sv and "650" in doubt.doubt_en


def test_a_refused_result_is_named_by_its_cell_and_nothing_is_adopted(city):
    IndicatorFactory(name=PEOPLE, kind="number", highest=100, is_key=True)
    row = bring_figures(city, figures("650", "5"))
    before = counted()
    with pytest.raises(NotAllowed, match=r"^Suunnitelma!E2: "):
        take(city, row)
    assert counted() == before


@pytest.mark.parametrize("number", [2, 6])
def test_results_cost_the_same_statements_however_many_they_are(city, number, django_assert_num_queries):
    row = bring_figures(city, figures(*map(str, range(600, 600 + number))))
    with django_assert_num_queries(42):
        take(city, row)
    assert len(actuals()) == number


def test_the_form_of_the_table_takes_the_period_and_refuses_what_is_none(city):
    row = bring_figures(city, figures("650", heading="TOTEUMA 2022"))
    proposal, existing = proposal_of(row)
    given = {"line": proposal.tables[0], "existing": existing, "columns": (), "version": 0, "slug": "a"}
    assert TableForm(**given)["period"].value() == "2022"
    data = {"version": 0, "kind": "indicators", "theme": "", "period": "2022-h1"}
    form = TableForm(data, **given)
    assert form.is_valid()
    assert form.answer() == {"period": "2022-h1", "checked": True}
    assert list(TableForm(data | {"period": "<b>"}, **given).errors) == ["period"]


# --- projects -----------------------------------------------------------------------------------------------------
def test_what_a_project_has_no_field_for_stays_whole_with_it(city):
    benefit = "Asukaskokemus paranee " + "ja viihtyvyys lisääntyy " * 30
    data = workbook(
        ("Uimahalli", "", "suunnittelu, rakentaminen", benefit, "Kävijät <b>", "100 000", "120 000", ""),
        title="Hyvinvointitoimiala",
        headings=PROJECTS,
    )
    take(city, bring(city, data, name="projektit.xlsx"))
    project = Project.objects.get()
    for words in (benefit.strip(), "MITTARI: Kävijät <b>", "NYT: 100 000", "TAVOITE: 120 000"):
        assert words in project.doubt_fi
        assert words in project.doubt_sv
    assert [stage.title_fi for stage in project.milestones.all()] == ["suunnittelu", "rakentaminen"]
    before = counted()
    take(city, bring(city, data, name="projektit.xlsx"))
    assert (counted(), Project.objects.get().doubt_fi) == (before, project.doubt_fi)


# --- an own workbook ----------------------------------------------------------------------------------------------
def own_workbook(city, edit=lambda book: None):
    IndicatorFactory(code="kavijat", name="Kävijöitä", kind="number", unit="kpl", is_key=True)
    return saved_again(written(indicators_workbook(rights_of(city.coordinator), "fi")), edit)


def test_an_own_workbook_is_received_and_adopted_by_its_differences(city):
    def edit(book):
        book["Havainnot"].append([None, "Kävijöitä", None, "2022", "ei", "1 200"])

    row = bring(city, own_workbook(city, edit), name="mittarit.xlsx")
    assert Observation.objects.count() == 0
    take(city, row)
    assert [(start.year, value) for start, _end, value, *_more in actuals()] == [(2022, 1200)]
    assert PlanImport.objects.get().state == PlanImport.State.ADOPTED


def test_an_own_workbook_without_edits_changes_nothing(city):
    row = bring(city, own_workbook(city), name="mittarit.xlsx")
    before = counted()
    take(city, row)
    assert counted() == before


def test_a_fault_in_an_own_workbook_stops_all_of_it(city):
    def edit(book):
        book["Havainnot"].append([None, "Kävijöitä", None, "2022", "ei", "1 200"])
        book["Havainnot"].append([None, "Kävijöitä", None, "2021", "ei", "monta"])

    row = bring(city, own_workbook(city, edit), name="mittarit.xlsx")
    with pytest.raises(NotAllowed):
        take(city, row)
    row.refresh_from_db()
    assert (Observation.objects.count(), row.state) == (0, PlanImport.State.OPEN)


# --- on the page --------------------------------------------------------------------------------------------------
def test_the_period_is_chosen_on_the_page_and_its_results_are_told_before_adoption(city, client):
    client.force_login(city.coordinator)
    row = bring_figures(city, figures("650", "700", heading="TOTEUMA"))
    page = client.get(reverse("goals:import-detail", args=[row.pk])).content.decode()
    assert page.count("Miltä ajalta toteumat ovat (2)?") == 1
    press = {"part": "tables", "key": table_key(row), "version": row.version, "answer": "period"}
    address = reverse("goals:import-answer", args=[row.pk])
    assert client.post(address, press).status_code == 422
    assert client.post(address, {**press, "period": "2999"}).status_code == 422
    assert client.post(address, {**press, "period": "2022H1"}).status_code == 302
    assert "Kirjataan 2 toteumaa." in client.get(reverse("goals:import-adopt", args=[row.pk])).content.decode()
    take(city, row)
    assert [(end, value) for _start, end, value, *_more in actuals()] == [
        (date(2022, 6, 30), 650),
        (date(2022, 6, 30), 700),
    ]
