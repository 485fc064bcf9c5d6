"""Makes the report's PDF: PDF/UA-1 and PDF/A-3a at once, from bundled files and nothing else.

WeasyPrint is imported late: it costs 0.4 s that no page should pay.
"""

import re
import zlib
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localtime

from reporting.content import ReportContent
from reporting.hyphenation import SHORTEST_DIVIDED, SHORTEST_DIVIDED_IN_HEADING, with_soft_hyphens

STYLE_SHEETS = ("css/tokens.css", "css/marks.css", "css/report.css", "css/paper.css")
BUNDLE = (*STYLE_SHEETS, "img/horizon.svg", "fonts/Inter-400.ttf", "fonts/Inter-600.ttf", "fonts/Inter-700.ttf")
BUNDLE_ADDRESS = "https://bundle.invalid/"  # never asked from a network: the fetcher knows each file by its address
SVG = "{http://www.w3.org/2000/svg}"


def render_html(content: ReportContent) -> str:
    """The whole report as one document, in its own language and without its styles."""
    with translation.override(content.language):
        changed_at = localtime(content.changed_at).isoformat(timespec="seconds")
        html = render_to_string("reporting/report/paper.html", {"report": content, "changed_at": changed_at})
    return _BLANK_LINES.sub("\n", html).lstrip()


_BLANK_LINES = re.compile(r"\s*\n\s*")  # a third of the file is the templates' indentation, which costs time to parse


def render_standalone_html(content: ReportContent) -> str:
    """One file that needs no other: the styles stand in it."""
    styles = "\n".join(bundled_file(name).read_text(encoding="utf-8") for name in STYLE_SHEETS[:3])
    return render_html(content).replace("</head>", f"<style>\n{styles}</style>\n</head>", 1)


def render_pdf(content: ReportContent) -> bytes:
    return write_pdf(render_html(content), content.language)


def write_pdf(html: str, language: str) -> bytes:
    """The PDF of a rendered report; the same HTML gives the same bytes."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = bundle_fetcher(), FontConfiguration()
    document = weasyprint.HTML(string=html, base_url=BUNDLE_ADDRESS, url_fetcher=fetcher)
    prepare_for_paper(document.etree_element, language)
    styles = [
        weasyprint.CSS(
            string=without_svg_properties(bundled_file(name).read_text(encoding="utf-8")),
            base_url=urljoin(BUNDLE_ADDRESS, name),
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for name in STYLE_SHEETS
    ]
    return document.write_pdf(
        stylesheets=styles,
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        finisher=finish,
    )


# --- bundled files -------------------------------------------------------------------------------------------------
def bundled_file(name: str) -> Path:
    if name not in BUNDLE:
        raise LookupError(f"{name} is not a bundled file")
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"{name} is missing: run `make setup`")
    return Path(found)


@cache
def _fetcher_class():
    import weasyprint.urls

    class BundleFetcher(weasyprint.urls.URLFetcher):
        """Gives the bundled files by their exact addresses and refuses every other address."""

        def fetch(self, url, headers=None):
            if url not in {urljoin(BUNDLE_ADDRESS, name) for name in BUNDLE}:
                raise ValueError(f"refused: {url}")
            file = bundled_file(url.removeprefix(BUNDLE_ADDRESS))
            kinds = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
            return weasyprint.urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kinds[file.suffix]})

    return BundleFetcher


def bundle_fetcher():
    return _fetcher_class()()


# --- what WeasyPrint needs help with -------------------------------------------------------------------------------
_SVG_DECLARATION = re.compile(r"^\s*(?:fill|stroke|stroke-width|vector-effect):[^;]*;\n", re.MULTILINE)
_RULE = re.compile(r"^([^{}@/]+)\{([^{}]*)\}", re.MULTILINE)
_DECLARATION = re.compile(r"([\w-]+):\s*([^;]+);")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")


def without_svg_properties(style_sheet: str) -> str:
    """WeasyPrint does not style inline SVG by the page's rules and warns of them; `prepare_for_paper` applies them."""
    return _SVG_DECLARATION.sub("", style_sheet)


