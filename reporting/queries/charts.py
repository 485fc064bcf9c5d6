"""An indicator's chart: the rows that are known become lines, with their words in the reader's language."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.charts import Compared, IndicatorChart, Mark, Step, indicator_chart, target_steps
from measures.ledger import adopted_target, target_in_force
from measures.models import ComparisonValue, Indicator, Target
from measures.words import target_words
from reporting.permissions import visible_indicators, visible_observations

from .figures import Known, ObservedRow, bodies_of, level_rows, measure_of

LONGEST_WORDS = 30  # of a level in the legend, on a narrow screen


def chart_of(rights: Rights, pk: int) -> tuple[Text, IndicatorChart]:
    """An indicator's name and its chart, for a file of its own; Http404 when there is nothing to draw. Five queries."""
    indicator = visible_indicators(rights).filter(pk=pk).first()
    if indicator is None:
        raise Http404
    compared = ComparisonValue.objects.filter(indicator=pk).order_by("area_name", "period_end")
    chart = indicator_drawing(known_of(indicator, rights), compared, bounds_of(indicator))
    if chart is None:
        raise Http404
    return text_of(indicator, "name"), chart


def known_of(indicator: Indicator, rights: Rights) -> Known:
    observed = visible_observations(rights).filter(indicator=indicator)
    return Known(
        measure_of(indicator),
        tuple(
            map(
                ObservedRow._make,
                observed.order_by(F("period_end").asc(nulls_first=True), "pk").values_list(*ObservedRow._fields),
            )
        ),
        tuple(level_rows(Target.objects.filter(indicator=indicator))),
        bodies_of([indicator.pk]).get(indicator.pk, frozenset()),
        clock.today().year,
    )


def bounds_of(indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest value that can be, None where nobody has said."""
    lowest = Decimal(0) if indicator.scale_maximum else indicator.lowest
    return lowest, indicator.scale_maximum or indicator.highest


def indicator_drawing(
    known: Known, compared: Iterable[ComparisonValue] = (), bounds: tuple[Decimal | None, Decimal | None] = (None, None)
) -> IndicatorChart | None:
    """The chart of one indicator; None when nothing is known of it in figures. `compared` are oldest first."""
    steps, adopted = _steps(known)
    return indicator_chart(
        sentence=known.sentence,
        marks=known.marks,
        baseline=known.start,
        steps=steps,
        adopted=adopted,
        compared=_areas(compared),
        value_words=known.written(known.marks[-1].value) if known.marks else "",
        legend=_legend(known),
        lowest=bounds[0],
        highest=bounds[1],
    )


def _steps(known) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The levels in force year by year, and the adopted ones of the years in which they are others."""
    days = [mark.day for mark in known.marks] + [known.start.day if known.start else None]
    years = [day.year for day in days if day] + [row.year for row in known.present_targets if row.year]

    def in_force(year):
        row = target_in_force(known.present_targets, year=year)
        return row and _ends(row)

    def adopted(year):
        row = target_in_force(known.present_targets, year=year)
        first = row and adopted_target(known.targets, year=row.year, bodies=known.bodies)
        return _ends(first) if first and _ends(first) != _ends(row) else None

    span = range(min(years), max(years) + 1) if years else ()
    return target_steps(in_force, span), target_steps(adopted, span)


def _ends(row):
    """The lower and upper end of a level; None for one in words."""
    if row.comparison == Target.Comparison.BETWEEN and None not in (row.low, row.high):
        return row.low, row.high
    level = row.high if row.low is None else row.low
    return None if level is None else (level, None)


def _areas(values) -> tuple[Compared, ...]:
    marks = {}
    for value in values:
        marks.setdefault(value.area_name, []).append(Mark(value.period_end, value.value))
    return tuple(Compared(name, tuple(sorted(found, key=lambda mark: mark.day))) for name, found in marks.items())


def _legend(known) -> dict[str, str]:
    baseline = ""
    if known.start:
        words = {"amount": known.written(known.start.value)}
        dated, undated = _("Lähtötaso %(amount)s"), _("Lähtötaso %(amount)s, ajankohta ei tiedossa")
        baseline = (dated if known.start.day else undated) % words
    return {
        "observed": _("Toteuma"),
        "provisional": _("Toteuma, ennakkotieto"),
        "baseline": baseline,
        "target": _("Tavoitetaso %(level)s") % {"level": _level_words(known, known.target)},
        "adopted": _("Hyväksyttäessä %(level)s") % {"level": _level_words(known, known.adopted)},
    }


def _level_words(known, row) -> str:
    """As decided, or the bare level where that is a whole sentence."""
    if row is None:
        return ""
    words = str(target_words(known.measure, known.unit, row))
    if len(words) <= LONGEST_WORDS or not _ends(row):
        return words
    return "–".join(known.written(end) for end in _ends(row) if end is not None)
