"""Sotkanet: the region's own number is looked up, the years follow from the indicator's range."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kemistrategy import periods
from measures.feeds import FETCH, FeedProblem, Fetched, FetchedValue
from measures.feeds.client import VERSION

from .service import Reply, put_sotkanet


@dataclass
class Source:
    table: str = "181"
    content: str = ""
    area: str = "KU240"
    compared_areas: list = field(default_factory=lambda: ["SSS", "MK19", "XX1"])
    since: date = date(2023, 1, 1)
    licence: str = ""


def fetch(client, **changes):
    return FETCH["sotkanet"](Source(**changes), client)


def test_kemi_is_found_among_all_regions(service, client):
    put_sotkanet(service)
    assert fetch(client) == Fetched(
        values=(
            FetchedValue("KU240", "Kemi", periods.year(2023), Decimal("13.5")),
            FetchedValue("KU240", "Kemi", periods.year(2024), Decimal("14.0")),
        ),
        compared=(FetchedValue("SSS", "Koko maa", periods.year(2024), Decimal("9.1")),),
        source=("Sotkanet, Terveyden ja hyvinvoinnin laitos (THL), Työttömät, % työvoimasta, tunnusluku 181, KU240"),
        licence="CC BY 4.0",
        updated_at=datetime(2025, 6, 1, tzinfo=UTC),
    )


def test_years_are_repeated_and_all_calls_say_who_asks(service, client):
    put_sotkanet(service)
    fetch(client)
    assert service.asked[-1].query == {"indicator": ["181"], "years": ["2023", "2024"], "genders": ["total"]}
    assert {asked.agent for asked in service.asked} == {f"kemi-strategy-tracker/{VERSION} (+https://strategia.example)"}


def test_regions_are_asked_once_in_a_run(service, client):
    put_sotkanet(service)
    assert fetch(client) == fetch(client)
    assert service.calls.count("GET /sotkanet/regions") == 1


@pytest.mark.parametrize(
    ("organisation", "own", "licence"),
    [
        ("Terveyden ja hyvinvoinnin laitos (THL)", "", "CC BY 4.0"),
        ("Tilastokeskus", "", "Käyttöehdot sovittava: Tilastokeskus"),
        ("Tilastokeskus", "CC BY 4.0", "CC BY 4.0"),
    ],
)
def test_the_licence_is_thls_or_by_agreement(service, client, organisation, own, licence):
    put_sotkanet(service, organisation=organisation)
    assert fetch(client, licence=own).licence == licence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"table": "181x"}, "Tunnusluvun numero ”181x” on väärää muotoa. Esimerkiksi 181 on oikein."),
        ({"table": "../x"}, "Tunnusluvun numero ”../x” on väärää muotoa. Esimerkiksi 181 on oikein."),
        ({"area": "KU999"}, "Sotkanetissa ei ole aluetta KU999. Tarkista alueen tunnus."),
        ({"table": "999"}, "Palvelussa 127.0.0.1 ei ole tätä taulua (404). Tarkista taulun tunnus."),
    ],
)
def test_what_is_wrong_is_named(service, client, changes, sentence):
    put_sotkanet(service)
    with pytest.raises(FeedProblem) as problem:
        fetch(client, **changes)
    assert str(problem.value) == sentence


@pytest.mark.parametrize("rows", [{"virhe": 1}, [{"region": 117}], [{"region": 117, "year": 2024, "value": "n/a"}]])
def test_odd_rows(service, client, rows):
    put_sotkanet(service)
    service.answers["GET", "/sotkanet/json"] = Reply(rows)
    with pytest.raises(FeedProblem) as problem:
        fetch(client)
    assert str(problem.value) == "Vastaus ei ole odotettua muotoa (Sotkanet)."


def test_an_indicator_that_ended_before_the_first_day_has_nothing(service, client):
    put_sotkanet(service)
    assert fetch(client, since=date(2025, 1, 1)).values == ()
    assert "GET /sotkanet/json" not in service.calls
