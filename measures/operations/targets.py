"""Setting and changing target levels: a row is only ever added, and a change rests on a decision or a reason."""

import re
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Decision
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import Text, text_of
from measures.ledger import is_present
from measures.levels import FIRST_YEAR, LAST_YEAR, Level, NotALevel, changes_nothing, check_level, level_of
from measures.models import Indicator, Observation, Target
from measures.signals import target_changed
from measures.words import figure_problem, target_words


@dataclass(frozen=True)
class Basis:
    """What a level rests on: a decision that is there, one that is entered with it (three fields), or a reason."""

    decision_pk: int | None = None
    body: str = ""
    decided_on: date | None = None
    section: str = ""
    reason: str = ""

    @property
    def new_decision(self) -> tuple:
        return self.body, self.decided_on, self.section

    @property
    def is_given(self) -> bool:
        return bool(self.decision_pk or any(self.new_decision) or self.reason)


@dataclass(frozen=True)
class Changed:
    """The new level, and the names of what was sent against the old one and went back to its answerer."""

    target: Target
    returned: tuple[Text, ...]


@transaction.atomic
def set_target(indicator_pk: int, *, year: int | None, level: Level, basis: Basis, by) -> Changed:
    """The first level of a year; where the indicator has a level for another year, it too needs a decision or a reason.

    Raises Conflict when the year has a level, which is then changed; NotAllowed with a sentence for everything else.
    """
    indicator = _locked_indicators().get(pk=indicator_pk)
    rows = targets_of(indicator)
    if there := _present_of(rows, year):
        raise Conflict(
            _("Vuodelle on jo tavoitetaso %(level)s. Muuta sitä.") % {"level": level_words(indicator, there)},
            theirs=there,
        )
    return _add(indicator, rows, year=year, level=level, basis=basis, replaced=None, by=by)


@transaction.atomic
def change_target(target_pk: int, *, level: Level, basis: Basis, by) -> Changed:
    """Another level in the place of this one, which stays as it was.

    Raises Conflict when somebody has replaced it already (`theirs` is the level now in force), NotAllowed with a
    sentence for everything else. Kuntalaki § 14: what the council has decided is changed by a decision.
    """
    indicator = _locked_indicators().get(targets=target_pk)
    rows = targets_of(indicator)
    replaced = next(row for row in rows if row.pk == target_pk)
    if not is_present(replaced):
        theirs = _present_of(rows, replaced.year)
        raise Conflict(
            _("Joku muu muutti tavoitetasoa sillä välin: nyt se on %(level)s. Vertaa ja tallenna uudelleen.")
            % {"level": level_words(indicator, theirs)},
            theirs=theirs,
        )
    return _add(indicator, rows, year=replaced.year, level=level, basis=basis, replaced=replaced, by=by)


def _add(indicator, rows, *, year, level, basis, replaced, by):
    refuse_level(indicator, rows, year=year, level=level, is_based=basis.is_given)
    decision = decision_of(basis, by=by)
    target = new_target(indicator, year=year, level=level, replaced=replaced, decision=decision, by=by)
    target.reason = basis.reason
    save_with_history(target, by=by, reason="target level changed" if replaced else "target level set")
    return Changed(target, announce([target], rows, by=by))


# --- what every door shares ---------------------------------------------------------------------------------------
def _locked_indicators():
    """Two people who change levels of one indicator queue here: the second sees what the first has added."""
    return with_baseline_day(Indicator.objects.select_for_update(of=("self",)))


def with_baseline_day(indicators):
    """With `baseline_day`: the end of the baseline's period, None where it is not known."""
    baselines = Observation.objects.present().filter(is_baseline=True, period_end__isnull=False)
    days = baselines.filter(indicator=OuterRef("pk")).order_by("-period_end").values("period_end")
    return indicators.annotate(baseline_day=Subquery(days[:1]))


def targets_of(indicator) -> list[Target]:
    """Every level the indicator has had, with decisions and what replaced them; one query."""
    return list(Target.objects.filter(indicator=indicator).select_related("decision", "replaced_by"))


def _present_of(rows, year):
    return next((row for row in rows if row.year == year and is_present(row)), None)


def new_target(indicator, *, year, level: Level, replaced, decision, by) -> Target:
    """The row to be added; saving it is the caller's."""
    return Target(
        indicator=indicator,
        year=year,
        **asdict(level),
        origin=Target.Origin.DECISION if decision else Target.Origin.ENTERED,
        decision=decision,
        replaces=replaced,
        entered_by=by,
    )


