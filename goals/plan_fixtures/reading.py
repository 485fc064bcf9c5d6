"""Reads the fixture files and says in one sentence what is wrong with one."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ORGANISATION = "organisation.json"
SDG = "sdg.json"
OLDER_STRATEGY = "strategy_2022_2025.json"
NEWER_STRATEGY = "strategy_kemi.json"
FEEDS = "feeds.json"
FILES = (ORGANISATION, SDG, OLDER_STRATEGY, NEWER_STRATEGY, FEEDS)


class FixtureError(Exception):
    """A fixture file is missing or says something that cannot be loaded; the message is for the user."""


def read_file(directory: Path, name: str) -> dict[str, Any]:
    """Raises FixtureError when the file is missing or is not one JSON object."""
    try:
        content = json.loads((directory / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FixtureError(f"Tiedosto fixtures/{name} puuttuu.") from None
    except OSError as problem:
        raise FixtureError(f"Tiedostoa fixtures/{name} ei voi lukea: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise FixtureError(f"Tiedosto fixtures/{name} ei ole UTF-8-tekstiä.") from None
    except json.JSONDecodeError as problem:
        place = f"rivi {problem.lineno}, sarake {problem.colno}"
        raise FixtureError(f"Tiedosto fixtures/{name} ei ole kelvollista JSONia: {place}.") from None
    if not isinstance(content, dict):
        raise FixtureError(f"Tiedoston fixtures/{name} pitää olla JSON-olio.")
    return content


@contextmanager
def problems_named(file: str):
    """Turns a gap or a wrong value met while rows are made into a FixtureError that names the file."""
    try:
        yield
    except KeyError as gap:
        raise FixtureError(f"fixtures/{file}: kenttä {gap} puuttuu.") from gap
    except (AttributeError, TypeError, ValueError) as problem:
        raise FixtureError(f"fixtures/{file}: {problem}.") from problem
