"""Reads the tables back out of every format of a report, each with a reader of its own: rows of the words of cells."""

import io
import re
from collections import defaultdict
from copy import deepcopy
from typing import NamedTuple

import docx
import lxml.html
import openpyxl
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from docx.oxml.ns import qn


class Cell(NamedTuple):
    """`values` are the figures that the page marks as such; other formats know none."""

    words: str
    values: tuple[str, ...] = ()


class Row(NamedTuple):
    """`title` is the row's heading without the notes in it; only the page tells it."""

    cells: tuple[Cell, ...]
    is_head: bool
    title: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(cell.words for cell in self.cells)


# --- web page and paper ----------------------------------------------------------------------------------------------
def html_tables(html: str) -> list[list[Row]]:
    page = lxml.html.document_fromstring(html)
    for drawing in page.xpath("//svg"):
        drawing.drop_tree()
    for block in page.xpath("//br | //p | //div | //li"):  # what begins a line is not written together
        block.text, block.tail = f" {block.text or ''}", f" {block.tail or ''}"
    return [[_html_row(row) for row in table.xpath(".//tr")] for table in page.xpath("//table")]


def _html_row(row):
    cells = [
        Cell(
            " ".join(cell.text_content().split()),
            tuple(" ".join(value.text_content().split()) for value in cell.find_class("report-value")),
        )
        for cell in row.xpath("./th|./td")
    ]
    return Row(tuple(cells), is_head=row.getparent().tag == "thead", title=_html_title(row))


def _html_title(row):
    heading = deepcopy(next(iter(row.xpath("./th[@scope='row']")), None))
    if heading is None:
        return ""
    for note in heading.xpath(".//p | .//*[contains(@class, 'report-note')]"):
        note.drop_tree()
    return " ".join(heading.text_content().split())


# --- Word ------------------------------------------------------------------------------------------------------------
def docx_tables(file: bytes) -> list[list[Row]]:
    body = docx.Document(io.BytesIO(file)).element.body
    return [[_docx_row(row) for row in table.iter(qn("w:tr"))] for table in body.findall(qn("w:tbl"))]


def _docx_row(row):
    is_head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    return Row(tuple(Cell(_docx_words(cell)) for cell in row.findall(qn("w:tc"))), is_head)


def _docx_words(cell):
    """Without the symbols of states, which the paper draws."""
    lines = []
    for paragraph in cell.iter(qn("w:p")):
        lines.append("")
        for run in paragraph.iter(qn("w:r")):
            style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
            words = "".join(" " if part.tag == qn("w:br") else part.text or "" for part in run)
            is_state = style is not None and style.get(qn("w:val")).startswith("Status")
            lines[-1] += words.partition("\u00a0")[2] if is_state else words
    return " ".join(" ".join(lines).split())


# --- PDF: by its structure tree, as a screen reader reads it ---------------------------------------------------------
def pdf_tables(file: bytes) -> list[list[Row]]:
    words = _words_by_mark(file)
    with pikepdf.open(io.BytesIO(file)) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        tables = []
        for table in _elements(pdf.Root.StructTreeRoot, "/Table"):
            rows = []
            for row in _elements(table, "/TR"):
                cells = [kid for kid in _kids(row) if str(kid.get("/S")) in ("/TH", "/TD")]
                told = tuple(Cell(" ".join(_words(cell, None, pages, words).split())) for cell in cells)
                rows.append(Row(told, is_head=all(str(cell.S) == "/TH" for cell in cells) and len(cells) > 1))
            tables.append(rows)
    return tables


def _words_by_mark(file):
    """The words of every marked piece of every page."""
    found = defaultdict(str)
    document = pypdfium2.PdfDocument(file)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for piece in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            mark = pdfium.FPDFPageObj_GetMarkedContentID(piece.raw)
            size = pdfium.FPDFTextObj_GetText(piece.raw, text.raw, None, 0)
            buffer = (pdfium.FPDF_WCHAR * (size // 2))()
            pdfium.FPDFTextObj_GetText(piece.raw, text.raw, buffer, size)
            found[number, mark] += bytes(buffer).decode("utf-16-le").rstrip("\0")
    document.close()
    return found


def _kids(element):
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _elements(element, kind):
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) == kind:
                yield kid
            else:
                yield from _elements(kid, kind)


def _words(element, page, pages, words):
    page = pages.get(element.Pg.objgen, page) if "/Pg" in element else page
    parts = []
    for kid in _kids(element):
        if isinstance(kid, int):
            parts.append(words[page, kid])
        elif "/MCID" in kid:
            own = pages[kid.Pg.objgen] if "/Pg" in kid else page
            parts.append(words[own, int(kid.MCID)])
        elif "/S" in kid and str(kid.S) != "/Figure":
            parts.append(_words(kid, page, pages, words))
    return " ".join(parts)


# --- Excel -----------------------------------------------------------------------------------------------------------
def xlsx_sheets(file: bytes) -> dict[str, list[dict]]:
    """Each sheet's rows as heading → cell."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    sheets = {}
    for sheet in book:
        heading, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(heading, row, strict=True)) for row in rows]
    return sheets


def plain(words: str) -> str:
    """What is left of the words when line ends and divided words make no difference."""
    return re.sub(r"[\s\u00ad\u2010\x02-]", "", words)  # \x02 is what PDFium reads at the end of a divided line
