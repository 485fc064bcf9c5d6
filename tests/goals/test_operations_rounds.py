"""Opening makes what is asked, closing posts what was sent."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from goals.models import Entry, Figure, Round
from goals.operations.rounds import close_round, open_round, plan_round
from kemistrategy.refusals import NotAllowed
from measures.models import Observation
from tests.factories import (
    ActionFactory,
    BaselineFactory,
    BenefitFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureLineFactory,
    ObservationFactory,
    OrgUnitFactory,
    PlanFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
    StrategyFactory,
    UserFactory,
)

from .situations import as_it_is, entry_of_action, entry_of_indicator, figures_of, record, send


# --- opening ------------------------------------------------------------------------------------------------------
@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def strategy(db):
    return StrategyFactory()


def opened(by, *strategies, year=2023):
    round = RoundFactory(year=year, planned=True, strategies=strategies)
    open_round(round.pk, by=by)
    round.refresh_from_db()
    return round


def subjects(round):
    return {str(entry.subject) for entry in round.entries.all()}


def test_only_the_adopted_plan_of_the_year_is_asked(by, strategy):
    goal = GoalFactory(strategy=strategy)
    asked = ActionFactory(goals=[goal])
    for plan in (
        PlanFactory(strategy=strategy, year=2022),
        PlanFactory(strategy=strategy, state="draft"),
        PlanFactory(),
    ):
        action = ActionFactory()
        plan.lines.create(goal=goal, action=action, words="Muu", position=1)
    assert subjects(opened(by, strategy)) == {asked.title}


def test_an_entry_keeps_post_and_unit_as_they_were_at_opening(by, strategy, post):
    action = ActionFactory(answering_post=post, unit=post.unit, goals=[GoalFactory(strategy=strategy)])
    round = opened(by, strategy)
    action.answering_post = PositionFactory()
    action.save()
    entry = round.entries.get()
    assert (entry.post, entry.unit, entry.state, entry.version) == (post, post.unit, "empty", 0)
    assert (entry.history.get().history_user, entry.history.get().history_change_reason) == (by, f"opened {round.slug}")


def test_a_shared_project_is_asked_of_each_department(by, strategy, post, unit):
    other = OrgUnitFactory()
    other.head = PositionFactory(unit=other)
    other.save()
    headless = OrgUnitFactory()
    ProjectFactory(strategy=strategy, answering_post=post, units=[unit, other, headless])
    entries = opened(by, strategy).entries.values_list("unit", "post")
    assert set(entries) == {(unit.pk, post.pk), (other.pk, other.head_id), (headless.pk, post.pk)}


def test_a_project_without_an_answerer_waits_for_the_coordinator(by, strategy, unit):
    unit.head = PositionFactory(unit=unit)
    unit.save()
    ProjectFactory(strategy=strategy, answering_post=None, units=[unit])
    assert list(opened(by, strategy).entries.values_list("unit", "post")) == [(unit.pk, None)]


def test_a_measure_is_asked_with_its_action_or_by_itself_never_twice(by, strategy):
    goal = GoalFactory(strategy=strategy)
    action = ActionFactory(goals=[goal])
    plan = action.plan_lines.get().plan
    with_action = MeasureLineFactory(plan=plan, goal=goal, action=action).indicator
    MeasureLineFactory(plan=plan, goal=goal, action=None, indicator=with_action)
    alone = MeasureLineFactory(plan=plan, goal=goal, action=None).indicator
    key = IndicatorFactory(is_key=True)
    child = IndicatorFactory(parent=key)
    BenefitFactory(strategy=strategy, indicators=[key, with_action])
    IndicatorFactory()
    round = opened(by, strategy)
    assert subjects(round) == {action.title, alone.name, key.name, child.name}
    assert set(round.figures.values_list("indicator", flat=True)) == {
        row.pk for row in (with_action, alone, key, child)
    }


def test_opening_fails_as_a_whole(by, strategy, monkeypatch):
    ActionFactory(goals=[GoalFactory(strategy=strategy)])
    round = RoundFactory(year=2023, planned=True, strategies=[strategy])

    def fail(*_arguments):
        raise RuntimeError

    monkeypatch.setattr("kemistrategy.jobs.start", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        open_round(round.pk, by=by)
    round.refresh_from_db()
    assert (round.state, Entry.objects.count(), Figure.objects.count()) == ("planned", 0, 0)


def test_opening_asks_in_bulk(by, strategy, django_assert_max_num_queries):
    plan = PlanFactory(strategy=strategy)
    goal = GoalFactory(strategy=strategy)
    for position in range(30):
        plan.lines.create(goal=goal, action=ActionFactory(), words="Toimenpide", position=position)
    round = RoundFactory(year=2023, planned=True, strategies=[strategy])
    with django_assert_max_num_queries(25):
        assert open_round(round.pk, by=by) == 30


@pytest.mark.parametrize("state", ["open", "closed"])
def test_what_has_been_opened_is_not_opened_again(by, state):
    round = RoundFactory(closed=state == "closed")
    with pytest.raises(NotAllowed, match="Katsaus on jo avattu"):
        open_round(round.pk, by=by)


def test_two_reviews_are_never_open_at_once(by, round):
    later = RoundFactory(year=2024, planned=True)
    with pytest.raises(NotAllowed, match="Toinen katsaus on vielä avoinna"):
        open_round(later.pk, by=by)


def test_a_plan_for_a_year_that_exists_is_refused(by, round):
    with pytest.raises(NotAllowed, match="Tämä katsaus on jo olemassa"):
        plan_round(kind="half_year", year=2023, strategies=[], due_on=date(2023, 8, 1), by=by)


# --- closing ------------------------------------------------------------------------------------------------------
def test_closing_posts_every_sent_figure_once(holder, by, round, post):
    sent, draft = entry_of_action(round, post, figures=2), entry_of_action(round, post)
    send(sent, holder, figure="1 234,5")
    record(draft, holder, as_it_is(draft, "7"))
    assert close_round(round.pk, by=by) == 2
    observations = Observation.objects.order_by("indicator")
    assert [
        (
            row.indicator,
            row.value,
            row.words,
            row.period_start,
            row.period_end,
            row.source,
            row.entered_by,
            row.corrects,
        )
        for row in observations
    ] == [
        (
            figure.indicator,
            Decimal("1234.5"),
            "1 234,5",
            date(2023, 1, 1),
            date(2023, 6, 30),
            "Puolivuotiskatsaus 2023",
            holder,
            None,
        )
        for figure in figures_of(sent)
    ]
    assert [figure.observation for figure in figures_of(sent)] == list(observations)
    assert [figure.observation for figure in figures_of(draft)] == [None]
    with pytest.raises(NotAllowed, match="Katsaus ei ole avoinna"):
        close_round(round.pk, by=by)
    assert Observation.objects.count() == 2


def test_closing_locks_the_review_before_its_entries(by, round, entry):
    with CaptureQueriesContext(connection) as captured:
        close_round(round.pk, by=by)
    tables = [
        table
        for query in captured.captured_queries
        for table in ("goals_round", "goals_entry")
        if query["sql"].startswith("SELECT") and f'FROM "{table}"' in query["sql"]
    ]
    assert tables[:2] == ["goals_round", "goals_entry"]


def test_a_posted_figure_keeps_its_tick_and_the_indicators_own_source(holder, by, round, post):
    entry = send(entry_of_action(round, post, indicator={"source": "Työterveyshuolto"}), holder, figure="12")
    Figure.objects.update(is_provisional=True)
    close_round(round.pk, by=by)
    posted = Observation.objects.get(indicator=figures_of(entry)[0].indicator)
    assert (posted.is_provisional, posted.source) == (True, "Työterveyshuolto · Puolivuotiskatsaus 2023")


def test_a_long_source_is_cut_before_the_reviews_name(holder, by, round, post):
    send(entry_of_action(round, post, indicator={"source": "pitkä " * 50}), holder, figure="12")
    close_round(round.pk, by=by)
    source = Observation.objects.get().source
    assert (len(source) <= 300, source.startswith("pitkä "), source.endswith(" · Puolivuotiskatsaus 2023")) == (
        True,
    ) * 3


def test_what_is_told_in_words_is_posted_in_words(holder, by, round, post):
    entry = entry_of_indicator(round, post, indicator={"kind": "yes_no"})
    send(entry, holder, figure="Kyllä", progress="")
    close_round(round.pk, by=by)
    assert list(Observation.objects.values_list("value", "words")) == [(None, "Kyllä")]


def test_a_note_instead_of_a_figure_posts_nothing(holder, by, round, post):
    entry = entry_of_action(round, post)
    typed = as_it_is(entry, progress="in_progress", forecast="will_be_met", public_text="Työ etenee.")
    typed.figures[0] = type(typed.figures[0])(typed.figures[0].indicator_id, "", "Mitataan syksyllä.", 0)
    assert record(entry, holder, typed, send=True).problems == {}
    assert close_round(round.pk, by=by) == 0
    assert Observation.objects.count() == 0


def test_a_zero_is_posted(holder, by, round, post):
    send(entry_of_action(round, post), holder, figure="0")
    assert close_round(round.pk, by=by) == 1
    assert Observation.objects.get().value == 0


def test_a_figure_for_a_period_that_has_one_corrects_it(holder, by, round, post):
    entry = send(entry_of_action(round, post), holder, figure="12")
    (figure,) = figures_of(entry)
    BaselineFactory(indicator=figure.indicator)
    first = ObservationFactory(indicator=figure.indicator, value=5)
    second = ObservationFactory(indicator=figure.indicator, value=6, corrects=first)
    close_round(round.pk, by=by)
    posted = Observation.objects.get(value=12)
    assert posted.corrects == second
    dated = Observation.objects.present().filter(indicator=figure.indicator, is_baseline=False)
    assert [row.value for row in dated] == [12]
    assert Observation.objects.filter(indicator=figure.indicator).count() == 4


def test_closing_locks_and_keeps_what_was_not_sent(holder, by, round, post):
    entry = entry_of_action(round, post)
    record(entry, holder, as_it_is(entry, "7", public_text="Kesken"))
    close_round(round.pk, by=by)
    with pytest.raises(NotAllowed, match="Katsaus on päättynyt"):
        record(entry, holder, as_it_is(entry, "8"))
    entry.refresh_from_db()
    assert (entry.state, entry.public_text) == ("draft", "Kesken")
    round.refresh_from_db()
    assert (round.state, round.closed_at is not None, round.history.first().history_user) == ("closed", True, by)


def test_what_was_never_opened_is_not_closed(by):
    planned = RoundFactory(planned=True)
    with pytest.raises(NotAllowed, match="Katsaus ei ole avoinna"):
        close_round(planned.pk, by=by)


def test_closing_fails_as_a_whole(holder, by, round, post, monkeypatch):
    send(entry_of_action(round, post, figures=2), holder)

    def fail(*_arguments, **_named):
        raise RuntimeError

    monkeypatch.setattr("goals.operations.posting.update_many_with_history", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        close_round(round.pk, by=by)
    assert (Round.objects.get().state, Observation.objects.count()) == ("open", 0)
