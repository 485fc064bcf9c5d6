"""Indicators as a workbook: what each is, its target levels in force and its observations in force."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from goals.queries import workbook_measures as gathered
from goals.queries.workbook_measures import MeasuredThings
from kemistrategy.numbers import MINUSES
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import NotAPeriod, Period, period_code, period_of, period_words
from kemistrategy.text import text_of
from measures.levels import LONGEST_WORDS, Level, NotALevel, read_level
from measures.models import Indicator, Observation, Target
from measures.operations.targets import level_problem
from measures.readings import KINDS_IN_WORDS

from .columns import (
    LINE,
    Choice,
    Day,
    Measured,
    OwnColumn,
    OwnRow,
    OwnSheet,
    Unfit,
    Whole,
    Words,
    YesNo,
    as_kept,
    cell_number,
    folded,
    number_text,
    told_apart,
)
from .writing import OwnWorkbook

INDICATORS, TARGETS, OBSERVATIONS = "indicators", "targets", "observations"
LEVEL_FIELDS = ("comparison", "figure", "words", "due_on")
OBSERVED_FIELDS = ("text", "note", "source", "is_provisional")
REASON, DECISION = "reason", "decision"
WITHOUT = "-"  # in a code: no year, or no period


def indicators_workbook(rights: Rights, language: str) -> OwnWorkbook:
    """Every indicator this person sees; open are the levels and figures that are hers to change."""
    with translation.override(language):
        things = gathered.measured_things(rights)
        sheets = _Sheets(things, language)
        return OwnWorkbook(
            kind=INDICATORS,
            thing="all",
            title=_("Mittarit, tavoitetasot ja havainnot"),
            language=language,
            changed_at=gathered.measures_changed_at(),
            sheets=(sheets.indicators(), sheets.targets(), sheets.observations()),
        )


class _Sheets:
    def __init__(self, things: MeasuredThings, language: str):
        self.things, self.language = things, language
        named = told_apart((row.pk, str(text_of(row, "name", language))) for row in things.indicators)
        self.names = dict(named)
        self.by_name = {folded(name): pk for pk, name in named}
        self.by_pk = {row.pk: row for row in things.indicators}
        self.which = Choice(named, empty=None, unfit="unknown_thing")

    def indicators(self) -> OwnSheet:
        columns = (
            OwnColumn("name", _("Mittari"), width=44),
            OwnColumn("unit", _("Yksikkö"), LINE, 14),
            OwnColumn("kind", _("Laji"), LINE, 18),
            OwnColumn("direction", _("Suunta"), LINE, 22),
            OwnColumn("frequency", _("Mittausväli"), LINE, 18),
            OwnColumn("is_key", _("Keskeinen mittari"), YesNo(self.language), 12),
            OwnColumn("post", _("Vastaa"), LINE, 26),
            OwnColumn("definition", _("Määritelmä"), width=44),
            OwnColumn("source", _("Tietolähde"), LINE, 30),
        )
        return OwnSheet(INDICATORS, _("Mittarit"), columns, [self._indicator(row) for row in self.things.indicators])

    def _indicator(self, row: Indicator) -> OwnRow:
        def words(field):
            return str(text_of(row, field, self.language))

        values = {
            "name": self.names[row.pk],
            "unit": words("unit"),
            "kind": row.get_kind_display(),
            "direction": row.get_direction_display(),
            "frequency": row.get_frequency_display(),
            "is_key": row.is_key,
            "post": str(text_of(row.answering_post, "title", self.language)) if row.answering_post else "",
            "definition": words("definition"),
            "source": words("source"),
        }
        return OwnRow(row.code, values["name"], values, indicator=row, subject=row)

    # --- target levels
    def targets(self) -> OwnSheet:
        columns = (
            OwnColumn(
                "measure", _("Mittari"), LINE, 44, in_new=self.things.may_target, is_needed=True, new_kind=self.which
            ),
            OwnColumn("unit", _("Yksikkö"), LINE, 14),
            OwnColumn("year", _("Vuosi"), Whole(2000, 2100), 10, in_new=self.things.may_target),
            OwnColumn("comparison", _("Vertailu"), _comparisons(), 14, is_open=True, in_new=True),
            OwnColumn("figure", _("Tavoitetaso"), LevelFigure(), 16, is_open=True, in_new=True),
            OwnColumn("words", _("Sanoin, kuten päätetty"), Words(LONGEST_WORDS), 36, is_open=True, in_new=True),
            OwnColumn("due_on", _("Määräpäivä"), Day(), 14, is_open=True, in_new=True),
            OwnColumn("origin", _("Nykyisen tason peruste"), LINE, 30),
            OwnColumn(DECISION, _("Päätös"), self._decisions(), 22, is_open=True, explains=True, in_new=True),
            OwnColumn(REASON, _("Muutoksen syy"), Words(2000), 40, is_open=True, explains=True, in_new=True),
        )
        rows = [self._target(row) for row in self.things.targets]
        new_row = self._new if self.things.may_target else None
        return OwnSheet(
            TARGETS,
            _("Tavoitetasot"),
            columns,
            rows,
            new_row=new_row,
            identity=("measure", "year"),
            why_no_rows="" if new_row else no_right_to_levels(),
        )

    def _decisions(self) -> Choice:
        return Choice(told_apart((row.pk, str(row)) for row in self.things.decisions), empty=None)

    def _target(self, row: Target) -> OwnRow:
        indicator = self.by_pk[row.indicator_id]
        values = {
            "measure": self.names[indicator.pk],
            "unit": str(text_of(indicator, "unit", self.language)),
            "year": row.year,
            "comparison": row.comparison,
            "figure": _figure_of(row),
            "words": row.words,
            "due_on": row.due_on,
            "origin": str(row.decision or row.reason or row.get_origin_display()),
        }
        return OwnRow(
            code=f"{indicator.code} {row.year or WITHOUT}",
            thing=f"{values['measure']} {row.year or ''}".strip(),
            values=values,
            open=frozenset((*LEVEL_FIELDS, DECISION, REASON) if self.things.may_target else ()),
            indicator=indicator,
            subject=row,
            why_closed="" if self.things.may_target else no_right_to_levels(),
        )

    # --- observations
    def observations(self) -> OwnSheet:
        may_add = bool(self.things.measured)
        columns = (
            OwnColumn("measure", _("Mittari"), LINE, 44, in_new=may_add, is_needed=True, new_kind=self.which),
            OwnColumn("unit", _("Yksikkö"), LINE, 14),
            OwnColumn("period", _("Jakso"), LINE, 18, in_new=may_add, new_kind=PeriodCell()),
            OwnColumn("is_baseline", _("Lähtötaso"), YesNo(self.language), 12, in_new=may_add),
            OwnColumn("text", _("Arvo"), Measured(is_needed=True), 16, is_open=True, in_new=True),
            OwnColumn("note", _("Selite"), Words(2000), 36, is_open=True, in_new=True),
            OwnColumn("source", _("Lähde"), LINE, 30, is_open=True, in_new=True),
            OwnColumn("is_provisional", _("Ennakkotieto"), YesNo(self.language), 14, is_open=True, in_new=True),
            OwnColumn(REASON, _("Oikaisun syy"), Words(2000), 40, is_open=True, explains=True),
        )
        rows = [self._observation(row) for row in self.things.observations]
        return OwnSheet(
            OBSERVATIONS,
            _("Havainnot"),
            columns,
            rows,
            new_row=self._new if may_add else None,
            identity=("measure", "period"),
            why_no_rows="" if may_add else _no_right_to_figures(),
        )

    def _observation(self, row: Observation) -> OwnRow:
        indicator = self.by_pk[row.indicator_id]
        period = Period(row.period_start, row.period_end) if row.period_start else None
        is_mine = indicator.pk in self.things.measured
        values = {
            "measure": self.names[indicator.pk],
            "unit": str(text_of(indicator, "unit", self.language)),
            "period": period_words(period) if period else "",
            "is_baseline": row.is_baseline,
            "text": observed_text(row, indicator),
            "note": row.note,
            "source": row.source,
            "is_provisional": row.is_provisional,
        }
        return OwnRow(
            code=f"{indicator.code} {period_code(period) if period else WITHOUT}",
            thing=f"{values['measure']} {values['period']}".strip(),
            values=values,
            open=frozenset((*OBSERVED_FIELDS, REASON) if is_mine else ()),
            indicator=indicator,
            subject=row,
            why_closed="" if is_mine else _no_right_to_figures(),
        )

    def _new(self, words: dict[str, str]) -> OwnRow:
        """The row of a new line: what its figure is of."""
        indicator = self.by_pk.get(self.by_name.get(folded(words.get("measure", ""))))
        return OwnRow("", thing=words.get("measure", ""), indicator=indicator)


def no_right_to_levels() -> str:
    return _("Tavoitetason kirjaa koordinaattori. Ehdota muutosta mittarin sivulla.")


def _no_right_to_figures() -> str:
    return _("Sinulla ei ole oikeutta tähän: mittarin luvut kirjaa sen vastaaja tai koordinaattori.")


def observed_text(row: Observation, indicator) -> str:
    """The figure in words that are read as the same figure, or the words it was given in."""
    if row.value is None or indicator.kind in KINDS_IN_WORDS:
        return row.words
    return number_text(row.value.normalize())


def _comparisons() -> Choice:
    return Choice(told_apart((code, str(label)) for code, label in Target.Comparison.choices))


def _figure_of(row: Target) -> str:
    if row.low is None:
        return ""
    low = number_text(row.low.normalize())
    return low if row.high is None else f"{low}–{number_text(row.high.normalize())}"


@dataclass(frozen=True)
class LevelFigure:
    """The figure of a target level, or both ends of a range; comparison and words have columns of their own."""

    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        level = _level(value, row) if value else None
        if level is None or level.high is not None or level.low is None:
            return value or None
        return cell_number(level.low)

    def read(self, typed, row):
        words = as_kept(typed)
        if words and row.indicator is not None:
            try:
                read_figure_of_level(words, row.indicator)
            except NotALevel as problem:
                raise Unfit("sentence", words=level_problem(problem, row.indicator)) from problem
        return words

    def spelled(self, value, row):
        if not value or row.indicator is None:
            return folded(value or "")
        level = _level(value, row)
        if level is None:
            return f"?{as_kept(value)}"
        if not (value[:1].isdigit() or value[:1] in MINUSES):  # "enintään 80"
            return folded(value)
        ends = [end for end in (level.low, level.high) if end is not None]
        return "/".join(f"{Decimal(end).normalize() + 0:f}" for end in ends)


def _level(words, row) -> Level | None:
    if row.indicator is None:
        return None
    try:
        return read_figure_of_level(words, row.indicator)
    except NotALevel:
        return None


def read_figure_of_level(words: str, indicator) -> Level:
    """The level that the figure alone says; a bare one of an indicator without a direction is taken as it is."""
    if indicator.kind in KINDS_IN_WORDS:
        raise NotALevel("not_in_words")
    try:
        return read_level(indicator, figure=words)
    except NotALevel as problem:
        if problem.kind != "no_comparison":
            raise
        return read_level(indicator, figure=words, comparison="equal")


@dataclass(frozen=True)
class PeriodCell:
    """Only of a new row: there the period of a figure is typed."""

    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        return period_words(value) if value else None

    def read(self, typed, row):
        words = as_kept(typed)
        if not words:
            return None
        try:
            return period_of(words)
        except NotAPeriod as problem:
            raise Unfit("no_period") from problem

    def spelled(self, value, row):
        return period_code(value) if value else ""
