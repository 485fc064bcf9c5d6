"""The lists of the reading pages as one sheet each: exactly the rows that the page shows, in its order."""

from django.utils.translation import gettext as _

from kemistrategy.workbook_writing import Column, Sheet
from reporting.queries.action_lists import ActionList
from reporting.queries.goal_lists import GoalList
from reporting.queries.indicator_lists import IndicatorList
from reporting.queries.project_lists import FoundProjects

WIDE, MIDDLING = 60, 28


def sheet_of(page: ActionList | GoalList | IndicatorList | FoundProjects, *, host: str) -> Sheet:
    """`host` is the service's own address, with which every address in the file begins."""
    kinds = {
        ActionList: (_("Toimenpiteet"), _action_columns),
        GoalList: (_("Tavoitteet"), _goal_columns),
        IndicatorList: (_("Mittarit"), _indicator_columns),
        FoundProjects: (_("Projektit"), _project_columns),
    }
    title, columns = kinds[type(page)]
    return Sheet(title, tuple(columns(page, host)), page.rows, above=_above(page))


def _above(page) -> tuple[str, ...]:
    """What is shown and of which day, in the words of the page."""
    choices = "; ".join(f"{chip.label}: {chip.words}" for chip in page.filters.chips)
    chosen = _("Rajaukset: %(choices)s") % {"choices": choices} if choices else _("Ei rajauksia")
    lines = [f"{page.found} {chosen}"]
    if review := page.review:
        draft = "" if review.is_published else f" ({_('luonnos')})"
        lines.append(f"{review.title}{draft}, {review.as_of:%-d.%-m.%Y}")
    return tuple(lines)


def _address(host, link):
    return f"{host}{link.url}" if link else None


def _words(link):
    return str(link.text) if link else None


def _label(badge):
    return badge.label if badge else None


def _action_columns(page, host):
    """Rows are (group, line)."""
    yield Column(_("Toimenpide"), lambda row: str(row[1].link.text), WIDE)
    yield Column(_("Tavoite"), lambda row: str(row[0].goal.text), WIDE)
    yield Column(_("Teema"), lambda row: ", ".join(str(theme.text) for theme in row[0].themes), MIDDLING)
    if page.review:
        yield Column(_("Tilanne"), lambda row: _label(row[1].status), MIDDLING)
    yield Column(_("Vastaa"), lambda row: _words(row[1].responsible.answers), MIDDLING)
    yield Column(_("Toimiala"), lambda row: str(row[1].unit.text), MIDDLING)
    yield Column(_("Aikataulu"), lambda row: row[1].schedule, MIDDLING)
    yield Column(_("Osoite"), lambda row: _address(host, row[1].link), WIDE)


def _goal_columns(page, host):
    """Rows are (strategy, theme, goal)."""
    yield Column(_("Tavoite"), lambda row: str(row[2].link.text), WIDE)
    yield Column(_("Teema"), lambda row: _words(row[1].theme), MIDDLING)
    yield Column(_("Strategia"), lambda row: str(row[0].strategy.text), MIDDLING)
    if page.review:
        yield Column(_("Tilanne"), lambda row: _label(row[2].state and row[2].state.badge), MIDDLING)
    yield Column(_("Toimenpiteitä"), lambda row: row[2].actions or None)
    yield Column(_("Mittareita"), lambda row: row[2].measures or None)
    yield Column(_("Sitovuus"), lambda row: row[2].binding, MIDDLING)
    yield Column(_("Osoite"), lambda row: _address(host, row[2].link), WIDE)


def _indicator_columns(page, host):
    """Rows are (number, indicator, words, goal); key indicators have their figures."""
    figures = {row.pk: row.figures for row in page.key}

    def level(name):
        def value(row):
            found = row[0] in figures and row[3] is None and getattr(figures[row[0]], name)
            return str(found.words) if found else None

        return value

    yield Column(_("Mittari"), lambda row: str(row[1].text), WIDE)
    yield Column(_("Tavoite"), lambda row: _words(row[3]), WIDE)
    yield Column(_("Suunnitelman sanat"), lambda row: row[2] and str(row[2]), MIDDLING)
    yield Column(_("Lähtötaso"), level("baseline"), MIDDLING)
    yield Column(_("Tavoitetaso"), level("target"), MIDDLING)
    yield Column(_("Toteuma"), level("latest"), MIDDLING)
    if page.review:
        yield Column(
            _("Tilanne"), lambda row: _label(row[0] in page.states and page.states[row[0]].badge), MIDDLING
        )  # fmt: skip
    yield Column(_("Osoite"), lambda row: _address(host, row[1]), WIDE)


def _project_columns(page, host):
    """Rows are (department, line)."""
    yield Column(_("Projekti"), lambda row: str(row[1].link.text), WIDE)
    yield Column(_("Toimiala"), lambda row: str(row[0].unit.text), MIDDLING)
    if page.review:
        yield Column(_("Tilanne"), lambda row: _label(row[1].status), MIDDLING)
    yield Column(_("Lopputulema"), lambda row: str(row[1].outcome), WIDE)
    yield Column(_("Aikataulu"), lambda row: row[1].schedule, MIDDLING)
    yield Column(_("Osoite"), lambda row: _address(host, row[1].link), WIDE)
