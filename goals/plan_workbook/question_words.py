"""The words of every question, problem and refusal of an import: what is open, and what to do about it.

QUESTIONS are {code: sentence}; a question's values fill it.
"""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from kemistrategy.workbook_reading.book import Unreadable

from .items import Problem, Question

LONGEST_VALUE = 300  # of the words of a cell that a sentence repeats

_OF_PLACE = {
    "strategy_missing": _("Valitse strategia, johon sisältö kuuluu."),
    "unit_missing": _("Valitse toimiala, jonka suunnitelma tämä on."),
    "year_missing": _("Kirjoita vuosi, jonka suunnitelma tämä on."),
    "file_empty": _("Tiedosto on tyhjä."),
    "year_conflict": _("Tiedostossa on vuosi %(year)s, mutta aikataulut päättyvät vuonna %(ends)s. Valitse vuosi."),
    "year_differs": _("Tiedostossa on vuosi %(said)s, mutta kohteeksi on valittu %(year)s. Tarkista kohde."),
    "year_of_schedules": _("Vuosi %(year)s pääteltiin aikatauluista. Tarkista kohde."),
    "unit_differs": _("Tiedostossa on ”%(words)s”, mutta kohteeksi on valittu ”%(unit)s”. Tarkista kohde."),
    "unit_concluded": _("Toimiala ”%(unit)s” pääteltiin vastuutahoista tai muista suunnitelmista. Tarkista kohde."),
    "unit_unknown": _("Yksikköä ”%(words)s” ei ole. Valitse yksikkö luettelosta."),
}
_OF_TABLES = {
    "table_unknown": _("Taulukkoa ei tunnistettu. Kerro, mitä sen sarakkeet ovat, tai jätä se pois."),
    "theme_missing": _("Valitse päämäärä tai teema, johon taulukon uudet tavoitteet kuuluvat."),
    "theme_carried": _("Päämäärä ”%(theme)s” on edellisestä taulukosta. Tarkista, että se koskee tätäkin."),
    "theme_unknown": _("Teemaa ”%(words)s” ei ole. Valitse teema luettelosta."),
    "unknown_column": _("Sarakkeen ”%(heading)s” sisältöä ei tunnistettu. Kerro, mikä sarake on, jos se tuodaan."),
    "sdg_empty": _("Sarake ”%(heading)s” on tyhjä. Lisää kestävän kehityksen tavoitteet tuonnin jälkeen."),
    "words_below": _("Taulukon alla on teksti ”%(words)s”. Kirjaa se itse, jos se kuuluu suunnitelmaan."),
    "left_text": _(
        "Tämä teksti ei tullut mukaan: ”%(words)s” (%(sheet)s: %(cell)s). Kirjaa se itse, jos sitä tarvitaan."
    ),
    "hidden_sheet": _("Taulukko ”%(sheet)s” on tiedostossa piilotettu. Tarkista, tuodaanko se."),
    "hidden_columns": _(
        "Taulukossa ”%(sheet)s” on piilotettuja sarakkeita: %(columns)s. Ne luettiin; tarkista, tuodaanko ne."
    ),
    "hidden_row": _("Rivi %(row)s on tiedostossa piilotettu. Tarkista, tuodaanko se."),
}
_OF_LINES = {
    "split_here": _("Solun teksti jaettiin tästä: ”%(words)s”. Tarkista, alkaako tästä uusi kohta."),
    "joined_here": _("Rivit yhdistettiin tästä: ”%(words)s”. Tarkista, ovatko ne samaa kohtaa."),
    "mended_word": _("”%(torn)s” korjattiin muotoon ”%(words)s”. Tarkista sana."),
    "hyphen_left_out": _("Rivin lopun tavuviivan kohta on epävarma: ”%(words)s”. Tarkista sana."),
    "goal_missing": _("Rivillä ei ole tavoitetta. Valitse tavoite, johon tämä kuuluu."),
    "goal_or_measure": _("”%(words)s” luettiin tavoitteeksi ja loput mittareiksi. Tarkista jako."),
    "action_or_measure": _(
        "Samassa sarakkeessa on toimenpiteitä ja mittareita. ”%(words)s” luettiin näin; tarkista jako."
    ),
    "measure_without_action": _(
        "Solusta ei näe, mihin toimenpiteeseen mittari kuuluu. Valitse toimenpide, tai mittari jää tavoitteelle."
    ),
    "same_action": _("Sama toimenpide on myös solussa %(cell)s. Siitä tulee yksi toimenpide; tarkista, onko se sama."),
    "alike_action": _("Toimenpide muistuttaa solun %(cell)s toimenpidettä ”%(words)s”. Onko se sama?"),
    "sdg_unread": _("Kestävän kehityksen tavoitteita ei luettu: ”%(words)s”. Valitse ne tuonnin jälkeen."),
    "binding_unread": _("Sitovuutta ”%(words)s” ei tunnistettu. Valitse sitovuus."),
    "decision_unread": _("Pykäläviittausta ei luettu: ”%(words)s”. Lisää päätös tuonnin jälkeen."),
    "several_decisions": _("Rivillä on useita päätöksiä: %(words)s. Ensimmäinen otettiin; tarkista."),
    "too_long": _("Teksti on liian pitkä, enintään %(longest)s merkkiä mahtuu. Lyhennä: ”%(words)s”."),
    "other_columns": _("Näitä soluja ei tuoda: %(cells)s. Kirjaa ne itse, jos niitä tarvitaan."),
}
_OF_OWNERS = {
    "owner_missing": _("Rivillä ei ole vastuutahoa. Valitse, kuka vastaa."),
    "owners_carried": _("Vastuutahot ”%(words)s” ovat yläpuolisesta solusta. Tarkista, koskevatko ne tätäkin."),
    "owners_unread": _("Vastuutahoja ei luettu solusta. Valitse vastuutahot itse."),
    "owner_of_goal": _("Vastuutaho ”%(words)s” on tavoitteen kohdalla, eikä toimenpidettä ole. Lisää se itse."),
    "owner_unknown": _("Tehtävää ”%(words)s” ei ole. Valitse tehtävä, lisää uusi tai jätä sanoiksi."),
    "owner_ambiguous": _("”%(words)s” voi tarkoittaa useaa tehtävää. Valitse oikea."),
    "owner_alike": _(
        "Tarkoittaako ”%(words)s” tehtävää ”%(present)s” (samanlaisuus %(similarity)s %%)? Vahvista tai valitse toinen."
    ),
    "several_schedules": _("Solussa on useita aikatauluja: %(words)s. Kirjoita oikea aikataulu."),
    "schedule_unread": _("Aikataulua ”%(words)s” ei luettu. Kirjoita se esimerkiksi näin: 2023–2025."),
    "half_or_quarter": _("”%(words)s” luettiin puolivuodeksi. Tarkista, tarkoittaako se neljännesvuotta."),
    "schedule_in_action": _("Toimenpiteen tekstissä on ajankohta ”%(words)s”. Onko se aikataulu?"),
    "schedule_in_measure": _("Mittarisolun lopussa on ”%(words)s”. Onko se mittarin vuosi vai rivin aikataulu?"),
}
_OF_MATCHES = {
    "goal_alike": _("Muistuttaa tavoitetta ”%(present)s” (samanlaisuus %(similarity)s %%). Valitse: sama vai uusi?"),
    "action_alike": _(
        "Muistuttaa toimenpidettä ”%(present)s” (samanlaisuus %(similarity)s %%). Valitse: sama vai uusi?"
    ),
    "measure_alike": _("Muistuttaa mittaria ”%(present)s” (samanlaisuus %(similarity)s %%). Valitse: sama vai uusi?"),
    "indicator_alike": _("Muistuttaa mittaria ”%(present)s” (samanlaisuus %(similarity)s %%). Valitse: sama vai uusi?"),
    "project_alike": _("Muistuttaa projektia ”%(present)s” (samanlaisuus %(similarity)s %%). Valitse: sama vai uusi?"),
    "benefit_alike": _("Hyöty ”%(words)s” muistuttaa hyötyä ”%(present)s” (samanlaisuus %(similarity)s %%). Tarkista."),
    "benefit_new": _("Hyötyä ”%(words)s” ei vielä ole. Se lisätään; tarkista sanat."),
}
_OF_MEASURES = {
    "about": _("Tavoitetaso on likimääräinen (”noin”). Kirjoita tarkka raja."),
    "ambiguous_figure": _(
        "Luku on kaksiselitteinen. Kirjoita tuhannet välilyönnillä (1 234) tai enintään kaksi desimaalia (1,23)."
    ),
    "about_baseline": _("Lähtötaso ”%(words)s” on likimääräinen. Kirjoita tarkka luku."),
    "unit_of_result": _(
        "Yksikkö ”%(unit)s” on vain toteumassa, eikä sitä otettu mittarille. Kirjoita mittarin yksikkö."
    ),
    "change_not_level": _("Luku on muutos eikä taso. Kerro lähtötaso ja taso, johon pyritään."),
    "figure_not_read": _("Tekstissä on luku, jonka merkitystä ei tunnistettu. Kirjoita tavoitetaso itse."),
    "implied_share": _("Tavoitetasoksi luettiin 100 %%, koska kaikki mainitaan välillisesti. Vahvista taso."),
    "in_words": _("Mittari on sanallinen: siinä ei ole lukua eikä suuntaa. Lisää luku, jos toteutumista mitataan."),
    "less_than": _("Tavoitetaso on ”alle”. Kerro, riittääkö raja-arvo itse."),
    "level_in_words": _("Tavoitetaso on sanoina. Kerro asteikko, jos tasoa mitataan."),
    "made_or_not": _("Luettiin muotoon tehty vai ei. Kerro, mikä toteutumisen osoittaa."),
    "no_comparison": _("Ei näy, onko luku vähintään vai enintään. Valitse vertailu."),
    "no_direction": _("Ei näy, kumpi on parempi, suurempi vai pienempi luku. Valitse suunta."),
    "no_name": _("Solussa on vain taso. Kirjoita, mitä mitataan."),
    "part_of_whole": _("Luku on osa kokonaisuudesta, esimerkiksi 3/9. Tarkista asteikko ja yksikkö."),
    "several_figures": _("Tekstissä on useita lukuja. Kirjoita tavoitetaso itse."),
    "shortened": _("Teksti oli liian pitkä nimeksi ja lyhennettiin. Kirjoita lyhyempi nimi."),
    "source_without_figure": _("Lähde on nimetty, mutta ei sitä, mitä lukua seurataan. Valitse luku."),
    "split_measure": _("Yhdestä tekstistä luettiin useita mittareita. Tarkista jako."),
    "stock_or_flow": _("Ei näy, kertyykö luku jakson aikana vai onko se tilanne sen lopussa. Valitse."),
    "year_or_schedule": _("Tekstin lopussa on vuosi. Onko se mittarin vuosi vai rivin aikataulu?"),
}
_OF_INDICATORS = {
    "names_run_together": _("Mittarit olivat solussa peräkkäin: ”%(cell)s”. Tarkista, mistä kohdista ne jaettiin."),
    "joined_lines": _("Kaksi riviä luettiin yhdeksi mittariksi: ”%(cell)s”. Tarkista."),
    "aligned_by_order": _(
        "Sarakkeen %(column)s luvut ”%(cell)s” yhdistettiin mittareihin järjestyksen mukaan. Tarkista luku."
    ),
    "not_aligned": _(
        "Sarakkeen %(column)s luvuista ”%(cell)s” ei näe, mille mittarille mikin kuuluu. Kirjoita luku itse."
    ),
    "one_figure_for_several": _(
        "Sarakkeessa %(column)s on yksi luku ”%(cell)s” usealle mittarille. Tarkista, mille niistä se kuuluu."
    ),
    "stock_and_flow": _(
        "”%(baseline)s” on kertynyt määrä ja ”%(target)s” vuoden määrä: niistä tuli kaksi mittaria. Tarkista."
    ),
    "target_equals_baseline": _(
        "Tavoitetaso on sama kuin lähtötaso (%(target)s). Vahvista, että taso pidetään ennallaan."
    ),
    "target_on_worse_side": _(
        "Tavoitetaso %(target)s näyttää heikommalta kuin lähtötaso %(baseline)s. Valitse, kumpi suunta on parempi."
    ),
    "schedule_of_indicator": _("Vastuusolussa on ajankohta ”%(words)s”. Mittarilla ei ole aikataulua; tarkista."),
}
_OF_RESULTS = {
    "results_period": _(
        "Miltä ajalta toteumat ovat (%(number)s)? Kirjoita jakso, esimerkiksi 2023 tai 1–6/2023. "
        "Ilman päättynyttä jaksoa niitä ei kirjata mittareille."
    ),
    "results_told": _(
        "Taulukossa on tila tai arvio %(number)s kohdasta. Niitä ei tuoda: kirjaa ne avoimeen katsaukseen."
    ),
    "result_not_read": _("Toteumaa ”%(words)s” ei voi kirjata mittarille. Kirjoita luku itse."),
    "result_differs": _(
        "Jaksolla %(period)s on jo toteuma ”%(present)s”, tässä on ”%(words)s”. Oikaise luku mittarin sivulla."
    ),
    "result_unrecorded": _("Toteumaa ”%(words)s” ei ole kirjattu, koska sen jaksoa ei tiedetä."),
}
_OF_PROJECTS = {
    "project_without_unit": _("Projektilla ei ole toimialaa. Valitse toimiala luettelosta."),
    "project_facts": _(
        "Projektille on kirjoitettu myös: %(cells)s. Tiedot säilyvät projektin avoimena kysymyksenä. Seurattavan "
        "mittarin voi lisätä strategian mittareihin ja hyödyn strategian hyötyihin."
    ),
    "project_facts_apart": _(
        "Tiedostossa on projektista myös: %(cells)s. Projekti on jo palvelussa; kirjaa nämä itse, jos ne puuttuvat."
    ),
    "stages_by_comma": _("Vaiheet jaettiin pilkuista: %(words)s. Tarkista jako."),
    "same_project": _("Sama projekti on myös toisella toimialalla. Siitä tulee yhteinen; tarkista."),
    "row_of_several_projects": _("Solussa on useita projekteja. Tarkista, koskevatko rivin tiedot niitä kaikkia."),
    "more_rows_of_project": _("Projektilla on lisää rivejä, joita ei tuoda: %(cells)s. Kirjaa ne itse."),
    "year_in_name": _("Nimessä on vuosi %(year)s. Kerro, alkaako vai päättyykö projekti silloin."),
    "schedule_in_name": _("Aikataulu ”%(words)s” luettiin projektin tekstistä. Tarkista."),
    "outcome_split": _("Lopputulemaksi luettiin ”%(outcome)s”. Tarkista nimi ja lopputulema."),
    "outcome_in_name": _("Nimessä on myös lopputulema. Jaa ne, jos haluat ne erikseen."),
}
QUESTIONS = {
    **_OF_PLACE,
    **_OF_TABLES,
    **_OF_LINES,
    **_OF_OWNERS,
    **_OF_MATCHES,
    **_OF_MEASURES,
    **_OF_INDICATORS,
    **_OF_RESULTS,
    **_OF_PROJECTS,
}

