"""Every review, with how far it is."""

from dataclasses import dataclass

from django.db.models import Count, Q

from goals.models import Entry, Round


@dataclass(frozen=True)
class RoundRow:
    round: Round
    total: int
    sent: int
    approved: int
    without_post: int


def round_rows() -> list[RoundRow]:
    """Every round with how far it is; one query."""
    sent = Q(entries__state__in=Entry.SENT_STATES)
    rounds = Round.objects.annotate(
        number_of_entries=Count("entries"),
        number_sent=Count("entries", filter=sent),
        number_approved=Count("entries", filter=Q(entries__state=Entry.State.APPROVED)),
        number_without_post=Count("entries", filter=Q(entries__post=None)),
    ).order_by("-as_of")  # counting drops the model's own order
    return [
        RoundRow(
            round,
            total=round.number_of_entries,
            sent=round.number_sent,
            approved=round.number_approved,
            without_post=round.number_without_post,
        )
        for round in rounds
    ]
