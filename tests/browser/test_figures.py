"""Many figures at once, as in a spreadsheet: Enter moves on, a pasted column fills downwards, Ctrl+Enter saves."""

from playwright.sync_api import expect

PASTE = """(column) => {
  const data = new DataTransfer();
  data.setData("text/plain", column);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  );
}"""


def test_figures_are_entered_with_the_keyboard_and_from_a_column(person):
    page = person("coordinator")
    page.goto("/luvut/?jakso=2022")
    figures = page.locator("[data-figure]")
    figures.nth(0).focus()
    page.keyboard.type("19 500")
    page.keyboard.press("Enter")
    expect(figures.nth(1)).to_be_focused()
    page.evaluate(PASTE, "929\n101 000\n")
    expect(figures.nth(1)).to_have_value("929")
    expect(figures.nth(2)).to_have_value("101 000")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("main")).to_contain_text("3 lukua kirjattu")
    expect(page.get_by_role("row", name="Yritysten määrä")).to_contain_text("929 kpl")
    page.goto("/mittarit/1/")
    expect(page.locator("svg.indicator-chart title").first).to_contain_text("19 500")


def test_a_wrong_figure_saves_nothing_and_is_shown_beside_its_field(person):
    page = person("coordinator")
    page.goto("/luvut/?jakso=2021")
    figures = page.locator("[data-figure]")
    figures.nth(0).fill("20 100")
    figures.nth(1).fill("1.234")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(figures.nth(1)).to_have_attribute("aria-invalid", "true")
    expect(figures.nth(0)).to_have_value("20 100")
    page.complaints.clear()  # the browser logs the 422


def test_a_typed_figure_shows_what_it_proposes_and_chooses_nothing(person):
    page = person("welfare_coordinator")
    page.goto("/omat-kirjaukset/")
    page.get_by_role("link", name="Nuorisovaltuusto").first.click()
    page.wait_for_url("**/kirjaukset/*/")
    page.locator("[inputmode=decimal]").first.fill("1")
    page.keyboard.press("Tab")
    expect(page.locator(".proposal")).to_contain_text("Mitä luvut ehdottavat")
    assert page.locator("input[name$=forecast]:checked").count() == 0
    page.reload()  # nothing was saved
