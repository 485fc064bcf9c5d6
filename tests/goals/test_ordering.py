"""The order of a list: a step or a place, positions that stay unique, and two people who order at one time."""

import pytest

from goals.models import PlanLine
from goals.operations.ordering import move
from kemistrategy.refusals import NotAllowed
from tests import factories as make


@pytest.fixture
def lines(db):
    """Three lines of one plan, whose positions the database keeps apart."""
    plan = make.PlanFactory()
    goal = make.GoalFactory(strategy=plan.strategy)
    return [
        make.PlanLineFactory(plan=plan, goal=goal, words=words, position=position)
        for words, position in (("a", 1), ("b", 2), ("c", 5))
    ]


def words(lines):
    return "".join(PlanLine.objects.filter(plan=lines[0].plan).order_by("position").values_list("words", flat=True))


@pytest.mark.parametrize(
    ("row", "to", "order", "place"),
    [
        (0, "down", "bac", 2),
        (2, "up", "acb", 2),
        (2, 1, "cab", 1),
        (0, 3, "bca", 3),
        (0, "up", "abc", 1),  # at the end it stays
        (2, "down", "abc", 3),
        (1, 2, "abc", 2),
    ],
)
def test_a_row_moves_among_unique_positions(lines, coordinator, row, to, order, place):
    rows = PlanLine.objects.filter(plan=lines[0].plan)
    moved = move(rows, lines[row].pk, to=to, by=coordinator)
    assert (words(lines), moved.place, moved.changed) == (order, place, order != "abc")
    assert [PlanLine.objects.get(pk=pk).words for pk in moved.order] == list(order)
    assert sorted(rows.values_list("position", flat=True)) == [1, 2, 5]


def test_only_what_moved_has_a_new_line_of_history(lines, coordinator):
    move(PlanLine.objects.filter(plan=lines[0].plan), lines[0].pk, to="down", by=coordinator)
    moved = PlanLine.history.filter(history_user=coordinator)
    assert {(line.words, line.position, line.history_change_reason) for line in moved} == {
        ("a", 2, "order changed"),
        ("b", 1, "order changed"),
    }


def test_a_part_of_a_list_keeps_its_own_positions(db, coordinator):
    strategy = make.StrategyFactory()
    theme = make.ThemeFactory(strategy=strategy)
    one, other, two = (
        make.GoalFactory(strategy=strategy, themes=themes, position=position)
        for position, themes in ((1, [theme]), (2, []), (3, [theme]))
    )
    move(theme.goals.all(), two.pk, to="up", by=coordinator)
    assert list(strategy.goals.order_by("position")) == [two, other, one]


def test_rows_that_nobody_has_ordered_get_an_order(db, coordinator):
    strategy = make.StrategyFactory()
    one, two, three = (make.ThemeFactory(strategy=strategy, position=0) for _n in range(3))
    move(strategy.themes.all(), three.pk, to="up", by=coordinator)
    assert list(strategy.themes.order_by("position")) == [one, three, two]


@pytest.mark.parametrize("to", [0, 4, -1, "sideways", "1", None])
def test_a_place_that_is_none_is_refused(lines, coordinator, to):
    with pytest.raises(NotAllowed):
        move(PlanLine.objects.filter(plan=lines[0].plan), lines[0].pk, to=to, by=coordinator)
    assert words(lines) == "abc"


def test_a_row_that_left_the_list_is_not_there(lines, coordinator):
    with pytest.raises(PlanLine.DoesNotExist):
        move(PlanLine.objects.filter(plan=lines[0].plan), make.PlanLineFactory().pk, to="up", by=coordinator)
