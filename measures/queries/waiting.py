"""How much waits on the working pages of measures: what their tabs tell."""

from dataclasses import dataclass

from kemistrategy.organisation.permissions import Rights
from measures.permissions import target_proposals_to_decide, values_to_accept


@dataclass(frozen=True)
class Waiting:
    """Fetched or calculated values to accept, and proposed target levels to decide on."""

    values: int
    proposals: int


def waiting_for(rights: Rights) -> Waiting:
    """Two queries at most: who coordinates nothing decides on no proposals."""
    return Waiting(values=values_to_accept(rights).count(), proposals=target_proposals_to_decide(rights).count())
