"""Money of a goal, an action or a project, as it is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goals.models import BudgetLine
from kemistrategy.numbers import number_words


@dataclass(frozen=True)
class BudgetRow:
    """`planned` and `spent` in euros as they are read, "" where nothing is known: a blank is never zero."""

    pk: int
    year: int
    funding: str
    planned: str
    spent: str
    note: str


@dataclass(frozen=True)
class Budget:
    rows: tuple[BudgetRow, ...]
    planned: str  # together; "" when no line says
    spent: str


def budget_of(kind: str, pk: int) -> Budget:
    """The lines of one thing by year; one query."""
    return budget_as_read(list(BudgetLine.objects.filter(**{kind: pk}).order_by("year", "pk")))


def budget_as_read(lines: Sequence[BudgetLine]) -> Budget:
    """The lines in their order, and their sums."""
    rows = tuple(
        BudgetRow(
            pk=line.pk,
            year=line.year,
            funding=line.funding,
            planned=euros(line.planned),
            spent=euros(line.spent),
            note=line.note,
        )
        for line in lines
    )
    return Budget(rows, planned=_sum(line.planned for line in lines), spent=_sum(line.spent for line in lines))


def euros(amount: Decimal | None) -> str:
    """ "1 200,50 €"; cents only when there are some."""
    if amount is None:
        return ""
    is_whole = amount == amount.to_integral_value()
    return f"{number_words(amount, decimals=0 if is_whole else 2)}\u00a0€"


def _sum(amounts: Iterable[Decimal | None]) -> str:
    known = [amount for amount in amounts if amount is not None]
    return euros(sum(known, Decimal(0))) if known else ""
