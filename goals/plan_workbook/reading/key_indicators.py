"""The table HYÖTY | MITTARIT | NYT | TAVOITE | TOTEUMA: its cells, which hold several indicators, taken apart. Pure.

Indicators and figures are paired where their lines or numbers are as many; else the raw cell is asked about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kemistrategy.numbers import NotANumber, read_number
from measures.measure_words import MeasureReading, read_measure
from measures.readings import read_figure

from ..items import Place, Question, ReadIndicator
from .cleaning import one_line
from .indicator_cells import Name, figures_apart, is_one_figure, names_apart, sentences_apart
from .owners import read_owners
from .tables import FoundRow, FoundTable

FIGURE_ROLES = ("baseline", "target", "actual")
# Less of it is better, whatever the benefit above is called.
_LESS_IS_BETTER = re.compile(
    r"poissaolo|työttöm|velka|laina|alijääm|päästö|tapaturm|kustannu|jono|odotusai|huoltosuh|syrjäyty|keskeyt|kiusa"
    r"|rikos|rikoks|onnettomuu|menot|vaje|hävik|kulutu|vaihtuvuu",
    re.IGNORECASE,
)
_FALLS = re.compile(r"\b(?:pienene|vähene|laske|alene|lyhene)\w*", re.IGNORECASE)
_STOCK = re.compile(r"\b(?:kertyn\w+|kumulatiivi\w+|taseen)\b", re.IGNORECASE)
_FLOW = re.compile(r"\b(?:vuosittai\w+|tilikauden|vuotui\w+|vuodessa|vuoden)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"asuk|työttöm|henkilö|kävijä|oppila|opiskelij|asiakkai", re.IGNORECASE)
# What people do in a year, counted or per person: "koulutuksiin osallistumisten määrä, pv/henkilö".
_GATHERED = re.compile(r"(?:yöpymis|osallistumis|käynti|käyttökerto|kävijä)\w*\s*määr", re.IGNORECASE)
_DEFICIT = re.compile(r"\balijääm", re.IGNORECASE)
# What the words of a cell leave open about its figure.
_OF_TARGET = ("less_than", "about", "several_figures", "ambiguous_figure")
_USUAL_COMPARISON = {"up": "at_least", "down": "at_most", "maintain": "at_least"}


@dataclass
class Draft:
    """An indicator on its way: its name and, by role, the figure as written."""

    name: Name
    figures: dict[str, str]
    questions: list[Question]


def interpret_indicators(table: FoundTable) -> tuple[ReadIndicator, ...]:
    """The key indicators of a table, each with the questions about its row."""
    found = []
    for row in table.rows:
        found.extend(_of_row(table, row))
    return tuple(found)


def _of_row(table, row):
    cell = row.get("measure") or row.get("goal")
    if cell is None or cell.problem or not cell.words.strip():
        return
    figures = {role: _words(row, role) for role in FIGURE_ROLES}
    benefits = tuple(sentences_apart(_words(row, "benefit")))
    reading = read_owners(_words(row, "owners") or _words(row, "owners_and_schedule"))
    shared = [*reading.questions, *_kept_schedule(reading), *_other_columns(table, row), *_hidden(row)]
    keys = []
    headings = {column.role: column.heading for column in table.columns if column.key in FIGURE_ROLES}
    for number, draft in enumerate(_drafts(cell.words, figures, benefits, headings), start=1):
        keys.append(f"{table.sheet}!{cell.address}:indicator:{number}")
        place = Place(table.sheet, cell.address)
        one = _indicator(draft, keys, place, cell.words, benefits, reading.owners, shared)
        yield replace(one, actual_cell=row.get("actual").address) if one.actual else one


def _words(row: FoundRow, role: str) -> str:
    cell = row.get(role)
    return cell.words if cell and not cell.problem else ""


def _kept_schedule(reading):
    """An indicator has no schedule of its own."""
    if reading.schedule_raw:
        yield Question("schedule_of_indicator", (("words", reading.schedule_raw),))


def _hidden(row):
    if row.is_hidden:
        yield Question("hidden_row", (("row", str(row.number)),))


def _other_columns(table: FoundTable, row: FoundRow) -> Iterator[Question]:
    """A second target or result ("TP2023") and columns of other roles are shown, not taken."""
    taken = {"benefit", "measure", "goal", "owners", "owners_and_schedule", *FIGURE_ROLES}
    said = [
        f"{column.heading or column.number}: {cell.words}"
        for column in table.columns
        if column.key not in taken and (cell := row.get(column.key)) and cell.words.strip() and not cell.problem
    ]
    if said:
        yield Question("other_columns", (("cells", "; ".join(one_line(words) for words in said)),))


# ------------------------------------------------------------------ one cell, several indicators


def _drafts(words: str, figures: dict[str, str], benefits: tuple[str, ...], headings: dict[str, str]) -> list[Draft]:
    if split := _stock_and_flow(words, figures):
        return split
    names, is_one_line = names_apart(words, figures.values(), len(benefits))
    cell = (("cell", one_line(words)),)
    drafts = [
        Draft(
            name,
            {},
            [Question("names_run_together", cell)] * is_one_line + [Question("joined_lines", cell)] * name.is_joined,
        )
        for name in names
    ]
    pair_figures(drafts, figures, headings)
    return drafts


def pair_figures(drafts: list[Draft], figures: dict[str, str], headings: dict[str, str]) -> None:
    """Gives the drafts the figures of their row's cells, or the question why that can't be done by a rule."""
    for role, cell in figures.items():
        if cell.strip():
            _give(drafts, role, cell, headings.get(role, ""))


def _stock_and_flow(words, figures):
    """ "Kertynyt alijäämä 18,9 milj. €" now and "vuosittainen ylijäämä" as the target are two (DOMAIN 6.2, 4)."""
    now, wanted = figures["baseline"], figures["target"]
    for one, other in ((_STOCK, _FLOW), (_FLOW, _STOCK)):
        if (first := one.search(now)) and (second := other.search(wanted)) and not other.search(now):
            question = Question("stock_and_flow", (("baseline", one_line(now)), ("target", one_line(wanted))))
            name = one_line(words)
            actual = {"actual": figures["actual"]} if figures["actual"].strip() else {}
            return [
                Draft(Name(f"{first[0].capitalize()} {name[:1].lower()}{name[1:]}"), {"baseline": now}, [question]),
                Draft(
                    Name(f"{second[0].capitalize()} {name[:1].lower()}{name[1:]}"),
                    {"target": wanted} | actual,
                    [question],
                ),
            ]
    return None


def _give(drafts, role, cell, heading):
    """Pairs the figures of a cell with the indicators: all of them, those that carry figures, or the main ones."""
    values = (("column", one_line(heading)), ("cell", one_line(cell)))
    carrying = [draft for draft in drafts if draft.name.carries_figure]
    main = [draft for draft in carrying if not draft.name.is_part]
    for takers in (drafts, carrying, main):
        figures, is_certain = figures_apart(cell, len(takers))
        if figures is None:
            continue
        for draft, figure in zip(takers, figures, strict=True):
            if figure:
                draft.figures[role] = figure
            if not is_certain or takers is not drafts:
                draft.questions.append(Question("aligned_by_order", values))
        return
    code = "not_aligned"
    if is_one_figure(cell):
        code = "one_figure_for_several"
        for draft in carrying:
            draft.figures[role] = one_line(cell)
    for draft in drafts:
        draft.questions.append(Question(code, values))


# ------------------------------------------------------------------ one indicator


def _indicator(draft, keys, place, raw, benefits, owners, shared):
    reading, doubts = indicator_reading(draft.name.words, draft.figures, benefits)
    if draft.name.unit:
        reading = replace(reading, unit=draft.name.unit, kind="number" if reading.kind == "count" else reading.kind)
    parent = keys[draft.name.part_of] if draft.name.is_part else ""
    codes = {question.code for question in draft.questions}
    return ReadIndicator(
        key=keys[-1],
        place=place,
        raw=raw,
        words=draft.name.words,
        questions=(*draft.questions, *(doubt for doubt in doubts if doubt.code not in codes), *shared),
        reading=replace(reading, doubts=tuple(doubt.code for doubt in doubts)),
        benefits=benefits,
        baseline=draft.figures.get("baseline", ""),
        target=draft.figures.get("target", ""),
        actual=draft.figures.get("actual", ""),
        owners=owners,
        parent=parent,
    )


def indicator_reading(
    name: str, figures: dict[str, str], benefits: Iterable[str] = ()
) -> tuple[MeasureReading, tuple[Question, ...]]:
    """Kind, unit, direction and target level of an indicator from its name and its figures, and what is in doubt."""
    named = (read_measure(name) or (MeasureReading(name=name),))[0]
    baseline, target, actual = (_figure_reading(figures.get(role, "")) for role in FIGURE_ROLES)
    seen = [reading for reading in (target, baseline) if reading]
    if not seen:
        codes = named.doubts or ("no_direction",)
        reading = replace(named, name=name)
        return reading, (*(Question(code) for code in codes), *_unit_of_result(reading, actual))
    kind, unit = _kind(named, seen), _unit(name, named, seen)
    reading = MeasureReading(
        name=name,
        kind=kind,
        unit=unit if kind != "scale" else "",
        decimals=max(_decimals(figures.get(role, "")) for role in FIGURE_ROLES),
        accumulates=named.accumulates or bool(_FLOW.match(name) or _GATHERED.search(name)),
        frequency="yearly" if _FLOW.match(name) else named.frequency,
        scale_maximum=next((one.scale_maximum for one in (*seen, named) if one.scale_maximum), None),
    )
    direction, doubt = ("up", None) if kind == "yes_no" else _direction(name, baseline, target, tuple(benefits))
    doubts = [doubt] if doubt else []
    if target:
        reading = _with_level(reading, target, figures["target"], direction)
        doubts += [Question(code) for code in target.doubts if code in _OF_TARGET]
    doubts += [*_of_baseline(baseline), *_unit_of_result(reading, actual)]
    return replace(reading, direction=direction), tuple(dict.fromkeys(doubts))


def _of_baseline(baseline: MeasureReading | None) -> Iterator[Question]:
    """ "n. 90" is no figure that a change could be reckoned from."""
    if baseline and "about" in baseline.doubts:
        yield Question("about_baseline", (("words", baseline.words),))
    if baseline and "ambiguous_figure" in baseline.doubts:
        yield Question("ambiguous_figure")


def _unit_of_result(reading: MeasureReading, actual: MeasureReading | None) -> Iterator[Question]:
    """A result may be told in another unit than the indicator has: it says nothing, but is asked about."""
    if actual and actual.unit not in ("", "kpl", reading.unit) and reading.kind != "yes_no":
        yield Question("unit_of_result", (("unit", actual.unit),))


def _figure_reading(words) -> MeasureReading | None:
    """The level that the words of one cell say; None of a blank or of words without a figure."""
    readings = read_measure(words) if words.strip() else ()
    if len(readings) != 1 or (readings[0].low is None and readings[0].kind != "yes_no"):
        doubts = tuple(one for reading in readings for one in reading.doubts if one == "ambiguous_figure")
        told = MeasureReading(kind="text", comparison="words", words=one_line(words), doubts=doubts)
        return told if words.strip() else None
    return replace(readings[0], low=_signed(readings[0].low, words))


def _signed(low, words):
    """A deficit is below nought: "Kertynyt alijäämä 18,9 milj. €"."""
    return -low if low and low > 0 and _DEFICIT.search(words) and "/" not in words else low


def _kind(named, seen):
    kinds = {"percent" if reading.unit == "%" else reading.kind for reading in seen}
    for kind in ("percent", "scale", "rate", "yes_no"):
        if kind in kinds or kind == named.kind in ("percent", "scale"):
            return kind
    return "text" if kinds == {"text"} else "number"


def _unit(name, named, seen):
    said = next((reading.unit for reading in seen if reading.unit and reading.unit != "kpl"), "")
    if said or named.kind in ("percent", "number"):
        return said or named.unit
    if named.unit == "kpl":
        return "hlö" if _PEOPLE.search(name) else "kpl"
    return ""


def _decimals(words):
    return max((len(found) for found in re.findall(r"\d[.,](\d{1,6})(?!\d)", words)), default=0)


def _direction(name, baseline, target, benefits):
    """(direction, question). The target is on the better side, unless that speaks against the benefit's own words."""
    if target and target.low is not None and target.direction != "unset" and not baseline:
        return target.direction, None
    if not (baseline and target) or baseline.low is None or target.low is None:
        return "unset", Question("no_direction")
    figures = (("baseline", baseline.words), ("target", target.words))
    if target.low == baseline.low:
        return "maintain", Question("target_equals_baseline", figures)
    less_is_better = bool(_LESS_IS_BETTER.search(name)) or any(
        _FALLS.search(benefit) and benefit[:5].casefold() == name[:5].casefold() for benefit in benefits
    )
    if (target.low < baseline.low) != less_is_better:
        return "unset", Question("target_on_worse_side", figures)
    return ("down" if less_is_better else "up"), None


def _with_level(reading, target, words, direction):
    comparison = target.comparison
    if comparison == "words" and target.low is not None and not set(target.doubts) & {"less_than", "about"}:
        comparison = _USUAL_COMPARISON.get(direction, "words")
    return replace(
        reading,
        comparison=comparison,
        low=target.low,
        high=target.high,
        words=one_line(words),
        year=target.year,
        due_on=target.due_on,
    )


def figure_of(words: str, reading: MeasureReading) -> Decimal | None:
    """The value of a figure as written in NYT or TOTEUMA, in the indicator's unit; None when it is told in words.

    "6%", "3/5", "100 000", and in prose "Kertynyt alijäämä 18,9 milj. €", which is −18,9.
    """
    try:
        return read_figure(words, kind=reading.kind, unit=reading.unit, scale_maximum=reading.scale_maximum)
    except NotANumber:
        found = _figure_reading(words)
    if found is None or found.low is None or found.high is not None:
        return None
    try:
        read_number(one_line(words))
    except NotANumber:
        return found.low if found.unit in (reading.unit, "", "kpl") else None
    return None  # a plain figure that the indicator's unit or scale does not take
