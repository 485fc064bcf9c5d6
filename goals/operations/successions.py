"""What becomes of an older strategy's goals, actions and indicators: settled one by one or many at once.

A proposal waits for the city; what is confirmed rests on a decision, or on a reason that its note gives. The same
indicator may go on in the newer strategy: then its series runs on under a benefit of that strategy.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Benefit, Strategy, Succession
from goals.permissions import steered
from goals.queries.successions import HEIRS_OF, Thing, heirs_in, old_things
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis, decision_of

from .plan_basis import NO_BASIS

Fate, State = Succession.Fate, Succession.State
GOING_ON = (Fate.CONTINUES, Fate.CHANGES)
MOST_THINGS = 1_000
# What the history of a confirmation says; the second one when it also hung the indicator on the benefit.
CONFIRMED, CONFIRMED_AND_LINKED = "confirmed", "confirmed, and the indicator hung on the benefit"


class NotSettled(NotAllowed):
    """Nothing was changed; `problems`: thing → the sentence that tells why."""

    def __init__(self, problems: dict[Thing, str]):
        super().__init__(_("Mitään ei muutettu. Korjaa syy tai jätä nämä rivit pois."))
        self.problems = problems


@dataclass(frozen=True)
class Settlement:
    """A fate with what goes on with the thing, ("theme", 3); `note` None keeps what each row says already."""

    fate: str
    heirs: tuple[Thing, ...] = ()
    note: str | None = None


@transaction.atomic
def settle_fates(
    old_pk: int,
    things: Collection[Thing],
    settlement: Settlement,
    *,
    new_pk: int | None = None,
    is_confirmed: bool = False,
    basis: Basis = NO_BASIS,
    seen: int | None = None,
    rights: Rights,
) -> int:
    """The same fate and heirs for each of the things, in the place of what was proposed for them; how many there were.

    `seen` is the number of `queries.successions.newest_change` when the person looked. Raises NotSettled when anything
    refuses; then all stays as it was.
    """
    old = _locked(old_pk, rights)
    _refuse_number(things)
    _refuse_settlement(settlement, new_pk)
    decision = decision_of(basis, by=rights.user)
    needs_reason = is_confirmed and not decision
    if needs_reason and settlement.note == "":
        raise NotAllowed(basis_needed())
    rows = _rows_of(old, things)
    problems = {}
    for thing in things:
        problem = _stale(rows[thing], thing, seen) or _settling_problem(rows[thing], thing, settlement)
        if not problem and needs_reason and settlement.note is None and not _kept_note(rows[thing]):
            problem = basis_needed()
        if problem:
            problems[thing] = problem
    if problems:
        raise NotSettled(problems)
    for thing in things:
        _settle(thing, rows[thing], settlement, decision, is_confirmed, by=rights.user)
    return len(things)


@transaction.atomic
def confirm_fates(
    old_pk: int,
    things: Collection[Thing] | None,
    *,
    note: str = "",
    basis: Basis = NO_BASIS,
    seen: int | None = None,
    rights: Rights,
) -> int:
    """Confirms the proposals of the things, or every proposal for None; how many things there were.

    The proposal's own note of what goes on gives way to `note`: the history keeps it.
    """
    old = _locked(old_pk, rights)
    if things is None:
        things = _proposed(old)
    _refuse_number(things)
    decision = decision_of(basis, by=rights.user)
    if not decision and not note:
        raise NotAllowed(basis_needed())
    rows = _rows_of(old, things)
    problems = {}
    for thing in things:
        problem = _stale(rows[thing], thing, seen) or _confirming_problem(rows[thing])
        if problem:
            problems[thing] = problem
    if problems:
        raise NotSettled(problems)
    for thing in things:
        for row in rows[thing]:
            if row.state == State.PROPOSED:
                row.decision = decision or row.decision
                if note or row.fate in GOING_ON:
                    _put_note(row, note)
                _confirm(row, by=rights.user)
    return len(things)


@transaction.atomic
def withdraw_fates(old_pk: int, things: Collection[Thing], *, rights: Rights) -> int:
    """What was confirmed is a proposal again; an indicator that the confirmation hung on a benefit comes off it."""
    old = _locked(old_pk, rights)
    _refuse_number(things)
    rows = _rows_of(old, things)
    nothing = {thing: _("Kohtaloa ei ole vahvistettu.") for thing in things if not _has(rows[thing], State.CONFIRMED)}
    if nothing:
        raise NotSettled(nothing)
    for thing in things:
        for row in rows[thing]:
            if row.state == State.CONFIRMED:
                _take_off_the_benefit(row, by=rights.user)
                row.state = State.PROPOSED
                save_with_history(row, by=rights.user, reason="confirmation withdrawn")
    return len(things)


@transaction.atomic
def remove_proposals(old_pk: int, things: Collection[Thing], *, rights: Rights) -> int:
    """Proposals that nobody wants are taken away; the history keeps them."""
    old = _locked(old_pk, rights)
    _refuse_number(things)
    rows = _rows_of(old, things)
    nothing = {thing: _("Tälle ei ole ehdotusta.") for thing in things if not _has(rows[thing], State.PROPOSED)}
    if nothing:
        raise NotSettled(nothing)
    for thing in things:
        for row in rows[thing]:
            if row.state == State.PROPOSED:
                _delete(row, by=rights.user)
    return len(things)


def basis_needed() -> str:
    return _("Kerro, mihin vahvistus perustuu: valitse päätös tai kirjoita syy huomautukseen.")


# --- what refuses ----------------------------------------------------------------------------------------------------
def _locked(old_pk, rights) -> Strategy:
    """Whoever settles fates of one strategy queues here."""
    return steered(Strategy, rights).select_for_update(of=("self",)).get(pk=old_pk)


def _refuse_number(things):
    if not things:
        raise NotAllowed(_("Valitse ensin rivit."))
    if len(things) > MOST_THINGS:
        raise NotAllowed(_("Käsittele kerralla enintään %(n)s riviä.") % {"n": MOST_THINGS})


def _refuse_settlement(settlement, new_pk):
    """What no thing can have is said once, not of each."""
    if settlement.fate not in Fate.values:
        raise NotAllowed(_("Valitse, miten käy."))
    if settlement.fate not in GOING_ON:
        if settlement.heirs:
            raise NotAllowed(_("Jatkaja valitaan vain, kun kohde jatkuu. Poista jatkaja tai vaihda kohtalo."))
        if settlement.fate == Fate.MOVES and settlement.note == "":
            raise NotAllowed(_("Kirjoita huomautukseen, kenelle tämä siirtyy."))
        return
    if not settlement.heirs:
        raise NotAllowed(_("Valitse, mikä uudessa strategiassa jatkaa."))
    offered = heirs_in(new_pk) if new_pk else {}
    if any(pk not in offered.get(kind, ()) for kind, pk in settlement.heirs):
        raise NotAllowed(_("Valittua jatkajaa ei enää ole uudessa strategiassa. Lataa sivu uudelleen."))


def _settling_problem(rows, thing, settlement) -> str:
    if _has(rows, State.CONFIRMED):
        return _("Kohtalo on jo vahvistettu. Peru vahvistus ensin.")
    kind, pk = thing
    if any(heir not in HEIRS_OF[kind] for heir, _pk in settlement.heirs):
        return _heir_words(kind)
    if settlement.fate == Fate.MOVES and settlement.note is None and not _kept_note(rows):
        return _("Kirjoita huomautukseen, kenelle tämä siirtyy.")
    if kind == "indicator" and ("indicator", pk) in settlement.heirs:
        return _("Mittari ei voi korvata itseään. Valitse hyöty tai tavoite, jossa sama mittari jatkuu.")
    return ""


def _heir_words(kind) -> str:
    return {
        "goal": _("Tavoitteen jatkajaksi käy teema, hyöty tai tavoite."),
        "action": _("Toimenpiteen jatkajaksi käy toimenpide, tavoite, teema tai hyöty."),
        "indicator": _("Mittarin jatkajaksi käy hyöty, tavoite tai toinen mittari."),
    }[kind]


def _confirming_problem(rows) -> str:
    if not rows:
        return _("Tälle ei ole ehdotusta. Aseta ensin kohtalo.")
    for row in rows:
        if row.state == State.PROPOSED and row.fate in GOING_ON and heir_of(row) is None:
            return _("Ehdotukselta puuttuu jatkaja. Avaa rivi ja valitse se.")
        if row.state == State.PROPOSED and row.fate == Fate.MOVES and not row.note_fi:
            return _("Kirjoita huomautukseen, kenelle tämä siirtyy.")
    return ""


def _stale(rows, thing, seen) -> str:
    """What somebody else has written of it since `seen`; a removed row is in the history alone."""
    kind, pk = thing
    if seen is not None and Succession.history.filter(**{f"old_{kind}": pk}, history_id__gt=seen).exists():
        return _("Joku muu ehti muuttaa tätä. Katso, mitä hän kirjasi, ja valitse uudelleen.")
    return ""


# --- rows ------------------------------------------------------------------------------------------------------------
def heir_of(row: Succession) -> Thing | None:
    for kind in ("theme", "benefit", "goal", "action", "indicator"):
        if pk := getattr(row, f"new_{kind}_id"):
            return kind, pk
    return None


def _rows_of(old, things) -> dict[Thing, list[Succession]]:
    """The rows of each thing, locked; Strategy.DoesNotExist when one of them is not the strategy's."""
    known = old_things(old.pk)
    if any(pk not in known.get(kind, ()) for kind, pk in things):
        raise Strategy.DoesNotExist
    rows = {thing: [] for thing in things}
    for kind in known:
        pks = [pk for other, pk in things if other == kind]
        if pks:
            found = Succession.objects.select_for_update(of=("self",)).filter(**{f"old_{kind}__in": pks})
            for row in found.order_by("pk"):
                rows[kind, getattr(row, f"old_{kind}_id")].append(row)
    return rows


