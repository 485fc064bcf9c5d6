"""Where the two databases differ: what SQLite needs to find Finnish words, what PostgreSQL needs in a union or when two
press the same button at once."""

import functools
import re

from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import Value
from django.db.models.functions import Cast


def speak_finnish_on_sqlite():
    """Replaces SQLite's LIKE, which folds the case of a–z only, on every new connection."""
    connection_created.connect(_register_like, dispatch_uid="finnish-like")


def _register_like(sender, connection, **kwargs):
    if connection.vendor == "sqlite":
        for number_of_arguments in (2, 3):
            connection.connection.create_function("like", number_of_arguments, _like, deterministic=True)


def _like(pattern, text, escape=None):
    """SQLite calls LIKE as like(pattern, text[, escape]); % is any run of characters, _ any single one."""
    if pattern is None or text is None:
        return None
    return _compiled(str(pattern).casefold(), escape).fullmatch(str(text).casefold()) is not None


@functools.lru_cache(maxsize=256)
def _compiled(pattern, escape):
    return re.compile(_as_regex(pattern, escape), re.DOTALL)


def _as_regex(pattern, escape):
    parts, letters = [], iter(pattern)
    for letter in letters:
        if letter == escape:
            parts.append(re.escape(next(letters, "")))
        elif letter == "%":
            parts.append(".*")
        elif letter == "_":
            parts.append(".")
        else:
            parts.append(re.escape(letter))
    return "".join(parts)


def hold(name: str) -> None:
    """Who holds the same name waits until this transaction ends. On SQLite whoever writes is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def typed_null(output_field):
    """A NULL that PostgreSQL knows the type of, for a column that one part of a union lacks."""
    return Cast(Value(None), output_field)
