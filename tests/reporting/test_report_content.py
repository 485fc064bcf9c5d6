"""The content of a report is built once, from a fixed number of statements, and says only what was sent."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from goals.models import Entry, Figure, Round
from kemistrategy.text import Text
from reporting.content import build_content
from reporting.content.rows import SILENT, Change, CountRow, TargetLevel, Value
from reporting.queries.figures import figures_of
from tests import factories as make
from tests.reporting.report_cast import INTERNAL, small_city

pytestmark = pytest.mark.django_db


def action_lines(content):
    return {action.title.words: action for theme in content.themes for goal in theme.goals for action in goal.actions}


def test_counts_by_theme_count_lines_and_the_total_counts_each_action_once():
    content = build_content(small_city().round, "fi")
    codes = [status.code for status in content.summary.statuses]
    assert codes == [
        "not_started", "in_progress", "completed", "ongoing", "past_end", "postponed", "discontinued", "awaiting",
    ]  # fmt: skip
    assert content.summary.rows == (
        CountRow(Text("Vihreä Kemi"), "vihrea", 1, 1, 2, (0, 2, 0, 0, 0, 0, 0, 0)),
        CountRow(Text("Sujuva arki"), "sujuva", 1, 1, 2, (0, 1, 0, 0, 0, 0, 0, 1)),
        CountRow(Text("Strategiset tavoitteet ilman teemaa"), "", 1, 0, 0, (0, 0, 0, 0, 0, 0, 0, 0)),
    )
    assert content.summary.total == CountRow(Text("Yhteensä"), "", 3, 2, 3, (0, 2, 0, 0, 0, 0, 0, 1))
    assert content.summary.note.startswith("Teemojen rivejä on yhteensä 4, mutta toimenpiteitä 3:")


def test_what_is_not_sent_waits_and_its_draft_is_told_nowhere():
    content = build_content(small_city().round, "fi")
    silent = action_lines(content)["Selkokieli tiedotteissa"]
    assert (silent.status.label, silent.forecast, silent.told) == ("Odottaa kirjausta", None, SILENT)
    assert "Keskeneräinen luonnos" not in repr(content)
    assert INTERNAL not in repr(content)


def test_a_working_figure_is_the_actual_value_marked_as_a_draft_while_the_review_is_open():
    measure = action_lines(build_content(small_city().round, "fi"))[
        "Ympäristösertifiointi laajenee päiväkodeille"
    ].measures[0]
    assert measure.words == Text("Päiväkodeista auditoitu 80 %")
    assert measure.target == TargetLevel(
        Value(Text("vähintään 80\u00a0%"), amount=Decimal(80)), way="Etäisyys tavoitetasoon 17,5 prosenttiyksikköä."
    )
    assert measure.actual == Value(Text("62,5\u00a0%"), "luonnos", Decimal("62.5"))


def test_a_figure_that_was_not_sent_is_no_value():
    cast = small_city()
    Figure.objects.update(sent_at=None)
    measure = action_lines(build_content(cast.round, "fi"))["Ympäristösertifiointi laajenee päiväkodeille"].measures[0]
    assert measure.actual == Value(note="Ei mittaustietoa 30.6.2023 mennessä.")


def test_key_indicator_shows_baseline_target_and_a_dash_with_a_note_never_zero():
    cast = small_city()
    benefit = build_content(cast.round, "fi").benefits[0]
    line = benefit.indicators[0]
    assert benefit.name == Text("Työllisyys paranee")
    baseline = cast.unemployment.observations.get()
    assert line.baseline == Value(Text("13,5\u00a0%"), "Ajankohta ei tiedossa", Decimal("13.5"), baseline.pk)
    assert line.target == TargetLevel(Value(Text("enintään 13,0\u00a0%"), amount=Decimal("13")))
    assert (line.actual.words, line.actual.amount) == (Text("–"), None)
    assert line.direction == "Pienempi on parempi"


def test_deviation_says_cause_correction_post_and_day():
    (deviation,) = build_content(small_city().round, "fi").deviations
    assert [goal.words for goal in deviation.goals] == ["Torjumme ilmastonmuutosta.", "Olemme avoin kumppani."]
    assert (
        deviation.badge.label,
        deviation.cause.words,
        deviation.correction.words,
        deviation.post.words,
        deviation.due,
    ) == (
        "Ei toteudu",
        "Kouluttaja vaihtui.",
        "Koulutukset pidetään syksyllä.",
        "Varhaiskasvatuspäällikkö",
        "31.10.2023",
    )


def test_a_measure_without_an_action_stands_under_its_goal():
    content = build_content(small_city().round, "fi")
    assert [measure.words.words for measure in content.themes[1].goals[0].measures] == ["Vanhusneuvosto 5 krt/v"]


def test_closed_review_reads_the_ledger_as_it_was_at_its_closing():
    cast = small_city()
    Entry.objects.filter(state="draft").update(state="empty")
    before, after = datetime(2023, 8, 20, tzinfo=UTC), datetime(2023, 9, 20, tzinfo=UTC)
    seen = make.ObservationFactory(indicator=cast.audited, value=Decimal("61"), entered_at=before)
    make.ObservationFactory(indicator=cast.audited, value=Decimal("99"), entered_at=after, corrects=seen)
    cast.round.state, cast.round.closed_at = Round.State.CLOSED, datetime(2023, 9, 1, tzinfo=UTC)
    cast.round.save()
    lines = action_lines(build_content(cast.round, "fi"))
    assert lines["Ympäristösertifiointi laajenee päiväkodeille"].measures[0].actual == Value(
        Text("61\u00a0%"), "", Decimal(61), seen.pk
    )
    assert lines["Selkokieli tiedotteissa"].status.label == "Ei raportoitu"


def test_an_observation_after_the_day_of_the_report_changes_nothing():
    cast = small_city()
    make.ObservationFactory(
        indicator=cast.audited, value=Decimal("90"), period_start=date(2023, 7, 1), period_end=date(2023, 12, 31)
    )
    measure = action_lines(build_content(cast.round, "fi"))["Ympäristösertifiointi laajenee päiväkodeille"].measures[0]
    assert measure.actual.amount == Decimal("62.5")


def test_first_report_has_no_changes_and_the_next_tells_them():
    cast = small_city()
    assert (build_content(cast.round, "fi").previous, build_content(cast.round, "fi").changes) == ("", ())
    Round.objects.filter(pk=cast.round.pk).update(state="closed", closed_at=datetime(2023, 9, 1, tzinfo=UTC))
    following = make.RoundFactory(year=2024, strategies=[cast.strategy])
    make.EntryFactory(round=following, action=cast.certify, sent=True, progress="completed")
    make.EntryFactory(round=following, action=cast.tools, sent=True, progress="in_progress")
    content = build_content(following, "fi")
    assert content.previous == "Puolivuotiskatsaus 2023"
    certified, tools = Text("Ympäristösertifiointi laajenee päiväkodeille"), Text("Keskustelukulttuurin työkalut")
    assert [change for change in content.changes if change.sort == "state"] == [
        Change("state", "Toimenpide", certified, "Käynnissä", "Valmis", subject="action", thing=cast.certify.pk),
        Change(
            "state", "Toimenpide", tools, "Käynnissä", "Määräaika ylittynyt", subject="action", thing=cast.tools.pk
        ),
    ]  # fmt: skip


def test_words_fall_back_to_finnish_and_say_so():
    cast = small_city()
    cast.certify.title_sv = "Miljöcertifieringen utvidgas till daghemmen"
    cast.certify.save()
    lines = action_lines(build_content(cast.round, "sv"))
    assert lines["Miljöcertifieringen utvidgas till daghemmen"].title.language == "sv"
    assert lines["Selkokieli tiedotteissa"].title.language == "fi"


def test_the_plan_of_a_draft_is_not_told():
    cast = small_city()
    cast.plan.state = "draft"
    cast.plan.save()
    content = build_content(cast.round, "fi")
    assert (content.actions, content.summary.total.actions) == ((), 0)
    assert len(content.themes[0].goals) == 1


@pytest.mark.parametrize("times", [1, 3])
def test_content_costs_fifteen_statements_whatever_its_size(times, django_assert_num_queries):
    cast = small_city()
    for number in range(times - 1):
        goal = make.GoalFactory(strategy=cast.strategy, themes=[cast.green])
        action = make.ActionFactory(goals=[goal], unit=cast.unit)
        make.EntryFactory(round=cast.round, action=action, sent=True)
        make.MeasureLineFactory(goal=goal, plan=cast.plan, action=action)
        make.ProjectFactory(strategy=cast.strategy, units=[make.OrgUnitFactory()])
        make.DepartmentCardFactory(strategy=cast.strategy)
        make.ChangeChallengeFactory(strategy=cast.strategy, number=number + 2)
    with django_assert_num_queries(15):
        content = build_content(cast.round, "fi")
    assert len(content.actions) == times + 2


@pytest.mark.parametrize(("year", "note"), [
    (2020, "Viimeisin tieto 31.12.2020, vanhentunut tieto"), (2022, "Viimeisin tieto 31.12.2022"),
])  # fmt: skip
def test_figure_older_than_its_frequency_allows_says_so(year, note):
    cast = small_city()
    cast.unemployment.frequency = "yearly"
    cast.unemployment.save()
    make.ObservationFactory(
        indicator=cast.unemployment, value=Decimal("14.2"), period_start=date(year, 1, 1), period_end=date(year, 12, 31)
    )
    assert build_content(cast.round, "fi").benefits[0].indicators[0].actual.note == note


def test_outdated_figure_says_so_in_lists_of_indicators():
    indicator = make.IndicatorFactory(frequency="yearly")
    make.ObservationFactory(indicator=indicator, value=5, period_start=date(2020, 1, 1), period_end=date(2020, 12, 31))
    assert figures_of([indicator])[indicator.pk].latest.note == "2020, vanhentunut tieto"
