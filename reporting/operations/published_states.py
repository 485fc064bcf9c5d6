"""What the public pages tell of each thing: rows made of a publication's frozen content when it becomes visible."""

from django.db import transaction

from goals.models import Action, Goal, Project
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.text import text_of
from measures.models import Indicator
from reporting.content import ProjectContent
from reporting.content.freezing import thaw
from reporting.content.states import StateRow, state_rows
from reporting.models import Publication, PublishedState

SUBJECTS = {"goal": Goal, "action": Action, "project": Project, "indicator": Indicator}


def lock_publications() -> None:
    """Two versions that become visible at once come one after the other, and the second sees the first one's rows."""
    list(Publication.objects.order_by("pk").select_for_update().values_list("pk"))


@transaction.atomic
def keep_published_states(publication: Publication) -> None:
    """Writes what the publication tells in the languages that have no rows yet, and moves the mark of the newest."""
    there = set(publication.states.values_list("language", flat=True))
    contents = publication.contents.filter(language__in=publication.languages).exclude(language__in=there)
    kept = [row for content in contents for row in _rows(publication, content)]
    PublishedState.objects.bulk_create(kept, batch_size=200)
    _mark_newest(kept)


@transaction.atomic
def refresh_published_states() -> int:
    """Makes what is missing for publications of old databases; safe to repeat. How many publications had nothing."""
    lock_publications()
    told = {}
    for pk, language in PublishedState.objects.order_by().values_list("publication", "language").distinct():
        told.setdefault(pk, set()).add(language)
    without = [
        publication
        for publication in Publication.objects.visible().order_by("pk")
        if set(publication.languages) - told.get(publication.pk, set())
    ]
    for publication in without:
        keep_published_states(publication)
    return len(without)


def _rows(publication, frozen) -> list[PublishedState]:
    content = thaw(frozen.content)
    rows = state_rows(content, units=_units_by_name(content))
    there = _things_there(rows)
    return [
        PublishedState(
            publication=publication,
            language=frozen.language,
            unit_id=row.unit if row.unit in there["unit"] else None,
            status=row.status,
            forecast=row.forecast,
            attainment=row.attainment,
            is_heard=row.is_heard,
            is_deviation=row.is_deviation,
            told=row.told,
            **{f"{row.kind}_id": row.pk},
        )
        for row in rows
        if row.pk in there[row.kind]
    ]


def _units_by_name(content) -> dict[str, int]:
    """The departments that share the project, in the content's language; none for a city-wide report."""
    if not isinstance(content, ProjectContent):
        return {}
    units = OrgUnit.objects.filter(project_lines__project=content.project)
    return {str(text_of(unit, "name", content.language)): unit.pk for unit in units}


def _things_there(rows: list[StateRow]) -> dict[str, set[int]]:
    """What a frozen content tells of may have been deleted since, though nothing that is in use ever is."""
    wanted = {"unit": {row.unit for row in rows} - {None}}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.pk)
    models = {**SUBJECTS, "unit": OrgUnit}
    return {
        kind: set(models[kind].objects.filter(pk__in=pks).order_by().values_list("pk", flat=True))
        for kind, pks in wanted.items()
    }


def _mark_newest(kept: list[PublishedState]) -> None:
    """Of each thing the newest day, and of one day the version that came out last."""
    for kind in SUBJECTS:
        if pks := {pk for row in kept if (pk := getattr(row, f"{kind}_id"))}:
            _mark_newest_of(kind, pks)


def _mark_newest_of(kind, pks):
    of_these = PublishedState.objects.filter(**{f"{kind}__in": pks})
    newest = {}
    for pk, publication in (
        of_these.order_by("publication__round__as_of", "publication__published_at", "publication__version")
        .values_list(f"{kind}_id", "publication_id")
        .iterator()
    ):
        newest[pk] = publication
    of_these.filter(is_newest=True).update(is_newest=False)
    by_publication = {}
    for pk, publication in newest.items():
        by_publication.setdefault(publication, []).append(pk)
    for publication, told in by_publication.items():
        of_these.filter(publication=publication, **{f"{kind}__in": told}).update(is_newest=True)
