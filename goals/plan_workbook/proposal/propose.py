"""From what was read, what exists and what a person answered to the proposal. Pure; its shapes are in `proposed`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from goals.queries.plan_matches import Existing

from ..items import Interpretation, Problem, Read
from .answers import Answers, question
from .goals import Plans, goal_of, plan_of, proposed_actions, proposed_goals
from .matching import SAME as EQUAL
from .matching import key_of
from .measures import proposed_indicators, proposed_measures
from .owners import NEW_POST, proposed_owners
from .places import (
    NOTHING_SAID,
    Said,
    asked_of_place,
    proposed_place,
    proposed_tables,
    said_places,
    strategy_of,
    tables_of,
    unit_of,
    with_theme_questions,
    year_of,
)
from .projects import proposed_projects
from .proposed import (
    LEAVE_OUT,
    SAME,
    Asked,
    Counts,
    ImportPlace,
    Proposal,
    Proposed,
    ProposedAction,
    ProposedGoal,
    ProposedIndicator,
    ProposedMeasure,
    ProposedOwner,
    ProposedProblem,
    ProposedTable,
    Summary,
)
from .results import Results


def propose(interpretation: Interpretation, existing: Existing, answers: Mapping, *, file_name: str = "") -> Proposal:
    """`answers` is PlanImport.answers; an answer that does not hold any more (a post has ended) is asked again.

    `file_name` may say of which department and year a plan is.
    """
    given = Answers(answers)
    tables = proposed_tables(interpretation, existing, given)
    table_of = tables_of(_items(interpretation), tables)
    left_out = frozenset(key for key, table in table_of.items() if table.is_left_out)
    plans = Plans(existing, given, table_of, left_out, strategy=_strategy(interpretation, existing))
    goals = {goal.key: goal for goal in proposed_goals(interpretation.goals, plans)}
    kept = tuple(_kept(_items(interpretation), goals, plans))
    owners = proposed_owners(_asking_for_owners(kept, given), existing, given)
    said = _said_of_plans(interpretation, table_of, said_places(tables, existing, file_name))
    plans = _with_unit_and_year(plans, owners.values(), kept, said.values())
    goals = {key: _in_plan(goal, plans, said) for key, goal in goals.items()}
    actions = proposed_actions(interpretation.actions, goals, owners, plans)
    results = Results(tables, table_of, existing, given)
    measures = results.put(proposed_measures(interpretation.measures, goals, {one.key: one for one in actions}, plans))
    indicators = results.put(proposed_indicators(interpretation.indicators, owners, plans))
    tables = results.asked_of_tables((*goals.values(), *actions, *measures))
    projects = proposed_projects(interpretation.projects, owners, plans)
    tables = _settled_tables(tables, (*goals.values(), *actions, *measures, *indicators), goals, plans)
    goals = {key: _settled(goal, goals, plans) for key, goal in goals.items()}
    found = (actions, measures, indicators)
    actions, measures, indicators = ([_settled(line, goals, plans) for line in lines] for lines in found)
    asked = tuple(asked_of_place(existing, plans.unit, plans.year, kept, said, table_of))
    proposal = Proposal(
        place=_place(interpretation, plans, goals, (*actions, *measures), owners.values(), asked),
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


def _said_of_plans(interpretation: Interpretation, table_of, said: Mapping[str, Said]) -> dict[str, Said]:
    """What is said of the tables in which a plan stands."""
    lines = (*interpretation.goals, *interpretation.actions, *interpretation.measures)
    placed = (table_of[one.key] for one in lines if one.key in table_of)
    keys = dict.fromkeys(table.key for table in placed if not table.is_left_out)
    return {key: said[key] for key in keys}


# --- what need not be asked ---------------------------------------------------------------------------------------
# What the service knows of an indicator that exists, whatever the words say.
KNOWN_OF_INDICATORS = frozenset(
    """no_direction stock_or_flow made_or_not in_words source_without_figure no_name unit_of_result
    target_on_worse_side""".split()
)
# What the file says and nobody has read or taken, so that it may be a change after all.
NOT_TAKEN = frozenset(
    """owners_unread schedule_unread several_schedules decision_unread several_decisions other_columns results_told
    result_not_read result_differs result_unrecorded benefit_alike benefit_new""".split()
)
PAGE_NUMBERS = re.compile(r"\d{1,3}(?: · \d{1,3})*")
OF_NEW_ROWS = ("sdg_empty", "theme_carried", "hidden_sheet")  # asked of tables that bring something


def _settled(line, goals: Mapping[str, ProposedGoal], plans: Plans):
    """Without the questions that what exists has answered: all of what is there unchanged."""
    if line.choice != SAME or line.same is None:
        return line
    asked = line.questions
    if _is_unchanged(line, goals, plans):
        asked = (one for one in asked if one.blocks or one.code in NOT_TAKEN)
    if isinstance(line, ProposedMeasure | ProposedIndicator):
        asked = [one for one in asked if one.code not in KNOWN_OF_INDICATORS]
    return replace(line, questions=tuple(asked))


def _is_unchanged(line: Proposed, goals: Mapping[str, ProposedGoal], plans: Plans) -> bool:
    """Without a year nobody knows yet in which plan a line would stand; that is asked first."""
    is_equal = line.choice == SAME and line.same is not None and line.similarity == EQUAL and not line.changes
    if not is_equal or not getattr(line, "adds_line", False):
        return is_equal
    _unit, year = plan_of(line.goal, line.item.goal, goals, plans)
    return year is None


def _settled_tables(tables: Mapping[str, ProposedTable], lines: Iterable[Proposed], goals, plans: Plans):
    """Of a table all of whose things are there already, nothing is asked that only matters to new ones."""
    is_there: dict[str, bool] = {}
    for line in lines:
        if line.key in plans.tables:
            key = plans.tables[line.key].key
            is_there[key] = is_there.get(key, True) and _is_unchanged(line, goals, plans)
    return {key: _of_present_things(table) if is_there.get(key) else table for key, table in tables.items()}


def _of_present_things(table: ProposedTable) -> ProposedTable:
    return replace(table, questions=tuple(one for one in table.questions if one.blocks or not _is_of_new_rows(one)))


def _is_of_new_rows(asked: Asked) -> bool:
    """What is left may be a page number."""
    left = dict(asked.question.values).get("words", "") if asked.code == "left_text" else "-"
    return asked.code in OF_NEW_ROWS or PAGE_NUMBERS.fullmatch(left) is not None


def _with_unit_and_year(plans: Plans, owners: Iterable[ProposedOwner], kept, said) -> Plans:
    posts = [owner.post for owner in owners if owner.post]
    unit = unit_of(plans.existing, plans.strategy, posts, said)
    return replace(plans, unit=unit, year=year_of(plans.existing, kept, said))


def _in_plan(goal: ProposedGoal, plans: Plans, said: Mapping[str, Said]) -> ProposedGoal:
    """A row that says no department or year stands in the plan of its table, else in that of the import."""
    table, place = plans.tables.get(goal.key), plans.existing.place
    one = said.get(table.key, NOTHING_SAID) if table else NOTHING_SAID
    unit = plans.unit if place.unit or not one.words else one.unit
    year = plans.year if place.year or not one.years else one.year
    return replace(goal, unit=goal.unit or unit, year=goal.year or year)


def _place(interpretation: Interpretation, plans: Plans, goals, lines, owners: Iterable[ProposedOwner], asked):
    """A post that is made stands in the department of the import."""
    if interpretation.is_empty:
        return ImportPlace(questions=(Asked(question("file_empty"), blocks=True),))
    adding = [one for one in lines if not one.is_left_out and one.adds_line]
    rows = [goals.get(one.item.goal) or goals.get(one.goal) for one in adding]
    pairs = {(row.unit, row.year) if row else (plans.unit, plans.year) for row in rows}
    return proposed_place(
        plans.existing,
        strategy=plans.strategy,
        unit=plans.unit,
        year=plans.year,
        plans=pairs,
        is_needed=bool(_items(interpretation)),
        has_new_posts=any(owner.choice == NEW_POST for owner in owners),
        asked=asked,
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
        results=_recorded(proposal),
        new_posts=sum(owner.choice == NEW_POST for owner in proposal.owners),
        open=sum(one.is_open for one in asked),
        blocking=sum(one.is_open and one.blocks for one in asked) + refused,
        answered=sum(one.is_answered for one in asked),
        problems=refused,
    )


def _recorded(proposal: Proposal) -> int:
    results = [line.result for line in (*proposal.all_measures, *proposal.indicators)]
    return sum(result is not None and result.period is not None for result in results)


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
