"""The map from an older strategy to a newer one: where each thing goes, and what each part of the new one inherits."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import Action, Benefit, Goal, MeasureLine, PlanLine, Succession, Theme
from goals.permissions import visible_plans, visible_strategies
from goals.queries.successions import fate_badge
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator
from reporting.permissions import visible_indicators

from .links import Link, distinct, link_to
from .successions import told_ends

GOALS, ACTIONS, INDICATORS, INHERITED = "tavoitteet", "toimenpiteet", "mittarit", "uudesta"
KINDS = {GOALS: "goal", ACTIONS: "action", INDICATORS: "indicator"}
HEIRS = ("theme", "benefit", "goal", "action", "indicator")


@dataclass(frozen=True)
class MapFate:
    """`heir` is None when nothing goes on with it; `kind` says in a word what the heir is."""

    badge: Badge
    heir: Link | None
    kind: str
    is_proposal: bool
    decision: Link | None
    note: Text


@dataclass(frozen=True)
class MapRow:
    """An old thing with its fates; none while nothing has been proposed."""

    old: Link
    fates: tuple[MapFate, ...]


@dataclass(frozen=True)
class MapGroup:
    """A theme of the old strategy, or no theme."""

    theme: Link | None
    rows: tuple[MapRow, ...]


@dataclass(frozen=True)
class Map:
    """From one strategy to its successors. `counts`: each thing once a fate; `proposals` of them wait for the city."""

    old: Link
    slug: str
    new: tuple[Link, ...]
    groups: tuple[MapGroup, ...]
    counts: tuple[tuple[Badge, int], ...]
    total: int
    proposals: int
    open: int


@dataclass(frozen=True)
class Inheritance:
    """What one part of the new strategy inherits, by kind of the old thing: (word, ((link, is_proposal), …))."""

    heir: Link
    kind: str
    things: tuple[tuple[str, tuple[tuple[Link, bool], ...]], ...]

    @property
    def number(self) -> int:
        return sum(len(links) for _word, links in self.things)


@dataclass(frozen=True)
class NewStrategy:
    strategy: Link
    parts: tuple[Inheritance, ...]


def kind_words() -> dict[str, str]:
    return {
        "theme": _("Teema"),
        "benefit": _("Hyöty"),
        "goal": _("Tavoite"),
        "action": _("Toimenpide"),
        "indicator": _("Mittari"),
    }


# --- from the old one ------------------------------------------------------------------------------------------------
def succession_maps(rights: Rights, tab: str = GOALS, *, strategy: str = "") -> tuple[Map, ...]:
    """One map for each old strategy that has a successor or a fate; five queries. `strategy`: of one alone, by slug."""
    kind = KINDS[tab]
    fates = _fates(rights, kind)
    strategies = list(visible_strategies(rights).order_by("position", "pk"))
    shown = [row for row in strategies if not strategy or row.slug == strategy]
    things = _things(rights, kind, shown)
    themes = {
        theme.pk: theme for theme in Theme.objects.filter(strategy__in=[row.pk for row in shown]).order_by("position")
    }
    maps = []
    for old in shown:
        mine = things.get(old.pk, {})
        successors = [row for row in strategies if row.predecessor_id == old.pk]
        if successors or any(pk in fates for pk in mine):
            maps.append(_map(old, successors, mine, themes, fates))
    return tuple(maps)


def _fates(rights, kind) -> dict[int, list[MapFate]]:
    rows = _told(rights).exclude(**{f"old_{kind}": None})
    fates = defaultdict(list)
    for row in rows:
        fates[getattr(row, f"old_{kind}_id")].append(fate_of(row))
    return fates


def _told(rights):
    rows = Succession.objects.select_related(*(f"new_{kind}" for kind in HEIRS), "decision").order_by("pk").distinct()
    return rows if rights.coordinates else rows.filter(*told_ends(rights))


def fate_of(row: Succession) -> MapFate:
    kind = next((kind for kind in HEIRS if getattr(row, f"new_{kind}_id")), "")
    return MapFate(
        badge=fate_badge(row.fate),
        heir=link_to(getattr(row, f"new_{kind}")) if kind else None,
        kind=kind_words()[kind] if kind else "",
        is_proposal=row.state == Succession.State.PROPOSED,
        decision=link_to(row.decision),
        note=text_of(row, "note"),
    )


def _things(rights, kind, strategies) -> dict[int, dict[int, tuple[int, object, int | None]]]:
    """Strategy → number → (number, the thing, its first theme), in the plan's order; one or two queries."""
    found = defaultdict(dict)
    pks = [strategy.pk for strategy in strategies]
    if kind == "goal":
        goals = Goal.objects.filter(strategy__in=pks).annotate(theme=F("themes"))
        for goal in goals.order_by("position", "pk", "themes__position"):
            found[goal.strategy_id].setdefault(goal.pk, (goal.pk, goal, goal.theme))
        return found
    lines = {"action": PlanLine, "indicator": MeasureLine}[kind].objects.filter(plan__in=visible_plans(rights))
    lines = lines.filter(plan__strategy__in=pks).select_related(kind, "plan").annotate(theme=F("goal__themes"))
    if kind == "action":
        lines = lines.filter(action__became=None)
    for line in lines.order_by("plan__year", "position", "pk", "goal__themes__position"):
        thing = getattr(line, kind)
        found[line.plan.strategy_id].setdefault(thing.pk, (thing.pk, thing, line.theme))
    if kind == "indicator":
        others = visible_indicators(rights).filter(benefits__strategy__in=pks)
        for indicator in others.annotate(strategy=F("benefits__strategy")).order_by("position", "pk"):
            found[indicator.strategy].setdefault(indicator.pk, (indicator.pk, indicator, None))
    return found


