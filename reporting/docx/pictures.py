"""Drawings of the paper as pictures, each with the sentence that says what it shows."""

import io
import xml.etree.ElementTree as ElementTree

import lxml.html
import tinyhtml5
from docx.shared import Mm

from measures.charts import WIDTH
from reporting.chart_files import chart_png
from reporting.pdf import SVG, prepare_for_paper

from .markup import made
from .reading import words_of

PIXELS = 2 * WIDTH
BROAD = Mm(160)


def title_of(drawing) -> str:
    """What a screen reader says of it; empty for a decoration."""
    title = drawing.find("title")
    return "" if title is None or drawing.get("aria-hidden") == "true" else words_of(title)


class Pictures:
    def __init__(self, document):
        self._part, self._count = document.part, 0

    def run(self, drawing):
        self._count += 1
        picture = self._part.new_pic_inline(io.BytesIO(_png(drawing)), width=BROAD)
        picture.docPr.set("descr", title_of(drawing))
        picture.docPr.set("name", f"{self._count}")
        return made("w:r", made("w:drawing", picture))


def _png(drawing):
    markup = lxml.html.tostring(drawing, encoding="unicode", with_tail=False)
    drawing = tinyhtml5.parse(markup, namespace_html_elements=False).find(f"body/{SVG}svg")
    prepare_for_paper(drawing, "")
    drawing.set("width", str(WIDTH))
    if not drawing.get("height"):  # a bar that is as wide as its page
        drawing.set("height", drawing.get("viewBox").split()[3])
    return chart_png(ElementTree.tostring(_plain(drawing), encoding="unicode"), width_px=PIXELS)


def _plain(drawing):
    """The same drawing in the names that HTML knows: a parsed element's have the namespace before them."""
    plain = ElementTree.Element(drawing.tag.removeprefix(SVG), drawing.attrib)
    plain.text, plain.tail = drawing.text, drawing.tail
    plain.extend(_plain(child) for child in drawing)
    return plain
