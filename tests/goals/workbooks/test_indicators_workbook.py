"""The workbook of indicators: levels change by a decision or a reason, figures are corrected with a reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from goals.operations.workbook_edits import NotApplied, apply, try_out
from goals.plan_workbook.own.indicators import indicators_workbook
from kemistrategy.organisation.permissions import rights_of
from measures.models import Observation, Target
from measures.operations.targets import Basis
from tests.factories import BaselineFactory, IndicatorFactory, ObservationFactory, TargetFactory

from .files import cell_of, edits, found, read, saved_again, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(post):
    return IndicatorFactory(code="kavijat", name="Kävijöitä", unit="kpl", direction="up", answering_post=post)


@pytest.fixture
def known(indicator):
    TargetFactory(indicator=indicator, year=2023, low=Decimal("1234.5"))
    BaselineFactory(indicator=indicator, value=5)
    return ObservationFactory(indicator=indicator, value=Decimal("7.25"), note="=ei kaava", source="Kirjasto")


@pytest.fixture
def workbook(known, coordinator):
    def make(language="fi"):
        return indicators_workbook(rights_of(coordinator), language)

    return make


@pytest.fixture
def brought_in(workbook, coordinator):
    def bring(edit, **answers):
        file = saved_again(written(workbook()), edit)
        return apply(read(file), rights=rights_of(coordinator), file_name="mittarit.xlsx", **answers)

    return bring


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_was_not_edited_changes_nothing(workbook, language):
    assert found(saved_again(written(workbook(language))), workbook(language)) == []


def test_a_corrected_figure_needs_its_reason(workbook, brought_in, known):
    def without(book):
        cell_of(book["Havainnot"], "kavijat 2023H1", "Arvo").value = 8.5

    def with_reason(book):
        without(book)
        cell_of(book["Havainnot"], "kavijat 2023H1", "Oikaisun syy").value = "Laskuvirhe"

    assert edits(found(saved_again(written(workbook()), without), workbook())) == {("kavijat 2023H1", "text"): "8,5"}
    with pytest.raises(NotApplied) as refused:
        brought_in(without)
    assert [(place.sheet, place.cell, words) for place, words in refused.value.problems] == [
        ("Havainnot", "F3", "Kerro, miksi lukua oikaistaan.")
    ]
    assert brought_in(with_reason).edits == 1
    present = Observation.objects.present().get(indicator=known.indicator, is_baseline=False)
    assert (present.value, present.reason, present.corrects, present.note) == (
        Decimal("8.5"), "Laskuvirhe", known, "=ei kaava",
    )  # fmt: skip


def test_a_level_changes_by_a_reason(brought_in, indicator):
    def edit(book):
        cell_of(book["Tavoitetasot"], "kavijat 2023", "Tavoitetaso").value = 1500
        cell_of(book["Tavoitetasot"], "kavijat 2023", "Muutoksen syy").value = "Talousarvio muuttui"

    assert brought_in(edit).edits == 1
    present = Target.objects.present().get(indicator=indicator)
    assert (present.low, present.reason, present.year) == (1500, "Talousarvio muuttui", 2023)


def test_new_rows_are_new_figures(brought_in, indicator):
    def edit(book):
        book["Havainnot"].append([None, "Kävijöitä", None, "1-3/2022", "ei", 12])
        book["Havainnot"].append([None, "Kävijöitä", None, "2022", "ei", "1 200"])

    with pytest.raises(NotApplied) as refused:
        brought_in(edit)
    assert [place.cell for place, _words in refused.value.problems] == ["A4"]

    def right(book):
        book["Havainnot"].append([None, "Kävijöitä", None, "2022", "ei", "1 200"])

    assert brought_in(right).added == 1
    assert indicator.observations.get(period_start=date(2022, 1, 1)).value == 1200


def test_a_correction_without_its_own_reason_takes_the_one_for_all(brought_in, workbook, known, coordinator):
    def edit(book):
        cell_of(book["Havainnot"], "kavijat 2023H1", "Arvo").value = 123456
        cell_of(book["Tavoitetasot"], "kavijat 2023", "Määräpäivä").value = "2023-12-01"

    differences = found(saved_again(written(workbook()), edit), workbook())
    assert [one.shown for one in differences] == ["1.12.2023", "123\u00a0456"]
    trial = try_out(differences, workbook(), rights=rights_of(coordinator))
    assert (trial.problems, trial.needs_basis) == ({}, True)
    assert brought_in(edit, basis=Basis(reason="Tarkistus")).edits == 2
    present = Observation.objects.present().get(indicator=known.indicator, is_baseline=False)
    assert (present.value, present.reason) == (123456, "Tarkistus")


def test_a_level_that_cannot_be_is_known_before_adopting(workbook, coordinator):
    def edit(book):
        cell_of(book["Tavoitetasot"], "kavijat 2023", "Määräpäivä").value = "1.12.2030"

    differences = found(saved_again(written(workbook()), edit), workbook())
    trial = try_out(differences, workbook(), rights=rights_of(coordinator))
    assert list(trial.problems.values()) == ["Määräpäivä ei ole vuonna 2023. Tarkista päivä."]
    assert Target.objects.count() == 1


def test_rows_that_are_gone_from_the_service_block_only_when_they_were_edited(workbook):
    existing = replace(workbook(), sheets=tuple(replace(sheet, rows=[]) for sheet in workbook().sheets))
    assert found(saved_again(written(workbook())), existing) == []

    def edit(book):
        cell_of(book["Havainnot"], "kavijat 2023H1", "Arvo").value = 8.5

    (refused,) = found(saved_again(written(workbook()), edit), existing)
    assert (refused.what, refused.code) == ("refused", "kavijat 2023H1")
