"""Work for the worker: making the files of reports."""

from django_tasks import task

from .operations.files import make_report_file


@task(takes_context=True)
def render_report(context, file_pk: int) -> None:
    make_report_file(pk=file_pk, attempt=context.attempt)
