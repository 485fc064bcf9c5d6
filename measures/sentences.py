"""Figures as sentences, by rule and never as a judgement: what moved and how far the target level is. Only gettext.

Amounts come as finished words ("19 339 hlö"). Each clause is whole in every language; two of them are joined by a
semicolon, so that nothing inside a clause depends on the other. Arbitrary names and amounts stay uninflected.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kemistrategy.numbers import number_words, with_unit

from .attainment import Attainment
from .pace import Pace


@dataclass(frozen=True)
class Amount:
    """A figure's words; `percent` is the bare number of a figure in per cent, whose word Finnish inflects."""

    words: str
    percent: str = ""


def development_sentence(
    *,
    name: str,
    attainment: Attainment,
    baseline: Amount | None = None,
    latest: Amount | None = None,
    target: str = "",
    adopted: str = "",
    distance: str = "",
    is_provisional: bool = False,
    is_other_year: bool = False,
    is_baseline_undated: bool = False,
) -> str:
    """ "Työttömyys-%: luku nousi 13,5 prosentista 17,1 prosenttiin; tavoitetaso 13,0 %, etäisyys kasvoi."

    `target` and `adopted` (only where it differs) are the words of the levels, `distance` those of what is still to
    go. `is_other_year`: the newest figure is not of the year that is judged, so nothing is calculated from it. What
    makes the figure less certain follows as sentences of its own.
    """
    sentences = [
        _("%(change)s; %(target)s.")
        % {
            "change": _change(name, attainment, baseline, latest, is_other_year),
            "target": _distance(attainment, target, distance),
        }
    ]
    if adopted:
        sentences.append(_("Hyväksyttäessä tavoitetaso oli %(adopted)s.") % {"adopted": adopted})
    if is_provisional and latest:
        sentences.append(_("Viimeisin tieto on ennakkotieto."))
    if is_baseline_undated and baseline:
        sentences.append(_("Lähtötason ajankohta ei ole tiedossa."))
    return " ".join(sentences)


def percentage_points(number: str) -> str:
    """A difference between two figures in per cent."""
    return _("%(number)s prosenttiyksikköä") % {"number": number}


# --- what moved ------------------------------------------------------------------------------------------------------
CHANGES = {
    "nothing": gettext_noop("%(name)s: ei vielä mittaustietoa"),
    "only_baseline": gettext_noop("%(name)s: lähtötaso %(baseline)s, ei vielä mittaustietoa"),
    "only_latest": gettext_noop("%(name)s: viimeisin tieto %(latest)s, lähtötasoa ei ole kirjattu"),
    "other_year": gettext_noop("%(name)s: viimeisin tieto %(latest)s on muulta kuin arvioitavalta vuodelta"),
    "in_words": gettext_noop("%(name)s: viimeisin tieto ”%(latest)s”"),
    "accumulated": gettext_noop("%(name)s: kertynyt %(latest)s, lähtötaso %(baseline)s"),
    "same": gettext_noop("%(name)s: luku pysyi ennallaan, %(latest)s"),
    "rose": gettext_noop("%(name)s: luku nousi lähtötasosta %(baseline)s tasolle %(latest)s"),
    "fell": gettext_noop("%(name)s: luku laski lähtötasosta %(baseline)s tasolle %(latest)s"),
    "rose_percent": gettext_noop("%(name)s: luku nousi %(baseline)s prosentista %(latest)s prosenttiin"),
    "fell_percent": gettext_noop("%(name)s: luku laski %(baseline)s prosentista %(latest)s prosenttiin"),
}


def _change(name, attainment, baseline, latest, is_other_year):
    case = "other_year" if is_other_year else _case_of_change(attainment, baseline, latest)
    if case.endswith("_percent"):
        words = {"name": name, "baseline": baseline.percent, "latest": latest.percent}
    else:
        words = {
            "name": name,
            "baseline": baseline.words if baseline else "",
            "latest": latest.words if latest else "",
        }
    return _(CHANGES[case]) % words


