"""The ledger of a report: target levels, proposed ones, observations and working figures, in one statement."""

from collections.abc import Sequence

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    F,
    IntegerField,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from goals.models import Figure, Round
from kemistrategy.database import typed_null
from measures.models import Indicator, Observation, Target, TargetProposal

from .report_rows import DecisionRow, LedgerRow

_AMOUNT = DecimalField(max_digits=20, decimal_places=6)
_LEDGER = {  # column → its type, in the order of LedgerRow; a decision takes the last three
    "pk": IntegerField(), "indicator_id": IntegerField(), "before": IntegerField(),
    "start": DateField(), "end": DateField(), "value": _AMOUNT, "high": _AMOUNT, "comparison": TextField(),
    "words": TextField(), "note": TextField(),
    "source": TextField(), "year": IntegerField(), "recorded_at": DateTimeField(), "is_baseline": BooleanField(),
    "is_provisional": BooleanField(), "origin": TextField(), "settled_at": DateTimeField(), "round": IntegerField(),
    "licence": TextField(), "retrieved_at": DateTimeField(), "body": TextField(),
    "decided_on": DateField(), "section": TextField(),
}  # fmt: skip
_TEXTS = {"comparison", "words", "note", "source", "origin", "licence"}  # an empty text is "", never None


def ledger_rows(rounds: Sequence[Round], indicators: QuerySet[Indicator]) -> tuple[LedgerRow, ...]:
    """Everything recorded of these indicators, sorted by kind and age; working figures of these rounds only."""
    told = indicators.order_by().values("pk")
    targets = _ledger_part(
        QuerySet(Target), "target", before="replaces_id", end="due_on", value="low", high="high",
        comparison="comparison", words="words", note="reason", year="year", recorded_at="entered_at",
        origin="origin", body="decision__body", decided_on="decision__decided_on", section="decision__section",
    )  # fmt: skip
    proposals = _ledger_part(
        QuerySet(TargetProposal), "proposal", before="replaces_id", value="low", high="high", comparison="comparison",
        words="words", note="reason", source="language", year="year", recorded_at="proposed_at", origin="state",
        settled_at="decided_at", body="decision__body", decided_on="decision__decided_on",
        section="decision__section",
    )  # fmt: skip
    observations = _ledger_part(
        QuerySet(Observation), "observation", before="corrects_id", start="period_start", end="period_end",
        value="value", words="words", note="note", source="source", recorded_at="entered_at", is_baseline="is_baseline",
        is_provisional="is_provisional", licence="licence", retrieved_at="retrieved_at", origin=Case(
            When(is_baseline=True, entered_by=None, then=Value("printed")), default=Value("")
        ),
    )  # fmt: skip
    figures = _ledger_part(
        QuerySet(Figure).filter(round__in=[round.pk for round in rounds]), "figure", before="observation_id",
        start="period_start", end="period_end", value="value", words="text", note="note", recorded_at="sent_at",
        is_provisional="is_provisional", round="round_id",
    )  # fmt: skip
    parts = [part.filter(indicator_id__in=told) for part in (targets, proposals, observations, figures)]
    rows = parts[0].union(*parts[1:], all=True)
    return tuple(sorted((_ledger_row(values) for values in rows), key=lambda row: (row.kind, row.pk)))


def _ledger_part(rows, kind, **columns):
    columns = {"pk": "pk", "indicator_id": "indicator_id"} | columns
    cells = (
        Cast(F(column) if isinstance(column := columns[name], str) else column, output)
        if name in columns
        else typed_null(output)
        for name, output in _LEDGER.items()
    )
    return rows.order_by().values_list(Value(kind, CharField()), *cells)


def _ledger_row(values):
    kind, *facts = values
    known = {
        name: value if value is not None else "" if name in _TEXTS else None
        for name, value in zip(_LEDGER, facts, strict=True)
    }
    body, day, section = (known.pop(name) for name in ("body", "decided_on", "section"))
    known["indicator"] = known.pop("indicator_id")
    for flag in ("is_baseline", "is_provisional"):
        known[flag] = bool(known[flag])
    return LedgerRow(kind=kind, decision=DecisionRow(body, day, section) if body else None, **known)
