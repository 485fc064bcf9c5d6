"""People come, change and go: what each deed does, records and refuses."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from kemistrategy import clock
from kemistrategy.organisation.models import Position, PositionHolder, SentMail, User
from kemistrategy.organisation.operations import (
    anonymise_user,
    appoint,
    appoint_by_address,
    end_appointment,
    invite_person,
    resend_invitation,
    withdraw_appointment,
)
from kemistrategy.organisation.permissions import NO_RIGHTS, rights_of
from kemistrategy.organisation.tasks import send_invitation
from kemistrategy.refusals import NotAllowed
from tests.factories import OrgUnitFactory, PositionFactory, PositionHolderFactory, UserFactory

from .conftest import TODAY

pytestmark = pytest.mark.django_db
HOLDER, DEPUTY, PREPARER = PositionHolder.Capacity.values


# --- invitations --------------------------------------------------------------------------------------------------
def test_a_new_person_is_invited_once_in_her_own_language(coordinator, run_jobs):
    user = run_jobs(invite_person, email="Person@Kemi.example", name="Testperson", language="sv", by=coordinator)
    assert (user.email, user.role, localdate(user.invited_at)) == ("person@kemi.example", User.Role.READER, TODAY)
    assert not user.has_usable_password()
    [message] = mail.outbox
    assert message.to == ["person@kemi.example"]
    assert "https://strategia.example/sv/tili/password/reset/key/" in message.body
    assert "Testperson" not in message.subject and "person@" not in message.subject


def test_history_says_who_invited(coordinator):
    user = invite_person(email="uusi@kemi.example", name="Uusi", by=coordinator)
    record = user.history.get()
    assert (record.history_type, record.history_user, record.history_change_reason) == ("+", coordinator, "invited")


def test_a_known_person_is_neither_changed_nor_mailed(coordinator, run_jobs):
    known = UserFactory(email="tuttu@kemi.example", name="Tuttu")
    again = run_jobs(invite_person, email="TUTTU@kemi.example", name="Toinen nimi", by=coordinator)
    assert (again.pk, again.name, mail.outbox) == (known.pk, "Tuttu", [])


def test_a_closed_account_is_not_opened_by_an_invitation(coordinator):
    UserFactory(email="pois@kemi.example", is_active=False)
    with pytest.raises(NotAllowed, match="suljettu"):
        invite_person(email="pois@kemi.example", name="Pois", by=coordinator)


def test_a_job_that_runs_again_does_not_mail_again(coordinator):
    user = invite_person(email="uusi@kemi.example", name="Uusi", by=coordinator)
    assert [send_invitation.func(user.pk, "invitation 1"), send_invitation.func(user.pk, "invitation 1")] == [
        True,
        False,
    ]
    assert len(mail.outbox) == 1


def test_a_mail_that_the_server_refuses_may_be_tried_again(coordinator, monkeypatch):
    user = invite_person(email="uusi@kemi.example", name="Uusi", by=coordinator)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.message.EmailMessage.send", _refuse)
        with pytest.raises(ConnectionRefusedError):
            send_invitation.func(user.pk, "invitation 1")
    assert not SentMail.objects.exists()
    assert send_invitation.func(user.pk, "invitation 1")


def _refuse(*args, **kwargs):
    raise ConnectionRefusedError


def test_an_invitation_can_be_sent_again_until_she_has_come(coordinator, run_jobs):
    user = run_jobs(invite_person, email="uusi@kemi.example", name="Uusi", by=coordinator)
    run_jobs(resend_invitation, user=user, by=coordinator)
    assert [message.to for message in mail.outbox] == [["uusi@kemi.example"]] * 2
    user.refresh_from_db()
    user.last_login = clock.now()
    user.save()
    with pytest.raises(NotAllowed, match="jo kirjautunut"):
        resend_invitation(user=user, by=coordinator)


def test_an_operation_that_fails_leaves_nothing_behind(coordinator, run_jobs):
    group = PositionFactory(kind=Position.Kind.GROUP)
    with pytest.raises(NotAllowed):
        run_jobs(
            appoint_by_address,
            post=group,
            email="uusi@kemi.example",
            name="Uusi",
            language="fi",
            capacity=HOLDER,
            starts_on=TODAY,
            by=coordinator,
        )
    assert (User.objects.filter(email="uusi@kemi.example").exists(), mail.outbox) == (False, [])


# --- appointments -------------------------------------------------------------------------------------------------
def test_an_appointed_holder_has_the_rights_of_the_post_from_the_first_day(coordinator):
    post, user = PositionFactory(), UserFactory()
    holder = appoint(post=post, user=user, capacity=HOLDER, starts_on=TODAY, by=coordinator)
    assert rights_of(user).holds == {post.pk}
    assert holder.history.get().history_user == coordinator


def test_a_later_holder_has_no_rights_yet(coordinator):
    user = UserFactory()
    appoint(post=PositionFactory(), user=user, capacity=HOLDER, starts_on=date(2023, 9, 1), by=coordinator)
    assert rights_of(user).writes_for == frozenset()


def test_a_post_has_one_holder_at_a_time(coordinator):
    present = PositionHolderFactory()
    with pytest.raises(NotAllowed, match=r"on haltija 1\.1\.2023 alkaen"):
        appoint(post=present.post, user=UserFactory(), capacity=HOLDER, starts_on=TODAY, by=coordinator)
    end_appointment(holder=present, ends_on=date(2023, 8, 31), by=coordinator)
    appoint(post=present.post, user=UserFactory(), capacity=HOLDER, starts_on=date(2023, 9, 1), by=coordinator)


def test_a_post_has_as_many_deputies_and_preparers_as_needed(coordinator):
    post = PositionHolderFactory().post
    for capacity in (DEPUTY, DEPUTY, PREPARER, PREPARER):
        appoint(post=post, user=UserFactory(), capacity=capacity, starts_on=TODAY, by=coordinator)
    assert post.holders.count() == 5


def test_nobody_is_twice_in_one_capacity(coordinator):
    deputy = PositionHolderFactory(capacity=DEPUTY)
    with pytest.raises(NotAllowed, match="jo tässä asemassa"):
        appoint(post=deputy.post, user=deputy.user, capacity=DEPUTY, starts_on=TODAY, by=coordinator)


@pytest.mark.parametrize("kind", [Position.Kind.GROUP, Position.Kind.BODY, Position.Kind.UNIT])
def test_a_group_has_no_holder(coordinator, kind):
    with pytest.raises(NotAllowed, match="ei ole haltijaa"):
        appoint(post=PositionFactory(kind=kind), user=UserFactory(), capacity=HOLDER, starts_on=TODAY, by=coordinator)


def test_an_ended_post_takes_nobody(coordinator):
    post = PositionFactory(valid_to=date(2023, 6, 30))
    with pytest.raises(NotAllowed, match=r"päättynyt 30\.6\.2023"):
        appoint(post=post, user=UserFactory(), capacity=HOLDER, starts_on=TODAY, by=coordinator)


def test_the_last_day_is_a_day_with_rights_and_yesterday_ends_them_at_once(coordinator):
    today, yesterday = PositionHolderFactory(), PositionHolderFactory()
    end_appointment(holder=today, ends_on=TODAY, by=coordinator)
    end_appointment(holder=yesterday, ends_on=date(2023, 8, 9), by=coordinator)
    assert rights_of(today.user).holds == {today.post_id}
    assert rights_of(yesterday.user).holds == frozenset()
    assert yesterday.history.latest().history_change_reason == "ended"


def test_an_end_before_the_beginning_or_after_the_end_is_refused(coordinator):
    holder = PositionHolderFactory()
    with pytest.raises(NotAllowed, match="ennen ensimmäistä"):
        end_appointment(holder=holder, ends_on=date(2022, 12, 31), by=coordinator)
    ended = PositionHolderFactory(ends_on=date(2023, 6, 30))
    with pytest.raises(NotAllowed, match=r"jo päättynyt 30\.6\.2023"):
        end_appointment(holder=ended, ends_on=TODAY, by=coordinator)


def test_a_mistake_is_withdrawn_on_its_first_day_and_history_keeps_it(coordinator):
    holder = appoint(post=PositionFactory(), user=UserFactory(), capacity=HOLDER, starts_on=TODAY, by=coordinator)
    withdraw_appointment(holder=holder, by=coordinator)
    assert rights_of(holder.user).holds == frozenset()
    record = PositionHolder.history.filter(id=holder.pk).latest()
    assert (record.history_type, record.history_user, record.history_change_reason) == ("-", coordinator, "withdrawn")


def test_an_appointment_that_has_lasted_ends_and_is_never_withdrawn(coordinator):
    with pytest.raises(NotAllowed, match="jo alkanut"):
        withdraw_appointment(holder=PositionHolderFactory(), by=coordinator)


# --- those who leave ----------------------------------------------------------------------------------------------
def test_anonymising_forgets_the_person_everywhere_and_keeps_what_she_did(coordinator, client):
    user = UserFactory(name="Testihenkilö", email="henkilo@kemi.example")
    user.name = "Testihenkilö Uusi"
    user.save()
    EmailAddress.objects.create(user=user, email=user.email)
    client.force_login(user)
    held = PositionHolderFactory(user=user)
    later = PositionHolderFactory(user=user, starts_on=date(2023, 9, 1))
    own_deed = PositionHolderFactory()
    own_deed._history_user = user
    own_deed.save()

    anonymise_user(user=user, by=coordinator)

    user.refresh_from_db()
    assert (user.name, user.is_active, localdate(user.anonymised_at)) == ("N. N.", False, TODAY)
    assert set(User.history.filter(id=user.pk).values_list("name", flat=True)) == {"N. N."}
    emails = {user.email, *User.history.filter(id=user.pk).values_list("email", flat=True)}
    assert emails == {f"nobody-{user.pk}@example.invalid"}
    assert not EmailAddress.objects.filter(user=user).exists()
    assert not Session.objects.exists()
    held.refresh_from_db()
    assert held.ends_on == TODAY
    assert not PositionHolder.objects.filter(pk=later.pk).exists()
    assert own_deed.history.latest().history_user == user
    assert rights_of(user) == NO_RIGHTS


def test_who_may_not_be_anonymised(coordinator):
    gone = UserFactory(anonymised_at=clock.now())
    only_administrator = UserFactory(role=User.Role.ADMINISTRATOR)
    for user, sentence in ((coordinator, "itseäsi"), (gone, "jo nimetön"), (only_administrator, "viimeinen")):
        with pytest.raises(NotAllowed, match=sentence):
            anonymise_user(user=user, by=coordinator)
    UserFactory(role=User.Role.ADMINISTRATOR)
    anonymise_user(user=only_administrator, by=coordinator)


@pytest.mark.parametrize(
    "validity, is_in_force",
    [
        ({}, True),
        ({"valid_from": TODAY, "valid_to": TODAY}, True),
        ({"valid_to": date(2023, 8, 9)}, False),
        ({"valid_from": date(2023, 8, 11)}, False),
    ],
)
def test_a_post_gives_rights_only_while_it_is_in_force(validity, is_in_force, django_assert_num_queries):
    post = PositionFactory(**validity)
    unit = OrgUnitFactory(head=post)
    user = PositionHolderFactory(post=post).user
    with django_assert_num_queries(1):
        rights = rights_of(user)
    expected = (frozenset({post.pk}), frozenset({unit.pk})) if is_in_force else (frozenset(), frozenset())
    assert (rights.sends_for, rights.directs) == expected


# --- what must never be is refused by the database ----------------------------------------------------------------
@pytest.mark.parametrize(
    "make",
    [
        lambda: PositionHolderFactory(ends_on=date(2022, 12, 31)),
        lambda: PositionFactory(valid_from=date(2023, 1, 2), valid_to=date(2023, 1, 1)),
        lambda: (UserFactory(email="sama@kemi.example"), UserFactory(email="SAMA@kemi.example")),
        lambda: [
            SentMail.objects.create(user=UserFactory(pk=77) if n == 0 else User(pk=77), occasion="x") for n in (0, 1)
        ],
    ],
)
def test_the_database_refuses(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
