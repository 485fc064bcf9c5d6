"""The sheets of a round's report: what each one's rows are, and its columns declared as data."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kemistrategy.workbook_writing import Column, Sheet
from reporting.content.rows import (
    ActionLine,
    BenefitSection,
    Deviation,
    GoalSection,
    IndicatorLine,
    MeasureCell,
    ProjectLine,
    ReportContent,
    SilentThing,
    ThemeSection,
)

from .attached import questions_sheet, rollout_sheet
from .columns import (
    MIDDLING,
    NARROW,
    WIDE,
    WIDEST,
    badge,
    figure,
    figure_of,
    judgement,
    listed,
    long_words,
    number,
    target,
    words,
)


def sheets_of_report(content: ReportContent) -> list[Sheet]:
    """Those of the chapters that the report has; what only a year-end tells is left out of a half-year."""
    told = [
        ("", _about(content)),
        ("summary", _summary(content)),
        ("summary", _attained(content)),
        ("indicators", _indicators(content)),
        ("themes", _goals(content)),
        ("themes", _actions(content)),
        ("themes", _measures(content)),
        ("deviations", _binding_goals(content)),
        ("deviations", _deviations(content)),
        ("deviations", _followed(content)),
        ("departments", _projects(content)),
        ("rollout", rollout_sheet(content)),
        ("rest_of_year", _due(content)),
        ("rest_of_year", _proposed(content)),
        ("carried_over", _carried_over(content)),
        ("questions", questions_sheet(content)),
        ("guide", _heard(content)),
        ("annexes" if "annexes" in content.chapters else "guide", _silent(content)),
        ("annexes", _changes(content)),
        ("annexes", _sdg(content)),
        ("annexes", _definitions(content)),
        ("annexes", _records(content)),
    ]
    return [sheet for chapter, sheet in told if sheet and (not chapter or chapter in content.chapters)]


class Line(NamedTuple):
    """A row of a sheet with everything above it."""

    theme: ThemeSection
    goal: GoalSection
    action: ActionLine | None = None
    measure: MeasureCell | None = None


def _lines(content) -> Iterator[Line]:
    for theme in (*content.themes, content.strategic_goals):
        for goal in theme.goals:
            yield Line(theme, goal)


def _action_lines(content):
    return (line._replace(action=action) for line in _lines(content) for action in line.goal.actions)


def _measure_lines(content):
    for line in _lines(content):
        for action in line.goal.actions:
            yield from (line._replace(action=action, measure=measure) for measure in action.measures)
        yield from (line._replace(measure=measure) for measure in line.goal.measures)


# --- what the workbook is, and the summary
def _about(content):
    facts = [
        (_("Raportti"), content.title),
        (_("Tila"), content.version_mark or (_("LUONNOS") if content.is_draft else _("Julkaistu"))),
        (_("Toimiala"), content.unit),
        (_("Ajanjakso"), content.period),
        (_("Tilannepäivä"), content.as_of),
        (_("Tiedot koottu"), localdate(content.changed_at)),
        *((_("Strategia"), strategy) for strategy in content.strategies),
        (_("Tavoitteita"), content.summary.total.goals),
        (_("Toimenpiteitä"), content.summary.total.actions),
        *(
            (_("Ennuste: %(forecast)s") % {"forecast": badge.label}, count)
            for badge, count in content.summary.forecasts
        ),
        (_("Ei ennustetta"), None if content.is_year_end else content.summary.without_forecast),
        (_("Laskennan huomautus"), content.summary.note),
        *(
            (_("Korjattu tieto: %(subject)s") % {"subject": row.subject}, _corrected(row))
            for row in content.corrections
        ),
    ]
    columns = (Column(_("Asia"), lambda row: row[0], WIDE), Column(_("Tieto"), lambda row: row[1], WIDEST))
    return Sheet(_("Raportti"), columns, [row for row in facts if row[1] is not None and str(row[1])])


def _corrected(row):
    return _("%(before)s → %(now)s. %(cause)s") % {"before": row.before, "now": row.now, "cause": row.cause}


def _summary(content):
    summary = content.summary

    def count(place):
        return lambda row: row.counts[place]

    columns = (
        words(_("Teema"), "name", WIDE),
        number(_("Tavoitteita"), "goals"),
        number(_("Tavoitteita, joista on kirjattu"), "heard"),
        number(_("Toimenpiteitä"), "actions"),
        *(Column(status.label, count(place), NARROW) for place, status in enumerate(summary.statuses)),
    )
    return Sheet(_("Tiivistelmä"), columns, (*summary.rows, summary.total))


def _attained(content):
    """Each judgement's number of goals, and beside it the year before's where a report tells it."""
    summary = content.summary
    if not summary.attained:
        return None

    def count(name, place):
        return lambda row: getattr(row, name)[place] if getattr(row, name) else None

    counts = []
    for place, state in enumerate(summary.attainments):
        counts.append(Column(state.label, count("counts", place), NARROW))
        if summary.year_before:
            counts.append(Column(f"{state.label} {summary.year_before}", count("before", place), NARROW))
    columns = (words(_("Teema"), "name", WIDE), number(_("Tavoitteita"), "goals"), *counts)
    return Sheet(_("Tavoitteiden toteutuminen"), columns, summary.attained)


# --- key indicators
class KeyLine(NamedTuple):
    benefit: BenefitSection
    line: IndicatorLine


def _indicators(content):
    years = range(content.year - 2, content.year) if content.is_year_end else ()

    def earlier(place):
        return lambda row: row.line.earlier[place] if row.line.earlier else None

    columns = (
        words(_("Hyöty"), "benefit.name", WIDE),
        words(_("Mittari"), "line.name", WIDE),
        *figure(_("Lähtötaso"), "line.baseline"),
        *(column for place, year in enumerate(years) for column in figure_of(f"{year}", earlier(place))),
        *target("line.target"),
        *figure(_("Toteuma"), "line.actual"),
        words(_("Suunta"), "line.direction"),
        badge(_("Ennuste"), "line.forecast"),
        *judgement("line.judged"),
        words(_("Tietolähde"), "line.source", WIDE),
        words(_("Mittausaika"), "line.measured"),
        words(_("Tarkistettava"), "line.doubt", WIDE),
    )
    rows = (KeyLine(benefit, line) for benefit in content.benefits for line in benefit.indicators)
    return Sheet(_("Keskeiset mittarit"), columns, rows)


# --- themes, goals, actions, measures
def _goals(content):
    columns = (
        words(_("Teema"), "theme.name"),
        words(_("Tavoite"), "goal.title", WIDE),
        words(_("Sitovuus"), "goal.binding"),
        listed(_("Hyödyt"), "goal.benefits"),
        *judgement("goal.judged"),
        long_words(_("Mitä kerrottiin"), "goal.told"),
        words(_("Tarkistettava"), "goal.doubt", WIDE),
    )
    return Sheet(_("Tavoitteet"), columns, _lines(content))


def _actions(content):
    columns = (
        number(_("Nro"), "action.pk"),
        words(_("Toimenpide"), "action.title", WIDE),
        words(_("Teema"), "theme.name"),
        words(_("Tavoite"), "goal.title", WIDE),
        words(_("Vastaa"), "action.post"),
        words(_("Vastuu kuten suunnitelmassa"), "action.owners"),
        words(_("Aikataulu"), "action.schedule"),
        badge(_("Tilanne"), "action.status"),
        words(_("Ennallaan"), "action.unchanged"),
        badge(_("Ennuste"), "action.forecast"),
        *judgement("action.judged"),
        badge(_("Mitä toimenpiteelle tapahtuu"), "action.fate"),
        words(_("Perustelu"), "action.fate_note", WIDE),
        long_words(_("Mitä kerrottiin"), "action.told"),
        long_words(_("Mikä ei etene suunnitellusti ja miksi?"), "action.cause"),
        long_words(_("Miten korjataan?"), "action.correction"),
        words(_("Päätös"), "action.decision"),
        words(_("Tarkistettava"), "action.doubt", WIDE),
    )
    return Sheet(_("Toimenpiteet"), columns, _action_lines(content))


def _measures(content):
    columns = (
        number(_("Nro"), "measure.pk"),
        words(_("Mittari ja tavoitetaso"), "measure.words", WIDE),
        words(_("Teema"), "theme.name"),
        words(_("Tavoite"), "goal.title", WIDE),
        Column(_("Toimenpide"), lambda row: row.action and row.action.title, WIDE),
        words(_("Vastaa"), "measure.post"),
        *target("measure.target"),
        *figure(_("Toteuma"), "measure.actual"),
        badge(_("Ennuste"), "measure.forecast"),
        *judgement("measure.judged"),
        words(_("Tarkistettava"), "measure.doubt", WIDE),
    )
    return Sheet(_("Mittarit"), columns, _measure_lines(content))


# --- what does not go as planned
def _binding_goals(content):
    if not content.binding_goals:
        return None
    columns = (
        words(_("Sitova tavoite"), "title", WIDE),
        words(_("Sitovuus"), "binding"),
        *judgement("judged"),
        badge(_("Ei raportoitu"), "silence"),
        long_words(_("Syy"), "cause"),
        long_words(_("Esitys"), "proposal"),
    )
    return Sheet(_("Sitovat tavoitteet"), columns, content.binding_goals)


def _deviations(content):
    columns = (
        words(_("Mikä ei etene"), "title", WIDE),
        words(_("Laji"), "kind"),
        badge(_("Poikkeama"), "badge"),
        Column(_("Tavoite"), lambda row: "\n".join(map(str, row.goals)), WIDE),
        words(_("Sitovuus"), "binding"),
        long_words(_("Syy"), "cause"),
        long_words(_("Korjaava toimenpide"), "correction"),
        words(_("Vastuu"), "post"),
        words(_("Mihin mennessä"), "due"),
        number(_("Monesko lupaus"), "times"),
        words(_("Luvattu ensimmäisen kerran"), "first"),
        long_words(_("Esitys"), "proposal"),
    )
    rows: tuple[Deviation, ...] = content.deviations
    return Sheet(_("Poikkeamat"), columns, rows)


def _followed(content):
    if not content.followed:
        return None
    columns = (
        words(_("Mikä ei etene"), "title", WIDE),
        words(_("Laji"), "kind"),
        long_words(_("Korjaava toimenpide"), "correction"),
        words(_("Luvattu raportissa"), "promised_in"),
        number(_("Monesko lupaus"), "times"),
        words(_("Vastuu"), "post"),
        words(_("Mihin mennessä"), "due"),
        badge(_("Tilanne"), "badge"),
        words(_("Päättynyt"), "closed"),
        words(_("Miten päättyi"), "how", WIDE),
    )
    return Sheet(_("Luvatut korjaavat toimet"), columns, content.followed)


# --- projects and the rest of the year
class DepartmentProject(NamedTuple):
    department: object
    project: ProjectLine


def _projects(content):
    columns = (
        number(_("Nro"), "project.pk"),
        words(_("Projekti"), "project.name", WIDE),
        words(_("Toimiala"), "department.name"),
        words(_("Vaihe"), "project.stage"),
        words(_("Aikataulu"), "project.schedule"),
        badge(_("Tilanne"), "project.status"),
        words(_("Ennallaan"), "project.unchanged"),
        badge(_("Ennuste"), "project.forecast"),
        *judgement("project.judged"),
        words(_("Lopputulema"), "project.outcome", WIDE),
        long_words(_("Mitä kerrottiin"), "project.told"),
        words(_("Tarkistettava"), "project.doubt", WIDE),
    )
    rows = (DepartmentProject(section, project) for section in content.departments for project in section.projects)
    return Sheet(_("Projektit"), columns, rows)


def _due(content):
    if not content.due_actions:
        return None
    columns = (
        words(_("Toimenpide"), "title", WIDE),
        words(_("Vastuu"), "post"),
        words(_("Aikataulu"), "schedule"),
        badge(_("Tilanne"), "status"),
    )
    return Sheet(_("Loppuvuoden toimenpiteet"), columns, content.due_actions)


def _proposed(content):
    if not content.proposed_targets:
        return None
    columns = (
        words(_("Mittari"), "indicator", WIDE),
        *figure(_("Nyt voimassa"), "present"),
        *figure(_("Ehdotus"), "proposed"),
        words(_("Vuosi"), "year", NARROW),
        long_words(_("Miksi"), "reason"),
        words(_("Ehdottaja"), "post"),
        words(_("Käsittely"), "state"),
        words(_("Päätös"), "decision"),
    )
    return Sheet(_("Ehdotetut tavoitetasot"), columns, content.proposed_targets)


def _carried_over(content):
    if not content.carried_over:
        return None
    columns = (
        number(_("Nro"), "pk"),
        words(_("Toimenpide"), "title", WIDE),
        words(_("Vastaa"), "post"),
        words(_("Aikataulu"), "schedule"),
        badge(_("Tilanne"), "status"),
        badge(_("Mitä toimenpiteelle tapahtuu"), "fate"),
        words(_("Perustelu"), "note", WIDE),
    )
    return Sheet(_("Jatkuvat toimenpiteet"), columns, content.carried_over)


# --- silence and the annexes
def _heard(content):
    """How much of what was asked was reported, by department; the last row is the total."""

    def count(place):
        return lambda row: row.counts[place]

    columns = (
        words(_("Toimiala"), "name", WIDE),
        number(_("Kysytty"), "asked"),
        number(_("Raportoitu"), "heard"),
        *(Column(badge.label, count(place), NARROW) for place, badge in enumerate(content.guide.unheard)),
    )
    return Sheet(_("Mistä raportoitiin"), columns, content.guide.heard)


class SilentLine(NamedTuple):
    group: str
    thing: SilentThing
    reason: str = ""


def _silent(content):
    """What was not reported, then what was left out of the report with its reason."""
    columns = (
        words(_("Vastaava yksikkö"), "group"),
        words(_("Laji"), "thing.kind"),
        words(_("Nimi"), "thing.title", WIDE),
        Column(_("Vastaa"), lambda row: getattr(row.thing, "post", None), MIDDLING),
        Column(_("Tilanne"), lambda row: row.thing.badge.label if not row.reason else _("Jätetty pois"), MIDDLING),
        Column(_("Viimeisin tieto"), lambda row: getattr(row.thing, "since", None), MIDDLING),
        words(_("Miksi jätetty pois"), "reason", WIDE),
    )
    silent = (SilentLine(group.name, thing) for group in content.guide.silent for thing in group.things)
    omitted = (SilentLine("", thing, thing.reason) for thing in content.guide.omitted)
    return Sheet(_("Ei raportoitu"), columns, [*silent, *omitted])


def _changes(content):
    columns = (
        words(_("Laji"), "kind"),
        words(_("Nimi"), "title", WIDE),
        words(_("Edellisessä raportissa"), "before", WIDE),
        words(_("Nyt"), "now", WIDE),
        words(_("Peruste"), "basis", WIDE),
    )
    return Sheet(_("Muutokset"), columns, content.changes)


def _sdg(content):
    columns = (
        Column(_("SDG"), lambda row: row[0].number, NARROW),
        Column(_("Kestävän kehityksen tavoite"), lambda row: row[0].name, WIDE),
        Column(_("Tavoite"), lambda row: row[1], WIDE),
        Column(_("Vain ehdotus"), lambda row: row[2], NARROW),
    )
    return Sheet(_("SDG"), columns, [(row, goal, suggested) for row in content.sdg for goal, suggested in row.goals])


def _definitions(content):
    columns = (
        number(_("Nro"), "pk"),
        words(_("Mittari"), "name", WIDE),
        long_words(_("Määritelmä"), "definition"),
        words(_("Yksikkö"), "unit"),
        words(_("Mittausväli"), "frequency"),
        words(_("Tietolähde"), "source", WIDE),
        words(_("Vastaa"), "post"),
        words(_("Tarkistettava"), "doubt", WIDE),
    )
    return Sheet(_("Mittareiden määritelmät"), columns, content.measures)


def _records(content):
    columns = (
        number(_("Luvun nro"), "number"),
        words(_("Mittari"), "indicator", WIDE),
        words(_("Luku"), "figure"),
        words(_("Ajanjakso"), "period"),
        words(_("Lähde"), "source", WIDE),
        words(_("Lisenssi"), "licence"),
        words(_("Haettu"), "retrieved"),
        words(_("Kirjasi"), "given_by"),
        words(_("Kirjattu"), "recorded"),
        Column(_("Näyttö"), lambda row: "\n".join(item.title for item in row.evidence), WIDE),
        words(_("Osoite"), "address", WIDE),
    )
    return Sheet(_("Lukujen lähteet"), columns, content.records)
