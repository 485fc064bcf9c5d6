"""Chapters 3–8 and the annexes, each a function from the sources to its rows."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from goals.status import AWAITING, ENDED, NOT_REPORTED
from kemistrategy.periods import day_words
from kemistrategy.text import Text
from measures.models import Indicator, TargetProposal
from measures.words import target_words
from reporting.queries.charts import bounds_of, indicator_drawing

from .rows import (
    BenefitSection,
    Challenge,
    Change,
    DefinedMeasure,
    DepartmentSection,
    Deviation,
    DueAction,
    GoalSection,
    IndicatorLine,
    ListedAction,
    ProjectLine,
    ProposedTarget,
    SdgRow,
    ThemeSection,
)
from .sources import Sources
from .standing import NOTHING


# --- 3 key indicators
def benefit_sections(sources: Sources) -> tuple[BenefitSection, ...]:
    """The key indicators under the benefits they measure, a part (Having, Loving, Being) below its whole."""
    parts, linked = defaultdict(list), defaultdict(list)
    for indicator in sources.facts.indicators:
        parts[indicator.parent].append(indicator)
    of_indicator = sources.benefits_of_indicator
    for indicator in sources.facts.indicators:
        for benefit in of_indicator.get(indicator.pk, ()):
            if indicator.is_key and indicator.parent is None:
                linked[benefit] += [indicator, *parts[indicator.pk]]
    return tuple(
        BenefitSection(
            name=benefit.title,
            strategy=sources.names["strategy", benefit.parent],
            indicators=tuple(_indicator_line(sources, indicator) for indicator in linked[benefit.pk]),
        )
        for benefit in sources.words("benefit")
    )


def _indicator_line(sources, indicator):
    bodies = sources.bodies(indicator.pk)
    known = sources.ledger.known(indicator, bodies=bodies)
    return IndicatorLine(
        pk=indicator.pk,
        name=indicator.name,
        is_part=indicator.parent is not None,
        baseline=sources.ledger.baseline(indicator),
        target=sources.ledger.target(indicator, bodies=bodies),
        actual=sources.ledger.actual(indicator),
        direction=sources.direction(indicator),
        forecast=sources.standing.forecast(sources.standing.of_indicator(indicator.pk)),
        source=indicator.source,
        measured=sources.ledger.measured(indicator),
        sentence=known.sentence,
        chart=indicator_drawing(known, bounds=bounds_of(indicator)) if known.marks else None,
        doubt=indicator.doubt,
    )


# --- 4 themes
def theme_sections(sources: Sources) -> tuple[ThemeSection, ...]:
    themes = []
    for theme in sorted(
        sources.words("theme"), key=lambda theme: (_strategy_place(sources, theme.parent), theme.position)
    ):
        goals = [pk for pk, linked in sources.themes_of_goal.items() if theme.pk in linked]
        themes.append(
            ThemeSection(
                pk=theme.pk,
                name=theme.title,
                colour=theme.code,
                strategy=sources.names["strategy", theme.parent],
                texts=sources.texts("theme text", theme.pk),
                goals=tuple(_goal(sources, pk) for pk in sources.goal_lines if pk in goals),
            )
        )
    return tuple(themes)


def _strategy_place(sources, pk):
    return [strategy.pk for strategy in sources.words("strategy")].index(pk)


def strategic_goals(sources: Sources) -> ThemeSection:
    """The goals that belong to no theme."""
    goals = tuple(_goal(sources, pk) for pk in sources.goal_lines if not sources.themes_of_goal.get(pk))
    name = Text(_("Strategiset tavoitteet ilman teemaa"), sources.language)
    return ThemeSection(pk=0, name=name, colour="", strategy=NOTHING, texts=(), goals=goals)


def _goal(sources, pk):
    lines = sources.goal_lines[pk]
    actions = {line.action for line in lines}
    entry = sources.standing.of_goal(pk)
    without_action = [
        measure
        for measure in sources.measures_of_goal.get(pk, ())
        if measure.action not in actions or not measure.action
    ]
    return GoalSection(
        pk=pk,
        title=lines[0].goal_title,
        binding=sources.binding(lines[0]),
        sdg=sources.sdg(pk),
        actions=tuple(sources.action(line) for line in lines if line.action),
        measures=tuple(sources.measure(measure) for measure in without_action),
        benefits=tuple(sources.names["benefit", benefit] for benefit in sources.benefits_of_goal.get(pk, ())),
        told=entry.text if entry else NOTHING,
        doubt=lines[0].goal_doubt,
    )


# --- 5 deviations and 8 the rest of the year
def deviations(sources: Sources) -> tuple[Deviation, ...]:
    """What was reported not to go as planned, the gravest first, then in the plan's order."""
    found = [
        *_action_deviations(sources),
        *_indicator_deviations(sources),
        *_goal_deviations(sources),
        *_project_deviations(sources),
    ]
    return tuple(sorted(filter(None, found), key=lambda deviation: -deviation.weight))


