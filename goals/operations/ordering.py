"""The order of things in a list: one step up or down from the keyboard, or to a place by the mouse."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from kemistrategy.history import update_many_with_history
from kemistrategy.refusals import NotAllowed

UP, DOWN = "up", "down"
LARGEST_POSITION = 32_767  # of a PositiveSmallIntegerField in PostgreSQL


@dataclass(frozen=True)
class Moved:
    """The row, its place (1 is the first) among `order`, the numbers of all rows as they now stand."""

    row: Model
    place: int
    order: tuple[int, ...]
    changed: bool


@transaction.atomic
def move(rows: QuerySet, pk: int, *, to: str | int, by, reason: str = "order changed") -> Moved:
    """Moves one of `rows` (those that are in one list) "up", "down" or to a place 1 … n; at the end it stays.

    `rows` may be a part of what shares its positions, as the goals of one theme are of their strategy's: the part
    keeps its own positions. Two people who order one list queue here, and the second moves what the first left.
    Raises DoesNotExist when the row is not in the list any more.
    """
    ordered = _locked(rows)
    at = next((index for index, row in enumerate(ordered) if row.pk == pk), None)
    if at is None:
        raise rows.model.DoesNotExist
    place = _place(to, at, len(ordered))
    positions = _rising([row.position for row in ordered])
    ordered.insert(place, row := ordered.pop(at))
    changed = [(row, position) for row, position in zip(ordered, positions, strict=True) if row.position != position]
    if place != at:
        _write(changed, by=by, reason=reason)
    return Moved(row, place + 1, tuple(row.pk for row in ordered), changed=place != at)


def _locked(rows):
    listed = rows.order_by().values("pk")
    locked = rows.model._default_manager.select_for_update(of=("self",)).filter(pk__in=listed).order_by("pk")
    return sorted(locked, key=lambda row: (row.position, row.pk))


def _place(to, at, count):
    wanted = {UP: at - 1, DOWN: at + 1}.get(to)
    if wanted is None:
        if not isinstance(to, int) or not 1 <= to <= count:
            raise NotAllowed(_("Rivin uutta paikkaa ei ymmärretty. Lataa sivu uudelleen ja yritä uudelleen."))
        wanted = to - 1
    return min(max(wanted, 0), count - 1)


def _rising(positions):
    """The same positions, each larger than the one before: rows that nobody has ordered may all have the same."""
    rising, last = [], -1
    for position in positions:
        last = max(position, last + 1)
        rising.append(last)
    return rising


def _write(changed, *, by, reason):
    """First out of each other's way, where a position is unique; only what they end up with is history."""
    rows = [row for row, _position in changed]
    for index, row in enumerate(rows):
        row.position = LARGEST_POSITION - index
    type(rows[0])._default_manager.bulk_update(rows, ["position"])
    for row, position in changed:
        row.position = position
    update_many_with_history(rows, ["position"], by=by, reason=reason)
