"""Mends the structure tree that WeasyPrint writes: what a screen reader hears of the report.

WeasyPrint writes a table of n pages as n tables, gives the running heads structure elements that hang nowhere, and no
header cell a scope. Here the pieces become one table, and what is no content of the report becomes an artifact.
"""

from dataclasses import dataclass, field

import pydyf
from weasyprint.formatting_structure import boxes

from .preparing import DECORATION

RUNNING = pydyf.Dictionary({"Type": "/Pagination"})
DRAWN = pydyf.Dictionary({"Type": "/Layout"})


class Nothing(pydyf.Object):
    """Stands where an object was that nothing refers to."""

    data = b"null"


@dataclass
class JoinedTable:
    """One table of the page, as the elements of its first piece know it."""

    element: pydyf.Dictionary
    groups: dict = field(default_factory=dict)  # the page's element → its structure element
    rows: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)  # ID of a repeated header cell → ID of the one that stays


def mend_structure(document, pdf) -> None:
    tree = Tree(pdf)
    _join_tables(document, tree)
    _hide_decorations(tree)
    _make_artifacts(document, tree)


class Tree:
    def __init__(self, pdf):
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])

    def at(self, reference):
        return self.pdf.objects[int(reference.split(maxsplit=1)[0])]

    def children(self, element):
        """The structure elements below it, without its marked content and links."""
        for kid in element.get("K", ()):
            if isinstance(kid, bytes):
                child = self.at(kid)
                if child.get("Type") == "/StructElem":
                    yield child

    def above(self, element, kind):
        while element["S"] != kind:
            element = self.at(element["P"])
        return element

    def move_children(self, element, to) -> None:
        for child in self.children(element):
            child["P"] = to.reference
        to["K"].extend(element["K"])

    def take_out(self, element) -> None:
        """With it go the elements above it that held nothing else."""
        parent = self.at(element["P"])
        parent["K"].remove(element.reference)
        if not parent["K"] and parent["S"] != "/Document":
            self.take_out(parent)


# --- tables --------------------------------------------------------------------------------------------------------
def _join_tables(document, tree):
    joined = {}
    for page in document.pages:
        for table in _tables(page._page_box):
            marks = [cell.mark for group in table.children for row in group.children for cell in row.children]
            if not marks:
                continue
            piece = tree.above(marks[0], "/Table")
            if table.element not in joined:
                joined[table.element] = JoinedTable(piece)
                _learn(joined[table.element], table, tree)
            else:
                _join(joined[table.element], table, piece, tree)


def _tables(box):
    if isinstance(box, boxes.TableBox):
        yield box
    if isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _tables(child)


def _learn(joined, table, tree):
    for group in table.children:
        for row in group.children:
            for cell in row.children:
                _set_scope(cell)
                joined.cells[cell.element] = cell.mark
                joined.rows[row.element] = tree.at(cell.mark["P"])
                joined.groups[group.element] = tree.at(joined.rows[row.element]["P"])


def _join(joined, table, piece, tree):
    repeated = {
        bytes(cell.mark["ID"].data): joined.cells[cell.element]["ID"]
        for group in table.children
        for row in group.children
        for cell in row.children
        if "ID" in cell.mark and cell.element in joined.cells
    }
    for group in table.children:
        for row in group.children:
            if not group.is_header:
                _join_row(joined, group, row, repeated, tree)
    tree.take_out(piece)


def _join_row(joined, group, row, repeated, tree):
    for cell in row.children:
        _set_scope(cell)
        headers = cell.mark["A"].get("Headers")
        if headers:
            headers[:] = [repeated.get(bytes(header.data), header) for header in headers]
    if row.element in joined.rows:  # the row itself was divided: its cells go on
        for cell in row.children:
            if cell.element in joined.cells:
                tree.move_children(cell.mark, joined.cells[cell.element])
        return
    element = tree.at(row.children[0].mark["P"])
    body = joined.groups.get(group.element)
    if body is None:
        body = joined.groups[group.element] = tree.at(element["P"])
        body["P"] = joined.element.reference
        joined.element["K"].append(body.reference)
    else:
        element["P"] = body.reference
        body["K"].append(element.reference)
    joined.rows[row.element] = element
    joined.cells.update((cell.element, cell.mark) for cell in row.children)


def _set_scope(cell):
    if cell.mark["S"] == "/TH":
        cell.mark["A"]["Scope"] = "/Row" if cell.element.get("scope") == "row" else "/Column"


# --- artifacts -----------------------------------------------------------------------------------------------------
def _hide_decorations(tree):
    for element in tree.pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/Figure":
            alt = element.get("Alt")
            if alt is not None and alt.string == DECORATION:
                tree.take_out(element)


def _make_artifacts(document, tree):
    """Marked content that no element of the tree holds is drawn, but not read."""
    held = _held(tree)
    numbers = tree.at(tree.root["ParentTree"])["Nums"]
    pages = [tree.at(reference) for reference in tree.pdf.page_references]
    for number, page in enumerate(pages):
        owners = numbers[2 * number + 1]
        hidden = {mark for mark, owner in enumerate(owners) if int(owner.split(maxsplit=1)[0]) not in held}
        for mark in hidden:
            owners[mark] = "null"
        _hide(tree.at(page["Contents"]).stream, hidden)
    for number, element in enumerate(tree.pdf.objects):
        if isinstance(element, pydyf.Dictionary) and element.get("Type") == "/StructElem" and number not in held:
            tree.pdf.objects[number] = nothing = Nothing()
            nothing.number = number


def _held(tree):
    held, waiting = set(), [tree.root]
    while waiting:
        for child in tree.children(waiting.pop()):
            held.add(child.number)
            waiting.append(child)
    return held


def _hide(stream, hidden):
    for place, operation in enumerate(stream):
        if operation == b"BDC" and stream[place - 1].get("MCID") in hidden:
            stream[place - 1] = DRAWN if stream[place - 2] == "/Figure" else RUNNING
            stream[place - 2] = "/Artifact"
