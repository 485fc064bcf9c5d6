"""The evidence of one entry and its figures."""

from dataclasses import dataclass

from django.db.models import Q

from goals.models import Entry
from goals.permissions import readable_entries
from kemistrategy.organisation.models import Evidence
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .entries import ENTRY_RELATIONS, figures_of, subject_title
from .subjects import newest_revision


@dataclass(frozen=True)
class EvidenceRow:
    """`subject` is the figure's name, None when it is of the whole entry; `address` is empty for a file."""

    pk: int
    title: str
    file_name: str
    address: str
    subject: Text | None


@dataclass(frozen=True)
class EvidencePage:
    """`newest_pk` is another number when a late edit has replaced the entry."""

    pk: int
    newest_pk: int
    title: Text
    round_title: str
    is_open: bool
    rows: tuple[EvidenceRow, ...]
    subjects: tuple[tuple[int, Text], ...]  # (indicator pk, its name)


def evidence_page(rights: Rights, entry_pk: int, language: str) -> EvidencePage | None:
    """Six queries; None when the entry is not this person's to read."""
    entry: Entry | None = readable_entries(rights).select_related(*ENTRY_RELATIONS).filter(pk=entry_pk).first()
    if entry is None:
        return None
    asked = list(figures_of(entry))
    figures = {figure.pk: text_of(figure.indicator, "name", language) for figure in asked}
    found = Evidence.objects.filter(Q(entries=entry) | Q(figures__in=figures)).distinct()
    return EvidencePage(
        pk=entry_pk,
        newest_pk=newest_revision(Entry.objects.all(), entry_pk).pk,
        title=subject_title(entry, language),
        round_title=entry.round.title,
        is_open=entry.round.is_open and entry.post_id in rights.writes_for,
        rows=tuple(_row(evidence, figures) for evidence in found.prefetch_related("figures")),
        subjects=tuple((figure.indicator_id, figures[figure.pk]) for figure in asked),
    )


def _row(evidence: Evidence, figures):
    subject = next((figures[figure.pk] for figure in evidence.figures.all() if figure.pk in figures), None)
    return EvidenceRow(evidence.pk, evidence.title, evidence.file_name, evidence.address, subject)
