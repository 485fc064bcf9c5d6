"""Reads a rendered paper: lxml's parser costs a twentieth of what the browser-like one does."""

import lxml.html

from .markup import NOT_IN_XML


def parsed(html: str):
    """The paper's elements. Names inside drawings lose their capitals, which a parser of HTML gives back."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    return lxml.html.document_fromstring(NOT_IN_XML.sub("", html), parser=parser)


def words_of(element) -> str:
    """What stands in it, on one line; the titles of drawings are not among the words."""
    return " ".join("".join(_texts(element)).split())


def _texts(element):
    if element.tag == "svg":
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield " " if child.tag in ("br", "p", "div", "li", "dt", "dd") else ""
        yield child.tail or ""
