"""A project's own report: interim and final, in every language and format, open, frozen and published."""

import io
from datetime import UTC, date, datetime
from types import SimpleNamespace

import docx
import openpyxl
import page as pdf_checker
import pytest
from django.urls import reverse

from goals.models import Round
from goals.operations.rounds import close_round, open_round, plan_round
from kemistrategy.organisation.permissions import rights_of
from reporting.content import ProjectContent, build_content
from reporting.content.freezing import freeze, thaw
from reporting.docx import render_docx
from reporting.models import Review
from reporting.operations import publishing
from reporting.pdf import render_html
from reporting.queries.told import present_review
from reporting.xlsx import render_xlsx
from tests import factories as make
from tests.reporting.test_report_pdf import no_warnings_of_weasyprint, render_pdf

pytestmark = pytest.mark.django_db
SENT_AT = datetime(2023, 8, 10, 9, 0, tzinfo=UTC)
INTERNAL = "Vain esihenkilölle"
TEXTS = {
    "project": "Ohjausryhmä hyväksyi suunnitelman.",
    "risks": "Avustuspäätös voi viivästyä.",
    "money": "Budjetti 120 000 €.",
    "next_steps": "Syksyllä avataan haku.",
}


def planned(kind=Round.Kind.PROJECT_INTERIM, *, number_of_units=2):
    """An opened report of a project that departments share."""
    cast = SimpleNamespace(coordinator=make.UserFactory(role="coordinator"))
    cast.units = [make.OrgUnitFactory(name=f"Toimiala {letter}") for letter in "ABC"[:number_of_units]]
    strategy = make.StrategyFactory(name="Kemin strategia")
    theme = make.ThemeFactory(strategy=strategy, name="Viisas Kemi")
    cast.project = make.ProjectFactory(
        strategy=strategy,
        name="Oulu 2026",
        name_sv="Uleåborg 2026",
        outcome="Oma ohjelma kulttuurivuoteen",
        units=cast.units,
        themes=[theme],
        answering_post=make.PositionFactory(title="Hyvinvointijohtaja", unit=cast.units[0]),
        decision=make.DecisionFactory(body="KH", decided_on=date(2023, 2, 6), section="45"),
    )
    stages = (("Valmistelu", date(2023, 5, 31), date(2023, 5, 20)), ("Sopimukset", date(2023, 6, 15), date(2023, 7, 3)))
    for title, due_on, done_on in (*stages, ("Ohjelmavuosi", date(2026, 12, 31), None)):
        make.MilestoneFactory(project=cast.project, title=title, due_on=due_on, done_on=done_on)
    make.SdgTagFactory(
        goal=None, project=cast.project, sdg_goal=make.SdgGoalFactory(number=11, name="Kestävät kaupungit")
    )
    goal = make.GoalFactory(strategy=strategy, themes=[theme])
    make.BenefitFactory(strategy=strategy, name="Veto kasvaa", goals=[goal])
    cast.round = plan_round(
        kind=kind, year=2023, strategies=[], project=cast.project, as_of=date(2023, 6, 30), by=cast.coordinator
    )
    open_round(cast.round.pk, by=cast.coordinator)
    cast.round = Round.objects.get(pk=cast.round.pk)
    return cast


def told(cast, unit, **words):
    """What a department has sent of its share."""
    sent = {"state": "sent", "sent_at": SENT_AT, "sent_by": cast.coordinator, "saved_at": SENT_AT}
    cast.round.entries.filter(unit=unit).update(**sent, progress="in_progress", internal_note=INTERNAL, **words)


def interim():
    """One department on its way, one in trouble, and every text written."""
    cast = planned()
    told(cast, cast.units[0], forecast="will_be_met", public_text="Valmistelu etenee.")
    told(
        cast, cast.units[1], forecast="will_not_be_met", public_text="Avustus puuttuu.", cause="Päätös viivästyi.",
        correction="Haetaan siirtoa.", correction_due_on=date(2023, 10, 31),
    )  # fmt: skip
    for kind, text in TEXTS.items():
        Review.objects.create(round=cast.round, kind=kind, text=text, is_ready=True)
    return cast


def close(cast):
    close_round(cast.round.pk, by=cast.coordinator)
    cast.round = Round.objects.get(pk=cast.round.pk)


def page_of(client, round):
    response = client.get(reverse("reporting:report-detail", args=[round.slug]))
    assert response.status_code == 200
    return response.content.decode()


