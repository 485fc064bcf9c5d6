"""Plan editing by keyboard alone: a draft strategy, a theme, two goals, their order, and what everybody will see."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import violations

NAME = "Kemi 2030"


@pytest.fixture
def page(person):
    return person("coordinator")


def press(page, role, name, *, inside=None):
    """Reaches a control with Tab as somebody without a mouse does, and presses it."""
    control = (inside or page).get_by_role(role, name=name).first
    for _step in range(200):
        if control.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


def write(page, label, words):
    field = page.get_by_label(label, exact=True).first
    for _step in range(200):
        if field.evaluate("element => element === document.activeElement"):
            page.keyboard.type(words)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {label}")


def test_a_strategy_is_drafted_ordered_and_previewed_by_keyboard(page):
    page.goto("/muokkaus/")
    assert violations(page) == []
    press(page, "link", "Uusi strategia")
    expect(page.get_by_role("heading", level=1, name="Uusi strategia")).to_be_visible()
    assert violations(page) == []
    write(page, "Nimi", NAME)
    press(page, "button", "Luo luonnos")
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    press(page, "link", "Lisää teema")
    write(page, "Nimi", "Oppiva Kemi")
    assert violations(page) == []
    press(page, "button", re.compile("^Lisää$"))
    theme = page.get_by_role("article", name="Oppiva Kemi")
    expect(theme).to_be_visible()
    press(page, "link", re.compile("Lisää tavoite ?: Oppiva Kemi"))
    write(page, "Tavoite", "Koulut ovat hyviä")
    press(page, "button", "Lisää ja jatka seuraavaan")
    expect(page.get_by_text("Lisätty.")).to_be_visible()
    write(page, "Tavoite", "Jokainen oppii läpi elämän")
    press(page, "button", re.compile("^Lisää$"))
    goals = theme.get_by_role("listitem")
    expect(goals).to_contain_text(["Koulut ovat hyviä", "Jokainen oppii läpi elämän"])
    assert violations(page) == []
    # the row moves without a new page, and the focus stays on the button that moved it
    press(page, "button", "Siirrä ylös: Jokainen oppii läpi elämän")
    expect(page.locator("#live-polite")).to_contain_text("on nyt kohdassa 1/2")
    expect(goals).to_contain_text(["Jokainen oppii läpi elämän", "Koulut ovat hyviä"])
    expect(page.get_by_role("button", name="Siirrä ylös: Jokainen oppii läpi elämän")).to_be_focused()
    page.reload()
    expect(goals).to_contain_text(["Jokainen oppii läpi elämän", "Koulut ovat hyviä"])
    # what everybody will see, and nobody sees yet
    press(page, "link", "Esikatselu: mitä kaikki näkevät")
    expect(page.get_by_text("Esikatselu: näin kaikki näkevät tämän sivun")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    expect(page.get_by_role("link", name="Kirjaudu", exact=True)).to_be_visible()
    press(page, "link", "Takaisin muokkaukseen")
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    # a department's plan with its first action
    press(page, "link", "Uusi suunnitelma")
    write(page, "Toimiala", "Hyvinvointi")
    press(page, "button", "Luo luonnos")
    expect(page.get_by_text("Suunnitelma on tässä.")).to_be_visible()
    press(page, "link", re.compile("Lisää tähän toimenpide ?: Koulut ovat hyviä"))
    write(page, "Toimenpide suomeksi", "Avataan oppimispaikka")
    press(page, "button", "Lisää toimenpide")
    expect(page.get_by_text("Toimenpide on lisätty.")).to_be_visible()


def test_a_row_is_dragged_to_its_place(page):
    page.goto("/muokkaus/strategiat/kemin-kaupungin-strategia/")
    rows = page.get_by_role("article", name="Viisas Kemi").locator("[data-ordering]").first.get_by_role("listitem")
    first, second = (rows.nth(place).get_attribute("id") for place in (0, 1))
    rows.nth(2).scroll_into_view_if_needed()  # both ends of the way are on the screen
    rows.nth(0).locator("[data-order-handle]").drag_to(rows.nth(1), target_position={"x": 200, "y": 40})
    expect(page.locator("#live-polite")).to_contain_text("on nyt kohdassa 2/")
    expect(rows.nth(0)).to_have_id(second)
    page.reload()
    expect(rows.nth(1)).to_have_id(first)
