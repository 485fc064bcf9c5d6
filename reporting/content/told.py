"""What people told, in their own words or in a translation of exactly those words."""

from collections import defaultdict
from hashlib import sha256

from kemistrategy.text import Text
from reporting.models import Review
from reporting.queries.report_rows import EntryRow, PromiseRow, ToldRow

from .rows import SILENT, Told


class Voices:
    """Told words of one review in one language.

    A translation counts only while its digest is that of the words it was made of. Of a closed review only the texts
    that were called ready are told; while it is open a draft is told as a draft.
    """

    def __init__(self, rows: tuple[ToldRow, ...], language: str, *, is_open: bool):
        self._language, self._is_open = language, is_open
        self._of_kind = defaultdict(list)
        for row in rows:
            self._of_kind[row.kind].append(row)
        self._translations = {
            kind: {(row.owner, row.code, row.extra): row.words for row in self._of_kind[kind]}
            for kind in ("translation", "review translation")
        }
        self._reviews = {(row.code, row.owner): row for row in self._of_kind["review"]}

    def rows(self, kind: str) -> list[ToldRow]:
        return self._of_kind[kind]

    def of_entry(self, entry: EntryRow | None, name: str) -> Told:
        return self._told("translation", entry.pk, name, entry.words[name]) if entry else SILENT

    def of_promise(self, promise: PromiseRow) -> Told:
        return self._told("translation", promise.entry, "correction", promise.correction)

    def review(self, kind: Review.Kind, unit: int | None = None) -> Told:
        row = self._reviews.get((kind, unit))
        if row is None or not (row.is_ready or self._is_open):
            return SILENT
        written = Text(row.words, row.language)
        return self._told("review translation", row.pk, "text", written, is_draft=not row.is_ready)

    def _told(self, kind, owner, name, written, *, is_draft=False):
        if not written:
            return SILENT
        if written.language != self._language and self._translations[kind]:
            digest = sha256(written.words.encode()).hexdigest()
            if words := self._translations[kind].get((owner, name, digest)):
                return Told(words, self._language, is_translation=True, is_draft=is_draft)
        return Told(written.words, written.language, is_draft=is_draft)
