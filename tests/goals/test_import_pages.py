"""Tuonti: the pages on which a plan comes in, is checked cell by cell, and is adopted."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from goals.models import Action, Goal, ImportedPlace, Plan, PlanImport, PlanLine
from goals.operations import imports
from goals.plan_workbook import imported
from goals.plan_workbook.own.indicators import indicators_workbook
from goals.views.import_rows import slug_of
from kemistrategy.organisation.permissions import rights_of
from measures.models import Observation
from measures.operations.observations import correct_observation
from tests import factories as make

from .pages import by_id, form_values, list_of, main_words, parsed, said, values_of, with_class, words
from .workbooks.files import cell_of, saved_again, written

HEADING = ["Päämäärä", "Tavoite", "Toimenpiteet", "Vastuu", "Aikataulu", "Mittarit"]
PLAN = [
    HEADING,
    ["Elinvoima", "Kaunis kaupunki", "Puita istutetaan", "Puutarhuri", "2023", "Istutetut puut, vähintään 20 kpl"],
    ["Elinvoima", "Iloiset asukkaat", "Juhlia pidetään", "Vapaa-aikapäällikkö", "2023", "Juhlien lkm"],
]


def workbook(rows=PLAN) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "Suunnitelma"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def strategy(db):
    strategy = make.StrategyFactory()
    make.ThemeFactory(strategy=strategy, name="Elinvoima")
    return strategy


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def received(strategy, post, coordinator):
    """Kemi's own kind of table, with one owner whom the city does not have."""
    return imports.receive(workbook(), "suunnitelma.xlsx", strategy=strategy, unit=post.unit, year=2023, by=coordinator)


def page_of(row, query=""):
    return reverse("goals:import-detail", args=[row.pk]) + query


def answer_of(page, slug_words, value, **more):
    """What a browser would post when the button is pressed on the card that has these words."""
    card = next(one for one in with_class(parsed(page), "ask-card") if slug_words in words(one))
    return {**values_of(card.find(".//form")), "answer": value, **more}


def press(client, row, page, slug_words, value, *, htmx=False, **more):
    headers = {"HX-Request": "true", "HX-Target": "import-work"} if htmx else {}
    url = reverse("goals:import-answer", args=[row.pk])
    return client.post(url, answer_of(page, slug_words, value, **more), headers=headers)


# --- bringing in
def test_a_file_is_read_and_its_proposal_opens(client, strategy):
    file = SimpleUploadedFile("suunnitelma.xlsx", workbook())
    page = client.post(reverse("goals:import-list"), {"file": file, "strategy": strategy.pk}, follow=True)
    row = PlanImport.objects.get()
    assert page.redirect_chain == [(page_of(row), 302)]
    assert (row.file_name, row.strategy, row.file.read()) == ("suunnitelma.xlsx", strategy, workbook_bytes(file))
    assert "suunnitelma.xlsx" in main_words(page)


def workbook_bytes(file):
    file.seek(0)
    return file.read()


def test_a_pasted_table_is_read_by_its_cells(client, strategy):
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in PLAN)
    posted = {"pasted": "Päämäärä Tavoite", "pasted_html": f"<table>{cells}</table>", "strategy": strategy.pk}
    page = client.post(reverse("goals:import-list"), posted, follow=True)
    assert [goal.words for goal in imported.proposal_of(PlanImport.objects.get())[0].goals] == [
        "Kaunis kaupunki",
        "Iloiset asukkaat",
    ]
    assert page.status_code == 200


def test_a_pasted_table_without_javascript_is_read_by_its_tabs(client, strategy):
    posted = {"pasted": "\n".join("\t".join(row) for row in PLAN), "strategy": strategy.pk}
    client.post(reverse("goals:import-list"), posted)
    assert len(imported.proposal_of(PlanImport.objects.get())[0].goals) == 2


