"""A target level that changes while a review is open: what was sent against the old one goes back to its answerer."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.models import Entry
from kemistrategy.organisation.permissions import rights_of
from measures.levels import Level
from measures.models import TargetProposal
from measures.operations.target_proposals import accept_proposals
from measures.operations.targets import Basis, change_target, set_target
from tests import factories as make
from tests.goals.pages import main_words, said

from .situations import address, entry_of_action, entry_of_indicator, figures_of, person_in, send

NOTE = "Tavoitetaso muuttui 12.6. (kv 12.6.2023 § 45): tarkista ennuste."


@pytest.fixture
def decision(db):
    return make.DecisionFactory(decided_on=date(2023, 6, 12), section="45")


def target_of(entry, **fields):
    return make.TargetFactory(indicator=figures_of(entry)[0].indicator, **{"year": 2023, "low": 80} | fields)


def change(target, by, basis, low=70):
    return change_target(target.pk, level=Level("at_least", Decimal(low)), basis=basis, by=by)


def by_decision(decision):
    return Basis(decision_pk=decision.pk)


def test_a_sent_entry_goes_back_with_the_reason(entry, holder, coordinator, decision):
    target = target_of(entry)
    send(entry, holder)
    version = entry.version
    changed = change(target, coordinator, by_decision(decision))
    entry.refresh_from_db()
    assert [str(title) for title in changed.returned] == [entry.action.title]
    assert (entry.state, entry.sent_at, entry.sent_by, entry.version) == ("returned", None, None, version + 1)
    assert entry.return_note == f"{NOTE}\n{target.indicator.name}: ennen vähintään 80\xa0kpl, nyt vähintään 70\xa0kpl."
    figure = figures_of(entry)[0]
    assert (figure.sent_at, figure.text, figure.value) == (None, "12", 12)
    for row in (entry, figure):
        record = row.history.latest()
        assert (record.history_user, record.history_change_reason) == (coordinator, "returned: target level changed")


def test_an_approved_entry_goes_back_without_its_approval(entry, holder, coordinator, decision):
    target = target_of(entry)
    send(entry, holder)
    entry.state, entry.approved_at, entry.approved_by = "approved", make.SOME_MOMENT, coordinator
    entry.save()
    change(target, coordinator, by_decision(decision))
    entry.refresh_from_db()
    assert (entry.state, entry.approved_at, entry.approved_by) == ("returned", None, None)


def test_what_was_written_stays_and_can_be_sent_again(entry, holder, coordinator, decision, holder_client):
    target = target_of(entry)
    send(entry, holder)
    written = entry.public_text
    change(target, coordinator, by_decision(decision))
    assert NOTE in main_words(holder_client.get(address(entry)))
    send(entry, holder)
    assert (entry.state, entry.return_note, entry.public_text) == ("sent", "", written)


def test_without_a_decision_the_day_is_todays(entry, holder, coordinator):
    target = target_of(entry)
    send(entry, holder)
    change(target, coordinator, Basis(reason="Laskentatapa tarkentui."))
    entry.refresh_from_db()
    assert entry.return_note.startswith("Tavoitetaso muuttui 10.8.2023: tarkista ennuste.")


def test_the_note_is_in_the_language_of_the_entry(entry, holder, coordinator, decision):
    target = target_of(entry)
    target.indicator.name_sv = "Deltagare"
    target.indicator.save()
    send(entry, holder)
    Entry.objects.update(language="sv")
    change(target, coordinator, by_decision(decision))
    entry.refresh_from_db()
    assert "Deltagare: " in entry.return_note


def test_an_indicators_own_entry_goes_back_too(round, post, holder, coordinator, decision):
    entry = entry_of_indicator(round, post)
    target = target_of(entry)
    send(entry, holder)
    change(target, coordinator, by_decision(decision))
    entry.refresh_from_db()
    assert entry.state == "returned"


def test_a_first_level_counts_as_a_change(entry, holder, coordinator):
    send(entry, holder)
    indicator = figures_of(entry)[0].indicator
    level = Level("at_least", Decimal(70))
    changed = set_target(indicator.pk, year=2023, level=level, basis=Basis(), by=coordinator)
    entry.refresh_from_db()
    assert (entry.state, len(changed.returned)) == ("returned", 1)
    assert entry.return_note.endswith(f"{indicator.name}: nyt vähintään 70\xa0kpl.")


@pytest.mark.parametrize("year", [2022, 2025, None])
def test_a_level_that_is_not_in_force_in_the_rounds_year_returns_nothing(entry, holder, coordinator, decision, year):
    target_of(entry)
    other = target_of(entry, year=year)
    send(entry, holder)
    assert change(other, coordinator, by_decision(decision)).returned == ()
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_a_level_without_a_year_is_in_force_where_the_year_has_none(entry, holder, coordinator, decision):
    target = target_of(entry, year=None)
    send(entry, holder)
    assert len(change(target, coordinator, by_decision(decision)).returned) == 1


def test_drafts_other_entries_and_other_years_plans_stay(entry, round, post, holder, coordinator, decision):
    target = target_of(entry)
    send(entry, holder)
    draft = make.EntryFactory(round=round, indicator=target.indicator, post=post, state="draft")
    other = send(entry_of_action(round, post), holder)
    later = make.ActionFactory(answering_post=post, unit=post.unit)
    plan = make.PlanFactory(year=2024)
    make.MeasureLineFactory(plan=plan, goal__strategy=plan.strategy, action=later, indicator=target.indicator)
    told = make.EntryFactory(round=round, action=later, sent=True)
    change(target, coordinator, by_decision(decision))
    states = {row.pk: row.state for row in Entry.objects.all()}
    assert states == {entry.pk: "returned", draft.pk: "draft", other.pk: "sent", told.pk: "sent"}
    assert figures_of(other)[0].sent_at is not None


def test_nothing_of_a_closed_round_moves(entry, round, holder, coordinator, decision):
    target = target_of(entry)
    send(entry, holder)
    round.state, round.closed_at = "closed", make.SOME_MOMENT
    round.save()
    assert change(target, coordinator, by_decision(decision)).returned == ()
    entry.refresh_from_db()
    assert (entry.state, figures_of(entry)[0].sent_at is None) == ("sent", False)


def test_a_measure_that_joined_after_the_opening_returns_nothing(entry, holder, coordinator, decision):
    send(entry, holder)
    line = make.MeasureLineFactory(plan=entry.action.plan_lines.get().plan, action=entry.action)
    target = make.TargetFactory(indicator=line.indicator)
    assert change(target, coordinator, by_decision(decision)).returned == ()


def test_two_levels_of_one_entry_return_it_once(round, post, holder, coordinator, decision):
    entry = entry_of_action(round, post, figures=2)
    one, two = [make.TargetFactory(indicator=figure.indicator) for figure in figures_of(entry)]
    entry.round.figures.update(text="12", value=12)
    send(entry, holder)
    version = entry.version
    proposals = [make.TargetProposalFactory(indicator=target.indicator, replaces=target) for target in (one, two)]
    decided = accept_proposals(
        [proposal.pk for proposal in proposals], basis=by_decision(decision), rights=rights_of(coordinator)
    )
    entry.refresh_from_db()
    assert ([str(title) for title in decided.returned], entry.version) == ([entry.action.title], version + 1)
    assert entry.return_note.splitlines() == [
        NOTE,
        f"{one.indicator.name}: ennen vähintään 10\xa0kpl, nyt vähintään 8\xa0kpl.",
        f"{two.indicator.name}: ennen vähintään 10\xa0kpl, nyt vähintään 8\xa0kpl.",
    ]


@pytest.mark.parametrize("years", [(2023, 2025), (2025, 2023)])
def test_levels_of_two_years_by_one_decision_return_it(entry, holder, coordinator, decision, years):
    indicator = figures_of(entry)[0].indicator
    proposals = [make.TargetProposalFactory(indicator=indicator, replaces=None, year=year) for year in years]
    send(entry, holder)
    decided = accept_proposals(
        [proposal.pk for proposal in proposals], basis=by_decision(decision), rights=rights_of(coordinator)
    )
    entry.refresh_from_db()
    assert ([str(title) for title in decided.returned], entry.state) == ([entry.action.title], "returned")
    assert entry.return_note == f"{NOTE}\n{indicator.name}: nyt vähintään 8\xa0kpl."


def test_every_entry_that_asks_the_figure_goes_back(entry, round, post, holder, coordinator, decision):
    target = target_of(entry)
    own = make.EntryFactory(round=round, indicator=target.indicator, unit=post.unit, post=post, sent=True)
    corrected = make.EntryFactory(round=round, action=entry.action, unit=post.unit, post=post, revision=2, sent=True)
    send(entry, holder)
    change(target, coordinator, by_decision(decision))
    states = {row.pk: row.state for row in Entry.objects.all()}
    assert states == dict.fromkeys([entry.pk, own.pk, corrected.pk], "returned")


def test_the_writers_are_told_by_mail(entry, holder, coordinator, decision, run_jobs):
    target = target_of(entry)
    send(entry, holder)
    run_jobs(change, target, coordinator, by_decision(decision))
    assert [message.to for message in mail.outbox] == [[holder.email]]
    assert "kirjaus palautettiin täydennettäväksi" in mail.outbox[0].body


def test_what_fails_leaves_everything_as_it_was(entry, holder, coordinator, decision, monkeypatch):
    target = target_of(entry)
    send(entry, holder)

    def breaks(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("goals.operations.targets.save_figures", breaks)
    with pytest.raises(RuntimeError):
        change(target, coordinator, by_decision(decision))
    entry.refresh_from_db()
    assert (entry.state, target.indicator.targets.count()) == ("sent", 1)


def test_the_page_names_what_went_back(entry, holder, coordinator, signed_in):
    target = target_of(entry)
    send(entry, holder)
    form = {"replaces": target.pk, "figure": "vähintään 70", "reason": "Laskentatapa tarkentui."}
    page = signed_in(coordinator).post(reverse("measures:target-change", args=[target.indicator_id]), form, follow=True)
    assert said(page) == [
        "Tavoitetaso on nyt vähintään 70 kpl.",
        f"1 lähetetty kirjaus palautettiin vastaajalleen tarkistettavaksi: {entry.action.title}",
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_returning_costs_the_same_statements_with_1_and_3(round, post, holder, coordinator, decision, number):
    proposals = []
    for _number in range(number):
        entry = entry_of_action(round, post)
        proposals.append(
            make.TargetProposalFactory(replaces=target_of(entry), indicator=figures_of(entry)[0].indicator)
        )
        send(entry, holder)
    with CaptureQueriesContext(connection) as statements:
        accept_proposals(
            [proposal.pk for proposal in proposals], basis=by_decision(decision), rights=rights_of(coordinator)
        )
    assert len(statements) == 14 + 2  # the two are the test's own savepoint
    assert set(Entry.objects.values_list("state", flat=True)) == {"returned"}
    assert set(TargetProposal.objects.values_list("state", flat=True)) == {"accepted"}


@pytest.mark.parametrize("number", [1, 3])
def test_one_level_that_returns_many_costs_the_same(round, post, holder, coordinator, decision, number):
    indicator = make.IndicatorFactory(answering_post=post)
    target = make.TargetFactory(indicator=indicator)
    make.FigureFactory(round=round, indicator=indicator)
    for _number in range(number):
        entry = entry_of_action(round, post, figures=0)
        line = entry.action.plan_lines.get()
        make.MeasureLineFactory(plan=line.plan, goal=line.goal, action=entry.action, indicator=indicator)
        send(entry, holder)
    with CaptureQueriesContext(connection) as statements:
        changed = change(target, coordinator, by_decision(decision))
    assert (len(changed.returned), len(statements)) == (number, 11 + 2)


def test_a_preparers_post_is_mailed_like_the_holders(entry, post, holder, coordinator, decision, run_jobs):
    preparer = person_in(post, "preparer")
    target = target_of(entry)
    send(entry, holder)
    run_jobs(change, target, coordinator, by_decision(decision))
    assert {address for message in mail.outbox for address in message.to} == {holder.email, preparer.email}
