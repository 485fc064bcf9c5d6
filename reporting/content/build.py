"""Builds the whole content of a report: what its chapters have in common is gathered here, the chapters are beside."""

from django.utils import translation

from goals.badges import Badges
from goals.models import Goal, Round
from goals.models.rounds import ScaleWord
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.periods import Period, day_words, period_words
from kemistrategy.text import FALLBACK_LANGUAGE, Text, text_of
from reporting.models import Review
from reporting.queries.report import report_facts
from reporting.queries.report_told import earlier_rounds

from . import annexes, attached, chapters
from .comparison import changed_things, things
from .deviations import binding_goals, deviations, followed_promises
from .headings import chapters_of, headings
from .rows import SCHEMA, Guide, HandlingRow, PublishedChange, ReportContent
from .silence import heard_rows, omitted_things, silent_groups, unheard_badges
from .sources import Sources
from .summary import status_columns, summary


def build_content(
    round: Round,
    language: str,
    *,
    unit: OrgUnit | None = None,
    version_mark: str = "",
    corrections: tuple[PublishedChange, ...] = (),
    is_draft: bool = True,
) -> ReportContent:
    """Sixteen statements whatever the size. A working copy unless told otherwise: it is marked as a draft.

    `unit` narrows it to one department; `version_mark` names the version that a body handles.
    """
    with translation.override(language):
        earlier = earlier_rounds(round)
        previous = earlier[0] if earlier else None
        last_year = next((one for one in earlier if one.kind == Round.Kind.YEAR_END), None)
        compared = tuple({one.pk: one for one in (previous, last_year) if one}.values())
        facts, badges = report_facts(round, language, unit=unit, earlier=compared), Badges(round)
        of = {one.pk: Sources(one, language, facts, badges) for one in (round, *compared)}
        return _content(
            of[round.pk],
            previous=of.get(previous and previous.pk),
            last_year=of.get(last_year and last_year.pk),
            unit=text_of(unit, "name", language) if unit else Text("", language),
            version_mark=version_mark,
            corrections=corrections,
            is_draft=is_draft,
        )


def _content(sources, *, previous, last_year, **marks) -> ReportContent:
    round, voices = sources.round, sources.voices
    themes, without_theme = chapters.theme_sections(sources), chapters.strategic_goals(sources)
    sections = (*themes, without_theme) if without_theme.goals else themes
    benefits, found = chapters.benefit_sections(sources), deviations(sources)
    binding, rollout, questions = binding_goals(sources), attached.rollout(sources), attached.questions(sources)
    shown = chapters_of(round, empty=attached.empty_chapters(rollout=rollout, questions=questions))
    told, changes = _compared(sources, previous)
    return ReportContent(
        schema=SCHEMA,
        kind=round.kind,
        slug=round.slug,
        language=sources.language,
        title=round.title,
        period=period_words(Period(round.starts_on, round.as_of)),
        year=round.year,
        as_of=round.as_of,
        is_open=round.is_open,
        is_translation=sources.language != FALLBACK_LANGUAGE,
        changed_at=_changed_at(sources),
        chapters=shown,
        headings=headings(shown, is_year_end=round.is_year_end),
        strategies=tuple(strategy.title for strategy in sources.words("strategy")),
        case_number=next((row.extra for row in reversed(voices.rows("handling")) if row.extra), ""),
        handlings=_handlings(sources),
        summary=summary(sources, sections, found, last_year),
        guide=_guide(sources),
        benefits=benefits,
        themes=themes,
        strategic_goals=without_theme,
        binding_goals=binding,
        deviations=found,
        followed=followed_promises(sources, previous.round if previous else None),
        departments=chapters.department_sections(sources),
        rollout=rollout,
        environment=voices.review(Review.Kind.ENVIRONMENT),
        challenges=chapters.challenges(sources),
        due_actions=chapters.due_actions(sources),
        promises=tuple(deviation for deviation in found if deviation.correction),
        proposed_targets=chapters.proposed_targets(sources),
        group=voices.review(Review.Kind.GROUP),
        balancing=voices.review(Review.Kind.BALANCING),
        audit_answers=voices.review(Review.Kind.AUDIT_ANSWERS),
        carried_over=chapters.carried_over(sources) if round.is_year_end else (),
        questions=questions,
        actions=annexes.listed_actions(sources),
        measures=annexes.defined_measures(sources),
        previous=previous.round.title if previous else "",
        previous_slug=previous.round.slug if previous else "",
        changes=changes,
        things=told,
        sdg=annexes.sdg_rows(sources),
        records=annexes.records(sources, benefits, sections, binding),
        **marks,
    )


def _compared(sources, previous):
    """What is told of each thing, and what of it has changed since the report before."""
    told = things(sources)
    if previous is None:
        return told, ()
    return told, changed_things(things(previous), told, is_same_kind=previous.round.kind == sources.round.kind)


def _changed_at(sources):
    """The latest moment at which something was reported, recorded, opened or closed; the printed plan has no moment."""
    round = sources.round
    moments = [round.opened_at, round.closed_at]
    moments += [entry.changed_at for entry in sources.facts.entries]
    moments += [row.saved_at for row in sources.voices.rows("review")]
    moments += [row.recorded_at for row in sources.ledger.counted() if row.before or row.kind == "figure" or row.start]
    return max(moment for moment in moments if moment)


def _handlings(sources) -> tuple[HandlingRow, ...]:
    """Of the whole report, and of the extract of a department told of."""
    return tuple(
        HandlingRow(row.words, day_words(row.day), row.code)
        for row in sources.voices.rows("handling")
        if row.owner is None or sources.is_told(row.owner)
    )


def _guide(sources) -> Guide:
    scale = ScaleWord.Scale.ATTAINMENT if sources.round.is_year_end else ScaleWord.Scale.FORECAST
    binding = {pk for pk, lines in sources.goal_lines.items() if lines[0].binding_level != Goal.Binding.NONE}
    return Guide(
        statuses=status_columns(sources),
        outlooks=tuple(sources.standing.badges.scale(scale)),
        binding_goals=len(binding),
        unheard=unheard_badges(sources),
        heard=heard_rows(sources),
        silent=silent_groups(sources),
        omitted=omitted_things(sources),
    )