def _proposed(old) -> list[Thing]:
    return [
        (kind, pk)
        for kind, pks in old_things(old.pk).items()
        for pk in Succession.objects.filter(state=State.PROPOSED, **{f"old_{kind}__in": pks})
        .order_by(f"old_{kind}")
        .values_list(f"old_{kind}", flat=True)
        .distinct()
    ]


def _has(rows, state) -> bool:
    return any(row.state == state for row in rows)


def _settle(thing, rows, settlement, decision, is_confirmed, *, by):
    """One row for each heir, or the one that says it ends; rows that are there keep their number."""
    (kind, pk), there = thing, {heir_of(row): row for row in rows}
    wanted = settlement.heirs or (None,)
    for heir in wanted:
        row = there.pop(heir, None)
        if row is None:
            row = Succession(**{f"old_{kind}_id": pk})
            if heir:
                setattr(row, f"new_{heir[0]}_id", heir[1])
            _put_note(row, _kept_note(rows) if settlement.note is None else settlement.note)
        elif settlement.note is not None:
            _put_note(row, settlement.note)
        row.fate, row.decision = settlement.fate, decision
        if is_confirmed:
            _confirm(row, by=by)
        else:
            save_with_history(row, by=by, reason="proposed")
    for row in there.values():
        _delete(row, by=by)


