"""Readiness: who has reported, who has not, where there is nobody; approvals that are chosen and taken back."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.urls import reverse

from goals.models import Entry
from goals.operations import approval
from goals.queries.deadlines import Deadlines
from goals.queries.readiness import deadline_words
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from tests.factories import (
    EntryFactory,
    OrgUnitFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
    UserFactory,
)

from .pages import by_id, list_of, main_words, parsed, said, values_of
from .situations import TOLD, as_it_is, entry_of_action, figures_of, person_in, record, send, told_last_year

DUE = date(2023, 8, 18)


@pytest.fixture
def round(db):
    return RoundFactory(year=2023, due_on=DUE, opened_at=datetime(2023, 7, 3, 9, 0, tzinfo=UTC))


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def director_client(director, signed_in):
    return signed_in(director)


def readiness(client, **narrowed):
    return client.get(reverse("goals:readiness"), narrowed)


def remind(client, round, **fields):
    return client.post(reverse("goals:readiness-remind"), {"round": round.slug} | fields, follow=True)


def rows(page):
    """The rows of the table of posts: it stands before the one of the report's parts."""
    return list_of(page, ".//section//section//tbody/tr")


def titles(page):
    return list_of(page, ".//section//section//tbody/tr/th")


# --- the page -----------------------------------------------------------------------------------------------------
def test_each_post_tells_how_far_it_is(coordinator_client, round, post, unit, holder, director, run_jobs):
    first, second = entry_of_action(round, post), entry_of_action(round, post)
    returned, draft = entry_of_action(round, post), entry_of_action(round, post)
    untouched = entry_of_action(round, post)
    for entry in (first, second, returned):
        send(entry, holder)
    approval.approve_entries([first.pk], rights=rights_of(director))
    approval.return_entry(returned.pk, note="Tarkenna", rights=rights_of(director))
    record(draft, holder, as_it_is(draft, "12", **TOLD))
    assert untouched.state == "empty"
    page = readiness(coordinator_client)
    assert rows(page) == [
        "Vapaa-aikapäällikkö Osa puuttuu 2 / 5 1 palautettu 1, luonnoksia 1, kirjaamatta 1 "
        "10.8.2023 tänään Muistuta: Vapaa-aikapäällikkö"
    ]
    assert "Kirjattavia 5: lähetetty 2, niistä hyväksytty 1; palautettu 1, luonnoksia 1, kirjaamatta 1." in main_words(
        page
    )
    assert "Lähetetty 2 / 5 (40 %)" in main_words(page)
    assert list_of(page, ".//h3") == ["Hyvinvointitoimiala"]


def test_silence_is_told_with_its_days(coordinator_client, round, entry, post, holder):
    earlier = told_last_year(entry)
    earlier.sent_at = datetime(2023, 1, 31, 10, 0, tzinfo=UTC)
    earlier.save()
    silent = PositionFactory(title="Kirjastopäällikkö", unit=post.unit)
    person_in(silent)
    entry_of_action(round, silent)
    page = readiness(coordinator_client)
    assert "31.1.2023 191 päivää sitten" in rows(page)[0]
    assert "Ei vielä raportoinut" in rows(page)[1] and "ei koskaan" in rows(page)[1]


def test_a_post_without_a_holder_leads_to_naming_one(coordinator_client, director_client, round, entry, post):
    person_in(post, "preparer")
    (row,) = rows(readiness(coordinator_client))
    assert "Tehtävä täyttämättä" in row and "Nimeä haltija" in row
    links = [link.get("href") for link in parsed(readiness(coordinator_client)).iter("a")]
    assert reverse("organisation:post-holders", args=[post.pk]) in links
    assert "Kerro strategiakoordinaattorille." in rows(readiness(director_client))[0]


def test_an_entry_without_a_post_is_nobodys_silence(coordinator_client, round, unit):
    nobody = entry_of_action(round, PositionFactory(unit=unit))
    nobody.post = None
    nobody.save()
    assert rows(readiness(coordinator_client)) == [
        "Vastaaja puuttuu Vastaaja puuttuu 0 / 1 0 kirjaamatta 1 – Valitse vastaaja"
    ]


