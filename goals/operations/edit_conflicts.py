"""Two people who edit one row: the newest line of its history says whether somebody has saved since it was read."""

from django.db.models import Model
from django.utils.translation import gettext as _

from kemistrategy.refusals import Conflict


def version_of(row: Model) -> int:
    """The number of the newest line of the row's history, to which its links belong too; 0 without a history."""
    newest = row.history.order_by("-history_id").values_list("history_id", flat=True).first()
    return newest or 0


def refuse_stale(row: Model, version: int | None) -> None:
    """Raises Conflict (`theirs` is the row) when it has changed since `version`. The caller has locked the row.

    None asks nothing: for what is no form, such as a command.
    """
    if version is not None and version != version_of(row):
        raise Conflict(stale_words(), theirs=row)


def stale_words() -> str:
    return _("Joku muu tallensi tätä sillä välin. Vertaa alla olevia ja tallenna uudelleen, jos omasi jää voimaan.")
