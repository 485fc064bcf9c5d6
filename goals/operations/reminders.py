"""Reminders: one digest a person, in her language, each occasion once; by the clock or by the press of a button."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from goals.models import Round
from goals.permissions import followed_entries
from goals.queries.digests import told
from goals.queries.readiness import heard_and_reminded
from goals.queries.reminders import Part, asked_digests, due_digests, open_rounds
from goals.reminders import LAST_HOUR
from kemistrategy import clock, jobs, working_days
from kemistrategy.organisation.mail import send_parts_once
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import Text, text_of

SEND_TASK = "goals.tasks.send_due_reminders"
USUAL_HOUR = Round._meta.get_field("reminder_hour").default
TRY_AGAIN_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Sent:
    """How many mails went, and what the mail server refused."""

    mails: int
    refused: list[OSError] = field(default_factory=list)


# --- by the clock -------------------------------------------------------------------------------------------------
def start_due_reminders() -> bool:
    """Queues the reminders of the newest hour that has come, on working days; False when there is nothing to start.

    What the mail server refused is tried again after a while. Two workers in the same moment may both queue them:
    every mail has its occasion and goes once all the same.
    """
    now = clock.now()
    hours = {round.reminder_hour for round in open_rounds()} or {USUAL_HOUR}
    come = [hour for hour in hours if hour <= now.hour]
    if not working_days.is_working_day(now.date()) or not come:
        return False
    asked = [now.date().isoformat(), max(come)]
    failed_before = Q(status=TaskResultStatus.FAILED, finished_at__lt=timezone.now() - TRY_AGAIN_AFTER)
    tried = DBTaskResult.objects.filter(task_path=SEND_TASK).exclude(failed_before)
    if tried.filter(args_kwargs__args__0=asked[0], args_kwargs__args__1=asked[1]).exists():
        return False
    jobs.start(SEND_TASK, *asked)
    return True


def send_due_reminders(day: date, hour: int = LAST_HOUR) -> Sent:
    """Mails what is due on the day by the hour; again or after a kill it sends only what has not gone yet."""
    return _send(due_digests(day, hour), day)


def _send(digests: Iterable[tuple[User, tuple[Part, ...]]], day) -> Sent:
    mails, refused = 0, []
    for user, parts in digests:
        with translation.override(user.language):
            words = {part.occasion: told(part, user.language, day) for part in parts}
        try:
            mails += send_parts_once(user, parts=words, template="goals/mail/digest", context={})
        except OSError as refusal:  # one bad address must not keep the mail from the others
            refused.append(refusal)
    return Sent(mails, refused)


# --- by the press of a button -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Reminded:
    """Titles of posts: who is being reminded, who was already today, and where there is nobody to remind."""

    reminded: list[Text]
    already: list[Text]
    vacant: list[Text]


def remind_posts(slug: str, post_pks: Iterable[int] | None, *, rights: Rights) -> Reminded:
    """Reminds the posts of a review that have something unsent in this person's area; None: all of them.

    Nobody is mailed twice a day. Raises Round.DoesNotExist when there is no such open review in the area.
    """
    entries = followed_entries(rights).filter(round__slug=slug).select_related("round", "post")
    unsent = [entry for entry in entries.order_by("post__position", "pk") if not entry.is_sent and entry.post_id]
    posts = {entry.post_id: entry.post for entry in unsent}
    if post_pks is not None:
        wanted = set(post_pks)
        posts = {pk: post for pk, post in posts.items() if pk in wanted}
    if not posts:
        if not entries.exists():
            raise Round.DoesNotExist
        raise NotAllowed(_("Ketään ei tarvitse muistuttaa: kaikki on lähetetty."))
    round, today = unsent[0].round, clock.today()
    known = heard_and_reminded([round], posts, today)
    outcome, to_mail = Reminded([], [], []), []
    for pk, post in posts.items():
        title = text_of(post, "title")
        if not known.people_in(pk):
            outcome.vacant.append(title)
        elif known.all_reminded_on(round, pk, today):
            outcome.already.append(title)
        else:
            outcome.reminded.append(title)
            to_mail.append(pk)
    if to_mail:
        jobs.start("goals.tasks.mail_asked_reminders", round.pk, to_mail, today.isoformat())
    return outcome


def send_asked_reminders(round_pk: int, post_pks: list[int], day: date) -> Sent:
    """What the press of the button started; a review that was closed in between reminds nobody."""
    round = Round.objects.filter(pk=round_pk, state=Round.State.OPEN).first()
    return _send(asked_digests(round, post_pks, day), day) if round else Sent(0)
