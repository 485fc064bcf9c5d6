"""What a goal's attainment rule proposes from the judgements of its measures: pure, and never the judgement."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`kind`: "all", "at_least" or "overall" (`AttainmentRule.Kind`); `number` only of "at_least"."""

    kind: str
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class GoalProposal:
    """`code` is a point of the scale of attainment, "" when nothing is proposed; `reason` says why, one of REASONS.

    The rest are numbers of measures; `needed` is how many of them the rule wants attained, None without such a rule.
    """

    code: str
    reason: str
    total: int
    attained: int
    partly: int
    not_attained: int
    not_assessed: int
    waiting: int
    needed: int | None = None


REASONS = (
    "no_rule",
    "overall",
    "no_measures",
    "waiting",
    "enough",
    "some",
    "none",
    "nothing_assessed",
)


def proposed_attainment(rule: Rule | None, codes: Iterable[str]) -> GoalProposal:
    """`codes`: the attainment of each measure of the goal, "" of one that has not been judged yet.

    "all" wants every measure attained, "at_least" so many of them; more than there are is as many as there are.
    Short of that the goal is proposed as partly attained when any measure was, in part or wholly. A measure that could
    not be assessed is not an attained one. While measures wait, only what they can't change any more is proposed.
    """
    counts = Counter(codes)
    total, waiting = counts.total(), counts[""]
    needed = None
    if rule and rule.kind == "all":
        needed = total
    elif rule and rule.kind == "at_least":
        needed = min(rule.number or 1, total)
    code, reason = _judged(rule, counts, total, waiting, needed)
    return GoalProposal(
        code=code,
        reason=reason,
        total=total,
        attained=counts["attained"],
        partly=counts["partly_attained"],
        not_attained=counts["not_attained"],
        not_assessed=counts["not_assessed"],
        waiting=waiting,
        needed=needed,
    )


def _judged(rule, counts, total, waiting, needed):
    if rule is None:
        return "", "no_rule"
    if rule.kind == "overall":
        return "", "overall"
    if not total:
        return "", "no_measures"
    if counts["attained"] >= needed:
        return "attained", "enough"
    if waiting:
        return "", "waiting"
    if counts["attained"] or counts["partly_attained"]:
        return "partly_attained", "some"
    if counts["not_attained"]:
        return "not_attained", "none"
    return "not_assessed", "nothing_assessed"


def is_against(proposal: GoalProposal, judged: str) -> bool:
    """Somebody judged otherwise than the rule proposes."""
    return bool(proposal.code and judged and proposal.code != judged)
