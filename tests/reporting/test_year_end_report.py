"""The year-end report: goals and measures judged apart, binding goals that failed, years beside each other, fates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reporting.content import build_content
from reporting.models import Review
from reporting.pdf import render_html
from tests import factories as make
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city
from tests.reporting.test_report_pages import page_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """After a closed half-year: one goal attained, a binding one not; an action that goes on and one that is done."""
    cast = small_city()
    make.PositionHolderFactory(post=cast.post, starts_on=date(2020, 1, 1))
    close(cast)
    cast.sustainable.binding_level = "KV"
    cast.sustainable.save()
    measured = make.IndicatorFactory(name="Päästöt", position=9, answering_post=cast.post)
    make.MeasureLineFactory(plan=cast.plan, goal=cast.sustainable, indicator=measured, words="Päästöt laskevat")
    cast.half, cast.round = cast.round, make.RoundFactory(year=2023, kind="year_end", strategies=[cast.strategy])
    told = {"round": cast.round, "sent": True, "forecast": "", "progress": "", "public_text": ""}
    make.EntryFactory(goal=cast.climate, attainment="attained", attainment_reason="Kaikki tehtiin.", **told)
    make.EntryFactory(
        goal=cast.sustainable, attainment="not_attained", attainment_reason="Päästöt kasvoivat.",
        cause="Kylmä talvi.", correction="Vaihdetaan lämmitystapa.", proposal="Valtuusto hyväksyy poikkeaman.", **told,
    )  # fmt: skip
    make.EntryFactory(
        goal=cast.open, attainment="not_assessed", not_assessed="not_measured", attainment_reason="Ei kyselyä.", **told
    )
    make.EntryFactory(indicator=measured, attainment="partly_attained", attainment_reason="Osa laski.", **told)
    told["progress"] = "completed"
    make.EntryFactory(action=cast.certify, fate="completed", **told)
    told["progress"] = "in_progress"
    make.EntryFactory(action=cast.tools, fate="changes", fate_note="Uusi kouluttaja.", **told)
    return cast


def test_goals_and_measures_are_judged_apart_with_reasons(year):
    content = build_content(year.round, "fi")
    (goal,) = content.strategic_goals.goals
    assert (goal.judged.badge.label, goal.judged.reason.words) == ("Ei toteutunut", "Päästöt kasvoivat.")
    (measure,) = goal.measures
    assert (measure.judged.badge.label, measure.judged.reason.words) == ("Toteutui osittain", "Osa laski.")
    unmeasured = content.themes[1].goals[0].judged
    assert (unmeasured.badge.label, unmeasured.why_not) == ("Ei voitu arvioida", "Ei mitattu")


def test_binding_goal_that_failed_stands_apart_with_cause_and_proposal(year):
    content = build_content(year.round, "fi")
    assert [goal.title.words for goal in content.binding_goals] == ["Kestävyysmittarit paranevat"]
    (failed,) = content.failed_goals
    assert (failed.cause.words, failed.proposal.words) == ("Kylmä talvi.", "Valtuusto hyväksyy poikkeaman.")
    assert [measure.words.words for measure in failed.measures] == ["Päästöt laskevat"]
    assert content.deviations[0].badge.label == "Ei toteutunut"


def test_counts_by_attainment_stand_beside_the_year_before(year):
    assert build_content(year.round, "fi").summary.year_before == ""
    before = make.RoundFactory(year=2022, kind="year_end", closed=True, strategies=[year.strategy], slug="2022-year")
    make.EntryFactory(round=before, goal=year.climate, sent=True, attainment="partly_attained")
    make.EntryFactory(round=before, goal=year.open)
    content = build_content(year.round, "fi")
    rows = {row.name.words: row for row in content.summary.attained}
    assert [badge.label for badge in content.summary.attainments] == [
        "Toteutui", "Toteutui osittain", "Ei toteutunut", "Ei voitu arvioida", "Odottaa kirjausta",
    ]  # fmt: skip
    assert rows["Vihreä Kemi"].beside == ((1, 0), (0, 1), (0, 0), (0, 0), (0, 0))
    assert rows["Tavoitteet yhteensä"].counts == (1, 0, 1, 1, 0)
    assert rows["Tavoitteet yhteensä"].before == (0, 1, 0, 0, 1)
    assert rows["Mittarit yhteensä"].counts == (0, 1, 0, 0, 0)
    assert content.summary.year_before == "2022"


def test_key_indicator_stands_beside_the_two_years_before(year):
    for number, value in ((2021, "15.1"), (2022, "14.2"), (2023, "13.4")):
        make.ObservationFactory(
            indicator=year.unemployment, value=Decimal(value), period_start=date(number, 1, 1),
            period_end=date(number, 12, 31), entered_at=datetime(2023, 1, 20, tzinfo=UTC),
        )  # fmt: skip
    year.round.as_of = date(2023, 12, 31)
    year.round.save()
    line = build_content(year.round, "fi").benefits[0].indicators[0]
    assert [value.words.words for value in (*line.earlier, line.actual)] == [
        "15,1\u00a0%",
        "14,2\u00a0%",
        "13,4\u00a0%",
    ]
    assert all(value.record for value in line.earlier)


def test_year_that_nobody_measured_is_a_dash_with_a_note(year):
    line = build_content(year.round, "fi").benefits[0].indicators[0]
    assert [(value.words.words, value.note) for value in line.earlier] == [("–", "Ei tietoa")] * 2


def test_unfinished_actions_are_carried_over_with_their_fate(year):
    carried = build_content(year.round, "fi").carried_over
    assert [(action.title.words, action.fate and action.fate.label, action.note.words) for action in carried] == [
        ("Keskustelukulttuurin työkalut", "Jatkuu muutettuna", "Uusi kouluttaja."),
        ("Selkokieli tiedotteissa", None, ""),
    ]


def test_action_that_moves_to_somebody_else_is_not_carried_over(year):
    year.round.entries.filter(action=year.tools).update(fate="moves")
    assert [action.title.words for action in build_content(year.round, "fi").carried_over] == [
        "Selkokieli tiedotteissa"
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_paper_has_the_chapters_of_a_year_end(year, language):
    Review.objects.create(round=year.round, kind="group", text="Energia ja Vesi saavutti tavoitteensa.", is_ready=True)
    content = build_content(year.round, language)
    assert content.chapters[-5:] == ("group", "balancing", "audit_answers", "carried_over", "annexes")
    assert "rest_of_year" not in content.chapters
    words = page_words(render_html(content))
    for told in ("Energia ja Vesi saavutti tavoitteensa.", "Valtuusto hyväksyy poikkeaman.", "Uusi kouluttaja."):
        assert told in words


def test_chapter_without_a_text_says_so_in_one_line(year):
    words = page_words(render_html(build_content(year.round, "fi")))
    assert "Talouden tasapainotuksen toteutumisesta ei ole kirjattu tekstiä." in words
    assert "Edellisen arviointikertomuksen havaintoihin ei ole kirjattu vastauksia." in words


def test_translation_says_that_the_finnish_text_prevails(year):
    mark = "report-cover__facts"
    assert build_content(year.round, "sv").is_translation
    assert not build_content(year.round, "fi").is_translation
    assert "Käännös; suomenkielinen" not in render_html(build_content(year.round, "fi")).split(mark)[1]
