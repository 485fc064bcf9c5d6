"""What was changed in the workbook of indicators: other levels, corrected and new figures."""

from collections.abc import Callable, Mapping
from functools import partial

from django.utils.translation import gettext as _

from goals.plan_workbook.own.differences import NEW, Difference
from goals.plan_workbook.own.indicators import (
    DECISION,
    LEVEL_FIELDS,
    OBSERVED_FIELDS,
    REASON,
    TARGETS,
    no_right_to_levels,
)
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.levels import NotALevel, read_level
from measures.models import Indicator
from measures.operations.observations import correct_observation, record_baseline, record_observation
from measures.operations.targets import Basis, change_target, decision_of, level_problem, set_target

from .workbook_applying import Applying, by_row


def apply_measures(applying: Applying, chosen: list[Difference]) -> None:
    for found in by_row(chosen):
        first = found[0]
        deeds: Mapping[tuple[bool, bool], Callable] = {
            (True, True): _add_target,
            (True, False): _change_target,
            (False, True): _add_observation,
            (False, False): _correct,
        }
        applying.do(found, partial(_with_places, deeds[first.sheet == TARGETS, first.what == NEW]))


def _with_places(deed, applying, found):
    applying.keep_places(found, indicator=deed(applying, found))


def _change_target(applying, found) -> Indicator:
    row = applying.row(found[0])
    typed = {name: row.values[name] for name in LEVEL_FIELDS} | {one.column: one.value for one in found}
    if typed["comparison"] != "words" and row.indicator.is_told_in_words is False and not typed["figure"]:
        typed["comparison"] = "words"
    level = _level(row.indicator, typed)
    change_target(
        row.subject.pk, level=level, basis=_basis(applying, found[0].explained), by=_coordinator(applying.rights)
    )
    return row.indicator


def _add_target(applying, found) -> Indicator:
    row, values = found[0].value, found[0].values
    level = _level(row.indicator, values)
    set_target(
        row.indicator.pk,
        year=values["year"],
        level=level,
        basis=_basis(applying, values),
        by=_coordinator(applying.rights),
    )
    return row.indicator


def _coordinator(rights: Rights):
    """A level is decided by a body, and the coordinator enters it."""
    if not rights.coordinates:
        raise NotAllowed(no_right_to_levels())
    return rights.user


def _level(indicator, typed):
    try:
        return read_level(
            indicator,
            figure=typed["figure"],
            comparison=typed["comparison"],
            words=typed["words"],
            due_on=typed["due_on"],
        )
    except NotALevel as problem:
        raise NotAllowed(level_problem(problem, indicator)) from problem


def _basis(applying, told) -> Basis:
    return applying.basis_of(Basis(decision_pk=told.get(DECISION), reason=told.get(REASON) or ""))


def _correct(applying, found) -> Indicator:
    row = applying.row(found[0])
    typed = {name: row.values[name] for name in OBSERVED_FIELDS} | {one.column: one.value for one in found}
    reason = found[0].explained.get(REASON) or _reason_of(applying.basis, applying.rights.user)
    correct_observation(row.subject.pk, **typed, reason=reason, rights=applying.rights)
    return row.indicator


def _reason_of(basis: Basis, by) -> str:
    """A correction has words only: those of the decision when no others were given."""
    return basis.reason or str(decision_of(basis, by=by) or "")


def _add_observation(applying, found) -> Indicator:
    row, values = found[0].value, found[0].values
    typed = {name: values[name] for name in OBSERVED_FIELDS} | {"source": values["source"] or None}
    record = record_baseline if values["is_baseline"] else record_observation
    if values["period"] is None and not values["is_baseline"]:
        raise NotAllowed(_("Kirjoita jakso esimerkiksi näin: 2023, 1–6/2023 tai 6/2023."))
    record(row.indicator.pk, period=values["period"], rights=applying.rights, **typed)
    return row.indicator
