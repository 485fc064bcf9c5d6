"""The goals and actions of a file as lines of the proposal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from goals.queries.plan_matches import Existing, ExistingAction
from kemistrategy.schedule import Schedule, schedule_words

from ..items import ReadAction, ReadDecision, ReadGoal
from .answers import (
    LONGEST_SCHEDULE,
    Answers,
    asked_of,
    asked_to_shorten,
    chosen,
    chosen_before,
    first_of_equals,
    pk_in,
    question,
    schedule_in,
    section_key,
    words_in,
    year_in,
)
from .matching import NO_MATCH, key_of, matches
from .owners import answering_post_of, owners_of
from .places import named
from .proposed import (
    LEAVE_OUT,
    SAME,
    Asked,
    Change,
    OwnerRead,
    ProposedAction,
    ProposedGoal,
    ProposedOwner,
    ProposedTable,
)

BINDINGS = ("none", "KV", "KH", "LTK")
BINDING_WORDS = {
    "KV": re.compile(r"valtuusto|\bkv\b|fullmäktige"),
    "KH": re.compile(r"hallitu|\bkh\b|styrelse"),
    "LTK": re.compile(r"lautakun|\bltk\b|nämnd"),
    "none": re.compile(r"^(ei|ej|–|-)\b|ei sitova|inte bindande"),
}


@dataclass(frozen=True)
class Plans:
    """What decides in which plan a line stands; `left_out` are keys of items of tables that are left out."""

    existing: Existing
    answers: Answers
    tables: Mapping[str, ProposedTable]
    left_out: frozenset[str]
    strategy: int | None = None
    unit: int | None = None
    year: int | None = None

    def is_left_out(self, key: str) -> bool:
        return key in self.left_out


# --- goals --------------------------------------------------------------------------------------------------------
def proposed_goals(goals: tuple[ReadGoal, ...], plans: Plans) -> list[ProposedGoal]:
    existing, answers = plans.existing, plans.answers
    words = {goal.key: words_in(answers.of("items", goal.key), "words", goal.words) for goal in goals}
    kept = [goal for goal in goals if not plans.is_left_out(goal.key)]
    earlier = first_of_equals([(goal.key, key_of(words[goal.key])) for goal in kept], answers)
    found = matches(
        [(goal.key, (words[goal.key], goal.words)) for goal in kept if goal.key not in earlier],
        {goal.pk: goal.texts for goal in existing.goals.values()},
        taken=chosen_before(kept, answers, existing.goals),
    )
    lines: dict[str, ProposedGoal] = {}
    for goal in goals:
        lines[goal.key] = _goal(goal, words[goal.key], found.get(goal.key, NO_MATCH), plans)
    return [
        _as_the_first(line, lines[earlier[key]]) if key in earlier and not line.is_left_out else line
        for key, line in lines.items()
    ]


def _goal(goal: ReadGoal, words: str, match, plans: Plans) -> ProposedGoal:
    existing, answer = plans.existing, plans.answers.of("items", goal.key)
    choice, asked = chosen("goal", answer, match, existing.goals, left_out=plans.is_left_out(goal.key), blocks=True)
    unit = pk_in(answer, "unit", existing.units) or named(goal.unit, existing.units, may_be_short=True)
    if goal.unit and unit is None:
        asked.append(Asked(question("unit_unknown", words=goal.unit), blocks=existing.place.unit is None))
    theme = _theme(goal, answer, plans)
    binding = _binding(str(answer.get("binding", goal.binding)))
    if goal.binding and not binding:
        asked.append(Asked(question("binding_unread", words=goal.binding), is_answered=bool(answer.get("checked"))))
    same = existing.goals.get(choice.get("same"))
    return ProposedGoal(
        item=goal,
        words=words,
        questions=(*asked, *asked_of(goal, answer)),
        changes=_words_change(same, words, answer) if same else (),
        theme=theme,
        theme_title=existing.themes[theme].title if theme else "",
        unit=unit,
        year=year_in(answer, "year") or goal.year,
        binding=binding or "none",
        sdg=goal.sdg,
        **choice,
    )


def _binding(words: str) -> str:
    """The level towards which a goal binds, as Goal.Binding has it; "" when the words do not say."""
    if words in BINDINGS:
        return words
    found = [level for level, pattern in BINDING_WORDS.items() if pattern.search(words.casefold())]
    return found[0] if len(found) == 1 else ""


def _theme(goal, answer, plans) -> int | None:
    themes, table = plans.existing.themes, plans.tables.get(goal.key)
    if "theme" in answer:
        return pk_in(answer, "theme", themes)
    answered = pk_in(table.answer, "theme", themes) if table else None
    own = named(goal.theme, themes)
    if own and table and goal.theme != table.table.theme:
        return own  # its own column says it
    return answered or own or (table.theme if table else plans.existing.place.theme)


def _as_the_first(line: ProposedGoal, first: ProposedGoal) -> ProposedGoal:
    """A goal that stands twice in the file is one goal; its lines stay where they are."""
    return replace(
        line,
        choice=SAME,
        same=first.same,
        same_title=first.same_title or first.words,
        same_item=first.key,
        similarity=100,
        changes=(),
        questions=tuple(asked for asked in line.questions if not asked.blocks),
    )


def _words_change(thing, words: str, answer: Mapping) -> tuple[Change, ...]:
    if key_of(words) in map(key_of, thing.texts):
        return ()
    return (Change("words", thing.title, words, is_chosen(answer, "words")),)


def is_chosen(answer: Mapping, field: str) -> bool:
    fields = answer.get("change")
    return isinstance(fields, list) and field in fields


# --- actions ------------------------------------------------------------------------------------------------------
def proposed_actions(
    actions: tuple[ReadAction, ...],
    goals: Mapping[str, ProposedGoal],
    owners: Mapping[str, ProposedOwner],
    plans: Plans,
) -> list[ProposedAction]:
    existing, answers = plans.existing, plans.answers
    words = {one.key: words_in(answers.of("items", one.key), "words", one.words) for one in actions}
    at = {one.key: goal_of(one.goal, answers.of("items", one.key), goals, existing) for one in actions}
    kept = [one for one in actions if not _is_out(one, at[one.key], goals, plans)]
    earlier = first_of_equals([(one.key, _plan_key(at[one.key], goals, words[one.key])) for one in kept], answers)
    found = matches(
        [(one.key, (words[one.key], one.words)) for one in kept if one.key not in earlier],
        {action.pk: action.texts for action in existing.actions.values()},
        taken=chosen_before(kept, answers, existing.actions),
        fits=lambda key, pk: existing_goal(at[key], goals) in existing.actions[pk].goals,
        equals_share=True,
    )
    out = {one.key for one in actions} - {one.key for one in kept}
    lines = {
        one.key: _action(
            one, words[one.key], at[one.key], found.get(one.key, NO_MATCH), owners, plans, is_out=one.key in out
        )
        for one in actions
    }
    _join_equals(lines, earlier, goals, plans)
    return _with_lines(lines, goals, plans)


def goal_of(read: str, answer: Mapping, goals: Mapping[str, ProposedGoal], existing: Existing) -> int | str:
    """The goal of a line: the pk of one that exists, the key of one of the file (its first line), or \"\"."""
    said = answer.get("goal")
    if isinstance(said, int) and said in existing.goals:
        return said
    key = said if isinstance(said, str) and said in goals else read
    line = goals.get(key)
    return (line.same_item or key) if line else ""


