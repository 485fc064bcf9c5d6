"""Makes the report's PDF: PDF/UA-1 and PDF/A-3a at once, from bundled files and nothing else.

The PDF carries the frozen content it was made of, as an attached file.
"""

import re
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localtime

from reporting.content.freezing import freeze

from .bundle import BUNDLE, BUNDLE_ADDRESS, STYLE_SHEETS, bundle_fetcher, bundled_file
from .preparing import SVG, PaperColours, prepare_for_paper

__all__ = [
    "BUNDLE",
    "BUNDLE_ADDRESS",
    "STYLE_SHEETS",
    "SVG",
    "PaperColours",
    "bundle_fetcher",
    "bundled_file",
    "prepare_for_paper",
    "render_html",
    "render_pdf",
    "render_standalone_html",
    "write_pdf",
]


def render_html(content) -> str:
    """The whole report as one document, in its own language and without its styles."""
    with translation.override(content.language):
        changed_at = localtime(content.changed_at).isoformat(timespec="seconds")
        html = render_to_string(content.TEMPLATE_PAPER, {"report": content, "changed_at": changed_at})
    return _BLANK_LINES.sub("\n", html).lstrip()


_BLANK_LINES = re.compile(r"\s*\n\s*")  # a third of the file is the templates' indentation, which costs time to parse


def render_standalone_html(content) -> str:
    """One file that needs no other: the styles stand in it."""
    styles = "\n".join(bundled_file(name).read_text(encoding="utf-8") for name in STYLE_SHEETS[:3])
    return render_html(content).replace("</head>", f"<style>\n{styles}</style>\n</head>", 1)


def render_pdf(content) -> bytes:
    return write_pdf(
        render_html(content),
        content.language,
        data=freeze(content),
        changed_at=content.changed_at,
    )


def write_pdf(html: str, language: str, *, data: str = "", changed_at: datetime | None = None) -> bytes:
    """The PDF of a rendered report; the same HTML gives the same bytes.

    `data` is attached to it as a file of JSON dated `changed_at`.
    """
    from .writing import written

    return written(html, language, data=data, changed_at=changed_at)
