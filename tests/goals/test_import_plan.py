"""`manage.py import_plan`: a dry run that stores nothing, JSON by the contract, and adoption with --commit."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from goals.models import Goal, PlanImport, PlanLine
from goals.plan_workbook.own.indicators import indicators_workbook
from kemistrategy.organisation.permissions import rights_of

from .import_books import TWO_GOALS, workbook
from .test_imports import city_to_plan, counted
from .workbooks.files import written

LISTS = ["goals", "actions", "indicators", "owners", "projects", "questions", "problems"]


@pytest.fixture
def city(db, settings, tmp_path):
    return city_to_plan(settings, tmp_path)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "suunnitelma.xlsx"
    path.write_bytes(workbook(*TWO_GOALS))
    return path


def run(*arguments):
    """(what was printed, the sentence of a refusal or None)."""
    out = StringIO()
    try:
        call_command("import_plan", *map(str, arguments), stdout=out)
    except CommandError as refusal:
        return out.getvalue(), str(refusal)
    return out.getvalue(), None


def test_a_dry_run_tells_and_stores_nothing(city, file):
    before = counted()
    out, refusal = run(file, "--strategy", city.strategy.slug)
    assert refusal is None
    assert "2 tavoitetta: 2 uutta, 0 ennestään" in out
    assert "Suunnitelmaan tulisi 2 riviä ja 2 mittaririviä." in out
    assert (counted(), PlanImport.objects.count()) == (before, 0)


def test_json_by_the_contract(city, file):
    out, refusal = run(file, "--strategy", city.strategy.slug, "--json")
    told = json.loads(out)
    assert refusal is None
    assert list(told) == LISTS
    assert [(item["text"], item["sheet"], item["cell"]) for item in told["goals"]] == [
        (TWO_GOALS[0][0], "Suunnitelma", "A3"),
        (TWO_GOALS[1][0], "Suunnitelma", "A4"),
    ]
    assert [(item["text"], item["cell"], item["owners"], item["ends_on"]) for item in told["actions"]] == [
        (TWO_GOALS[0][1], "B3", ["Hyvinvointijohtaja", "Hyte-koordinaattori"], "2023-12-31"),
        (TWO_GOALS[1][1], "B4", ["Hyvinvointijohtaja"], None),
    ]
    assert [(item["cell"], item["kind"], item["target"]) for item in told["indicators"]] == [
        ("D3", "percent", "80"),
        ("D4", "rate", "4"),
    ]
    assert [(item["text"], item["cell"], item["post"]) for item in told["owners"]] == [
        ("Hyvinvointijohtaja", "C3", "Hyvinvointijohtaja"),
        ("hyte-koordinaattori", "C3", "Hyte-koordinaattori"),
    ]
    assert told["problems"] == told["projects"] == []


def test_committed_once_and_then_without_changes(city, file):
    out, refusal = run(file, "--strategy", city.strategy.slug, "--commit")
    assert (refusal, "otettiin käyttöön" in out) == (None, True)
    assert (Goal.objects.count(), PlanLine.objects.count()) == (2, 2)
    before = counted()
    out, refusal = run(file, "--strategy", city.strategy.slug, "--commit")
    assert (refusal, "Ei muutoksia." in out, counted()) == (None, True, before)


def test_open_questions_stop_a_commit_and_nothing_is_kept(city, tmp_path):
    rows = (TWO_GOALS[0][0], TWO_GOALS[0][1], "Liikuntaneuvoja 2023", "", "")
    path = tmp_path / "kysymys.xlsx"
    path.write_bytes(workbook(rows))
    before = counted()
    out, refusal = run(path, "--strategy", city.strategy.slug, "--commit")
    assert "Mitään ei tallennettu" in refusal
    assert "Liikuntaneuvoja" in out
    assert (counted(), PlanImport.objects.count()) == (before, 0)
    assert run(path, "--strategy", city.strategy.slug)[1] is None, "a dry run only tells what would have to be answered"


def test_a_theme_given_for_the_whole_file(city, tmp_path):
    path = tmp_path / "ilman.xlsx"
    path.write_bytes(workbook(*TWO_GOALS, title=""))
    assert run(path, "--strategy", city.strategy.slug, "--commit")[1]
    out, refusal = run(path, "--theme", city.theme.code, "--commit")
    assert refusal is None, out
    assert {goal.themes.get() for goal in Goal.objects.all()} == {city.theme}


@pytest.mark.parametrize("arguments", [("--strategy", "ei-ole"), ("--theme", "ei-ole"), ("--unit", "ei-ole")])
def test_unknown_names_are_told_with_the_known_ones(city, file, arguments):
    _out, refusal = run(file, *arguments)
    assert "ei-ole ei ole. Tunnukset: " in refusal


def test_a_file_that_is_none(city, tmp_path):
    assert "ei voi lukea" in run(tmp_path / "puuttuu.xlsx")[1]
    broken = tmp_path / "rikki.xlsx"
    broken.write_bytes(b"ei mitaan")
    out, refusal = run(broken, "--json")
    told = json.loads(out)
    assert refusal
    assert [problem["text"] for problem in told["problems"]] == [refusal]


@pytest.mark.parametrize("more", [(), ("--json",), ("--commit",)])
def test_an_own_workbook_is_sent_to_the_page(city, tmp_path, settings, more):
    settings.SITE_URL = "https://strategia.example"
    path = tmp_path / "mittarit.xlsx"
    path.write_bytes(written(indicators_workbook(rights_of(city.coordinator), "fi")))
    out, refusal = run(path, *more)
    assert "https://strategia.example/" in refusal and "viety palvelusta" in refusal
    assert reverse("goals:import-list") in refusal
    assert PlanImport.objects.count() == 0
    if more == ("--json",):
        told = json.loads(out)
        assert list(told) == LISTS
        assert told.pop("problems") == [{"text": refusal, "sheet": "", "cell": "", "code": "own_workbook"}]
        assert not any(told.values())


def test_every_item_of_the_json_has_its_text_sheet_and_cell(city, tmp_path):
    path = tmp_path / "mittarit.xlsx"
    headings = ("HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA 2022")
    rows = (("Työllisyys paranee", "Työttömiä", "666", "599", "650"), ("", "Yrityksiä", "900", "#REF!", "noin sata"))
    path.write_bytes(workbook(*rows, title="", headings=headings))
    out, _refusal = run(path, "--strategy", city.strategy.slug, "--json")
    told = json.loads(out)
    assert list(told) == LISTS
    assert [(item["text"], item["actual"], item["actual_period"]) for item in told["indicators"]] == [
        ("Työttömiä", "650", "2022"),
        ("Yrityksiä", "", None),
    ]
    items = [item for name in LISTS for item in told[name]]
    assert all({"text", "sheet", "cell"} <= item.keys() for item in items)
    assert all(item["text"] and item["sheet"] == "Suunnitelma" and item["cell"] for item in items)
    assert "result_not_read" in [one["code"] for one in told["questions"]]


def test_a_refused_cell_is_an_error_also_in_a_dry_run(city, tmp_path):
    path = tmp_path / "virhe.xlsx"
    path.write_bytes(workbook(TWO_GOALS[0], ("#REF!", "=1+1", "", "", "")))
    out, refusal = run(path, "--strategy", city.strategy.slug, "--json")
    assert "Soluja, joita ei voitu ottaa" in refusal
    assert {problem["cell"] for problem in json.loads(out)["problems"]} >= {"B4"}
