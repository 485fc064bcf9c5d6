"""Where a long word may be divided: Finnish by rule (there is no dictionary), Swedish and English by theirs. Pure."""

import re
from functools import cache

import pyphen

SOFT_HYPHEN = "\u00ad"
SHORTEST_DIVIDED = 14
SHORTEST_DIVIDED_IN_HEADING = 10
SHORTEST_PIECE = 4
_WORD = re.compile(r"[^\W\d_]+")
_BOUNDARY = re.compile(r"(?=[bcdfghjklmnpqrstvwxzš][aeiouyåäö])|(?<=[aou])(?=[yäö])|(?<=[yäö])(?=[aou])", re.IGNORECASE)


def with_soft_hyphens(text: str, shortest: int = SHORTEST_DIVIDED, language: str = "fi") -> str:
    """Words of `shortest` letters or more get soft hyphens between syllables; nothing that is seen changes.

    A language without a rule or a dictionary keeps its words whole.
    Rule: a Finnish syllable begins with the last consonant before a vowel (Kielitoimiston ohjepankki, tavutus), and
    where a back vowel meets a front vowel two words have been joined ("toiminta-ympäristö").
    Pieces of fewer than four letters are not left at either end.
    """
    divided = _divided if language == "fi" else _by_dictionary(language)
    return _WORD.sub(lambda match: divided(match[0]) if len(match[0]) >= shortest else match[0], text)


@cache
def _by_dictionary(language):
    """A Swedish or English word is divided as its dictionary has it, by the same shortest pieces."""
    if language not in ("sv", "en"):
        return str
    dictionary = pyphen.Pyphen(lang={"sv": "sv", "en": "en_GB"}[language], left=SHORTEST_PIECE, right=SHORTEST_PIECE)
    return lambda word: dictionary.inserted(word, SOFT_HYPHEN)


def _divided(word):
    places = [match.start() for match in _BOUNDARY.finditer(word)]
    pieces, begin = [], 0
    for place in places:
        if place >= SHORTEST_PIECE and place - begin >= 2 and len(word) - place >= SHORTEST_PIECE:
            pieces.append(word[begin:place])
            begin = place
    return SOFT_HYPHEN.join([*pieces, word[begin:]])
