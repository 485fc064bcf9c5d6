"""A promised correction re-appears in the next reports until it is closed."""

from datetime import date

import pytest

from goals.models import Correction
from reporting.content import build_content
from tests import factories as make
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised():
    """A closed half-year in which something was promised by the end of October, and the year's review after it."""
    cast = small_city()
    cast.promise = make.CorrectionFactory(entry=cast.tools.entries.get())
    close(cast)
    cast.year = make.RoundFactory(year=2023, kind="year_end", strategies=[cast.strategy])
    return cast


def followed(round):
    return [(row.title.words, row.badge.label, row.closed, row.how, row.times) for row in
            build_content(round, "fi").followed]  # fmt: skip


def test_open_promise_past_its_day_is_late(promised):
    (row,) = build_content(promised.year, "fi").followed
    assert (row.title.words, row.badge.label, row.promised_in, row.due, row.correction.words) == (
        "Keskustelukulttuurin työkalut", "Myöhässä", "Puolivuotiskatsaus 2023", "31.10.2023",
        "Koulutukset pidetään syksyllä.",
    )  # fmt: skip


def test_promise_that_has_time_left_is_open(promised):
    promised.promise.entry.correction_due_on = date(2024, 3, 1)
    promised.promise.entry.save()
    assert followed(promised.year) == [("Keskustelukulttuurin työkalut", "Avoin", "", "", 1)]


def test_promise_kept_in_the_period_is_told_once(promised):
    Correction.objects.update(closed_on=date(2023, 11, 15), closed_by=promised.person, closing_note="Pidettiin.")
    close_on = ("Keskustelukulttuurin työkalut", "Korjattu", "15.11.2023", "Pidettiin.", 1)
    assert followed(promised.year) == [close_on]
    close_year(promised)
    assert followed(make.RoundFactory(year=2024, strategies=[promised.strategy])) == []


def close_year(promised):
    promised.year.state, promised.year.closed_at = "closed", promised.year.opened_at.replace(year=2024, month=2)
    promised.year.save()


def test_promise_that_goes_on_stands_in_its_deviation_with_how_often_it_was_made(promised):
    entry = make.EntryFactory(
        round=promised.year, action=promised.tools, sent=True, forecast="", attainment="not_attained",
        cause="Kouluttaja vaihtui taas.", correction="Koulutetaan omia.", proposal="Lautakunta päättää.",
    )  # fmt: skip
    make.CorrectionFactory(entry=entry, continues=promised.promise)
    content = build_content(promised.year, "fi")
    assert content.followed == ()
    (deviation,) = content.deviations
    assert (deviation.badge.label, deviation.times, deviation.first, deviation.proposal.words) == (
        "Ei toteutunut", 2, "Puolivuotiskatsaus 2023", "Lautakunta päättää.",
    )  # fmt: skip


def test_closing_note_written_after_the_closing_is_not_told(promised):
    close_year(promised)
    Correction.objects.update(closed_on=date(2024, 5, 1), closed_by=promised.person, closing_note="Pidettiin.")
    assert [row[1:4] for row in followed(promised.year)] == [("Myöhässä", "", "")]


def test_promise_of_a_projects_own_report_is_not_told_in_the_citys(promised):
    interim = make.RoundFactory(
        year=2023, kind="project_interim", slug="valiraportti", project=promised.project,
        as_of=date(2023, 9, 30), strategies=[promised.strategy], closed=True,
    )  # fmt: skip
    entry = make.EntryFactory(
        round=interim, project=promised.project, unit=promised.unit, sent=True, forecast="partly",
        correction="Haetaan lisää rahaa.",
    )  # fmt: skip
    make.CorrectionFactory(entry=entry)
    assert [row[0] for row in followed(promised.year)] == ["Keskustelukulttuurin työkalut"]


def test_promise_of_a_review_that_is_still_open_is_not_told_in_the_next(promised):
    reopened = promised.promise.entry.round
    reopened.state, reopened.closed_at = "planned", None
    reopened.opened_at = None
    reopened.save()
    assert followed(promised.year) == []


def test_late_version_that_promises_nothing_takes_the_promise_back(promised):
    late(promised, correction="", forecast="will_be_met")
    assert followed(promised.year) == []


def test_late_version_that_promises_again_is_the_same_promise(promised):
    newer = late(promised, correction="Koulutukset pidetään talvella.")
    make.CorrectionFactory(entry=newer, continues=promised.promise)
    (row,) = build_content(promised.year, "fi").followed
    assert (row.correction.words, row.times) == ("Koulutukset pidetään talvella.", 1)


def late(cast, **told):
    first = cast.promise.entry
    return make.EntryFactory(
        round=first.round, action=first.action, sent=True, revision=2, replaces=first, late_reason="Tarkennus.", **told
    )
