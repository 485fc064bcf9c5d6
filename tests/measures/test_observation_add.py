"""Entering one figure: what is kept, and what is refused with a sentence that says what to do."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from kemistrategy.periods import Period, half_year, month, year
from kemistrategy.refusals import Conflict, NotAllowed
from measures.models import Indicator, Observation
from measures.operations.observations import record_baseline, record_observation
from tests.factories import BaselineFactory, IndicatorFactory, ObservationFactory, PositionFactory, TargetFactory
from tests.goals.pages import by_id, form_values, main_words, parsed, said, with_class, words

FIRST_HALF = half_year(2023, 1)
NO_NUMBER = "Tästä ei löydy yhtä lukua. Kirjoita luku esimerkiksi näin: 1 234,5"
A_QUESTION = "Luku on kaksiselitteinen. Kirjoita tuhannet välilyönnillä (1 234) tai enintään kaksi desimaalia (1,23)."


@pytest.fixture
def indicator(post):
    return IndicatorFactory(
        answering_post=post, name_fi="Kävijät", unit_fi="hlö", source_fi="Kävijälaskuri", frequency="half_yearly"
    )


def record(indicator, text, rights, period=FIRST_HALF, **more):
    return record_observation(indicator.pk, period=period, text=text, rights=rights, **more)


def kept(indicator):
    rows = Observation.objects.filter(indicator=indicator).order_by("pk")
    return [(row.period_start, row.period_end, row.value, row.words) for row in rows]


# --- the operation ------------------------------------------------------------------------------------------------
def test_a_figure_is_kept_with_its_words_and_who_entered_it(indicator, rights):
    row = record(indicator, "1 234,5 hlö", rights, note="Kesä oli kylmä.", is_provisional=True)
    row.refresh_from_db()
    assert (row.value, row.words, row.note, row.source) == (
        Decimal("1234.5"),
        "1 234,5 hlö",
        "Kesä oli kylmä.",
        "Kävijälaskuri",
    )
    assert (row.is_provisional, row.is_baseline, row.entered_by, row.corrects) == (True, False, rights.user, None)
    history = row.history.get()
    assert (history.history_user, history.history_change_reason, history.value) == (
        rights.user,
        "recorded",
        Decimal("1234.5"),
    )


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "Kirjoita luku."),
        ("   ", "Kirjoita luku."),
        ("NaN", NO_NUMBER),
        ("Infinity", NO_NUMBER),
        ("-∞", NO_NUMBER),
        ("1e400", NO_NUMBER),
        ("5-7", NO_NUMBER),
        ("١٢", "Kirjoita luku numeroilla 0–9."),
        ("9" * 40, "Luku on liian suuri. Tarkista numerot tai kirjoita esimerkiksi 18,9 milj."),
        ("1,1234567", "Luvussa on liian monta desimaalia; kuusi riittää."),
        (
            "1.234",
            "Luku on kaksiselitteinen. Kirjoita tuhannet välilyönnillä (1 234) tai enintään kaksi desimaalia (1,23).",
        ),
        (
            "1,234",
            "Luku on kaksiselitteinen. Kirjoita tuhannet välilyönnillä (1 234) tai enintään kaksi desimaalia (1,23).",
        ),
        ("12 kpl", "Mittarin yksikkö on hlö. Kirjoita luku siinä yksikössä."),
        ("3/5", "Mittarilla ei ole asteikkoa. Kirjoita pelkkä luku."),
    ],
)
def test_what_is_no_figure_is_refused(indicator, rights, text, sentence):
    with pytest.raises(NotAllowed) as refusal:
        record(indicator, text, rights)
    assert str(refusal.value) == sentence
    assert kept(indicator) == []


@pytest.mark.parametrize(
    "fields, text, sentence",
    [
        ({"lowest": 0, "highest": 100}, "-1", "Pienin mahdollinen luku on 0\xa0hlö. Tarkista luku."),
        ({"lowest": 0, "highest": 100}, "100,5", "Suurin mahdollinen luku on 100\xa0hlö. Tarkista luku."),
        ({"kind": "scale", "unit_fi": "", "scale_maximum": 5}, "6", "Asteikko on 0–5. Kirjoita luku siltä väliltä."),
        ({"kind": "scale", "unit_fi": "", "scale_maximum": 5}, "3/4", "Asteikko on 0–5. Kirjoita luku siltä väliltä."),
        ({"unit_fi": ""}, "12 hlö", "Mittarilla ei ole yksikköä. Kirjoita pelkkä luku."),
    ],
)
def test_what_is_beyond_the_indicators_bounds_is_refused(post, rights, fields, text, sentence):
    indicator = IndicatorFactory(**{"answering_post": post, "unit_fi": "hlö"} | fields)
    with pytest.raises(NotAllowed) as refusal:
        record(indicator, text, rights)
    assert (str(refusal.value), kept(indicator)) == (sentence, [])


@pytest.mark.parametrize("text", ["0", "100"])
def test_the_bounds_themselves_are_taken(post, rights, text):
    indicator = IndicatorFactory(answering_post=post, lowest=0, highest=100)
    assert record(indicator, text, rights).value == int(text)


@pytest.mark.parametrize("kind", ["yes_no", "milestone", "link", "text"])
def test_a_kind_told_in_words_keeps_the_words_and_no_value(post, rights, kind):
    indicator = IndicatorFactory(answering_post=post, kind=kind, unit="")
    row = record(indicator, "1.234 valmistui", rights)
    assert (row.value, row.words) == (None, "1.234 valmistui")
    with pytest.raises(NotAllowed, match=r"^Kirjoita tieto\.$"):
        record(indicator, " ", rights, period=half_year(2022, 2))


A_LENGTH = "Anna jaksoksi kuukausi, puolivuosi tai vuosi, esimerkiksi 6/2023, 1–6/2023 tai 2023."


@pytest.mark.parametrize(
    "period, sentence",
    [
        (half_year(2023, 2), "Jakso ei ole vielä päättynyt. Kirjaa sen luku aikaisintaan 31.12.2023."),
        (month(2023, 8), "Jakso ei ole vielä päättynyt. Kirjaa sen luku aikaisintaan 31.8.2023."),
        (year(2026), "Jakso ei ole vielä päättynyt. Kirjaa sen luku aikaisintaan 31.12.2026."),
        (Period(date(2023, 1, 1), date(2023, 3, 31)), A_LENGTH),
        (Period(date(2023, 1, 2), date(2023, 6, 30)), A_LENGTH),
        (Period(date(2023, 6, 30), date(2023, 6, 30)), A_LENGTH),
        (Period(date(2021, 1, 1), date(2022, 12, 31)), A_LENGTH),
    ],
)
def test_a_period_that_is_not_over_or_not_of_a_length_is_refused(indicator, rights, period, sentence):
    with pytest.raises(NotAllowed) as refusal:
        record(indicator, "12", rights, period=period)
    assert (str(refusal.value), kept(indicator)) == (sentence, [])


def test_a_half_and_a_month_inside_their_year_are_fine(indicator, rights):
    for period in (year(2022), half_year(2022, 1), half_year(2022, 2), month(2022, 6)):
        record(indicator, "12", rights, period=period)
    assert len(kept(indicator)) == 4


def test_overlapping_periods_of_equal_length_are_refused(indicator, rights):
    record(indicator, "12", rights, period=year(2022))
    with pytest.raises(NotAllowed) as refusal:
        record(indicator, "13", rights, period=Period(date(2021, 8, 1), date(2022, 7, 31)))
    assert str(refusal.value) == "Jakso menee päällekkäin jo kirjatun jakson 2022 kanssa. Valitse toinen jakso."
    assert len(kept(indicator)) == 1


def test_the_same_period_twice_is_a_conflict_that_shows_the_first(indicator, rights):
    first = record(indicator, "12", rights)
    with pytest.raises(Conflict) as conflict:
        record(indicator, "13", rights)
    assert str(conflict.value) == "Jaksolle on jo kirjattu luku. Jos se on väärin, oikaise se."
    assert conflict.value.theirs == first
    assert len(kept(indicator)) == 1


def test_a_baseline_without_a_date_stands_in_nobodys_way(indicator, rights):
    BaselineFactory(indicator=indicator)
    assert record(indicator, "12", rights).value == 12


def test_another_posts_indicator_does_not_exist(rights):
    with pytest.raises(Indicator.DoesNotExist):
        record(IndicatorFactory(answering_post=PositionFactory()), "12", rights)
    assert Observation.objects.count() == 0


# --- the page -----------------------------------------------------------------------------------------------------
def address(indicator):
    return reverse("measures:observation-add", args=[indicator.pk])


def post_form(client, indicator, *, htmx=False, **typed):
    values = form_values(client.get(address(indicator)), "observation-form") | typed
    values.pop("evidence_file", None)
    headers = {"HX-Request": "true", "HX-Target": "observation-form"} if htmx else {}
    return client.post(address(indicator), values, headers=headers)


def test_the_page_shows_what_is_known_and_proposes_the_likeliest_period(holder_client, indicator):
    BaselineFactory(indicator=indicator, value=900)
    TargetFactory(indicator=indicator, low=1000, year=2023)
    old = ObservationFactory(
        indicator=indicator, value=950, period_start=date(2022, 7, 1), period_end=date(2022, 12, 31)
    )
    page = holder_client.get(address(indicator))
    shown = main_words(page)
    assert "Yksikkö hlö Mittausväli Puolivuosittain Lähtötaso 900 hlö" in shown
    assert "Tavoitetaso vähintään 1 000 hlö Kirjatut luvut 1.7.–31.12.2022: 950 hlö Oikaise" in shown
    assert f"/havainnot/{old.pk}/oikaise/" in page.content.decode()
    form = form_values(page, "observation-form")
    assert (form["period"], form["source"], form["text"]) == ("1.1.–30.6.2023", "Kävijälaskuri", "")
    field = by_id(page, "id_text")
    assert (field.get("inputmode"), field.get("type")) == ("decimal", "text")


@pytest.mark.parametrize(
    "frequency, offered",
    [
        ("monthly", ["1.7.–31.7.2023", "1.6.–30.6.2023"]),
        ("half_yearly", ["1.1.–30.6.2023", "1.7.–31.12.2022"]),
        ("yearly", ["2022", "2021"]),
        ("unknown", ["1.1.–30.6.2023", "1.7.–31.12.2022"]),
    ],
)
def test_the_frequency_decides_which_periods_are_offered(holder_client, post, frequency, offered):
    page = holder_client.get(address(IndicatorFactory(answering_post=post, frequency=frequency)))
    options = [option.get("value") for option in parsed(page).iterfind(".//datalist/option")]
    assert options[:2] == offered


def test_the_proposed_period_is_the_newest_without_a_figure(holder_client, indicator):
    ObservationFactory(indicator=indicator)
    page = holder_client.get(address(indicator))
    assert form_values(page, "observation-form")["period"] == "1.7.–31.12.2022"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_saved_figure_leads_back_to_the_indicator(holder_client, indicator, htmx):
    answer = post_form(holder_client, indicator, htmx=htmx, period="1–6/2023", text="1 050", note="Hyvä kesä")
    to = answer.headers["HX-Redirect"] if htmx else answer.url
    assert to == reverse("reporting:indicator-detail", args=[indicator.pk])
    assert kept(indicator) == [(date(2023, 1, 1), date(2023, 6, 30), Decimal(1050), "1 050")]
    assert said(holder_client.get(to)) == ["Luku on kirjattu."]


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(holder_client, indicator, htmx):
    answer = post_form(holder_client, indicator, htmx=htmx, period="kesä", text="1.234", note="Hyvä kesä")
    assert answer.status_code == 422
    assert form_values(answer, "observation-form")["note"] == "Hyvä kesä"
    assert words(by_id(answer, "id_period_error")) == (
        "Virhe: Tästä ei löydy jaksoa. Kirjoita se esimerkiksi näin: 2023, 1–6/2023 tai 6/2023"
    )
    if not htmx:
        assert words(parsed(answer).find(".//title")).startswith("Virhe: ")
    assert [link.get("href") for link in by_id(answer, "error-summary").iter("a")] == ["#id_period"]
    answer = post_form(holder_client, indicator, htmx=htmx, text="1.234")
    assert answer.status_code == 422
    assert "Luku on kaksiselitteinen." in words(by_id(answer, "error-summary"))
    assert form_values(answer, "observation-form")["text"] == "1.234"
    assert kept(indicator) == []


def test_a_period_with_a_figure_offers_to_correct_it(holder_client, indicator, rights):
    theirs = record(indicator, "12", rights)
    answer = post_form(holder_client, indicator, text="13", period="2023H1")
    assert answer.status_code == 409
    notice = with_class(parsed(answer), "notice--warning")[0]
    assert words(notice).startswith("Jaksolla 1.1.–30.6.2023 on jo luku 12 hlö · Testihaltija")
    assert notice.find(".//a").get("href") == reverse("measures:observation-correct", args=[theirs.pk])
    assert form_values(answer, "observation-form")["text"] == "13"


def test_the_coordinator_enters_every_indicators_figures(coordinator_client, indicator):
    assert post_form(coordinator_client, indicator, text="5", period="2022").status_code == 302
    assert [row[2] for row in kept(indicator)] == [5]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_decimal_comma_is_read_in_every_language(holder_client, indicator, language):
    url = f"/{language}{address(indicator)}"
    assert holder_client.post(url, {"period": "2022", "text": "1,5"}).status_code == 302
    assert [row[2] for row in kept(indicator)] == [Decimal("1.5")]


@pytest.mark.parametrize("number", [1, 3])
def test_page_and_save_cost_the_same_however_many_figures_there_are(
    holder_client, indicator, django_assert_num_queries, number
):
    for back in range(number):
        ObservationFactory(
            indicator=indicator, period_start=date(2020 - back, 1, 1), period_end=date(2020 - back, 12, 31)
        )
    with django_assert_num_queries(6):
        holder_client.get(address(indicator))
    with django_assert_num_queries(8 + 2):  # the two are the test's own savepoint
        answer = holder_client.post(address(indicator), {"period": "2022", "text": "1,5"})
    assert answer.status_code == 302


# --- the baseline -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("period", [None, year(2022)], ids=["undated", "2022"])
def test_a_baseline_is_recorded_with_or_without_its_period(indicator, rights, period):
    row = record_baseline(indicator.pk, period=period, text="900", rights=rights)
    start, end = (period.start, period.end) if period else (None, None)
    assert (row.is_baseline, row.value, row.period_start, row.period_end) == (True, Decimal(900), start, end)
    assert row.history.get().history_change_reason == "baseline recorded"


def test_a_second_baseline_is_a_correction_of_the_first(indicator, rights):
    first = record_baseline(indicator.pk, period=None, text="900", rights=rights)
    with pytest.raises(Conflict, match="oikaise se") as refused:
        record_baseline(indicator.pk, period=year(2022), text="950", rights=rights)
    assert refused.value.theirs == first


def test_a_baseline_after_the_target_year_is_refused(indicator, rights):
    TargetFactory(indicator=indicator, year=2021)
    with pytest.raises(NotAllowed, match="Tavoitevuosi on ennen lähtötason ajankohtaa"):
        record_baseline(indicator.pk, period=year(2022), text="900", rights=rights)


def test_the_page_takes_a_baseline_whose_day_nobody_knows(holder_client, indicator):
    address = reverse("measures:observation-add", args=[indicator.pk])
    values = form_values(holder_client.get(f"{address}?lahtotaso=1"), "observation-form")
    assert (values["is_baseline"], values["period"]) == ("on", "")
    assert holder_client.post(address, values | {"text": "900"}).status_code == 302
    assert kept(indicator) == [(None, None, Decimal(900), "900")]


def test_without_a_period_only_a_baseline_is_taken(holder_client, indicator):
    page = holder_client.post(reverse("measures:observation-add", args=[indicator.pk]), {"text": "900"})
    assert page.status_code == 422
    assert "Kirjoita, miltä jaksolta luku on." in main_words(page)
    assert kept(indicator) == []


# --- what is remarked, never refused ------------------------------------------------------------------------------
def test_what_cannot_be_evaluated_is_told_beside_the_form(holder_client, indicator):
    shown = main_words(holder_client.get(reverse("measures:observation-add", args=[indicator.pk])))
    assert "Huomioita mitattavuudesta" in shown
    assert "Lähtötaso puuttuu, joten muutosta ei voi todeta. Selvitä arvo, josta lähdettiin." in shown


def test_an_odd_baseline_is_saved_and_remarked(holder_client, indicator, django_assert_max_num_queries):
    type(indicator).objects.filter(pk=indicator.pk).update(kind="number", direction="up")
    TargetFactory(indicator=indicator, low=900)
    address = reverse("measures:observation-add", args=[indicator.pk])
    values = form_values(holder_client.get(f"{address}?lahtotaso=1"), "observation-form")
    with django_assert_max_num_queries(12):
        answer = holder_client.post(address, values | {"text": "900"})
    assert kept(indicator) == [(None, None, Decimal(900), "900")]
    remarked = said(holder_client.get(answer.url))
    assert [sentence.split(".")[0] for sentence in remarked] == [
        "Luku on kirjattu",
        "Tavoitetaso on sama kuin lähtötaso",
    ]
