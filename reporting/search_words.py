"""Words as search compares them: folded, in any ending, mistyped; how hits are ranked and where their words stand.

The same rules for every database and language: the rows are words and weights, the comparing is done here.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import process
from rapidfuzz.distance import OSA

VERSION = 1  # of the folding: raise it when the same text gives other words, and the index is made anew

LONGEST_WORD = 60
MOST_WORDS = 12  # of a query; the rest of a long one counts for nothing
MOST_MISTYPED = 4  # words of a query that are compared with all the others
MOST_OF_A_WORD = 300  # words of the index that one word of a query may mean
LONGEST_SWAPPED = 20  # letters of a word that are tried in another order
LONGEST_LOOK = 20_000  # letters of a text that are looked through for an excerpt
EXCERPT = 220

TITLE, TEXT = 10, 3  # weights
WHOLE, ENDING, PREFIX, PART, MISTYPED, NEAR_MISTYPED = 10, 8, 6, 4, 2, 1

_TOKEN = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_HYPHEN = re.compile(r"[-\u2010\u2011]")
_THOUSANDS = re.compile(r"(?<!\w)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\w)")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_SOFT = str.maketrans("", "", "\u00ad\u200b\u2060")
_OWN = str.maketrans({"æ": "ä", "ø": "ö"})
_PLAIN = str.maketrans("åäö", "aao")

# Consonants that change when a word is inflected: tavoite, tavoitteet; kunta, kunnan; kaupunki, kaupungin.
_GRADES = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("mp", "mm"), ("lt", "ll"), ("rt", "rr"),
    ("d", "t"),
)  # fmt: skip
# What may stand after the part that two forms of a word share, in plain letters after _GRADES: the end of the stem,
# a case, an owner, a clitic; or a Swedish or an English ending.
_ENDING = re.compile(
    r"(?:[aeiouy]{0,2}|u?s|ys|kse?|ks|i?se|nen|m[ae]|n|ne|[uy]?te|ise?)?"
    r"(?:n|t|t?a|ss?a|sta|lla|lle|na|ksi|[aeiouy]n|seen|h[aeiouy]n|siin|iin|ihin|i?ten|[lr]en|ien|jen|i?ja|i?ta|sti|tse)?"
    r"(?:mme|nne|nsa|ni|si)?(?:kin|kaan|ko)?"
    r"|[aeo]?r(?:na)?s?|e?ts?|ens?|e?s|ed|ing"
)
SHORTEST_STEM = 3  # letters; one more where both forms have an ending of their own


# --- folding
def folded(word: str) -> str:
    """Small letters without accents; å, ä and ö are letters of their own."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    composed = unicodedata.normalize("NFKC", word.casefold()).translate(_OWN)
    letters = (letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0] for letter in composed)
    return "".join(letters)[:LONGEST_WORD]


def plain(word: str) -> str:
    """As typed on a keyboard without å, ä and ö."""
    return word.translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The folded words in their order; of a hyphenated word the whole and the parts, of 19 400 also 19400."""
    text = _whole(text)
    words = [_SPACES.sub("", figure) for figure in _THOUSANDS.findall(text)]
    for token in _TOKEN.findall(text):
        words += _variants(token)
    return words


def _whole(text):
    """Composed letters, no soft hyphens."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SOFT)


def _variants(token):
    parts = [folded(part) for part in _HYPHEN.split(token)]
    return parts if len(parts) == 1 else ["".join(parts)[:LONGEST_WORD], *parts]


def query_words(typed: str) -> tuple[str, ...]:
    """What is asked: each word once, a hyphenated one as its parts."""
    tokens = _TOKEN.findall(_whole(typed))
    words = (folded(word) for token in tokens for word in _HYPHEN.split(token))
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def weighed_words(title: str, text: str, *, most: int) -> dict[str, int]:
    """The words of a row with their weights, at most so many: those of the title first."""
    weights = dict.fromkeys(words_of(title), TITLE)
    for word in words_of(text):
        weights.setdefault(word, TEXT)
        if len(weights) >= most:
            break
    return weights


