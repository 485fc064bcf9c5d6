"""Two rounds of Kemi's year 2023 from opening to the published files: what the first one says, the second one knows."""

import io
import re
import subprocess
import sys

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import expect

from .conftest import PROJECT, prepared, served

GRANTS = "Järjestöavustukset jaetaan päätettyjen kriteerien pohjalta"  # h4b
GOAL = "Rakennamme vahvoja kumppanuuksia järjestötoimijoiden kanssa"  # h4
BOOKING = "Uuden tila- ja ajanvarausjärjestelmän käyttöönotto"  # s4a, completed in summer
SILENT = "Toimenpide: Kulttuurikumppanuus"  # h2d, nobody reports it in summer
CAUSE = "Hakemuksia tuli niin paljon, että käsittely viivästyi."
PROMISE = "Toinen käsittelijä aloittaa syyskuussa."
SCHOOLS = "Lisäaika sovitaan auditoijan kanssa."  # what the practice principal promised
TYPED = "Avustuksista on jaettu puolet , loput jaetaan syksyllä."
EDITED = "Avustuksista on jaettu puolet, ja loput jaetaan syksyllä."
DEPARTMENT = "Toimialan kevät oli vilkas, ja palveluverkkotyö eteni."
MANAGER = "Kaupunki on oikealla suunnalla, vaikka kaikki ei ehtinyt valmistua."
KEPT = "Toinen käsittelijä aloitti 4.9."
GOES_ON = "Kriteerit tarkistetaan, ja jakoa jatkaa seuratyöryhmä."
LEFT_OUT = "Majoitustilasto valmistuu vasta maaliskuussa."
WAIT_FOR_FILES = 120_000
JUDGED = "Kumppanuudet syntyivät, mutta avustusten jako viivästyi."


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return prepared(tmp_path_factory.mktemp("two-rounds"))


@pytest.fixture(scope="module")
def signed_in_states():
    """The other tests' sessions are of another database."""
    return {}


def test_the_year_end_knows_what_the_half_year_promised(person, program):
    with served(program, today="2023-08-10"):
        report_the_half_year(person, program)
        freeze_for_the_board(person("coordinator"))
        publish(person("coordinator"), "2023-h1")
        read_the_half_year(person)
    with served(program, today="2024-01-15"):
        open_the_year_end(person("coordinator"))
        report_the_year_end(person, program)
        publish(person("coordinator"), "2023-year")
        read_the_year_end(person)
        draft_the_new_year(person("coordinator"))
        audit_the_year(person("auditor"))


def everybody_else(program, *deeds, today):
    subprocess.run(
        [sys.executable, "-m", "tests.browser.everybody_else", *deeds],
        cwd=PROJECT,
        env={**program.environment, "TODAY": today},
        check=True,
    )


# --- the half-year ------------------------------------------------------------------------------------------------
def report_the_half_year(person, program):
    everybody_else(program, "half_year", "year_before", today="2023-08-10")
    promise_a_correction(person("post_holder"))
    director = person("director")
    return_it(director)
    complete_it(person("post_holder"))
    approve_all(director)
    write_review(director, "2023-h1", DEPARTMENT)
    coordinator = person("coordinator")
    mend_the_language(coordinator)
    write_review(coordinator, "2023-h1", MANAGER, heading="Kaupunginjohtajan katsaus")
    close(coordinator, "2023-h1")


def promise_a_correction(page):
    open_entry(page)
    page.get_by_role("radio", name="Käynnissä").check()
    page.get_by_role("radio", name="Toteutuu osittain").check()
    page.get_by_label("Teksti raporttiin (julkinen)").fill("Avustuksia on jaettu.")
    for figure in page.get_by_label(re.compile("^Luku")).all():
        figure.fill("17")
    page.get_by_label("Mikä ei etene suunnitellusti ja miksi?").fill(CAUSE)
    page.get_by_label("Miten korjataan?").fill(PROMISE)
    page.get_by_label("Kuka korjaa?").select_option(label="Vapaa-aikapäällikkö")
    page.get_by_label("Mihin mennessä?").fill("30.11.2023")
    send(page)
    page.complaints.clear()  # htmx logs that the second figure's question took the place of the first one's


