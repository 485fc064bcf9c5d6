"""Several people at once: each deed in a thread with a connection of its own, as a server has."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier

from django.db import connection, connections


class Together:
    """Runs deeds at the same moment. SQLite's test database lives in memory, where connections can't wait for each
    other; a copy in a file serves instead."""

    def __init__(self, folder):
        self.file = None
        if connection.vendor == "sqlite":
            self.file = str(folder / "together.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [self.file])
            with closing(sqlite3.connect(self.file)) as copy:  # two that switch to WAL at once get in each other's way
                copy.execute("PRAGMA journal_mode=WAL")

    def run(self, *deeds: Callable) -> list:
        """What each deed returned or raised, in their order."""
        barrier = Barrier(len(deeds))
        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(lambda deed: self._run_one(deed, barrier), deeds))

    def _run_one(self, deed, barrier):
        with self._own_connection():
            barrier.wait(timeout=30)
            try:
                return deed()
            except Exception as problem:
                return problem

    @contextmanager
    def _own_connection(self):
        if self.file:
            own = connections["default"].copy()
            own.settings_dict["NAME"] = self.file
            connections["default"] = own
        try:
            yield
        finally:
            connections["default"].close()
            del connections["default"]
