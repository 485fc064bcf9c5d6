"""What surrounds the strategies: change challenges, SWOT, the roll-out and communication."""

from dataclasses import dataclass

from django.http import Http404

from goals.models import ChallengePoint, ChangeChallenge, CommunicationLine, DepartmentCard, RolloutStage, SwotItem
from goals.models.plans import Progress
from goals.permissions import visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .links import Link, link_to, page_of


@dataclass(frozen=True)
class ChallengeRow:
    link: Link
    number: int
    strategy: Link
    points: tuple[tuple[Text, str], ...]  # words, source text


@dataclass(frozen=True)
class ChallengePage:
    row: ChallengeRow
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class Quadrant:
    slug: str
    name: str
    items: tuple[tuple[Text, Link], ...]  # words, strategy


@dataclass(frozen=True)
class StageRow:
    name: Text
    theme: Link | None
    state: str  # in words; empty: not reported


@dataclass(frozen=True)
class RolloutRow:
    link: Link
    unit: Link
    strategy: Link
    stages: tuple[StageRow, ...]
    completed: int


@dataclass(frozen=True)
class CommunicationRow:
    link: Link
    kind: str
    is_audience: bool
    text: Text
    source_text: str
    strategy: Link


def challenge_rows(rights: Rights) -> tuple[ChallengeRow, ...]:
    """Two queries."""
    points = {}
    for point in ChallengePoint.objects.filter(challenge__strategy__in=visible_strategies(rights)):
        points.setdefault(point.challenge_id, []).append((text_of(point, "text"), point.source_text))
    challenges = ChangeChallenge.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    return tuple(
        ChallengeRow(link_to(row), row.number, link_to(row.strategy), tuple(points.get(row.pk, ())))
        for row in challenges.order_by("strategy__position", "strategy", "number")
    )


def challenge_page(rights: Rights, pk: int) -> ChallengePage:
    rows, address = challenge_rows(rights), page_of(ChangeChallenge, pk)
    place = next((place for place, row in enumerate(rows) if row.link.url == address), None)
    if place is None:
        raise Http404
    return ChallengePage(
        rows[place],
        previous=rows[place - 1].link if place else None,
        next=rows[place + 1].link if place + 1 < len(rows) else None,
    )


def quadrants(rights: Rights) -> tuple[Quadrant, ...]:
    """The four lists, empty ones too; one query."""
    items = {}
    rows = SwotItem.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    for row in rows.order_by("strategy__position", "position"):
        items.setdefault(row.quadrant, []).append((text_of(row, "text"), link_to(row.strategy)))
    return tuple(Quadrant(slug, str(name), tuple(items.get(slug, ()))) for slug, name in SwotItem.Quadrant.choices)


def quadrant_page(rights: Rights, slug: str) -> Quadrant:
    found = next((quadrant for quadrant in quadrants(rights) if quadrant.slug == slug), None)
    if found is None:
        raise Http404
    return found


def rollout_rows(rights: Rights) -> tuple[RolloutRow, ...]:
    """Two queries: the departments' cards and their stages."""
    cards = (
        DepartmentCard.objects.filter(strategy__in=visible_strategies(rights))
        .select_related("unit", "strategy")
        .order_by("strategy__position", "position", "pk")
    )
    stages = {}
    rows = RolloutStage.objects.filter(card__strategy__in=visible_strategies(rights)).select_related("theme")
    for row in rows.order_by("card", "position"):
        stages.setdefault(row.card_id, []).append(row)
    return tuple(_rollout_row(card, stages.get(card.pk, ())) for card in cards)


def _rollout_row(card, stages):
    return RolloutRow(
        link=Link(text_of(card.unit, "name"), page_of(DepartmentCard, card.pk)),
        unit=link_to(card.unit),
        strategy=link_to(card.strategy),
        stages=tuple(
            StageRow(text_of(row, "name"), link_to(row.theme), row.get_progress_display() if row.progress else "")
            for row in stages
        ),
        completed=sum(row.progress == Progress.COMPLETED for row in stages),
    )


def rollout_page(rights: Rights, pk: int) -> RolloutRow:
    address = page_of(DepartmentCard, pk)
    found = next((row for row in rollout_rows(rights) if row.link.url == address), None)
    if found is None:
        raise Http404
    return found


def communication_rows(rights: Rights) -> tuple[CommunicationRow, ...]:
    lines = CommunicationLine.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    return tuple(
        CommunicationRow(
            link=link_to(line),
            kind=line.get_kind_display(),
            is_audience=line.kind == CommunicationLine.Kind.AUDIENCE,
            text=text_of(line, "text"),
            source_text=line.source_text,
            strategy=link_to(line.strategy),
        )
        for line in lines.order_by("strategy__position", "-kind", "position")
    )


def communication_page(rights: Rights, pk: int) -> CommunicationRow:
    address = page_of(CommunicationLine, pk)
    found = next((row for row in communication_rows(rights) if row.link.url == address), None)
    if found is None:
        raise Http404
    return found
