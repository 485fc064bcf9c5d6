"""A coordinator brings Kemi's plan into an empty strategy: reads, answers, adopts, and finds a goal on its page."""

import re

import pytest
from playwright.sync_api import expect

from tests.goals.plan_workbook.seed_workbook import seed_workbook

from .conftest import violations

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
THEMES = ("Elinvoimainen kaupunki", "Hyvinvoivat asukkaat", "Sujuva arki")
MAKE_STRATEGY = f"""
from goals.models import Strategy, Theme
strategy, made = Strategy.objects.get_or_create(
    slug="uusi-strategia", defaults=dict(name="Uusi strategia", valid_from="2022-01-01", state=Strategy.State.IN_FORCE)
)
for place, name in enumerate({THEMES!r} if made else ()):
    Theme.objects.create(strategy=strategy, code=f"uusi-{{place}}", name=name, position=place)
"""
GOAL = "Asuinalueemme ovat houkuttelevia ja asumismuodot monipuolisia."


@pytest.fixture
def page(program, person):
    program.manage("shell", "-v", "0", "-c", MAKE_STRATEGY)
    page = person("coordinator")
    page.goto("/tuonti/")
    page.get_by_label("Strategia", exact=True).select_option(label="Uusi strategia")
    page.get_by_label("Toimiala", exact=True).select_option(label="Hyvinvointitoimiala")
    page.get_by_label("Vuosi", exact=True).fill("2023")
    return page


def test_kemis_plan_comes_into_an_empty_strategy(page):
    file = {"name": "suunnitelma.xlsx", "mimeType": XLSX, "buffer": seed_workbook()}
    page.locator("input[type='file']").set_input_files(file)
    page.get_by_role("button", name="Lue taulukko").click()
    expect(page.get_by_role("heading", name="suunnitelma.xlsx")).to_be_visible()
    assert violations(page) == []
    # the päämäärä that stands above no table is asked; each answer brings the next question into focus
    for theme in THEMES[:2]:
        card = page.locator(".ask-card").first
        title = card.get_attribute("id")
        card.get_by_label("Minkä päämäärän alla?").select_option(label=theme)
        card.get_by_role("button", name="Tallenna").press("Enter")
        expect(page.locator("#live-polite")).to_contain_text("kysymystä jäljellä")
        expect(page.locator(".ask-card").first).not_to_have_id(title)
        expect(page.locator(".ask-card").first).to_be_focused()
    # one word put right in its place
    card = page.locator(".ask-card:has(.raw)").first
    card.get_by_role("link", name="Muuta").press("Enter")
    expect(card.locator(".line-form")).to_be_focused()
    card.get_by_label("Teksti").fill("")
    card.locator(".line-form").get_by_role("button", name="Tallenna").click()
    expect(page).to_have_title(re.compile("^Virhe: "))
    expect(page.locator("#error-summary")).to_be_focused()
    assert violations(page) == []
    page.complaints.clear()  # the browser logs the 422
    card.get_by_label("Teksti").fill("Uudistunut teksti")
    title = card.get_attribute("id")
    card.locator(".line-form").get_by_role("button", name="Tallenna").press("Enter")
    expect(page.locator(f"#{title}")).to_have_count(0)
    expect(page.locator(".ask-card:focus")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Kaikki")).click()
    expect(page.get_by_role("heading", name=GOAL)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Katso, mitä lisätään").click()
    expect(page.get_by_text("Lisätään 16 uutta tavoitetta.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Ota käyttöön").click()
    expect(page.get_by_text("Tuonti on otettu käyttöön.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name=GOAL).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Asuinalueemme ovat houkuttelevia")


TABLE = (
    "<style>td { color: red }</style><table><tr><th>Tavoite</th><th>Toimenpiteet</th></tr>"
    "<tr><td rowspan=2 style='width: 9px' onclick='x()'>Kaunis kaupunki</td>"
    "<td>Puita istutetaan<br>ja hoidetaan</td></tr>"
    "<tr><td>Juhlia pidetään</td></tr></table>"
)
PASTE = """([field, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "Tavoite Toimenpiteet");
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  field.value = "Tavoite Toimenpiteet";
}"""


def test_a_pasted_table_keeps_its_cells(page):
    field = page.get_by_label("tai liitä taulukko tähän")
    page.evaluate(PASTE, [field.element_handle(), TABLE])
    expect(page.locator("[data-paste-result]")).to_have_text("Taulukko liitettiin. Rivejä ja sarakkeita: 3 × 2")
    kept = page.locator("#id_pasted_html").input_value()
    assert "rowspan" in kept and "onclick" not in kept and "style" not in kept
    page.get_by_role("button", name="Lue taulukko").click()
    page.get_by_role("link", name=re.compile("^Kaikki")).click()
    expect(page.get_by_role("heading", name="Kaunis kaupunki")).to_be_visible()
    expect(page.get_by_text("Juhlia pidetään").first).to_be_visible()


@pytest.mark.parametrize(("prefix", "width"), [("/sv", 768), ("/en", 320)])
def test_the_pages_hold_in_other_languages_and_widths(person, program, prefix, width):
    page = person("coordinator", width=width)
    page.goto(f"{prefix}/tuonti/")
    assert violations(page) == []
    page.locator("textarea[name='pasted']").fill("Tavoite\tToimenpiteet\tVastuu\nKaunis kaupunki\tPuita\tPuutarhuri")
    page.locator("form#new-import button").click()
    page.wait_for_url(re.compile(r"/tuonti/\d+/"))
    address = page.url
    for query in ("", "?nayta=kaikki", "?nayta=vastuut", "?nayta=muuttuvat"):
        page.goto(address + query)
        assert violations(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
