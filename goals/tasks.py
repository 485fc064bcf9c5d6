"""Mails to owners: a review has been opened, an entry came back. Made by the worker, each sent once."""

from django_tasks import task

from kemistrategy import clock
from kemistrategy.organisation.mail import address_of, send_once
from kemistrategy.organisation.models import PositionHolder, User

from .models import Entry, Round
from .queries.entries import SUBJECT_RELATIONS, subject_title


@task()
def mail_owners_of_round(round_pk: int) -> None:
    """Tells every holder, deputy and preparer of the posts that answer for something; groups are never mailed."""
    round = Round.objects.get(pk=round_pk)
    refused = []
    for user in _people_of(Entry.objects.filter(round=round, post__isnull=False).values("post")):
        context = {"round": round, "address": address_of("goals:my-entries", user.language)}
        try:
            send_once(user, occasion=f"opened:{round.slug}", template="goals/mail/round_opened", context=context)
        except OSError as refusal:  # one bad address must not keep the mail from the others
            refused.append(refusal)
    if refused:
        raise ExceptionGroup(f"{len(refused)} mails were refused", refused)


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


def _people_of(posts):
    holders = PositionHolder.objects.valid_on(clock.today()).filter(post__in=posts)
    return User.objects.filter(pk__in=holders.values("user"), is_active=True).order_by("pk")
