"""What owners do with their entries: save, send, take back, confirm that nothing changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from goals.completeness import missing_of_a_figure, what_is_missing
from goals.models import Correction, Entry, Figure, Round
from goals.permissions import own_entries
from goals.queries.entries import SUBJECT_RELATIONS, figures_of, previous_entries
from kemistrategy import clock
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.numbers import NotANumber
from kemistrategy.organisation.models import Position, PositionHolder
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from measures.readings import read_value

REPORTED_FIELDS = (
    "progress",
    "forecast",
    "public_text",
    "internal_note",
    "cause",
    "correction",
    "correction_post_id",
    "correction_due_on",
    "started_on",
    "finished_on",
)
TAKEN_OVER = (
    "progress",
    "forecast",
    "public_text",
    "cause",
    "correction",
    "correction_post_id",
    "correction_due_on",
)
TYPED_FIELDS = ("text", "note", "is_provisional")
EDITABLE_STATES = (Entry.State.EMPTY, Entry.State.DRAFT, Entry.State.RETURNED)


@dataclass(frozen=True)
class TypedFigure:
    """A figure as typed into a form, with the version of the row the person saw."""

    indicator_id: int
    text: str
    note: str
    version: int
    is_provisional: bool = False


@dataclass(frozen=True)
class Recorded:
    """What a save did. `problems` (field name → sentence) say why a saved entry was not sent."""

    entry: Entry
    figures: list[Figure]
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def was_sent(self) -> bool:
        return self.entry.is_sent


@dataclass(frozen=True)
class Outcome:
    """What a deed for many did: how many it did, and a sentence for each it left."""

    done: int
    left: list[str]


@transaction.atomic
def record_progress(
    entry_pk: int,
    *,
    version: int,
    reported: dict,
    figures: Iterable[TypedFigure],
    language: str,
    rights: Rights,
    send: bool = False,
) -> Recorded:
    """Saves what was typed, however incomplete, as a draft; with `send` sends it too when nothing is missing.

    `reported` has the keys of REPORTED_FIELDS. Raises Conflict when the entry or a figure was saved by somebody else
    after `version`; Entry.DoesNotExist when it is not this person's; NotAllowed when it can't be edited or sent now.
    """
    entry = _entry_for_writing(entry_pk, rights, corrector=reported["correction_post_id"])
    rows = figures_for_writing(entry)
    typed = {figure.indicator_id: figure for figure in figures}
    _refuse_overwriting(entry, version, reported, rows, typed)
    _refuse_unknown_corrector(entry, reported["correction_post_id"])
    if send:
        _refuse_preparer(entry, rights)
    entry_changed = _put_words(entry, reported, language)
    changed_figures = [
        row for row in rows if row.indicator_id in typed and _put_figure(row, typed[row.indicator_id], rights)
    ]
    problems = what_is_missing(entry, rows) if send else {}
    if send and not problems:
        _mark_sent(entry, rows, rights)
        _save(entry, rows, rights, reason="sent")
        _promise_correction(entry, rights)
    elif entry_changed or changed_figures:
        _save(entry, changed_figures, rights, reason="saved")
    return Recorded(entry, rows, problems)


def _entry_for_writing(entry_pk, rights, corrector=None):
    entry = _locked_entry(entry_pk, rights, corrector)
    if entry.state not in EDITABLE_STATES:
        raise NotAllowed(_("Kirjaus on jo lähetetty. Ota se takaisin, jos haluat muuttaa sitä."))
    return entry


def _locked_entry(entry_pk, rights, corrector=None):
    """The entry, with the answer whether the post of this pk may be promised as the one who corrects."""
    related = ("post", "round", "correction_post", "followed_correction", *SUBJECT_RELATIONS)
    entries = own_entries(rights).select_for_update(of=("self",)).select_related(*related)
    posts = Position.objects.answerable().valid_on(clock.today()).filter(pk=corrector)
    entry = entries.annotate(corrector_may_be_promised=Exists(posts)).get(pk=entry_pk)
    refuse_locked(entry)
    return entry


def _refuse_unknown_corrector(entry, corrector):
    if corrector not in (None, entry.correction_post_id) and not entry.corrector_may_be_promised:
        raise NotAllowed(_("Korjaajaksi käy vain voimassa oleva tehtävä, ei ryhmä."))


def refuse_locked(entry: Entry) -> None:
    """The round is read after the entry has been locked: closing locks the entries first."""
    if not Round.objects.filter(pk=entry.round_id, state=Round.State.OPEN).exists():
        raise NotAllowed(_("Katsaus on päättynyt, eikä kirjausta voi enää muuttaa."))


def _refuse_preparer(entry, rights):
    if entry.post_id not in rights.sends_for:
        raise NotAllowed(_("Valmistelija kirjoittaa, haltija tai sijainen lähettää. Tallenna luonnos."))


def figures_for_writing(entry: Entry) -> list[Figure]:
    """The entry's figures, locked in one order; `entry.round` must be loaded."""
    rows = list(figures_of(entry).select_for_update(of=("self",)))
    return sorted(rows, key=lambda row: row.pk)


