"""Levels inside a sentence: "vähintään kahta", "80 %", "4 krt/v", "70–100 %", "3/9 kokousta"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from kemistrategy.numbers import SPACES, NotANumber, read_number
from measures.levels import COMPARISON_OF_WORD

_STEMS = {
    1: "yksi yhden yhtä yhde yhteen",
    2: "kaksi kahden kahta kahde kahteen",
    3: "kolme kolmen kolmea kolme kolmeen",
    4: "neljä neljän neljää neljä neljään",
    5: "viisi viiden viittä viide viiteen",
    6: "kuusi kuuden kuutta kuude kuuteen",
    7: "seitsemän seitsemän seitsemää seitsemä seitsemään",
    8: "kahdeksan kahdeksan kahdeksaa kahdeksa kahdeksaan",
    9: "yhdeksän yhdeksän yhdeksää yhdeksä yhdeksään",
    10: "kymmenen kymmenen kymmentä kymmene kymmeneen",
}


def _inflected():
    """Every number word with its number: "kahta", "kolmessa", "neljälle" (nominative … essive)."""
    for number, forms in _STEMS.items():
        *whole, stem, illative = forms.split()
        a = "a" if set(stem) & set("aou") else "ä"
        yield from ((form, number) for form in (*whole, illative))
        yield from ((f"{stem}{ending}", number) for ending in (f"ss{a}", f"st{a}", f"ll{a}", f"lt{a}", "lle", f"n{a}"))


NUMBER_WORDS = dict(_inflected())
TIMES_WORDS = {"kerran": 1, "kahdesti": 2, "kolmesti": 3, "neljästi": 4, "viidesti": 5}
# A number word in its basic form counts anywhere, an inflected one only after "vähintään": "yhdessä" is "together" too.
_PLAIN = {forms.split()[0] for forms in _STEMS.values()}
_OWN_COMPARISONS = {"ainakin": "at_least", "min.": "at_least", "max.": "at_most", "enint.": "at_most"}
_OWN_COMPARISONS |= {"ei yli": "at_most", "ei enempää kuin": "at_most", "inte över": "at_most", "not over": "at_most"}
_OWN_COMPARISONS |= {"ei alle": "at_least", "ei vähemmän kuin": "at_least", "inte under": "at_least"}
_COMPARISONS = {**COMPARISON_OF_WORD, **_OWN_COMPARISONS, "alle": "less", "<": "less", "noin": "about", "n.": "about"}
COMPARISON = "|".join(re.escape(word) for word in sorted(_COMPARISONS, key=len, reverse=True))
NUMBER = rf"[-−–]?(?:\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)|\d+)(?:[.,]\d+)?"
_UNITS = (
    r"%|prosenttia|prosentti(?:in|a)|(?:milj\.?|mrd\.?)\s?(?:€|euroa)|M€|€/as\.?|€/asukas|€|euroa|kpl|hlö|henkilöä|henkeä|"
    r"pv/hlö|pv/henkilö|pv|päivää|htv|tuntia|km|m²|kWh|MWh|CO2|tonnia|as\."
)
_PER = r"(?P<per>\s?/\s?(?:v(?:uosi)?|kk|vko)\b\.?|\s+(?:vuodessa|kuukaudessa|viikossa|puolivuodessa))"
_TIMES = r"krt|kertaa|kerta|x"
_FIGURE = re.compile(
    rf"(?:(?<![\w.,/])(?P<comparison>{COMPARISON})\s*)?"
    rf"(?<![\w.,/])(?P<low>{NUMBER})(?:\s?(?P<of>/)\s?(?P<maximum>\d+)|\s?[-–−]\s?(?P<high>{NUMBER}))?"
    rf"(?:\s?(?P<unit>{_UNITS}|{_TIMES})(?!\w))?(?::\w+)?(?P<noun>\s+(?!(?:vuode|kuukaude|viiko|puolivuode)ssa)[a-zåäö]{{1,30}}(?:a|ä)(?=\s|$|/|[.,]))?{_PER}?",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(r"(?<![\w.,/])[-−–]?[1-9]\d{0,2}(?:[.,]\d{3})+(?![\w,]|\.\d)")
_NAME_BEFORE = re.compile(r"\b[A-ZÅÄÖ]{2,}\s$")  # "ISO 45001"
_FREQUENCIES = {"v": "yearly", "vuosi": "yearly", "vuodessa": "yearly", "kk": "monthly", "kuukaudessa": "monthly"}
_FREQUENCIES |= {"puolivuodessa": "half_yearly"}
PER_UNITS = {"yearly": "v", "monthly": "kk", "half_yearly": "puolivuosi"}


@dataclass(frozen=True)
class Figure:
    """A level inside a sentence. `said`: the comparison in words; `before` and `after` the rest of the sentence."""

    words: str
    before: str
    after: str
    noun: str
    said: str
    low: Decimal
    high: Decimal | None
    maximum: Decimal | None
    unit: str
    is_times: bool
    frequency: str

    @property
    def decimals(self):
        return max(0, *(-bound.normalize().as_tuple().exponent for bound in (self.low, self.high) if bound is not None))


def _digits_for_words(sentence):
    """ "Vähintään kahta" → "Vähintään 2"; "kerran vuodessa" → "1 krt vuodessa": as many words as before."""
    words, after_comparison = [], False
    for word in sentence.split(" "):
        folded = word.casefold()
        if folded in NUMBER_WORDS and (after_comparison or folded in _PLAIN):
            word = str(NUMBER_WORDS[folded])
        elif folded in TIMES_WORDS:
            word = f"{TIMES_WORDS[folded]}\u00a0krt"
        after_comparison = folded in _COMPARISONS
        words.append(word)
    return " ".join(words)


def is_ambiguous(sentence):
    """ "1.234" and "1,234" may be a thousand or a decimal: `read_number` asks the same of them."""
    for match in _AMBIGUOUS.finditer(sentence):
        try:
            read_number(match[0])
        except NotANumber as problem:
            if problem.kind == "ambiguous":
                return True
    return False


def figures_of(sentence):
    """The levels of a sentence; a number inside a name ("ISO 45001") is none."""
    text = _digits_for_words(sentence)
    if not any(letter.isdigit() for letter in text):
        return []
    found = []
    for match in _FIGURE.finditer(text):
        end = match.start("noun") if match["noun"] else match.end()
        is_last = not text[end:].strip(" .,;:()") and not _NAME_BEFORE.search(text[: match.start()])
        is_first = not text[: match.start()].strip() and match["noun"]
        if match["comparison"] or match["unit"] or match["per"] or match["of"] or is_last or is_first:
            found.append(_figure(match, text, sentence))
    return [figure for figure in found if figure]


def _figure(match, text, sentence):
    try:
        low, high = (read_number(bound).value if bound else None for bound in (match["low"], match["high"]))
    except NotANumber:
        return None
    unit = " ".join((match["unit"] or "").split())
    if not unit and match["of"]:
        unit = (match["noun"] or "").strip()
    # The words are those of the sentence, where "kahta" stands for the 2.
    first, last = (text[:place].count(" ") for place in (match.start(), match.end()))
    written = sentence.split(" ")
    per = (match["per"] or "").strip(" /.").casefold()
    return Figure(
        words=" ".join(written[first : last + 1]).strip(" ,.;:()"),
        before=" ".join(written[:first]).strip(" ,:("),
        after=" ".join(written[last + 1 :]).strip(" .,)"),
        noun="" if match["of"] else (match["noun"] or "").strip(),
        said=_COMPARISONS.get((match["comparison"] or "").casefold(), ""),
        low=low,
        high=high,
        maximum=Decimal(match["maximum"]) if match["maximum"] else None,
        unit="%" if unit.casefold().startswith("prosent") else unit,
        is_times=unit.casefold() in _TIMES.split("|"),
        frequency=_FREQUENCIES.get(per, "unknown") if per else "",
    )