def return_it(page):
    page.goto("/hyvaksyttavat/")
    entry = page.get_by_role("article").filter(has_text=CAUSE)
    entry.get_by_text("Palauta täydennettäväksi").click()
    entry.get_by_label("Mitä pitäisi täydentää?").fill("Kerro, paljonko on jaettu.")
    entry.get_by_role("button", name="Palauta").click()
    expect(page.get_by_role("main")).to_contain_text("Ei vielä lähetetty")


def complete_it(page):
    open_entry(page)
    expect(page.get_by_role("main")).to_contain_text("Kerro, paljonko on jaettu.")
    page.get_by_label("Teksti raporttiin (julkinen)").fill(TYPED)
    send(page)


def approve_all(page):
    page.goto("/hyvaksyttavat/?tick=all")
    page.get_by_role("button", name="Hyväksy valitut").click()
    expect(page.get_by_role("main")).to_contain_text("Mikään ei odota nyt hyväksyntääsi.")


def mend_the_language(page):
    page.goto("/kielentarkistus/")
    page.get_by_role("link", name=GRANTS, exact=True).click()
    page.get_by_label("Teksti raporttiin").fill(EDITED)
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_role("listitem").filter(has_text=GRANTS)).to_contain_text("Kieli tarkistettu 10.8.2023")


def read_the_half_year(person):
    told = published_words(person(None), "2023-h1")
    assert missing(told, [EDITED, CAUSE, PROMISE, SCHOOLS, "17 kpl"]) == {}
    assert [name for name, words in told.items() if TYPED in words] == []
    del told["Excel"]  # has the figures and what is told of them, not the reviews
    assert missing(told, [DEPARTMENT, MANAGER, SILENT, "Ei raportoitu"]) == {}


# --- the year-end -------------------------------------------------------------------------------------------------
def open_the_year_end(page):
    page.goto("/raportoinnin-ohjaus/")
    page.get_by_label("Laji").select_option(label="Tilinpäätösraportti")
    page.get_by_label("Vuosi", exact=True).fill("2023")
    for strategy in page.get_by_role("group", name="Strategiat").get_by_role("checkbox").all():
        strategy.check()
    page.get_by_role("button", name="Luo katsaus").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Katsaus on luotu.")
    page.get_by_role("button", name="Avaa katsaus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Valmis avattavaksi?")
    page.get_by_role("checkbox", name="Yöpymisten määrä").check()
    page.get_by_label("Syy pois jättämiseen").fill(LEFT_OUT)
    page.get_by_role("button", name="Jätä pois katsauksesta").click()
    expect(main).to_contain_text("jätettiin pois")
    page.get_by_role("button", name="Avaa silti").click()
    expect(main).to_contain_text("Katsaus on avattu")


def report_the_year_end(person, program):
    everybody_else(program, "year_end", today="2024-01-15")
    keep_the_promise(person("post_holder"))
    director = person("director")
    judge_the_goal(director)
    approve_all(director)
    close(person("coordinator"), "2023-year")


def keep_the_promise(page):
    open_entry(page)
    promises = page.get_by_role("region", name="Mitä viimeksi luvattiin")
    expect(promises).to_contain_text(CAUSE)
    expect(promises).to_contain_text(PROMISE)
    expect(promises).to_contain_text("määräpäivä on mennyt")
    promises.get_by_text("Onko tämä tehty? Kuittaa tehdyksi").click()
    promises.get_by_label("Miten asia korjattiin?").fill(KEPT)
    promises.get_by_role("button", name="Kuittaa").click()
    expect(page.get_by_role("main")).to_contain_text("Korjaava toimi on kuitattu tehdyksi.")
    page.get_by_role("radio", name="Käynnissä").check()
    page.get_by_role("radio", name="Jatkuu muutettuna").check()
    page.get_by_label("Miten jatkuu, kuka jatkaa tai miksi luovutaan?").fill(GOES_ON)
    page.get_by_label("Teksti raporttiin (julkinen)").fill("Kaikki avustukset on jaettu.")
    for figure in page.get_by_label(re.compile("^Luku")).all():
        figure.fill("31")
    send(page)
    page.complaints.clear()


