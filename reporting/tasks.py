"""Work for the worker: making the files of reports, publishing them, telling those who follow them."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from goals.queries.reminders import Staff
from kemistrategy import clock
from kemistrategy.organisation.mail import address_of, send_once
from kemistrategy.organisation.models import User

from .models import Publication, Question
from .operations.feedback import give_address_back, take_address
from .operations.files import make_report_file
from .operations.handling import make_handling_version
from .operations.publishing import make_publication
from .queries.links import link_to
from .queries.questions import routed_since


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


@task()
def mail_feedback_answer(feedback_pk: int) -> None:
    """Mails the answer once, in the language of the feedback, and keeps the address no longer."""
    feedback, address = take_address(feedback_pk)
    if not address:
        return
    with translation.override(feedback.language):
        statement = address_of("reporting:accessibility-statement", feedback.language)
        context = {"feedback": feedback, "statement_address": statement}
        subject = " ".join(render_to_string("reporting/mail/feedback_answered_subject.txt").split())
        body = render_to_string("reporting/mail/feedback_answered.txt", context).strip() + "\n"
    try:
        EmailMessage(subject, body, to=[address]).send()
    except OSError:
        give_address_back(feedback_pk, address)
        raise


@task()
def mail_question(question_pk: int) -> None:
    """Tells everybody in the post that a councillor's question waits for its answer, once each time it comes there."""
    question = Question.objects.select_related("goal", "action", "project", "indicator", "post").get(pk=question_pk)
    if question.state != Question.State.ROUTED:
        return  # answered while the job was in the queue
    since, refused = routed_since(question), []
    for user in Staff(clock.today()).in_post(question.post_id, with_preparers=True):
        with translation.override(user.language):
            subject, post = link_to(question.subject).text, link_to(question.post).text
        context = {
            "subject": subject,
            "post": post,
            "question": question.text,
            "due_on": question.due_on,
            "address": address_of("reporting:question-detail", user.language, pk=question.pk),
        }
        occasion = f"question:{question.pk}:{question.post_id}:{since}"
        try:
            send_once(user, occasion=occasion, template="reporting/mail/question_routed", context=context)
        except OSError as refusal:
            refused.append(refusal)
    if refused:
        raise ExceptionGroup(f"{len(refused)} mails were refused", refused)
