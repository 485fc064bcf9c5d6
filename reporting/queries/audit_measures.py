"""What stands behind the goals that the committee judges: measures, evidence, and what was changed afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain

from django.db.models import Case, Exists, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models import Entry, Goal, MeasureLine, Round
from goals.permissions import visible_plans
from goals.queries.entries import subject_title
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.ledger import adopted_target
from measures.models import Indicator, Target
from reporting.permissions import valid_audit_access

from .figures import Known, Level, measure_of, observed_level, target_level
from .links import Link, link_to
from .measured import EvidenceRow, in_force, observation_rows, observations_of

EDITED_FIELDS = (
    "progress",
    "forecast",
    "attainment",
    "not_assessed",
    "attainment_reason",
    "public_text",
    "cause",
    "correction",
    "proposal",
    "fate",
    "fate_note",
)


@dataclass(frozen=True)
class Move:
    """A level that took another's place: `basis` is the decision or the reason; `by` is for the pages only."""

    level: Level
    decision: Link | None
    reason: str
    by: str
    moved_on: date


@dataclass(frozen=True)
class MeasureRow:
    """`actual` is of the judged year; without one `last_known` tells what is known from before it.

    `adopted` and `present` are the same level where it has not moved. `badge` is the management's judgement.
    """

    words: Text
    indicator: Link
    adopted: Level | None
    present: Level | None
    moves: tuple[Move, ...]
    baseline: Level | None
    actual: Level | None
    last_known: Level | None
    evidence: tuple[EvidenceRow, ...]
    corrections: tuple["LateEdit", ...]
    code: str
    badge: Badge | None
    indicator_pk: int

    @property
    def is_attained(self) -> bool:
        return self.code == "attained"


@dataclass(frozen=True)
class LateEdit:
    """What was changed after its review had closed: of whom, when, why; `entry_pk` leads to its whole history."""

    subject: Text
    round: str
    at: datetime
    reason: str
    changes: tuple[tuple[str, str, str], ...]  # (label, before, after)
    entry_pk: int | None = None


@dataclass
class Told:
    """Entries of the year's reviews, by what they are of."""

    of_goal: dict[int, Entry] = field(default_factory=dict)  # the year-end report's
    of_indicator: dict[int, Entry] = field(default_factory=dict)
    late: dict[tuple, list[Entry]] = field(default_factory=lambda: defaultdict(list))  # ("goal" or "indicator", pk)
    evidence: dict[int, dict[int, EvidenceRow]] = field(default_factory=lambda: defaultdict(dict))  # goal pk → pk → row


# --- what was told -------------------------------------------------------------------------------------------------
def told_of(goals: set[int], *, year: int, year_end: Round | None) -> Told:
    """What the year's reviews told of the goals, of the actions under them and of indicators. One query.

    Who has no valid decision to read the evidence sees that there is some, without its name and address.
    """
    rows = Entry.objects.filter(round__year=year, round__kind__in=Round.CITY_KINDS, round__opened_at__isnull=False)
    of_action = Q(action__plan_lines__goal__in=goals, action__plan_lines__plan__year=year)
    may_read = Exists(valid_audit_access())
    rows = (
        rows.filter(Q(goal__in=goals) | Q(indicator__isnull=False) | of_action)
        .select_related("round", "replaces", *Entry.SUBJECTS)
        .annotate(
            line_goal=F("action__plan_lines__goal"),
            evidence_pk=F("evidence__pk"),
            **{
                f"evidence_{name}": Case(When(may_read, then=F(f"evidence__{name}")), default=Value(""))
                for name in ("title", "file_name", "address")
            },
        )
        .order_by("revision", "pk")
    )
    told = Told()
    for row in rows:
        _take(row, told, goals, year_end)
    return told


def _take(row, told, goals, year_end):
    goal = row.goal_id or row.line_goal
    if row.round_id == (year_end and year_end.pk):  # rows come by revision: the newest stays
        if row.goal_id:
            told.of_goal[row.goal_id] = row
        elif row.indicator_id:
            told.of_indicator[row.indicator_id] = row
    if row.replaces_id:
        key = ("indicator", row.indicator_id) if row.indicator_id else ("goal", goal)
        if all(row.pk != known.pk for known in told.late[key]):
            told.late[key].append(row)
    if row.evidence_pk and goal in goals:
        names = (row.evidence_title, row.evidence_file_name, row.evidence_address)
        told.evidence[goal][row.evidence_pk] = EvidenceRow(row.evidence_pk, *names)


def late_edits_of(goal_pk: int, measures: Iterable[MeasureRow], told: Told, badges: Badges) -> tuple[LateEdit, ...]:
    """Late versions of entries of the goal, of its actions and measures, and values corrected after the closing."""
    keys = [("goal", goal_pk), *(("indicator", row.indicator_pk) for row in measures)]
    entries = {row.pk: row for key in dict.fromkeys(keys) for row in told.late.get(key, ())}
    edits = [_late_edit(row, badges) for row in entries.values()]
    edits += dict.fromkeys(chain.from_iterable(row.corrections for row in measures))
    return tuple(sorted(edits, key=lambda edit: edit.at))


def _late_edit(row, badges):
    return LateEdit(
        subject=subject_title(row, get_language()),
        round=row.round.title,
        at=row.saved_at or row.sent_at or row.round.closed_at,
        reason=row.late_reason,
        changes=tuple(_changes(row.replaces, row, badges)),
        entry_pk=row.pk,
    )


