"""Work for the worker: making the files of reports, publishing them, telling those who follow them."""

from django_tasks import task

from kemistrategy.organisation.mail import address_of, send_once
from kemistrategy.organisation.models import User

from .models import Publication
from .operations.files import make_report_file
from .operations.handling import make_handling_version
from .operations.publishing import make_publication


@task(takes_context=True)
def render_report(context, file_pk: int) -> None:
    make_report_file(pk=file_pk, attempt=context.attempt)


@task(takes_context=True)
def render_handling_version(context, version_pk: int) -> None:
    make_handling_version(pk=version_pk, attempt=context.attempt)


@task(takes_context=True)
def publish(context, publication_pk: int) -> None:
    make_publication(pk=publication_pk, attempt=context.attempt)


@task()
def mail_followers(publication_pk: int) -> None:
    """Tells those who follow reports, once each and in their own language, of a new report or a corrected one."""
    publication = Publication.objects.select_related("round").get(pk=publication_pk)
    corrected = list(publication.corrections.values_list("subject", flat=True))
    template = "report_corrected" if corrected else "report_published"
    refused = []
    for user in User.objects.filter(follows_reports=True, is_active=True).order_by("pk"):
        context = {
            "report": publication.round,
            "version": publication.version,
            "corrected": corrected,
            "address": address_of("reporting:report-detail", user.language, slug=publication.round.slug),
            "account_address": address_of("organisation:own-account", user.language),
        }
        occasion = f"published:{publication.round.slug}:{publication.version}"
        try:
            send_once(user, occasion=occasion, template=f"reporting/mail/{template}", context=context)
        except OSError as refusal:  # one bad address must not keep the mail from the others
            refused.append(refusal)
    if refused:
        raise ExceptionGroup(f"{len(refused)} mails were refused", refused)
