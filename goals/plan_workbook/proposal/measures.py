"""The measures of a plan and the key indicators of a strategy as lines of the proposal."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from goals.queries.plan_matches import Existing, ExistingIndicator
from kemistrategy.numbers import NotANumber
from measures.levels import LONGEST_WORDS, Level, NotALevel, check_level
from measures.measure_words import MeasureReading
from measures.readings import read_figure, usual_bounds

from ..items import ReadIndicator, ReadMeasure
from .answers import (
    LONGEST_NAME,
    LONGEST_UNIT,
    Answers,
    asked_of,
    asked_to_shorten,
    chosen,
    chosen_before,
    first_of_equals,
    pks_in,
    question,
    reading_in,
    words_in,
)
from .goals import Plans, existing_goal, goal_of, is_chosen, plan_of
from .matching import ALIKE, NO_MATCH, Likeness, Match, folded, key_of, matches, similarity
from .matching import SAME as EQUAL
from .owners import answering_post_of, owners_of
from .proposed import (
    NEW,
    SAME,
    Asked,
    Change,
    ProposedAction,
    ProposedGoal,
    ProposedIndicator,
    ProposedMeasure,
    ProposedOwner,
)


# --- measures -----------------------------------------------------------------------------------------------------
def proposed_measures(
    measures: tuple[ReadMeasure, ...],
    goals: Mapping[str, ProposedGoal],
    actions: Mapping[str, ProposedAction],
    plans: Plans,
) -> list[ProposedMeasure]:
    """A measure is the same as one of its goal only: many goals have their own "Sisäinen kysely"."""
    existing, answers = plans.existing, plans.answers
    at = {one.key: goal_of(one.goal, answers.of("items", one.key), goals, existing) for one in measures}
    out = {one.key for one in measures if _is_out(one, at[one.key], goals, plans)}
    found = _measure_matches([one for one in measures if one.key not in out], at, goals, plans)
    lines, printed = [], set()
    for one in measures:
        line = _measure(one, at[one.key], found.get(one.key, NO_MATCH), goals, actions, plans, is_out=one.key in out)
        own = (line.goal, line.line)
        if line.line is not None and own in printed:  # one line of the plan can't be two of the file
            line = replace(line, line=None)
        printed.add(own)
        lines.append(line)
    return lines


def _is_out(one, goal, goals, plans) -> bool:
    return plans.is_left_out(one.key) or (goal in goals and goals[goal].is_left_out)


def _measure_matches(measures, at, goals, plans: Plans) -> dict[str, Match]:
    texts: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in plans.existing.measure_lines:
        texts[line.goal][line.indicator] += [*line.texts, line.indicator_name]
    taken = chosen_before(measures, plans.answers, plans.existing.indicators)
    of_goal: dict[int, list[ReadMeasure]] = defaultdict(list)
    found = {}
    for one in measures:
        goal = existing_goal(at[one.key], goals)
        if goal in texts:
            of_goal[goal].append(one)
        else:
            found[one.key] = NO_MATCH
    for goal, ones in of_goal.items():
        names = {one.key: one.reading.name for one in ones}
        found |= matches(
            [(one.key, (_words(one, plans.answers), one.words)) for one in ones],
            texts[goal],
            taken=taken,
            fits=lambda key, pk, names=names: similarity(names[key], plans.existing.indicators[pk].title),
        )
    key_indicators = {
        key_of(text): indicator.pk
        for indicator in plans.existing.indicators.values()
        if indicator.is_key
        for text in indicator.texts
    }
    return {one.key: _or_key_indicator(one, found[one.key], key_indicators) for one in measures}


def _words(one, answers: Answers) -> str:
    return words_in(answers.of("items", one.key), "words", one.words)


def _or_key_indicator(one: ReadMeasure, match: Match, key_indicators: Mapping[str, int]) -> Match:
    """Without a measure of its own goal, a key indicator with just its name: one figure then serves both."""
    named = key_indicators.get(key_of(one.words)) or key_indicators.get(key_of(one.reading.name))
    if match.thing is not None or named is None:
        return match
    # Less than equal, so that it is asked: the name alone does not say that it is the same figure.
    return Match(named, EQUAL - 1, (Likeness(named, EQUAL - 1), *match.likenesses))


def _measure(one: ReadMeasure, goal, match, goals, actions, plans: Plans, *, is_out) -> ProposedMeasure:
    existing, answer = plans.existing, plans.answers.of("items", one.key)
    choice, asked = chosen("measure", answer, match, existing.indicators, left_out=is_out, blocks=False)
    if not goal:
        asked.append(Asked(question("goal_missing"), blocks=True))
    unit, year = plan_of(goal, one.goal, goals, plans)
    reading = reading_in(answer, one.reading)
    if reading.has_target and reading.year is None:
        reading = replace(reading, year=reading.due_on.year if reading.due_on else year)
    same = existing.indicators.get(choice.get("same"))
    if choice["choice"] == NEW:
        asked += _asked_of_new(reading, reading.name or one.words, answer)
    return ProposedMeasure(
        item=one,
        words=_words(one, plans.answers),
        questions=(*asked, *asked_of(one, answer)),
        changes=_level_changes(same, reading, answer, printed=_printed(one, match)) if same and year else (),
        goal=goal,
        action=_action_of(one, answer, actions, existing),
        reading=reading,
        line=_line_there(same, goal, goals, existing.plan_of(plans.strategy, unit, year), existing) if same else None,
        **choice,
    )


def _asked_of_new(reading: MeasureReading, name: str, answer: Mapping) -> list[Asked]:
    """What does not fit into a new indicator, and a level that can't be its."""
    asked = asked_to_shorten((name, LONGEST_NAME), (reading.unit, LONGEST_UNIT))
    if reading.has_target and level_of_new(reading) is None:
        asked.append(Asked(question("figure_not_read"), is_answered=bool(answer.get("checked"))))
    return asked


