"""Many figures on one page: all of them are saved or none, and a pasted column is only a proposal."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from kemistrategy.periods import half_year, year
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, Observation
from measures.operations.observations import NotRecorded, TypedValue, record_observation, record_observations
from measures.queries import observations as queries
from tests.factories import (
    BaselineFactory,
    IndicatorFactory,
    ObservationFactory,
    PositionFactory,
    PositionHolderFactory,
    TargetFactory,
)
from tests.goals.pages import by_id, form_values, list_of, main_words, parsed, said, with_class, words
from tests.goals.threads import Together

FIRST_HALF = half_year(2023, 1)
ADDRESS = "/luvut/"


@pytest.fixture
def visitors(post):
    return IndicatorFactory(answering_post=post, name_fi="Kävijät", unit_fi="hlö", source_fi="Laskuri")


@pytest.fixture
def share(post):
    return IndicatorFactory(answering_post=post, name_fi="Osuus", kind="percent", unit_fi="%", highest=100)


@pytest.fixture
def plan(post):
    return IndicatorFactory(answering_post=post, name_fi="Suunnitelma", kind="milestone", unit_fi="")


@pytest.fixture
def three(visitors, share, plan):
    return visitors, share, plan


def kept():
    rows = Observation.objects.order_by("indicator")
    return [(row.indicator.name_fi, row.value, row.words, row.note, row.is_provisional) for row in rows]


# --- the operation ------------------------------------------------------------------------------------------------
def test_all_are_recorded_at_once(three, rights):
    visitors, share, plan = three
    typed = [
        TypedValue(visitors.pk, "1 234", note="Hyvä kesä"),
        TypedValue(share.pk, "12,5 %", is_provisional=True),
        TypedValue(plan.pk, "valmis"),
    ]
    added = record_observations(typed, period=FIRST_HALF, rights=rights)
    assert kept() == [
        ("Kävijät", Decimal(1234), "1 234", "Hyvä kesä", False),
        ("Osuus", Decimal("12.5"), "12,5 %", "", True),
        ("Suunnitelma", None, "valmis", "", False),
    ]
    assert [row.source for row in added] == ["Laskuri", "", ""]
    assert {row.entered_by for row in added} == {rights.user}
    assert [row.history.get().history_user for row in added] == [rights.user] * 3


def test_one_that_cannot_be_read_leaves_all_out(three, rights):
    visitors, share, plan = three
    record_observation(plan.pk, period=FIRST_HALF, text="kesken", rights=rights)
    typed = [TypedValue(visitors.pk, "12"), TypedValue(share.pk, "120"), TypedValue(plan.pk, "valmis")]
    with pytest.raises(NotRecorded) as refusal:
        record_observations(typed, period=FIRST_HALF, rights=rights)
    assert refusal.value.problems == {
        share.pk: "Suurin mahdollinen luku on 100\xa0%. Tarkista luku.",
        plan.pk: "Jaksolle on jo kirjattu luku. Jos se on väärin, oikaise se.",
    }
    assert kept() == [("Suunnitelma", None, "kesken", "", False)]


def test_another_posts_indicator_leaves_all_out(visitors, rights):
    foreign = IndicatorFactory(answering_post=PositionFactory())
    with pytest.raises(Indicator.DoesNotExist):
        record_observations(
            [TypedValue(visitors.pk, "12"), TypedValue(foreign.pk, "1")], period=FIRST_HALF, rights=rights
        )
    assert kept() == []


def test_a_period_that_is_not_over_leaves_all_out(visitors, rights):
    with pytest.raises(NotAllowed, match="Jakso ei ole vielä päättynyt"):
        record_observations([TypedValue(visitors.pk, "12")], period=year(2023), rights=rights)
    assert kept() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_saves_everything_and_the_other_nothing(three, rights, tmp_path):
    def deed(word):
        typed = [TypedValue(row.pk, word) for row in three]
        return lambda: record_observations(typed, period=FIRST_HALF, rights=rights)

    outcomes = Together(tmp_path).run(deed("1"), deed("2"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) in (
        ["_Recorded", "list"],
        ["NotAllowed", "list"],
    )


# --- the page -----------------------------------------------------------------------------------------------------
def post_form(client, typed, *, deed="save", htmx=False, address=ADDRESS):
    values = form_values(client.get(address), "figures-form") | typed | {"deed": deed}
    headers = {"HX-Request": "true", "HX-Target": "figures-form"} if htmx else {}
    return client.post(ADDRESS, values, headers=headers)


def rows_of(page):
    return [[words(cell) for cell in row] for row in parsed(page).iterfind(".//tr[@data-figure-row]")]


def test_the_newest_ended_half_year_is_asked_of_every_own_indicator(holder_client, three):
    visitors, share, _plan = three
    IndicatorFactory(name_fi="Toisen mittari", answering_post=PositionFactory())
    TargetFactory(indicator=visitors, low=1000, year=2023)
    BaselineFactory(indicator=visitors, value=900)
    ObservationFactory(indicator=visitors, value=950, period_start=date(2022, 1, 1), period_end=date(2022, 12, 31))
    BaselineFactory(indicator=share, value=40)
    page = holder_client.get(ADDRESS)
    assert "Jakso 1.1.–30.6.2023: kirjattu 0 / 3" in main_words(page)
    assert [row[:3] for row in rows_of(page)] == [
        ["Kävijät hlö", "vähintään 1 000 hlö", "950 hlö 2022"],
        ["Osuus %", "–", "40 % lähtötaso"],
        ["Suunnitelma", "–", "–"],
    ]
    assert list_of(page, ".//th[@scope='rowgroup']") == ["Vapaa-aikapäällikkö"]
    fields = [by_id(page, f"id_figure_{row.pk}") for row in three]
    assert [field.get("inputmode") for field in fields] == ["decimal", "decimal", None]
    assert list_of(page, f".//label[@for='id_figure_{visitors.pk}']") == ["Luku: Kävijät"]


def test_key_indicators_come_first_then_posts_and_names_in_finnish_order(coordinator_client):
    posts = [PositionFactory(title=title) for title in ("Äänenvalvoja", "Arkistonhoitaja")]
    for name, post, is_key in (
        ("Öljy", posts[0], False),
        ("Ahkio", posts[0], False),
        ("Zeta", posts[1], False),
        ("Vetonaula", posts[0], True),
        ("Orpo", None, False),
    ):
        IndicatorFactory(name_fi=name, answering_post=post, is_key=is_key, unit_fi="")
    page = coordinator_client.get(ADDRESS)
    assert list_of(page, ".//th[@scope='rowgroup']") == [
        "Keskeiset mittarit",
        "Arkistonhoitaja",
        "Vastaaja puuttuu",
        "Äänenvalvoja",
    ]
    assert [row[0] for row in rows_of(page)] == ["Vetonaula", "Zeta", "Orpo", "Ahkio", "Öljy"]


def test_the_period_is_chosen_in_the_address(holder_client, visitors):
    ObservationFactory(indicator=visitors, value=950, period_start=date(2022, 1, 1), period_end=date(2022, 12, 31))
    page = holder_client.get(f"{ADDRESS}?jakso=2022")
    assert "Jakso 2022: kirjattu 1 / 1" in main_words(page)
    assert rows_of(page)[0][3] == "950 hlö Oikaise Kävijät"
    chosen = [option for option in parsed(page).iter("option") if option.get("selected") is not None]
    assert [option.get("value") for option in chosen][:1] == ["2022"]
    assert f"/havainnot/{visitors.observations.get().pk}/oikaise/" in page.content.decode()


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ("kesä", "Osoitteen jaksoa ei voitu lukea. Valitse jakso listasta."),
        ("2023", "Jakso ei ole vielä päättynyt. Valitse jakso listasta."),
        ("2026H1", "Jakso ei ole vielä päättynyt. Valitse jakso listasta."),
    ],
)
def test_a_period_that_cannot_be_is_told_and_nothing_is_saved_to_another(holder_client, visitors, asked, sentence):
    page = holder_client.get(ADDRESS, {"jakso": asked})
    assert sentence in main_words(page)
    answer = holder_client.post(ADDRESS, {"jakso": asked, "deed": "save", f"figure_{visitors.pk}": "12"})
    assert (answer.status_code, kept()) == (422, [])
    assert sentence in words(by_id(answer, "error-summary"))
    assert form_values(answer, "figures-form")[f"figure_{visitors.pk}"] == "12"


@pytest.mark.parametrize("htmx", [False, True])
def test_saving_records_what_was_typed_and_leaves_the_rest(holder_client, three, htmx):
    visitors, share, _plan = three
    typed = {
        f"figure_{visitors.pk}": "1 234,5",
        f"note_{visitors.pk}": "Hyvä kesä",
        f"figure_{share.pk}": "12",
        f"provisional_{share.pk}": "on",
    }
    answer = post_form(holder_client, typed, htmx=htmx)
    to = answer.headers["HX-Redirect"] if htmx else answer.url
    assert to == "/luvut/?jakso=2023H1"
    assert kept() == [
        ("Kävijät", Decimal("1234.5"), "1 234,5", "Hyvä kesä", False),
        ("Osuus", Decimal(12), "12", "", True),
    ]
    page = holder_client.get(to)
    assert said(page) == ["2 lukua kirjattu."]
    assert [row[3] for row in rows_of(page)][:2] == [
        "1 234,5 hlö Oikaise Kävijät",
        "12 % (ennakkotieto) Oikaise Osuus",
    ]


@pytest.mark.parametrize("htmx", [False, True])
def test_one_bad_figure_saves_nothing_and_keeps_everything(holder_client, three, htmx):
    visitors, share, plan = three
    typed = {
        f"figure_{visitors.pk}": "1.234",
        f"figure_{share.pk}": "120",
        f"note_{share.pk}": "Mitattu keväällä",
        f"figure_{plan.pk}": "valmis",
    }
    answer = post_form(holder_client, typed, htmx=htmx)
    assert (answer.status_code, kept()) == (422, [])
    form = form_values(answer, "figures-form")
    assert {name: form[name] for name in typed} == typed
    links = [(link.get("href"), words(link)) for link in by_id(answer, "error-summary").iter("a")]
    assert links == [
        (
            f"#id_figure_{visitors.pk}",
            "Luku: Kävijät: Luku on kaksiselitteinen. Kirjoita tuhannet välilyönnillä (1 234) tai enintään kaksi "
            "desimaalia (1,23).",
        ),
        (f"#id_figure_{share.pk}", "Luku: Osuus: Suurin mahdollinen luku on 100 %. Tarkista luku."),
    ]
    assert len(with_class(parsed(answer), "field--invalid")) == 2
    if not htmx:
        assert words(parsed(answer).find(".//title")).startswith("Virhe: ")


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({}, "Kirjoita ainakin yksi luku."),
        ({"note": "Selite"}, "Kirjoita luku, johon selite kuuluu, tai poista selite."),
    ],
)
def test_nothing_and_a_note_alone_are_told(holder_client, visitors, typed, sentence):
    answer = post_form(holder_client, {f"{name}_{visitors.pk}": value for name, value in typed.items()})
    assert (answer.status_code, kept()) == (422, [])
    assert sentence in words(by_id(answer, "error-summary"))


def test_a_figure_that_somebody_else_recorded_meanwhile_is_shown_beside_ones_own(holder_client, visitors, rights):
    form = form_values(holder_client.get(ADDRESS), "figures-form")
    record_observation(visitors.pk, period=FIRST_HALF, text="10", rights=rights)
    answer = holder_client.post(ADDRESS, form | {f"figure_{visitors.pk}": "12", "deed": "save"})
    assert (answer.status_code, [row[1] for row in kept()]) == (422, [10])
    assert rows_of(answer)[0][3] == ("10 hlö Oikaise Kävijät Kirjoittamasi 12 jäi tallentamatta: joku muu ehti ensin.")
    assert by_id(answer, f"id_figure_{visitors.pk}").tag == "div"  # where the summary's link leads


def test_another_posts_indicator_is_not_found(holder_client, visitors):
    foreign = IndicatorFactory(answering_post=PositionFactory())
    answer = holder_client.post(ADDRESS, {"jakso": "2023H1", "deed": "save", f"figure_{foreign.pk}": "12"})
    assert (answer.status_code, kept()) == (404, [])


def test_a_post_without_indicators_is_told_so(signed_in, db):
    page = signed_in(PositionHolderFactory().user).get(ADDRESS)
    assert "Ei mittareita" in main_words(page)


# --- a pasted column ----------------------------------------------------------------------------------------------
def test_a_column_fills_the_fields_and_saves_nothing(holder_client, three):
    visitors, share, plan = three
    typed = {"column": "1 234\tHyvä kesä\r\n\r\nvalmis\r\n", f"figure_{share.pk}": "7", f"provisional_{share.pk}": "on"}
    page = post_form(holder_client, typed, deed="fill")
    assert (page.status_code, kept()) == (200, [])
    form = form_values(page, "figures-form")
    expected = {
        f"figure_{visitors.pk}": "1 234",
        f"note_{visitors.pk}": "Hyvä kesä",
        f"figure_{share.pk}": "7",
        f"provisional_{share.pk}": "on",
        f"figure_{plan.pk}": "valmis",
    }
    assert {name: form[name] for name in expected} == expected
    assert "2 lukua on kentissään, mutta mitään ei ole vielä tallennettu." in main_words(page)
    assert post_form_again(holder_client, form).status_code == 302
    assert len(kept()) == 3


def post_form_again(client, form):
    return client.post(ADDRESS, form | {"deed": "save"})


def test_rows_keep_their_places_past_a_recorded_one_and_the_rest_is_counted(holder_client, three, rights):
    visitors, share, plan = three
    record_observation(share.pk, period=FIRST_HALF, text="7", rights=rights)
    page = post_form(holder_client, {"column": "1\n2\n3\n4"}, deed="fill")
    form = form_values(page, "figures-form")
    assert (form[f"figure_{visitors.pk}"], form[f"figure_{plan.pk}"]) == ("1", "3")
    assert "2 riviä jäi ilman paikkaa" in main_words(page)


def test_the_first_row_goes_where_it_is_told(holder_client, three):
    _visitors, share, _plan = three
    page = post_form(holder_client, {"column": "5\n6", "first": str(share.pk)}, deed="fill")
    form = form_values(page, "figures-form")
    assert [form[f"figure_{row.pk}"] for row in three] == ["", "5", "6"]


@pytest.mark.parametrize(
    "column, sentence",
    [("", "Liitä ensin sarake."), ("a\tb\tc", "Liitä enintään kaksi saraketta: luku ja selite.")],
)
def test_what_is_no_column_is_told(holder_client, visitors, column, sentence):
    answer = post_form(holder_client, {"column": column, f"figure_{visitors.pk}": "7"}, deed="fill")
    assert answer.status_code == 422
    assert words(by_id(answer, "id_column_error")) == f"Virhe: {sentence}"
    assert form_values(answer, "figures-form")[f"figure_{visitors.pk}"] == "7"


# --- what it costs ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_page_and_save_cost_the_same_with_one_and_three(holder_client, post, django_assert_num_queries, number):
    indicators = IndicatorFactory.create_batch(number, answering_post=post)
    for indicator in indicators:
        TargetFactory(indicator=indicator)
        ObservationFactory(indicator=indicator, period_start=date(2022, 1, 1), period_end=date(2022, 12, 31))
    with django_assert_num_queries(7):
        page = holder_client.get(ADDRESS)
    form = form_values(page, "figures-form") | {f"figure_{row.pk}": "1" for row in indicators} | {"deed": "save"}
    with django_assert_num_queries(7 + 2):  # the two are the test's own savepoint
        assert holder_client.post(ADDRESS, form).status_code == 302
    wrong = form | {"jakso": "2022H2", f"figure_{indicators[0].pk}": "1.234"}
    with django_assert_num_queries(9 + 3):
        assert holder_client.post(ADDRESS, wrong).status_code == 422
    assert Observation.objects.count() == 2 * number


def test_a_long_list_is_paged(holder_client, post, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_LENGTH", 2)
    indicators = [IndicatorFactory(answering_post=post, name_fi=name, unit_fi="") for name in "abc"]
    page = holder_client.get(f"{ADDRESS}?jakso=2022")
    assert [row[0] for row in rows_of(page)] == ["a", "b"]
    assert "/luvut/?jakso=2022&sivu=2" in [link.get("href") for link in parsed(page).iter("a")]
    answer = post_form(holder_client, {f"figure_{indicators[2].pk}": "1"}, address=f"{ADDRESS}?jakso=2022&sivu=2")
    assert answer.url == "/luvut/?jakso=2022&sivu=2"
    assert [row[0] for row in kept()] == ["c"]


def test_the_addresses_name():
    assert reverse("measures:figures") == ADDRESS
