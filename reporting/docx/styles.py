"""The looks of the Word document, all of them styles: a city that pastes the text into its own gets its own looks.

Word's built-in styles are used wherever there is one, so that they answer to the style of the same name elsewhere.
"""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from reporting.pdf import STYLE_SHEETS, PaperColours, bundled_file

from .markup import LOCALES, made

FONT = "Calibri"
INK, SEA, GREY, ALARM = "0B2A45", "005A94", "44566A", "8A5A00"
# name: (based on, size, bold, colour, space before, space after, keep with next)
PARAGRAPHS = {
    "Normal": (None, 10.5, None, None, 0, 6, False),
    "Title": ("Normal", 28, True, INK, 120, 6, True),
    "Subtitle": ("Normal", 12, False, GREY, 0, 4, False),
    "Heading 1": ("Normal", 20, True, INK, 0, 10, True),
    "Heading 2": ("Normal", 15, True, SEA, 18, 6, True),
    "Heading 3": ("Normal", 12, True, INK, 14, 4, True),
    "Heading 4": ("Normal", 10.5, True, INK, 10, 3, True),
    "TOC Heading": ("Normal", 20, True, INK, 0, 10, True),
    "toc 1": ("Normal", 10.5, True, None, 6, 0, False),
    "toc 2": ("Normal", 10.5, False, None, 0, 0, False),
    "Caption": ("Normal", 9.5, True, INK, 10, 4, True),
    "List Bullet": ("Normal", None, None, None, 0, 2, False),
    "List Number": ("Normal", None, None, None, 0, 2, False),
    "Header": ("Normal", 8, None, GREY, 0, 0, False),
    "Footer": ("Normal", 8, None, GREY, 0, 0, False),
    "Text Heading": ("Normal", 10.5, True, INK, 8, 2, True),
    "Note": ("Normal", 9, None, GREY, 0, 6, False),
    "Picture": ("Normal", None, None, None, 6, 2, True),
    "Draft Mark": ("Normal", 14, True, ALARM, 6, 6, False),
    "Table Text": ("Normal", 8.5, None, None, 0, 2, False),
    "Table Heading": ("Table Text", 8.5, True, None, 0, 2, True),
    "Table Number": ("Table Text", 8.5, None, None, 0, 2, False),
    "Table Bullet": ("Table Text", 8.5, None, None, 0, 0, False),
    "Section End": ("Normal", 1, None, None, 0, 0, False),
}
# name: (bold, italic, colour)
CHARACTERS = {
    "Strong": (True, None, None),
    "Emphasis": (None, True, None),
    "Subtle Emphasis": (None, False, GREY),
    "Hyperlink": (None, None, SEA),
}
# The shapes of templates/components/status_shape.html as letters: the state is never told by colour alone.
SYMBOLS = {
    "circle": "○",
    "half": "◐",
    "full": "●",
    "check": "✓",
    "loop": "↻",
    "clock": "▲",
    "arrow": "→",
    "cross": "✕",
    "dash": "–",
    "ring": "◌",
    "dots": "…",
    "part": "◈",
    "stop": "■",
    "question": "?",
    "draft": "✎",
    "sent": "↑",
    "returned": "↩",
}
TABLE_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
<w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C5D5DF"/></w:tblBorders>
<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>
<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders>
<w:shd w:val="clear" w:color="auto" w:fill="E8F1F6"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>"""


def style_id(name: str) -> str:
    """As Word makes it of the English name."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def prepare_styles(document, language: str) -> None:
    """Removes the template's table styles, which nothing uses, and sets those that the report is written with."""
    for style in [style for style in document.styles if style.type == WD_STYLE_TYPE.TABLE]:
        if style.name != "Normal Table":
            style.delete()
    for name, look in PARAGRAPHS.items():
        _set_paragraph(document.styles, name, *look)
    for name, look in CHARACTERS.items():
        _set_letters(_style(document.styles, name, WD_STYLE_TYPE.CHARACTER), *look)
    document.styles["Hyperlink"].font.underline = True
    _set_lists_and_edges(document.styles)
    _add_status_styles(document.styles)
    document.styles.element.append(parse_xml(TABLE_STYLE))
    _set_language(document, LOCALES.get(language, language))


def status_style(shape: str) -> str:
    return style_id(f"Status {shape}")


def _style(styles, name, kind):
    found = next((style for style in styles if style.name.casefold() == name.casefold()), None)
    style = found or styles.add_style(name, kind, builtin=name.startswith("toc") or name == "Hyperlink")
    style.element.styleId = style_id(name)
    return style


def _set_paragraph(styles, name, base, size, bold, colour, before, after, keeps):
    style = _style(styles, name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles[base] if base else None
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.15 if name == "Normal" else None
    style.paragraph_format.keep_with_next = keeps
    style.quick_style, style.hidden, style.unhide_when_used = True, False, False
    for borders in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        borders.getparent().remove(borders)
    style.font.size = Pt(size) if size else None
    _set_letters(style, bold, None if name == "Normal" else False, colour)


def _set_letters(style, bold, italic, colour):
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:color", "w:spacing", "w:kern", "w:caps"):
        for child in properties.findall(qn(tag)):
            properties.remove(child)
    style.font.bold, style.font.italic = bold, italic
    if style.name == "Normal":
        style.font.name = FONT
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)


def _set_lists_and_edges(styles):
    for name in ("Title", "TOC Heading", *(f"Heading {level}" for level in range(1, 5))):
        styles[name].element.pPr.find(qn("w:spacing")).addprevious(made("w:suppressAutoHyphens"))
    styles["Heading 1"].paragraph_format.page_break_before = True
    styles["TOC Heading"].paragraph_format.page_break_before = True
    styles["toc 2"].paragraph_format.left_indent = Pt(14)
    styles["Table Number"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles["Section End"].paragraph_format.line_spacing = Pt(1)
    bullets = styles["List Bullet"].element.pPr.numPr.numId.val
    numbering = made("w:numPr", made("w:numId", val=bullets))
    styles["Table Bullet"].element.get_or_add_pPr()._insert_numPr(numbering)
    # The heading of the contents is no heading of the report: it is not among the contents.
    for level in styles["TOC Heading"].element.pPr.findall(qn("w:outlineLvl")):
        level.getparent().remove(level)


def _add_status_styles(styles):
    colours = PaperColours(*(bundled_file(name).read_text(encoding="utf-8") for name in STYLE_SHEETS[:2]))
    for shape in SYMBOLS:
        style = _style(styles, f"Status {shape}", WD_STYLE_TYPE.CHARACTER)
        _set_letters(style, True, None, colours.of_shape(shape).removeprefix("#").upper())


def _set_language(document, locale):
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for element in defaults.iter(qn("w:lang")):
        element.set(qn("w:val"), locale)
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), locale)
