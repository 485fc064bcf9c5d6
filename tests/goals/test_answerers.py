"""One answerer for everything: proposed, confirmed by the coordinator, or given to another post."""

import pytest
from django.urls import reverse

from goals.operations.answering import confirm_answering_posts, give_answering_post
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from tests.factories import (
    ActionFactory,
    EntryFactory,
    IndicatorFactory,
    OrgUnitFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
)

from .pages import list_of, main_words, said
from .situations import as_it_is, person_in, record, send

MAKERS = {"action": ActionFactory, "project": ProjectFactory, "indicator": IndicatorFactory}


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


def answerers(client, kind="action"):
    return client.get(reverse("goals:answerers"), {"kind": kind})


def confirm(client, *things, kind="action", **posted):
    return client.post(f"{reverse('goals:answerers')}?kind={kind}", {"thing": things, **posted}, follow=True)


def change(client, thing, post, kind="action"):
    return client.post(reverse("goals:answerer-change", args=[kind, thing.pk]), {"post": post.pk}, follow=True)


def is_confirmed(*things):
    for thing in things:
        thing.refresh_from_db()
    return [thing.answering_confirmed_at is not None for thing in things]


# --- the list -----------------------------------------------------------------------------------------------------
def test_page_shows_who_answers_and_who_takes_part(coordinator_client, post):
    ActionFactory(title="Kesätyöt", answering_post=post, participants=[PositionFactory(title="Nuorisosihteeri")])
    ActionFactory(title="Ilman vastaajaa", answering_post=None, doubt="Kuka tämän tekee?")
    assert list_of(answerers(coordinator_client), ".//tbody/tr") == [
        "Kesätyöt Vapaa-aikapäällikkö Vaihda: Kesätyöt Nuorisosihteeri Ehdotus: vahvista: Kesätyöt",
        "Ilman vastaajaa Kuka tämän tekee? Vastaaja puuttuu Vaihda: Ilman vastaajaa – –",
    ]


@pytest.mark.parametrize("kind", MAKERS)
def test_actions_projects_and_figures_each_have_a_tab(coordinator_client, kind):
    thing = MAKERS[kind]()
    page = answerers(coordinator_client, kind)
    assert str(thing) in main_words(page)
    assert (
        list_of(page, ".//a[@aria-current='page']")[-1]
        == {
            "action": "Toimenpiteet",
            "project": "Projektit",
            "indicator": "Mittarit",
        }[kind]
    )


@pytest.mark.parametrize("kind", MAKERS)
def test_rows_cost_the_same_queries_with_1_and_3(coordinator_client, django_assert_max_num_queries, kind):
    MAKERS[kind](participants=[PositionFactory()])
    answerers(coordinator_client, kind)
    with django_assert_max_num_queries(12) as with_one:
        answerers(coordinator_client, kind)
    for _number in range(2):
        MAKERS[kind](participants=PositionFactory.create_batch(2))
    with django_assert_max_num_queries(12) as with_three:
        assert len(list_of(answerers(coordinator_client, kind), ".//tbody/tr")) == 3
    assert len(with_three) == len(with_one)


@pytest.mark.parametrize("person", ["holder", "director"])
def test_only_the_coordinator_has_the_page(request, signed_in, person, post):
    client, action = signed_in(request.getfixturevalue(person)), ActionFactory()
    assert answerers(client).status_code == 404
    assert confirm(client, f"action-{action.pk}").status_code == 404
    assert change(client, action, post).status_code == 404
    assert is_confirmed(action) == [False]


# --- confirming ---------------------------------------------------------------------------------------------------
def test_one_line_is_confirmed(coordinator_client, coordinator):
    action, other = ActionFactory.create_batch(2)
    assert said(confirm(coordinator_client, f"action-{action.pk}")) == ["1 vastaaja vahvistettu."]
    assert is_confirmed(action, other) == [True, False]
    assert action.answering_confirmed_by == coordinator
    newest = action.history.first()
    assert (newest.history_user, newest.history_change_reason) == (coordinator, "answering post confirmed")


def test_many_and_all_are_confirmed(coordinator_client):
    first, second, third = ActionFactory.create_batch(3)
    nobody = ActionFactory(answering_post=None)
    assert said(confirm(coordinator_client, f"action-{first.pk}", f"action-{second.pk}")) == [
        "2 vastaajaa vahvistettu."
    ]
    assert said(confirm(coordinator_client, all="1")) == ["1 vastaaja vahvistettu."]
    assert is_confirmed(first, second, third, nobody) == [True, True, True, False]


def test_confirming_again_keeps_the_first_confirmation(coordinator_client):
    action = ActionFactory()
    confirm(coordinator_client, f"action-{action.pk}")
    before = action.history.count()
    assert said(confirm(coordinator_client, f"action-{action.pk}")) == ["Valitse ensin rivit."]
    assert action.history.count() == before


def test_lines_that_are_not_there_are_passed_by(coordinator_client):
    action = ActionFactory()
    page = confirm(
        coordinator_client, "action-999999", f"action-{'9' * 30}", "user-1", "x", "action-٣", f"action-{action.pk}"
    )
    assert said(page) == ["1 vastaaja vahvistettu."]


def test_an_unknown_kind_is_not_there(coordinator_client):
    assert answerers(coordinator_client, "user").status_code == 404
    assert coordinator_client.get(reverse("goals:answerer-change", args=["user", 1])).status_code == 404


