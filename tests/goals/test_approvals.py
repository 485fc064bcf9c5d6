"""The director reads, approves or returns what her own unit has sent."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate

from goals.operations import approval
from goals.operations.entries import take_back
from goals.operations.rounds import close_round
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from measures.models import Observation
from tests.factories import (
    EntryFactory,
    OrgUnitFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
    ScaleWordFactory,
    UserFactory,
)

from .pages import by_id, form_values, list_of, main_words, parsed, said, values_of, with_class, words
from .situations import (
    TOLD,
    as_it_is,
    entry_of_action,
    entry_of_indicator,
    figures_of,
    person_in,
    record,
    send,
)

CLOSED = "Katsaus on päättynyt, eikä kirjausta voi enää muuttaa."


@pytest.fixture
def director_client(director, signed_in):
    return signed_in(director)


@pytest.fixture
def sent(entry, holder):
    return send(entry, holder, internal_note="Rahasta pitää puhua.")


def approvals(client):
    return client.get(reverse("goals:approvals"))


def approve(client, *entries):
    read = [f"{entry.pk}:{entry.version}" for entry in entries]
    return client.post(reverse("goals:entries-approve"), {"entry": read}, follow=True)


def send_back(client, entry, note):
    return client.post(reverse("goals:entry-return", args=[entry.pk]), {"note": note})


def titles(page):
    return list_of(page, ".//article//strong[@id]")


def close(round):
    round.state, round.closed_at = "closed", clock.now()
    round.save()


# --- the page -----------------------------------------------------------------------------------------------------
def test_page_shows_who_has_reported_and_what_waits(director_client, holder, round, post, sent):
    entry_of_action(round, post)
    page = approvals(director_client)
    assert list_of(page, ".//tbody/tr") == ["Vapaa-aikapäällikkö 2 1 0"]
    assert titles(page) == [sent.action.title]
    article = words(parsed(page).find(".//article"))
    for told in (TOLD["public_text"], "Käynnissä", "Ennuste: Toteutuu", "12", "Rahasta pitää puhua."):
        assert told in article


def test_the_director_sees_who_corrects_a_deviation_and_by_when(director_client, entry, holder, post):
    corrector = PositionFactory(title="Rahastonhoitaja", unit=post.unit)
    told = {"forecast": "will_not_be_met", "cause": "Rahaa puuttui.", "correction": "Haetaan lisää."}
    send(entry, holder, **told, correction_post_id=corrector.pk, correction_due_on=date(2023, 11, 1))
    assert "Kuka ja mihin mennessä Rahastonhoitaja · 1.11.2023" in main_words(approvals(director_client))


def test_drafts_do_not_wait_for_approval(director_client, holder, entry):
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    page = approvals(director_client)
    assert titles(page) == []
    assert TOLD["public_text"] not in main_words(page)


def test_only_the_own_units_entries(director_client, round, sent):
    other = PositionFactory(unit=OrgUnitFactory())
    foreign = send(entry_of_action(round, other), person_in(other))
    assert titles(approvals(director_client)) == [sent.action.title]
    assert said(approve(director_client, foreign)) == ["Valitse ensin rivit."]
    assert send_back(director_client, foreign, "Tarkenna").status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "sent"


def test_units_below_are_the_directors_too(director_client, round, unit):
    below = PositionFactory(
        unit=OrgUnitFactory(parent=OrgUnitFactory(parent=unit, kind="service_area"), kind="result_unit")
    )
    entry = send(entry_of_action(round, below), person_in(below))
    assert titles(approvals(director_client)) == [entry.action.title]


def test_an_entry_without_a_post_is_counted_as_such(director_client, round, unit, sent):
    nobody = entry_of_action(round, PositionFactory(unit=unit))
    nobody.post = None
    nobody.save()
    assert "Vastaaja puuttuu 1 0 0" in list_of(approvals(director_client), ".//tbody/tr")


@pytest.mark.parametrize("person", ["holder", "preparer", "coordinator", "reader"])
def test_others_have_no_such_page(request, signed_in, sent, person):
    client = signed_in(UserFactory() if person == "reader" else request.getfixturevalue(person))
    assert approvals(client).status_code == 404
    assert approve(client, sent).status_code == 404
    assert send_back(client, sent, "Tarkenna").status_code == 404
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_preparer_of_the_directors_post_approves_nothing(signed_in, director, unit, sent):
    assert approvals(signed_in(person_in(unit.head, "preparer"))).status_code == 404


def test_rows_cost_the_same_queries_with_1_and_3(
    director_client, holder, round, post, sent, django_assert_max_num_queries
):
    approvals(director_client)
    with django_assert_max_num_queries(12) as with_one:
        approvals(director_client)
    for _number in range(2):
        send(entry_of_action(round, post), holder)
    with django_assert_max_num_queries(12) as with_three:
        assert len(titles(approvals(director_client))) == 3
    assert len(with_three) == len(with_one)


def test_each_review_speaks_its_own_words(director_client, holder, round, post, sent):
    report = RoundFactory(kind="project_interim", project=ProjectFactory(), slug="hanke")
    send(EntryFactory(round=report, project=report.project, post=post, unit=post.unit), holder)
    ScaleWordFactory(round=round, label_fi="Tekeillä")
    ScaleWordFactory(round=report, label_fi="Matkalla")
    page = main_words(approvals(director_client))
    assert (page.count("Tekeillä"), page.count("Matkalla")) == (1, 1)


def test_without_an_open_round_nothing_waits(director_client):
    assert "Yhtään katsausta ei ole avoinna." in main_words(approvals(director_client))


# --- approving ----------------------------------------------------------------------------------------------------
def test_the_ticked_ones_are_approved_with_who_and_when(director_client, director, holder, round, post, sent):
    other = send(entry_of_action(round, post), holder)
    page = approvals(director_client)
    assert sorted(box.get("value") for box in parsed(page).iter("input") if box.get("type") == "checkbox") == sorted(
        f"{entry.pk}:{entry.version}" for entry in (sent, other)
    )
    assert said(approve(director_client, sent)) == ["1 kirjaus hyväksytty."]
    sent.refresh_from_db()
    other.refresh_from_db()
    assert (sent.state, sent.approved_by, localdate(sent.approved_at)) == ("approved", director, clock.today())
    assert other.state == "sent"
    assert (sent.history.first().history_change_reason, sent.history.first().history_user) == ("approved", director)


def test_what_was_changed_since_it_was_read_is_read_again(director_client, holder, round, post, sent):
    other = send(entry_of_action(round, post), holder)
    take_back(sent.pk, rights=rights_of(holder))
    record(sent, holder, as_it_is(sent, "12", public_text="Toiset sanat."), send=True)
    sent.version -= 2  # as it stood on the director's page
    left = f"{sent.action.title}: Muuttunut sillä välin, lue uudelleen."
    assert said(approve(director_client, sent, other)) == ["1 kirjaus hyväksytty.", left]
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert said(approve(director_client, sent)) == ["1 kirjaus hyväksytty."]


@pytest.mark.parametrize("posted", ["", "x", "1", "1:", "1:x", ":1", "٣:1", "1:" + "9" * 40])
def test_nothing_ticked_is_said(director_client, sent, posted):
    page = director_client.post(reverse("goals:entries-approve"), {"entry": [posted]}, follow=True)
    assert said(page) == ["Valitse ensin rivit."]


def test_approving_twice_is_approving_once(director_client, sent):
    approve(director_client, sent)
    before = sent.history.count()
    assert said(approve(director_client, sent)) == ["Valitse ensin rivit."]
    assert sent.history.count() == before


def test_a_closed_round_is_locked_for_approving(director_client, round, sent):
    close(round)
    assert said(approve(director_client, sent)) == [CLOSED]
    sent.refresh_from_db()
    assert (sent.state, sent.approved_at) == ("sent", None)


# --- returning ----------------------------------------------------------------------------------------------------
def test_returning_needs_a_note(director_client, sent):
    answer = send_back(director_client, sent, "  \n")
    assert answer.status_code == 422
    assert list_of(answer, ".//*[@id='error-summary']//li") == [
        "Mitä pitäisi täydentää?: Kirjoita, mitä pitäisi täydentää."
    ]
    assert list_of(answer, ".//title")[0].startswith("Virhe:")
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_too_long_a_note_is_refused_with_the_note_kept(director_client, sent):
    long = "pitkä " * 400
    answer = send_back(director_client, sent, long)
    assert answer.status_code == 422
    (form,) = [form for form in parsed(answer).iter("form") if form.get("action").endswith("/palauta/")]
    assert values_of(form)["note"].strip() == long.strip()
    assert by_id(answer, f"note-{sent.pk}").tag == "textarea"
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_returned_entry_is_a_draft_with_the_note_beside(director_client, holder_client, director, sent):
    answer = send_back(director_client, sent, "Kerro,\x00 montako osallistui.")
    assert said(director_client.get(answer.url)) == ["Kirjaus palautettiin täydennettäväksi."]
    sent.refresh_from_db()
    assert (sent.state, sent.sent_at, sent.return_note) == ("returned", None, "Kerro, montako osallistui.")
    newest = sent.history.first()
    assert (newest.history_user, newest.history_change_reason) == (director, "returned: Kerro, montako osallistui.")
    page = holder_client.get(reverse("goals:entry-progress", args=[sent.pk]))
    notices = [words(notice) for notice in with_class(parsed(page), "notice--warning")]
    assert notices == ["Palautettu täydennettäväksi Kerro, montako osallistui."]
    assert form_values(page, f"entry-form-{sent.pk}")[f"e{sent.pk}-public_text"] == TOLD["public_text"]
    assert "Palautettu: Kerro, montako osallistui." in main_words(holder_client.get(reverse("goals:my-entries")))


def test_a_returned_entry_is_completed_and_sent_again(director, holder, sent):
    approval.return_entry(sent.pk, note="Tarkenna", rights=rights_of(director))
    send(sent, holder, public_text="Nyt tarkemmin.")
    assert (sent.state, sent.return_note, sent.public_text) == ("sent", "", "Nyt tarkemmin.")


def test_the_figures_of_a_returned_entry_are_not_posted_at_closing(director, holder, coordinator, round, sent):
    approval.return_entry(sent.pk, note="Tarkenna", rights=rights_of(director))
    assert [figure.sent_at for figure in figures_of(sent)] == [None]
    record(sent, holder, as_it_is(sent, "666"))
    assert close_round(round.pk, by=coordinator) == 0
    assert Observation.objects.count() == 0


def test_a_measures_own_entry_is_returned_with_its_figure(director, holder, round, post):
    entry = entry_of_indicator(round, post)
    send(entry, holder)
    approval.return_entry(entry.pk, note="Tarkenna", rights=rights_of(director))
    assert [figure.sent_at for figure in figures_of(entry)] == [None]


def test_returning_mails_the_writers(director, holder, deputy, preparer, sent, run_jobs):
    run_jobs(approval.return_entry, sent.pk, note="Tarkenna", rights=rights_of(director))
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in (holder, deputy, preparer))


def test_a_closed_round_is_locked_for_returning_and_the_note_stays_on_the_page(director_client, round, sent):
    close(round)
    answer = send_back(director_client, sent, "Kerro, montako osallistui.")
    assert answer.status_code == 422
    assert list_of(answer, ".//*[@id='error-summary']//li") == [f"Mitä pitäisi täydentää?: {CLOSED}"]
    assert by_id(answer, f"note-{sent.pk}").text.strip() == "Kerro, montako osallistui."
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.parametrize("name", ["entries-approve", "entry-return"])
def test_nothing_is_approved_or_returned_by_looking(director_client, sent, name):
    arguments = [sent.pk] if name == "entry-return" else []
    assert director_client.get(reverse(f"goals:{name}", args=arguments)).status_code == 405