@pytest.mark.parametrize(
    ("posted", "field", "sentence"),
    [
        ({}, "Tiedosto", "Valitse tiedosto tai liitä taulukko."),
        ({"file": b""}, "Tiedosto", "tyhjä"),
        ({"file": b"no workbook at all", "name": "suunnitelma.xlsx"}, "Tiedosto", "xlsx"),
        ({"file": b"a;b", "pasted": "a\tb"}, "tai liitä taulukko tähän", "ei molempia"),
    ],
)
def test_what_is_not_taken_is_told_in_the_summary(client, strategy, posted, field, sentence):
    sent = {"strategy": strategy.pk, "year": "2023"}
    if "file" in posted:
        sent["file"] = SimpleUploadedFile(posted.get("name", "suunnitelma.csv"), posted["file"])
    if "pasted" in posted:
        sent["pasted"] = posted["pasted"]
    page = client.post(reverse("goals:import-list"), sent)
    told = words(by_id(page, "error-summary"))
    assert (page.status_code, PlanImport.objects.count()) == (422, 0)
    assert field in told and sentence in told
    assert parsed(page).find(".//title").text.startswith("Virhe: ")
    assert form_values(page, "new-import")["year"] == "2023"


def test_a_theme_of_another_strategy_is_refused(client, strategy):
    other = make.ThemeFactory()
    posted = {"pasted": "a\tb", "strategy": strategy.pk, "theme": other.pk}
    page = client.post(reverse("goals:import-list"), posted)
    assert "toisesta strategiasta" in words(by_id(page, "error-summary"))


def test_the_list_tells_file_and_state(client, received, coordinator):
    page = client.get(reverse("goals:import-list"))
    row = list_of(page, ".//tbody/tr")[0]
    assert "suunnitelma.xlsx" in row and str(coordinator) in row and "Tarkistettavana" in row


def test_the_list_reads_no_workbook(client, received, monkeypatch):
    def refuse(row):
        raise AssertionError("the list reads a workbook again")

    monkeypatch.setattr(imported, "proposal_of", refuse)
    page = client.get(reverse("goals:import-list"))
    assert page.status_code == 200 and b"hx-get" not in page.content


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_statements(client, coordinator, strategy, django_assert_num_queries, number):
    for place in range(number):
        imports.receive(workbook([*PLAN, [str(place)]]), f"{place}.xlsx", strategy=strategy, by=coordinator)
    with django_assert_num_queries(9):
        client.get(reverse("goals:import-list"))


# --- the proposal
def test_the_proposal_shows_the_cell_beside_what_was_read(client, received):
    page = client.get(page_of(received, "?nayta=kaikki"))
    cells = [words(cell) for cell in with_class(parsed(page), "cells")]
    assert any("Suunnitelma!C2" in cell and "Toimenpide" in cell and "Puita istutetaan" in cell for cell in cells)
    assert list_of(page, ".//dl//dd")[:3] == ["2", "2", "2"]


def test_a_page_of_many_rows_asks_no_more(client, coordinator, strategy, django_assert_max_num_queries):
    many = [["Elinvoima", f"Tavoite {n} on oma", f"Teko {n} tehdään", "Puutarhuri", "2023", ""] for n in range(120)]
    row = imports.receive(workbook([HEADING, *many]), "monta.xlsx", strategy=strategy, by=coordinator)
    for query in ("", "?nayta=kaikki&sivu=2", "?nayta=vastuut", "?nayta=uudet"):
        with django_assert_max_num_queries(12):
            page = client.get(page_of(row, query))
        assert page.status_code == 200
    assert "Sivu 2 / " in main_words(client.get(page_of(row, "?nayta=kaikki&sivu=2")))


def test_the_filter_is_in_the_address(client, received):
    assert "Ei näitä" not in main_words(client.get(page_of(received, "?nayta=muuttuvat")))
    assert "Näitä ei ole tiedostossa." in main_words(client.get(page_of(received, "?nayta=muuttuvat")))
    assert "Puita istutetaan" in main_words(client.get(page_of(received, "?nayta=uudet")))


def test_strange_addresses_show_the_first_page(client, received):
    for query in ("?nayta=<b>", "?sivu=-4", "?sivu=99999999999", "?nayta=kaikki&sivu=x"):
        assert client.get(page_of(received, query)).status_code == 200


