"""What surrounds the strategies: change challenges and the SWOT, each with what answers it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from goals.models import ChallengePoint, ChangeChallenge, EnvironmentLink, Strategy, SwotItem
from goals.permissions import visible_actions, visible_goals, visible_projects, visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .links import Link, link_to, links_to


@dataclass(frozen=True)
class Answer:
    """A goal, an action or a project that answers: proposed by our reading until somebody confirms it."""

    kind: str  # goal, action, project
    link: Link
    is_suggested: bool
    note: str


@dataclass(frozen=True)
class ChallengeRow:
    pk: int
    link: Link
    number: int
    strategy: Link
    points: tuple[tuple[Text, str], ...]  # words, source text
    answers: tuple[Answer, ...]

    @property
    def confirmed(self) -> int:
        return sum(not answer.is_suggested for answer in self.answers)


@dataclass(frozen=True)
class ChallengeList:
    """`goals_without` answer no challenge, neither by themselves nor through an action."""

    rows: tuple[ChallengeRow, ...]
    goals_without: tuple[Link, ...]

    @property
    def unanswered(self) -> tuple[ChallengeRow, ...]:
        return tuple(row for row in self.rows if not row.answers)


@dataclass(frozen=True)
class ChallengePage:
    row: ChallengeRow
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class SwotLine:
    pk: int
    words: Text
    strategy: Link
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Quadrant:
    slug: str
    name: str
    items: tuple[SwotLine, ...]


# --- change challenges --------------------------------------------------------------------------------------------
def challenge_list(rights: Rights) -> ChallengeList:
    """Four queries."""
    return ChallengeList(challenge_rows(rights), _goals_without(rights))


def challenge_rows(rights: Rights) -> tuple[ChallengeRow, ...]:
    """Three queries."""
    points, answers = {}, _answers(rights, "challenge")
    for point in ChallengePoint.objects.filter(challenge__strategy__in=visible_strategies(rights)):
        points.setdefault(point.challenge_id, []).append((text_of(point, "text"), point.source_text))
    challenges = ChangeChallenge.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    return tuple(
        ChallengeRow(
            pk=row.pk,
            link=link_to(row),
            number=row.number,
            strategy=link_to(row.strategy),
            points=tuple(points.get(row.pk, ())),
            answers=answers.get(row.pk, ()),
        )
        for row in challenges.order_by("strategy__position", "strategy", "number")
    )


def _goals_without(rights):
    """Of strategies that have not ended."""
    own = EnvironmentLink.objects.filter(challenge__isnull=False).filter(
        Q(goal=OuterRef("pk")) | Q(action__plan_lines__goal=OuterRef("pk"))
    )
    goals = visible_goals(rights).exclude(strategy__state=Strategy.State.ENDED)
    return links_to(goals.filter(~Exists(own)).order_by("strategy__position", "position", "pk"))


def challenge_page(rights: Rights, pk: int) -> ChallengePage:
    rows = challenge_rows(rights)
    place = next((place for place, row in enumerate(rows) if row.pk == pk), None)
    if place is None:
        raise Http404
    return ChallengePage(
        rows[place],
        previous=rows[place - 1].link if place else None,
        next=rows[place + 1].link if place + 1 < len(rows) else None,
    )


# --- strengths and weaknesses -------------------------------------------------------------------------------------
def quadrants(rights: Rights) -> tuple[Quadrant, ...]:
    """The four lists, empty ones too; two queries."""
    items, answers = {}, _answers(rights, "swot_item")
    rows = SwotItem.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    for row in rows.order_by("strategy__position", "position"):
        line = SwotLine(row.pk, text_of(row, "text"), link_to(row.strategy), answers.get(row.pk, ()))
        items.setdefault(row.quadrant, []).append(line)
    return tuple(Quadrant(slug, str(name), tuple(items.get(slug, ()))) for slug, name in SwotItem.Quadrant.choices)


def quadrant_page(rights: Rights, slug: str) -> Quadrant:
    found = next((quadrant for quadrant in quadrants(rights) if quadrant.slug == slug), None)
    if found is None:
        raise Http404
    return found


# --- what answers -------------------------------------------------------------------------------------------------
def _answers(rights, origin) -> dict[int, tuple[Answer, ...]]:
    """By challenge or by line of the SWOT: goals, then projects, then actions; one query."""
    links = (
        EnvironmentLink.objects.filter(**{f"{origin}__strategy__in": visible_strategies(rights)})
        .filter(
            Q(goal__in=visible_goals(rights))
            | Q(project__in=visible_projects(rights))
            | Q(action__in=visible_actions(rights).order_by().values("pk"))
        )
        .select_related("goal", "action", "project")
    )
    found = {}
    for kind in ("goal", "project", "action"):
        for link in links:
            if (answer := getattr(link, kind)) is not None:
                found.setdefault(getattr(link, f"{origin}_id"), []).append(_answer(kind, answer, link))
    return {pk: tuple(answers) for pk, answers in found.items()}


def _answer(kind, answer, link):
    return Answer(kind, link_to(answer), link.state == EnvironmentLink.State.SUGGESTED, link.note)