def level_of_new(reading: MeasureReading) -> Level | None:
    """The level that the words give a new indicator, with the bounds of its kind; None when it can't be its level."""
    return level_of(reading, bounds_of_new(reading))


def bounds_of_new(reading: MeasureReading) -> SimpleNamespace:
    """The new indicator as a row with the columns that its figures are checked against."""
    lowest, highest = usual_bounds(reading.kind)
    return SimpleNamespace(
        kind=reading.kind,
        unit_fi=reading.unit,
        direction=reading.direction,
        scale_maximum=reading.scale_maximum,
        lowest=lowest,
        highest=highest,
    )


def level_of(reading: MeasureReading, indicator) -> Level | None:
    """The level that the words give, None when they give none or one that can't be the indicator's.

    `indicator` is the model or a row with its columns, as `measures.levels.check_level` takes it.
    """
    if not reading.has_target:
        return None
    words = reading.words[:LONGEST_WORDS] if reading.low is None and reading.high is None else reading.words
    level = Level(reading.comparison, reading.low, reading.high, words, reading.due_on)
    for tried in (level, replace(level, words="")):
        try:
            check_level(indicator, tried)
        except NotALevel:
            continue
        return tried
    return None


def _action_of(one: ReadMeasure, answer: Mapping, actions: Mapping[str, ProposedAction], existing: Existing):
    said = answer.get("action", one.action)
    if isinstance(said, int) and said in existing.actions:
        return said
    line = actions.get(said) if isinstance(said, str) else None
    if line is None or line.is_left_out:
        return ""
    return line.same_item or line.key


def _line_there(same: ExistingIndicator, goal, goals, plan, existing: Existing) -> int | None:
    if plan is None:
        return None
    wanted = (plan.pk, existing_goal(goal, goals), same.pk)
    lines = existing.measure_lines
    return next((line.pk for line in lines if (line.plan, line.goal, line.indicator) == wanted), None)


def _printed(one: ReadMeasure, match: Match) -> str:
    """The words of a measure that the plan has printed in just these words."""
    return one.words if match.similarity == EQUAL else ""


def _level_changes(
    same: ExistingIndicator, reading: MeasureReading, answer: Mapping, *, printed: str = ""
) -> tuple[Change, ...]:
    """A level of which no figure was read, but the whole text that is `printed`, is the one that was made of it."""
    if not reading.has_target:
        return ()
    of_year = [level for level in same.levels if level.year == reading.year]
    present = (of_year or [level for level in same.levels if level.year is None] or [None])[0]
    is_in_words = reading.low is None and reading.high is None and key_of(reading.words) == key_of(printed)
    if present is not None and (_is_same_level(present, reading) or (is_in_words and "figure" not in answer)):
        return ()
    here = _level_words(present.words, present.low, present.high) if present else ""
    read = _level_words(reading.words, reading.low, reading.high)
    return (Change("target", here, read, is_chosen(answer, "target")),)


def _is_same_level(level, reading: MeasureReading) -> bool:
    if reading.low is None and reading.high is None:
        return level.low is None and level.high is None and folded(level.words) == folded(reading.words)
    return (level.low, level.high) == (reading.low, reading.high)


