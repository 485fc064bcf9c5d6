"""What a typed figure means for an indicator, and how a figure is read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kemistrategy.numbers import NotANumber
from kemistrategy.text import Text
from measures.models import Indicator
from measures.readings import KINDS_IN_WORDS, NotAColumn, pasted_rows, read_figure
from measures.words import amount_words


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        ("12", {"kind": "count"}, "12"),
        ("12", {"kind": "count", "unit": "kpl"}, "12"),
        ("12 kpl", {"kind": "count", "unit": "kpl"}, "12"),
        ("12 KPL", {"kind": "count", "unit": "kpl"}, "12"),
        ("1,5", {"kind": "number"}, "1.5"),
        ("1.5", {"kind": "number"}, "1.5"),
        ("−1,2", {"kind": "number", "unit": "milj. €"}, "-1.2"),
        ("6 %", {"kind": "percent", "unit": "%"}, "6"),
        ("6%", {"kind": "percent", "unit": "%"}, "6"),
        ("100\u00a0000", {"kind": "number", "unit": "hlö"}, "100000"),
        ("19 400 hlö", {"kind": "number", "unit": "hlö"}, "19400"),
        ("18,9 milj. €", {"kind": "number", "unit": "milj. €"}, "18.9"),
        ("18,9 milj €", {"kind": "number", "unit": "milj.\u00a0€"}, "18.9"),
        ("18,9", {"kind": "number", "unit": "milj. €"}, "18.9"),
        ("18,9 milj. €", {"kind": "number", "unit": "€"}, "18900000"),
        ("2 mrd. €", {"kind": "number", "unit": "€"}, "2000000000"),
        ("3/5", {"kind": "scale", "scale_maximum": Decimal(5)}, "3"),
        ("3", {"kind": "scale", "scale_maximum": Decimal(5)}, "3"),
        ("3,4 / 5", {"kind": "scale", "scale_maximum": Decimal(5)}, "3.4"),
        ("3/5", {"kind": "scale"}, "3"),
        ("  4 ", {"kind": "rate"}, "4"),
    ],
)
def test_a_typed_figure_is_read_in_the_indicators_unit(text, indicator, value):
    assert read_figure(text, **indicator) == Decimal(value)


@pytest.mark.parametrize("kind", KINDS_IN_WORDS)
@pytest.mark.parametrize("text", ["Kyllä", "1.234", "12", ""])
def test_what_is_told_in_words_is_never_read_as_a_figure(kind, text):
    assert read_figure(text, kind=kind, unit="kpl") is None


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_nothing_typed_is_no_figure(text):
    assert read_figure(text, kind="count") is None


@pytest.mark.parametrize(
    ("text", "indicator", "problem"),
    [
        ("noin 12", {"kind": "count"}, "words"),
        ("n/a", {"kind": "count"}, "words"),
        ("NaN", {"kind": "number"}, "words"),
        ("1e400", {"kind": "number"}, "words"),
        ("1.234", {"kind": "number"}, "ambiguous"),
        ("1,234", {"kind": "number"}, "ambiguous"),
        ("١٢", {"kind": "count"}, "foreign_digits"),
        ("9" * 40, {"kind": "number"}, "too_large"),
        ("1,1234567", {"kind": "number"}, "too_precise"),
        ("12 hlö", {"kind": "count", "unit": "kpl"}, "other_unit"),
        ("12 %", {"kind": "count"}, "other_unit"),
        ("18 900 000 €", {"kind": "number", "unit": "milj. €"}, "other_unit"),
        ("18,9 milj.", {"kind": "number", "unit": "kpl"}, "other_unit"),
        ("3/10", {"kind": "scale", "scale_maximum": Decimal(5)}, "other_scale"),
        ("3/5", {"kind": "percent", "unit": "%"}, "other_scale"),
        ("3/5", {"kind": "count", "unit": "kpl"}, "other_scale"),
        ("6", {"kind": "scale", "scale_maximum": Decimal(5)}, "beyond_scale"),
        ("-1", {"kind": "scale", "scale_maximum": Decimal(5)}, "beyond_scale"),
        ("6/5", {"kind": "scale", "scale_maximum": Decimal(5)}, "beyond_scale"),
    ],
)
def test_a_figure_that_can_be_doubted_is_a_question_never_a_guess(text, indicator, problem):
    with pytest.raises(NotANumber) as refusal:
        read_figure(text, **indicator)
    assert (refusal.value.kind, refusal.value.text) == (problem, text)


def test_the_kinds_told_in_words_are_kinds_of_the_model():
    assert set(KINDS_IN_WORDS) < set(Indicator.Kind.values)


@given(
    value=st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2),
    unit=st.sampled_from(["", "%", "kpl", "hlö", "€", "milj. €", "krt/vuosi"]),
)
def test_a_written_figure_is_read_back_as_the_same_figure(value, unit):
    words = amount_words(Indicator(kind="number", decimals=2), Text(unit), value, "")
    assert read_figure(words.words, kind="number", unit=unit) == value


# --- a column from a spreadsheet ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text, rows",
    [
        ("", []),
        ("\r\n\r\n", []),
        ("1,5\r\n2\r\n", [("1,5", ""), ("2", "")]),
        ("1,5\n\n3\n", [("1,5", ""), ("", ""), ("3", "")]),
        ("12\tarvio\n\tei tietoa", [("12", "arvio"), ("", "ei tietoa")]),
        ("1\u00a0234\t\t\n5", [("1 234", ""), ("5", "")]),
        ('12\t"kaksi\nriviä ja ""lainaus"""\n13', [("12", 'kaksi riviä ja "lainaus"'), ("13", "")]),
        ('tuuma 12"\n13', [('tuuma 12"', ""), ("13", "")]),
        ("=SUM(A1)\x00\n1", [("=SUM(A1)", ""), ("1", "")]),
    ],
)
def test_pasted_rows_keep_their_places(text, rows):
    assert pasted_rows(text) == rows


def test_three_columns_are_no_column():
    with pytest.raises(NotAColumn):
        pasted_rows("Asukkaat\t19400\tarvio")
