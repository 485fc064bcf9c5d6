"""An own workbook on the pages of imports: what it changes is told cell by cell, and one reason serves all of it."""

import io

import openpyxl
import pytest
from django.urls import reverse

from goals.models import PlanImport
from goals.operations import imports
from goals.plan_workbook.own.plan import plan_workbook
from kemistrategy.organisation.permissions import rights_of
from tests.factories import ActionFactory, GoalFactory, StrategyFactory
from tests.goals.pages import form_values, main_words, parsed, with_class, words

from .files import put, saved_again, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def line(post):
    goal = GoalFactory(strategy=StrategyFactory(), title="Kemi kasvaa")
    return ActionFactory(answering_post=post, unit=post.unit, goals=[goal], title="Rakennetaan silta").plan_lines.get()


@pytest.fixture
def received(line, coordinator):
    """(edit) → the import of the plan's workbook with this edit."""

    def receive(edit):
        data = saved_again(written(plan_workbook(line.plan, rights_of(coordinator), "fi")), edit)
        return imports.receive(data, "suunnitelma.xlsx", by=coordinator)

    return receive


def page_of(row, name="import-detail"):
    return reverse(f"goals:{name}", args=[row.pk])


def press(client, row, page, button):
    """The press of the first button with these words."""
    form = next(form for form in parsed(page).iter("form") if button in words(form))
    values = {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("name")}
    value = next(one.get("value") for one in form.iter("button") if button in words(one))
    return client.post(page_of(row, "import-answer"), {**values, "answer": value}, follow=True)


def test_one_field_for_the_reason_serves_every_change(client, received, line):
    row = received(lambda book: put(book, "Toimenpiteet", f"R{line.pk}", "Vastuu kuten kirjoitettu", "siltaväki"))
    page = client.get(page_of(row, "import-adopt"))
    assert "Rakennetaan silta, Vastuu kuten kirjoitettu: – → siltaväki" in main_words(page)
    values = form_values(page, "adopt-import")
    without = client.post(page_of(row, "import-adopt"), values)
    assert without.status_code == 422
    client.post(page_of(row, "import-adopt"), values | {"reason": "Sovittiin <b>yhdessä</b>"})
    line.refresh_from_db()
    assert (line.owners_text, PlanImport.objects.get().reason) == ("siltaväki", "Sovittiin <b>yhdessä</b>")
    assert line.history.first().history_change_reason.endswith("Sovittiin <b>yhdessä</b>")


def test_a_new_row_is_one_card_whose_cells_are_answered_one_by_one(client, received, line):
    def edit(book):
        cells = [None, "Kemi kasvaa", "Puretaan silta", "Siltakeisari", None, "joskus ehkä"]
        book["Toimenpiteet"].append([*cells, None, None, "<b>siltaväki</b>"])

    row = received(edit)
    (card,) = with_class(parsed(client.get(page_of(row))), "ask-card")
    told = words(card)
    assert "Tehtävää ”Siltakeisari” ei ole." in told and "Kirjoita aikataulu" in told
    assert "<b>siltaväki</b>" in told and "Jätä rivi pois" in told
    for _cell in range(2):
        page = press(client, row, client.get(page_of(row)), "Jätä solu tyhjäksi")
    assert "Muutokset voi ottaa käyttöön." in words(parsed(page))
    page = client.get(page_of(row, "import-adopt"))
    client.post(page_of(row, "import-adopt"), form_values(page, "adopt-import") | {"reason": "Sovittu"})
    added = line.goal.actions.get(title="Puretaan silta").plan_lines.get()
    assert added.owners_text == "<b>siltaväki</b>"


def test_what_adopting_would_refuse_is_told_and_marked_before(client, received, line):
    row = received(lambda book: put(book, "Toimenpiteet", f"R{line.pk}", "Vastaa", None))
    why = "Vastaajaa ei voi poistaa. Valitse luettelosta toinen tehtävä."
    assert why in words(parsed(client.get(page_of(row))))
    marked = openpyxl.load_workbook(io.BytesIO(client.get(page_of(row, "import-marked")).content))
    assert why in marked["Toimenpiteet"]["D2"].comment.text
    assert "Vastaa" in main_words(press(client, row, client.get(page_of(row)), "Jätä pois"))
    assert "Jää ennalleen 1" in " ".join(words(parsed(client.get(page_of(row)))).split())


def test_an_edit_of_the_sheet_to_be_read_is_told(client, received, line):
    def edit(book):
        book["Suunnitelma"]["B3"].value = "Rakennetaan tunneli"

    page = words(parsed(client.get(page_of(received(edit)))))
    assert "Tiedoksi" in page and "Tätä taulukkoa ei lueta takaisin." in page and "Rakennetaan tunneli" in page
    assert "Nyt palvelussa" not in page
