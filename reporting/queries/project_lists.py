"""Projects by department, narrowed by filters that live in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from goals.models import Project, Strategy, Theme
from goals.permissions import visible_projects
from goals.status import SILENT, gravity
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights

from .action_lists import is_state
from .filters import (
    Filters,
    action_status_offer,
    filters_of,
    post_offer,
    reviewed,
    sdg_offer,
    sdg_tags,
    strategy_offer,
    theme_offer,
    unit_offer,
)
from .links import columns_of, joined_link, page_of
from .planned_goals import State
from .projects import DepartmentProjects, ProjectLine, ProjectList, project_list
from .told import Review

PAGE = "reporting:project-list"


@dataclass(frozen=True)
class FoundProjects:
    """`projects` is the list as the page shows it, narrowed; `lines` more than projects when departments share one."""

    projects: ProjectList
    filters: Filters
    review: Review | None

    @property
    def found(self) -> str:
        number, lines = self.projects.projects, self.projects.lines
        words = ngettext("%(number)s projekti", "%(number)s projektia", number) % {"number": number}
        if lines == number:
            return f"{words}."
        shared = ngettext(
            "%(number)s rivi toimialojen korteissa: yhteinen projekti on usean toimialan rivillä",
            "%(number)s riviä toimialojen korteissa: yhteinen projekti on usean toimialan rivillä",
            lines,
        )
        return f"{words}, {shared % {'number': lines}}."

    @property
    def rows(self) -> tuple[tuple[DepartmentProjects, ProjectLine], ...]:
        """Each line with its department, as a file shows them."""
        return tuple((department, line) for department in self.projects.departments for line in department.lines)


@dataclass
class _Place:
    """What a project can be chosen by: value → link."""

    project: Project
    strategy: dict
    post: dict
    theme: dict
    unit: dict


def found_projects(rights: Rights, typed: Mapping[str, str]) -> FoundProjects:
    """`typed` is what the address asks. Seven queries."""
    review, rounds = reviewed(rights, typed, project__isnull=False)
    whole = project_list(rights, is_told=False, days=review)
    places = _places(rights)
    tags = sdg_tags()
    numbers = {
        pk: tags.of(("project", pk), *(("theme", theme) for theme in place.theme)) for pk, place in places.items()
    }
    told = _told(whole, places, review)
    met = {state.badge.code: state.badge.label for _department, _line, state in told if state}
    offers = [
        *_offers(places),
        action_status_offer(review, met),
        sdg_offer(tags.names, set().union(*numbers.values())),
        rounds,
    ]
    filters = filters_of(typed, offers, page=PAGE)
    wanted = [row for row in told if _is_wanted(row, filters, places[row[1].pk], numbers)]
    return FoundProjects(_narrowed(whole, wanted, review), filters, review)


def _places(rights) -> dict[int, _Place]:
    """One query: a row per theme and department."""
    rows = (
        visible_projects(rights)
        .annotate(
            **columns_of("strategy", Strategy, name="strategy"),
            **columns_of("answering_post", Position, name="post"),
            **columns_of("themes", Theme, name="theme"),
            **columns_of("unit_lines__unit", OrgUnit, name="unit"),
        )
        .order_by("strategy__position", "themes__position", "unit_lines__unit__position", "pk")
    )
    places = {}
    for row in rows:
        place = places.setdefault(row.pk, _Place(row, {}, {}, {}, {}))
        for name, model in (("strategy", Strategy), ("post", Position), ("theme", Theme), ("unit", OrgUnit)):
            if (value := getattr(row, f"{name}_address")) is not None:
                getattr(place, name).setdefault(value, joined_link(row, model, name=name))
    return places


def _told(whole, places, review) -> list[tuple[DepartmentProjects, ProjectLine, State | None]]:
    """Each line as the review that was asked tells of it; without a state what no report tells of."""
    if review is None:
        return [(department, line, None) for department in whole.departments for line in department.lines]
    rows = []
    for department in whole.departments:
        for line in department.lines:
            told = _share(department, line, places, review)
            if told is None and review.is_published:
                rows.append((department, line, None))
                continue
            badge = review.status_of_share(places[line.pk].project, told)
            is_heard = badge.code not in SILENT
            codes = told.codes if told and is_heard else ()
            state = State(badge, is_heard, gravity((badge.code, *codes)))
            rows.append((department, replace(line, status=badge), state))
    return rows


def _share(department, line, places, review):
    """What the department told; of a project with one entry the entry."""
    told = {share.unit_id: share for share in review.told.get(("project", line.pk), ())}
    units = places[line.pk].unit
    own = next((pk for pk in units if page_of(OrgUnit, pk) == department.unit.url), None)
    return told.get(own) or told.get(None)


def _offers(places):
    met = {name: {} for name in ("strategy", "theme", "unit", "post")}
    for place in places.values():
        for name, choices in met.items():
            for value, link in getattr(place, name).items():
                choices.setdefault(value, str(link.text))
    return (
        strategy_offer(met["strategy"]),
        theme_offer(met["theme"]),
        unit_offer(met["unit"]),
        post_offer(met["post"]),
    )


def _is_wanted(row, filters, place, numbers) -> bool:
    department, line, state = row
    unit = filters.of("unit")
    return (
        (not filters.of("strategy") or filters.of("strategy") in place.strategy)
        and (not filters.of("theme") or int(filters.of("theme")) in place.theme)
        and (not filters.of("post") or int(filters.of("post")) in place.post)
        and (not unit or department.unit.url == page_of(OrgUnit, int(unit)))
        and is_state(state, filters.of("status"))
        and (not filters.of("sdg") or int(filters.of("sdg")) in numbers[line.pk])
        and filters.says(str(line.link.text))
    )


def _narrowed(whole, wanted, review) -> ProjectList:
    departments = {}
    for department, line, _state in wanted:
        departments.setdefault(department.unit, []).append(line)
    return replace(
        whole,
        departments=tuple(DepartmentProjects(unit, tuple(lines)) for unit, lines in departments.items()),
        lines=len(wanted),
        projects=len({line.pk for _department, line, _state in wanted}),
        review=review,
    )
