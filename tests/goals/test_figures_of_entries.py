"""Which figures the forms of many entries ask: each entry has its own, whoever else asks them too."""

import pytest

from goals.queries.entries import figures_of, figures_of_entries
from tests import factories as make

from .situations import entry_of_action, entry_of_indicator


def measured_in(year, *, action, indicator):
    plan = make.PlanFactory(year=year)
    return make.MeasureLineFactory(plan=plan, goal__strategy=plan.strategy, action=action, indicator=indicator)


def found(entries):
    return {pk: {figure.pk for figure in figures} for pk, figures in figures_of_entries(entries).items()}


def one_by_one(entries):
    return {entry.pk: {figure.pk for figure in figures_of(entry)} for entry in entries}


@pytest.fixture
def figure(entry):
    return figures_of(entry).get()


def test_a_figure_that_many_ask_is_in_the_list_of_each(entry, figure, round, post):
    other = entry_of_action(round, post)
    measured_in(2023, action=other.action, indicator=figure.indicator)
    own = make.EntryFactory(round=round, indicator=figure.indicator, post=post)
    entries = [entry, other, own, make.EntryFactory(round=round, action=entry.action, revision=2)]
    assert found(entries) == one_by_one(entries)
    assert all(figure.pk in pks for pks in found(entries).values())
    assert [len(figures) for figures in figures_of_entries(entries).values()] == [1, 2, 1, 1]


def test_another_years_line_makes_no_figure_an_actions_own(entry, figure, round, post):
    own = entry_of_indicator(round, post)
    measured_in(2022, action=entry.action, indicator=own.indicator)
    assert found([entry, own]) == one_by_one([entry, own])
    assert found([entry, own])[entry.pk] == {figure.pk}


def test_each_rounds_entries_have_their_own_rounds_figures(entry, figure):
    later = make.RoundFactory(kind="year_end", year=2023, planned=True)
    another = make.FigureFactory(round=later, indicator=figure.indicator)
    entries = [entry, make.EntryFactory(round=later, action=entry.action)]
    assert found(entries) == {entries[0].pk: {figure.pk}, entries[1].pk: {another.pk}}


@pytest.mark.parametrize("number", [1, 3])
def test_many_cost_one_query(round, post, django_assert_num_queries, number):
    entries = [entry_of_action(round, post, figures=2) for _number in range(number)]
    with django_assert_num_queries(1):
        assert [len(figures) for figures in figures_of_entries(entries).values()] == [2] * number
