"""What we tell: reviews, the files of reports, what is frozen and published, and the audit committee's own work."""

from .audit import AuditAccess, AuditJudgement, AuditReport, Finding, FollowUp
from .files import Format, ReportFile
from .publications import (
    Handling,
    HandlingFile,
    HandlingVersion,
    Publication,
    PublicationContent,
    PublicationFile,
    PublishedCorrection,
)
from .reviews import Review, ToldTranslation

__all__ = [
    "AuditAccess",
    "AuditJudgement",
    "AuditReport",
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
    "ReportFile",
    "Review",
    "ToldTranslation",
]
