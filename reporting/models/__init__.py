"""What we tell: reviews, the files of reports, what is frozen and published, and the audit committee's own work."""

from .audit import AuditAccess, AuditJudgement, AuditReport, Finding, FollowUp
from .files import Format, ReportFile
from .heard import Feedback, Question
from .publications import (
    Handling,
    HandlingFile,
    HandlingVersion,
    Publication,
    PublicationContent,
    PublicationFile,
    PublishedCorrection,
)
from .reading import PublishedState, SearchMark, SearchRow, SearchWord
from .reviews import Review, ToldTranslation

__all__ = [
    "AuditAccess",
    "AuditJudgement",
    "AuditReport",
    "Feedback",
    "Finding",
    "FollowUp",
    "Format",
    "Handling",
    "HandlingFile",
    "HandlingVersion",
    "Publication",
    "PublicationContent",
    "PublicationFile",
    "PublishedCorrection",
    "PublishedState",
    "Question",
    "ReportFile",
    "Review",
    "SearchMark",
    "SearchRow",
    "SearchWord",
    "ToldTranslation",
]