# --- what it tells
def test_interim_report_tells_of_the_project_and_its_shares():
    content = build_content(interim().round, "fi")
    assert isinstance(content, ProjectContent)
    assert content.title == "Projektin väliraportti 30.6.2023: Oulu 2026"
    assert [str(unit) for unit in content.units] == ["Toimiala A", "Toimiala B"]
    assert (str(content.post), content.decision) == ("Hyvinvointijohtaja", "kh 6.2.2023 § 45")
    assert str(content.outcome) == "Oma ohjelma kulttuurivuoteen"
    assert [(str(share.unit), share.forecast.code, str(share.told)) for share in content.shares] == [
        ("Toimiala A", "will_be_met", "Valmistelu etenee."),
        ("Toimiala B", "will_not_be_met", "Avustus puuttuu."),
    ]
    found = [(str(row.title), str(row.cause), str(row.correction), row.due) for row in content.deviations]
    assert found == [("Toimiala B", "Päätös viivästyi.", "Haetaan siirtoa.", "31.10.2023")]
    assert [str(part) for part in (content.situation, content.risks, content.money, content.next_steps)] == list(
        TEXTS.values()
    )
    assert [str(benefit) for benefit in content.benefits] == ["Veto kasvaa"]
    assert [mark.number for mark in content.sdg] == [11]


def test_stages_stand_as_the_reports_day_saw_them():
    stages = build_content(interim().round, "fi").stages
    assert [(stage.state.code, stage.done) for stage in stages] == [
        ("completed", "20.5.2023"),
        ("past_end", ""),  # done three days after the report's day
        ("stage_ahead", ""),
    ]


def test_final_report_tells_what_was_attained_and_learnt():
    cast = planned(Round.Kind.PROJECT_FINAL, number_of_units=1)
    told(cast, cast.units[0], attainment="partly_attained", attainment_reason="Ohjelma supistui.")
    Review.objects.create(round=cast.round, kind="lessons", text="Aloitetaan aiemmin.", is_ready=True)
    content = build_content(cast.round, "fi")
    (share,) = content.shares
    assert (share.judged.badge.code, str(share.judged.reason)) == ("partly_attained", "Ohjelma supistui.")
    assert content.headings[-1].title == "10 Opit, jatkotoimet ja siirto arkeen"
    assert str(content.lessons) == "Aloitetaan aiemmin."
    assert [str(row.title) for row in content.deviations] == ["Oulu 2026"]
    html = render_html(content)
    assert "Saavutettu" in html
    assert "Ohjelma supistui." in html


def test_what_is_not_written_is_said_in_one_line():
    cast = planned()
    close(cast)
    html = render_html(build_content(cast.round, "fi"))
    for line in (
        "Projektille ei ole kirjattu mittaria.",
        "Projektin yhteistä tilannekuvausta ei ole kirjoitettu.",
        "Riskeistä ei ole kirjoitettu tekstiä.",
        "Yhtäkään poikkeamaa ei ole kirjattu.",
        "Taloudesta ei ole kirjoitettu tekstiä.",
        "Seuraavia askelia ei ole kirjoitettu.",
        "Tehtävä täyttämättä",
    ):
        assert line in html
    assert "Opit" not in html


def test_unready_text_waits_for_its_writer_once_the_report_is_closed():
    cast = planned()
    Review.objects.create(round=cast.round, kind="risks", text="Kesken oleva riski")
    assert str(build_content(cast.round, "fi").risks) == "Kesken oleva riski"
    close(cast)
    assert not build_content(cast.round, "fi").risks


def test_promise_of_the_interim_report_is_followed_in_the_next():
    cast = interim()
    entry = cast.round.entries.get(unit=cast.units[1])
    make.CorrectionFactory(entry=entry)
    close(cast)
    later = plan_round(
        kind=Round.Kind.PROJECT_FINAL, year=2023, strategies=[], project=cast.project, as_of=date(2023, 12, 31),
        by=cast.coordinator,
    )  # fmt: skip
    open_round(later.pk, by=cast.coordinator)
    (promise,) = build_content(Round.objects.get(pk=later.pk), "fi").followed
    assert (str(promise.correction), promise.promised_in, promise.badge.code) == (
        "Haetaan siirtoa.",
        "Projektin väliraportti 30.6.2023",
        "promise_late",
    )


def test_a_department_that_has_left_the_project_is_still_told_of():
    cast = interim()
    cast.project.unit_lines.filter(unit=cast.units[1]).delete()
    shares = build_content(cast.round, "fi").shares
    assert [str(share.unit) for share in shares] == ["Toimiala A", "Toimiala B"]


@pytest.mark.parametrize("number_of_units", [1, 3])
def test_number_of_statements_is_fixed(number_of_units, django_assert_num_queries):
    cast = planned(number_of_units=number_of_units)
    with django_assert_num_queries(12):
        build_content(cast.round, "fi")


