"""The content of a report, built once; the page, the PDF and the JSON are renderings of it."""

from goals.models import Round
from kemistrategy.organisation.models import OrgUnit

from .build import build_content as build_city_content
from .comparison import changes_between
from .project import ProjectContent, build_project_content
from .rows import SCHEMA, PublishedChange, ReportContent

__all__ = ["SCHEMA", "ProjectContent", "ReportContent", "build_content", "changes_between"]


def build_content(
    round: Round,
    language: str,
    *,
    unit: OrgUnit | None = None,
    version_mark: str = "",
    corrections: tuple[PublishedChange, ...] = (),
    is_draft: bool = True,
) -> ReportContent | ProjectContent:
    """A review's report, or the own report of the project that the round is of."""
    build = build_project_content if round.kind in Round.PROJECT_KINDS else build_city_content
    return build(round, language, unit=unit, version_mark=version_mark, corrections=corrections, is_draft=is_draft)
