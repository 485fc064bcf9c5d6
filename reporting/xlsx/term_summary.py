"""The council-term summary as a workbook: a sheet for each of its parts."""

from django.utils.translation import gettext as _

from kemistrategy.periods import day_words
from kemistrategy.workbook_writing import Column, Sheet
from reporting.queries.term_summary import TermSummary

WIDE, MIDDLING = 60, 28


def summary_sheets(page: TermSummary, *, host: str) -> list[Sheet]:
    """`host` is the service's own address, with which every address in the file begins."""
    above = _above(page)
    return [
        Sheet(_("Tavoitteet"), tuple(_goal_columns(page, host)), page.goals, above=above),
        Sheet(_("Mittarit"), tuple(_indicator_columns(host)), page.indicators, above=above),
        Sheet(_("Luovuttu"), tuple(_given_up_columns(host)), page.given_up, above=above),
        Sheet(_("Ei raportoitu"), tuple(_silent_columns(host)), list(_silent(page)), above=above),
    ]


def _above(page) -> tuple[str, ...]:
    name = f"{page.name} {page.years}".strip()
    reports = ", ".join(str(report.link.text) for report in page.reports)
    lines = [name] if page.is_ended else [name, _("Tilanne tähän mennessä")]
    return (*lines, _("Perustuu julkaistuihin raportteihin: %(reports)s") % {"reports": reports or "–"})


def _words(fates):
    """ "Jatkuu muutettuna: Vihreä Kemi (Ehdotus)", one line for each."""
    lines = []
    for fate in fates:
        line = f"{fate.badge.label}: {fate.heir.text}" if fate.heir else fate.badge.label
        lines.append(f"{line} ({_('Ehdotus')})" if fate.is_proposal else line)
    return "\n".join(lines) or None


def _label(badge):
    return badge.label if badge else None


def _goal_columns(page, host):
    yield Column(_("Tavoite"), lambda row: str(row.link.text), WIDE)
    yield Column(_("Teema"), lambda row: str(row.theme.text) if row.theme else None, MIDDLING)
    yield Column(_("Sitovuus"), lambda row: row.binding or None, MIDDLING)
    for number, year in enumerate(page.judged_years):
        title = _("Toteutuminen %(year)s") % {"year": year}
        yield Column(title, lambda row, at=number: _label(row.cells[at]), MIDDLING)
    yield Column(_("Arvion perustelu"), lambda row: str(row.reason) or None, WIDE)
    yield Column(_("Ennuste"), lambda row: _label(row.forecast), MIDDLING)
    yield Column(_("Jatkumo"), lambda row: _words(row.fates), WIDE)
    yield Column(_("Osoite"), lambda row: f"{host}{row.link.url}", WIDE)


def _indicator_columns(host):
    def level(name):
        return lambda row: str(found.words) if (found := getattr(row.figures, name)) else None

    yield Column(_("Mittari"), lambda row: str(row.link.text), WIDE)
    yield Column(_("Lähtötaso"), level("baseline"), MIDDLING)
    yield Column(
        _("Tavoitetaso hyväksyttäessä"),
        lambda row: str(found.words) if (found := row.figures.adopted or row.figures.target) else None,
        MIDDLING,
    )
    yield Column(_("Tavoitetaso"), level("target"), MIDDLING)
    yield Column(_("Viimeisin tieto"), level("latest"), MIDDLING)
    yield Column(_("Ajankohta"), lambda row: row.figures.latest.note if row.figures.latest else None, MIDDLING)
    yield Column(_("Kehitys"), lambda row: row.figures.sentence or None, WIDE)
    yield Column(_("Jatkumo"), lambda row: _words(row.fates), WIDE)
    yield Column(_("Osoite"), lambda row: f"{host}{row.link.url}", WIDE)


def _given_up_columns(host):
    yield Column(_("Laji"), lambda row: row.kind)
    yield Column(_("Nimi"), lambda row: str(row.link.text), WIDE)
    yield Column(_("Miten käy"), lambda row: row.badge.label, MIDDLING)
    yield Column(_("Miksi"), lambda row: str(row.why) or None, WIDE)
    yield Column(_("Mistä tieto on"), _where_from, MIDDLING)
    yield Column(_("Osoite"), lambda row: f"{host}{row.link.url}", WIDE)


def _where_from(row):
    if row.as_of:
        return _("Raportti, tilanne %(day)s") % {"day": day_words(row.as_of)}
    if row.fate and row.fate.is_proposal:
        return _("Ehdotus")
    return str(row.fate.decision.text) if row.fate and row.fate.decision else None


def _silent_columns(host):
    yield Column(_("Laji"), lambda row: row[0])
    yield Column(_("Nimi"), lambda row: str(row[1].text), WIDE)
    yield Column(_("Osoite"), lambda row: f"{host}{row[1].url}", WIDE)


def _silent(page):
    yield from ((_("Tavoite"), link) for link in page.silent_goals)
    yield from ((_("Toimenpide"), link) for link in page.silent_actions)
