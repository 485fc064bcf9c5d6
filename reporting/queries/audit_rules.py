"""The attainment rule of a goal in words, and whether the management's judgement goes against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from goals.goal_judgement import Rule, is_against, proposed_attainment
from goals.models import AttainmentRule


@dataclass(frozen=True)
class RuleRow:
    """`is_late`: it was set after its year had begun, when it could already be seen how the year goes."""

    kind: str
    number: int | None
    words: str
    set_on: date
    is_late: bool


def rule_row(rule: AttainmentRule) -> RuleRow:
    set_on = timezone.localtime(rule.set_at).date()
    words = rule.get_kind_display()
    if rule.kind == AttainmentRule.Kind.AT_LEAST:
        words = _("Vähintään %(number)s mittaria toteutuu") % {"number": rule.number}
    return RuleRow(rule.kind, rule.number, words, set_on, set_on >= date(rule.year, 1, 1))


def goes_against(rule: RuleRow | None, codes: Iterable[str], judged: str) -> bool:
    """`codes`: the judgements of the goal's measures as they were sent, "" of one without."""
    proposal = proposed_attainment(Rule(kind=rule.kind, number=rule.number) if rule else None, codes)
    return is_against(proposal, judged)