def _kept_note(rows) -> str:
    return next((row.note_fi for row in rows if row.note_fi), "")


def _delete(row, *, by):
    row._history_user, row._change_reason = by, "proposal removed"
    row.delete()


def _put_note(row, note):
    """New words are in Finnish only; the same words keep their translations."""
    if (row.note_fi or "") != note:
        row.note_fi, row.note_sv, row.note_en = note, "", ""


def _confirm(row, *, by):
    row.state = State.CONFIRMED
    is_linked = _hang_on_the_benefit(row, by=by)
    save_with_history(row, by=by, reason=CONFIRMED_AND_LINKED if is_linked else CONFIRMED)


def _hang_on_the_benefit(row, *, by) -> bool:
    """The same indicator goes on under the benefit; whether it was not there already."""
    benefit = row.new_benefit if row.old_indicator_id and row.new_benefit_id else None
    if benefit is None or benefit.indicators.filter(pk=row.old_indicator_id).exists():
        return False
    benefit._history_user, benefit._change_reason = by, "indicator goes on here"
    benefit.indicators.add(row.old_indicator_id)
    return True


def _take_off_the_benefit(row, *, by):
    """Only what the confirmation itself hung there."""
    said = row.history.filter(history_change_reason__in=(CONFIRMED, CONFIRMED_AND_LINKED))
    newest = said.order_by("-history_id").values_list("history_change_reason", flat=True).first()
    if newest == CONFIRMED_AND_LINKED and row.new_benefit_id:
        benefit = Benefit.objects.get(pk=row.new_benefit_id)
        benefit._history_user, benefit._change_reason = by, "indicator's going on withdrawn"
        benefit.indicators.remove(row.old_indicator_id)
