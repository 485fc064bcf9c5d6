"""Open data of what the city wants and does: strategies, plans with their lines, projects, decisions."""

from django.utils.translation import gettext_lazy as _

from goals.models import Action, Benefit, FocusArea, Goal, Plan, PlanLine, Project, ProjectUnit, Strategy, Theme
from goals.permissions import visible_goals, visible_plans, visible_projects, visible_strategies
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.organisation.permissions import NO_RIGHTS
from reporting.permissions import INDICATORS_SEEN_BY, visible_indicators

from .columns import Column, Dataset, pairs_of, rows_of

ID = Column("id", "number", _("Pysyvä numero"), path="pk")
PAGE_TOLD = _("Sivu, jolla tästä kerrotaan")
STRATEGY = Column("strategy", "number", _("Strategian numero"), path="strategy_id")
DECISION = Column("decision", "number", _("Päätöksen numero"), path="decision_id", is_optional=True)


def page(url_name: str, of: str = "id") -> Column:
    return Column("page", "page", PAGE_TOLD, path=url_name, of=of)


# --- strategies and what they consist of -----------------------------------------------------------------------------
STRATEGIES = (
    ID,
    Column("slug", "text", _("Osoitteen osa")),
    Column("name", "words", _("Nimi")),
    Column("mission", "words", _("Missio")),
    Column("vision", "words", _("Visio")),
    Column("state", "code", _("Voimassaolo"), codes=tuple(Strategy.State.choices)),
    Column("valid_from", "day", _("Voimassa alkaen"), is_optional=True),
    Column("valid_to", "day", _("Voimassa asti"), is_optional=True),
    Column("predecessor", "number", _("Edeltävän strategian numero"), path="predecessor_id", is_optional=True),
    DECISION,
    page("reporting:strategy-detail", of="slug"),
)
THEMES = (
    ID,
    STRATEGY,
    Column("code", "text", _("Tunnus")),
    Column("name", "words", _("Nimi")),
    Column("position", "number", _("Järjestys strategiassa")),
    page("reporting:theme-detail"),
)
FOCUS_AREAS = (
    ID,
    Column("theme", "number", _("Teeman numero"), path="theme_id"),
    Column("name", "words", _("Nimi")),
    Column("position", "number", _("Järjestys teemassa")),
    page("reporting:focus-area-detail"),
)
GOALS = (
    ID,
    STRATEGY,
    Column("code", "text", _("Tunnus")),
    Column("title", "words", _("Tavoite")),
    Column("themes", "numbers", _("Teemojen numerot")),
    Column(
        "binding", "code", _("Mihin toimielimeen nähden sitova"), "binding_level", codes=tuple(Goal.Binding.choices)
    ),
    DECISION,
    Column("position", "number", _("Järjestys strategiassa")),
    page("reporting:goal-detail"),
)
BENEFITS = (
    ID,
    STRATEGY,
    Column("code", "text", _("Tunnus")),
    Column("name", "words", _("Nimi")),
    Column("goals", "numbers", _("Strategisten tavoitteiden numerot")),
    Column("indicators", "numbers", _("Mittareiden numerot")),
    Column("position", "number", _("Järjestys strategiassa")),
    page("reporting:benefit-detail"),
)


def _strategies():
    return rows_of(visible_strategies(NO_RIGHTS), STRATEGIES)


def _themes():
    return rows_of(Theme.objects.filter(strategy__in=visible_strategies(NO_RIGHTS)), THEMES)


def _focus_areas():
    shown = FocusArea.objects.filter(theme__strategy__in=visible_strategies(NO_RIGHTS))
    return rows_of(shown, FOCUS_AREAS)


def _goals():
    return rows_of(visible_goals(NO_RIGHTS), GOALS, themes=pairs_of(Goal.themes.through, "goal_id", "theme_id"))


def _benefits():
    measured = {"indicator__in": visible_indicators(NO_RIGHTS).order_by().values("pk")}
    return rows_of(
        Benefit.objects.filter(strategy__in=visible_strategies(NO_RIGHTS)),
        BENEFITS,
        goals=pairs_of(Benefit.goals.through, "benefit_id", "goal_id"),
        indicators=pairs_of(Benefit.indicators.through, "benefit_id", "indicator_id", **measured),
    )


