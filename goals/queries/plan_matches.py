"""What exists already of the things an import may name: gathered in at most eleven statements, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery

from goals.models import Action, Benefit, Goal, MeasureLine, Plan, Project, Theme
from kemistrategy import clock
from kemistrategy.organisation.models import Decision, OrgUnit
from kemistrategy.schedule import Schedule
from measures.models import Indicator, Observation

LANGUAGES = ("fi", "sv", "en")
KINDS = ("plan", "indicators", "projects", "decisions", "results")  # what an import may be about
SCHEDULE = ("starts_on", "ends_on", "precision", "is_open_ended", "is_continuous")


@dataclass(frozen=True)
class Thing:
    """Anything with a name. `texts` are all the words it is known by: three languages, and as plans printed it."""

    pk: int
    title: str
    texts: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True)
class ExistingTheme(Thing):
    strategy: int = 0
    strategy_title: str = ""


@dataclass(frozen=True)
class ExistingGoal(Thing):
    strategy: int = 0
    themes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ExistingPlan:
    """`lines` are its (goal, action) pairs."""

    pk: int
    strategy: int
    unit: int
    year: int
    title: str
    is_in_force: bool
    lines: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class ExistingAction(Thing):
    """`owners` are the answering post, then the participants."""

    unit: int = 0
    goals: frozenset[int] = frozenset()
    answering_post: int | None = None
    owners: tuple[int, ...] = ()
    schedule: Schedule = field(default_factory=Schedule)
    decision: int | None = None


@dataclass(frozen=True)
class ExistingUnit(Thing):
    kind: str = ""
    parent: int | None = None
    head: int | None = None


@dataclass(frozen=True)
class ExistingPost(Thing):
    """`head` is the leading post of its unit, for a post that stands for a unit."""

    kind: str = "single"
    unit: int = 0
    head: int | None = None


@dataclass(frozen=True)
class ExistingLevel:
    pk: int
    year: int | None
    comparison: str
    low: Decimal | None
    high: Decimal | None
    words: str


@dataclass(frozen=True)
class ExistingIndicator(Thing):
    """`levels` are those in force; `baseline` is None without one, else its words or figure."""

    kind: str = ""
    unit: str = ""
    is_key: bool = False
    levels: tuple[ExistingLevel, ...] = ()
    baseline: str | None = None


@dataclass(frozen=True)
class ExistingMeasureLine:
    pk: int
    plan: int
    goal: int
    action: int | None
    indicator: int
    indicator_name: str
    target: int | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ExistingObservation:
    value: Decimal | None
    words: str


@dataclass(frozen=True)
class ExistingBenefit(Thing):
    strategy: int = 0
    indicators: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ExistingProject(Thing):
    strategy: int = 0
    units: frozenset[int] = frozenset()
    outcome: str = ""
    schedule: Schedule = field(default_factory=Schedule)
    stages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Existing:
    """Everything by primary key. Without a strategy it holds the things of all of them.

    `place` is what the import itself says: strategy, unit, year and theme as primary keys, None where it says nothing.
    """

    place: "Destination"
    themes: dict[int, ExistingTheme] = field(default_factory=dict)
    goals: dict[int, ExistingGoal] = field(default_factory=dict)
    plans: dict[int, ExistingPlan] = field(default_factory=dict)
    actions: dict[int, ExistingAction] = field(default_factory=dict)
    units: dict[int, ExistingUnit] = field(default_factory=dict)
    posts: dict[int, ExistingPost] = field(default_factory=dict)
    indicators: dict[int, ExistingIndicator] = field(default_factory=dict)
    measure_lines: tuple[ExistingMeasureLine, ...] = ()
    benefits: dict[int, ExistingBenefit] = field(default_factory=dict)
    projects: dict[int, ExistingProject] = field(default_factory=dict)
    decisions: dict[tuple[str, date, str], int] = field(default_factory=dict)
    observed: dict[tuple[int, date, date], ExistingObservation] = field(default_factory=dict)  # indicator and period

    def plan_of(self, strategy: int | None, unit: int | None, year: int | None) -> ExistingPlan | None:
        wanted = (strategy, unit, year)
        return next((plan for plan in self.plans.values() if (plan.strategy, plan.unit, plan.year) == wanted), None)


@dataclass(frozen=True)
class Destination:
    """Where an import goes, as far as somebody has said."""

    strategy: int | None = None
    strategy_title: str = ""
    unit: int | None = None
    year: int | None = None
    theme: int | None = None
    today: date | None = None  # a period that ends after it has no results


def gather_existing(place: Destination, kinds: Collection[str]) -> Existing:
    """What the kinds (of KINDS) of things read may be matched with."""
    strategy = Q(strategy=place.strategy) if place.strategy else Q()
    units, posts = _units_and_posts()
    found = Existing(place=place, units=units, posts=posts, themes=_themes(strategy))
    parts = {}
    if "plan" in kinds:
        parts |= {"goals": _goals(strategy), "plans": _plans(strategy)}
        parts |= {"actions": _actions(place), "measure_lines": _measure_lines(place)}
    if {"plan", "indicators"} & set(kinds):
        parts["indicators"] = _indicators()
    if "indicators" in kinds:
        parts["benefits"] = _benefits(strategy)
    if "projects" in kinds:
        parts["projects"] = _projects(strategy)
    if "decisions" in kinds:
        columns = ("body", "decided_on", "section", "pk")
        parts["decisions"] = {tuple(key): pk for *key, pk in Decision.objects.values_list(*columns)}
    if "results" in kinds:
        parts["observed"] = _observed()
    return Existing(**{**vars(found), **parts})


# --- one statement each -------------------------------------------------------------------------------------------
def _texts(row: dict, name: str, *, before: str = "") -> tuple[str, ...]:
    words = (row[f"{before}{name}_{language}"] for language in LANGUAGES)
    return tuple(dict.fromkeys(filter(None, words)))


def _columns(name: str, *, before: str = "") -> list[str]:
    return [f"{before}{name}_{language}" for language in LANGUAGES]


def _grouped(rows: Iterable[dict], key: str = "pk") -> list[list[dict]]:
    """The rows of a join, those of one thing together, in the order in which the things come."""
    groups: dict = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return list(groups.values())


def _filled(rows: list[dict], name: str) -> frozenset:
    return frozenset(row[name] for row in rows if row[name] is not None)


def _schedule(row: dict) -> Schedule:
    return Schedule(*(row[name] for name in SCHEDULE))


def _units_and_posts():
    """Units and posts in force today; one statement."""
    today = clock.today()
    own = ["pk", "code", *_columns("name"), "kind", "parent", "head", "valid_from", "valid_to"]
    post = ["pk", "code", *_columns("title"), "kind", "valid_from", "valid_to"]
    names = [*own, *(f"posts__{name}" for name in post)]
    units, posts = {}, {}
    for rows in _grouped(OrgUnit.objects.order_by("position", "pk", "posts__position", "posts__pk").values(*names)):
        unit = rows[0]
        texts = _texts(unit, "name")
        if _is_valid(unit, today):
            units[unit["pk"]] = ExistingUnit(
                unit["pk"], texts[0] if texts else "", texts, unit["code"], unit["kind"], unit["parent"], unit["head"]
            )
        for row in rows:
            if row["posts__pk"] and _is_valid(row, today, before="posts__"):
                texts = _texts(row, "title", before="posts__")
                posts[row["posts__pk"]] = ExistingPost(
                    pk=row["posts__pk"],
                    title=texts[0] if texts else "",
                    texts=texts,
                    code=row["posts__code"],
                    kind=row["posts__kind"],
                    unit=unit["pk"],
                    head=unit["head"] if row["posts__kind"] == "unit" else None,
                )
    return units, posts


def _is_valid(row, today, before=""):
    begins, ends = row[f"{before}valid_from"], row[f"{before}valid_to"]
    return (begins is None or begins <= today) and (ends is None or ends >= today)


def _themes(strategy):
    rows = Theme.objects.filter(strategy).order_by("strategy", "position", "pk")
    return {
        row["pk"]: ExistingTheme(
            pk=row["pk"],
            title=row["name_fi"] or "",
            texts=_texts(row, "name"),
            code=row["code"],
            strategy=row["strategy"],
            strategy_title=row["strategy__name_fi"] or "",
        )
        for row in rows.values("pk", "code", "strategy", "strategy__name_fi", *_columns("name"))
    }


def _goals(strategy):
    """With the words by which earlier imports knew a goal, so that the same file finds it again."""
    names = ["pk", "code", "strategy", "source_text", "themes", "imported_places__words", *_columns("title")]
    goals = {}
    for rows in _grouped(Goal.objects.filter(strategy).order_by("strategy", "position", "pk").values(*names)):
        row = rows[0]
        imported = sorted(_filled(rows, "imported_places__words"))
        goals[row["pk"]] = ExistingGoal(
            pk=row["pk"],
            title=row["title_fi"] or "",
            texts=tuple(dict.fromkeys(filter(None, (*_texts(row, "title"), row["source_text"], *imported)))),
            code=row["code"],
            strategy=row["strategy"],
            themes=_filled(rows, "themes"),
        )
    return goals


def _plans(strategy):
    names = ["pk", "strategy", "unit", "year", "title_fi", "state", "lines__goal", "lines__action"]
    plans = {}
    for rows in _grouped(Plan.objects.filter(strategy).order_by("year", "pk").values(*names)):
        row = rows[0]
        plans[row["pk"]] = ExistingPlan(
            pk=row["pk"],
            strategy=row["strategy"],
            unit=row["unit"],
            year=row["year"],
            title=row["title_fi"] or "",
            is_in_force=row["state"] == Plan.State.ADOPTED,
            lines=frozenset((line["lines__goal"], line["lines__action"]) for line in rows if line["lines__goal"]),
        )
    return plans


def _actions(place):
    """Actions in plans of the strategy, of the unit where it is known: the same words elsewhere are another action."""
    actions = Action.objects.exclude(plan_lines=None)
    if place.strategy:
        actions = actions.filter(plan_lines__plan__strategy=place.strategy)
    if place.unit:
        actions = actions.filter(unit=place.unit)
    line = ("plan_lines__goal", "plan_lines__words", "plan_lines__source_text")
    names = ["pk", "code", "unit", "answering_post", "participants", "decision", *line, *SCHEDULE, *_columns("title")]
    found = {}
    for rows in _grouped(actions.order_by("position", "pk", "participants__position").values(*names)):
        row = rows[0]
        printed = (words for each in rows for words in (each[line[1]], each[line[2]]))
        owners = (row["answering_post"], *(each["participants"] for each in rows))
        found[row["pk"]] = ExistingAction(
            pk=row["pk"],
            title=row["title_fi"] or "",
            texts=tuple(dict.fromkeys(filter(None, (*_texts(row, "title"), *printed)))),
            code=row["code"],
            unit=row["unit"],
            goals=_filled(rows, line[0]),
            answering_post=row["answering_post"],
            owners=tuple(dict.fromkeys(filter(None, owners))),
            schedule=_schedule(row),
            decision=row["decision"],
        )
    return found


def _measure_lines(place):
    lines = MeasureLine.objects.order_by("plan", "position")
    if place.strategy:
        lines = lines.filter(plan__strategy=place.strategy)
    if place.unit:
        lines = lines.filter(plan__unit=place.unit)
    names = ["pk", "plan", "goal", "action", "indicator", "indicator__name_fi", "target", "source_text"]
    return tuple(
        ExistingMeasureLine(
            pk=row["pk"],
            plan=row["plan"],
            goal=row["goal"],
            action=row["action"],
            indicator=row["indicator"],
            indicator_name=row["indicator__name_fi"] or "",
            target=row["target"],
            texts=tuple(dict.fromkeys(filter(None, (*_texts(row, "words"), row["source_text"])))),
        )
        for row in lines.values(*names, *_columns("words"))
    )


def _indicators():
    """All indicators with the levels in force and the baseline."""
    baseline = Observation.objects.present().filter(is_baseline=True, indicator=OuterRef("pk")).order_by("-pk")
    annotated = Indicator.objects.annotate(
        baseline_words=Subquery(baseline.values("words")[:1]), baseline_value=Subquery(baseline.values("value")[:1])
    )
    level = ("pk", "year", "comparison", "low", "high", "words", "replaced_by")
    names = ["pk", "code", "kind", "unit_fi", "is_key", *_columns("name"), "baseline_words", "baseline_value"]
    names += [f"targets__{name}" for name in level]
    found = {}
    for rows in _grouped(annotated.order_by("position", "pk", "targets__pk").values(*names)):
        row = rows[0]
        found[row["pk"]] = ExistingIndicator(
            pk=row["pk"],
            title=row["name_fi"] or "",
            texts=_texts(row, "name"),
            code=row["code"],
            kind=row["kind"],
            unit=row["unit_fi"] or "",
            is_key=row["is_key"],
            levels=tuple(
                ExistingLevel(*(each[f"targets__{name}"] for name in level[:-1]))
                for each in rows
                if each["targets__pk"] and each["targets__replaced_by"] is None
            ),
            baseline=_baseline(row),
        )
    return found


def _baseline(row) -> str | None:
    if row["baseline_words"]:
        return row["baseline_words"]
    return None if row["baseline_value"] is None else str(row["baseline_value"].normalize())


def _observed():
    """Observations in force by indicator and period."""
    columns = ("indicator", "period_start", "period_end", "value", "words")
    rows = Observation.objects.present().filter(period_start__isnull=False).order_by().values_list(*columns)
    return {tuple(key): ExistingObservation(value, words) for *key, value, words in rows}


def _benefits(strategy):
    names = ["pk", "code", "strategy", "indicators", *_columns("name")]
    return {
        rows[0]["pk"]: ExistingBenefit(
            pk=rows[0]["pk"],
            title=rows[0]["name_fi"] or "",
            texts=_texts(rows[0], "name"),
            code=rows[0]["code"],
            strategy=rows[0]["strategy"],
            indicators=_filled(rows, "indicators"),
        )
        for rows in _grouped(Benefit.objects.filter(strategy).order_by("strategy", "position", "pk").values(*names))
    }


def _projects(strategy):
    line = ("unit_lines__unit", "unit_lines__words", "unit_lines__source_text")
    stage = "milestones__title_fi"
    names = ["pk", "code", "strategy", "outcome_fi", *line, stage, *SCHEDULE, *_columns("name")]
    found = {}
    for rows in _grouped(Project.objects.filter(strategy).order_by("strategy", "position", "pk").values(*names)):
        row = rows[0]
        printed = (words for each in rows for words in (each[line[1]], each[line[2]]))
        found[row["pk"]] = ExistingProject(
            pk=row["pk"],
            title=row["name_fi"] or "",
            texts=tuple(dict.fromkeys(filter(None, (*_texts(row, "name"), *printed)))),
            code=row["code"],
            strategy=row["strategy"],
            units=_filled(rows, line[0]),
            outcome=row["outcome_fi"] or "",
            schedule=_schedule(row),
            stages=_filled(rows, stage),
        )
    return found
