"""The report as one HTML file for a tablet without a network: everything stands in it, and it asks for nothing."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

STYLE_SHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/marks.css",
    "css/drawings.css",
    "css/report.css",
    "css/tablet.css",
)


def render_tablet_html(content) -> str:
    """What to discuss comes first, then the whole report; the same content gives the same file."""
    with translation.override(content.language):
        html = render_to_string("reporting/report/tablet.html", {"report": content, "styles": STYLES_MARK})
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line).replace(STYLES_MARK, f"<style>{_styles()}</style>", 1) + "\n"


STYLES_MARK = "/* styles */"


def _styles() -> str:
    return "\n".join(Path(finders.find(name)).read_text(encoding="utf-8") for name in STYLE_SHEETS)
