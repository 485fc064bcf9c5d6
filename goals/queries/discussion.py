"""What has been said about one thing, the newest last, a page at a time; and who is told that something was said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from goals.models import Comment, Plan
from kemistrategy import clock
from kemistrategy.organisation.models import OrgUnit, User
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text

from .reminders import Staff

PAGE = 50


@dataclass(frozen=True)
class Turn:
    """`text` is empty when it has been removed."""

    pk: int
    writer: str
    written_at: datetime
    text: Text
    is_removed: bool
    may_remove: bool


@dataclass(frozen=True)
class Discussion:
    turns: tuple[Turn, ...]
    number: int  # of all turns
    page: int
    pages: int

    @property
    def previous_page(self) -> int | None:
        """Older ones."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def discussion_of(rights: Rights, kind: str, pk: int, *, page: int | None = None) -> Discussion:
    """Without a page, or with an absurd one, the last, where the newest are; two queries."""
    comments = Comment.objects.filter(**{kind: pk})
    number = comments.count()
    pages = max(1, -(-number // PAGE))
    page = page if page and 1 <= page <= pages else pages
    rows = comments.select_related("written_by").order_by("written_at", "pk")[(page - 1) * PAGE : page * PAGE]
    return Discussion(tuple(_turn(row, rights) for row in rows), number, page, pages)


def _turn(row, rights) -> Turn:
    is_removed = row.removed_at is not None
    return Turn(
        pk=row.pk,
        writer=str(row.written_by.name),
        written_at=row.written_at,
        text=Text("" if is_removed else row.text, row.language),
        is_removed=is_removed,
        may_remove=not is_removed and (rights.coordinates or row.written_by_id == rights.user.pk),
    )


def people_to_tell(comment: Comment) -> list[User]:
    """Who holds the answering post of the thing, without the writer; of a goal those who head its plans' units."""
    staff = Staff(clock.today())
    people = {user for pk in _posts(comment) for user in staff.in_post(pk)}
    return sorted((user for user in people if user.pk != comment.written_by_id), key=lambda user: user.pk)


def _posts(comment) -> Collection[int]:
    if comment.goal_id:
        plans = Plan.objects.filter(lines__goal=comment.goal_id, state=Plan.State.ADOPTED).order_by("-year")
        newest = plans.values_list("year", flat=True).first()
        units = plans.filter(year=newest).order_by().values("unit")
        return set(OrgUnit.objects.filter(pk__in=units, head__isnull=False).values_list("head", flat=True))
    thing = comment.action or comment.project or comment.indicator
    return [thing.answering_post_id] if thing.answering_post_id else []
