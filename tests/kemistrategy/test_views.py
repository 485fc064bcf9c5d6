"""What every answer carries, the sign of life, and the pages that tell of an error."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views import defaults

from tests.factories import UserFactory

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy_of(response):
    return dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))


def test_the_sign_of_life_asks_no_database(client, django_assert_num_queries):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", None)
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/tili/login/", "/ei-ole/", "/healthz"])
def test_every_answer_carries_the_strict_policy(client, address):
    answer = client.get(address)
    policy = policy_of(answer)
    assert {name: policy.get(name) for name in STRICT} == STRICT
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "prefix, language, heading", [("", "fi", "Sivua ei löydy"), ("/sv", "sv", None), ("/en", "en", None)]
)
def test_a_missing_page_says_so_in_the_language_of_the_address(client, prefix, language, heading):
    page = client.get(f"{prefix}/ei-ole-tallaista/")
    words = page.content.decode()
    assert page.status_code == 404
    assert f'<html lang="{language}">' in words
    assert (heading or "<h1>") in words
    assert 'class="site-header"' in words


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_page_of_ours():
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(reverse("account_login"), {"login": "a@kemi.example", "password": "x"})
    assert page.status_code == 403
    assert "Lomake on vanhentunut" in page.content.decode()


def test_a_failure_of_the_program_shows_a_page_that_needs_nothing():
    with translation.override("fi"):
        page = defaults.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Palvelussa on häiriö" in page.content.decode()


@pytest.mark.django_db
def test_a_failing_view_answers_with_that_page(client, monkeypatch):
    client.raise_request_exception = False
    client.force_login(UserFactory())

    def fail(*args, **kwargs):
        raise RuntimeError("on purpose")

    monkeypatch.setattr("kemistrategy.organisation.views.posts_of", fail)
    page = client.get(reverse("organisation:own-account"))
    assert page.status_code == 500
    assert "Palvelussa on häiriö" in page.content.decode()
