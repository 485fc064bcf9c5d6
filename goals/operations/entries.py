"""What owners do with their entries: save, send, take back, write the same words into many."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from goals.completeness import FATES_WITH_A_NOTE, asked_fields, asks_correction, what_is_missing
from goals.models import Entry, Figure, Round
from goals.models.rounds import Attained
from goals.permissions import own_entries
from goals.queries.entries import MOST_TIMES_UNCHANGED, figures_of
from goals.queries.subjects import SUBJECT_RELATIONS, round_and_earlier, says_the_same
from kemistrategy import clock
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.numbers import NotANumber
from kemistrategy.organisation.models import Position, PositionHolder
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from measures.readings import read_value

from .promises import follow_promise

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
    "attainment",
    "not_assessed",
    "attainment_reason",
    "proposal",
    "fate",
    "fate_note",
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
    source: str = "",
) -> Recorded:
    """Saves what was typed, however incomplete, as a draft; with `send` sends it too when nothing is missing.

    `reported` has the keys of REPORTED_FIELDS; those that are not asked of such an entry stay as they are. `source`
    tells history where it comes from when it was not typed into the form.
    Raises Conflict when the entry or a figure was saved by somebody else after `version`; Entry.DoesNotExist when it is
    not this person's; NotAllowed when it can't be edited or sent now.
    """
    entry, earlier = entry_for_writing(entry_pk, rights, corrector=reported["correction_post_id"])
    reported = {name: reported[name] for name in asked_fields(entry)}
    rows = figures_for_writing(entry)
    typed = {figure.indicator_id: figure for figure in figures}
    _refuse_overwriting(entry, version, reported, rows, typed)
    _refuse_unknown_corrector(entry, reported["correction_post_id"])
    if send:
        refuse_preparer(entry, rights)
    entry_changed = _put_words(entry, reported, language)
    changed_figures = [
        row for row in rows if row.indicator_id in typed and _put_figure(row, typed[row.indicator_id], rights)
    ]
    problems = _send(entry, earlier, rows, rights) if send else {}
    if not entry.is_sent and (entry_changed or changed_figures):
        save_entry(entry, changed_figures, rights, reason=f"saved · {source}" if source else "saved")
    return Recorded(entry, rows, problems)


def _send(entry, earlier, rows, rights) -> dict[str, str]:
    """Sends it when nothing is missing; otherwise leaves it as it is and gives what is, as `what_is_missing`."""
    last = earlier[-1] if earlier else None
    repeats = bool(last and says_the_same(entry, last))
    problems = what_is_missing(entry, rows)
    if repeats and last.unchanged_times >= MOST_TIMES_UNCHANGED:
        problems["public_text"] = words_are_needed()
    if not problems:
        if not entry.is_unchanged:
            entry.unchanged_times = last.unchanged_times + 1 if repeats else 0
        mark_sent(entry, rows, rights)
        save_entry(entry, rows, rights, reason="sent")
        follow_promise(entry, earlier, by=rights.user)
    return problems


def words_are_needed() -> str:
    return _(
        "Tilanne on ollut ennallaan jo kahdessa raportissa peräkkäin. "
        "Kerro tällä kertaa muutamalla sanalla, missä mennään ja mitä seuraavaksi tapahtuu."
    )


def entry_for_writing(entry_pk: int, rights: Rights, corrector: int | None = None) -> tuple[Entry, list[Entry]]:
    """The entry, locked, with its earlier entries; says whether the post of `corrector` may be promised to correct."""
    entry, earlier = _locked_entry(entry_pk, rights, corrector)
    if entry.state not in EDITABLE_STATES:
        raise NotAllowed(_("Kirjaus on jo lähetetty. Ota se takaisin, jos haluat muuttaa sitä."))
    return entry, earlier


def _locked_entry(entry_pk, rights, corrector=None):
    """The round is read after the entry has been locked: closing locks the entries before it writes."""
    related = ("post", "round", "correction_post", "followed_correction", *SUBJECT_RELATIONS)
    entries = own_entries(rights).select_for_update(of=("self",)).select_related(*related)
    posts = Position.objects.answerable().valid_on(clock.today()).filter(pk=corrector)
    entry = entries.annotate(corrector_may_be_promised=Exists(posts)).get(pk=entry_pk)
    round, earlier = round_and_earlier(entry)
    if not round.is_open:
        raise NotAllowed(locked_words())
    return entry, earlier


def _refuse_unknown_corrector(entry, corrector):
    if corrector not in (None, entry.correction_post_id) and not entry.corrector_may_be_promised:
        raise NotAllowed(_("Korjaajaksi käy vain voimassa oleva tehtävä, ei ryhmä."))


def refuse_locked(entry: Entry) -> None:
    """To be called when the entry has been locked, so that a closing under way has ended."""
    if not Round.objects.filter(pk=entry.round_id, state=Round.State.OPEN).exists():
        raise NotAllowed(locked_words())


def locked_words() -> str:
    return _("Katsaus on päättynyt, eikä kirjausta voi enää muuttaa.")


def refuse_preparer(entry, rights):
    if entry.post_id not in rights.sends_for:
        raise NotAllowed(_("Valmistelija kirjoittaa, haltija tai sijainen lähettää. Tallenna luonnos."))


def figures_for_writing(entry: Entry) -> list[Figure]:
    """The entry's figures, locked in one order; `entry.round` must be loaded."""
    rows = list(figures_of(entry).select_for_update(of=("self",)))
    return sorted(rows, key=lambda row: row.pk)


