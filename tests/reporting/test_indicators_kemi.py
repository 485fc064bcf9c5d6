"""Kemi's own key indicators: the 23 rows of the strategy, and two of them with what Statistics Finland says."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from kemistrategy.organisation.permissions import rights_of
from measures.models import Indicator, ProposedObservation
from measures.operations.statistics import Tick, accept_values
from tests import factories as make
from tests.goals.pages import parsed, with_class, words
from tests.reporting.pages import url

# name: (NYT, TAVOITE)
ROWS = {
    "Asukkaiden määrä": ("19 400 hlö", "19 400 hlö"),
    "Yritysten määrä": ("927 kpl", "930 kpl"),
    "Yöpymisten määrä": ("100 000 kpl/v", "100 000 kpl/v"),
    "Kertynyt ylijäämä/alijäämä": ("Kertynyt alijäämä 18,9 milj. €", "–"),
    "Tilikauden ylijäämä/alijäämä": ("–", "Vuosittainen ylijäämä yli 2 milj. €"),
    "Asiakastyytyväisyys": ("3/5", "5/5"),
    "Yrittäjien kokemus": ("3/5", "5/5"),
    "Työtyytyväisyys": ("1,91", "1,85"),
    "Poissaolo-%": ("6 %", "4 %"),
    "Koulutuksiin osallistumisten määrä, pv/henkilö": ("2,5 pv/hlö/v", "3 pv/hlö/v"),
    "Rakennetyöttömien määrä": ("666 hlö", "599 hlö"),
    "Työttömyys-%": ("13,5 %", "13,0 %"),
    "Työllisyysaste": ("64 %", "66 %"),
    "Aktivointiaste": ("34 %", "37 %"),
    "Tea-viisari": ("69/100", "75/100"),
    "Hyvinvointi-indikaattori": ("78 indeksi", "80 indeksi"),
    "Having (elintaso)": ("84 indeksi", "–"),
    "Loving (yhteisyyssuhteet)": ("75 indeksi", "–"),
    "Being (itsensä toteuttaminen)": ("94 indeksi", "–"),
    "Laaja hyvinvointimittaristo, hyte-kerroin €": ("18,9 €/as.", "20 €/as."),
    "Kouluterveyskysely": ("–", "–"),
    "Move!-mittaristo": ("–", "–"),
    "Oppimistulokset, lukion yo-tutkinnon ka": ("4,1", "4,3"),
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Kemi's strategies serve every test that asks for them and are rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_kemi", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def accepted(loaded, db, settings):
    """What was fetched in summer 2026 and accepted by a person."""
    settings.TODAY = date(2026, 7, 15)
    coordinator = make.UserFactory(role="coordinator")
    for code, value, days, source in (
        ("asukkaiden-maara", "19339", (date(2025, 1, 1), date(2025, 12, 31)), "Tilastokeskus, väestörakenne, 11ra"),
        ("tyottomyysprosentti", "17.1", (date(2026, 6, 1), date(2026, 6, 30)), "Tilastokeskus, työnvälitys, 12r5"),
    ):
        proposed = ProposedObservation.objects.create(
            indicator=Indicator.objects.get(code=code),
            origin="statistics",
            period_start=days[0],
            period_end=days[1],
            value=value,
            source=source,
            licence="CC BY 4.0",
            retrieved_at=datetime(2026, 7, 15, 6, 0, tzinfo=UTC),
        )
        assert accept_values([Tick(proposed.pk, None)], rights=rights_of(coordinator)).done == 1


def rows_of(client, view=""):
    """name → the cells of its line in the table."""
    table = parsed(client.get(url("indicator-list") + view)).find(".//main//table/tbody")
    return {words(row.find("th/a")): [words(cell) for cell in row] for row in table}


def test_the_table_has_the_23_rows_with_nyt_and_tavoite_as_in_the_strategy(loaded, db, client):
    rows = rows_of(client)
    found = {
        name: (
            cells[2].removesuffix(" ajankohta ei tiedossa").removesuffix("Ei tietoa"),
            cells[3].removesuffix("Ei tietoa"),
        )
        for name, cells in rows.items()
    }
    assert found == ROWS
    assert list(found) == list(ROWS)


def test_population_and_unemployment_say_what_is_and_where_from(accepted, client):
    rows = rows_of(client)
    fetched = "haettu 15.7.2026, CC BY 4.0"
    assert rows["Asukkaiden määrä"][4] == f"19 339 hlö 2025 Tilastokeskus, väestörakenne, 11ra, {fetched}"
    assert rows["Työttömyys-%"][4] == f"17,1 % 1.6.–30.6.2026 Tilastokeskus, työnvälitys, 12r5, {fetched}"


def test_their_sentences_say_the_direction_and_the_distance(accepted, client):
    page = parsed(client.get(url("indicator-list") + "?nakyma=kaaviot"))
    told = {words(card.find("h3")): words(card) for card in with_class(page, "key-figure")}
    assert len(told) == 23
    assert (
        "Työttömyys-%: luku nousi 13,5 prosentista 17,1 prosenttiin; tavoitetaso 13,0 %, etäisyys kasvoi."
        in told["Työttömyys-%"]
    )
    assert (
        "luku laski lähtötasosta 19 400 hlö tasolle 19 339 hlö; tavoitetaso 19 400 hlö, etäisyys kasvoi."
        in told["Asukkaiden määrä"]
    )
    assert "etäisyyttä ei lasketa ennen kuin suunta on vahvistettu" in told["Työtyytyväisyys"]


def test_every_key_indicator_has_a_page_of_its_own(accepted, client):
    for pk in Indicator.objects.key().values_list("pk", flat=True):
        page = client.get(url("indicator-detail", pk))
        assert len(with_class(parsed(page), "indicator-chart")) <= 1
