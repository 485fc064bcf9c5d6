"""Reads a rendered paper for WeasyPrint: lxml's parser costs a fifteenth of the browser-like one, for the same tree."""

from xml.etree import ElementTree

import cssselect2
import lxml.html
import weasyprint
from tinyhtml5.constants import adjust_svg_attributes

SVG = "{http://www.w3.org/2000/svg}"


class PaperHTML(weasyprint.HTML):
    """WeasyPrint's document of HTML that our own templates wrote, with a style sheet that has only what they use."""

    def __init__(self, html: str, *, base_url, url_fetcher, style_sheet):
        self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(parsed(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self._style_sheet = style_sheet

    def _ua_stylesheets(self, forms=False):
        return [self._style_sheet]


def parsed(html: str) -> ElementTree.Element:
    """The elements as an HTML5 parser gives them: drawings in their namespace, with the capitals of their names."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = lxml.html.document_fromstring(html.replace("\0", "\ufffd").encode(), parser=parser)
    return _element(root, is_drawing=False)


def _element(read, *, is_drawing):
    is_drawing = is_drawing or read.tag == "svg"
    if is_drawing:
        found = {adjust_svg_attributes.get(name, name): value for name, value in read.items()}
        element = ElementTree.Element(SVG + read.tag, found)
    else:
        element = ElementTree.Element(read.tag, dict(read.items()))
    element.text, element.tail = read.text, read.tail
    element.extend(_element(child, is_drawing=is_drawing) for child in read)
    return element
