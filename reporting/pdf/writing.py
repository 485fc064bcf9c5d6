"""Writes the PDF of a prepared document: PDF/UA-1 and PDF/A-3a at once.

WeasyPrint is imported here, which costs 0.4 s that no page should pay: this module is imported late.
"""

import gc
import re
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urljoin

import weasyprint
from django.utils import translation
from django.utils.translation import gettext
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration

from .bundle import BUNDLE_ADDRESS, STYLE_SHEETS, bundle_fetcher, bundled_file
from .finishing import finish
from .preparing import lighten, make_links_plain, mark_decorations, prepare_for_paper, without_svg_properties
from .reading import PaperHTML

ATTACHED_NAME = "raportti.json"
_NOTES = re.compile(r"^::(?:foot)?note-[^\n]*\n", re.MULTILINE)
_ALL_MARKERS = re.compile(r"^::marker ", re.MULTILINE)


@cache
def _own_style_sheet():
    """WeasyPrint's gives every element six pseudo-elements; a report has no notes, only lists."""
    styles = _ALL_MARKERS.sub("li::marker ", _NOTES.sub("", UA))
    return weasyprint.CSS(string=styles, counter_style=CounterStyle())


def written(html: str, language: str, *, data: str = "", changed_at: datetime | None = None) -> bytes:
    """The same HTML and data give the same bytes."""
    fetcher, fonts = bundle_fetcher(), FontConfiguration()
    document = PaperHTML(html, base_url=BUNDLE_ADDRESS, url_fetcher=fetcher, style_sheet=_own_style_sheet())
    lighten(document.etree_element)
    prepare_for_paper(document.etree_element, language)
    make_links_plain(document.etree_element)
    mark_decorations(document.etree_element)
    styles = "\n".join(bundled_file(name).read_text(encoding="utf-8") for name in STYLE_SHEETS)
    style_sheet = weasyprint.CSS(  # one sheet: each costs a round over every element
        string=without_svg_properties(styles),
        base_url=urljoin(BUNDLE_ADDRESS, STYLE_SHEETS[0]),
        url_fetcher=fetcher,
        font_config=fonts,
    )
    with _seldom_collected():
        return document.write_pdf(
            stylesheets=[style_sheet],
            font_config=fonts,
            pdf_variant="pdf/a-3a",
            attachments=[_attached(data, changed_at, language)] if data else None,
            finisher=finish,
        )


@contextmanager
def _seldom_collected():
    """A layout is a mass of objects that all live: looking for garbage among them costs a tenth of the time."""
    threshold = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)


def _attached(data, changed_at, language):
    """Dated by the content, so that the same content gives the same bytes."""
    with translation.override(language):
        description = gettext("Raportin tiedot koneluettavassa muodossa")
    moment = changed_at.astimezone(UTC)
    return weasyprint.Attachment(
        string=data,
        name=ATTACHED_NAME,
        description=description,
        created=moment,
        modified=moment,
        relationship="Source",
    )
