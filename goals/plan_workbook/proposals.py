"""From what was read, what exists and what a person answered to the proposal. Pure; its shapes are in `proposed`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from goals.queries.plan_matches import Existing

from .items import Interpretation, Problem, Read
from .matching import key_of
from .proposal_answers import Answers
from .proposal_goals import Plans, goal_of, proposed_actions, proposed_goals
from .proposal_measures import proposed_indicators, proposed_measures
from .proposal_owners import NEW_POST, proposed_owners
from .proposal_places import (
    proposed_place,
    proposed_tables,
    strategy_of,
    tables_of,
    unit_of,
    with_theme_questions,
    year_of,
)
from .proposal_projects import proposed_projects
from .proposed import (
    LEAVE_OUT,
    Counts,
    Proposal,
    Proposed,
    ProposedAction,
    ProposedGoal,
    ProposedMeasure,
    ProposedOwner,
    ProposedProblem,
    Summary,
)


def propose(interpretation: Interpretation, existing: Existing, answers: Mapping) -> Proposal:
    """`answers` is PlanImport.answers; an answer that does not hold any more (a post has ended) is asked again."""
    given = Answers(answers)
    tables = proposed_tables(interpretation, existing, given)
    items = _items(interpretation)
    table_of = tables_of(items, tables)
    left_out = frozenset(key for key, table in table_of.items() if table.is_left_out)
    plans = Plans(existing, given, table_of, left_out, strategy=_strategy(interpretation, existing))
    goals = {goal.key: goal for goal in proposed_goals(interpretation.goals, plans)}
    kept = tuple(_kept(items, goals, plans))
    owners = proposed_owners(_asking_for_owners(kept, given), existing, given)
    unit = unit_of(existing, plans.strategy, [owner.post for owner in owners.values() if owner.post])
    plans = replace(plans, unit=unit, year=year_of(existing, kept))
    goals = {key: _in_plan(goal, plans) for key, goal in goals.items()}
    actions = proposed_actions(interpretation.actions, goals, owners, plans)
    measures = proposed_measures(interpretation.measures, goals, {one.key: one for one in actions}, plans)
    indicators = proposed_indicators(interpretation.indicators, owners, plans)
    projects = proposed_projects(interpretation.projects, owners, plans)
    proposal = Proposal(
        place=_place(plans, goals, (*actions, *measures), owners.values(), is_needed=bool(items)),
        tables=with_theme_questions(tables, goals.values(), table_of),
        goals=_nested(goals, actions, measures),
        actions=tuple(one for one in actions if one.goal not in goals),
        measures=tuple(one for one in measures if one.goal not in goals),
        indicators=tuple(indicators),
        projects=tuple(projects),
        owners=tuple(owners.values()),
        problems=tuple(_problem(problem, given) for problem in interpretation.problems),
    )
    return replace(proposal, summary=_summary(proposal))


def _items(interpretation: Interpretation):
    return (
        *interpretation.goals,
        *interpretation.actions,
        *interpretation.measures,
        *interpretation.indicators,
        *interpretation.projects,
    )


def _strategy(interpretation: Interpretation, existing: Existing) -> int | None:
    """That of the goals, benefits and projects which the file names in equal words."""
    by_words: dict[str, set[int]] = defaultdict(set)
    for thing in (*existing.goals.values(), *existing.benefits.values(), *existing.projects.values()):
        for text in thing.texts:
            by_words[key_of(text)].add(thing.strategy)
    named = [one.words for one in (*interpretation.goals, *interpretation.projects)]
    named += [words for indicator in interpretation.indicators for words in indicator.benefits]
    matched = [by_words[key] for words in named if (key := key_of(words)) in by_words]
    return strategy_of(existing, (strategy for found in matched for strategy in found))


def _kept(items: Iterable[Read], goals: Mapping[str, ProposedGoal], plans: Plans) -> Iterator[Read]:
    """What is not left out: by itself, with its table or with its goal."""
    for item in items:
        answer = plans.answers.of("items", item.key)
        goal = goals.get(goal_of(getattr(item, "goal", ""), answer, goals, plans.existing))
        is_out = answer.get("choice") == LEAVE_OUT or (goal is not None and goal.is_left_out)
        if not (is_out or plans.is_left_out(item.key)):
            yield item


def _asking_for_owners(items: Iterable[Read], answers: Answers) -> list[Read]:
    """Whose owners a person has chosen herself, the words of the cell are not asked."""
    return [item for item in items if not isinstance(answers.of("items", item.key).get("owners"), list)]


def _in_plan(goal: ProposedGoal, plans: Plans) -> ProposedGoal:
    """A row that says no department or year stands in the plan of the import."""
    return replace(goal, unit=goal.unit or plans.unit, year=goal.year or plans.year)


def _place(plans: Plans, goals, lines, owners: Iterable[ProposedOwner], *, is_needed: bool):
    """A post that is made stands in the department of the import."""
    adding = [one for one in lines if not one.is_left_out and one.adds_line]
    rows = [goals.get(one.item.goal) or goals.get(one.goal) for one in adding]
    pairs = {(row.unit, row.year) if row else (plans.unit, plans.year) for row in rows}
    return proposed_place(
        plans.existing,
        strategy=plans.strategy,
        unit=plans.unit,
        year=plans.year,
        plans=pairs,
        is_needed=is_needed,
        has_new_posts=any(owner.choice == NEW_POST for owner in owners),
    )


def _nested(
    goals: Mapping[str, ProposedGoal], actions: Iterable[ProposedAction], measures: Iterable[ProposedMeasure]
) -> tuple[ProposedGoal, ...]:
    """Each goal with what stands in its rows of the file; of a goal that stands twice, with each row its own."""
    of_row: dict[str, tuple[list, list]] = defaultdict(lambda: ([], []))
    for place, lines in enumerate((actions, measures)):
        for line in lines:
            if line.goal in goals:
                row = goals.get(line.item.goal)
                is_own = row is not None and line.goal in (row.key, row.same_item)
                of_row[row.key if is_own else line.goal][place].append(line)
    return tuple(
        replace(goal, actions=tuple(of_row[key][0]), measures=tuple(of_row[key][1])) for key, goal in goals.items()
    )


def _problem(problem: Problem, answers: Answers) -> ProposedProblem:
    key = f"{problem.place.sheet}!{problem.place.cell}:{problem.code}"
    return ProposedProblem(key, problem, is_left_out=answers.of("problems", key).get("leave_out") is True)


# --- counts -------------------------------------------------------------------------------------------------------
def _summary(proposal: Proposal) -> Summary:
    asked = [one for _part, _key, one in proposal.asked]
    refused = sum(not problem.is_left_out for problem in proposal.problems)
    return Summary(
        goals=_counts(proposal.goals),
        actions=_counts(proposal.all_actions),
        measures=_counts(proposal.all_measures),
        indicators=_counts(proposal.indicators),
        projects=_counts(proposal.projects, adding="adds_units"),
        lines=sum(line.adds_line and not line.is_left_out for line in proposal.all_actions),
        measure_lines=sum(line.adds_line and not line.is_left_out for line in proposal.all_measures),
        new_posts=sum(owner.choice == NEW_POST for owner in proposal.owners),
        open=sum(one.is_open for one in asked),
        blocking=sum(one.is_open and one.blocks for one in asked) + refused,
        answered=sum(one.is_answered for one in asked),
        problems=refused,
    )


def _counts(lines: Iterable[Proposed], adding: str = "") -> Counts:
    lines = list(lines)
    same = [line for line in lines if line.choice == "same"]
    changed = [
        line for line in same if any(change.is_chosen for change in line.changes) or (adding and getattr(line, adding))
    ]
    return Counts(
        new=sum(line.is_new for line in lines),
        same=len(same),
        changed=len(changed),
        left_out=sum(line.is_left_out for line in lines),
    )
