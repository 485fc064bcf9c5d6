"""History of everything that is told; that of the audit committee's rows is shown by no page and no admin."""

from simple_history import register as keep_history

from . import models

NO_HISTORY = {
    "Format",  # the choices of a column
    "PublishedState",  # made of frozen content
    "SearchMark",
    "SearchRow",  # made of what has a history of its own
    "SearchWord",
}

for name in models.__all__:
    if name not in NO_HISTORY:
        keep_history(getattr(models, name), app="reporting")
