"""Omat kirjaukset: what a person answers for in the open round, by goal, and what she only takes part in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.badges import Badge, Badges
from goals.completeness import completeness
from goals.models import Entry, Goal, MeasureLine, PlanLine, Round
from goals.permissions import own_entries, visible_actions
from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .entries import (
    ENTRY_RELATIONS,
    MOST_TIMES_UNCHANGED,
    EntryLine,
    due_words,
    entries_for_forms,
    entry_lines,
    figures_of_entries,
    previous_words,
    subject_title,
)
from .subjects import SUBJECT_RELATIONS, previous_entries, subject_key

# Actions, projects, indicators, and at year-end the goal itself: the last, for it is judged from the others.
ENTRY_ORDER = (*(F(f"{subject}__position").asc(nulls_last=True) for subject in SUBJECT_RELATIONS), "pk")
HEADINGS = {"projects": _("Projektit"), "indicators": _("Keskeiset mittarit")}


@dataclass(frozen=True)
class EntryRow:
    pk: int
    kind: str
    title: Text
    post: Text
    state: Badge
    status: Badge | None
    has_previous: bool
    previous_words: Text
    is_editable: bool
    may_send: bool
    return_note: str
    completeness: int  # percent of what is asked that has been filled
    attainment: Badge | None
    needs_own_words: bool  # nothing has changed in two reports already


@dataclass(frozen=True)
class EntryGroup:
    """Entries under one goal, or under a heading of their own."""

    key: str  # address part: the goal's pk, or "projects" / "indicators"
    heading: Text
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True)
class Participation:
    title: Text
    action_id: int
    answering_post: Text


@dataclass(frozen=True)
class ProjectReport:
    """A project's own report, which goes beside the city's and has its own day."""

    title: str
    project: Text
    due_words: str
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True)
class MyEntries:
    """The city's open review, "" and no groups when none is open, and the open reports of projects beside it."""

    round_title: str
    due_words: str
    as_of: date | None
    groups: tuple[EntryGroup, ...]
    projects: tuple[ProjectReport, ...]
    participation: tuple[Participation, ...]

    @property
    def rows(self) -> list[EntryRow]:
        return [row for group in (*self.groups, *self.projects) for row in group.rows]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def left(self) -> int:
        """How many are not sent yet."""
        return sum(row.is_editable for row in self.rows)

    @property
    def next_row(self) -> EntryRow | None:
        """The first that has not been sent."""
        return next((row for row in self.rows if row.is_editable), None)

    @property
    def any_sendable(self) -> bool:
        return any(row.may_send and row.is_editable for row in self.rows)

    @property
    def any_previous(self) -> bool:
        return any(row.has_previous and row.is_editable for row in self.rows)


def open_round() -> Round | None:
    """The city's open review, of which there is one at a time."""
    return Round.objects.filter(state=Round.State.OPEN, project=None).order_by("due_on").first()


def open_project_rounds() -> list[Round]:
    """The projects' own reports that are open beside it, the next day first."""
    rounds = Round.objects.filter(state=Round.State.OPEN, project__isnull=False)
    return list(rounds.select_related("project").order_by("due_on", "pk"))


def entries_in_state(rights: Rights, state: str) -> list[int]:
    """Numbers of this person's entries of the open reviews in one state."""
    entries = own_entries(rights).present().filter(round__state=Round.State.OPEN, state=state)
    return list(entries.order_by("pk").values_list("pk", flat=True))


def my_entries(rights: Rights, language: str) -> MyEntries | None:
    """The page's content, or None when nothing is open; eight queries."""
    round, beside = open_round(), open_project_rounds()
    if round is None and not beside:
        return None
    rounds = {row.pk: row for row in (*([round] if round else ()), *beside)}
    entries = list(
        own_entries(rights).present().filter(round__in=rounds).select_related(*ENTRY_RELATIONS).order_by(*ENTRY_ORDER)
    )
    rows = _rows(entries, rights, language)
    today = clock.today()
    citys = [entry for entry in entries if round and entry.round_id == round.pk]
    return MyEntries(
        round_title=round.title if round else "",
        due_words=due_words(round, today) if round else "",
        as_of=round.as_of if round else None,
        groups=tuple(_grouped(citys, rows, language)),
        projects=tuple(_of_projects(beside, entries, rows, today, language)),
        participation=tuple(_participation(rights, round, language)) if round else (),
    )


@dataclass(frozen=True)
class NextEntry:
    """What is to be written next; `left` counts everything unsent, this one included."""

    pk: int
    title: Text
    left: int


def next_entry(rights: Rights, sent: Entry, language: str) -> NextEntry | None:
    """The unsent one that follows it on the page of own entries, else the first; None when all is sent. Three
    queries.
    """
    own = own_entries(rights).present().filter(round__state=Round.State.OPEN)
    rows = own.filter(Q(pk=sent.pk) | ~Q(state__in=Entry.SENT_STATES)).select_related("round", *SUBJECT_RELATIONS)
    entries = list(rows.order_by(*ENTRY_ORDER))
    goals = goals_of_entries(entries)
    entries.sort(key=lambda entry: _place(entry, goals.get(entry.pk)))
    place = next((number for number, entry in enumerate(entries) if entry.pk == sent.pk), -1)
    unsent = [entry for entry in (*entries[place + 1 :], *entries[: place + 1]) if not entry.is_sent]
    return NextEntry(unsent[0].pk, subject_title(unsent[0], language), len(unsent)) if unsent else None