def test_html_in_a_cell_stays_words(client, coordinator, strategy):
    rows = [HEADING, ["Elinvoima", "<b hx-post='/x'>Tavoite</b>", "<script>alert(1)</script>", "x", "2023", ""]]
    row = imports.receive(workbook(rows), "paha.xlsx", strategy=strategy, by=coordinator)
    body = client.get(page_of(row, "?nayta=kaikki")).content.decode()
    assert "<script>alert" not in body and "<b hx-post" not in body


# --- answering
def test_an_unknown_owner_is_asked_and_a_press_answers(client, received, post):
    page = client.get(page_of(received))
    after = press(client, received, page, "Puutarhuri", "words", htmx=True)
    assert after.status_code == 200 and b"<html" not in after.content
    assert "Vastaus tallennettu." in words(parsed(after))
    assert imported.proposal_of(PlanImport.objects.get())[0].owners[0].choice == "words"
    assert any(element.get("data-focus") is not None for element in parsed(after).iter())


def test_without_javascript_the_page_comes_back(client, received):
    page = client.get(page_of(received))
    after = press(client, received, page, "Puutarhuri", "words")
    assert (after.status_code, after.url) == (302, page_of(received, "?nayta=kysymykset#import-list"))


def test_a_press_without_the_choice_beside_it_tells_what_to_do(client, received):
    page = client.get(page_of(received))
    after = press(client, received, page, "Puutarhuri", "post")
    assert after.status_code == 422
    assert "Valitse ensin tehtävä luettelosta." in words(with_class(parsed(after), "notice--error")[0])


def test_an_answer_can_be_taken_back(client, received):
    press(client, received, client.get(page_of(received)), "Puutarhuri", "words")
    row = PlanImport.objects.get()
    owner = imported.proposal_of(row)[0].owners[0]
    posted = {"part": "owners", "key": owner.key, "version": row.version, "answer": "take-back"}
    client.post(reverse("goals:import-answer", args=[row.pk]), posted)
    assert imported.proposal_of(PlanImport.objects.get())[0].owners[0].choice == ""


def test_somebody_elses_answer_is_not_written_over(client, received):
    """Two coordinators answer the same line: the second is told, and sees what the first one said."""
    page = client.get(page_of(received))
    press(client, received, page, "Puutarhuri", "words")
    after = press(client, received, page, "Puutarhuri", "new-single", htmx=True)
    assert after.status_code == 409
    assert "Joku muu vastasi" in words(with_class(parsed(after), "notice--error")[0])
    assert imported.proposal_of(PlanImport.objects.get())[0].owners[0].choice == "words"


