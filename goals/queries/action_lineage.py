"""What an action became, and what it came from: merged, split or replaced."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from goals.models import Action, ActionLineage, Entry, PlanLine, Round
from goals.permissions import visible_actions, visible_plans
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, finnish_order, text_of


@dataclass(frozen=True)
class LineageRow:
    """One step; `action_id` is the other action's. `basis` is the decision or the reason."""

    action_id: int
    title: Text
    kind: str
    label: str
    happened_on: date
    decision_id: int | None
    basis: str
    is_heir: bool  # this action became the other one; False: it came from it


def lineage_of(action_pk: int, language: str) -> list[LineageRow]:
    """Every step that the action has taken part in, the oldest first; one query."""
    rows = ActionLineage.objects.filter(Q(old=action_pk) | Q(new=action_pk)).select_related("old", "new", "decision")
    return [_row(row, row.old_id == action_pk, language) for row in rows]


def _row(row, is_heir, language):
    other = row.new if is_heir else row.old
    return LineageRow(
        action_id=other.pk,
        title=text_of(other, "title", language),
        kind=row.kind,
        label=row.get_kind_display(),
        happened_on=row.happened_on,
        decision_id=row.decision_id,
        basis=" · ".join(str(part) for part in (row.decision, row.reason) if part),
        is_heir=is_heir,
    )


def superseded_actions(rights: Rights):
    """Actions that have given way to others, of those that this reader has been able to see: a plan once printed them.

    Their lines may have gone from the plans of the present; the history of the lines tells that they were there.
    """
    lines = PlanLine.history.filter(action=OuterRef("pk"), plan__in=visible_plans(rights))
    return Action.objects.filter(Exists(ActionLineage.objects.filter(old=OuterRef("pk"))), Exists(lines))


def gave_way(rights: Rights, action: str = "pk") -> Exists:
    """Of the action at this path: that it has become another, and this reader sees the heir printed.

    Adopted plans of past years keep the lines of the old ones: lists and counts leave them out, the heir stands for
    them. An heir that only a draft prints is not seen yet; one that has given way in turn leads one step further.
    """
    printed = PlanLine.objects.filter(
        Q(action=OuterRef("new")) | Q(action__came_from__old=OuterRef("new")), plan__in=visible_plans(rights)
    )
    return Exists(ActionLineage.objects.filter(Exists(printed), old=OuterRef(action)))


def present_actions(rights: Rights):
    """What lists and counts tell of: printed in a plan that this reader sees, and not given way to another."""
    return visible_actions(rights).exclude(gave_way(rights))


def review_that_asks(action: Action) -> Round | None:
    """The open review that asks about the action: nothing comes in its place before the review is over. One query."""
    entries = Entry.objects.present().filter(action=action, round__state=Round.State.OPEN).select_related("round")
    entry = entries.order_by("pk").first()
    return entry.round if entry else None


def heirs_to_choose(action: Action, language: str) -> list[tuple[int, str]]:
    """Actions of the same strategies that have not given way themselves, as choices of a form; one query."""
    strategies = PlanLine.objects.filter(action=action).order_by().values("plan__strategy")
    printed = PlanLine.objects.filter(action=OuterRef("pk"), plan__strategy__in=strategies)
    others = Action.objects.filter(Exists(printed), became=None).exclude(pk=action.pk)
    choices = [(other.pk, str(text_of(other, "title", language))) for other in others]
    return sorted(choices, key=lambda choice: finnish_order(choice[1]))
