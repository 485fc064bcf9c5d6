"""The words of WordprocessingML that python-docx has none for: paragraphs of pieces, fields, links and bookmarks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

BREAK = "\u2028"  # stands for <br> among the words
SOFT_HYPHEN = "\u00ad"
LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB", "se": "se-FI"}
LONGEST_BOOKMARK = 40
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def made(tag: str, *children, **attributes):
    """An element of Word's namespace ("w:p"); the attributes are of the same namespace."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


@dataclass(frozen=True)
class Piece:
    """Words that look alike: `style` is the id of a character style, `link` an address, `mark` a bookmark's name."""

    words: str
    style: str = ""
    language: str = ""
    link: str = ""
    mark: str = ""


def tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """White space as a browser shows it: one space between words, none at the edges or beside a line break."""
    tidied, at_start = [], True
    for piece in pieces:
        words = _SPACE.sub(" ", piece.words.replace(SOFT_HYPHEN, ""))
        words = re.sub(f" ?{BREAK} ?", BREAK, NOT_IN_XML.sub("", words))
        if at_start:
            words = words.removeprefix(" ")
        if words.startswith(BREAK) and tidied:
            tidied[-1] = replace(tidied[-1], words=tidied[-1].words.removesuffix(" "))
        if words or piece.mark:
            tidied.append(replace(piece, words=words))
        at_start = words.endswith((" ", BREAK)) if words else at_start
    while tidied and not tidied[-1].mark and not tidied[-1].words.rstrip(f" {BREAK}"):
        tidied.pop()
    if tidied:
        tidied[-1] = replace(tidied[-1], words=tidied[-1].words.rstrip(f" {BREAK}"))
    return tidied if any(piece.words for piece in tidied) else []


def run(words: str, *, style: str = "", locale: str = ""):
    element, properties = made("w:r"), made("w:rPr")
    if style:
        properties.append(made("w:rStyle", val=style))
    if locale:
        properties.append(made("w:lang", val=locale))
    if len(properties):
        element.append(properties)
    for number, line in enumerate(words.split(BREAK)):
        if number:
            element.append(made("w:br"))
        for place, part in enumerate(line.split(SOFT_HYPHEN)):
            if place:
                element.append(made("w:softHyphen"))
            if part:
                element.append(_text("w:t", part))
    return element


def _text(tag, words):
    element = made(tag)
    element.text = words
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def paragraph(style: str, *content, numbering: int | None = None):
    """`style` is a paragraph style's id; `numbering` a list of its own, when it is not the style's."""
    properties = made("w:pPr", made("w:pStyle", val=style))
    if numbering is not None:
        properties.append(made("w:numPr", made("w:ilvl", val=0), made("w:numId", val=numbering)))
    return made("w:p", properties, *content)


def field(instruction: str, shown: str):
    """Runs of a field that the reader's program keeps up to date, with what it shows until then."""
    return [
        made("w:r", made("w:fldChar", fldCharType="begin")),
        made("w:r", _text("w:instrText", f" {instruction} ")),
        made("w:r", made("w:fldChar", fldCharType="separate")),
        run(shown),
        made("w:r", made("w:fldChar", fldCharType="end")),
    ]


def field_beginning(instruction: str):
    return field(instruction, "")[:3]


def field_end():
    return made("w:r", made("w:fldChar", fldCharType="end"))


def to_the_right():
    """A tab to the right margin, wherever it is: it serves upright and wide pages alike."""
    return made("w:r", made("w:ptab", relativeTo="margin", alignment="right", leader="none"))


def inner_link(bookmark: str, *runs):
    return made("w:hyperlink", *runs, anchor=bookmark, history=1)


def outer_link(relation: str, *runs):
    element = made("w:hyperlink", *runs, history=1)
    element.set(qn("r:id"), relation)
    return element


class Bookmarks:
    """Word's names for the addresses inside the document: letters, digits and _, at most 40, no two alike."""

    def __init__(self, addresses: Iterable[str]):
        self._names, taken = {}, set()
        for address in addresses:
            name = wanted = re.sub(r"\W", "_", f"k_{address}", flags=re.ASCII)[:LONGEST_BOOKMARK]
            number = 1
            while name.casefold() in taken:
                number += 1
                ending = f"_{number}"
                name = f"{wanted[: LONGEST_BOOKMARK - len(ending)]}{ending}"
            taken.add(name.casefold())
            self._names.setdefault(address, name)
        self._count = 0

    def name(self, address: str) -> str:
        """Empty when nothing in the document has the address."""
        return self._names.get(address, "")

    def around(self, name: str, *content):
        self._count += 1
        return [
            made("w:bookmarkStart", id=self._count, name=name),
            *content,
            made("w:bookmarkEnd", id=self._count),
        ]