def _refuse_overwriting(entry, version, reported, rows, typed):
    entry_differs = entry.version != version and any(getattr(entry, name) != reported[name] for name in REPORTED_FIELDS)
    figure_differs = any(
        row.version != typed[row.indicator_id].version and _differs(row, typed[row.indicator_id])
        for row in rows
        if row.indicator_id in typed
    )
    if entry_differs or figure_differs:
        raise Conflict(
            _("Joku muu on tallentanut saman kirjauksen sillä välin. Vertaa tekstejä ja valitse, kumpi jää."),
            theirs=Recorded(entry, rows),
        )


def _differs(row, typed):
    return any(getattr(row, name) != getattr(typed, name) for name in TYPED_FIELDS)


def _put_words(entry, reported, language) -> bool:
    changed = [name for name in REPORTED_FIELDS if getattr(entry, name) != reported[name]]
    for name in changed:
        setattr(entry, name, reported[name])
    if changed:
        entry.language, entry.is_unchanged = language, False
    return bool(changed) or entry.state == Entry.State.EMPTY


def _put_figure(row, typed, rights) -> bool:
    try:
        value = read_value(typed.text, row.indicator)
    except NotANumber:
        value = None  # kept as typed; sending asks for a figure that can be read and is within the bounds
    is_read_anew = bool(row.text) and row.value != value  # the indicator's bounds have changed since it was typed
    if not (_differs(row, typed) or is_read_anew):
        return False
    row.value = value
    for name in TYPED_FIELDS:
        setattr(row, name, getattr(typed, name))
    row.version += 1
    row.entered_at, row.entered_by = clock.now(), rights.user
    return True


def _mark_sent(entry, rows, rights):
    now = clock.now()
    entry.state, entry.sent_at, entry.sent_by, entry.return_note = Entry.State.SENT, now, rights.user, ""
    if not entry.has_deviation:  # what was written while something deviated is history now, not part of the report
        entry.cause = entry.correction = ""
        entry.correction_post = entry.correction_due_on = None
    for row in rows:
        row.sent_at = now


def _save(entry, rows, rights, *, reason):
    """Two statements for the entry and two for all its figures, history included."""
    if not entry.is_sent:  # a returned one that was edited is a draft again
        entry.state = Entry.State.DRAFT
    entry.version += 1
    entry.saved_at, entry.saved_by = clock.now(), rights.user
    reason = on_behalf(reason, entry, rights)
    save_with_history(entry, by=rights.user, reason=reason)
    save_figures(rows, by=rights.user, reason=reason)


def save_figures(rows: list[Figure], *, by, reason: str) -> None:
    fields = [*TYPED_FIELDS, "value", "version", "entered_at", "entered_by", "sent_at"]
    update_many_with_history(rows, fields, by=by, reason=reason)


def on_behalf(reason: str, entry: Entry, rights: Rights) -> str:
    """The reason kept in history: what was done, in which capacity and for which post."""
    capacity = rights.capacity_for(entry.post_id)
    return f"{reason} · {PositionHolder.Capacity(capacity).value}: {entry.post.title_fi}" if capacity else reason


def _promise_correction(entry, rights):
    if entry.has_deviation and entry.correction and not hasattr(entry, "followed_correction"):
        save_with_history(Correction(entry=entry, promised_at=clock.now()), by=rights.user, reason="promised")


