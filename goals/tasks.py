"""Mails to owners: a review is open, an entry came back, something waits. Made by the worker, each sent once."""

from datetime import date

from django_tasks import task

from kemistrategy import clock
from kemistrategy.organisation.mail import address_of, send_once
from kemistrategy.organisation.models import User
from kemistrategy.text import text_of

from .models import Comment, Entry, Round
from .operations.reminders import send_asked_reminders
from .operations.reminders import send_due_reminders as send_reminders_of
from .queries.discussion import people_to_tell
from .queries.entries import SUBJECT_RELATIONS, subject_title
from .queries.reminders import Staff
from .reminders import LAST_HOUR


@task()
def mail_owners_of_round(round_pk: int) -> None:
    """Tells every holder, deputy and preparer of the posts that answer for something; groups are never mailed."""
    round = Round.objects.get(pk=round_pk)
    _mail_owners(round, round.entries.all(), occasion=f"opened:{round.slug}", template="goals/mail/round_opened")


@task()
def mail_owners_of_reopened_round(round_pk: int) -> None:
    """Tells those who still have something unsent that the review is open again, each time it is."""
    round = Round.objects.get(pk=round_pk)
    occasion = f"reopened:{round.slug}:{round.reopened_at:%Y%m%dT%H%M%S}"
    unsent = round.entries.present().not_sent()
    _mail_owners(round, unsent, occasion=occasion, template="goals/mail/round_reopened")


def _mail_owners(round, entries, *, occasion, template):
    refused = []
    for user in _people_of(entries.values_list("post", flat=True)):
        context = {"round": round, "address": address_of("goals:my-entries", user.language)}
        try:
            send_once(user, occasion=occasion, template=template, context=context)
        except OSError as refusal:  # one bad address must not keep the mail from the others
            refused.append(refusal)
    _raise(refused)


@task()
def mail_returned_entry(entry_pk: int, version: int) -> None:
    """Tells the writers that it came back; `version` makes every return an occasion of its own."""
    entry = Entry.objects.select_related("round", *SUBJECT_RELATIONS).get(pk=entry_pk)
    for user in _people_of([entry.post_id]):
        context = {
            "report": entry.round,
            "title": subject_title(entry, user.language),
            "address": address_of("goals:entry-progress", user.language, pk=entry_pk),
        }
        send_once(
            user, occasion=f"returned:{entry_pk}:{version}", template="goals/mail/entry_returned", context=context
        )


@task()
def send_due_reminders(day: str, hour: int = LAST_HOUR) -> None:
    """The reminders of a day, like "2023-08-18", by an hour; doing it again sends nothing twice."""
    _raise(send_reminders_of(date.fromisoformat(day), hour).refused)


@task()
def mail_asked_reminders(round_pk: int, post_pks: list[int], day: str) -> None:
    """What somebody asked for with a button."""
    _raise(send_asked_reminders(round_pk, post_pks, date.fromisoformat(day)).refused)


@task()
def mail_discussion(comment_pk: int) -> None:
    """Tells those who answer for the thing that somebody has written of it; of one thing once a day at most."""
    comment = Comment.objects.select_related(*Comment.SUBJECTS).get(pk=comment_pk)
    if comment.removed_at:
        return  # while the job was in the queue
    kind = next(name for name in Comment.SUBJECTS if getattr(comment, f"{name}_id"))
    thing, refused = getattr(comment, kind), []
    for user in people_to_tell(comment):
        context = {
            "title": text_of(thing, "title" if kind in ("goal", "action") else "name", user.language),
            "address": address_of("reporting:discussion", user.language, kind=kind, pk=thing.pk),
        }
        occasion = f"discussion:{kind}:{thing.pk}:{clock.today():%Y-%m-%d}"
        try:
            send_once(user, occasion=occasion, template="goals/mail/discussion", context=context)
        except OSError as refusal:
            refused.append(refusal)
    _raise(refused)


def _raise(refused):
    if refused:
        raise ExceptionGroup(f"{len(refused)} mails were refused", refused)


def _people_of(post_pks) -> list[User]:
    """Each once, in a steady order."""
    staff = Staff(clock.today())
    people = {user for pk in set(post_pks) for user in staff.in_post(pk, with_preparers=True)}
    return sorted(people, key=lambda user: user.pk)
