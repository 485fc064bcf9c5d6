""" "Tilanne ennallaan": nothing has changed since the last report; twice in a row, then words are asked."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goals.completeness import (
    DEVIATION,
    FATE,
    JUDGEMENT,
    asked_fields,
    missing_of_a_figure,
    what_is_missing,
)
from goals.models import Entry
from goals.queries.entries import MOST_TIMES_UNCHANGED
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed

from .entries import (
    Outcome,
    entry_for_writing,
    figures_for_writing,
    for_each,
    forget_edits,
    mark_sent,
    save_entry,
    words_are_needed,
)
from .promises import follow_promise

TAKEN_OVER = ("progress", "forecast", "public_text", *DEVIATION)


def confirm_unchanged(entry_pks: Iterable[int], *, rights: Rights) -> Outcome:
    """For each that has an earlier report; a preparer's stays a draft. Refused the third time in a row."""
    return for_each(entry_pks, rights, _confirm_one_unchanged)


@transaction.atomic
def _confirm_one_unchanged(entry_pk, rights):
    entry, told_before = entry_for_writing(entry_pk, rights)
    if not told_before:
        raise NotAllowed(_("Tästä ei ole aiempaa raporttia, johon verrata."))
    earlier = told_before[-1]
    if earlier.unchanged_times >= MOST_TIMES_UNCHANGED:
        raise NotAllowed(words_are_needed())
    _take_over(entry, earlier)
    rows = figures_for_writing(entry)
    _refuse_unjudged(entry, rows)
    if entry.indicator_id and (sentence := missing_of_a_figure(rows[0], entry)):
        raise NotAllowed(sentence)
    figures = [row for row in rows if row.text and not missing_of_a_figure(row, entry)]
    if entry.post_id in rights.sends_for:
        mark_sent(entry, figures, rights)
    save_entry(entry, figures, rights, reason="confirmed unchanged")
    if entry.is_sent:
        follow_promise(entry, told_before, by=rights.user)


def _take_over(entry: Entry, earlier: Entry) -> None:
    """Last time's choices and words, as its report told them; a year-end report had no forecast to give."""
    asked = asked_fields(entry)
    told = {name: _told(earlier, name) for name in TAKEN_OVER if name in asked}
    if not earlier.forecast:
        told.pop("forecast", None)
    if any(getattr(entry, name) not in ("", None, words) for name, words in told.items()):
        raise NotAllowed(_("siihen on jo kirjattu muuta; lähetä se tai tyhjennä ensin."))
    forget_edits(entry, told)
    for name, words in told.items():
        setattr(entry, name, words)
    entry.language, entry.is_unchanged = earlier.language, True
    entry.unchanged_times = earlier.unchanged_times + 1


def _told(earlier, name):
    value = getattr(earlier, name)
    return earlier.told(name) if isinstance(value, str) else value


def _refuse_unjudged(entry, rows):
    """What each year asks anew can't stay as it was: the judgement, and what happens next year."""
    missing = what_is_missing(entry, rows)
    if sentences := [missing[name] for name in (*JUDGEMENT, *FATE, "proposal") if name in missing]:
        raise NotAllowed(" ".join(sentences))
