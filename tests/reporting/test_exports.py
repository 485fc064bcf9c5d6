"""The lists as files: exactly what the page shows, and text stays text."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from tests import factories as make

from .pages import themed_goal, url

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://paha.example";"x")'


def exported(client, kind, format, **chosen):
    response = client.get(reverse(f"reporting:{kind}-export", args=[format]), chosen)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    return response.content


def csv_rows(content) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def sheet_rows(content) -> list[tuple]:
    [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return list(sheet.iter_rows(values_only=True))


def test_a_narrowed_list_is_exported_as_it_is_shown(client):
    goal, other = themed_goal(), themed_goal()
    mine = make.ActionFactory(title="Oma toimenpide", goals=[goal])
    make.ActionFactory(title="Muu toimenpide", goals=[other])
    chosen = {"theme": goal.themes.get().pk}
    heading, *rows = csv_rows(exported(client, "action", "csv", **chosen))
    assert heading[:3] == ["Toimenpide", "Tavoite", "Teema"] and "Tilanne" not in heading
    assert [row[:2] for row in rows] == [["Oma toimenpide", goal.title]]
    assert rows[0][-1] == f"http://testserver{url('action-detail', mine.pk)}"
    above, heading, *rows = sheet_rows(exported(client, "action", "xlsx", **chosen))
    assert above[0].startswith("1 toimenpide. Rajaukset: ") and str(goal.themes.get().name) in above[0]
    assert [row[:2] for row in rows] == [("Oma toimenpide", goal.title)]


def test_text_that_begins_like_a_formula_stays_text(client):
    goal = themed_goal()
    for title in (FORMULA, "+1", "-1", "@x"):
        make.ActionFactory(title=title, goals=[goal])
    shown = [row[0] for row in csv_rows(exported(client, "action", "csv"))[1:]]
    assert shown == [f"'{FORMULA}", "'+1", "'-1", "'@x"]
    [sheet] = openpyxl.load_workbook(io.BytesIO(exported(client, "action", "xlsx"))).worksheets
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == FORMULA)
    assert cell.data_type == "s" and cell.quotePrefix


@pytest.mark.parametrize("kind", ["action", "goal", "indicator", "project"])
@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_every_list_is_exported_whole_or_empty(client, kind, language):
    address = language + reverse(f"reporting:{kind}-export", args=["csv"])
    assert len(csv_rows(client.get(address).content)) == 1
    make.ActionFactory(goals=[themed_goal()])
    make.MeasureLineFactory()
    make.ProjectFactory(units=[make.OrgUnitFactory()])
    assert len(csv_rows(client.get(address).content)) > 1
    assert client.get(address.replace("/csv/", "/xlsx/")).status_code == 200
    assert client.get(address.replace("/csv/", "/pdf/")).status_code == 404


def test_figures_of_key_indicators_are_exported_and_long_text_is_whole(client):
    indicator = make.IndicatorFactory(is_key=True, name="Mittari", unit="hlö")
    make.BenefitFactory(indicators=[indicator])
    make.BaselineFactory(indicator=indicator, value=5)
    make.GoalFactory(title="x" * 300, strategy=themed_goal().strategy)
    rows = csv_rows(exported(client, "indicator", "csv"))
    assert dict(zip(*rows, strict=True))["Lähtötaso"].replace("\xa0", " ") == "5 hlö"
    assert "x" * 300 in [row[0] for row in csv_rows(exported(client, "goal", "csv"))]
