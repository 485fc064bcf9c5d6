"""An indicator in so few words that they fit on another site's page."""

from dataclasses import dataclass

from django.http import Http404

from kemistrategy.organisation.permissions import NO_RIGHTS
from kemistrategy.text import Text, text_of
from reporting.permissions import visible_indicators

from .charts import known_of
from .figures import Figures


@dataclass(frozen=True)
class IndicatorCard:
    name: Text
    figures: Figures


def indicator_card(pk: int) -> IndicatorCard:
    """What the public sees of it, whoever asks; four queries. Raises Http404."""
    indicator = visible_indicators(NO_RIGHTS).filter(pk=pk).first()
    if indicator is None:
        raise Http404
    return IndicatorCard(text_of(indicator, "name"), known_of(indicator, NO_RIGHTS).figures())
