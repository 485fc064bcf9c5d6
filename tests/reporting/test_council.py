"""The council view: everything before a meeting on one page, from what is frozen and what waits today."""

from datetime import date

import pytest
from django.test import Client

from goals.models import Goal
from goals.operations.rounds import close_round
from kemistrategy import clock
from reporting.content.council import material_of
from reporting.content.freezing import freeze
from reporting.models import HandlingVersion, Publication, PublicationContent, PublicationFile
from reporting.operations import publishing
from tests import factories as make

from .pages import links, main_words, url
from .report_cast import SENT_AT, small_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def councillor():
    client = Client()
    client.user = make.UserFactory(role="councillor")
    client.force_login(client.user)
    return client


def published(city, round):
    """The report of a closed review as the public has it, without its files' bytes."""
    content, moment = publishing.published_content(round, "fi", version=1), clock.now()
    by = make.UserFactory(role="coordinator")
    publication = Publication.objects.create(
        round=round, languages=["fi"], state="ready", frozen_at=moment, frozen_by=by, published_at=moment
    )
    PublicationContent.objects.create(
        publication=publication, language="fi", schema=content.schema, content=freeze(content)
    )
    PublicationFile.objects.create(
        publication=publication, language="fi", format="pdf", file="reports/x.pdf", sha256="0" * 64, size=1,
        made_at=moment,
    )  # fmt: skip
    return publication


@pytest.fixture
def year_end():
    """A year in which a goal that binds the council was not attained, and its report."""
    city = small_city()
    close_round(city.round.pk, by=make.UserFactory(role="coordinator"))
    city.climate.binding_level = Goal.Binding.COUNCIL
    city.climate.save()
    city.year = make.RoundFactory(kind="year_end", year=2023, strategies=[city.strategy], closed=True)
    sent = {"round": city.year, "sent": True, "sent_by": city.person, "post": city.post, "sent_at": SENT_AT}
    make.EntryFactory(
        goal=city.climate, attainment="not_attained", attainment_reason="Auditoinnit jäivät kesken.",
        cause="Auditoijia puuttui.", proposal="Määräaikaa jatketaan vuodella.", **sent,
    )  # fmt: skip
    make.EntryFactory(
        action=city.tools, progress="postponed", cause="Kouluttaja vaihtui.", correction="Pidetään keväällä.",
        correction_due_on=date(2023, 8, 1), **sent,
    )  # fmt: skip
    return city


def test_before_anything_is_published_the_page_says_so_section_by_section(councillor):
    words = main_words(councillor.get(url("council")))
    for told in ("Yhtään katsausta ei ole vielä julkaistu.", "Mikään ei odota päätöstä.",
                 "kysymyksiä ei ole.", "Yksikään luvattu korjaus ei ole myöhässä."):  # fmt: skip
        assert told in words


def test_what_the_council_decides_and_what_deviates_from_its_goals_come_first(councillor, year_end):
    published(year_end, year_end.year)
    page = councillor.get(url("council"))
    words = main_words(page)
    order = [
        "Tilinpäätösraportti 2023", "Päätettävää (1)", "Torjumme ilmastonmuutosta.", "Määräaikaa jatketaan vuodella.",
        "Valtuustoon nähden sitovat tavoitteet: mikä ei etene", "Keskustelukulttuurin työkalut",
        "Mitä on muuttunut", "Näistä ei ole kerrottavaa", "Muita poikkeamia", "kysymyksiä ei ole.",
        "Yksikään luvattu korjaus",
    ]  # fmt: skip
    assert [told for told in order if told not in words] == []
    assert sorted(order, key=words.index) == order
    kit = url("offline-kit", year_end.year.slug, 1)
    pdf = url("published-file", year_end.year.slug, 1, "fi", "pdf")
    assert {kit, pdf, url("report-detail", year_end.year.slug), url("goal-detail", year_end.climate.pk)} <= links(page)
    assert url("action-detail", year_end.tools.pk) in links(page), "what deviates leads to its page"


def test_whom_a_goal_binds_is_told_by_its_code_and_in_an_older_report_by_its_words(year_end):
    text = freeze(publishing.published_content(year_end.year, "fi", version=1))
    words, code = str(Goal.Binding.COUNCIL.label), f'"binding_level": "{Goal.Binding.COUNCIL}"'
    titles = ["Torjumme ilmastonmuutosta.", "Keskustelukulttuurin työkalut"]
    for frozen in (text.replace(words, "Valtuustolle luvattu"), text.replace(code, '"binding_level": ""')):
        told = material_of(frozen)
        assert sorted(str(row.title) for row in told.council_deviations) == sorted(titles)


def test_a_version_that_the_council_handles_is_told_instead_as_a_draft(councillor, year_end):
    content = publishing.published_content(year_end.year, "fi", version=1)
    HandlingVersion.objects.create(
        round=year_end.year, number=3, body="Kaupunginvaltuusto", language="fi", schema=content.schema,
        content=freeze(content), state="ready", frozen_at=clock.now(), frozen_by=councillor.user,
    )  # fmt: skip
    page = councillor.get(url("council"))
    assert "Kaupunginvaltuusto, käsittelyversio 3" in main_words(page)
    assert "Tilinpäätösraportti 2023, käsittelyversio 3 (luonnos)" in main_words(page)
    assert "Määräaikaa jatketaan vuodella." in main_words(page)
    assert url("handling-detail", year_end.year.slug, 3) in links(page)


def test_an_open_review_is_told_as_a_draft_and_what_waits_is_counted(councillor):
    city = small_city()
    make.TargetProposalFactory(indicator=city.audited)
    draft = make.PlanFactory(strategy=city.strategy, unit=city.unit, year=2024, state="draft", title="Suunnitelma 2024")
    make.QuestionFactory(goal=city.climate, routed=True, text="<b>Milloin?</b>")
    page = councillor.get(url("council"))
    words = main_words(page)
    for told in ("Luonnos: Puolivuotiskatsaus 2023, mikä ei etene (1)", "Kouluttaja vaihtui.",
                 "Päätettävää (2)", "Suunnitelma 2024", "Auditoitujen päiväkotien osuus",
                 "Kysymykset (1)", "<b>Milloin?</b>"):  # fmt: skip
        assert told in words
    assert url("plan-detail", draft.pk) not in links(page)  # the draft is the coordinator's
    assert "Keskeneräinen luonnos" not in words  # nobody has sent it


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_costs_at_most_twelve_statements_whatever_the_number(
    councillor, year_end, times, django_assert_max_num_queries
):
    published(year_end, year_end.year)
    coming = make.RoundFactory(year=2024, strategies=[year_end.strategy])
    for _number in range(times):
        make.QuestionFactory(goal=year_end.climate, routed=True)
        make.TargetProposalFactory()
        make.PlanFactory(strategy=year_end.strategy, unit=make.OrgUnitFactory(), state="draft")
        make.EntryFactory(round=coming, action=make.ActionFactory(), sent=True, cause="Syy", correction="Korjaus")
    councillor.get(url("council"))
    with django_assert_max_num_queries(12):
        councillor.get(url("council"))


def test_councillors_find_it_first_in_the_work_bar_and_others_among_the_rest(councillor, reader):
    for client, place in ((councillor, 0), (reader, 1)):
        page = client.get(url("council")).content.decode()
        bar = page[page.index("work-bar__list") :]
        assert (bar.index(url("council")) < bar.index("/korjaavat-toimet/")) == (place == 0)
