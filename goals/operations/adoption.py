"""A proposal becomes plan: by the rules of the forms, all new things written together, each with its cell."""

from collections.abc import Callable, Mapping
from functools import cached_property

from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Action, Benefit, Goal, ImportedPlace, Plan, PlanImport, Project
from goals.plan_workbook.items import Place
from goals.plan_workbook.proposal.answers import section_key
from goals.plan_workbook.proposal.matching import key_of
from goals.plan_workbook.proposal.measures import figure_of, level_of
from goals.plan_workbook.proposal.owners import NEW_POST
from goals.plan_workbook.proposal.projects import new_stages
from goals.plan_workbook.proposal.proposed import (
    OwnerRead,
    Proposal,
    Proposed,
    ProposedAction,
    ProposedGoal,
    ProposedIndicator,
    ProposedMeasure,
    ProposedProject,
)
from goals.plan_workbook.proposal.results import unrecorded
from goals.plan_workbook.question_words import LONGEST_VALUE, question_words
from goals.queries.plan_matches import LANGUAGES, Existing
from kemistrategy.organisation.models import Decision, Position
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator
from measures.operations.targets import Basis

from . import measure_editing as measuring
from . import plan_editing as editing
from .line_editing import add_stage
from .new_measure_rows import NewBenefits, NewIndicators, NewMeasureLines, NewProjects
from .new_plan_rows import NewActions, NewGoals, NewPosts, Owners, PlansForEditing, Printed, decisions_named
from .new_results import NewResults
from .new_rows import NewRows

KEPT_WHOLE = ("project_facts",)  # doubts that are the only place of the words
LONGEST_CELL = 32_767  # letters, in a cell of Excel


def adopt_proposal(plan_import: PlanImport, proposal: Proposal, existing: Existing, *, basis: Basis, by) -> Plan | None:
    """Adds and changes what the proposal says; to be called in a transaction, with strategies and plans locked.

    Gives the plan that got lines, None when none did. Raises NotAllowed with the cell of the line that is refused.
    """
    return _Adoption(plan_import, proposal, existing, basis, by).run()


