"""Numbers as people type them: each case is one line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kemistrategy.numbers import NotANumber, Reading, number_words, read_number, with_unit

READ = [
    ("1,5", Reading(Decimal("1.5"))),
    ("1.5", Reading(Decimal("1.5"))),
    ("0,123", Reading(Decimal("0.123"))),
    ("1234,567", Reading(Decimal("1234.567"))),
    ("100 000", Reading(Decimal(100000))),
    ("100\u00a0000", Reading(Decimal(100000))),
    ("100\u202f000", Reading(Decimal(100000))),
    ("1 234 567,89 €", Reading(Decimal("1234567.89"), unit="€")),
    ("18,9 milj. €", Reading(Decimal("18.9"), multiplier="milj", unit="€")),
    ("18,9 milj.€", Reading(Decimal("18.9"), multiplier="milj", unit="€")),
    ("18,9 M€", Reading(Decimal("18.9"), multiplier="milj", unit="€")),
    ("5 miljoonaa euroa", Reading(Decimal(5), multiplier="milj", unit="euroa")),
    ("5 miljardia", Reading(Decimal(5), multiplier="mrd")),
    ("5 miljöö", Reading(Decimal(5), unit="miljöö")),
    ("6 %", Reading(Decimal(6), unit="%")),
    ("6%", Reading(Decimal(6), unit="%")),
    ("6\u00a0%", Reading(Decimal(6), unit="%")),
    ("−1,2", Reading(Decimal("-1.2"))),
    ("-1,2", Reading(Decimal("-1.2"))),
    ("–1,2", Reading(Decimal("-1.2"))),
    ("-0", Reading(Decimal(0))),
    ("3/5", Reading(Decimal(3), maximum=Decimal(5))),
    ("3 / 5", Reading(Decimal(3), maximum=Decimal(5))),
    ("3/9 kokousta", Reading(Decimal(3), maximum=Decimal(9), unit="kokousta")),
    ("4 krt/v", Reading(Decimal(4), unit="krt/v")),
    ("4/v", Reading(Decimal(4), unit="/v")),
    ("5 €/as.", Reading(Decimal(5), unit="€/as.")),
    ("5 €\u00a0/ as.", Reading(Decimal(5), unit="€ / as.")),
    ("  7  ", Reading(Decimal(7))),
    ("12 m2", Reading(Decimal(12), unit="m2")),
    ("99999999999999,999999", Reading(Decimal("99999999999999.999999"))),
]

REFUSED = [
    ("", "empty"),
    (" \u00a0\n", "empty"),
    ("1.234", "ambiguous"),
    ("1,234", "ambiguous"),
    ("-1,234", "ambiguous"),
    ("12,345 €", "ambiguous"),
    ("1.234,5", "ambiguous"),
    ("1,2,3", "ambiguous"),
    ("30.6.2023", "ambiguous"),
    ("12 34", "words"),
    ("1 2345", "words"),
    ("5-7", "words"),
    ("70–100 %", "words"),
    ("alle 2", "words"),
    ("kaksi", "words"),
    ("NaN", "words"),
    ("inf", "words"),
    ("1e400", "words"),
    ("1E5", "words"),
    ("12³", "words"),
    ("½", "words"),
    ("2 x 3", "words"),
    ("50%%", "words"),
    ("5\n6", "words"),
    ("5\x00", "words"),
    ("+5", "words"),
    ("1,5,", "words"),
    ("١٢", "foreign_digits"),
    ("1٢", "foreign_digits"),
    ("１２", "foreign_digits"),
    ("1" * 40, "too_large"),
    ("100 000 000 000 000", "too_large"),
    ("99999999999999 milj. €", "too_large"),
    ("3/" + "9" * 40, "too_large"),
    ("0,0000001", "too_precise"),
    ("5/3", "beyond_scale"),
    ("-1/5", "beyond_scale"),
    ("0/0", "beyond_scale"),
]


@pytest.mark.parametrize("text, reading", READ)
def test_reads_as_a_finn_means_it(text, reading):
    assert read_number(text) == reading


@pytest.mark.parametrize("text, kind", REFUSED)
def test_asks_instead_of_guessing(text, kind):
    with pytest.raises(NotANumber) as refusal:
        read_number(text)
    assert (refusal.value.kind, refusal.value.text) == (kind, text)


values = some.decimals(
    min_value=Decimal(-(10**14) + 1), max_value=Decimal(10**14 - 1), places=6, allow_nan=False, allow_infinity=False
)


@given(values)
def test_what_is_written_is_read_back(value):
    words = number_words(value)
    try:
        assert read_number(words).value == value
    except NotANumber as refusal:
        # A reader cannot know either whether "1,234" has three decimals or a thousand.
        assert (refusal.kind, len(words.partition(",")[2])) == ("ambiguous", 3)


@given(values, some.sampled_from(["%", "€", "kpl", "krt/v", "€/as.", "pv/hlö/v", "indeksi", "times/year", "st./år"]))
def test_the_unit_is_read_back(value, unit):
    whole = value.to_integral_value()
    reading = read_number(with_unit(number_words(whole), unit))
    assert (reading.value, reading.unit) == (whole, unit)


@given(some.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        reading = read_number(text)
    except NotANumber:
        return
    assert abs(reading.value) < 10**14


@pytest.mark.parametrize(
    "value, decimals, words",
    [
        ("1234.5", None, "1\u00a0234,5"),
        ("1E+3", None, "1\u00a0000"),
        ("100000", 0, "100\u00a0000"),
        ("12.70", None, "12,7"),
        ("12.7", 2, "12,70"),
        ("-1.2", None, "\u22121,2"),
        ("-0", None, "0"),
        ("-0.04", 1, "0,0"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "\u22123"),
        ("0.25", 1, "0,3"),
    ],
)
def test_number_words(value, decimals, words):
    assert number_words(Decimal(value), decimals=decimals) == words


def test_a_number_without_a_unit_stands_alone():
    assert (with_unit("12,7", "%"), with_unit("7", "")) == ("12,7\u00a0%", "7")