def _case_of_change(attainment, baseline, latest):
    facts = attainment.facts
    if latest is None:
        return "only_baseline" if baseline else "nothing"
    if facts.latest is None:
        return "in_words"
    if facts.baseline is None:
        return "only_latest"
    if facts.accumulates:
        return "accumulated"
    if facts.latest == facts.baseline:
        return "same"
    direction = "rose" if facts.latest > facts.baseline else "fell"
    return f"{direction}_percent" if baseline.percent and latest.percent else direction


# --- how far the target level is -------------------------------------------------------------------------------------
DISTANCES = {
    "better": gettext_noop("muutos on tavoiteltuun suuntaan"),
    "worse": gettext_noop("muutos on vastakkaiseen suuntaan kuin tavoiteltiin"),
    "unchanged": gettext_noop("muutosta ei ole"),
    "unset": gettext_noop("suuntaa ei ole vahvistettu"),
    "unset_with_target": gettext_noop("tavoitetaso %(target)s, etäisyyttä ei lasketa ennen kuin suunta on vahvistettu"),
    "no_target": gettext_noop("tavoitetasoa ei ole asetettu"),
    "contradiction": gettext_noop(
        "tavoitetaso %(target)s on ristiriidassa suunnan tai lähtötason kanssa, etäisyyttä ei lasketa"
    ),
    "in_words": gettext_noop("tavoitetaso ”%(target)s” arvioidaan sanoin"),
    "unknown": gettext_noop("tavoitetaso %(target)s"),
    "above": gettext_noop("tavoitetaso %(target)s, luku ylittää sen"),
    "below": gettext_noop("tavoitetaso %(target)s, luku alittaa sen"),
    "within": gettext_noop("tavoitetaso %(target)s, luku on sen rajoissa"),
    "level": gettext_noop("tavoitetaso %(target)s, luku on sen tasalla"),
    "distance": gettext_noop("tavoitetaso %(target)s, etäisyys %(distance)s"),
    "same": gettext_noop("tavoitetaso %(target)s, etäisyys pysyi ennallaan"),
    "grew": gettext_noop("tavoitetaso %(target)s, etäisyys kasvoi"),
    "shrank": gettext_noop("tavoitetaso %(target)s, etäisyys pieneni"),
}


def _distance(attainment, target, distance):
    return _(DISTANCES[_case_of_distance(attainment, target)]) % {"target": target, "distance": distance}


def _case_of_distance(attainment, target):
    if attainment.rule == "trend" and not attainment.reason:
        return "unchanged" if attainment.movement == "same" else attainment.movement
    if attainment.reason == "direction_unset":
        return "unset_with_target" if target else "unset"
    if not target:
        return "no_target"
    if attainment.reason in ("contradiction", "in_words"):
        return attainment.reason
    return "unknown" if attainment.distance is None else _case_of_measured(attainment)


def _case_of_measured(attainment):
    facts, now = attainment.facts, attainment.distance
    if now < 0:
        return "above" if facts.latest > facts.level else "below"
    if now == 0:
        return "within" if facts.measured_as == "range" else "level"
    if facts.baseline is None or facts.accumulates:
        return "distance"
    before = max(facts.distance(facts.baseline), Decimal(0))
    return "same" if now == before else "grew" if now > before else "shrank"


# --- the attainment, the pace and the trend --------------------------------------------------------------------------
def attainment_words(attainment: Attainment, *, distance: str = "") -> str:
    """How much of the way has been come: "62 % matkasta tavoitetasolle". A calculation, no judgement.

    `distance` are the words of what is still to go, without a sign. A share is cut down to a whole per cent, so that
    100 % is said only when it is reached.
    """
    share = attainment.share
    percent = "" if share is None else with_unit(number_words((share * 100).quantize(Decimal(1), ROUND_FLOOR)), "%")
    return _(ATTAINMENTS[_case_of_attainment(attainment)]) % {"percent": percent, "distance": distance}


def _case_of_attainment(attainment):
    if attainment.reason == "nothing_measured" and attainment.facts.accumulates:
        return "nothing_this_year"
    if attainment.reason:
        return attainment.reason
    if attainment.rule == "trend":
        return attainment.movement
    if attainment.share is None:
        return "reached" if attainment.is_reached else "edge" if attainment.distance == 0 else "distance"
    if attainment.share < 0:
        return "behind"
    return "of_level" if attainment.rule in ("accumulating", "from_zero") else "of_way"


