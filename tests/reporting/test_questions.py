"""A councillor's question: asked on a page, routed once to a post, answered by a day, told without a name."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from goals.models import Round
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.content import build_content
from reporting.content.freezing import freeze, thaw
from reporting.models import Publication, PublicationContent, PublishedState, Question
from reporting.operations import publishing
from reporting.operations.questions import answer_question, ask_question, route_question, withdraw_question
from reporting.operations.rendering import render
from reporting.queries.questions import ON_A_PAGE, SHOWN_ON_A_PAGE, questions_of
from tests import factories as make
from tests.goals.threads import Together

from .pages import links, main_words, url
from .published import closed_city
from .report_cast import small_city
from .table_reading import docx_tables, pdf_tables, plain, xlsx_sheets

pytestmark = pytest.mark.django_db

ASKED = "Milloin päiväkodit on auditoitu?"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def city():
    city = small_city()
    city.councillor = make.UserFactory(role="councillor", name="Ville Valtuutettu")
    city.coordinator = make.UserFactory(role="coordinator", name="Koordinaattori")
    return city


def asked(city, **subject):
    subject = subject or {"goal": city.climate}
    return ask_question(subject=subject, text=ASKED, language="fi", rights=rights_of(city.councillor))


def routed(city, question, **changed):
    chosen = {"post": city.post, "due_on": date(2023, 8, 24), "told_in": city.round, "version": question.version}
    return route_question(question.pk, **chosen | changed, rights=rights_of(city.coordinator))


def answered(city, question, text="Syksyllä."):
    return answer_question(
        question.pk, text=text, language="fi", version=question.version, rights=rights_of(city.person)
    )


# --- the way of a question through the pages -----------------------------------------------------------------------
def test_asked_routed_answered_and_seen_by_all_who_have_signed_in(city, run_jobs):
    councillor, coordinator, post = (client_of(user) for user in (city.councillor, city.coordinator, city.person))
    address = url("question-ask")
    page = councillor.get(address, {"tavoite": city.climate.pk})
    assert "Kysymys koskee raporttia eikä ole aloite." in main_words(page)
    sent = councillor.post(f"{address}?tavoite={city.climate.pk}", {"text": ASKED})
    question = Question.objects.get()
    assert sent.url == url("question-detail", question.pk)
    assert "Odottaa osoittamista" in main_words(coordinator.get(url("question-list")))
    assert post.post(url("question-answer", question.pk), {"text": "Heti.", "version": "1"}).status_code == 404

    page = coordinator.get(url("question-detail", question.pk)).content.decode()
    assert f'<option value="{city.post.pk}" selected>' in page  # who answers for most actions of the goal
    assert 'value="24.8.2023"' in page  # ten working days
    assert f'<option value="{city.round.pk}" selected>' in page
    form = {"post": city.post.pk, "due_on": "24.8.2023", "told_in": city.round.pk, "version": question.version}
    run_jobs(coordinator.post, url("question-route", question.pk), form)
    assert [(message.to, ASKED in message.body) for message in mail.outbox] == [([city.person.email], True)]

    question.refresh_from_db()
    form = {"text": "Auditointi <b>päättyy</b> syksyllä.", "version": question.version}
    post.post(url("question-answer", question.pk), form)
    page = councillor.get(url("question-detail", question.pk))
    assert "Auditointi <b>päättyy</b> syksyllä." in main_words(page)
    assert "<b>päättyy" not in page.content.decode()
    reader = client_of(make.UserFactory())
    assert "vastasi 10.8.2023" in main_words(reader.get(url("question-detail", question.pk)))


def test_a_mail_goes_once_to_each_post_that_is_to_answer(city, run_jobs):
    question = asked(city)
    run_jobs(routed, city, question)
    question.refresh_from_db()
    run_jobs(routed, city, question, due_on=date(2023, 8, 30))  # another day is no other post
    assert len(mail.outbox) == 1
    other = make.PositionHolderFactory(capacity="preparer")
    question.refresh_from_db()
    run_jobs(routed, city, question, post=other.post)
    assert [message.to for message in mail.outbox[1:]] == [[other.user.email]]
    question.refresh_from_db()
    run_jobs(routed, city, question)
    assert [message.to for message in mail.outbox[2:]] == [[city.person.email]], "it has come back"


@pytest.mark.parametrize(("words", "told"), [("", "Kirjoita kysymys."), ("x" * 200_000, "10000 merkkiä")])
def test_an_empty_or_endless_question_is_refused_and_kept(city, words, told):
    client = client_of(city.councillor)
    page = client.post(f"{url('question-ask')}?tavoite={city.climate.pk}", {"text": words})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert "<title>Virhe:" in page.content.decode()


@pytest.mark.parametrize("thing", ["action", "project", "indicator"])
def test_other_things_are_asked_about_too(city, thing):
    subject = {"action": city.tools, "project": city.project, "indicator": city.audited}[thing]
    question = asked(city, **{thing: subject})
    city.councillor.refresh_from_db()
    told = questions_of(rights_of(city.councillor), **{thing: subject.pk})
    assert ([row.pk for row in told.rows], told.number) == ([question.pk], 1)
    page = client_of(city.coordinator).get(url("question-detail", question.pk)).content.decode()
    assert f'<option value="{subject.answering_post_id}" selected>' in page


def test_what_is_not_there_to_be_asked_about_is_not_found(city):
    client = client_of(city.councillor)
    draft = make.GoalFactory(strategy=make.StrategyFactory(state="draft"))
    for pk in (draft.pk, 999999999):
        assert client.get(url("question-ask"), {"tavoite": pk}).status_code == 404
    for odd in ("x", "-1", "9" * 40):
        assert client.get(url("question-ask"), {"tavoite": odd}).status_code == 404


def test_without_a_thing_the_page_offers_what_deviates_in_the_newest_report_and_a_search(city):
    moment = clock.now()
    publication = Publication.objects.create(
        round=make.RoundFactory(kind="half_year", year=2022, closed=True), languages=["fi"], state="ready",
        frozen_at=moment, frozen_by=city.coordinator, published_at=moment,
    )  # fmt: skip
    told = {"language": "fi", "is_newest": True, "publication": publication}
    for subject, is_deviation in ((city.climate, True), (city.open, False)):
        PublishedState.objects.create(goal=subject, is_deviation=is_deviation, **told)
    page = client_of(city.councillor).get(url("question-ask"))
    assert f"{url('question-ask')}?tavoite={city.climate.pk}" in links(page)
    assert f"{url('question-ask')}?tavoite={city.open.pk}" not in links(page)
    assert f'action="{url("search")}"' in page.content.decode().partition("<main")[2]


def test_the_list_narrows_and_what_waits_longest_comes_first(city):
    late = make.QuestionFactory(goal=city.climate, routed=True, due_on=date(2023, 8, 1), text="Myöhässä?")
    make.QuestionFactory(goal=city.climate, answered=True, text="Vastattu?")
    make.QuestionFactory(goal=city.open, routed=True, post=city.post, text="Minulle?")
    make.QuestionFactory(goal=city.open, state="withdrawn", text="Peruttu?")
    client = client_of(city.person)

    def shown(**chosen):
        words = main_words(client.get(url("question-list"), chosen))
        return sorted(
            (name for name in ("Myöhässä?", "Vastattu?", "Minulle?", "Peruttu?") if name in words), key=words.index
        )

    assert shown() == ["Myöhässä?", "Minulle?", "Vastattu?"]
    assert shown(tila="late") == ["Myöhässä?"]
    assert shown(kenen="answer") == ["Minulle?"]
    assert shown(tavoite=city.open.pk) == ["Minulle?"]
    assert shown(tila="x' OR 1=1", kenen="?", tavoite="9" * 50) == ["Myöhässä?", "Minulle?", "Vastattu?"]
    assert "Vastaus myöhässä" in main_words(client.get(url("question-detail", late.pk)))


def test_many_questions_are_read_a_page_at_a_time(city, django_assert_num_queries):
    for number in range(ON_A_PAGE + 2):
        make.QuestionFactory(goal=city.climate, routed=True, post=city.post, text=f"Kysymys {number:03}")
    client = client_of(city.person)
    first = client.get(url("question-list"), {"tila": "routed"})
    assert f"{ON_A_PAGE + 2} kysymystä" in main_words(first) and "Sivu 1 / 2" in main_words(first)
    assert main_words(first).count("Kysymys 0") == ON_A_PAGE
    assert "?tila=routed&sivu=2" in links(first)
    assert main_words(client.get(url("question-list"), {"sivu": "2"})).count("Kysymys 0") == 2
    rights = rights_of(city.person)
    with django_assert_num_queries(1):
        told = questions_of(rights, goal=city.climate.pk)
    assert (len(told.rows), told.number) == (SHOWN_ON_A_PAGE, ON_A_PAGE + 2)


@pytest.mark.parametrize("times", [1, 3])
def test_the_pages_cost_the_same_whatever_the_number(city, times, django_assert_max_num_queries):
    questions = [make.QuestionFactory(goal=city.climate, routed=True, post=city.post) for _ in range(times)]
    client = client_of(city.coordinator)
    client.get(url("question-list"))
    with django_assert_max_num_queries(5):
        client.get(url("question-list"))
    with django_assert_max_num_queries(10):
        client.get(url("question-detail", questions[0].pk))


# --- who may, and two at once --------------------------------------------------------------------------------------
def test_a_question_is_taken_back_until_it_is_routed(city):
    question = asked(city)
    other = rights_of(make.UserFactory(role="councillor"))
    with pytest.raises(Question.DoesNotExist):
        withdraw_question(question.pk, rights=other)
    routed(city, question)
    with pytest.raises(NotAllowed, match="jo osoitettu"):
        withdraw_question(question.pk, rights=rights_of(city.councillor))
    second = asked(city, goal=city.open)
    withdraw_question(second.pk, rights=rights_of(city.councillor))
    with pytest.raises(NotAllowed, match="perunut"):
        routed(city, second)
    assert client_of(city.person).get(url("question-detail", second.pk)).status_code == 404


def test_only_a_councillor_asks_and_the_same_words_once(city):
    with pytest.raises(NotAllowed):
        ask_question(subject={"goal": city.climate}, text=ASKED, language="fi", rights=rights_of(city.person))
    assert asked(city) == asked(city)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_question(tmp_path):
    goal, rights = make.GoalFactory(), rights_of(make.UserFactory(role="councillor"))

    def ask():
        return ask_question(subject={"goal": goal}, text=ASKED, language="fi", rights=rights).pk

    first, second = Together(tmp_path).run(ask, ask)
    assert first == second


def test_a_preparer_reads_and_does_not_answer(city):
    preparer = make.PositionHolderFactory(post=city.post, capacity="preparer").user
    question = routed(city, asked(city))
    with pytest.raises(Question.DoesNotExist):
        answer_question(question.pk, text="Minä.", language="fi", version=2, rights=rights_of(preparer))


def test_the_second_answerer_sees_what_the_first_wrote_and_loses_nothing(city):
    question = routed(city, asked(city))
    read = question.version
    answered(city, question, "Ensimmäinen.")
    page = client_of(city.person).post(
        url("question-answer", question.pk), {"text": "Toinen.", "version": read}, follow=True
    )
    assert page.status_code == 409
    body = page.content.decode()
    assert "Ensimmäinen." in body
    assert ">\nToinen.</textarea>" in body
    with pytest.raises(Conflict):
        routed(city, question, version=1, post=make.PositionFactory())


def test_a_day_that_has_passed_or_an_answered_question_is_not_routed_anew(city):
    question = asked(city)
    with pytest.raises(NotAllowed, match="päivä on mennyt"):
        routed(city, question, due_on=date(2023, 8, 9))
    question = answered(city, routed(city, question))
    with pytest.raises(NotAllowed, match="jo vastattu"):
        routed(city, question, post=make.PositionFactory())


# --- the report ----------------------------------------------------------------------------------------------------
@pytest.mark.once
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_format_of_the_report_tells_question_and_answer_without_a_name(city, language):
    answered(city, routed(city, asked(city)), "Auditointi päättyy syksyllä.")
    routed(city, asked(city, action=city.tools))
    card = city.unit.cards.get()
    make.RolloutStageFactory(card=card, name="Aloitustilaisuus", progress="completed", done_on=date(2023, 2, 1))
    content = build_content(city.round, language)
    assert thaw(freeze(content)) == content
    page = render(content, "html").decode()
    sheets = xlsx_sheets(render(content, "xlsx"))
    cells = " ".join(str(cell) for rows in sheets.values() for row in rows for cell in row.values())
    papers = [plain(page), plain(cells)]
    for format, tables in (("docx", docx_tables), ("pdf", pdf_tables)):
        rows = [row for table in tables(render(content, format)) for row in table]
        papers.append(plain(" ".join(cell.words for row in rows for cell in row.cells)))
    for paper in papers:
        for told in (ASKED, "Auditointi päättyy syksyllä.", "Aloitustilaisuus", "1.2.2023"):
            assert plain(told) in paper
    for text in (*papers, freeze(content)):
        assert "Valtuutettu" not in text
    missing = {"fi": "Vastaus annetaan viimeistään 24.8.2023.", "sv": "24.8.2023"}[language]
    assert missing in page


def test_a_question_that_nobody_answered_in_time_is_told_so(city, settings):
    routed(city, asked(city))
    settings.TODAY = date(2023, 9, 10)
    (row,) = build_content(city.round, "fi").questions
    assert (row.is_overdue, row.due, bool(row.answer)) == (True, "24.8.2023", False)
    assert "Vastausta ei saatu määräaikaan mennessä (24.8.2023)." in " ".join(
        render(build_content(city.round, "fi"), "html").decode().split()
    )


def test_a_report_without_questions_or_stages_has_no_such_chapters(city):
    make.RolloutStageFactory(card=city.unit.cards.get(), name="Aloitustilaisuus")  # nothing recorded of it
    asked(city)  # nobody has routed it
    content = build_content(city.round, "fi")
    assert (content.questions, content.rollout) == ((), ())
    assert {"questions", "rollout"}.isdisjoint(content.chapters)


def test_a_department_tells_its_own_questions_and_stages(city):
    other = make.OrgUnitFactory()
    routed(city, asked(city))
    make.RolloutStageFactory(card=city.unit.cards.get(), progress="in_progress")
    whole = build_content(city.round, "fi", unit=city.unit)
    part = build_content(city.round, "fi", unit=other)
    assert (len(whole.questions), len(whole.rollout)) == (1, 1)
    assert (part.questions, part.rollout) == ((), ())


def _frozen(city, round, moment):
    content = publishing.published_content(round, "fi", version=1)
    publication = Publication.objects.create(
        round=round, version=1, languages=["fi"], state="ready", frozen_at=moment, frozen_by=city.coordinator,
        published_at=moment,
    )  # fmt: skip
    PublicationContent.objects.create(
        publication=publication, language="fi", schema=content.schema, content=freeze(content)
    )
    return content


@pytest.fixture
def published():
    """The small city after its report was frozen with an unanswered question and one stage that is done."""
    city = closed_city()
    city.councillor = make.UserFactory(role="councillor")
    city.question = routed(city, asked(city))
    city.stage = make.RolloutStageFactory(card=city.unit.cards.get(), name="Aloitus", progress="in_progress")
    city.content = _frozen(city, city.round, clock.now())
    return city


def test_what_came_after_publication_is_no_correction_of_it_in_any_language(published):
    city = published
    answered(city, city.question, "Myöhemmin.")
    city.stage.progress, city.stage.done_on = "completed", date(2023, 8, 10)
    city.stage.save()
    again = publishing.published_content(city.round, "fi", version=2)
    assert (again.questions, again.rollout, again.chapters) == (
        city.content.questions, city.content.rollout, city.content.chapters,
    )  # fmt: skip
    swedish = publishing.published_content(city.round, "sv", version=1)
    assert [bool(row.answer) for row in swedish.questions] == [False]
    with translation.override("sv"):
        assert swedish.rollout[0].status.code == "in_progress"
    assert publishing._has_changed(city.round, Publication.objects.get()) is False


def test_an_answer_that_came_too_late_is_told_once_in_the_next_report(published):
    city = published
    answered(city, city.question, "Myöhemmin.")
    following = make.RoundFactory(kind="year_end", year=2023, strategies=[city.strategy], closed=True)
    after = make.RoundFactory(kind="half_year", year=2024, strategies=[city.strategy])
    assert [row.answer.words for row in build_content(following, "fi").questions] == ["Myöhemmin."]
    _frozen(city, Round.objects.get(pk=following.pk), clock.now())
    assert build_content(after, "fi").questions == ()


def test_a_published_report_keeps_its_questions(published):
    city = published
    other = make.RoundFactory(kind="year_end", year=2023, strategies=[city.strategy])
    with pytest.raises(NotAllowed, match="jo julkaistussa"):
        routed(city, city.question, told_in=other)
    late = asked(city, goal=city.open)
    with pytest.raises(NotAllowed, match="jo julkaistu"):
        routed(city, late)
    assert routed(city, late, told_in=other).told_in == other
