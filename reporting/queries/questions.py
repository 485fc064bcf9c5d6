"""Councillors' questions: the list of them, those of one thing, and what the coordinator chooses from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import Action, Goal, Project, Round
from goals.permissions import visible_actions, visible_goals, visible_projects
from goals.queries.entries import posts_to_choose
from kemistrategy import clock, working_days
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text
from measures.models import Indicator
from reporting.models import Publication, PublishedState, Question
from reporting.permissions import (
    newest_city_publications,
    own_questions,
    questions_to_answer,
    readable_questions,
    visible_indicators,
)

from .links import Link, link_to

DAYS_TO_ANSWER = 10  # working days that a post has when the coordinator chooses no other day
SHOWN_ON_A_PAGE = 5  # of the thing that is asked about
ON_A_PAGE = 50  # of the list
OFFERED_TO_ASK = 12  # deviations, where no thing was named
RELATED = ("goal", "action", "project", "indicator", "post", "told_in", "asked_by")
# the word of the address: (field, the goals and others that this person may ask about)
SUBJECTS = {
    "tavoite": ("goal", visible_goals),
    "toimenpide": ("action", visible_actions),
    "projekti": ("project", visible_projects),
    "mittari": ("indicator", visible_indicators),
}
SHAPES = {
    Question.State.ASKED: "question",
    Question.State.ROUTED: "dots",
    Question.State.ANSWERED: "check",
    Question.State.WITHDRAWN: "cross",
}


@dataclass(frozen=True)
class QuestionRow:
    """A question as its readers see it; `is_late`: it was answered after its day, or its day has passed."""

    pk: int
    url: str
    subject: Link
    state: Badge
    text: Text
    asked_on: date
    asker: str
    post: Link | None
    due_on: date | None
    answer: Text
    answered_on: date | None
    is_late: bool
    told_in: str

    @property
    def is_answered(self) -> bool:
        return self.answered_on is not None


@dataclass(frozen=True)
class AskedHere:
    """The newest questions about one thing, how many there are in all, and where a councillor asks a new one."""

    rows: tuple[QuestionRow, ...]
    number: int
    ask_url: str
    list_url: str


def subject_of(rights: Rights, kind: str, pk: int) -> Goal | Action | Project | Indicator | None:
    """The thing that a question is about, when this person may see it."""
    return SUBJECTS[kind][1](rights).filter(pk=pk).first()


def questions_of(rights: Rights, **subject: int) -> AskedHere | None:
    """What has been asked of one thing, `goal=pk`; None for the public. One statement."""
    if not rights.is_signed_in:
        return None
    (field, pk), *_others = subject.items()
    word = next(word for word, (name, _things) in SUBJECTS.items() if name == field)
    query = f"?{word}={pk}"
    told = readable_questions(rights).exclude(state=Question.State.WITHDRAWN).filter(**{field: pk})
    newest = told.select_related(*RELATED).annotate(number=Window(Count("pk")))[:SHOWN_ON_A_PAGE]
    rows = list(newest)
    return AskedHere(
        rows=_rows(rows),
        number=rows[0].number if rows else 0,
        ask_url=reverse("reporting:question-ask") + query if rights.sits_in_council else "",
        list_url=reverse("reporting:question-list") + query,
    )


def deviations_to_ask(rights: Rights) -> tuple[Link, ...]:
    """What the newest published report told not to go as planned, each with the address where it is asked about.

    Goals first; one statement.
    """
    states = PublishedState.objects.filter(
        publication__in=newest_city_publications().values("pk")[:1], is_newest=True, is_deviation=True
    )
    seen = Q()
    for field, things in SUBJECTS.values():
        seen |= Q(**{f"{field}__in": things(rights).order_by().values("pk")})
    fields = [field for field, _things in SUBJECTS.values()]
    found = {}
    for row in states.filter(seen).select_related(*fields).order_by("pk"):
        for word, (field, _things) in SUBJECTS.items():
            if (thing := getattr(row, field)) is not None:
                address = f"{reverse('reporting:question-ask')}?{word}={thing.pk}"
                found.setdefault((fields.index(field), thing.pk), Link(link_to(thing).text, address))
    return tuple(link for _place, link in sorted(found.items()))[:OFFERED_TO_ASK]


def question_rows(questions: QuerySet[Question]) -> tuple[QuestionRow, ...]:
    """One statement."""
    return _rows(questions.select_related(*RELATED))


def _rows(questions: Iterable[Question]):
    today = clock.today()
    return tuple(question_row(row, today) for row in questions)


def question_row(question: Question, today: date) -> QuestionRow:
    """Of a question that was fetched with what it is about."""
    answered_on = localtime(question.answered_at).date() if question.answered_at else None
    is_late = bool(question.due_on) and (answered_on or today) > question.due_on
    return QuestionRow(
        pk=question.pk,
        url=reverse("reporting:question-detail", args=[question.pk]),
        subject=link_to(question.subject),
        state=_badge(question, is_overdue=is_late and answered_on is None),
        text=Text(question.text, question.language),
        asked_on=localtime(question.asked_at).date(),
        asker=str(question.asked_by),
        post=link_to(question.post),
        due_on=question.due_on,
        answer=Text(question.answer, question.answer_language or question.language),
        answered_on=answered_on,
        is_late=is_late,
        told_in=question.told_in.title if question.told_in else "",
    )


def _badge(question, *, is_overdue):
    if is_overdue:
        return Badge("overdue", _("Vastaus myöhässä"), "clock")
    if question.state == Question.State.ASKED:
        return Badge(question.state, _("Odottaa osoittamista"), SHAPES[question.state])
    return Badge(question.state, question.get_state_display(), SHAPES[question.state])


# --- the list ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class QuestionsPage:
    """`page` tells which of how many it is, and how many questions there are on all of them."""

    rows: tuple[QuestionRow, ...]
    page: Page
    states: tuple[tuple[str, str], ...]
    whose: tuple[tuple[str, str], ...]


def questions_page(
    rights: Rights, *, state: str, whose: str, subject: dict[str, int], number: str | None = None
) -> QuestionsPage:
    """Two statements. What waits comes first, the nearest day before the others; an unknown filter narrows nothing."""
    choices = {
        "asked": (_("Odottaa osoittamista"), Q(state=Question.State.ASKED)),
        "routed": (_("Odottaa vastausta"), Q(state=Question.State.ROUTED)),
        "late": (_("Vastaus myöhässä"), Q(state=Question.State.ROUTED, due_on__lt=clock.today())),
        "answered": (_("Vastattu"), Q(state=Question.State.ANSWERED)),
    }
    people = {}
    if rights.sends_for:
        people["answer"] = (_("Minun vastattavani"), Q(pk__in=questions_to_answer(rights).order_by().values("pk")))
    if rights.sits_in_council:
        people["own"] = (_("Minun kysymykseni"), Q(pk__in=own_questions(rights).order_by().values("pk")))
    questions = readable_questions(rights).filter(**subject)
    for chosen in (choices.get(state), people.get(whose)):
        questions = questions.filter(chosen[1]) if chosen else questions
    page = Paginator(_in_order(questions.select_related(*RELATED)), ON_A_PAGE).get_page(number)
    return QuestionsPage(
        rows=_rows(page.object_list),
        page=page,
        states=tuple((code, words) for code, (words, _narrowed) in choices.items()),
        whose=tuple((code, words) for code, (words, _narrowed) in people.items()),
    )


def _in_order(questions):
    """What nobody has routed, the oldest first; what waits for its answer, by the day; the rest, the newest first."""
    is_over = Q(state__in=[Question.State.ANSWERED, Question.State.WITHDRAWN])
    group = Case(When(is_over, then=Value(2)), When(due_on=None, then=Value(0)), default=Value(1))
    ended_at = Case(When(is_over, then=Coalesce("answered_at", "asked_at")))
    asked_at = Case(When(due_on=None, then=F("asked_at")))
    return questions.order_by(
        group, ended_at.desc(nulls_last=True), asked_at.asc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"
    )


def routed_since(question: Question) -> int:
    """The save after which the question has been with its present post: 0 when it has never been elsewhere."""
    elsewhere = question.history.exclude(post=question.post_id)
    return elsewhere.aggregate(last=Max("version"))["last"] or 0


# --- routing -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Routing:
    """What the coordinator chooses from, and what is proposed: the answering post, the day and the next report."""

    posts: tuple[tuple[int, str], ...]
    rounds: tuple[tuple[int, str], ...]
    post: int | None
    due_on: date
    told_in: int | None


def routing_of(question: Question) -> Routing:
    """Three statements. A report that has been published or is being made takes no more questions."""
    today = clock.today()
    posts = posts_to_choose(get_language(), today)
    if question.post and question.post_id not in dict(posts):  # a post that has ended since
        posts.append((question.post_id, str(link_to(question.post).text)))
    frozen = Publication.objects.order_by().values("round")
    rounds = list(Round.objects.filter(kind__in=Round.CITY_KINDS).exclude(pk__in=frozen).order_by("as_of", "pk"))
    order = (Round.State.OPEN, Round.State.PLANNED, Round.State.CLOSED)
    nearest = sorted(rounds, key=lambda round: order.index(round.state))
    return Routing(
        posts=tuple(posts),
        rounds=tuple((round.pk, round.title) for round in rounds),
        post=_answering_post(question, dict(posts)),
        due_on=working_days.after(today, DAYS_TO_ANSWER),
        told_in=nearest[0].pk if nearest else None,
    )


def _answering_post(question, offered):
    """Who answers for the thing; for most actions of a goal, which has no answering post of its own."""
    if question.goal_id is None:
        post = question.subject.answering_post_id
        return post if post in offered else None
    posts = Position.objects.filter(answers_for_actions__goals=question.goal_id, pk__in=list(offered))
    ranked = posts.annotate(number=Count("answers_for_actions", distinct=True)).order_by("-number", "position", "pk")
    return ranked.values_list("pk", flat=True).first()
