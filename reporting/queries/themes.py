"""The pages of a theme, a focus area and a benefit."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import get_language

from goals.models import Benefit, CardThemeLine, FocusArea, Project, Theme
from goals.permissions import visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .figures import Figures, figures_of
from .links import Link, capitalised, link_to
from .sdg import TagRow, tags_of
from .strategies import BenefitRow, Block, ThemeRow, benefit_rows, blocks, theme_rows


@dataclass(frozen=True)
class DepartmentLine:
    """What one department does for a theme; empty words: nothing is written yet."""

    unit: Link
    words: Text


@dataclass(frozen=True)
class ThemePage:
    pk: int
    row: ThemeRow
    theme_word: Text
    goals_word: Text
    blocks: tuple[Block, ...]
    projects: tuple[Link, ...]
    lines: tuple[DepartmentLine, ...]
    tags: tuple[TagRow, ...]


@dataclass(frozen=True)
class FocusAreaRow:
    link: Link
    theme: Link
    strategy: Link


@dataclass(frozen=True)
class FocusAreaPage:
    row: FocusAreaRow
    theme: ThemeRow


@dataclass(frozen=True)
class MeasuredBy:
    indicator: Link
    figures: Figures
    doubt: Text


@dataclass(frozen=True)
class BenefitPage:
    row: BenefitRow
    measured_by: tuple[MeasuredBy, ...]


def theme_page(rights: Rights, pk: int) -> ThemePage:
    theme = Theme.objects.filter(strategy__in=visible_strategies(rights), pk=pk).select_related("strategy").first()
    if theme is None:
        raise Http404
    row = next(row for row in theme_rows(rights, strategy=theme.strategy) if row.link == link_to(theme))
    return ThemePage(
        pk=pk,
        row=row,
        theme_word=capitalised(text_of(theme.strategy, "theme_word")),
        goals_word=capitalised(text_of(theme.strategy, "goals_word")),
        blocks=blocks(theme=theme),
        projects=tuple(
            link_to(project, note=schedule_words(project.schedule, get_language()))
            for project in Project.objects.filter(themes=theme)
        ),
        lines=_department_lines(theme),
        tags=tags_of(theme=[pk]).get(("theme", pk), ()),
    )


def _department_lines(theme):
    lines = CardThemeLine.objects.filter(theme=theme).select_related("card__unit").order_by("card__position")
    return tuple(DepartmentLine(link_to(line.card.unit), text_of(line, "text")) for line in lines)


def focus_area_rows(rights: Rights) -> tuple[FocusAreaRow, ...]:
    areas = FocusArea.objects.filter(theme__strategy__in=visible_strategies(rights)).select_related("theme__strategy")
    ordered = areas.order_by("theme__strategy__position", "theme__position", "position", "pk")
    return tuple(_focus_area_row(area) for area in ordered)


def _focus_area_row(area):
    return FocusAreaRow(link_to(area), link_to(area.theme), link_to(area.theme.strategy))


def focus_area_page(rights: Rights, pk: int) -> FocusAreaPage:
    areas = FocusArea.objects.filter(theme__strategy__in=visible_strategies(rights), pk=pk)
    area = areas.select_related("theme__strategy").first()
    if area is None:
        raise Http404
    row = _focus_area_row(area)
    themes = theme_rows(rights, strategy=area.theme.strategy)
    return FocusAreaPage(row, next(theme for theme in themes if theme.link == row.theme))


def benefit_page(rights: Rights, pk: int) -> BenefitPage:
    benefits = Benefit.objects.filter(strategy__in=visible_strategies(rights), pk=pk)
    benefit = benefits.select_related("strategy").first()
    if benefit is None:
        raise Http404
    indicators = list(Indicator.objects.filter(benefits=benefit))
    figures = figures_of(indicators, rights)
    row = next(row for row in benefit_rows(rights, strategy=benefit.strategy) if row.link == link_to(benefit))
    return BenefitPage(
        row=row,
        measured_by=tuple(
            MeasuredBy(link_to(indicator), figures[indicator.pk], text_of(indicator, "doubt"))
            for indicator in indicators
        ),
    )
