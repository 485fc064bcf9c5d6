"""Sustainable Development Goals: what claims to serve them, what measures it, and which of them nobody serves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from goals.badges import Badge, claim_badge
from goals.claims import Claim
from goals.models import SdgTag, Theme
from goals.permissions import visible_strategies
from goals.queries.sdg import SHOWN_ORIGINS
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import SdgGoal, SdgTarget

from .claims import NOWHERE, Claimed, claimed, strategy_place, theme_place, visible_tags
from .links import Link, columns_of, distinct, joined_link, link_to, page_of


@dataclass(frozen=True)
class TagRow:
    """A tag as shown: a goal, or one of its targets with its code ("4.7")."""

    number: int
    code: str
    name: Text
    is_suggested: bool
    url: str


@dataclass(frozen=True)
class SdgRow:
    """`counts`: how many things claim the goal, how many of them are measured and how many have evidence."""

    number: int
    name: Text
    url: str
    counts: tuple[tuple[Badge, int], ...]

    @property
    def claims(self) -> int:
        return self.counts[0][1]


@dataclass(frozen=True)
class SdgList:
    rows: tuple[SdgRow, ...]
    levels: tuple[Badge, ...]

    @property
    def unclaimed(self) -> tuple[SdgRow, ...]:
        return tuple(row for row in self.rows if not row.claims)

    @property
    def unclaimed_numbers(self) -> str:
        return ", ".join(str(row.number) for row in self.unclaimed)


@dataclass(frozen=True)
class ClaimRow:
    """A thing that claims to serve the goal: suggested while none of its tags is confirmed."""

    link: Link
    claim: Badge
    is_suggested: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class SdgTargetRow:
    code: str
    label: Text
    claims: tuple[Link, ...]


@dataclass(frozen=True)
class SdgPage:
    """`place` is the theme the page was narrowed to, None when it shows everything."""

    number: int
    name: Text
    long_name: Text
    groups: tuple[tuple[str, tuple[ClaimRow, ...]], ...]
    counts: tuple[tuple[Badge, int], ...]
    targets: tuple[SdgTargetRow, ...]
    local_targets: tuple[SdgTargetRow, ...]
    posts: tuple[Link, ...]
    place: Text | None
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class Cell:
    """How many things of a theme claim the goal, how many of them are measured and how many have evidence."""

    number: int
    name: Text
    counts: tuple[tuple[Badge, int], ...]
    url: str

    def __bool__(self):
        return any(number for _badge, number in self.counts)


@dataclass(frozen=True)
class CoverageRow:
    """A theme, or what a strategy holds outside its themes; `strategy` is None for what belongs to no strategy."""

    theme: Link | None
    strategy: Link | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Coverage:
    goals: tuple[tuple[int, Text, str], ...]
    rows: tuple[CoverageRow, ...]
    totals: tuple[Cell, ...]
    levels: tuple[Badge, ...]
    unclaimed: tuple[TagRow, ...]
    suggested: int


def tag_row(tag: SdgTag) -> TagRow:
    """Needs sdg_goal and sdg_target selected."""
    target = tag.sdg_target
    return TagRow(
        number=tag.sdg_goal.number,
        code=target.code if target else "",
        name=text_of(target, "label") if target else text_of(tag.sdg_goal, "name"),
        is_suggested=tag.origin == SdgTag.Origin.SUGGESTED,
        url=page_of(SdgGoal, tag.sdg_goal.number),
    )


def tags_of(**subjects: Iterable[int]) -> dict[tuple[str, int], tuple[TagRow, ...]]:
    """`tags_of(goal=[1], action=[2, 3])`: the tags of each subject in one query."""
    chosen = Q()
    for subject, ids in subjects.items():
        chosen |= Q(**{f"{subject}__in": ids})
    tags = {}
    shown = SdgTag.objects.filter(chosen, origin__in=SHOWN_ORIGINS)
    for tag in shown.select_related("sdg_goal", "sdg_target"):
        subject = next(name for name in subjects if getattr(tag, f"{name}_id") is not None)
        tags.setdefault((subject, getattr(tag, f"{subject}_id")), []).append(tag_row(tag))
    return {key: tuple(rows) for key, rows in tags.items()}


def sdg_list(rights: Rights) -> SdgList:
    """All 17, with what claims, measures and evidences each; five queries."""
    claims = {}
    for row in claimed(visible_tags(rights), rights):
        claims.setdefault(row.tag.sdg_goal.number, []).append(row)
    return SdgList(
        rows=tuple(
            SdgRow(
                goal.number, text_of(goal, "name"), page_of(SdgGoal, goal.number), _counts(claims.get(goal.number, ()))
            )
            for goal in SdgGoal.objects.all()
        ),
        levels=tuple(claim_badge(level) for level in Claim),
    )


# --- one goal -----------------------------------------------------------------------------------------------------
def sdg_page(rights: Rights, number: int, *, place: str = "") -> SdgPage:
    """Seven queries, one more when the page is narrowed to a place of the matrix.

    Raises Http404 for a number that is none of the 17 and for a place that the reader may not see.
    """
    goals = {goal.number: goal for goal in SdgGoal.objects.all()}
    if number not in goals:
        raise Http404
    goal = goals[number]
    tags = visible_tags(rights).filter(sdg_goal=goal)
    answering = (f"{subject}__answering_post" for subject in ("action", "project", "indicator"))
    claims = claimed(tags.select_related("card__unit", *answering), rights)
    place_name = _place_name(rights, place) if place else None
    if place:
        claims = tuple(row for row in claims if place in row.places)
    targets = [(target, _target_row(target, claims)) for target in SdgTarget.objects.filter(goal=goal)]
    return SdgPage(
        number=number,
        name=text_of(goal, "name"),
        long_name=text_of(goal, "long_name"),
        groups=tuple((subject, rows) for subject in SdgTag.SUBJECTS if (rows := _claim_rows(claims, subject))),
        counts=_counts(claims),
        targets=tuple(row for target, row in targets if not target.is_local),
        local_targets=tuple(row for target, row in targets if target.is_local),
        posts=distinct(link_to(_answering_post(row.tag)) for row in claims),
        place=place_name,
        previous=link_to(goals.get(number - 1)),
        next=link_to(goals.get(number + 1)),
    )


def claim_link(tag: SdgTag) -> Link:
    """The thing that claims to serve the goal; a department card leads to its department."""
    if tag.card_id:
        return link_to(tag.card.unit)
    return link_to(next(thing for name in SdgTag.SUBJECTS if (thing := getattr(tag, name))))


def _answering_post(tag):
    return next((thing.answering_post for thing in (tag.action, tag.project, tag.indicator) if thing), None)


def _target_row(target, claims):
    serving = (claim_link(row.tag) for row in claims if row.tag.sdg_target_id == target.pk)
    return SdgTargetRow(target.code, text_of(target, "label"), distinct(serving))


def _claim_rows(claims: Iterable[Claimed], subject: str):
    """Each thing once."""
    things = {}
    for row in claims:
        if row.subject == subject:
            things.setdefault(row.thing, []).append(row)
    return tuple(
        ClaimRow(
            link=claim_link(rows[0].tag),
            claim=claim_badge(rows[0].level),
            is_suggested=all(row.is_suggested for row in rows),
            codes=distinct(row.tag.sdg_target and row.tag.sdg_target.code for row in rows),
        )
        for rows in things.values()
    )


def _counts(claims: Iterable[Claimed]) -> tuple[tuple[Badge, int], ...]:
    """How many things reach each level; a level holds the ones above it."""
    levels = {row.thing: row.level for row in claims}.values()
    return tuple((claim_badge(level), sum(reached >= level for reached in levels)) for level in Claim)


# --- the matrix ---------------------------------------------------------------------------------------------------
def coverage(rights: Rights) -> Coverage:
    """Themes of every strategy × the 17 goals: seven queries.

    A thing counts once in a cell and once in the totals, though it may belong to several themes.
    """
    goals = tuple((goal.number, text_of(goal, "name"), page_of(SdgGoal, goal.number)) for goal in SdgGoal.objects.all())
    claims = claimed(visible_tags(rights), rights)
    by_cell = {}
    for row in claims:
        for place in {"", *row.places}:
            by_cell.setdefault((place, row.tag.sdg_goal.number), []).append(row)
    rows = tuple(
        CoverageRow(theme, strategy, _cells(goals, by_cell, place)) for place, theme, strategy in _places(rights)
    )
    totals = _cells(goals, by_cell, "")
    return Coverage(
        goals=goals,
        rows=tuple(row for row in rows if row.theme or any(row.cells)),
        totals=totals,
        levels=tuple(claim_badge(level) for level in Claim),
        unclaimed=tuple(TagRow(cell.number, "", cell.name, False, cell.url) for cell in totals if not cell),
        suggested=sum(row.is_suggested for row in claims),
    )


def _cells(goals, by_cell, place):
    return tuple(
        Cell(number, name, _counts(by_cell.get((place, number), ())), f"{url}?osa={place}" if place else url)
        for number, name, url in goals
    )


def _places(rights):
    """(place, theme, strategy) in reading order: a strategy's themes, then what it holds outside them; one query."""
    rows = visible_strategies(rights).annotate(**columns_of("themes", Theme, name="theme"))
    strategies = {}
    for row in rows.order_by("position", "pk", "themes__position", "themes__pk"):
        strategy, themes = strategies.setdefault(row.pk, (link_to(row), []))
        if theme := joined_link(row, Theme, name="theme"):
            themes.append((row.theme_address, theme))
    for pk, (strategy, themes) in strategies.items():
        yield from ((theme_place(address), theme, strategy) for address, theme in themes)
        yield strategy_place(pk), None, strategy
    yield NOWHERE, None, None


def _place_name(rights, wanted) -> Text:
    """The theme's name, or the strategy's for what it holds outside its themes."""
    for place, theme, strategy in _places(rights):
        if place == wanted and strategy is not None:
            return (theme or strategy).text
    raise Http404