# --- every rendering
@pytest.mark.parametrize(("language", "name"), [("fi", "Oulu 2026"), ("sv", "Uleåborg 2026"), ("en", "Oulu 2026")])
def test_three_languages_freeze_and_thaw(language, name):
    content = build_content(interim().round, language)
    assert str(content.name) == name
    assert thaw(freeze(content)) == content
    html = render_html(content)
    assert f'<html lang="{language}">' in html
    assert name in html
    assert INTERNAL not in html
    assert '<div class="report-told" lang="fi"><p>Valmistelu etenee.</p>' in html


def test_pdf_conforms():
    with no_warnings_of_weasyprint():
        pdf = render_pdf(build_content(interim().round, "fi"))
    for profile in (pdf_checker.ValidationProfile.PDF_UA_1, pdf_checker.ValidationProfile.PDF_A_3A):
        report = pdf_checker.validate_pdf_bytes(pdf, profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_word_and_excel_have_the_same_words():
    content = build_content(interim().round, "fi")
    document = docx.Document(io.BytesIO(render_docx(content)))
    words = [paragraph.text for paragraph in document.paragraphs]
    headings = [part.text for part in document.paragraphs if part.style.name == "Heading 1"]
    assert [heading.title for heading in content.headings] == [title for title in headings if title[:1].isdigit()]
    assert set(TEXTS.values()) <= set(words)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(content)))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {*TEXTS.values(), "Päätös viivästyi.", "Hyvinvointijohtaja", "Valmistelu"} <= cells


def test_what_people_write_is_text_whatever_it_holds():
    cast = interim()
    Review.objects.filter(kind="risks").update(text="<script>alert(1)</script>" + "ä" * 200_000)
    html = render_html(build_content(cast.round, "fi"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


# --- its pages
def test_working_copy_is_for_those_who_have_signed_in(client):
    cast = interim()
    address = reverse("reporting:report-detail", args=[cast.round.slug])
    assert client.get(address).status_code == 302
    client.force_login(make.UserFactory())
    words = page_of(client, cast.round)
    for told_words in (*TEXTS.values(), "Valmistelu etenee.", "LUONNOS", "1 Perustiedot", "9 Seuraavat askeleet"):
        assert told_words in words
    assert INTERNAL not in words
    project = client.get(reverse("reporting:project-detail", args=[cast.project.pk])).content.decode()
    assert address in project
    assert (
        "Projektin väliraportti 30.6.2023: Oulu 2026" in client.get(reverse("reporting:report-list")).content.decode()
    )


def test_the_citys_review_stays_the_present_one():
    cast = interim()
    city = make.RoundFactory(year=2022, strategies=[cast.project.strategy], closed=True)
    assert present_review(rights_of(cast.coordinator), project=cast.project.pk).slug == city.slug


def test_planned_report_has_a_page_before_it_is_opened(client):
    project = make.ProjectFactory(units=[make.OrgUnitFactory()])
    user = make.UserFactory(role="coordinator")
    round = plan_round(
        kind=Round.Kind.PROJECT_INTERIM, year=2023, strategies=[], project=project, as_of=date(2023, 6, 30), by=user
    )
    client.force_login(user)
    assert "Katsausta ei ole vielä avattu" in page_of(client, round)


def test_published_report_is_for_everybody(client, django_capture_on_commit_callbacks):
    cast = interim()
    close(cast)
    publication = publishing.publish_report(cast.round.pk, languages=("fi", "sv"), by=cast.coordinator)
    publishing.make_publication(pk=publication.pk)
    cast.project.name = "Muutettu nimi"
    cast.project.save()
    words = page_of(client, cast.round)
    assert "Oulu 2026" in words
    assert "Muutettu nimi" not in words
    assert "LUONNOS" not in words
    for text in TEXTS.values():
        assert text in words
    publication.refresh_from_db()
    assert publication.files.count() == 10
    project = client.get(reverse("reporting:project-detail", args=[cast.project.pk])).content.decode()
    assert reverse("reporting:report-detail", args=[cast.round.slug]) in project


def test_project_card_is_for_everybody_and_shows_no_draft(client):
    cast = interim()
    address = reverse("reporting:project-card", args=[cast.project.pk])
    words = client.get(address).content.decode()
    for told_words in ("Oulu 2026", "Hyvinvointijohtaja", "Oma ohjelma kulttuurivuoteen", "Valmistelu", "SDG 11"):
        assert told_words in words
    assert "Avustus puuttuu." not in words
    assert client.get(reverse("reporting:project-card", args=[cast.project.pk + 1])).status_code == 404
