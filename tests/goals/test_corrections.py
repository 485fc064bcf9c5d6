"""From a deviation to its closing: chains of promises, what nobody has promised to mend, and a wrongly closed one."""

from datetime import date

import pytest
from django.urls import reverse

from goals.operations.corrections import close_correction, reopen_correction
from goals.queries.corrections import open_corrections
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from tests.factories import CorrectionFactory, EntryFactory, RoundFactory, UserFactory

from .pages import list_of, main_words, said
from .situations import entry_of_action, told_last_year

FIRST = {
    "forecast": "partly",
    "cause": "Laskuri puuttui.",
    "correction": "Laskuri hankitaan.",
    "correction_due_on": date(2023, 3, 31),
}


@pytest.fixture
def first(entry, post):
    """Promised in last year's report, which is closed."""
    return CorrectionFactory(entry=told_last_year(entry, **FIRST, correction_post=post))


def carried_on(entry, first, **fields):
    """The same promise in this year's review."""
    for name, value in (FIRST | {"correction": "Laskuri tulee syksyllä.", "correction_due_on": None} | fields).items():
        setattr(entry, name, value)
    entry.state, entry.sent_at, entry.sent_by = "sent", clock.now(), UserFactory()
    entry.save()
    return CorrectionFactory(entry=entry, continues=first)


def page_of(client, **narrowed):
    return client.get(reverse("goals:correction-list"), narrowed)


def articles(page):
    return list_of(page, ".//article")


def titles(page):
    return list_of(page, ".//article//h2")


def reopen(client, correction, note="Laskuri hajosi."):
    return client.post(reverse("goals:correction-reopen", args=[correction.pk]), {"note": note})


# --- chains -------------------------------------------------------------------------------------------------------
def test_an_open_promise_tells_in_how_many_reviews_it_has_been(signed_in, entry, first):
    (article,) = articles(page_of(signed_in(UserFactory())))
    assert "31.3.2023 · määräpäivä on mennyt" in article
    assert "Avoinna jo 2. katsauksessa" in article


def test_a_chain_is_one_row_with_what_was_promised_before(signed_in, entry, first):
    newer = carried_on(entry, first)
    (article,) = articles(page_of(signed_in(UserFactory())))
    assert "Miten korjataan Laskuri tulee syksyllä." in article
    assert f"Luvattu aiemmin {first.entry.round.title}: Laskuri hankitaan. (viimeistään 31.3.2023)" in article
    assert "Avoinna jo 2. katsauksessa" in article
    assert list(open_corrections()) == [newer]


def test_a_promise_continued_in_a_draft_alone_stands_itself(signed_in, entry, first):
    newer = carried_on(entry, first)
    newer.entry.state, newer.entry.sent_at, newer.entry.sent_by = "draft", None, None
    newer.entry.save()
    (article,) = articles(page_of(signed_in(UserFactory())))
    assert "Miten korjataan Laskuri hankitaan." in article
    assert list(open_corrections()) == [first]


def test_what_continues_is_closed_in_its_newest_review(coordinator, entry, first):
    newer = carried_on(entry, first)
    with pytest.raises(NotAllowed, match="uudemmassa katsauksessa"):
        close_correction(first.pk, note="Tehty", rights=rights_of(coordinator))
    close_correction(newer.pk, note="Tehty", rights=rights_of(coordinator))
    assert list(open_corrections()) == []


# --- narrowing ----------------------------------------------------------------------------------------------------
@pytest.fixture
def two(round, post, entry):
    """One of the holder's post and unit, and a closed one of somebody else."""
    mine = CorrectionFactory(
        entry=EntryFactory(round=round, sent=True, unit=post.unit, correction="Omani", correction_post=post)
    )
    other = CorrectionFactory(
        entry=EntryFactory(round=round, sent=True, correction="Toinen"),
        closed_on=clock.today(),
        closed_by=UserFactory(),
    )
    return [row.entry.action.title for row in (mine, other)]


def test_the_list_is_narrowed_in_the_address(holder_client, signed_in, director, two):
    mine, other = two
    assert titles(page_of(holder_client)) == [mine, other]
    assert titles(page_of(holder_client, whose="mine")) == [mine]
    assert titles(page_of(holder_client, state="closed")) == [other]
    assert titles(page_of(holder_client, state="open")) == [mine]
    assert titles(page_of(signed_in(director), whose="unit")) == [mine]
    assert titles(page_of(holder_client, whose="mine", state="closed")) == []
    assert "Rajaukseen ei sovi yksikään korjaava toimi." in main_words(
        page_of(holder_client, whose="mine", state="closed")
    )
    for nonsense in ({"whose": "<b>"}, {"state": "x\x00"}):
        assert titles(page_of(holder_client, **nonsense)) == [mine, other]


def test_only_what_one_has_is_offered(signed_in, holder_client, director, two):
    choices = ".//select[@id='filter-whose']/option"
    assert list_of(page_of(holder_client), choices) == ["Kaikki", "Omat"]
    assert list_of(page_of(signed_in(director)), choices) == ["Kaikki", "Omat", "Oman yksikön"]
    assert list_of(page_of(signed_in(UserFactory())), choices) == []