def test_an_ended_post_has_nobody_to_remind(coordinator_client, round, entry, post, holder):
    post.valid_to = date(2023, 8, 9)
    post.save()
    assert "Tehtävä täyttämättä" in rows(readiness(coordinator_client))[0]


def test_units_below_stand_under_their_department(coordinator_client, round, unit, entry, holder):
    area = OrgUnitFactory(parent=unit, kind="service_area")
    below = PositionFactory(unit=OrgUnitFactory(parent=area, kind="result_unit"))
    entry_of_action(round, below)
    assert list_of(readiness(coordinator_client), ".//h3") == ["Hyvinvointitoimiala"]
    assert len(rows(readiness(coordinator_client))) == 2


def test_the_coordinator_sees_the_city_and_a_director_her_own(coordinator_client, director_client, round, entry):
    entry_of_action(round, PositionFactory(title="Satamajohtaja", unit=OrgUnitFactory()))
    assert len(titles(readiness(coordinator_client))) == 2
    assert titles(readiness(director_client)) == ["Vapaa-aikapäällikkö"]


@pytest.mark.parametrize("person", ["holder", "preparer", "reader"])
def test_others_have_no_such_page(request, signed_in, round, entry, person):
    client = signed_in(UserFactory() if person == "reader" else request.getfixturevalue(person))
    assert readiness(client).status_code == 404
    assert remind(client, round).status_code == 404
    assert client.get(reverse("goals:readiness-post", args=[round.slug, entry.post_id])).status_code == 404


def test_the_page_is_narrowed_in_the_address(coordinator_client, round, entry, post, holder):
    done = PositionFactory(title="Satamajohtaja", unit=OrgUnitFactory())
    send(entry_of_action(round, done), person_in(done))
    everybody = ["Satamajohtaja", "Vapaa-aikapäällikkö"]
    assert sorted(titles(readiness(coordinator_client))) == everybody
    assert titles(readiness(coordinator_client, state="missing")) == ["Vapaa-aikapäällikkö"]
    assert titles(readiness(coordinator_client, state="ready")) == ["Satamajohtaja"]
    assert titles(readiness(coordinator_client, state="approval")) == ["Satamajohtaja"]
    assert titles(readiness(coordinator_client, state="vacant")) == []
    assert "Rajaukseen ei sovi yksikään tehtävä." in main_words(readiness(coordinator_client, state="vacant"))
    assert titles(readiness(coordinator_client, department=done.unit_id)) == ["Satamajohtaja"]
    for nonsense in ({"state": "<b>"}, {"department": "99999999999999999999"}, {"department": "x\x00"}):
        assert sorted(titles(readiness(coordinator_client, **nonsense))) == everybody


def test_a_projects_own_report_is_followed_too(coordinator_client, round, entry, post, holder):
    project = ProjectFactory(name="Satama", answering_post=post, units=[post.unit])
    own = RoundFactory(kind="project_final", year=2023, slug="loppu-1", project=project, as_of=date(2023, 6, 30))
    EntryFactory(round=own, project=project, post=post, unit=post.unit)
    assert list_of(readiness(coordinator_client), ".//section/div/h2") == [round.title, f"{own.title}: Satama"]


def test_the_parts_of_the_report_tell_when_all_their_writers_are_ready(coordinator_client, round, post, holder):
    first = entry_of_action(round, post)
    goal = first.action.plan_lines.get().goal
    other = PositionFactory(unit=post.unit)
    second = entry_of_action(round, other, goal=goal)
    send(first, holder)
    parts = ".//details//tbody/tr"
    assert list_of(readiness(coordinator_client), parts) == [f"{goal.title} Osa puuttuu 1 / 2 1 / 2"]
    send(second, person_in(other))
    assert list_of(readiness(coordinator_client), parts) == [f"{goal.title} Raportoinut 2 / 2 2 / 2"]


