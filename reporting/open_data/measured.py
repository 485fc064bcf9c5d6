"""Open data of what is measured: indicators, their target levels with decisions, and observations."""

from django.utils.translation import gettext_lazy as _

from goals.models import Benefit, Figure, Goal, MeasureLine
from goals.permissions import visible_goals, visible_plans, visible_strategies
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import NO_RIGHTS
from measures.models import Indicator, Observation, Target
from reporting.models import Publication
from reporting.permissions import INDICATORS_SEEN_BY, visible_indicators, visible_observations

from .columns import Column, Dataset, pairs_of, rows_of
from .planned import DECISION, ID, page

INDICATOR = Column("indicator", "number", _("Mittarin numero"), path="indicator_id")
SOURCE = (
    Column("source", "text", _("Tietolähde")),
    Column("licence", "text", _("Lähteen käyttöehdot, jos lähde on muu kuin kaupunki")),
)
INDICATORS = (
    ID,
    Column("code", "text", _("Tunnus")),
    Column("name", "words", _("Nimi")),
    Column("kind", "code", _("Laji"), codes=tuple(Indicator.Kind.choices)),
    Column("unit", "words", _("Mittayksikkö")),
    Column("decimals", "number", _("Desimaaleja")),
    Column("direction", "code", _("Kumpi suunta on parempi"), codes=tuple(Indicator.Direction.choices)),
    Column("frequency", "code", _("Mittausväli"), codes=tuple(Indicator.Frequency.choices)),
    Column("accumulates", "yes_no", _("Kertyy jakson aikana")),
    Column("is_key", "yes_no", _("Strategian keskeinen mittari")),
    Column("definition", "words", _("Määritelmä")),
    Column("source", "words", _("Tietolähde")),
    Column("parent", "number", _("Ylämittarin numero"), path="parent_id", is_optional=True),
    Column("benefits", "numbers", _("Hyötyjen numerot")),
    Column("goals", "numbers", _("Niiden tavoitteiden numerot, joita suunnitelmat mittaavat tällä")),
    Column("post", "number", _("Vastaavan tehtävän numero"), path="answering_post_id", is_optional=True),
    Column("post_title", "words", _("Vastaava tehtävä"), path="answering_post__title"),
    page("reporting:indicator-detail"),
)
TARGETS = (
    ID,
    INDICATOR,
    Column("year", "number", _("Vuosi, jolle taso on asetettu"), is_optional=True),
    Column("due_on", "day", _("Päivä, johon mennessä taso saavutetaan"), is_optional=True),
    Column("comparison", "code", _("Miten tasoon verrataan"), codes=tuple(Target.Comparison.choices)),
    Column("low", "decimal", _("Alaraja"), is_optional=True),
    Column("high", "decimal", _("Yläraja"), is_optional=True),
    Column("printed", "text", _("Taso sanoina kuten päätetty"), path="words"),
    Column("origin", "code", _("Mistä taso on"), codes=tuple(Target.Origin.choices)),
    DECISION,
    Column("reason", "text", _("Muutoksen perustelu")),
    Column("replaces", "number", _("Korvatun tason numero"), path="replaces_id", is_optional=True),
    Column("replaced_by", "number", _("Korvaavan tason numero; tyhjä, kun taso on voimassa"), is_optional=True),
    Column("entered_at", "moment", _("Milloin kirjattu")),
)
OBSERVATIONS = (
    ID,
    INDICATOR,
    Column("period_start", "day", _("Jakson alku"), is_optional=True),
    Column("period_end", "day", _("Jakson loppu"), is_optional=True),
    Column("value", "decimal", _("Arvo lukuna"), is_optional=True),
    Column("printed", "text", _("Arvo sanoina kuten annettu"), path="words"),
    Column("is_baseline", "yes_no", _("Lähtötaso")),
    Column("is_provisional", "yes_no", _("Ennakkotieto")),
    *SOURCE,
    Column("note", "text", _("Selite")),
    Column("corrects", "number", _("Oikaistun havainnon numero"), path="corrects_id", is_optional=True),
    Column("retrieved_at", "moment", _("Milloin haettu tilastosta"), is_optional=True),
)


def _shown():
    return visible_indicators(NO_RIGHTS).order_by().values("pk")


def _indicators():
    return rows_of(
        Indicator.objects.filter(pk__in=_shown()),
        INDICATORS,
        benefits=pairs_of(
            Benefit.indicators.through,
            "indicator_id",
            "benefit_id",
            benefit__strategy__in=visible_strategies(NO_RIGHTS),
        ),
        goals=pairs_of(
            MeasureLine,
            "indicator_id",
            "goal_id",
            plan__in=visible_plans(NO_RIGHTS),
            goal__in=visible_goals(NO_RIGHTS),
        ),
    )


def _targets():
    return rows_of(Target.objects.filter(indicator__in=_shown()), TARGETS)


def _observations():
    return rows_of(visible_observations(NO_RIGHTS).filter(indicator__in=_shown()), OBSERVATIONS)


DATASETS = (
    Dataset(
        "mittarit",
        _("Mittarit"),
        _("Kaikki, mitä strategioissa ja suunnitelmissa mitataan."),
        INDICATORS,
        _indicators,
        (*INDICATORS_SEEN_BY, Goal, Position),
    ),
    Dataset(
        "tavoitetasot",
        _("Tavoitetasot"),
        _("Mittareiden tavoitetasot sarjana: jokainen asetettu taso, mihin se perustuu ja minkä se korvasi."),
        TARGETS,
        _targets,
        (*INDICATORS_SEEN_BY, Target),
    ),
    Dataset(
        "havainnot",
        _("Havainnot"),
        _("Mitatut arvot, jotka ovat voimassa. Katsauksen luku tulee mukaan, kun katsaus julkaistaan."),
        OBSERVATIONS,
        _observations,
        (*INDICATORS_SEEN_BY, Observation, Figure, Publication),
    ),
)