def _map(old, successors, things, themes, fates) -> Map:
    rows = {pk: MapRow(link_to(thing), tuple(fates.get(pk, ()))) for pk, thing, _theme in things.values()}
    by_theme = defaultdict(list)
    for pk, _thing, theme in things.values():
        by_theme[theme].append(rows[pk])
    order = [pk for pk, theme in themes.items() if theme.strategy_id == old.pk and pk in by_theme]
    groups = [MapGroup(link_to(themes[pk]), tuple(by_theme.pop(pk))) for pk in order]
    groups += [MapGroup(None, tuple(rest)) for rest in by_theme.values()]
    counted = Counter(badge for row in rows.values() for badge in {fate.badge for fate in row.fates})
    return Map(
        old=link_to(old),
        slug=old.slug,
        new=tuple(map(link_to, successors)),
        groups=tuple(groups),
        counts=tuple((badge, counted[badge]) for badge in map(fate_badge, Succession.Fate.values) if badge in counted),
        total=len(rows),
        proposals=sum(any(fate.is_proposal for fate in row.fates) for row in rows.values()),
        open=sum(not row.fates for row in rows.values()),
    )


# --- from the new one ------------------------------------------------------------------------------------------------
def inheritances(rights: Rights) -> tuple[NewStrategy, ...]:
    """Each newer strategy's themes, benefits and goals with what they go on with, if anything: five queries."""
    strategies = [row for row in visible_strategies(rights).order_by("position", "pk") if row.predecessor_id]
    olds = ("goal", "action", "indicator")
    rows = list(_told(rights).select_related(*(f"old_{kind}" for kind in olds)))
    inherited = defaultdict(lambda: defaultdict(list))
    for row in rows:
        heir = next((kind for kind in HEIRS if getattr(row, f"new_{kind}_id")), None)
        if heir is None:
            continue
        old = next(kind for kind in olds if getattr(row, f"old_{kind}_id"))
        link = (link_to(getattr(row, f"old_{old}")), row.state == Succession.State.PROPOSED)
        inherited[heir, getattr(row, f"new_{heir}_id")][old].append(link)
    parts = _parts(strategies)
    others = _other_heirs(rows)
    return tuple(
        NewStrategy(
            link_to(strategy),
            tuple(
                _inheritance(kind, part, inherited)
                for kind, part in [*parts[strategy.pk], *(others if index == 0 else ())]
            ),
        )
        for index, strategy in enumerate(strategies)
    )


def _parts(strategies) -> dict[int, list[tuple[str, Theme | Benefit | Goal]]]:
    parts = defaultdict(list)
    pks = [strategy.pk for strategy in strategies]
    for kind, model in (("theme", Theme), ("benefit", Benefit), ("goal", Goal)):
        for part in model.objects.filter(strategy__in=pks).order_by("position", "pk"):
            parts[part.strategy_id].append((kind, part))
    return parts


def _other_heirs(rows) -> list[tuple[str, Action | Indicator]]:
    """Actions and indicators that go on with something."""
    heirs = [(kind, getattr(row, f"new_{kind}")) for row in rows for kind in ("action", "indicator")]
    return list(distinct((kind, heir) if heir else None for kind, heir in heirs))


def _inheritance(kind, part, inherited) -> Inheritance:
    words = {"goal": _("Tavoitteet"), "action": _("Toimenpiteet"), "indicator": _("Mittarit")}
    found = inherited.get((kind, part.pk), {})
    return Inheritance(
        heir=link_to(part),
        kind=kind_words()[kind],
        things=tuple((word, tuple(found[old])) for old, word in words.items() if old in found),
    )
