"""Sustainable Development Goals: what claims to serve them, suggested or confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from goals.models import SdgTag
from goals.permissions import visible_actions, visible_goals, visible_projects, visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import SdgGoal, SdgTarget
from reporting.permissions import visible_indicators

from .links import Link, distinct, link_to, page_of


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
    number: int
    name: Text
    url: str
    claims: int


@dataclass(frozen=True)
class SdgTargetRow:
    code: str
    label: Text
    claims: tuple[Link, ...]


@dataclass(frozen=True)
class SdgPage:
    number: int
    name: Text
    long_name: Text
    groups: tuple[tuple[str, tuple[tuple[Link, bool], ...]], ...]
    targets: tuple[SdgTargetRow, ...]
    previous: Link | None
    next: Link | None


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
    for tag in SdgTag.objects.filter(chosen).select_related("sdg_goal", "sdg_target"):
        subject = next(name for name in subjects if getattr(tag, f"{name}_id") is not None)
        tags.setdefault((subject, getattr(tag, f"{subject}_id")), []).append(tag_row(tag))
    return {key: tuple(rows) for key, rows in tags.items()}


def visible_tags(rights: Rights):
    strategies = visible_strategies(rights)
    return SdgTag.objects.filter(
        Q(goal__in=visible_goals(rights))
        | Q(action__in=visible_actions(rights))
        | Q(project__in=visible_projects(rights))
        | Q(theme__strategy__in=strategies)
        | Q(card__strategy__in=strategies)
        | Q(indicator__in=visible_indicators(rights))
    )


def sdg_rows(rights: Rights) -> tuple[SdgRow, ...]:
    """All 17, with how many things claim each; two queries."""
    claims = {}
    fields = tuple(f"{name}_id" for name in SdgTag.SUBJECTS)
    for sdg_goal, *subject in visible_tags(rights).order_by().values_list("sdg_goal_id", *fields):
        claims.setdefault(sdg_goal, set()).add(tuple(subject))
    return tuple(
        SdgRow(goal.number, text_of(goal, "name"), page_of(SdgGoal, goal.number), len(claims.get(goal.pk, ())))
        for goal in SdgGoal.objects.all()
    )


def sdg_page(rights: Rights, number: int) -> SdgPage:
    goals = {goal.number: goal for goal in SdgGoal.objects.all()}
    if number not in goals:
        raise Http404
    goal = goals[number]
    tags = list(
        visible_tags(rights)
        .filter(sdg_goal=goal)
        .select_related("goal", "action", "project", "theme", "card__unit", "card__strategy", "indicator")
    )
    return SdgPage(
        number=number,
        name=text_of(goal, "name"),
        long_name=text_of(goal, "long_name"),
        groups=tuple((subject, rows) for subject in SdgTag.SUBJECTS if (rows := _claims(tags, subject))),
        targets=tuple(
            SdgTargetRow(
                target.code,
                text_of(target, "label"),
                distinct(claim_link(tag) for tag in tags if tag.sdg_target_id == target.pk),
            )
            for target in SdgTarget.objects.filter(goal=goal)
        ),
        previous=link_to(goals.get(number - 1)),
        next=link_to(goals.get(number + 1)),
    )


def claim_link(tag: SdgTag) -> Link:
    """The thing that claims to serve the goal; a department card leads to its department."""
    if tag.card_id:
        return link_to(tag.card.unit)
    return link_to(next(thing for name in SdgTag.SUBJECTS if (thing := getattr(tag, name))))


def _claims(tags, subject):
    """Each thing once; it is a suggestion while none of its tags is confirmed."""
    claims = {}
    for tag in tags:
        if getattr(tag, f"{subject}_id"):
            link = claim_link(tag)
            claims[link] = claims.get(link, True) and tag.origin == SdgTag.Origin.SUGGESTED
    return tuple(claims.items())