def prepare_for_paper(root, language: str) -> None:
    """Gives inline drawings the colours that a browser would cascade into them, and long Finnish words soft hyphens."""
    colours = PaperColours(*(bundled_file(name).read_text(encoding="utf-8") for name in STYLE_SHEETS[:2]))
    _colour_drawings(root, "", colours)
    headings = {cell for head in root.iter("thead") for cell in head.iter("th")}
    for cell in (*root.iter("td"), *root.iter("th")):
        _divide_words(cell, language, SHORTEST_DIVIDED_IN_HEADING if cell in headings else SHORTEST_DIVIDED)


def _colour_drawings(element, shape, colours):
    shape = element.get("data-shape", shape)
    if element.tag == f"{SVG}svg" and shape:
        element.set("color", colours.of_shape(shape))
    if isinstance(element.tag, str) and element.tag.startswith(SVG):
        for name, value in colours.of_class(element.get("class", ""), shape):
            element.set(name, value)
    for child in element:
        _colour_drawings(child, shape, colours)


def _divide_words(element, language, shortest):
    language = element.get("lang", language)
    if element.tag.startswith(SVG):
        return
    if element.text and language == "fi":
        element.text = with_soft_hyphens(element.text, shortest)
    for child in element:
        if isinstance(child.tag, str):
            _divide_words(child, language, shortest)
        if child.tail and language == "fi":
            child.tail = with_soft_hyphens(child.tail, shortest)


class PaperColours:
    """Reads from our own style sheets what a status shape's colour and tint are, and how the counts bar is drawn."""

    def __init__(self, tokens: str, marks: str):
        self._tokens = dict(
            _DECLARATION.findall(next(body for head, body in _RULE.findall(tokens) if head.strip() == ":root"))
        )
        self._shapes, self._classes = {}, {}
        for head, body in _RULE.findall(marks):
            declarations = dict(_DECLARATION.findall(body))
            for selector in (part.strip() for part in head.split(",")):
                if match := re.fullmatch(r'\[data-shape(?:="(\w+)")?\]', selector):
                    self._shapes[match[1] or ""] = declarations
                elif selector.startswith(".counts-bar__"):
                    self._classes[selector[1:]] = declarations

    def of_shape(self, shape: str, name: str = "--status") -> str:
        return self._colour({**self._shapes[""], **self._shapes.get(shape, {})}[name])

    def of_class(self, name: str, shape: str):
        """Pairs of an SVG attribute and its value."""
        for attribute, value in self._classes.get(name, {}).items():
            if attribute in ("fill", "stroke", "stroke-width"):
                match = _VARIABLE.fullmatch(value)
                yield attribute, self.of_shape(shape, match[1]) if match and shape else value

    def _colour(self, value):
        while match := _VARIABLE.fullmatch(value):
            value = self._tokens[match[1]]
        return value


# --- conformance ---------------------------------------------------------------------------------------------------
_PDF_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def finish(_document, pdf) -> None:
    declare_pdf_ua(pdf)
    end_streams_clearly(pdf)


def declare_pdf_ua(pdf) -> None:
    """Adds PDF/UA-1 to the one RDF of the metadata: WeasyPrint declares one standard, the file keeps two.

    PDF/A wants every schema it does not know described in the file, hence the extension schema.
    """
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.compress = False  # an archive's reader must find it without unpacking
    metadata.stream = [part.replace(b"</rdf:RDF>", _PDF_UA.encode() + b"</rdf:RDF>") for part in metadata.stream]


def end_streams_clearly(pdf) -> None:
    """A compressed stream whose last byte is CR reads as one byte shorter to a strict reader: it stays uncompressed.

    The last byte of zlib's data is that of its checksum, so one stream in 256 is concerned.
    """
    import pydyf

    for part in pdf.objects:
        if isinstance(part, pydyf.Stream) and part.compress:
            part.compress = False
            body = part.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
            part.stream, part.compress = [body], zlib.adler32(body) % 256 != ord("\r")
