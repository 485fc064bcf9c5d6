"""One text of the cell *Mittarit* as the measures that it names."""

import re

from .dues import without_due
from .patterns import COUNTED, SOURCE

LONGEST_SENTENCE = 1000  # no measure of a plan is longer; a longer text is kept as it is

_STOP = re.compile(
    r"(?:(?<=[^\W\d_)][.;])|(?<=20\d\d\.)|(?<=[%)]\.))\s+(?=[A-ZÅÄÖ])|\s*(?:--+|—)\s*"
    r"|\s*;\s+(?!(?:myös|lisäksi|sekä|ja|tai|joka|jotka|jossa|mutta|esim|esimerkiksi|eli|även|också|och|samt)\b)"
)
_ABBREVIATED = re.compile(
    r"\b(?:mm|esim|väh|enint|n|ns|tms|yms|ym|jne|krt|klo|ks|milj|mrd|kv|kh|ltk)\.$", re.IGNORECASE
)
# A sentence that speaks of "the plan" with no word before it goes on from the one before it (seed 1, S3m1).
_GOES_ON = re.compile(r"(?:suunnitelma|selvitys|raportti|työ|malli|se|tavoite) \w+[aeiouyäö]{2}\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\w+(?:yy|uu|ee|aa|ää|oi|taan|tään|daan|dään)\.?$")
_PAIR = re.compile(
    r"^(?P<one>\w{5,}(?:jen|den|ten|ien|ut|yt|tu|ty))\s?/\s?(?P<other>\w{5,}(?:jen|den|ten|ien|ut|yt|tu|ty))\s(?P<rest>.+)$"
)
_SUCH_AS = re.compile(r"\((?:mm\.|esim\.|esimerkiksi|ml\.)\s*(?P<names>[^()]+)\)", re.IGNORECASE)


def measure_sentences(words: str) -> tuple[str, ...]:
    """The measures of one text as it is written, each with its own words: sentences and clauses that stand alone."""
    parts = []
    for sentence in _sentences(" ".join(words.split())):
        if parts and _GOES_ON.match(sentence) and len(sentence.split()) <= 4:
            parts[-1] = f"{parts[-1]} {sentence}"
        else:
            parts.extend(_clauses(sentence))
    return tuple(part for part in parts if part.strip(" .,;:-–"))


def _sentences(text):
    start, found = 0, []
    for stop in _STOP.finditer(text):
        if not _ABBREVIATED.search(text[max(start, stop.start() - 10) : stop.start()]):
            found.append(text[start : stop.start()].strip())
            start = stop.end()
    return [sentence for sentence in (*found, text[start:].strip()) if sentence]


def _clauses(sentence):
    """ "Palveluverkko tiivistyy, toimintayksikköjen määrä vähenee": both ends have a verb of their own."""
    clauses = re.split(r",\s+", sentence) if len(sentence) <= LONGEST_SENTENCE else []
    if len(clauses) > 1 and all(len(clause.split()) > 1 and _CLAUSE.search(clause) for clause in clauses):
        return clauses
    return [sentence]


def named_apart(sentence):
    """ "Haettujen/myönnettyjen hankkeiden lkm" counts two; "(mm. Tea-viisari, Hyvinvointiprofiili)" names two."""
    if (match := _PAIR.match(sentence)) and COUNTED.search(without_due(match["rest"])):
        return [f"{word} {match['rest']}" for word in (match["one"], match["other"])]
    if match := _SUCH_AS.search(sentence):
        names = [name.strip() for name in re.split(r",| ja ", match["names"]) if name.strip()]
        if names and all(SOURCE.search(name) for name in names):
            return names
    return [sentence]