def test_without_an_open_review_or_entries_the_page_says_so(coordinator_client, round):
    assert "Yhtään katsausta ei ole avoinna." in main_words(readiness(coordinator_client))
    round.delete()
    assert "Yhtään katsausta ei ole avoinna." in main_words(readiness(coordinator_client))


def test_markup_in_a_title_is_words(coordinator_client, round, entry, post, holder):
    post.title = "<script>alert(1)</script>"
    post.save()
    assert titles(readiness(coordinator_client)) == ["<script>alert(1)</script>"]


def test_many_posts_cost_no_more_queries(coordinator_client, round, unit, django_assert_max_num_queries):
    def add():
        post = PositionFactory(unit=unit)
        person_in(post)
        entry_of_action(round, post)

    add()
    readiness(coordinator_client)
    with django_assert_max_num_queries(12) as with_one:
        readiness(coordinator_client)
    add()
    add()
    with django_assert_max_num_queries(12) as with_three:
        assert len(rows(readiness(coordinator_client))) == 3
    assert len(with_three) == len(with_one)


DAYS = Deadlines(due_on=DUE, grace_ends_on=date(2023, 8, 23), approve_by=date(2023, 8, 25), published_by=None)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2023, 8, 10), "Määräpäivään on 6 arkipäivää."),
        (date(2023, 8, 17), "Määräpäivään on 1 arkipäivä."),
        (DUE, "Määräpäivä on tänään."),
        (date(2023, 8, 21), "Määräpäivä on mennyt. Lisäaikaa on 23.8.2023 asti."),
        (date(2023, 8, 24), "Määräpäivästä on 4 arkipäivää."),
    ],
)
def test_the_day_is_told_in_working_days(today, words):
    assert deadline_words(DAYS, today) == words


# --- the button ---------------------------------------------------------------------------------------------------
def test_the_button_tells_whom_it_reminds_and_the_page_when(coordinator_client, round, entry, post, holder, run_jobs):
    empty = PositionFactory(title="Satamajohtaja", unit=post.unit)
    entry_of_action(round, empty)
    answer = run_jobs(remind, coordinator_client, round, state="missing")
    assert said(answer) == [
        "Muistutus lähtee: Vapaa-aikapäällikkö.",
        "Tehtävä täyttämättä, ei ketään muistutettavaksi: Satamajohtaja.",
    ]
    assert answer.redirect_chain[-1][0].endswith("?state=missing")
    assert [message.to for message in mail.outbox] == [[holder.email]]
    shown = rows(readiness(coordinator_client))[0]
    assert "Muistutettu tänään" in shown
    assert "Muistuta:" not in shown
    again = run_jobs(remind, coordinator_client, round, post=post.pk)
    assert said(again) == ["Muistutettu jo tänään: Vapaa-aikapäällikkö. Uuden voi lähettää huomenna."]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"post": "x"}, 404), ({"post": "²"}, 404), ({"round": "no-such"}, 200), ({"round": ""}, 200)],
)
def test_a_wrong_press_does_nothing(coordinator_client, round, entry, holder, fields, status, run_jobs):
    address = reverse("goals:readiness-remind")
    answer = run_jobs(coordinator_client.post, address, {"round": round.slug} | fields, follow=True)
    assert answer.status_code == status
    assert mail.outbox == []


def test_a_post_of_other_units_is_not_reminded(director_client, round, entry, holder, run_jobs):
    other = PositionFactory(unit=OrgUnitFactory())
    person_in(other)
    entry_of_action(round, other)
    answer = run_jobs(remind, director_client, round, post=other.pk)
    assert said(answer) == ["Ketään ei tarvitse muistuttaa: kaikki on lähetetty."]
    assert mail.outbox == []


# --- one post's entries, and approvals ----------------------------------------------------------------------------
def test_a_posts_entries_tell_who_approved_and_when(coordinator_client, director, holder, round, post, entry):
    send(entry, holder)
    approval.approve_entries([entry.pk], rights=rights_of(director))
    page = coordinator_client.get(reverse("goals:readiness-post", args=[round.slug, post.pk]))
    assert list_of(page, ".//tbody/tr") == [
        f"{entry.action.title} Hyväksytty 10.8.2023 10.8.2023 10.8.2023 · Testijohtaja "
        f"Peru hyväksyntä: {entry.action.title}"
    ]


