"""The committee's year as Word and Excel: the words of the page, no names of who wrote."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reporting import audit_files
from reporting.operations import audit
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client(settings):
    settings.TODAY = date(2024, 4, 15)
    member = make.UserFactory(role="auditor", name="Nimi Näkymätön")
    goal = make.GoalFactory(title="=Palvelut ovat lähellä", binding_level="KV")
    line = make.MeasureLineFactory(goal=goal, words="Kävijöitä vähintään 10")
    adopted = make.TargetFactory(indicator=line.indicator, low=10)
    make.TargetFactory(
        indicator=line.indicator, low=8, replaces=adopted, reason="Väkiluku laski.", origin="entered", entered_by=member
    )
    audit.judge_goal(year=2023, goal=goal, code="not_attained", grounds="Lautakunnan sanat.", version=0, by=member)
    client = Client()
    client.force_login(member)
    return client


def fetch(client, format):
    answer = client.get(reverse("reporting:audit-year-file", args=[2023, format]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="tavoitteiden-arviointi-2023.{format}"'
    return answer.content


def test_the_workbook_has_goals_measures_and_changes(client):
    data = fetch(client, "xlsx")
    book = load_workbook(BytesIO(data))
    assert book.properties.title == "Tavoitteiden arviointi 2023"
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}
    assert list(rows) == ["Tavoitteet", "Mittarit", "Muutokset"]
    (goal,), (measure,) = rows["Tavoitteet"], rows["Mittarit"]
    assert (goal[0], goal[2], goal[12], goal[13]) == (
        "=Palvelut ovat lähellä",
        "Sitova valtuustoon nähden",
        "Ei toteutunut",
        "Lautakunnan sanat.",
    )
    assert [words.replace("\u00a0", " ") for words in measure[3:6]] == [
        "vähintään 10 kpl (2023)",
        "vähintään 8 kpl (2023)",
        "15.4.2024: vähintään 8 kpl, Väkiluku laski.",
    ]
    assert b"Nimi" not in data
    assert "Nimi Näkymätön" not in str(rows)


def test_the_document_has_the_words_of_the_page_without_names(client):
    docx = pytest.importorskip("docx")
    document = docx.Document(BytesIO(fetch(client, "docx")))
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    words += " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert document.core_properties.title == "Tavoitteiden arviointi 2023"
    assert document.core_properties.author == ""
    assert all(said in words for said in ("Palvelut ovat lähellä", "Lautakunnan sanat.", "Väkiluku laski.", "LUONNOS"))
    assert "Näkymätön" not in words


def test_too_many_goals_are_refused_with_a_sentence(client, monkeypatch):
    monkeypatch.setattr(audit_files, "MOST_GOALS", 0)
    answer = client.get(reverse("reporting:audit-year-file", args=[2023, "xlsx"]), follow=True)
    assert "Tavoitteita on liian monta yhteen tiedostoon" in answer.content.decode()


def test_another_format_is_not_found(client):
    assert client.get(reverse("reporting:audit-year-file", args=[2023, "pdf"])).status_code == 404
