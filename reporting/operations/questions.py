"""A councillor's question about the report: asked, routed to a post, answered, or taken back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock, jobs
from kemistrategy.database import hold
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.models import Publication, Question
from reporting.permissions import own_questions, questions_to_answer, questions_to_route

MAIL_JOB = "reporting.tasks.mail_question"
MOST_WAITING = 30  # questions of one person that nobody has routed: beyond it somebody leans on the button


@transaction.atomic
def ask_question(*, subject: dict, text: str, language: str, rights: Rights) -> Question:
    """`subject` names one thing: {"goal": goal}. The same words asked again while they wait are the same question."""
    if not rights.sits_in_council:
        raise NotAllowed(_("Kysymyksen raportista esittää luottamushenkilö."))
    hold(f"question:{rights.user.pk}")
    waiting = Question.objects.filter(asked_by=rights.user, state=Question.State.ASKED)
    if same := waiting.filter(**subject, text=text).first():
        return same
    if waiting.count() >= MOST_WAITING:
        raise NotAllowed(
            _("Sinulla on jo %(number)s kysymystä, joita ei ole vielä osoitettu. Odota tai peru niistä jokin.")
            % {"number": MOST_WAITING}
        )
    question = Question(**subject, text=text, language=language, asked_at=clock.now(), asked_by=rights.user, version=1)
    return save_with_history(question, by=rights.user, reason="asked")


@transaction.atomic
def withdraw_question(pk: int, *, rights: Rights) -> Question:
    question = _locked(own_questions(rights), pk)
    if question.state == Question.State.WITHDRAWN:
        return question
    if question.state != Question.State.ASKED:
        raise NotAllowed(_("Kysymys on jo osoitettu vastattavaksi, eikä sitä voi enää perua."))
    question.state = Question.State.WITHDRAWN
    question.version += 1
    return save_with_history(question, by=rights.user, reason="withdrawn")


@transaction.atomic
def route_question(
    pk: int, *, post: Position, due_on: date, told_in: Round | None, version: int, rights: Rights
) -> Question:
    """Says who answers, by when and in which report; again while there is no answer, the report also after it.

    Raises Conflict when somebody has saved meanwhile.
    """
    question = _locked(questions_to_route(rights), pk)
    if question.state == Question.State.WITHDRAWN:
        raise NotAllowed(_("Kysyjä on perunut kysymyksen, joten sitä ei voi enää osoittaa."))
    _refuse_old(question, version)
    if question.told_in_id and told_in != question.told_in and has_been_frozen(question.told_in):
        raise NotAllowed(_("Kysymys on jo julkaistussa raportissa, eikä raporttia voi enää vaihtaa."))
    if told_in and told_in != question.told_in and has_been_frozen(told_in):
        raise NotAllowed(_("Raportti on jo julkaistu. Valitse seuraava raportti."))
    if question.state == Question.State.ANSWERED:
        if (post, due_on) != (question.post, question.due_on):
            raise NotAllowed(_("Kysymykseen on jo vastattu. Vain raportin voi enää vaihtaa."))
    elif due_on < clock.today() and due_on != question.due_on:
        raise NotAllowed(_("Vastauspäivä on mennyt. Valitse tuleva päivä."))
    if (question.post, question.due_on, question.told_in) == (post, due_on, told_in):
        return question
    is_new_post = question.post != post
    question.post, question.due_on, question.told_in = post, due_on, told_in
    if question.state == Question.State.ASKED:
        question.state, question.routed_at, question.routed_by = Question.State.ROUTED, clock.now(), rights.user
    question.version += 1
    save_with_history(question, by=rights.user, reason="routed")
    if is_new_post:
        jobs.start_in_transaction(MAIL_JOB, question.pk)
    return question


@transaction.atomic
def answer_question(pk: int, *, text: str, language: str, version: int, rights: Rights) -> Question:
    """The post's answer; mended until the report that tells it has been published.

    Raises Conflict when somebody has saved meanwhile.
    """
    question = _locked(questions_to_answer(rights), pk)
    if question.state == Question.State.ANSWERED and question.answer == text:
        return question
    _refuse_old(question, version)
    if question.state == Question.State.ANSWERED and question.told_in and has_been_frozen(question.told_in):
        raise NotAllowed(_("Vastaus on jo julkaistussa raportissa, eikä sitä voi enää muuttaa."))
    question.answer, question.answer_language = text, language
    question.answered_by, question.answered_at = rights.user, question.answered_at or clock.now()
    question.state = Question.State.ANSWERED
    question.version += 1
    return save_with_history(question, by=rights.user, reason="answered")


def has_been_frozen(round: Round) -> bool:
    """Its report has been published or is being made: what it tells does not change."""
    return Publication.objects.filter(round=round).exists()


def _locked(questions, pk) -> Question:
    """The question among those of this person's; Question.DoesNotExist when it is not."""
    numbers = questions.order_by().values("pk")
    locked = Question.objects.select_for_update(of=("self",)).select_related("told_in", "post")
    return locked.get(pk__in=numbers, pk=pk)


def _refuse_old(question, version):
    if question.version != version:
        raise Conflict(_("Joku muu ehti tallentaa. Vertaa ja tallenna uudelleen."), theirs=question)
