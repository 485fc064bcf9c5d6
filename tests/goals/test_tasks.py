"""Mails to owners: once each, to people and never to groups, in the receiver's language."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from goals.operations import approval
from goals.operations.rounds import close_round, reopen_round
from goals.tasks import mail_owners_of_reopened_round, mail_owners_of_round, mail_returned_entry
from kemistrategy import clock
from kemistrategy.organisation.models import SentMail
from kemistrategy.organisation.permissions import rights_of
from tests.factories import PositionFactory, PositionHolderFactory, UserFactory

from .situations import entry_of_action, person_in, send

SITE = "https://strategia.example"


def receivers():
    return sorted(message.to[0] for message in mail.outbox)


def opened(round):
    mail_owners_of_round.func(round.pk)


def returned(entry):
    mail_returned_entry.func(entry.pk, entry.version)


def test_opening_mails_holders_deputies_and_preparers_of_posts_that_answer(round, entry, holder, deputy, preparer):
    person_in(PositionFactory())
    opened(round)
    assert receivers() == sorted(user.email for user in (holder, deputy, preparer))


def test_groups_and_those_who_only_take_part_are_never_mailed(round, entry, holder):
    group = PositionFactory(kind="group", title="Henkilöstö")
    in_group, member = person_in(group), PositionFactory()
    group.members.add(member)
    in_member_post = person_in(member)
    entry.action.participants.add(group, member)
    opened(round)
    assert receivers() == [holder.email]
    assert {in_group.email, in_member_post.email} & set(receivers()) == set()


def test_a_group_and_a_post_that_has_ended_have_nobody_to_mail(round, settings):
    for fields in ({"kind": "group"}, {"valid_to": clock.today() - timedelta(days=1)}):
        person_in(post := PositionFactory(**fields))
        entry_of_action(round, post)
    opened(round)
    assert receivers() == []


def test_opening_again_mails_those_with_something_unsent(round, entry, post, holder, coordinator):
    done = PositionFactory()
    send(entry_of_action(round, done), person_in(done))
    close_round(round.pk, by=coordinator)
    reopened = reopen_round(round.pk, reason="Luku puuttui.", by=coordinator)
    for _run in range(2):
        mail_owners_of_reopened_round.func(round.pk)
    assert receivers() == [holder.email]
    (message,) = mail.outbox
    assert message.subject == "Puolivuotiskatsaus 2023 on avattu uudelleen"
    assert "Luku puuttui." in message.body
    day = reopened.due_on
    assert f"viimeistään {day.day}.{day.month}.{day.year}:" in message.body
    assert f"{SITE}/" in message.body


def test_those_who_have_left_and_closed_accounts_are_not_mailed(round, entry, post, holder):
    today = clock.today()
    PositionHolderFactory(post=post, ends_on=today.replace(month=7))
    PositionHolderFactory(post=post, starts_on=today.replace(month=9))
    person_in(post, is_active=False)
    opened(round)
    assert receivers() == [holder.email]


def test_somebody_with_many_entries_and_posts_gets_one_mail(round, post, holder):
    second = PositionFactory()
    PositionHolderFactory(post=second, user=holder, capacity="deputy")
    for answering in (post, post, second):
        entry_of_action(round, answering)
    opened(round)
    opened(round)
    assert receivers() == [holder.email]
    assert SentMail.objects.filter(user=holder).count() == 1


def test_the_mail_tells_report_day_and_address(round, entry, holder):
    opened(round)
    (message,) = mail.outbox
    assert message.subject == "Puolivuotiskatsaus 2023"
    assert "Puolivuotiskatsaus 2023 on avattu." in message.body
    assert "tilanne (30.6.2023) viimeistään 31.8.2023" in message.body
    assert f"{SITE}/omat-kirjaukset/" in message.body
    assert "kierros" not in message.body.lower()


@pytest.mark.parametrize(("language", "prefix"), [("fi", ""), ("sv", "/sv"), ("en", "/en")])
def test_the_mail_is_in_the_receivers_language(round, entry, post, language, prefix):
    person_in(post, language=language)
    with override("en" if language == "fi" else "fi"):
        opened(round)
    (message,) = mail.outbox
    with override(language):
        assert message.subject == round.title
    assert f"{SITE}{prefix}/omat-kirjaukset/" in message.body


def test_no_personal_data_in_any_subject(round, entry, holder, deputy, director):
    opened(round)
    send(entry, holder, internal_note="Salainen")
    approval.return_entry(entry.pk, note="Tarkenna rahoitusta", rights=rights_of(director))
    returned(entry)
    subjects = {message.subject for message in mail.outbox}
    assert subjects == {"Puolivuotiskatsaus 2023", "Puolivuotiskatsaus 2023: kirjaus palautettiin täydennettäväksi"}
    assert entry.action.title in mail.outbox[-1].body  # a deputy of many posts sees which one it is
    everything = " ".join(message.subject + message.body for message in mail.outbox)
    for private in ("Tarkenna rahoitusta", "Salainen", holder.name, deputy.name, director.name):
        assert private not in everything


def test_a_returned_entry_is_mailed_once_a_return(entry, holder):
    entry.version = 3
    returned(entry)
    returned(entry)
    assert receivers() == [holder.email]
    assert f"{SITE}/kirjaukset/{entry.pk}/" in mail.outbox[0].body
    entry.version = 5
    returned(entry)
    assert len(mail.outbox) == 2


def test_an_entry_without_a_post_mails_nobody(entry, holder):
    entry.post = None
    entry.save()
    returned(entry)
    opened(entry.round)
    assert mail.outbox == []


def test_a_mail_that_the_server_refuses_goes_when_the_job_runs_again(monkeypatch, round, entry, holder):
    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(ExceptionGroup, match="1 mails were refused"):
            opened(round)
    opened(round)
    assert receivers() == [holder.email]


def test_nobody_to_mail_is_no_error(round):
    UserFactory()
    opened(round)
    assert mail.outbox == []


def test_one_refused_address_does_not_keep_the_mail_from_the_others(monkeypatch, round, entry, holder, deputy):
    real = mail.EmailMessage.send

    def refuse_the_holder(self, fail_silently=False):
        if self.to == [holder.email]:
            raise ConnectionRefusedError
        return real(self, fail_silently)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse_the_holder)
    with pytest.raises(ExceptionGroup):
        opened(round)
    assert receivers() == [deputy.email]
