"""A correction is a row of its own: it names what it corrects and why, and the wrong figure stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kemistrategy.refusals import Conflict, NotAllowed
from measures.models import Observation
from measures.operations.observations import correct_observation
from tests.factories import BaselineFactory, IndicatorFactory, ObservationFactory, PositionFactory, TargetFactory
from tests.goals.pages import by_id, form_values, main_words, parsed, said, words
from tests.goals.threads import Together


@pytest.fixture
def indicator(post):
    return IndicatorFactory(answering_post=post, name_fi="Kävijät", unit_fi="hlö")


@pytest.fixture
def wrong(indicator):
    return ObservationFactory(
        indicator=indicator, value=1200, words="1 200", note="Koko vuosi", source="Laskuri", is_provisional=True
    )


def correct(row, rights, **given):
    typed = {
        "text": "1 100",
        "note": "Koko vuosi",
        "source": "Laskuri",
        "is_provisional": False,
        "reason": "Laskuri oli laskenut henkilökunnan.",
    }
    return correct_observation(row.pk, **typed | given, rights=rights)


# --- the operation ------------------------------------------------------------------------------------------------
def test_a_correction_takes_the_place_and_the_wrong_figure_stays(wrong, rights):
    new = correct(wrong, rights)
    assert list(Observation.objects.present()) == [new]
    wrong.refresh_from_db()
    assert (wrong.value, wrong.words, wrong.corrected_by) == (1200, "1 200", new)
    new.refresh_from_db()
    assert (new.value, new.words, new.note, new.source, new.is_provisional, new.is_baseline) == (
        1100,
        "1 100",
        "Koko vuosi",
        "Laskuri",
        False,
        False,
    )
    assert (new.period_start, new.period_end) == (wrong.period_start, wrong.period_end)
    assert (new.corrects, new.reason, new.entered_by) == (
        wrong,
        "Laskuri oli laskenut henkilökunnan.",
        rights.user,
    )
    assert new.history.get().history_change_reason == "corrected"


def test_a_baseline_stays_a_baseline_without_a_period(indicator, rights):
    wrong = BaselineFactory(indicator=indicator, value=900)
    new = correct(wrong, rights)
    assert (new.is_baseline, new.period_start, new.value) == (True, None, 1100)


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"reason": ""}, "Kerro, miksi lukua oikaistaan."),
        ({"reason": "  "}, "Kerro, miksi lukua oikaistaan."),
        ({"text": "12 kpl"}, "Mittarin yksikkö on hlö. Kirjoita luku siinä yksikössä."),
        ({"text": ""}, "Kirjoita luku."),
        (
            {"text": "1 200", "is_provisional": True},
            "Mikään ei muuttunut. Muuta lukua tai selitettä, tai jätä luku ennalleen.",
        ),
    ],
)
def test_what_is_no_correction_is_refused(wrong, rights, given, sentence):
    with pytest.raises(NotAllowed) as refusal:
        correct(wrong, rights, **given)
    assert str(refusal.value) == sentence
    assert list(Observation.objects.all()) == [wrong]


def test_the_database_refuses_a_correction_without_a_reason_and_a_fork(wrong, rights):
    period = {"period_start": wrong.period_start, "period_end": wrong.period_end}
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(indicator=wrong.indicator, value=1, corrects=wrong, **period)
    correct(wrong, rights)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(indicator=wrong.indicator, value=1, corrects=wrong, reason="syy", **period)


def test_a_row_is_never_changed_nor_deleted(wrong):
    wrong.value = 1
    deeds = (
        wrong.save,
        wrong.delete,
        Observation.objects.all().delete,
        lambda: Observation.objects.update(value=1),
    )
    for deed in deeds:
        with pytest.raises(TypeError):
            deed()
    assert Observation.objects.get().value == 1200


def test_who_comes_second_gets_the_first_ones_figure(wrong, rights):
    first = correct(wrong, rights)
    with pytest.raises(Conflict) as conflict:
        correct(wrong, rights, text="1 000")
    assert (str(conflict.value), conflict.value.theirs) == (
        "Joku muu on jo oikaissut tämän luvun. Vertaa lukuja.",
        first,
    )
    second = correct(first, rights, text="1 000")
    assert list(Observation.objects.present()) == [second]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_gets_a_conflict(wrong, rights, tmp_path):
    deeds = [lambda text=text: correct(wrong, rights, text=text) for text in ("1 000", "1 100")]
    one, other = Together(tmp_path).run(*deeds)
    outcomes = sorted([type(one).__name__, type(other).__name__])
    assert outcomes == ["Conflict", "Observation"]
    added, conflict = (one, other) if isinstance(one, Observation) else (other, one)
    assert conflict.theirs.pk == added.pk


def test_another_posts_figure_does_not_exist(rights):
    foreign = ObservationFactory(indicator=IndicatorFactory(answering_post=PositionFactory()))
    with pytest.raises(Observation.DoesNotExist):
        correct(foreign, rights)
    assert Observation.objects.count() == 1


# --- the page -----------------------------------------------------------------------------------------------------
def address(row):
    return reverse("measures:observation-correct", args=[row.pk])


def post_form(client, row, *, htmx=False, **typed):
    values = form_values(client.get(address(row)), "correction-form") | typed
    return send(client, row, values, htmx=htmx)


def send(client, row, values, *, htmx=False):
    values.pop("evidence_file", None)
    headers = {"HX-Request": "true", "HX-Target": "correction-form"} if htmx else {}
    return client.post(address(row), values, headers=headers)


def test_the_page_shows_what_is_corrected(holder_client, indicator, wrong):
    TargetFactory(indicator=indicator, low=1000)
    page = holder_client.get(address(wrong))
    assert (
        "Voimassa oleva luku Jakso 1.1.–30.6.2023 Arvo 1 200 hlö (ennakkotieto) Tavoitetaso vähintään 1 000 hlö "
        "Selite Koko vuosi Lähde Laskuri Kirjattu"
    ) in main_words(page)
    form = form_values(page, "correction-form")
    assert (form["text"], form["note"], form["source"], form["is_provisional"], form["reason"]) == (
        "1 200",
        "Koko vuosi",
        "Laskuri",
        "on",
        "",
    )


@pytest.mark.parametrize(
    "value, typed_words, shown",
    [
        (Decimal("-18.9"), "Kertynyt alijäämä 18,9 milj. €", "−18,9"),
        (Decimal("1200"), "", "1\u00a0200"),
        (Decimal("1200"), "1 200 hlö", "1 200 hlö"),
    ],
)
def test_the_field_holds_what_can_be_read_back(holder_client, indicator, value, typed_words, shown):
    row = ObservationFactory(indicator=indicator, value=value, words=typed_words)
    assert form_values(holder_client.get(address(row)), "correction-form")["text"] == shown


@pytest.mark.parametrize("htmx", [False, True])
def test_a_correction_leads_back_to_the_indicator(holder_client, indicator, wrong, htmx):
    answer = post_form(holder_client, wrong, htmx=htmx, text="1 100", reason="Laskuvirhe")
    to = answer.headers["HX-Redirect"] if htmx else answer.url
    assert to == reverse("reporting:indicator-detail", args=[indicator.pk])
    assert said(holder_client.get(to)) == ["Luku on oikaistu. Entinen jää historiaan."]
    assert Observation.objects.present().get().value == 1100


@pytest.mark.parametrize("htmx", [False, True])
def test_a_missing_reason_is_asked_and_nothing_is_lost(holder_client, wrong, htmx):
    answer = post_form(holder_client, wrong, htmx=htmx, text="1 100", note="Uusi selite")
    assert answer.status_code == 422
    assert words(by_id(answer, "id_reason_error")) == "Virhe: Kerro, miksi lukua oikaistaan."
    form = form_values(answer, "correction-form")
    assert (form["text"], form["note"]) == ("1 100", "Uusi selite")
    if not htmx:
        assert words(parsed(answer).find(".//title")).startswith("Virhe: ")


@pytest.mark.parametrize("htmx", [False, True])
def test_a_conflict_shows_the_figure_in_force_and_keeps_what_was_typed(holder_client, wrong, rights, htmx):
    form = form_values(holder_client.get(address(wrong)), "correction-form")
    theirs = correct(wrong, rights, text="1 150")
    answer = send(holder_client, wrong, form | {"text": "1 100", "reason": "Laskuvirhe"}, htmx=htmx)
    assert answer.status_code == 409
    told = words(by_id(answer, "correction-form"))
    assert "Joku muu on jo oikaissut tämän luvun. Vertaa lukuja." in told
    assert "Arvo 1 150 hlö" in told
    again = form_values(answer, "correction-form")
    assert (again["text"], again["reason"]) == ("1 100", "Laskuvirhe")
    assert by_id(answer, "correction-form").get("action") == address(theirs)
    assert send(holder_client, theirs, again, htmx=htmx).status_code in (200, 302)
    assert [row.value for row in Observation.objects.order_by("pk")] == [1200, 1150, 1100]


def test_a_corrected_row_has_no_page_of_its_own(holder_client, wrong, rights):
    correct(wrong, rights)
    assert holder_client.get(address(wrong)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_page_and_save_cost_the_same_however_many_figures_there_are(
    holder_client, indicator, wrong, django_assert_num_queries, number
):
    for back in range(number):
        ObservationFactory(
            indicator=indicator, period_start=date(2020 - back, 1, 1), period_end=date(2020 - back, 12, 31)
        )
    form = form_values(holder_client.get(address(wrong)), "correction-form")
    with django_assert_num_queries(6):
        holder_client.get(address(wrong))
    with django_assert_num_queries(8 + 2):  # the two are the test's own savepoint
        assert send(holder_client, wrong, form | {"text": "1", "reason": "Laskuvirhe"}).status_code == 302
