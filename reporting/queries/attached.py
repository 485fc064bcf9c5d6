"""What is attached to a goal, an action or a project: own fields, money, SDG tags, what it answers, its posts.

All of it in one statement, so that the page it stands on stays within its budget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from goals.models import BudgetLine, ChangeChallenge, EnvironmentLink, OwnFieldValue, SdgTag, SwotItem
from goals.permissions import visible_strategies
from goals.queries.budget import Budget, budget_as_read
from goals.queries.own_fields import OwnValue, value_words
from goals.queries.sdg import SHOWN_ORIGINS
from kemistrategy import clock
from kemistrategy.organisation.models import PositionHolder
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import text_of
from measures.models import SdgGoal
from reporting.permissions import visible_holders

from .gathering import Gathered, gathered, rows_of
from .links import Link, page_of
from .sdg import TagRow


@dataclass(frozen=True)
class Answer:
    """A change challenge or a line of the SWOT that the thing answers."""

    link: Link
    is_suggested: bool
    note: str


@dataclass(frozen=True)
class Holding:
    """Who is in a post, and as what."""

    name: str
    capacity: str


@dataclass(frozen=True)
class Attached:
    """`holders`: by post, empty for the public; `more`: the rows that the page asked for besides, by their kind."""

    fields: tuple[OwnValue, ...]
    money: Budget
    tags: tuple[TagRow, ...]
    answers: tuple[Answer, ...]
    holders: dict[int, tuple[Holding, ...]]
    more: dict[str, list[Gathered]]


def attached_to(rights: Rights, kind: str, pk: int, *, posts: Iterable[int] = (), **more: QuerySet) -> Attached:
    """`attached_to(rights, "goal", pk, posts=[…])`; `kind` is goal, action or project. One query.

    `more`: other small rows of the page (`rows_of`), brought along in the same statement.

    The public sees the public fields, the money and the tags; the fields of the city alone and the names of those who
    are in the posts are for those who have signed in.
    """
    subject = {kind: pk}
    found = gathered(
        field=_own_values(rights, subject),
        money=_money(subject),
        tag=tag_rows(subject),
        challenge=_challenges(rights, subject),
        swot=_swot_lines(rights, subject),
        holder=holder_rows(rights, posts),
        **more,
    )
    return Attached(
        fields=tuple(_field(row) for row in found["field"]),
        money=_budget(found["money"]),
        tags=tuple(tag_of(row) for row in found["tag"]),
        answers=tuple(_answer(row) for row in (*found["challenge"], *found["swot"])),
        holders=holders_by_post(found["holder"]),
        more={name: found[name] for name in more},
    )


def _own_values(rights, subject):
    rows = OwnFieldValue.objects.filter(**subject, field__is_in_use=True)
    return rows_of(
        rows if rights.is_signed_in else rows.filter(field__is_public=True),
        title="field__name",
        text="field__explanation",
        words="value",
        code="field__kind",
        source="field__is_public",
        owner="field",
        position="field__position",
    )


def _field(row):
    return OwnValue(
        field_pk=row.owner,
        name=text_of(row, "title"),
        explanation=text_of(row, "text"),
        words=value_words(row.code, row.words),
        is_public=row.source in ("1", "true"),
    )


def _money(subject):
    return rows_of(
        BudgetLine.objects.filter(**subject),
        words="funding",
        code="planned",
        source="spent",
        title_fi="note",
        position="year",
    )


def _budget(rows) -> Budget:
    return budget_as_read(
        [
            BudgetLine(
                pk=row.address,
                year=row.position,
                funding=row.words,
                planned=_amount(row.code),
                spent=_amount(row.source),
                note=row.title_fi,
            )
            for row in rows
        ]
    )


def _amount(digits) -> Decimal | None:
    return Decimal(digits).quantize(Decimal("0.01")) if digits else None


def tag_rows(subject) -> QuerySet:
    """`tag_rows({"goal": pk})`: for `gathered`; `tag_of` reads what it gives."""
    return rows_of(
        SdgTag.objects.filter(**subject, origin__in=SHOWN_ORIGINS),
        title="sdg_goal__name",
        text="sdg_target__label",
        code="sdg_target__code",
        words="origin",
        owner="sdg_goal__number",
        position="sdg_goal__number",
    )


def tag_of(row) -> TagRow:
    return TagRow(
        number=row.owner,
        code=row.code or "",
        name=text_of(row, "text") if row.code else text_of(row, "title"),
        is_suggested=row.words == SdgTag.Origin.SUGGESTED,
        url=page_of(SdgGoal, row.owner),
    )


def _challenges(rights, subject):
    return rows_of(
        EnvironmentLink.objects.filter(**subject, challenge__strategy__in=visible_strategies(rights)),
        title="challenge__title",
        address="challenge",
        code="state",
        words="note",
        position="challenge__number",
    )


def _swot_lines(rights, subject):
    return rows_of(
        EnvironmentLink.objects.filter(**subject, swot_item__strategy__in=visible_strategies(rights)),
        title="swot_item__text",
        code="state",
        words="note",
        source="swot_item__quadrant",
        position="swot_item__position",
    )


def _answer(row):
    address = page_of(SwotItem, row.source) if row.kind == "swot" else page_of(ChangeChallenge, row.address)
    return Answer(Link(text_of(row, "title"), address), row.code == EnvironmentLink.State.SUGGESTED, row.words)


def holder_rows(rights: Rights, posts: Iterable[int]) -> QuerySet:
    """For `gathered`; `holders_by_post` reads what it gives."""
    return rows_of(
        visible_holders(rights).valid_on(clock.today()).filter(post__in=set(posts)),
        words="user__name",
        code="capacity",
        owner="post",
    )


def holders_by_post(rows) -> dict[int, tuple[Holding, ...]]:
    holders = {}
    for row in rows:
        holding = Holding(row.words, str(PositionHolder.Capacity(row.code).label))
        holders.setdefault(row.owner, []).append(holding)
    return {post: tuple(each) for post, each in holders.items()}
