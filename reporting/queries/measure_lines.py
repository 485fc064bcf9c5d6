"""Measure lines of a plan: the city's sentence, and how it is read as an indicator with figures."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from goals.models import MeasureLine
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from kemistrategy.text import Text, text_of
from measures.ledger import is_present
from measures.models import Observation
from reporting.permissions import visible_observations

from .figures import Level, latest_level, observed_level, target_level
from .links import Link, link_to

OBSERVED = ("pk", "value", "words", "period_start", "period_end", "is_baseline", "is_provisional")


@dataclass(frozen=True)
class MeasureRow:
    """`indicator` is the reading, `words` is the sentence of the plan; a doubt stands beside both."""

    words: Text
    source_text: str
    indicator: Link
    target: Level | None
    baseline: Level | None
    latest: Level | None
    doubt: Text
    action_id: int | None
    goal: Link


def measure_rows(lines, rights: Rights = NO_RIGHTS) -> tuple[MeasureRow, ...]:
    """One query, observations included: one row per line and observation, put together here.

    Without `rights` what the public sees.
    """
    visible = visible_observations(rights).filter(pk=OuterRef("indicator__observations__pk"))
    rows = list(
        lines.select_related("goal", "indicator", "target__replaced_by")
        .annotate(
            seen_is_visible=Exists(visible),
            **{f"seen_{field}": F(f"indicator__observations__{field}") for field in OBSERVED},
        )
        .order_by("plan", "position", "pk", F("seen_period_end").asc(nulls_first=True), "seen_pk")
    )
    observations = {}
    for row in rows:
        found = observations.setdefault(row.pk, {})
        if row.seen_is_visible:
            found[row.seen_pk] = Observation(**{field: getattr(row, f"seen_{field}") for field in OBSERVED})
    lines = {row.pk: row for row in rows}
    return tuple(_measure_row(line, list(observations[pk].values())) for pk, line in lines.items())


def _measure_row(line: MeasureLine, observations):
    indicator = line.indicator
    target = line.target if line.target is None or is_present(line.target) else line.target.replaced_by
    return MeasureRow(
        words=text_of(line, "words"),
        source_text=line.source_text,
        indicator=link_to(indicator),
        target=target_level(target, indicator) if target else None,
        baseline=next((observed_level(row, indicator) for row in observations if row.is_baseline), None),
        latest=latest_level(observations, indicator),
        doubt=text_of(line, "doubt") or text_of(indicator, "doubt"),
        action_id=line.action_id,
        goal=link_to(line.goal),
    )
