"""Production starts safe or not at all. Each start is a process of its own, for settings are read once."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "APP_ENV": "production",
    "SECRET_KEY": "kR2-v9Xw_0pQzL5mN8bT3yH6jF1sD4gA7cE-uI_oP2qW5rZ8xV",
    "ALLOWED_HOSTS": "strategia.example",
    "SITE_URL": "https://strategia.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_URL": "smtp://localhost:25",
}
READ_BY_SETTINGS = {
    *SAFE,
    "TODAY",
    "DJANGO_SETTINGS_MODULE",
    "MEDIA_ROOT",
    "DEFAULT_FROM_EMAIL",
    "TRUSTED_PROXY_COUNT",
}


def manage(*arguments, **changed):
    """Runs manage.py with the safe environment of production but for what is changed; None takes a variable away."""
    environment = {name: value for name, value in os.environ.items() if name not in READ_BY_SETTINGS}
    environment |= {name: value for name, value in (SAFE | changed).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_safe_production_starts_and_the_deployment_check_is_clean():
    started = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (started.returncode, started.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short-but-otherwise-a-good-key"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "development-only-key-that-production-refuses"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "strategia.example,*"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"SITE_URL": "http://strategia.example"}, "SITE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"EMAIL_URL": None}, "EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL"),
        ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL"),
        ({"EMAIL_URL": "memorymail://"}, "EMAIL_URL"),
        ({"EMAIL_URL": "filemail:///tmp/mail"}, "EMAIL_URL"),
        ({"DEFAULT_FROM_EMAIL": "strategia@localhost"}, "DEFAULT_FROM_EMAIL"),
        ({"DEFAULT_FROM_EMAIL": "Kemin strategia <strategia>"}, "DEFAULT_FROM_EMAIL"),
        ({"TODAY": "2023-08-10"}, "TODAY"),
    ],
)
def test_unsafe_production_refuses_to_start_and_says_why(changed, reason):
    started = manage("check", **changed)
    assert started.returncode != 0
    assert "Production refuses to start: " in started.stderr
    assert reason in started.stderr.partition("refuses to start: ")[2]


def test_every_reason_is_told_at_once():
    told = manage("check", SECRET_KEY=None, SITE_URL=None, EMAIL_URL=None).stderr
    assert [name in told for name in ("SECRET_KEY", "SITE_URL", "EMAIL_URL")] == [True, True, True]


def test_an_unknown_environment_is_refused():
    started = manage("check", APP_ENV="staging")
    assert started.returncode != 0
    assert "APP_ENV" in started.stderr


def test_production_has_debug_off_and_safe_cookies():
    names = [
        "DEBUG",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    ]
    shown = manage(
        "shell", "-v0", "-c", f"from django.conf import settings\nfor n in {names}: print(getattr(settings, n))"
    )
    assert shown.stdout.split() == ["False", "__Host-session", "True", "True", "Lax", "__Host-csrf", "True", "True"]


@pytest.mark.parametrize(
    "changed, shown",
    [
        ({}, ["strategia@strategia.example", "1"]),
        ({"DEFAULT_FROM_EMAIL": "strategia@kemi.fi", "TRUSTED_PROXY_COUNT": "2"}, ["strategia@kemi.fi", "2"]),
    ],
)
def test_mail_comes_from_the_service_itself_and_one_proxy_stands_before_it(changed, shown):
    names = ["DEFAULT_FROM_EMAIL", "ALLAUTH_TRUSTED_PROXY_COUNT"]
    code = f"from django.conf import settings\nfor n in {names}: print(getattr(settings, n))"
    assert manage("shell", "-v0", "-c", code, **changed).stdout.split() == shown
