"""What a report gives to a council meeting: what to decide, what deviates, what has changed since the one before."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import translation

from goals.models import Goal

from .freezing import thaw
from .rows import BindingGoal, Change, Deviation, FollowedPromise, ReportContent, Thing

LATE = "promise_late"


@dataclass(frozen=True)
class Material:
    """Of one frozen report. `changes` are against the report named by `previous`, empty when there was none."""

    title: str
    slug: str
    language: str
    as_of: date
    mark: str
    failed_goals: tuple[BindingGoal, ...]
    council_deviations: tuple[Deviation, ...]
    other_deviations: tuple[Deviation, ...]
    late_promises: tuple[FollowedPromise, ...]
    things: tuple[Thing, ...]  # what the rows tell of, by its name
    previous: str
    changes: tuple[Change, ...]
    come: int
    gone: int


@lru_cache(maxsize=8)
def material_of(text: str) -> Material | None:
    """Of the frozen content of a city's report: the same text gives the same material, thawed once."""
    content = thaw(text)
    return _material(content) if isinstance(content, ReportContent) else None


def _material(content):
    with translation.override(content.language):
        council = str(Goal.Binding.COUNCIL.label)
    sorts = [change.sort for change in content.changes]
    return Material(
        title=content.title,
        slug=content.slug,
        language=content.language,
        as_of=content.as_of,
        mark=content.version_mark,
        failed_goals=content.failed_goals,
        council_deviations=tuple(row for row in content.deviations if _binds(row, council)),
        other_deviations=tuple(row for row in content.deviations if not _binds(row, council)),
        late_promises=tuple(row for row in content.followed if row.badge.code == LATE),
        things=content.things,
        previous=content.previous,
        changes=content.changed,
        come=sorts.count("added"),
        gone=sorts.count("removed"),
    )


def _binds(row: Deviation, council: str) -> bool:
    """By its code; an older report has only the words of it."""
    return row.binding_level == Goal.Binding.COUNCIL if row.binding_level else row.binding == council