@transaction.atomic
def take_back(entry_pk: int, *, rights: Rights) -> Entry:
    """A sent entry becomes a draft again, until it has been approved."""
    entry = _locked_entry(entry_pk, rights)
    if entry.state != Entry.State.SENT:
        raise NotAllowed(_("Vain lähetetyn kirjauksen, jota ei ole vielä hyväksytty, voi ottaa takaisin."))
    _refuse_preparer(entry, rights)
    entry.state, entry.sent_at, entry.sent_by = Entry.State.DRAFT, None, None
    rows = figures_for_writing(entry)
    for row in rows:
        row.sent_at = None
    _save(entry, rows, rights, reason="taken back")
    return entry


def send_entries(entry_pks: Iterable[int], *, rights: Rights) -> Outcome:
    """Sends every complete one; each is a transaction of its own."""
    return _each(entry_pks, rights, _send_one)


def confirm_unchanged(entry_pks: Iterable[int], *, rights: Rights) -> Outcome:
    """ "Tilanne ennallaan" for each that has an earlier report; a preparer's stays a draft."""
    return _each(entry_pks, rights, _confirm_one_unchanged)


def _each(entry_pks, rights, deed) -> Outcome:
    done, left = 0, []
    for pk in entry_pks:
        try:
            deed(pk, rights)
        except NotAllowed as refusal:
            left.append(f"{own_entries(rights).select_related(*SUBJECT_RELATIONS).get(pk=pk).subject}: {refusal}")
        except Entry.DoesNotExist:
            continue  # not this person's: as if it were not there
        else:
            done += 1
    return Outcome(done, left)


@transaction.atomic
def _send_one(entry_pk, rights):
    entry = _entry_for_writing(entry_pk, rights)
    _refuse_preparer(entry, rights)
    rows = figures_for_writing(entry)
    if problems := what_is_missing(entry, rows):
        raise NotAllowed(" ".join(dict.fromkeys(problems.values())))
    _mark_sent(entry, rows, rights)
    _save(entry, rows, rights, reason="sent")
    _promise_correction(entry, rights)


@transaction.atomic
def _confirm_one_unchanged(entry_pk, rights):
    entry = _entry_for_writing(entry_pk, rights)
    earlier = previous_entries([entry]).get(entry.pk)
    if earlier is None:
        raise NotAllowed(_("Tästä ei ole aiempaa raporttia, johon verrata."))
    if any(getattr(entry, name) not in ("", None, getattr(earlier, name)) for name in TAKEN_OVER):
        raise NotAllowed(_("siihen on jo kirjattu muuta; lähetä se tai tyhjennä ensin."))
    for name in (*TAKEN_OVER, "language"):
        setattr(entry, name, getattr(earlier, name))
    entry.is_unchanged = True
    rows = figures_for_writing(entry)
    if entry.indicator_id and (sentence := missing_of_a_figure(rows[0], entry)):
        raise NotAllowed(sentence)
    figures = [row for row in rows if row.text and not missing_of_a_figure(row, entry)]
    if entry.post_id in rights.sends_for:
        _mark_sent(entry, figures, rights)
    _save(entry, figures, rights, reason="confirmed unchanged")


@transaction.atomic
def write_shared_text(entry_pks: Iterable[int], *, text: str, language: str, rights: Rights) -> Outcome:
    """Puts one text into every ticked entry that has none yet; nobody's text is overwritten."""
    done, left = 0, []
    for pk in sorted(set(entry_pks)):  # the order in which approving and closing lock them, too
        entry = own_entries(rights).select_related(*SUBJECT_RELATIONS).filter(pk=pk).first()
        if entry is None:
            continue
        title = entry.subject
        try:
            entry = _entry_for_writing(pk, rights)
        except NotAllowed as refusal:
            left.append(f"{title}: {refusal}")
            continue
        if entry.public_text and entry.public_text != text:
            left.append(_("%(title)s: siinä on jo oma teksti.") % {"title": title})
            continue
        entry.public_text, entry.language, entry.is_unchanged = text, language, False
        _save(entry, [], rights, reason="shared text")
        done += 1
    return Outcome(done, left)
