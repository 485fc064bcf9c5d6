"""Writing a prose part of a report: saved as it is typed, told when its writer calls it ready."""

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.models import Review
from reporting.queries.reviews import review_part


@transaction.atomic
def save_review(
    round_pk: int, key: str, *, text: str, version: int, language: str, is_ready: bool, rights: Rights
) -> Review:
    """Keeps the text in the language it was written in; the round is locked, so that closing and saving take turns.

    Raises Conflict when somebody else saved another text after `version`, Review.DoesNotExist for a part that this
    person does not write, NotAllowed when the review has been closed or an empty text is called ready.
    """
    round = Round.objects.select_for_update().get(pk=round_pk)
    part = review_part(round, key, rights, language)
    if part is None or not part.may_write:
        raise Review.DoesNotExist
    if not round.is_open:
        raise NotAllowed(_("Katsaus on päättynyt, eikä tekstiä voi enää muuttaa."))
    review = part.row or Review(round=round, kind=part.kind, unit=part.unit)
    if review.version != version and review.text != text:
        raise Conflict(_("Joku muu on tallentanut saman tekstin sillä välin."), theirs=review)
    if is_ready and not text:
        raise NotAllowed(_("Kirjoita teksti ennen kuin merkitset sen valmiiksi."))
    if (review.text, review.is_ready) == (text, is_ready):
        return review
    if review.text != text:
        review.text, review.language = text, language
    review.is_ready = is_ready
    review.version += 1
    review.saved_at, review.saved_by = clock.now(), rights.user
    return save_with_history(review, by=rights.user, reason="ready" if is_ready else "saved")
