"""What an entry's form knows of a figure on the review's day, and what it proposes from it without choosing it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.badges import Badges
from goals.proposals import proposed_forecast
from goals.queries.entries import ENTRY_RELATIONS, entry_lines
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.text import Text
from measures.judgement import Limits
from measures.models import JudgementLimits
from tests.factories import (
    BaselineFactory,
    DecisionFactory,
    IndicatorFactory,
    ObservationFactory,
    RoundFactory,
    TargetFactory,
)

from .pages import by_id, form_values, main_words, parsed, with_class, words
from .situations import address, entry_of_indicator, save

pytestmark = pytest.mark.django_db
BEFORE, AFTER = datetime(2023, 8, 1, tzinfo=UTC), datetime(2023, 8, 15, tzinfo=UTC)
DURING_2022 = {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}
PERCENT = {"kind": "percent", "unit": "%", "direction": "up"}


@pytest.fixture
def entry(round, post):
    return entry_of_indicator(round, post, indicator=PERCENT)


def proposals_on(page):
    return [words(line) for box in with_class(parsed(page), "proposal") for line in box.iter("li")]


# --- what a review of 2023 may know -------------------------------------------------------------------------------
def test_a_figure_of_a_later_period_is_not_known_to_the_review(holder_client, entry):
    ObservationFactory(
        indicator=entry.indicator, value=61, period_start=date(2022, 1, 1), period_end=date(2022, 12, 31)
    )
    ObservationFactory(
        indicator=entry.indicator, value=98765, period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)
    )
    shown = main_words(holder_client.get(address(entry)))
    assert "Viimeksi: 61 % (31.12.2022)" in shown
    assert "98 765" not in shown.replace("\u00a0", " ")


def test_the_adopted_level_stands_beside_the_present_one(holder_client, entry):
    adopted = TargetFactory(indicator=entry.indicator, low=80, entered_at=BEFORE)
    TargetFactory(
        indicator=entry.indicator, low=70, replaces=adopted, reason="Resurssit", origin="entered", entered_at=BEFORE
    )
    shown = main_words(holder_client.get(address(entry)))
    assert "Tavoitetaso: vähintään 70 %" in shown
    assert "Tavoitetaso hyväksyttiin alun perin näin: vähintään 80 %" in shown


@pytest.mark.parametrize(("entered_at", "is_told"), [(BEFORE, False), (AFTER, True)])
def test_a_level_that_changed_while_the_review_is_open_is_told(holder_client, entry, entered_at, is_told):
    adopted = TargetFactory(indicator=entry.indicator, low=80, entered_at=BEFORE)
    decision = DecisionFactory(decided_on=date(2023, 8, 14), section="45")
    TargetFactory(indicator=entry.indicator, low=70, replaces=adopted, decision=decision, entered_at=entered_at)
    sentence = "Tavoitetaso muuttui 15.8.2023 (kv 14.8.2023 § 45); aiemmin vähintään 80 %."
    assert (sentence in main_words(holder_client.get(address(entry)))) == is_told


# --- the proposal -------------------------------------------------------------------------------------------------
def test_the_typed_figure_proposes_a_forecast_that_is_not_chosen(holder_client, entry):
    BaselineFactory(indicator=entry.indicator, value=60, **DURING_2022)
    TargetFactory(indicator=entry.indicator, low=80)
    assert proposals_on(holder_client.get(address(entry))) == []
    save(holder_client, entry, figure="62")
    page = holder_client.get(address(entry))
    (proposal,) = proposals_on(page)
    assert proposal.startswith(
        f"Ei toteudu {entry.indicator.name}: Tasaisella tahdilla toteuman kuuluisi nyt olla 69,9"
    )
    assert "Lähtötaso 60 % · Tavoitetaso vähintään 80 % · Toteuma 62 % · Tasaisella tahdilla nyt 69,9" in proposal
    assert form_values(page, f"entry-form-{entry.pk}").get(f"e{entry.pk}-forecast") is None


def test_a_save_in_place_fetches_the_proposals_anew(holder_client, entry):
    BaselineFactory(indicator=entry.indicator, value=60, **DURING_2022)
    TargetFactory(indicator=entry.indicator, low=80)
    answer = save(holder_client, entry, figure="80", htmx=True)
    again = reverse("goals:entry-proposals", args=[entry.pk])
    assert [element.get("hx-get") for element in parsed(answer).iter("span") if element.get("hx-get")] == [again]
    fragment = holder_client.get(again, headers={"HX-Request": "true"})
    assert fragment["HX-Retarget"] == f"#entry-proposals-{entry.pk}"
    assert by_id(fragment, f"entry-proposals-{entry.pk}") is not None
    assert proposals_on(fragment)[0].startswith(f"Toteutuu {entry.indicator.name}: Tavoitetaso on saavutettu.")


@pytest.mark.parametrize(("typed", "proposed"), [("80", ["Toteutuu"]), ("kolme", []), ("1.234", []), ("", [])])
def test_what_stands_in_the_form_proposes_before_it_is_saved(holder_client, entry, typed, proposed):
    BaselineFactory(indicator=entry.indicator, value=60, **DURING_2022)
    TargetFactory(indicator=entry.indicator, low=80)
    again = reverse("goals:entry-proposals", args=[entry.pk])
    fragment = holder_client.get(
        again, {f"e{entry.pk}-figure_{entry.indicator_id}": typed}, headers={"HX-Request": "true"}
    )
    assert [line.split()[0] for line in proposals_on(fragment)] == proposed
    assert entry.round.figures.get().text == ""
    hint = "Kun kirjoitat luvun, tähän tulee, mitä se ehdottaa ennusteeksi."
    assert (hint in main_words(holder_client.get(address(entry)))) is True


def test_the_citys_own_limits_and_the_indicators_own_decide(holder_client, entry):
    BaselineFactory(indicator=entry.indicator, value=60, **DURING_2022)
    TargetFactory(indicator=entry.indicator, low=80)
    save(holder_client, entry, figure="66")
    assert proposals_on(holder_client.get(address(entry)))[0].startswith("Toteutuu osittain")
    JudgementLimits.objects.create(met_from="0.6", partly_from="0.3")
    assert proposals_on(holder_client.get(address(entry)))[0].startswith("Toteutuu ")
    JudgementLimits.objects.create(indicator=entry.indicator, met_from="0.95", partly_from="0.9")
    assert proposals_on(holder_client.get(address(entry)))[0].startswith("Ei toteudu")


CASES = [
    # kind, direction, comparison, low, baseline (value, dated), value → badge, rule; None: nothing is proposed
    ("count", "up", "at_least", 10, None, 10, ("will_be_met", "Tavoitetaso on saavutettu.")),
    ("percent", "unset", "at_least", 80, (60, True), 70, ("too_early", "Ei ole vahvistettu, kumpi suunta on parempi.")),
    ("percent", "up", "at_least", 80, (60, False), 70,
     ("too_early", "Lähtötason ajankohtaa ei tiedetä, joten tahtia ei voi laskea.")),
    ("percent", "down", "at_most", 13, ("13.5", False), "17.1",
     ("will_not_be_met", "Toteuma on heikompi kuin lähtötaso.")),
    ("number", "maintain", "at_least", 19400, (19400, False), 19339,
     ("will_not_be_met", "Taso piti säilyttää, mutta se on heikentynyt.")),
    ("percent", "up", "at_least", 60, (80, True), 70,
     ("too_early", "Suunta, lähtötaso ja tavoitetaso eivät sovi yhteen.")),
    ("percent", "up", "at_least", 80, (60, True), None, None),
    ("text", "up", "words", None, None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "direction", "comparison", "low", "baseline", "value", "expected"), CASES)
def test_rules_in_words(kind, direction, comparison, low, baseline, value, expected):
    indicator = IndicatorFactory.build(kind=kind, direction=direction, answering_post=None)
    days = DURING_2022 if baseline and baseline[1] else {}
    proposal = proposed_forecast(
        indicator=indicator,
        unit=Text("%"),
        target=TargetFactory.build(indicator=indicator, comparison=comparison, low=low and Decimal(low), words="väh."),
        baseline=BaselineFactory.build(indicator=indicator, value=Decimal(baseline[0]), **days) if baseline else None,
        measured=None if value is None else ObservationFactory.build(indicator=indicator, value=Decimal(value)),
        round=RoundFactory.build(year=2023),
        limits=Limits(),
        badges=Badges(),
    )
    assert (proposal and (proposal.badge.code, proposal.rule)) == expected


@pytest.mark.parametrize(("period", "rule"), [(DURING_2022, None), ({}, "Tavoitetaso on saavutettu.")])
def test_what_came_together_last_year_proposes_nothing_this_year(period, rule):
    indicator = IndicatorFactory.build(kind="count", direction="up", accumulates=True, answering_post=None)
    for year in (2023, None):
        proposal = proposed_forecast(
            indicator=indicator,
            unit=Text("krt"),
            target=TargetFactory.build(indicator=indicator, year=year, low=Decimal(4)),
            baseline=None,
            measured=ObservationFactory.build(indicator=indicator, value=Decimal(16), **period),
            round=RoundFactory.build(year=2023),
            badges=Badges(),
        )
        assert (proposal and proposal.rule) == rule


def test_a_closed_reviews_entry_shows_what_was_known_at_its_closing(holder_client, holder, round, entry):
    baseline = BaselineFactory(indicator=entry.indicator, value=60, **DURING_2022)
    TargetFactory(indicator=entry.indicator, year=None, low=80, entered_at=BEFORE)
    round.state, round.closed_at = "closed", datetime(2023, 9, 1, tzinfo=UTC)
    round.save()
    later = {"entered_at": datetime(2023, 10, 1, tzinfo=UTC), "entered_by": holder}
    TargetFactory(indicator=entry.indicator, low=99, origin="entered", reason="Uusi", **later)
    BaselineFactory(indicator=entry.indicator, value=1, corrects=baseline, reason="Näppäily", **DURING_2022, **later)
    line = entry_lines(
        list(type(entry).objects.select_related(*ENTRY_RELATIONS)),
        rights=rights_of(holder),
        badges=Badges(),
        language="fi",
    )[0]
    (figure,) = line.figures
    assert (figure.baseline, figure.target) == ("60\u00a0%", "vähintään 80\u00a0%")


# --- what is remarked quietly -------------------------------------------------------------------------------------
def test_a_figure_that_cannot_be_evaluated_is_remarked_quietly(holder_client, entry):
    TargetFactory(indicator=entry.indicator, low=80)
    page = holder_client.get(address(entry))
    (box,) = with_class(parsed(page), "entry__figure")
    (quiet,) = box.iterfind("details")
    assert words(quiet) == (
        f"1 huomio mitattavuudesta: {entry.indicator.name} "
        "Lähtötaso puuttuu, joten muutosta ei voi todeta. Selvitä arvo, josta lähdettiin."
    )
    assert quiet.get("open") is None
    BaselineFactory(indicator=entry.indicator, value=60)
    (box,) = with_class(parsed(holder_client.get(address(entry))), "entry__figure")
    assert list(box.iterfind("details")) == []
