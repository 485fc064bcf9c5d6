"""The worker: runs the jobs in the queue, takes up those whose worker was killed, starts what is due each day."""

import logging
import math
import os
import socket
import time
from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from goals.operations.reminders import start_due_reminders
from measures.operations.statistics import start_due_fetch
from reporting.operations.search import refresh_search

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # no job of ours takes a tenth of it; a worker on another machine is given up after this
PAUSE = 1  # seconds between looks into an empty queue
LOOK_FOR_KILLED = 15  # seconds
LOOK_FOR_DUE = 300  # seconds between looks for what is done once a day
LOOK_FOR_CHANGES = 5  # seconds between looks at what search has to find
COMPARE_ALL = 3600  # seconds between comparisons of the whole index


class Command(BaseCommand):
    help = (
        "Tekee jonossa olevat työt (sähköpostit, PDF:t), lähettää päivän muistutukset ja hakee kerran vuorokaudessa "
        "tilastoluvut. "
        "--once tekee jonon tyhjäksi ja lopettaa."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="tekee jonossa olevat työt ja lopettaa")

    def handle(self, *, once, verbosity, **options):
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=own_name(),
        )
        worker.configure_signals()
        looked_at = None
        due_at = math.inf if once else time.monotonic()  # with --once somebody else keeps the time
        index = Index()
        while worker.running:
            if looked_at is None or time.monotonic() - looked_at >= LOOK_FOR_KILLED:
                looked_at = time.monotonic()
                if taken_up := take_up_killed_jobs():
                    self.stdout.write(f"Keskeytyneitä töitä otettu uudelleen jonoon: {taken_up}")
            if time.monotonic() >= due_at:
                due_at = time.monotonic() + LOOK_FOR_DUE
                start_due_fetch()
                start_due_reminders()
            worker.run()
            index.keep_up()
            if once:
                return
            if worker.running:
                time.sleep(PAUSE)


def take_up_killed_jobs() -> int:
    """Puts the running jobs of dead workers back into the queue, each by one UPDATE that nobody can repeat."""
    taken_up = 0
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    for job, started_at, workers in running.values_list("pk", "started_at", "worker_ids"):
        if not is_alive(workers[-1]) or started_at < timezone.now() - LEASE:
            same_run = running.filter(pk=job, started_at=started_at)
            taken_up += same_run.update(status=TaskResultStatus.READY, started_at=None)
    return taken_up


class Index:
    """Keeps the search index up: what changed often, everything now and then; a fault stops nothing else."""

    def __init__(self):
        self._looked_at, self._compared_at = -math.inf, time.monotonic()

    def keep_up(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < LOOK_FOR_CHANGES:
            return
        is_whole = now - self._compared_at >= COMPARE_ALL
        self._looked_at, self._compared_at = now, now if is_whole else self._compared_at
        try:
            refresh_search(is_whole=is_whole)
        except Exception:  # a busy database, a row it cannot read: mails and reports do not wait for it
            logger.exception("The search index could not be brought up to date")


# --- who is alive --------------------------------------------------------------------------------------------------
def own_name() -> str:
    """Machine, process and the moment the process began: a process number alone is soon somebody else's."""
    return f"{_machine()}/{os.getpid()}/{_began(os.getpid())}/{get_random_string(6)}"


def is_alive(worker: str) -> bool:
    """Of a worker on another machine nobody here can tell: only its lease ends it."""
    machine, process, began, *_rest = (*worker.split("/"), "", "")
    if machine != _machine() or not process.isdigit():
        return True
    return _began(int(process)) == began


def _machine():
    return socket.gethostname()[:30].replace("/", "-")


def _began(process):
    """The kernel's start time of a process; "" when there is none, or it is killed and only waits to be buried."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, began = facts[0], facts[19]
    return "" if state == "Z" else began