def _action_deviations(sources):
    for pk, lines in sources.action_lines.items():
        yield _deviation(
            sources,
            sources.standing.of_action(pk),
            lines[0].schedule,
            goals=tuple(line.goal_title for line in lines),
            binding=next(filter(None, map(sources.binding, lines)), ""),
            kind=_("Toimenpide"),
            title=lines[0].action_title,
            post=lines[0].post,
        )


def _indicator_deviations(sources):
    goals = defaultdict(dict)
    for measure in sources.facts.measures:
        goals[measure.indicator][measure.goal] = sources.goal_lines[measure.goal][0]
    for indicator in sources.facts.indicators:
        lines = goals[indicator.pk].values()
        yield _deviation(
            sources,
            sources.standing.of_indicator(indicator.pk),
            None,
            goals=tuple(line.goal_title for line in lines),
            binding=next(filter(None, map(sources.binding, lines)), ""),
            kind=_("Mittari"),
            title=indicator.name,
            post=indicator.post,
        )


def _goal_deviations(sources):
    for pk, lines in sources.goal_lines.items():
        yield _deviation(
            sources,
            sources.standing.of_goal(pk),
            None,
            goals=(lines[0].goal_title,),
            binding=sources.binding(lines[0]),
            kind=_("Tavoite"),
            title=lines[0].goal_title,
            post=NOTHING,
        )


def _project_deviations(sources):
    told = set()
    for project in sources.facts.projects:
        entry = sources.standing.of_project(project.project, project.unit)
        if entry and id(entry) not in told:
            told.add(id(entry))
            yield _deviation(
                sources,
                entry,
                project.schedule,
                goals=(),
                binding="",
                kind=_("Projekti"),
                title=project.name,
                post=project.post,
            )


def _deviation(sources, entry, schedule, *, goals, binding, kind, title, post):
    found = sources.standing.deviation(entry, schedule)
    if not found:
        return None
    badge, weight = found
    return Deviation(
        goals=goals,
        binding=binding,
        kind=kind,
        title=title,
        badge=badge,
        cause=entry.cause,
        correction=entry.correction,
        post=entry.correction_post or post,
        due=day_words(entry.correction_due_on) if entry.correction_due_on else "",
        weight=weight,
    )


def due_actions(sources: Sources) -> tuple[DueAction, ...]:
    """Actions that should be done between the report's day and the end of its year and are not."""
    as_of = sources.round.as_of
    found = []
    for pk, (line, *_others) in sources.action_lines.items():
        entry = sources.standing.of_action(pk)
        ended = entry is not None and entry.progress in ENDED
        end = None if line.schedule.is_open_ended or line.schedule.is_continuous else line.schedule.end
        if end and as_of < end <= date(as_of.year, 12, 31) and not ended:
            status = sources.standing.status(entry, line.schedule)
            found.append(DueAction(line.action_title, line.post, sources.schedule(line.schedule), status))
    return tuple(found)


def proposed_targets(sources: Sources) -> tuple[ProposedTarget, ...]:
    """Target levels that answerers would change: the council decides, the report only tells."""
    return tuple(
        ProposedTarget(
            indicator=indicator.name,
            present=sources.ledger.target(indicator).present,
            proposed=sources.ledger.level(indicator, row),
            year=str(row.year or ""),
            reason=Text(row.note, row.source),
            post=indicator.post,
            state=str(TargetProposal.State(state).label),
            decision=str(row.decision) if row.decision and state != TargetProposal.State.OPEN else "",
        )
        for indicator in sources.facts.indicators
        for row, state in sources.ledger.proposals(indicator)
    )