def judge_the_goal(page):
    page.goto("/omat-kirjaukset/")
    page.get_by_role("link", name=GOAL).last.click()
    page.wait_for_url("**/kirjaukset/*/")
    page.get_by_role("radio", name="Toteutui osittain").check()
    page.get_by_label("Arvion perustelu (julkinen)").fill(JUDGED)
    page.get_by_label("Mikä ei etene suunnitellusti ja miksi?").fill("Avustushakemuksia tuli kaksinkertainen määrä.")
    page.get_by_label("Miten korjataan?").fill("Haku avataan vuonna 2024 jo tammikuussa.")
    page.get_by_label("Kuka korjaa?").select_option(label="Vapaa-aikapäällikkö")
    page.get_by_label("Mihin mennessä?").fill("31.1.2024")
    send(page)


def read_the_year_end(person):
    page = person(None)
    told = published_words(page, "2023-year")
    first_promise = [PROMISE, KEPT, SCHOOLS, "Puolivuotiskatsaus 2023"]
    carried_over = [GOES_ON, "Jatkuu muutettuna", "Jatkuu sellaisenaan"]
    assert missing(told, [*first_promise, *carried_over, JUDGED, "31 kpl"]) == {}
    read_what_was_promised(table_of(page, "Luvattu"))
    read_what_goes_on(table_of(page, "Ensi vuonna"))
    assert cells(table_of(page, "Toteutui osittain"), "Hyvinvoivat asukkaat") == (
        ["5", "4 (5)", "1 (0)", "0 (0)", "0 (0)", "0 (0)"]  # in brackets the year before
    )
    before_last, last = cells(table_of(page, "TP 2022"), "Yritysten määrä")[1:3]
    assert before_last == "– Ei tietoa" and re.fullmatch(r"915 kpl \[\d+\]", last)  # with its number in the sources
    read_what_has_changed(table_of(page, "Edellisessä raportissa"))
    expect(page.get_by_role("row", name="Mittari: Yöpymisten määrä").filter(has_text=LEFT_OUT)).to_have_count(1)


def read_what_was_promised(promises):
    assert cells(promises, GRANTS) == [
        PROMISE,
        "Puolivuotiskatsaus 2023",
        "Vapaa-aikapäällikkö",
        "30.11.2023",
        f"Korjattu 15.1.2024 {KEPT}",
    ]
    assert cells(promises, "ISO 45001")[-1] == "Myöhässä"


def read_what_goes_on(carried):
    assert cells(carried, GRANTS)[-2:] == ["Jatkuu muutettuna", GOES_ON]
    assert cells(carried, "ISO 45001")[-2:] == ["Jatkuu sellaisenaan", "–"]
    expect(carried.get_by_role("row").filter(has_text=BOOKING)).to_have_count(0)


def read_what_has_changed(changes):
    assert cells(changes, SILENT) == ["Tilanne", "Ei raportoitu", "Käynnissä"]
    figure = changes.get_by_role("row", name="Mittari: Myönnettyjen avustusten lukumäärä Toteuma")
    expect(figure).to_contain_text(re.compile(r"17\skpl.*31\skpl", re.DOTALL))
    expect(changes.get_by_role("row").filter(has_text=BOOKING)).to_have_count(0)  # it was done then already


def table_of(page, heading):
    """The first table with a column of this heading."""
    column = page.get_by_role("columnheader", name=heading, exact=True)
    return page.get_by_role("table").filter(has=column).first


def cells(table, title) -> list[str]:
    """What the row of this title says, column by column."""
    row = table.get_by_role("row").filter(has=table.page.get_by_role("rowheader", name=title))
    return [plain(words) for words in row.get_by_role("cell").all_inner_texts()]


