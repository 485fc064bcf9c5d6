"""What search finds: of every thing that has a page its title and the texts that stand there, in three languages.

Gathered in bulk, one kind at a time; `operations/search.py` keeps the index by it.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import translation

from goals.models import (
    Action,
    Benefit,
    CardThemeLine,
    ChallengePoint,
    ChangeChallenge,
    CommunicationLine,
    DepartmentCard,
    FocusArea,
    Goal,
    MeasureLine,
    Milestone,
    OtherPlan,
    Plan,
    PlanLine,
    Project,
    ProjectUnit,
    RolloutStage,
    Strategy,
    SwotItem,
    TextBlock,
    Theme,
)
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.organisation.permissions import NO_RIGHTS
from kemistrategy.text import FALLBACK_LANGUAGE, Text
from measures.models import Indicator, Observation, SdgGoal, Target
from measures.words import amount_words, target_words
from reporting.models import PublishedState

from .search_kinds import visible

LANGUAGES = ("fi", "sv", "en")
LONGEST_TEXT = 60_000  # letters of one thing's texts; more is found by what comes first
DRAFT = "draft"  # the part that only the coordinator finds: with what drafts say of the thing

Words = dict  # language → Text
TOLD = ("words", "cause", "correction", "proposal", "fate_note")


@dataclass
class Found:
    """One thing: its title, the texts on its page, those that only a draft says, and who finds it."""

    thing: int
    argument: str
    title: Words
    texts: list[Words] = field(default_factory=list)
    drafted: list[Words] = field(default_factory=list)
    is_public: bool = True


@dataclass(frozen=True)
class IndexedRow:
    """A row of the index as it should be; `text` has a line for each text: its language, a tab, its words."""

    kind: str
    thing: int
    part: str
    language: str
    title: str
    title_language: str
    text: str
    argument: str
    is_public: bool

    @property
    def key(self) -> tuple:
        return self.kind, self.thing, self.part, self.language


def indexed_rows(kind: str, things: Iterable[Found]) -> Iterator[IndexedRow]:
    """The rows of one kind: each thing in each language; what only a draft says has a row of its own beside."""
    for found in things:
        for language in LANGUAGES:
            if found.is_public:
                yield _row(kind, "", found, language, found.texts)
            if found.drafted or not found.is_public:
                yield _row(kind, DRAFT, found, language, [*found.texts, *found.drafted])


def _row(kind, part, found, language, texts):
    """Who reads another language may still search in Finnish: the row has both."""
    title = _in(language, found.title)
    both = (text for words in (found.title, *texts) for text in (_in(language, words), _in(FALLBACK_LANGUAGE, words)))
    lines = (text for text in dict.fromkeys(both) if text and text != title)
    return IndexedRow(
        kind=kind,
        thing=found.thing,
        part=part,
        language=language,
        title=title.words,
        title_language=title.language,
        text="\n".join(f"{line.language}\t{line.words}" for line in lines)[:LONGEST_TEXT],
        argument=found.argument,
        is_public=not part,
    )


def _in(language, words):
    return words.get(language) or words.get(FALLBACK_LANGUAGE) or Text("")


# --- words
def three(row, name: str) -> Words:
    """A translated field in its languages, each on one line."""
    words = {language: one_line(getattr(row, f"{name}_{language}") or "") for language in LANGUAGES}
    return {language: Text(found, language) for language, found in words.items() if found}


def one_line(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())


def printed(words: str) -> Words:
    """Words as the city printed them: in Finnish only."""
    return {FALLBACK_LANGUAGE: Text(one_line(words))} if words.strip() else {}


def _labels(make: Callable[[], str]) -> Words:
    """Words of the interface in each language."""
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = Text(str(make()), language)
    return words


def _by(rows: Iterable, owner: str) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


def _public(kind: str) -> frozenset[int]:
    """Things that everybody sees."""
    return frozenset(visible(kind, NO_RIGHTS).order_by().values_list("pk", flat=True))


def _each(kind, rows, *, title, texts=lambda row: (), drafted=lambda row: (), argument="pk") -> Iterator[Found]:
    public = _public(kind)
    for row in rows:
        yield Found(
            thing=row.pk,
            argument=str(getattr(row, argument)) if argument else "",
            title=three(row, title),
            texts=list(texts(row)),
            drafted=list(drafted(row)),
            is_public=row.pk in public,
        )


# --- the strategy
def _blocks(owner):
    """Of each owner its prose: headings, adopted texts and summaries."""
    found = defaultdict(list)
    for block in TextBlock.objects.filter(**{f"{owner}__isnull": False}):
        found[getattr(block, f"{owner}_id")] += [
            three(block, "heading"),
            three(block, "adopted_text"),
            three(block, "summary"),
        ]
    return found


def _strategies():
    return _each(
        "strategy",
        Strategy.objects.all(),
        title="name",
        texts=lambda row: [three(row, "mission"), three(row, "vision")],
        argument="slug",
    )


def _strategy_texts():
    public = _public("strategy_text")
    for block in TextBlock.objects.filter(strategy__isnull=False).select_related("strategy"):
        yield Found(
            thing=block.pk,
            argument=block.strategy.slug,
            title=three(block, "heading"),
            texts=[three(block, "adopted_text"), three(block, "summary")],
            is_public=block.pk in public,
        )


def _themes():
    blocks, lines = _blocks("theme"), _by(CardThemeLine.objects.all(), "theme_id")
    return _each(
        "theme",
        Theme.objects.all(),
        title="name",
        texts=lambda row: [*blocks[row.pk], *(three(line, "text") for line in lines[row.pk])],
    )


def _focus_areas():
    return _each("focus_area", FocusArea.objects.all(), title="name")


def _benefits():
    return _each("benefit", Benefit.objects.all(), title="name")


# --- goals, actions, indicators, projects, plans
def _split(lines, owner):
    """(in force, drafts): the lines of each owner by the state of their plan; a draft's words are the coordinator's."""
    public, there, drafted = _public("plan"), defaultdict(list), defaultdict(list)
    for line in lines:
        (there if line.plan_id in public else drafted)[getattr(line, owner)].append(line)
    return there, drafted


def _measured(lines):
    return [three(line, "words") for line in lines]


def _planned(lines):
    return [words for line in lines for words in (printed(line.words), printed(line.owners_text))]


def _told(subject) -> dict[int, list[Words]]:
    """What the newest published report says of each thing, in the languages of the report."""
    found = defaultdict(lambda: defaultdict(dict))
    rows = PublishedState.objects.filter(is_newest=True, **{f"{subject}__isnull": False})
    for pk, unit, language, told in rows.values_list(subject, "unit", "language", "told").order_by("pk"):
        judged = told.get("judged") or {}
        said = {name: told.get(name) or {} for name in TOLD} | {"reason": judged.get("reason") or {}}
        for name, words in said.items():
            if words.get("words"):
                text = Text(one_line(words["words"]), words.get("language") or language)
                found[pk][unit, name][language] = text
    return defaultdict(list, {pk: list(texts.values()) for pk, texts in found.items()})


def _goals():
    told = _told("goal")
    there, drafted = _split(MeasureLine.objects.filter(action=None), "goal_id")
    return _each(
        "goal",
        Goal.objects.all(),
        title="title",
        texts=lambda row: [*_measured(there[row.pk]), *told[row.pk]],
        drafted=lambda row: _measured(drafted[row.pk]),
    )


def _actions():
    told, stages = _told("action"), _by(Milestone.objects.filter(project=None), "action_id")
    there, drafted = _split(PlanLine.objects.order_by("plan", "position"), "action_id")
    measures, drafted_measures = _split(MeasureLine.objects.exclude(action=None), "action_id")
    return _each(
        "action",
        Action.objects.all(),
        title="title",
        texts=lambda row: [
            *_planned(there[row.pk]),
            *_measured(measures[row.pk]),
            *(three(stage, "title") for stage in stages[row.pk]),
            *told[row.pk],
        ],
        drafted=lambda row: [*_planned(drafted[row.pk]), *_measured(drafted_measures[row.pk])],
    )


def _indicators():
    told, levels = _told("indicator"), _levels()
    there, drafted = _split(MeasureLine.objects.all(), "indicator_id")
    return _each(
        "indicator",
        Indicator.objects.all(),
        title="name",
        texts=lambda row: [
            three(row, "definition"),
            three(row, "source"),
            *_measured(there[row.pk]),
            *levels[row.pk],
            *told[row.pk],
        ],
        drafted=lambda row: _measured(drafted[row.pk]),
    )


def _levels():
    """Of each indicator the baseline and the target levels of the printed documents, as its page writes them."""
    found = defaultdict(list)
    for target in Target.objects.filter(origin=Target.Origin.PRINTED).select_related("indicator"):
        found[target.indicator_id].append(_level(target.indicator, lambda unit, row=target: _target(row, unit)))
    baselines = Observation.objects.filter(is_baseline=True, entered_by=None, corrects=None).select_related("indicator")
    for row in baselines:
        found[row.indicator_id].append(_level(row.indicator, lambda unit, row=row: _observed(row, unit)))
    return found


def _level(indicator, write):
    words, units = {}, three(indicator, "unit")
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = Text(one_line(str(write(_in(language, units)))), language)
    return words


def _target(target, unit):
    return target_words(target.indicator, unit, target)


def _observed(row, unit):
    return amount_words(row.indicator, unit, row.value, row.words)


def _projects():
    told, stages = _told("project"), _by(Milestone.objects.filter(action=None), "project_id")
    lines = _by(ProjectUnit.objects.all(), "project_id")
    return _each(
        "project",
        Project.objects.all(),
        title="name",
        texts=lambda row: [
            three(row, "outcome"),
            three(row, "gain"),
            *(printed(line.words) for line in lines[row.pk]),
            *(three(stage, "title") for stage in stages[row.pk]),
            *told[row.pk],
        ],
    )


def _plans():
    lines, measures = _by(PlanLine.objects.order_by("position"), "plan_id"), _by(MeasureLine.objects.all(), "plan_id")
    return _each(
        "plan",
        Plan.objects.all(),
        title="title",
        texts=lambda row: [*_planned(lines[row.pk]), *_measured(measures[row.pk])],
    )


# --- who does it
def _units():
    cards, blocks = _by(DepartmentCard.objects.exclude(strategy__state="draft"), "unit_id"), _blocks("card")
    lines = _by(CardThemeLine.objects.all(), "card_id")
    return _each(
        "unit",
        OrgUnit.objects.all(),
        title="name",
        texts=lambda row: [
            words
            for card in cards[row.pk]
            for words in (*blocks[card.pk], *(three(line, "text") for line in lines[card.pk]))
        ],
    )


def _rollouts():
    public, stages = _public("rollout"), _by(RolloutStage.objects.all(), "card_id")
    for card in DepartmentCard.objects.select_related("unit"):
        yield Found(
            thing=card.pk,
            argument=str(card.pk),
            title=three(card.unit, "name"),
            texts=[three(stage, "name") for stage in stages[card.pk]],
            is_public=card.pk in public,
        )


def _posts():
    return _each("post", Position.objects.all(), title="title")


def _challenges():
    points = _by(ChallengePoint.objects.all(), "challenge_id")
    return _each(
        "challenge",
        ChangeChallenge.objects.all(),
        title="title",
        texts=lambda row: [three(point, "text") for point in points[row.pk]],
    )


def _swot():
    names = {value: _labels(lambda label=label: label) for value, label in SwotItem.Quadrant.choices}
    return _each(
        "swot",
        SwotItem.objects.all(),
        title="text",
        texts=lambda row: [names.get(row.quadrant, {})],
        argument="quadrant",
    )


def _communication():
    return _each("communication", CommunicationLine.objects.all(), title="name", texts=lambda row: [three(row, "text")])


def _other_plans():
    return _each(
        "other_plan", OtherPlan.objects.all(), title="name", texts=lambda row: [printed(row.note)], argument=""
    )


def _decisions():
    return _each(
        "decision",
        Decision.objects.all(),
        title="title",
        texts=lambda row: [_labels(lambda: row), printed(row.case_number)],
    )


def _sdg_goals():
    return _each(
        "sdg",
        SdgGoal.objects.all(),
        title="name",
        texts=lambda row: [_labels(lambda: f"SDG {row.number}"), three(row, "long_name")],
        argument="number",
    )


GATHERED: dict[str, Callable[[], Iterable[Found]]] = {
    "strategy": _strategies,
    "strategy_text": _strategy_texts,
    "theme": _themes,
    "focus_area": _focus_areas,
    "goal": _goals,
    "action": _actions,
    "benefit": _benefits,
    "indicator": _indicators,
    "project": _projects,
    "unit": _units,
    "rollout": _rollouts,
    "post": _posts,
    "challenge": _challenges,
    "swot": _swot,
    "communication": _communication,
    "plan": _plans,
    "other_plan": _other_plans,
    "decision": _decisions,
    "sdg": _sdg_goals,
}