def announce(targets: list[Target], rows: list[Target], *, by) -> tuple[Text, ...]:
    """Tells the rooms above, in this transaction; `rows` are the indicators' levels before. Gives what went back."""
    replaced = {target.replaces_id for target in targets}
    present = {target.indicator_id: [] for target in targets}
    for row in [*(row for row in rows if row.pk not in replaced and is_present(row)), *targets]:
        present[row.indicator_id].append(row)
    answers = target_changed.send(Target, targets=targets, present=present, by=by)
    return tuple(name for _receiver, names in answers for name in names)


def refuse_level(indicator, rows: list[Target], *, year: int | None, level: Level, is_based: bool) -> None:
    """Why the level can't be set; `indicator` with `baseline_day`, `rows` as `targets_of` gives them."""
    try:
        check_level(indicator, level)
    except NotALevel as problem:
        raise NotAllowed(level_problem(problem, indicator)) from problem
    _refuse_year(indicator, year, level)
    present = _present_of(rows, year)
    if present and changes_nothing(level, level_of(present)):
        raise NotAllowed(_("Tämä taso on jo voimassa, joten mikään ei muuttuisi. Kirjoita uusi taso."))
    if not is_based and any(is_present(row) for row in rows):
        raise NotAllowed(_("Kerro, mihin tavoitetason muutos perustuu: valitse päätös tai kirjoita syy."))


def _refuse_year(indicator, year, level):
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAllowed(_("Vuosi on väliltä 2000–2100."))
    if year and level.due_on and level.due_on.year != year:
        raise NotAllowed(_("Määräpäivä ei ole vuonna %(year)s. Tarkista päivä.") % {"year": year})
    aimed = year or (level.due_on and level.due_on.year)
    if aimed and indicator.baseline_day and aimed < indicator.baseline_day.year:
        raise NotAllowed(
            _("Tavoitevuosi %(year)s on ennen lähtötason vuotta %(baseline)s. Tarkista vuosi.")
            % {"year": aimed, "baseline": indicator.baseline_day.year}
        )


def decision_of(basis: Basis, *, by) -> Decision | None:
    """The chosen decision, or the typed one, which is entered unless it is there already."""
    body, decided_on, section = basis.new_decision
    section = re.sub(r"^§\s*|\s*§$", "", section.strip())
    if basis.decision_pk and any(basis.new_decision):
        raise NotAllowed(_("Valitse päätös luettelosta tai kirjaa uusi, ei molempia."))
    if basis.decision_pk:
        if found := Decision.objects.filter(pk=basis.decision_pk).first():
            return found
        raise NotAllowed(_("Valittua päätöstä ei ole. Valitse toinen tai kirjaa uusi."))
    if not any(basis.new_decision):
        return None
    if not (body in Decision.Body.values and decided_on and section):
        raise NotAllowed(_("Kirjaa uudesta päätöksestä toimielin, päivä ja pykälä."))
    if decided_on > clock.today():
        raise NotAllowed(_("Päätöksen päivä on tulevaisuudessa. Tarkista päivä."))
    same = {"body": body, "decided_on": decided_on, "section": section}
    found = Decision.objects.filter(**same).first()
    return found or save_with_history(Decision(**same), by=by, reason="entered with a target level")


# --- words --------------------------------------------------------------------------------------------------------
def level_words(indicator, row) -> Text:
    """A target or a proposal as it is read, in the active language."""
    return target_words(indicator, text_of(indicator, "unit"), row)


def level_problem(problem: NotALevel, indicator) -> str:
    """The sentence that says what to do."""
    own = {
        "no_comparison": _("Valitse vertailu: vähintään, yli, enintään vai tasan."),
        "other_comparison": _("Luvun edessä on toinen vertailu kuin valittu. Valitse sama."),
        "not_a_range": _("Kirjoita alaraja ja yläraja, esimerkiksi 70–100, ja valitse vertailuksi ”välillä”."),
        "backwards": _("Alarajan on oltava ylärajaa pienempi."),
        "words_needed": _("Kirjoita taso sanoina, kuten se on päätetty."),
        "words_differ": _("Sanoissa on toinen luku kuin tavoitetasossa. Korjaa jompikumpi."),
        "words_too_long": _("Sanoja on liikaa: enintään 300 merkkiä."),
        "not_in_words": _("Tämän mittarin taso kerrotaan sanoina, ei lukuna."),
    }
    return own.get(problem.kind) or figure_problem(problem.kind, indicator)
