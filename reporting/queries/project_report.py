"""Everything a project's own report tells, gathered in a fixed number of statements however many share the project."""

from dataclasses import dataclass, field
from datetime import date

from goals.models import Benefit, Milestone, Project, ProjectUnit, Round, SdgTag
from goals.queries.sdg import SHOWN_ORIGINS
from kemistrategy.schedule import Schedule
from kemistrategy.text import Text, text_of

from .report_rows import DecisionRow, ProjectRow, ReportFacts, StageRow
from .report_told import entry_rows, promise_rows, told_rows


@dataclass(frozen=True)
class TagRow:
    """A mark of sustainable development; one without a target is of the whole goal."""

    number: int
    name: Text
    is_suggested: bool


@dataclass(frozen=True)
class ProjectFacts:
    """What is planned of the project; `report` has what was told of it, with a row of `projects` for each department.

    That row's name is the department's where several share the project, else the project's own.
    """

    pk: int
    name: Text
    strategy: Text
    outcome: Text
    doubt: Text
    schedule: Schedule
    started_on: date | None
    finished_on: date | None
    post: Text
    decision: DecisionRow | None
    participants: tuple[Text, ...]
    themes: tuple[tuple[Text, str], ...]  # name, colour
    benefits: tuple[Text, ...]
    stages: tuple[StageRow, ...]
    tags: tuple[TagRow, ...]
    units: dict[int | None, Text] = field(default_factory=dict)
    report: ReportFacts = field(default_factory=ReportFacts)


def project_facts(round: Round, language: str) -> ProjectFacts:
    """Ten statements."""
    project = Project.objects.select_related("strategy", "answering_post", "decision").get(pk=round.project_id)
    entries = entry_rows((round,), language)
    units = _units(project, entries, language)
    stages = tuple(
        StageRow(text_of(stage, "title", language), stage.due_on, stage.done_on)
        for stage in Milestone.objects.filter(project=project)
    )
    return ProjectFacts(
        pk=project.pk,
        name=text_of(project, "name", language),
        strategy=text_of(project.strategy, "name", language),
        outcome=text_of(project, "outcome", language),
        doubt=text_of(project, "doubt", language),
        schedule=project.schedule,
        started_on=project.started_on,
        finished_on=project.finished_on,
        post=_post(project, language),
        decision=_decision(project.decision),
        participants=tuple(text_of(post, "title", language) for post in project.participants.all()),
        themes=tuple((text_of(theme, "name", language), theme.colour) for theme in project.themes.all()),
        benefits=_benefits(project, language),
        stages=stages,
        tags=_tags(project, language),
        units=units,
        report=ReportFacts(
            entries=entries,
            told=told_rows(round, (round,), language),
            promises=tuple(row for row in promise_rows(round, language) if project.pk == row.key[1]),
            projects=tuple(_share(project, unit, units, stages, language) for unit in units),
        ),
    )


def previous_report(round: Round) -> Round | None:
    """The project's newest closed report before this one."""
    earlier = Round.objects.filter(project=round.project_id, state=Round.State.CLOSED, as_of__lt=round.as_of)
    return earlier.order_by("-as_of", "-pk").first()


def _units(project, entries, language):
    """The departments of the project in their order, then any other that has been asked of it."""
    lines = ProjectUnit.objects.filter(project=project).select_related("unit").order_by("unit__position", "unit")
    units = {line.unit_id: text_of(line.unit, "name", language) for line in lines}
    return units | {entry.unit: entry.unit_name for entry in entries if entry.unit not in units}


def _share(project, unit, units, stages, language):
    return ProjectRow(
        project=project.pk,
        unit=unit,
        strategy=project.strategy_id,
        position=project.position,
        name=units[unit] if len(units) > 1 and units[unit] else text_of(project, "name", language),
        outcome=text_of(project, "outcome", language),
        doubt=text_of(project, "doubt", language),
        schedule=project.schedule,
        post=_post(project, language),
        stages=stages,
    )


def _post(project, language):
    return text_of(project.answering_post, "title", language) if project.answering_post else Text("")


def _decision(decision):
    return DecisionRow(decision.body, decision.decided_on, decision.section) if decision else None


def _benefits(project, language):
    """Those that the goals of the project's themes aim at."""
    found = Benefit.objects.filter(goals__themes__projects=project).order_by("strategy", "position", "pk").distinct()
    return tuple(text_of(benefit, "name", language) for benefit in found)


def _tags(project, language):
    """Each goal once; it is a suggestion only while nobody has confirmed any mark of it."""
    rows = SdgTag.objects.filter(project=project, origin__in=SHOWN_ORIGINS).select_related("sdg_goal")
    found = {}
    for tag in sorted(rows, key=lambda tag: (tag.sdg_goal.number, tag.origin)):
        is_suggested = tag.origin == SdgTag.Origin.SUGGESTED
        number = tag.sdg_goal.number
        found.setdefault(number, TagRow(number, text_of(tag.sdg_goal, "name", language), is_suggested))
    return tuple(found.values())
