"""The two programmes of the strategy, followed in every department: bringing it into everyday work, and communication.

Signed-in readers see how far each department is, marked as a draft. The public sees the plan and its days, and how far
each department was as the newest published report told it.
"""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models import CommunicationLine, CommunicationStep, DepartmentCard, RolloutStage
from goals.models.plans import Progress
from goals.permissions import keeps_card_of, visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, day_words, period_words
from kemistrategy.text import Text, text_of

from .links import Link, link_to, page_of
from .newest import NewestContent, newest_content

NOT_TOLD = "not_told"


def state_badge(progress: str, badges: Badges) -> Badge:
    """How far a stage is; of an empty one nobody has said anything, which is not the same as "not started"."""
    return badges.status(progress) if progress else Badge(NOT_TOLD, _("Ei kirjattu"), "dash")


@dataclass(frozen=True)
class Cell:
    """Where one department is with one stage or line; `state` is None where the reader is told nothing of it."""

    starts_on: date | None
    ends_on: date | None
    done: str
    state: Badge | None
    note: str

    @property
    def when(self) -> str:
        """The planned time in words, "" where none is set."""
        if self.starts_on and self.ends_on:
            return period_words(Period(self.starts_on, self.ends_on))
        if self.starts_on:
            return f"{day_words(self.starts_on)}–"
        return f"–{day_words(self.ends_on)}" if self.ends_on else ""


@dataclass(frozen=True)
class Department:
    """A column of a programme: the department, its own page of the programme, and how many stages are done."""

    card: int
    link: Link  # to its page of the programme
    unit: Link
    done: int
    stages: int
    has_states: bool
    may_edit: bool


@dataclass(frozen=True)
class StageLine:
    """One stage across the departments; a cell is None where a department does not have the stage."""

    name: Text
    cells: tuple[tuple[Department, Cell | None], ...]


@dataclass(frozen=True)
class StageGroup:
    """The stages of one theme; the kick-off has none."""

    theme: Link | None
    lines: tuple[StageLine, ...]


@dataclass(frozen=True)
class Rollout:
    """ "Strategia arkeen" of one strategy: stages × departments."""

    strategy: Link
    departments: tuple[Department, ...]
    groups: tuple[StageGroup, ...]
    has_days: bool
    told: NewestContent | None  # the report that the states are of; None: a draft, or nothing is told


@dataclass(frozen=True)
class RolloutPage:
    """One department's stages."""

    card: int
    name: Text
    unit: Link
    strategy: Link
    groups: tuple[StageGroup, ...]
    done: int
    stages: int
    has_states: bool
    told: NewestContent | None
    may_edit: bool


@dataclass(frozen=True)
class CommunicationRow:
    pk: int
    link: Link
    text: Text
    source_text: str
    strategy: Link
    kind: str
    cells: tuple[tuple[Department, Cell | None], ...]


@dataclass(frozen=True)
class CommunicationGroup:
    """Lines, audiences or channels of one strategy."""

    kind: str
    heading: str
    rows: tuple[CommunicationRow, ...]


@dataclass(frozen=True)
class Communication:
    strategy: Link
    departments: tuple[Department, ...]
    groups: tuple[CommunicationGroup, ...]


# --- how far the departments are ------------------------------------------------------------------------------------
class WorkingStates:
    """As the departments have recorded them: for those who have signed in."""

    told = None

    def __init__(self):
        self._badges = Badges()

    def cell(self, row) -> Cell:
        days = (row.starts_on, row.ends_on) if isinstance(row, RolloutStage) else (None, None)
        done = day_words(row.done_on) if row.done_on else ""
        return Cell(*days, done, state_badge(row.progress, self._badges), row.note)

    def nothing(self) -> Cell:
        return Cell(None, None, "", state_badge("", self._badges), "")


class PublishedStates:
    """As the newest published report told them: for everybody. A stage that it leaves out has no state."""

    def __init__(self):
        newest = newest_content()
        rows = newest.part("rollout") if newest else ()
        self.told = newest if rows else None
        self._rows = {row["pk"]: row for row in rows}

    def cell(self, row) -> Cell:
        told = self._rows.get(row.pk)
        state = Badge(**told["status"]) if told and told["status"] else None
        return Cell(row.starts_on, row.ends_on, told["done"] if told else "", state, "")


# --- bringing the strategy into everyday work ---------------------------------------------------------------------
def rollouts(rights: Rights) -> tuple[Rollout, ...]:
    """The newest strategy first; two queries, one more for the states."""
    cards, stages = _cards(rights), {}
    rows = RolloutStage.objects.filter(card__in=[card.pk for card in cards]).select_related("theme")
    for row in rows.order_by("card", "position"):
        stages.setdefault(row.card_id, []).append(row)
    states = WorkingStates() if rights.is_signed_in else PublishedStates()
    by_strategy = {}
    for card in cards:
        by_strategy.setdefault(link_to(card.strategy), []).append(card)
    return tuple(
        _rollout(strategy, cards, stages, states, rights)
        for strategy, cards in by_strategy.items()
        if any(card.pk in stages for card in cards)
    )


