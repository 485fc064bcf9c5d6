"""Kemi's half-year report beside WeasyPrint alone on the same HTML."""

import statistics

from bench.timing import seconds, timed


def measure(round, runs: int) -> None:
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
