"""The accessibility statement, from its one data file."""

import functools
import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import get_language

STATEMENT_FILE = settings.BASE_DIR / "fixtures" / "accessibility.json"


@dataclass(frozen=True)
class Gap:
    criterion: str  # number in WCAG 2.2
    name: str
    text: str


@dataclass(frozen=True)
class Statement:
    service: str
    owner: str
    written_on: date
    state: str
    method: str
    gaps: tuple[Gap, ...]
    feedback: str
    contact_name: str
    contact_address: str
    supervisor: str
    supervisor_text: str
    supervisor_address: str


@functools.lru_cache(maxsize=3)
def statement(language: str) -> Statement:
    data = json.loads(STATEMENT_FILE.read_text(encoding="utf-8"))
    return Statement(
        **{name: data[name][language] for name in ("service", "owner", "state", "method", "feedback")},
        written_on=date.fromisoformat(data["written_on"]),
        gaps=tuple(Gap(gap["criterion"], gap["name"][language], gap["text"][language]) for gap in data["gaps"]),
        contact_name=data["contact"]["name"],
        contact_address=data["contact"]["address"],
        supervisor=data["supervisor"]["name"][language],
        supervisor_text=data["supervisor"]["text"][language],
        supervisor_address=data["supervisor"]["address"],
    )


def present_statement() -> Statement:
    return statement(get_language())