def _place(entry, goal):
    """The city's review by its goals, then the projects' own reports by their days."""
    round = entry.round
    report = (True, round.due_on, round.pk) if round.project_id else (False, date.min, 0)
    return (*report, *((0, goal.position, goal.pk) if goal else (1, not entry.project_id, 0)))


def _rows(entries, rights, language) -> dict[int, EntryRow]:
    badges = Badges()
    previous = previous_entries(entries)
    figures = figures_of_entries(entries)
    return {
        entry.pk: _row(
            entry, figures.get(entry.pk, []), previous.get(entry.pk), badges.of(entry.round), rights, language
        )
        for entry in entries
    }


def _of_projects(rounds, entries, rows, today, language):
    for round in rounds:
        own = tuple(rows[entry.pk] for entry in entries if entry.round_id == round.pk)
        if own:
            project = text_of(round.project, "name", language)
            yield ProjectReport(round.title, project, due_words(round, today), own)


def _grouped(entries, rows, language):
    goals = goals_of_entries(entries)
    groups = {}
    for entry in entries:
        goal = goals.get(entry.pk)
        if goal:
            key, order, heading = str(goal.pk), (0, goal.position), text_of(goal, "title", language)
        else:
            key = "projects" if entry.project_id else "indicators"
            order, heading = (1, key == "indicators"), Text(str(HEADINGS[key]), language)
        _order, _heading, own = groups.setdefault(key, (order, heading, []))
        own.append(rows[entry.pk])
    for key, (_order, heading, own) in sorted(groups.items(), key=lambda item: item[1][0]):
        yield EntryGroup(key, heading, tuple(own))


def goals_of_entries(entries: list[Entry]) -> dict[int, object]:
    """Entry pk → the goal under which its form stands: the first of the plan; two queries."""
    by_action, by_indicator = {}, {}
    actions = [entry.action_id for entry in entries if entry.action_id]
    for line in PlanLine.objects.filter(action__in=actions).select_related("goal").order_by("position"):
        by_action.setdefault(line.action_id, line.goal)
    indicators = [entry.indicator_id for entry in entries if entry.indicator_id]
    for line in MeasureLine.objects.filter(indicator__in=indicators).select_related("goal").order_by("position"):
        by_indicator.setdefault(line.indicator_id, line.goal)
    goals = {
        entry.pk: entry.goal or by_action.get(entry.action_id) or by_indicator.get(entry.indicator_id)
        for entry in entries
    }
    return {pk: goal for pk, goal in goals.items() if goal}


def _row(entry, figures, earlier, badges, rights, language):
    previous = previous_words(earlier, badges)
    return EntryRow(
        pk=entry.pk,
        kind=subject_key(entry)[0],
        title=subject_title(entry, language),
        post=text_of(entry.post, "title", language),
        state=badges.entry_state(entry.state),
        status=badges.status(entry.progress) if entry.progress else None,
        has_previous=previous is not None,
        previous_words=previous.words if previous else Text(""),
        is_editable=entry.round.is_open and not entry.is_sent,
        may_send=entry.post_id in rights.sends_for,
        return_note=entry.return_note,
        completeness=completeness(entry, figures) if entry.state == Entry.State.DRAFT else 0,
        attainment=badges.attainment(entry.attainment),
        needs_own_words=previous is not None and previous.times_unchanged >= MOST_TIMES_UNCHANGED,
    )


@dataclass(frozen=True)
class EntriesOfGroup:
    """The page with all forms of a goal under each other."""

    heading: Text
    round_title: str
    due_words: str
    badges: Badges
    lines: list[EntryLine]


def entries_of_group(rights: Rights, key: str, language: str) -> EntriesOfGroup | None:
    """What the forms of one group need, or None when this person has no such group in the open review; nine
    queries.

    The key is a goal's pk, "projects" or "indicators". An action printed under two goals stands on both pages.
    """
    own = own_entries(rights).present().filter(round__state=Round.State.OPEN, round__project=None)
    entries = entries_for_forms(own).order_by(*ENTRY_ORDER)
    if key in HEADINGS:
        heading = Text(str(HEADINGS[key]), language)
        measured = MeasureLine.objects.values("indicator")
        chosen = (
            entries.filter(project__isnull=False)
            if key == "projects"
            else entries.filter(indicator__isnull=False).exclude(indicator__in=measured)
        )
    else:
        goal = Goal.objects.filter(pk=int(key)).first()
        if goal is None:
            return None
        heading = text_of(goal, "title", language)
        chosen = entries.filter(
            Q(action__in=PlanLine.objects.filter(goal=goal).values("action"))
            | Q(indicator__in=MeasureLine.objects.filter(goal=goal).values("indicator"))
            | Q(goal=goal)
        )
    rows = list(chosen)
    if not rows:
        return None
    badges = Badges(rows[0].round)
    return EntriesOfGroup(
        heading=heading,
        round_title=rows[0].round.title,
        due_words=due_words(rows[0].round, clock.today()),
        badges=badges,
        lines=entry_lines(rows, rights=rights, badges=badges, language=language),
    )


def _participation(rights, round, language):
    """Actions of the round's plans in which the person's posts, or groups they belong to, only take part."""
    posts = list(rights.writes_for)
    actions = (
        visible_actions(rights)
        .filter(Q(participants__in=posts) | Q(participants__members__in=posts))
        .filter(plan_lines__plan__year=round.year)
        .exclude(answering_post__in=posts)
        .select_related("answering_post")
        .distinct()
    )
    for action in actions:
        yield Participation(
            title=text_of(action, "title", language),
            action_id=action.pk,
            answering_post=text_of(action.answering_post, "title", language) if action.answering_post else Text(""),
        )
