"""Counts as subqueries: joins would multiply each other's rows."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet, *, per: str, what: str = "pk") -> Coalesce:
    """How many different `what` of `rows` belong to each row of the outer query through the key `per`."""
    counted = (
        rows.order_by()
        .filter(**{per: OuterRef("pk")})
        .values(per)
        .annotate(number=Count(what, distinct=True))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
