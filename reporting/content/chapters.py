"""The chapters of indicators, themes, departments, environment and what comes next: functions from sources to rows."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from goals.models.plans import Progress
from goals.status import ENDED, goes_on
from kemistrategy.text import Text
from measures.models import TargetProposal
from reporting.models import Review
from reporting.queries.charts import bounds_of, indicator_drawing

from .rows import (
    BenefitSection,
    CarriedAction,
    Challenge,
    DepartmentSection,
    DueAction,
    GoalSection,
    IndicatorLine,
    ProjectLine,
    ProposedTarget,
    ThemeSection,
)
from .sources import Sources
from .standing import NOTHING, key_of


# --- 3 key indicators
def benefit_sections(sources: Sources) -> tuple[BenefitSection, ...]:
    """The key indicators under the benefits they measure, a part (Having, Loving, Being) below its whole."""
    parts, linked = defaultdict(list), defaultdict(list)
    for indicator in sources.indicators.values():
        parts[indicator.parent].append(indicator)
    of_indicator = sources.benefits_of_indicator
    for indicator in sources.indicators.values():
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
        if sources.units is None or linked[benefit.pk]
    )


def _indicator_line(sources, indicator):
    bodies, key = sources.bodies(indicator.pk), key_of(indicator=indicator.pk)
    known, year = sources.ledger.known(indicator, bodies=bodies), sources.round.year
    earlier = (year - 2, year - 1) if sources.round.is_year_end else ()
    return IndicatorLine(
        pk=indicator.pk,
        name=indicator.name,
        is_part=indicator.parent is not None,
        baseline=sources.ledger.baseline(indicator),
        earlier=tuple(sources.ledger.of_year(indicator, before) for before in earlier),
        target=sources.ledger.target(indicator, bodies=bodies),
        actual=sources.ledger.actual(indicator),
        direction=sources.direction(indicator),
        forecast=sources.standing.forecast(key),
        judged=sources.standing.judged(key),
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
        goals = [pk for pk in sources.goal_lines if theme.pk in sources.themes_of_goal.get(pk, ())]
        if sources.units is not None and not goals:
            continue
        themes.append(
            ThemeSection(
                pk=theme.pk,
                name=theme.title,
                colour=theme.code,
                strategy=sources.names["strategy", theme.parent],
                texts=sources.texts("theme text", theme.pk),
                goals=tuple(_goal(sources, pk) for pk in goals),
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
    key = key_of(goal=pk)
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
        judged=sources.standing.judged(key),
        told=sources.voices.of_entry(sources.standing.heard(key), "public_text"),
        doubt=lines[0].goal_doubt,
    )


# --- 8 the rest of the year
def due_actions(sources: Sources) -> tuple[DueAction, ...]:
    """Actions that should be done between the report's day and the end of its year and are not."""
    as_of = sources.round.as_of
    found = []
    for pk, (line, *_others) in sources.action_lines.items():
        key = key_of(action=pk)
        entry = sources.standing.heard(key)
        ended = entry is not None and entry.progress in ENDED
        end = None if line.schedule.is_open_ended or line.schedule.is_continuous else line.schedule.end
        if end and as_of < end <= date(as_of.year, 12, 31) and not ended:
            status = sources.standing.status(key, line.schedule, has_post=bool(line.post))
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
        for indicator in sources.indicators.values()
        for row, state in sources.ledger.proposals(indicator)
    )


def carried_over(sources: Sources) -> tuple[CarriedAction, ...]:
    """Actions that go on with us after the year, as the next year's draft takes them along."""
    carried = []
    for pk, (line, *_others) in sources.action_lines.items():
        key = key_of(action=pk)
        entry = sources.standing.heard(key)
        if entry and not goes_on(entry.progress, entry.fate):
            continue
        carried.append(
            CarriedAction(
                pk=pk,
                title=line.action_title,
                post=line.post,
                schedule=sources.schedule(line.schedule),
                status=sources.standing.status(key, line.schedule, has_post=bool(line.post)),
                fate=sources.standing.badges.fate(entry.fate) if entry else None,
                note=sources.voices.of_entry(entry, "fate_note"),
            )
        )
    return tuple(carried)


# --- 6 departments
def department_sections(sources: Sources) -> tuple[DepartmentSection, ...]:
    projects, heads = defaultdict(list), {}
    for project in sources.projects:
        projects[project.unit].append(_project(sources, project))
    for head in sources.words("head"):
        heads[head.pk] = (head.title, head.code == "accountable")
    named = {card.pk: card.title for card in sources.words("card")}
    for row in sources.voices.rows("review"):  # a department may write without a card in the strategy
        if row.owner:
            named.setdefault(row.owner, Text(row.extra, sources.language))
    names = {unit: name for unit, name in named.items() if sources.is_told(unit)}
    return tuple(
        DepartmentSection(
            unit,
            name,
            *heads.get(unit, (NOTHING, False)),
            sources.texts("card text", unit),
            sources.voices.review(Review.Kind.DEPARTMENT, unit),
            tuple(projects[unit]),
        )
        for unit, name in names.items()
    )


def _project(sources, project):
    key = sources.standing.project_key(project.project, project.unit)
    entry = sources.standing.heard(key)
    waiting = [stage.title for stage in project.stages if not stage.done_on]
    return ProjectLine(
        pk=project.project,
        name=project.name,
        stage=waiting[0] if waiting else NOTHING,
        schedule=sources.schedule(project.schedule),
        status=sources.standing.status(key, project.schedule, has_post=bool(project.post)),
        unchanged=sources.standing.unchanged(key),
        forecast=sources.standing.forecast(key),
        judged=sources.standing.judged(key),
        outcome=project.outcome,
        told=sources.voices.of_entry(entry, "public_text"),
        doubt=project.doubt,
        has_ended=entry is not None and entry.progress in (Progress.COMPLETED, Progress.DISCONTINUED),
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
