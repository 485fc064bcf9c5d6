"""What we measure: indicators, targets and observations as append-only chains, fetched statistics, and the SDGs."""

from .chains import Observation, Target, TargetProposal
from .indicators import Indicator, JudgementLimits
from .sdg import SdgGoal, SdgTarget
from .statistics import ComparisonValue, Feed, ProposedObservation

__all__ = [
    "ComparisonValue",
    "Feed",
    "Indicator",
    "JudgementLimits",
    "Observation",
    "ProposedObservation",
    "SdgGoal",
    "SdgTarget",
    "Target",
    "TargetProposal",
]
