"""The departments' projects of a file as lines of the proposal."""

from collections.abc import Mapping
from dataclasses import replace

from goals.queries.plan_matches import ExistingProject
from kemistrategy.schedule import Schedule, schedule_words

from ..items import ReadProject
from .answers import (
    LONGEST_NAME,
    asked_of,
    asked_to_shorten,
    chosen,
    chosen_before,
    first_of_equals,
    pks_in,
    question,
    schedule_in,
    words_in,
)
from .goals import Plans, is_chosen
from .matching import NO_MATCH, folded, key_of, matches
from .matching import SAME as EQUAL
from .owners import answering_post_of, owners_of
from .places import named
from .proposed import NEW, SAME, Asked, Change, ProposedOwner, ProposedProject


def proposed_projects(
    projects: tuple[ReadProject, ...], owners: Mapping[str, ProposedOwner], plans: Plans
) -> list[ProposedProject]:
    """The same name in several departments is one project that they share."""
    existing, answers = plans.existing, plans.answers
    words = {one.key: words_in(answers.of("items", one.key), "words", one.words) for one in projects}
    kept = [one for one in projects if not plans.is_left_out(one.key)]
    earlier = first_of_equals([(one.key, key_of(words[one.key])) for one in kept], answers)
    found = matches(
        [(one.key, (words[one.key], one.words)) for one in kept if one.key not in earlier],
        {project.pk: project.texts for project in existing.projects.values()},
        taken=chosen_before(kept, answers, existing.projects),
    )
    lines = {one.key: _project(one, words[one.key], found.get(one.key, NO_MATCH), owners, plans) for one in projects}
    return [
        _as_the_first(line, lines[earlier[key]], plans) if key in earlier and not line.is_left_out else line
        for key, line in lines.items()
    ]


def _project(one: ReadProject, words, match, owners, plans: Plans) -> ProposedProject:
    existing, answer = plans.existing, plans.answers.of("items", one.key)
    choice, asked = chosen(
        "project", answer, match, existing.projects, left_out=plans.is_left_out(one.key), blocks=True
    )
    read_unit = named(one.unit, existing.units, may_be_short=True)
    own = read_unit or existing.place.unit
    units = pks_in(answer, "units", existing.units)
    is_said = units is not None
    units = units if is_said else ((own,) if own else ())
    if not units or (one.unit and read_unit is None and not is_said):
        is_checked = bool(answer.get("checked")) and bool(units)
        about = question("unit_unknown", words=one.unit) if one.unit else question("project_without_unit")
        asked.append(Asked(about, blocks=not units, is_answered=is_checked))
    themes, about = _themes(one, answer, plans)
    about += _facts(one, choice["choice"])
    is_checked = bool(answer.get("checked"))
    read = owners_of(one.owners, answer, owners, existing)
    schedule, written = schedule_in(answer, one.schedule, one.schedule_raw)
    outcome = answer["outcome"] if isinstance(answer.get("outcome"), str) else one.outcome
    stages = tuple(answer["stages"]) if isinstance(answer.get("stages"), list) else one.stages
    if choice["choice"] == NEW:
        asked += asked_to_shorten(*((text, LONGEST_NAME) for text in (words, *stages)))
    same = existing.projects.get(choice.get("same"))
    return ProposedProject(
        item=one,
        words=words,
        questions=(*asked, *(Asked(each, is_answered=is_checked) for each in about), *asked_of(one, answer)),
        changes=_changes(same, words, outcome, schedule, stages, answer) if same else (),
        units=units,
        adds_units=_units_to_add(units, same, choice["choice"]),
        outcome=outcome,
        stages=stages,
        themes=themes,
        owners=read,
        answering_post=answering_post_of(read, answer, existing),
        schedule=schedule,
        schedule_words=written,
        **choice,
    )


def _facts(one: ReadProject, choice: str):
    """A project has no benefits or measures of its own: its cells are kept together with it as one open question."""
    cells = (
        ("HYÖDYT", ", ".join(one.benefits)),
        ("MITTARI", one.measure),
        ("NYT", one.baseline),
        ("TAVOITE", one.target),
    )
    said = "; ".join(f"{heading}: {words}" for heading, words in cells if words)
    if said:
        code = "project_facts" if choice == NEW else "project_facts_apart"
        yield question(code, cells=said)


def _themes(one: ReadProject, answer: Mapping, plans: Plans):
    said = pks_in(answer, "themes", plans.existing.themes)
    if said is not None:
        return said, []
    read = [(words, named(words, plans.existing.themes)) for words in one.themes]
    unknown = [question("theme_unknown", words=words) for words, theme in read if theme is None]
    return tuple(dict.fromkeys(theme for _words, theme in read if theme)), unknown


def _units_to_add(units, same: ExistingProject | None, choice: str) -> tuple[int, ...]:
    if choice == "leave_out":
        return ()
    return tuple(unit for unit in units if same is None or unit not in same.units)


def _changes(same: ExistingProject, words, outcome, schedule, stages, answer) -> tuple[Change, ...]:
    changes = []
    if key_of(words) not in map(key_of, same.texts):
        changes.append(Change("words", same.title, words, is_chosen(answer, "words")))
    if outcome and folded(outcome) != folded(same.outcome):
        changes.append(Change("outcome", same.outcome, outcome, is_chosen(answer, "outcome")))
    if schedule not in (Schedule(), same.schedule):
        here = schedule_words(same.schedule, "fi") if same.schedule != Schedule() else ""
        changes.append(Change("schedule", here, schedule_words(schedule, "fi"), is_chosen(answer, "schedule")))
    if added := new_stages(stages, same):
        here = ", ".join(sorted(same.stages))
        changes.append(Change("stages", here, ", ".join(added), is_chosen(answer, "stages")))
    return tuple(changes)


def new_stages(stages: tuple[str, ...], same: ExistingProject) -> tuple[str, ...]:
    """Those that the project does not have yet."""
    there = set(map(key_of, same.stages))
    return tuple(stage for stage in stages if key_of(stage) not in there)


def _as_the_first(line: ProposedProject, first: ProposedProject, plans: Plans) -> ProposedProject:
    same = plans.existing.projects.get(first.same)
    there = {*first.units, *(same.units if same else ())}
    return replace(
        line,
        choice=SAME,
        same=first.same,
        same_title=first.same_title or first.words,
        same_item=first.key,
        similarity=EQUAL,
        adds_units=tuple(unit for unit in line.units if unit not in there),
        changes=(),
        questions=tuple(asked for asked in line.questions if asked.code != "project_alike"),
    )
