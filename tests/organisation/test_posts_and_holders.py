"""The coordinator's pages of posts and people, read as a person reads them."""

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.html import strip_tags

from kemistrategy.organisation.models import Position, PositionHolder, User
from tests.factories import PositionFactory, PositionHolderFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "organisation:posts-and-holders"


def words(page) -> str:
    return " ".join(strip_tags(re.sub(r"(?s)<svg.*?</svg>", "", page.content.decode())).split())


def rows(page) -> list[str]:
    found = re.findall(r"(?s)<tr>(.*?)</tr>", page.content.decode())
    return [" ".join(strip_tags(row).split()) for row in found][1:]


def typed(**changed):
    form = {"email": "uusi@kemi.example", "name": "Uusi Haltija", "language": "fi", "capacity": "holder"}
    return form | {"starts_on": "2023-08-10"} | changed


@pytest.mark.parametrize("number_of_posts", [1, 3])
def test_the_page_lists_every_post_with_the_same_queries(
    coordinator_client, django_assert_max_num_queries, number_of_posts
):
    posts = PositionFactory.create_batch(number_of_posts)
    for post in posts:
        for capacity in PositionHolder.Capacity.values:
            PositionHolderFactory(post=post, capacity=capacity)
    coordinator_client.get(reverse(PAGE))  # the first visit of a day writes "last seen"
    with django_assert_max_num_queries(9) as queries:
        page = coordinator_client.get(reverse(PAGE))
    assert len(rows(page)) == number_of_posts
    for post, row in zip(posts, rows(page), strict=True):
        assert [name in row for name in (post.title, *(str(held.user) for held in post.holders.all()))] == [True] * 4
    assert len(queries) == len(_queries_with_one_more(coordinator_client, django_assert_max_num_queries))


def _queries_with_one_more(client, limit):
    PositionHolderFactory()
    with limit(9) as queries:
        client.get(reverse(PAGE))
    return queries


def test_a_row_tells_who_was_invited_and_when_she_was_last_here(coordinator_client):
    user = UserFactory(
        name="Testihenkilö", invited_at=datetime(2023, 8, 1, 9, tzinfo=UTC), last_seen_on=date(2023, 8, 9)
    )
    post = PositionHolderFactory(user=user).post
    user.mails.create(occasion=f"invitation {user.invited_at.timestamp():.6f}")
    assert rows(coordinator_client.get(reverse(PAGE))) == [
        f"{post.title} {post.unit} Testihenkilö – – 1.8.2023 9.8.2023"
    ]


def test_an_invitation_that_has_not_left_is_seen(coordinator_client):
    user = UserFactory(name="Testihenkilö", invited_at=datetime(2023, 8, 1, 9, tzinfo=UTC))
    PositionHolderFactory(user=user)
    assert "Kutsu on lähdössä Ei vielä" in rows(coordinator_client.get(reverse(PAGE)))[0]


def test_a_vacant_post_says_so_also_with_a_deputy_or_a_later_holder(coordinator_client):
    _empty, deputised, awaited, ended = PositionFactory.create_batch(4)
    PositionHolderFactory(post=deputised, capacity="deputy")
    PositionHolderFactory(post=awaited, starts_on=date(2023, 9, 1))
    PositionHolderFactory(post=ended, ends_on=date(2023, 8, 9))
    page = coordinator_client.get(reverse(PAGE))
    assert [row.count("Tehtävä täyttämättä") for row in rows(page)] == [1, 1, 1, 1]
    assert "1.9.2023 alkaen" in rows(page)[2]


def test_groups_stand_apart_with_their_members(coordinator_client):
    member = PositionFactory(title="Rehtori")
    PositionFactory(title="Rehtorit", kind=Position.Kind.GROUP, members=[member])
    page = coordinator_client.get(reverse(PAGE))
    assert len(rows(page)) == 1
    assert "Rehtorit Ryhmä Jäsenet: Rehtori" in words(page)


