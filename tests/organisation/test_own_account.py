"""One's own account: name, language, posts."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from kemistrategy.organisation.models import User
from tests.factories import PositionHolderFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "organisation:own-account"


@pytest.fixture
def user(client):
    user = UserFactory(name="Testihenkilö", email="henkilo@kemi.example")
    client.force_login(user)
    return user


def words(page):
    return " ".join(strip_tags(page.content.decode()).split())


def test_the_page_tells_who_i_am_and_what_i_answer_for(client, user):
    holder = PositionHolderFactory(user=user, capacity="deputy")
    page = words(client.get(reverse(PAGE)))
    assert "Sähköposti henkilo@kemi.example" in page
    assert f"{holder.post.title} Sijainen 1.1.2023– {holder.post.unit}" in page
    assert "Vaihda salasana" in page


def test_a_new_language_shows_at_once_and_history_knows_who(client, user):
    answer = client.post(reverse(PAGE), {"name": "Testihenkilö Uusi", "language": "sv"})
    with translation.override("sv"):
        assert answer.url == reverse(PAGE)
    user.refresh_from_db()
    assert (user.name, user.language, user.history.latest().history_user) == ("Testihenkilö Uusi", "sv", user)


@pytest.mark.parametrize(
    "form", [{"name": "", "language": "fi"}, {"name": "Testihenkilö", "language": "de"}, {"name": "x" * 151}]
)
def test_a_wrong_form_changes_nothing_and_keeps_what_was_typed(client, user, form):
    page = client.post(reverse(PAGE), form)
    assert "Virhe:" in words(page)
    assert f'value="{form["name"]}"' in page.content.decode() or not form["name"]
    assert User.objects.get(pk=user.pk).name == "Testihenkilö"


def test_role_and_address_do_not_change_here(client, user):
    client.post(
        reverse(PAGE),
        {"name": "M", "language": "fi", "role": "administrator", "email": "x@kemi.example", "is_staff": "1"},
    )
    user.refresh_from_db()
    assert (user.role, user.email, user.is_staff) == (User.Role.READER, "henkilo@kemi.example", False)


def test_a_name_with_markup_is_shown_as_it_was_typed(client, user):
    client.post(reverse(PAGE), {"name": '<b hx-post="/x">M</b>', "language": "fi"})
    page = client.get(reverse(PAGE)).content.decode()
    assert "<b hx-post" not in page
    assert "&lt;b hx-post=" in page
