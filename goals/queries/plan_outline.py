"""A plan as its coordinator edits it: goals with their printed lines, and the actions that can be printed."""

from collections import defaultdict
from dataclasses import dataclass

from goals.models import Action, Goal, MeasureLine, Plan, PlanLine
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, finnish_order, text_of


@dataclass(frozen=True)
class OutlineLine:
    """`words` are those of the plan where they are not the title of the action."""

    pk: int
    action_id: int
    title: Text
    words: str
    post: Text
    participants: tuple[Text, ...]
    schedule: str
    measures: tuple[Text, ...]
    weight: int


@dataclass(frozen=True)
class OutlineGoal:
    pk: int
    title: Text
    lines: tuple[OutlineLine, ...]
    measures: tuple[Text, ...]  # those of no action


@dataclass(frozen=True)
class Outline:
    """`empty`: goals of the strategy without a line in the plan."""

    goals: tuple[OutlineGoal, ...]
    empty: tuple[OutlineGoal, ...]
    actions: int
    lines: int

    @property
    def has_weights(self) -> bool:
        return any(line.weight != 1 for goal in self.goals for line in goal.lines)


def plan_outline(plan: Plan, language: str) -> Outline:
    """Every goal of the plan's strategy in its order; four queries."""
    lines = list(
        PlanLine.objects.filter(plan=plan)
        .select_related("action__answering_post")
        .prefetch_related("action__participants")
        .order_by("position", "pk")
    )
    measures = defaultdict(list)
    for row in MeasureLine.objects.filter(plan=plan).order_by("position", "pk"):
        measures[row.goal_id, row.action_id].append(text_of(row, "words", language))
    of_goal = defaultdict(list)
    for line in lines:
        of_goal[line.goal_id].append(_line(line, measures[line.goal_id, line.action_id], language))
    goals = [
        OutlineGoal(
            pk=goal.pk,
            title=text_of(goal, "title", language),
            lines=tuple(of_goal[goal.pk]),
            measures=tuple(measures[goal.pk, None]),
        )
        for goal in Goal.objects.filter(strategy=plan.strategy_id).order_by("position", "pk")
    ]
    return Outline(
        goals=tuple(goal for goal in goals if goal.lines or goal.measures),
        empty=tuple(goal for goal in goals if not (goal.lines or goal.measures)),
        actions=len({line.action_id for line in lines}),
        lines=len(lines),
    )


def _line(line, measures, language):
    action = line.action
    post = action.answering_post
    title = text_of(action, "title", language)
    return OutlineLine(
        pk=line.pk,
        action_id=action.pk,
        title=title,
        words="" if _says_the_same(line.words, action.title_fi) else line.words,
        post=text_of(post, "title", language) if post else Text(""),
        participants=tuple(text_of(other, "title", language) for other in action.participants.all()),
        schedule=schedule_words(action.schedule, language),
        measures=tuple(measures),
        weight=line.weight,
    )


def _says_the_same(words, title) -> bool:
    """A full stop at the end is no other word."""
    return words.strip(" .") == title.strip(" .")


def goals_to_choose(plan: Plan, language: str) -> list[tuple[int, str]]:
    """Goals of the plan's strategy as choices of a form; one query."""
    goals = Goal.objects.filter(strategy=plan.strategy_id).order_by("position", "pk")
    return [(goal.pk, str(text_of(goal, "title", language))) for goal in goals]


def actions_to_print(plan: Plan, language: str) -> list[tuple[int, str]]:
    """Actions of the strategy's plans that have not given way to others, as choices of a form; one query."""
    printed = PlanLine.objects.filter(plan__strategy=plan.strategy_id).order_by().values("action")
    actions = Action.objects.filter(pk__in=printed, became=None)
    return sorted_choices((action.pk, str(text_of(action, "title", language))) for action in actions)


def sorted_choices(choices) -> list[tuple[int, str]]:
    return sorted(choices, key=lambda choice: finnish_order(choice[1]))
