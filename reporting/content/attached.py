"""The chapters of councillors' questions and of "Strategia arkeen", and how they stay what was published."""

import dataclasses

from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.models import Round
from kemistrategy.periods import day_words

from .headings import chapters_of, headings
from .rows import SILENT, QuestionRow, ReportContent, RolloutRow, Told
from .sources import Sources


def rollout(sources: Sources) -> tuple[RolloutRow, ...]:
    """The stages of the departments told of; nothing before anybody has recorded how far a stage is."""
    rows = [row for row in sources.facts.rollout if sources.is_told(row.unit)]
    if not any(row.progress for row in rows):
        return ()
    return tuple(
        RolloutRow(
            pk=row.pk,
            department=row.department,
            theme=row.theme,
            stage=row.stage,
            status=sources.standing.badges.status(row.progress) if row.progress else None,
            done=day_words(row.done_on) if row.done_on else "",
        )
        for row in rows
    )


def questions(sources: Sources) -> tuple[QuestionRow, ...]:
    kinds = {
        "goal": _("Tavoite"),
        "action": _("Toimenpide"),
        "project": _("Projekti"),
        "indicator": _("Mittari"),
    }
    return tuple(
        QuestionRow(
            pk=row.pk,
            kind=kinds[row.kind],
            subject=row.subject,
            question=Told(row.question.words, row.question.language),
            asked=_day(row.asked_at),
            post=row.post,
            due=day_words(row.due_on),
            answer=Told(row.answer.words, row.answer.language) if row.answer else SILENT,
            answered=_day(row.answered_at),
            is_late=row.answered_at is not None and localtime(row.answered_at).date() > row.due_on,
            is_overdue=row.is_overdue,
        )
        for row in sources.facts.asked
        if sources.is_told(row.unit)
    )


def empty_chapters(*, rollout, questions) -> tuple[str, ...]:
    """The codes of these chapters that have nothing to tell: the report leaves them out."""
    told = {"rollout": rollout, "questions": questions}
    return tuple(code for code, rows in told.items() if not rows)


def kept_as_published(content: ReportContent, published: ReportContent, round: Round) -> ReportContent:
    """The content with the answers and the stages that its first published version has, in the content's own language.

    Answers and stages that have come since belong to the next report: they are no corrections of this one, and all
    languages of a report tell the same.
    """
    with translation.override(content.language):
        badges = Badges(round)
        rollout = _kept(content.rollout, published.rollout, lambda row, was: _kept_stage(row, was, badges))
        questions = _kept(content.questions, published.questions, _kept_answer)
        shown = chapters_of(round, empty=empty_chapters(rollout=rollout, questions=questions))
        return dataclasses.replace(
            content,
            rollout=rollout,
            questions=questions,
            chapters=shown,
            headings=headings(shown, is_year_end=round.is_year_end),
        )


def _kept(rows, published, keep):
    """The published rows in their order; one that is not there any more stays in the words it was published in."""
    present = {row.pk: row for row in rows}
    return tuple(keep(present.get(was.pk, was), was) for was in published)


def _kept_stage(row, was, badges):
    return dataclasses.replace(row, status=was.status and badges.status(was.status.code), done=was.done)


def _kept_answer(row, was):
    told = ("question", "due", "answer", "answered", "is_late", "is_overdue")
    return dataclasses.replace(row, **{name: getattr(was, name) for name in told})


def _day(moment) -> str:
    return day_words(localtime(moment).date()) if moment else ""
