"""The main job as three people do it: report and send, read the draft, have the PDF made; the public sees nothing."""

import re
import subprocess

from playwright.sync_api import expect

from .conftest import violations

TYPED = "Avustukset jaettiin keväällä, ja kriteerit julkaistiin verkossa."


def test_an_action_is_reported_sent_read_as_draft_and_found_in_the_pdf(person, program, tmp_path):
    report_one_action_with_the_keyboard(person("post_holder"))
    read_it_as_a_draft(person("reader"))
    find_nothing_in_public(person(None))
    words = have_the_pdf_made(person("coordinator"), tmp_path)
    assert TYPED in words
    assert "LUONNOS" in words


def report_one_action_with_the_keyboard(page):
    page.goto("/omat-kirjaukset/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Omat kirjaukset")
    expect(page.locator(".lead")).to_contain_text(re.compile(r"Jäljellä \d+/\d+"))
    row = page.get_by_role("link", name="Järjestöavustukset jaetaan päätettyjen kriteerien pohjalta")
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kirjaukset/*/")
    page.get_by_role("radio", name="Käynnissä").focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Toteutuu", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("Teksti raporttiin (julkinen)").focus()
    page.keyboard.type(TYPED)
    page.get_by_role("button", name="Tallenna luonnos").focus()
    page.keyboard.press("Enter")
    main = page.get_by_role("main")
    saved = main.get_by_text(re.compile(r"Tallennettu luonnoksena \d+\.\d\d – ei vielä lähetetty"))
    expect(saved).to_be_focused()
    assert violations(page) == []

    page.get_by_role("button", name="Lähetä").focus()
    page.keyboard.press("Enter")
    expect(main.get_by_text("Täydennä vielä ennen lähettämistä:")).to_be_visible()  # the two figures
    assert violations(page) == []
    for figure in page.get_by_label(re.compile("^Luku")).all():
        figure.focus()
        page.keyboard.type("17")
    page.get_by_role("button", name="Lähetä").focus()
    page.keyboard.press("Enter")
    expect(main.get_by_text(re.compile(r"Lähetetty \d+\.\d\d"))).to_be_focused()
    assert violations(page) == []
    page.complaints.clear()  # the browser logs the 422 that asked for the figures


def read_it_as_a_draft(page):
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text(re.compile("luonnos", re.IGNORECASE))
    page.goto("/raportit/2023-h1/")
    expect(page.get_by_role("main")).to_contain_text(TYPED)
    expect(page.get_by_role("main")).to_contain_text(re.compile("luonnos", re.IGNORECASE))


def find_nothing_in_public(page):
    page.goto("/toimenpiteet/")
    page.get_by_role("link", name="Järjestöavustukset jaetaan päätettyjen kriteerien pohjalta").first.click()
    for path in (page.url, "/", "/tavoitteet/", "/haku/?q=kriteerit julkaistiin"):
        page.goto(path)
        expect(page.get_by_role("main")).to_be_visible()
        assert TYPED not in page.content()
        assert "Odottaa kirjausta" not in page.content()
    page.goto("/raportit/2023-h1/")
    page.wait_for_url("**/tili/login/**")


def have_the_pdf_made(page, folder) -> str:
    page.goto("/raportit/2023-h1/")
    page.get_by_role("button", name="Tee tiedosto").click()  # a PDF in Finnish, unless something else is chosen
    link = page.get_by_role("link", name=re.compile("Lataa"))
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    file = folder / "katsaus.pdf"
    download.value.save_as(file)
    words = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return " ".join(words.replace("\u00ad", "").split())
