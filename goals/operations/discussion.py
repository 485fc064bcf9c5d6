"""The discussion about a goal, an action, a project or an indicator, among those who have signed in."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, Comment, Goal, Project
from kemistrategy import clock, jobs
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator

MAIL_JOB = "goals.tasks.mail_discussion"
LONGEST_COMMENT = 5_000
MOST_IN_AN_HOUR = 30  # of one person: beyond it somebody leans on the button


@transaction.atomic
def add_comment(subject: Goal | Action | Project | Indicator, *, text: str, language: str, rights: Rights) -> Comment:
    """The caller has fetched the thing as this person may see it. The same words sent twice in a row are said once."""
    if not rights.is_signed_in:
        raise NotAllowed(_("Kirjaudu sisään, niin voit osallistua keskusteluun."))
    if not text.strip():
        raise NotAllowed(_("Kirjoita viesti."))
    if len(text) > LONGEST_COMMENT:
        raise NotAllowed(_("Viesti on liian pitkä. Lyhennä se %(n)s merkkiin.") % {"n": LONGEST_COMMENT})
    User.objects.select_for_update().get(pk=rights.user.pk)  # one person's presses queue here
    name = type(subject)._meta.model_name
    newest = Comment.objects.filter(**{name: subject}).order_by("-written_at", "-pk").first()
    if newest and (newest.written_by_id, newest.text, newest.removed_at) == (rights.user.pk, text, None):
        return newest
    since = clock.now() - timedelta(hours=1)
    if Comment.objects.filter(written_by=rights.user, written_at__gt=since).count() >= MOST_IN_AN_HOUR:
        raise NotAllowed(_("Olet kirjoittanut jo monta viestiä tunnin sisällä. Odota hetki."))
    comment = Comment(**{name: subject}, text=text, language=language, written_at=clock.now(), written_by=rights.user)
    save_with_history(comment, by=rights.user, reason="written")
    jobs.start_in_transaction(MAIL_JOB, comment.pk)
    return comment


@transaction.atomic
def remove_comment(pk: int, *, rights: Rights) -> Comment:
    """Its writer or the coordinator takes it away: that somebody has spoken stays seen, what she said does not.

    Raises Comment.DoesNotExist for everybody else's.
    """
    comments = Comment.objects.select_for_update(of=("self",))
    if not rights.coordinates:
        comments = comments.filter(written_by=rights.user)
    comment = comments.get(pk=pk)
    if comment.removed_at is None:
        comment.removed_at, comment.removed_by = clock.now(), rights.user
        save_with_history(comment, by=rights.user, reason="removed")
    return comment
