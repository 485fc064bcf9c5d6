"""What a published report tells of each thing, one row a thing: the rows of PublishedState, made of the frozen content.

`StateRow.told` is plain JSON; what is not told is None, "" or words that are empty:

- `as_of`: the report's day, "2022-12-31"
- `title`, `post`: {"words", "language"}: the thing and the answering post as they were named then
- `status`, `forecast`, `fate`: a badge {"code", "label", "shape", "explanation"} in the words of that report, or None
- `judged`: None or {"badge": a badge, "why_not": str, "reason": told words}
- `words`, `cause`, `correction`, `proposal`, `fate_note`: told words {"words", "language", "is_translation"}
- `correction_post`: who answers for the correction; `due`: the day by which it is promised, "2023-03-31" or "";
  `times`: how many times it has been promised, 0 when it has not
- `unchanged`: "Tilanne ennallaan, toinen kerta" or ""; `binding`: whom a goal binds, "" otherwise
- `measured`: None, or of an indicator {"actual", "target", "baseline"}, each {"words", "language", "note"} as shown

A goal has no status of its own: `judged` at year-end (or `forecast`), and its actions have their rows. An indicator has
`forecast` or `judged`. A project has a row for each department that shares it (`unit`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils import translation

from goals.badges import Badge
from goals.models.rounds import Attained, Forecast
from goals.status import OMITTED
from goals.status import SILENT as SILENT_CODES
from kemistrategy.text import Text

from .comparison import kind_words
from .parts import MISSING, SILENT, Judged, TargetLevel, Told, Value
from .project import ProjectContent
from .rows import Deviation, ReportContent, Thing
from .standing import NOTHING, WEIGHTS

NO_BASELINE = Value()


@dataclass(frozen=True)
class StateRow:
    """`kind` is goal, action, project or indicator; `forecast` and `attainment` are codes, as `status`."""

    kind: str
    pk: int
    unit: int | None
    status: str
    forecast: str
    attainment: str
    is_heard: bool
    is_deviation: bool
    told: dict


@dataclass(frozen=True)
class _Said:
    """What the chapters say of one thing, before its deviation is found."""

    kind: str
    pk: int
    title: Text
    unit: int | None = None
    listed_as: Text = NOTHING  # among the deviations, when not by its title
    post: Text = NOTHING
    status: Badge | None = None
    forecast: Badge | None = None
    judged: Judged | None = None
    words: Told = SILENT
    cause: Told = SILENT
    correction: Told = SILENT
    proposal: Told = SILENT
    fate: Badge | None = None
    fate_note: Told = SILENT
    unchanged: str = ""
    binding: str = ""
    measured: dict | None = field(default=None, hash=False)

    @property
    def codes(self) -> set[str]:
        badges = (self.status, self.forecast, self.judged and self.judged.badge)
        return {badge.code for badge in badges if badge}

    @property
    def is_heard(self) -> bool:
        if self.status:
            return self.status.code not in SILENT_CODES
        return bool(self.forecast or self.judged or self.words)


def state_rows(content: ReportContent | ProjectContent, *, units: Mapping[str, int] | None = None) -> list[StateRow]:
    """Each thing once (a project once a department), in the order of the report.

    `units` gives a department's number by its name: a project's own report has the name alone.
    """
    if isinstance(content, ProjectContent):
        said, due = _project_said(content, units or {}), content.deviations
    else:
        said, due = _city_said(content), content.deviations
    with translation.override(content.language):
        found = _Deviations(due, kind_words())
    each = {(one.kind, one.pk, one.unit): one for one in reversed(list(said))}
    return [_row(one, found.of(one), content) for one in reversed(each.values())]


def _row(said: _Said, deviation: Deviation | None, content) -> StateRow:
    cause = said.cause or (deviation.cause if deviation else SILENT)
    correction = said.correction or (deviation.correction if deviation else SILENT)
    post = (deviation.post if deviation else NOTHING) if not said.post else said.post
    told = {
        "as_of": content.as_of.isoformat(),
        "title": asdict(said.title),
        "post": asdict(post),
        "status": _badge(said.status),
        "forecast": _badge(said.forecast),
        "judged": _judged(said.judged),
        "words": _words(said.words),
        "cause": _words(cause),
        "correction": _words(correction),
        "correction_post": asdict(deviation.post) if deviation else asdict(NOTHING),
        "proposal": _words(said.proposal or (deviation.proposal if deviation else SILENT)),
        "due": _iso(deviation.due) if deviation else "",
        "times": deviation.times if deviation and deviation.correction else 0,
        "fate": _badge(said.fate),
        "fate_note": _words(said.fate_note),
        "unchanged": said.unchanged,
        "binding": said.binding,
        "measured": said.measured,
    }
    return StateRow(
        kind=said.kind,
        pk=said.pk,
        unit=said.unit,
        status=said.status.code if said.status else "",
        forecast=said.forecast.code if said.forecast else "",
        attainment=said.judged.badge.code if said.judged else "",
        is_heard=said.is_heard,
        is_deviation=any(code in WEIGHTS for code in said.codes),
        told=told,
    )


def _badge(badge: Badge | None) -> dict | None:
    return asdict(badge) if badge else None


def _words(told: Told) -> dict:
    return {"words": told.words, "language": told.language, "is_translation": told.is_translation}


def _judged(judged: Judged | None) -> dict | None:
    if judged is None:
        return None
    return {"badge": _badge(judged.badge), "why_not": judged.why_not, "reason": _words(judged.reason)}


def _iso(day: str) -> str:
    """The frozen day is words, "31.3.2023"."""
    return datetime.strptime(day, "%d.%m.%Y").date().isoformat() if day else ""


# --- what the chapters of the city's report say -----------------------------------------------------------------------
def _city_said(content: ReportContent) -> Iterator[_Said]:
    things = {(thing.kind, thing.pk): thing for thing in content.things}
    outlooks = {badge.code: badge for badge in content.guide.outlooks}
    sections = (*content.themes, content.strategic_goals)
    goals = [goal for section in sections for goal in section.goals]
    binding = {goal.pk: goal for goal in content.binding_goals}
    for goal in goals:
        thing, bound = things.get(("goal", goal.pk)), binding.get(goal.pk)
        yield _Said(
            "goal",
            goal.pk,
            goal.title,
            forecast=_forecast(thing, outlooks),
            judged=goal.judged,
            words=goal.told,
            cause=bound.cause if bound else SILENT,
            proposal=bound.proposal if bound else SILENT,
            binding=goal.binding,
        )
    fates = {action.pk: (action.fate, action.note) for action in content.carried_over}
    for action in (action for goal in goals for action in goal.actions):
        fate, note = fates.get(action.pk, (None, SILENT))
        yield _Said(
            "action",
            action.pk,
            action.title,
            post=action.post,
            status=action.status,
            forecast=action.forecast,
            judged=action.judged,
            words=action.told,
            cause=action.cause,
            correction=action.correction,
            fate=action.fate or fate,
            fate_note=action.fate_note or note,
            unchanged=action.unchanged,
        )
    yield from _indicators_said(content, goals)
    yield from _projects_said(content, things)


def _forecast(thing: Thing | None, outlooks) -> Badge | None:
    """A goal's section has its judgement only; what was forecast of it stands among the compared things."""
    if thing is None or thing.outlook_code not in Forecast.values:
        return None
    return outlooks.get(thing.outlook_code) or Badge(thing.outlook_code, thing.outlook, "question")


