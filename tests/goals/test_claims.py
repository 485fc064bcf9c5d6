"""How much stands behind an SDG tag: the rule as a table."""

from datetime import date

import pytest

from goals.badges import claim_badge
from goals.claims import Behind, Claim, claim

TARGET_ONLY = Behind(has_target=True)
MEASURED_AFTER = Behind(has_target=True, baseline_to=date(2022, 12, 31), observed_to=date(2023, 6, 30))
CASES = {  # name: (the indicators of the tagged thing, the level of its tag)
    "no indicator": ([], Claim.CLAIMED),
    "an indicator without a target level": ([Behind(has_target=False)], Claim.CLAIMED),
    "a figure without a target level": ([Behind(has_target=False, observed_to=date(2023, 6, 30))], Claim.CLAIMED),
    "a target level": ([TARGET_ONLY], Claim.MEASURED),
    "a target level and a baseline": ([Behind(has_target=True, baseline_to=date(2022, 12, 31))], Claim.MEASURED),
    "measured after the baseline": ([MEASURED_AFTER], Claim.EVIDENCED),
    "measured, the baseline's time unknown": (
        [Behind(has_target=True, observed_to=date(2023, 6, 30))],
        Claim.EVIDENCED,
    ),
    "measured on the baseline's day": (
        [Behind(has_target=True, baseline_to=date(2023, 6, 30), observed_to=date(2023, 6, 30))],
        Claim.MEASURED,
    ),
    "measured before the baseline": (
        [Behind(has_target=True, baseline_to=date(2023, 6, 30), observed_to=date(2022, 6, 30))],
        Claim.MEASURED,
    ),
    "the best of several": ([Behind(has_target=False), TARGET_ONLY, MEASURED_AFTER], Claim.EVIDENCED),
    "a figure of one does not help another's target": (
        [Behind(has_target=False, observed_to=date(2023, 6, 30)), TARGET_ONLY],
        Claim.MEASURED,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_level_of_a_tag(name):
    indicators, expected = CASES[name]
    assert claim(indicators) == expected


def test_a_level_is_a_word_and_a_shape_of_its_own():
    badges = [claim_badge(level) for level in Claim]
    assert [(badge.label, badge.shape) for badge in badges] == [
        ("Ilmoitettu", "circle"),
        ("Mitataan", "half"),
        ("Näyttöä on", "full"),
    ]
    assert [badge for badge in badges if not badge.explanation] == []
