"""Jobs: a job whose worker was killed is taken up again and has one effect."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kemistrategy import jobs
from reporting.management.commands.run_jobs import LEASE, Index, is_alive, own_name, take_up_killed_jobs
from reporting.models import ReportFile
from tests import factories as make


# --- whose worker is alive
def test_own_worker_is_alive():
    assert is_alive(own_name())


def test_ended_process_is_dead():
    machine, _process, began, _rest = own_name().split("/")
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert not is_alive(f"{machine}/{ended.pid}/{began}/abc")


def test_another_process_with_the_same_number_is_not_the_worker():
    machine, process, _began, _rest = own_name().split("/")
    assert not is_alive(f"{machine}/{process}/1/abc")


def test_of_another_machine_nobody_can_tell():
    assert is_alive("another-machine/1/1/abc")


# --- taking up
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("worker", "age", "taken_up"),
    [
        ("own", timedelta(0), 0),
        ("dead", timedelta(0), 1),
        ("another-machine/1/1/abc", timedelta(minutes=1), 0),
        ("another-machine/1/1/abc", LEASE + timedelta(seconds=1), 1),
    ],
)
def test_running_job_is_taken_up_once_when_its_worker_is_dead_or_its_lease_is_over(worker, age, taken_up):
    names = {"own": own_name(), "dead": own_name().rpartition("/")[0].rpartition("/")[0] + "/1/abc"}
    jobs.start("reporting.tasks.render_report", 1)
    DBTaskResult.objects.update(
        status="RUNNING", worker_ids=[names.get(worker, worker)], started_at=timezone.now() - age
    )
    assert take_up_killed_jobs() == taken_up
    assert take_up_killed_jobs() == 0
    assert DBTaskResult.objects.get().status == ("READY" if taken_up else "RUNNING")


def test_a_fault_of_the_index_stops_no_other_work(monkeypatch, caplog):
    def fail(**_given):
        raise ValueError("a row that cannot be read")

    monkeypatch.setattr("reporting.management.commands.run_jobs.refresh_search", fail)
    Index().keep_up()
    assert "could not be brought up to date" in caplog.text


# --- a real worker, really killed
MAKE_ONE_REPORT = """
from reporting.operations.files import ask_report_file
from tests.reporting.report_cast import small_city
cast = small_city()
ask_report_file(round=cast.round, language="fi", format="pdf", by=cast.person)
"""
SLOW_WORKER = """
import time
from django.core.management import call_command
import reporting.operations.files
reporting.operations.files.render = lambda content, format: time.sleep(60)
call_command("run_jobs", "--once")
"""


def test_killed_worker_leaves_a_job_that_the_next_one_finishes_once(tmp_path):
    database = tmp_path / "jobs.sqlite3"
    environment = os.environ | {
        "APP_ENV": "development",
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "kemistrategy.settings",
    }

    def start(*arguments, **more):
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, **more
        )

    def run(*arguments):
        assert start(*arguments, stdout=subprocess.DEVNULL).wait(timeout=300) == 0

    run("migrate", "-v0")
    run("shell", "-v0", "-c", MAKE_ONE_REPORT)
    killed = start("shell", "-v0", "-c", SLOW_WORKER, stdout=subprocess.DEVNULL)
    wait_until(lambda: state_of(database) == ("working", 50, "RUNNING"))
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    run("run_jobs", "--once")
    assert state_of(database) == ("ready", 100, "SUCCESSFUL")
    assert len(list(Path(tmp_path, "media", "reports").iterdir())) == 1
    run("run_jobs", "--once")
    assert made_times(database) == 1


def state_of(database):
    with sqlite3.connect(database) as connection:
        return connection.execute(
            "SELECT file.state, file.percent, job.status"
            " FROM reporting_reportfile file, django_tasks_database_dbtaskresult job"
        ).fetchone()


def made_times(database):
    with sqlite3.connect(database) as connection:
        return connection.execute(
            "SELECT count(*) FROM reporting_historicalreportfile WHERE history_change_reason = 'made'"
        ).fetchone()[0]


def wait_until(condition):
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "the worker did not come so far"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_job_that_kills_its_worker_again_and_again_is_given_up(settings, tmp_path):
    from reporting.operations.files import MOST_ATTEMPTS, make_report_file

    settings.MEDIA_ROOT = tmp_path
    file = ReportFile.objects.create(round=make.RoundFactory(), language="fi", asked_by=make.UserFactory())
    with pytest.raises(RuntimeError):
        make_report_file(pk=file.pk, attempt=MOST_ATTEMPTS + 1)
    file.refresh_from_db()
    assert (file.state, file.problem) == ("failed", "Tiedostoa ei saatu tehtyä. Vika on kirjattu palvelun lokiin.")