def test_chains_cost_no_more_queries(signed_in, round, post, django_assert_max_num_queries):
    client = signed_in(UserFactory())

    def add():
        entry = entry_of_action(round, post)
        carried_on(entry, CorrectionFactory(entry=told_last_year(entry, **FIRST, correction_post=post)))
        EntryFactory(round=round, sent=True, progress="discontinued")

    add()
    page_of(client)
    with django_assert_max_num_queries(12) as with_one:
        page_of(client)
    add()
    add()
    with django_assert_max_num_queries(12) as with_three:
        assert len(titles(page_of(client))) == 3
    assert len(with_three) == len(with_one)


# --- nothing promised ---------------------------------------------------------------------------------------------
def uncorrected(page):
    return list_of(page, ".//main//ul[@class='link-list']/li/span")


def test_a_deviation_without_a_promise_is_listed(signed_in, round, entry):
    client = signed_in(UserFactory())
    given_up = EntryFactory(round=round, sent=True, progress="discontinued", cause="Rahoitusta ei saatu.")
    EntryFactory(round=round, sent=True, progress="in_progress", forecast="will_be_met")
    EntryFactory(round=round, progress="discontinued", state="draft")
    promised = EntryFactory(round=round, sent=True, **FIRST)
    CorrectionFactory(entry=promised)
    page = page_of(client)
    assert uncorrected(page) == [given_up.action.title]
    assert "Ilman korjaavaa toimea" in main_words(page) and "Rahoitusta ei saatu." in main_words(page)
    assert uncorrected(page_of(client, state="closed")) == []


def test_an_open_promise_from_before_covers_a_new_deviation(signed_in, entry, first):
    entry.state, entry.sent_at, entry.sent_by = "sent", clock.now(), UserFactory()
    entry.forecast, entry.progress = "partly", "in_progress"
    entry.save()
    assert uncorrected(page_of(signed_in(UserFactory()))) == []


def test_only_the_newest_word_counts(signed_in, entry):
    client = signed_in(UserFactory())
    told_last_year(entry, progress="discontinued")
    assert len(uncorrected(page_of(client))) == 1
    entry.state, entry.sent_at, entry.sent_by = "sent", clock.now(), UserFactory()
    entry.progress, entry.forecast = "in_progress", "will_be_met"
    entry.save()
    assert uncorrected(page_of(client)) == []


def test_what_deviated_years_ago_is_history(signed_in, entry):
    told_last_year(entry, progress="discontinued")
    RoundFactory(kind="half_year", year=2022, slug="2022-h1", closed=True)
    old = RoundFactory(kind="year_end", year=2020, slug="2020-year", closed=True)
    EntryFactory(round=old, approved=True, progress="discontinued")
    assert len(uncorrected(page_of(signed_in(UserFactory())))) == 1


# --- opening again ------------------------------------------------------------------------------------------------
@pytest.fixture
def closed(first, holder):
    return close_correction(first.pk, note="Laskuri on hankittu.", rights=rights_of(holder))


def test_the_coordinator_opens_a_wrongly_closed_one_with_a_note(signed_in, coordinator, closed):
    client = signed_in(coordinator)
    assert "Avaa uudelleen" in list_of(page_of(client), ".//article//button")
    answer = reopen(client, closed)
    assert said(client.get(answer.url)) == ["Korjaava toimi on taas avoinna."]
    closed.refresh_from_db()
    assert (closed.closed_on, closed.closed_by, closed.closing_note) == (None, None, "")
    newest, before = closed.history.all()[:2]
    assert (newest.history_user, newest.history_change_reason) == (coordinator, "reopened: Laskuri hajosi.")
    assert before.closing_note == "Laskuri on hankittu."
    (article,) = articles(page_of(client))
    assert "Avattu uudelleen Laskuri hajosi." in article
    close_correction(closed.pk, note="Nyt on.", rights=rights_of(coordinator))
    assert "Avattu uudelleen" not in articles(page_of(client))[0]


def test_opening_again_needs_words(signed_in, coordinator, closed):
    answer = reopen(signed_in(coordinator), closed, " ")
    assert answer.status_code == 422
    assert list_of(answer, ".//title")[0].startswith("Virhe:")
    assert list_of(answer, ".//*[@id='error-summary']//li") == [
        "Miksi avataan uudelleen?: Kirjoita, miksi korjaava toimi avataan uudelleen."
    ]


def test_what_is_open_is_not_opened(coordinator, first):
    with pytest.raises(NotAllowed, match="jo avoinna"):
        reopen_correction(first.pk, note="x", rights=rights_of(coordinator))


@pytest.mark.parametrize("person", ["holder", "director", "reader"])
def test_nobody_else_opens_it(request, signed_in, closed, person):
    client = signed_in(UserFactory() if person == "reader" else request.getfixturevalue(person))
    assert "Avaa uudelleen" not in main_words(page_of(client))
    assert reopen(client, closed).status_code == 404
    closed.refresh_from_db()
    assert closed.closed_on


def test_markup_in_a_promise_is_words(signed_in, entry, first):
    first.entry.correction = "<img src=x onerror=alert(1)> " + "y" * 2000
    first.entry.save()
    assert "<img src=x onerror=alert(1)>" in main_words(page_of(signed_in(UserFactory())))
