"""What we want and do: the strategy, the plans under it, its surroundings, and the reporting rounds."""

from .environment import ChallengePoint, ChangeChallenge, CommunicationLine, RolloutStage, SwotItem
from .imports import ImportedPlace, PlanImport
from .plans import (
    Action,
    AttainmentRule,
    MeasureLine,
    Milestone,
    Plan,
    PlanLine,
    Project,
    ProjectUnit,
    SdgTag,
    Succession,
)
from .rounds import Correction, Entry, Figure, Omission, Round, ScaleWord
from .strategies import Benefit, CardThemeLine, DepartmentCard, FocusArea, Goal, Strategy, TextBlock, Theme

__all__ = [
    "Action",
    "AttainmentRule",
    "Benefit",
    "CardThemeLine",
    "ChallengePoint",
    "ChangeChallenge",
    "CommunicationLine",
    "Correction",
    "DepartmentCard",
    "Entry",
    "Figure",
    "FocusArea",
    "Goal",
    "ImportedPlace",
    "MeasureLine",
    "Milestone",
    "Omission",
    "Plan",
    "PlanImport",
    "PlanLine",
    "Project",
    "ProjectUnit",
    "RolloutStage",
    "Round",
    "ScaleWord",
    "SdgTag",
    "Strategy",
    "Succession",
    "SwotItem",
    "TextBlock",
    "Theme",
]