class _Adoption:
    """Kind by kind: what is new is gathered and then written, so that the next kind may point at it."""

    def __init__(self, plan_import, proposal: Proposal, existing: Existing, basis: Basis, by):
        self.row, self.proposal, self.existing, self.basis, self.by = plan_import, proposal, existing, basis, by
        self.strategy = proposal.place.strategy
        self.plans: dict[tuple, Plan] = {}
        self.goals: dict[str, Goal] = {}
        self.actions: dict[str, Action | None] = {}
        self.indicators: dict[str, Indicator] = {}
        self.projects: dict[str, Project] = {}
        self.posts: dict[str, Position] = {}
        self.benefits: dict[str, Benefit] = {}
        self.decisions: dict[tuple, Decision] = {}
        self.known: dict[type, dict[int, object]] = {}
        self.answering: dict[str, int | None] = {}  # row of the file (goal's key) → who answers for its first action
        self.editable = PlansForEditing(basis, by=by)
        self.new_actions, self.new_lines = NewActions(self.editable), NewMeasureLines(self.editable)
        self.new_indicators, self.places = NewIndicators(), NewRows()
        self.new_results = NewResults(plan_import.file_name)

    def run(self) -> Plan | None:
        self._add_posts()
        self._add_decisions()
        self._each(self.proposal.goals, self._goal, "new_goals")
        self._each(self.proposal.all_actions, self._action, "new_actions")
        self._each(self.proposal.all_measures, self._measure, "new_indicators", "new_lines", "new_results")
        self._each(self.proposal.indicators, self._indicator, "new_indicators", "new_benefits", "new_results")
        self._each(self.proposal.projects, self._project, "new_projects")
        self.places.write(by=self.by)
        return next(iter(self.plans.values()), None)

    def _each(self, lines: tuple[Proposed, ...], deed: Callable, *added: str):
        for line in lines:
            if not line.is_left_out:
                try:
                    deed(line)
                except NotAllowed as refusal:
                    raise NotAllowed(f"{line.place.sheet}!{line.place.cell}: {refusal}") from refusal
        for name in added:
            if name in vars(self):  # of what nothing was added, nothing is looked up
                getattr(self, name).write(by=self.by)

    @cached_property
    def new_goals(self) -> NewGoals:
        return NewGoals(self.strategy)

    @cached_property
    def new_benefits(self) -> NewBenefits:
        return NewBenefits(self.strategy)

    @cached_property
    def new_projects(self) -> NewProjects:
        return NewProjects(self.strategy)

    # --- owners and decisions
    def _add_posts(self):
        made = [owner for owner in self.proposal.owners if owner.choice == NEW_POST]
        unit = self.proposal.place.unit
        if made and unit is None:
            raise NotAllowed(_("Valitse toimiala, johon uusi tehtävä ”%(name)s” tulee.") % {"name": made[0].words})
        if made:
            new = NewPosts(unit)
            for owner in made:
                reason = self._reason_of_owner(owner)
                self.posts[owner.key] = new.add(title=owner.words, kind=owner.kind, reason=reason)
            new.write(by=self.by)

    def _reason_of_owner(self, owner):
        first = self._by_key.get(next(iter(owner.places), ""))
        return self._reason(first.place) if first else f"import {self.row.file_name}"

    @cached_property
    def _by_key(self) -> dict[str, Proposed]:
        return {line.key: line for line in self.proposal.items}

    def _owners(self, owners: tuple[OwnerRead, ...], answering: int | None) -> Owners:
        """Posts made by this import are posts like the others; a single one of them may answer."""
        made = [self.posts[owner.key] for owner in owners if owner.key in self.posts]
        posts = [owner.post or (owner.key in self.posts and self.posts[owner.key].pk) for owner in owners]
        if answering is None:
            answering = next((post.pk for post in made if post.kind == Position.Kind.SINGLE), None)
        return Owners(answering, tuple(pk for pk in posts if pk))

    def _add_decisions(self):
        """Those of new actions, and those that a person chose for an action that exists."""
        wanted = {}
        for line in self.proposal.all_actions:
            is_new = not (line.same or line.same_item)
            if line.decision and not line.is_left_out and (is_new or "decision" in _chosen_fields(line)):
                wanted.setdefault(_decision_key(line), self._reason(line.place))
        self.decisions = decisions_named(wanted, by=self.by)

    def _decision(self, line: ProposedAction) -> Decision | None:
        if line.decision is None:
            return None
        key = _decision_key(line)
        if key not in self.decisions:  # the line it was said to be the same as has been left out
            self.decisions |= decisions_named({key: self._reason(line.place)}, by=self.by)
        return self.decisions[key]

    # --- goals
    def _goal(self, line: ProposedGoal):
        if line.same_item:
            self.goals[line.key] = self.goals[line.same_item]
        elif line.same:
            goal = self.goals[line.key] = self._known(Goal, line.same)
            if changes := _chosen(line, {"words": {"title_fi": line.words}}):
                editing.edit_goal(
                    goal.pk, changes=changes, basis=self.basis, by=self.by, reason=self._reason(line.place)
                )
            if line.similarity < 100 or changes:
                self._note(line, goal=goal)
        else:
            reason = self._reason(line.place)
            goal = self.goals[line.key] = self.new_goals.add(
                title=line.words,
                themes=[line.theme] if line.theme else [],
                binding_level=line.binding,
                doubts=_doubts(line),
                source_text=_source(line),
                reason=reason,
            )
            self.new_goals.tag(goal, line.sdg, reason=reason)
            self._note(line, goal=goal)

    def _goal_of(self, goal: int | str) -> Goal:
        return self._known(Goal, goal) if isinstance(goal, int) else self.goals[goal]

    def _plan_of(self, line: ProposedAction | ProposedMeasure) -> Plan:
        row = self._rows_of_goals.get(line.item.goal) or self._rows_of_goals.get(line.goal)
        place = self.proposal.place
        unit, year = (row.unit, row.year) if row else (place.unit, place.year)
        if (unit, year) not in self.plans:
            self.plans[unit, year] = editing.draft_plan(
                strategy_pk=self.strategy, unit_pk=unit, year=year, by=self.by, reason=f"import {self.row.file_name}"
            )
        return self.plans[unit, year]

    @cached_property
    def _rows_of_goals(self) -> dict[int | str, ProposedGoal]:
        return {goal.key: goal for goal in self.proposal.goals}

    # --- actions
    def _action(self, line: ProposedAction):
        known = self._known(Action, line.same) if line.same else self.actions.get(line.same_item)
        self.actions[line.key] = known
        owners = self._owners(line.owners, line.answering_post)
        self.answering.setdefault(line.item.goal, owners.answering)
        if known and not line.same_item:
            known = self.actions[line.key] = self._changed_action(line, known, owners)
        if not line.adds_line:
            return
        about = {
            "goal": self._goal_of(line.goal),
            "printed": Printed(line.words, _source(line), line.item.owners_raw, line.schedule_words),
            "reason": self._reason(line.place),
        }
        plan = self._plan_of(line)
        if known:
            self.new_actions.print(plan.pk, action=known, **about)
        else:
            known = self.actions[line.key] = self.new_actions.add(
                plan.pk,
                title=line.words,
                owners=owners,
                schedule=line.schedule,
                decision=self._decision(line),
                doubts=_doubts(line),
                **about,
            )
        self._note(line, action=known)

    def _changed_action(self, line: ProposedAction, action: Action, owners: Owners) -> Action:
        chosen = _chosen_fields(line)
        if not chosen:
            return action
        changed = editing.edit_action(
            action.pk,
            changes=_chosen(line, {"words": {"title_fi": line.words}}),
            owners=owners if "owners" in chosen else None,
            schedule=line.schedule if "schedule" in chosen else None,
            decision=self._decision(line) if "decision" in chosen else None,
            basis=self.basis,
            by=self.by,
            reason=self._reason(line.place),
        )
        self.known[Action][changed.pk] = changed
        if not line.adds_line:
            self._note(line, action=changed)
        return changed

    # --- measures
    def _measure(self, line: ProposedMeasure):
        indicator = self._known(Indicator, line.same) if line.same else None
        target = self._changed_target(line, indicator) if indicator else None
        if not line.adds_line:
            if self.new_results.add(line.result, indicator) or target:
                self._note(line, measure_line_id=line.line)
            return
        goal = self._goal_of(line.goal)
        action = self._known(Action, line.action) if isinstance(line.action, int) else self.actions.get(line.action)
        reason = self._reason(line.place)
        if indicator is None:
            answering = action.answering_post_id if action else self.answering.get(line.item.goal)
            indicator = self.new_indicators.add(
                line.reading,
                code=self.new_indicators.measure_code(goal),
                name=line.reading.name or line.words,
                owners=Owners(answering),
                reason=reason,
            )
            self._baseline(indicator, line, line.item.baseline)
            target = self._target(indicator, line)
        self.new_results.add(line.result, indicator)
        printed = self.new_lines.add(
            self._plan_of(line).pk,
            goal_pk=goal.pk,
            action=action,
            indicator=indicator,
            target=target,
            words=line.words,
            source_text=_source(line),
            doubts=_doubts(line),
            reason=reason,
        )
        self._note(line, measure_line=printed)

    def _target(self, indicator: Indicator, line: ProposedMeasure | ProposedIndicator):
        """The level of a new indicator, None where its words tell none."""
        level = level_of(line.reading, indicator)
        if level is None:
            return None
        about = {"year": line.reading.year, "level": level, "by": self.by, "reason": self._reason(line.place)}
        return self.new_indicators.add_target(indicator, **about)

    def _baseline(self, indicator: Indicator, line: ProposedMeasure | ProposedIndicator, words: str):
        """Of a new indicator; one that exists has its own, which is looked at before."""
        if not words:
            return
        value, source = figure_of(words, line.reading), self.row.file_name
        about = {"value": value, "words": words, "source": source, "reason": self._reason(line.place)}
        if indicator.pk is None:
            self.new_indicators.add_baseline(indicator, **about)
        else:
            measuring.print_baseline(indicator, **about, by=self.by)

    def _changed_target(self, line, indicator):
        """The level that a person chose to take from the file."""
        if "target" not in _chosen_fields(line):
            return None
        level = level_of(line.reading, indicator)
        if level is None:
            raise NotAllowed(_("Tavoitetasoa ei voi lukea. Kirjoita se uudelleen."))
        about = {"year": line.reading.year, "level": level, "by": self.by, "reason": self._reason(line.place)}
        return measuring.put_target(indicator.pk, basis=self.basis, **about)

    # --- key indicators
    def _indicator(self, line: ProposedIndicator):
        if line.same_item:
            self.indicators[line.key] = self.indicators[line.same_item]
            return
        if line.same:
            indicator = self.indicators[line.key] = self._known(Indicator, line.same)
            target = self._changed_target(line, indicator)
            is_baseline = "baseline" in _chosen_fields(line)
            if is_baseline:
                self._baseline(indicator, line, line.baseline_words)
            has_result = self.new_results.add(line.result, indicator)
            if target or is_baseline or has_result or line.similarity < 100:
                self._note(line, indicator=indicator)
            return
        reason = self._reason(line.place)
        is_known = isinstance(line.parent, int) and line.parent
        indicator = self.indicators[line.key] = self.new_indicators.add(
            line.reading,
            code=line.words,
            name=line.words,
            owners=self._owners(line.owners, line.answering_post),
            is_key=True,
            parent=self._known(Indicator, line.parent) if is_known else self.indicators.get(line.parent),
            doubts=_doubts(line),
            reason=reason,
        )
        if line.benefits or line.new_benefits:
            self.new_benefits.hang(indicator, self._benefits(line, reason), reason=reason)
        self._baseline(indicator, line, line.baseline_words)
        self._target(indicator, line)
        self.new_results.add(line.result, indicator)
        self._note(line, indicator=indicator)

    def _benefits(self, line: ProposedIndicator, reason: str) -> list[Benefit]:
        for name in line.new_benefits:
            if key_of(name) not in self.benefits:
                self.benefits[key_of(name)] = self.new_benefits.add(name=name, reason=reason)
        made = [self.benefits[key_of(name)] for name in line.new_benefits]
        return [*(self._known(Benefit, pk) for pk in line.benefits), *made]

    # --- projects
    def _project(self, line: ProposedProject):
        reason = self._reason(line.place)
        project = self._known(Project, line.same) if line.same else self.projects.get(line.same_item)
        if project is None:
            project = self.new_projects.add(
                name=line.words,
                outcome=line.outcome,
                themes=line.themes,
                stages=line.stages,
                owners=self._owners(line.owners, line.answering_post),
                schedule=line.schedule,
                doubts=_doubts(line),
                reason=reason,
            )
        self.projects[line.key] = project
        changes = _chosen(line, {"words": {"name_fi": line.words}, "outcome": {"outcome_fi": line.outcome}})
        is_rescheduled = "schedule" in _chosen_fields(line)
        if line.same and not line.same_item and (changes or is_rescheduled):
            schedule = line.schedule if is_rescheduled else None
            measuring.edit_project(project.pk, changes=changes, schedule=schedule, by=self.by, reason=reason)
        added = new_stages(line.stages, self.existing.projects[line.same]) if "stages" in _chosen_fields(line) else ()
        for title in added:
            add_stage(project.pk, values={"title_fi": title}, by=self.by, reason=reason)
        for unit in line.adds_units:
            words = {"words": line.words, "source_text": _source(line)}
            self.new_projects.print(project, unit_pk=unit, **words, reason=reason)
        if line.is_new or line.adds_units or changes or is_rescheduled or added or line.similarity < 100:
            self._note(line, project=project)

    # --- what exists, and where it comes from
    def _known(self, model, pk: int):
        """One of the rows that lines point at, all fetched at once."""
        if model not in self.known:
            lines = self.proposal.items
            pks = {one for line in lines for one in _pointed_at(line, model) if isinstance(one, int)}
            self.known[model] = model.objects.in_bulk(pks)
        return self.known[model][pk]

    def _reason(self, place: Place) -> str:
        return f"import {self.row.file_name} {place.sheet}!{place.cell}"

    def _note(self, line: Proposed, **became):
        place = ImportedPlace(
            plan_import=self.row,
            sheet=line.place.sheet[:200],
            cell=line.place.cell,
            words=line.item.words if "goal" in became else line.item.raw,
            **became,
        )
        self.places.add(place, reason="adopted")


