"""Editing the printed lines of a plan and the stages of a project, in the words of the documents; as plan_editing."""

from collections.abc import Mapping

from django.db import transaction
from modeltranslation.utils import get_translation_fields

from goals.models import MeasureLine, Milestone, PlanLine, Project
from kemistrategy.history import save_with_history
from measures.operations.targets import Basis

from .new_rows import last_position, refuse_empty
from .plan_basis import NO_BASIS, plan_for_editing

LINE_FIELDS = ("words", "owners_text", "schedule_text", "weight")
MEASURE_FIELDS = tuple(get_translation_fields("words"))
STAGE_FIELDS = (*get_translation_fields("title"), "due_on", "done_on")


@transaction.atomic
def edit_line(line_pk: int, *, changes: Mapping[str, object], basis: Basis = NO_BASIS, by, reason: str) -> PlanLine:
    """`changes` has keys of LINE_FIELDS. A line of a plan in force changes by a decision or with a reason."""
    line = PlanLine.objects.select_for_update(of=("self",)).get(pk=line_pk)
    _plan, tail = plan_for_editing(line.plan_id, basis, by=by)
    _put(line, changes, LINE_FIELDS)
    refuse_empty(line.words)
    return save_with_history(line, by=by, reason=reason + tail)


@transaction.atomic
def edit_measure_line(
    line_pk: int, *, changes: Mapping[str, object], basis: Basis = NO_BASIS, by, reason: str
) -> MeasureLine:
    """`changes`: the sentence in any of the languages (MEASURE_FIELDS); its indicator and level are changed there."""
    line = MeasureLine.objects.select_for_update(of=("self",)).get(pk=line_pk)
    _plan, tail = plan_for_editing(line.plan_id, basis, by=by)
    _put(line, changes, MEASURE_FIELDS)
    refuse_empty(line.words_fi)
    return save_with_history(line, by=by, reason=reason + tail)


@transaction.atomic
def add_stage(project_pk: int, *, values: Mapping[str, object], by, reason: str) -> Milestone:
    """The last stage of a project; `values` has keys of STAGE_FIELDS."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_pk)
    stage = Milestone(project=project, position=last_position(project.milestones) + 1)
    _put(stage, values, STAGE_FIELDS)
    refuse_empty(stage.title_fi)
    return save_with_history(stage, by=by, reason=reason)


@transaction.atomic
def edit_stage(stage_pk: int, *, changes: Mapping[str, object], by, reason: str) -> Milestone:
    stage = Milestone.objects.select_for_update(of=("self",)).get(pk=stage_pk, project__isnull=False)
    _put(stage, changes, STAGE_FIELDS)
    refuse_empty(stage.title_fi)
    return save_with_history(stage, by=by, reason=reason)


def _put(row, changes, fields):
    for name, value in changes.items():
        if name not in fields:
            raise ValueError(f"{name} is not edited here")
        setattr(row, name, value)