def existing_goal(goal: int | str, goals: Mapping[str, ProposedGoal]) -> int | None:
    """Its primary key, when it exists already."""
    return goal if isinstance(goal, int) else (goals[goal].same if goal in goals else None)


def _is_out(one, goal, goals, plans) -> bool:
    is_with_goal = goal in goals and goals[goal].is_left_out
    return plans.is_left_out(one.key) or is_with_goal or plans.answers.of("items", one.key).get("choice") == "leave_out"


def _plan_key(goal, goals, words) -> str:
    """Equal words are one action within the plan of one department."""
    line = goals.get(goal)
    return f"{line.unit if line else ''}:{line.year if line else ''}:{key_of(words)}"


def _action(one: ReadAction, words, goal, match, owners, plans: Plans, *, is_out) -> ProposedAction:
    existing, answer = plans.existing, plans.answers.of("items", one.key)
    choice, asked = chosen("action", answer, match, existing.actions, left_out=is_out, blocks=False)
    read = owners_of(one.owners, answer, owners, existing)
    schedule, written = schedule_in(answer, one.schedule, one.schedule_raw)
    if choice["choice"] != LEAVE_OUT:
        asked += asked_to_shorten((written, LONGEST_SCHEDULE))
    same = existing.actions.get(choice.get("same"))
    goal = goal or _only_goal(same)
    if not goal:
        asked.append(Asked(question("goal_missing"), blocks=True))
    return ProposedAction(
        item=one,
        words=words,
        questions=(*asked, *asked_of(one, answer)),
        changes=_action_changes(same, words, read, schedule, one.decision, answer, existing) if same else (),
        goal=goal,
        owners=read,
        answering_post=same.answering_post if same else answering_post_of(read, answer, existing),
        schedule=schedule,
        schedule_words=written,
        decision=one.decision,
        **choice,
    )


