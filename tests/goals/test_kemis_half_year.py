"""What Kemi's own half-year of 2023 asks: every number follows from the plan by rule."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from goals.models import Action, Entry, Figure, MeasureLine, PlanLine, ProjectUnit, Strategy
from goals.operations.rounds import open_round, plan_round
from measures.models import Indicator
from tests.factories import UserFactory

from .situations import figures_of


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Kemi's strategies serve every test of this module and are rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_kemi", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def kemis_round(loaded, db):
    by = UserFactory()
    strategies = Strategy.objects.all()
    round = plan_round(kind="half_year", year=2023, strategies=strategies, due_on=date(2023, 8, 18), by=by)
    return round, open_round(round.pk, by=by)


def test_kemis_half_year_asks_every_action_project_line_and_measure_without_an_action(kemis_round):
    round, opened = kemis_round
    measured_with_an_action = MeasureLine.objects.exclude(action=None).values("indicator")
    alone = Indicator.objects.exclude(pk__in=measured_with_an_action)
    entries = Entry.objects.filter(round=round)
    assert set(entries.exclude(action=None).values_list("action", flat=True)) == set(
        Action.objects.values_list("pk", flat=True)
    )
    assert set(entries.exclude(project=None).values_list("project", "unit")) == set(
        ProjectUnit.objects.values_list("project", "unit")
    )
    assert set(entries.exclude(indicator=None).values_list("indicator", flat=True)) == set(
        alone.values_list("pk", flat=True)
    )
    counts = [entries.exclude(**{subject: None}).count() for subject in ("action", "project", "indicator")]
    assert counts == [35, 24, 29]
    assert (opened, entries.count()) == (88, 88)


def test_kemis_half_year_has_one_figure_of_every_measure(kemis_round):
    round, _opened = kemis_round
    figures = Figure.objects.filter(round=round)
    assert (figures.count(), Indicator.objects.count()) == (62, 62)
    assert set(figures.values_list("period_start", "period_end")) == {(date(2023, 1, 1), date(2023, 6, 30))}


def test_no_group_is_asked_in_kemis_half_year(kemis_round):
    round, _opened = kemis_round
    assert set(Entry.objects.filter(round=round).values_list("post__kind", flat=True)) == {"single", None}


def test_kemis_merged_action_is_one_entry_with_the_measures_of_both_goals(kemis_round):
    round, _opened = kemis_round
    for code, goals in {"e5a": {"e5", "s5"}, "h1e": {"h1", "s1"}}.items():
        entry = Entry.objects.get(round=round, action__code=code)
        assert set(PlanLine.objects.filter(action=entry.action_id).values_list("goal__code", flat=True)) == goals
        assert len(figures_of(entry)) == MeasureLine.objects.filter(action=entry.action_id).count()


def test_no_figure_of_kemis_is_asked_in_two_forms(kemis_round):
    lines = MeasureLine.objects.exclude(action=None).values_list("indicator", "action").distinct()
    assert len({indicator for indicator, _action in lines}) == len(lines)
