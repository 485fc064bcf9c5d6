"""Posts with what they answer for. Names of people only for signed-in readers."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import Action
from goals.permissions import visible_goals, visible_projects
from goals.queries.action_lineage import present_actions
from kemistrategy import clock
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.permissions import visible_holders, visible_indicators

from .attached import Holding
from .counting import number_of
from .links import Link, columns_of, distinct, joined_link, link_to, links_to
from .told import Review, present_review


@dataclass(frozen=True)
class PostRow:
    link: Link
    kind: str
    unit: Link
    answers_for: int


@dataclass(frozen=True)
class Duty:
    """A thing that the post answers for or takes part in; `status` of an action, when something is told of it."""

    link: Link
    status: Badge | None = None


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
    answers_for: tuple[tuple[str, tuple[Duty, ...]], ...]
    takes_part: tuple[tuple[str, tuple[Duty, ...]], ...]
    sponsors: tuple[Link, ...]
    holders: tuple[Holding, ...]
    review: Review | None


def post_rows(rights: Rights) -> tuple[PostRow, ...]:
    """One query: posts, groups and bodies that are there today."""
    posts = Position.objects.valid_on(clock.today()).select_related("unit")
    counted = posts.annotate(
        number_of_actions=number_of(present_actions(rights), per="answering_post"),
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
    """Eight queries at most, whatever the post answers for."""
    rows = list(_post_with_relations(pk))
    if not rows:
        raise Http404
    post, things = rows[0], [(label, _concerned(each, pk)) for label, each in _things(rights)]
    actions = [thing.pk for _label, each in things for thing in each if isinstance(thing, Action)]
    review = present_review(rights, action__in=actions)
    own = [(label, [thing for thing in each if thing.answering_post_id == pk]) for label, each in things]
    others = [(label, [thing for thing in each if thing.answering_post_id != pk]) for label, each in things]
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
        answers_for=_duties(own, review),
        takes_part=_duties(others, review),
        sponsors=links_to(visible_goals(rights).filter(sponsor=pk)),
        holders=_holders(rights, pk) if rights.is_signed_in else (),
        review=review,
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
        (_("Toimenpiteet"), present_actions(rights)),
        (_("Projektit"), visible_projects(rights)),
        (_("Mittarit"), visible_indicators(rights)),
    )


def _concerned(things, post_id):
    """What the post answers for, and where it takes part: one query."""
    return list(things.filter(Q(answering_post=post_id) | Q(participants=post_id)).distinct())


def _duties(things, review):
    return tuple((label, tuple(_duty(thing, review) for thing in each)) for label, each in things if each)


def _duty(thing, review):
    return Duty(link_to(thing), review.status(thing) if review and isinstance(thing, Action) else None)


def _holders(rights, post_id):
    holders = visible_holders(rights).valid_on(clock.today()).filter(post=post_id).select_related("user")
    return tuple(Holding(holder.user.name, holder.get_capacity_display()) for holder in holders)