def _indicators_said(content, goals):
    names = {measure.pk: measure.name for measure in content.measures}
    for line in (line for benefit in content.benefits for line in benefit.indicators):
        yield _indicator(line, line.name, NOTHING, line.baseline)
    cells = [cell for goal in goals for cell in goal.measures]
    cells += [cell for goal in goals for action in goal.actions for cell in action.measures]
    for cell in cells:
        yield _indicator(cell, names.get(cell.pk, cell.words), cell.post, NO_BASELINE)


def _indicator(line, name, post, baseline):
    return _Said(
        "indicator",
        line.pk,
        name,
        post=post,
        forecast=line.forecast,
        judged=line.judged,
        measured={
            "actual": _figure(line.actual),
            "target": _figure(line.target.present if isinstance(line.target, TargetLevel) else NO_BASELINE),
            "baseline": _figure(baseline),
        },
    )


def _figure(value: Value) -> dict:
    words = Text("") if value.words == MISSING else value.words
    return {"words": words.words, "language": words.language, "note": value.note}


def _projects_said(content, things):
    told = set()
    for department in content.departments:
        for project in department.projects:
            told.add(project.pk)
            yield _Said(
                "project",
                project.pk,
                project.name,
                unit=department.pk,
                status=project.status,
                forecast=project.forecast,
                judged=project.judged,
                words=project.told,
                unchanged=project.unchanged,
            )
    known = {badge.label: badge for badge in (*content.guide.statuses, *content.guide.unheard)}
    outlooks = {badge.code: badge for badge in content.guide.outlooks}
    for (kind, pk), thing in things.items():  # of a department that has neither a card nor a review in the report
        if kind == "project" and pk not in told:
            outlook = outlooks.get(thing.outlook_code)
            is_judged = outlook and outlook.code in Attained.values
            yield _Said(
                "project",
                pk,
                thing.title,
                status=known.get(thing.state) or Badge(OMITTED, thing.state, "dash"),
                forecast=None if is_judged else outlook,
                judged=Judged(outlook, "", SILENT) if is_judged else None,
            )


def _project_said(content: ProjectContent, units) -> Iterator[_Said]:
    for share in content.shares:
        yield _Said(
            "project",
            content.project,
            content.name,
            unit=units.get(str(share.unit)),
            listed_as=share.unit,
            post=share.post or content.post,
            status=share.status,
            forecast=share.forecast,
            judged=share.judged,
            words=share.told,
            unchanged=share.unchanged,
        )


# --- deviations -------------------------------------------------------------------------------------------------------
class _Deviations:
    """Finds the deviation of a thing by its number; an older report names it by kind and title alone."""

    def __init__(self, deviations: Iterable[Deviation], kinds: Mapping[str, str]):
        self._kinds = kinds
        self._of = defaultdict(list)
        for deviation in deviations:
            named = (deviation.subject, deviation.thing) if deviation.thing else (deviation.kind, deviation.title.words)
            self._of[named].append(deviation)

    def of(self, said: _Said) -> Deviation | None:
        """Of two with one name the one whose state and cause it tells; of a shared project each department its own."""
        named = self._kinds[said.kind], (said.listed_as or said.title).words
        listed = self._of.get((said.kind, said.pk)) or self._of[named]
        fitting = [one for one in listed if self._fits(one, said)]
        if not fitting:
            return None
        if len(listed) > 1:
            listed.remove(fitting[0])
        return fitting[0]

    def _fits(self, one: Deviation, said: _Said) -> bool:
        is_named = not said.listed_as or one.title.words == said.listed_as.words
        return is_named and one.badge.code in said.codes and (not said.cause or one.cause == said.cause)
