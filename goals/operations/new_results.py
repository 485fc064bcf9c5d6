"""Results of an adopted file recorded as observations, each with its file and cell as the source."""

from collections import defaultdict

from django.utils.translation import gettext as _

from goals.plan_workbook.items import Place
from goals.plan_workbook.proposal.proposed import ProposedResult
from goals.plan_workbook.proposal.results import period_typed
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.periods import NotAPeriod, Period
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator
from measures.operations.observations import NotRecorded, TypedValue, record_observations

LONGEST_SOURCE = 300  # letters, as the model has them


class NewResults:
    """Figures of indicators that may be new themselves: they are recorded when those have been written."""

    def __init__(self, file_name: str):
        self.file_name = file_name
        self.found: dict[Period, list[tuple[ProposedResult, Indicator]]] = defaultdict(list)

    def add(self, result: ProposedResult | None, indicator: Indicator) -> bool:
        """Whether there is a figure with a period to record."""
        if result is None or result.period is None:
            return False
        self.found[result.period].append((result, indicator))
        return True

    def write(self, *, by) -> None:
        """Raises NotAllowed with a sentence for each cell whose figure is refused."""
        for period, found in self.found.items():
            places = {indicator.pk: _address(result.place) for result, indicator in found}
            typed = [
                TypedValue(indicator.pk, result.words, source=self._source(places[indicator.pk]))
                for result, indicator in found
            ]
            try:
                record_observations(typed, period=period, rights=rights_of(by))
            except NotRecorded as refused:
                raise NotAllowed("\n".join(f"{places[pk]}: {why}" for pk, why in refused.problems.items())) from refused
            except NotAllowed as refusal:
                raise NotAllowed(f"{next(iter(places.values()))}: {refusal}") from refusal
            except Indicator.DoesNotExist as missing:
                raise NotAllowed(_("Mittarin lukuja ei voi kirjata. Lataa sivu uudelleen.")) from missing
        self.found.clear()

    def _source(self, address: str) -> str:
        """The cell is always whole; a long file name is cut from its beginning."""
        return f"{self.file_name[-(LONGEST_SOURCE - len(address) - 1) :]} {address}"[-LONGEST_SOURCE:]


def refuse_period(typed: object) -> None:
    """Raises NotAllowed for words that are no period of observations, or one that has not ended."""
    try:
        period = period_typed(str(typed))
    except NotAPeriod as problem:
        raise NotAllowed(_("Kirjoita kuukausi, puolivuosi tai vuosi, esimerkiksi 2023 tai 1–6/2023.")) from problem
    if period.end > clock.today():
        raise NotAllowed(_("Jakso ei ole vielä päättynyt, eikä siltä ole toteumia."))


def _address(place: Place) -> str:
    return f"{place.sheet}!{place.cell}"
