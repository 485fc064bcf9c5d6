"""The worker is killed at every kind of moment of publishing: what is seen is whole or absent, and happens once.

A warmed process is forked; the child works until its n-th statement or write and is killed there by SIGKILL, as it
would be by the machine. Another child takes the job up again. The review has two actions.
"""

import os
import shutil
import signal
import sqlite3
import traceback
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Count
from django.urls import get_resolver
from django_tasks_db.models import DBTaskResult

from kemistrategy.organisation.models import SentMail
from reporting.management.commands.run_jobs import take_up_killed_jobs
from reporting.models import Format, Publication, PublicationFile, PublishedState, SearchMark, SearchRow
from reporting.operations import publishing, rendering
from tests import factories as make

from .published import closed_city, quick_render

POINTS = 50 if connection.vendor == "sqlite" else 6
FILES = 3 * len(Format.values)


@pytest.fixture
def city(transactional_db, settings, tmp_path, monkeypatch):
    """A frozen publication whose job waits; in a file, for the forks can't share a database in memory."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(rendering, "render", quick_render)
    cast = closed_city()
    make.UserFactory(follows_reports=True)
    publishing.publish_report(cast.round.pk, languages=["fi", "sv", "en"], by=cast.coordinator)
    return cast


@pytest.fixture
def database(city, tmp_path):
    """Copies of the database, one a point: on SQLite a file each, on PostgreSQL the rows are put back."""
    return Copies(tmp_path) if connection.vendor == "sqlite" else Rows()


class Copies:
    def __init__(self, folder):
        self.folder, self.original, self.name = folder, folder / "frozen.sqlite3", None
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.original)])
        with closing(sqlite3.connect(self.original)) as copy:
            copy.execute("PRAGMA journal_mode=WAL")
        self.before = connections["default"]

    def fresh(self, point):
        self.name = self.folder / f"{point}.sqlite3"
        self.name.write_bytes(self.original.read_bytes())
        connections["default"] = self.connected()

    def connected(self):
        own = self.before.copy()
        own.settings_dict["NAME"] = str(self.name)
        return own

    def done(self):
        connections["default"].close()
        connections["default"] = self.before
        for file in self.folder.glob("*.sqlite3-*"):
            file.unlink()


class Rows:
    def __init__(self):
        self.publication = Publication.objects.values().get()
        self.job = DBTaskResult.objects.values().get(task_path=publishing.JOB)

    def fresh(self, point):
        PublicationFile.objects.all().delete()
        for made_of_it in (PublishedState, SearchRow, SearchMark):
            made_of_it.objects.all().delete()
        SentMail.objects.all().delete()
        Publication.objects.update(**self.publication)
        Publication.history.exclude(history_change_reason="frozen").delete()
        PublicationFile.history.all().delete()
        DBTaskResult.objects.all().delete()
        DBTaskResult.objects.create(**self.job)
        connection.close()

    def connected(self):
        return connections["default"]  # closed before the fork: each side opens its own

    def done(self):
        connection.close()


def in_a_fork(database, deed) -> int:
    """Runs the deed in a child with a connection of its own; gives its exit status or minus the signal."""
    connections["default"].close()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            connections["default"] = database.connected()
            deed()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    _child, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def work(*, until=None, counted=None):
    """Does the jobs in the queue as the worker does; killed at the moment number `until`."""
    moments = iter(range(10**6))

    def moment():
        number = next(moments)
        if counted is not None:
            counted.write_text(str(number + 1))
        if number == until:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute, sql, params, many, context):
        moment()
        result = execute(sql, params, many, context)
        moment()  # done, and not yet committed
        return result

    def telling(function):
        def told(*args, **kwargs):
            moment()
            return function(*args, **kwargs)

        return told

    rendering.render, rendering.os.replace, rendering.os.fsync = map(telling, (rendering.render, os.replace, os.fsync))
    with connections["default"].execute_wrapper(statement):
        call_command("run_jobs", "--once", stdout=StringIO())


def seen():
    """What everybody sees: nothing, or the whole of it."""
    connections["default"].close()
    publication = Publication.objects.get()
    files = list(publication.files.all())
    if publication.published_at is None:
        assert files == []
        return "absent"
    assert len({(file.language, file.format) for file in files}) == len(files) == FILES
    for file in files:
        data = Path(file.file.path).read_bytes()
        assert (len(data), file.file.name) == (file.size, f"reports/{file.sha256}.{file.format}")
    return "whole"


def test_a_killed_worker_leaves_it_whole_or_absent_and_the_next_one_makes_it_once(city, database, tmp_path):
    counted = tmp_path / "moments"
    get_resolver().url_patterns  # noqa: B018 (what a child would import anew each time is imported before)
    database.fresh("all")
    assert in_a_fork(database, lambda: work(counted=counted)) == 0
    assert seen() == "whole"
    database.done()
    moments = int(counted.read_text())
    assert moments >= 100
    found = []
    for point in range(POINTS):
        moment = point * moments // POINTS
        shutil.rmtree(tmp_path / "media", ignore_errors=True)
        database.fresh(point)
        assert in_a_fork(database, lambda moment=moment: work(until=moment)) == -signal.SIGKILL
        found.append(seen())
        assert in_a_fork(database, work) == 0
        if point % 10 == 0:
            assert in_a_fork(database, work) == 0, "another run finds nothing to do"
        assert seen() == "whole"
        assert_once()
        database.done()
    assert {"absent", "whole"} == set(found), found


def assert_once():
    """One effect each: one set of rows, one line of history, one mail, no job left behind."""
    publication = Publication.objects.get()
    assert publication.history.filter(history_change_reason="published").count() == 1
    assert PublicationFile.history.count() == FILES
    assert list(SentMail.objects.values("occasion").annotate(number=Count("pk")).values_list("number")) == [(1,)]
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
    assert take_up_killed_jobs() == 0
    assert mail.outbox == []  # the mails were the children's
