"""New goals, actions and plan lines, posts and decisions: each is checked as it is added, all are written together.

Forms add one, an import many; what may be in a plan is said here only. To be used in a transaction.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from goals.models import Action, Goal, Plan, PlanLine, SdgTag, Strategy
from kemistrategy import clock
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.models import SdgGoal, SdgTarget
from measures.operations.targets import Basis

from .new_rows import Codes, NewRows, last_position, refuse_empty, schedule_columns
from .plan_basis import plan_for_editing

NO_SCHEDULE = Schedule()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Owners:
    """Who answers and who takes part, as primary keys of posts; `answering` is never a group."""

    answering: int | None = None
    participants: tuple[int, ...] = ()

    def others_than(self, answering: int | None) -> list[int]:
        """Who takes part; who answers is not among them."""
        return [pk for pk in dict.fromkeys(self.participants) if pk != answering]


NO_OWNERS = Owners()


@dataclass(frozen=True)
class Printed:
    """A line in the words of the document, with its cells *Vastuu* and *Aikataulu* as written."""

    words: str
    source_text: str = ""
    owners_text: str = ""
    schedule_text: str = ""


# --- goals --------------------------------------------------------------------------------------------------------
class NewGoals:
    """New goals of one strategy, last in it. A code goes on from that of the goal's theme: after e6 comes e7."""

    def __init__(self, strategy_pk: int):
        self.strategy = Strategy.objects.select_for_update().get(pk=strategy_pk)
        self.themes = dict(self.strategy.themes.order_by("position", "pk").values_list("pk", "code"))
        goals = list(self.strategy.goals.order_by("position").values_list("code", "position", "themes"))
        self.codes = Codes(code for code, _position, _theme in goals)
        self.position = goals[-1][1] if goals else 0
        self.latest: dict[int, tuple[int, str, int]] = {}  # theme → position, letters and number of its last code
        for code, position, theme in goals:
            self._remember(code, position, [theme])
        self.rows, self.tags = NewRows(), NewRows()

    def add(
        self,
        *,
        title: str,
        themes: Collection[int] = (),
        binding_level: str = Goal.Binding.NONE,
        doubts: Mapping[str, str] | None = None,
        source_text: str = "",
        reason: str,
    ) -> Goal:
        refuse_empty(title)
        refuse_foreign_themes(self.themes, themes)
        self.position += 1
        goal = Goal(
            strategy=self.strategy,
            code=self._code(themes, title),
            title_fi=title,
            binding_level=binding_level,
            source_text=source_text,
            position=self.position,
            **(doubts or {}),
        )
        self._remember(goal.code, goal.position, themes)
        return self.rows.add(goal, reason=reason, themes=themes)

    def tag(self, goal: Goal, codes: Iterable[str], *, reason: str) -> None:
        """SDGs named with a goal are suggestions like any other, until they are confirmed; unknown ones are none."""
        numbers, targets = self._sdg
        for code in dict.fromkeys(codes):
            number = numbers.get(int(code.partition(".")[0]))
            target = targets.get(code)
            if number and (target or "." not in code):
                self.tags.add(SdgTag(goal=goal, sdg_goal=number, sdg_target=target), reason=reason)

    def write(self, *, by) -> None:
        self.rows.write(by=by)
        self.tags.write(by=by)

    @cached_property
    def _sdg(self):
        numbers = {number.number: number for number in SdgGoal.objects.all()}
        return numbers, {target.code: target for target in SdgTarget.objects.all()}

    def _remember(self, code, position, themes):
        if found := re.fullmatch(r"([a-z]+)(\d+)", code):
            for theme in themes:
                self.latest[theme] = (position, found[1], int(found[2]))

    def _code(self, themes, title) -> str:
        """The first of a theme has the theme's letter. A goal without a theme has its words."""
        latest = max((self.latest[theme] for theme in themes if theme in self.latest), default=None)
        first = next((code for theme, code in self.themes.items() if theme in themes), "")
        _position, letters, number = latest or (0, first[:1], 0)
        if not letters.isalpha():
            return self.codes.free(title, longest=20)
        number += 1
        while f"{letters}{number}" in self.codes.taken:
            number += 1
        return self.codes.take(f"{letters}{number}")


def refuse_foreign_themes(own: Collection[int], themes: Collection[int]) -> None:
    if not set(themes) <= set(own):
        raise NotAllowed(_("Valittu teema ei kuulu tähän strategiaan. Valitse toinen."))


# --- actions and their lines --------------------------------------------------------------------------------------
class PlansForEditing:
    """The plans that get lines, each locked and asked once on what its change rests."""

    def __init__(self, basis: Basis, *, by):
        self.basis, self.by = basis, by
        self.plans: dict[int, tuple[Plan, str]] = {}

    def get(self, plan_pk: int) -> tuple[Plan, str]:
        """The plan, and what the history adds to the reason of what comes into it."""
        if plan_pk not in self.plans:
            self.plans[plan_pk] = plan_for_editing(plan_pk, self.basis, by=self.by)
        return self.plans[plan_pk]


