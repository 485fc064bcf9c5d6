"""The milestones of an action or a project as they are edited."""

from dataclasses import dataclass
from datetime import date

from goals.models import Action, Project
from kemistrategy.text import Text, text_of


@dataclass(frozen=True)
class StepRow:
    pk: int
    title: Text
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    is_late: bool


def milestone_rows(subject: Action | Project, language: str, today: date) -> list[StepRow]:
    """In their order; one query."""
    return [
        StepRow(
            pk=row.pk,
            title=text_of(row, "title", language),
            starts_on=row.starts_on,
            due_on=row.due_on,
            done_on=row.done_on,
            is_late=bool(row.due_on and row.done_on is None and row.due_on < today),
        )
        for row in subject.milestones.order_by("position", "pk")
    ]
