"""Proposals of another target level: made by who answers, decided for many at once by who coordinates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from kemistrategy import clock, jobs
from kemistrategy.history import create_many_with_history, save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import Text, text_of
from measures.ledger import is_present
from measures.levels import Level, level_of
from measures.models import Target, TargetProposal
from measures.permissions import indicators_to_propose_for, own_target_proposals, target_proposals_to_decide

from .targets import Basis, announce, decision_of, new_target, refuse_level, targets_of, with_baseline_day


@dataclass(frozen=True)
class Decided:
    """How many were decided, and the names of what was sent against the old levels and went back."""

    number: int
    returned: tuple[Text, ...] = ()


@transaction.atomic
def propose_target(
    indicator_pk: int, *, year: int | None, level: Level, reason: str, language: str, rights: Rights
) -> TargetProposal:
    """An open proposal for the level of a year, one at a time; Indicator.DoesNotExist when it is not this person's."""
    indicators = with_baseline_day(indicators_to_propose_for(rights).select_for_update(of=("self",)))
    indicator = indicators.get(pk=indicator_pk)
    if indicator.target_proposals.filter(state=TargetProposal.State.OPEN, year=year).exists():
        raise NotAllowed(_("Tästä tasosta on jo avoin ehdotus. Peru se ensin, jos haluat ehdottaa muuta."))
    rows = targets_of(indicator)
    present = next((row for row in rows if row.year == year and is_present(row)), None)
    level = replace(level, due_on=present.due_on if present else None)  # the level is proposed, not the day
    refuse_level(indicator, rows, year=year, level=level, is_based=True)
    if not reason:
        raise NotAllowed(_("Kerro, miksi tavoitetasoa pitäisi muuttaa."))
    proposal = TargetProposal(
        indicator=indicator,
        replaces=present,
        year=year,
        comparison=level.comparison,
        low=level.low,
        high=level.high,
        words=level.words,
        reason=reason,
        language=language,
        proposed_at=clock.now(),
        proposed_by=rights.user,
        post_id=indicator.answering_post_id,
    )
    return save_with_history(proposal, by=rights.user, reason="proposed")


@transaction.atomic
def withdraw_proposal(proposal_pk: int, *, rights: Rights) -> TargetProposal:
    """Takes back an open proposal of the own posts. Raises TargetProposal.DoesNotExist for another's."""
    proposal = own_target_proposals(rights).select_for_update(of=("self",)).get(pk=proposal_pk)
    if proposal.state != TargetProposal.State.OPEN:
        raise NotAllowed(_("Ehdotus on jo ratkaistu."))
    _stamp(proposal, TargetProposal.State.WITHDRAWN, rights)
    return save_with_history(proposal, by=rights.user, reason="withdrawn")


@transaction.atomic
def accept_proposals(proposal_pks: Iterable[int], *, basis: Basis, rights: Rights) -> Decided:
    """Every ticked proposal becomes the level in force, by one decision; all of them or none.

    The level rests on the decision: the proposal's reason stays with the proposal, in its language and unpublished. A
    level that has been changed since the proposal was made is not overwritten: that proposal can only be rejected.
    """
    proposals = _waiting(proposal_pks, rights)
    decision = decision_of(basis, by=rights.user)
    if decision is None:
        raise NotAllowed(_("Kirjaa päätös, jolla tavoitetasot muuttuvat."))
    indicators = {proposal.indicator_id: proposal.indicator for proposal in proposals}
    rows = list(Target.objects.filter(indicator__in=indicators).select_related("replaced_by").order_by("pk"))
    targets = [_accepted(proposal, rows, decision, rights) for proposal in proposals]
    create_many_with_history(targets, by=rights.user, reason=f"proposal accepted: {decision}")
    for proposal, target in zip(proposals, targets, strict=True):
        _stamp(proposal, TargetProposal.State.ACCEPTED, rights)
        proposal.decision, proposal.target = decision, target
    fields = ["state", "decided_at", "decided_by", "decision", "target"]
    update_many_with_history(proposals, fields, by=rights.user, reason="accepted")
    _tell_proposers(proposals)
    return Decided(len(proposals), announce(targets, rows, by=rights.user))


def _accepted(proposal, rows, decision, rights):
    of_year = [row for row in rows if (row.indicator_id, row.year) == (proposal.indicator_id, proposal.year)]
    present = next((row for row in of_year if is_present(row)), None)
    if (present and present.pk) != proposal.replaces_id:
        raise NotAllowed(
            _("%(indicator)s: tavoitetaso on muuttunut ehdotuksen jälkeen. Hylkää ehdotus ja pyydä uusi.")
            % {"indicator": text_of(proposal.indicator, "name")}
        )
    level = replace(level_of(proposal), due_on=present.due_on if present else None)
    return new_target(
        proposal.indicator, year=proposal.year, level=level, replaced=present, decision=decision, by=rights.user
    )


@transaction.atomic
def reject_proposals(proposal_pks: Iterable[int], *, answer: str, basis: Basis, rights: Rights) -> Decided:
    """The levels stay; the answer, and the decision where there is one, are told to who proposed."""
    proposals = _waiting(proposal_pks, rights)
    if not answer:
        raise NotAllowed(_("Kirjoita vastaus: miksi tavoitetaso pysyy."))
    decision = decision_of(basis, by=rights.user)
    for proposal in proposals:
        _stamp(proposal, TargetProposal.State.REJECTED, rights)
        proposal.decision, proposal.answer = decision, answer
    fields = ["state", "decided_at", "decided_by", "decision", "answer"]
    update_many_with_history(proposals, fields, by=rights.user, reason="rejected")
    _tell_proposers(proposals)
    return Decided(len(proposals))


def _waiting(pks, rights):
    """The open proposals of these pks, locked with their indicators: no level moves meanwhile."""
    pks = set(pks)
    if not pks:
        raise NotAllowed(_("Valitse ensin rivit."))
    waiting = target_proposals_to_decide(rights).filter(pk__in=pks).select_related("indicator").order_by("pk")
    proposals = list(waiting.select_for_update(of=("self", "indicator")))
    if len(proposals) != len(pks):
        raise NotAllowed(_("Osa ehdotuksista on jo ratkaistu. Tarkista luettelo ja valitse uudelleen."))
    return proposals


def _tell_proposers(proposals):
    jobs.start("measures.tasks.mail_decided_proposals", [proposal.pk for proposal in proposals])


def _stamp(proposal, state, rights):
    proposal.state, proposal.decided_at, proposal.decided_by = state, clock.now(), rights.user
