"""The judgement that the figures, or a goal's own rule, would suggest, with the rule and what it used, in words.

It stands beside the form and is never chosen in it: the judgement is a person's.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kemistrategy.numbers import number_words
from kemistrategy.periods import day_words
from kemistrategy.text import Text
from measures.attainment import attainment_of
from measures.judgement import DEFAULT_LIMITS, Limits, Proposal, propose
from measures.ledger import target_day
from measures.models import Indicator, Observation, Target
from measures.pace import pace
from measures.words import amount_words, target_words

from .badges import Badge, Badges
from .goal_judgement import GoalProposal, Rule
from .models import Figure, Round
from .models.rounds import Attained

RULES = {
    "target_reached": gettext_lazy("Tavoitetaso on saavutettu."),
    "target_not_reached": gettext_lazy("Tavoitetasoa ei ole saavutettu."),
    "share_of_way": gettext_lazy("Matkasta lähtötasosta tavoitetasoon on kuljettu %(share)s."),
    "level_not_kept": gettext_lazy("Taso piti säilyttää, mutta se on heikentynyt."),
    "limit_passed": gettext_lazy("Raja on jo ylitetty."),
    "pace": gettext_lazy("Tasaisella tahdilla toteuman kuuluisi nyt olla %(expected)s."),
    "nothing_expected_yet": gettext_lazy("Tähän mennessä ei vielä kuulu kertyä mitään."),
    "worse_than_at_start": gettext_lazy("Toteuma on heikompi kuin lähtötaso."),
    "moved_as_wanted": gettext_lazy("Kehitys on toivotun suuntainen."),
    "moved_wrong_way": gettext_lazy("Kehitys on toivotulle vastakkainen."),
    "not_moved": gettext_lazy("Toteuma ei ole muuttunut lähtötasosta."),
}
REASONS = {
    "direction_unset": gettext_lazy("Ei ole vahvistettu, kumpi suunta on parempi."),
    "no_target": gettext_lazy("Tavoitetasoa ei ole asetettu."),
    "contradiction": gettext_lazy("Suunta, lähtötaso ja tavoitetaso eivät sovi yhteen."),
    "no_baseline": gettext_lazy("Lähtötasoa ei ole kirjattu, joten tahtia ei voi laskea."),
    "no_baseline_for_trend": gettext_lazy("Lähtötasoa ei ole kirjattu, joten kehityksen suuntaa ei näe."),
    "baseline_undated": gettext_lazy("Lähtötason ajankohtaa ei tiedetä, joten tahtia ei voi laskea."),
    "target_undated": gettext_lazy("Tavoitetasolla ei ole vuotta, joten tahtia ei voi laskea."),
    "target_before_baseline": gettext_lazy("Tavoitevuosi on ennen lähtötason ajankohtaa."),
    "measured_before_baseline": gettext_lazy("Luku on vanhempi kuin lähtötaso."),
    "other_year": gettext_lazy("Tavoitetaso on toiselle vuodelle kuin luku."),
}
WITHOUT_A_PROPOSAL = {
    "no_rule": gettext_lazy("Tavoitteelle ei ole asetettu toteutumissääntöä. Arvio annetaan ja perustellaan."),
    "overall": gettext_lazy("Sääntö: kokonaisarvio perusteluineen. Mittareista ei lasketa ehdotusta."),
    "no_measures": gettext_lazy("Tavoitteella ei ole mittareita, joista sääntö voisi ehdottaa arviota."),
}
# Nothing to propose from: the form says what is missing, or the kind is judged in words.
SILENT_REASONS = ("in_words", "nothing_measured")


ATTAINMENT_OF_CODE = {
    "met": Attained.ATTAINED,
    "partly": Attained.PARTLY,
    "not_met": Attained.NOT_ATTAINED,
    "cannot_assess": Attained.NOT_ASSESSED,
}


@dataclass(frozen=True)
class ProposedForecast:
    """A forecast, at year-end an attainment. `figures` are (label, words) of what the rule used."""

    badge: Badge
    rule: str
    figures: tuple[tuple[str, str], ...]


def proposed_forecast(
    *,
    indicator: Indicator,
    unit: Text,
    target: Target | None,
    baseline: Observation | None,
    measured: Figure | Observation | None,
    round: Round,
    limits: Limits = DEFAULT_LIMITS,
    badges: Badges,
) -> ProposedForecast | None:
    """What the typed or the latest figure suggests in this round; None when nothing is measured.

    A target of a later year is not due at year-end either: it is held against the pace, too.
    """
    reached = attainment_of(indicator, target=target, baseline=baseline, latest=measured, year=round.year)
    start, end = baseline.period_end if baseline else None, target_day(target)
    expected = pace(reached, on=measured.period_end if measured else round.as_of, start=start, end=end)
    is_on_its_way = not round.is_year_end or (end is not None and end > round.as_of)
    proposal = propose(attainment=reached, pace=expected, is_half_year=is_on_its_way, limits=limits)
    if proposal.reason in SILENT_REASONS:
        return None
    amount = _Amounts(indicator, unit)
    return ProposedForecast(
        badge=_badge(proposal, round, badges),
        rule=_rule_in_words(proposal, amount),
        figures=tuple(_figures_in_words(proposal, amount, indicator, unit, target, _actual_label(measured, round))),
    )


def _badge(proposal, round, badges):
    if round.is_year_end:
        return badges.attainment(ATTAINMENT_OF_CODE[proposal.code])
    return badges.forecast(proposal.forecast)


def _actual_label(measured, round):
    """An older figure says its day: nothing has been typed for this review yet."""
    if measured is None or measured.period_end in (None, round.as_of):
        return _("Toteuma")
    return _("Toteuma %(day)s") % {"day": day_words(measured.period_end)}


class _Amounts:
    """Says figures in the indicator's unit."""

    def __init__(self, indicator, unit):
        self._indicator, self._unit = indicator, unit

    def __call__(self, value):
        return str(amount_words(self._indicator, self._unit, value, ""))

    def calculated(self, value):
        """What nobody measured is told with one decimal more than the indicator has, and no trailing zero."""
        rounded = value.quantize(Decimal(1).scaleb(-self._indicator.decimals - 1), ROUND_HALF_UP)
        return self(rounded.normalize() if rounded == rounded.to_integral_value() else rounded)


