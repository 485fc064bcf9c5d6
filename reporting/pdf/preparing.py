"""What WeasyPrint needs help with in the HTML: the colours of inline drawings, and where long words divide."""

import re

from reporting.hyphenation import SHORTEST_DIVIDED, SHORTEST_DIVIDED_IN_HEADING, with_soft_hyphens

from .bundle import STYLE_SHEETS, bundled_file

SVG = "{http://www.w3.org/2000/svg}"
DECORATION = "decoration"  # the Alt of a drawing that only repeats the words beside it; finishing makes it an artifact

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
