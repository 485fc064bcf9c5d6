"""The same change for many actions: looked at first, all of them or none."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Action
from goals.operations.bulk_editing import BulkChange, NotChanged, change_many
from goals.operations.plan_basis import basis_needed
from kemistrategy.organisation.permissions import rights_of
from measures.operations.targets import Basis
from tests.factories import (
    ActionFactory,
    ActionLineageFactory,
    EntryFactory,
    GoalFactory,
    OrgUnitFactory,
    PositionFactory,
    RoundFactory,
    SdgGoalFactory,
)

from .pages import by_id, form_values, list_of, main_words, said, words

URL = "goals:action-bulk"


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def actions(db):
    unit, goal = OrgUnitFactory(), GoalFactory()
    return [ActionFactory(title=title, unit=unit, goals=[goal]) for title in ("Työ A", "Työ B", "Työ C")]


def typed(client, actions, **changes):
    return form_values(client.get(reverse(URL)), "bulk") | {"action": [one.pk for one in actions]} | changes


def test_the_preview_changes_nothing_and_the_deed_everything(client, actions):
    post, helper, unit = PositionFactory(), PositionFactory(), OrgUnitFactory()
    entry = EntryFactory(round=RoundFactory(year=2023), action=actions[0])
    SdgGoalFactory(number=11)
    Action.objects.filter(pk=actions[1].pk).update(unit=unit)
    change = {
        "post": post.pk,
        "unit": unit.pk,
        "schedule": "2024",
        "participant": helper.pk,
        "weight": "2",
        "sdg": "11",
    }
    asked = typed(client, actions[:2], **change, reason="Organisaatio muuttui")
    page = client.post(reverse(URL), asked | {"deed": "preview"})
    assert "Muutos koskee 2 toimenpidettä." in words(by_id(page, "preview"))
    told = list_of(page, ".//section[@id='preview']//tbody/tr")
    assert f"Työ A Vastaa {actions[0].answering_post.title} {post.title}" in told
    assert sum(line.startswith("Työ B") for line in told) == 5, "its unit is so already"
    assert "Työ A Kestävän kehityksen tavoitteet – 11" in told
    assert not Action.objects.filter(answering_post=post).exists()
    done = client.post(reverse(URL), form_values(page, "bulk") | {"deed": "save"}, follow=True)
    assert said(done) == ["2 toimenpidettä muutettu."]
    for action in Action.objects.filter(pk__in=[one.pk for one in actions[:2]]):
        assert (action.answering_post, action.unit, action.ends_on) == (post, unit, date(2024, 12, 31))
        assert helper in action.participants.all()
        assert (action.plan_lines.get().weight, action.sdg_tags.get().origin) == (2, "confirmed")
    entry.refresh_from_db()
    assert entry.post == post
    assert Action.objects.get(pk=actions[2].pk).unit == actions[2].unit
    again = client.post(reverse(URL), asked | {"deed": "preview", "sdg": ""})
    assert "2 on jo näin." in words(by_id(again, "preview"))


def test_one_refusal_stops_them_all_and_says_whose(client, actions, coordinator):
    actions[1].plan_lines.get().plan.__class__.objects.update(state="draft")
    ActionLineageFactory(old=actions[1])
    unit = OrgUnitFactory()
    page = client.post(reverse(URL), typed(client, actions, unit=unit.pk, deed="save"))
    assert page.status_code == 302, "what gave way is not listed, so it can't be ticked"
    Action.objects.update(unit=actions[0].unit)
    actions[0].plan_lines.get().plan.__class__.objects.update(state="adopted")
    page = client.post(reverse(URL), typed(client, actions, unit=unit.pk, deed="save"))
    assert page.status_code == 422
    assert list_of(page, ".//*[@class='field__error']") == [f"Virhe: {basis_needed()}"]
    assert by_id(page, "id_reason").get("aria-invalid") == "true"
    assert [link.get("href") for link in by_id(page, "error-summary").iter("a")] == ["#id_reason"]
    with pytest.raises(NotChanged) as refusal:
        change = BulkChange(unit_pk=unit.pk)
        change_many([one.pk for one in actions], change, basis=Basis(reason="Syy"), rights=rights_of(coordinator))
    assert list(refusal.value.problems) == [actions[1].pk]
    assert not Action.objects.filter(unit=unit).exists()


def test_nothing_ticked_nothing_chosen_and_odd_values(client, actions):
    assert "Valitse ensin toimenpiteet" in main_words(client.post(reverse(URL), typed(client, [], unit="")))
    assert "Valitse, mitä muutetaan" in main_words(client.post(reverse(URL), typed(client, actions)))
    ended = PositionFactory(valid_to=date(2022, 12, 31))
    assert client.post(reverse(URL), typed(client, actions, post=ended.pk)).status_code == 422
    for query in ("?vuosi=9999&yksikko=x&vastaa=" + "9" * 40, "?q=" + "x" * 5000, "?vuosi=ei"):
        assert client.get(reverse(URL) + query).status_code == 200


def test_filters_live_in_the_address(client, actions):
    lonely = ActionFactory(title="Irrallinen")

    def listed(query):
        return list_of(client.get(reverse(URL) + query), ".//form[@id='bulk']//tbody//th")

    assert listed("?vuosi=ei") == ["Irrallinen"]
    assert listed("?q=b+työ") == ["Työ B"]
    assert listed(f"?vastaa={actions[2].answering_post_id}") == ["Työ C"]
    assert listed(f"?vuosi=2023&yksikko={lonely.unit_id}") == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many_rows(client, django_assert_max_num_queries, number):
    unit, goal, post = OrgUnitFactory(), GoalFactory(), PositionFactory()
    ActionFactory.create_batch(number, unit=unit, goals=[goal], participants=[post])
    with django_assert_max_num_queries(12):
        client.get(reverse(URL))
