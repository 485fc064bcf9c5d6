"""A change after closing: the coordinator adds a new version beside the one that was closed, which stays as it was."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goals.completeness import DEVIATION, asks_correction, what_is_missing
from goals.models import Correction, Entry, Figure, Round
from goals.permissions import steered
from goals.queries.entries import figures_of
from goals.queries.subjects import SUBJECT_RELATIONS
from goals.signals import entry_replaced, entry_replacing
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.numbers import NotANumber
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from measures.readings import read_value

from .entries import TYPED_FIELDS, Recorded, TypedFigure, save_figures
from .posting import post_figures, says_something_else

# What a version says for itself; everything else is taken over from the one it replaces.
OWN_STAMPS = ("pk", "id", "revision", "state", "replaces", "late_reason", "version", "saved_at", "saved_by")


@transaction.atomic
def record_late_edit(
    entry_pk: int,
    *,
    reported: dict,
    figures: Iterable[TypedFigure],
    language: str,
    reason: str,
    rights: Rights,
) -> Recorded:
    """A new approved version of the entry of a closed review, and a correction of each figure that was changed.

    `reported` has keys of REPORTED_FIELDS; what it does not name stays as it is.
    Nothing is saved while `problems` says that something is missing. Raises Entry.DoesNotExist for who does not steer;
    Conflict when somebody has changed the entry or a figure since it was read (`theirs`); NotAllowed for an open
    review, without a reason, and when nothing was changed.
    """
    old = _locked(entry_pk, rights)
    if not reason.strip():
        raise NotAllowed(_("Kirjoita, miksi kirjausta muutetaan päättämisen jälkeen."))
    rows = sorted(figures_of(old).select_related("observation").select_for_update(of=("self",)), key=lambda row: row.pk)
    changed = _put_figures(rows, figures, old, rights)
    new = _version_after(old, reported, language)
    if not changed and not _differs(new, old):
        raise NotAllowed(_("Mikään ei muuttunut. Muuta tekstiä tai lukua, tai jätä kirjaus ennalleen."))
    if problems := what_is_missing(new, rows):
        return Recorded(old, rows, problems)
    _save(new, old, reason, rights)
    _follow(new, old, rights)
    entry_replaced.send(sender=Entry, old=old, new=new, by=rights.user)
    save_figures(changed, by=rights.user, reason=f"late: {reason}")
    unposted = [row for row in rows if row.text and (row.observation is None or says_something_else(row))]
    post_figures(unposted, old.round, why=reason, by=rights.user)
    return Recorded(new, rows)


def _locked(entry_pk, rights):
    """The closed entry, which nobody else replaces meanwhile. The review is locked first, as it is by whoever publishes
    or corrects its report: two that wait for each other would both fail."""
    entries = steered(Entry, rights)
    round = Round.objects.select_for_update().get(pk=entries.values_list("round_id").get(pk=entry_pk)[0])
    if round.state != Round.State.CLOSED:
        raise NotAllowed(_("Katsaus on vielä avoinna. Vastaaja voi itse muuttaa kirjausta, tai palauta se hänelle."))
    for _receiver, sentence in entry_replacing.send(sender=Entry, round=round):
        if sentence:
            raise NotAllowed(sentence)
    related = ("round", "post", "correction_post", *SUBJECT_RELATIONS)
    old = entries.select_for_update(of=("self",)).select_related(*related).get(pk=entry_pk)
    newer = Entry.objects.filter(replaces=old).first()
    if newer:
        raise _conflict(newer, figures_of(newer))
    return old


def _conflict(entry, rows):
    return Conflict(
        _("Joku muu on muuttanut samaa kirjausta sillä välin. Avaa se uudelleen."), theirs=Recorded(entry, list(rows))
    )


def _put_figures(rows, figures, old, rights) -> list[Figure]:
    typed = {figure.indicator_id: figure for figure in figures}
    changed = []
    for row in rows:
        given = typed.get(row.indicator_id)
        if given is None or all(getattr(row, name) == getattr(given, name) for name in TYPED_FIELDS):
            continue
        if row.version != given.version:
            raise _conflict(old, rows)
        if row.observation_id and not given.text:
            raise NotAllowed(_("Kirjattua lukua ei voi poistaa. Kirjoita oikea luku."))
        for name in TYPED_FIELDS:
            setattr(row, name, getattr(given, name))
        try:
            row.value = read_value(row.text, row.indicator)
        except NotANumber:
            row.value = None  # what is missing says so, and nothing is saved
        row.version += 1
        row.entered_at, row.entered_by, row.sent_at = clock.now(), rights.user, clock.now()
        changed.append(row)
    return changed


def _version_after(old, reported, language):
    """Not saved yet; a language that was mended is the old words', so new words are told as they are."""
    taken_over = {
        field.attname: getattr(old, field.attname)
        for field in Entry._meta.concrete_fields
        if field.name not in OWN_STAMPS
    }
    new = Entry(**taken_over)
    new.round, new.post = old.round, old.post
    for subject in SUBJECT_RELATIONS:
        setattr(new, subject, getattr(old, subject))
    for name, value in reported.items():
        setattr(new, name, value)
    words_changed = {name for name, value in reported.items() if value != getattr(old, name)}
    new.edited = {name: words for name, words in old.edited.items() if name not in words_changed}
    if words_changed:
        new.language, new.is_unchanged, new.unchanged_times = language, False, 0
    if not asks_correction(new):  # what was written while something deviated is the old version's
        for name in DEVIATION:
            setattr(new, name, None if name in ("correction_post_id", "correction_due_on") else "")
    return new


def _differs(new, old):
    return any(
        getattr(new, field.attname) != getattr(old, field.attname)
        for field in Entry._meta.concrete_fields
        if field.name not in OWN_STAMPS
    )


def _save(new, old, reason, rights):
    now = clock.now()
    new.revision, new.replaces, new.late_reason, new.version = old.revision + 1, old, reason, old.version + 1
    new.state, new.approved_at, new.approved_by = Entry.State.APPROVED, now, rights.user
    new.sent_at, new.sent_by = old.sent_at or now, old.sent_by or rights.user
    new.saved_at, new.saved_by, new.return_note = now, rights.user, ""
    try:
        with transaction.atomic():
            save_with_history(new, by=rights.user, reason=f"late: {reason}")
    except IntegrityError as race:
        raise NotAllowed(_("Joku muu on muuttanut samaa kirjausta sillä välin. Avaa se uudelleen.")) from race
    new.evidence.set(old.evidence.all())


def _follow(new, old, rights):
    """A promise goes on in the new version, and ends when nothing deviates any more; a closed one stays closed."""
    before = Correction.objects.select_for_update().filter(entry=old).first()
    if before and (before.closed_on or hasattr(before, "continued_by")):
        return
    if asks_correction(new) and new.correction:
        promise = Correction(entry=new, promised_at=clock.now(), continues=before)
        save_with_history(promise, by=rights.user, reason="promised")
    elif before:  # a report tells the note: the reason of the late edit stays in history
        before.closed_on, before.closed_by = clock.today(), rights.user
        before.closing_note = _("Kirjaus korjattiin: korjaavaa toimea ei tarvita.")
        save_with_history(before, by=rights.user, reason=f"late: {new.late_reason}")
