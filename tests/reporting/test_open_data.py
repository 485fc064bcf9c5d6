"""Open data: what the public sees, in its published shape, at addresses that stay."""

import csv
import json
from datetime import date
from decimal import Decimal
from functools import partial
from io import StringIO

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.models import Plan, PlanLine
from kemistrategy.history import save_with_history
from measures.models import Target
from reporting.open_data import DATASETS, TOLD
from reporting.queries.announced import announced_decisions, announced_reports
from reporting.views.feeds import DECISIONS_MADE_OF, REPORTS_MADE_OF
from tests import factories as make

from .pages import main_words
from .published import published_city, quick_render
from .tables_read import read_tables, tables_of

pytestmark = pytest.mark.django_db
HALF_BEFORE = {"period_start": date(2022, 7, 1), "period_end": date(2022, 12, 31)}
HTML = "<b>Torni</b> & \"lainaus\"; uusi\nrivi, 'piste'"


def body(response) -> str:
    assert response.status_code == 200, response.status_code
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def data_of(name, client=None):
    return json.loads(body((client or Client()).get(f"/avoin-data/v1/{name}.json")))


def rows_of(name, client=None):
    return data_of(name, client)["rows"]


def csv_of(name, prefix=""):
    text = body(Client().get(f"{prefix}/avoin-data/v1/{name}.csv"))
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def keeps_to_its_schema(document, name):
    schema = json.loads(body(Client().get(f"/avoin-data/v1/skeemat/{name}.json")))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [error.message for error in checker.iter_errors(document)]


@pytest.fixture
def city(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)
    city = published_city()
    make.FocusAreaFactory(theme=city.green)
    decision = make.DecisionFactory()
    old = make.TargetFactory(indicator=city.audited, year=2024, low=Decimal("80.250000"))
    make.TargetFactory(indicator=city.audited, year=2024, low=90, replaces=old, decision=decision)
    return city


def test_every_dataset_keeps_to_its_schema_and_has_something_to_say(city):
    for name in DATASETS:
        document = data_of(name)
        assert document["rows"] != [], name
        assert keeps_to_its_schema(document, name) == [], name
        assert (document["licence"], document["publisher"]) == ("CC BY 4.0", "Kemin kaupunki")
        assert len(csv_of(name, "/sv")) == len(document["rows"])
    document = data_of(f"raportit/{city.slug}")
    assert keeps_to_its_schema(document, TOLD.name) == []
    wrong = {**document, "rows": [{**document["rows"][0], "status": 3}]}
    assert keeps_to_its_schema(wrong, TOLD.name) != []


def test_the_list_leads_to_every_dataset(city):
    listed = json.loads(body(Client().get("/avoin-data/v1/")))
    assert [row["name"] for row in listed["datasets"]] == list(DATASETS)
    for row in listed["datasets"]:
        for address in (row["json"], row["schema"], *row["csv"].values()):
            assert body(Client().get(address.removeprefix("https://strategia.example")))


