"""Correcting published prose: a review's text, or the translation of told words; the next version lists both."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.models import Publication, PublishedCorrection, Review
from reporting.queries.late_changes import LONGEST_SUBJECT, NOTHING
from reporting.queries.reviews import review_part

from .published_corrections import newest_to_correct


@transaction.atomic
def correct_review(
    round_pk: int, key: str, *, text: str, cause: str, version: int, language: str, rights: Rights
) -> Review:
    """The right text of a prose part of a published report (`key` as in `ReviewPart`), and why the old one was wrong.

    A text that was not in the report comes into it. Raises Review.DoesNotExist for who does not coordinate, Conflict
    when somebody has corrected it after `version`, NotAllowed when the report has not been published, a version of it
    is being made, or something is missing.
    """
    round = Round.objects.select_for_update().get(pk=round_pk)
    part = review_part(round, key, rights, language) if rights.coordinates else None
    if part is None:
        raise Review.DoesNotExist
    newest = newest_to_correct(round)
    if not text:
        raise NotAllowed(_("Kirjoita oikea teksti. Julkaistua tekstiä ei voi tyhjentää."))
    if not cause:
        raise NotAllowed(_("Kirjoita, miksi julkaistu tieto oli väärin."))
    review = part.row or Review(round=round, kind=part.kind, unit=part.unit, language=language)
    if review.version != version:
        raise Conflict(_("Joku muu on korjannut samaa tekstiä sillä välin."), theirs=review)
    before = review.text if review.is_ready else ""
    if text == before:
        raise NotAllowed(_("Mikään ei muuttunut. Muuta tekstiä, tai jätä se ennalleen."))
    with translation.override(settings.LANGUAGE_CODE):
        subject = str(review)
    list_text_correction(newest, subject=subject, before=before, now=text, cause=cause, by=rights.user)
    review.text, review.is_ready = text, True
    review.version += 1
    review.saved_at, review.saved_by = clock.now(), rights.user
    return save_with_history(review, by=rights.user, reason=f"published text corrected: {cause}")


def list_text_correction(
    publication: Publication, *, subject: str, before: str, now: str, cause: str, by
) -> PublishedCorrection | None:
    """Lists what the next version tells otherwise, once: from what was published to what is right now.

    None when the text has been changed back to what was published.
    """
    subject, before, now = subject[-LONGEST_SUBJECT:], before or NOTHING, now or NOTHING
    waiting = publication.corrected_by.filter(published_in=None, entry=None, observation=None, subject=subject)
    row = waiting.select_for_update(of=("self",)).first()
    if row and now == row.before:
        row._history_user, row._change_reason = by, "changed back"
        row.delete()
        return None
    if row:
        row.cause = "; ".join(dict.fromkeys([*row.cause.split("; "), cause]))
    else:
        row = PublishedCorrection(publication=publication, subject=subject, before=before, cause=cause)
    row.now, row.corrected_at, row.corrected_by = now, clock.now(), by
    return save_with_history(row, by=by, reason="corrected")
