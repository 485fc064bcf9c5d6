"""Fetched figures wait for a person; what was accepted is never overwritten, and the same fetch adds nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from kemistrategy import clock
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from measures.feeds import Client, Manners
from measures.models import ComparisonValue, Feed, Indicator, Observation, ProposedObservation
from measures.operations import statistics
from measures.operations.statistics import Decided, Tick, accept_values, dismiss_values, fetch_feeds
from tests import factories as make
from tests.goals.threads import Together

from .service import HTML, population, put_sotkanet, unemployment

POPULATION, UNEMPLOYMENT = "/StatFin/vaerak/11ra.px", "/StatFin/tyonv/12r5.px"
JUNE = {"period_start": date(2026, 6, 1), "period_end": date(2026, 6, 30)}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def summer_of_2026(settings):
    """When the fetched June of 2026 has ended."""
    settings.TODAY = date(2026, 7, 21)


def feed_of(indicator, **changes):
    given = {
        "provider": "statfin",
        "table": "tyonv/12r5",
        "content": "TYOTOSUUS",
        "compared_areas": ["SSS", "MK19"],
        "since": date(2023, 1, 1),
    }
    return Feed.objects.create(indicator=indicator, **(given | changes))


@pytest.fixture
def indicator():
    return make.IndicatorFactory(name="Työttömyys-%", kind="percent", unit="%", decimals=1)


@pytest.fixture
def feed(indicator):
    return feed_of(indicator)


@pytest.fixture
def coordinator():
    return rights_of(make.UserFactory(role=User.Role.COORDINATOR))


def fetch(service, value="17.1", **changes):
    """One fetch of every feed while the source gives this for June 2026; gives (new, superseded, problem) of each."""
    service.put(unemployment(value, **changes), UNEMPLOYMENT)
    outcomes = fetch_feeds(Feed.objects.select_related("indicator"))
    return [(outcome.new, outcome.superseded, outcome.problem) for outcome in outcomes]


def waiting():
    return ProposedObservation.objects.filter(state="waiting")


def ticks():
    """All that waits, as a page would show it now."""
    found = []
    for row in waiting():
        beside = Observation.objects.present().filter(
            indicator=row.indicator_id, period_start=row.period_start, period_end=row.period_end
        )
        found.append(Tick(row.pk, beside.values_list("pk", flat=True).first()))
    return found


def in_force():
    return list(Observation.objects.present().values_list("value", "is_provisional", "reason"))


# --- fetching -----------------------------------------------------------------------------------------------------
def test_a_fetched_value_waits_with_where_it_is_from(service, feed):
    assert fetch(service) == [(1, 0, "")]
    row = ProposedObservation.objects.get()
    told = {
        name: getattr(row, name) for name in ("source", "table", "code", "licence", "updated_at", "state", "revises")
    }
    assert told == {
        "source": "KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240",
        "table": "tyonv/12r5",
        "code": "TYOTOSUUS",
        "licence": "CC BY 4.0",
        "updated_at": datetime(2026, 7, 21, 5, 0, tzinfo=UTC),
        "state": "waiting",
        "revises": None,
    }
    assert (row.value, row.period_start, row.period_end) == (Decimal("17.1"), *JUNE.values())
    assert localdate(row.retrieved_at) == clock.today()
    assert [(past.history_user, past.history_change_reason) for past in row.history.all()] == [
        (None, "fetched: statfin tyonv/12r5")
    ]
    assert not Observation.objects.exists()


def test_the_same_fetch_twice_adds_nothing(service, feed):
    assert (fetch(service), fetch(service)) == ([(1, 0, "")], [(0, 0, "")])
    assert ProposedObservation.objects.count() == 1
    assert ProposedObservation.history.count() == 1
    assert ComparisonValue.objects.count() == 2


def test_the_areas_beside_are_kept_as_the_source_has_them_now(service, feed):
    fetch(service)
    table = unemployment()
    table.figures["SSS", "2026M06", "TYOTOSUUS"] = "12.9"
    fetch(service, figures=table.figures)
    values = ComparisonValue.objects.values_list("area", "area_name", "value", "period_end", "source", "licence")
    source = "KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240"
    assert list(values) == [
        ("SSS", "Koko maa", Decimal("12.9"), date(2026, 6, 30), source, "CC BY 4.0"),
        ("MK19", "Lappi", Decimal("11.1"), date(2026, 6, 30), source, "CC BY 4.0"),
    ]


def test_a_waiting_value_that_changed_gives_way_to_the_new_one(service, feed):
    fetch(service, "17.0")
    assert fetch(service, "17.1") == [(1, 1, "")]
    states = ProposedObservation.objects.order_by("pk").values_list("value", "state", "decided_at")
    assert list(states) == [(Decimal("17.0"), "superseded", None), (Decimal("17.1"), "waiting", None)]


def test_an_accepted_value_stays_until_a_person_accepts_the_revision(service, feed, coordinator):
    fetch(service, "17.0")
    accept_values(ticks(), rights=coordinator)
    first = Observation.objects.get()
    assert fetch(service, "17.0") == [(0, 0, "")]
    assert fetch(service, "17.1") == [(1, 0, "")]
    assert in_force() == [(Decimal("17.0"), False, "")]
    assert waiting().get().revises == first
    assert accept_values(ticks(), rights=coordinator) == Decided(1, [])
    assert in_force() == [(Decimal("17.1"), False, "Lähde on päivittänyt luvun.")]
    assert Observation.objects.get(value="17.1").corrects == first


def test_a_source_that_takes_its_revision_back_leaves_nothing_waiting(service, feed, coordinator):
    fetch(service, "17.0")
    accept_values(ticks(), rights=coordinator)
    fetch(service, "17.1")
    assert fetch(service, "17.0") == [(0, 1, "")]
    assert not waiting().exists()


def test_a_preliminary_figure_is_confirmed_by_the_same_number(service, feed, coordinator):
    fetch(service, marks={("KU240", "2026M06", "TYOTOSUUS"): "p"})
    accept_values(ticks(), rights=coordinator)
    assert in_force() == [(Decimal("17.1"), True, "")]
    assert fetch(service) == [(1, 0, "")]
    accept_values(ticks(), rights=coordinator)
    assert in_force() == [(Decimal("17.1"), False, "Lähde on vahvistanut ennakkotiedon.")]


def test_a_dismissed_number_is_not_proposed_again_but_another_is(service, feed, coordinator):
    fetch(service, "17.0")
    assert dismiss_values([waiting().get().pk], rights=coordinator) == 1
    assert fetch(service, "17.0") == [(0, 0, "")]
    assert fetch(service, "17.1") == [(1, 0, "")]
    assert fetch(service, "17.0") == [(0, 1, "")]
    row = ProposedObservation.objects.get(state="dismissed")
    assert (row.decided_by, row.history.first().history_change_reason) == (coordinator.user, "dismissed")


def test_a_value_that_a_person_entered_is_not_overwritten(service, feed, indicator):
    entered = make.ObservationFactory(indicator=indicator, value=Decimal("16.5"), **JUNE)
    assert fetch(service) == [(1, 0, "")]
    assert waiting().get().revises == entered
    assert in_force() == [(Decimal("16.5"), False, "")]


def test_of_two_feeds_the_failing_one_keeps_its_problem_and_the_other_goes_on(service, feed, indicator):
    other = feed_of(make.IndicatorFactory(position=0), table="vaerak/11ra", content="vaerak-vaesto")
    service.answers["GET", POPULATION] = HTML
    assert sorted(fetch(service)) == [
        (0, 0, "Palvelu 127.0.0.1 vastasi verkkosivulla eikä tiedoilla."),
        (1, 0, ""),
    ]
    other.refresh_from_db()
    assert (other.problem, localdate(other.fetched_at)) == (
        "Palvelu 127.0.0.1 vastasi verkkosivulla eikä tiedoilla.",
        clock.today(),
    )
    service.put(population(), POPULATION)
    assert sorted(fetch(service)) == [(0, 0, ""), (1, 0, "")]
    other.refresh_from_db()
    assert other.problem == ""
    assert [past.history_change_reason for past in other.history.all()] == ["fetch succeeded", "fetch failed", None]


def test_without_a_network_nothing_breaks(settings, feed):
    settings.STATFIN_ADDRESS, settings.STATISTICS_PAUSE = "http://127.0.0.1:9", 0
    outcome = fetch_feeds([feed])[0]
    assert outcome.problem == "Palveluun 127.0.0.1 ei saatu yhteyttä."


def test_an_indicator_told_in_words_is_not_fed(service):
    feed_of(make.IndicatorFactory(kind="text"))
    assert fetch(service) == [(0, 0, "Mittari kerrotaan sanoin, joten sille ei voi hakea lukuja.")]
    assert service.calls == []


def test_a_fault_that_nobody_thought_of_is_kept_too(service, feed, monkeypatch, caplog):
    def fail(feed, client):
        raise ZeroDivisionError

    monkeypatch.setitem(statistics.FETCH, "statfin", fail)
    assert fetch(service) == [(0, 0, "Haku keskeytyi odottamattomaan vikaan, joka on kirjattu palvelun lokiin.")]
    assert "could not be read" in caplog.text


def test_sotkanet_feeds_by_the_year(service):
    put_sotkanet(service)
    feed_of(make.IndicatorFactory(), provider="sotkanet", table="181", content="")
    assert fetch(service) == [(2, 0, "")]
    assert len(set(waiting().values_list("retrieved_at", flat=True))) == 1
    assert list(waiting().values_list("period_end", "value", "table", "code")) == [
        (date(2024, 12, 31), Decimal("14.0"), "181", ""),
        (date(2023, 12, 31), Decimal("13.5"), "181", ""),
    ]


@pytest.mark.parametrize("months", [1, 3])
def test_keeping_costs_the_same_with_1_and_3(service, feed, months, django_assert_max_num_queries):
    table = unemployment()
    codes = {f"2025M0{number}": f"2025M0{number}" for number in range(1, months + 1)}
    table.variables[1].values = codes
    table.figures = {("KU240", code, "TYOTOSUUS"): "15.5" for code in codes}
    service.put(table, UNEMPLOYMENT)
    with Client(contact="", manners=Manners(pause=0)) as client, django_assert_max_num_queries(12):
        outcome = statistics.fetch_feed(feed, client=client)
    assert outcome.new == months


# --- accepting ----------------------------------------------------------------------------------------------------
def test_an_accepted_value_is_an_observation_with_its_source(service, feed, coordinator):
    fetch(service)
    assert accept_values(ticks(), rights=coordinator) == Decided(1, [])
    row, observation = ProposedObservation.objects.get(), Observation.objects.get()
    assert (row.state, row.observation, row.decided_by) == ("accepted", observation, coordinator.user)
    names = (
        "value",
        "period_start",
        "period_end",
        "is_provisional",
        "source",
        "retrieved_at",
        "entered_by",
        "corrects",
    )
    assert {name: getattr(observation, name) for name in names} == {
        "value": Decimal("17.1"),
        **JUNE,
        "is_provisional": False,
        "source": "KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240",
        "retrieved_at": row.retrieved_at,
        "entered_by": coordinator.user,
        "corrects": None,
    }
    assert observation.history.get().history_change_reason == "accepted a proposed value"
    assert row.history.first().history_change_reason == "accepted"


def test_a_value_is_accepted_once(service, feed, coordinator):
    fetch(service)
    seen = ticks()
    assert accept_values(seen, rights=coordinator) == Decided(1, [])
    assert accept_values(seen, rights=coordinator) == Decided(0, [])
    assert dismiss_values([seen[0].proposal], rights=coordinator) == 0
    assert Observation.objects.count() == 1


def test_whose_indicator_it_is_may_accept_and_nobody_else(service, feed, indicator):
    fetch(service)
    stranger, holder = make.PositionHolderFactory(), make.PositionHolderFactory(post=indicator.answering_post)
    assert accept_values(ticks(), rights=rights_of(stranger.user)) == Decided(0, [])
    assert accept_values(ticks(), rights=rights_of(make.UserFactory())) == Decided(0, [])
    assert accept_values(ticks(), rights=rights_of(holder.user)) == Decided(1, [])


def test_a_figure_entered_since_the_page_was_read_is_not_overwritten(service, feed, indicator, coordinator):
    fetch(service)
    seen = ticks()
    make.ObservationFactory(indicator=indicator, value=Decimal("16.5"), **JUNE)
    sentence = "Työttömyys-%, 1.6.–30.6.2026: jakson luku on muuttunut sillä välin. Katso se uudelleen."
    assert accept_values(seen, rights=coordinator) == Decided(0, [sentence])
    assert in_force() == [(Decimal("16.5"), False, "")]
    assert accept_values(ticks(), rights=coordinator) == Decided(1, [])


def test_an_overlapping_period_of_equal_length_is_left(service, feed, indicator, coordinator):
    make.ObservationFactory(indicator=indicator, period_start=date(2026, 5, 16), period_end=date(2026, 6, 14))
    fetch(service)
    sentence = "Työttömyys-%, 1.6.–30.6.2026: mittarilla on jo luku jaksolta, joka menee tämän kanssa päällekkäin."
    assert accept_values(ticks(), rights=coordinator) == Decided(0, [sentence])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"highest": 17}, "Suurin mahdollinen luku on 17\xa0%. Tarkista luku."),
        ({"lowest": 18}, "Pienin mahdollinen luku on 18\xa0%. Tarkista luku."),
        ({"scale_maximum": 5}, "Asteikko on 0–5. Kirjoita luku siltä väliltä."),
        ({"kind": "text"}, "mittari kerrotaan nyt sanoin, ei lukuna."),
    ],
)
def test_what_no_other_door_takes_is_left(service, feed, indicator, coordinator, changes, reason):
    fetch(service)
    Indicator.objects.update(**changes)
    sentence = f"Työttömyys-%, 1.6.–30.6.2026: {reason}"
    assert accept_values(ticks(), rights=coordinator) == Decided(0, [sentence])
    assert (in_force(), waiting().count()) == ([], 1)


def test_a_baseline_of_the_same_period_stays_the_baseline(service, feed, indicator, coordinator):
    make.BaselineFactory(indicator=indicator, value=Decimal("16.5"), **JUNE)
    fetch(service)
    accept_values(ticks(), rights=coordinator)
    assert list(Observation.objects.present().values_list("value", "is_baseline")) == [(Decimal("17.1"), True)]


def test_what_the_database_refuses_is_refused_whole(service, feed, coordinator, monkeypatch):
    def collide(*args, **kwargs):
        raise IntegrityError

    fetch(service)
    monkeypatch.setattr(statistics, "propose_ratios", collide)
    make.IndicatorFactory(numerator=feed.indicator, denominator=make.IndicatorFactory())
    with pytest.raises(NotAllowed) as refusal:
        accept_values(ticks(), rights=coordinator)
    assert str(refusal.value) == "Joku muu tallensi samat luvut juuri äsken. Katso luvut uudelleen."
    assert (waiting().count(), Observation.objects.count()) == (1, 0)


def test_an_accepted_part_proposes_the_ratio(service, feed, indicator, coordinator):
    people = make.ObservationFactory(value=200, **JUNE).indicator
    ratio = make.IndicatorFactory(numerator=indicator, denominator=people, ratio_scale=1, decimals=4)
    fetch(service)
    accept_values(ticks(), rights=coordinator)
    proposed = waiting().get()
    assert (proposed.indicator, proposed.origin, proposed.value) == (ratio, "ratio", Decimal("0.0855"))
    assert accept_values([Tick(proposed.pk)], rights=coordinator) == Decided(1, [])


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_accept_each_value_once(service, tmp_path, settings):
    indicator = make.IndicatorFactory(kind="percent", unit="%")
    feed_of(indicator)
    people = [make.UserFactory(role=User.Role.COORDINATOR) for _number in range(4)]
    fetch(service)
    seen = ticks()
    together = Together(tmp_path)
    results = together.run(*(lambda user=user: accept_values(seen, rights=rights_of(user)) for user in people))
    assert sorted(result.done for result in results) == [0, 0, 0, 1]
    assert together.run(lambda: Observation.objects.count()) == [1]
