"""How a goal stands by its lines: every row of the rule."""

import pytest

from goals.status import STANDINGS, goal_standing, gravity, standing_counts

SILENT, GOING, DEVIATES = ("not_reported", False), ("in_progress", False), ("in_progress", True)
DONE, ONGOING, NOT_STARTED = ("completed", False), ("ongoing", False), ("not_started", False)


@pytest.mark.parametrize(
    ("lines", "told", "is_heard", "standing"),
    [
        ([], [], False, "no_lines"),
        ([SILENT], [], False, "unheard"),
        ([("awaiting", False), ("vacant", False)], [], False, "unheard"),
        ([GOING], [], False, "on_track"),
        ([GOING, SILENT], [], False, "on_track"),  # a blank is never zero
        ([ONGOING], [], False, "on_track"),
        ([GOING, DEVIATES], [], False, "deviating"),
        ([("past_end", True), SILENT], [], False, "deviating"),
        ([DONE, ("discontinued", True)], [], False, "deviating"),
        ([DONE, DONE], [], False, "lines_completed"),
        ([DONE, SILENT], [], False, "on_track"),  # not all of it is known
        ([DONE, GOING], [], False, "on_track"),
        ([NOT_STARTED], [], False, "not_begun"),
        ([NOT_STARTED, SILENT], [], False, "not_begun"),
        ([NOT_STARTED, GOING], [], False, "on_track"),
        ([SILENT], ["attained"], True, "attained"),
        ([DEVIATES], ["attained"], True, "attained"),  # a person judged it
        ([DONE], ["partly_attained"], True, "deviating"),
        ([GOING], ["not_attained"], True, "deviating"),
        ([GOING], ["not_assessed"], True, "on_track"),
        ([SILENT], ["will_not_be_met"], True, "deviating"),
        ([SILENT], ["will_be_met"], True, "on_track"),
        ([], ["will_be_met"], True, "on_track"),
        ([], [], True, "unjudged"),
        ([], ["too_early"], True, "unjudged"),
        ([SILENT], [], True, "unjudged"),  # words alone say nothing of how it goes
        ([SILENT], ["not_assessed"], True, "unjudged"),
        ([("omitted", False)], ["too_early"], True, "unjudged"),
    ],
)
def test_a_goal_stands_as_its_lines_and_its_own_judgement_tell(lines, told, is_heard, standing):
    assert goal_standing(lines, told=told, is_heard=is_heard) == standing
    assert standing in STANDINGS


def test_the_gravest_word_weighs():
    assert gravity([]) == gravity(["in_progress", "will_be_met"]) == 0
    assert gravity(["postponed", "partly"]) == 3 < gravity(["past_end"]) < gravity(["will_not_be_met"])


def test_counts_come_in_the_order_shown():
    assert standing_counts(["unheard", "on_track", "unheard"]) == {"on_track": 1, "unheard": 2}
