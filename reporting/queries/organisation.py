"""Departments with their cards, and posts with what they answer for. Names of people only for signed-in readers."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext as _

from goals.models import DepartmentCard, TextBlock, Theme
from goals.permissions import visible_actions, visible_goals, visible_plans, visible_projects, visible_strategies
from kemistrategy import clock
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.permissions import visible_holders, visible_indicators

from .counting import number_of
from .links import Link, columns_of, distinct, joined_link, link_to, links_to, page_of
from .projects import ProjectLine, project_list
from .sdg import TagRow, tags_of
from .strategies import Block, block_of


@dataclass(frozen=True)
class UnitRow:
    link: Link
    kind: str
    projects: int
    actions: int
    posts: int


@dataclass(frozen=True)
class Card:
    """A department's part of one strategy."""

    strategy: Link
    rollout: str  # the address of its page
    blocks: tuple[Block, ...]
    theme_lines: tuple[tuple[Link, Text], ...]


@dataclass(frozen=True)
class UnitPage:
    pk: int
    name: Text
    kind: str
    head: Link | None
    parent: Link | None
    children: tuple[Link, ...]
    cards: tuple[Card, ...]
    projects: tuple[ProjectLine, ...]
    plans: tuple[Link, ...]
    posts: tuple[Link, ...]
    tags: tuple[TagRow, ...]


@dataclass(frozen=True)
class PostRow:
    link: Link
    kind: str
    unit: Link
    answers_for: int


@dataclass(frozen=True)
class Holding:
    name: str
    capacity: str


@dataclass(frozen=True)
class PostPage:
    pk: int
    title: Text
    kind: str
    is_group: bool
    unit: Link
    mailbox: str
    phone: str
    doubt: Text
    members: tuple[Link, ...]
    groups: tuple[Link, ...]
    answers_for: tuple[tuple[str, tuple[Link, ...]], ...]
    takes_part: tuple[tuple[str, tuple[Link, ...]], ...]
    sponsors: tuple[Link, ...]
    holders: tuple[Holding, ...]


def unit_rows(rights: Rights) -> tuple[UnitRow, ...]:
    """One query: departments and everything under them that bears a plan, a project or a post."""
    units = OrgUnit.objects.filter(kind=OrgUnit.Kind.DEPARTMENT).annotate(
        number_of_projects=number_of(visible_projects(rights), per="unit_lines__unit"),
        number_of_actions=number_of(visible_actions(rights), per="unit"),
        number_of_posts=number_of(Position.objects.all(), per="unit"),
    )
    return tuple(
        UnitRow(
            link_to(unit),
            unit.get_kind_display(),
            unit.number_of_projects,
            unit.number_of_actions,
            unit.number_of_posts,
        )
        for unit in units
    )


def unit_page(rights: Rights, pk: int) -> UnitPage:
    rows = list(_unit_with_relations(pk))
    if not rows:
        raise Http404
    unit, cards = rows[0], _cards(rights, pk)
    projects = project_list(rights, unit_id=pk).departments
    tags = tags_of(card={pk for pk, _card in cards})
    return UnitPage(
        pk=pk,
        name=text_of(unit, "name"),
        kind=unit.get_kind_display(),
        head=link_to(unit.head),
        parent=link_to(unit.parent),
        children=distinct(joined_link(row, OrgUnit, name="child") for row in rows),
        cards=tuple(card for _pk, card in cards),
        projects=projects[0].lines if projects else (),
        plans=links_to(visible_plans(rights).filter(unit=pk)),
        posts=distinct(joined_link(row, Position, name="post") for row in rows),
        tags=distinct(tag for rows in tags.values() for tag in rows),
    )


def _unit_with_relations(pk):
    """One row per child and post."""
    return (
        OrgUnit.objects.filter(pk=pk)
        .select_related("head", "parent")
        .annotate(**columns_of("children", OrgUnit, name="child"), **columns_of("posts", Position, name="post"))
        .order_by("children__position", "posts__position")
    )