# --- plans, actions, projects ----------------------------------------------------------------------------------------
PLANS = (
    ID,
    STRATEGY,
    Column("unit", "number", _("Toimialan numero"), path="unit_id"),
    Column("unit_name", "words", _("Toimiala"), path="unit__name"),
    Column("year", "number", _("Vuosi")),
    Column("title", "words", _("Nimi")),
    DECISION,
    page("reporting:plan-detail"),
)
SCHEDULE = (
    Column("starts_on", "day", _("Suunniteltu alku"), is_optional=True),
    Column("ends_on", "day", _("Suunniteltu loppu"), is_optional=True),
)
ACTIONS = (
    ID,
    Column("plan", "number", _("Suunnitelman numero"), path="plan_id"),
    Column("goal", "number", _("Tavoitteen numero"), path="goal_id"),
    Column("action", "number", _("Toimenpiteen numero; sama toimenpide voi olla usealla rivillä"), path="action_id"),
    Column("code", "text", _("Toimenpiteen tunnus"), path="action__code"),
    Column("title", "words", _("Toimenpide"), path="action__title"),
    Column("printed", "text", _("Teksti kuten suunnitelmassa"), path="words"),
    Column("unit", "number", _("Toimialan numero"), path="action__unit_id"),
    Column("unit_name", "words", _("Toimiala"), path="action__unit__name"),
    Column("post", "number", _("Vastaavan tehtävän numero"), path="action__answering_post_id", is_optional=True),
    Column("post_title", "words", _("Vastaava tehtävä"), path="action__answering_post__title"),
    Column("owners_printed", "text", _("Vastuu kuten suunnitelmassa"), path="owners_text"),
    Column("schedule_printed", "text", _("Aikataulu kuten suunnitelmassa"), path="schedule_text"),
    Column("starts_on", "day", _("Suunniteltu alku"), path="action__starts_on", is_optional=True),
    Column("ends_on", "day", _("Suunniteltu loppu"), path="action__ends_on", is_optional=True),
    Column("is_continuous", "yes_no", _("Jatkuvaa toimintaa"), path="action__is_continuous"),
    Column("decision", "number", _("Päätöksen numero"), path="action__decision_id", is_optional=True),
    page("reporting:action-detail", of="action"),
)
PROJECTS = (
    ID,
    STRATEGY,
    Column("code", "text", _("Tunnus")),
    Column("name", "words", _("Nimi")),
    Column("outcome", "words", _("Lopputulema")),
    Column("gain", "words", _("Hyödyt")),
    Column("units", "numbers", _("Toimialojen numerot")),
    Column("themes", "numbers", _("Teemojen numerot")),
    Column("indicators", "numbers", _("Mittareiden numerot")),
    Column("post", "number", _("Vastaavan tehtävän numero"), path="answering_post_id", is_optional=True),
    Column("post_title", "words", _("Vastaava tehtävä"), path="answering_post__title"),
    *SCHEDULE,
    DECISION,
    page("reporting:project-detail"),
)
DECISIONS = (
    ID,
    Column("body", "code", _("Toimielin"), codes=tuple(Decision.Body.choices)),
    Column("decided_on", "day", _("Päivä")),
    Column("section", "text", _("Pykälä")),
    Column("title", "words", _("Asia")),
    Column("case_number", "text", _("Asianumero")),
    Column("minutes", "text", _("Pöytäkirjan osoite"), path="address"),
    page("reporting:decision-detail"),
)


def _plans():
    return rows_of(visible_plans(NO_RIGHTS), PLANS)


def _actions():
    return rows_of(PlanLine.objects.filter(plan__in=visible_plans(NO_RIGHTS)), ACTIONS)


def _projects():
    measured = {"indicator__in": visible_indicators(NO_RIGHTS).order_by().values("pk")}
    return rows_of(
        visible_projects(NO_RIGHTS),
        PROJECTS,
        units=pairs_of(ProjectUnit, "project_id", "unit_id"),
        themes=pairs_of(Project.themes.through, "project_id", "theme_id"),
        indicators=pairs_of(Project.indicators.through, "project_id", "indicator_id", **measured),
    )


def _decisions():
    return rows_of(Decision.objects.all(), DECISIONS)


DATASETS = (
    Dataset(
        "strategiat",
        _("Strategiat"),
        _("Kaupungin voimassa olevat ja päättyneet strategiat."),
        STRATEGIES,
        _strategies,
        (Strategy,),
    ),
    Dataset(
        "teemat",
        _("Teemat"),
        _("Strategian ylin taso: yhdessä strategiassa päämäärä, toisessa teema."),
        THEMES,
        _themes,
        (Strategy, Theme),
    ),
    Dataset(
        "painopisteet",
        _("Painopisteet"),
        _("Teemojen painopisteet."),
        FOCUS_AREAS,
        _focus_areas,
        (Strategy, Theme, FocusArea),
    ),
    Dataset(
        "tavoitteet",
        _("Tavoitteet"),
        _("Strategioiden tavoitteet ja niiden teemat."),
        GOALS,
        _goals,
        (Strategy, Theme, Goal),
    ),
    Dataset(
        "hyodyt",
        _("Hyödyt"),
        _("Mitä hyötyä strategia lupaa, ja millä mittareilla se näkyy."),
        BENEFITS,
        _benefits,
        (*INDICATORS_SEEN_BY, Goal),
    ),
    Dataset(
        "suunnitelmat",
        _("Suunnitelmat"),
        _("Toimialojen hyväksytyt toimintasuunnitelmat."),
        PLANS,
        _plans,
        (Strategy, Plan, OrgUnit),
    ),
    Dataset(
        "toimenpiteet",
        _("Toimenpiteet"),
        _("Hyväksyttyjen suunnitelmien rivit: toimenpide, sen tavoite, vastuu ja aikataulu."),
        ACTIONS,
        _actions,
        (Strategy, Plan, PlanLine, Action, OrgUnit, Position),
    ),
    Dataset(
        "projektit",
        _("Projektit"),
        _("Strategian projektit ja niiden toimialat."),
        PROJECTS,
        _projects,
        (*INDICATORS_SEEN_BY, Theme, ProjectUnit, OrgUnit, Position),
    ),
    Dataset("paatokset", _("Päätökset"), _("Päätökset, joihin tiedot perustuvat."), DECISIONS, _decisions, (Decision,)),
)
