"""Feedback on the service: taken from anybody, so many in a day; answered by the coordinator (laki 306/2019, 7–8 §)."""

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kemistrategy import clock, jobs
from kemistrategy.database import hold
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed
from reporting.models import Feedback

DAYS_TO_ANSWER = 14
MOST_IN_AN_HOUR = 5  # of one sender
MOST_IN_A_DAY = 20
MOST_OF_ALL = 200  # in a day, from everybody
SAME_AGAIN = timedelta(minutes=10)  # a form that is sent twice is one feedback
MAIL_JOB = "reporting.tasks.mail_feedback_answer"


@transaction.atomic
def give_feedback(*, kind: str, text: str, address: str, language: str, page: str = "", email: str = "") -> Feedback:
    """`address` is where the sender's connection comes from: only a digest of it is kept, another one every day."""
    now, sender = clock.now(), _digest(address)
    hold(f"feedback:{sender}")
    own = Feedback.objects.filter(sender=sender, sent_at__lte=now)
    if again := own.filter(text=text, sent_at__gt=now - SAME_AGAIN).first():
        return again
    _refuse_too_many(own, now)
    feedback = Feedback(
        kind=kind,
        text=text,
        language=language,
        page=page if page.startswith("/") and not page.startswith("//") else "",
        email=email,
        sender=sender,
        sent_at=now,
        due_on=clock.today() + timedelta(days=DAYS_TO_ANSWER),
    )
    return save_with_history(feedback, by=None, reason="given")


def _digest(address):
    return salted_hmac("reporting.feedback", f"{clock.today()}|{address}", algorithm="sha256").hexdigest()


def _refuse_too_many(own, now):
    if (
        own.filter(sent_at__gt=now - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR
        or own.filter(sent_at__gt=now - timedelta(days=1)).count() >= MOST_IN_A_DAY
    ):
        raise NotAllowed(_("Täältä on lähetetty jo monta palautetta. Odota tunti ja lähetä sitten uudelleen."))
    if Feedback.objects.filter(sent_at__gt=now - timedelta(days=1)).count() >= MOST_OF_ALL:
        raise NotAllowed(
            _("Palautetta on tänään tullut poikkeuksellisen paljon. Lähetä palautteesi huomenna uudelleen.")
        )


@transaction.atomic
def answer_feedback(pk: int, *, answer: str, by) -> Feedback:
    """Answers once; the answer is mailed where an address was given."""
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=pk)
    if feedback.answered_at:
        raise NotAllowed(_("Tähän palautteeseen on jo vastattu. Lataa sivu uudelleen, niin näet vastauksen."))
    feedback.answer, feedback.answered_at, feedback.answered_by = answer, clock.now(), by
    feedback.sender = ""
    save_with_history(feedback, by=by, reason="answered")
    Feedback.history.filter(id=pk).update(sender="")
    if feedback.email:
        jobs.start_in_transaction(MAIL_JOB, feedback.pk)
    return feedback


@transaction.atomic
def take_address(pk: int) -> tuple[Feedback, str]:
    """The feedback and the address to mail its answer to, which is nowhere from now on, not in the history either.

    Taken before the mail leaves: a job that is killed and runs again never mails twice.
    """
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=pk)
    address, feedback.email = feedback.email, ""
    save_with_history(feedback, by=feedback.answered_by, reason="address erased")
    Feedback.history.filter(id=pk).update(email="", sender="")
    return feedback, address


@transaction.atomic
def give_address_back(pk: int, address: str) -> None:
    """The mail server refused: the next try needs it."""
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=pk)
    feedback.email = address
    save_with_history(feedback, by=feedback.answered_by, reason="mail refused")
