"""Builds workbooks as no spreadsheet program would, and some as they all do: by hand, member by member."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from kemistrategy.workbook_reading import Book
from kemistrategy.workbook_reading.formats import read_file
from kemistrategy.workbook_reading.process import extension_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_here(data: bytes, name: str) -> Book:
    """Read without a process of its own: a start of Python for each of some hundred workbooks is long."""
    return Book(tuple(read_file(io.BytesIO(data), extension_of(name))))


def zipped(members, *, method=zipfile.ZIP_DEFLATED) -> bytes:
    """`members`: (name, content) pairs, of which several may have one name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def types(main=SHEET_TYPE):
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>'
    )


def relations(*pairs):
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def sheet(data="", *, head="", tail="", doctype=""):
    return (
        f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{MAIN}">{head}<sheetData>{data}</sheetData>{tail}</worksheet>'
    )


def words(place, text):
    """A cell with its words in it."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def number(value, cell_format=0, place="A1"):
    return f'<c r="{place}" s="{cell_format}"><v>{value}</v></c>'


def styles(*codes):
    """Cell format 0 is General, 1 … have the number formats `codes`."""
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(str(164 + n))} formatCode={quoteattr(c)}/>" for n, c in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *range(164, 164 + len(codes))))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f'<cellXfs count="{len(codes) + 1}">{used}</cellXfs></styleSheet>'
    )


def strings(*texts):
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si>{text}</si>" for text in texts) + "</sst>"


def workbook(*sheets, properties="", root=MAIN):
    """`sheets`: (name, further attributes)."""
    rows = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}" {more}/>'
        for number, (name, more) in enumerate(sheets, start=1)
    )
    return f'<workbook xmlns="{root}" xmlns:r="{OFFICE}">{properties}<sheets>{rows}</sheets></workbook>'


def xlsx(
    *pages, names=(), kinds=(), texts=None, formats=(), properties="", extra=(), without=(), main=SHEET_TYPE, **written
) -> bytes:
    """`pages` are sheets' XML; `names` (name, attributes) of each; `extra` members at the end, `without` left out."""
    names = names or [(f"Taul{number}", "") for number in range(1, len(pages) + 1)]
    kinds = kinds or ["worksheet"] * len(pages)
    paths = [f"worksheets/sheet{number}.xml" for number in range(1, len(pages) + 1)]
    related = [*zip(kinds, paths, strict=True), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    members = {
        "[Content_Types].xml": types(main),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(*names, properties=properties),
        "xl/_rels/workbook.xml.rels": relations(*related),
        **{f"xl/{path}": page for path, page in zip(paths, pages, strict=True)},
        "xl/sharedStrings.xml": texts if texts is not None else strings(),
        "xl/styles.xml": styles(*formats),
        **written,
    }
    return zipped([*((name, content) for name, content in members.items() if name not in without), *extra])


def plain(text="Tavoite", **about) -> bytes:
    """A workbook with one word in A1."""
    return xlsx(sheet(f'<row r="1">{words("A1", text)}</row>'), **about)


OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)


def ods(tables, *, automatic="", mimetype=OPEN_DOCUMENT, extra=(), manifest="") -> bytes:
    content = (
        f'<office:document-content {SPACES} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:'
        f'xmlns:calcext:1.0"><office:automatic-styles>{automatic}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</m:manifest>'
    return zipped(
        [("mimetype", mimetype), ("content.xml", content), ("META-INF/manifest.xml", manifest), *extra],
    )


def ods_table(rows, *, name="Taulukko1", more=""):
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def ods_cell(text, more=""):
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'