def test_a_report_tells_what_was_frozen_and_nothing_that_was_written_since(city):
    before = rows_of(f"raportit/{city.slug}")
    assert {row["language"] for row in before} == {"fi", "sv", "en"}
    [told] = [row for row in before if row["subject_id"] == city.certify.pk and row["subject"] == "action"][:1]
    assert (told["is_heard"], bool(told["status"]), told["version"]) == (True, True, 1)
    entry = city.round.entries.filter(action=city.certify).get()
    entry.public_text = "Kirjoitettu julkaisun jälkeen"
    save_with_history(entry, by=city.coordinator, reason="testi")
    assert rows_of(f"raportit/{city.slug}") == before
    assert [row["language"] for row in csv_of(f"raportit/{city.slug}", "/sv")] == ["sv"] * (len(before) // 3)


def test_an_unpublished_city_tells_of_no_report():
    round = make.RoundFactory(year=2023)
    assert rows_of("raportit") == []
    for name in (f"raportit/{round.slug}", "raportit/ei-ole", "ei-ole"):
        assert Client().get(f"/avoin-data/v1/{name}.json").status_code == 404
    assert Client().get("/avoin-data/v1/strategiat.xml").status_code == 404
    assert "–" in main_words(Client().get("/avoin-data/"))


def test_drafts_are_in_nobodys_data(city, client):
    """Not even when the coordinator asks: the data is the same for everybody."""
    draft = make.StrategyFactory(state="draft", name="Luonnosstrategia")
    theme = make.ThemeFactory(strategy=draft)
    goal = make.GoalFactory(strategy=draft, themes=[theme])
    plan = make.PlanFactory(strategy=draft, state=Plan.State.ADOPTED)
    unadopted = make.PlanFactory(strategy=city.strategy, unit=make.OrgUnitFactory(), state=Plan.State.DRAFT)
    hidden = [make.PlanLineFactory(plan=made, goal=goal, action=make.ActionFactory()) for made in (plan, unadopted)]
    measure = make.IndicatorFactory()
    make.BenefitFactory(strategy=draft, indicators=[measure])
    make.TargetFactory(indicator=measure)
    observation = make.ObservationFactory(indicator=measure)
    client.force_login(city.coordinator)
    for asker in (Client(), client):
        assert "Luonnosstrategia" not in json.dumps(rows_of("strategiat", asker))
        assert theme.pk not in [row["id"] for row in rows_of("teemat", asker)]
        assert goal.pk not in [row["id"] for row in rows_of("tavoitteet", asker)]
        assert {plan.pk, unadopted.pk} & {row["id"] for row in rows_of("suunnitelmat", asker)} == set()
        assert {line.pk for line in hidden} & {row["id"] for row in rows_of("toimenpiteet", asker)} == set()
        assert measure.pk not in [row["id"] for row in rows_of("mittarit", asker)]
        assert measure.pk not in [row["indicator"] for row in rows_of("tavoitetasot", asker)]
        assert observation.pk not in [row["id"] for row in rows_of("havainnot", asker)]


def test_a_figure_of_a_review_is_told_when_the_review_is_published():
    indicator = make.IndicatorFactory()
    make.BenefitFactory(indicators=[indicator])
    told = make.ObservationFactory(indicator=indicator, **HALF_BEFORE)
    waiting = make.ObservationFactory(indicator=indicator)
    round = make.RoundFactory(year=2023)
    make.FigureFactory(round=round, indicator=indicator, observation=waiting)
    assert [row["id"] for row in rows_of("havainnot")] == [told.pk]


def test_names_are_in_three_languages_in_json_and_in_one_in_csv():
    make.StrategyFactory(name="Suomeksi", name_sv="På svenska", name_en="")
    [row] = rows_of("strategiat")
    assert row["name"] == {"fi": "Suomeksi", "sv": "På svenska", "en": None}
    assert [csv_of("strategiat", prefix)[0]["name"] for prefix in ("", "/sv", "/en")] == [
        "Suomeksi",
        "På svenska",
        "Suomeksi",
    ]


def test_any_text_comes_through_whole_and_no_text_is_a_formula():
    long = "å" * 200_000
    for number, name in enumerate((HTML, "=HYPERLINK(1)", "-5 °C", "@nimi", long)):
        make.FocusAreaFactory(name=name[:200], position=number)
    make.DecisionFactory(title="+358", case_number="=1+1")
    assert rows_of("painopisteet")[0]["name"]["fi"] == HTML
    assert [row["name"] for row in csv_of("painopisteet")] == [
        HTML,
        "'=HYPERLINK(1)",
        "'-5 °C",
        "'@nimi",
        long[:200],
    ]
    [row] = csv_of("paatokset")
    assert (row["title"], row["case_number"]) == ("'+358", "'=1+1")


def test_numbers_keep_their_digits_and_their_sign():
    indicator = make.IndicatorFactory()
    make.BenefitFactory(indicators=[indicator])
    for number, value in enumerate(("-0.000001", "1234567.123456", "100")):
        make.ObservationFactory(
            indicator=indicator,
            value=Decimal(value),
            period_start=date(2020 + number, 1, 1),
            period_end=date(2020 + number, 12, 31),
        )
    raw = body(Client().get("/avoin-data/v1/havainnot.json"))
    assert [str(row["value"]) for row in json.loads(raw, parse_float=str)["rows"]] == [
        "-0.000001",
        "1234567.123456",
        "100",
    ]
    assert [row["value"] for row in csv_of("havainnot")] == ["-0.000001", "1234567.123456", "100"]


def test_target_levels_are_a_series_with_their_decisions(city):
    old, new = (row for row in rows_of("tavoitetasot") if row["year"] == 2024)
    assert (old["low"], old["replaced_by"], old["decision"]) == (80.25, new["id"], None)
    assert (new["replaces"], new["decision"]) == (old["id"], Target.objects.get(pk=new["id"]).decision_id)
    assert new["decision"] in [row["id"] for row in rows_of("paatokset")]


@pytest.mark.parametrize("many", [1, 3])
def test_statements_do_not_grow_with_rows(many, django_assert_max_num_queries):
    strategy = make.StrategyFactory()
    for _number in range(many):
        theme = make.ThemeFactory(strategy=strategy)
        goal = make.GoalFactory(strategy=strategy, themes=[theme, make.ThemeFactory(strategy=strategy)])
        indicator = make.IndicatorFactory()
        make.BenefitFactory(strategy=strategy, indicators=[indicator], goals=[goal])
        make.ActionFactory(goals=[goal])
        make.ProjectFactory(strategy=strategy, units=[make.OrgUnitFactory()])
        make.ObservationFactory(indicator=indicator)
        make.TargetFactory(indicator=indicator)
    for name in DATASETS:
        with django_assert_max_num_queries(6):
            rows_of(name)
    assert [len(row["themes"]) for row in rows_of("tavoitteet")] == [2] * many
    assert [len(row["indicators"]) for row in rows_of("hyodyt")] == [1] * many


def test_ten_thousand_rows_are_sent_piece_by_piece(django_assert_max_num_queries):
    line = make.PlanLineFactory()
    many = [
        PlanLine(plan=line.plan, goal=line.goal, action=make.ActionFactory(), words="Rivi", position=number)
        for number in range(100, 103)
    ]
    PlanLine.objects.bulk_create(many)
    with django_assert_max_num_queries(3):
        response = Client().get("/avoin-data/v1/toimenpiteet.json")
        assert response.streaming and not response.has_header("Content-Length")
        pieces = [piece.decode() for piece in response.streaming_content]
    assert len(json.loads("".join(pieces))["rows"]) == PlanLine.objects.count()


@pytest.mark.once  # on PostgreSQL whoever else writes shortens a stamp
def test_any_program_may_ask_and_is_answered_304_until_something_changes(django_assert_num_queries):
    theme = make.ThemeFactory()
    address = "/avoin-data/v1/teemat.json"
    first = Client().get(address)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in first.headers.get("Vary", "") and not first.cookies
    asked = {"If-None-Match": first.headers["ETag"]}
    with django_assert_num_queries(1):
        assert Client().get(address, headers=asked).status_code == 304
    save_with_history(theme, by=make.UserFactory(), reason="testi")
    again = Client().get(address, headers=asked)
    assert (again.status_code, again.headers["ETag"] != first.headers["ETag"]) == (200, True)
    for closed in ("/avoin-data/", "/teemat/"):
        assert not Client().get(closed).has_header("Access-Control-Allow-Origin")


def test_whatever_the_data_is_read_from_changes_its_tag(city):
    """A table that is read and not named would leave who asks with the old data and 304."""
    made_of = {name: (dataset.models, dataset.rows) for name, dataset in DATASETS.items()}
    made_of[TOLD.name] = TOLD.models, partial(TOLD.rows, city.slug)
    made_of["feed of reports"] = REPORTS_MADE_OF, announced_reports
    made_of["feed of decisions"] = DECISIONS_MADE_OF, announced_decisions
    for name, (models, rows) in made_of.items():
        with CaptureQueriesContext(connection) as asked:
            list(rows())
        assert (name, read_tables(asked) - tables_of(models)) == (name, set())


def test_a_new_name_is_told_at_once(city):
    address = f"/avoin-data/v1/raportit/{city.slug}.json"
    first = Client().get(address)
    city.certify.title_fi = "Uusi nimi"
    save_with_history(city.certify, by=city.coordinator, reason="testi")
    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200 and "Uusi nimi" in body(again)


def test_an_indicator_is_public_when_something_is_measured_with_it_or_it_is_a_key_one():
    ratio = make.IndicatorFactory(is_key=True, numerator=(part := make.IndicatorFactory()), denominator=part)
    measuring, nothing = make.IndicatorFactory(), make.IndicatorFactory()
    make.BenefitFactory(indicators=[measuring])
    child, hidden = make.IndicatorFactory(parent=measuring), make.IndicatorFactory(parent=nothing)
    assert {row["id"] for row in rows_of("mittarit")} == {ratio.pk, part.pk, measuring.pk, child.pk}
    reader = Client()
    reader.force_login(make.UserFactory())
    for indicator in (nothing, hidden):
        address = reverse("reporting:indicator-detail", args=[indicator.pk])
        assert (Client().get(address).status_code, reader.get(address).status_code) == (404, 200)


@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_the_page_tells_of_every_field(language):
    page = Client().get(f"{language}/avoin-data/")
    told = main_words(page)
    for dataset in (*DATASETS.values(), TOLD):
        assert all(column.name in told for column in dataset.columns), dataset.name
    assert "CC BY 4.0" in told and "Kemin kaupunki" in told
    assert reverse("reporting:open-data") in page.content.decode()
    assert len(page.content) < 60_000
