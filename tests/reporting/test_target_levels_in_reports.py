"""A report shows the adopted level beside the present one, the way to each, and the levels people want to change."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.models import Round
from kemistrategy.text import Text
from measures.models import TargetProposal
from reporting.content import build_content
from reporting.content.rows import ProposedTarget, TargetLevel, Value
from tests import factories as make
from tests.goals.pages import main_words, parsed

pytestmark = pytest.mark.django_db
BEFORE, DURING, AFTER = (datetime(2023, month, 1, tzinfo=UTC) for month in (8, 9, 10))
PERIOD_2022 = {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}


@pytest.fixture
def indicator():
    return make.IndicatorFactory(
        name="Osallistujat", kind="number", unit="hlö", direction="up", is_key=True, answering_post__title="Päällikkö"
    )


@pytest.fixture
def round(indicator):
    """Open since 10.8.2023, with a key indicator: from 100 to 200, of which 150 by the review's day."""
    strategy = make.StrategyFactory()
    goal = make.GoalFactory(strategy=strategy, binding_level="KV")
    make.BenefitFactory(strategy=strategy, indicators=[indicator], goals=[goal])
    make.BaselineFactory(indicator=indicator, value=100, **PERIOD_2022)
    make.ObservationFactory(indicator=indicator, value=150, entered_at=BEFORE)
    return make.RoundFactory(year=2023, strategies=[strategy])


def line(round):
    (benefit,) = build_content(round, "fi").benefits
    return benefit.indicators[0]


def value(words, amount):
    return Value(Text(f"vähintään {words}\u00a0hlö"), amount=Decimal(amount))


def test_the_way_is_told_against_the_adopted_and_the_present_level(round, indicator):
    adopted = make.TargetFactory(indicator=indicator, low=200, entered_at=BEFORE)
    decision = make.DecisionFactory(decided_on=date(2023, 8, 14), section="45")
    make.TargetFactory(indicator=indicator, low=160, replaces=adopted, decision=decision, entered_at=DURING)
    assert line(round).target == TargetLevel(
        present=value("160", 160),
        way="83\u00a0% matkasta tavoitetasolle.",
        adopted=value("200", 200),
        adopted_way="50\u00a0% matkasta tavoitetasolle.",
        moved="kv 14.8.2023 § 45",
    )


def test_a_level_changed_after_the_closing_is_not_in_the_closed_report(round, indicator):
    adopted = make.TargetFactory(indicator=indicator, low=200, entered_at=BEFORE)
    Round.objects.filter(pk=round.pk).update(state="closed", closed_at=DURING)
    make.TargetFactory(indicator=indicator, low=160, replaces=adopted, reason="Resurssit", entered_at=AFTER)
    closed = Round.objects.get(pk=round.pk)
    assert line(closed).target == TargetLevel(value("200", 200), "50\u00a0% matkasta tavoitetasolle.")


def test_the_sentence_and_the_chart_are_those_of_the_page(round, indicator, client):
    make.TargetFactory(indicator=indicator, low=200, entered_at=BEFORE)
    told = line(round)
    assert told.sentence == (
        "Osallistujat: luku nousi lähtötasosta 100\u00a0hlö tasolle 150\u00a0hlö; "
        "tavoitetaso vähintään 200\u00a0hlö, etäisyys pieneni."
    )
    assert told.chart.sentence == told.sentence
    page = client.get(reverse("reporting:indicator-detail", args=[indicator.pk]))
    titles = [title.text for drawing in parsed(page).iter("svg") for title in drawing.iter("title")]
    assert told.sentence in titles


@pytest.mark.parametrize(
    ("state", "decided_at", "closed_at", "shown"),
    [
        ("open", None, None, "Odottaa päätöstä"),
        ("rejected", AFTER, None, "Hylätty"),
        ("rejected", AFTER, DURING, "Odottaa päätöstä"),
        ("rejected", BEFORE, None, None),
        ("withdrawn", DURING, None, None),
    ],
)
def test_proposed_levels_are_a_part_of_chapter_8_as_they_stood_at_the_closing(
    round, indicator, state, decided_at, closed_at, shown
):
    make.TargetFactory(indicator=indicator, low=200, entered_at=BEFORE)
    user = make.UserFactory()
    TargetProposal.objects.create(
        indicator=indicator, year=2023, low=160, reason="Tilat puuttuvat.", proposed_at=BEFORE, proposed_by=user,
        state=state, decided_at=decided_at, decided_by=user if decided_at else None,
    )  # fmt: skip
    if closed_at:
        Round.objects.filter(pk=round.pk).update(state="closed", closed_at=closed_at)
    proposed = build_content(Round.objects.get(pk=round.pk), "fi").proposed_targets
    expected = ProposedTarget(
        indicator=Text("Osallistujat"),
        present=value("200", 200),
        proposed=value("160", 160),
        year="2023",
        reason=Text("Tilat puuttuvat."),
        post=Text("Päällikkö"),
        state=shown or "",
        decision="",
    )
    assert proposed == ((expected,) if shown else ())


def test_the_page_and_the_paper_show_both_levels_and_the_proposals(round, indicator, client):
    adopted = make.TargetFactory(indicator=indicator, low=200, entered_at=BEFORE)
    make.TargetFactory(indicator=indicator, low=160, replaces=adopted, reason="Resurssit", entered_at=DURING)
    TargetProposal.objects.create(
        indicator=indicator, year=2023, low=140, reason="Tilat puuttuvat.", proposed_at=BEFORE,
        proposed_by=make.UserFactory(),
    )  # fmt: skip
    client.force_login(make.UserFactory())
    shown = main_words(client.get(reverse("reporting:report-detail", args=[round.slug])))
    assert "Hyväksytty alun perin: vähintään 200 hlö. Muutettu: Resurssit" in shown
    assert "Hyväksyttyyn tasoon verrattuna: 50 % matkasta tavoitetasolle." in shown
    assert "Tilat puuttuvat." in shown


def test_a_closed_report_knows_nothing_that_was_set_since(round, indicator):
    user = make.UserFactory()
    make.TargetFactory(indicator=indicator, year=None, low=200, entered_at=BEFORE)
    TargetProposal.objects.create(
        indicator=indicator, year=2023, low=140, reason="Tilat.", proposed_at=BEFORE, proposed_by=user
    )
    Round.objects.filter(pk=round.pk).update(state="closed", closed_at=DURING)
    closed = Round.objects.get(pk=round.pk)
    told = repr(build_content(closed, "fi"))
    make.TargetFactory(indicator=indicator, year=2023, low=999, origin="entered", reason="Uusi", entered_at=AFTER)
    baseline = indicator.observations.get(is_baseline=True)
    make.BaselineFactory(
        indicator=indicator, value=1, corrects=baseline, reason="Näppäily", entered_by=user, entered_at=AFTER,
        **PERIOD_2022,
    )  # fmt: skip
    TargetProposal.objects.update(state="withdrawn", decided_at=AFTER, decided_by=user)
    assert repr(build_content(closed, "fi")) == told
