"""An adoption is killed at every statement it sends: all of it is there or nothing, and adopting again has one effect.

A warmed process is forked; the child adopts until its n-th statement is done and not yet committed, and is killed there
by SIGKILL, as it would be by the machine. The workbook has two goals. On PostgreSQL twenty points are spread evenly.
"""

import os
import signal
import sqlite3
import traceback
from contextlib import closing

import pytest
from django.db import connection, connections, transaction

from goals.models import PlanImport
from goals.operations.imports import adopt
from goals.plan_workbook.imported import proposal_of

from .import_books import TWO_GOALS, workbook
from .test_imports import bring, city_to_plan, counted

POSTGRESQL_POINTS = 20


@pytest.fixture
def received(transactional_db, settings, tmp_path):
    """An import without open questions, waiting to be adopted."""
    city = city_to_plan(settings, tmp_path)
    row = bring(city, workbook(TWO_GOALS[0], (*TWO_GOALS[1][:3], "", "")))
    assert proposal_of(row)[0].is_ready  # and what a child would import anew each time is imported
    return city, row


class Copies:
    """SQLite: a copy of the waiting database for each point, in a file, for forks can't share one in memory."""

    def __init__(self, folder):
        self.folder, self.original, self.before = folder, folder / "received.sqlite3", connections["default"]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.original)])
        with closing(sqlite3.connect(self.original)) as copy:
            copy.execute("PRAGMA journal_mode=WAL")

    def fresh(self):
        self.name = self.folder / "killed.sqlite3"
        for file in self.folder.glob("killed.sqlite3*"):
            file.unlink()
        self.name.write_bytes(self.original.read_bytes())
        connections["default"] = self.connected()

    def connected(self):
        own = self.before.copy()
        own.settings_dict["NAME"] = str(self.name)
        return own

    def done(self):
        connections["default"].close()
        connections["default"] = self.before


class Killed:
    """PostgreSQL: a killed transaction leaves the rows as they were, so that the next point finds them so."""

    def fresh(self):
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
            connections["default"].close()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    _child, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def adopting(row, by, *, until=None, counts=None):
    """Adopts as a person does; killed when statement number `until` is done."""

    def deed():
        moments = iter(range(10**6))

        def moment():
            number = next(moments)
            if counts is not None:
                counts.write_text(str(number + 1))
            if number == until:
                os.kill(os.getpid(), signal.SIGKILL)

        def statement(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            moment()
            return result

        with connections["default"].execute_wrapper(statement):
            adopt(row.pk, version=row.version, by=by)

    return deed


def seen():
    """What everybody sees now."""
    connections["default"].close()
    return PlanImport.objects.values_list("state", flat=True).get(), counted()


def test_a_killed_adoption_leaves_all_or_nothing(received, tmp_path):
    city, row = received
    database = Copies(tmp_path) if connection.vendor == "sqlite" else Killed()
    database.fresh()
    waiting = seen()
    moments = _counted_moments(database, city, row, tmp_path)
    assert moments >= 50
    points = range(moments) if connection.vendor == "sqlite" else _spread(moments)
    for number in points:
        assert in_a_fork(database, adopting(row, city.coordinator, until=number)) == -signal.SIGKILL
        assert seen() == waiting, number
    assert in_a_fork(database, adopting(row, city.coordinator)) == 0
    adopted = seen()
    assert adopted[0] == "adopted"
    assert (adopted[1]["Goal"], adopted[1]["PlanLine"], adopted[1]["MeasureLine"]) == (2, 2, 1)
    assert in_a_fork(database, adopting(row, city.coordinator)) == 0, "once more, and nothing happens"
    assert seen() == adopted
    database.done()


def _counted_moments(database, city, row, folder) -> int:
    """How many moments a whole adoption has; on SQLite in a copy, on PostgreSQL killed just before its last one."""
    counts = folder / "moments"
    if connection.vendor == "sqlite":
        assert in_a_fork(database, adopting(row, city.coordinator, counts=counts)) == 0
        database.done()
        database.fresh()
    else:
        assert in_a_fork(database, _rolled_back(adopting(row, city.coordinator, counts=counts))) == 0
    return int(counts.read_text())


def _rolled_back(deed):
    def undone():
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)

    return undone


def _spread(moments):
    return [point * moments // POSTGRESQL_POINTS for point in range(POSTGRESQL_POINTS)]
