"""The content of a report, built once; the page, the PDF and the JSON are renderings of it."""

from .build import build_content
from .rows import SCHEMA, ReportContent

__all__ = ["SCHEMA", "ReportContent", "build_content"]
