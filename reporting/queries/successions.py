"""What became of the goals, actions and indicators of an older strategy, and where a newer one has its roots."""

from dataclasses import dataclass

from django.db.models import Q

from goals.models import Succession
from goals.permissions import visible_actions, visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.permissions import visible_indicators

from .links import Link, link_to

HEIRS = ("new_goal", "new_action", "new_indicator", "new_theme", "new_benefit")


@dataclass(frozen=True)
class SuccessionRow:
    """`heir` is None when nothing of the newer strategy goes on with it."""

    old: Link
    heir: Link | None
    fate: str
    is_proposal: bool
    decision: Link | None
    note: Text


def succession_rows(rights: Rights, successions=None) -> tuple[SuccessionRow, ...]:
    """One query. An heir in a draft strategy is not told to those who don't see the draft."""
    successions = Succession.objects.all() if successions is None else successions
    rows = (
        successions.select_related("old_goal", "old_action", "old_indicator", *HEIRS, "decision")
        .order_by("old_goal__strategy__position", "old_goal__position", "old_action__position", "pk")
        .distinct()
    )
    if not rights.coordinates:
        rows = rows.filter(*told_ends(rights))
    return tuple(_succession_row(row) for row in rows)


def told_ends(rights: Rights):
    """Conditions: both ends of a succession are told to this person."""
    strategies, actions = visible_strategies(rights), visible_actions(rights)
    for name in ("old_goal", "new_goal", "new_theme", "new_benefit"):
        yield Q(**{name: None}) | Q(**{f"{name}__strategy__in": strategies})
    for name in ("old_action", "new_action"):
        yield Q(**{name: None}) | Q(**{f"{name}__in": actions})
    for name in ("old_indicator", "new_indicator"):
        yield Q(**{name: None}) | Q(**{f"{name}__in": visible_indicators(rights)})


def _succession_row(row):
    return SuccessionRow(
        old=link_to(row.old_goal or row.old_action or row.old_indicator),
        heir=next((link_to(heir) for name in HEIRS if (heir := getattr(row, name))), None),
        fate=row.get_fate_display(),
        is_proposal=row.state == Succession.State.PROPOSED,
        decision=link_to(row.decision),
        note=text_of(row, "note"),
    )
