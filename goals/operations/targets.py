"""What a changed target level does to a review under way: what was sent against the old one goes back."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.models import Entry, Figure, MeasureLine, Round
from goals.queries.entries import SUBJECT_RELATIONS, figures_of_entries, subject_title
from kemistrategy import clock, jobs
from kemistrategy.history import update_many_with_history
from kemistrategy.periods import day_words
from kemistrategy.text import Text, text_of
from measures.ledger import target_in_force
from measures.models import Target
from measures.words import target_words

from .entries import save_figures

RETURNED_FIELDS = ["state", "return_note", "sent_at", "sent_by", "approved_at", "approved_by", "version"]


def return_what_was_sent(
    sender, *, targets: list[Target], present: dict[int, list[Target]], by, **kwargs
) -> list[Text]:
    """Receiver of measures.signals.target_changed: gives the titles of the entries that went back.

    Sent and approved entries of the open round that ask one of these indicators go back to their answerer, when the
    new level is the one in force for the round's year. Six statements however many they are, two when none was sent.
    """
    entries = {entry.pk: entry for entry in _entries_asking({target.indicator_id for target in targets})}
    sent = [entry for entry in entries.values() if entry.is_sent]
    if not sent:
        return []
    figures = figures_of_entries(sent, among=_figures_under_way())
    returned = [entry for entry in sent if _return(entry, _concerning(entry, figures[entry.pk], targets, present))]
    update_many_with_history(returned, RETURNED_FIELDS, by=by, reason="returned: target level changed")
    cleared = {row.pk: row for entry in returned for row in figures[entry.pk] if row.sent_at}
    for row in cleared.values():
        row.sent_at = None
    save_figures(list(cleared.values()), by=by, reason="returned: target level changed")
    for entry in returned:
        jobs.start("goals.tasks.mail_returned_entry", entry.pk, entry.version)
    return [subject_title(entry, get_language()) for entry in returned]


def _entries_asking(indicator_pks: Iterable[int]):
    """Entries of the open round, sent or not: whoever is sending one at this moment is waited for."""
    lines = MeasureLine.objects.filter(
        indicator__in=indicator_pks, action=OuterRef("action"), plan__year=OuterRef("round__year")
    )
    entries = Entry.objects.filter(Q(indicator__in=indicator_pks) | Exists(lines), round__state=Round.State.OPEN)
    return entries.select_for_update(of=("self",)).select_related("round", *SUBJECT_RELATIONS).order_by("pk")


def _figures_under_way():
    """Figures to lock; none when the round was closed while the entries were waited for."""
    return Figure.objects.filter(round__state=Round.State.OPEN).order_by("pk").select_for_update(of=("self",))


def _concerning(entry, figures, targets, present) -> list[Target]:
    """The new levels that this entry's figures are measured against; one decision may set those of many years."""
    asked = {row.indicator_id for row in figures}
    return [
        target
        for target in targets
        if target.indicator_id in asked
        and target_in_force(present[target.indicator_id], year=entry.round.year) is target
    ]


def _return(entry, targets) -> bool:
    if not targets:
        return False
    with translation.override(entry.language):
        entry.return_note = "\n".join(dict.fromkeys([*map(_what_happened, targets), *map(_which_level, targets)]))
    entry.state = Entry.State.RETURNED
    entry.sent_at = entry.sent_by = entry.approved_at = entry.approved_by = None
    entry.version += 1
    return True


def _what_happened(target):
    decision = target.decision
    if decision is None:
        return _("Tavoitetaso muuttui %(day)s: tarkista ennuste.") % {"day": day_words(clock.today())}
    day = f"{decision.decided_on.day}.{decision.decided_on.month}."  # the year stands in the decision
    return _("Tavoitetaso muuttui %(day)s (%(decision)s): tarkista ennuste.") % {"day": day, "decision": decision}


def _which_level(target):
    indicator, unit = target.indicator, text_of(target.indicator, "unit")
    levels = {
        "indicator": text_of(indicator, "name"),
        "old": target_words(indicator, unit, target.replaces) if target.replaces else "",
        "new": target_words(indicator, unit, target),
    }
    if target.replaces:
        return _("%(indicator)s: ennen %(old)s, nyt %(new)s.") % levels
    return _("%(indicator)s: nyt %(new)s.") % levels