def _refuse_overwriting(entry, version, reported, rows, typed):
    entry_differs = entry.version != version and any(getattr(entry, name) != reported[name] for name in reported)
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
    changed = [name for name in reported if getattr(entry, name) != reported[name]]
    for name in changed:
        setattr(entry, name, reported[name])
    if changed:
        entry.language, entry.is_unchanged, entry.unchanged_times = language, False, 0
        forget_edits(entry, changed)
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


def forget_edits(entry: Entry, names: Iterable[str]) -> None:
    """What the answerer has written anew is told as it is, until its language is mended again."""
    if entry.edited:
        names = set(names)
        entry.edited = {name: words for name, words in entry.edited.items() if name not in names}
        if not entry.edited:
            entry.edited_at = entry.edited_by = None


def mark_sent(entry: Entry, rows: list[Figure], rights: Rights) -> None:
    now = clock.now()
    entry.state, entry.sent_at, entry.sent_by, entry.return_note = Entry.State.SENT, now, rights.user, ""
    _drop_what_is_not_asked_any_more(entry)
    for row in rows:
        row.sent_at = now


def _drop_what_is_not_asked_any_more(entry):
    """What was written while something deviated, or another choice stood, is history now, not part of the report."""
    dropped = []
    if not asks_correction(entry):
        dropped += ["cause", "correction", "proposal"]
        entry.correction_post = entry.correction_due_on = None
    if entry.fate not in FATES_WITH_A_NOTE:
        dropped.append("fate_note")
    if entry.attainment != Attained.NOT_ASSESSED:
        dropped.append("not_assessed")
    for name in dropped:
        setattr(entry, name, "")
    forget_edits(entry, dropped)


def save_entry(entry, rows, rights, *, reason):
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


@transaction.atomic
def take_back(entry_pk: int, *, rights: Rights) -> Entry:
    """A sent entry becomes a draft again, until it has been approved."""
    entry, _earlier = _locked_entry(entry_pk, rights)
    if entry.state != Entry.State.SENT:
        raise NotAllowed(_("Vain lähetetyn kirjauksen, jota ei ole vielä hyväksytty, voi ottaa takaisin."))
    refuse_preparer(entry, rights)
    entry.state, entry.sent_at, entry.sent_by = Entry.State.DRAFT, None, None
    rows = figures_for_writing(entry)
    for row in rows:
        row.sent_at = None
    save_entry(entry, rows, rights, reason="taken back")
    return entry


def send_entries(entry_pks: Iterable[int], *, rights: Rights) -> Outcome:
    """Sends every complete one; each is a transaction of its own."""
    return for_each(entry_pks, rights, _send_one)


def for_each(entry_pks: Iterable[int], rights: Rights, deed) -> Outcome:
    """Does `deed(pk, rights)` for each; what is not this person's is as if it were not there."""
    done, left = 0, []
    for pk in entry_pks:
        try:
            deed(pk, rights)
        except NotAllowed as refusal:
            left.append(f"{own_entries(rights).select_related(*SUBJECT_RELATIONS).get(pk=pk).subject}: {refusal}")
        except Entry.DoesNotExist:
            continue
        else:
            done += 1
    return Outcome(done, left)


@transaction.atomic
def _send_one(entry_pk, rights):
    entry, earlier = entry_for_writing(entry_pk, rights)
    refuse_preparer(entry, rights)
    rows = figures_for_writing(entry)
    if problems := _send(entry, earlier, rows, rights):
        raise NotAllowed(" ".join(dict.fromkeys(problems.values())))


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
            entry, _earlier = entry_for_writing(pk, rights)
        except NotAllowed as refusal:
            left.append(f"{title}: {refusal}")
            continue
        if entry.public_text and entry.public_text != text:
            left.append(_("%(title)s: siinä on jo oma teksti.") % {"title": title})
            continue
        entry.public_text, entry.language, entry.is_unchanged, entry.unchanged_times = text, language, False, 0
        forget_edits(entry, ["public_text"])
        save_entry(entry, [], rights, reason="shared text")
        done += 1
    return Outcome(done, left)
