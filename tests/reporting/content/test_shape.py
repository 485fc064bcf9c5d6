"""The chapters in their order, one department's report, and contents that freeze to the same content."""

import pytest

from kemistrategy import clock
from reporting.content import build_content
from reporting.content.freezing import freeze, thaw
from reporting.models import Handling, HandlingVersion
from tests import factories as make
from tests.reporting.report_cast import small_city

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", ["half_year", "year_end"])
def test_content_is_the_same_after_freezing(kind, language):
    cast = small_city()
    round = cast.round
    if kind == "year_end":
        round.state, round.closed_at = "closed", clock.now()
        round.save()
        round = make.RoundFactory(year=2023, kind="year_end", strategies=[cast.strategy])
    content = build_content(round, language)
    assert thaw(freeze(content)) == content


def test_chapters_are_those_of_the_kind_numbered_in_order():
    cast = small_city()
    titles = [heading.title for heading in build_content(cast.round, "fi").headings]
    assert titles[:3] == ["1 Tiivistelmä", "2 Raportin lukuohje", "3 Keskeiset mittarit"]
    assert titles[7] == "8 Toimenpiteet loppuvuodelle"
    assert len(titles) == 14


def test_chosen_chapters_stand_in_the_chosen_order_and_without_annexes_figures_have_no_number():
    cast = small_city()
    cast.round.chapters = ["themes", "indicators", "themes", "no such chapter"]
    cast.round.save()
    content = build_content(cast.round, "fi")
    assert [heading.title for heading in content.headings] == [
        "1 Strategian toteutuminen teemoittain", "2 Keskeiset mittarit",
    ]  # fmt: skip
    assert content.records == ()
    assert content.benefits[0].indicators[0].baseline.record is None


def test_figures_are_numbered_and_documented_in_annex_5_without_a_person():
    cast = small_city()
    seen = make.ObservationFactory(indicator=cast.audited, value=61, entered_by=cast.person)
    seen.evidence.add(make.EvidenceFactory(title="Pöytäkirja"))
    cast.round.figures.all().delete()
    content = build_content(cast.round, "fi")
    measure = content.themes[0].goals[0].actions[0].measures[0]
    assert measure.actual.record == seen.pk
    record = next(record for record in content.records if record.number == seen.pk)
    assert (record.figure.words, record.given_by.words) == ("61\u00a0%", "Varhaiskasvatuspäällikkö")
    assert [item.title for item in record.evidence] == ["Pöytäkirja"]
    assert record.address.endswith(f"/mittarit/{cast.audited.pk}/")
    assert cast.person.name not in repr(content)


def test_report_of_one_department_tells_only_what_it_does_measures_and_answers_for():
    cast = small_city()
    other = make.OrgUnitFactory(name="Ympäristötoimiala")
    make.DepartmentCardFactory(strategy=cast.strategy, unit=other)
    goal = make.GoalFactory(strategy=cast.strategy, title="Kadut ovat ehjiä", themes=[cast.green])
    make.ActionFactory(title="Päällysteet uusitaan", goals=[goal], unit=other)
    whole, part = build_content(cast.round, "fi"), build_content(cast.round, "fi", unit=other)
    assert len(whole.actions) == 4
    assert [action.title.words for action in part.actions] == ["Päällysteet uusitaan"]
    assert [goal.title.words for theme in part.themes for goal in theme.goals] == ["Kadut ovat ehjiä"]
    assert (part.unit.words, part.summary.total.goals, part.deviations) == ("Ympäristötoimiala", 1, ())
    assert [section.name.words for section in part.departments] == ["Ympäristötoimiala"]
    assert part.benefits == ()


def test_report_of_a_department_without_anything_is_whole():
    cast = small_city()
    content = build_content(cast.round, "fi", unit=make.OrgUnitFactory())
    assert (content.actions, content.themes, content.summary.total.goals) == ((), (), 0)


def test_plan_of_another_year_is_not_told():
    cast = small_city()
    plan = make.PlanFactory(strategy=cast.strategy, unit=cast.unit, year=2024)
    action = make.ActionFactory(title="Vuoden 2024 toimi", unit=cast.unit)
    make.PlanLineFactory(plan=plan, goal=cast.climate, action=action)
    assert "Vuoden 2024 toimi" not in repr(build_content(cast.round, "fi"))
    cast.round.state, cast.round.closed_at = "closed", clock.now()
    cast.round.save()
    later = build_content(make.RoundFactory(year=2024, strategies=[cast.strategy]), "fi")
    assert [action.title.words for action in later.actions] == ["Vuoden 2024 toimi"]
    sorts = {(change.sort, change.title.words) for change in later.changes}
    assert ("added", "Vuoden 2024 toimi") in sorts
    assert ("removed", "Selkokieli tiedotteissa") in sorts


def test_handlings_stand_on_the_cover():
    cast = small_city()
    version = HandlingVersion.objects.create(
        round=cast.round, number=1, body="Kaupunginhallitus", case_number="KEMI/12/2023", language="fi", schema=2,
        content="{}", frozen_at=clock.now(), frozen_by=cast.person,
    )  # fmt: skip
    Handling.objects.create(version=version, body="Kaupunginhallitus", handled_on="2023-09-25", section="88")
    content = build_content(cast.round, "fi")
    assert content.case_number == "KEMI/12/2023"
    assert [(row.body, row.day, row.section) for row in content.handlings] == [("Kaupunginhallitus", "25.9.2023", "88")]
