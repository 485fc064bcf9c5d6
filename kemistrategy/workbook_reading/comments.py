"""Adds comments to a worksheet of an .xlsx: their words in one part, their small yellow boxes in a VML drawing."""

import posixpath
import re
from collections.abc import Callable

from lxml import etree

from .book import address

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What may stand after `legacyDrawing` in a worksheet (ECMA-376 part 1, 18.3.1.99).
AFTER = "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst".split()
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
VML_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
NEW_VML = (
    '<xml xmlns:v="{v}" xmlns:o="{o}" xmlns:x="{x}"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype></xml>"
).format(**VML_SPACES)
BOX = (
    '<v:shape xmlns:v="{v}" xmlns:o="{o}" xmlns:x="{x}" id="kemi_{{row}}_{{column}}" type="#_x0000_t202" '
    'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{{anchor}}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{{row}}</x:Row><x:Column>{{column}}</x:Column>"
    "</x:ClientData></v:shape>"
).format(**VML_SPACES)


def add_comments(
    part_name: str, sheet, cells: dict, names: set, part: Callable[[str], bytes], changed: dict[str, bytes]
) -> None:
    """`cells`: (row, column) → words. Changes the parsed `sheet`, puts new and changed parts into `changed`."""
    folder, own_name = posixpath.split(part_name)
    relations_name = posixpath.join(folder, "_rels", own_name + ".rels")
    no_relations = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})
    relations = parsed(part(relations_name)) if relations_name in names else no_relations
    comments_name = _related(relations, folder, "comments") or _free("xl/comments{}.xml", names)
    boxes_name = _related(relations, folder, "vmlDrawing") or _free("xl/drawings/vmlDrawing{}.vml", names)
    space = etree.QName(sheet).namespace
    comments = parsed(part(comments_name)) if comments_name in names else _no_comments(space)
    boxes = _boxes(part(boxes_name) if boxes_name in names else NEW_VML.encode())
    for (row, column), words in sorted(cells.items()):
        if _add_comment(comments, space, row, column, words):
            anchor = f"{column}, 15, {max(0, row - 2)}, 4, {column + 4}, 15, {row + 4}, 4"
            boxes.append(etree.fromstring(BOX.format(row=row - 1, column=column - 1, anchor=anchor)))
    _relate(relations, "comments", comments_name)
    drawing = _relate(relations, "vmlDrawing", boxes_name)
    _point_to(sheet, space, drawing)
    changed[comments_name], changed[boxes_name] = written_xml(comments), etree.tostring(boxes)
    changed[relations_name] = written_xml(relations)
    types = parsed(part("[Content_Types].xml"))
    _declare(types, comments_name)
    changed["[Content_Types].xml"] = written_xml(types)


def parsed(data: bytes):
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def written_xml(root) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _boxes(data):
    """Excel's own VML is not always well-formed: `<br>` stands in it."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def _related(relations, folder, kind):
    for relation in relations:
        if relation.get("Type", "").endswith("/" + kind):
            return posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip("/")
    return ""


def _relate(relations, kind, name):
    """The id of the relation of that kind, made when there is none."""
    for relation in relations:
        if relation.get("Type", "").endswith("/" + kind):
            return relation.get("Id")
    used = {relation.get("Id") for relation in relations}
    free = next(f"kemi{number}" for number in range(1, len(used) + 2) if f"kemi{number}" not in used)
    etree.SubElement(relations, f"{{{RELATIONS}}}Relationship", Id=free, Type=f"{OFFICE}/{kind}", Target=f"/{name}")
    return free


def _free(pattern, names):
    return next(name for name in (pattern.format(number) for number in range(1, 10_000)) if name not in names)


def _no_comments(space):
    root = etree.Element(f"{{{space}}}comments", nsmap={None: space})
    authors = etree.SubElement(root, f"{{{space}}}authors")
    etree.SubElement(authors, f"{{{space}}}author").text = ""
    etree.SubElement(root, f"{{{space}}}commentList")
    return root


def _add_comment(comments, space, row, column, words):
    """True when the comment is new; words go on in a comment that the cell has."""
    listed, place = comments.find(f"{{{space}}}commentList"), address(row, column)
    comment = next((one for one in listed if one.get("ref") == place), None)
    is_new = comment is None
    if is_new:
        comment = etree.SubElement(listed, f"{{{space}}}comment", ref=place, authorId="0")
        etree.SubElement(comment, f"{{{space}}}text")
    run = etree.SubElement(comment.find(f"{{{space}}}text"), f"{{{space}}}r")
    text = etree.SubElement(run, f"{{{space}}}t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = ESCAPED.sub("_x005F_", words if is_new else f"\n\n{words}")
    return is_new


def _point_to(sheet, space, relation):
    if sheet.find(f"{{{space}}}legacyDrawing") is not None:
        return
    office = OFFICE_STRICT if "purl.oclc.org" in space else OFFICE
    drawing = etree.Element(f"{{{space}}}legacyDrawing")
    drawing.set(f"{{{office}}}id", relation)
    after = next((child for child in sheet if etree.QName(child).localname in AFTER), None)
    if after is None:
        sheet.append(drawing)
    else:
        after.addprevious(drawing)


def _declare(types, comments_name):
    """Comments by name, VML by its extension."""
    if not any(one.get("PartName") == f"/{comments_name}" for one in types):
        etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{comments_name}", ContentType=COMMENTS_TYPE)
    if not any((one.get("Extension") or "").lower() == "vml" for one in types):
        types.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension="vml", ContentType=VML_TYPE))
