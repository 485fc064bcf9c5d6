"""A correction that a sent entry promises is followed; a new promise of the same subject continues the open one."""

from goals.completeness import asks_correction
from goals.models import Correction, Entry
from goals.queries.subjects import open_corrections_of
from kemistrategy import clock
from kemistrategy.history import save_with_history


def follow_promise(entry: Entry, earlier: list[Entry], *, by) -> None:
    """To be called when the entry, locked with its own promise, is sent; `earlier` of `earlier_entries`.

    Sent again without a correction, an entry gives back the promise that it continued: that one is open again.
    """
    own = getattr(entry, "followed_correction", None)
    if not (asks_correction(entry) and entry.correction):
        if own and own.continues_id and not own.closed_on:
            own.continues = None
            save_with_history(own, by=by, reason="promised no more")
        return
    if own and (own.closed_on or own.continues_id):
        return
    before = next(iter(open_corrections_of(entry, earlier)), None)
    if own is None:
        promised = Correction(entry=entry, promised_at=clock.now(), continues=before)
        save_with_history(promised, by=by, reason="promised")
    elif before:
        own.continues = before
        save_with_history(own, by=by, reason="continues an earlier promise")
