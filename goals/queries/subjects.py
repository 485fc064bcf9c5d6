"""What an entry is about: the same thing from one report to the next."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from goals.models import Correction, Entry, Round

SUBJECT_RELATIONS = Entry.SUBJECTS


def subject_key(entry: Entry) -> tuple:
    """What an entry is about, the same from round to round; a shared project counts by department."""
    if entry.project_id:
        return ("project", entry.project_id, entry.unit_id)
    kind = next(kind for kind in Entry.SUBJECTS if getattr(entry, f"{kind}_id"))
    return (kind, getattr(entry, f"{kind}_id"), None)


def newest_revision(entries: QuerySet[Entry], pk: int) -> Entry | None:
    """What is told now, among these, of the same thing in the same review as in the entry of this number."""
    same = Entry.objects.filter(pk=pk).values("round", "unit", *Entry.SUBJECTS).first()
    return entries.present().filter(**same).first() if same else None


def same_subjects(entries: list[Entry], prefix: str = "") -> Q:
    """Entries of the same actions, projects, indicators or goals; `subject_key` tells the departments' shares apart."""
    wanted = Q(pk__in=[])
    for kind in Entry.SUBJECTS:
        pks = {getattr(entry, f"{kind}_id") for entry in entries} - {None}
        if pks:
            wanted |= Q(**{f"{prefix}{kind}__in": pks})
    return wanted


def earlier_entries(entries: list[Entry]) -> dict[int, list[Entry]]:
    """Entry pk → the sent entries of the same subject in closed rounds that are no later ones, the newest last.

    Like with like: reviews of the city with each other, a project's own reports with each other. One query, with what
    each promised and the promise that continued it. Each entry's own round must be loaded.
    """
    by_subject = defaultdict(list)
    for entry in _with_promises(_told(entries)):
        by_subject[subject_key(entry)].append(entry)
    return {entry.pk: _before(entry, by_subject.get(subject_key(entry), ())) for entry in entries}


def round_and_earlier(entry: Entry) -> tuple[Round, list[Entry]]:
    """The entry's round as it stands now, and its earlier entries; one query for both."""
    found = list(_with_promises(Q(pk=entry.pk) | _told([entry])))
    round = next(row.round for row in found if row.pk == entry.pk)
    return round, _before(entry, [row for row in found if subject_key(row) == subject_key(entry)])


def _told(entries):
    told = Q(state__in=Entry.SENT_STATES, round__state=Round.State.CLOSED, replaced_by=None)
    return same_subjects(entries) & told


def _with_promises(wanted):
    related = ("round", "correction_post", "followed_correction__continued_by")
    return Entry.objects.filter(wanted).select_related(*related).order_by("round__as_of", "revision")


def _before(entry, rows):
    own = entry.round
    return [
        row
        for row in rows
        if row.round_id != own.pk and row.round.project_id == own.project_id and row.round.as_of <= own.as_of
    ]


def previous_entries(entries: list[Entry]) -> dict[int, Entry]:
    """Entry pk → the newest of its earlier entries, for those that have any; one query."""
    return {pk: rows[-1] for pk, rows in earlier_entries(entries).items() if rows}


def open_corrections_of(entry: Entry, earlier: list[Entry]) -> list[Correction]:
    """What its earlier entries (of `earlier_entries`) promised and is open, the newest first.

    Nothing continues it, unless this very entry does.
    """
    found = []
    for row in reversed(earlier):
        correction = getattr(row, "followed_correction", None)
        if correction is None or correction.closed_on or not row.correction:
            continue
        after = getattr(correction, "continued_by", None)
        if after is None or after.entry_id == entry.pk:
            found.append(correction)
    return found


def says_the_same(entry: Entry, earlier: Entry) -> bool:
    """Last time's words told again, as they were written or as their language was mended."""
    same_words = entry.public_text and entry.public_text in (earlier.public_text, earlier.told("public_text"))
    return bool(same_words) and entry.progress == earlier.progress
