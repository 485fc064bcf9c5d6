"""Which reports one can be compared with."""

from django.db.models import Exists, OuterRef, QuerySet

from goals.models import Round
from goals.permissions import visible_rounds
from kemistrategy.organisation.permissions import Rights


def comparable_rounds(rights: Rights, round: Round) -> QuerySet[Round]:
    """Opened reviews of the same strategies before it, the newest first; a project's report is none of them."""
    same = Round.strategies.through.objects.filter(
        round=OuterRef("pk"), strategy__in=round.strategies.order_by().values("pk")
    )
    return (
        visible_rounds(rights)
        .filter(Exists(same), kind__in=Round.CITY_KINDS, as_of__lt=round.as_of)
        .exclude(opened_at=None)
        .order_by("-as_of", "-pk")
    )