def _level_words(words: str, low: Decimal | None, high: Decimal | None) -> str:
    figures = "–".join(f"{bound:f}".replace(".", ",") for bound in (low, high) if bound is not None)
    return words or figures


# --- key indicators -----------------------------------------------------------------------------------------------
def proposed_indicators(
    indicators: tuple[ReadIndicator, ...], owners: Mapping[str, ProposedOwner], plans: Plans
) -> list[ProposedIndicator]:
    """A near match blocks: a figure must not come into the series of another."""
    existing, answers = plans.existing, plans.answers
    names = {one.key: indicator_name(one, answers) for one in indicators}
    kept = [one for one in indicators if not plans.is_left_out(one.key)]
    earlier = first_of_equals([(one.key, f"{one.parent}:{key_of(names[one.key])}") for one in kept], answers)
    found = matches(
        [(one.key, (names[one.key], one.words)) for one in kept if one.key not in earlier],
        {indicator.pk: indicator.texts for indicator in existing.indicators.values()},
        taken=chosen_before(kept, answers, existing.indicators),
        fits=lambda key, pk: existing.indicators[pk].is_key,
    )
    lines = {
        one.key: _indicator(one, names[one.key], found.get(one.key, NO_MATCH), owners, plans) for one in indicators
    }
    return [
        replace(
            line,
            choice=SAME,
            same=lines[earlier[key]].same,
            same_title=lines[earlier[key]].same_title or names[earlier[key]],
            same_item=earlier[key],
            similarity=EQUAL,
            changes=(),
        )
        if key in earlier and not line.is_left_out
        else line
        for key, line in lines.items()
    ]


def indicator_name(one: ReadIndicator, answers: Answers) -> str:
    answer = answers.of("items", one.key)
    return words_in(answer, "words", words_in(answer, "name", one.reading.name or one.words))


def _indicator(one: ReadIndicator, name, match, owners, plans: Plans) -> ProposedIndicator:
    existing, answer = plans.existing, plans.answers.of("items", one.key)
    choice, asked = chosen(
        "indicator", answer, match, existing.indicators, left_out=plans.is_left_out(one.key), blocks=True
    )
    reading = replace(reading_in(answer, one.reading), name=name)
    read = owners_of(one.owners, answer, owners, existing)
    benefits, new_benefits, about = _benefits(one, answer, existing)
    is_checked = bool(answer.get("checked"))
    baseline_words = answer["baseline"] if isinstance(answer.get("baseline"), str) else one.baseline
    same = existing.indicators.get(choice.get("same"))
    if choice["choice"] == NEW:
        asked += _asked_of_new(reading, name, answer)
    changes = []
    if same:
        changes += _level_changes(same, reading, answer)
        if baseline_words and folded(baseline_words) != folded(same.baseline or ""):
            changes.append(Change("baseline", same.baseline or "", baseline_words, is_chosen(answer, "baseline")))
    return ProposedIndicator(
        item=one,
        words=name,
        questions=(
            *asked,
            *(Asked(each, is_answered=is_checked) for each in about),
            *asked_of(one, answer),
        ),
        changes=tuple(changes),
        reading=reading,
        benefits=benefits,
        new_benefits=new_benefits,
        baseline=figure_of(baseline_words, reading),
        baseline_words=baseline_words,
        owners=read,
        answering_post=answering_post_of(read, answer, existing),
        parent=one.parent,
        **choice,
    )


def _benefits(one: ReadIndicator, answer: Mapping, existing: Existing):
    """(primary keys, names of those to be made, questions about both)."""
    said = pks_in(answer, "benefits", existing.benefits)
    if said is not None:
        return said, (), []
    found, new, about = [], [], []
    texts = {benefit.pk: benefit.texts for benefit in existing.benefits.values()}
    for words in one.benefits:
        match = matches([(words, (words,))], texts)[words]
        if match.similarity >= ALIKE:
            found.append(match.thing)
        else:
            new.append(words)
        if ALIKE <= match.similarity < EQUAL:
            present = existing.benefits[match.thing].title
            about.append(question("benefit_alike", words=words, present=present, similarity=match.similarity))
        elif match.thing is None:
            about.append(question("benefit_new", words=words))
    return tuple(dict.fromkeys(found)), tuple(new), about


def figure_of(words: str, reading: MeasureReading) -> Decimal | None:
    """The figure of a cell like NYT in the indicator's unit; None when it is told in words."""
    try:
        return read_figure(words, kind=reading.kind, unit=reading.unit, scale_maximum=reading.scale_maximum)
    except NotANumber:
        return None