# --- 6 departments
def department_sections(sources: Sources) -> tuple[DepartmentSection, ...]:
    projects = defaultdict(list)
    for project in sources.facts.projects:
        projects[project.unit].append(_project(sources, project))
    names = {card.pk: card.title for card in sources.words("card")}
    return tuple(
        DepartmentSection(name, sources.texts("card text", unit), tuple(projects[unit])) for unit, name in names.items()
    )


def _project(sources, project):
    entry = sources.standing.of_project(project.project, project.unit)
    waiting = [stage.title for stage in project.stages if not stage.done_on]
    return ProjectLine(
        pk=project.project,
        name=project.name,
        stage=waiting[0] if waiting else NOTHING,
        schedule=sources.schedule(project.schedule),
        status=sources.standing.status(entry, project.schedule),
        forecast=sources.standing.forecast(entry),
        outcome=project.outcome,
        told=entry.text if entry else NOTHING,
        doubt=project.doubt,
    )


# --- 7 operating environment
def challenges(sources: Sources) -> tuple[Challenge, ...]:
    points = defaultdict(list)
    for point in sources.words("point"):
        points[point.parent].append(point.title)
    return tuple(
        Challenge(challenge.position, challenge.title, tuple(points[challenge.pk]))
        for challenge in sources.words("challenge")
    )


# --- annexes
def listed_actions(sources: Sources) -> tuple[ListedAction, ...]:
    listed = []
    for pk, (line, *_others) in sources.action_lines.items():
        action = sources.action(line)
        listed.append(
            ListedAction(
                pk=pk,
                title=action.title,
                goals=sources.goals_of_action(pk),
                post=action.post,
                owners=action.owners,
                schedule=action.schedule,
                status=action.status,
                decision=next((str(line.decision) for line in sources.action_lines[pk] if line.decision), ""),
            )
        )
    return tuple(listed)


def defined_measures(sources: Sources) -> tuple[DefinedMeasure, ...]:
    return tuple(
        DefinedMeasure(
            pk=indicator.pk,
            name=indicator.name,
            definition=indicator.definition,
            unit=indicator.unit,
            frequency=str(Indicator.Frequency(indicator.frequency).label),
            source=indicator.source,
            post=indicator.post,
            doubt=indicator.doubt,
        )
        for indicator in sources.facts.indicators
    )


def changes(sources: Sources) -> tuple[str, tuple[Change, ...]]:
    """The name of the report before this one ("" when there is none) and the states and target levels changed since."""
    before = {
        entry.action: entry for entry in sources.facts.entries if entry.action and entry.round != sources.round.pk
    }
    earlier = next((entry for entry in sources.facts.entries if entry.round != sources.round.pk), None)
    if earlier is None:
        return "", ()
    found = [*_changed_states(sources, before), *_changed_targets(sources, earlier.round_as_of)]
    return f"{sources.round.Kind(earlier.round_kind).label} {earlier.round_year}", tuple(found)


def _changed_states(sources, before):
    for pk, (line, *_others) in sources.action_lines.items():
        now, earlier = sources.standing.of_action(pk), before.get(pk)
        if now is None and (earlier is None or sources.round.is_open):
            continue  # while a review is open, a report that has not come yet is no change
        silent = (NOT_REPORTED, AWAITING if sources.round.is_open else NOT_REPORTED)
        states = [
            sources.standing.badges.status(entry.progress if entry and entry.progress else silence).label
            for entry, silence in zip((earlier, now), silent, strict=True)
        ]
        if states[0] != states[1]:
            yield Change(line.action_title, *states)


def _changed_targets(sources, since):
    for indicator in sources.facts.indicators:
        rows = {row.pk: row for row in sources.ledger.chain(indicator.pk)}
        for row in rows.values():
            if row.before in rows and row.recorded_at.date() > since:
                earlier, now = (
                    str(target_words(indicator, indicator.unit, level)) for level in (rows[row.before], row)
                )
                basis = str(row.decision) if row.decision else row.note
                yield Change(indicator.name, earlier, f"{now} ({basis})")


def sdg_rows(sources: Sources) -> tuple[SdgRow, ...]:
    goals, names = defaultdict(list), {}
    for pk in sources.goal_lines:
        for mark in sources.sdg(pk):
            names[mark.number] = mark.name
            goals[mark.number].append((sources.goal_title(pk), mark.is_suggested))
    return tuple(SdgRow(number, names[number], tuple(goals[number])) for number in sorted(names))
