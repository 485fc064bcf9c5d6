"""Kemi's half-year report beside WeasyPrint alone on the same HTML: time, growth to 1 000 actions, and memory."""

import os
import resource
import statistics
from dataclasses import replace

from bench.timing import seconds, timed

MANY = 1000


def measure(round, runs: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reporting.content import build_content
    from reporting.pdf import render_html, write_pdf

    with CaptureQueriesContext(connection) as queries:
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
    measure_memory(html)
    measure_growth(content)


def measure_memory(html) -> None:
    ours, alone = memory_of(write_ours, html), memory_of(weasyprint_alone, html)
    print(f"memory at its highest: {ours:.0f} MB; WeasyPrint alone: {alone:.0f} MB")
    print(f"ratio: {ours / alone:.2f}  (bar: 1.2)")


def measure_growth(content) -> None:
    """How the time of an action changes when there are many; 1.00 is linear."""
    from reporting.pdf import render_html

    each = {}
    for number in (MANY // 4, MANY):
        html = render_html(with_actions(content, number))
        each[number] = timed(write_ours, html)[0] / number
        print(f"{number} actions: {seconds(each[number] * number)}")
    print(f"an action of {MANY} costs {each[MANY] / each[MANY // 4]:.2f} × one of {MANY // 4}  (bar: linear)")


def with_actions(content, number):
    """The same report with so many actions, under the goals that have any and in annex 1."""
    listed = (content.actions * (number // len(content.actions) + 1))[:number]
    lines = [line for theme in content.themes for goal in theme.goals for line in goal.actions]
    goals = [goal for theme in content.themes for goal in theme.goals if goal.actions]
    share = number // len(goals)
    grown = {goal.pk: replace(goal, actions=tuple((lines * (share // len(lines) + 1))[:share])) for goal in goals}
    themes = tuple(
        replace(theme, goals=tuple(grown.get(goal.pk, goal) for goal in theme.goals)) for theme in content.themes
    )
    return replace(content, actions=listed, themes=themes)


def memory_of(function, html) -> float:
    """Megabytes at the highest of a process that does this and nothing else."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        function(html)
        os.write(writing, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read()) / 1024


def write_ours(html: str) -> bytes:
    from reporting.pdf import write_pdf

    return write_pdf(html, "fi")


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
