"""What the report tells beside the plan: councillors' questions, and how far the departments are with the programme."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from goals.models import RolloutStage, Round, Strategy
from kemistrategy import clock
from kemistrategy.text import Text
from reporting.models import Publication, Question

from .report_columns import Row, both
from .report_rows import AskedRow, RolloutRow

_KIND = Case(
    *(When(**{f"{kind}__isnull": False}, then=Value(kind)) for kind in ("goal", "action", "project")),
    default=Value("indicator"),
    output_field=CharField(),
)


# --- questions ---------------------------------------------------------------------------------------------------
def asked_rows(round: Round, language: str) -> tuple[AskedRow, ...]:
    """The routed questions that this report tells of, the oldest first; one statement."""
    rows = (
        questions_told_in(round)
        .order_by("asked_at", "pk")
        .values_list(
            "pk", _KIND, "post__unit_id", *both("goal__title", language), *both("action__title", language),
            *both("project__name", language), *both("indicator__name", language), "text", "language", "asked_at",
            *both("post__title", language), "due_on", "answer", "answer_language", "answered_at",
        )
    )  # fmt: skip
    today = clock.today()
    return tuple(_asked(Row(values, language), today) for values in rows)


def questions_told_in(round: Round) -> QuerySet[Question]:
    """Those routed to this report, and those whose answer came when the report that asked it had been frozen."""
    told = Question.objects.filter(state__in=[Question.State.ROUTED, Question.State.ANSWERED])
    frozen = Publication.objects.filter(round=OuterRef("told_in")).order_by("version").values("frozen_at")[:1]
    told_between = Publication.objects.filter(
        round__kind__in=Round.CITY_KINDS,
        round__as_of__gt=OuterRef("told_in__as_of"),
        round__as_of__lt=round.as_of,
        frozen_at__gte=OuterRef("answered_at"),
    )
    answered_since = Q(told_in__as_of__lt=round.as_of, answered_at__gt=F("frozen")) & ~Exists(told_between)
    return told.annotate(frozen=Subquery(frozen)).filter(Q(told_in=round) | answered_since)


def _asked(row, today):
    pk, kind, unit = (row.take() for _ in range(3))
    subject = next(filter(None, [row.text() for _ in range(4)]), Text(""))
    question, asked_at, post, due_on = Text(row.take(), row.take()), row.take(), row.text(), row.take()
    answer, answered_at = Text(row.take(), row.take()), row.take()
    is_overdue = not answer and due_on < today
    return AskedRow(pk, kind, unit, subject, question, asked_at, post, due_on, answer, answered_at, is_overdue)


# --- "Strategia arkeen" ------------------------------------------------------------------------------------------
def rollout_rows(strategies: QuerySet[Strategy], language: str) -> tuple[RolloutRow, ...]:
    """Every stage of every department in their order; one statement."""
    rows = (
        QuerySet(RolloutStage)
        .filter(card__strategy__in=strategies)
        .order_by("card__strategy__position", "card__strategy", "card__position", "card", "position")
        .values_list(
            "pk", "card__unit_id", *both("card__unit__name", language), *both("theme__name", language),
            *both("name", language), "progress", "done_on",
        )
    )  # fmt: skip
    return tuple(_stage(Row(values, language)) for values in rows)


def _stage(row):
    return RolloutRow(row.take(), row.take(), row.text(), row.text(), row.text(), row.take(), row.take())
