"""The one place that starts background work: by name, and only when the transaction has been committed."""

from django.db import transaction
from django.utils.module_loading import import_string


def start(task_path: str, *args) -> None:
    """Puts the task named like "reporting.tasks.render_report" into the queue once the present transaction is safe."""
    transaction.on_commit(lambda: import_string(task_path).enqueue(*args))
