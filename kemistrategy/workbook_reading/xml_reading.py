"""Reads XML as a stream: no document type, no entities, nothing of the size of the file kept in memory.

expat of the standard library: it starts at once, and a document type is refused before anything in it is looked at.
"""

from xml.parsers import expat

from .book import Unreadable
from .limits import LONGEST_TOKEN, Budget

PIECE = 65_536
MOST_NAMES, LONGEST_NAME = 10_000, 500


class Handler:
    """What a part's reader overrides. Names come without their namespace; text comes in pieces."""

    def start(self, name: str, attributes: dict) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, letters: str) -> None: ...


class _LocalNames(dict):
    """A name with its namespace → the name alone; each is cut once."""

    def __init__(self, sheet):
        self._sheet = sheet

    def __missing__(self, name):
        if len(self) > MOST_NAMES or len(name) > LONGEST_NAME:
            raise Unreadable("damaged", self._sheet)
        space, _, own = name.rpartition(" ")
        self[name] = f"calcext:{own}" if "calcext" in space else own  # LibreOffice has two value-types
        return self[name]


def read_xml(stream, handler: Handler, budget: Budget, *, sheet: str = "") -> None:
    """Raises Unreadable: "damaged", "xml_entities", "too_many_cells", "too_heavy"."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text, parser.buffer_size = True, PIECE
    names = _LocalNames(sheet)

    def start(name, attributes):
        budget.element(sheet)
        handler.start(names[name], {names[key]: value for key, value in attributes.items()})

    def refuse(*_document_type):
        raise Unreadable("xml_entities", sheet)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(names[name])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        _feed(parser, stream, sheet)
    except expat.ExpatError as problem:
        raise Unreadable("damaged", sheet) from problem


def _feed(parser, stream, sheet):
    fed = 0
    while piece := stream.read(PIECE):
        parser.Parse(piece, False)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
            raise Unreadable("too_heavy", sheet)
    parser.Parse(b"", True)
