"""Geometry of the drawings: counts become positions; colours and words are the templates'."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Segment:
    """`x` and `width` are thousandths of the bar's length; code, label and shape are the status's."""

    code: str
    label: str
    shape: str
    count: int
    x: Decimal
    width: Decimal


@dataclass(frozen=True)
class CountsBar:
    sentence: str
    segments: tuple[Segment, ...]


def counts_bar(*, sentence: str, counts) -> CountsBar:
    """A bar of (status, count) pairs in the order given; statuses without any keep their place in the legend."""
    counts = list(counts)
    total = sum(count for _, count in counts)
    segments, before = [], 0
    for status, count in counts:
        x, end = _thousandths(before, total), _thousandths(before + count, total)
        segments.append(Segment(status.code, status.label, status.shape, count, x, end - x))
        before += count
    return CountsBar(sentence, tuple(segments))


def _thousandths(part: int, total: int) -> Decimal:
    return (Decimal(1000) * part / total).quantize(Decimal("0.1")) if total else Decimal(0)
