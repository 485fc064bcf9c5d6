"""The table of indicators beside bare SQL and a bare template, and the drawing of one chart.

No row of the table is kept from one request to the next: every read is a cold one.

CPython 3.11 takes its call stack from the system in pieces of about 80 calls and gives a piece back as soon as its
first call ends. A loop that stands on an edge asks for memory at every call: the same page takes up to twice as long,
by nothing but how deep its caller stands. So each run reads, ours and the peer alike, from another depth.
"""

import statistics
from datetime import date, timedelta
from decimal import Decimal

from bench.timing import milliseconds, timed

INDICATORS, OBSERVATIONS = 1_000, 40
CALLS_OF_A_PIECE = 80
BARE_TEMPLATE = """<table>{% for row in rows %}<tr><th><a href="/mittarit/{{ row.pk }}/">{{ row.name }}</a></th>
<td>{{ row.benefit }}</td><td>{{ row.baseline }} {{ row.unit }}</td><td>{{ row.target }} {{ row.unit }}</td>
<td>{{ row.latest }} {{ row.unit }} {{ row.day }}</td><td>{{ row.source }}</td>
<td>{% for value in row.values %}{{ value }} {% endfor %}</td></tr>{% endfor %}</table>"""


def measure(runs: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    make_indicators()
    client = Client()
    first, _page = timed(client.get, "/mittarit/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/mittarit/")
    statements = len(queries)
    assert page.status_code == 200
    assert page.content.decode().count("Vertailumittari") >= INDICATORS
    ours, bare = [], []
    for number in range(runs + 1):
        depth = CALLS_OF_A_PIECE * number // runs
        own, _page = timed_from(depth, client.get, "/mittarit/")
        peer, _html = timed_from(depth, bare_table)
        if number:
            ours.append(own)
            bare.append(peer)
    own, peer = statistics.median(ours), statistics.median(bare)
    print(f"indicator table, {INDICATORS} × {OBSERVATIONS}: {milliseconds(own)}, {statements} SQL statements")
    print(f"its first read in a new process, imports and templates included: {milliseconds(first)}")
    print(f"bare SQL and template: {milliseconds(peer)}; ratio (median of {runs}): {own / peer:.2f}  (bar: 1.5)")
    print(f"by the depth of the call stack: {min(ours) / peer:.2f}–{max(ours) / peer:.2f}")
    print(f"one chart with {OBSERVATIONS} observations (median): {milliseconds(chart_time())}  (bar: 1 ms)")


def timed_from(depth: int, function, *arguments):
    """`timed`, by a caller that stands so many calls deeper."""
    return timed_from(depth - 1, function, *arguments) if depth else timed(function, *arguments)


def make_indicators():
    from goals.models import Benefit
    from measures.models import Indicator, Observation, Target

    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"vertailu-{n}", name=f"Vertailumittari {n}", kind="number", unit="kpl", direction="up", is_key=True,
            position=n,
        )
        for n in range(INDICATORS)
    )  # fmt: skip
    Benefit.objects.first().indicators.add(*indicators)
    first = date(2013, 1, 1)
    days = [first + timedelta(days=91 * n) for n in range(OBSERVATIONS + 1)]
    Observation.objects.bulk_create(
        Observation(
            indicator=indicator, period_start=days[n], period_end=days[n + 1] - timedelta(days=1),
            value=Decimal(100 + n), is_baseline=n == 0, source="Tilastokeskus",
        )
        for indicator in indicators
        for n in range(OBSERVATIONS)
    )  # fmt: skip
    Target.objects.bulk_create(Target(indicator=indicator, year=2023, low=200) for indicator in indicators)


def bare_table() -> str:
    """What anybody would write first: three statements, dictionaries and a table."""
    from django.db import connection
    from django.template import Context, Engine

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, i.name_fi, i.unit_fi, b.name_fi FROM measures_indicator i"
            " JOIN goals_benefit_indicators bi ON bi.indicator_id = i.id JOIN goals_benefit b ON b.id = bi.benefit_id"
            " ORDER BY i.position"
        )
        rows = {pk: {"pk": pk, "name": name, "unit": unit, "benefit": benefit, "values": []}
                for pk, name, unit, benefit in cursor.fetchall()}  # fmt: skip
        cursor.execute("SELECT indicator_id, low FROM measures_target")
        for pk, low in cursor.fetchall():
            rows.get(pk, {})["target"] = low
        cursor.execute(
            "SELECT indicator_id, value, period_end, is_baseline, source FROM measures_observation ORDER BY period_end"
        )
        for pk, value, day, is_baseline, source in cursor.fetchall():
            if row := rows.get(pk):
                row["values"].append(value)
                row |= {"baseline": value} if is_baseline else {"latest": value, "day": day, "source": source}
    template = Engine().from_string(BARE_TEMPLATE)
    return template.render(Context({"rows": rows.values()}))


def chart_time() -> float:
    """Geometry and drawing of one indicator's chart, in seconds."""
    from django.template.loader import get_template

    from kemistrategy.organisation.permissions import NO_RIGHTS
    from measures.models import Indicator
    from reporting.queries.charts import indicator_drawing, known_of

    known = known_of(Indicator.objects.get(code="vertailu-0"), NO_RIGHTS)
    template = get_template("components/indicator_chart.html")

    def draw():
        return template.render({"chart": indicator_drawing(known)})

    assert "<title>" in draw()
    return statistics.median(timed(draw)[0] for _ in range(200))
