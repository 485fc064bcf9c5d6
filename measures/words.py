"""Figures and target levels as they are read: "13,5 %", "3/5", "vähintään 80 %", "70–100 %"."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kemistrategy.numbers import number_words, with_unit
from kemistrategy.text import Text

from .models import Indicator, Target

COMPARISONS = {
    Target.Comparison.AT_LEAST: lambda amount: _("vähintään %(amount)s") % {"amount": amount},
    Target.Comparison.MORE_THAN: lambda amount: _("yli %(amount)s") % {"amount": amount},
    Target.Comparison.AT_MOST: lambda amount: _("enintään %(amount)s") % {"amount": amount},
}


def amount_words(indicator, unit: Text, value: Decimal | None, words: str) -> Text:
    """A value in the indicator's form; what is told in words stays as it was given.

    `indicator` is the model or a row with kind, decimals and scale_maximum. More decimals than the indicator has are
    kept, never cut.
    """
    if value is None or indicator.kind in Indicator.KINDS_IN_WORDS:
        return Text(words)
    number = number_words(value, decimals=max(indicator.decimals, -value.normalize().as_tuple().exponent))
    if indicator.scale_maximum:
        return Text(f"{number}/{number_words(indicator.scale_maximum)}", unit.language)
    return Text(with_unit(number, unit.words), unit.language)


def target_words(indicator, unit: Text, target) -> Text:
    """A target level in words; those of the decision where there is no figure to compare with.

    `target` is the model or a row with comparison, low, high and words.
    """
    if target.low is None or indicator.kind in Indicator.KINDS_IN_WORDS or target.comparison == Target.Comparison.WORDS:
        return Text(target.words)
    amount = amount_words(indicator, unit, target.low, target.words)
    if target.comparison == Target.Comparison.BETWEEN and target.high is not None:
        highest = amount_words(indicator, unit, target.high, "")
        return Text(f"{amount_words(indicator, Text(''), target.low, '')}–{highest}", unit.language)
    compare = COMPARISONS.get(target.comparison, str)
    return Text(compare(amount), amount.language)
