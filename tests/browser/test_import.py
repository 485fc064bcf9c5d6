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
    expect(page.get_by_text("Lisätään 16 uutta tavoitetta.", exact=True)).to_be_visible()
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


def test_the_destination_is_changed_on_a_page_of_its_own(page):
    page.locator("textarea[name='pasted']").fill("Tavoite\tToimenpiteet\nKohde vaihtuu\tPuita")
    page.get_by_role("button", name="Lue taulukko").click()
    page.get_by_role("link", name="Muuta kohdetta").click()
    page.get_by_label("Vuosi", exact=True).fill("2024")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_text("Muutos on tallennettu.")).to_be_visible()
    expect(page.locator(".import-summary")).to_contain_text("Hyvinvointitoimiala · 2024")


def test_many_are_answered_together_and_the_tabs_stay(page):
    rows = "\n".join(f"Tavoite numero {n}\tTeko {n} tehdään\tTuntematon {n}" for n in range(12))
    page.locator("textarea[name='pasted']").fill(f"Tavoite\tToimenpiteet\tVastuu\n{rows}")
    page.get_by_role("button", name="Lue taulukko").click()
    page.mouse.wheel(0, 3000)
    expect(page.get_by_role("navigation", name="Mitä näytetään")).to_be_in_viewport()
    page.get_by_role("button", name="Kaikki jäävät vain sanoiksi (12)").press("Enter")
    expect(page.locator("#live-polite")).to_contain_text("Vastaus tallennettu.")
    expect(page.locator(".together")).to_have_count(0)
    expect(page.locator("#import-work :focus")).to_have_count(1)


ADDRESSES = ("", "?nayta=kaikki", "?nayta=vastuut", "?nayta=muuttuvat", "rivi/?osa=place", "ota-kayttoon/")


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("/sv", 768), ("/en", 320)])
def test_the_pages_hold_in_every_language_and_width(person, program, prefix, width):
    page = person("coordinator", width=width)
    page.goto(f"{prefix}/tuonti/")
    assert violations(page) == []
    page.locator("form#new-import button").click()
    expect(page.locator("#error-summary")).to_be_visible()
    assert violations(page) == []
    page.complaints.clear()  # the browser logs the 422
    rows = "\n".join(f"Kaunis kaupunki {prefix} {n}\tPuita {n} istutetaan\tPuutarhuri {n}" for n in range(12))
    page.locator("textarea[name='pasted']").fill(f"Tavoite\tToimenpiteet\tVastuu\n{rows}")
    page.locator("form#new-import button").click()
    page.wait_for_url(re.compile(r"/tuonti/\d+/"))
    address = page.url
    for query in ADDRESSES:
        page.goto(address + query)
        _holds(page)
    page.goto(address)
    page.locator(".together button[value='words']").click()
    expect(page.locator(".together")).to_have_count(0)
    _holds(page)
    page.goto(f"{address}?nayta=kaikki")
    page.locator(".answer__change").nth(1).click()
    expect(page.locator(".line-form")).to_be_visible()
    _holds(page)
    page.goto(address)
    page.locator(".import-summary .disclosure > summary").click()
    _holds(page)
    page.locator(".import-summary .disclosure button").click()
    page.goto(address)
    _holds(page)


def _holds(page):
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_an_adoption_that_adds_much_is_accessible(page):
    rows = "\n".join(f"{THEMES[0]}\tUusi tavoite {n}\tTeko {n} tehdään" for n in range(5))
    page.locator("textarea[name='pasted']").fill(f"Päämäärä\tTavoite\tToimenpiteet\n{rows}")
    page.get_by_role("button", name="Lue taulukko").click()
    page.get_by_role("link", name="Katso, mitä lisätään").click()
    page.get_by_text("Näytä vielä 2").first.click()
    expect(page.get_by_text("Uusi tavoite 4").first).to_be_visible()
    _holds(page)
