"""Where a long Finnish word may be divided: by rule, for WeasyPrint has no Finnish dictionary. Pure."""

import re

SOFT_HYPHEN = "\u00ad"
SHORTEST_DIVIDED = 14
SHORTEST_DIVIDED_IN_HEADING = 10
SHORTEST_PIECE = 4
_WORD = re.compile(r"[^\W\d_]+")
_BOUNDARY = re.compile(r"(?=[bcdfghjklmnpqrstvwxzš][aeiouyåäö])|(?<=[aou])(?=[yäö])|(?<=[yäö])(?=[aou])", re.IGNORECASE)


def with_soft_hyphens(text: str, shortest: int = SHORTEST_DIVIDED) -> str:
    """Words of `shortest` letters or more get soft hyphens between syllables; nothing that is seen changes.

    Rule: a Finnish syllable begins with the last consonant before a vowel (Kielitoimiston ohjepankki, tavutus), and
    where a back vowel meets a front vowel two words have been joined ("toiminta-ympäristö").
    Pieces of fewer than four letters are not left at either end.
    """
    return _WORD.sub(lambda match: _divided(match[0]) if len(match[0]) >= shortest else match[0], text)


def _divided(word):
    places = [match.start() for match in _BOUNDARY.finditer(word)]
    pieces, begin = [], 0
    for place in places:
        if place >= SHORTEST_PIECE and place - begin >= 2 and len(word) - place >= SHORTEST_PIECE:
            pieces.append(word[begin:place])
            begin = place
    return SOFT_HYPHEN.join([*pieces, word[begin:]])
