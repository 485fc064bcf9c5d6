"""The content of a project's own report, interim or final: one project, what each department told of its share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils import translation
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models import Round
from goals.models.plans import Progress
from goals.status import PAST_END
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.periods import Period, day_words, period_words
from kemistrategy.text import FALLBACK_LANGUAGE, Text, text_of
from reporting.models import Review
from reporting.queries.project_report import ProjectFacts, previous_report, project_facts

from .deviations import deviations, followed_promises
from .freezing import register
from .rows import (
    SCHEMA,
    Deviation,
    FollowedPromise,
    HandlingRow,
    Heading,
    Judged,
    PublishedChange,
    SdgMark,
    Told,
)
from .sources import Sources

ANCHORS = {
    "project_facts": "perustiedot",
    "project_outcome": "lopputulema",
    "project_stages": "vaiheet",
    "project_measures": "hyodyt",
    "project_situation": "tilanne",
    "project_risks": "riskit",
    "project_money": "talous",
    "project_links": "yhteydet",
    "project_next_steps": "seuraavaksi",
    "project_lessons": "opit",
}
ONLY_FINAL = ("project_lessons",)


@dataclass(frozen=True)
class ThemeMark:
    name: Text
    colour: str


@dataclass(frozen=True)
class StageLine:
    """A stage as the report's day saw it; `done` is the day it was done, "" before that."""

    title: Text
    schedule: str
    state: Badge
    done: str


@dataclass(frozen=True)
class Share:
    """What one department told of the project; `unit` is empty where nobody's department is named."""

    unit: Text
    post: Text
    status: Badge
    unchanged: str
    forecast: Badge | None
    judged: Judged | None
    told: Told


@dataclass(frozen=True)
class ProjectContent:
    """One project's report in one language. `title` names the report and the project, `report_name` the report alone.

    `changed_at` is the latest change of what it tells; `version_mark` names a version that a body handles.
    """

    TEMPLATE_PAPER: ClassVar[str] = "reporting/report/project_paper.html"
    TEMPLATE_PAGE: ClassVar[str] = "reporting/report/project_report.html"

    schema: int
    kind: str
    slug: str
    language: str
    title: str
    report_name: str
    project: int
    name: Text
    unit: Text
    period: str
    year: int
    as_of: date
    is_open: bool
    is_draft: bool
    is_translation: bool
    version_mark: str
    changed_at: datetime
    chapters: tuple[str, ...]
    headings: tuple[Heading, ...]
    strategies: tuple[Text, ...]
    case_number: str
    handlings: tuple[HandlingRow, ...]
    corrections: tuple[PublishedChange, ...]
    units: tuple[Text, ...]
    themes: tuple[ThemeMark, ...]
    post: Text
    participants: tuple[Text, ...]
    decision: str
    schedule: str
    started: str
    finished: str
    doubt: Text
    outcome: Text
    stages: tuple[StageLine, ...]
    benefits: tuple[Text, ...]
    shares: tuple[Share, ...]
    situation: Told
    risks: Told
    deviations: tuple[Deviation, ...]
    followed: tuple[FollowedPromise, ...]
    money: Told
    sdg: tuple[SdgMark, ...]
    next_steps: Told
    lessons: Told

    @property
    def is_final(self) -> bool:
        """What was attained is judged instead of a forecast."""
        return self.kind == Round.Kind.PROJECT_FINAL

    @property
    def heading(self) -> dict[str, Heading]:
        return {heading.code: heading for heading in self.headings}

    @property
    def stages_done(self) -> int:
        return sum(bool(stage.done) for stage in self.stages)


register(ProjectContent, *Round.PROJECT_KINDS)


def build_project_content(
    round: Round,
    language: str,
    *,
    unit: OrgUnit | None = None,
    version_mark: str = "",
    corrections: tuple[PublishedChange, ...] = (),
    is_draft: bool = True,
) -> ProjectContent:
    """A fixed number of statements. `unit` names the department that handles it; it is told of whole all the same."""
    with translation.override(language):
        facts, badges = project_facts(round, language), Badges(round)
        return _content(
            facts,
            Sources(round, language, facts.report, badges),
            badges,
            unit=text_of(unit, "name", language) if unit else Text("", language),
            version_mark=version_mark,
            corrections=corrections,
            is_draft=is_draft,
        )


