"""Figures and target levels in words."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from kemistrategy.text import Text
from measures.models import Indicator, Observation, Target
from measures.words import amount_words, target_words

FINNISH_PERCENT = Text("%", "fi")
PIECES = Text("st", "sv")
NO_UNIT = Text("")


@pytest.mark.parametrize(
    ("indicator", "unit", "value", "typed", "words"),
    [
        (Indicator(kind="percent"), FINNISH_PERCENT, Decimal("50.000000"), "50", Text("50\u00a0%", "fi")),
        (Indicator(kind="percent", decimals=1), FINNISH_PERCENT, Decimal("13.5"), "13,5 %", Text("13,5\u00a0%", "fi")),
        (Indicator(kind="percent", decimals=1), FINNISH_PERCENT, Decimal("13.5"), "", Text("13,5\u00a0%", "fi")),
        (Indicator(kind="percent"), FINNISH_PERCENT, Decimal("13.5"), "13.5", Text("13,5\u00a0%", "fi")),
        (Indicator(kind="percent"), FINNISH_PERCENT, Decimal(13), "13,0", Text("13,0\u00a0%", "fi")),
        (Indicator(kind="percent"), FINNISH_PERCENT, Decimal(6), "6%", Text("6\u00a0%", "fi")),
        (Indicator(kind="percent"), FINNISH_PERCENT, Decimal(100), "", Text("100\u00a0%", "fi")),
        (Indicator(kind="number"), Text("€"), Decimal(18900000), "18,9 milj. €", Text("18,9 milj. €")),
        (Indicator(kind="count"), NO_UNIT, Decimal(12), "12 kpl", Text("12 kpl")),
        (Indicator(kind="count"), PIECES, Decimal(12), "noin 12", Text("noin 12")),
        (Indicator(kind="scale", scale_maximum=Decimal(5)), NO_UNIT, Decimal(3), "3", Text("3/5")),
        (Indicator(kind="percent"), FINNISH_PERCENT, Decimal("13.25"), "13,25", Text("13,25\u00a0%", "fi")),
        (Indicator(kind="count"), PIECES, Decimal(1200), "1200", Text("1\u00a0200\u00a0st", "sv")),
        (Indicator(kind="count"), NO_UNIT, Decimal(0), "0", Text("0")),
        (Indicator(kind="scale", scale_maximum=Decimal(5)), NO_UNIT, Decimal(3), "3/5", Text("3/5")),
        (Indicator(kind="yes_no"), NO_UNIT, None, "Kyllä", Text("Kyllä")),
        (Indicator(kind="text"), FINNISH_PERCENT, Decimal(3), "kolme", Text("kolme")),
        (Indicator(kind="count"), PIECES, None, "ei tiedossa", Text("ei tiedossa")),
        (Indicator(kind="count"), PIECES, None, "", Text("")),
    ],
)
def test_an_amount_in_words(indicator, unit, value, typed, words):
    assert amount_words(indicator, unit, value, typed) == words


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        ("percent", {"comparison": "at_least", "low": Decimal(80)}, "vähintään 80\u00a0%"),
        ("percent", {"comparison": "more_than", "low": Decimal(80)}, "yli 80\u00a0%"),
        ("percent", {"comparison": "at_most", "low": Decimal("12.5")}, "enintään 12,5\u00a0%"),
        ("percent", {"comparison": "equal", "low": Decimal(100)}, "100\u00a0%"),
        ("percent", {"comparison": "between", "low": Decimal(70), "high": Decimal(100)}, "70–100\u00a0%"),
        ("percent", {"comparison": "between", "low": Decimal(70)}, "70\u00a0%"),
        ("percent", {"comparison": "between", "high": Decimal(5)}, "enintään 5\u00a0%"),
        ("percent", {"comparison": "at_most", "high": Decimal(5)}, "enintään 5\u00a0%"),
        ("percent", {"comparison": "at_most", "high": Decimal(5), "words": "alle viisi"}, "alle viisi"),
        ("percent", {"comparison": "at_least", "low": Decimal(80), "words": "vähintään 80 %"}, "vähintään 80 %"),
        ("percent", {"comparison": "at_most", "low": Decimal(13), "words": "13,0"}, "13,0\u00a0%"),
        ("percent", {"comparison": "words", "low": Decimal(70), "words": "lähes kaikki"}, "lähes kaikki"),
        ("percent", {"comparison": "at_least", "words": "kasvaa"}, "kasvaa"),
        ("milestone", {"comparison": "words", "words": "Valmis 30.11."}, "Valmis 30.11."),
        ("yes_no", {"comparison": "equal", "low": Decimal(1), "words": "Kyllä"}, "Kyllä"),
    ],
)
def test_a_target_level_in_words(kind, target, words):
    assert target_words(Indicator(kind=kind), FINNISH_PERCENT, Target(**target)).words == words


def test_a_target_on_a_scale_names_the_scales_end():
    indicator = Indicator(kind="scale", scale_maximum=Decimal(5))
    assert target_words(indicator, NO_UNIT, Target(comparison="at_least", low=Decimal(4))).words == "vähintään 4/5"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_figure_looks_the_same_in_every_language(language):
    with override(language):
        assert (
            "12,5\u00a0%"
            in target_words(
                Indicator(kind="percent"), FINNISH_PERCENT, Target(comparison="at_most", low=Decimal("12.5"))
            ).words
        )


def test_a_row_does_as_well_as_the_model():
    indicator = SimpleNamespace(kind="count", decimals=0, scale_maximum=None)
    target = SimpleNamespace(comparison="at_least", low=Decimal(2), high=None, words="")
    assert target_words(indicator, Text("kpl"), target) == Text("vähintään 2\u00a0kpl")
    assert amount_words(indicator, Text("kpl"), Observation(value=Decimal(2)).value, "2") == Text("2\u00a0kpl")
