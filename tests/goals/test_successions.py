"""What becomes of an old strategy: settled one by one or together, confirmed by a decision or a reason, withdrawn."""

from types import SimpleNamespace

import pytest
from django.test import Client

from goals.models import Succession
from goals.operations import successions as deeds
from goals.operations.successions import NotSettled, Settlement, confirm_fates, settle_fates, withdraw_fates
from goals.queries.successions import CONFIRMED, LEFT, PROPOSED, newest_change, workbench
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis
from tests import factories as make

from .pages import main_words, said

pytestmark = pytest.mark.django_db
PAGE = "/jatkumot/kasittely/"


@pytest.fixture
def city():
    """An old strategy with a goal, an action and an indicator, and a new one with a theme and a benefit."""
    old = make.StrategyFactory(name="Vanha strategia")
    new = make.StrategyFactory(name="Uusi strategia", predecessor=old)
    theme = make.ThemeFactory(strategy=old, name="Vanha teema")
    goal = make.GoalFactory(strategy=old, themes=[theme], title="Vanha tavoite")
    action = make.ActionFactory(goals=[goal], title="Vanha toimenpide")
    indicator = make.IndicatorFactory(name="Vanha mittari")
    plan = action.plan_lines.get().plan
    make.MeasureLineFactory(goal=goal, plan=plan, action=action, indicator=indicator)
    user = make.UserFactory(role="coordinator")
    client = Client()
    client.force_login(user)
    return SimpleNamespace(
        old=old,
        new=new,
        goal=goal,
        action=action,
        indicator=indicator,
        theme=make.ThemeFactory(strategy=new, name="Uusi teema"),
        benefit=make.BenefitFactory(strategy=new, name="Uusi hyöty"),
        decision=make.DecisionFactory(),
        rights=rights_of(user),
        client=client,
        things={"goal": ("goal", goal.pk), "action": ("action", action.pk), "indicator": ("indicator", indicator.pk)},
    )


def settle(city, *kinds, fate="continues", heirs=(), note="", **more):
    things = [city.things[kind] for kind in kinds]
    settlement = Settlement(fate, tuple(heirs), note)
    return settle_fates(city.old.pk, things, settlement, new_pk=city.new.pk, rights=city.rights, **more)


def states(city):
    return {row.kind: row.state for row in workbench(city.old.slug, "", "fi").rows}


def decided(city):
    return Basis(decision_pk=city.decision.pk)


def test_nothing_is_left_over_when_everything_is_settled(city):
    assert states(city) == {"goal": LEFT, "action": LEFT, "indicator": LEFT}
    assert "0 / 3 käsitelty" in main_words(city.client.get(PAGE))
    settle(city, "goal", heirs=[("theme", city.theme.pk), ("benefit", city.benefit.pk)])
    assert states(city)["goal"] == PROPOSED
    settle(city, "action", fate="ends", note="Ei enää tarpeen.", is_confirmed=True)
    settle(city, "indicator", heirs=[("benefit", city.benefit.pk)], is_confirmed=True, basis=decided(city))
    assert states(city) == {"goal": PROPOSED, "action": CONFIRMED, "indicator": CONFIRMED}
    confirm_fates(city.old.pk, None, basis=decided(city), rights=city.rights)
    assert "Mitään ei jäänyt yli" in main_words(city.client.get(PAGE))
    assert Succession.objects.filter(old_goal=city.goal, state="confirmed").count() == 2


def test_the_same_indicator_goes_on_under_a_benefit_from_its_confirmation_to_its_withdrawal(city):
    settle(city, "indicator", heirs=[("benefit", city.benefit.pk)])
    assert not city.benefit.indicators.exists()
    confirm_fates(city.old.pk, [city.things["indicator"]], note="Sarja jatkuu.", rights=city.rights)
    assert list(city.benefit.indicators.all()) == [city.indicator]
    assert Succession.objects.get().note_fi == "Sarja jatkuu."
    withdraw_fates(city.old.pk, [city.things["indicator"]], rights=city.rights)
    assert not city.benefit.indicators.exists() and states(city)["indicator"] == PROPOSED
    city.benefit.indicators.add(city.indicator)  # hung there by somebody, not by the confirmation
    confirm_fates(city.old.pk, None, note="Sarja jatkuu.", rights=city.rights)
    withdraw_fates(city.old.pk, [city.things["indicator"]], rights=city.rights)
    assert city.benefit.indicators.exists()


@pytest.mark.parametrize(
    ("fate", "has_heir", "note", "is_confirmed", "sentence"),
    [
        ("continues", False, "", False, "Valitse, mikä uudessa strategiassa jatkaa."),
        ("ends", True, "", False, "Jatkaja valitaan vain, kun kohde jatkuu."),
        ("moves", False, "", False, "kenelle tämä siirtyy"),
        ("completed", False, "", True, "valitse päätös tai kirjoita syy"),
        ("postponed", False, "", False, "Valitse, miten käy."),
    ],
)
def test_a_fate_that_does_not_hold_together_is_refused(city, fate, has_heir, note, is_confirmed, sentence):
    heirs = [("theme", city.theme.pk)] if has_heir else []
    with pytest.raises(NotAllowed, match=sentence):
        settle(city, "goal", fate=fate, heirs=heirs, note=note, is_confirmed=is_confirmed)
    assert not Succession.objects.exists()


