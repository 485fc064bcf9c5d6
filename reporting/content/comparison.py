"""What changed between two reports: added and removed things, states, judgements, figures and target levels.

Pure: two contents in, rows out, so that frozen reports are compared as well as living ones.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from goals.models.rounds import Attained, Forecast

from .rows import Change, ReportContent, Thing
from .sources import Sources
from .standing import key_of

ADDED, REMOVED = "added", "removed"
SORTS = (ADDED, REMOVED, "state", "outlook", "figure", "target")


def kind_words() -> dict[str, str]:
    return {
        "goal": _("Tavoite"),
        "action": _("Toimenpide"),
        "indicator": _("Mittari"),
        "project": _("Projekti"),
    }


def changes_between(before: ReportContent, now: ReportContent) -> tuple[Change, ...]:
    """In the order of `SORTS`, and within each in the order of the report; the active language words the kinds."""
    return changed_things(before.things, now.things, is_same_kind=before.kind == now.kind)


def changed_things(before: Iterable[Thing], now: Iterable[Thing], *, is_same_kind: bool) -> tuple[Change, ...]:
    """`is_same_kind`: both forecast or both judge.

    Otherwise a judgement is a change only when it says something else than the forecast did: what was not forecast is
    told where it is judged.
    """
    earlier, present = ({(thing.kind, thing.pk): thing for thing in things} for things in (before, now))
    kinds = kind_words()
    found = [
        _change(ADDED, kinds[thing.kind], thing, "", thing.state or thing.outlook)
        for key, thing in present.items()
        if key not in earlier
    ]
    found += [
        _change(REMOVED, kinds[thing.kind], thing, thing.state or thing.outlook, "")
        for key, thing in earlier.items()
        if key not in present
    ]
    for key, thing in present.items():
        if key in earlier:
            found += _changes(kinds[thing.kind], earlier[key], thing, is_same_kind=is_same_kind)
    return tuple(sorted(found, key=lambda change: SORTS.index(change.sort)))


def _change(sort, kind, thing: Thing, before, now, basis="") -> Change:
    return Change(sort, kind, thing.title, before, now, basis, subject=thing.kind, thing=thing.pk)


def _changes(kind, before: Thing, now: Thing, *, is_same_kind) -> Iterator[Change]:
    """While a review is open, a report that has not come yet is no change."""
    if now.is_heard and before.state != now.state:
        yield _change("state", kind, now, before.state, now.state)
    if now.is_heard and _says_otherwise(before, now, is_same_kind=is_same_kind):
        yield _change("outlook", kind, now, before.outlook, now.outlook)
    if before.figure != now.figure:
        yield _change("figure", kind, now, before.figure, now.figure)
    if before.target != now.target:
        yield _change("target", kind, now, before.target, now.target, now.basis)


# A forecast and the judgement that says the same afterwards.
CAME_TRUE = {
    Forecast.WILL_BE_MET: Attained.ATTAINED,
    Forecast.PARTLY: Attained.PARTLY,
    Forecast.WILL_NOT_BE_MET: Attained.NOT_ATTAINED,
    Forecast.TOO_EARLY: Attained.NOT_ASSESSED,
}
CAME_TRUE |= {judged: forecast for forecast, judged in CAME_TRUE.items()}


def _says_otherwise(before: Thing, now: Thing, *, is_same_kind) -> bool:
    if is_same_kind:
        return before.outlook != now.outlook
    return bool(before.outlook_code and now.outlook_code) and CAME_TRUE.get(before.outlook_code) != now.outlook_code


# --- what a report tells of each thing --------------------------------------------------------------------------------
def things(sources: Sources) -> tuple[Thing, ...]:
    return (*_goals(sources), *_actions(sources), *_indicators(sources), *_projects(sources))


def _thing(sources, kind, pk, title, key, *, state="", figure="", target="", basis=""):
    standing = sources.standing
    judged, forecast = standing.judged(key), standing.forecast(key)
    outlook = judged.badge if judged else forecast
    is_heard = standing.heard(key) is not None or not sources.round.is_open
    label, code = (outlook.label, outlook.code) if outlook else ("", "")
    return Thing(kind, pk, title, is_heard, state, label, code, figure, target, basis)


def _goals(sources):
    for pk, (line, *_others) in sources.goal_lines.items():
        yield _thing(sources, "goal", pk, line.goal_title, key_of(goal=pk))


def _actions(sources):
    for pk, (line, *_others) in sources.action_lines.items():
        key = key_of(action=pk)
        state = sources.standing.status(key, line.schedule, has_post=bool(line.post))
        yield _thing(sources, "action", pk, line.action_title, key, state=state.label)


def _indicators(sources):
    ledger = sources.ledger
    for indicator in sources.indicators.values():
        bodies = sources.bodies(indicator.pk)
        yield _thing(
            sources,
            "indicator",
            indicator.pk,
            indicator.name,
            key_of(indicator=indicator.pk),
            figure=str(ledger.actual(indicator).words),
            target=str(ledger.target(indicator, bodies=bodies).present.words),
            basis=ledger.basis(indicator, bodies=bodies),
        )


def _projects(sources):
    told = set()
    for project in sources.projects:
        if project.project not in told:
            told.add(project.project)
            key = sources.standing.project_key(project.project, project.unit)
            state = sources.standing.status(key, project.schedule, has_post=bool(project.post))
            yield _thing(sources, "project", project.project, project.name, key, state=state.label)
