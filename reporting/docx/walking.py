"""Walks the rendered paper, element by element, and writes each as what Word calls it.

Only general markup is known here (headings, paragraphs, lists, tables, drawings, links, languages), so that every kind
of report becomes a Word document without a word of its own about it.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from docx.opc.constants import RELATIONSHIP_TYPE

from reporting.hyphenation import SHORTEST_DIVIDED_IN_HEADING, with_soft_hyphens

from . import tables
from .markup import (
    BREAK,
    LOCALES,
    Bookmarks,
    Piece,
    field_beginning,
    field_end,
    inner_link,
    made,
    outer_link,
    paragraph,
    run,
    tidy,
)
from .pages import Pages
from .pictures import Pictures, title_of
from .reading import words_of
from .styles import SYMBOLS, status_style, style_id

HEADINGS = {"h1": "Title", **{f"h{level + 1}": f"Heading {level}" for level in range(1, 5)}, "h6": "Heading 4"}
LEVELS_IN_CONTENTS = ("Heading 1", "Heading 2")
PARAGRAPHS_OF_CLASSES = {
    "report-cover__draft": "Draft Mark",
    "report-note": "Note",
    "report-doubt": "Note",
    "report-text__heading": "Text Heading",
}
INLINE = {"a", "abbr", "b", "br", "cite", "code", "dfn", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub"}
INLINE |= {"sup", "time", "u", "var", "wbr", "del", "ins"}
LETTERS = {"strong": "Strong", "b": "Strong", "em": "Emphasis", "i": "Emphasis", "small": "Subtle Emphasis"}
NOT_SHOWN = {"script", "style", "template", "head"}


@dataclass(frozen=True)
class Look:
    """What an element has from those around it: the style of its paragraphs and of its letters, language and link."""

    paragraph: str = "Normal"
    bullets: str = "List Bullet"
    letters: str = ""
    language: str = ""
    link: str = ""
    region: str = ""
    numbering: int | None = None
    divides: bool = False  # long words may be divided by rule: the heads of narrow columns


class Walk:
    """Writes the children of an element of the paper at the end of one of Word's."""

    def __init__(self, document, root, *, language: str):
        self.document, self.language = document, language
        self.pages, self.pictures = Pages(document), Pictures(document)
        self.bookmarks = Bookmarks(element.get("id") for element in root.iter() if element.get("id"))
        self.headings = [
            element
            for element in root.iter()
            if HEADINGS.get(element.tag) in LEVELS_IN_CONTENTS and not _in_nav(element)
        ]
        self._waiting = []  # bookmarks of elements that have not written their first words yet

    def write(self, root) -> None:
        self.blocks(root, self.pages.body, Look(language=self.language))
        self.pages.finish()

    # --- blocks ------------------------------------------------------------------------------------------------------
    def blocks(self, element, target, look: Look) -> None:
        """Loose words among the blocks become paragraphs of their own."""
        pieces = [Piece(element.text or "", look.letters, look.language, look.link)]
        for child in element:
            if child.tag in INLINE:
                pieces += self.pieces(child, look)
            elif child.tag not in NOT_SHOWN:
                self.flush(pieces, target, look)
                pieces = []
                self.block(child, target, self.of(child, look))
            pieces.append(Piece(child.tail or "", look.letters, look.language, look.link))
        self.flush(pieces, target, look)

    def block(self, element, target, look):
        if mark := self.bookmarks.name(element.get("id", "")):
            self._waiting.append(mark)
        if element.tag == "svg":
            self.picture(element, target)
        elif write := self._writers.get(element.tag):
            write(self, element, target, look)
        else:
            self.blocks(element, target, look)

    def of(self, element, look: Look) -> Look:
        """The look inside a block."""
        classes = element.get("class", "").split()
        style = next((PARAGRAPHS_OF_CLASSES[name] for name in classes if name in PARAGRAPHS_OF_CLASSES), "")
        if element.tag == "header" and look.paragraph == "Normal":
            style = style or "Subtitle"
        if style and look.paragraph.startswith("Table"):  # the words of a table keep its size
            style, look = "", replace(look, letters="SubtleEmphasis" if style == "Note" else "Strong")
        return replace(
            look,
            paragraph=style or look.paragraph,
            language=element.get("lang", look.language),
            region=element.get("aria-label", look.region),
        )

    def flush(self, pieces, target, look):
        pieces = tidy(pieces)
        if look.divides:
            pieces = [replace(piece, words=_divided(piece.words, look.language)) for piece in pieces]
        if pieces:
            content = self.marked(self.runs(pieces))
            target.append(paragraph(style_id(look.paragraph), *content, numbering=look.numbering))

    def marked(self, content):
        """The content, with the bookmarks that wait for it."""
        waiting, self._waiting = self._waiting, []
        for mark in reversed(waiting):
            content = self.bookmarks.around(mark, *content)
        return content

    def heading(self, element, target, look):
        name = HEADINGS[element.tag]
        place = next((number for number, known in enumerate(self.headings, start=1) if known is element), 0)
        pieces = tidy(self.pieces_inside(element, replace(look, letters="")))
        content = self.marked(self.runs(pieces))
        if place:
            content = self.bookmarks.around(f"_Toc{place:08}", *content)
        target.append(paragraph(style_id(name), *content))

    def section(self, element, target, look):
        classes = element.get("class", "").split()
        if look.paragraph == "Normal" and "report-chapter" in classes and target is self.pages.body:
            self.pages.turn(is_wide="report-chapter--wide" in classes)
        self.blocks(element, target, look)

    def items(self, element, target, look):
        numbering = self.pages.new_numbering() if element.tag == "ol" else None
        style = "List Number" if element.tag == "ol" else look.bullets
        self.blocks(element, target, replace(look, paragraph=style, numbering=numbering))

    def definition(self, element, target, look):
        style = look.paragraph if look.paragraph.startswith("Table") else "Text Heading"
        self.blocks(element, target, replace(look, paragraph=style, letters="Strong"))

    def figure_words(self, element, target, look):
        self.blocks(element, target, replace(look, paragraph="Caption"))

    def picture(self, element, target):
        if title_of(element):
            target.append(paragraph(style_id("Picture"), self.pictures.run(element)))

    def contents(self, element, target, look):
        """Word's own table of contents, filled: the chapters without page numbers, which only Word can know."""
        heading = next((child for child in element if child.tag in HEADINGS), None)
        title = [run(words_of(heading))] if heading is not None else []
        lines = [self._line_of_contents(number, known) for number, known in enumerate(self.headings, start=1)]
        if not lines:
            return
        properties = lines[0].pPr
        for part in reversed(field_beginning(r'TOC \o "1-2" \h \n \u')):
            properties.addnext(part)
        lines[-1].append(field_end())
        kind = made("w:docPartObj", made("w:docPartGallery", val="Table of Contents"), made("w:docPartUnique"))
        content = made("w:sdtContent", paragraph(style_id("TOC Heading"), *self.marked(title)), *lines)
        target.append(made("w:sdt", made("w:sdtPr", kind), content))

    def _line_of_contents(self, number, heading):
        style = "toc 1" if HEADINGS[heading.tag] == "Heading 1" else "toc 2"
        words = "".join(piece.words for piece in tidy(self.pieces_inside(heading, Look())))
        return paragraph(style_id(style), inner_link(f"_Toc{number:08}", run(words)))

    # --- tables ------------------------------------------------------------------------------------------------------
    def table(self, element, target, look):
        caption = element.find("caption")
        if caption is not None:
            self.blocks(caption, target, replace(look, paragraph="Caption", letters=""))
        rows = tables.rows_of(element)
        if not rows:
            return
        name = words_of(caption) if caption is not None else look.region
        table, widths, has_first_column = tables.frame(rows, self.pages.width, name)
        for row in rows:
            if mark := self.bookmarks.name(row.address):
                self._waiting.append(mark)
            line = tables.row_frame(row)
            line.extend(self._cell(cell, row, widths, look, has_first_column) for cell in row.cells)
            table.append(line)
        target.append(table)
        target.append(paragraph(style_id("Table Text")))  # else two tables become one

    def _cell(self, cell, row, widths, look, has_first_column):
        element = cell.element
        is_number = "num" in element.get("class", "").split()
        style = "Table Number" if is_number else "Table Heading" if row.part == "thead" else "Table Text"
        is_strong = cell.is_heading and row.part != "thead" and not (has_first_column and cell.place == 0)
        inside = Look(
            paragraph=style,
            bullets="Table Bullet",
            letters="Strong" if is_strong else "",
            language=element.get("lang", look.language),
            divides=row.part == "thead",
        )
        target = tables.cell_frame(cell, widths)
        if mark := self.bookmarks.name(element.get("id", "")):
            self._waiting.append(mark)
        self.blocks(element, target, inside)
        if len(target) == 1 or not target[-1].tag.endswith("}p"):
            target.append(paragraph(style_id(style)))
        return target

    # --- words -------------------------------------------------------------------------------------------------------
    def pieces(self, element, look: Look) -> list[Piece]:
        """The words of an inline element."""
        if element.tag == "br":
            return [Piece(BREAK, language=look.language)]
        look = replace(look, language=element.get("lang", look.language))
        classes = element.get("class", "").split()
        if "status" in classes and element.get("data-shape") in SYMBOLS:
            shape = element.get("data-shape")
            label = " ".join("".join(piece.words for piece in self.pieces_inside(element, look)).split())
            return [Piece(f"{SYMBOLS[shape]}\u00a0{label}", status_style(shape), look.language, look.link)]
        style = "Subtle Emphasis" if "report-note" in classes else LETTERS.get(element.tag, "")
        if element.tag == "a" and element.get("href"):
            style, look = "Hyperlink", replace(look, link=element.get("href"))
        pieces = self.pieces_inside(element, replace(look, letters=style_id(style) if style else look.letters))
        if mark := self.bookmarks.name(element.get("id", "")):
            pieces = [replace(pieces[0], mark=mark), *pieces[1:]]
        return pieces

    def pieces_inside(self, element, look) -> list[Piece]:
        pieces = [Piece(element.text or "", look.letters, look.language, look.link)]
        for child in element:
            if child.tag != "svg" and child.tag not in NOT_SHOWN:  # a shape is told by its symbol
                pieces += self.pieces(child, look)
            pieces.append(Piece(child.tail or "", look.letters, look.language, look.link))
        return pieces

    def runs(self, pieces):
        content = []
        for piece in pieces:
            locale = LOCALES.get(piece.language, piece.language) if piece.language != self.language else ""
            part = [run(piece.words, style=piece.style, locale=locale)] if piece.words else []
            if piece.link and part:
                part = self.linked(piece.link, part)
            content += self.bookmarks.around(piece.mark, *part) if piece.mark else part
        return content

    def linked(self, address, runs):
        if address.startswith("#"):
            name = self.bookmarks.name(address[1:])
            return [inner_link(name, *runs)] if name else runs
        if address.startswith("/") and not address.startswith("//"):
            address = settings.SITE_URL.rstrip("/") + address
        if not address.startswith(("https://", "http://", "mailto:")):
            return runs
        relation = self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return [outer_link(relation, *runs)]

    _writers = {
        **dict.fromkeys(HEADINGS, heading),
        "section": section,
        "ul": items,
        "ol": items,
        "dt": definition,
        "figcaption": figure_words,
        "nav": contents,
        "table": table,
    }


def _divided(words, language):
    return with_soft_hyphens(words, SHORTEST_DIVIDED_IN_HEADING, language)


def _in_nav(element):
    return next(element.iterancestors("nav"), None) is not None
