"""Mails to owners: a review has been opened, an entry came back. Made by the worker, each sent once."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from kemistrategy import clock
from kemistrategy.organisation.models import PositionHolder, SentMail, User

from .models import Entry, Round


@task()
def mail_owners_of_round(round_pk: int) -> None:
    """Tells every holder, deputy and preparer of the posts that answer for something; groups are never mailed."""
    round = Round.objects.get(pk=round_pk)
    posts = Entry.objects.filter(round=round, post__isnull=False).values("post")
    for user in _people_of(posts):
        with override(user.language):
            _mail_once(
                user,
                occasion=f"opened:{round.slug}",
                subject=round.title,
                template="goals/mail/round_opened.txt",
                context={"round": round, "address": settings.SITE_URL + reverse("goals:my-entries")},
            )


@task()
def mail_returned_entry(entry_pk: int, version: int) -> None:
    entry = Entry.objects.select_related("round", "action", "project", "indicator").get(pk=entry_pk)
    for user in _people_of([entry.post_id]):
        with override(user.language):
            _mail_once(
                user,
                occasion=f"returned:{entry_pk}:{version}",
                subject=_("%(report)s: kirjaus palautettiin täydennettäväksi") % {"report": entry.round.title},
                template="goals/mail/entry_returned.txt",
                context={"entry": entry, "address": settings.SITE_URL + reverse("goals:entry-progress", args=[entry_pk])},
            )


def _people_of(posts):
    holders = PositionHolder.objects.valid_on(clock.today()).filter(post__in=posts)
    return User.objects.filter(pk__in=holders.values("user"), is_active=True)


def _mail_once(user, *, occasion, subject, template, context):
    """The row is written first: a worker that dies here leaves a mail unsent rather than sending it twice."""
    _row, is_new = SentMail.objects.get_or_create(user=user, occasion=occasion)
    if is_new:
        send_mail(subject, render_to_string(template, {"user": user, **context}), None, [user.email])