PROBLEMS = {
    "formula_without_value": _(
        "Solussa on kaava, jonka tulosta tiedostossa ei ole. Avaa ja tallenna tiedosto taulukko-ohjelmassa."
    ),
    "error_value": _("Solussa on virhearvo. Korjaa solu tiedostossa tai jätä se pois."),
    "too_long": _("Solussa on liikaa tekstiä. Lyhennä sitä tai jätä solu pois."),
}

REFUSALS = {
    "empty_file": _("Tiedosto on tyhjä. Valitse tiedosto, jossa on taulukko."),
    "nothing_pasted": _("Liitetyssä tekstissä ei ole mitään luettavaa. Kopioi taulukko uudelleen ja liitä se tähän."),
    "too_large": _("Tiedosto on liian suuri. Poista siitä kuvat ja ylimääräiset taulukot ja lähetä se uudelleen."),
    "unpacks_too_large": _(
        "Tiedosto on purettuna liian suuri. Tallenna pelkkä taulukko uuteen tiedostoon ja lähetä se."
    ),
    "suspicious_packing": _(
        "Tiedosto on pakattu tavalla, jota taulukko-ohjelmat eivät käytä. Avaa se taulukko-ohjelmassa ja "
        "tallenna uudelleen .xlsx-muodossa."
    ),
    "odd_members": _(
        "Tiedoston sisältö on nimetty tavalla, jota taulukko-ohjelmat eivät käytä. Avaa se taulukko-ohjelmassa "
        "ja tallenna uudelleen .xlsx-muodossa."
    ),
    "embedded_file": _(
        "Tiedoston sisään on upotettu toinen tiedosto. Poista upotettu tiedosto ja tallenna taulukko uudelleen."
    ),
    "encrypted": _("Tiedosto on suojattu salasanalla. Poista salasana ja tallenna taulukko uudelleen."),
    "macros": _("Tiedostossa on makroja, eikä makroja oteta vastaan. Tallenna taulukko .xlsx-muodossa ilman makroja."),
    "wrong_extension": _(
        "Tiedoston pääte ei vastaa sen sisältöä. Avaa tiedosto taulukko-ohjelmassa ja tallenna se uudelleen "
        ".xlsx-muodossa."
    ),
    "web_page_as_workbook": _(
        "Tiedosto on verkkosivu tai XML-tiedosto, vaikka sen pääte on taulukon. Avaa se taulukko-ohjelmassa ja "
        "tallenna .xlsx-muodossa."
    ),
    "unknown_format": _("Tiedosto ei ole taulukko, jota voidaan lukea. Käytä muotoa .xlsx, .ods tai .csv."),
    "old_excel": _("Tallenna tiedosto Excelissä .xlsx-muotoon ja tuo se uudelleen."),
    "not_a_workbook": _("Tiedostossa ei ole taulukkolaskennan työkirjaa. Käytä muotoa .xlsx, .ods tai .csv."),
    "damaged": _(
        "Tiedosto on vaurioitunut tai jäänyt kesken. Avaa se taulukko-ohjelmassa, tallenna uudelleen ja lähetä "
        "uusi tiedosto."
    ),
    "xml_entities": _(
        "Tiedostossa on määrittelyjä, joita taulukko-ohjelmat eivät kirjoita. Avaa se taulukko-ohjelmassa ja "
        "tallenna uudelleen .xlsx-muodossa."
    ),
    "broken_cell": _(
        "Solun arvoa ei voi lukea, koska tiedosto viittaa siinä sellaiseen, mitä tiedostossa ei ole. Kirjoita "
        "solu uudelleen ja tallenna."
    ),
    "no_sheets": _("Tiedostossa ei ole yhtään taulukkoa."),
    "too_many_sheets": _("Tiedostossa on liian monta taulukkoa. Jätä siihen vain ne, jotka tuodaan."),
    "too_large_area": _(
        "Taulukossa on sisältöä liian kaukana: enintään 20 000 riviä ja 2 000 saraketta luetaan. Poista tyhjät "
        "rivit ja sarakkeet taulukon lopusta."
    ),
    "too_many_cells": _("Taulukoissa on liian monta täytettyä solua. Jaa sisältö useaan tiedostoon."),
    "too_much_text": _("Taulukoissa on liikaa tekstiä. Jaa sisältö useaan tiedostoon."),
    "unknown_letters": _("Tiedoston kirjaimia ei voi lukea. Tallenna se muodossa CSV UTF-8 tai .xlsx."),
    "too_heavy": _(
        "Tiedoston lukeminen vie liikaa aikaa tai muistia. Tallenna pelkkä taulukko uuteen tiedostoon ja lähetä se."
    ),
}


def question_words(question: Question, longest: int = LONGEST_VALUE) -> str:
    """The sentence in the active language; a value that the question does not have is left blank."""
    sentence = QUESTIONS[question.code]
    return str(sentence) % defaultdict(str, {name: _short(value, longest) for name, value in question.values})


def problem_words(problem: Problem) -> str:
    return str(PROBLEMS[problem.code]) % defaultdict(str, problem.values)


def refusal_words(refusal: Unreadable) -> str:
    """The sentence, and the place where it is known: "… (Taulukko1!B7)"."""
    sentence = str(REFUSALS[refusal.kind])
    place = "!".join(filter(None, (refusal.sheet, refusal.cell)))
    return f"{sentence} ({place})" if place else sentence


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"
