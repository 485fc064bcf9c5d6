"""The city's own words for the points of the scales: of all reviews, or of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Round, ScaleWord
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Word:
    """One point's words: `fields` are label_… and explanation_… of each language, and position."""

    scale: str
    code: str
    fields: dict


def scale_words(round: Round | None) -> dict[tuple[str, str], ScaleWord]:
    """The words set for this review itself, or for all of them."""
    return {(word.scale, word.code): word for word in ScaleWord.objects.filter(round=round)}


@transaction.atomic
def set_scale_words(round: Round | None, *, words: Iterable[Word], by) -> int:
    """Sets exactly these words for the review, or for all with None; gives the number of points that changed.

    A point that is not among them loses its own words. A closed review keeps those it was closed with.
    """
    if round and Round.objects.select_for_update().get(pk=round.pk).state == Round.State.CLOSED:
        raise NotAllowed(_("Katsaus on päättynyt. Sen sanoja ei voi enää muuttaa."))
    there, changed = scale_words(round), 0
    for word in words:
        row = there.pop((word.scale, word.code), None) or ScaleWord(round=round, scale=word.scale, code=word.code)
        if any((getattr(row, name) or "") != (value or "") for name, value in word.fields.items()):
            for name, value in word.fields.items():
                setattr(row, name, value)
            save_with_history(row, by=by, reason="words of the scale")
            changed += 1
    for row in there.values():
        row._history_user, row._change_reason = by, "words of the scale"
        row.delete()
    return changed + len(there)
