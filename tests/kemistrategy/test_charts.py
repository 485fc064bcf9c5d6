"""The counts bar: parts that fill the bar exactly, in the order given."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from kemistrategy.charts import counts_bar


@dataclass(frozen=True)
class Status:
    code: str
    label: str = "Käynnissä"
    shape: str = "half"


@pytest.mark.parametrize(
    ("counts", "places"),
    [
        ([], []),
        ([0, 0], [(0, 0), (0, 0)]),
        ([1], [(0, 1000)]),
        ([1, 0, 3], [(0, 250), (250, 0), (250, 750)]),
        ([1, 1, 1], [(0, "333.3"), ("333.3", "333.4"), ("666.7", "333.3")]),
    ],
)
def test_counts_become_places(counts, places):
    bar = counts_bar(sentence="Tilanne", counts=[(Status(str(number)), count) for number, count in enumerate(counts)])
    assert [(segment.x, segment.width) for segment in bar.segments] == [
        (Decimal(x), Decimal(width)) for x, width in places
    ]
    assert [segment.count for segment in bar.segments] == counts