def _cards(rights, unit_id):
    """(pk, card) of every strategy: two queries, one row per theme line in the first."""
    rows = (
        DepartmentCard.objects.filter(unit=unit_id, strategy__in=visible_strategies(rights))
        .select_related("strategy")
        .annotate(
            **columns_of("theme_lines__theme", Theme, name="theme"),
            **{f"line_{language}": F(f"theme_lines__text_{language}") for language in ("fi", "sv", "en")},
        )
        .order_by("-strategy__position", "position", "pk", "theme_lines__theme__position")
    )
    blocks = {}
    for block in TextBlock.objects.filter(card__unit=unit_id):
        blocks.setdefault(block.card_id, []).append(block_of(block))
    by_card = {}
    for row in rows:
        by_card.setdefault(row.pk, []).append(row)
    return tuple((pk, _card(rows, tuple(blocks.get(pk, ())))) for pk, rows in by_card.items())


def _card(rows, blocks):
    return Card(
        strategy=link_to(rows[0].strategy),
        rollout=page_of(DepartmentCard, rows[0].pk),
        blocks=blocks,
        theme_lines=tuple(
            (theme, text_of(row, "line")) for row in rows if (theme := joined_link(row, Theme, name="theme"))
        ),
    )


def post_rows(rights: Rights) -> tuple[PostRow, ...]:
    """One query: posts, groups and bodies that are there today."""
    posts = Position.objects.valid_on(clock.today()).select_related("unit")
    counted = posts.annotate(
        number_of_actions=number_of(visible_actions(rights), per="answering_post"),
        number_of_projects=number_of(visible_projects(rights), per="answering_post"),
        number_of_indicators=number_of(visible_indicators(rights), per="answering_post"),
    )
    return tuple(
        PostRow(
            link=link_to(post),
            kind=post.get_kind_display(),
            unit=link_to(post.unit),
            answers_for=post.number_of_actions + post.number_of_projects + post.number_of_indicators,
        )
        for post in counted
    )


def post_page(rights: Rights, pk: int) -> PostPage:
    rows = list(_post_with_relations(pk))
    if not rows:
        raise Http404
    post = rows[0]
    concerns = tuple((label, *_concerns(things, pk)) for label, things in _things(rights))
    return PostPage(
        pk=pk,
        title=text_of(post, "title"),
        kind=post.get_kind_display(),
        is_group=post.kind == Position.Kind.GROUP,
        unit=link_to(post.unit),
        mailbox=post.mailbox,
        phone=post.phone,
        doubt=text_of(post, "doubt"),
        members=distinct(joined_link(row, Position, name="member") for row in rows),
        groups=distinct(joined_link(row, Position, name="group") for row in rows),
        answers_for=tuple((label, answers) for label, answers, _part in concerns if answers),
        takes_part=tuple((label, part) for label, _answers, part in concerns if part),
        sponsors=links_to(visible_goals(rights).filter(sponsor=pk)),
        holders=_holders(rights, pk) if rights.is_signed_in else (),
    )


def _post_with_relations(pk):
    """One row per member and group."""
    return (
        Position.objects.filter(pk=pk)
        .select_related("unit")
        .annotate(**columns_of("members", Position, name="member"), **columns_of("groups", Position, name="group"))
        .order_by("members__position", "groups__position")
    )


def _things(rights):
    return (
        (_("Toimenpiteet"), visible_actions(rights)),
        (_("Projektit"), visible_projects(rights)),
        (_("Mittarit"), visible_indicators(rights)),
    )


def _concerns(things, post_id):
    """What the post answers for, and where it takes part: one query."""
    rows = list(things.filter(Q(answering_post=post_id) | Q(participants=post_id)).distinct())
    return (
        links_to(row for row in rows if row.answering_post_id == post_id),
        links_to(row for row in rows if row.answering_post_id != post_id),
    )


def _holders(rights, post_id):
    holders = visible_holders(rights).valid_on(clock.today()).filter(post=post_id).select_related("user")
    return tuple(Holding(holder.user.name, holder.get_capacity_display()) for holder in holders)
