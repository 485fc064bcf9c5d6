"""Every kind of own workbook: made now, for a person, in a language."""

from goals.models import Round
from goals.permissions import visible_plans, visible_rounds, visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.workbook_reading.book import Book

from .differences import NotOwn
from .entries import ENTRIES, TEMPLATE, entries_workbook, returned_template, template_workbook
from .indicators import INDICATORS, indicators_workbook
from .plan import PLAN, plan_workbook
from .projects import PROJECTS, projects_workbook
from .stamps import Stamp, stamp_of
from .writing import OwnWorkbook


def is_own(book: Book) -> bool:
    """Whether the service itself made it, so that its edits can be told apart."""
    return stamp_of(book) is not None


def own_stamp(book: Book) -> Stamp:
    """Raises NotOwn."""
    stamp = stamp_of(book)
    if stamp is None or stamp.kind not in MADE:
        raise NotOwn
    return stamp


def workbook_now(stamp: Stamp, rights: Rights) -> OwnWorkbook:
    """The same workbook as it would go out now, to this person. Raises NotOwn when she sees no such thing."""
    if stamp.kind == TEMPLATE:
        return _template(stamp.thing, rights, stamp.language, sent_out(stamp))
    return MADE[stamp.kind](stamp.thing, rights, stamp.language)


def sent_out(stamp: Stamp) -> dict[str, frozenset[str]]:
    """Sheet → the codes that went out on it: whoever answers for them now, they come back to the same sheet."""
    return {key: frozenset(sheet.rows) for key, sheet in stamp.sheets.items()}


def _entries(slug, rights, language):
    return entries_workbook(_round(slug, rights), rights, language)


def _template(thing, rights, language, sent=None):
    slug, _mark, unit = thing.partition("/")
    if sent is not None:
        return returned_template(_round(slug, rights), rights, language, thing=thing, sent=sent)
    return template_workbook(
        _round(slug, rights), rights, language, unit=int(unit[:18]) if unit.isascii() and unit.isdigit() else None
    )


def _round(slug, rights) -> Round:
    if round := visible_rounds(rights).filter(slug=slug).first():
        return round
    raise NotOwn


def _indicators(_thing, rights, language):
    return indicators_workbook(rights, language)


def _plan(pk, rights, language):
    plans = visible_plans(rights).select_related("strategy", "unit")
    if pk.isascii() and pk.isdigit() and (plan := plans.filter(pk=pk[:18]).first()):
        return plan_workbook(plan, rights, language)
    raise NotOwn


def _projects(slug, rights, language):
    if strategy := visible_strategies(rights).filter(slug=slug).first():
        return projects_workbook(strategy, rights, language)
    raise NotOwn


MADE = {
    ENTRIES: _entries,
    TEMPLATE: _template,
    INDICATORS: _indicators,
    PLAN: _plan,
    PROJECTS: _projects,
}