def _rule_in_words(proposal: Proposal, amount):
    if proposal.reason in REASONS:
        return str(REASONS[proposal.reason])
    figures = proposal.figures
    return str(RULES[proposal.rule]) % {
        "share": f"{number_words(figures.share * 100, decimals=0)}\u00a0%" if figures.share is not None else "",
        "expected": amount.calculated(figures.expected) if figures.expected is not None else "",
    }


def _figures_in_words(proposal, amount, indicator, unit, target, actual_label):
    figures = proposal.figures
    if figures.baseline is not None:
        yield _("Lähtötaso"), amount(figures.baseline)
    if target is not None:
        yield _("Tavoitetaso"), str(target_words(indicator, unit, target))
    if figures.latest is not None:
        yield actual_label, amount(figures.latest)
    if figures.expected is not None:
        yield _("Tasaisella tahdilla nyt"), amount.calculated(figures.expected)


def goal_rule_words(rule: Rule | None, proposal: GoalProposal, badges: Badges) -> tuple[str, str]:
    """The goal's attainment rule in a sentence, and how many of its measures stand where."""
    if proposal.reason in WITHOUT_A_PROPOSAL:
        return str(WITHOUT_A_PROPOSAL[proposal.reason]), ""
    if rule.kind == "all":
        sentence = _("Sääntö: tavoite toteutuu, kun kaikki sen mittarit toteutuvat.")
    else:
        sentence = ngettext(
            "Sääntö: tavoite toteutuu, kun vähintään %(n)s mittari toteutuu.",
            "Sääntö: tavoite toteutuu, kun vähintään %(n)s mittaria toteutuu.",
            proposal.needed,
        ) % {"n": proposal.needed}
    return sentence, " · ".join(_counts_in_words(proposal, badges))


def _counts_in_words(proposal, badges):
    numbers = {
        Attained.ATTAINED: proposal.attained,
        Attained.PARTLY: proposal.partly,
        Attained.NOT_ATTAINED: proposal.not_attained,
        Attained.NOT_ASSESSED: proposal.not_assessed,
    }
    for code, number in numbers.items():
        if number:
            yield f"{badges.attainment(code).label} {number}"
    if proposal.waiting:
        yield _("Vielä arvioimatta %(n)s") % {"n": proposal.waiting}
