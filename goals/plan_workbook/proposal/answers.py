"""What a person has answered, read so that nothing in it can break a proposal; and what follows from it for a line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from goals.queries.plan_matches import Thing
from kemistrategy.schedule import Schedule, parse_schedule
from measures.levels import FIRST_YEAR, LAST_YEAR, NotALevel, read_level
from measures.measure_words import MeasureReading

from ..items import Question, Read
from .matching import SAME as EQUAL
from .matching import Match
from .proposed import LEAVE_OUT, NEW, SAME, Asked, Candidate

PARTS = ("place", "tables", "owners", "problems", "items", "differences")
ANSWERED_AT = "_version"  # beside an answer: the version of the import that it made
# What the reading of one table asks too: only here is known what the file and the service have besides.
ASKED_HERE = ("goal_missing", "same_action", "theme_missing")
LONGEST_NAME, LONGEST_UNIT, LONGEST_POST, LONGEST_SCHEDULE = 300, 60, 200, 100  # letters, as the models have them
INDICATOR_FIELDS = ("name", "kind", "unit", "direction", "frequency")


@dataclass(frozen=True)
class Answers:
    """PlanImport.answers: {part: {key: {field: value}}}."""

    given: Mapping[str, Any]

    def of(self, part: str, key: str) -> dict:
        """What was answered of one line; {} where nothing was, or nothing that can be read."""
        lines = self.given.get(part)
        answer = lines.get(key) if isinstance(lines, Mapping) else None
        if not isinstance(answer, Mapping):
            return {}
        return {name: value for name, value in answer.items() if name != ANSWERED_AT}


def pk_in(answer: Mapping, name: str, things: Collection[int]) -> int | None:
    """The answered primary key, when there is such a thing (still)."""
    value = answer.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value in things else None


def pks_in(answer: Mapping, name: str, things: Collection[int]) -> tuple[int, ...] | None:
    """The answered primary keys in their order, None when nothing was answered."""
    values = answer.get(name)
    if not isinstance(values, list):
        return None
    return tuple(dict.fromkeys(value for value in values if isinstance(value, int) and value in things))


def words_in(answer: Mapping, name: str, otherwise: str = "") -> str:
    value = answer.get(name)
    return value if isinstance(value, str) and value.strip() else otherwise


def year_in(answer: Mapping, name: str) -> int | None:
    value = answer.get(name)
    return value if isinstance(value, int) and FIRST_YEAR <= value <= LAST_YEAR else None


def schedule_in(answer: Mapping, schedule: Schedule, words: str) -> tuple[Schedule, str]:
    """The schedule and its words: as answered (\"\" takes it away), else as read."""
    typed = answer.get("schedule")
    if not isinstance(typed, str):
        return schedule, words
    if not typed.strip():
        return Schedule(), ""
    answered = parse_schedule(typed)
    return (answered, typed) if answered else (schedule, words)


def reading_in(answer: Mapping, reading: MeasureReading) -> MeasureReading:
    """The reading with what the person put right; a figure that can't be read leaves the level as it was."""
    changed = {name: answer[name] for name in INDICATOR_FIELDS if isinstance(answer.get(name), str)}
    if not changed.get("name", "-").strip():
        del changed["name"]
    reading = replace(reading, **changed)
    year = year_in(answer, "target_year") or reading.year
    if "figure" not in answer:
        return replace(reading, year=year)
    typed = words_in(answer, "figure").strip()
    if not typed:
        return replace(reading, comparison="", low=None, high=None, words="", year=None, due_on=None)
    try:
        level = level_typed(reading, typed)
    except NotALevel:
        return replace(reading, year=year)
    return replace(reading, comparison=level.comparison, low=level.low, high=level.high, words=typed, year=year)


def level_typed(reading: MeasureReading, typed: str):
    """The target level in the person's words, for an indicator as the reading says. Raises NotALevel."""
    indicator = SimpleNamespace(
        kind=reading.kind,
        unit_fi=reading.unit,
        direction=reading.direction,
        scale_maximum=reading.scale_maximum,
        lowest=None,
        highest=None,
    )
    try:
        return read_level(indicator, figure=typed)
    except NotALevel as problem:
        if problem.kind in ("no_comparison", "empty", "words_needed"):
            return read_level(indicator, figure="", comparison="words", words=typed)
        raise


def section_key(body: str, decided_on: str, section: str) -> tuple[str, date, str]:
    """A read decision as Existing.decisions keys it."""
    return body, date.fromisoformat(decided_on), section


# --- what is asked of a line --------------------------------------------------------------------------------------
def asked_of(item: Read, answer: Mapping) -> list[Asked]:
    """What the reading itself asks; looked at by a person when the line has been checked."""
    is_checked = bool(answer.get("checked"))
    return [Asked(one, is_answered=is_checked) for one in item.questions if one.code not in ASKED_HERE]


def asked_to_shorten(*texts: tuple[str, int]) -> list[Asked]:
    """Of (words, most letters) those that do not fit; nothing is cut, a person shortens it."""
    return [
        Asked(question("too_long", words=words, longest=longest), blocks=True)
        for words, longest in texts
        if len(words) > longest
    ]


def question(code: str, **values: Any) -> Question:
    return Question(code, tuple((name, str(value)) for name, value in values.items()))


def chosen(
    kind: str, answer: Mapping, match: Match, things: Mapping[int, Thing], *, left_out: bool = False, blocks: bool
) -> tuple[dict[str, Any], list[Asked]]:
    """Whether a line is new, the same as something that exists, or left out; and what must be asked about that.

    `kind` names the question: "goal" asks "goal_alike". Equal words are the same without a question.
    """
    same = pk_in(answer, "same", things) if answer.get("choice") == SAME else None
    common = {"candidates": candidates(match, things), "answer": dict(answer)}
    if left_out or answer.get("choice") == LEAVE_OUT:
        return {**common, "choice": LEAVE_OUT}, []
    is_said_new = answer.get("choice") == NEW
    thing = same or match.thing
    if thing is None or (is_said_new and match.similarity == EQUAL):
        return {**common, "choice": NEW}, []
    percent = next((one.similarity for one in match.likenesses if one.thing == thing), 0)
    asked = []
    if percent < EQUAL:
        about = question(f"{kind}_alike", present=things[thing].title, similarity=percent)
        asked = [Asked(about, blocks, is_said_new or same is not None)]
    if is_said_new:
        return {**common, "choice": NEW}, asked
    return {
        **common,
        "choice": SAME,
        "same": thing,
        "same_title": things[thing].title,
        "similarity": percent,
    }, asked


def candidates(match: Match, things: Mapping[int, Thing]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(one.thing, things[one.thing].title, one.similarity, things[one.thing].code)
        for one in match.likenesses
        if one.thing in things
    )


def chosen_before(items: Collection[Read], answers: Answers, things: Collection[int]) -> set[int]:
    """What persons have chosen as the same for one of the lines: it is given to no other."""
    given = (answers.of("items", item.key) for item in items)
    return {pk for answer in given if answer.get("choice") == SAME and (pk := pk_in(answer, "same", things))}


def first_of_equals(keyed: Collection[tuple[str, str]], answers: Answers) -> dict[str, str]:
    """Item key → key of the first line with equal words, for the lines after it; `keyed` are (item key, words key).

    A person may have said that it is one of its own (same_item \"\"), or which line it is the same as.
    """
    known = {item for item, _words in keyed}
    first: dict[str, str] = {}
    earlier: dict[str, str] = {}
    for item, words in keyed:
        said = answers.of("items", item).get("same_item")
        if said in known and said != item:
            earlier[item] = said
        elif said != "" and words in first:
            earlier[item] = first[words]
        else:
            first.setdefault(words, item)
    return {item: last for item in earlier if (last := _last(item, earlier)) != item}


def _last(item, earlier):
    """The end of the chain; two lines that are each said to be the other are the first of them."""
    passed = [item]
    while (following := earlier.get(passed[-1])) is not None:
        if following in passed:
            return min(passed[passed.index(following) :])
        passed.append(following)
    return passed[-1]