def test_nothing_is_ticked_beforehand_and_all_can_be(director_client, holder, entry):
    send(entry, holder)

    def ticked(**address):
        page = director_client.get(reverse("goals:approvals"), address)
        boxes = [box for box in parsed(page).iter("input") if box.get("type") == "checkbox"]
        return [box.get("checked") is not None for box in boxes]

    assert ticked() == [False]
    assert ticked(tick="all") == [True]


def test_the_director_sees_what_is_still_being_written_by_title_alone(director_client, holder, round, post, entry):
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    page = main_words(director_client.get(reverse("goals:approvals")))
    assert "Ei vielä lähetetty Luonnoksen sisältö näkyy tässä vasta, kun se on lähetetty. " in page
    assert f"{entry.action.title}Luonnos" in page.replace(" Luonnos", "Luonnos")
    assert TOLD["public_text"] not in page


@pytest.fixture
def approved(entry, holder, director):
    send(entry, holder)
    approval.approve_entries([entry.pk], rights=rights_of(director))
    entry.refresh_from_db()
    return entry


def withdraw(client, entry, note):
    return client.post(reverse("goals:approval-withdraw", args=[entry.pk]), {"note": note})


@pytest.mark.parametrize("person", ["director", "coordinator"])
def test_an_approval_is_withdrawn_with_a_note(request, signed_in, approved, person, holder, run_jobs):
    user = request.getfixturevalue(person)
    client = signed_in(user)
    assert TOLD["public_text"] in main_words(client.get(reverse("goals:approval-withdraw", args=[approved.pk])))
    answer = run_jobs(withdraw, client, approved, "Luku on vanha.")
    assert said(client.get(answer.url)) == ["Hyväksyntä on peruttu, ja kirjaus on taas kirjoittajallaan."]
    approved.refresh_from_db()
    assert (approved.state, approved.approved_at, approved.approved_by, approved.sent_at, approved.return_note) == (
        "returned",
        None,
        None,
        None,
        "Luku on vanha.",
    )
    assert [figure.sent_at for figure in figures_of(approved)] == [None]
    newest = approved.history.first()
    assert (newest.history_user, newest.history_change_reason) == (user, "approval withdrawn: Luku on vanha.")
    assert holder.email in [message.to[0] for message in mail.outbox]


def test_withdrawing_needs_words_and_keeps_what_was_typed(director_client, approved):
    answer = withdraw(director_client, approved, " ")
    assert answer.status_code == 422
    assert list_of(answer, ".//title")[0].startswith("Virhe:")
    assert list_of(answer, ".//*[@id='error-summary']//li") == [
        "Miksi hyväksyntä perutaan?: Kirjoita, miksi hyväksyntä perutaan."
    ]
    long = withdraw(director_client, approved, "pitkä " * 40000)
    assert long.status_code == 422
    assert by_id(long, f"note-{approved.pk}").text.strip() == ("pitkä " * 40000).strip()
    assert values_of(parsed(long).findall(".//main//form")[0])["note"]
    approved.refresh_from_db()
    assert approved.state == "approved"


def test_nobody_else_withdraws_and_nothing_after_closing(signed_in, holder, director_client, director, round, approved):
    for user in (holder, UserFactory(), person_in(PositionFactory())):
        assert withdraw(signed_in(user), approved, "x").status_code == 404
    round.state, round.closed_at = "closed", clock.now()
    round.save()
    assert withdraw(director_client, approved, "x").status_code == 404
    approved.refresh_from_db()
    assert approved.state == "approved"


def test_two_who_withdraw_at_once_withdraw_once(approved, director, coordinator):
    approval.withdraw_approval(approved.pk, note="Ensin", rights=rights_of(director))
    with pytest.raises(Entry.DoesNotExist):
        approval.withdraw_approval(approved.pk, note="Sitten", rights=rights_of(coordinator))