def test_a_new_holder_is_appointed_invited_and_shown(coordinator_client):
    post = PositionFactory()
    page = coordinator_client.post(reverse("organisation:post-holders", args=[post.pk]), typed(), follow=True)
    assert "Uusi Haltija uusi@kemi.example Haltija 10.8.2023–" in rows(page)[0]
    assert "Kutsu on lähdössä" in rows(page)[0]
    user = User.objects.get(email="uusi@kemi.example")
    assert (user.role, user.has_usable_password()) == (User.Role.READER, False)


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"email": "ei-osoite"}, "Sähköposti:"),
        ({"name": ""}, "Nimi:"),
        ({"name": "\x07 \u2028"}, "Nimi:"),
        ({"name": "x" * 151}, "Nimi:"),
        ({"capacity": "king"}, "Asema:"),
        ({"starts_on": "30.2.2023"}, "Ensimmäinen päivä:"),
        ({"starts_on": ""}, "Ensimmäinen päivä:"),
        ({"language": "de"}, "Kutsun kieli:"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(coordinator_client, changed, sentence):
    post = PositionFactory()
    page = coordinator_client.post(reverse("organisation:post-holders", args=[post.pk]), typed(**changed))
    assert sentence in words(page)
    assert words(page).startswith("Virhe:")
    assert 'value="uusi@kemi.example"' in page.content.decode() or "email" in changed
    assert not post.holders.exists()


def test_a_second_holder_is_refused_with_a_sentence(coordinator_client):
    holder = PositionHolderFactory()
    page = coordinator_client.post(reverse("organisation:post-holders", args=[holder.post_id]), typed())
    assert "Tehtävällä on haltija 1.1.2023 alkaen" in words(page)
    assert not User.objects.filter(email="uusi@kemi.example").exists()


def test_the_last_day_is_marked_and_the_holder_moves_to_the_past(coordinator_client):
    holder = PositionHolderFactory()
    address = reverse("organisation:appointment-end", args=[holder.pk])
    assert 'value="10.8.2023"' in coordinator_client.get(address).content.decode()
    page = coordinator_client.post(address, {"ends_on": "2023-08-09"}, follow=True)
    assert "Tehtävä täyttämättä" in words(page)
    assert rows(page) == [f"{holder.user} Haltija 1.1.2023–9.8.2023"]


def test_a_mistake_is_withdrawn_with_one_press(coordinator_client):
    holder = PositionHolderFactory(starts_on=date(2023, 8, 10))
    page = coordinator_client.get(reverse("organisation:appointment-end", args=[holder.pk]))
    assert "Peru merkintä" in words(page)
    page = coordinator_client.post(reverse("organisation:appointment-withdraw", args=[holder.pk]), follow=True)
    assert "Merkintä on peruttu." in words(page)
    assert not PositionHolder.objects.exists()


def test_an_old_appointment_offers_no_withdrawal_and_refuses_it(coordinator_client):
    holder = PositionHolderFactory()
    page = coordinator_client.get(reverse("organisation:appointment-end", args=[holder.pk]))
    assert "Peru merkintä" not in words(page)
    page = coordinator_client.post(reverse("organisation:appointment-withdraw", args=[holder.pk]), follow=True)
    assert "Kausi on jo alkanut" in words(page)
    assert PositionHolder.objects.exists()


def test_contact_details_of_the_post_are_changed_with_history(coordinator_client, coordinator):
    post = PositionFactory()
    form = {"mailbox": "rehtori@kemi.example", "phone": " 016 \t 123 "}
    page = coordinator_client.post(reverse("organisation:post-contact", args=[post.pk]), form, follow=True)
    assert "rehtori@kemi.example" in words(page)
    record = post.history.latest()
    assert (record.phone, record.history_user) == ("016 123", coordinator)
    assert record.history_change_reason == "contact details"


def test_a_person_page_tells_her_posts_and_sends_the_invitation_again(coordinator_client):
    holder = PositionHolderFactory(user__invited_at=datetime(2023, 8, 1, 9, tzinfo=UTC))
    PositionHolderFactory(user=holder.user, ends_on=date(2023, 3, 31), capacity="deputy")
    page = coordinator_client.get(reverse("organisation:person-detail", args=[holder.user_id]))
    assert "Sijainen 1.1.2023–31.3.2023" in words(page)
    page = coordinator_client.post(reverse("organisation:invitation-resend", args=[holder.user_id]), follow=True)
    assert "Uusi kutsu lähtee hetken kuluttua." in words(page)


def test_a_person_is_forgotten_only_after_a_tick(coordinator_client):
    user = UserFactory(name="Testihenkilö")
    address = reverse("organisation:person-anonymise", args=[user.pk])
    page = coordinator_client.post(address, {})
    assert "Virhe:" in words(page)
    coordinator_client.post(address, {"is_sure": "on"})
    user.refresh_from_db()
    assert user.name == "N. N."
    page = coordinator_client.get(reverse("organisation:person-detail", args=[user.pk]))
    assert "nimi ja osoite on poistettu" in words(page)


def test_a_refused_deed_is_told_on_the_next_page(coordinator_client):
    user = UserFactory(last_login=datetime(2023, 8, 1, 9, tzinfo=UTC))
    answer = coordinator_client.post(reverse("organisation:invitation-resend", args=[user.pk]))
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Henkilö on jo kirjautunut. Unohtuneen salasanan hän vaihtaa kirjautumissivulla."
    ]


def test_named_contact_persons_are_for_the_coordinator_only(client):
    client.force_login(UserFactory(role=User.Role.AUDITOR))
    assert client.get(reverse(PAGE)).status_code == 404
