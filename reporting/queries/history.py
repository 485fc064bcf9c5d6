"""Who changed what, when and why: the differences between the rows that history kept."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goals.models import Action, Entry, Goal, ImportedPlace, Project, Round
from goals.permissions import readable_entries
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import day_words
from kemistrategy.text import finnish_order
from measures.models import Indicator
from reporting.permissions import rows_with_history

from .links import Link, link_to, own_words

MOST_ROWS, MOST_SOURCES = 200, 20
IMPORTED = (Goal, Action, Indicator, Project)


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryRow:
    at: str
    by: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Source:
    """The cell of a file that something was imported from."""

    file_name: str
    sheet: str
    cell: str
    url: str


@dataclass(frozen=True)
class HistoryPage:
    subject: Link
    kind: str  # what it is: "tavoite"
    rows: tuple[HistoryRow, ...]
    is_cut: bool
    sources: tuple[Source, ...] = ()


def history_page(rights: Rights, model: str, pk: int) -> HistoryPage:
    rows = rows_with_history(rights, model)
    row = rows.filter(pk=pk).first() if rows is not None else None
    if row is None:
        raise Http404
    records = list(row.history.select_related("history_user").order_by("-history_date", "-history_id")[: MOST_ROWS + 1])
    links = _links(records)
    names = _names(type(row), records, links)
    earlier = [*records[1:], None]
    hidden = _hidden_fields(rights, row)
    changed = [_history_row(newer, older, links, names, hidden) for newer, older in zip(records, earlier, strict=True)]
    return HistoryPage(
        subject=_subject(row),
        kind=str(row._meta.verbose_name),
        rows=tuple(row for row in changed[:MOST_ROWS] if row.changes),
        is_cut=len(records) > MOST_ROWS,
        sources=_sources(rights, row),
    )


def _sources(rights, row) -> tuple[Source, ...]:
    """Where it was imported from, for the coordinator, who may open the import."""
    if not rights.coordinates or not isinstance(row, IMPORTED):
        return ()
    own = Q(**{row._meta.model_name: row})
    if isinstance(row, Indicator):
        own |= Q(measure_line__indicator=row)
    places = ImportedPlace.objects.filter(own).select_related("plan_import").defer("plan_import__cells")
    return tuple(
        Source(
            place.plan_import.file_name,
            place.sheet,
            place.cell,
            reverse("goals:import-detail", args=[place.plan_import_id]),
        )
        for place in places[:MOST_SOURCES]
    )


def _subject(row) -> Link:
    if isinstance(row, Round):
        return Link(own_words(row.title), reverse("reporting:report-detail", args=[row.slug]))
    return link_to(row.subject if isinstance(row, Entry) else row)


def _hidden_fields(rights, row) -> frozenset[str]:
    """An internal note's history is for those who read the note."""
    if isinstance(row, Entry) and not readable_entries(rights).filter(pk=row.pk).exists():
        return frozenset({"internal_note"})
    return frozenset()


def _history_row(newer, older, links, names, hidden):
    moment = timezone.localtime(newer.history_date)
    return HistoryRow(
        at=f"{day_words(moment.date())} {moment:%H.%M}",
        by=str(newer.history_user) if newer.history_user else _("järjestelmä"),
        reason=newer.history_change_reason or "",
        changes=(*_changes(newer, older, names, hidden), *_link_changes(newer, older, links, names)),
    )


def _changes(newer, older, names, hidden):
    for field in _told_fields(newer):
        if field.name in hidden:
            continue
        before = _words(older, field, names) if older else ""
        after = _words(newer, field, names)
        if before != after:
            yield Change(_label(field), before, after)


def _link_changes(newer, older, links, names):
    for field, linked in links.items():
        before = _linked_words(field, linked[older.pk], names) if older else ""
        after = _linked_words(field, linked[newer.pk], names)
        if before != after:
            yield Change(str(field.verbose_name), before, after)


def _linked_words(field, pks, names):
    return ", ".join(sorted((names.get((field.related_model, pk), str(pk)) for pk in pks), key=finnish_order))


def _told_fields(record):
    """Plain columns; a translated field is told by its columns, never by the one of the active language."""
    model = record.instance_type
    translated = {field.translated_field.name for field in model._meta.fields if hasattr(field, "translated_field")}
    untold = translated | {model._meta.pk.name, "version", "position"}
    return [field for field in model._meta.fields if field.name not in untold]


def _label(field):
    if original := getattr(field, "translated_field", None):
        return f"{original.verbose_name} ({field.language})"
    return str(field.verbose_name)


def _words(record, field, names):
    value = getattr(record, field.attname)
    if value in (None, ""):
        return ""
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("kyllä") if value else _("ei")
    return _day_or_words(value)


def _day_or_words(value):
    if hasattr(value, "hour"):
        moment = timezone.localtime(value)
        return f"{day_words(moment.date())} {moment:%H.%M}"
    return day_words(value) if hasattr(value, "day") else str(value)


def _links(records):
    """{many-to-many field: {history row: what it was linked to}}, for the links that history keeps: a query each."""
    links = {}
    for field in records[0]._history_m2m_fields if records else ():
        linked, target = defaultdict(set), f"{field.m2m_reverse_field_name()}_id"
        rows = getattr(type(records[0]), field.name).filter(history__in=[record.pk for record in records])
        for record_pk, pk in rows.values_list("history_id", target):
            linked[record_pk].add(pk)
        links[field] = linked
    return links


def _names(model, records, links):
    """(model, pk) → name of everything the records point to, deleted or not: a query per model."""
    wanted = {}
    for field, linked in links.items():
        wanted.setdefault(field.related_model, set()).update(*linked.values())
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey):
            ids = {getattr(record, field.attname) for record in records} - {None}
            wanted.setdefault(field.related_model, set()).update(ids)
    return {
        (related, row.pk): str(row)
        for related, ids in wanted.items()
        if ids
        for row in related._default_manager.filter(pk__in=ids)
    }
