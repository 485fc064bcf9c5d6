"""Measures the half-year report beside WeasyPrint alone. Figures are ratios of runs side by side; nothing here fails.

Usage: bench/run.py [RUNS]   (default 5; the medians count)
"""

import io
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "APP_ENV": "development",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "kemistrategy.settings",
            "TODAY": "2023-08-10",
        }
        import django

        django.setup()
        logging.disable(logging.WARNING)
        measure(load_kemi(), runs)


def load_kemi():
    """Kemi's two strategies and an open half-year review, in a database of its own."""
    from datetime import date

    from django.core.management import call_command

    from goals.models import Round, Strategy
    from kemistrategy import clock

    call_command("migrate", verbosity=0)
    call_command("load_kemi", verbosity=0, stdout=io.StringIO())
    round, _made = Round.objects.get_or_create(
        slug="2023-h1",
        defaults={
            "kind": Round.Kind.HALF_YEAR,
            "year": 2023,
            "starts_on": date(2023, 1, 1),
            "as_of": date(2023, 6, 30),
            "due_on": date(2023, 8, 31),
        },
    )
    round.state, round.opened_at = Round.State.OPEN, clock.now()
    round.save()
    round.strategies.set(Strategy.objects.all())
    return round


def measure(round, runs):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reporting.content import build_content
    from reporting.pdf import render_html, write_pdf

    with CaptureQueriesContext(
        connection,
    ) as queries:
        content = build_content(round, "fi")
    html = render_html(content)
    ours, alone = [], []
    for number in range(runs + 1):
        own, _bytes = timed(write_pdf, html, "fi")
        peer, _bytes = timed(weasyprint_alone, html)
        if number:  # the first run fills caches for both
            ours.append(own)
            alone.append(peer)
    print(f"content: {seconds(timed(build_content, round, 'fi')[0])}, {len(queries)} SQL statements")
    print(f"HTML: {seconds(timed(render_html, content)[0])}, {len(html) / 1000:.0f} kB")
    print(f"half-year PDF: {seconds(statistics.median(ours))}; WeasyPrint alone: {seconds(statistics.median(alone))}")
    print(f"ratio (median of {runs}): {statistics.median(ours) / statistics.median(alone):.2f}  (bar: 1.15)")


def timed(function, *arguments):
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def seconds(number):
    return f"{number:.2f} s"


def weasyprint_alone(html: str) -> bytes:
    """The same HTML with the same style sheets, as a person would call the library."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from reporting.pdf import BUNDLE_ADDRESS, STYLE_SHEETS, bundle_fetcher, bundled_file

    fetcher, fonts = bundle_fetcher(), FontConfiguration()
    styles = [
        weasyprint.CSS(
            string=bundled_file(name).read_text(encoding="utf-8"),
            base_url=f"{BUNDLE_ADDRESS}{name}",
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for name in STYLE_SHEETS
    ]
    document = weasyprint.HTML(string=html, base_url=BUNDLE_ADDRESS, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
