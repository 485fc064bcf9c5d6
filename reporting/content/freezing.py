"""Freezes the content of a report as JSON text, and thaws what was frozen, however long ago.

The text has every word and code of the content, decimals as strings and days in ISO form. What is frozen carries the
number of its schema: a changed content class takes the next number and a step in UPGRADES (reporting/frozen.py), so
old content always renders (tests/reporting/golden has one file of each number).
"""

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, get_type_hints

import cattrs
from cattrs.preconf.json import make_converter

from reporting.frozen import NotContent, frozen_data, upgraded

from .rows import ReportContent

KINDS: dict[str, type] = {}  # the kind of a report → the class of its content; project.py adds its own
FACTS = frozenset({"code", "amount", "pk", "record", "number", "count", "counts"})


def register(content_class: type, *kinds: str) -> None:
    KINDS.update(dict.fromkeys(kinds, content_class))


register(ReportContent, "half_year", "year_end")


def freeze(content) -> str:
    """The same content gives the same text, on every database."""
    return json.dumps(_converter().unstructure(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def thaw(text: str) -> Any:
    """The content that was frozen; raises NotContent when it can't be read."""
    data = upgraded(frozen_data(text))
    content_class = KINDS.get(data.get("kind"))
    if content_class is None:
        raise NotContent(f"unknown kind of report: {data.get('kind')!r}")
    try:
        return _converter().structure(data, content_class)
    except (cattrs.BaseValidationError, cattrs.ForbiddenExtraKeysError) as problem:
        raise NotContent(f"not the content of a report: {problem}") from problem
    except (KeyError, TypeError, ValueError, InvalidOperation) as problem:
        raise NotContent(f"not the content of a report: {problem!r}") from problem


def thaw_parts(text: str, *names: str) -> dict[str, Any]:
    """Some parts of a city's frozen report by their names, for pages that show no more; raises NotContent."""
    data, kinds = upgraded(frozen_data(text)), get_type_hints(ReportContent)
    try:
        return {name: _converter().structure(data[name], kinds[name]) for name in names}
    except (cattrs.BaseValidationError, cattrs.ForbiddenExtraKeysError, KeyError, TypeError, ValueError) as problem:
        raise NotContent(f"not the content of a report: {problem!r}") from problem


def facts(text: str) -> list:
    """The codes, amounts and numbers of a frozen content in their order: what a mended word does not change."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            found.extend(value[key] for key in sorted(FACTS & value.keys()))
            for key in sorted(value.keys() - FACTS - {"chart"}):
                walk(value[key])
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(frozen_data(text))
    return found


@cache
def _converter():
    converter = make_converter(detailed_validation=False, forbid_extra_keys=True)
    converter.register_unstructure_hook(Decimal, _digits)
    converter.register_structure_hook(Decimal, lambda words, _type: Decimal(_text(words)))
    converter.register_structure_hook(date, lambda words, _type: date.fromisoformat(_text(words)))
    converter.register_structure_hook(datetime, lambda words, _type: datetime.fromisoformat(_text(words)))
    for plain in (str, int, bool):
        converter.register_structure_hook(plain, _exactly)
    return converter


def _digits(value: Decimal) -> str:
    """Every digit, and no zeros after them: databases differ in how many they add."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _text(value):
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    return value


def _exactly(value, wanted):
    """A word is a word: what was frozen as another type is no content of ours."""
    if type(value) is not wanted:
        raise TypeError(f"not {wanted.__name__}: {value!r}")
    return value
