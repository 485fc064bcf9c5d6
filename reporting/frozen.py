"""The JSON text of a frozen report as plain data of the present schema; reporting/content/freezing.py makes it rows."""

import json
from collections.abc import Callable

SCHEMA = 3
UPGRADES: dict[int, Callable[[dict], dict]] = {  # schema number → what makes the next number's data of it
    2: lambda data: data | ({"rollout": [], "questions": []} if "departments" in data else {}),  # none in a project's
}


class NotContent(ValueError):
    """The text is no frozen content, or of a schema that this program does not know."""


def frozen_data(text: str) -> dict:
    """As it was frozen, in whatever schema."""
    try:
        data = json.loads(text)
    except ValueError as problem:
        raise NotContent("not JSON") from problem
    if not isinstance(data, dict):
        raise NotContent("not a report")
    return data


def upgraded(data: dict) -> dict:
    """The data in the present schema, step by step."""
    while (schema := data.get("schema")) != SCHEMA:
        if schema not in UPGRADES:
            raise NotContent(f"schema {schema!r} is not known here; the newest is {SCHEMA}")
        data = {**UPGRADES[schema](data), "schema": schema + 1}
    return data
