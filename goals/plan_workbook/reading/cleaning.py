"""Mends what copying broke in a cell: line breaks, soft hyphens, odd spaces, and letters torn from their word.

Only mechanical damage; typos of the source stay (DOMAIN 4.3.1, 4.3.2, 4.3.10). What grammar or the rest of the file
does not settle is mended as a proposal and said. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from kemistrategy.text import cleaned

LONGEST_WORD = 60
STEM = 8  # letters that make a word's kin known: "positiivi" of "positiivisesti" and "positiivisuuden"
SHORT_WORDS = frozenset(
    """on ei ja se ne he me te jo no yö jo eli ao ym ry oy oyj kh kv ta tp ts tv eu yk ai av en vi är på du ni de om så
    nu i å att och of in to is at by an or we it as be do up so us if my go a o""".split()
)

_ODD_LETTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200d\u2028\u2029\u2060\ufeff\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_OTHER_SPACE = re.compile(r"[^\S\n ]|  ")
_SPACE_AT_EDGE = re.compile(r" ?\n ?")
_NAME = re.compile(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
_HYPHEN_AT_END = re.compile(r"(?:(?<!\S)(?P<left>[^\s-]\S*))?(?P<hyphen>[-‐‑])[ ]?\n[ ]?(?P<right>\w+)")
_BREAK = re.compile(r"(?<!\w)(?P<left>\w+)\n(?P<right>\w+)")
_JOINING_WORD = re.compile(r"(?:ja|tai|sekä|eikä|och|eller|samt|and|or)$", re.IGNORECASE)
_IMPOSSIBLE_START = re.compile(r"([bcdfghjklmnpqrstvwxz])\1|[lmnr][bcdfgkmnpqrstvwxz]", re.IGNORECASE)
_ENDING = re.compile(r"l l[aäe]|[ls] t[aä]|s s[aä]|n n[aä]", re.IGNORECASE)
_VOWELS = "aeiouyåäö"
_VOWEL = re.compile(f"[{_VOWELS}]", re.IGNORECASE)


@dataclass(frozen=True)
class Mend:
    """`torn` as the cell has it, `mended` as proposed; `is_certain`: no other reading is possible."""

    torn: str
    mended: str
    is_certain: bool


@dataclass(frozen=True)
class Vocabulary:
    """The words that stand whole somewhere in the file, which tell how a torn one reads."""

    words: frozenset[str] = frozenset()
    beginnings: frozenset[str] = field(default=frozenset(), repr=False)
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        words, names = set(), set()
        for text in texts:
            for line in plain_lines(text).split("\n"):
                found = _WORD.findall(line)
                words.update(map(str.casefold, found))
                names.update(_NAME.findall(line))
        beginnings = {word[:length] for word in words for length in range(4, min(len(word), STEM + 4) + 1)}
        return cls(frozenset(words), frozenset(beginnings), frozenset(name.casefold() for name in names))


NO_VOCABULARY = Vocabulary()


def plain_lines(text: str) -> str:
    """Composed letters and plain spaces; line ends stay, words broken by a soft hyphen are whole again."""
    if not _ODD_LETTER.search(text) and unicodedata.is_normalized("NFC", text):
        return _trimmed(text)
    text = re.sub("\u00ad[ \t]*\r?\n[ \t]*", "", unicodedata.normalize("NFC", text)).replace("\u00ad", "")
    return _trimmed(_INVISIBLE.sub("", cleaned(text)))


def _trimmed(text):
    if _OTHER_SPACE.search(text):
        text = _SPACES.sub(" ", text)
    text = text.strip()
    return _SPACE_AT_EDGE.sub("\n", text) if "\n" in text else text


def mended(text: str, vocabulary: Vocabulary = NO_VOCABULARY) -> tuple[str, tuple[Mend, ...]]:
    """The words on one line, and the mends that joined a torn word. Line breaks between words just go."""
    mends: list[Mend] = []
    words = plain_lines(text)
    if "\n" in words:
        words = _HYPHEN_AT_END.sub(lambda match: _hyphen(match, vocabulary, mends), words)
        words = _BREAK.sub(lambda match: _line_break(match, vocabulary, mends), words)
        words = " ".join(words.split())
    words = _torn_words(words, vocabulary, mends)
    return words, tuple(mends)


def one_line(text: str) -> str:
    """The words on one line as they stand."""
    return " ".join(plain_lines(text).split())


def _hyphen(match, vocabulary, mends):
    left, right = match["left"] or "", match["right"]
    if not left:
        return f"-{right}"  # "ja -\npolkuja"
    if _JOINING_WORD.match(right):
        return f"{left}- {right}"
    torn, first = f"{left}- {right}", re.split(r"[^\w-]", left)[-1]
    kept, joined = f"{left}-{right}", f"{left}{right}"
    if not first or not first[-1].isalpha() or not right[0].islower() or first.isupper():
        return kept
    if f"{first}-{right}".casefold() in vocabulary.words:
        return kept
    if f"{first}{right}".casefold() in vocabulary.words:
        mends.append(Mend(torn, joined, True))
        return joined
    if first[-1].casefold() == right[0].casefold() and right[0] in _VOWELS:
        return kept  # the hyphen of "linja-auto" belongs to the word
    chosen = kept if "-" in first else joined
    mends.append(Mend(torn, chosen, False))
    return chosen


def _line_break(match, vocabulary, mends):
    left, right = match["left"], match["right"]
    joined = f"{left}{right}"
    known = joined.casefold() in vocabulary.words and right.casefold() not in vocabulary.words
    if left[-1].isalpha() and right[0].islower() and len(right) > 1 and (_cannot_begin(right) or known):
        mends.append(Mend(f"{left} {right}", joined, True))
        return joined
    return f"{left} {right}"


def _cannot_begin(word):
    """No Finnish word begins so: "ttäminen", "lmastonmuutosta"."""
    return bool(_IMPOSSIBLE_START.match(word)) and not word.isupper() and bool(_VOWEL.search(word))


def _torn_words(words, vocabulary, mends):
    """Joins pieces that a copy from a PDF left apart: "l i ikuntahallin", "positi ivisen", "työkaluil la"."""
    pieces = words.split(" ")
    if not any(_may_be_torn(left, right) for left, right in pairwise(pieces)):
        return words
    whole_pieces, place = [], 0
    while place < len(pieces):
        found = _torn_at(pieces, place, vocabulary) if place < len(pieces) - 1 else None
        if found:
            count, is_certain = found
            torn, whole = " ".join(pieces[place : place + count]), "".join(pieces[place : place + count])
            mends.append(Mend(torn, whole.strip(".,;:()"), is_certain))
            place += count - 1
            pieces[place] = whole
        else:
            whole_pieces.append(pieces[place])
            place += 1
    return " ".join(whole_pieces)


def _torn_at(pieces, place, vocabulary):
    """(how many pieces make the word that begins here, whether that is certain), None where nothing is torn."""
    left, right = pieces[place], pieces[place + 1]
    if not _may_be_torn(left, right):
        return None
    for count in (4, 3, 2):
        parts = pieces[place : place + count]
        if len(parts) < count or not all(part.isalpha() for part in parts[:-1]):
            continue
        parts[-1] = parts[-1].rstrip(".,;:()!?")
        whole = "".join(parts).casefold()
        if len(whole) > 4 and whole in vocabulary.words and any(_is_fragment(part) for part in parts[:-1]):
            return count, True
        if count == 2 and len(whole) > 4 and whole in vocabulary.words and _is_fragment(parts[1]):
            return count, True
    return _torn_pair(pieces[place], pieces[place + 1].rstrip(".,;:()!?"), pieces[place + 2 : place + 3], vocabulary)


def _may_be_torn(left, right):
    """False between two whole words, as most are."""
    if not left[-1:].isalpha() or not right[:1].islower() or len(left) > LONGEST_WORD:
        return False
    is_word = len(left) > 2 or (len(left) == 2 and left in SHORT_WORDS)
    return not is_word or len(right) <= 3 or (left[-1] in "il" and right[0] in "il")


def _torn_pair(left, right, following, vocabulary):
    if not right.isalpha():
        return None
    if len(left) == 1 and left not in ("a", "o", "å") and _cannot_begin(right):
        return 2, True
    if left == "l" and len(right) == 1 and following and following[0][:1].islower():
        return 3, False
    if left == "l" and len(right) > 1:
        return 2, False
    is_narrow = left[-1] in "il" and right[0] in "il"
    whole = f"{left}{right}".casefold()
    beginning = whole[: len(left) + 2]
    if is_narrow and len(beginning) > 3 and beginning in vocabulary.beginnings and left.casefold() not in SHORT_WORDS:
        return (2, False) if len(right) > 2 or _is_fragment(right) else None
    if len(left) > 3 and len(right) == 2 and _ENDING.fullmatch(f"{left[-1]} {right}"):
        return 2, False
    return None


def _is_fragment(piece):
    return piece in ("i", "l") or (len(piece) < 3 and piece.islower() and piece not in SHORT_WORDS)
