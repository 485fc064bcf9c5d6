"""Figures and target levels as they are read: as they were printed, with a bare number written out with its unit."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kemistrategy.numbers import NotANumber, number_words, read_number, with_unit
from kemistrategy.text import Text

from .models import Target
from .readings import KINDS_IN_WORDS

COMPARISONS = {
    Target.Comparison.AT_LEAST: lambda amount: _("vähintään %(amount)s") % {"amount": amount},
    Target.Comparison.MORE_THAN: lambda amount: _("yli %(amount)s") % {"amount": amount},
    Target.Comparison.AT_MOST: lambda amount: _("enintään %(amount)s") % {"amount": amount},
}
# Why a typed figure was not read; the keys are the kinds of NotANumber.
NUMBER_PROBLEMS = {
    "words": gettext_lazy("Tästä ei löydy yhtä lukua. Kirjoita luku esimerkiksi näin: 1 234,5"),
    "ambiguous": gettext_lazy(
        "Luku on kaksiselitteinen. Kirjoita tuhannet välilyönnillä (1 234) tai enintään kaksi desimaalia (1,23)."
    ),
    "foreign_digits": gettext_lazy("Kirjoita luku numeroilla 0–9."),
    "too_large": gettext_lazy("Luku on liian suuri."),
    "too_precise": gettext_lazy("Luvussa on liian monta desimaalia; kuusi riittää."),
    "beyond_scale": gettext_lazy("Luku ei mahdu asteikolle."),
    "other_scale": gettext_lazy("Mittarilla on toinen asteikko."),
    "other_unit": gettext_lazy("Mittarilla on toinen yksikkö."),
    "empty": gettext_lazy("Kirjoita luku."),
}


def figure_problem(kind: str, indicator) -> str:
    """A sentence that tells what to do about a figure that can't be one of the indicator, whatever door it came by.

    `kind` is that of a NotANumber or what `out_of_bounds` gives; `indicator` the model or a row with unit_fi,
    scale_maximum, lowest and highest.
    """
    unit, scale_maximum = indicator.unit_fi or "", indicator.scale_maximum
    if kind == "below_lowest":
        lowest = with_unit(number_words(indicator.lowest), unit)
        return _("Pienin mahdollinen luku on %(lowest)s. Tarkista luku.") % {"lowest": lowest}
    if kind == "above_highest":
        highest = with_unit(number_words(indicator.highest), unit)
        return _("Suurin mahdollinen luku on %(highest)s. Tarkista luku.") % {"highest": highest}
    if kind == "other_unit":
        if unit:
            return _("Mittarin yksikkö on %(unit)s. Kirjoita luku siinä yksikössä.") % {"unit": unit}
        return _("Mittarilla ei ole yksikköä. Kirjoita pelkkä luku.")
    if kind in ("other_scale", "beyond_scale") and scale_maximum is not None:
        return _("Asteikko on 0–%(end)s. Kirjoita luku siltä väliltä.") % {"end": number_words(scale_maximum)}
    if kind == "other_scale":
        return _("Mittarilla ei ole asteikkoa. Kirjoita pelkkä luku.")
    if kind == "too_large":
        return _("Luku on liian suuri. Tarkista numerot tai kirjoita esimerkiksi 18,9 milj.")
    return str(NUMBER_PROBLEMS[kind])


def amount_words(indicator, unit: Text, value: Decimal | None, words: str) -> Text:
    """A value as it was given ("3/5"), a bare number written out ("19400" → "19 400 hlö"), or the value's own form.

    `indicator` is the model or a row with kind, decimals and scale_maximum.
    """
    if value is None or indicator.kind in KINDS_IN_WORDS:
        return Text(words)
    if not words:
        return _written(indicator, unit, value, indicator.decimals)
    decimals = _decimals_of_a_bare_number(words, unit)
    return Text(words) if decimals is None else _written(indicator, unit, value, decimals)


def target_words(indicator, unit: Text, target) -> Text:
    """A target level as it was decided; without words of its own "vähintään 80 %", "70–100 %" or "enintään 5 %".

    `target` is the model or a row with comparison, low, high and words.
    """
    if target.words:
        return amount_words(indicator, unit, target.low, target.words)
    if target.low is None:
        return _compared(Target.Comparison.AT_MOST, amount_words(indicator, unit, target.high, ""))
    amount = amount_words(indicator, unit, target.low, "")
    if target.comparison == Target.Comparison.BETWEEN and target.high is not None:
        lowest = number_words(target.low)
        return Text(f"{lowest}–{amount_words(indicator, unit, target.high, '')}", unit.language)
    return _compared(target.comparison, amount)


def _compared(comparison, amount):
    """Nothing stays nothing."""
    return Text(COMPARISONS.get(comparison, str)(amount), amount.language) if amount else amount


def _decimals_of_a_bare_number(words, unit):
    """With how many decimals "6%" or "13.5" was given; None for words that are more than a number in the unit."""
    try:
        reading = read_number(words)
    except NotANumber:
        return None
    if reading.maximum is not None or reading.multiplier or (reading.unit and not unit):
        return None
    given = re.search(r"[.,](\d+)", words)
    return len(given[1]) if given else 0


def _written(indicator, unit, value, decimals):
    """At least so many decimals; more are kept, never cut."""
    number = number_words(value, decimals=max(decimals, -value.normalize().as_tuple().exponent))
    if indicator.scale_maximum:
        return Text(f"{number}/{number_words(indicator.scale_maximum)}", unit.language)
    return Text(with_unit(number, unit.words), unit.language)
