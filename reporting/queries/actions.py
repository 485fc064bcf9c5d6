"""Actions: what every list shows of one, and its page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import get_language

from goals.badges import Badge
from goals.models import Action, ActionLineage, Benefit, MeasureLine, Milestone, PlanLine, Succession, Theme
from goals.permissions import visible_actions, visible_goals, visible_plans
from goals.queries.action_lineage import gave_way, superseded_actions
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .attached import Attached, attached_to
from .chain import Step, chain
from .contacts import Contact, contacts
from .gathering import rows_of
from .links import Link, columns_of, distinct, joined_link, link_to, page_of
from .measure_lines import MeasureRow, measure_rows
from .planned_goals import action_state
from .published import PublishedRow, published_rows
from .successions import SuccessionRow, succession_rows
from .told import Review, Told, present_review
from .told_days import DaysTold, days_told, known_day, known_until


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
    """A line of a plan in the words of the document; `year` is the plan's."""

    plan: Link
    year: int
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
class LineageRow:
    """Another action that this one became, or that became this one."""

    action: Link
    kind: str
    happened_on: date
    reason: str


@dataclass(frozen=True)
class ActionPage:
    """`as_of` is the day that is told of; `becomes` and `came_from` name other actions."""

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
    successions: tuple[SuccessionRow, ...]
    became: tuple[LineageRow, ...]
    came_from: tuple[LineageRow, ...]
    review: Review | None
    told: Told | None
    as_of: date | None
    is_off_track: bool
    published: tuple[PublishedRow, ...]
    chain: tuple[Step, ...]
    contacts: tuple[Contact, ...]
    attached: Attached

    @property
    def is_silent(self) -> bool:
        """No published report tells of it."""
        return self.review is not None and self.review.is_published and self.told is None

    @property
    def newest_printed(self) -> tuple[PrintedLine, ...]:
        """As the newest plan prints it, under each of its goals."""
        newest = max((line.year for line in self.printed), default=0)
        return tuple(line for line in self.printed if line.year == newest)

    @property
    def earlier_printed(self) -> tuple[PrintedLine, ...]:
        """As older plans printed it, the newest of them first."""
        newest = self.newest_printed
        return tuple(sorted((line for line in self.printed if line not in newest), key=lambda line: -line.year))

    @property
    def becomes(self) -> tuple[SuccessionRow, ...]:
        return tuple(row for row in self.successions if row.old.url == self.line.link.url)

    @property
    def comes_from(self) -> tuple[SuccessionRow, ...]:
        return tuple(row for row in self.successions if row.old.url != self.line.link.url)


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


def present_lines(rights: Rights):
    """Those of them that lists and counts tell of: what has given way to another is on its own page and its plan's."""
    return plan_lines(rights).exclude(gave_way(rights, "action"))


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


def action_page(rights: Rights, pk: int) -> ActionPage:
    """Eight queries, whatever hangs on the action."""
    rows = list(_lines_of_action(rights, pk))
    action = rows[0].action if rows else _superseded(rights, pk)
    review = present_review(rights, action=pk)
    until = known_until(rights, review, "action", pk)
    line = action_line(action, takes_part=folded_participants(rows).get(pk, ()), review=review)
    measures = measure_rows(MeasureLine.objects.filter(action=pk, plan__in=visible_plans(rights)), rights)
    posts = [action.answering_post] if action.answering_post else []
    attached = _attached(rights, pk, posts)
    printed = distinct(printed_line(row) for row in rows)
    return ActionPage(
        pk=pk,
        title=text_of(action, "title"),
        doubt=text_of(action, "doubt"),
        line=line,
        partner_units=distinct(joined_link(row, OrgUnit, name="partner") for row in rows),
        decision=link_to(action.decision),
        planned=line.schedule,
        started_on=known_day(action.started_on, until),
        finished_on=known_day(action.finished_on, until),
        days_told=days_told(rights, action=pk),
        printed=printed,
        themes=distinct(joined_link(row, Theme, name="theme") for row in rows),
        milestones=tuple(
            Stage(text_of(row, "title"), row.ends_on, known_day(row.done_on, until)) for row in attached.more["stage"]
        ),
        measures=measures,
        successions=succession_rows(rights, Succession.objects.filter(Q(old_action=pk) | Q(new_action=pk))),
        became=_lineage(attached.more["became"]),
        came_from=_lineage(attached.more["came_from"]),
        review=review,
        told=review.of("action", pk) if review else None,
        as_of=review.as_of_of("action", pk) if review else None,
        is_off_track=bool(review) and action_state(review, action).deviates,
        published=published_rows(action=pk),
        chain=chain(
            "action",
            line.link,
            benefits=(Link(text_of(row, "title"), page_of(Benefit, row.address)) for row in attached.more["benefit"]),
            indicators=[
                *(measure.indicator for measure in measures),
                *(Link(text_of(row, "title"), page_of(Indicator, row.address)) for row in attached.more["key"]),
            ],
            goals=(line.goal for line in printed),
            posts=(link_to(post) for post in posts),
        ),
        contacts=contacts(posts, attached.holders),
        attached=attached,
    )


def _lines_of_action(rights, pk):
    """One row per line, participant, theme and partner."""
    return (
        with_participants(plan_lines(rights).filter(action=pk))
        .annotate(**columns_of("goal__themes", Theme, name="theme"))
        .annotate(**columns_of("action__partner_units", OrgUnit, name="partner"))
        .select_related("action__decision")
    )


def _superseded(rights, pk):
    """What an action became is told on its page also when no plan prints it any more."""
    action = superseded_actions(rights).select_related("answering_post", "unit", "decision").filter(pk=pk).first()
    if action is None:
        raise Http404
    return action


def _attached(rights, pk, posts) -> Attached:
    """With the stages, the benefits and key indicators of its goals, and the actions it became or came from."""
    goals = visible_goals(rights).filter(plan_lines__action=pk).order_by().values("pk")
    others = visible_actions(rights).order_by().values("pk")
    earlier = Q(old__in=others) | Q(old__in=superseded_actions(rights).order_by().values("pk"))
    lineage = {"code": "kind", "words": "reason", "ends_on": "happened_on"}
    return attached_to(
        rights,
        "action",
        pk,
        posts=[post.pk for post in posts],
        stage=rows_of(
            Milestone.objects.filter(action=pk), title="title", ends_on="due_on", done_on="done_on", position="position"
        ),
        benefit=rows_of(Benefit.objects.filter(goals__in=goals).distinct(), title="name", position="position"),
        key=rows_of(Indicator.objects.key().filter(benefits__goals__in=goals).distinct(), title="name"),
        became=rows_of(
            ActionLineage.objects.filter(old=pk, new__in=others), title="new__title", address="new", **lineage
        ),
        came_from=rows_of(ActionLineage.objects.filter(earlier, new=pk), title="old__title", address="old", **lineage),
    )


def _lineage(rows) -> tuple[LineageRow, ...]:
    return tuple(
        LineageRow(
            Link(text_of(row, "title"), page_of(Action, row.address)),
            str(ActionLineage.Kind(row.code).label),
            row.ends_on,
            row.words,
        )
        for row in rows
    )


def printed_line(line: PlanLine) -> PrintedLine:
    return PrintedLine(
        plan=link_to(line.plan),
        year=line.plan.year,
        goal=link_to(line.goal),
        words=line.words,
        source_text=line.source_text,
        owners=line.owners_text,
        schedule=line.schedule_text,
    )