def _content(facts: ProjectFacts, sources: Sources, badges, **marks) -> ProjectContent:
    round, review = sources.round, sources.voices.review
    chapters = tuple(code for code in ANCHORS if round.is_year_end or code not in ONLY_FINAL)
    return ProjectContent(
        schema=SCHEMA,
        kind=round.kind,
        slug=round.slug,
        language=sources.language,
        title=f"{round.title}: {facts.name}",
        report_name=round.title,
        project=facts.pk,
        name=facts.name,
        period=period_words(Period(round.starts_on, round.as_of)),
        year=round.year,
        as_of=round.as_of,
        is_open=round.is_open,
        is_translation=sources.language != FALLBACK_LANGUAGE,
        changed_at=_changed_at(sources),
        chapters=chapters,
        headings=_headings(chapters),
        strategies=(facts.strategy,),
        case_number=next((row.extra for row in reversed(sources.voices.rows("handling")) if row.extra), ""),
        handlings=tuple(
            HandlingRow(row.words, day_words(row.day), row.code) for row in sources.voices.rows("handling")
        ),
        units=tuple(filter(None, facts.units.values())),
        themes=tuple(ThemeMark(name, colour) for name, colour in facts.themes),
        post=facts.post,
        participants=facts.participants,
        decision=str(facts.decision or ""),
        schedule=sources.schedule(facts.schedule),
        started=_day(facts.started_on),
        finished=_day(facts.finished_on),
        doubt=facts.doubt,
        outcome=facts.outcome,
        stages=tuple(_stage(stage, round.as_of, badges) for stage in facts.stages),
        benefits=facts.benefits,
        shares=tuple(_share(sources, facts, row) for row in sources.projects),
        situation=review(Review.Kind.PROJECT),
        risks=review(Review.Kind.RISKS),
        deviations=deviations(sources),
        followed=followed_promises(sources, previous_report(round)),
        money=review(Review.Kind.MONEY),
        sdg=tuple(SdgMark(tag.number, tag.name, tag.is_suggested) for tag in facts.tags),
        next_steps=review(Review.Kind.NEXT_STEPS),
        lessons=review(Review.Kind.LESSONS) if round.is_year_end else Told(),
        **marks,
    )


def _changed_at(sources):
    """The latest moment at which something was told, or the report was opened or closed."""
    round = sources.round
    moments = [round.opened_at, round.closed_at]
    moments += [entry.changed_at for entry in sources.facts.entries]
    moments += [row.saved_at for row in sources.voices.rows("review")]
    return max(moment for moment in moments if moment)


def _headings(chapters):
    titles = {
        "project_facts": _("Perustiedot"),
        "project_outcome": _("Lopputulema"),
        "project_stages": _("Vaiheet"),
        "project_measures": _("Hyödyt ja mittarit"),
        "project_situation": _("Tilannekuvaus ja päätökset"),
        "project_risks": _("Riskit ja poikkeamat"),
        "project_money": _("Talous"),
        "project_links": _("Yhteydet strategiaan ja kestävään kehitykseen"),
        "project_next_steps": _("Seuraavat askeleet"),
        "project_lessons": _("Opit, jatkotoimet ja siirto arkeen"),
    }
    return tuple(
        Heading(code, ANCHORS[code], f"{number} {titles[code]}") for number, code in enumerate(chapters, start=1)
    )


def _stage(stage, as_of, badges):
    """What was done after the report's day was not done on it."""
    done = _day(stage.done_on) if stage.done_on and stage.done_on <= as_of else ""
    if done:
        state = badges.status(Progress.COMPLETED)
    elif stage.due_on and stage.due_on < as_of:
        state = badges.status(PAST_END)
    else:
        state = Badge("stage_ahead", _("Ei vielä valmis"), "circle")
    return StageLine(stage.title, _day(stage.due_on), state, done)


def _share(sources, facts, row):
    standing, key = sources.standing, sources.standing.project_key(row.project, row.unit)
    asked, heard = standing.entry(key), standing.heard(key)
    post = asked.post if asked else facts.post
    return Share(
        unit=facts.units[row.unit],
        post=post,
        status=standing.status(key, row.schedule, has_post=bool(post)),
        unchanged=standing.unchanged(key),
        forecast=standing.forecast(key),
        judged=standing.judged(key),
        told=sources.voices.of_entry(heard, "public_text"),
    )


def _day(day: date | None) -> str:
    return day_words(day) if day else ""
