"""History of everything that is told; that of the audit committee's rows is shown by no page and no admin."""

from simple_history import register as keep_history

from . import models

for name in models.__all__:
    if name != "Format":  # the choices of a column
        keep_history(getattr(models, name), app="reporting")
