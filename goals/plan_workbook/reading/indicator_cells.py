"""Cells that hold several indicators, benefits or figures, by lines or run together on one line. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from .cleaning import one_line

_BULLET = re.compile(r"^\s*(?:[•◦▪●*·‣]|[-–—](?=\s|[A-ZÅÄÖ]))\s*")
_INDENT = re.compile(r"^(?:\t| {2,})\S")
_UNIT_LINE = re.compile(
    r"^\(?(?:pv|päivää|€|eur|euroa|kpl|%|hlö|henkilöä|h|tuntia|krt|indeksi)\s?(?:/\s?\w+\.?)?\)?$", re.IGNORECASE
)
# A new name on the same line begins with a capital after a word or a sign that can end one.
_NEW_NAME = re.compile(r"(?:(?<=[a-zåäö%€)!,])|(?<=[a-zåäö]\.))\s+(?=(?:[•◦▪●]\s*)?[A-ZÅÄÖ][a-zåäö])|\s+(?=[•◦▪●])")
_SENTENCE_END = re.compile(
    r"(?<=ee|aa|uu|yy|ät|at)\s+(?=[A-ZÅÄÖ][a-zåäö])",
)
_VERB_END = re.compile(r"\b\w+(?:ee|aa|ää|uu|yy|vat|vät)$")
# Surveys and registers that give many figures, so none of their own (DOMAIN 6.2, 17–18).
_NO_FIGURE = re.compile(r"^(?:kouluterveyskysely|move!?|oph/move|valpas|hyvinvointiprofiili)", re.IGNORECASE)
_FIGURE = re.compile(r"[-−–]?\d+(?:[.,]\d+)?(?:\s?/\s?\d+)?(?:\s?(?:%|milj\.?\s?€|€/as\.?|€|kpl|hlö|pv)(?!\w))?")
_NOT_A_START = re.compile(r"^0\d")


@dataclass(frozen=True)
class Name:
    """An indicator's name. `part_of`: the place of the one it is part of, -1 for none; `unit`: from its own line."""

    words: str
    part_of: int = -1
    unit: str = ""
    is_joined: bool = False  # of two lines of the cell

    @property
    def is_part(self) -> bool:
        return self.part_of >= 0

    @property
    def carries_figure(self) -> bool:
        return not _NO_FIGURE.match(self.words)


def lines_of(words: str) -> list[str]:
    """The filled lines of a cell, their indents kept."""
    return [line.rstrip() for line in words.splitlines() if line.strip()]


def names_apart(words: str, figures: Iterable[str], benefits: int) -> tuple[list[Name], bool]:
    """The indicators that a cell names, and whether they stood on one line and were taken apart by their capitals.

    `figures` are the cells with figures, `benefits` how many benefits the row has: one line is only taken apart when
    either says that it holds several names.
    """
    lines = lines_of(words)
    several = _run_together(one_line(lines[0]), list(figures), benefits) if len(lines) == 1 else None
    return _joined(several or lines), bool(several)


def _run_together(line, figures, benefits):
    parts = [part.strip() for part in _NEW_NAME.split(line) if part and part.strip()]
    most = max((_most_figures(cell) for cell in figures), default=0)
    return parts if len(parts) > 1 and (most > 1 or benefits == len(parts)) else None


def _most_figures(cell):
    return max((len(partition) for partition in _partitions(cell)), default=0) if len(lines_of(cell)) < 2 else 0


def _joined(lines):
    """Lines as names: a unit on a line of its own and a line that goes on in lower case belong to the line before."""
    all_bullets = bool(lines) and bool(_BULLET.match(lines[0]) or _INDENT.match(lines[0]))
    names, main = [], -1
    for line in lines:
        bare = one_line(_BULLET.sub("", line))
        if names and _UNIT_LINE.match(bare):
            unit = f"{bare[:1].lower()}{bare[1:]}".strip("()")
            names[-1] = Name(f"{names[-1].words}, {unit}", names[-1].part_of, unit, is_joined=True)
            continue
        is_part = not all_bullets and main >= 0 and bool(_BULLET.match(line) or _INDENT.match(line))
        if names and not is_part and not _BULLET.match(line) and bare[:1].islower():
            before = names[-1]
            names[-1] = Name(f"{before.words} {bare}", before.part_of, before.unit, is_joined=True)
            continue
        names.append(Name(bare, main if is_part else -1))
        main = main if is_part else len(names) - 1
    return [replace(name, words=name.words.rstrip(" ,;:")) for name in names]


def sentences_apart(words: str) -> list[str]:
    """The benefits of a cell: "Työntekijäkokemus paranee Poissaolot pienenevät" are two sentences, each with a verb.

    A line that goes on in lower case belongs to the one before.
    """
    sentences = []
    for line in lines_of(words):
        line = one_line(_BULLET.sub("", line))
        if sentences and line[:1].islower():
            sentences[-1] = f"{sentences[-1]} {line}"
        else:
            sentences.append(line)
    if len(sentences) == 1:
        parts = _SENTENCE_END.split(sentences[0])
        if len(parts) > 1 and all(_VERB_END.search(part) for part in parts):
            return parts
    return sentences


def figures_apart(cell: str, wanted: int) -> tuple[list[str] | None, bool]:
    """(as many figures as wanted, whether that is certain); None where the cell doesn't hold so many.

    By lines it is certain, blank lines counted. Figures run together on one line are as many in one way only, or not
    taken: "19400 927 100 000" are three, because no number begins with 000.
    """
    lines = [line.strip() for line in cell.strip("\r\n").splitlines()]
    if len(lines) == wanted:
        return lines, True
    filled = [line for line in lines if line]
    if len(filled) == wanted:
        return filled, len(lines) == len(filled)
    if len(filled) == 1:
        ways = [way for way in _partitions(filled[0]) if len(way) == wanted]
        if len(ways) == 1:
            return list(ways[0]), False
    return None, False


def is_one_figure(cell: str) -> bool:
    return any(len(way) == 1 for way in _partitions(one_line(cell)))


@lru_cache(maxsize=512)
def _partitions(cell: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read a line as figures alone; () when it holds other words or too many figures."""
    cell = " ".join(cell.split())
    tokens = _FIGURE.findall(cell)
    if not tokens or len(tokens) > 16 or "".join(tokens).replace(" ", "") != cell.replace(" ", ""):
        return ()
    ways: list[tuple[str, ...]] = [()]
    for token in tokens:
        longer = [(*way, token) for way in ways if not _NOT_A_START.match(token)]
        longer += [(*way[:-1], f"{way[-1]} {token}") for way in ways if way and _can_go_on(way[-1], token)]
        ways = longer[:4096]
    return tuple(ways)


def _can_go_on(before, token):
    """Thousands: one to three digits, then groups of three; decimals and a unit only at the end."""
    return bool(re.fullmatch(r"[-−–]?\d{1,3}(?: \d{3})*", before) and re.match(r"\d{3}(?!\d)", token))
