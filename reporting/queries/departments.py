"""Departments: what each is there for in the strategies, how its work stands, and what it answers for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from goals.badges import Badge, Badges
from goals.models import (
    CardThemeLine,
    DepartmentCard,
    OtherPlan,
    Plan,
    ProjectUnit,
    RolloutStage,
    Strategy,
    TextBlock,
    Theme,
)
from goals.models.plans import Progress
from goals.permissions import keeps_card_of, visible_plans, visible_projects, visible_strategies
from goals.queries.action_lineage import present_actions
from kemistrategy.charts import CountsBar
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator
from reporting.permissions import visible_indicators

from .attached import tag_of, tag_rows
from .counting import number_of
from .counts import actions_bar, counted_states
from .gathering import Gathered, gathered, rows_of
from .links import Link, link_to, page_of
from .newest import newest_content
from .planned_goals import action_state
from .programmes import state_badge
from .projects import ProjectList, project_list
from .sdg import TagRow
from .strategies import Block
from .told import Review, present_review


@dataclass(frozen=True)
class UnitRow:
    link: Link
    kind: str
    projects: int
    actions: int
    posts: int


@dataclass(frozen=True)
class CardStage:
    """A stage of bringing the strategy into everyday work; `state` is None for the public."""

    name: Text
    theme: Text
    ends_on: date | None
    state: Badge | None


@dataclass(frozen=True)
class Card:
    """A department's part of one strategy."""

    pk: int
    strategy: Link
    rollout: str  # the address of its page
    blocks: tuple[Block, ...]
    theme_lines: tuple[tuple[Link, Text], ...]
    stages: tuple[CardStage, ...]

    @property
    def done_stages(self) -> int:
        return sum(stage.state is not None and stage.state.code == Progress.COMPLETED for stage in self.stages)


@dataclass(frozen=True)
class Standing:
    """How the department's actions stand: distinct actions by state, each state with the address of its list."""

    review: Review | None
    total: int
    reported: int
    counts: tuple[tuple[Badge, int], ...]
    bar: CountsBar | None


@dataclass(frozen=True)
class Contact:
    post: Link
    mailbox: str
    phone: str


@dataclass(frozen=True)
class PublishedWords:
    """The department's own text in the newest published report."""

    words: Text
    title: str
    as_of: date
    slug: str


@dataclass(frozen=True)
class UnitPage:
    pk: int
    name: Text
    kind: str
    head: Contact | None
    parent: Link | None
    children: tuple[Link, ...]
    cards: tuple[Card, ...]
    projects: ProjectList
    standing: Standing
    plans: tuple[Link, ...]
    other_plans: tuple[Text, ...]
    posts: tuple[Link, ...]
    indicators: tuple[Link, ...]
    tags: tuple[TagRow, ...]
    told: PublishedWords | None
    may_edit: bool


