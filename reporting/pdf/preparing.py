"""What WeasyPrint needs help with in the HTML: the colours of inline drawings, and where long words divide."""

import re

from reporting.hyphenation import SHORTEST_DIVIDED, SHORTEST_DIVIDED_IN_HEADING, with_soft_hyphens

from .bundle import STYLE_SHEETS, bundled_file

SVG = "{http://www.w3.org/2000/svg}"
# Their cells hold every word; a place to divide would only tempt WeasyPrint to turn a line too early.
WIDE_TABLES = frozenset({"report-table--sdg", "report-table--scale", "report-table--silent", "report-table--omitted"})
DECORATION = "decoration"  # the Alt of a drawing that only repeats the words beside it; finishing makes it an artifact

_SVG_DECLARATION = re.compile(r"^\s*(?:fill|stroke|stroke-width|vector-effect):[^;]*;\n", re.MULTILINE)
_RULE = re.compile(r"^([^{}@/]+)\{([^{}]*)\}", re.MULTILINE)
_DECLARATION = re.compile(r"([\w-]+):\s*([^;]+);")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")


def without_svg_properties(style_sheet: str) -> str:
    """WeasyPrint does not style inline SVG by the page's rules and warns of them; `prepare_for_paper` applies them."""
    return _SVG_DECLARATION.sub("", style_sheet)


def prepare_for_paper(root, language: str) -> None:
    """Gives inline drawings the colours that a browser would cascade into them, and long words soft hyphens."""
    colours = PaperColours(*(bundled_file(name).read_text(encoding="utf-8") for name in STYLE_SHEETS[:2]))
    _colour_drawings(root, "", colours)
    for table in root.iter("table"):
        headings = {cell for head in table.iter("thead") for cell in head.iter("th")}
        is_wide = not WIDE_TABLES.isdisjoint(table.get("class", "").split())
        for cell in (*table.iter("td"), *table.iter("th")):
            if cell in headings:
                _divide_words(cell, language, SHORTEST_DIVIDED_IN_HEADING)
            elif not is_wide and not cell.get("colspan"):
                _divide_words(cell, language, SHORTEST_DIVIDED)


def mark_decorations(root) -> None:
    """Drawings that are hidden from a screen reader on the page are to be no content on paper either."""
    for drawing in root.iter(f"{SVG}svg"):
        if drawing.get("aria-hidden") == "true":
            title = drawing.find(f"{SVG}title")
            if title is None:
                title = drawing.makeelement(f"{SVG}title", {})
                drawing.insert(0, title)
            title.text = DECORATION


def make_links_plain(root) -> None:
    """An element inside a link would become a link of its own that no Link element holds."""
    for link in root.iter("a"):
        if len(link) and not any(SVG in str(child.tag) for child in link.iter()):
            words = "".join(link.itertext())
            link[:] = []
            link.text = words


def lighten(root) -> None:
    """Every element costs its styles, its box and its tag: those that say nothing on paper leave their words behind.

    A lone paragraph is its cell; a span without a mark or a language is its words; a region to scroll is its table.
    The head cells of a table get a class each, which a style sheet finds faster than a place among siblings.
    """
    for element in reversed(list(root.iter())):
        for child in list(element):
            if _is_silent_wrapper(child) or _is_lone_paragraph(child, element):
                _unwrap(element, child)
    for head in root.iter("thead"):
        for row in head.iter("tr"):
            for place, cell in enumerate(row.iter("th"), start=1):
                cell.set("class", f"{cell.get('class', '')} c{place}".strip())


def _is_silent_wrapper(element):
    is_region = element.tag == "div" and element.get("class") == "report-scroll"
    return is_region or (element.tag == "span" and element.attrib in ({}, {"class": "report-value"}))


def _is_lone_paragraph(element, parent):
    is_lone = parent.tag in ("td", "th") and len(parent) == 1 and element.tag == "p" and not element.attrib
    return is_lone and not (parent.text or "").strip() and not (element.tail or "").strip()


def _unwrap(parent, child):
    """The child's words and children take its place."""
    place = list(parent).index(child)
    _say(parent, place, child.text)
    inner = list(child)
    parent[place : place + 1] = inner
    _say(parent, place + len(inner), child.tail)


def _say(parent, place, words):
    """Words before the child at that place."""
    if not words:
        return
    if place == 0:
        parent.text = (parent.text or "") + words
    else:
        parent[place - 1].tail = (parent[place - 1].tail or "") + words


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
    if element.text:
        element.text = with_soft_hyphens(element.text, shortest, language)
    for child in element:
        if isinstance(child.tag, str):
            _divide_words(child, language, shortest)
        if child.tail:
            child.tail = with_soft_hyphens(child.tail, shortest, language)


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
