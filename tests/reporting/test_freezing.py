"""Freezing: what is thawed is what was frozen, and what can't be read says so."""

import dataclasses
import json
from datetime import UTC
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import get_type_hints

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.models import Round
from reporting.content import SCHEMA, ReportContent, build_content
from reporting.content.freezing import NotContent, facts, freeze, thaw
from reporting.models import Format
from reporting.operations.rendering import render

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LETTERS = st.text('aÄ"\\<&>\n\u00a0−–€ 1,5%😀', max_size=6)
st.register_type_strategy(str, LETTERS)
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**13))
DRAWN = {
    name: hint
    for name, hint in get_type_hints(ReportContent).items()
    if name in {field.name for field in dataclasses.fields(ReportContent)} - {"schema", "kind"}
}


@pytest.fixture(scope="module")
def kemi(django_db_setup, django_db_blocker):
    """Kemi's two reviews in three languages."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_kemi", verbosity=0, stdout=StringIO())
        call_command("load_cast", stdout=StringIO())
        yield [
            build_content(round, language) for round in Round.objects.order_by("pk") for language in ("fi", "sv", "en")
        ]
        transaction.set_rollback(True)


def test_kemis_content_comes_back_as_it_was(kemi):
    assert [thaw(freeze(content)) for content in kemi] == kemi


def test_the_same_content_is_the_same_text(kemi):
    assert [freeze(thaw(freeze(content))) for content in kemi] == [freeze(content) for content in kemi]


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_stands_in_a_field_comes_back(kemi, data):
    name = data.draw(st.sampled_from(sorted(DRAWN)))
    if name == "changed_at":
        value = data.draw(st.datetimes(timezones=st.just(UTC)))
    else:
        value = data.draw(st.from_type(DRAWN[name]))
    content = dataclasses.replace(kemi[0], **{name: value})
    assert thaw(freeze(content)) == content


def test_figures_keep_their_digits_and_no_other(kemi):
    texts = [freeze(content) for content in kemi]
    amounts = {row for text in texts for row in _values(json.loads(text), "amount") if row is not None}
    assert {type(amount) for amount in amounts} == {str}
    assert [amount for amount in amounts if "." in amount and amount.endswith("0")] == []


def _values(data, name):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from [value] if key == name else _values(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value, name)


def test_facts_are_codes_and_figures_without_the_words(kemi):
    content = kemi[0]
    renamed = dataclasses.replace(content, title="Toinen nimi", period="muu")
    assert facts(freeze(renamed)) == facts(freeze(content))
    counted = dataclasses.replace(content.summary.total, counts=(1, 2, 3))
    changed = dataclasses.replace(content, summary=dataclasses.replace(content.summary, total=counted))
    assert facts(freeze(changed)) != facts(freeze(content))


# --- what can't be read
@pytest.mark.parametrize(
    "change",
    [
        {"schema": SCHEMA + 1},
        {"schema": None},
        {"schema": "2"},
        {"kind": "unknown"},
        {"title": None},
        {"title": 5},
        {"as_of": "30.6.2023"},
        {"is_draft": "kyllä"},
        {"themes": [{}]},
        {"a_field_of_the_future": 1},
    ],
)
def test_what_is_not_as_it_was_frozen_is_refused(kemi, change):
    data = json.loads(freeze(kemi[0])) | change
    with pytest.raises(NotContent):
        thaw(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", '{"schema": 1}', "\x00"])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(NotContent):
        thaw(text)


def test_a_missing_field_is_refused(kemi):
    data = json.loads(freeze(kemi[0]))
    del data["summary"]["total"]
    with pytest.raises(NotContent):
        thaw(json.dumps(data))


# --- what was frozen long ago
GOLDEN = Path(__file__).parent / "golden"
FIRST_SCHEMA = 2


@pytest.mark.parametrize("schema", range(FIRST_SCHEMA, SCHEMA + 1))
def test_content_of_every_schema_still_renders(schema):
    """A new number needs its file here (the frozen content of the small city) and a step in UPGRADES."""
    content = thaw((GOLDEN / f"schema_{schema}.json").read_text(encoding="utf-8"))
    page = render(content, Format.WEB).decode()
    assert "Kolme päiväkotia auditoitiin." in page
    assert "62,5" in page
    assert render(content, Format.PDF).startswith(b"%PDF-1.7")


def test_the_golden_file_has_the_present_shape():
    """A field that came or went without a new number would be lost, or break what is published."""
    text = (GOLDEN / f"schema_{SCHEMA}.json").read_text(encoding="utf-8")
    assert list(json.loads(text)) == [field.name for field in dataclasses.fields(ReportContent)]
    assert freeze(thaw(text)) == text
