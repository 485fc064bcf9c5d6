"""How people get in, where they land, and how they are kept out."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from kemistrategy.organisation.checks import no_practice_people
from kemistrategy.organisation.models import PositionHolder, User
from kemistrategy.organisation.operations import end_appointment, invite_person
from reporting.cast import sign_in_name
from tests.factories import PASSWORD, PositionHolderFactory, UserFactory

from .conftest import TODAY

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "meren-rannalla-tuulee-aina"


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


def sign_in(client, email, password=PASSWORD, language="fi", **data):
    with translation.override(language):
        return client.post(reverse("account_login"), {"login": email, "password": password, **data})


def address(name, language="fi"):
    with translation.override(language):
        return reverse(name)


@pytest.mark.parametrize(
    "role, has_post, language, first_page",
    [
        (User.Role.READER, True, "fi", "goals:my-entries"),
        (User.Role.READER, True, "sv", "goals:my-entries"),
        (User.Role.COORDINATOR, False, "fi", "goals:round-list"),
        (User.Role.COORDINATOR, True, "fi", "goals:my-entries"),
        (User.Role.READER, False, "en", "reporting:front-page"),
        (User.Role.AUDITOR, False, "fi", "reporting:audit-list"),
        (User.Role.COUNCILLOR, False, "sv", "reporting:council"),
        (User.Role.ADMINISTRATOR, False, "fi", "reporting:front-page"),
    ],
)
def test_everybody_lands_where_her_work_is_in_her_language(client, role, has_post, language, first_page):
    user = UserFactory(role=role, language=language)
    if has_post:
        PositionHolderFactory(user=user, capacity=PositionHolder.Capacity.PREPARER)
    assert sign_in(client, user.email).url == address(first_page, language)


def test_the_page_asked_for_before_comes_first_and_a_foreign_one_never(client):
    user = UserFactory()
    wanted = address("organisation:own-account")
    asked = client.get(wanted)
    assert asked.url == f"{address('account_login')}?next={wanted}"
    assert sign_in(client, user.email, next=wanted).url == wanted
    client.logout()
    assert sign_in(client, user.email, next="https://elsewhere.example/").url == address("reporting:front-page")


def test_the_address_may_be_typed_in_capitals(client):
    UserFactory(email="henkilo@kemi.example")
    assert sign_in(client, "Henkilo@KEMI.example").status_code == 302


@pytest.mark.parametrize("password, is_active", [("wrong-password-here", True), (PASSWORD, False)])
def test_who_does_not_get_in(client, password, is_active):
    user = UserFactory(is_active=is_active)
    sign_in(client, user.email, password)
    assert "_auth_user_id" not in client.session


def test_an_invited_person_sets_her_password_once_and_gets_in(client, coordinator, run_jobs):
    user = run_jobs(invite_person, email="uusi@kemi.example", name="Uusi", by=coordinator)
    [link] = re.findall(r"https://strategia\.example(/\S+/password/reset/key/\S+)", mail.outbox[0].body)
    form = client.get(link, follow=True)
    assert "Aseta salasana" in form.content.decode()
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done.status_code == 302
    client.logout()
    assert sign_in(client, user.email, NEW_PASSWORD).status_code == 302
    client.logout()
    assert "ei ole enää voimassa" in client.get(link, follow=True).content.decode()


def test_a_weak_password_is_refused_with_a_reason(client, coordinator, run_jobs):
    run_jobs(invite_person, email="uusi@kemi.example", name="Uusi", by=coordinator)
    [link] = re.findall(r"https://strategia\.example(/\S+/password/reset/key/\S+)", mail.outbox[0].body)
    form = client.get(link, follow=True)
    page = client.post(form.redirect_chain[-1][0], {"password1": "salasana", "password2": "salasana"})
    assert page.status_code == 200
    assert "field__error" in page.content.decode()


def test_a_forgotten_password_is_changed_by_a_mailed_link(client):
    user = UserFactory(language="sv")
    client.post(address("account_reset_password"), {"email": user.email})
    [message] = mail.outbox
    link = re.search(r"http://testserver(/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    client.logout()
    assert sign_in(client, user.email, NEW_PASSWORD).status_code == 302


def test_a_mailed_code_opens_once(client):
    user = UserFactory()
    client.post(address("account_request_login_code"), {"email": user.email})
    [message] = mail.outbox
    code = message.body.split("\n\n")[1].strip()
    assert code not in message.subject
    assert client.post(address("account_confirm_login_code"), {"code": "WRONG1"}).status_code == 200
    assert client.post(address("account_confirm_login_code"), {"code": code}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_nobody_learns_who_has_an_account(client):
    UserFactory(email="tuttu@kemi.example")
    for name in ("account_reset_password", "account_request_login_code"):
        known = client.post(address(name), {"email": "tuttu@kemi.example"})
        unknown = client.post(address(name), {"email": "tuntematon@kemi.example"})
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_sign_up_is_closed(client):
    page = client.get(address("account_signup"))
    assert "Tunnusta ei voi luoda itse" in page.content.decode()
    client.post(address("account_signup"), {"email": "itse@kemi.example", "password1": NEW_PASSWORD})
    assert not User.objects.filter(email="itse@kemi.example").exists()


def test_nobody_changes_the_address_of_her_account_alone(client):
    user = UserFactory()
    client.force_login(user)
    answer = client.post(address("account_email"), {"action_add": "", "email": "toinen@kemi.example"})
    assert answer.url == address("organisation:own-account")
    assert client.get("/tili/confirm-email/abc/").url == address("organisation:own-account")
    user.refresh_from_db()
    assert user.emailaddress_set.count() == 0


def test_failures_from_one_place_are_throttled_and_the_owner_gets_in_from_another(client):
    user = UserFactory()
    for _attempt in range(6):
        sign_in(client, user.email, "wrong-password-here")
    sign_in(client, user.email)
    assert "_auth_user_id" not in client.session
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(client, user.email).status_code == 302


def test_behind_a_proxy_failures_count_by_the_address_that_the_proxy_saw(client, settings):
    """What a person writes into the header herself stands before what the proxy adds, and counts for nothing."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    user = UserFactory()
    for attempt in range(6):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{attempt}, 192.0.2.7"
        sign_in(client, user.email, "wrong-password-here")
    sign_in(client, user.email)
    assert "_auth_user_id" not in client.session
    client.defaults["HTTP_X_FORWARDED_FOR"] = "192.0.2.8"
    assert sign_in(client, user.email).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("email, gets_in", [("reader@kemi.example", False), ("reader@kemi.fi", True)])
