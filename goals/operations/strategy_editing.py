"""A strategy's own facts and its three states: draft, in force by a decision, ended on a day."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import Strategy
from goals.queries.structure import strategy_gaps
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis, decision_of

from .edit_conflicts import refuse_stale
from .new_rows import Codes, last_position, refuse_empty
from .plan_basis import NO_BASIS, basis_of_strategy, basis_words, locked_strategy
from .references import refuse_used, remove

LEVEL_WORDS = ("theme_word", "themes_word", "goal_word", "goals_word", "action_word", "actions_word")
STRATEGY_FIELDS = (
    *(
        column
        for name in ("name", "mission", "vision", *LEVEL_WORDS, "doubt")
        for column in get_translation_fields(name)
    ),
    *("valid_from", "valid_to", "predecessor_id"),
)
# Addresses that mean something else where a strategy's own would stand.
RESERVED_SLUGS = ("muut", "uusi")


@transaction.atomic
def create_strategy(*, changes: Mapping[str, object], by) -> Strategy:
    """A new draft, which nobody but the coordinators sees. Its address comes from the words of its Finnish name."""
    everything = Strategy.objects.select_for_update().order_by("pk")
    codes = Codes([*(strategy.slug for strategy in everything), *RESERVED_SLUGS])
    strategy = Strategy(state=Strategy.State.DRAFT, position=last_position(Strategy.objects) + 1)
    put(strategy, changes, STRATEGY_FIELDS)
    _refuse(strategy)
    words = strip_tags(strategy.name_fi)
    strategy.slug = codes.free(words if slugify(words) else "strategia", longest=60)
    return save_with_history(strategy, by=by, reason="strategy created")


@transaction.atomic
def edit_strategy(
    strategy_pk: int, *, changes: Mapping[str, object], version: int | None = None, basis: Basis = NO_BASIS, by
) -> bool:
    """`changes` has keys of STRATEGY_FIELDS; tells whether anything changed. Raises Conflict when `version` is old.

    A strategy in force or ended changes by a decision or with a reason, mends of typing errors too. A draft's address
    (`slug`) may change; what has been in force keeps its own, for others have linked to it.
    """
    strategy = locked_strategy(strategy_pk)
    refuse_stale(strategy, version)
    is_draft = strategy.state == Strategy.State.DRAFT
    if not put(strategy, changes, (*STRATEGY_FIELDS, "slug") if is_draft else STRATEGY_FIELDS):
        return False
    _refuse(strategy)
    if "slug" in changes:
        _refuse_address(strategy)
    tail = basis_of_strategy(strategy, basis, by=by)
    save_with_history(strategy, by=by, reason=f"strategy edited{tail}")
    return True


@transaction.atomic
def put_in_force(strategy_pk: int, *, basis: Basis, accepts_gaps: bool = False, by) -> Strategy:
    """The draft is in force by a council's decision; what its checklist lacks must be accepted knowingly."""
    strategy = locked_strategy(strategy_pk)
    if strategy.state != Strategy.State.DRAFT:
        raise NotAllowed(_("Strategia ei ole enää luonnos."))
    decision = decision_of(basis, by=by)
    if decision is None:
        raise NotAllowed(_("Strategia tulee voimaan päätöksellä. Valitse päätös luettelosta tai kirjaa uusi."))
    if strategy.valid_from is None:
        raise NotAllowed(_("Strategialta puuttuu alkamispäivä. Lisää se ensin strategian tietoihin."))
    if not accepts_gaps and strategy_gaps(strategy):
        raise NotAllowed(_("Strategiasta puuttuu vielä jotain. Korjaa puutteet tai vahvista, että jatkat silti."))
    strategy.state, strategy.decision = Strategy.State.IN_FORCE, decision
    return save_with_history(strategy, by=by, reason=f"in force{basis_words(basis, by=by)}")


@transaction.atomic
def end_strategy(strategy_pk: int, *, ends_on: date, basis: Basis, by) -> Strategy:
    """The strategy has ended; what was reported of it stays, and its goals go on through their successions."""
    strategy = locked_strategy(strategy_pk)
    if strategy.state != Strategy.State.IN_FORCE:
        raise NotAllowed(_("Vain voimassa olevan strategian voi päättää."))
    if not basis.is_given:
        raise NotAllowed(_("Kerro, mihin päättyminen perustuu: valitse päätös tai kirjoita syy."))
    if ends_on > clock.today():
        raise NotAllowed(_("Päivä on tulevaisuudessa. Kirjaa se strategian tietoihin ja päätä strategia sitten."))
    if strategy.valid_from and ends_on < strategy.valid_from:
        raise NotAllowed(_("Strategia päättyisi ennen kuin se alkaa. Tarkista päivä."))
    strategy.state, strategy.valid_to = Strategy.State.ENDED, ends_on
    return save_with_history(strategy, by=by, reason=f"ended{basis_words(basis, by=by)}")


@transaction.atomic
def remove_draft(strategy_pk: int, *, by) -> None:
    """A draft with nothing in it, made by mistake."""
    strategy = locked_strategy(strategy_pk)
    if strategy.state != Strategy.State.DRAFT:
        raise NotAllowed(_("Vain luonnoksen voi poistaa. Voimassa oleva strategia päätetään."))
    refuse_used(strategy, instead=_("Poista ensin sen osat."))
    remove(strategy, by=by, reason="draft removed")


def put(row, changes: Mapping[str, object], fields) -> bool:
    """Writes the values on the row, unsaved; whether any of them is new."""
    changed = False
    for name, value in changes.items():
        if name not in fields:
            raise ValueError(f"{name} is not edited here")
        changed = changed or (getattr(row, name) or "") != (value or "")
        setattr(row, name, value)
    return changed


def _refuse_address(strategy):
    is_taken = Strategy.objects.filter(slug=strategy.slug).exclude(pk=strategy.pk).exists()
    if is_taken or strategy.slug in RESERVED_SLUGS:
        raise NotAllowed(_("Osoite ”%(address)s” on jo käytössä. Valitse toinen.") % {"address": strategy.slug})


def _refuse(strategy):
    refuse_empty(strategy.name_fi)
    if strategy.valid_from and strategy.valid_to and strategy.valid_to < strategy.valid_from:
        raise NotAllowed(_("Strategia päättyisi ennen kuin se alkaa. Tarkista päivät."))
    seen, older = {strategy.pk}, strategy.predecessor
    while older is not None:
        if older.pk in seen:
            raise NotAllowed(_("Strategia ei voi olla itsensä edeltäjä. Valitse toinen."))
        seen.add(older.pk)
        older = older.predecessor
