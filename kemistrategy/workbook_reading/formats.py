"""What a file is by its content, whatever its name says; a name that says otherwise is refused."""

import re

from .book import Sheet, Unreadable
from .delimited import read_delimited, read_pasted_text
from .packages import ARCHIVES, COMPOUND_FILE, Package

EXTENSIONS = {
    **dict.fromkeys(("xlsx", "xltx", "ods", "ots"), "package"),
    **dict.fromkeys(("csv", "tsv", "txt"), "text"),
    **dict.fromkeys(("xls", "xlt"), "old"),
}
WITH_MACROS = ("xlsm", "xltm", "xlam", "xla")
PAPERS = (b"%PDF", b"{\\rtf", b"MZ", b"\x7fELF")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<[\x00]?[!?a-zA-Z]")
# The stream of a compound file in which an encrypted .xlsx lies.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_file(file, extension: str) -> list[Sheet]:
    """`file` can be read and sought in; `extension` without its dot. Raises Unreadable."""
    first = file.read(1_024)
    _check(first, extension)
    if first.startswith(COMPOUND_FILE):
        raise Unreadable("encrypted" if ENCRYPTED in first + file.read() else "old_excel")
    found = "package" if first.startswith(ARCHIVES[:2]) else "text"
    if found != EXTENSIONS[extension]:
        raise Unreadable("wrong_extension" if found == "package" else "not_a_workbook")
    return _read_package(file, extension) if found == "package" else read_delimited(first + file.read())


def read_paste(text: str, html: str) -> Sheet:
    """The tables of the clipboard's HTML, else its text, tab-separated. Raises Unreadable."""
    sheet = None
    if "<table" in html.lower():
        from .html_tables import read_html

        sheet = read_html(html)
    sheet = sheet or read_pasted_text(text)
    if not sheet.cells:
        raise Unreadable("nothing_pasted")
    return sheet


def _check(first, extension):
    if not first:
        raise Unreadable("empty_file")
    if extension in WITH_MACROS:
        raise Unreadable("macros")
    if first.startswith((*PAPERS, *PICTURES, *ARCHIVES[2:])):
        raise Unreadable("not_a_workbook")
    if MARKUP.match(first):
        raise Unreadable("web_page_as_workbook")
    if extension not in EXTENSIONS:
        raise Unreadable("unknown_format")


def _read_package(file, extension):
    from .opendocument import read_opendocument
    from .spreadsheetml import read_spreadsheetml

    package = Package(file)
    is_open_document = "mimetype" in package
    if not is_open_document and "[Content_Types].xml" not in package:
        raise Unreadable("not_a_workbook")
    if is_open_document != (extension in ("ods", "ots")):
        raise Unreadable("wrong_extension")
    return read_opendocument(package) if is_open_document else read_spreadsheetml(package)
