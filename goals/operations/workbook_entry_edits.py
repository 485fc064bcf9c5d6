"""What was changed in the workbook of a review: drafts of entries with their figures."""

from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from goals.plan_workbook.own.differences import Difference
from goals.queries.workbooks import AskedFigure, WorkbookEntry
from kemistrategy.refusals import NotAllowed

from .entries import REPORTED_FIELDS, TYPED_FIELDS, TypedFigure, record_progress
from .workbook_applying import Applying


def apply_entries(applying: Applying, chosen: list[Difference]) -> None:
    """By entry, in the order in which approving and closing lock them, too."""
    by_entry: dict[int, tuple[WorkbookEntry, list[Difference]]] = {}
    for one in chosen:
        subject = applying.row(one).subject
        entry = subject.asked_by if isinstance(subject, AskedFigure) else subject
        by_entry.setdefault(entry.entry.pk, (entry, []))[1].append(one)
    for _pk, (entry, found) in sorted(by_entry.items()):
        applying.do(found, partial(_record, entry))


def _record(asked: WorkbookEntry, applying: Applying, found: list[Difference]):
    entry, rights = asked.entry, applying.rights
    _refuse_backwards(entry, found)
    source = applying.source.words(found)
    if asked.on_behalf:  # the coordinator stands in as a preparer: a draft that somebody of the post sends
        rights, source = replace(rights, prepares=rights.prepares | {entry.post_id}), f"{source} (coordinator)"
    reported = {name: getattr(entry, name) for name in REPORTED_FIELDS}
    reported |= {one.column: one.value for one in found if one.column in reported}
    record_progress(
        entry.pk,
        version=entry.version,
        reported=reported,
        figures=_typed_figures(applying, found),
        language=applying.language,
        rights=rights,
        source=source,
    )
    applying.keep_places(found, entry=entry)


def _refuse_backwards(entry, found):
    days = {name: getattr(entry, name) for name in ("started_on", "finished_on")}
    days |= {one.column: one.value for one in found if one.column in days}
    if days["started_on"] and days["finished_on"] and days["finished_on"] < days["started_on"]:
        raise NotAllowed(_("Valmistumispäivä on ennen aloituspäivää."))


def _typed_figures(applying, found) -> list[TypedFigure]:
    rows = {}
    for one in found:
        subject = applying.row(one).subject
        if isinstance(subject, AskedFigure):
            row = subject.figure.row
            typed = rows.setdefault(row.pk, (row, {name: getattr(row, name) for name in TYPED_FIELDS}))[1]
            typed[one.column] = one.value
    return [TypedFigure(indicator_id=row.indicator_id, version=row.version, **typed) for row, typed in rows.values()]
