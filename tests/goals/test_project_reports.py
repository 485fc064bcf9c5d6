"""A project's own report stands beside the city's review among one's own entries, with its own day."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Entry, Round
from goals.queries.entries import due_words
from goals.queries.my_entries import open_project_rounds, open_round
from goals.queries.subjects import previous_entries
from kemistrategy import clock
from tests.factories import EntryFactory, ProjectFactory, RoundFactory, UserFactory

from .pages import main_words

MINE = reverse("goals:my-entries")


@pytest.fixture
def report(db):
    project = ProjectFactory(name="Uusi liikuntahalli")
    return RoundFactory(
        kind="project_interim",
        project=project,
        year=2023,
        slug="halli",
        due_on=date(2023, 10, 2),
        as_of=date(2023, 9, 1),
    )


@pytest.fixture
def share(report, post):
    return EntryFactory(round=report, project=report.project, post=post, unit=post.unit)


def test_the_citys_review_is_never_a_projects_report(report):
    assert open_round() is None
    assert open_project_rounds() == [report]


def test_both_stand_on_the_page_each_with_its_day(holder_client, entry, share):
    page = main_words(holder_client.get(MINE))
    assert "Jäljellä 2/2. Kirjaa tilanne viimeistään 31.8.2023." in page
    assert "Uusi liikuntahalli Projektin väliraportti 1.9.2023 · Kirjaa tilanne viimeistään 2.10.2023." in page


def test_a_projects_report_alone_is_enough(holder_client, share):
    page = main_words(holder_client.get(MINE))
    assert "Uusi liikuntahalli" in page
    assert "Yhtään katsausta ei ole avoinna" not in page


def test_the_page_costs_no_more_than_a_list_may(holder_client, entry, share, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        holder_client.get(MINE)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2023, 8, 31), "Kirjaa tilanne viimeistään 31.8.2023."),
        (date(2023, 9, 1), "Määräpäivä oli 31.8.2023; kirjauksen ehtii vielä 5.9.2023 asti."),
        (date(2023, 9, 5), "Määräpäivä oli 31.8.2023; kirjauksen ehtii vielä 5.9.2023 asti."),
        (
            date(2023, 9, 6),
            "Määräpäivä oli 31.8.2023 ja lisäaika päättyi 5.9.2023. Kirjaa heti, niin se ehtii vielä mukaan.",
        ),
    ],
)
def test_the_day_is_said_before_in_and_after_the_days_of_grace(round, today, words):
    assert due_words(round, today) == words


def test_like_is_compared_with_like(report, share, round, post):
    """The city's review never has a project's own report as its last time, nor a project's report the city's."""
    citys = EntryFactory(round=round, project=report.project, post=post, unit=post.unit)
    for told in (citys, share):
        Entry.objects.filter(pk=told.pk).update(state="sent", sent_at=clock.now(), sent_by=UserFactory())
    Round.objects.filter(pk__in=[round.pk, report.pk]).update(state="closed", closed_at=clock.now())
    later = RoundFactory(kind="year_end", year=2023)
    final = RoundFactory(kind="project_final", project=report.project, year=2023, slug="loppu")
    asked = [EntryFactory(round=one, project=report.project, post=post, unit=post.unit) for one in (later, final)]
    assert list(previous_entries(asked).values()) == [citys, share]
