"""Beside a goal's form: its measures, each with its own judgement, and what the goal's attainment rule proposes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from goals.badges import Badge, Badges
from goals.goal_judgement import Rule, is_against, proposed_attainment
from goals.models import AttainmentRule, Entry
from goals.proposals import goal_rule_words

from .figure_lines import FigureLine


@dataclass(frozen=True)
class MeasureBeside:
    """A measure of the goal. `judgement` is its answerer's own, apart from the goal's; None while it waits, and where
    the review asks nobody for one: a figure alone judges nothing, here as little as on the audit committee's page.
    """

    figure: FigureLine
    judgement: Badge | None
    is_asked: bool  # it has an entry of its own in the review


@dataclass(frozen=True)
class GoalSide:
    """`proposal` is None when the rule proposes nothing; `rule` and `counts` say why, in words."""

    measures: tuple[MeasureBeside, ...]
    rule: str
    counts: str
    proposal: Badge | None
    is_against: bool  # what is judged now differs from what the rule proposes


def with_rules(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Each with its goal's attainment rule of the year: what `goal_sides` reads, in the query that fetches them."""
    rules = AttainmentRule.objects.filter(goal=OuterRef("goal"), year=OuterRef("round__year"))
    return entries.annotate(
        rule_kind=Subquery(rules.values("kind")[:1]), rule_number=Subquery(rules.values("number")[:1])
    )


def goal_side(entry: Entry, figures: Iterable[FigureLine], badges: Badges) -> GoalSide | None:
    """None for an entry of anything but a goal, and for one fetched without `with_rules`, which is only read."""
    if not entry.goal_id or not hasattr(entry, "rule_kind"):
        return None
    rule = Rule(kind=entry.rule_kind, number=entry.rule_number) if entry.rule_kind else None
    codes = [(figure, figure.judged_as or "") for figure in figures]
    proposal = proposed_attainment(rule, [code for _figure, code in codes])
    sentence, counts = goal_rule_words(rule, proposal, badges)
    return GoalSide(
        measures=tuple(
            MeasureBeside(figure, badges.attainment(code), is_asked=figure.judged_as is not None)
            for figure, code in codes
        ),
        rule=sentence,
        counts=counts,
        proposal=badges.attainment(proposal.code),
        is_against=is_against(proposal, entry.attainment),
    )
