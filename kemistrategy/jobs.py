"""The one place that starts background work: by name, and only when the transaction has been committed."""

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def start(task_path: str, *args) -> None:
    """Puts the task named like "reporting.tasks.render_report" into the queue once the present transaction is safe."""
    transaction.on_commit(lambda: import_string(task_path).enqueue(*args))


def start_in_transaction(task_path: str, *args) -> None:
    """The same for what must not be lost when the process is killed just after its commit: the queue is in the same
    database, so the job is kept with what it follows from, or neither is."""
    import_string(task_path).enqueue(*args)


def is_under_way(task_path: str, *args) -> bool:
    """Whether such a job waits in the queue or is being done."""
    jobs = DBTaskResult.objects.filter(
        task_path=task_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return any(given["args"] == list(args) for given in jobs.values_list("args_kwargs", flat=True))