def _only_goal(same: ExistingAction | None) -> int | str:
    return next(iter(same.goals)) if same and len(same.goals) == 1 else ""


def _action_changes(
    same: ExistingAction,
    words: str,
    owners: tuple[OwnerRead, ...],
    schedule: Schedule,
    decision: ReadDecision | None,
    answer: Mapping,
    existing: Existing,
) -> tuple[Change, ...]:
    changes = list(_words_change(same, words, answer))
    read, present = {owner.post for owner in owners if owner.post}, set(same.owners)
    if read - present:
        here = ", ".join(existing.posts[pk].title for pk in same.owners if pk in existing.posts)
        changes.append(Change("owners", here, ", ".join(owner.title for owner in owners), is_chosen(answer, "owners")))
    if schedule not in (Schedule(), same.schedule):
        here = schedule_words(same.schedule, "fi") if same.schedule != Schedule() else ""
        changes.append(Change("schedule", here, schedule_words(schedule, "fi"), is_chosen(answer, "schedule")))
    if decision and existing.decisions.get(section_key(decision.body, decision.decided_on, decision.section), 0) != (
        same.decision
    ):
        changes.append(Change("decision", "", decision.raw, is_chosen(answer, "decision")))
    return tuple(changes)


def _join_equals(lines: dict[str, ProposedAction], earlier: Mapping[str, str], goals, plans: Plans) -> None:
    """Lines with the words of an earlier one are that action under another goal, with the owners of all its cells."""
    for key, first_key in earlier.items():
        line, first = lines[key], lines[first_key]
        answer = plans.answers.of("items", key)
        is_known = first.same and existing_goal(line.goal, goals) in plans.existing.actions[first.same].goals
        about = question("same_action", words=first.words, cell=first.place.cell, key=first_key)
        asked = Asked(about, is_answered=_is_settled(answer))
        lines[key] = replace(
            line,
            choice=SAME,
            same=first.same,
            same_title=first.same_title or first.words,
            same_item=first_key,
            similarity=100,
            candidates=(),
            questions=(*(() if is_known else (asked,)), *line.questions),
        )
        more = [owner for owner in line.owners if owner.post not in {one.post for one in first.owners if one.post}]
        schedule = first if first.schedule != Schedule() else line
        lines[first_key] = replace(
            first,
            owners=(*first.owners, *(owner for owner in more if owner.post)),
            schedule=schedule.schedule,
            schedule_words=schedule.schedule_words,
            decision=first.decision or line.decision,
        )


def _is_settled(answer: Mapping) -> bool:
    return bool(answer.get("checked")) or "same_item" in answer


def _with_lines(lines: Mapping[str, ProposedAction], goals, plans: Plans) -> list[ProposedAction]:
    """Which of them bring a line to the plan: an action stands once under a goal."""
    existing, printed, found = plans.existing, set(), []
    for key, line in lines.items():
        unit, year = plan_of(line.goal, line.item.goal, goals, plans)
        plan = existing.plan_of(plans.strategy, unit, year)
        action = line.same or line.same_item or key
        there = plan is not None and (existing_goal(line.goal, goals), action) in plan.lines
        own = (unit, year, line.goal, action)
        found.append(replace(line, adds_line=not (line.is_left_out or there or own in printed)))
        if not line.is_left_out:
            printed.add(own)
    return found


def plan_of(goal: int | str, read: str, goals: Mapping[str, ProposedGoal], plans: Plans) -> tuple:
    """(unit, year) of the plan in which a line stands: those of the goal's own row in the file."""
    row = goals.get(read) or goals.get(goal)
    return (row.unit, row.year) if row else (plans.unit, plans.year)
