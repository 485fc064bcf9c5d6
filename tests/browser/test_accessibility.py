"""axe-core on the pages' states: every language and every width occurs on every page across the three runs."""

import pytest

from .conftest import violations

PUBLIC = [
    "/",
    "/strategiat/",
    "/strategiat/kemin-kaupungin-strategia/",
    "/strategiat/kaupunkistrategia-2022-2025/",
    "/strategiat/kaupunkistrategia-2022-2025/sisalto/",
    "/strategiat/kaupunkistrategia-2022-2025/muutokset/",
    "/strategiat/kaupunkistrategia-2022-2025/yhteenveto/",
    "/teemat/",
    "/teemat/1/",
    "/painopisteet/",
    "/painopisteet/1/",
    "/tavoitteet/",
    "/tavoitteet/14/",
    "/toimenpiteet/",
    "/toimenpiteet/5/",
    "/hyodyt/",
    "/hyodyt/1/",
    "/mittarit/",
    "/mittarit/4/",
    "/projektit/",
    "/projektit/5/",
    "/toimialat/",
    "/toimialat/4/",
    "/tehtavat/",
    "/tehtavat/1/",
    "/kestava-kehitys/",
    "/kestava-kehitys/11/",
    "/kestava-kehitys/kattavuus/",
    "/muutoshaasteet/",
    "/muutoshaasteet/1/",
    "/nelikentta/",
    "/nelikentta/internal-strengths/",
    "/juurrutus/",
    "/juurrutus/1/",
    "/viestinta/",
    "/viestinta/1/",
    "/suunnitelmat/",
    "/suunnitelmat/1/",
    "/paatokset/",
    "/paatokset/1/",
    "/jatkumot/",
    "/muut-suunnitelmat/",
    "/avoin-data/",
    "/palaute/",
    "/palaute/kiitos/",
    "/haku/?q=kemi",
    "/haku/?q=qqqq",
    "/raportit/",
    "/tarkastus/",
    "/saavutettavuus/",
    "/tili/login/",
    "/tili/password/reset/",
    "/galleria/",
    "/ei-ole/",
]
WORKING = {
    "post_holder": [
        "/omat-kirjaukset/",
        "/kirjaukset/{own}/",
        "/kirjaukset/{own}/?check=1",
        "/omat-kirjaukset/{goal}/",
        "/kirjaukset/{own}/naytot/",
        "/luvut/",
        "/oma-tili/",
    ],
    "director": [
        "/omat-kirjaukset/projects/",
        "/hyvaksyttavat/",
        "/valmius/",
        "/korjaavat-toimet/",
        "/suositukset/",
        "/raportit/2023-h1/tekstit/",
        "/",
    ],
    "coordinator": [
        "/raportoinnin-ohjaus/",
        "/raportoinnin-ohjaus/2023-h1/",
        "/raportoinnin-ohjaus/2023-h1/kirjaukset/",
        "/raportoinnin-ohjaus/sanat/",
        "/valmius/",
        "/kielentarkistus/",
        "/uusi-vuosi/",
        "/uusi-vuosi/1/",
        "/vastaajat/",
        "/tuonti/",
        "/mitattavuus/",
        "/luvut/",
        "/tilastoluvut/",
        "/tavoitetasoehdotukset/",
        "/mittarit/1/",
        "/mittarit/1/luku/",
        "/mittarit/1/tavoitetaso/",
        "/kestava-kehitys/vahvistus/",
        "/kestava-kehitys/merkinta/",
        "/tehtavat-ja-haltijat/",
        "/raportit/",
        "/raportit/2023-h1/",
        "/raportit/2023-h1/tekstit/environment/",
        "/raportit/2023-h1/kaannokset/sv/",
        "/raportit/2023-h1/vertailu/",
        "/raportit/2022-year/julkaisu/",
        "/muokkaus/",
        "/muokkaus/strategiat/kemin-kaupungin-strategia/",
        "/muokkaus/suunnitelmat/1/",
        "/muokkaus/toimenpiteet/",
        "/muokkaus/toimenpiteet/1/",
        "/muokkaus/projektit/1/",
        "/muokkaus/omat-kentat/",
        "/muokkaus/toimintaymparisto/",
        "/jatkumot/kasittely/",
        "/palautteet/",
    ],
    "councillor": ["/valtuusto/", "/kysymykset/", "/kysymykset/uusi/", "/kysymykset/uusi/?tavoite={goal}"],
    "auditor": [
        "/tarkastus/2023/",
        "/tarkastus/2023/havainnot/",
        "/tarkastus/2023/luovuta/",
        "/tarkastus/paatokset/",
    ],
    "reader": ["/omat-kirjaukset/", "/tavoitteet/{goal}/", "/historia/goal/{goal}/"],
}
RUNS = [("", 1280), ("/sv", 768), ("/en", 320)]


@pytest.mark.parametrize(("prefix", "width"), RUNS, ids=["fi-1280", "sv-768", "en-320"])
@pytest.mark.parametrize("role", [None, *WORKING])
def test_no_page_breaks_a_rule_of_axe(person, program, role, prefix, width):
    page = person(role, width=width)
    broken = {}
    for path in PUBLIC if role is None else WORKING[role]:
        path = prefix + path.format(own=program.cast["entries"]["own"], goal=program.cast["goals"]["h4"])
        if page.goto(path).status == 404:
            page.complaints.clear()  # the browser logs that the missing page is missing
        problems = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append("wider than the window")
        if problems:
            broken[path] = problems
    assert broken == {}


DARK = {
    None: [
        "/",
        "/strategiat/kaupunkistrategia-2022-2025/",
        "/tavoitteet/14/",
        "/mittarit/4/",
        "/projektit/",
        "/haku/?q=kemi",
        "/galleria/",
    ],
    "post_holder": ["/kirjaukset/{own}/?check=1"],
    "coordinator": ["/raportit/2023-h1/", "/muokkaus/", "/luvut/"],
}


def test_the_dark_colours_break_no_rule_of_axe_either(person, program):
    broken = {}
    for role, paths in DARK.items():
        page = person(role)
        page.emulate_media(color_scheme="dark")
        for path in paths:
            page.goto(path.format(own=program.cast["entries"]["own"]))
            assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
            if problems := violations(page):
                broken[path] = problems
    assert broken == {}