@pytest.mark.parametrize("part", ["items", "owners", "tables", "problems"])
def test_a_key_of_another_file_is_no_answer(client, received, part):
    posted = {"part": part, "key": "Taulukko9!Z9:action:1", "version": 0, "answer": "checked"}
    page = client.post(reverse("goals:import-answer", args=[received.pk]), posted)
    assert (page.status_code, PlanImport.objects.get().answers) == (422, {})
    url = f"{reverse('goals:import-line', args=[received.pk])}?osa={part}&avain={posted['key']}"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "posted",
    [
        {"answer": "kind", "kind": "x" * 200_000},
        {"answer": "theme", "theme": "9" * 30},
        {"answer": "<script>"},
        {"answer": "same-999999999999999999"},
        {"answer": "checked", "version": "-1"},
        {"answer": "checked", "version": ""},
        {"answer": "checked", "part": "answers"},
        {"answer": "new", "key": "x" * 100_000},
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(client, received, posted):
    table = imported.proposal_of(received)[0].tables[0]
    sent = {"part": "tables", "key": table.key, "version": 0, **posted}
    page = client.post(reverse("goals:import-answer", args=[received.pk]), sent)
    assert page.status_code == 422
    assert PlanImport.objects.get().answers == {}


# --- "Muuta"
def line_url(row, line, part="items"):
    return f"{reverse('goals:import-line', args=[row.pk])}?osa={part}&avain={line.key}"


def test_a_line_is_changed_in_its_fields(client, received, post):
    action = imported.proposal_of(received)[0].all_actions[0]
    page = client.get(line_url(received, action))
    form = next(form for form in parsed(page).iter("form") if (form.get("id") or "").startswith("line-"))
    posted = {**values_of(form), "words": "Puita istutetaan puistoon", "owner_1": post.pk, "schedule": "2024–2026"}
    after = client.post(line_url(received, action), posted)
    changed = imported.proposal_of(PlanImport.objects.get())[0].all_actions[0]
    assert after.status_code == 302
    assert (changed.words, [owner.post for owner in changed.owners]) == ("Puita istutetaan puistoon", [post.pk])
    assert (changed.schedule.start.year, changed.schedule.end.year) == (2024, 2026)


def test_only_what_was_changed_is_an_answer(client, received):
    action = imported.proposal_of(received)[0].all_actions[0]
    page = client.get(line_url(received, action))
    form = next(form for form in parsed(page).iter("form") if (form.get("id") or "").startswith("line-"))
    client.post(line_url(received, action), values_of(form))
    assert imported.proposal_of(PlanImport.objects.get())[0].all_actions[0].answer == {"checked": True}


def test_a_schedule_that_cannot_be_read_keeps_what_was_typed(client, received):
    action = imported.proposal_of(received)[0].all_actions[0]
    htmx = {"HX-Request": "true"}
    page = client.get(line_url(received, action), headers=htmx)
    posted = {**values_of(parsed(page).find(".//form")), "schedule": "joskus"}
    after = client.post(line_url(received, action), posted, headers=htmx)
    assert after.status_code == 422 and after.headers["HX-Retarget"].startswith("#import-line-")
    assert values_of(parsed(after).find(".//form"))["schedule"] == "joskus"
    assert "Aikataulua ei voi lukea" in words(parsed(after))


def test_a_measures_level_is_put_right(client, received):
    measure = imported.proposal_of(received)[0].all_measures[0]
    page = client.get(line_url(received, measure))
    form = next(form for form in parsed(page).iter("form") if (form.get("id") or "").startswith("line-"))
    client.post(line_url(received, measure), {**values_of(form), "figure": "vähintään 30", "direction": "up"})
    reading = imported.proposal_of(PlanImport.objects.get())[0].all_measures[0].reading
    assert (reading.comparison, reading.low) == ("at_least", 30)


def test_a_table_is_told_what_its_columns_are(client, coordinator, strategy):
    rows = [["Juttu", "Mitä tehdään"], ["Kaunis kaupunki", "Puita istutetaan"]]
    row = imports.receive(workbook(rows), "outo.xlsx", strategy=strategy, by=coordinator)
    proposal, _existing = imported.proposal_of(row)
    assert proposal.goals == ()
    table = proposal.tables[0]
    page = client.get(line_url(row, table, "tables"))
    form = next(form for form in parsed(page).iter("form") if (form.get("id") or "").startswith("line-"))
    client.post(line_url(row, table, "tables"), {**values_of(form), "kind": "plan", "A": "goal", "B": "action"})
    goals = imported.proposal_of(PlanImport.objects.get())[0].goals
    assert "Kaunis kaupunki" in [goal.words for goal in goals]


def test_the_destination_can_be_chosen_afterwards(client, coordinator, strategy):
    row = imports.receive(workbook(), "minne.xlsx", by=coordinator)
    url = f"{reverse('goals:import-line', args=[row.pk])}?osa=place"
    posted = {"strategy": strategy.pk, "unit": "", "year": "2024", "theme": "", "version": row.version}
    assert client.post(url, posted).status_code == 302
    row.refresh_from_db()
    assert (row.strategy, row.year) == (strategy, 2024)


def test_a_line_on_a_page_of_its_own_is_saved_without_htmx(client, received):
    """There is no #import-work on that page which an answer could change."""
    url = f"{reverse('goals:import-line', args=[received.pk])}?osa=place"
    assert b"hx-target" not in client.get(url).content
    assert b"hx-target" in client.get(url, headers={"HX-Request": "true"}).content


def test_every_part_of_the_destination_can_be_changed(client, received, strategy):
    """Also the department and the year that were chosen before; a päämäärä brings its strategy."""
    theme, unit = strategy.themes.get(), make.OrgUnitFactory(kind="department")
    url = f"{reverse('goals:import-line', args=[received.pk])}?osa=place"
    typed = {"strategy": "", "unit": unit.pk, "year": "2025", "theme": theme.pk}
    posted = {**form_values(client.get(url), f"line-{slug_of('place', '')}"), **typed}
    after = client.post(url, posted, follow=True)
    received.refresh_from_db()
    assert (received.strategy, received.unit, received.year, received.theme) == (strategy, unit, 2025, theme)
    assert said(after) == ["Muutos on tallennettu."]


def test_a_department_that_has_ended_stays_chosen(client, received):
    received.unit.valid_to = date(2020, 1, 1)
    received.unit.save()
    page = client.get(f"{reverse('goals:import-line', args=[received.pk])}?osa=place")
    assert form_values(page, f"line-{slug_of('place', '')}")["unit"] == str(received.unit_id)


def test_a_strategy_that_the_file_names_is_told(client, coordinator, strategy):
    make.GoalFactory(strategy=strategy, title="Kaunis kaupunki")
    row = imports.receive(workbook(), "minne.xlsx", by=coordinator)
    assert "strategia puuttuu" not in main_words(client.get(page_of(row)))


# --- one answer for many
MANY = [["Elinvoima", f"Tavoite {n} on oma", f"Teko {n} tehdään", f"Tuntematon {n}", "2023", ""] for n in range(3)]


@pytest.fixture
def many(coordinator, strategy, post):
    """Three owners whom the city does not have."""
    data = workbook([HEADING, *MANY])
    return imports.receive(data, "monta.xlsx", strategy=strategy, unit=post.unit, year=2023, by=coordinator)


def together_of(page):
    """The forms that answer many lines."""
    return [one for one in parsed(page).iter("form") if (one.get("id") or "").startswith("yhdessa-")]


def press_together(client, row, page, value, *, htmx=False):
    headers = {"HX-Request": "true", "HX-Target": "import-work"} if htmx else {}
    posted = {**values_of(together_of(page)[0]), "answer": value}
    return client.post(reverse("goals:import-answer", args=[row.pk]), posted, headers=headers)


def owner_choices(row):
    return [owner.choice for owner in imported.proposal_of(PlanImport.objects.get(pk=row.pk))[0].owners]


def test_the_same_question_of_many_is_answered_with_one_press(client, many):
    page = client.get(page_of(many))
    assert "Kaikki jäävät vain sanoiksi (3)" in words(together_of(page)[0])
    after = press_together(client, many, page, "words", htmx=True)
    assert after.status_code == 200 and "Vastaus tallennettu." in words(parsed(after))
    assert owner_choices(many) == ["words"] * 3
    assert together_of(after) == []


def test_what_was_answered_together_is_changed_line_by_line(client, many):
    after = press_together(client, many, client.get(page_of(many)), "words")
    assert (after.status_code, after.url) == (302, page_of(many, "?nayta=kysymykset#import-list"))
    row = PlanImport.objects.get()
    key = imported.proposal_of(row)[0].owners[1].key
    posted = {"part": "owners", "key": key, "version": row.version, "answer": "take-back"}
    client.post(reverse("goals:import-answer", args=[row.pk]), posted)
    assert owner_choices(many) == ["words", "", "words"]


def test_directions_of_all_measures_are_answered_together(client, coordinator, strategy, post):
    rows = [
        ["Elinvoima", f"Tavoite {n} on", f"Teko {n} tehdään", post.title, "2023", f"Juhla {n}, lkm"] for n in range(4)
    ]
    row = imports.receive(
        workbook([HEADING, *rows]), "m.xlsx", strategy=strategy, unit=post.unit, year=2023, by=coordinator
    )
    page = client.get(page_of(row))
    assert "Kaikissa suurempi on parempi (4)" in words(together_of(page)[0])
    press_together(client, row, page, "up")
    proposal, _existing = imported.proposal_of(PlanImport.objects.get())
    assert [one.reading.direction for one in proposal.all_measures] == ["up"] * 4
    assert not any(one.open_questions for one in proposal.all_measures)


def test_an_answer_together_of_an_old_page_is_not_taken(client, many, coordinator):
    page = client.get(page_of(many))
    key = imported.proposal_of(many)[0].owners[0].key
    imports.answer(many.pk, version=0, part="owners", key=key, answer={"choice": "words"}, by=coordinator)
    after = press_together(client, many, page, "new-single", htmx=True)
    assert after.status_code == 409 and "Kysymyksiin on vastattu" in words(parsed(after))
    assert owner_choices(many) == ["words", "", ""]


def test_a_second_press_together_changes_nothing_and_says_so(client, many):
    page = client.get(page_of(many))
    press_together(client, many, page, "words")
    again = press_together(client, many, page, "words")
    assert again.status_code == 409 and "Kysymyksiin on vastattu" in words(parsed(again))


@pytest.mark.parametrize(
    "typed", [{"together": "<b>"}, {"together": "x" * 200_000}, {"version": "x"}, {"answer": "checked"}, {"answer": ""}]
)
def test_nonsense_together_is_refused(client, many, typed):
    posted = {**values_of(together_of(client.get(page_of(many)))[0]), "answer": "words", **typed}
    assert client.post(reverse("goals:import-answer", args=[many.pk]), posted).status_code == 422
    assert owner_choices(many) == [""] * 3


# --- files
def test_the_original_comes_back_byte_by_byte(client, received):
    answer = client.get(reverse("goals:import-original", args=[received.pk]))
    assert b"".join(answer.streaming_content) == received.file.open("rb").read()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="suunnitelma.xlsx"'


def test_the_marked_workbook_has_the_questions_as_comments(client, received):
    answer = client.get(reverse("goals:import-marked", args=[received.pk]))
    sheet = load_workbook(BytesIO(answer.content))["Suunnitelma"]
    assert any("Puutarhuri" in cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment)


# --- the end
def answered(client, row):
    press(client, row, client.get(page_of(row)), "Puutarhuri", "new-single")
    return PlanImport.objects.get(pk=row.pk)


def test_nothing_is_adopted_while_something_must_be_answered(client, received):
    page = client.get(reverse("goals:import-adopt", args=[received.pk]))
    assert "vielä ratkaistava" in main_words(page)
    posted = {"version": received.version}
    assert client.post(reverse("goals:import-adopt", args=[received.pk]), posted).status_code == 422
    assert Goal.objects.count() == 0


def test_an_adoption_is_told_before_and_shown_after(client, received):
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    page = client.get(url)
    assert "Lisätään 2 uutta tavoitetta." in main_words(page)
    after = client.post(url, form_values(page, "adopt-import"), follow=True)
    assert said(after) == ["Tuonti on otettu käyttöön."]
    assert (Goal.objects.count(), Action.objects.count(), PlanLine.objects.count()) == (2, 2, 2)
    assert len(list_of(after, ".//tbody/tr")) == ImportedPlace.objects.count()
    assert "Suunnitelma!C2" in main_words(after)


def test_the_history_of_what_came_tells_its_cell(client, received, holder_client):
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    client.post(url, form_values(client.get(url), "adopt-import"))
    history = reverse("reporting:history-detail", args=["goal", Goal.objects.order_by("pk").first().pk])
    assert "Tuotu tiedostosta suunnitelma.xlsx, Suunnitelma, solu B2" in main_words(client.get(history))
    assert "Tuotu tiedostosta" not in main_words(holder_client.get(history))


def test_a_second_press_changes_nothing_and_says_so(client, received):
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    posted = form_values(client.get(url), "adopt-import")
    client.post(url, posted)
    again = client.post(url, posted, follow=True)
    assert said(again) == ["Tuonti on otettu käyttöön.", "Tuonti oli jo otettu käyttöön. Alla näkyy, mitä siitä tuli."]
    assert Goal.objects.count() == 2


def test_an_answer_in_between_is_shown_before_adopting(client, received, coordinator):
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    posted = form_values(client.get(url), "adopt-import")
    goal = imported.proposal_of(row)[0].goals[0]
    answer = {"choice": "leave_out"}
    imports.answer(row.pk, version=row.version, part="items", key=goal.key, answer=answer, by=coordinator)
    page = client.post(url, posted)
    assert page.status_code == 422 and Goal.objects.count() == 0
    assert "Lisätään 1 uusi tavoite." in main_words(page)
    client.post(url, form_values(page, "adopt-import"))
    assert Goal.objects.count() == 1


def test_a_plan_in_force_asks_for_a_decision_or_a_reason(client, received, strategy, post):
    make.PlanFactory(strategy=strategy, unit=post.unit, year=2023, state=Plan.State.ADOPTED)
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    posted = form_values(client.get(url), "adopt-import")
    page = client.post(url, posted)
    assert (page.status_code, Goal.objects.count()) == (422, 0)
    assert "valitse päätös tai kirjoita syy" in words(by_id(page, "error-summary"))
    client.post(url, {**posted, "reason": "Puuttuva osa lisätään"})
    assert PlanImport.objects.get().reason == "Puuttuva osa lisätään"


@pytest.fixture
def in_force(strategy, post):
    return make.PlanFactory(strategy=strategy, unit=post.unit, year=2023, state=Plan.State.ADOPTED)


def test_a_new_decision_is_entered_with_the_adoption(client, received, in_force):
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    posted = form_values(client.get(url), "adopt-import")
    half = client.post(url, {**posted, "body": "KV"})
    assert half.status_code == 422 and "toimielin, päivä ja pykälä" in words(by_id(half, "error-summary"))
    page = client.post(url, {**posted, "body": "KV", "decided_on": "5.6.2023", "section": "45"})
    assert page.status_code == 302, main_words(page)
    decision = PlanImport.objects.get().decision
    assert (decision.body, decision.decided_on, decision.section) == ("KV", date(2023, 6, 5), "45")


def test_nothing_to_change_needs_no_reason(client, received, strategy, post, coordinator):
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    client.post(url, form_values(client.get(url), "adopt-import"))
    Plan.objects.update(state=Plan.State.ADOPTED)
    again = imports.receive(workbook(), "sama.xlsx", strategy=strategy, unit=post.unit, year=2023, by=coordinator)
    proposal, _existing = imported.proposal_of(again)
    assert (proposal.place.is_in_force, proposal.summary.changes_nothing) == (True, True)
    url = reverse("goals:import-adopt", args=[again.pk])
    assert "päätös tai syy" not in main_words(client.get(url))
    client.post(url, {"version": again.version})
    assert PlanImport.objects.get(pk=again.pk).state == "adopted"


def test_the_adoption_names_what_is_added(client, coordinator, strategy, post):
    rows = [["Elinvoima", f"Tavoite {n} on oma", f"Teko {n} tehdään", post.title, "2023", ""] for n in range(5)]
    row = imports.receive(
        workbook([HEADING, *rows]), "m.xlsx", strategy=strategy, unit=post.unit, year=2023, by=coordinator
    )
    page = client.get(reverse("goals:import-adopt", args=[row.pk]))
    deed = with_class(parsed(page), "deeds")[0][0]
    assert words(deed) == (
        "Lisätään 5 uutta tavoitetta. Tavoite 0 on oma Tavoite 1 on oma Tavoite 2 on oma "
        "Näytä vielä 2: Lisätään 5 uutta tavoitetta. Tavoite 3 on oma Tavoite 4 on oma"
    )


def test_a_change_that_is_offered_is_told_in_the_banner(client, received, strategy, post, coordinator):
    """One truth: nothing is new, but the file says something otherwise than the service."""
    row = answered(client, received)
    url = reverse("goals:import-adopt", args=[row.pk])
    client.post(url, form_values(client.get(url), "adopt-import"))
    other = [PLAN[0], [*PLAN[1][:4], "2024", PLAN[1][5]], PLAN[2]]
    again = imports.receive(
        workbook(other), "toinen.xlsx", strategy=strategy, unit=post.unit, year=2023, by=coordinator
    )
    proposal, _existing = imported.proposal_of(again)
    assert proposal.summary.changes_nothing
    told = words(by_id(client.get(page_of(again)), "import-next"))
    assert "1 kohta on tiedostossa toisin kuin palvelussa" in told and "kaikki on jo palvelussa" not in told
    adopt = main_words(client.get(reverse("goals:import-adopt", args=[again.pk])))
    assert "eikä muutettavaa ole valittu" in adopt


def test_an_empty_workbook_is_told_to_be_empty(client, coordinator, strategy):
    row = imports.receive(workbook([]), "tyhja.xlsx", strategy=strategy, by=coordinator)
    told = main_words(client.get(page_of(row)))
    assert "Tiedosto on tyhjä." in told and "jo palvelussa" not in told and "Kerro alla" not in told


def test_a_discarded_import_takes_no_answers(client, received):
    page = client.get(page_of(received))
    posted = answer_of(page, "Puutarhuri", "words")
    after = client.post(reverse("goals:import-discard", args=[received.pk]), follow=True)
    assert said(after) == ["Tuonti ”suunnitelma.xlsx” on hylätty. Mitään siitä ei otettu käyttöön."]
    late = client.post(reverse("goals:import-answer", args=[received.pk]), posted, follow=True)
    assert said(late) == ["Tuonti on jo hylätty, eikä siihen voi enää vastata. Tuo tiedosto tarvittaessa uudelleen."]
    assert "Mitään tiedostosta ei otettu käyttöön." in main_words(late)


def test_others_do_not_find_it(received, holder_client):
    for name in ("detail", "answer", "line", "adopt", "discard", "original", "marked"):
        assert holder_client.post(reverse(f"goals:import-{name}", args=[received.pk])).status_code == 404


# --- a workbook that the service itself made
@pytest.fixture
def edited(coordinator, post):
    """The indicators' workbook with one figure corrected in it, brought in; and the figure."""
    indicator = make.IndicatorFactory(code="kavijat", name="Kävijöitä", unit="kpl", answering_post=post)
    figure = make.ObservationFactory(indicator=indicator, value=7)

    def edit(book):
        cell_of(book["Havainnot"], "kavijat 2023H1", "Arvo").value = 8
        cell_of(book["Havainnot"], "kavijat 2023H1", "Oikaisun syy").value = "Laskuvirhe"

    data = saved_again(written(indicators_workbook(rights_of(coordinator), "fi")), edit)
    return imports.receive(data, "mittarit.xlsx", by=coordinator), figure


def present_value(figure):
    return Observation.objects.present().get(indicator=figure.indicator).value


def test_only_the_changes_of_an_own_workbook_are_shown(client, edited):
    row, _figure = edited
    page = client.get(page_of(row))
    cards = [words(card) for card in with_class(parsed(page), "ask-card")]
    assert len(cards) == 1
    assert "Arvo" in cards[0] and "Nyt palvelussa 7" in cards[0] and "Tiedostossa 8" in cards[0]


def test_changes_are_told_and_adopted(client, edited):
    row, figure = edited
    url = reverse("goals:import-adopt", args=[row.pk])
    page = client.get(url)
    assert "Muutetaan 1 tieto." in main_words(page)
    client.post(url, form_values(page, "adopt-import"))
    assert (present_value(figure), PlanImport.objects.get().state) == (8, "adopted")


def test_a_change_can_be_left_out(client, edited):
    row, figure = edited
    after = press(client, row, client.get(page_of(row)), "Kävijöitä", "leave-out", htmx=True)
    assert "Jää ennalleen" in words(parsed(after))
    page = client.get(reverse("goals:import-adopt", args=[row.pk]))
    assert "Muutetaan" not in main_words(page)
    assert present_value(figure) == 7


def test_what_was_changed_on_both_sides_must_be_decided(client, edited, coordinator):
    row, figure = edited
    told = {"note": "", "source": "", "is_provisional": False, "reason": "Tarkistettu"}
    correct_observation(figure.pk, text="9", rights=rights_of(coordinator), **told)
    page = client.get(page_of(row))
    assert "Muutettu kahdessa paikassa" in main_words(page)
    marked = client.get(reverse("goals:import-marked", args=[row.pk]))
    cell = cell_of(load_workbook(BytesIO(marked.content))["Havainnot"], "kavijat 2023H1", "Arvo")
    assert "muutettu myös palvelussa" in cell.comment.text
    assert "vielä ratkaistava" in main_words(client.get(reverse("goals:import-adopt", args=[row.pk])))
    press(client, row, page, "Kävijöitä", "present")
    assert "vielä ratkaistava" not in main_words(client.get(reverse("goals:import-adopt", args=[row.pk])))
    assert present_value(figure) == 9
