"""The full-size answers of Statistics Finland, where they are at hand (STATFIN_RESPONSES names their folder)."""

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from kemistrategy import periods
from measures.feeds import FETCH

from .service import Reply

RESPONSES = Path(os.environ.get("STATFIN_RESPONSES", settings.BASE_DIR.parent / "shared" / "data" / "statfin"))
pytestmark = pytest.mark.skipif(not RESPONSES.is_dir(), reason="the real responses are not at hand")


def serve(service, file, path):
    """The description of the table made of its own answer; the whole answer to whatever is asked, in its one shape."""
    body = (RESPONSES / file).read_bytes()
    answer = json.loads(body)
    kinds = [column for column in answer["columns"] if column["type"] in ("d", "t")]
    variables = [
        {
            "code": column["code"],
            "text": column["text"],
            "values": (values := list(dict.fromkeys(row["key"][place] for row in answer["data"]))),
            "valueTexts": values,
        }
        | ({"time": True} if column["type"] == "t" else {})
        for place, column in enumerate(kinds)
    ]
    contents = [column["code"] for column in answer["columns"] if column["type"] == "c"]
    variables.append({"code": "contentscode", "text": "Tiedot", "values": contents, "valueTexts": contents})
    service.answers["GET", path] = Reply({"title": "", "variables": variables})
    service.answers["POST", path] = lambda asked: (
        Reply(body) if asked.body["response"]["format"] == "json" else Reply(b"", 400)
    )


@pytest.mark.parametrize(
    ("file", "table", "content", "period", "kemi", "country", "source"),
    [
        (
            "age_register_kunnat_11ra.json",
            "vaerak/11ra",
            "vaerak-vaesto",
            periods.year(2025),
            "19339",
            "5652881",
            "Tilastokeskus, väestörakenne, taulu 11ra, vaerak-vaesto, KU240",
        ),
        (
            "population_register_kunnat_121w.json",
            "muutl/121w",
            "ssaaty-vaesto",
            periods.year(2025),
            "19339",
            "5652881",
            "Tilastokeskus, siviilisäädyn muutokset, taulu 121w, ssaaty-vaesto, KU240",
        ),
        (
            "unemployment_register_kunnat_12r5.json",
            "tyonv/12r5",
            "TYOTOSUUS",
            periods.month(2026, 6),
            "17.1",
            "12.8",
            "KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240",
        ),
    ],
)
def test_kemis_figures_are_found(service, client, file, table, content, period, kemi, country, source):
    serve(service, file, f"/StatFin/{table}.px")
    feed = SimpleNamespace(
        table=table, content=content, area="KU240", compared_areas=["SSS"], since=date(2023, 1, 1), licence=""
    )
    fetched = FETCH["statfin"](feed, client)
    assert [(value.period, value.value) for value in fetched.values] == [(period, Decimal(kemi))]
    assert [(value.period, value.value) for value in fetched.compared] == [(period, Decimal(country))]
    assert fetched.source == source