def rollout_page(rights: Rights, pk: int) -> RolloutPage:
    cards = _cards(rights, pk=pk)
    if not cards:
        raise Http404
    rows = list(RolloutStage.objects.filter(card=pk).select_related("theme").order_by("position"))
    states = WorkingStates() if rights.is_signed_in else PublishedStates()
    found = _rollout(link_to(cards[0].strategy), cards, {pk: rows}, states, rights)
    (department,) = found.departments
    return RolloutPage(
        card=pk,
        name=text_of(cards[0].unit, "name"),
        unit=department.unit,
        strategy=found.strategy,
        groups=found.groups,
        done=department.done,
        stages=department.stages,
        has_states=department.has_states,
        told=states.told,
        may_edit=department.may_edit,
    )


def _cards(rights, **chosen):
    return list(
        DepartmentCard.objects.filter(strategy__in=visible_strategies(rights), **chosen)
        .select_related("unit", "strategy")
        .order_by("-strategy__position", "strategy", "position", "pk")
    )


def _rollout(strategy, cards, stages, states, rights):
    cells = {row.pk: states.cell(row) for card in cards for row in stages.get(card.pk, ())}
    departments = {
        card.pk: _department(card, [cells[row.pk] for row in stages.get(card.pk, ())], rights) for card in cards
    }
    groups = {}
    for card in cards:
        for row in stages.get(card.pk, ()):
            lines = groups.setdefault(link_to(row.theme), {})
            _line_of(lines, card, text_of(row, "name"))[card.pk] = cells[row.pk]
    return Rollout(
        strategy=strategy,
        departments=tuple(departments.values()),
        groups=tuple(
            StageGroup(
                theme,
                tuple(
                    StageLine(name, tuple((column, found.get(pk)) for pk, column in departments.items()))
                    for (name, _number), found in lines.items()
                ),
            )
            for theme, lines in groups.items()
        ),
        has_days=any(cell.when for cell in cells.values()),
        told=states.told,
    )


def _line_of(lines, card, name):
    """The departments' stages of one name stand on one line; a second one of a department has a line of its own."""
    number = 0
    while card.pk in lines.get((name, number), ()):
        number += 1
    return lines.setdefault((name, number), {})


def _department(card, cells, rights):
    return Department(
        card=card.pk,
        link=Link(text_of(card.unit, "name"), page_of(DepartmentCard, card.pk)),
        unit=link_to(card.unit),
        done=sum(cell.state is not None and cell.state.code == Progress.COMPLETED for cell in cells),
        stages=len(cells),
        has_states=any(cell.state for cell in cells),
        may_edit=keeps_card_of(rights, card.unit_id),
    )


# --- communication ------------------------------------------------------------------------------------------------
def communications(rights: Rights) -> tuple[Communication, ...]:
    """The newest strategy first; three queries, one more for the words of the states."""
    lines = CommunicationLine.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    states = WorkingStates() if rights.is_signed_in else None
    steps = CommunicationStep.objects.filter(line__in=lines.order_by().values("pk")) if states else ()
    cells = {(step.line_id, step.card_id): states.cell(step) for step in steps}
    cards, by_strategy = {}, {}
    for card in _cards(rights):
        cards.setdefault(card.strategy_id, []).append(card)
    for line in lines.order_by("-strategy__position", "strategy", "position"):
        by_strategy.setdefault(line.strategy_id, []).append(line)
    return tuple(
        _communication(lines, cards.get(strategy, ()), cells, states, rights) for strategy, lines in by_strategy.items()
    )


def communication_page(rights: Rights, pk: int) -> CommunicationRow:
    """One line with where the departments are."""
    for communication in communications(rights):
        for group in communication.groups:
            for row in group.rows:
                if row.pk == pk:
                    return row
    raise Http404


def _communication(lines, cards, cells, states, rights):
    departments = {
        card.pk: _department(card, [cell for (_line, of), cell in cells.items() if of == card.pk], rights)
        for card in cards
    }
    headings = {
        CommunicationLine.Kind.LINE: _("Linjaukset"),
        CommunicationLine.Kind.AUDIENCE: _("Kohderyhmät"),
        CommunicationLine.Kind.CHANNEL: _("Kanavat"),
    }
    rows = {kind: [] for kind in headings}
    for line in lines:
        told = ((column, cells.get((line.pk, pk)) or states.nothing()) for pk, column in departments.items())
        rows[line.kind].append(_communication_row(line, tuple(told) if states else ()))
    return Communication(
        strategy=link_to(lines[0].strategy),
        departments=tuple(departments.values()),
        groups=tuple(CommunicationGroup(kind, headings[kind], tuple(found)) for kind, found in rows.items() if found),
    )


def _communication_row(line, cells):
    return CommunicationRow(
        pk=line.pk,
        link=link_to(line),
        text=text_of(line, "text"),
        source_text=line.source_text,
        strategy=link_to(line.strategy),
        kind=line.get_kind_display(),
        cells=cells,
    )