def unit_rows(rights: Rights) -> tuple[UnitRow, ...]:
    """One query: departments and everything under them that bears a plan, a project or a post."""
    units = OrgUnit.objects.filter(kind=OrgUnit.Kind.DEPARTMENT).annotate(
        number_of_projects=number_of(visible_projects(rights), per="unit_lines__unit"),
        number_of_actions=number_of(present_actions(rights), per="unit"),
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
    """Eight queries: the small rows come together."""
    unit = OrgUnit.objects.filter(pk=pk).select_related("head", "parent").first()
    if unit is None:
        raise Http404
    parts = gathered(**_parts(rights, pk))
    standing = _standing(rights, pk)
    badges = (standing.review.badges if standing.review else Badges()) if rights.is_signed_in else None
    cards = _cards(parts, badges)
    return UnitPage(
        pk=pk,
        name=text_of(unit, "name"),
        kind=unit.get_kind_display(),
        head=Contact(link_to(unit.head), unit.head.mailbox, unit.head.phone) if unit.head else None,
        parent=link_to(unit.parent),
        children=_links(parts["child"], OrgUnit),
        cards=cards,
        projects=project_list(rights, unit_id=pk, is_told=False, days=standing.review),
        standing=standing,
        plans=_links(parts["plan"], Plan),
        other_plans=tuple(text_of(row, "title") for row in parts["other_plan"]),
        posts=_links(parts["post"], Position),
        indicators=_links(parts["indicator"], Indicator),
        tags=tuple(dict.fromkeys(tag_of(row) for row in parts["tag"])),
        told=_published_words(pk),
        may_edit=keeps_card_of(rights, pk),
    )


# --- what belongs to it -------------------------------------------------------------------------------------------
def _parts(rights, pk):
    visible = visible_strategies(rights)
    cards = DepartmentCard.objects.filter(unit=pk, strategy__in=visible)
    of_card = {"card__unit": pk, "card__strategy__in": visible}
    own_indicators = visible_indicators(rights).filter(answering_post__unit=pk)
    return {
        "child": rows_of(OrgUnit.objects.filter(parent=pk), title="name", position="position"),
        "post": rows_of(Position.objects.filter(unit=pk), title="title", position="position"),
        "plan": rows_of(visible_plans(rights).filter(unit=pk), title="title", position="year"),
        "other_plan": rows_of(
            OtherPlan.objects.filter(unit=pk, strategy__in=visible), title="name", position="position"
        ),
        "indicator": rows_of(
            Indicator.objects.filter(pk__in=own_indicators.order_by().values("pk")), title="name", position="position"
        ),
        "card": rows_of(cards, title="strategy__name", code="strategy__slug", position="strategy__position"),
        "block": rows_of(
            TextBlock.objects.filter(**of_card),
            title="heading",
            text="adopted_text",
            more="summary",
            owner="card",
            position="position",
        ),
        "theme_line": rows_of(
            CardThemeLine.objects.filter(**of_card),
            title="theme__name",
            text="text",
            address="theme",
            code="theme__colour",
            owner="card",
            position="theme__position",
        ),
        "tag": tag_rows({"card__unit": pk, "card__strategy__in": visible}),
        "stage": rows_of(
            RolloutStage.objects.filter(**of_card),
            title="name",
            text="theme__name",
            code="progress",
            owner="card",
            starts_on="starts_on",
            ends_on="ends_on",
            done_on="done_on",
            position="position",
        ),
    }


def _links(rows: Iterable[Gathered], model) -> tuple[Link, ...]:
    return tuple(Link(text_of(row, "title"), page_of(model, row.address)) for row in rows)


def _cards(parts, badges) -> tuple[Card, ...]:
    """The newest strategy first."""

    def of(kind, card):
        return [row for row in parts[kind] if row.owner == card.address]

    return tuple(
        Card(
            pk=card.address,
            strategy=Link(text_of(card, "title"), page_of(Strategy, card.code)),
            rollout=page_of(DepartmentCard, card.address),
            blocks=tuple(
                Block(text_of(row, "title"), text_of(row, "text"), text_of(row, "more")) for row in of("block", card)
            ),
            theme_lines=tuple(
                (Link(text_of(row, "title"), page_of(Theme, row.address), colour=row.code), text_of(row, "text"))
                for row in of("theme_line", card)
            ),
            stages=tuple(_card_stage(row, badges) for row in of("stage", card)),
        )
        for card in reversed(parts["card"])
    )


def _card_stage(row, badges):
    state = state_badge(row.code, badges) if badges else None
    return CardStage(text_of(row, "title"), text_of(row, "text"), row.ends_on, state)


# --- how it stands ------------------------------------------------------------------------------------------------
def _standing(rights, pk):
    """Three queries: the actions, and the present review; for everybody of the projects too, whose days it bounds."""
    actions = list(present_actions(rights).filter(unit=pk))
    subjects = {"action__in": [action.pk for action in actions]}
    if not rights.is_signed_in:
        subjects["project__in"] = ProjectUnit.objects.filter(unit=pk).order_by().values("project")
    review = present_review(rights, **subjects)
    if review is None or not actions:
        return Standing(review, len(actions), 0, (), None)
    states = [action_state(review, action) for action in actions]
    counts = counted_states(states)
    return Standing(
        review=review,
        total=len(actions),
        reported=sum(state.is_heard for state in states),
        counts=counts,
        bar=actions_bar(counts),
    )


def _published_words(pk):
    """One query."""
    newest = newest_content()
    for section in newest.part("departments") if newest else ():
        if section["pk"] == pk and section["review"]["words"]:
            words = Text(section["review"]["words"], section["review"]["language"])
            return PublishedWords(words, newest.title, newest.as_of, newest.slug)
    return None