def _pointed_at(line: Proposed, model) -> tuple:
    """Primary keys (or keys of other lines) of the model that the line points at."""
    kinds = {
        ProposedGoal: {Goal: ("same",)},
        ProposedAction: {Action: ("same",), Goal: ("goal",)},
        ProposedMeasure: {Indicator: ("same",), Goal: ("goal",), Action: ("action",)},
        ProposedIndicator: {Indicator: ("same", "parent"), Benefit: ("benefits",)},
        ProposedProject: {Project: ("same",)},
    }
    values = (getattr(line, name) for name in kinds[type(line)].get(model, ()))
    return tuple(one for value in values for one in (value if isinstance(value, tuple) else (value,)))


def _chosen_fields(line: Proposed) -> set[str]:
    """What a person chose to take from the file."""
    return {change.field for change in line.changes if change.is_chosen}


def _chosen(line: Proposed, columns: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """The columns of the changes that a person chose."""
    chosen = [change.field for change in line.changes if change.is_chosen]
    return {name: value for field in chosen for name, value in columns.get(field, {}).items()}


def _decision_key(line: ProposedAction) -> tuple:
    return section_key(line.decision.body, line.decision.decided_on, line.decision.section)


def _doubts(line: Proposed) -> dict[str, str]:
    """What nobody has looked at stays with the thing as an open question, in the three languages."""
    asked = [one.question for one in line.open_questions if not one.blocks]
    asked += unrecorded(line)
    if not asked:
        return {}
    doubts = {}
    for language in LANGUAGES:
        with translation.override(language):
            doubts[f"doubt_{language}"] = "\n".join(dict.fromkeys(map(_whole, asked)))
    return doubts


def _whole(asked) -> str:
    return question_words(asked, LONGEST_CELL if asked.code in KEPT_WHOLE else LONGEST_VALUE)


def _source(line: Proposed) -> str:
    """The words as they stand in the cell, where they are this line's own and not just as in the plan."""
    raw = line.item.raw
    return raw if raw != line.words and key_of(raw) == key_of(line.item.words) else ""