class NewActions:
    """New actions, and lines of plans for these and for those that exist."""

    def __init__(self, plans: PlansForEditing):
        self.plans = plans
        self.rows, self.lines = NewRows(), NewRows()
        self.printed: dict[int, set[tuple[int, str]]] = {}  # plan → its (goal, code of the action)
        self.positions: dict[int, int] = {}  # plan → that of its last line

    def add(
        self,
        plan_pk: int,
        *,
        goal: Goal,
        title: str,
        printed: Printed | None = None,
        owners: Owners = NO_OWNERS,
        schedule: Schedule = NO_SCHEDULE,
        decision: Decision | None = None,
        doubts: Mapping[str, str] | None = None,
        reason: str,
    ) -> Action:
        """With its line in the plan. The answering post is a proposal until a coordinator confirms it."""
        plan, tail = self.plans.get(plan_pk)
        _refuse_foreign_goal(plan, goal)
        refuse_empty(title)
        self._position += 1
        action = Action(
            code=self.free_code(goal, title),
            title_fi=title,
            unit_id=plan.unit_id,
            answering_post=answering_post(owners.answering, self._answerable) if owners.answering else None,
            decision=decision,
            position=self._position,
            **schedule_columns(schedule),
            **(doubts or {}),
        )
        self.rows.add(action, reason=reason + tail, participants=owners.others_than(owners.answering))
        self.print(plan_pk, goal=goal, action=action, printed=printed or Printed(title), reason=reason)
        return action

    def print(self, plan_pk: int, *, goal: Goal, action: Action, printed: Printed, reason: str) -> PlanLine:
        """A line under a goal where the plan has not printed the action yet."""
        plan, tail = self.plans.get(plan_pk)
        _refuse_foreign_goal(plan, goal)
        there = self._printed_in(plan)
        if (goal.pk, action.code) in there:
            raise NotAllowed(_("Toimenpide on jo suunnitelmassa tämän tavoitteen alla."))
        there.add((goal.pk, action.code))
        self.positions[plan.pk] += 1
        line = PlanLine(
            plan=plan,
            goal=goal,
            action=action,
            words=printed.words,
            source_text=printed.source_text,
            owners_text=printed.owners_text,
            schedule_text=printed.schedule_text,
            position=self.positions[plan.pk],
        )
        return self.lines.add(line, reason=reason + tail)

    def write(self, *, by) -> None:
        self.rows.write(by=by)
        self.lines.write(by=by)

    @cached_property
    def _answerable(self) -> dict[int, Position]:
        return _answerable_posts().in_bulk()

    @cached_property
    def _codes(self) -> Codes:
        return Codes(Action.objects.values_list("code", flat=True))

    @cached_property
    def _position(self) -> int:
        return last_position(Action.objects.all())

    def _printed_in(self, plan):
        if plan.pk not in self.printed:
            lines = list(plan.lines.values_list("goal", "action__code", "position"))
            self.printed[plan.pk] = {(goal, code) for goal, code, _position in lines}
            self.positions[plan.pk] = max((position for *_line, position in lines), default=0)
        return self.printed[plan.pk]

    def free_code(self, goal: Goal, title: str) -> str:
        """ "e1c" after e1b while there are letters; codes are the city's, one action has one in all strategies."""
        if goal.code[-1].isdigit():
            used = [number for number, letter in enumerate(LETTERS, 1) if f"{goal.code}{letter}" in self._codes.taken]
            following = max(used, default=0)
            if following < len(LETTERS):
                return self._codes.take(f"{goal.code}{LETTERS[following]}")
        return self._codes.free(f"{goal.code}-{title}", longest=40)


def _answerable_posts():
    return Position.objects.answerable().valid_on(clock.today())


def answering_post(post_pk: int, posts: Mapping[int, Position] | None = None) -> Position:
    """The post, of all `posts` that may answer where these have been fetched."""
    post = _answerable_posts().filter(pk=post_pk).first() if posts is None else posts.get(post_pk)
    if post is None:
        raise NotAllowed(_("Vastaajaksi käy vain voimassa oleva tehtävä, ei ryhmä."))
    return post


def _refuse_foreign_goal(plan, goal):
    if goal.strategy_id != plan.strategy_id:
        raise NotAllowed(_("Tavoite on toisesta strategiasta."))


# --- posts and decisions ------------------------------------------------------------------------------------------
class NewPosts:
    """Posts of one unit by their titles: the one that is there, else a new one, whose title nobody has confirmed."""

    def __init__(self, unit_pk: int):
        self.unit = OrgUnit.objects.select_for_update(of=("self",)).get(pk=unit_pk)
        there = Position.objects.valid_on(clock.today()).filter(unit=self.unit).order_by("-position", "-pk")
        self.posts = {(post.title_fi or "").casefold(): post for post in there}
        self.codes = Codes(Position.objects.values_list("code", flat=True))
        self.position = last_position(self.unit.posts)
        self.rows = NewRows()

    def add(self, *, title: str, kind: str, reason: str) -> Position:
        refuse_empty(title)
        if found := self.posts.get(title.casefold()):
            return found
        self.position += 1
        post = Position(
            code=self.codes.free(title, longest=60),
            title_fi=title,
            kind=kind,
            unit=self.unit,
            position=self.position,
            doubt_fi="Nimike tuli tuodusta tiedostosta; vahvistetaan kaupungilta.",
            doubt_sv="Benämningen kom från en importerad fil; bekräftas av staden.",
            doubt_en="The title came from an imported file; to be confirmed by the city.",
        )
        self.posts[title.casefold()] = post
        return self.rows.add(post, reason=reason)

    def write(self, *, by) -> None:
        self.rows.write(by=by)


def decisions_named(wanted: Mapping[tuple[str, date, str], str], *, by) -> dict[tuple[str, date, str], Decision]:
    """The decisions that a plan refers to as (body, day, section); `wanted` has the reason for entering each.

    What is not there yet is entered; its day may lie after today.
    """
    if not wanted:
        return {}
    days = {day for _body, day, _section in wanted}
    found = {(one.body, one.decided_on, one.section): one for one in Decision.objects.filter(decided_on__in=days)}
    new = NewRows()
    for key, reason in wanted.items():
        if key not in found:
            body, decided_on, section = key
            found[key] = new.add(Decision(body=body, decided_on=decided_on, section=section), reason=reason)
    new.write(by=by)
    return found
