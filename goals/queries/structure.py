"""A strategy as its editors see it: the whole outline, what it lacks, and the entry page of plan editing."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import Benefit, FocusArea, Goal, Plan, Strategy, TextBlock, Theme
from kemistrategy.text import Text, text_of
from measures.fitness import goal_remarks


@dataclass(frozen=True)
class OutlineRow:
    """One part in the outline: what it is called, and in a few words what it has."""

    pk: int
    text: Text
    facts: tuple[str, ...] = ()
    doubt: Text | None = None


@dataclass(frozen=True)
class OutlineTheme:
    pk: int
    text: Text
    colour: str
    goals: tuple[OutlineRow, ...]
    focus_areas: tuple[OutlineRow, ...]
    texts: tuple[OutlineRow, ...]
    doubt: Text


@dataclass(frozen=True)
class Outline:
    """The strategy with everything under it; the words are what the city calls its levels."""

    strategy: Strategy
    themes: tuple[OutlineTheme, ...]
    goals_without_theme: tuple[OutlineRow, ...]
    benefits: tuple[OutlineRow, ...]
    texts: tuple[OutlineRow, ...]
    number_of_goals: int


@dataclass(frozen=True)
class Gap:
    """What a draft lacks before it is in force; `part` and `pk` say where it is mended ("" is the strategy itself)."""

    sentence: str
    part: str = ""
    pk: int | None = None
    text: Text | None = None


@dataclass(frozen=True)
class PlanRow:
    pk: int
    text: Text
    unit: Text
    year: int
    is_draft: bool
    lines: int


@dataclass(frozen=True)
class HomeRow:
    """A strategy on the entry page with its plans, the newest year first."""

    strategy: Strategy
    text: Text
    themes: int
    goals: int
    goals_word: Text
    themes_word: Text
    plans: tuple[PlanRow, ...]


# --- the entry page -----------------------------------------------------------------------------------------------
def home_rows() -> list[HomeRow]:
    """Every strategy: those being made first, then those in force, the ended ones last. Two queries."""
    plans: dict[int, list[PlanRow]] = {}
    for plan in Plan.objects.select_related("unit").annotate(number=Count("lines")).order_by("-year", "pk"):
        plans.setdefault(plan.strategy_id, []).append(_plan_row(plan))
    strategies = Strategy.objects.annotate(
        number_of_themes=Count("themes", distinct=True), number_of_goals=Count("goals", distinct=True)
    )
    rows = [
        _home_row(strategy, tuple(plans.get(strategy.pk, ()))) for strategy in strategies.order_by("position", "pk")
    ]
    return sorted(rows, key=lambda row: Strategy.State.values.index(row.strategy.state))


def _plan_row(plan):
    return PlanRow(
        pk=plan.pk,
        text=text_of(plan, "title"),
        unit=text_of(plan.unit, "name"),
        year=plan.year,
        is_draft=plan.state == Plan.State.DRAFT,
        lines=plan.number,
    )


def _home_row(strategy, plans):
    return HomeRow(
        strategy=strategy,
        text=text_of(strategy, "name"),
        themes=strategy.number_of_themes,
        goals=strategy.number_of_goals,
        goals_word=text_of(strategy, "goals_word"),
        themes_word=text_of(strategy, "themes_word"),
        plans=plans,
    )


# --- the outline --------------------------------------------------------------------------------------------------
def outline(strategy: Strategy) -> Outline:
    """Six queries, whatever the number of parts."""
    goals = list(measured_goals(strategy).select_related("sponsor").prefetch_related("themes"))
    rows = {goal.pk: _goal_row(goal) for goal in goals}
    under: dict[int | None, list[OutlineRow]] = {}
    for goal in goals:
        for theme in [theme.pk for theme in goal.themes.all()] or [None]:
            under.setdefault(theme, []).append(rows[goal.pk])
    areas = _by_theme(FocusArea.objects.filter(theme__strategy=strategy).order_by("position", "pk"), "name")
    theme_texts = _by_theme(TextBlock.objects.filter(theme__strategy=strategy).order_by("position", "pk"), "heading")
    return Outline(
        strategy=strategy,
        themes=tuple(
            OutlineTheme(
                pk=theme.pk,
                text=text_of(theme, "name"),
                colour=theme.colour,
                goals=tuple(under.get(theme.pk, ())),
                focus_areas=tuple(areas.get(theme.pk, ())),
                texts=tuple(theme_texts.get(theme.pk, ())),
                doubt=text_of(theme, "doubt"),
            )
            for theme in Theme.objects.filter(strategy=strategy).order_by("position", "pk")
        ),
        goals_without_theme=tuple(under.get(None, ())),
        benefits=tuple(_benefit_row(benefit) for benefit in _counted_benefits(strategy)),
        texts=tuple(
            OutlineRow(block.pk, text_of(block, "heading"), _text_facts(block))
            for block in TextBlock.objects.filter(strategy=strategy).order_by("position", "pk")
        ),
        number_of_goals=len(goals),
    )


def measured_goals(strategy: Strategy) -> QuerySet[Goal]:
    """Goals in their order with `number_of_actions`, and `number_of_measures`: own, and of the benefits they bring."""
    return (
        Goal.objects.filter(strategy=strategy)
        .annotate(
            number_of_actions=Count("plan_lines__action", distinct=True),
            number_of_own=Count("measure_lines__indicator", distinct=True),
            number_of_benefits=Count("benefits__indicators", distinct=True),
        )
        .order_by("position", "pk")
    )


def _measures(goal):
    return goal.number_of_own + goal.number_of_benefits


def _action_words(number):
    if not number:
        return _("Ei toimenpiteitä")
    return ngettext("%(n)s toimenpide", "%(n)s toimenpidettä", number) % {"n": number}


def _measure_words(number):
    if not number:
        return _("Ei mittareita")
    return ngettext("%(n)s mittari", "%(n)s mittaria", number) % {"n": number}


def _goal_row(goal):
    facts = [_action_words(goal.number_of_actions), _measure_words(_measures(goal))]
    if goal.binding_level != Goal.Binding.NONE:
        facts.append(goal.get_binding_level_display())
    if goal.sponsor:
        facts.append(text_of(goal.sponsor, "title").words)
    if not goal.title_sv:
        facts.append(_("Ruotsinnos puuttuu"))
    return OutlineRow(goal.pk, text_of(goal, "title"), tuple(facts), text_of(goal, "doubt"))


def _counted_benefits(strategy):
    counts = {
        "number_of_indicators": Count("indicators", distinct=True),
        "number_of_goals": Count("goals", distinct=True),
    }
    return Benefit.objects.filter(strategy=strategy).annotate(**counts).order_by("position", "pk")


def _benefit_row(benefit):
    goals = benefit.number_of_goals
    goal_words = ngettext("%(n)s tavoite", "%(n)s tavoitetta", goals) % {"n": goals} if goals else _("Ei tavoitteita")
    facts = (_measure_words(benefit.number_of_indicators), goal_words)
    return OutlineRow(benefit.pk, text_of(benefit, "name"), facts, text_of(benefit, "doubt"))


def _by_theme(rows, name):
    by_theme: dict[int, list[OutlineRow]] = {}
    for row in rows:
        facts = _text_facts(row) if isinstance(row, TextBlock) else ()
        by_theme.setdefault(row.theme_id, []).append(OutlineRow(row.pk, text_of(row, name), facts))
    return by_theme


def _text_facts(block):
    adopted, summary = text_of(block, "adopted_text"), text_of(block, "summary")
    return (
        _("Hyväksytty teksti on") if adopted else _("Hyväksytty teksti puuttuu"),
        *((_("Tiivistelmä on"),) if summary else ()),
    )


# --- what a draft lacks -------------------------------------------------------------------------------------------
def strategy_gaps(strategy: Strategy) -> list[Gap]:
    """What a coordinator mends, or accepts knowingly, before the strategy is in force; two queries."""
    goals = list(measured_goals(strategy))
    gaps = [
        Gap(sentence)
        for is_missing, sentence in (
            (not strategy.mission_fi, _("Missio puuttuu.")),
            (not strategy.vision_fi, _("Visio puuttuu.")),
            (strategy.valid_from is None, _("Alkamispäivä puuttuu.")),
            (not strategy.name_sv, _("Nimi ruotsiksi puuttuu.")),
            (not goals, _("Yhtään tavoitetta ei ole.")),
            (not strategy.themes.exists(), _("Yhtään teemaa ei ole.")),
        )
        if is_missing
    ]
    for goal in goals:
        gaps += [Gap(sentence, "tavoitteet", goal.pk, text_of(goal, "title")) for sentence in _goal_gaps(goal)]
    return gaps


def _goal_gaps(goal):
    if goal_remarks(indicators=_measures(goal)):
        yield _("Ei yhtään mittaria, joten toteutumista ei voi todeta.")
    if not goal.title_sv:
        yield _("Ruotsinnos puuttuu.")
    if goal.doubt_fi:
        yield _("Avoin kysymys on ratkaisematta.")