ATTAINMENTS = {
    "in_words": gettext_noop("Kerrotaan sanoin, etenemistä ei lasketa."),
    "direction_unset": gettext_noop("Suuntaa ei ole vahvistettu, joten etenemistä ei lasketa."),
    "no_target": gettext_noop("Tavoitetasoa ei ole asetettu."),
    "contradiction": gettext_noop("Tavoitetaso, suunta ja lähtötaso ovat ristiriidassa, joten etenemistä ei lasketa."),
    "nothing_measured": gettext_noop("Ei vielä mittaustietoa."),
    "nothing_this_year": gettext_noop("Arvioitavalta vuodelta ei ole vielä mittaustietoa."),
    "no_baseline_for_trend": gettext_noop("Lähtötasoa ei ole kirjattu, joten muutosta ei voi sanoa."),
    "better": gettext_noop("Muutos on tavoiteltuun suuntaan."),
    "worse": gettext_noop("Muutos on vastakkaiseen suuntaan kuin tavoiteltiin."),
    "same": gettext_noop("Muutosta ei ole."),
    "reached": gettext_noop("Tavoitetasolla."),
    "edge": gettext_noop("Tavoitetason rajalla, ei vielä sen yli."),
    "distance": gettext_noop("Etäisyys tavoitetasoon %(distance)s."),
    "behind": gettext_noop("Kauempana tavoitetasosta kuin lähtötilanteessa."),
    "of_level": gettext_noop("%(percent)s tavoitetasosta."),
    "of_way": gettext_noop("%(percent)s matkasta tavoitetasolle."),
}


def pace_words(pace: Pace, *, expected: str = "", day: str = "") -> str:
    """Whether it goes as fast as an even pace would; "" where the attainment has already said why not."""
    case = pace.reason or pace.code
    return _(PACES[case]) % {"day": day, "expected": expected} if case in PACES else ""


PACES = {
    "ahead": gettext_noop("Tasaisella tahdilla luku olisi %(day)s ollut %(expected)s: ollaan edellä."),
    "on": gettext_noop("Tasaisella tahdilla luku olisi %(day)s ollut %(expected)s: ollaan tahdissa."),
    "behind": gettext_noop("Tasaisella tahdilla luku olisi %(day)s ollut %(expected)s: ollaan jäljessä."),
    "no_baseline": gettext_noop("Tahtia ei voi laskea: lähtötasoa ei ole kirjattu."),
    "baseline_undated": gettext_noop("Tahtia ei voi laskea: lähtötason ajankohta ei ole tiedossa."),
    "target_undated": gettext_noop("Tahtia ei voi laskea: tavoitetasolle ei ole annettu vuotta."),
    "target_before_baseline": gettext_noop("Tahtia ei voi laskea: tavoitetason ajankohta on ennen lähtötasoa."),
    "measured_before_baseline": gettext_noop("Tahtia ei voi laskea: viimeisin tieto on ajalta ennen lähtötasoa."),
    "other_year": gettext_noop("Tahtia ei voi laskea: viimeisin tieto on eri vuodelta kuin tavoitetaso."),
}


def trend_words(outlook: str, *, low: str, high: str, day: str) -> str:
    """Where the observations lead by a day and how sure that is.

    `outlook` is a code of measures.pace.outlook, `low` and `high` are the ends of the trend's interval.
    """
    told = _("Jos havaintojen suunta jatkuu, luku on %(day)s todennäköisesti %(low)s–%(high)s.") % {
        "day": day,
        "low": low,
        "high": high,
    }
    return f"{told} {_(OUTLOOKS[outlook])}" if outlook else told


OUTLOOKS = {
    "reaches": gettext_noop("Suunta vie tavoitetasolle."),
    "misses": gettext_noop("Suunta ei vie tavoitetasolle."),
    "undecided": gettext_noop("Suunta ei vielä ratkaise, saavutetaanko tavoitetaso."),
}
