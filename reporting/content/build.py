"""Builds the whole content of a report: the summary and the reading guide here, the other chapters beside."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import Goal, Round
from goals.models.rounds import Forecast
from goals.status import ONGOING, PAST_END
from kemistrategy.charts import counts_bar
from kemistrategy.periods import Period, day_words, period_words
from kemistrategy.text import Text

from . import chapters
from .rows import SCHEMA, CountRow, Guide, ReportContent, Risk, Summary
from .sources import Sources

RISKS_IN_SUMMARY = 3


def build_content(round: Round, language: str) -> ReportContent:
    """Seven statements. A working copy: nothing of it has been published, so it is marked as a draft."""
    with translation.override(language):
        sources = Sources(round, language)
        themes, without_theme = chapters.theme_sections(sources), chapters.strategic_goals(sources)
        deviations = chapters.deviations(sources)
        previous, changes = chapters.changes(sources)
        return ReportContent(
            schema=SCHEMA,
            slug=round.slug,
            language=language,
            title=round.title,
            period=period_words(Period(round.starts_on, round.as_of)),
            as_of=round.as_of,
            is_open=round.is_open,
            is_draft=True,
            changed_at=_changed_at(sources),
            strategies=tuple(strategy.title for strategy in sources.words("strategy")),
            summary=_summary(sources, themes, without_theme, deviations),
            guide=_guide(sources),
            benefits=chapters.benefit_sections(sources),
            themes=themes,
            strategic_goals=without_theme,
            deviations=deviations,
            departments=chapters.department_sections(sources),
            challenges=chapters.challenges(sources),
            due_actions=chapters.due_actions(sources),
            promises=tuple(deviation for deviation in deviations if deviation.correction),
            proposed_targets=chapters.proposed_targets(sources),
            actions=chapters.listed_actions(sources),
            measures=chapters.defined_measures(sources),
            previous=previous,
            changes=changes,
            sdg=chapters.sdg_rows(sources),
        )


def _changed_at(sources):
    """The latest moment at which something was reported, recorded, opened or closed; the printed plan has no moment."""
    round = sources.round
    moments = [round.opened_at, round.closed_at]
    moments += [entry.changed_at for entry in sources.facts.entries]
    moments += [row.recorded_at for row in sources.ledger.counted() if row.before or row.kind == "figure" or row.start]
    return max(moment for moment in moments if moment)


# --- 1 summary
def _summary(sources, themes, without_theme, deviations):
    statuses = _status_columns(sources)
    codes = [badge.code for badge in statuses]
    sections = [*themes, *([without_theme] if without_theme.goals else [])]
    statuses_of = {
        action.pk: action.status.code for section in sections for goal in section.goals for action in goal.actions
    }
    total = CountRow(
        name=Text(_("Yhteensä"), sources.language),
        colour="",
        goals=len(sources.goal_lines),
        actions=len(statuses_of),
        counts=tuple(list(statuses_of.values()).count(code) for code in codes),
    )
    forecasts = [sources.standing.of_action(pk) for pk in statuses_of]
    given = [entry.forecast for entry in forecasts if entry and entry.forecast]
    return Summary(
        statuses=statuses,
        rows=tuple(_count_row(section, codes) for section in sections),
        total=total,
        note=_count_note(sources, sections, total),
        bar=_bar(sources, statuses, total),
        forecasts=tuple((sources.standing.badges.forecast(code), given.count(code)) for code in Forecast.values),
        without_forecast=len(statuses_of) - len(given),
        risks=tuple(Risk(risk.title, risk.badge, risk.cause) for risk in deviations[:RISKS_IN_SUMMARY]),
        more_risks=max(0, len(deviations) - RISKS_IN_SUMMARY),
    )


def _status_columns(sources):
    codes = [
        "not_started",
        "in_progress",
        "completed",
        ONGOING,
        PAST_END,
        "postponed",
        "discontinued",
        sources.standing.silence,
    ]
    return tuple(sources.standing.badges.status(code) for code in codes)


def _count_row(section, codes):
    found = [action.status.code for goal in section.goals for action in goal.actions]
    return CountRow(
        section.name, section.colour, len(section.goals), len(found), tuple(found.count(code) for code in codes)
    )


def _count_note(sources, sections, total):
    lines = sum(len(goal.actions) for section in sections for goal in section.goals)
    if lines == total.actions:
        return ""
    return _(
        "Teemojen rivejä on yhteensä %(lines)s, mutta toimenpiteitä %(actions)s: sama toimenpide voi palvella useaa "
        "tavoitetta. Yhteensä-rivillä jokainen toimenpide on laskettu kerran."
    ) % {"lines": lines, "actions": total.actions}


def _bar(sources, statuses, total):
    told = [f"{badge.label} {count}" for badge, count in zip(statuses, total.counts, strict=True) if count]
    sentence = ngettext(
        "%(count)s toimenpiteen tilanne %(day)s: %(states)s.",
        "%(count)s toimenpiteen tilanne %(day)s: %(states)s.",
        total.actions,
    ) % {"count": total.actions, "day": day_words(sources.round.as_of), "states": ", ".join(told) or "–"}
    return counts_bar(sentence=sentence, counts=zip(statuses, total.counts, strict=True))


# --- 2 reading guide
def _guide(sources):
    badges = sources.standing.badges
    binding = {line.goal for line in sources.facts.lines if line.binding_level != Goal.Binding.NONE}
    return Guide(
        statuses=_status_columns(sources),
        forecasts=tuple(badges.forecast(code) for code in Forecast.values),
        binding_goals=len(binding),
    )
