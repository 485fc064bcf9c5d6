"""The departments that a review's report can be narrowed to."""

from django.db.models import Exists, OuterRef, Q

from goals.models import Round
from kemistrategy.organisation.models import OrgUnit


def report_departments(round: Round) -> list[OrgUnit]:
    """The review's own departments, or all that were the city's in its time; none of a project's review. One query."""
    if round.project_id:
        return []
    own = Exists(Round.units.through.objects.filter(round=round, orgunit=OuterRef("pk")))
    in_time = Q(valid_from=None) | Q(valid_from__lte=round.as_of)
    in_time &= Q(valid_to=None) | Q(valid_to__gte=round.starts_on)
    departments = OrgUnit.objects.filter(kind=OrgUnit.Kind.DEPARTMENT).annotate(is_own=own)
    units = list(departments.filter(in_time | Q(is_own=True)))
    return [unit for unit in units if unit.is_own] or units
