"""Evidence of a figure: a file or an address is tied to it, and the figure itself stays as it is."""

from django.db import transaction

from kemistrategy.organisation.evidence import NewEvidence, keep_evidence
from kemistrategy.organisation.models import Evidence
from kemistrategy.organisation.permissions import Rights
from measures.permissions import observations_to_correct


@transaction.atomic
def add_evidence(observation_pk: int, *, evidence: NewEvidence, rights: Rights) -> Evidence:
    """Ties a file or an address to an observation in force.

    Raises Observation.DoesNotExist when it is not this person's, NotAllowed for a file or address that is not taken.
    """
    observation = observations_to_correct(rights).get(pk=observation_pk)
    kept = keep_evidence(evidence, by=rights.user)
    observation.evidence.add(kept)
    return kept