def test_many_at_once_are_all_settled_or_none_and_each_refusal_is_named(city):
    with pytest.raises(NotSettled) as refusal:
        settle(city, "goal", "indicator", heirs=[("theme", city.theme.pk)])
    assert list(refusal.value.problems) == [city.things["indicator"]]
    assert not Succession.objects.exists()
    answer = city.client.post(
        PAGE,
        {
            "deed": "settle",
            "fate": "continues",
            "heir": f"theme-{city.theme.pk}",
            "thing": [f"goal-{city.goal.pk}", f"indicator-{city.indicator.pk}"],
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "<title>Virhe: " in page
    assert "Mittarin jatkajaksi käy" in page and page.count("checked") >= 2
    done = city.client.post(
        PAGE,
        {"deed": "settle", "fate": "ends", "note": "Ei enää.", "is_confirmed": "on", "thing": f"goal-{city.goal.pk}"},
        follow=True,
    )
    assert said(done) == ["1 jatkumo vahvistettu."]


def test_what_is_confirmed_is_withdrawn_before_it_changes(city):
    settle(city, "goal", fate="completed", is_confirmed=True, basis=decided(city))
    with pytest.raises(NotSettled) as refusal:
        settle(city, "goal", fate="ends")
    assert "Peru vahvistus" in refusal.value.problems[city.things["goal"]]
    address = f"{PAGE}goal/{city.goal.pk}/"
    assert "Peru vahvistus" in main_words(city.client.get(address))
    city.client.post(address, {"deed": "withdraw"})
    assert Succession.objects.get().state == "proposed"
    assert city.client.post(address, {"fate": "ends", "note": "Ei tarpeen", "is_confirmed": "on"}).status_code == 302
    row = Succession.objects.get()
    assert (row.fate, row.state, row.history.count()) == ("ends", "confirmed", 3)


def test_of_two_at_once_the_second_sees_what_the_first_wrote(city):
    seen = newest_change()
    settle(city, "goal", heirs=[("theme", city.theme.pk)], seen=seen)
    with pytest.raises(NotSettled) as refusal:
        settle(city, "goal", fate="ends", seen=seen)
    assert "Joku muu ehti" in refusal.value.problems[city.things["goal"]]
    deeds.remove_proposals(city.old.pk, [city.things["goal"]], rights=city.rights)
    with pytest.raises(NotSettled):
        settle(city, "goal", fate="ends", seen=newest_change() - 1)
    settle(city, "goal", fate="ends", seen=newest_change())


def test_an_heir_or_a_thing_of_another_strategy_is_refused(city):
    elsewhere = make.ThemeFactory()
    with pytest.raises(NotAllowed, match="ei enää ole uudessa strategiassa"):
        settle(city, "goal", heirs=[("theme", elsewhere.pk)])
    foreign = make.GoalFactory()
    assert city.client.get(f"{PAGE}goal/{foreign.pk}/").status_code == 404
    assert city.client.get(f"{PAGE}user/1/").status_code == 404
    with pytest.raises(type(city.old).DoesNotExist):
        settle_fates(city.old.pk, [("goal", foreign.pk)], Settlement("ends"), rights=city.rights)
    with pytest.raises(type(city.old).DoesNotExist):
        settle_fates(city.old.pk, [city.things["goal"]], Settlement("ends"), rights=rights_of(make.UserFactory()))


@pytest.mark.parametrize("number", [1, 3])
def test_the_workbench_costs_the_same_with_one_and_three_of_everything(city, number, django_assert_max_num_queries):
    for _each in range(number):
        goal = make.GoalFactory(strategy=city.old)
        action = make.ActionFactory(goals=[goal])
        make.SuccessionFactory(old_goal=goal, new_theme=make.ThemeFactory(strategy=city.new))
        make.SuccessionFactory(old_action=action, new_benefit=make.BenefitFactory(strategy=city.new))
        make.BenefitFactory(strategy=city.new, indicators=[make.IndicatorFactory()])
    city.client.get(PAGE)
    with django_assert_max_num_queries(12):
        assert city.client.get(PAGE).status_code == 200


def test_absurd_addresses_are_pages(city):
    for query in ("?vanha=ei-ole&uusi=ei-ole", f"?uusi={city.old.slug}", "?tila=x&laji=y", f"?tila={'x' * 5000}"):
        assert city.client.get(PAGE + query).status_code == 200
    filtered = main_words(city.client.get(f"{PAGE}?laji=mittarit"))
    assert "Vanha mittari" in filtered and "Vanha toimenpide" not in filtered
    ticked = city.client.get(f"{PAGE}?valitse=kaikki").content.decode()
    assert ticked.count(' name="thing"') == 3 and ticked.count("checked") == 4
    assert "ei ole vielä seuraajaa" in main_words(city.client.get(f"{PAGE}?vanha={city.new.slug}"))


def test_without_strategies_there_is_a_page(signed_in, coordinator):
    assert "Strategioita ei ole vielä" in main_words(signed_in(coordinator).get(PAGE))
