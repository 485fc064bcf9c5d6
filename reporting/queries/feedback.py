"""Feedback as its readers see it: what awaits an answer first, and how many days there are left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kemistrategy.text import Text
from reporting.models import Feedback

ON_A_PAGE = 50


@dataclass(frozen=True)
class FeedbackRow:
    """`left` says in words how long there is to answer; "" when it has been answered."""

    pk: int
    kind: str
    text: Text
    page: str
    sent_at: datetime
    due_on: date
    left: str
    is_late: bool
    is_answered: bool
    wants_answer: bool
    answer: str
    answered_at: datetime | None
    answered_by: str


def feedback_page(rows: QuerySet[Feedback], number: str | None, *, today: date) -> tuple[list[FeedbackRow], Page]:
    """Unanswered ones by their day, then the answered ones, the newest first; two queries, and no more than a page."""
    ordered = rows.select_related("answered_by").order_by(F("answered_at").desc(nulls_first=True), "due_on", "pk")
    page = Paginator(ordered, ON_A_PAGE).get_page(number)
    return [feedback_row(row, today=today) for row in page.object_list], page


def feedback_row(row: Feedback, *, today: date) -> FeedbackRow:
    return FeedbackRow(
        pk=row.pk,
        kind=row.get_kind_display(),
        text=Text(row.text, row.language),
        page=row.page,
        sent_at=row.sent_at,
        due_on=row.due_on,
        left="" if row.answered_at else _left((row.due_on - today).days),
        is_late=not row.answered_at and row.due_on < today,
        is_answered=row.answered_at is not None,
        wants_answer=bool(row.email),
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=str(row.answered_by or ""),
    )


def _left(days):
    if days < 0:
        return ngettext("Myöhässä %(days)s päivän", "Myöhässä %(days)s päivää", -days) % {"days": -days}
    if days == 0:
        return _("Vastattava tänään")
    return ngettext("%(days)s päivä aikaa vastata", "%(days)s päivää aikaa vastata", days) % {"days": days}
