"""The rules that read a sentence as a measure, in the order in which they are tried."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kemistrategy.numbers import NotANumber, read_number

from .dues import due_of
from .figures import PER_UNITS, figures_of, is_ambiguous
from .patterns import (
    ARROW,
    AVERAGED,
    BECOMES,
    COUNTED,
    COUNTED_WHERE,
    DONE,
    DONE_SHARE,
    EVENTS,
    EVERY,
    LEVEL_WORD,
    MADE,
    MAINTAIN,
    RISES,
    SHARED,
    SOURCE,
    STOCKS,
    TREND,
    TRENDS,
    WITH_ALL_OF_THEM,
    YES,
)
from .reading import MeasureReading
from .sentences import LONGEST_SENTENCE, measure_sentences, named_apart

LONGEST_NAME = 300
_DONE_BY_US = re.compile(r"\w(?:taan|tään|daan|dään)\b|\bon\s+\w+(?:tu|ty)\b")
_SCALE = re.compile(
    r"\s*\((?:asteikko|asteikolla|skaala|skala|på skalan|scale)\s*:?\s*\d\s*[-–−]\s*(?P<maximum>\d{1,3})\)",
    re.IGNORECASE,
)
_COMPARED = re.compile(  # with another time or thing: "50 % vähemmän kuin vuonna 2022" is a change
    r"\b(?:vähemmän|enemmän|pienempi|suurempi|korkeampi|matalampi|mindre|mer|less|more)\b.*\b(?:kuin|än|than)\b|"
    r"\bedellis(?:estä )?vuo|\bverrattuna\b|\bjämfört med\b|\bcompared\b",
    re.IGNORECASE,
)
_LARGE_SUM = re.compile(r"^(milj|mrd)\.?\s?(?:€|euroa)$")


def read_measure(words: str) -> tuple[MeasureReading, ...]:
    """The measures that the words name, in their order; () of blank words.

    "Päiväkodeista auditoitu 80 % vuoden 2023 loppuun mennessä" is a share of at least 80 % by 31.12.2023;
    "Haettujen/myönnettyjen hankkeiden lkm" is two counts. The direction stays unset where the words do not say it.
    """
    readings = []
    for sentence in measure_sentences(words):
        named = named_apart(sentence) if len(sentence) <= LONGEST_SENTENCE else [sentence]
        split = ("split_measure",) if len(named) > 1 else ()
        for part in named:
            reading = _read_one(part)
            readings.append(replace(reading, doubts=(*reading.doubts, *split)) if split else reading)
    return tuple(readings)


def _read_one(sentence):
    if len(sentence) > LONGEST_SENTENCE:
        return MeasureReading(_shortened(sentence), "text", doubts=("in_words", "shortened"))
    if scale := _SCALE.search(sentence):
        return _on_scale(sentence, scale)
    text, due = due_of(sentence.strip())
    figures = figures_of(text)
    for rule in (_arrow, _source, _times, _level_alone, _trend, _every, _level, _counted, _dated, _made, _told):
        if reading := rule(text, figures, due):
            break
    if not reading.has_target and due.year and reading.kind == "count":
        reading = replace(
            reading, year=due.year, doubts=_more(reading.doubts, "year_or_schedule" if due.is_bare else "")
        )
    elif reading.has_target or reading.kind == "milestone":
        reading = replace(reading, year=due.year, due_on=due.day or _year_end(reading, due))
    if _COMPARED.search(sentence) and figures:
        reading = replace(reading, year=None, due_on=None, doubts=_more(reading.doubts, "change_not_level"))
    if is_ambiguous(text):
        doubts = (doubt for doubt in reading.doubts if doubt != "figure_not_read")
        reading = replace(reading, doubts=_more(doubts, "ambiguous_figure"))
    name = _whole_name(reading.name, text).strip(" .,;:-–—")
    if max(len(name), len(reading.words)) > LONGEST_NAME:
        doubts = _more(reading.doubts, "shortened")
        name, reading = _shortened(name), replace(reading, words=_shortened(reading.words), doubts=doubts)
    return replace(reading, name=name[:1].upper() + name[1:])


def _on_scale(sentence, scale):
    """ "Asiakastyytyväisyys (asteikko 1–5)": the bracket says how it is measured, and stays in the name."""
    reading = _read_one(f"{sentence[: scale.start()]}{sentence[scale.end() :]}")
    name = reading.name.casefold()
    whole = sentence if not reading.has_target or not name else f"{reading.name}{scale[0]}"
    return replace(
        reading,
        name=whole.strip(" .,;:-–—"),
        kind="scale" if reading.kind in ("text", "number", "count") else reading.kind,
        unit="" if reading.unit == "kpl" else reading.unit,
        accumulates=False,
        scale_maximum=reading.scale_maximum or Decimal(scale["maximum"]),
        doubts=_more(
            (one for one in reading.doubts if one not in ("in_words", "stock_or_flow")),
            "no_direction" if reading.direction == "unset" else "",
        ),
    )


def _whole_name(name, text):
    """A name is not cut inside a bracket: where one would stay open, the whole text is the name."""
    return text if name.count("(") > name.count(")") else name


def _shortened(words):
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"


def _year_end(reading, due):
    """ "Suunnitelma valmistuu 2023" has the year to do it; "talvella 2023" has no last day that the words give."""
    is_year = due.year and not re.match(r"[^\W\d]+ll[aä]\b", due.words)
    return date(due.year, 12, 31) if reading.kind == "milestone" and is_year else None


def _more(doubts: Iterable[str], *codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*doubts, *(code for code in codes if code))))


def _arrow(text, _figures, _due):
    """ "Yritysten määrä 927 → 930": the figures themselves say the direction."""
    match = ARROW.match(text)
    if not match or not (new := figures_of(match["new"])):
        return None
    try:
        old = read_number(match["old"]).value
    except NotANumber:
        return None
    direction = "up" if new[0].low > old else "down" if new[0].low < old else "maintain"
    said = {"up": "at_least", "down": "at_most", "maintain": "at_least"}[direction]
    return _of_level(match["name"], replace(new[0], said=new[0].said or said), direction=direction)


def _source(text, _figures, _due):
    if SOURCE.match(text.strip(" .")):
        return MeasureReading(text, "link", doubts=("source_without_figure",))
    return None


def _times(text, figures, _due):
    """ "Vanhusneuvosto 5 krt/v": a promise to hold something so many times, so at least."""
    if len(figures) != 1 or not (figure := figures[0]).frequency:
        return None
    if figure.unit == "%" or "€" in figure.unit:
        return None
    thing = "krt" if figure.is_times or not figure.noun else "kpl"
    said = figure.said if figure.said not in ("", "less", "about") else "" if figure.said else "at_least"
    return MeasureReading(
        figure.before if figure.before and not figure.after else text,
        "rate",
        f"{thing}/{PER_UNITS[figure.frequency]}" if figure.frequency in PER_UNITS else thing,
        direction={"at_most": "down", "less": "down"}.get(figure.said, "up"),
        frequency=figure.frequency,
        accumulates=True,
        comparison="between" if figure.high is not None else said or "words",
        low=figure.low,
        high=figure.high,
        words=figure.words,
        doubts=_more(() if said else ({"less": "less_than", "about": "about"}[figure.said],)),
    )


def _level_alone(text, figures, _due):
    """ "70–100 %", "Kyllä", "väh. hyvä", "3/9 kokousta": a level with nothing beside it."""
    if YES.match(text):
        return MeasureReading("", "yes_no", direction="up", comparison="words", words=text, doubts=("no_name",))
    if (match := LEVEL_WORD.match(text)) and not figures:
        doubts = _more(("level_in_words",), "" if match["name"] else "no_name")
        return MeasureReading(match["name"], "text", comparison="words", words=match["level"], doubts=doubts)
    if len(figures) == 1 and not (figures[0].before or figures[0].after or figures[0].noun):
        reading = _of_level("", figures[0])
        return replace(reading, doubts=_more(reading.doubts, "no_name"))
    return None


def _trend(text, figures, _due):
    if match := MAINTAIN.match(text):
        return MeasureReading(match["what"], "trend", direction="maintain", unit=_unit_of_name(match["what"]))
    if TRENDS.isdisjoint(word.strip(".,;:") for word in text.casefold().split()) or not (match := TREND.match(text)):
        return None
    direction = "up" if match["verb"].casefold() in RISES else "down"
    if len(figures) == 1 and (figures[0].said or re.search(r"(?:prosenttiin|%:iin|:een|:iin)", text)):
        said = figures[0].said or ("at_least" if direction == "up" else "at_most")
        return _of_level(match["what"], replace(figures[0], said=said), direction=direction)
    if len(match["rest"].split()) > 3 and not figures:
        return None
    doubts = ("change_not_level",) if figures else ()
    words = text if figures else ""
    return MeasureReading(
        match["what"],
        "trend",
        _unit_of_name(match["what"]),
        direction=direction,
        comparison="words" if words else "",
        words=words,
        doubts=doubts,
    )


def _unit_of_name(name):
    return "kpl" if COUNTED.search(name.strip(" .")) else "%" if SHARED.search(name.strip(" .")) else ""


def _every(text, figures, _due):
    """ "Kaikki koulut on auditoitu", "joka koululla": all of them, 100 per cent."""
    says_all = EVERY.search(text)
    if figures or not (says_all or WITH_ALL_OF_THEM.search(text)):
        return None
    doubts = () if says_all else ("implied_share",)
    return MeasureReading(
        text,
        "percent",
        "%",
        direction="up",
        comparison="equal",
        low=Decimal(100),
        words=text.strip(" ."),
        doubts=doubts,
    )


def _level(text, figures, _due):
    if not figures:
        return None
    if len(figures) > 1:
        return MeasureReading(text, "text", comparison="words", words=text, doubts=("several_figures",))
    figure = figures[0]
    name = figure.before if figure.before and not figure.after else text
    direction = "up" if not figure.said and figure.unit == "%" and DONE_SHARE.search(text) else ""
    said = "at_least" if direction else figure.said
    reading = _of_level(name, replace(figure, said=said), direction=direction)
    if reading.kind == "count" and _made_so_many(text):
        return replace(reading, accumulates=True)
    return reading


def _made_so_many(text):
    """So many are renewed, tried out or arranged: what is done gathers."""
    return bool(EVENTS.search(text) or _DONE_BY_US.search(text))


def _of_level(name, figure, direction=""):
    """A level of its own kind: percent, scale, range, money and other measures as a number, the rest as a count."""
    kind = _kind_of(figure)
    said, doubts = figure.said, []
    if figure.high is not None:
        comparison = "between"
    elif said in ("less", "about") or not said:
        # The service knows no "less than": it is kept in words with its figure until a person says.
        comparison = "words"
        doubts.append({"less": "less_than", "about": "about"}.get(said, "no_comparison"))
    else:
        comparison = said
    direction = direction or {"at_least": "up", "more_than": "up", "at_most": "down", "less": "down"}.get(said, "unset")
    if direction == "unset":
        doubts.append("no_direction")
    if figure.maximum is not None and figure.unit:
        doubts.append("part_of_whole")
    unit = figure.unit or ("kpl" if kind == "count" else "")
    return MeasureReading(
        name,
        kind,
        _LARGE_SUM.sub(r"\1. €", unit).replace("euroa", "€").replace("M€", "milj. €"),
        figure.decimals,
        direction,
        figure.frequency or "unknown",
        scale_maximum=figure.maximum,
        comparison=comparison,
        low=figure.low,
        high=figure.high,
        words=figure.words,
        doubts=_more(doubts),
    )


def _kind_of(figure):
    if figure.high is not None:
        return "range"
    if figure.maximum is not None:
        return "scale"
    if figure.unit == "%":
        return "percent"
    if figure.unit.casefold() in ("", "kpl") and not figure.decimals:
        return "count"
    return "number"


def _counted(text, figures, _due):
    """ "Uusien kulttuuriyritysten lkm.", "Poissaolo-%", "yo-tutkinnon ka": a name that says how it is measured."""
    bare = text.strip(" .")
    if COUNTED.search(bare) or COUNTED_WHERE.search(bare):
        gathers, stands = bool(EVENTS.search(bare)), bool(STOCKS.search(bare))
        doubts = _more(("no_direction",), "" if gathers or stands else "stock_or_flow")
        return MeasureReading(text, "count", "kpl", accumulates=gathers, doubts=doubts)
    if SHARED.search(bare):
        return MeasureReading(text, "percent", "%", doubts=("no_direction",))
    if AVERAGED.search(bare):
        return MeasureReading(text, "number", "€" if bare.endswith("€") else "", doubts=("no_direction",))
    return None


def _dated(text, _figures, due):
    """ "Suunnitelma valmistuu 2023", "sisäinen kysely syksyllä 2023": something that is there by a day or is not."""
    if not due.year or not (due.day or BECOMES.search(text) or DONE.search(text) or MADE.search(text.strip(" ."))):
        return None
    words = f"{text.strip(' .')} {due.words}".strip()
    return MeasureReading(text, "milestone", direction="up", comparison="words", words=words)


def _made(text, _figures, _due):
    bare = text.strip(" .")
    if DONE.search(bare) or (BECOMES.search(bare) and "asteittain" not in bare):
        return MeasureReading(text, "yes_no", direction="up", comparison="words", words=bare)
    if MADE.search(bare):
        return MeasureReading(text, "yes_no", direction="up", comparison="words", words=bare, doubts=("made_or_not",))
    return None


def _told(text, figures, _due):
    doubts = ("in_words", "figure_not_read") if re.search(r"\d", text) else ("in_words",)
    return MeasureReading(text, "text", doubts=doubts)
