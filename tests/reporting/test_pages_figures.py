"""Which figures the reading pages show: one rule everywhere, and nothing of a review before it is published."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from goals.badges import Badges
from goals.models import Entry
from goals.operations.entries import TypedFigure
from goals.operations.late_edits import record_late_edit
from goals.operations.rounds import close_round, reopen_round
from goals.queries.entries import ENTRY_RELATIONS, entry_lines
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from reporting.content import build_content
from reporting.models import Publication
from reporting.operations.search import refresh_search
from reporting.permissions import visible_observations
from reporting.queries.figures import figures_of
from tests import factories as make
from tests.reporting.pages import links, main_words, planned_action, url, words

pytestmark = pytest.mark.django_db


SHOWN_WITH_RIGHTS = ("indicator", "indicators", "front", "action", "goal", "benefit")


# --- figures of a review
@pytest.fixture
def measured():
    """A key indicator that also measures an action; its sent figure waits for the review to be closed."""
    action = planned_action()
    line = action.plan_lines.get()
    strategy = line.goal.strategy
    indicator = make.IndicatorFactory(name="Kävijät", unit="hlö", is_key=True)
    make.BenefitFactory(strategy=strategy, goals=[line.goal], indicators=[indicator])
    make.MeasureLineFactory(goal=line.goal, plan=line.plan, action=action, indicator=indicator)
    make.BaselineFactory(indicator=indicator, value=5)
    round = make.RoundFactory(year=2023, strategies=[strategy])
    make.FigureFactory(
        round=round, indicator=indicator, text="777", value=777, note="Laskettu ovelta", sent_at=make.SOME_MOMENT
    )
    return indicator, action, round


def pages_with_figures(indicator, action):
    line = action.plan_lines.get()
    return {
        "indicator": url("indicator-detail", indicator.pk),
        "indicators": url("indicator-list"),
        "front": url("front-page"),
        "action": url("action-detail", action.pk),
        "goal": url("goal-detail", line.goal_id),
        "plan": url("plan-detail", line.plan_id),
        "benefit": url("benefit-detail", indicator.benefits.get().pk),
        "search": url("search") + "?q=laskettu",
    }


def test_what_closing_a_review_posted_is_not_public_before_it_is_published(client, reader, measured):
    indicator, action, round = measured
    assert close_round(round.pk, by=make.UserFactory(role="coordinator")) == 1
    refresh_search()
    pages = pages_with_figures(indicator, action)
    leaks = [
        name for name, address in pages.items() for told in ("777", "ovelta") if told in words(client.get(address))
    ]
    assert leaks == []
    missing = [name for name in SHOWN_WITH_RIGHTS if "777 hlö" not in _words(reader, pages[name])]
    assert missing == []
    assert "Laskettu ovelta" in _words(reader, pages["indicator"])


def _words(browser, address):
    return main_words(browser.get(address)).replace("\xa0", " ")


def test_what_was_public_stays_so_when_a_review_corrects_it_until_a_public_source_does(client, reader, measured):
    indicator, action, round = measured
    public = make.ObservationFactory(
        indicator=indicator, value=640, period_start=round.starts_on, period_end=round.as_of
    )
    close_round(round.pk, by=make.UserFactory(role="coordinator"))
    pages = pages_with_figures(indicator, action)
    for name in ("indicator", "indicators", "front", "action", "goal", "benefit"):
        assert "640 hlö" in _words(client, pages[name]), name
    for name in SHOWN_WITH_RIGHTS:
        told = _words(reader, pages[name]).replace("640 hlö oikaistu: 777 hlö", "")  # struck through, on its own page
        assert "777 hlö" in told and "640 hlö" not in told, name
    posted = public.corrected_by
    period = {"period_start": round.starts_on, "period_end": round.as_of}
    by_hand = make.ObservationFactory(indicator=indicator, value=700, corrects=posted, **period)
    assert seen_by(NO_RIGHTS) == [640]
    assert seen_by(Rights(user=reader.user)) == [700]
    fetched = {"retrieved_at": datetime(2023, 9, 2, tzinfo=UTC), **period}
    make.ObservationFactory(indicator=indicator, value=690, corrects=by_hand, **fetched)
    assert seen_by(NO_RIGHTS) == seen_by(Rights(user=reader.user)) == [690]


def told_late(measured, coordinator, value):
    """The figure is changed after closing by what a change after closing does."""
    _indicator, action, round = measured
    entry = Entry.objects.present().filter(round=round, action=action).first() or make.EntryFactory(
        round=round, action=action, public_text="Tehty.", progress="in_progress", forecast="will_be_met"
    )
    figure = round.figures.get()
    typed = TypedFigure(indicator_id=figure.indicator_id, text=value, note="", version=figure.version)
    given = {"reported": {}, "figures": [typed], "language": "fi", "reason": "Virhe."}
    assert record_late_edit(entry.pk, rights=Rights(user=coordinator), **given).problems == {}


def test_a_change_after_closing_opens_nothing_of_what_it_replaced(client, reader, measured):
    indicator, action, round = measured
    coordinator = make.UserFactory(role="coordinator")
    close_round(round.pk, by=coordinator)
    for value in ("778", "779"):
        told_late(measured, coordinator, value)
    assert seen_by(NO_RIGHTS) == []
    assert seen_by(Rights(user=reader.user)) == [779]
    for name, address in pages_with_figures(indicator, action).items():
        told = words(client.get(address))
        assert [value for value in ("777", "778", "779") if value in told] == [], name


def test_a_review_that_was_opened_and_closed_again_opens_nothing_of_what_it_replaced(measured, reader):
    _indicator, _action, round = measured
    coordinator = make.UserFactory(role="coordinator")
    make.ObservationFactory(indicator=measured[0], value=640, period_start=round.starts_on, period_end=round.as_of)
    close_round(round.pk, by=coordinator)
    reopen_round(round.pk, reason="Luku oli väärä.", by=coordinator)
    assert seen_by(NO_RIGHTS) == [640]
    figure = round.figures.get()
    figure.text, figure.value = "42", 42
    save_with_history(figure, by=coordinator, reason="changed")
    close_round(round.pk, by=coordinator)
    assert seen_by(NO_RIGHTS) == [640]
    assert seen_by(Rights(user=reader.user)) == [42]
    moments = {"frozen_at": make.SOME_MOMENT, "published_at": make.SOME_MOMENT}
    Publication.objects.create(round=round, state="ready", frozen_by=coordinator, **moments)
    assert seen_by(NO_RIGHTS) == [42]


def seen_by(rights):
    return [row.value for row in visible_observations(rights).filter(is_baseline=False)]


# --- one rule for the target level and the latest figure
def test_target_in_force_and_latest_figure_are_the_same_on_the_page_in_the_form_and_in_the_report(reader, measured):
    indicator, action, round = measured
    for year, low in ((None, 11), (2022, 12), (2024, 14), (2025, 15)):
        make.TargetFactory(indicator=indicator, year=year, low=low)
    for end, value in ((date(2022, 6, 30), 6), (date(2022, 12, 31), 8), (date(2021, 12, 31), 4)):
        make.ObservationFactory(indicator=indicator, value=value, period_start=date(end.year, 1, 1), period_end=end)
    make.ObservationFactory(
        indicator=indicator, value=3, period_start=date(2023, 5, 1), period_end=date(2023, 5, 1), is_baseline=True
    )
    shown = figures_of([indicator])[indicator.pk]
    entry = make.EntryFactory(round=round, action=action)
    entries = list(Entry.objects.filter(pk=entry.pk).select_related(*ENTRY_RELATIONS))
    (asked,) = entry_lines(entries, rights=Rights(user=reader.user), badges=Badges(), language="fi")[0].figures
    round.figures.update(sent_at=None)
    reported = build_content(round, "fi").benefits[0].indicators[0]
    found = {
        (str(target).replace("\xa0", " "), str(latest).replace("\xa0", " "))
        for target, latest in (
            (shown.target, shown.latest),
            (asked.target, asked.latest),
            (reported.target.present.words, reported.actual.words),
        )
    }
    assert found == {("vähintään 14 hlö", "8 hlö")}


@pytest.mark.parametrize(("today", "target"), [(date(2022, 8, 1), "12"), (date(2026, 1, 1), "11")])
def test_target_of_the_page_follows_the_clock(settings, today, target):
    settings.TODAY = today
    indicator = make.IndicatorFactory(unit="")
    for year, low in ((None, 11), (2022, 12), (2024, 14)):
        make.TargetFactory(indicator=indicator, year=year, low=low)
    assert str(figures_of([indicator])[indicator.pk].target) == f"vähintään {target}"


def test_a_target_that_a_plan_names_and_that_has_moved_to_another_year_is_still_told(measured):
    indicator, action, round = measured
    old = make.TargetFactory(indicator=indicator, year=2023, low=10)
    action.measure_lines.update(target=old)
    make.TargetFactory(indicator=indicator, year=2025, low=20, replaces=old, reason="Siirtyi")
    (theme,) = build_content(round, "fi").themes
    assert str(theme.goals[0].actions[0].measures[0].target.present.words).replace("\xa0", " ") == "vähintään 20 hlö"


# --- parts of an indicator
def test_a_part_is_as_public_as_the_indicator_it_is_a_part_of(client, reader):
    public = make.IndicatorFactory(name="Julkinen kokonaisuus", is_key=True)
    make.BenefitFactory(indicators=[public])
    secret = make.IndicatorFactory(name="Salainen kokonaisuus", is_key=True)
    draft = make.StrategyFactory(state="draft")
    make.BenefitFactory(strategy=draft, indicators=[secret])
    public_part = make.IndicatorFactory(name="Julkinen osa", parent=public)
    secret_part = make.IndicatorFactory(name="Salainen osa", parent=secret)
    draft_part = make.IndicatorFactory(name="Salainen luonnososa", parent=public)
    make.BenefitFactory(strategy=draft, indicators=[draft_part])
    refresh_search()
    hidden = [url("indicator-detail", indicator.pk) for indicator in (secret, secret_part, draft_part)]
    assert {browser.get(address).status_code for browser in (client, reader) for address in hidden} == {404}
    for address in (url("indicator-list"), url("indicator-detail", public.pk), url("search") + "?q=osa"):
        page = client.get(address)
        assert "Salainen" not in words(page) and url("indicator-detail", public_part.pk) in links(page), address
    coordinator = Client()
    coordinator.force_login(make.UserFactory(role="coordinator"))
    assert {coordinator.get(address).status_code for address in hidden} == {200}


def test_a_public_part_does_not_name_an_indicator_of_a_draft(client):
    secret = make.IndicatorFactory(name="Salainen kokonaisuus")
    make.BenefitFactory(strategy=make.StrategyFactory(state="draft"), indicators=[secret])
    part = make.IndicatorFactory(name="Julkinen osa", parent=secret)
    make.MeasureLineFactory(indicator=part)
    page = client.get(url("indicator-detail", part.pk))
    assert "Julkinen osa" in main_words(page) and "Salainen" not in words(page)
