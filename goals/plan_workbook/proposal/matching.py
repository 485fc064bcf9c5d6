"""Which of the things that exist a read one is: equal words, or words that are alike. Pure."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

ALIKE = 80  # percent from which a thing is proposed as the same, with a question
SHOWN = 60  # percent from which an existing thing is offered to be chosen
MOST_SHOWN = 5
SAME = 100
COMPARED_LETTERS = 1_000  # so much of a text tells how alike it is to another; for being equal all of it counts


WORDS_OF_A_PART = 4  # a shorter text lies within many others
# How two texts are compared, and how much of it counts.
SCORERS = ((fuzz.ratio, 1.0), (fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, 0.93))


@dataclass(frozen=True)
class Likeness:
    """An existing thing and how much it is alike: percent, 100 only for words that are equal when folded."""

    thing: Hashable
    similarity: int


def folded(words: str) -> str:
    """The words for comparing: composed, without case, soft hyphens and punctuation; figures keep their commas.

    "Hyte-\\nkoordinaattori", "HYTE-KOORDINAATTORI" and their decomposed forms all become "hyte koordinaattori".
    """
    return _folded_short(words) if len(words) <= COMPARED_LETTERS else _fold(words)


@lru_cache(maxsize=20_000)
def _folded_short(words: str) -> str:
    return _fold(words)


def _fold(words):
    text = unicodedata.normalize("NFKC", words).replace("\u00ad", "").casefold()
    text = unicodedata.normalize("NFC", text)
    kept = (letter if _is_kept(text, place) else " " for place, letter in enumerate(text))
    return " ".join("".join(kept).split())


def _is_kept(text, place):
    letter = text[place]
    if letter.isalnum() or letter in "%+−<>≥≤=":
        return True
    if unicodedata.category(letter)[0] in "SM":
        return True
    within = 0 < place < len(text) - 1
    return letter in ",.:/" and within and text[place - 1].isdigit() and text[place + 1].isdigit()


def key_of(words: str) -> str:
    """Folded words without their spaces: a word torn at a line end is the word."""
    return folded(words).replace(" ", "")


def similarity(one: str, other: str) -> int:
    """How alike two texts are, percent 0–100.

    The words as they stand, in another order, or one within the other (a sentence that was split): the best counts,
    the last a little less. 100 is kept for texts that are equal when folded.
    """
    if key_of(one) == key_of(other):
        return SAME
    return _alikeness(folded(one)[:COMPARED_LETTERS], folded(other)[:COMPARED_LETTERS])


def _alikeness(one: str, other: str) -> int:
    """Of two folded texts that are not equal."""
    best = max((score for scorer, part in SCORERS for score in [_score(scorer, part, one, other)]), default=0)
    return min(SAME - 1, round(best))


def _score(scorer, part, one, other) -> float:
    if not one or not other or (scorer is fuzz.token_set_ratio and min(_length(one), _length(other)) < WORDS_OF_A_PART):
        return 0
    return part * scorer(one, other)


def _length(text):
    return text.count(" ") + 1


@dataclass(frozen=True)
class Match:
    """What a read thing is matched with: `thing` None when nothing is alike enough. `likenesses`: best first."""

    thing: Hashable | None = None
    similarity: int = 0
    likenesses: tuple[Likeness, ...] = ()


NO_MATCH = Match()


class KnownTexts:
    """The texts by which existing things are known, so indexed that a thousand are compared with a thousand quickly.

    Few things are all compared. Of many, those that share the most beginnings of words: texts that are alike do.
    """

    COMPARED_ALL, COMPARED = 120, 40

    def __init__(self, existing: Mapping[Hashable, Sequence[str]]):
        self.things: list[Hashable] = []  # of each text
        self.texts: list[str] = []
        self.equal: dict[str, list[Hashable]] = defaultdict(list)
        self.places: dict[str, list[int]] = defaultdict(list)
        for thing, texts in existing.items():
            known = dict.fromkeys(filter(None, map(folded, texts)))
            for key in dict.fromkeys(text.replace(" ", "") for text in known):
                self.equal[key].append(thing)
            for text in dict.fromkeys(text[:COMPARED_LETTERS] for text in known):
                for beginning in _beginnings(text):
                    self.places[beginning].append(len(self.texts))
                self.things.append(thing)
                self.texts.append(text)

    def like(self, *texts: str, at_least: int = SHOWN) -> list[Likeness]:
        """What is alike to one of the texts, the most alike first, in the order given where they are equally so.

        Where something is equal, what is only alike is not looked for.
        """
        equal = dict.fromkeys(thing for words in texts for thing in self.equal.get(key_of(words), ()))
        if equal:
            return [Likeness(thing, SAME) for thing in equal]
        found: dict[Hashable, float] = {}
        for words in dict.fromkeys(folded(text)[:COMPARED_LETTERS] for text in texts):
            compared = self._compared(words)
            for scorer, part in SCORERS if words else ():
                cutoff = (at_least - 0.5) / part
                for text, score, number in process.extract(
                    words, compared, scorer=scorer, score_cutoff=cutoff, limit=None
                ):
                    if scorer is fuzz.token_set_ratio and min(_length(words), _length(text)) < WORDS_OF_A_PART:
                        continue
                    thing = self.things[number]
                    found[thing] = max(part * score, found.get(thing, 0))
        alike = [Likeness(thing, min(SAME - 1, round(score))) for thing, score in found.items()]
        order = {thing: number for number, thing in enumerate(dict.fromkeys(self.things))} if len(alike) > 1 else {}
        return sorted(alike, key=lambda likeness: (-likeness.similarity, order.get(likeness.thing, 0)))

    def _compared(self, words) -> dict[int, str]:
        if len(self.texts) <= self.COMPARED_ALL:
            return dict(enumerate(self.texts))
        shared = Counter(number for beginning in _beginnings(words) for number in self.places.get(beginning, ()))
        return {number: self.texts[number] for number, _shared in shared.most_common(self.COMPARED)}


def _beginnings(text: str) -> set[str]:
    """The first letters of each word of a folded text: Finnish bends the ends."""
    return {word[:5] for word in text.split()}


def matches(
    items: Iterable[tuple[Hashable, Sequence[str]]],
    existing: Mapping[Hashable, Sequence[str]],
    *,
    taken: Collection[Hashable] = (),
    fits: Callable[[Hashable, Hashable], int] = lambda item, thing: 0,
    equals_share: bool = False,
) -> dict[Hashable, Match]:
    """Each item (with its texts) and its match; an existing thing goes to one item only, the best pair first.

    `taken` things are offered but given to nobody. Of pairs equally alike, the one that `fits` more comes first.
    With `equals_share` items that are equal to one thing have it together: its words differ from plan to plan.
    """
    known = KnownTexts(existing)
    found = {item: known.like(*dict.fromkeys(filter(None, texts))) for item, texts in items}
    pairs = [
        (-likeness.similarity, -fits(item, likeness.thing), number, item, likeness.thing)
        for number, (item, likenesses) in enumerate(found.items())
        for likeness in likenesses
        if likeness.similarity >= ALIKE and likeness.thing not in taken
    ]
    given: dict[Hashable, tuple[Hashable, int]] = {}
    gone: set[Hashable] = set()
    for distance, _fit, _number, item, thing in sorted(pairs, key=lambda pair: pair[:3]):
        if item not in given and (thing not in gone or (equals_share and distance == -SAME)):
            given[item] = (thing, -distance)
            gone.add(thing)
    return {
        item: Match(*given.get(item, (None, 0)), likenesses=tuple(likenesses[:MOST_SHOWN]))
        for item, likenesses in found.items()
    }
