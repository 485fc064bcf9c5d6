"""Editing one project in the browser: its card, the departments that share it and its schedule."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import Benefit, Entry, Project, ProjectUnit, Round, Theme
from goals.permissions import steered
from kemistrategy import clock
from kemistrategy.history import save_with_history, save_with_links
from kemistrategy.organisation.models import Decision, OrgUnit, Position, is_valid_on
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.models import Indicator
from measures.operations.targets import Basis

from .actual_days import refuse_days
from .answering import give_answering_post
from .edit_conflicts import refuse_stale
from .measure_editing import add_project
from .new_plan_rows import NO_SCHEDULE
from .new_rows import last_position, refuse_empty, schedule_columns
from .plan_basis import NO_BASIS, basis_of_strategy, strategy_for_editing

TEXTS = tuple(column for name in ("name", "outcome", "gain", "doubt") for column in get_translation_fields(name))
DETAILS = (*TEXTS, "decision_id", "started_on", "finished_on")
LINKS = ("themes", "benefits", "indicators", "participants")
FACTS = {"started_on", "finished_on", *get_translation_fields("doubt")}  # no part of what a strategy says


@transaction.atomic
def create_project(
    strategy_pk: int,
    *,
    name: str,
    schedule: Schedule = NO_SCHEDULE,
    lines: Mapping[int, str],
    basis: Basis = NO_BASIS,
    rights: Rights,
) -> Project:
    """A new project with its line in each department of `lines` (department → words).

    To a strategy in force it comes by a decision or with a reason.
    """
    refuse_empty(name)
    if not lines:
        raise NotAllowed(_("Valitse ainakin yksi toimiala, jonka projekti on."))
    _strategy, tail = strategy_for_editing(strategy_pk, basis, by=rights.user)
    about = {"by": rights.user, "reason": f"project added{tail}"}
    project = add_project(strategy_pk, name=name, schedule=schedule, **about)
    _Lines(project, lines).save(by=rights.user, tail=tail)
    return project


@transaction.atomic
def save_project(
    project_pk: int,
    *,
    values: Mapping[str, object],
    schedule: Schedule,
    links: Mapping[str, Collection[int]],
    lines: Mapping[int, str],
    post_pk: int | None = None,
    version: int | None = None,
    basis: Basis = NO_BASIS,
    rights: Rights,
) -> bool:
    """`values` has keys of DETAILS, `links` of LINKS, `lines` is department → its words. False when nothing changed.

    What a strategy in force says changes by a decision or with a reason; actual days and open questions without.
    Another answering post moves what is being written too, and the former one stays a participant; None: as it is.
    """
    by = rights.user
    project = steered(Project, rights).select_for_update(of=("self",)).get(pk=project_pk)
    refuse_stale(project, version)
    columns = {**_checked(project, values), **schedule_columns(schedule)}
    changed = [name for name, value in columns.items() if (getattr(project, name) or None) != (value or None)]
    wanted = {name: set(pks) for name, pks in links.items()}
    if "participants" in wanted:
        wanted["participants"] -= {project.answering_post_id}
    moved = [name for name, pks in wanted.items() if pks != set(getattr(project, name).values_list("pk", flat=True))]
    _refuse_strangers(project, {name: wanted[name] for name in moved})
    printed = _Lines(project, lines)
    is_said = moved or printed.is_changed or set(changed) - FACTS
    tail = basis_of_strategy(project.strategy, basis, by=by) if is_said else ""
    printed.save(by=by, tail=tail)
    if is_said or changed:
        for name in changed:
            setattr(project, name, columns[name])
        save_with_links(project, {name: wanted[name] for name in moved}, by=by, reason=f"project edited{tail}")
    is_given = post_pk is not None and post_pk != project.answering_post_id
    if is_given:
        give_answering_post("project", project_pk, post_pk=post_pk, rights=rights)
    return bool(is_said or changed or is_given)


def _checked(project, values):
    if unknown := set(values) - set(DETAILS):
        raise ValueError(f"{unknown} is not edited here")
    refuse_empty(values.get("name_fi", project.name_fi))
    decision_pk = values.get("decision_id")
    if decision_pk and not Decision.objects.filter(pk=decision_pk).exists():
        raise NotAllowed(_("Valittua päätöstä ei ole. Valitse toinen."))
    refuse_days(values.get("started_on", project.started_on), values.get("finished_on", project.finished_on))
    return values


def _refuse_strangers(project, moved):
    """Themes and benefits of another strategy, and what is not there: nobody offered them."""
    offered = {
        "themes": Theme.objects.filter(strategy=project.strategy_id),
        "benefits": Benefit.objects.filter(strategy=project.strategy_id),
        "indicators": Indicator.objects.all(),
        "participants": Position.objects.filter(is_valid_on(clock.today())),
    }
    for name, pks in moved.items():
        new = pks - set(getattr(project, name).values_list("pk", flat=True))
        if offered[name].filter(pk__in=new).count() != len(new):
            raise NotAllowed(_("Jokin valinnoista ei ole enää käytössä. Lataa sivu uudelleen."))


class _Lines:
    """What becomes of a project's printed lines when they are exactly `lines` (department → words)."""

    def __init__(self, project, lines: Mapping[int, str]):
        self.project = project
        self.wanted = {unit: words.strip() for unit, words in lines.items() if words.strip()}
        if not self.wanted:
            raise NotAllowed(_("Valitse ainakin yksi toimiala, jonka projekti on."))
        printed = {line.unit_id: line for line in project.unit_lines.select_for_update(of=("self",))}
        self.new = self.wanted.keys() - printed.keys()
        if OrgUnit.objects.filter(is_valid_on(clock.today()), pk__in=self.new).count() != len(self.new):
            raise NotAllowed(_("Valitse voimassa oleva yksikkö."))
        self.gone = [line for unit, line in printed.items() if unit not in self.wanted]
        _refuse_reporting(project, self.gone)
        kept = [line for unit, line in printed.items() if unit in self.wanted]
        self.reworded = [line for line in kept if line.words != self.wanted[line.unit_id]]

    @property
    def is_changed(self) -> bool:
        return bool(self.new or self.gone or self.reworded)

    def save(self, *, by, tail: str) -> None:
        for line in self.gone:
            line._history_user, line._change_reason = by, f"line removed{tail}"
            line.delete()
        for line in self.reworded:
            line.words = self.wanted[line.unit_id]
            save_with_history(line, by=by, reason=f"line edited{tail}")
        for unit in sorted(self.new):
            others = ProjectUnit.objects.filter(unit=unit, project__strategy=self.project.strategy_id)
            line = ProjectUnit(unit_id=unit, words=self.wanted[unit], position=last_position(others) + 1)
            line.project = self.project
            save_with_history(line, by=by, reason=f"line added{tail}")


def _refuse_reporting(project, gone):
    """A department that is telling of its share in an open review tells first."""
    units = [line.unit_id for line in gone]
    if Entry.objects.filter(project=project, unit__in=units, round__state=Round.State.OPEN).exists():
        raise NotAllowed(
            _("Toimialaa ei voi poistaa, kun sen osuudesta raportoidaan. Poista se, kun katsaus on päättynyt.")
        )
