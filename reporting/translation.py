"""History of the reports that were made."""

from simple_history import register as keep_history

from .models import ReportFile

keep_history(ReportFile, app="reporting")
