"""Which tables an answer was read from: what is kept until something changes has to know all of them."""

import re
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

TABLES = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def read_tables(asked: CaptureQueriesContext) -> set[str]:
    """The tables of those statements."""
    read = {name for query in asked.captured_queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    return read & TABLES.keys()


def tables_of(models: Iterable[type[Model]]) -> set[str]:
    """What a change in any of these may have written: with their histories and the links that they own."""
    found = set()
    for model in models:
        own = [model, *(field.remote_field.through for field in model._meta.many_to_many)]
        histories = [made.history.model for made in (model,) if hasattr(made, "history")]
        found |= {made._meta.db_table for made in (*own, *histories)}
    return found
