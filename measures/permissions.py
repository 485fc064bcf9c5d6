"""Who enters figures and sets target levels: fetching is the permission check. What is read, reporting says."""

from django.db.models import QuerySet

from kemistrategy.organisation.permissions import Rights

from .models import Feed, Indicator, Observation, ProposedObservation, TargetProposal


def indicators_to_measure(rights: Rights) -> QuerySet[Indicator]:
    """Indicators whose figures this person enters: those her posts answer for, or all of them for the coordinator."""
    if rights.coordinates:
        return Indicator.objects.all()
    return Indicator.objects.filter(answering_post__in=rights.writes_for)


def observations_to_correct(rights: Rights) -> QuerySet[Observation]:
    """Observations in force of the indicators whose figures this person enters."""
    return Observation.objects.present().filter(indicator__in=indicators_to_measure(rights))


def indicators_to_target(rights: Rights) -> QuerySet[Indicator]:
    """Indicators whose target levels this person sets: a level is decided by a body, and the coordinator enters it."""
    return Indicator.objects.all() if rights.coordinates else Indicator.objects.none()


def indicators_to_propose_for(rights: Rights) -> QuerySet[Indicator]:
    """Indicators for which this person may propose another target level: those her posts answer for."""
    return Indicator.objects.filter(answering_post__in=rights.writes_for)


def target_proposals_to_decide(rights: Rights) -> QuerySet[TargetProposal]:
    open_ones = TargetProposal.objects.filter(state=TargetProposal.State.OPEN)
    return open_ones if rights.coordinates else open_ones.none()


def own_target_proposals(rights: Rights) -> QuerySet[TargetProposal]:
    """Proposals of the posts this person is in: she sees what became of them, and may take an open one back."""
    return TargetProposal.objects.filter(post__in=rights.writes_for)


def values_to_accept(rights: Rights) -> QuerySet[ProposedObservation]:
    """Fetched or calculated values that wait for this person."""
    waiting = ProposedObservation.objects.filter(state=ProposedObservation.State.WAITING)
    return waiting.filter(indicator__in=indicators_to_measure(rights))


def feeds_to_follow(rights: Rights) -> QuerySet[Feed]:
    """Statistics from which the figures of this person's indicators are fetched."""
    return Feed.objects.filter(indicator__in=indicators_to_measure(rights))
