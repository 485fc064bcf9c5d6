"""What every test stands on: Kemi's summer of 2023, Finnish, and passwords that are quick to hash."""

from datetime import date

import pytest
from django.conf import global_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from kemistrategy.freshness import KEPT_PAGES

# A slow machine is no fault: times are never a reason to fail.
hypothesis_settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("calm")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What asks no database is run with one of them only."""
    for item in items:
        of_database = {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
        if not of_database and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def kemis_summer(settings):
    translation.activate("fi")  # a request in another language leaves it active
    KEPT_PAGES.clear()  # what a test rolls back leaves the same numbers to the next one
    settings.TODAY = date(2023, 8, 10)
    settings.SITE_URL = "https://strategia.example"
    settings.RENDER_PROCESSES = 1  # a test runs in one process; those of rendering side by side ask for more
    settings.WHITENOISE_AUTOREFRESH = True  # else every client begins by reading all static files
    # The real hasher is slow on purpose: it only reads what was written with it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *global_settings.PASSWORD_HASHERS]


@pytest.fixture
def run_jobs(django_capture_on_commit_callbacks):
    """Runs a deed to its commit, then the jobs it has queued, as the worker does."""
    from django_tasks_db.models import DBTaskResult

    def run(deed, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            result = deed(*args, **kwargs)
        for job in DBTaskResult.objects.filter(status="READY"):
            job.task.func(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.delete()
        return result

    return run