def _changes(before, after, badges):
    words = {"progress": badges.status, "forecast": badges.forecast, "attainment": badges.attainment}
    for name in EDITED_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        column = Entry._meta.get_field(name)
        if named := words.get(name):
            old, new = (named(code).label if code else "" for code in (old, new))
        elif column.choices:
            old, new = (str(dict(column.flatchoices).get(code, code)) for code in (old, new))
        yield str(column.verbose_name), old, new


# --- what was measured ---------------------------------------------------------------------------------------------
def measures_of(
    goals: Iterable[Goal], *, year: int, rounds: Iterable[Round], rights: Rights, told: Told, badges: Badges
) -> dict[int, tuple[MeasureRow, ...]]:
    """The measures of each goal, in the order of the plans; four queries.

    A goal that no plan measures is measured by the indicators of the benefits it serves. `rounds`: the year's reviews.
    """
    goals = {goal.pk: goal for goal in goals}
    pairs = _pairs(goals, year=year, rights=rights)
    indicators = {indicator.pk: indicator for rows in pairs.values() for _words, indicator in rows}
    bodies = defaultdict(set)
    for pk, rows in pairs.items():
        for _words, indicator in rows:
            bodies[indicator.pk].add(goals[pk].binding_level)
    targets, observed = _targets_of(indicators), observations_of(indicators, rights)
    rows = {}
    for pk, indicator in indicators.items():
        known = _known(indicator, targets.get(pk, ()), observed.get(pk, ()), frozenset(bodies[pk]), year)
        corrections = tuple(_late_corrections(indicator, observed.get(pk, ()), rounds))
        rows[pk] = _measure_row(indicator, known, observed.get(pk, ()), corrections, told.of_indicator.get(pk), badges)
    return {pk: tuple(replace(rows[row.pk], words=words) for words, row in found) for pk, found in pairs.items()}


def _pairs(goals, *, year, rights) -> dict[int, list[tuple[Text, Indicator]]]:
    """Goal pk → (the plan's words, the indicator)."""
    lines = MeasureLine.objects.filter(goal__in=goals, plan__in=visible_plans(rights), plan__year=year)
    pairs = defaultdict(list)
    for line in lines.select_related("indicator").order_by("plan", "position", "pk"):
        pairs[line.goal_id].append((text_of(line, "words"), line.indicator))
    served = Indicator.objects.annotate(served_goal=F("benefits__goals")).filter(served_goal__in=goals)
    planned = set(pairs)
    for indicator in served.order_by("position", "pk"):
        if indicator.served_goal not in planned:
            pairs[indicator.served_goal].append((text_of(indicator, "name"), indicator))
    return pairs


def _targets_of(indicators) -> dict[int, list[Target]]:
    """Every level of each indicator with what it rests on and who set it, in the order they were set."""
    found = defaultdict(list)
    rows = Target.objects.filter(indicator__in=indicators).select_related("decision", "entered_by")
    for row in rows.annotate(follower=F("replaced_by__pk")).order_by("pk"):
        found[row.indicator_id].append(row)
    return found


def _known(indicator, targets, observed, bodies, year) -> Known:
    """What was known of the judged year: later values are no part of it."""
    last = date(year, 12, 31)
    counted = tuple(row for row in in_force(observed) if row.period_end is None or row.period_end <= last)
    return Known(measure_of(indicator), counted, tuple(targets), bodies, year)


def _measure_row(indicator, known, observed, corrections, entry, badges):
    target = known.target
    adopted = adopted_target(known.targets, year=target.year, bodies=known.bodies) if target else None
    code = entry.attainment if entry and entry.is_sent else ""
    latest = observed_level(known.latest, indicator) if known.latest else None
    is_of_year = bool(known.latest and known.latest.period_end.year == known.year)
    evidence = {piece.pk: piece for row in observation_rows(observed, indicator) for piece in row.evidence}
    return MeasureRow(
        words=Text(""),
        indicator=link_to(indicator),
        adopted=target_level(adopted, indicator) if adopted else None,
        present=target_level(target, indicator) if target else None,
        moves=tuple(_moves(known, adopted, indicator)),
        baseline=observed_level(known.baseline, indicator) if known.baseline else None,
        actual=latest if is_of_year else None,
        last_known=None if is_of_year else latest,
        evidence=tuple(evidence.values()),
        corrections=corrections,
        code=code,
        badge=badges.attainment(code),
        indicator_pk=indicator.pk,
    )


def _moves(known, adopted, indicator):
    """The levels that took the adopted one's place one after another, of the year that is judged."""
    if adopted is None or known.target is adopted:
        return
    for row in known.targets:
        if row.year == adopted.year and row.pk > adopted.pk:
            yield Move(
                level=target_level(row, indicator),
                decision=link_to(row.decision),
                reason=row.reason,
                by=str(row.entered_by or ""),
                moved_on=timezone.localtime(row.entered_at).date(),
            )


def _late_corrections(indicator, observed, rounds):
    """Values that another took the place of after the review that told them had closed."""
    rows = {row.pk: row for row in observed}
    for row in rows.values():
        before = rows.get(row.corrects_id)
        told_in = before and before.period_end and _review_of(before, rounds)
        if told_in and row.entered_at > told_in.closed_at:
            levels = (str(observed_level(value, indicator)) for value in (before, row))
            yield LateEdit(
                subject=text_of(indicator, "name"),
                round=told_in.title,
                at=row.entered_at,
                reason=row.reason,
                changes=((_("Toteuma"), *levels),),
            )


def _review_of(observation, rounds):
    """The first closed review that could tell the value."""
    told = (row for row in rounds if row.closed_at and observation.entered_at <= row.closed_at)
    return next((row for row in told if row.starts_on <= observation.period_end <= row.as_of), None)
