"""How a promised correction is closed, and opened again when it was closed wrongly."""

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Correction
from goals.permissions import corrections_to_close, steered
from goals.queries.corrections import REOPENED, promised_corrections
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed


@transaction.atomic
def close_correction(correction_pk: int, *, note: str, rights: Rights) -> Correction:
    """The promise is kept: closed, with words that say how, by whoever answers for it, directs or coordinates."""
    correction = corrections_to_close(rights).select_for_update(of=("self",)).get(pk=correction_pk)
    if correction.closed_on:
        raise NotAllowed(_("Korjaava toimi on jo kuitattu."))
    if promised_corrections().filter(continues=correction).exists():
        raise NotAllowed(_("Lupaus jatkuu uudemmassa katsauksessa. Kuittaa se sieltä."))
    if not note:
        raise NotAllowed(_("Kerro, miten asia korjattiin."))
    correction.closed_on, correction.closed_by, correction.closing_note = clock.today(), rights.user, note
    return save_with_history(correction, by=rights.user, reason="closed")


@transaction.atomic
def reopen_correction(correction_pk: int, *, note: str, rights: Rights) -> Correction:
    """The coordinator opens one that was closed wrongly; the note and what was said at closing stay in its history."""
    correction = steered(Correction, rights).select_for_update(of=("self",)).get(pk=correction_pk)
    if not correction.closed_on:
        raise NotAllowed(_("Korjaava toimi on jo avoinna."))
    if not note:
        raise NotAllowed(_("Kirjoita, miksi korjaava toimi avataan uudelleen."))
    correction.closed_on, correction.closed_by, correction.closing_note = None, None, ""
    return save_with_history(correction, by=rights.user, reason=f"{REOPENED}{note}")
