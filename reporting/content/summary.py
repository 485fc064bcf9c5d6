"""The summary: how many of each, the city manager's words, the largest risks."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models.rounds import Attained, Forecast, ScaleWord
from goals.status import ONGOING, PAST_END
from kemistrategy.charts import counts_bar
from kemistrategy.periods import day_words
from kemistrategy.text import Text
from reporting.models import Review

from .rows import AttainedRow, CountRow, Deviation, GoalSection, Risk, Summary, ThemeSection
from .silence import heard_rows
from .sources import Sources
from .standing import key_of

RISKS_IN_SUMMARY = 3
REPORTED = ("not_started", "in_progress", "completed", ONGOING, PAST_END, "postponed", "discontinued")


def summary(
    sources: Sources,
    sections: Iterable[ThemeSection],
    deviations: tuple[Deviation, ...],
    last_year: Sources | None,
) -> Summary:
    """`sections` are the themes and the goals without one; `last_year` is the year-end report of the year before."""
    standing, statuses = sources.standing, status_columns(sources)
    codes = [badge.code for badge in statuses]
    total = _total(sources, sections, codes)
    given = [entry.forecast for entry in map(standing.heard, _keys(sources)) if entry and entry.forecast]
    is_year_end = sources.round.is_year_end
    attained = _attained(sources, sections, last_year) if is_year_end else ()
    return Summary(
        lead=_lead(sources, total),
        review=sources.voices.review(Review.Kind.CITY_MANAGER),
        statuses=statuses,
        rows=tuple(_count_row(sources, section, codes) for section in sections),
        total=total,
        note=_count_note(sections, total),
        bar=_bar(sources, statuses, total),
        forecasts=() if is_year_end else _forecasts(sources, given),
        without_forecast=0 if is_year_end else total.actions - len(given),
        attainments=_attainment_columns(sources) if is_year_end else (),
        attained=attained,
        year_before=str(last_year.round.year) if any(row.before for row in attained) else "",
        risks=tuple(Risk(risk.title, risk.badge, risk.cause) for risk in deviations[:RISKS_IN_SUMMARY]),
        more_risks=max(0, len(deviations) - RISKS_IN_SUMMARY),
        risk_note=_risk_note(heard_rows(sources), has_risks=bool(deviations)),
    )


def _risk_note(rows, *, has_risks) -> str:
    """Silence is no good news: what is known of risks is known of what was reported."""
    if not rows:
        return _("Suurimpia riskejä ei voi kertoa, koska katsauksessa ei kysytty mistään.")
    share = {"heard": rows[-1].heard, "asked": rows[-1].asked}
    if 2 * rows[-1].heard < rows[-1].asked:
        if has_risks:
            told = _("Muita suuria riskejä ei voi vielä kertoa: raportoitu on %(heard)s asiasta, kysytty %(asked)s.")
            return told % share
        return _("Suurimpia riskejä ei voi vielä kertoa: raportoitu on %(heard)s asiasta, kysytty %(asked)s.") % share
    told = _("Riskit tiedetään siitä, mistä raportoitiin: raportoitu on %(heard)s asiasta, kysytty %(asked)s.") % share
    return told if has_risks else f"{_no_risks()} {told}"


def _no_risks():
    return _("Yhdenkään toimenpiteen, projektin tai mittarin ei ole kirjattu poikkeavan suunnitellusta.")


def _keys(sources):
    return [key_of(action=pk) for pk in sources.action_lines]


def _forecasts(sources, given):
    scale = sources.standing.badges.scale(ScaleWord.Scale.FORECAST)
    return tuple((badge, given.count(Forecast(badge.code))) for badge in scale)


def status_columns(sources: Sources):
    return (*(sources.standing.badges.status(code) for code in REPORTED), *sources.standing.silent_badges())


def _lead(sources, total):
    goals = ngettext("%(count)s tavoite", "%(count)s tavoitetta", total.goals) % {"count": total.goals}
    actions = ngettext("%(count)s toimenpide", "%(count)s toimenpidettä", total.actions) % {"count": total.actions}
    return _(
        "Katsaus kertoo, miten kaupungin strategia on edennyt %(day)s mennessä. Seurannassa on %(goals)s ja "
        "%(actions)s."
    ) % {"day": day_words(sources.round.as_of), "goals": goals, "actions": actions}


# --- actions by their state -------------------------------------------------------------------------------------------
def _count_row(sources, section, codes):
    found = [action.status.code for goal in section.goals for action in goal.actions]
    heard = _heard(sources, section.goals)
    return CountRow(
        section.name, section.colour, len(section.goals), len(heard), len(found),
        tuple(found.count(code) for code in codes),
    )  # fmt: skip


def _heard(sources, goals: Iterable[GoalSection]) -> set[int]:
    """Goals of which anything was reported: the goal itself, one of its actions or of its measures."""
    heard = sources.standing.heard
    return {
        goal.pk
        for goal in goals
        if heard(key_of(goal=goal.pk))
        or any(heard(key_of(action=action.pk)) for action in goal.actions)
        or any(heard(key_of(indicator=measure.pk)) for measure in goal.measures)
    }


def _total(sources, sections, codes):
    goals = [goal for section in sections for goal in section.goals]
    statuses = {action.pk: action.status.code for goal in goals for action in goal.actions}
    return CountRow(
        name=Text(_("Yhteensä"), sources.language),
        colour="",
        goals=len(sources.goal_lines),
        heard=len(_heard(sources, goals)),
        actions=len(statuses),
        counts=tuple(list(statuses.values()).count(code) for code in codes),
    )


def _count_note(sections, total):
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


# --- goals and measures by their attainment, beside the year before ---------------------------------------------------
def _attainment_columns(sources):
    silent = sources.standing.silent_badges()[0]
    return (*sources.standing.badges.scale(ScaleWord.Scale.ATTAINMENT), silent)


def _attained(sources, sections, last_year) -> tuple[AttainedRow, ...]:
    rows = [
        _attained_row(
            sources, last_year, section.name, section.colour, [key_of(goal=goal.pk) for goal in section.goals]
        )
        for section in sections
    ]
    goals, indicators = (
        [key_of(goal=pk) for pk in sources.goal_lines],
        [key_of(indicator=pk) for pk in sources.indicators],
    )
    asked = [key for key in indicators if sources.standing.entry(key)]
    rows.append(_attained_row(sources, last_year, Text(_("Tavoitteet yhteensä"), sources.language), "", goals))
    rows.append(_attained_row(sources, last_year, Text(_("Mittarit yhteensä"), sources.language), "", asked))
    return tuple(rows)


def _attained_row(sources, last_year, name, colour, keys):
    counts = _judged_counts(sources, keys)
    asked_before = [key for key in keys if last_year and last_year.standing.entry(key)]
    before = _judged_counts(last_year, asked_before) if asked_before else ()  # what was not asked is no zero
    return AttainedRow(name, colour, len(keys), counts, before)


def _judged_counts(sources, keys) -> tuple[int, ...]:
    """In the order of `_attainment_columns`; the last is what nobody judged of what was asked."""
    badges = sources.standing.badges.scale(ScaleWord.Scale.ATTAINMENT)
    entries = [sources.standing.heard(key) for key in keys]
    codes = [entry.attainment for entry in entries if entry and entry.attainment]
    asked = sum(sources.standing.entry(key) is not None for key in keys)
    return (*(codes.count(Attained(badge.code)) for badge in badges), asked - len(codes))