def test_practice_people_do_not_get_into_production_by_any_way(client, settings, email, gets_in):
    user = UserFactory(email=email)
    settings.PRODUCTION = True
    sign_in(client, user.email)
    by_password = "_auth_user_id" in client.session
    client.logout()
    client.post(address("account_request_login_code"), {"email": user.email})
    code = mail.outbox[-1].body.split("\n\n")[1].strip()
    client.post(address("account_confirm_login_code"), {"code": code})
    assert (by_password, "_auth_user_id" in client.session) == (gets_in, gets_in)


def test_the_deployment_check_tells_of_practice_people_with_an_open_account():
    assert no_practice_people(None) == []
    UserFactory(email="closed@kemi.example", is_active=False)
    UserFactory(email="reader@kemi.fi")
    assert no_practice_people(None) == []
    UserFactory(email=sign_in_name("post_holder"))
    [error] = no_practice_people(None)
    assert (error.id, error.msg.split()[0]) == ("organisation.E001", "1")


def test_many_tries_from_one_place_are_stopped_with_a_page(client):
    pages = [sign_in(client, f"nobody{n}@kemi.example", "wrong-password-here") for n in range(31)]
    assert pages[-1].status_code == 429
    assert "Liian monta yritystä" in pages[-1].content.decode()


def test_a_removed_holder_is_out_at_once(client, coordinator):
    holder = PositionHolderFactory()
    client.force_login(holder.user)
    page = client.get(reverse("organisation:own-account"))
    assert page.wsgi_request.rights.writes_for == {holder.post_id}
    end_appointment(holder=holder, ends_on=TODAY.replace(day=9), by=coordinator)
    page = client.get(reverse("organisation:own-account"))
    assert page.wsgi_request.rights.writes_for == frozenset()


def test_a_closed_account_is_out_at_once(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get(reverse("organisation:own-account")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("organisation:own-account")).status_code == 302


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_request_login_code", "account_signup"]
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_doors_are_open_to_all_in_three_languages(client, name, language):
    page = client.get(address(name, language))
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()


def test_what_was_typed_after_the_session_had_ended_is_shown_to_be_copied(client):
    page = client.post("/kirjaukset/1/", {"e1-public_text": "Pitkä teksti <b>tallentamatta</b>.", "e1-version": "0"})
    assert page.status_code == 403
    assert "Pitkä teksti &lt;b&gt;tallentamatta&lt;/b&gt;." in page.content.decode()
    assert "/tili/login/?next=/kirjaukset/1/" in page.content.decode()


def test_a_request_in_place_is_led_to_signing_in(client):
    answer = client.post("/kirjaukset/1/", {"e1-public_text": "Pitkä teksti"}, headers={"HX-Request": "true"})
    assert answer.status_code == 302