# --- what a typed word may mean
class Vocabulary:
    """The words of the index, ready to be compared with what is typed; each word costs about the same."""

    def __init__(self, words: Iterable[str]):
        self._plain = sorted((plain(word), word) for word in set(words))
        self._weak = sorted((_weak(typed), word) for typed, word in self._plain)
        self._by_length = defaultdict(list)
        for typed, word in self._plain:
            self._by_length[len(typed)].append((typed, word))
        self._lines = "\n".join(typed for typed, _word in self._plain)
        self._starts = list(accumulate((len(typed) + 1 for typed, _word in self._plain[:-1]), initial=0))

    def meanings(self, typed: str, *, may_be_mistyped: bool = True) -> dict[str, int]:
        """Words of the index that the typed word may mean, and how well: WHOLE … NEAR_MISTYPED; at most MOST_OF_A_WORD.

        Only what is met nowhere is taken for mistyped: the nearest words, and what they would have found themselves;
        without any near word the beginnings and forms of what it is with two neighbours swapped: koluu, koulutus.
        """
        found = self.met(typed)
        if not found and may_be_mistyped:
            nearest = self._mistyped(typed)
            meant = nearest or _swapped(typed)
            found = dict.fromkeys((word for right in meant for word in self.met(right)), NEAR_MISTYPED)
            found |= dict.fromkeys(nearest, MISTYPED)
        for word in self._parts(typed):
            found.setdefault(word, PART)
        best = sorted(found.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
        return dict(best[:MOST_OF_A_WORD])

    def met(self, typed: str) -> dict[str, int]:
        """What the word is, begins or is a form of."""
        found = self._beginnings(typed)
        for word in self._forms(typed):
            found[word] = max(found.get(word, 0), ENDING)
        return found

    def _beginnings(self, typed):
        """The word itself and, of two letters or more, the words that it begins."""
        start, found = plain(typed), {}
        for stored, word in _from(self._plain, start):
            is_whole = stored == start
            if not (is_whole or len(start) > 1) or not stored.startswith(start):
                break
            if _fits(typed, word):
                found[word] = WHOLE if is_whole else PREFIX
        return found

    def _forms(self, typed):
        """Words that share the stem and differ in their endings only."""
        weak = _weak(plain(typed))
        shared = max(SHORTEST_STEM, len(weak) // 2)
        if len(weak) < shared or typed.isdigit():
            return []
        begun = _taken_while(_from(self._weak, weak[:shared]), weak[:shared])
        return [word for stored, word in begun if _are_forms(weak, stored) and _fits(typed, word)]

    def _parts(self, typed):
        """Compound words that have it in the middle or at the end: rakentaminen in puurakentaminen."""
        part, found = plain(typed), []
        if len(part) < 5:
            return found
        place = self._lines.find(part)
        while place >= 0 and len(found) < MOST_OF_A_WORD:
            line = bisect_right(self._starts, place) - 1
            within = place - self._starts[line]
            if within and _fits(typed, self._plain[line][1][within:]):
                found.append(self._plain[line][1])
            place = self._lines.find(part, place + 1)
        return found

    def _mistyped(self, typed):
        """The nearest words: one slip in 4–7 letters, two in more; none in a number."""
        start = plain(typed)
        slips = 0 if len(start) < 4 or any(letter.isdigit() for letter in start) else 1 if len(start) < 8 else 2
        if not slips:
            return []
        near = [
            pair
            for length in range(len(start) - slips, len(start) + slips + 1)
            for pair in self._by_length.get(length, ())
        ]
        distances = process.extract(
            start, [stored for stored, _word in near], scorer=OSA.distance, score_cutoff=slips, limit=20
        )
        if not distances:
            return []
        least = min(distance for _stored, distance, _place in distances)
        return [near[place][1] for _stored, distance, place in distances if distance == least]


def _swapped(typed) -> list[str]:
    """The word with each pair of neighbouring letters swapped; none of a short word or a number."""
    if len(typed) < 4 or any(letter.isdigit() for letter in typed):
        return []
    places = range(min(len(typed), LONGEST_SWAPPED) - 1)
    return [f"{typed[:n]}{typed[n + 1]}{typed[n]}{typed[n + 2 :]}" for n in places if typed[n] != typed[n + 1]]


def _from(pairs, start):
    """The sorted pairs from the first that is not before `start`."""
    for place in range(bisect_left(pairs, (start,)), len(pairs)):
        yield pairs[place]


def _taken_while(pairs, start):
    for stored, word in pairs:
        if not stored.startswith(start):
            return
        yield stored, word


def _weak(word):
    for strong, weak in _GRADES:
        word = word.replace(strong, weak)
    return word


def _fits(typed, word):
    """A typed ä is an ä; a typed a may be one. As far as both go alike in plain letters."""
    for one, other in zip(typed, word, strict=False):
        if one != other:
            if plain(one) != plain(other):
                return True
            if one in "åäö":
                return False
    return True


def _are_forms(one, other):
    shared = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if shared is None:
        shared = min(len(one), len(other))
    ends = sorted((one[shared:], other[shared:]))
    is_sure = "" in ends or (ends[0][:1], ends[1]) == ("e", "i")  # työ, työstä; meri, merellä
    if shared < max(SHORTEST_STEM + (not is_sure), max(len(one), len(other)) // 2):
        return False
    return all(_ENDING.fullmatch(end) for end in ends)


def all_meanings(vocabulary: Vocabulary, typed: Sequence[str]) -> list[dict[str, int]]:
    """Of each typed word its meanings; two neighbours may also mean what they are together: hyte koordinaattori."""
    meanings, mistyped = [], 0
    for word in typed:
        meanings.append(vocabulary.meanings(word, may_be_mistyped=mistyped < MOST_MISTYPED))
        mistyped += max(meanings[-1].values(), default=0) <= MISTYPED
    for place in range(len(typed) - 1):
        together = vocabulary.met((typed[place] + typed[place + 1])[:LONGEST_WORD])
        for word, quality in list(together.items())[:MOST_OF_A_WORD]:
            for each in (meanings[place], meanings[place + 1]):
                each[word] = max(each.get(word, 0), quality)
    return meanings


# --- ranking
@dataclass(frozen=True, order=True)
class Score:
    """How many of the typed words a row has, and how well: the title counts more than the text."""

    words: int
    points: int


def scores(found: Iterable[tuple[int, str, int]], meanings: Sequence[Mapping[str, int]]) -> dict[int, Score]:
    """`found` are (row, word, weight); of each typed word its best place in a row counts."""
    best = defaultdict(dict)
    for row, word, weight in found:
        for place, meaning in enumerate(meanings):
            if quality := meaning.get(word):
                best[row][place] = max(best[row].get(place, 0), weight * quality)
    return {row: Score(len(places), sum(places.values())) for row, places in best.items()}


# --- where the words stand
@dataclass(frozen=True)
class Piece:
    words: str
    is_hit: bool


def pieces(text: str, hits: Iterable[str]) -> tuple[Piece, ...]:
    """The text in pieces, the words that were found apart; joined they are the text again."""
    hits, found, end = frozenset(hits), [], 0
    for token in _TOKEN.finditer(text):
        if not hits.isdisjoint(_variants(token[0])):
            found += [Piece(text[end : token.start()], False), Piece(token[0], True)]
            end = token.end()
    return tuple(piece for piece in (*found, Piece(text[end:], False)) if piece.words)


def excerpt(lines: Sequence[str], meanings: Sequence[Mapping[str, int]]) -> tuple[int, str]:
    """The line that has most of the typed words, by its place, and the part of it that tells where; (0, "") of none."""
    if not lines:
        return 0, ""
    place = max(range(len(lines)), key=lambda place: (_told(lines[place], meanings), -place))
    return place, _part(lines[place], {word for meaning in meanings for word in meaning})


def says_the_same(one: str, other: str) -> bool:
    """The same words, whatever stands between them."""
    return words_of(one) == words_of(other)


def _told(line, meanings):
    words = frozenset(words_of(line[:LONGEST_LOOK]))
    return sum(not words.isdisjoint(meaning) for meaning in meanings)


def _part(line, hits):
    if len(line) <= EXCERPT:
        return line
    tokens = _TOKEN.finditer(line[:LONGEST_LOOK])
    first = next((token.start() for token in tokens if not hits.isdisjoint(_variants(token[0]))), 0)
    start = 0 if first < EXCERPT // 3 else line.find(" ", first - EXCERPT // 3, first) + 1 or first
    part = line[start : start + EXCERPT]
    if start + EXCERPT < len(line):
        part = f"{part.rsplit(' ', 1)[0]} …"
    return f"… {part}" if start else part
