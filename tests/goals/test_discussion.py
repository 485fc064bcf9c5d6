"""The discussion about a thing: for those who have signed in, removed by its writer, mailed once a day."""

import pytest
from django.core import mail
from django.test import Client

from goals.models import Comment
from goals.operations.discussion import MOST_IN_AN_HOUR, add_comment, remove_comment
from goals.queries.discussion import PAGE
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from tests import factories as make

from .pages import main_words, said

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "discussion"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(thing) -> str:
    return f"/keskustelu/{thing._meta.model_name}/{thing.pk}/"


@pytest.fixture
def writer(db):
    return make.UserFactory(name="Testi Kirjoittaja")


@pytest.mark.parametrize("factory", [make.GoalFactory, make.ProjectFactory, make.IndicatorFactory])
def test_a_signed_in_person_writes_and_everybody_signed_in_reads(factory, writer, client):
    thing = factory()
    browser = client_of(writer)
    browser.post(address(thing), {"text": "Miten <b>etenee</b>?\nKysyn vain."})
    page = browser.get(address(thing)).content.decode()
    assert "Testi Kirjoittaja" in page and "Miten &lt;b&gt;etenee&lt;/b&gt;?<br>Kysyn vain." in page
    assert client.get(address(thing)).status_code == 302  # to signing in
    kind = thing._meta.model_name
    shown = {"goal": "tavoitteet", "project": "projektit", "indicator": "mittarit"}[kind]
    for reader, is_told in ((browser, True), (client, False)):
        assert ('id="keskustelu"' in reader.get(f"/{shown}/{thing.pk}/").content.decode()) == is_told
    assert Comment.objects.get().history.get().history_user == writer


def test_the_part_of_a_page_is_the_same_discussion(writer):
    action = make.ActionFactory(goals=[make.GoalFactory()])
    browser = client_of(writer)
    empty = browser.get(address(action), headers=HTMX).content.decode()
    assert empty.strip().startswith("<div") and "Ei vielä viestejä" in empty
    answered = browser.post(address(action), {"text": "Hei"}, headers=HTMX)
    assert answered.status_code == 200 and "Hei" in answered.content.decode()
    for text in ("", "  ", "x" * 5_001, "x" * 200_000):
        refused = browser.post(address(action), {"text": text})
        assert refused.status_code == 422 and "<title>Virhe: " in refused.content.decode()
    assert Comment.objects.count() == 1


def test_things_that_are_hidden_or_missing_have_no_discussion(writer):
    draft = make.GoalFactory(strategy=make.StrategyFactory(state="draft"))
    browser = client_of(writer)
    for path in (address(draft), "/keskustelu/goal/999999/", "/keskustelu/user/1/", "/keskustelu/theme/1/"):
        assert browser.get(path).status_code == 404 and browser.post(path, {"text": "Hei"}).status_code == 404


def test_a_turn_is_removed_by_its_writer_or_the_coordinator_and_stays_seen(writer):
    goal = make.GoalFactory()
    first, second = (make.CommentFactory(goal=goal, written_by=writer, text=f"Salaisuus {n}") for n in (1, 2))
    other = client_of(make.UserFactory())
    assert other.post(f"/keskustelu/viestit/{first.pk}/poista/").status_code == 404
    assert "Poista" not in main_words(other.get(address(goal)))
    browser = client_of(writer)
    assert said(browser.post(f"/keskustelu/viestit/{first.pk}/poista/", follow=True)) == ["Viesti on poistettu."]
    page = main_words(other.get(address(goal)))
    assert "Viesti poistettu" in page and "Salaisuus 1" not in page and "Salaisuus 2" in page
    coordinator = make.UserFactory(role="coordinator")
    removed = remove_comment(second.pk, rights=rights_of(coordinator))
    assert removed.removed_by == coordinator
    again = remove_comment(second.pk, rights=rights_of(writer))
    assert again.removed_by == coordinator
    assert browser.get(f"/keskustelu/viestit/{first.pk}/poista/").status_code == 405


def test_the_newest_are_last_and_a_page_holds_fifty(writer, django_assert_max_num_queries):
    goal = make.GoalFactory()
    browser = client_of(writer)
    make.CommentFactory.create_batch(PAGE + 2, goal=goal)
    with django_assert_max_num_queries(12):
        page = browser.get(address(goal)).content.decode()
    assert page.count('class="turn"') == 2 and "Vanhemmat viestit" in page
    assert browser.get(f"{address(goal)}?sivu=1").content.decode().count('class="turn"') == PAGE
    for absurd in ("0", "-1", "999999999", "x", "²"):
        assert browser.get(f"{address(goal)}?sivu={absurd}").content.decode().count('class="turn"') == 2


def test_pressing_twice_says_it_once_and_leaning_on_the_button_ends(writer):
    goal, rights = make.GoalFactory(), rights_of(writer)
    said_first = add_comment(goal, text="Hei", language="fi", rights=rights)
    assert add_comment(goal, text="Hei", language="fi", rights=rights) == said_first
    for number in range(MOST_IN_AN_HOUR - 1):
        add_comment(goal, text=f"Hei {number}", language="fi", rights=rights)
    with pytest.raises(NotAllowed, match="Odota hetki"):
        add_comment(goal, text="Vielä yksi", language="fi", rights=rights)


def test_who_answers_is_mailed_once_a_day_of_one_thing_and_never_of_her_own_words(writer, run_jobs, settings):
    action = make.ActionFactory(goals=[make.GoalFactory()], title="Sertifiointi")
    holder = make.UserFactory(email="haltija@kemi.example")
    make.PositionHolderFactory(post=action.answering_post, user=holder)
    rights = rights_of(writer)
    run_jobs(add_comment, action, text="Hei", language="fi", rights=rights)
    run_jobs(add_comment, action, text="Oletko siellä?", language="fi", rights=rights)
    (sent,) = mail.outbox
    assert sent.to == ["haltija@kemi.example"] and "Sertifiointi" in sent.body and "Hei," in sent.body
    assert f"/keskustelu/action/{action.pk}/" in sent.body and "Sertifiointi" not in sent.subject
    settings.TODAY = settings.TODAY.replace(day=11)
    run_jobs(add_comment, action, text="Minä täällä", language="fi", rights=rights_of(holder))
    assert len(mail.outbox) == 1
    run_jobs(add_comment, action, text="Hyvä", language="fi", rights=rights)
    assert len(mail.outbox) == 2


def test_of_a_goal_the_head_of_the_units_that_plan_it_is_told(writer, run_jobs):
    goal = make.GoalFactory()
    unit = make.OrgUnitFactory()
    unit.head = make.PositionFactory(unit=unit)
    unit.save()
    make.PositionHolderFactory(post=unit.head, user=make.UserFactory(email="johtaja@kemi.example"))
    make.ActionFactory(goals=[goal], unit=unit)
    run_jobs(add_comment, goal, text="Hei", language="fi", rights=rights_of(writer))
    assert [one.to for one in mail.outbox] == [["johtaja@kemi.example"]]
