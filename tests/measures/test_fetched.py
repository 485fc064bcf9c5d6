"""The page of fetched figures: what waits beside what is in force, and how the fetching goes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kemistrategy.organisation.models import User
from measures.models import Feed, Observation, ProposedObservation
from tests import factories as make
from tests.goals.pages import list_of, main_words, parsed, said, values_of, with_class, words

RETRIEVED = datetime(2023, 8, 10, 6, 30, tzinfo=UTC)
SOURCE = "KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def summer_of_2026(settings):
    """When the fetched periods have ended."""
    settings.TODAY = date(2026, 8, 10)


def proposed(indicator, value="17.1", *, month=6, **changes):
    given = {
        "origin": "statistics",
        "period_start": date(2026, month, 1),
        "period_end": date(2026, month, 28),
        "source": SOURCE,
        "licence": "CC BY 4.0",
        "updated_at": datetime(2026, 7, 21, 5, 0, tzinfo=UTC),
        "retrieved_at": RETRIEVED,
    }
    return ProposedObservation.objects.create(indicator=indicator, value=Decimal(value), **(given | changes))


def of_month(month=6):
    return {"period_start": date(2026, month, 1), "period_end": date(2026, month, 28)}


@pytest.fixture
def indicator():
    return make.IndicatorFactory(name="Työttömyys-%", kind="percent", unit="%", decimals=1)


@pytest.fixture
def browser():
    return signed_in(make.UserFactory(role=User.Role.COORDINATOR))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(client):
    return client.get(reverse("measures:fetched"))


def press(client, button, *keys, **more):
    posted = {button: "1", "value": list(keys)} | more
    return client.post(reverse("measures:fetched"), posted, follow=True)


def rows(page):
    return list_of(page, ".//form/section//tbody/tr")


# --- what is shown ------------------------------------------------------------------------------------------------
def test_a_new_value_stands_with_its_source_and_terms(browser, indicator):
    proposed(indicator, is_provisional=True)
    page = page_of(browser)
    assert rows(page) == ["1.6.–28.6.2026 17,1 % (ennakkotieto) – Uusi luku"]
    section = words(with_class(parsed(page), "fetched")[0])
    assert section.startswith(
        f"Työttömyys-% Lähde: {SOURCE} · haettu 10.8.2023 9.30 · lähde päivitetty 21.7.2026 · käyttöehdot CC BY 4.0"
    )


@pytest.mark.parametrize(
    ("observed", "fetched", "change"),
    [
        ({"value": 17, "retrieved_at": RETRIEVED}, {}, "Lähde on muuttanut lukua: 17,0 % → 17,1 %"),
        ({"value": 17}, {}, "Palveluun on kirjattu 17,0 %, lähteessä on 17,1 %."),
        ({"value": 17}, {"origin": "ratio"}, "Laskettu uudelleen: 17,0 % → 17,1 %"),
        (
            {"value": Decimal("17.1"), "is_provisional": True, "retrieved_at": RETRIEVED},
            {},
            "Lähde on vahvistanut ennakkotiedon.",
        ),
    ],
)
def test_what_accepting_would_change_is_said(browser, indicator, observed, fetched, change):
    present = make.ObservationFactory(indicator=indicator, **(of_month() | observed))
    row = proposed(indicator, revises=present, **fetched)
    page = page_of(browser)
    assert [line.partition(" % ")[2].partition(" % ")[2] for line in rows(page)] == [change]
    assert values_of(parsed(page).find(".//main//form")) == {"csrfmiddlewaretoken": form_token(page)}
    assert [box.get("value") for box in parsed(page).iterfind(".//input[@type='checkbox']")] == [
        f"{row.pk}-{present.pk}"
    ]


def form_token(page):
    return parsed(page).find(".//main//form/input[@name='csrfmiddlewaretoken']").get("value")


def test_feeds_are_listed_with_their_last_fetch_and_problem(browser, indicator):
    given = {"provider": "statfin", "content": "TYOTOSUUS", "since": date(2023, 1, 1)}
    Feed.objects.create(indicator=indicator, table="tyonv/12r5", fetched_at=RETRIEVED, problem="Häiriö (500).", **given)
    for table, changes in {"a/1": {"fetched_at": RETRIEVED}, "a/2": {}, "a/3": {"is_active": False}}.items():
        Feed.objects.create(indicator=make.IndicatorFactory(name=f"Mittari {table}"), table=table, **(given | changes))
    assert sorted(list_of(page_of(browser), ".//tbody/tr")) == [
        "Mittari a/1 Tilastokeskus, StatFin, a/1, TYOTOSUUS 10.8.2023 9.30 Kunnossa",
        "Mittari a/2 Tilastokeskus, StatFin, a/2, TYOTOSUUS – Ei vielä haettu",
        "Mittari a/3 Tilastokeskus, StatFin, a/3, TYOTOSUUS – Ei haeta",
        "Työttömyys-% Tilastokeskus, StatFin, tyonv/12r5, TYOTOSUUS 10.8.2023 9.30 Haku ei onnistunut: Häiriö (500).",
    ]


def test_a_problem_is_marked_as_finnish_on_a_swedish_page(browser, indicator):
    Feed.objects.create(
        indicator=indicator, provider="statfin", table="a/1", since=date(2023, 1, 1), problem="Häiriö (500)."
    )
    page = browser.get("/sv" + reverse("measures:fetched"))
    assert [span.get("lang") for span in parsed(page).iter("span") if words(span) == "Häiriö (500)."] == ["fi"]


def test_nothing_waits(browser):
    page = page_of(browser)
    assert "Mikään luku ei odota hyväksyntää." in main_words(page)
    assert parsed(page).find(".//main//form") is None


def test_a_holder_sees_the_figures_of_her_own_post_only(indicator):
    proposed(indicator)
    own = proposed(make.IndicatorFactory(name="Oma mittari"), "5")
    holder = make.PositionHolderFactory(post=own.indicator.answering_post).user
    assert list_of(page_of(signed_in(holder)), ".//h3") == ["Oma mittari"]


@pytest.mark.parametrize("role", [role for role in User.Role.values if role != User.Role.COORDINATOR])
def test_who_answers_for_nothing_has_no_such_page(role):
    client = signed_in(make.UserFactory(role=role))
    assert page_of(client).status_code == 404
    assert client.post(reverse("measures:fetched"), {"accept": "1"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_1_and_3(browser, number, django_assert_max_num_queries):
    for _number in range(number):
        row = proposed(make.IndicatorFactory())
        make.ObservationFactory(indicator=row.indicator, **of_month())
        Feed.objects.create(indicator=row.indicator, provider="statfin", table="a/1", since=date(2023, 1, 1))
    page_of(browser)
    with django_assert_max_num_queries(8):
        page = page_of(browser)
    assert len(rows(page)) == number


def test_what_came_together_stands_together_under_one_source(browser, indicator):
    proposed(indicator, month=6)
    proposed(indicator, month=5, retrieved_at=RETRIEVED.replace(second=1))
    proposed(indicator, month=4, retrieved_at=RETRIEVED.replace(day=9))
    sections = with_class(parsed(page_of(browser)), "fetched")
    assert [len(list(section.iterfind(".//tbody/tr"))) for section in sections] == [2, 1]


# --- what is done -------------------------------------------------------------------------------------------------
def test_ticked_values_are_accepted(browser, indicator):
    chosen, left = proposed(indicator, "17.1"), proposed(indicator, "16.9", month=5)
    page = press(browser, "accept", f"{chosen.pk}-0")
    assert said(page) == ["1 luku hyväksytty."]
    assert list(Observation.objects.values_list("value", "source", "retrieved_at")) == [
        (Decimal("17.1"), SOURCE, RETRIEVED)
    ]
    left.refresh_from_db()
    assert left.state == "waiting"


def test_all_new_values_of_an_indicator_at_once_but_no_revision(browser, indicator):
    new = [proposed(indicator, "17.1"), proposed(indicator, "16.9", month=5)]
    make.ObservationFactory(indicator=indicator, value=15, **of_month(4))
    revision = proposed(indicator, "15.5", month=4)
    page = page_of(browser)
    button = parsed(page).find(".//button[@name='accept-new']")
    assert words(button) == "Hyväksy kaikki 2 uutta : Työttömyys-%" or words(button).startswith(
        "Hyväksy kaikki 2 uutta"
    )
    hidden = parsed(page).find(f".//input[@name='new-{button.get('value')}']")
    posted = {"accept-new": button.get("value"), hidden.get("name"): hidden.get("value")}
    assert said(browser.post(reverse("measures:fetched"), posted, follow=True)) == ["2 lukua hyväksytty."]
    states = {row.pk: row.state for row in ProposedObservation.objects.all()}
    assert states == {**{row.pk: "accepted" for row in new}, revision.pk: "waiting"}


def test_ticked_values_are_dismissed(browser, indicator):
    row = proposed(indicator)
    assert said(press(browser, "dismiss", f"{row.pk}-0")) == ["1 luku hylätty."]
    row.refresh_from_db()
    assert (row.state, Observation.objects.count()) == ("dismissed", 0)


def test_a_value_that_was_decided_meanwhile_is_told(browser, indicator):
    row, other = proposed(indicator, state="superseded"), proposed(indicator, month=5)
    done = "Osa valituista oli jo käsitelty tai korvautunut uudemmalla luvulla."
    assert said(press(browser, "accept", f"{row.pk}-0", f"{other.pk}-0")) == ["1 luku hyväksytty.", done]
    assert said(press(browser, "dismiss", f"{row.pk}-0")) == [done]


def test_a_figure_that_changed_meanwhile_is_told(browser, indicator):
    row = proposed(indicator)
    make.ObservationFactory(indicator=indicator, **of_month())
    assert said(press(browser, "accept", f"{row.pk}-0")) == [
        "Työttömyys-%, 1.6.–28.6.2026: jakson luku on muuttunut sillä välin. Katso se uudelleen."
    ]


@pytest.mark.parametrize("keys", [[], [""], ["x"], ["1"], ["1-"], ["-1"], ["١-0"], ["9" * 40 + "-0"], ["1-0-0"]])
def test_nothing_readable_is_ticked(browser, indicator, keys):
    proposed(indicator)
    assert said(press(browser, "accept", *keys)) == ["Valitse ensin rivit."]


def test_another_persons_value_is_as_if_it_were_not_there(indicator):
    row = proposed(indicator)
    stranger = signed_in(make.PositionHolderFactory().user)
    press(stranger, "accept", f"{row.pk}-0")
    row.refresh_from_db()
    assert (row.state, Observation.objects.count()) == ("waiting", 0)


@pytest.mark.parametrize("button", ["accept", "dismiss"])
@pytest.mark.parametrize("number", [1, 3])
def test_deciding_costs_the_same_with_1_and_3(browser, number, button, django_assert_max_num_queries):
    keys = []
    for _number in range(number):
        row = proposed(make.IndicatorFactory())
        present = make.ObservationFactory(indicator=row.indicator, **of_month())
        keys.append(f"{row.pk}-{present.pk}")
    page_of(browser)
    with django_assert_max_num_queries(12):
        browser.post(reverse("measures:fetched"), {button: "1", "value": keys})
    assert not ProposedObservation.objects.filter(state="waiting").exists()


def test_the_terms_follow_the_figure_when_it_is_accepted(browser, indicator):
    row = proposed(indicator)
    press(browser, "accept", f"{row.pk}-0")
    observation = Observation.objects.get()
    assert (observation.value, observation.source, observation.licence) == (Decimal("17.1"), SOURCE, "CC BY 4.0")
