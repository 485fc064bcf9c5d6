"""How things stand: every row of the rule, written before anything is shown."""

from datetime import date
from fractions import Fraction

import pytest

from goals.status import (
    ENDED,
    SHOWN_ORDER,
    RollUp,
    action_status,
    goes_on,
    is_failed_binding,
    roll_up,
    status_counts,
)
from kemistrategy.schedule import Schedule

END_OF_JUNE = date(2023, 6, 30)
NONE = Schedule()
THIS_YEAR = Schedule(end=date(2023, 12, 31))
UNTIL_THE_DAY = Schedule(end=END_OF_JUNE)
OVER = Schedule(end=date(2023, 6, 29))
OVER_BUT_OPEN_ENDED = Schedule(start=date(2023, 1, 1), end=date(2023, 3, 31), is_open_ended=True)
CONTINUOUS = Schedule(is_continuous=True)
CONTINUOUS_AND_OVER = Schedule(end=date(2023, 3, 31), is_continuous=True)


@pytest.mark.parametrize(
    ("progress", "schedule", "round_is_open", "status"),
    [
        ("", NONE, True, "awaiting"),
        ("", NONE, False, "not_reported"),
        ("", OVER, True, "awaiting"),
        ("", OVER, False, "not_reported"),
        ("not_started", NONE, True, "not_started"),
        ("not_started", THIS_YEAR, False, "not_started"),
        ("not_started", OVER, True, "past_end"),
        ("not_started", CONTINUOUS, True, "not_started"),
        ("in_progress", THIS_YEAR, True, "in_progress"),
        ("in_progress", UNTIL_THE_DAY, True, "in_progress"),
        ("in_progress", OVER, True, "past_end"),
        ("in_progress", OVER, False, "past_end"),
        ("in_progress", OVER_BUT_OPEN_ENDED, True, "in_progress"),
        ("in_progress", CONTINUOUS, True, "ongoing"),
        ("in_progress", CONTINUOUS_AND_OVER, False, "ongoing"),
        ("completed", OVER, True, "completed"),
        ("completed", CONTINUOUS, True, "completed"),
        ("postponed", OVER, True, "postponed"),
        ("discontinued", OVER, False, "discontinued"),
    ],
)
def test_status_is_what_was_reported_unless_the_schedule_says_more(progress, schedule, round_is_open, status):
    shown = action_status(progress=progress, schedule=schedule, as_of=END_OF_JUNE, round_is_open=round_is_open)
    assert shown == status
    assert shown in SHOWN_ORDER


def test_counts_come_in_the_order_shown_and_hold_only_what_occurs():
    codes = ["awaiting", "completed", "past_end", "in_progress", "completed"]
    assert list(status_counts(codes).items()) == [
        ("completed", 2),
        ("in_progress", 1),
        ("past_end", 1),
        ("awaiting", 1),
    ]
    assert status_counts([]) == {}


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ([], RollUp(total=0, reported=0, completed=0, share=None)),
        ([(1, "awaiting"), (1, "not_reported")], RollUp(total=2, reported=0, completed=0, share=None)),
        ([(1, "not_started")], RollUp(total=1, reported=1, completed=0, share=Fraction(0))),
        ([(1, "completed"), (1, "awaiting")], RollUp(total=2, reported=1, completed=1, share=Fraction(1))),
        ([(3, "completed"), (1, "in_progress")], RollUp(total=2, reported=2, completed=1, share=Fraction(3, 4))),
        (
            [(1, "completed"), (2, "past_end"), (1, "postponed")],
            RollUp(total=3, reported=3, completed=1, share=Fraction(1, 4)),
        ),
        (
            [(1, "completed"), (5, "ongoing"), (5, "discontinued")],
            RollUp(total=3, reported=3, completed=1, share=Fraction(1)),
        ),
        ([(1, "ongoing"), (1, "discontinued")], RollUp(total=2, reported=2, completed=0, share=None)),
        ([(0, "completed")], RollUp(total=1, reported=1, completed=1, share=None)),
    ],
)
def test_weighted_roll_up_never_counts_a_blank_as_zero(lines, result):
    assert roll_up(iter(lines)) == result


def test_every_ended_status_is_one_that_is_shown():
    assert set(ENDED) <= set(SHOWN_ORDER)


@pytest.mark.parametrize(
    ("progress", "fate", "expected"),
    [
        ("", "", True),
        ("in_progress", "", True),
        ("postponed", "", True),
        ("completed", "", False),
        ("discontinued", "", False),
        ("completed", "continues", True),
        ("in_progress", "changes", True),
        ("in_progress", "moves", False),
        ("in_progress", "ends", False),
        ("in_progress", "completed", False),
    ],
)
def test_what_goes_on_next_year(progress, fate, expected):
    assert goes_on(progress, fate) is expected


def test_a_binding_goal_fails_in_part_too():
    failed = [
        (is_binding, attainment)
        for is_binding in (True, False)
        for attainment in ("", "attained", "partly_attained", "not_attained", "not_assessed")
        if is_failed_binding(is_binding=is_binding, attainment=attainment)
    ]
    assert failed == [(True, "partly_attained"), (True, "not_attained")]
