"""One entry: saved however incomplete, sent when complete, never overwritten, never lost."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from goals.models import Correction, Entry
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from measures.models import Indicator
from tests.factories import OrgUnitFactory, PositionFactory, RoundFactory, ScaleWordFactory

from .pages import by_id, form_values, list_of, main_words, parsed, said, with_class, words
from .situations import (
    TOLD,
    address,
    entry_of_action,
    entry_of_indicator,
    figures_of,
    person_in,
    post_form,
    save,
    send,
    told_last_year,
    typed_form,
    typed_over,
)

LATE = TOLD | {"forecast": "partly"}
DECIDED = {"cause": "Auditoijia ei saatu.", "correction": "Sovitaan lisäajasta.", "correction_due_on": "1.12.2023"}
NO_CAUSE = "Kerro, mikä ei etene suunnitellusti ja miksi."
NO_CORRECTION = [
    "Kerro, miten asia korjataan.",
    "Valitse, kuka korjaa.",
    "Kirjoita, mihin mennessä asia korjataan.",
]
SENT_ALREADY = "Kirjaus on jo lähetetty. Ota se takaisin, jos haluat muuttaa sitä."
CLOSED = "Katsaus on päättynyt, eikä kirjausta voi enää muuttaa."
DRAFT_LINE = "Tallennettu luonnoksena 12.03 – ei vielä lähetetty"


@pytest.fixture(params=["fragment", "page"])
def htmx(request):
    """Every deed works in place with htmx and as a page without JavaScript."""
    return request.param == "fragment"


@pytest.fixture
def three_past_noon(monkeypatch):
    moment = clock.now().replace(hour=12, minute=3, second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def problems_of(response):
    """What stands in the notice of the result: its sentences."""
    return [words(line) for box in with_class(parsed(response), "entry-result") for line in box.iter("li")]


def close(round):
    round.state, round.closed_at = "closed", clock.now()
    round.save()


# --- the form -----------------------------------------------------------------------------------------------------
def test_form_asks_words_and_figures_together_in_plain_names(holder_client, entry):
    line = entry.action.measure_lines.get()
    page = holder_client.get(address(entry))
    assert list_of(page, f".//form[@id='entry-form-{entry.pk}']//*[@class='field__label']") == [
        "Tilanne",
        "Ennuste",
        "Teksti raporttiin (julkinen)",
        "Mittarit",
        "Luku, kpl",
        "Selite (julkinen)",
        "Ennakkotieto, joka voi vielä tarkentua",
        "Mikä ei etene suunnitellusti ja miksi?",
        "Miten korjataan?",
        "Kuka korjaa?",
        "Mihin mennessä?",
        "Huomautus esihenkilölle (ei tule raporttiin)",
        "Aloitettu",
        "Valmistunut",
    ]
    assert line.words in main_words(page)
    assert list_of(page, ".//h1") == [entry.action.title]
    assert "kierros" not in main_words(page).lower()
    figure = by_id(page, f"id_e{entry.pk}-figure_{line.indicator_id}")
    assert (figure.get("inputmode"), figure.get("type")) == ("decimal", "text")


def test_form_of_an_indicator_asks_no_progress(holder_client, round, post):
    entry = entry_of_indicator(round, post, indicator={"name": "Työttömyysaste"})
    page = holder_client.get(address(entry))
    assert (
        set(form_values(page, f"entry-form-{entry.pk}")) & {f"e{entry.pk}-progress", f"e{entry.pk}-started_on"} == set()
    )
    assert "Työttömyysaste" in main_words(page)


def test_form_uses_the_citys_own_words_for_the_scale(holder_client, entry):
    ScaleWordFactory(code="in_progress", label="Työn alla", explanation="Työ on alkanut.")
    assert "Työn alla" in main_words(holder_client.get(address(entry)))


def test_form_offers_posts_of_today_to_correct_never_a_group(holder_client, entry, unit):
    PositionFactory(kind="group", title="Henkilöstö", unit=unit)
    PositionFactory(title="Entinen johtaja", unit=unit, valid_to=clock.today().replace(year=2022))
    offered = list_of(holder_client.get(address(entry)), f".//select[@id='id_e{entry.pk}-correction_post_id']/option")
    assert "Vapaa-aikapäällikkö" in offered
    assert {"Henkilöstö", "Entinen johtaja"} & set(offered) == set()


def test_last_times_words_stand_beside_and_serve_as_a_base(holder_client, entry):
    told_last_year(entry, public_text="Viime vuonna aloitettiin.")
    page = holder_client.get(address(entry))
    assert [words(box) for box in with_class(parsed(page), "previous")] == [
        "Viimeksi: Tilinpäätösraportti 2022 Käynnissä Ennuste: Toteutuu Viime vuonna aloitettiin. Käytä pohjana"
    ]
    based = holder_client.get(address(entry) + "?base=1")
    assert form_values(based, f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"] == "Viime vuonna aloitettiin."
    entry.refresh_from_db()
    assert entry.public_text == ""


def test_the_page_has_the_same_number_of_queries_with_1_and_3_figures(
    holder_client, round, post, django_assert_max_num_queries
):
    one, three = entry_of_action(round, post, figures=1), entry_of_action(round, post, figures=3)
    told_last_year(one)
    told_last_year(three)
    holder_client.get(address(one))  # the day's first visit writes that she was here
    with django_assert_max_num_queries(12) as with_one:
        holder_client.get(address(one))
    with django_assert_max_num_queries(12) as with_three:
        page = holder_client.get(address(three))
    assert len(with_three) == len(with_one)
    assert len(with_class(parsed(page), "entry__figure")) == 3


# --- saving -------------------------------------------------------------------------------------------------------
def test_saving_always_works_however_incomplete(holder_client, entry, htmx, three_past_noon):
    answer = save(holder_client, entry, htmx=htmx, public_text="Kesken vi")
    shown = main_words(holder_client.get(answer.url)) if answer.status_code == 302 else words(parsed(answer))
    assert DRAFT_LINE in shown
    entry.refresh_from_db()
    assert (entry.state, entry.public_text, entry.saved_at) == ("draft", "Kesken vi", three_past_noon)


def test_saving_nothing_at_all_works_too(holder_client, entry, htmx):
    assert save(holder_client, entry, htmx=htmx).status_code in (200, 302)
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_saving_asks_neither_cause_nor_correction(holder_client, entry):
    answer = save(holder_client, entry, htmx=True, **LATE)
    assert answer.status_code == 200
    assert problems_of(answer) == []


def test_saving_the_same_again_changes_nothing(holder_client, entry):
    save(holder_client, entry, **TOLD)
    entry.refresh_from_db()
    before = (entry.version, entry.history.count())
    save(holder_client, entry)
    entry.refresh_from_db()
    assert (entry.version, entry.history.count()) == before


def test_everything_typed_is_kept_as_typed(holder_client, entry, post):
    save(
        holder_client,
        entry,
        figure="12",
        note="Kevään laskenta",
        **LATE,
        **DECIDED,
        correction_post_id=post.pk,
        internal_note="Rahasta pitää puhua.",
        started_on="15.1.2023",
        finished_on="30.6.2023",
    )
    shown = form_values(holder_client.get(address(entry)), f"entry-form-{entry.pk}")
    shown.pop("csrfmiddlewaretoken")
    indicator = entry.action.measure_lines.get().indicator_id
    assert {name.removeprefix(f"e{entry.pk}-"): value for name, value in shown.items()} == LATE | DECIDED | {
        "version": "1",
        "correction_post_id": str(post.pk),
        "internal_note": "Rahasta pitää puhua.",
        "started_on": "15.1.2023",
        "finished_on": "30.6.2023",
        f"figure_{indicator}": "12",
        f"note_{indicator}": "Kevään laskenta",
        f"figure_version_{indicator}": "1",
    }


def test_a_wrong_figure_is_kept_as_typed_with_the_sentence(holder_client, entry, htmx):
    answer = save(holder_client, entry, htmx=htmx, figure="noin 12")
    shown = words(parsed(answer)) if htmx else " ".join(said(holder_client.get(answer.url)))
    assert "noin 12: Tästä ei löydy yhtä lukua. Kirjoita luku esimerkiksi näin: 1 234,5" in shown
    (figure,) = figures_of(entry)
    assert (figure.text, figure.value) == ("noin 12", None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.234", "Luku on kaksiselitteinen."),
        ("1,234", "Luku on kaksiselitteinen."),
        ("١٢", "Kirjoita luku numeroilla 0–9."),
        ("9" * 40, "Luku on liian suuri."),
        ("1,1234567", "Luvussa on liian monta desimaalia; kuusi riittää."),
        ("12 hlö", "Mittarin yksikkö on kpl. Kirjoita luku siinä yksikössä."),
        ("3/5", "Mittarilla ei ole asteikkoa. Kirjoita pelkkä luku."),
        ("1001", "Suurin mahdollinen luku on 1 000 kpl. Tarkista luku."),
        ("-1", "Pienin mahdollinen luku on 0 kpl. Tarkista luku."),
    ],
)
def test_an_ambiguous_figure_is_a_question_never_a_guess(holder_client, entry, typed, sentence):
    Indicator.objects.update(lowest=0, highest=1000)
    answer = save(holder_client, entry, htmx=True, figure=typed)
    assert f"{typed}: {sentence}" in words(parsed(answer))
    assert [(figure.text, figure.value) for figure in figures_of(entry)] == [(typed, None)]


def test_a_figure_beyond_the_bounds_is_not_sent(holder_client, entry, htmx):
    Indicator.objects.update(highest=100)
    answer = save(holder_client, entry, deed="send", htmx=htmx, figure="101", **TOLD)
    page = answer if htmx else holder_client.get(answer.url)
    assert "Suurin mahdollinen luku on 100 kpl. Tarkista luku." in words(parsed(page))
    entry.refresh_from_db()
    assert (entry.state, [(row.text, row.value) for row in figures_of(entry)]) == ("draft", [("101", None)])


def test_a_figure_is_read_anew_when_the_bounds_have_changed(holder_client, entry):
    Indicator.objects.update(highest=100)
    save(holder_client, entry, htmx=True, figure="101", **TOLD)
    Indicator.objects.update(highest=200)
    save(holder_client, entry, deed="send", htmx=True)
    entry.refresh_from_db()
    assert (entry.state, [row.value for row in figures_of(entry)]) == ("sent", [101])


def test_a_figure_may_be_provisional(holder_client, entry, htmx):
    (row,) = figures_of(entry)
    save(holder_client, entry, htmx=htmx, figure="12", **{f"provisional_{row.indicator_id}": "on"})
    (row,) = figures_of(entry)
    assert (row.text, row.is_provisional, row.history.first().is_provisional) == ("12", True, True)
    form = form_values(holder_client.get(address(entry)), f"entry-form-{entry.pk}")
    assert form[f"e{entry.pk}-provisional_{row.indicator_id}"] == "on"
    del form[f"e{entry.pk}-provisional_{row.indicator_id}"]
    post_form(holder_client, entry, form, htmx=htmx)
    (row,) = figures_of(entry)
    assert (row.text, row.is_provisional, row.version) == ("12", False, 2)


def test_a_tick_that_somebody_else_changed_is_compared(holder_client, entry):
    (row,) = figures_of(entry)
    mine = typed_form(holder_client, entry, figure="12")
    save(holder_client, entry, htmx=True, figure="12", **{f"provisional_{row.indicator_id}": "on"})
    answer = post_form(holder_client, entry, mine)
    assert answer.status_code == 409
    assert f"{row.indicator.name}: ennakkotieto ei kyllä" in main_words(answer)


def test_a_figure_told_in_words_is_no_question(holder_client, round, post):
    entry = entry_of_action(round, post, indicator={"kind": "yes_no", "unit": ""})
    answer = save(holder_client, entry, htmx=True, figure="1.234")
    assert problems_of(answer) == []
    assert "Tieto" in list_of(holder_client.get(address(entry)), ".//label[@class='field__label']")


def test_too_long_a_text_is_refused_with_the_text_kept(holder_client, entry, htmx):
    long = "pitkä " * 1700 + "loppu"
    answer = save(holder_client, entry, htmx=htmx, public_text=long, internal_note="Säilyvä sana")
    assert answer.status_code == 422
    assert any("enintään 10000 merkkiä" in problem for problem in problems_of(answer))
    if not htmx:
        shown = form_values(answer, f"entry-form-{entry.pk}")
        assert (shown[f"e{entry.pk}-public_text"], shown[f"e{entry.pk}-internal_note"]) == (long, "Säilyvä sana")
        assert list_of(answer, ".//title")[0].startswith("Virhe:")
    entry.refresh_from_db()
    assert (entry.state, entry.public_text) == ("empty", "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nolla\x00tavu ja\x08 ohjaus\x1bmerkit", "Nollatavu ja ohjausmerkit"),
        ("rivi\r\ntoinen", "rivi\ntoinen"),
        ("Äiti", "Äiti"),
        ("<b>lihava</b> & 'lainaus'", "<b>lihava</b> & 'lainaus'"),
    ],
)
def test_control_characters_are_cleaned_and_nothing_visible_is_lost(holder_client, entry, typed, kept):
    save(holder_client, entry, public_text=typed, figure="1\x002", note=typed)
    entry.refresh_from_db()
    assert entry.public_text == kept
    assert [(figure.text, figure.note) for figure in figures_of(entry)] == [("12", kept)]


def test_typed_tags_are_never_tags_on_a_page(holder_client, entry):
    save(holder_client, entry, public_text='<img src=x onerror="x()">', figure="<b>1</b>")
    page = holder_client.get(address(entry))
    assert [image for image in parsed(page).iter("img") if image.get("onerror")] == []
    assert form_values(page, f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"] == '<img src=x onerror="x()">'


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("progress", "kirottu"),
        ("forecast", "\x00"),
        ("correction_post_id", "999999"),
        ("correction_post_id", "x"),
        ("correction_due_on", "31.2.2023"),
        ("correction_due_on", "huomenna"),
        ("version", ""),
        ("version", "x"),
    ],
)
def test_an_unknown_value_is_refused_and_the_text_kept(holder_client, entry, htmx, field, value):
    answer = save(holder_client, entry, htmx=htmx, **(TOLD | {field: value}))
    assert answer.status_code == 422
    assert problems_of(answer) != []
    if not htmx:
        assert form_values(answer, f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"] == TOLD["public_text"]
    entry.refresh_from_db()
    assert (entry.state, entry.progress, entry.version) == ("empty", "", 0)


def test_figures_of_others_in_the_post_are_ignored(holder_client, round, entry):
    foreign = entry_of_action(round, PositionFactory())
    (theirs,) = figures_of(foreign)
    values = typed_form(holder_client, entry, figure="12") | {
        f"e{entry.pk}-figure_{theirs.indicator_id}": "666",
        f"e{entry.pk}-note_{theirs.indicator_id}": "ei minun",
        f"e{entry.pk}-figure_version_{theirs.indicator_id}": "0",
        f"e{entry.pk}-figure_version_999999": "0",
    }
    assert post_form(holder_client, entry, values, htmx=True).status_code == 200
    assert [figure.text for figure in figures_of(entry)] == ["12"]
    assert [(figure.text, figure.note) for figure in figures_of(foreign)] == [("", "")]


@pytest.mark.parametrize(
    ("deed", "reported"), [("save", TOLD), ("send", TOLD), ("send", LATE | DECIDED)], ids=["save", "send", "deviation"]
)
@pytest.mark.parametrize("number_of_figures", [1, 3])
def test_a_save_in_place_costs_at_most_12_queries(
    holder_client, round, post, django_assert_max_num_queries, number_of_figures, deed, reported
):
    entry = entry_of_action(round, post, figures=number_of_figures)
    values = typed_form(holder_client, entry, **reported, correction_post_id=post.pk)
    values |= {f"e{entry.pk}-figure_{figure.indicator_id}": "12" for figure in figures_of(entry)}
    with django_assert_max_num_queries(12 + 2):  # the two are the test's own savepoint
        assert post_form(holder_client, entry, values, deed=deed, htmx=True).status_code == 200
    assert [figure.text for figure in figures_of(entry)] == ["12"] * number_of_figures


# --- sending ------------------------------------------------------------------------------------------------------
def test_sending_asks_what_is_missing_after_saving_it(holder_client, entry, htmx):
    answer = save(holder_client, entry, deed="send", htmx=htmx, public_text="Kesken")
    assert answer.status_code == (422 if htmx else 302)
    shown = answer if htmx else holder_client.get(answer.url)
    assert problems_of(shown) == [
        "Valitse tilanne.",
        "Valitse ennuste.",
        "Kirjoita luku tai kerro selitteessä, miksi sitä ei ole.",
    ]
    entry.refresh_from_db()
    assert (entry.state, entry.public_text) == ("draft", "Kesken")


def test_sending_a_deviation_asks_cause_and_correction_only_then(holder_client, entry, post, htmx):
    answer = save(holder_client, entry, deed="send", htmx=htmx, figure="12", **LATE)
    assert problems_of(answer if htmx else holder_client.get(answer.url)) == [NO_CAUSE, *NO_CORRECTION]
    assert Correction.objects.count() == 0
    save(holder_client, entry, deed="send", htmx=htmx, **DECIDED, correction_post_id=post.pk)
    entry.refresh_from_db()
    assert entry.state == "sent"
    assert Correction.objects.get().entry == entry


def test_problems_lead_to_their_fields(holder_client, entry):
    answer = save(holder_client, entry, deed="send", htmx=True)
    targets = [link.get("href").removeprefix("#") for link in parsed(answer).iter("a")]
    form = by_id(holder_client.get(address(entry)), f"entry-form-{entry.pk}")
    ids = {element.get("id") for element in form.iter()}
    assert len(targets) == 4
    assert set(targets) <= ids


def test_sending_a_complete_entry(holder_client, holder, entry, htmx, three_past_noon):
    answer = save(holder_client, entry, deed="send", htmx=htmx, figure="1 234,5", **TOLD)
    shown = parsed(answer) if htmx else parsed(holder_client.get(answer.url))
    assert "Lähetetty 12.03" in words(shown)
    entry.refresh_from_db()
    assert (entry.state, entry.sent_by, entry.sent_at) == ("sent", holder, three_past_noon)
    assert [(str(row.value), row.sent_at, row.entered_by) for row in figures_of(entry)] == [
        ("1234.500000", three_past_noon, holder)
    ]


def test_a_sent_entry_takes_the_forms_place(holder_client, entry):
    answer = save(holder_client, entry, deed="send", htmx=True, figure="12", **TOLD)
    assert answer.headers["HX-Retarget"] == f"#entry-{entry.pk}"
    assert [form.get("action") for form in parsed(answer).iter("form")] == [
        reverse("goals:entry-take-back", args=[entry.pk])
    ]


def test_history_says_in_which_capacity_and_for_which_post(signed_in, deputy, entry):
    save(signed_in(deputy), entry, deed="send", figure="12", **TOLD)
    newest = entry.history.first()
    assert newest.history_user == deputy
    assert newest.history_change_reason == "sent · deputy: Vapaa-aikapäällikkö"
    (figure,) = figures_of(entry)
    assert figure.history.first().history_change_reason == "sent · deputy: Vapaa-aikapäällikkö"


def test_a_preparer_saves_but_cannot_send(signed_in, preparer, entry, htmx):
    client = signed_in(preparer)
    assert save(client, entry, htmx=htmx, **TOLD).status_code in (200, 302)
    buttons = list_of(client.get(address(entry)), f".//form[@id='entry-form-{entry.pk}']//button")
    assert buttons == ["Tallenna luonnos"]
    answer = save(client, entry, deed="send", htmx=htmx, figure="12", public_text="Valmistelijan sanat")
    assert answer.status_code == 422
    assert problems_of(answer) == ["Valmistelija kirjoittaa, haltija tai sijainen lähettää. Tallenna luonnos."]
    if not htmx:
        assert form_values(answer, f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"] == "Valmistelijan sanat"
    entry.refresh_from_db()
    assert entry.state == "draft"
    assert entry.history.first().history_change_reason == "saved · preparer: Vapaa-aikapäällikkö"


# --- taking back --------------------------------------------------------------------------------------------------
def test_a_sent_entry_can_be_taken_back_until_approved(holder_client, holder, entry):
    send(entry, holder)
    page = holder_client.get(address(entry))
    assert "Ota takaisin" in list_of(page, ".//main//button")
    answer = holder_client.post(reverse("goals:entry-take-back", args=[entry.pk]))
    assert (
        form_values(holder_client.get(answer.url), f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"]
        == TOLD["public_text"]
    )
    entry.refresh_from_db()
    assert (entry.state, entry.sent_at, entry.sent_by) == ("draft", None, None)
    assert [figure.sent_at for figure in figures_of(entry)] == [None]


def test_an_approved_entry_cannot_be_taken_back(holder_client, holder, director, entry):
    send(entry, holder)
    entry.state, entry.approved_at, entry.approved_by = "approved", clock.now(), director
    entry.save()
    assert "Ota takaisin" not in list_of(holder_client.get(address(entry)), ".//main//button")
    answer = holder_client.post(reverse("goals:entry-take-back", args=[entry.pk]))
    assert said(holder_client.get(answer.url)) == [
        "Vain lähetetyn kirjauksen, jota ei ole vielä hyväksytty, voi ottaa takaisin."
    ]
    entry.refresh_from_db()
    assert entry.state == "approved"


def test_a_preparer_does_not_take_back(signed_in, preparer, holder, entry):
    send(entry, holder)
    client = signed_in(preparer)
    assert "Ota takaisin" not in list_of(client.get(address(entry)), ".//main//button")
    client.post(reverse("goals:entry-take-back", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_a_sent_entry_is_not_saved_over_and_the_typed_text_stays_on_the_page(
    holder_client, signed_in, deputy, entry, htmx
):
    values = typed_form(holder_client, entry, figure="7", public_text="Haltijan sanat")
    send(entry, deputy)
    answer = post_form(holder_client, entry, values, htmx=htmx)
    assert answer.status_code == 422
    assert problems_of(answer) == [SENT_ALREADY]
    if not htmx:
        assert {"Haltijan sanat", "7"} <= set(list_of(answer, ".//dd"))
    entry.refresh_from_db()
    assert entry.public_text == TOLD["public_text"]


# --- other people's -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("deed", ["get", "post", "take back"])
def test_anothers_entry_is_not_there(holder_client, round, htmx, deed):
    foreign = entry_of_action(round, PositionFactory())
    headers = {"HX-Request": "true"} if htmx else {}
    if deed == "get":
        answer = holder_client.get(address(foreign), headers=headers)
    elif deed == "post":
        answer = post_form(holder_client, foreign, {f"e{foreign.pk}-version": "0"}, htmx=htmx)
    else:
        answer = holder_client.post(reverse("goals:entry-take-back", args=[foreign.pk]), headers=headers)
    assert answer.status_code == 404
    assert foreign.action.title not in answer.content.decode()
    foreign.refresh_from_db()
    assert (foreign.state, foreign.version) == ("empty", 0)


def test_a_bad_form_for_anothers_entry_is_not_there_either(holder_client, round):
    foreign = entry_of_action(round, PositionFactory())
    assert post_form(holder_client, foreign, {}).status_code == 404


def test_a_removed_holder_is_out_at_once(holder_client, holder, entry, htmx):
    values = typed_form(holder_client, entry, **TOLD)
    holder.posts_held.update(ends_on=clock.today().replace(day=9))
    assert post_form(holder_client, entry, values, htmx=htmx).status_code == 404
    assert holder_client.get(address(entry)).status_code == 404
    entry.refresh_from_db()
    assert entry.state == "empty"


def test_the_public_is_asked_to_sign_in(client, entry):
    assert client.get(address(entry)).url.startswith(reverse("account_login"))
    assert client.post(address(entry), {}).url.startswith(reverse("account_login"))


def test_neither_director_nor_coordinator_writes_in_anothers_name(signed_in, director, coordinator, entry):
    for user in (director, coordinator):
        assert signed_in(user).get(address(entry)).status_code == 404


# --- a closed round -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("deed", ["save", "send"])
def test_a_closed_round_is_locked_and_the_typed_text_stays_on_the_page(holder_client, round, entry, deed, htmx, post):
    values = typed_form(
        holder_client, entry, figure="12", note="Kevään laskenta", **LATE, **DECIDED, correction_post_id=post.pk
    )
    close(round)
    answer = post_form(holder_client, entry, values, deed=deed, htmx=htmx)
    assert answer.status_code == 422
    assert problems_of(answer) == [CLOSED]
    if not htmx:
        kept = set(list_of(answer, ".//dd"))
        assert {LATE["public_text"], "Kevään laskenta", "12", "Toteutuu osittain", "Vapaa-aikapäällikkö"} <= kept
        assert set(DECIDED.values()) <= kept
    entry.refresh_from_db()
    assert (entry.state, entry.version) == ("empty", 0)


def test_a_closed_round_is_locked_for_taking_back(holder_client, holder, round, entry):
    send(entry, holder)
    close(round)
    assert "Ota takaisin" not in list_of(holder_client.get(address(entry)), ".//main//button")
    answer = holder_client.post(reverse("goals:entry-take-back", args=[entry.pk]))
    assert said(holder_client.get(answer.url)) == [CLOSED]
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_a_closed_entry_is_read_but_has_no_form(holder_client, round, entry):
    save(holder_client, entry, public_text="Luonnokseksi jäi")
    close(round)
    page = holder_client.get(address(entry))
    assert by_id(page, f"entry-form-{entry.pk}") is None
    assert "Luonnokseksi jäi" in main_words(page)


# --- two people on one entry --------------------------------------------------------------------------------------
def test_the_second_of_two_sees_both_texts_and_nothing_is_overwritten(holder_client, signed_in, deputy, entry, htmx):
    second = signed_in(deputy)
    values = typed_form(second, entry, progress="completed", public_text="Sijaisen sanat")
    save(holder_client, entry, **TOLD)
    answer = post_form(second, entry, values, htmx=htmx)
    assert answer.status_code == 409
    rows = list_of(answer, f".//*[@id='entry-result-{entry.pk}']//tbody/tr")
    assert rows == [
        "Tilanne Valmis Käynnissä",
        "Ennuste – Toteutuu",
        "Teksti raporttiin (julkinen) Sijaisen sanat Työ etenee suunnitellusti.",
    ]
    if not htmx:
        assert form_values(answer, f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"] == "Sijaisen sanat"
    entry.refresh_from_db()
    assert (entry.public_text, entry.version) == (TOLD["public_text"], 1)


def test_saving_again_after_seeing_both_goes_through(holder_client, signed_in, deputy, entry, htmx):
    second = signed_in(deputy)
    values = typed_form(second, entry, figure="8", public_text="Sijaisen sanat")
    save(holder_client, entry, figure="7", **TOLD)
    conflict = post_form(second, entry, values, htmx=htmx)
    assert conflict.status_code == 409
    fresh = {
        field.get("name"): field.get("value")
        for field in parsed(conflict).iter("input")
        if "version" in field.get("name", "")
    }
    assert post_form(second, entry, values | fresh, htmx=htmx).status_code in (200, 302)
    entry.refresh_from_db()
    assert (entry.public_text, entry.saved_by) == ("Sijaisen sanat", deputy)
    assert [figure.text for figure in figures_of(entry)] == ["8"]


def test_the_conflict_names_the_post_that_the_other_chose(holder_client, signed_in, deputy, entry, post):
    second = signed_in(deputy)
    values = typed_form(second, entry, public_text="Sama")
    save(holder_client, entry, public_text="Sama", correction_post_id=post.pk)
    answer = post_form(second, entry, values, htmx=True)
    assert list_of(answer, ".//tbody/tr") == ["Kuka korjaa? – Vapaa-aikapäällikkö"]


def test_figures_conflict_one_by_one(holder_client, signed_in, deputy, round, post, htmx):
    entry = entry_of_action(round, post, figures=2)
    first, second_figure = figures_of(entry)
    second = signed_in(deputy)
    values = typed_form(second, entry, figure="8")
    save(holder_client, entry, figure="7")
    answer = post_form(second, entry, values, htmx=htmx)
    assert answer.status_code == 409
    assert list_of(answer, f".//*[@id='entry-result-{entry.pk}']//tbody/tr") == [f"{first.indicator.name} 8 7"]
    untouched = typed_over(values, entry, figure="") | {f"e{entry.pk}-figure_{second_figure.indicator_id}": "9"}
    assert post_form(
        second, entry, untouched | {f"e{entry.pk}-figure_{first.indicator_id}": "7"}, htmx=htmx
    ).status_code in (200, 302)
    assert [figure.text for figure in figures_of(entry)] == ["7", "9"]


def test_two_who_typed_the_same_do_not_quarrel(holder_client, signed_in, deputy, entry):
    second = signed_in(deputy)
    values = typed_form(second, entry, figure="7", **TOLD)
    save(holder_client, entry, figure="7", **TOLD)
    assert post_form(second, entry, values, htmx=True).status_code == 200


def test_an_answer_in_place_brings_the_new_versions(holder_client, entry):
    answer = save(holder_client, entry, htmx=True, figure="7", **TOLD)
    (figure,) = figures_of(entry)
    swapped = {
        field.get("name"): field.get("value") for field in parsed(answer).iter("input") if field.get("hx-swap-oob")
    }
    assert swapped == {f"e{entry.pk}-version": "1", f"e{entry.pk}-figure_version_{figure.indicator_id}": "1"}


# --- languages ----------------------------------------------------------------------------------------------------
def test_what_is_typed_keeps_the_language_it_was_typed_in(holder_client, entry):
    with override("sv"):
        save(holder_client, entry, public_text="Arbetet framskrider")
    entry.refresh_from_db()
    assert entry.language == "sv"
    send_form = typed_form(holder_client, entry)
    assert send_form[f"e{entry.pk}-public_text"] == "Arbetet framskrider"
    post_form(holder_client, entry, send_form)
    entry.refresh_from_db()
    assert entry.language == "sv"  # nothing was typed in Finnish


def test_an_unknown_language_is_not_there(holder_client, entry):
    assert holder_client.get(f"/de{address(entry)}").status_code == 404


def test_a_post_of_another_unit_has_its_own_entries(signed_in, round, entry):
    other = PositionFactory(unit=OrgUnitFactory())
    client = signed_in(person_in(other))
    assert client.get(address(entry)).status_code == 404
    assert client.get(address(entry_of_action(round, other))).status_code == 200


def test_an_entry_of_an_earlier_round_is_the_holders_to_read(holder_client, holder, post):
    earlier = RoundFactory(year=2022, kind="year_end", closed=True)
    entry = entry_of_action(earlier, post, approved=True, public_text="Viime vuosi")
    page = holder_client.get(address(entry))
    assert "Viime vuosi" in main_words(page)
    assert by_id(page, f"entry-form-{entry.pk}") is None
    assert Entry.objects.filter(post__in=rights_of(holder).writes_for).get() == entry
