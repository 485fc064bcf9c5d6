"""Upright and wide pages of A4, and the lists that are numbered from one."""

from copy import deepcopy

from docx.oxml.ns import qn

from .markup import made, paragraph
from .styles import style_id

# Twentieths of a point: 18 mm and 16 mm at the sides, as on the paper (static/css/paper.css).
A4 = (11_906, 16_838)
UPRIGHT, WIDE = 1_020, 907
ABOVE, BELOW = 1_361, 1_134


class Pages:
    """The sections of the document: Word keeps the page's direction at the end of what it is the direction of."""

    def __init__(self, document):
        self.body, self._document = document.element.body, document
        self._last = self.body.find(qn("w:sectPr"))
        self.body.remove(self._last)
        self._is_wide, self._is_first = False, True

    @property
    def width(self) -> int:
        """Of the words on the present page."""
        return A4[1] - 2 * WIDE if self._is_wide else A4[0] - 2 * UPRIGHT

    def turn(self, *, is_wide: bool) -> None:
        """The next page is of that direction."""
        if is_wide == self._is_wide:
            return
        end = self.body[-1] if len(self.body) else None
        if end is None or end.tag != qn("w:p"):
            end = paragraph(style_id("Section End"))
            self.body.append(end)
        end.get_or_add_pPr().append(self._section())
        self._is_wide = is_wide

    def finish(self) -> None:
        self.body.append(self._section())

    def _section(self):
        """The first section has the headers and footers, which the others go on with."""
        section = deepcopy(self._last) if self._is_first else made("w:sectPr")
        for child in list(section):
            if child.tag != qn("w:headerReference") and child.tag != qn("w:footerReference"):
                section.remove(child)
        width, height = reversed(A4) if self._is_wide else A4
        side = WIDE if self._is_wide else UPRIGHT
        direction = {"orient": "landscape"} if self._is_wide else {}
        section.extend(
            [
                made("w:type", val="nextPage"),
                made("w:pgSz", w=width, h=height, **direction),
                made(
                    "w:pgMar",
                    top=ABOVE,
                    right=side,
                    bottom=BELOW,
                    left=side,
                    header=567,
                    footer=567,
                    gutter=0,
                ),
            ]
        )
        if self._is_first:
            section.append(made("w:titlePg"))
        self._is_first = False
        return section

    def new_numbering(self) -> int:
        """A list that begins with one, whatever was numbered before it."""
        numbering = self._document.part.numbering_part.element
        style = self._document.styles["List Number"].element
        present = next(num for num in numbering.num_lst if num.numId == style.pPr.numPr.numId.val)
        number = numbering.add_num(present.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return number.numId