# --- another answerer ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", MAKERS)
def test_another_post_answers_and_the_former_takes_part(coordinator_client, coordinator, post, kind):
    former = PositionFactory(title="Entinen vastaaja")
    thing = MAKERS[kind](answering_post=former, participants=[post])
    assert said(change(coordinator_client, thing, post, kind)) == ["Vastaaja vaihdettu ja vahvistettu."]
    assert is_confirmed(thing) == [True]
    assert (thing.answering_post, list(thing.participants.all())) == (post, [former])
    assert thing.history.first().history_change_reason == "answering post: Vapaa-aikapäällikkö"
    assert thing.history.first().history_user == coordinator


@pytest.mark.parametrize("kind", ["group", "body", "unit"])
def test_a_group_never_answers(coordinator_client, coordinator, kind):
    action, group = ActionFactory(), PositionFactory(kind=kind)
    page = change(coordinator_client, action, group)
    assert page.status_code == 422
    assert list_of(page, ".//*[@id='error-summary']//li") != []
    with pytest.raises(NotAllowed, match="Vastaajaksi käy vain voimassa oleva tehtävä, ei ryhmä"):
        give_answering_post("action", action.pk, post_pk=group.pk, rights=rights_of(coordinator))
    assert is_confirmed(action) == [False]


def test_a_post_that_has_ended_never_answers(coordinator_client, coordinator):
    action, ended = ActionFactory(), PositionFactory(valid_to=clock.today().replace(year=2022))
    assert change(coordinator_client, action, ended).status_code == 422
    with pytest.raises(NotAllowed):
        give_answering_post("action", action.pk, post_pk=ended.pk, rights=rights_of(coordinator))


@pytest.mark.parametrize("typed", ["", "x", "999999"])
def test_no_post_at_all_is_refused(coordinator_client, typed):
    action = ActionFactory()
    page = coordinator_client.post(reverse("goals:answerer-change", args=["action", action.pk]), {"post": typed})
    assert page.status_code == 422
    assert is_confirmed(action) == [False]


def test_entries_not_sent_move_to_the_new_post_with_what_was_typed(signed_in, coordinator, holder, round, post, entry):
    record(entry, holder, as_it_is(entry, "12", public_text="Alku"))
    heir = PositionFactory(unit=post.unit)
    client = signed_in(person_in(heir))
    give_answering_post("action", entry.action_id, post_pk=heir.pk, rights=rights_of(coordinator))
    entry.refresh_from_db()
    assert (entry.post, entry.public_text) == (heir, "Alku")
    assert client.get(reverse("goals:entry-progress", args=[entry.pk])).status_code == 200
    assert signed_in(holder).get(reverse("goals:entry-progress", args=[entry.pk])).status_code == 404


def test_sent_and_closed_entries_stay_with_the_post_that_told(coordinator, holder, round, post, entry):
    send(entry, holder)
    closed = EntryFactory(round=RoundFactory(year=2022, closed=True), action=entry.action, post=post, state="draft")
    give_answering_post("action", entry.action_id, post_pk=PositionFactory().pk, rights=rights_of(coordinator))
    for told in (entry, closed):
        told.refresh_from_db()
        assert told.post == post


def test_an_indicator_without_a_unit_gets_the_posts(coordinator, round, post):
    indicator = IndicatorFactory(answering_post=None)
    entry = EntryFactory(round=round, indicator=indicator)
    assert (entry.post, entry.unit) == (None, None)
    give_answering_post("indicator", indicator.pk, post_pk=post.pk, rights=rights_of(coordinator))
    entry.refresh_from_db()
    assert (entry.post, entry.unit) == (post, post.unit)


def test_of_a_shared_project_each_departments_head_answers_for_its_own_part(coordinator, round, post, unit):
    other = OrgUnitFactory()
    other.head = PositionFactory(unit=other)
    other.save()
    project = ProjectFactory(answering_post=None, units=[unit, other])
    mine = EntryFactory(round=round, project=project, unit=unit, post=None)
    theirs = EntryFactory(round=round, project=project, unit=other, post=None)
    give_answering_post("project", project.pk, post_pk=post.pk, rights=rights_of(coordinator))
    for entry in (mine, theirs):
        entry.refresh_from_db()
    assert (mine.post, theirs.post) == (post, other.head)


def test_a_project_of_another_department_goes_to_the_chosen_post_too(coordinator, round, post):
    elsewhere = OrgUnitFactory()
    project = ProjectFactory(answering_post=None, units=[elsewhere])
    entry = EntryFactory(round=round, project=project, unit=elsewhere, post=None)
    give_answering_post("project", project.pk, post_pk=post.pk, rights=rights_of(coordinator))
    entry.refresh_from_db()
    assert entry.post == post


def test_confirming_counts_what_it_confirmed(coordinator):
    action, indicator, nobody = ActionFactory(), IndicatorFactory(), ProjectFactory(answering_post=None)
    things = [("action", action.pk), ("indicator", indicator.pk), ("project", nobody.pk)]
    assert confirm_answering_posts(things, rights=rights_of(coordinator)) == 2
    assert confirm_answering_posts(things, rights=rights_of(coordinator)) == 0


def test_the_change_page_says_what_will_happen(coordinator_client, post):
    action = ActionFactory(title="Kesätyöt", answering_post=post)
    page = coordinator_client.get(reverse("goals:answerer-change", args=["action", action.pk]))
    assert list_of(page, ".//h1") == ["Kesätyöt"]
    assert "Entinen vastaaja jää mukaan." in main_words(page)