def draft_the_new_year(page):
    page.goto("/uusi-vuosi/")
    page.get_by_role("button", name="Tee luonnos vuodelle 2024").click()
    carried = page.get_by_role("row").filter(has_text=GRANTS)
    expect(carried).to_contain_text("Jatkuu muutettuna")
    expect(carried).to_contain_text(GOES_ON)
    expect(page.get_by_role("row").filter(has_text=BOOKING)).to_have_count(0)


def audit_the_year(page):
    page.goto("/tarkastus/2023/")
    goal = page.get_by_role("article").filter(has=page.get_by_role("heading", name=GOAL))
    expect(goal).to_contain_text("Toteutui osittain")
    expect(goal).to_contain_text(JUDGED)


# --- what is done in both -----------------------------------------------------------------------------------------
def open_entry(page):
    page.goto("/omat-kirjaukset/")
    page.get_by_role("link", name=GRANTS, exact=True).click()
    page.wait_for_url("**/kirjaukset/*/")


def send(page):
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Lähetetty \d+\.\d\d"))


def write_review(page, slug, words, *, heading="Toimialan katsaus"):
    page.goto(f"/raportit/{slug}/tekstit/")
    page.get_by_role("link", name=heading).click()
    page.wait_for_url("**/tekstit/*/")
    page.get_by_label("Teksti raporttiin (julkinen)").fill(words)
    page.get_by_role("button", name="Valmis raporttiin").click()
    expect(page.get_by_role("main")).to_contain_text("Valmis")


def close(page, slug):
    page.goto(f"/raportoinnin-ohjaus/{slug}/")
    page.locator("summary", has_text="Päätä katsaus").click()
    page.get_by_role("button", name="Päätä katsaus").click()
    expect(page.get_by_role("main")).to_contain_text("Katsaus on päätetty")


def freeze_for_the_board(page):
    page.goto("/raportit/2023-h1/kasittelyversiot/")
    page.get_by_role("link", name="Jäädytä käsittelyversio").click()
    page.get_by_label("Toimielin").fill("Kaupunginhallitus")
    page.get_by_role("button", name="Jäädytä käsittelyversio").click()
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name=re.compile("Lataa paketti"))).to_be_visible(timeout=WAIT_FOR_FILES)
    page.get_by_label("Toimielin", exact=True).last.fill("Kaupunginhallitus")
    page.get_by_label("Kokouspäivä").fill("10.8.2023")
    page.get_by_label("Pykälä").fill("312")
    page.get_by_role("button", name="Kirjaa käsittely").click()
    expect(main.get_by_role("table").first).to_contain_text("312")


def publish(page, slug):
    page.goto(f"/raportit/{slug}/julkaisu/")
    for language in ("svenska", "English"):  # they may follow; here they would only take time
        page.get_by_label(language).uncheck()
    page.get_by_role("button", name="Julkaise raportti").click()
    expect(page.get_by_role("main")).to_contain_text("Raportti on julkaistu: versio 1", timeout=WAIT_FOR_FILES)


def published_words(page, slug) -> dict[str, str]:
    """What the public reads of a report: on its page, and in each file it downloads there."""
    page.goto(f"/raportit/{slug}/")
    told = {"page": plain(page.get_by_role("main").inner_text())}
    for name, read in (("PDF", words_of_pdf), ("Word", words_of_docx), ("Excel", words_of_xlsx)):
        link = page.get_by_role("link", name=re.compile(rf"^{name} \(")).first
        told[name] = plain(read(page.request.get(link.get_attribute("href")).body()))
    return told


def missing(told, sentences) -> dict[str, list[str]]:
    """Where → what is not told there."""
    lacks = {name: [sentence for sentence in sentences if sentence not in words] for name, words in told.items()}
    return {name: lacking for name, lacking in lacks.items() if lacking}


def words_of_pdf(data):
    assert data.startswith(b"%PDF-")
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, check=True, stdout=subprocess.PIPE)
    return read.stdout.decode().replace("\u00ad\n", "")


def words_of_docx(data):
    return " ".join(text.text for text in Document(io.BytesIO(data)).element.body.iter(qn("w:t")))


def words_of_xlsx(data):
    sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)


def plain(words):
    """The words without soft hyphens, one space between them."""
    return " ".join(words.replace("\u00ad", "").split())
