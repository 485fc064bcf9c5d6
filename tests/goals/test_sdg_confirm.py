"""The coordinator confirms suggested SDG tags, one or many, and adds her own."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from goals.models import SdgTag
from goals.operations.sdg import add_tag, confirm_tags, decline_tags, take_up_tags
from kemistrategy import clock
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights, rights_of
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator
from tests import factories as make

from .pages import form_values, list_of, main_words, parsed, said, with_class, words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def sdg(db):
    return make.SdgGoalFactory(number=11, name="Kestävät kaupungit")


def suggested(sdg, **subject):
    return make.SdgTagFactory(sdg_goal=sdg, **(subject or {"goal": make.GoalFactory()}))


def address(kind="goal"):
    return f"{reverse('goals:sdg-confirm')}?kind={kind}"


def ticks(page):
    return [box.get("value") for box in parsed(page).iterfind(".//input[@name='tag']")]


# --- confirming ---------------------------------------------------------------------------------------------------
def test_the_ticked_ones_are_confirmed_with_who_and_when(coordinator, coordinator_client, sdg):
    first, second, third = (suggested(sdg) for _row in range(3))
    page = coordinator_client.get(address())
    assert ticks(page) == [str(tag.pk) for tag in (first, second, third)]
    answer = coordinator_client.post(address(), {"tag": [first.pk, third.pk]}, follow=True)
    assert said(answer) == ["2 merkintää vahvistettu."]
    assert ticks(answer) == [str(second.pk)]
    states = {tag.pk: (tag.origin, tag.confirmed_by, tag.confirmed_at) for tag in SdgTag.objects.all()}
    confirmed = ("confirmed", coordinator, clock.now())
    assert [states[first.pk][:2], states[third.pk][:2]] == [confirmed[:2]] * 2
    assert localdate(states[first.pk][2]) == localdate(confirmed[2])
    assert states[second.pk] == ("suggested", None, None)
    record = first.history.first()
    assert (record.history_user, record.history_change_reason) == (coordinator, "SDG tag confirmed")
    assert second.history.count() == 1


def test_all_of_a_kind_at_once(coordinator_client, sdg):
    goal_tag, theme_tag = suggested(sdg), suggested(sdg, theme=make.ThemeFactory())
    answer = coordinator_client.post(address(), {"all": "1"}, follow=True)
    assert said(answer) == ["1 merkintä vahvistettu."]
    origins = dict(SdgTag.objects.values_list("pk", "origin"))
    assert origins == {goal_tag.pk: "confirmed", theme_tag.pk: "suggested"}


def test_nothing_ticked(coordinator_client, sdg):
    suggested(sdg)
    assert said(coordinator_client.post(address(), {"tag": ["x", "9" * 30]}, follow=True)) == ["Valitse ensin rivit."]


def test_a_confirmed_tag_keeps_who_confirmed_it(coordinator, sdg):
    tag = suggested(sdg)
    rights = rights_of(coordinator)
    assert confirm_tags([tag.pk], rights=rights) == 1
    other = Rights(user=make.UserFactory(role="coordinator"))
    assert confirm_tags([tag.pk], rights=other) == 0
    tag.refresh_from_db()
    assert tag.confirmed_by == coordinator


@pytest.mark.parametrize("role", ["reader", "auditor", "administrator"])
def test_nobody_else_confirms(role, sdg, signed_in):
    tag, user = suggested(sdg), make.UserFactory(role=role)
    client = signed_in(user)
    assert [client.get(address()).status_code, client.post(address(), {"all": "1"}).status_code] == [404, 404]
    assert confirm_tags([tag.pk], rights=rights_of(user)) == confirm_tags([tag.pk], rights=NO_RIGHTS) == 0
    tag.refresh_from_db()
    assert tag.origin == "suggested"


def test_every_kind_has_a_tab_that_tells_how_many_wait(coordinator_client, sdg):
    suggested(sdg)
    suggested(sdg, card=make.DepartmentCardFactory())
    page = coordinator_client.get(address("card"))
    tabs = {words(link) for link in with_class(parsed(page), "tabs__link")}
    assert tabs == {
        "Tavoitteet (1)",
        "Toimenpiteet (0)",
        "Projektit (0)",
        "Teemat (0)",
        "Toimialat (1)",
        "Mittarit (0)",
    }
    assert "Tämän lajin kohteilla ei ole yhtään merkintää." in main_words(coordinator_client.get(address("project")))
    assert coordinator_client.get(address("x")).status_code == 404


def test_what_is_confirmed_is_listed_with_its_day(coordinator, coordinator_client, sdg):
    goal = make.GoalFactory()
    add_tag("goal", goal.pk, sdg_number=11, rights=rights_of(coordinator))
    rows = list_of(coordinator_client.get(address()), ".//tbody/tr")
    assert rows == [f"{goal.title} SDG 11 Kestävät kaupungit 10.8.2023: {goal.title}"]
    assert ticks(coordinator_client.get(address())) == []


def test_one_row_and_three_cost_the_same(coordinator_client, sdg, django_assert_max_num_queries):
    counts = []
    for _more in range(3):
        suggested(sdg)
        suggested(sdg, sdg_target=make.SdgTargetFactory(goal=sdg), goal=make.GoalFactory())
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            coordinator_client.get(address())
        counts.append(len(asked))
    assert counts[1] == counts[2]


# --- declining ----------------------------------------------------------------------------------------------------
def decline(client, kind="goal", **posted):
    return client.post(address(kind), {"deed": "decline", "reason": "Ei koske tätä."} | posted, follow=True)


def boxes(page, name):
    return [box.get("value") for box in parsed(page).iterfind(f".//input[@name='{name}']")]


def test_a_suggestion_and_a_confirmed_tag_are_declined_with_a_reason(coordinator, coordinator_client, sdg):
    kept, turned_down, taken_back = (suggested(sdg) for _row in range(3))
    confirm_tags([taken_back.pk], rights=rights_of(coordinator))
    answer = decline(coordinator_client, tag=[turned_down.pk], confirmed=[taken_back.pk])
    assert said(answer) == ["2 merkintää hylätty."]
    assert [boxes(answer, name) for name in ("tag", "confirmed", "declined")] == [
        [str(kept.pk)],
        [],
        [str(turned_down.pk), str(taken_back.pk)],
    ]
    for tag in (turned_down, taken_back):
        tag.refresh_from_db()
        assert (tag.origin, tag.confirmed_by, localdate(tag.confirmed_at)) == ("declined", coordinator, clock.today())
        record = tag.history.first()
        assert (record.history_user, record.history_change_reason) == (coordinator, "SDG tag declined: Ei koske tätä.")
    assert confirm_tags([turned_down.pk], rights=rights_of(coordinator)) == 0


def test_a_declined_tag_is_taken_up_again(coordinator, coordinator_client, sdg):
    tag = suggested(sdg)
    decline_tags([tag.pk], reason="Virhe", rights=rights_of(coordinator))
    answer = coordinator_client.post(address(), {"deed": "take-up", "declined": [tag.pk]}, follow=True)
    assert said(answer) == ["1 merkintä on taas ehdotus."]
    tag.refresh_from_db()
    assert (tag.origin, tag.confirmed_by, tag.confirmed_at) == ("suggested", None, None)
    assert tag.history.first().history_change_reason == "SDG tag taken up again"
    assert [boxes(answer, name) for name in ("tag", "declined")] == [[str(tag.pk)], []]


def test_adding_a_declined_tag_takes_it_up_as_confirmed(coordinator, sdg):
    tag = suggested(sdg)
    decline_tags([tag.pk], reason="Virhe", rights=rights_of(coordinator))
    assert add_tag("goal", tag.goal_id, sdg_number=11, rights=rights_of(coordinator)) == tag
    assert list(SdgTag.objects.values_list("pk", "origin")) == [(tag.pk, "confirmed")]


def test_declining_needs_a_reason_and_keeps_the_ticks(coordinator, coordinator_client, sdg):
    tag, other = suggested(sdg), suggested(sdg)
    confirm_tags([other.pk], rights=rights_of(coordinator))
    answer = decline(coordinator_client, tag=[tag.pk], confirmed=[other.pk], reason=" ")
    assert answer.status_code == 422
    assert words(parsed(answer).find(".//title")).startswith("Virhe: ")
    assert "Miksi merkintä hylätään?: Kerro, miksi merkintä hylätään." in main_words(answer)
    ticked = [box.get("value") for box in parsed(answer).iterfind(".//input[@checked]")]
    assert ticked == [str(tag.pk), str(other.pk)]
    with pytest.raises(NotAllowed, match="Kerro, miksi merkintä hylätään"):
        decline_tags([tag.pk], reason=" ", rights=rights_of(coordinator))
    assert said(decline(coordinator_client)) == ["Valitse ensin rivit."]


@pytest.mark.parametrize("role", ["reader", "auditor", "administrator"])
def test_nobody_else_declines_or_takes_up(role, sdg, signed_in, coordinator):
    tag, declined, user = suggested(sdg), suggested(sdg), make.UserFactory(role=role)
    decline_tags([declined.pk], reason="Virhe", rights=rights_of(coordinator))
    assert decline(signed_in(user), tag=[tag.pk]).status_code == 404
    assert decline_tags([tag.pk], reason="Virhe", rights=rights_of(user)) == 0
    assert take_up_tags([declined.pk], rights=rights_of(user)) == 0
    assert dict(SdgTag.objects.values_list("pk", "origin")) == {tag.pk: "suggested", declined.pk: "declined"}


def test_declining_one_and_three_costs_the_same(coordinator, sdg, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        tags = [suggested(sdg).pk for _row in range(number)]
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            decline_tags(tags, reason="Virhe", rights=rights_of(coordinator))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- adding -------------------------------------------------------------------------------------------------------
def test_a_tag_is_added_and_confirmed_at_once(coordinator, coordinator_client, sdg):
    indicator, target = make.IndicatorFactory(), make.SdgTargetFactory(goal=sdg, code="11.7")
    page = coordinator_client.get(reverse("goals:sdg-add"), {"kohde": f"indicator-{indicator.pk}"})
    typed = form_values(page, "sdg-add")
    assert typed["thing"] == f"indicator-{indicator.pk}"
    answer = coordinator_client.post(reverse("goals:sdg-add"), typed | {"sdg": "target-11.7"}, follow=True)
    assert said(answer) == ["Merkintä lisätty ja vahvistettu."]
    tag = SdgTag.objects.get()
    assert (tag.indicator, tag.sdg_goal, tag.sdg_target) == (indicator, sdg, target)
    assert (tag.origin, tag.confirmed_by) == ("confirmed", coordinator)
    assert tag.history.get().history_change_reason == "SDG tag added"


@pytest.mark.parametrize("kind", ["goal", "action", "project", "indicator"])
def test_every_kind_can_be_tagged_once(coordinator, sdg, kind):
    make_thing = {"goal": make.GoalFactory, "action": make.ActionFactory, "project": make.ProjectFactory}
    thing = make_thing.get(kind, make.IndicatorFactory)()
    add_tag(kind, thing.pk, sdg_number=11, rights=rights_of(coordinator))
    with pytest.raises(NotAllowed, match="Kohteella on jo tämä merkintä"):
        add_tag(kind, thing.pk, sdg_number=11, rights=rights_of(coordinator))
    make.SdgTargetFactory(goal=sdg, code="11.2")
    add_tag(kind, thing.pk, target_code="11.2", rights=rights_of(coordinator))
    assert SdgTag.objects.count() == 2


@pytest.mark.parametrize("chosen", [{"sdg_number": 18}, {"target_code": "99.9"}, {}])
def test_a_tag_names_a_goal_that_exists(coordinator, sdg, chosen):
    goal = make.GoalFactory()
    with pytest.raises(NotAllowed, match="Valitse kestävän kehityksen tavoite"):
        add_tag("goal", goal.pk, **chosen, rights=rights_of(coordinator))
    assert not SdgTag.objects.exists()


def test_nobody_else_adds(sdg):
    indicator = make.IndicatorFactory()
    with pytest.raises(Indicator.DoesNotExist):
        add_tag("indicator", indicator.pk, sdg_number=11, rights=rights_of(make.UserFactory()))


def test_what_is_wrong_is_told_on_the_form(coordinator_client, sdg):
    goal = make.GoalFactory()
    suggested(sdg, goal=goal)
    typed = {"thing": f"goal-{goal.pk}", "sdg": "goal-11"}
    answer = coordinator_client.post(reverse("goals:sdg-add"), typed)
    assert answer.status_code == 422
    assert form_values(answer, "sdg-add") | typed == form_values(answer, "sdg-add")
    assert words(parsed(answer).find(".//title")).startswith("Virhe: ")
    assert "Kohteella on jo tämä merkintä. Jos se on ehdotus, vahvista se luettelosta." in main_words(answer)
    assert coordinator_client.post(reverse("goals:sdg-add"), {"thing": "x", "sdg": "goal-99"}).status_code == 422


def test_the_form_costs_the_same_for_any_number_of_things(coordinator_client, sdg, django_assert_max_num_queries):
    counts = []
    for _more in range(3):
        make.GoalFactory()
        make.IndicatorFactory()
        make.SdgTargetFactory(goal=sdg)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            coordinator_client.get(reverse("goals:sdg-add"))
        counts.append(len(asked))
    assert counts[1] == counts[2]
