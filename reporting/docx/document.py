"""The document around the words: its title, language and dates, the edges of its pages, and its file."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from kemistrategy.archives import redated

from .markup import LOCALES, NOT_IN_XML, field, made, paragraph, run, to_the_right
from .reading import parsed, words_of
from .styles import prepare_styles
from .walking import Walk

COMPATIBILITY = "http://schemas.microsoft.com/office/word"
VML = "{urn:schemas-microsoft-com:vml}"
# The shape type 136 is "plain text on a path" of the Office drawing formats.
WATERMARK = f"""<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
<v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape type="#_x0000_t136" alt="" o:allowincell="f" fillcolor="#d5dee5" stroked="f"
style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:86pt;rotation:315;z-index:-251658752;\
mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;\
mso-position-vertical-relative:margin"><v:fill opacity=".5"/>
<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt"/></v:shape></w:pict></w:r>"""
NOT_TAKEN = (
    "thumbnail",
    "extended-properties",
    "stylesWithEffects",
    "customXml",
)  # parts of the template that tell nothing of the report


@dataclass(frozen=True)
class Edges:
    """What stands at the edges of every page."""

    title: str
    language: str
    is_draft: bool
    version_mark: str

    @property
    def mark(self) -> str:
        with translation.override(self.language):
            return self.version_mark or (_("LUONNOS") if self.is_draft else "")


def written(html: str, *, edges: Edges, changed_at: datetime) -> bytes:
    root = parsed(html)
    document = docx.Document()
    _tidy_template(document)
    prepare_styles(document, edges.language)
    head, body = root.find("head"), root.find("body")
    _set_properties(document, edges, title=" ".join(head.findtext("title", edges.title).split()), changed_at=changed_at)
    _write_edges(document, edges, body)
    Walk(document, body, language=edges.language).write(body)
    file = io.BytesIO()
    document.save(file)
    return redated(file.getvalue(), changed_at)


def _tidy_template(document):
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(NOT_TAKEN):
                del part.rels[key]
    settings = document.settings.element
    for name in ("w:savePreviewPicture", "w:proofState", "w:rsids"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    settings.find(qn("w:defaultTabStop")).addnext(made("w:autoHyphenation"))
    for element in settings.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")


def _set_properties(document, edges, *, title, changed_at):
    properties = document.core_properties
    properties.title, properties.language = NOT_IN_XML.sub("", title)[:255], LOCALES.get(edges.language, edges.language)
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = changed_at.astimezone(UTC).replace(microsecond=0)
    properties.revision = 1


# --- the edges of every page -----------------------------------------------------------------------------------------
def _write_edges(document, edges, body):
    section = document.sections[0]
    section.different_first_page_header_footer = True
    as_of = next((element for element in body.iter() if "report-as-of" in element.get("class", "").split()), None)
    _replace(section.header, paragraph("Header", run(edges.title), to_the_right(), run(edges.mark, style="Strong")))
    words = words_of(as_of) if as_of is not None else ""
    numbers = [*field("PAGE", "1"), run("/"), *field("NUMPAGES", "1")]
    _replace(section.footer, paragraph("Footer", run(words), to_the_right(), *numbers))
    _replace(section.first_page_header, paragraph("Header"))
    _replace(section.first_page_footer, paragraph("Footer"))
    if edges.version_mark:
        for number, header in enumerate((section.header, section.first_page_header), start=1):
            header.paragraphs[0]._p.append(_watermark(edges.version_mark, number))


def _replace(edge, line):
    edge.is_linked_to_previous = False
    for element in list(edge._element):
        edge._element.remove(element)
    edge._element.append(line)


def _watermark(words, number):
    """Large pale words across the page, behind the text, as Word itself writes them."""
    mark = parse_xml(WATERMARK)
    mark.find(f".//{VML}shape").set("id", f"PowerPlusWaterMarkObject{number}")
    mark.find(f".//{VML}shape/{VML}textpath").set("string", NOT_IN_XML.sub("", words))
    return mark
