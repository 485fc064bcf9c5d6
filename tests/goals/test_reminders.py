"""Reminders: the rules as a table, and the mails they make: once, to whom they belong, in her language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from goals.operations.reminders import remind_posts, send_due_reminders, start_due_reminders
from goals.reminders import Kind, Occasion, correction_occasion, days_before, in_force, occasions
from goals.tasks import send_due_reminders as send_task
from kemistrategy import clock
from kemistrategy.organisation.models import PositionHolder, SentMail
from kemistrategy.organisation.permissions import rights_of
from tests.factories import (
    CorrectionFactory,
    EntryFactory,
    OrgUnitFactory,
    PositionFactory,
    PositionHolderFactory,
    ProjectFactory,
    RoundFactory,
    UserFactory,
)

from .situations import entry_of_action, entry_of_indicator, person_in, send

SITE = "https://strategia.example"
SOME_WEEK = {"due_on": date(2023, 8, 18), "grace_ends_on": date(2023, 8, 23), "approve_by": date(2023, 8, 25)}
OPENED = date(2023, 7, 3)

BEFORE_5, BEFORE_1, DUE = date(2023, 8, 11), date(2023, 8, 17), date(2023, 8, 18)
GRACE_IS_OVER, APPROVE_BY = date(2023, 8, 24), date(2023, 8, 25)


# --- the rules ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("5, 1", (5, 1)),
        ("1;10 5", (10, 5, 1)),
        ("", ()),
        ("0", ()),
        ("viisi", ()),
        ("900, 3", (3,)),
        ("5, 5", (5,)),
        ("−2", (2,)),
    ],
)
def test_days_before_are_read_as_people_write_them(typed, numbers):
    assert days_before(typed) == numbers


def test_the_calendar_of_a_review_counts_working_days():
    assert occasions(**SOME_WEEK, before=(5, 1)) == (
        Occasion(Kind.BEFORE, BEFORE_5),
        Occasion(Kind.BEFORE, BEFORE_1),
        Occasion(Kind.DUE, DUE),
        Occasion(Kind.PAST, GRACE_IS_OVER),
        Occasion(Kind.SUPERIOR, GRACE_IS_OVER),
        Occasion(Kind.APPROVE, DUE),
        Occasion(Kind.APPROVE, APPROVE_BY),
    )


def test_a_due_day_on_a_weekend_is_reminded_of_on_the_friday_before():
    saturday = SOME_WEEK | {"due_on": date(2023, 8, 19)}
    assert Occasion(Kind.DUE, date(2023, 8, 18)) in occasions(**saturday, before=())


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2023, 8, 10), {}),
        (BEFORE_5, {"before": BEFORE_5}),
        (date(2023, 8, 15), {"before": BEFORE_5}),  # two working days late: nothing ran on its own day
        (date(2023, 8, 16), {}),
        (BEFORE_1, {"before": BEFORE_1}),
        (DUE, {"due": DUE, "approve": DUE}),
        (date(2023, 8, 23), {}),
        (GRACE_IS_OVER, {"past": GRACE_IS_OVER, "superior": GRACE_IS_OVER}),
        (APPROVE_BY, {"past": GRACE_IS_OVER, "superior": GRACE_IS_OVER, "approve": APPROVE_BY}),
        (date(2023, 9, 15), {}),
    ],
)
def test_what_goes_on_which_day(today, kinds):
    found = in_force(occasions(**SOME_WEEK, before=(5, 1)), today=today, since=OPENED)
    assert {str(kind): occasion.day for kind, occasion in found.items()} == kinds


def test_what_came_before_the_opening_is_not_reminded_of():
    everything = occasions(**SOME_WEEK, before=(5, 1))
    assert in_force(everything, today=BEFORE_5, since=BEFORE_5) == {}
    assert list(in_force(everything, today=BEFORE_1, since=BEFORE_5)) == [Kind.BEFORE]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2023, 11, 16), None),
        (date(2023, 11, 17), Occasion(Kind.BEFORE, date(2023, 11, 17))),
        (date(2023, 11, 30), Occasion(Kind.BEFORE, date(2023, 11, 17))),
        (date(2023, 12, 1), Occasion(Kind.DUE, date(2023, 12, 1))),
        (date(2024, 3, 1), Occasion(Kind.PAST, date(2023, 12, 2))),
    ],
)
def test_a_correction_is_reminded_of_before_on_and_after_its_day(today, expected):
    assert correction_occasion(due_on=date(2023, 12, 1), promised_on=date(2023, 8, 1), today=today) == expected


def test_a_correction_promised_for_next_week_is_not_reminded_of_at_once():
    assert correction_occasion(due_on=DUE, promised_on=BEFORE_5, today=date(2023, 8, 14)) is None
    assert correction_occasion(due_on=None, promised_on=BEFORE_5, today=DUE) is None


# --- the mails ----------------------------------------------------------------------------------------------------
@pytest.fixture
def round(db):
    return RoundFactory(year=2023, due_on=DUE, opened_at=datetime(2023, 7, 3, 9, 0, tzinfo=UTC))


def on(day):
    """The mails of a day: who got what."""
    mail.outbox.clear()
    send_due_reminders(day)
    return {message.to[0]: message for message in mail.outbox}


def test_before_the_day_everybody_in_the_post_gets_one_list(round, post, holder, deputy, preparer):
    action, other = entry_of_action(round, post), entry_of_indicator(round, post)
    mails = on(BEFORE_5)
    assert set(mails) == {holder.email, deputy.email, preparer.email}
    message = mails[holder.email]
    assert message.subject == "Puolivuotiskatsaus 2023: kirjattavaa viimeistään 18.8.2023"
    assert "nämä odottavat kirjaustasi viimeistään 18.8.2023" in message.body
    for entry in (action, other):
        assert f"– {entry.subject} (Kirjaamatta)\n  {SITE}/kirjaukset/{entry.pk}/" in message.body
    assert "Toimenpiteet\n" in message.body and "Mittarit\n" in message.body
    assert f"Omat kirjauksesi:\n{SITE}/omat-kirjaukset/" in message.body


@pytest.mark.parametrize("day", [DUE, GRACE_IS_OVER])
def test_a_preparer_is_reminded_only_before_the_day(round, entry, holder, deputy, preparer, day):
    assert {holder.email, deputy.email} == set(on(day))


def test_the_mail_tells_the_grace_on_the_day_and_the_superior_after_it(round, entry, holder):
    assert "Lisäaikaa on 23.8.2023 asti." in on(DUE)[holder.email].body
    message = on(GRACE_IS_OVER)[holder.email]
    assert message.subject == "Puolivuotiskatsaus 2023: kirjauksia puuttuu vielä"
    assert "Määräpäivä oli 18.8.2023" in message.body and "esihenkilösi saa tiedon" in message.body


def test_each_occasion_goes_once_whatever_runs_again(round, entry, holder):
    assert len(on(BEFORE_5)) == 1
    assert on(BEFORE_5) == {}
    assert on(date(2023, 8, 14)) == {}  # the same occasion, caught up
    assert len(on(BEFORE_1)) == 1
    assert len(on(DUE)) == 1


def test_a_moved_deadline_reminds_anew(round, entry, holder):
    on(BEFORE_5)
    round.due_on = date(2023, 8, 25)
    round.save()
    assert list(on(date(2023, 8, 18))) == [holder.email]


def test_nobody_is_mailed_for_what_has_been_sent(round, post, holder):
    send(entry_of_action(round, post), holder)
    assert on(BEFORE_5) == {}


def test_a_returned_one_is_unsent_again(round, entry, holder):
    entry.state = "returned"
    entry.save()
    assert "(Palautettu täydennettäväksi)" in on(BEFORE_5)[holder.email].body


def test_groups_the_gone_and_closed_accounts_get_nothing(round, post, entry):
    group = PositionFactory(kind="group")
    person_in(group)
    entry_of_action(round, group)
    PositionHolderFactory(post=post, ends_on=date(2023, 8, 10))
    PositionHolderFactory(post=post, starts_on=date(2023, 9, 1))
    person_in(post, is_active=False)
    ended = PositionFactory(valid_to=date(2023, 8, 10))
    person_in(ended)
    entry_of_action(round, ended)
    assert on(BEFORE_5) == {}


def test_who_has_left_since_gets_nothing_of_a_day_caught_up(round, entry, post, settings):
    PositionHolderFactory(post=post, ends_on=date(2023, 8, 13))
    settings.TODAY = date(2023, 8, 14)
    assert on(BEFORE_5) == {}


def test_the_citys_own_words_are_added_as_they_were_written(round, entry, holder):
    round.mail_words = 'Ohje: <b>"intra"</b> & puhelin.'
    round.save()
    assert 'Ohje: <b>"intra"</b> & puhelin.' in on(BEFORE_5)[holder.email].body


def test_a_title_of_many_lines_stays_one_line(round, entry, holder):
    entry.action.title = "Eka\n\nSubject: <b>toka</b> " + "x" * 300
    entry.action.save()
    body = on(BEFORE_5)[holder.email].body
    assert "– Eka Subject: <b>toka</b> xxx" in body and "x" * 250 not in body


@pytest.mark.parametrize(("language", "prefix"), [("sv", "/sv"), ("en", "/en")])
def test_the_digest_is_in_the_receivers_language(round, entry, post, language, prefix):
    person = person_in(post, language=language)
    assert f"{SITE}{prefix}/omat-kirjaukset/" in on(BEFORE_5)[person.email].body


def test_two_reviews_are_one_mail(round, entry, post, holder):
    project = ProjectFactory(answering_post=post, units=[post.unit])
    own = RoundFactory(
        kind="project_interim",
        as_of=date(2023, 6, 30),
        year=2023,
        slug="vali-1",
        project=project,
        due_on=DUE,
        opened_at=datetime(2023, 7, 3, 9, 0, tzinfo=UTC),
    )
    EntryFactory(round=own, project=project, post=post, unit=post.unit)
    body = on(BEFORE_5)[holder.email].body
    assert "Puolivuotiskatsaus 2023: nämä" in body and own.title in body
    assert len(mail.outbox) == 1


def test_no_open_review_mails_nobody(db, holder):
    RoundFactory(year=2022, closed=True)
    assert on(BEFORE_5) == {}


# --- superiors, approvals, posts without anybody -------------------------------------------------------------------
def test_the_superior_hears_posts_and_no_names_after_the_grace(round, post, entry, holder, director):
    entry_of_action(round, post)
    assert director.email not in on(DUE)
    message = on(GRACE_IS_OVER)[director.email]
    assert message.subject == "Puolivuotiskatsaus 2023: näistä tehtävistä ei ole vielä kuultu"
    assert "– Vapaa-aikapäällikkö (2)\n" in message.body
    assert f"{SITE}/valmius/" in message.body
    assert holder.name not in message.body


def test_a_director_who_has_not_answered_is_told_to_the_one_above(round, unit, director):
    above = OrgUnitFactory(kind="city", head=PositionFactory(title="Kaupunginjohtaja"))
    boss = person_in(above.head)
    unit.parent = above
    unit.save()
    entry_of_action(round, unit.head)
    assert "– Hyvinvointijohtaja (1)" in on(GRACE_IS_OVER)[boss.email].body


def test_who_holds_the_head_post_too_is_not_her_own_superior(round, unit, entry, holder):
    above = OrgUnitFactory(kind="city", head=PositionFactory(title="Kaupunginjohtaja"))
    boss = person_in(above.head)
    unit.head, unit.parent = PositionFactory(title="Hyvinvointijohtaja", unit=unit), above
    unit.save()
    PositionHolderFactory(post=unit.head, user=holder)
    mails = on(GRACE_IS_OVER)
    assert "– Vapaa-aikapäällikkö (1)" in mails[boss.email].body
    assert "näistä tehtävistä ei ole vielä kuultu" not in mails[holder.email].subject


def test_without_a_superior_the_coordinator_hears(round, entry, holder, coordinator):
    assert "– Vapaa-aikapäällikkö (1)" in on(GRACE_IS_OVER)[coordinator.email].body


def test_what_waits_for_approval_goes_to_the_nearest_director_twice(round, post, entry, holder, director):
    send(entry, holder)
    for day in (DUE, APPROVE_BY):
        message = on(day)[director.email]
        assert message.subject == "Puolivuotiskatsaus 2023: kirjauksia odottaa hyväksyntääsi"
        assert f"– {entry.action.title} (Vapaa-aikapäällikkö)" in message.body
        assert f"{SITE}/hyvaksyttavat/" in message.body
    assert on(APPROVE_BY) == {}


def test_posts_without_anybody_are_told_to_the_coordinator(round, post, entry, coordinator):
    nobody = entry_of_action(round, PositionFactory(unit=post.unit))
    nobody.post = None
    nobody.save()
    body = on(BEFORE_5)[coordinator.email].body
    assert f"– Vapaa-aikapäällikkö (1)\n  {SITE}/tehtavat-ja-haltijat/" in body
    assert f"– Vastaaja puuttuu (1)\n  {SITE}/vastaajat/" in body


# --- corrections --------------------------------------------------------------------------------------------------
@pytest.fixture
def promised(round, post):
    entry = EntryFactory(
        round=round,
        sent=True,
        correction="Sovitaan lisäajasta.",
        correction_post=post,
        correction_due_on=date(2023, 12, 1),
    )
    return CorrectionFactory(entry=entry)


def test_a_correction_whose_day_is_near_comes_in_the_digest(promised, holder):
    message = on(date(2023, 11, 17))[holder.email]
    assert message.subject == "Korjaavien toimien määräpäivät"
    assert f"– {promised.entry.action.title} (1.12.2023)" in message.body
    assert on(date(2023, 11, 20)) == {}
    assert len(on(date(2023, 12, 1))) == 1
    assert len(on(date(2023, 12, 4))) == 1
    assert on(date(2024, 1, 4)) == {}


def test_entries_and_corrections_are_one_mail(round, entry, promised, holder):
    promised.entry.correction_due_on = date(2023, 8, 9)
    promised.entry.save()
    other = EntryFactory(
        round=round, sent=True, correction="x", correction_post=entry.post, correction_due_on=date(2023, 8, 8)
    )
    CorrectionFactory(entry=other)
    on(BEFORE_5)
    (message,) = mail.outbox
    assert entry.action.title in message.body
    assert message.body.count("näiden korjaavien toimien") == 1
    assert f"– {other.action.title} (8.8.2023)\n– {promised.entry.action.title} (9.8.2023)\n" in message.body


def test_what_has_gone_is_not_told_again_with_what_is_new(round, entry, promised, holder):
    on(BEFORE_5)
    promised.entry.correction_due_on = date(2023, 8, 10)
    promised.entry.save()
    body = on(BEFORE_5)[holder.email].body
    assert promised.entry.action.title in body and entry.action.title not in body.replace(
        promised.entry.action.title, ""
    )
    assert "kirjaustasi" not in body


def test_closed_and_continued_corrections_are_quiet(promised, holder):
    newer = EntryFactory(round=promised.entry.round, sent=True, correction="Uusi lupaus")
    CorrectionFactory(entry=newer, continues=promised)
    assert on(date(2023, 12, 1)) == {}
    newer.state, newer.sent_at, newer.sent_by = "draft", None, None
    newer.save()
    assert list(on(date(2023, 12, 1))) == [holder.email]  # taken back, it continues nothing yet


# --- what goes wrong ----------------------------------------------------------------------------------------------
def test_a_refused_address_does_not_stop_the_others_and_goes_again(monkeypatch, round, entry, holder, deputy):
    real = mail.EmailMessage.send

    def refuse_the_holder(self, fail_silently=False):
        if self.to == [holder.email]:
            raise ConnectionRefusedError("ei")
        return real(self, fail_silently)

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse_the_holder)
        with pytest.raises(CommandError, match="ei ottanut vastaan 1 viestiä"):
            call_command("send_reminders", on=BEFORE_5)
        with pytest.raises(ExceptionGroup):
            send_task.func(BEFORE_5.isoformat())
    assert [message.to for message in mail.outbox] == [[deputy.email]]
    assert list(on(BEFORE_5)) == [holder.email]


def test_a_kill_between_two_mails_leaves_the_rest_for_the_next_run(monkeypatch, round, entry, holder, deputy):
    real, sent = mail.EmailMessage.send, []

    def kill_after_one(self, fail_silently=False):
        if sent:
            raise KeyboardInterrupt
        sent.append(self.to[0])
        return real(self, fail_silently)

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", kill_after_one)
        with pytest.raises(KeyboardInterrupt):
            send_due_reminders(BEFORE_5)
    SentMail.objects.exclude(user__email__in=sent).delete()  # the claim of the killed one was not its mail's
    assert set(on(BEFORE_5)) == {holder.email, deputy.email} - set(sent)


def test_many_posts_cost_the_same_queries_before_the_mails(round, unit, django_assert_max_num_queries):
    from goals.queries.reminders import due_digests

    def add():
        post = PositionFactory(unit=unit)
        person_in(post)
        entry_of_action(round, post)

    add()
    with django_assert_max_num_queries(12) as with_one:
        assert len(due_digests(BEFORE_5)) == 1
    add()
    add()
    with django_assert_max_num_queries(12) as with_three:
        assert len(due_digests(BEFORE_5)) == 3
    assert len(with_three) == len(with_one)


# --- command and worker -------------------------------------------------------------------------------------------
def test_the_command_tells_how_many_went(round, entry, holder, capsys):
    call_command("send_reminders", "--on", "2023-08-11")
    assert capsys.readouterr().out == "Muistutukset 2023-08-11: viestejä lähti 1.\n"
    call_command("send_reminders", "--on", "2023-08-11")
    assert capsys.readouterr().out == "Muistutukset 2023-08-11: viestejä lähti 0.\n"


def test_the_command_takes_only_a_day():
    with pytest.raises(CommandError, match="ei ole päivä"):
        call_command("send_reminders", "--on", "huomenna")


def at(monkeypatch, settings, day, hour):
    settings.TODAY = day
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


def jobs():
    return [job.args_kwargs["args"] for job in DBTaskResult.objects.filter(task_path__endswith="send_due_reminders")]


def test_the_worker_starts_them_once_a_day_after_their_hour(
    monkeypatch, settings, round, django_capture_on_commit_callbacks
):
    started = []
    for day, hour in [(BEFORE_5, 7), (BEFORE_5, 8), (BEFORE_5, 23), (date(2023, 8, 12), 12), (date(2023, 8, 14), 9)]:
        at(monkeypatch, settings, day, hour)
        with django_capture_on_commit_callbacks(execute=True):
            started.append(start_due_reminders())
    assert started == [False, True, False, False, True]
    assert sorted(jobs()) == [["2023-08-11", 8], ["2023-08-14", 8]]


def test_the_hour_is_the_reviews_own(monkeypatch, settings, round):
    round.reminder_hour = 13
    round.save()
    at(monkeypatch, settings, BEFORE_5, 12)
    assert not start_due_reminders()


def test_each_review_reminds_at_its_own_hour(
    monkeypatch, settings, round, entry, post, holder, django_capture_on_commit_callbacks
):
    report = RoundFactory(
        kind="project_interim", project=ProjectFactory(), slug="hanke", year=2023, as_of=date(2023, 6, 30), due_on=DUE,
        reminder_hour=14, opened_at=round.opened_at,
    )  # fmt: skip
    EntryFactory(round=report, project=report.project, post=post, unit=post.unit)
    for hour in (8, 13, 14):
        at(monkeypatch, settings, BEFORE_5, hour)
        with django_capture_on_commit_callbacks(execute=True):
            start_due_reminders()
    assert sorted(jobs()) == [["2023-08-11", 8], ["2023-08-11", 14]]
    for day, hour in sorted(jobs()):
        send_task.func(day, hour)
    assert [report.title in message.body for message in mail.outbox] == [False, True]


def test_what_failed_is_tried_again_after_a_while(monkeypatch, settings, round, django_capture_on_commit_callbacks):
    at(monkeypatch, settings, BEFORE_5, 8)
    started = []
    for minutes in (None, 1, 45):
        if minutes:
            finished_at = timezone.now() - timedelta(minutes=minutes)
            DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=finished_at)
        with django_capture_on_commit_callbacks(execute=True):
            started.append(start_due_reminders())
    assert started == [True, False, True]


# --- with a button ------------------------------------------------------------------------------------------------
def remind(user, round, posts=None):
    outcome = remind_posts(round.slug, posts, rights=rights_of(user))
    return [[str(title) for title in titles] for titles in (outcome.reminded, outcome.already, outcome.vacant)]


def test_a_press_mails_holders_and_deputies_once_a_day(
    round, post, entry, holder, deputy, preparer, coordinator, run_jobs, settings
):
    outcome = run_jobs(remind, coordinator, round, [post.pk])
    assert outcome == [["Vapaa-aikapäällikkö"], [], []]
    assert sorted(message.to[0] for message in mail.outbox) == sorted([holder.email, deputy.email])
    assert run_jobs(remind, coordinator, round, [post.pk]) == [[], ["Vapaa-aikapäällikkö"], []]
    assert len(mail.outbox) == 2
    settings.TODAY = date(2023, 8, 14)
    assert run_jobs(remind, coordinator, round) == [["Vapaa-aikapäällikkö"], [], []]
    assert len(mail.outbox) == 4


def test_a_director_reminds_only_her_own_units(round, post, entry, holder, director, run_jobs):
    other = PositionFactory(unit=OrgUnitFactory())
    stranger = person_in(other)
    entry_of_action(round, other)
    run_jobs(remind, director, round)
    assert [message.to[0] for message in mail.outbox] == [holder.email]
    assert stranger.email != holder.email


def test_a_holder_who_left_since_the_press_is_not_mailed(round, post, entry, holder, coordinator, run_jobs):
    def press_and_leave():
        remind(coordinator, round)
        PositionHolder.objects.filter(user=holder).update(ends_on=date(2023, 8, 9))

    run_jobs(press_and_leave)
    assert mail.outbox == []


def test_a_vacant_post_is_said_and_nobody_is_mailed(round, entry, coordinator, run_jobs):
    assert run_jobs(remind, coordinator, round) == [[], [], ["Vapaa-aikapäällikkö"]]
    assert mail.outbox == []


def test_a_review_closed_in_between_reminds_nobody(round, entry, holder, coordinator, run_jobs):
    def press_and_close():
        remind(coordinator, round)
        round.state, round.closed_at = "closed", clock.now()
        round.save()

    run_jobs(press_and_close)
    assert mail.outbox == []


def test_nobody_else_reminds(round, entry, holder):
    with pytest.raises(type(round).DoesNotExist):
        remind(UserFactory(), round)
    with pytest.raises(type(round).DoesNotExist):
        remind(holder, round)
