"""JSON and CSV, written piece by piece; and the JSON Schema that describes them."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime

from kemistrategy.csv_writing import BYTE_ORDER_MARK, csv_lines, guarded
from kemistrategy.text import FALLBACK_LANGUAGE

from .columns import (
    ADDRESS,
    ATTRIBUTION,
    LANGUAGES,
    LICENCE,
    LICENCE_ADDRESS,
    ROWS_AT_ONCE,
    VERSION,
    Column,
    Dataset,
    address_of,
)

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


# --- JSON ------------------------------------------------------------------------------------------------------------
def json_parts(dataset: Dataset, rows: Iterable[dict]) -> Iterator[str]:
    """The whole document: about the dataset, then every row on a line of its own."""
    head = json.dumps(_about(dataset), ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{head},\n "rows": ['
    before = "\n  "
    for some in _by_hundreds(rows):
        yield before + ",\n  ".join(_json_row(dataset.columns, row) for row in some)
        before = ",\n  "
    yield "\n ]\n}\n"


def _about(dataset):
    return {
        "$schema": address_of(f"{ADDRESS}skeemat/{dataset.name}.json"),
        "dataset": dataset.name,
        "version": VERSION,
        "title": in_languages(dataset.title),
        "publisher": ATTRIBUTION,
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
        "documentation": address_of("/avoin-data/"),
    }


def in_languages(words) -> dict[str, str]:
    """The program's own words in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(words)
    return found


def _json_row(columns, row):
    fields = ", ".join(f'"{column.name}": {_json_value(row[column.name])}' for column in columns)
    return "{" + fields + "}"


def _json_value(value):
    """A decimal keeps every digit it has in the database, which a float would not."""
    if isinstance(value, Decimal):
        return _digits(value)
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value):
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _digits(value):
    return format(value.normalize(), "f") if value else "0"


# --- CSV -------------------------------------------------------------------------------------------------------------
def csv_parts(dataset: Dataset, rows: Iterable[dict], language: str) -> Iterator[str]:
    """RFC 4180: commas, CRLF, UTF-8 with its mark; translated words in one language, in Finnish where that lacks."""
    yield BYTE_ORDER_MARK + csv_lines([[column.name for column in dataset.columns]])
    for some in _by_hundreds(rows):
        yield csv_lines([_csv_value(column, row[column.name], language) for column in dataset.columns] for row in some)


def _csv_value(column: Column, value, language):
    if value is None:
        return ""
    if column.kind == "words":
        return guarded(value[language] or value[FALLBACK_LANGUAGE])
    if column.kind in ("numbers", "texts"):
        return " ".join(map(str, value))
    if column.kind == "yes_no":
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _digits(value)
    return guarded(_plain(value)) if column.kind == "text" else _plain(value)


def _by_hundreds(rows):
    rows = iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield some


# --- the schema and the list of datasets ------------------------------------------------------------------------------
TYPES = {
    "number": {"type": "integer"},
    "decimal": {"type": "number"},
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "yes_no": {"type": "boolean"},
    "numbers": {"type": "array", "items": {"type": "integer"}},
    "texts": {"type": "array", "items": {"type": "string"}},
    "page": {"type": "string", "format": "uri"},
    "words": {
        "type": "object",
        "properties": {
            language: {"type": "string" if language == FALLBACK_LANGUAGE else ["string", "null"]}
            for language in LANGUAGES
        },
        "required": list(LANGUAGES),
        "additionalProperties": False,
    },
}


def schema_of(dataset: Dataset) -> dict:
    """JSON Schema (2020-12) of the dataset's JSON document; descriptions are in the active language."""
    about = {name: {"type": "string"} for name in _about(dataset) if name != "title"}
    about |= {"version": {"const": VERSION}, "dataset": {"const": dataset.name}, "licence": {"const": LICENCE}}
    about["title"] = TYPES["words"]
    row = {
        "type": "object",
        "properties": {column.name: _schema_of_column(column) for column in dataset.columns},
        "required": [column.name for column in dataset.columns],
        "additionalProperties": False,
    }
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": address_of(f"{ADDRESS}skeemat/{dataset.name}.json"),
        "title": str(dataset.title),
        "description": str(dataset.told),
        "type": "object",
        "properties": about | {"rows": {"type": "array", "items": row}},
        "required": [*about, "rows"],
        "additionalProperties": False,
    }


def _schema_of_column(column):
    told = {"description": str(column.told)}
    if column.kind == "code":
        codes = [code for code, _words in column.codes]
        return told | {"enum": [*codes, None] if column.is_optional else codes}
    found = dict(TYPES[column.kind])
    if column.is_optional and isinstance(found["type"], str):
        found["type"] = [found["type"], "null"]
    return told | found


def catalogue(datasets: Iterable[Dataset]) -> dict:
    """Every dataset with its addresses."""
    return {
        "publisher": ATTRIBUTION,
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
        "version": VERSION,
        "documentation": address_of("/avoin-data/"),
        "datasets": [
            {
                "name": dataset.name,
                "title": in_languages(dataset.title),
                "description": in_languages(dataset.told),
                "json": address_of(f"{ADDRESS}{dataset.name}.json"),
                "csv": {
                    language: address_of(f"{_prefix(language)}{ADDRESS}{dataset.name}.csv") for language in LANGUAGES
                },
                "schema": address_of(f"{ADDRESS}skeemat/{dataset.name}.json"),
            }
            for dataset in datasets
        ],
    }


def _prefix(language):
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"
