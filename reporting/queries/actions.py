"""Actions: all of them with filters that live in the address, and the page of one."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import get_language

from goals.badges import Badge
from goals.models import Action, MeasureLine, Milestone, PlanLine, Succession, Theme
from goals.permissions import visible_plans
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, finnish_order, text_of

from .links import Link, columns_of, distinct, joined_link, link_to
from .measure_lines import MeasureRow, measure_rows
from .sdg import TagRow, tags_of
from .successions import SuccessionRow, succession_rows
from .told import DaysTold, Review, Told, days_told, present_review


@dataclass(frozen=True)
class Responsible:
    """One answers (Vastaa), the others take part (Mukana)."""

    answers: Link | None
    takes_part: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ActionLine:
    """An action as a line of a list; `status` is None for the public."""

    pk: int
    link: Link
    unit: Link
    responsible: Responsible
    schedule: str
    doubt: Text
    status: Badge | None = None


@dataclass(frozen=True)
class PrintedLine:
    """A line of a plan in the words of the document."""

    plan: Link
    goal: Link
    words: str
    source_text: str
    owners: str
    schedule: str


@dataclass(frozen=True)
class Stage:
    title: Text
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class ActionGroup:
    goal: Link
    themes: tuple[Link, ...]
    lines: tuple[ActionLine, ...]


@dataclass(frozen=True)
class ActionList:
    groups: tuple[ActionGroup, ...]
    actions: int  # distinct ones
    lines: int
    choices: dict[str, tuple[tuple[str, str], ...]]  # field: (value, label)
    review: Review | None


@dataclass(frozen=True)
class ActionPage:
    pk: int
    title: Text
    doubt: Text
    line: ActionLine
    partner_units: tuple[Link, ...]
    decision: Link | None
    planned: str
    started_on: date | None
    finished_on: date | None
    days_told: DaysTold | None
    printed: tuple[PrintedLine, ...]
    themes: tuple[Link, ...]
    milestones: tuple[Stage, ...]
    measures: tuple[MeasureRow, ...]
    tags: tuple[TagRow, ...]
    successions: tuple[SuccessionRow, ...]
    review: Review | None
    told: Told | None


def action_line(action: Action, *, takes_part=(), review: Review | None = None) -> ActionLine:
    """Needs answering_post and unit selected."""
    return ActionLine(
        pk=action.pk,
        link=link_to(action),
        unit=link_to(action.unit),
        responsible=Responsible(link_to(action.answering_post), tuple(takes_part)),
        schedule=schedule_words(action.schedule, get_language()),
        doubt=text_of(action, "doubt"),
        status=review.status(action) if review else None,
    )


def plan_lines(rights: Rights):
    """The printed lines that this reader sees, with what every list of actions shows of them."""
    return (
        PlanLine.objects.filter(plan__in=visible_plans(rights))
        .select_related("plan", "goal", "action__answering_post", "action__unit")
        .order_by("goal__strategy__position", "goal__position", "goal", "position", "pk")
    )


def with_participants(lines):
    """One row per line and participant: `folded_participants` puts them together again."""
    return lines.annotate(**columns_of("action__participants", Position, name="participant")).order_by(
        *lines.query.order_by, "action__participants__position", "action__participants__pk"
    )


def folded_participants(rows) -> dict[int, tuple[Link, ...]]:
    """Action pk → those who take part."""
    participants = {}
    for row in rows:
        participants.setdefault(row.action_id, []).append(joined_link(row, Position, name="participant"))
    return {pk: distinct(links) for pk, links in participants.items()}


def action_list(rights: Rights, *, theme=None, unit=None, post=None, status="", words="") -> ActionList:
    """Actions under their goals in the order of the plans; `status` is for signed-in readers only."""
    rows = list(with_participants(plan_lines(rights).annotate(**columns_of("goal__themes", Theme, name="theme"))))
    actions = {row.action_id: row.action for row in rows}
    review = present_review(rights, action__in=actions)
    participants = folded_participants(rows)
    lines = {pk: action_line(action, takes_part=participants[pk], review=review) for pk, action in actions.items()}

    def is_wanted(row):
        action = row.action
        return (
            (not theme or row.theme_address == theme)
            and (not unit or action.unit_id == unit)
            and (not post or action.answering_post_id == post)
            and (not status or not review or lines[action.pk].status.code == status)
            and _says(action, words)
        )

    wanted = [row for row in rows if is_wanted(row)]
    groups = _groups(wanted, lines)
    return ActionList(
        groups=groups,
        actions=len({row.action_id for row in wanted}),
        lines=sum(len(group.lines) for group in groups),
        choices=_choices(rows, lines),
        review=review,
    )


def _says(action, words):
    said = " ".join(str(getattr(action, f"title_{language}") or "") for language in {"fi", get_language()}).casefold()
    return all(word in said for word in words.casefold().split())


def _groups(rows, lines):
    goals, themes, members = {}, {}, {}
    for row in rows:
        goals[row.goal_id] = link_to(row.goal)
        themes.setdefault(row.goal_id, []).append(joined_link(row, Theme, name="theme"))
        members.setdefault(row.goal_id, []).append(lines[row.action_id])
    return tuple(ActionGroup(goals[pk], distinct(themes[pk]), distinct(members[pk])) for pk in goals)


def _choices(rows, lines):
    """What can be chosen in each filter: only what occurs."""
    themes = {row.theme_address: str(text_of(row, "theme")) for row in rows if row.theme_address}
    units = {row.action.unit_id: str(text_of(row.action.unit, "name")) for row in rows}
    posts = {
        row.action.answering_post_id: str(text_of(row.action.answering_post, "title"))
        for row in rows
        if row.action.answering_post
    }
    statuses = {line.status.code: line.status.label for line in lines.values() if line.status}
    return {
        "theme": tuple(themes.items()),
        "unit": _by_name(units),
        "post": _by_name(posts),
        "status": _by_name(statuses),
    }


def _by_name(labels):
    return tuple(sorted(labels.items(), key=lambda choice: finnish_order(choice[1])))


def action_page(rights: Rights, pk: int) -> ActionPage:
    rows = list(
        with_participants(plan_lines(rights).filter(action=pk))
        .annotate(**columns_of("goal__themes", Theme, name="theme"))
        .annotate(**columns_of("action__partner_units", OrgUnit, name="partner"))
        .select_related("action__decision")
    )
    if not rows:
        raise Http404
    action = rows[0].action
    review = present_review(rights, action=pk)
    told = review.of("action", pk) if review else None
    return ActionPage(
        pk=pk,
        title=text_of(action, "title"),
        doubt=text_of(action, "doubt"),
        line=action_line(action, takes_part=folded_participants(rows)[pk], review=review),
        partner_units=distinct(joined_link(row, OrgUnit, name="partner") for row in rows),
        decision=link_to(action.decision),
        planned=schedule_words(action.schedule, get_language()),
        started_on=action.started_on,
        finished_on=action.finished_on,
        days_told=days_told(rights, action=pk),
        printed=distinct(printed_line(row) for row in rows),
        themes=distinct(joined_link(row, Theme, name="theme") for row in rows),
        milestones=milestones(Milestone.objects.filter(action=pk)),
        measures=measure_rows(MeasureLine.objects.filter(action=pk, plan__in=visible_plans(rights)), rights),
        tags=tags_of(action=[pk]).get(("action", pk), ()),
        successions=succession_rows(rights, Succession.objects.filter(Q(old_action=pk) | Q(new_action=pk))),
        review=review,
        told=told,
    )


def printed_line(line: PlanLine) -> PrintedLine:
    return PrintedLine(
        plan=link_to(line.plan),
        goal=link_to(line.goal),
        words=line.words,
        source_text=line.source_text,
        owners=line.owners_text,
        schedule=line.schedule_text,
    )


def milestones(rows) -> tuple[Stage, ...]:
    return tuple(Stage(text_of(row, "title"), row.due_on, row.done_on) for row in rows)
