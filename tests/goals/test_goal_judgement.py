"""What a goal's rule proposes from the judgements of its measures, and that it is only a proposal."""

import pytest

from goals.goal_judgement import REASONS, Rule, is_against, proposed_attainment

ALL, TWO, OVERALL = Rule(kind="all"), Rule(kind="at_least", number=2), Rule(kind="overall")
YES, PARTLY, NO, UNKNOWN, WAITING = "attained", "partly_attained", "not_attained", "not_assessed", ""


@pytest.mark.parametrize(
    ("rule", "codes", "code", "reason"),
    [
        (None, [YES], "", "no_rule"),
        (OVERALL, [YES, YES], "", "overall"),
        (ALL, [], "", "no_measures"),
        (TWO, [], "", "no_measures"),
        (ALL, [YES, YES], YES, "enough"),
        (ALL, [YES, NO], PARTLY, "some"),
        (ALL, [PARTLY, NO], PARTLY, "some"),
        (ALL, [NO, NO], NO, "none"),
        (ALL, [NO, UNKNOWN], NO, "none"),
        (ALL, [UNKNOWN, UNKNOWN], UNKNOWN, "nothing_assessed"),
        (ALL, [YES, UNKNOWN], PARTLY, "some"),  # what could not be assessed is not attained
        (ALL, [YES, WAITING], "", "waiting"),
        (ALL, [NO, WAITING], "", "waiting"),
        (TWO, [YES, YES, NO], YES, "enough"),
        (TWO, [YES, YES, WAITING], YES, "enough"),  # what waits can't change it any more
        (TWO, [YES, NO, NO], PARTLY, "some"),
        (TWO, [YES, NO, WAITING], "", "waiting"),
        (TWO, [YES], YES, "enough"),  # more than there are measures is as many as there are
        (TWO, [NO, NO, NO], NO, "none"),
    ],
)
def test_the_rule_proposes_from_the_measures_judgements(rule, codes, code, reason):
    proposal = proposed_attainment(rule, codes)
    assert (proposal.code, proposal.reason) == (code, reason)
    assert reason in REASONS
    counted = (proposal.attained, proposal.partly, proposal.not_attained, proposal.not_assessed, proposal.waiting)
    assert sum(counted) == proposal.total == len(codes)


@pytest.mark.parametrize(
    ("codes", "judged", "against"), [([YES], NO, True), ([YES], YES, False), ([YES], "", False), ([WAITING], NO, False)]
)
def test_a_judgement_against_the_rule_is_seen(codes, judged, against):
    assert is_against(proposed_attainment(ALL, codes), judged) is against
