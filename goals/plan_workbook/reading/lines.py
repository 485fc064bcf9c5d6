"""A cell of many lines as its items: the actions or the measures it lists.

The source separates them by full stops, by line breaks or by nothing, and breaks long lines anywhere (DOMAIN 4.3.3):
a break is kept only where the next line can't go on with the sentence before. What is not certain carries a question,
"split_here" or "joined_here". Pure.
"""

import re
from dataclasses import dataclass, replace

from ..items import Question
from .cleaning import NO_VOCABULARY, Vocabulary, mended, plain_lines

SPLIT, SPLIT_ASKED, JOIN, JOIN_ASKED = "split", "split_asked", "join", "join_asked"
LONGEST_QUOTE = 60
LONGEST_BRACKET = 20  # lines: one that is never closed ends somewhere

_BULLET = re.compile(r"(?:[•·▪●◦‣*–—-]|\d{1,2}[.)](?!\d)|[a-zåäö]\)|[oO](?=\s))\s+(?=\S)")
_OPEN_END = re.compile(
    r"(?:[-/&(+]|\b(?:ja|tai|sekä|eli|kuten|och|eller|samt|and|or|mm\.|esim\.|ml\.|ns\.|mukaan lukien))$"
)
_ABBREVIATION = re.compile(
    r"\b(?:mm|esim|ns|n|ko|ks|vrt|nro|ao|em|ml|milj|mrd|t|os|s|v|p|k|bl\.a|t\.ex|jfr|e\.g|i\.e)\.$"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?P<space>\s+)(?=[\"”'(]?[A-ZÅÄÖ])")
_GOES_ON = re.compile(
    r"(?:Tämä|Tässä|Tällä|Näin|Näiden|Lisäksi|Samalla|Siten|Sen|Se|Siinä|Niiden|Ne|Myös|Kuitenkin|Tavoitteena on"
    r"|Detta|Den|Dessutom)\b"
)
_RESULT_OF_BEFORE = re.compile(
    r"(?:Suunnitelma|Selvitys|Työ|Raportti|Malli|Ohjelma|Kohde|Hanke|Tavoite)\s+(?:on\s+)?(?:valmis|valmistuu|valmistunut)\b"
)
_TREND = "tiivistyy|vähenee|kasvaa|lisääntyy|paranee|nousee|laskee|pienenee|vahvistuu|säilyy|nopeutuu|lyhenee|laajenee"
_TWO_TRENDS = re.compile(rf"(?P<first>[^,.]+\b(?:{_TREND})),\s+(?P<second>[^,.]+\b(?:{_TREND})\.?)")
_SHARED_ENDING = re.compile(
    r"(?P<first>[^\W\d_]+) (?:ja|och) [^\W\d_]{4,}"
    r"(?P<ending>työ|hanke|suunnitelma|selvitys|uudistus|ohjelma|projekti|arbete|plan)\.?"
)
_DASHES = re.compile(r"\s*-{2,}\s*|\s+—\s+")
# What such a word begins says more of the same thing: `Avataan "Meri-info"; myös talvella`.
_SEMICOLON = re.compile(
    r"\s*;(?!\s*(?:myös|lisäksi|sekä|ja|tai|joka|jotka|jossa|mutta|esim|esimerkiksi|eli|mukaan lukien"
    r"|även|också|och|samt|also|and)\b)\s*",
    re.IGNORECASE,
)
_BEFORE_A_NUMBER = re.compile(
    r"(?:vuoden|vuonna|vuosina|vuodesta|noin|yli|alle|vähintään|enintään|viimeistään|[kK][vhVH]|ISO|§|år)$"
)
_TIME_ONLY = re.compile(r"[\d.–/-]+\.?$")


@dataclass(frozen=True)
class Item:
    """One action or measure of a cell, on one line. `time_below`: its last line, where that is only a year or a day."""

    words: str
    questions: tuple[Question, ...] = ()
    time_below: str = ""


def action_items(text: str, vocabulary: Vocabulary = NO_VOCABULARY, width: int = 0) -> tuple[Item, ...]:
    """The actions of a cell in its order. `width`: letters of the longest line of its column, where lines were cut."""
    return tuple(item for chunk in _chunks(text, vocabulary, width) for item in _sentences(chunk, vocabulary))


def measure_items(text: str, vocabulary: Vocabulary = NO_VOCABULARY, width: int = 0) -> tuple[Item, ...]:
    """The measures of a cell in its order; "Suunnitelma valmistuu 2023." belongs to the sentence before it."""
    items: list[Item] = []
    for item in action_items(text, vocabulary, width):
        if items and _RESULT_OF_BEFORE.match(item.words):
            before = items.pop()
            asked = Question("joined_here", (("words", _quote(item.words)),))
            items.append(
                replace(
                    item, words=f"{before.words} {item.words}", questions=(*before.questions, asked, *item.questions)
                )
            )
        else:
            items.extend(_clauses(item))
    return tuple(items)


def whole(text: str, vocabulary: Vocabulary = NO_VOCABULARY) -> Item:
    """A cell that is one thing, such as a goal, on one line."""
    words, mends = mended(text, vocabulary)
    return Item(words, _mend_questions(mends))


@dataclass(frozen=True)
class _Form:
    """How the lines of a cell are written, which tells what their breaks mean.

    `is_list`: no line ends in a full stop and most begin with a capital, so that each is an item.
    """

    has_bullets: bool
    widest: int
    is_list: bool
    vocabulary: Vocabulary

    @classmethod
    def of(cls, lines, vocabulary, width):
        return cls(
            has_bullets=any(_BULLET.match(line) for line in lines),
            widest=max(width, *map(len, lines)),
            is_list=not any(line.endswith(".") for line in lines) and sum(line[:1].isupper() for line in lines) > 2,
            vocabulary=vocabulary,
        )


def _chunks(text, vocabulary, width):
    """[(lines, question codes of the break above)]: the cell cut at the line breaks that are kept."""
    chunks: list[tuple[list[str], list[str]]] = []
    lines = plain_lines(text).split("\n")
    form = _Form.of(lines, vocabulary, width)
    is_after_gap = False
    for line in lines:
        if not line:
            is_after_gap = True
            continue
        kind = _break_kind(chunks[-1][0], line, is_after_gap, form) if chunks else SPLIT
        words = _BULLET.sub("", line, count=1) if form.has_bullets and _BULLET.match(line) else line
        if kind in (SPLIT, SPLIT_ASKED):
            chunks.append(([words], [kind] if kind == SPLIT_ASKED else []))
        else:
            chunks[-1][0].append(words)
            chunks[-1][1].extend([f"{kind}\n{words}"] if kind == JOIN_ASKED else [])
        is_after_gap = False
    return chunks


def _break_kind(chunk, line, is_after_gap, form):
    above, begins = chunk[-1], line[0]
    if form.has_bullets:
        return SPLIT if _BULLET.match(line) else (JOIN_ASKED if is_after_gap else JOIN)
    is_inside_brackets = sum(part.count("(") - part.count(")") for part in chunk[-LONGEST_BRACKET:]) > 0
    if above.endswith("--"):
        return JOIN  # cut where the dashes are
    if is_inside_brackets or _OPEN_END.search(above) or _ABBREVIATION.search(above):
        return JOIN_ASKED if is_after_gap else JOIN
    if above.endswith(","):
        return SPLIT_ASKED if begins.isupper() and form.is_list else JOIN
    if begins.islower() or begins in "(§–-,.;)":
        return JOIN_ASKED if is_after_gap or above.endswith((".", "!", "?", ";")) else JOIN
    if begins.isdigit() and not is_after_gap and not above.endswith("."):
        return JOIN if _TIME_ONLY.match(line) or _BEFORE_A_NUMBER.search(above) else JOIN_ASKED
    if is_after_gap or above.endswith((".", "!", "?", ";", ":")):
        return SPLIT
    return _capital_after_no_stop(above, line, form)


def _capital_after_no_stop(above, line, form):
    """A new item, unless the line was full and the capital may be a name's."""
    first = line.split(" ", 1)[0]
    name = re.match(r"[^\W\d_]+", first)
    had_room = len(above) + 1 + len(first) <= form.widest
    if had_room:
        return SPLIT
    is_name = bool(name) and (name[0].casefold() in form.vocabulary.names or (name[0].isupper() and len(name[0]) > 1))
    if is_name and above[-1].islower():
        return JOIN_ASKED
    return SPLIT_ASKED


def _sentences(chunk, vocabulary):
    lines, codes = chunk
    words, mends = mended("\n".join(lines), vocabulary)
    time_below = lines[-1] if len(lines) > 1 and _TIME_ONLY.match(lines[-1]) else ""
    pieces = _cut(words)
    items = []
    for piece, question in pieces:
        own = [mend for mend in mends if mend.mended.strip(".,;") in piece]
        items.append(Item(piece, (*question, *_mend_questions(own), *_left_out_hyphen(piece))))
    if not items:
        return []
    if codes:
        items[0] = replace(items[0], questions=(*_break_questions(codes, items[0].words), *items[0].questions))
    if time_below:
        items[-1] = replace(items[-1], time_below=time_below)
    return items


def _break_questions(codes, words):
    for code in codes:
        if code == SPLIT_ASKED:
            yield Question("split_here", (("words", _quote(words)),))
        else:
            yield Question("joined_here", (("words", _quote(code.split("\n", 1)[1])),))


def _cut(words):
    """[(sentence, questions)], cut after full stops and, with a question, at semicolons outside brackets."""
    pieces: list[tuple[str, tuple[Question, ...]]] = []
    start = 0
    for match in _SENTENCE_END.finditer(words):
        before = words[start : match.start()]
        if before.count("(") > before.count(")") or _ABBREVIATION.search(before):
            continue
        _add(pieces, before)
        start = match.end()
    _add(pieces, words[start:])
    return [part for words, asked in pieces for part in _semicolons(words, asked)]


def is_blank(words: str) -> bool:
    """Nothing, or only a dash or the like that stands for nothing."""
    return not words.strip(" \n\t-–—_.,;:/|*•·")


def _edged(words):
    return words.strip().rstrip(",;").rstrip()


def _add(pieces, sentence):
    if pieces and _GOES_ON.match(sentence):
        before, asked = pieces[-1]
        joined = Question("joined_here", (("words", _quote(sentence)),))
        pieces[-1] = (f"{before} {sentence}", (*asked, joined))
    elif sentence:
        pieces.append((sentence, ()))


def _semicolons(words, asked):
    parts = [words.strip(" ;")] if "(" in words else _SEMICOLON.split(words)
    first, *more = [part for part in map(_edged, parts) if not is_blank(part)] or [""]
    cut = ((part, (Question("split_here", (("words", _quote(part)),)),)) for part in more)
    return [(first, asked), *cut] if first else []


def _clauses(item):
    """ "Palveluverkko tiivistyy, yksikköjen määrä vähenee" and "… yksiköissä--sisäinen kysely" are two measures."""
    match = _TWO_TRENDS.fullmatch(item.words)
    parts = [match["first"], match["second"]] if match else [part for part in _DASHES.split(item.words) if part]
    if len(parts) < 2:
        return [item]
    first, *more = (part[0].upper() + part[1:] for part in parts)
    asked = (Item(words, (Question("split_here", (("words", _quote(words)),)),)) for words in more)
    return [replace(item, words=first, time_below=""), *asked]


def _left_out_hyphen(words):
    """ "Päiväkoti ja kouluverkkotyö" may be "Päiväkoti- ja kouluverkkotyö": work for both networks."""
    match = _SHARED_ENDING.fullmatch(words)
    if not match or match["first"].endswith(match["ending"]):
        return ()
    return (Question("hyphen_left_out", (("words", f"{match['first']}- {words[match.end('first') + 1 :]}"),)),)


def _mend_questions(mends):
    return tuple(
        Question("mended_word", (("torn", mend.torn), ("words", mend.mended))) for mend in mends if not mend.is_certain
    )


def _quote(words):
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"
