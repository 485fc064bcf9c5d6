"""StatFin: variables found by their role, whatever their codes; figures of Kemi and of the areas beside it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kemistrategy import periods
from measures.feeds import FETCH, FeedProblem, Fetched, FetchedValue

from .service import HTML, PxTable, Reply, Variable, population, unemployment

POPULATION, UNEMPLOYMENT = "/StatFin/vaerak/11ra.px", "/StatFin/tyonv/12r5.px"


@dataclass
class Source:
    table: str = "vaerak/11ra"
    content: str = "vaerak-vaesto"
    area: str = "KU240"
    compared_areas: list = field(default_factory=lambda: ["SSS", "MK19"])
    since: date = date(2023, 1, 1)
    licence: str = ""


def fetch(client, **changes):
    return FETCH["statfin"](Source(**changes), client)


def problem_of(client, **changes):
    with pytest.raises(FeedProblem) as problem:
        fetch(client, **changes)
    return str(problem.value)


KEMIS_POPULATION = Fetched(
    values=(FetchedValue("KU240", "Kemi", periods.year(2025), Decimal(19339)),),
    compared=(
        FetchedValue("MK19", "Lappi", periods.year(2025), Decimal(176215)),
        FetchedValue("SSS", "Koko maa", periods.year(2025), Decimal(5652881)),
    ),
    source="Tilastokeskus, väestörakenne, taulu 11ra, vaerak-vaesto, KU240",
    licence="CC BY 4.0",
    updated_at=datetime(2026, 5, 29, 5, 0, tzinfo=UTC),
)


@pytest.mark.parametrize("shapes", [("json-stat2", "json"), ("json",)])
def test_both_shapes_give_the_same_figures(service, client, shapes):
    service.put(population(shapes=shapes), POPULATION)
    assert fetch(client) == KEMIS_POPULATION
    assert service.calls == [f"GET {POPULATION}", *[f"POST {POPULATION}"] * (1 if "json-stat2" in shapes else 2)]


def test_only_what_is_needed_is_asked(service, client):
    service.put(population(), POPULATION)
    fetch(client)
    assert service.asked[1].body == {
        "query": [
            {"code": "alue_23_20260101", "selection": {"filter": "item", "values": ["KU240", "SSS", "MK19"]}},
            {"code": "timeperiod_y", "selection": {"filter": "item", "values": ["2023", "2024", "2025"]}},
            {"code": "contentscode", "selection": {"filter": "item", "values": ["vaerak-vaesto"]}},
        ],
        "response": {"format": "json-stat2"},
    }


@pytest.mark.parametrize("area", ["alue_23_20270101", "Alue", "x"])
def test_a_changed_variable_code_changes_nothing(service, client, area):
    service.put(population(area=area), POPULATION)
    assert fetch(client) == KEMIS_POPULATION


def test_months_and_the_order_of_the_keys(service, client):
    table = unemployment()
    area, time, contents = table.variables
    turned = {(month, code, content): value for (code, month, content), value in table.figures.items()}
    service.put(unemployment(variables=[time, area, contents], figures=turned, shapes=("json",)), UNEMPLOYMENT)
    fetched = fetch(client, table="tyonv/12r5.px", content="TYOTOSUUS", compared_areas=["SSS"])
    assert fetched == Fetched(
        values=(FetchedValue("KU240", "Kemi", periods.month(2026, 6), Decimal("17.1")),),
        compared=(FetchedValue("SSS", "Koko maa", periods.month(2026, 6), Decimal("12.8")),),
        source="KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240",
        licence="CC BY 4.0",
        updated_at=datetime(2026, 7, 21, 5, 0, tzinfo=UTC),
    )


def test_an_area_that_the_table_lacks_is_not_compared(service, client):
    service.put(population(), POPULATION)
    fetched = fetch(client, compared_areas=["HVA21", "KU240", "MK19"], licence="Sopimuksen mukaan")
    assert [value.area for value in fetched.compared] == ["MK19"]
    assert fetched.licence == "Sopimuksen mukaan"


@pytest.mark.parametrize("mark", ["*", "p", "e"])
def test_a_mark_of_the_figure_makes_it_preliminary(service, client, mark):
    service.put(population(marks={("KU240", "2025", "vaerak-vaesto"): mark}), POPULATION)
    assert [value.is_provisional for value in fetch(client).values] == [True]
    assert {value.is_provisional for value in fetch(client).compared} == {False}


@pytest.mark.parametrize("shapes", [("json-stat2",), ("json",)])
def test_a_star_after_the_year_makes_all_its_figures_preliminary(service, client, shapes):
    table = population(shapes=shapes)
    table.variables[1].values["2025"] = "2025*"
    service.put(table, POPULATION)
    assert [value.is_provisional for value in fetch(client).values] == [True]


def test_before_the_first_day_nothing_is_asked(service, client):
    service.put(population(), POPULATION)
    fetched = fetch(client, since=date(2026, 1, 1))
    assert (fetched.values, fetched.compared) == ((), ())
    assert service.calls == [f"GET {POPULATION}"]


def test_a_variable_with_a_total_is_left_out(service, client):
    table = population()
    table.variables.insert(2, Variable("sukupuoli", "Sukupuoli", {"1": "Miehet"}, elimination=True))
    service.put(table, POPULATION)
    assert fetch(client) == KEMIS_POPULATION


def test_a_table_of_one_figure_needs_no_content_code(service, client):
    table = PxTable(
        "Yritykset",
        [
            Variable("Kunta", "Kunta", {"KU240": "Kemi"}),
            Variable("Vuosi", "Vuosi", {"2025": "2025"}, time=True),
            Variable("laji", "Laji", {}, elimination=True),
        ],
        {},
    )
    service.put(table, "/StatFin/alyr/13wz.px")
    service.answers["POST", "/StatFin/alyr/13wz.px"] = Reply(
        {
            "columns": [
                {"code": "Kunta", "type": "d"},
                {"code": "Vuosi", "type": "t"},
                {"code": "Yritysten lkm", "type": "c"},
            ],
            "data": [{"key": ["KU240", "2025"], "values": ["927"]}],
        }
    )
    fetched = fetch(client, table="alyr/13wz", content="", compared_areas=[])
    assert [value.value for value in fetched.values] == [Decimal(927)]
    assert (fetched.source, fetched.updated_at) == ("Tilastokeskus, taulu 13wz, KU240", None)


def drop_time(table):
    table.variables[1].time = False


def split_by_sex(table):
    table.variables.insert(2, Variable("sukupuoli", "Sukupuoli", {"1": "Miehet", "2": "Naiset"}))


@pytest.mark.parametrize(
    ("spoil", "changes", "sentence"),
    [
        (drop_time, {}, "Taulussa vaerak/11ra ei ole aikaa, jonka mukaan luvut etenevät."),
        (
            split_by_sex,
            {},
            "Taulu vaerak/11ra jakautuu myös muuttujan ”Sukupuoli” mukaan, eikä sille ole summaa. "
            "Valitse taulu, jossa sitä ei ole.",
        ),
        (None, {"area": "KU999"}, "Taulussa vaerak/11ra ei ole aluetta KU999. Tarkista alueen tunnus."),
        (None, {"content": "vaesto"}, "Taulussa vaerak/11ra ei ole tietoa ”vaesto”. Tarkista tiedon tunnus."),
        (
            None,
            {"content": ""},
            "Taulu vaerak/11ra jakautuu myös muuttujan ”Tiedot” mukaan, eikä sille ole summaa. "
            "Valitse taulu, jossa sitä ei ole.",
        ),
        (None, {"table": "vaerak/99zz"}, "Palvelussa 127.0.0.1 ei ole tätä taulua (404). Tarkista taulun tunnus."),
    ],
)
def test_what_the_table_lacks_is_named(service, client, spoil, changes, sentence):
    table = population()
    if spoil:
        spoil(table)
    service.put(table, POPULATION)
    assert problem_of(client, **changes) == sentence


@pytest.mark.parametrize("table", ["../../etc/passwd", "http://example.com/x", "vaerak/11ra?x=1", "", "vaerak//11ra"])
def test_a_table_leads_nowhere_else(service, client, table):
    sentence = f"Taulun tunnus ”{table}” on väärää muotoa. Esimerkiksi vaerak/11ra on oikein."
    assert problem_of(client, table=table) == sentence
    assert service.calls == []


@pytest.mark.parametrize(
    "described", [{}, [], {"variables": [{"time": True}, {}]}, {"variables": "x"}, {"variables": None}]
)
def test_an_odd_description(service, client, described):
    service.answers["GET", POPULATION] = Reply(described)
    assert problem_of(client) == "Vastaus ei ole odotettua muotoa (taulun kuvaus)."


@pytest.mark.parametrize(
    ("reply", "sentence", "calls"),
    [
        (HTML, "Palvelu 127.0.0.1 vastasi verkkosivulla eikä tiedoilla.", 3),
        (Reply(b'{"class": "dataset", "id"', cut=True), "Palvelun 127.0.0.1 vastaus katkesi kesken.", 3),
        (Reply({"huolto": True}), "Vastaus ei ole odotettua muotoa (json).", 3),
        (Reply(b"", 500), "Palvelussa 127.0.0.1 on häiriö (500). Haku yrittää myöhemmin uudelleen.", 5),
    ],
    ids=["html", "cut", "odd", "500"],
)
def test_faults_of_the_figures(service, client, reply, sentence, calls):
    """Another shape is asked for when the answer can't be read, not when the service is in trouble."""
    service.put(population(), POPULATION)
    service.answers["POST", POPULATION] = reply
    assert problem_of(client) == sentence
    assert len(service.calls) == calls


def test_two_figures_of_one_period_are_a_question(service, client):
    service.put(population(shapes=("json",)), POPULATION)
    twice = {
        "columns": [
            {"code": "alue_23_20260101", "type": "d"},
            {"code": "timeperiod_y", "type": "t"},
            {"code": "vaerak-vaesto", "type": "c"},
        ],
        "data": [{"key": ["KU240", "2025"], "values": [value]} for value in ("19339", "19340")],
        "metadata": [],
    }
    service.answers["POST", POPULATION] = [Reply(b"", 400), Reply(twice)]
    assert problem_of(client) == "Vastauksessa on samalle jaksolle useita lukuja. Tarkista tiedon tunnus."
