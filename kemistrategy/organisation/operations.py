"""What can be done to people and posts: each deed whole, with its history, or not at all."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kemistrategy import clock, jobs
from kemistrategy.history import save_with_history
from kemistrategy.periods import day_words
from kemistrategy.refusals import NotAllowed

from .models import Position, PositionHolder, User
from .queries import is_withdrawable

ANONYMOUS_NAME = "N. N."  # understood in all three languages


# --- people -------------------------------------------------------------------------------------------------------
@transaction.atomic
def invite_person(*, email: str, name: str, language: str = "fi", role: str = User.Role.READER, by) -> User:
    """The person with this address: a new one gets an account and an invitation, a known one stays as she is."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(email=email.lower(), name=name, language=language, role=role)
        user.set_unusable_password()
        _invite(user, by=by, reason="invited")
    elif not user.is_active:
        raise NotAllowed(_("Osoitteen tunnus on suljettu. Avaa se ensin ylläpidossa."))
    return user


@transaction.atomic
def resend_invitation(*, user: User, by) -> None:
    """Mails a new link; the earlier one stays valid until the password is set or its time is over."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise NotAllowed(_("Tunnus on suljettu, joten kutsua ei voi lähettää."))
    if user.last_login:
        raise NotAllowed(_("Henkilö on jo kirjautunut. Unohtuneen salasanan hän vaihtaa kirjautumissivulla."))
    _invite(user, by=by, reason="invited again")


def _invite(user, *, by, reason):
    user.invited_at = clock.now()
    save_with_history(user, by=by, reason=reason)
    jobs.start("kemistrategy.organisation.tasks.send_invitation", user.pk, user.invitation_occasion)


@transaction.atomic
def anonymise_user(*, user: User, by) -> None:
    """Forgets who the person was: name, address and sign-in go, also from history; what she did stays.

    Her posts end today; appointments that have not begun are withdrawn.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.anonymised_at:
        raise NotAllowed(_("Henkilö on jo nimetön."))
    if user == by:
        raise NotAllowed(_("Et voi tehdä itseäsi nimettömäksi."))
    if _is_last_administrator(user):
        raise NotAllowed(_("Hän on viimeinen pääkäyttäjä. Anna rooli ensin toiselle."))
    _leave_posts(user, by=by)
    user.name, user.email = ANONYMOUS_NAME, f"nobody-{user.pk}@example.invalid"
    user.role, user.is_active, user.anonymised_at = User.Role.READER, False, clock.now()
    user.set_unusable_password()
    save_with_history(user, by=by, reason="anonymised")
    _forget_elsewhere(user)


def _is_last_administrator(user):
    administrators = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True)
    return user.role == User.Role.ADMINISTRATOR and not administrators.exclude(pk=user.pk).exists()


def _leave_posts(user, *, by):
    today = clock.today()
    for holder in user.posts_held.filter(Q(ends_on=None) | Q(ends_on__gt=today)):
        if holder.starts_on > today:
            _withdraw(holder, by=by, reason="anonymised")
        else:
            holder.ends_on = today
            save_with_history(holder, by=by, reason="anonymised")


def _forget_elsewhere(user):
    """History rows are changed in this one case only: the law on personal data asks for it."""
    User.history.filter(id=user.pk).update(name=user.name, email=user.email)
    EmailAddress.objects.filter(user=user).delete()
    content_type = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=content_type, object_id=str(user.pk)).update(object_repr=user.name)
    for session in Session.objects.iterator():  # a session holds the address it was opened with
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


# --- posts --------------------------------------------------------------------------------------------------------
@transaction.atomic
def appoint_by_address(
    *, post: Position, email: str, name: str, language: str, capacity: str, starts_on: date, by
) -> PositionHolder:
    """Appoints the person with this address, who is invited when nobody has it yet."""
    user = invite_person(email=email, name=name, language=language, by=by)
    return appoint(post=post, user=user, capacity=capacity, starts_on=starts_on, by=by)


@transaction.atomic
def appoint(*, post: Position, user: User, capacity: str, starts_on: date, by) -> PositionHolder:
    """Puts a person into a post from a day on: one holder at a time, as many deputies and preparers as needed."""
    post = Position.objects.select_for_update().get(pk=post.pk)
    if post.kind != Position.Kind.SINGLE:
        raise NotAllowed(_("Ryhmällä, toimielimellä tai yksiköllä ei ole haltijaa."))
    if post.valid_to and post.valid_to < starts_on:
        raise NotAllowed(_("Tehtävä on päättynyt %(day)s.") % {"day": day_words(post.valid_to)})
    _refuse_two_at_a_time(post, user, capacity, starts_on)
    holder = PositionHolder(post=post, user=user, capacity=capacity, starts_on=starts_on)
    return save_with_history(holder, by=by, reason="appointed")


def _refuse_two_at_a_time(post, user, capacity, starts_on):
    overlapping = post.holders.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), capacity=capacity).select_related(
        "user"
    )
    if own := overlapping.filter(user=user).first():
        raise NotAllowed(_("Hän on jo tässä asemassa %(day)s alkaen.") % {"day": day_words(own.starts_on)})
    if capacity == PositionHolder.Capacity.HOLDER and (other := overlapping.first()):
        raise NotAllowed(
            _("Tehtävällä on haltija %(day)s alkaen: %(name)s. Kirjaa ensin hänen viimeinen päivänsä.")
            % {"day": day_words(other.starts_on), "name": other.user}
        )


@transaction.atomic
def end_appointment(*, holder: PositionHolder, ends_on: date, by) -> None:
    """`ends_on` is the last day with the rights of the post; yesterday takes them away at once."""
    holder = PositionHolder.objects.select_for_update().get(pk=holder.pk)
    if holder.ends_on and holder.ends_on < clock.today():
        raise NotAllowed(_("Kausi on jo päättynyt %(day)s.") % {"day": day_words(holder.ends_on)})
    if ends_on < holder.starts_on:
        raise NotAllowed(
            _("Viimeinen päivä ei voi olla ennen ensimmäistä (%(day)s).") % {"day": day_words(holder.starts_on)}
        )
    holder.ends_on = ends_on
    save_with_history(holder, by=by, reason="ended")


@transaction.atomic
def withdraw_appointment(*, holder: PositionHolder, by) -> None:
    """Undoes an appointment made by mistake, while its first day is not over; history keeps it."""
    holder = PositionHolder.objects.select_for_update().get(pk=holder.pk)
    if not is_withdrawable(holder.starts_on, today=clock.today()):
        raise NotAllowed(_("Kausi on jo alkanut. Kirjaa sille viimeinen päivä."))
    _withdraw(holder, by=by, reason="withdrawn")


def _withdraw(holder, *, by, reason):
    holder._history_user, holder._change_reason = by, reason
    holder.delete()
