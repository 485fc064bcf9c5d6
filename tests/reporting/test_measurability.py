"""The measurability check as it is read: what is found, where it is mended, narrowing, the file, and its cost."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from goals.models import Round
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from measures.fitness import Rule
from measures.fitness_words import remark_sentence
from reporting.queries.measurability import remarks_of
from tests import factories as make
from tests.goals.pages import parsed, words
from tests.reporting.pages import links, main_words, url

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def codes_of(indicator, rights=NO_RIGHTS):
    return [remark.code for remark in remarks_of([indicator], rights)[indicator.pk]]


def sound(**changes):
    """An indicator without a remark, with its baseline and its target level."""
    indicator = make.IndicatorFactory(kind="number", direction="up", **changes)
    make.BaselineFactory(indicator=indicator)
    make.TargetFactory(indicator=indicator)
    return indicator


def ended_rounds():
    closed = {"state": "closed", "closed_at": datetime(2024, 3, 1, tzinfo=UTC)}
    for kind in ("half_year", "year_end"):
        make.RoundFactory(
            kind=kind,
            year=2022,
            as_of=date(2022, 6 if kind == "half_year" else 12, 30),
            due_on=date(2023, 3, 1),
            **closed,
        )


# --- what is found in the database --------------------------------------------------------------------------------
def test_a_sound_indicator_has_no_remarks():
    assert codes_of(sound()) == []


def test_only_what_is_in_force_counts():
    indicator = sound()
    make.TargetFactory(
        indicator=indicator, replaces=indicator.targets.get(), low=5, origin="entered", reason="Tarkistettu."
    )
    assert codes_of(indicator) == ["target_equals_baseline"]


def test_reviews_that_have_ended_expect_a_figure():
    indicator = sound()
    ended_rounds()
    assert codes_of(indicator) == ["no_observation_in_two_rounds"]
    make.ObservationFactory(indicator=indicator, period_start=date(2022, 1, 1), period_end=date(2022, 6, 30))
    assert codes_of(indicator) == []


def test_an_open_review_expects_nothing_yet():
    indicator = sound()
    make.RoundFactory(year=2023)
    Round.objects.update(year=2022)
    assert codes_of(indicator) == []


def test_what_is_handed_in_is_not_asked_again(django_assert_num_queries):
    indicators = [sound(), sound()]
    with django_assert_num_queries(2):
        found = remarks_of(indicators, NO_RIGHTS, targets=[], observations=[])
    assert {pk: [remark.code for remark in remarks] for pk, remarks in found.items()} == {
        indicator.pk: ["no_baseline", "no_target"] for indicator in indicators
    }


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    indicators = [sound()]
    for _more in range(3):
        with django_assert_num_queries(4):
            remarks_of(indicators, NO_RIGHTS)
        indicators.append(sound())


# --- the page -----------------------------------------------------------------------------------------------------
@pytest.fixture
def strategy():
    return make.StrategyFactory(name="Uusi strategia", slug="uusi")


def measured_goal(strategy, **changes):
    """A goal measured by one bare count."""
    goal = make.GoalFactory(strategy=strategy)
    indicator = make.IndicatorFactory(kind="count", accumulates=True, direction="up", **changes)
    make.MeasureLineFactory(goal=goal, indicator=indicator)
    return goal, indicator


def rows_of(page):
    """(the goal or benefit, what is said of it, [(indicator, its remarks)]) as shown."""
    for section in parsed(page).iterfind(".//main//section"):
        eyebrow = section.find("div/p[@class='eyebrow']")
        if eyebrow is None:
            continue
        own = [words(item) for item in section.iterfind("ul[@class='remarks']/li")]
        rows = [
            (words(item.find("a")), [words(remark) for remark in item.iterfind("ul[@class='remarks']/li")])
            for item in section.iterfind("ul[@class='link-list']/li")
        ]
        yield words(section.find(".//h2")), own, rows


COUNT_WORDS = (
    "Lukumäärälle ei ole tavoitetasoa: luvusta ei näe, riittääkö se. Anna tavoitetaso tai kerro, mihin lukua verrataan."
)


@pytest.mark.parametrize("number", [1, 3])
def test_goals_with_their_indicators_for_a_constant_number_of_queries(
    reader, strategy, number, django_assert_num_queries
):
    pairs = [measured_goal(strategy) for _row in range(number)]
    for _row in range(number):
        make.BenefitFactory(strategy=strategy, indicators=[sound()])
    empty = make.GoalFactory(strategy=strategy, title="Mittariton tavoite")
    with django_assert_num_queries(MOST_QUERIES):
        page = reader.get(url("measurability"))
    said = f"{COUNT_WORDS} Avaa mittari: "
    assert list(rows_of(page)) == [
        *((goal.title, [], [(row.name, [f"{said}{row.name}"])]) for goal, row in pairs),
        (empty.title, [remark_sentence(Rule.GOAL_WITHOUT_MEASURE)], []),
    ]


def test_narrowed_by_rule_by_post_and_by_department(reader, strategy):
    _goal, counted = measured_goal(strategy)
    other = make.GoalFactory(strategy=strategy)
    text = make.IndicatorFactory(kind="text")
    make.MeasureLineFactory(goal=other, indicator=text)
    make.GoalFactory(strategy=strategy)

    def named(**filters):
        page = reader.get(url("measurability"), filters)
        return [name for _goal, _own, rows in rows_of(page) for name, _remarks in rows]

    assert named() == [counted.name, text.name]
    assert named(huomautus="bare_count") == [counted.name]
    assert named(huomautus="no-such-rule") == [counted.name, text.name]
    assert named(vastaa=text.answering_post_id) == [text.name]
    assert named(toimiala=counted.answering_post.unit_id) == [counted.name]
    assert named(vastaa="x") == [counted.name, text.name]
    shown = main_words(reader.get(url("measurability"), {"vastaa": text.answering_post_id}))
    assert "Ei yhtään mittaria" not in shown  # nobody answers for a goal
    assert "Tarkistettu 1 mittari. Huomautettavaa on 1 mittarissa." in shown


def test_nothing_to_remark_on(reader, strategy):
    goal = make.GoalFactory(strategy=strategy)
    make.MeasureLineFactory(goal=goal, indicator=sound())
    assert "Ei huomautettavaa" in main_words(reader.get(url("measurability")))


def test_indicators_of_no_goal_have_a_tab_of_their_own(reader, strategy):
    lonely = make.IndicatorFactory(kind="text")
    assert "strategia=muut" in str(links(reader.get(url("measurability"))))
    assert list(rows_of(reader.get(url("measurability"), {"strategia": "muut"}))) == [
        ("Muut mittarit", [], [(lonely.name, [f"{remark_sentence(Rule.IN_WORDS_ONLY)} Avaa mittari: {lonely.name}"])])
    ]


def test_a_draft_strategy_is_the_coordinators(reader, strategy):
    make.StrategyFactory(slug="luonnos", state="draft")
    assert reader.get(url("measurability"), {"strategia": "luonnos"}).status_code == 404
    assert reader.get(url("measurability"), {"strategia": "ei-ole"}).status_code == 404


def test_the_public_is_asked_to_sign_in(client, strategy):
    assert "/tili/login/" in client.get(url("measurability")).headers["Location"]


# --- where it is mended -------------------------------------------------------------------------------------------
def doors_of(indicator, rights):
    return {str(remark.code): remark.to.url for remark in remarks_of([indicator], rights)[indicator.pk]}


def test_every_reader_is_led_to_what_she_can_do():
    indicator = make.IndicatorFactory(kind="number", unit="", direction="up")
    make.BaselineFactory(indicator=indicator)
    ended_rounds()
    pk, post = indicator.pk, indicator.answering_post_id
    own_page, figure = url("indicator-detail", pk), reverse("measures:observation-add", args=[pk])
    change, propose = (reverse(f"measures:target-{deed}", args=[pk]) for deed in ("change", "propose"))
    people = {role: make.UserFactory(role=role) for role in User.Role.values}
    holder = Rights(user=people["reader"], holds=frozenset({post}))
    own = {"no_unit": own_page, "no_observation_in_two_rounds": figure}
    assert doors_of(indicator, Rights(user=people["reader"])) == dict.fromkeys([*own, "no_target"], own_page)
    assert doors_of(indicator, holder) == own | {"no_target": propose}
    assert doors_of(indicator, Rights(user=people["coordinator"])) == own | {"no_target": change}
    facts = reverse("admin:measures_indicator_change", args=[pk])
    assert doors_of(indicator, Rights(user=people["administrator"]))["no_unit"] == facts


# --- the file -----------------------------------------------------------------------------------------------------
def test_the_list_as_a_table_for_a_spreadsheet(reader, strategy):
    goal, indicator = measured_goal(strategy)
    make.GoalFactory(strategy=strategy, title="=1+1")
    answer = reader.get(url("measurability"), {"strategia": "uusi", "muoto": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mitattavuus-uusi.csv"'
    assert list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")) == [
        ["Tavoite tai hyöty", "Mittari", "Vastaa", "Huomautus", "Mitä voi tehdä"],
        [goal.title, indicator.name, indicator.answering_post.title, "Lukumäärä ilman tavoitetasoa", COUNT_WORDS],
        ["'=1+1", "", "", "Ei yhtään mittaria", remark_sentence(Rule.GOAL_WITHOUT_MEASURE)],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_words_that_begin_like_a_formula_stay_words(reader, strategy, start):
    measured_goal(strategy, name=f"{start}HYPERLINK(1)")
    answer = reader.get(url("measurability"), {"muoto": "csv"})
    assert f";'{start}HYPERLINK(1);" in answer.content.decode()


def test_the_file_is_narrowed_like_the_page(reader, strategy):
    measured_goal(strategy)
    answer = reader.get(url("measurability"), {"muoto": "csv", "huomautus": "no_unit"})
    assert answer.content.decode("utf-8-sig").count("\n") == 1


def test_in_another_language_the_plans_words_stay_marked(strategy):
    measured_goal(strategy)
    auditor = Client()
    auditor.force_login(make.UserFactory(role=User.Role.AUDITOR))
    with translation.override("sv"):
        address = reverse("reporting:measurability")
    assert 'lang="fi"' in auditor.get(address).content.decode()
