"""Hostile and broken workbooks: each is refused with a code, and with the sheet and cell where there is one."""

import io
import struct
import zipfile
from itertools import pairwise

import pytest
from PIL import Image

from kemistrategy.workbook_reading import Unreadable, read_book, read_pasted
from kemistrategy.workbook_reading.limits import PACKED_BYTES, PASTED_LETTERS

from . import odd_workbooks as odd
from .odd_workbooks import (
    number,
    ods,
    ods_cell,
    ods_table,
    plain,
    read_here,
    sheet,
    strings,
    words,
    xlsx,
    zipped,
)

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in pairwise("abcdefghij"))
    + "]>"
)
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
ALL_COLUMNS = 'table:number-columns-repeated="16384"'


def in_place(data, old, new):
    assert old in data
    return data.replace(old, new)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def over_each_other():
    """A directory that names the same packed megabyte a hundred times."""
    data = zipped([("[Content_Types].xml", odd.types()), ("xl/a.xml", bytes(range(256)) * 4_000)])
    archive = zipfile.ZipFile(io.BytesIO(data))
    directory = data[archive.start_dir : data.rindex(b"PK\x05\x06")]
    entry = directory[directory.rindex(b"PK\x01\x02") :]
    entries = b"".join(entry.replace(b"xl/a.xml", f"xl/{n:05d}".encode()) for n in range(500))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 500, 500, len(entries), archive.start_dir, 0)
    return data[: archive.start_dir] + entries + end


def counted_elsewhere():
    """A directory whose length and number of members stand in a second end before its own, as in ZIP64."""
    data = plain()
    start, end = zipfile.ZipFile(io.BytesIO(data)).start_dir, data.rindex(b"PK\x05\x06")
    (count,) = struct.unpack_from("<H", data, end + 10)
    larger = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, end - start, start)
    return data[:end] + larger + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + data[end:]


def encrypted_member():
    data = bytearray(plain())
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def lying_about_its_size():
    """A member whose directory entry says ten bytes."""
    member = sheet(words("A1", "x" * 50_000))
    data = bytearray(xlsx(member))
    place = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<L", data, place + 24, 10)
    return bytes(data)


ROW_OF_WORDS = f"<row>{words('A1', 'Tavoite')}</row>"
REFUSED = {
    "an empty file": ("a.xlsx", b"", ("empty_file", "", "")),
    "a zip bomb": ("a.xlsx", plain(extra=[("xl/media/a.xml", bytes(50_000_000))]), ("suspicious_packing", "", "")),
    "a bomb of many members": (
        "a.xlsx",
        plain(extra=[(f"xl/media/{n}.xml", bytes(990_000)) for n in range(110)]),
        ("unpacks_too_large", "", ""),
    ),
    "members over each other": ("a.xlsx", over_each_other(), ("suspicious_packing", "", "")),
    "too many members": (
        "a.xlsx",
        plain(extra=[(f"xl/{n}", "") for n in range(3_000)]),
        ("suspicious_packing", "", ""),
    ),
    "members counted elsewhere": ("a.xlsx", counted_elsewhere(), ("suspicious_packing", "", "")),
    "a packing of another kind": (
        "a.xlsx",
        zipped([("[Content_Types].xml", odd.types())], method=zipfile.ZIP_LZMA),
        ("suspicious_packing", "", ""),
    ),
    "a size that is a lie": ("a.xlsx", lying_about_its_size(), ("damaged", "", "")),
    "billion laughs": (
        "a.xlsx",
        xlsx(sheet("<row><c><v>&j;</v></c></row>", doctype=LAUGHS)),
        ("xml_entities", "Taul1", ""),
    ),
    "laughs in the shared strings": (
        "a.xlsx",
        plain(texts=f'<?xml version="1.0"?>{LAUGHS}<sst xmlns="{odd.MAIN}"><si><t>&j;</t></si></sst>'),
        ("xml_entities", "", ""),
    ),
    "an entity from outside": ("a.xlsx", xlsx(sheet("&x;", doctype=OUTSIDE)), ("xml_entities", "Taul1", "")),
    "a start tag of two million letters": (
        "a.xlsx",
        xlsx(sheet(f'<row r="{"".join(f"{n:x}" for n in range(500_000))}"/>')),
        ("too_heavy", "Taul1", ""),
    ),
    "macros": ("a.xlsm", plain(main=odd.MACRO_TYPE, extra=[("xl/vbaProject.bin", odd.COMPOUND)]), ("macros", "", "")),
    "macros under a plain name": ("a.xlsx", plain(extra=[("xl/vbaProject.bin", odd.COMPOUND)]), ("macros", "", "")),
    "a type with macros": ("a.xlsx", plain(main=odd.MACRO_TYPE), ("macros", "", "")),
    "a macro sheet of 1992": ("a.xlsx", xlsx(sheet(), kinds=["xlMacrosheet"]), ("macros", "Taul1", "")),
    "macros in ods": ("a.ods", ods(ods_table(""), extra=[("Basic/Standard/Module1.xml", "")]), ("macros", "", "")),
    "encrypted": (
        "a.xlsx",
        odd.COMPOUND + bytes(2_000) + "EncryptedPackage".encode("utf-16-le") + bytes(500),
        ("encrypted", "", ""),
    ),
    "an Excel file of the old kind": ("a.xls", odd.COMPOUND + bytes(2_000), ("old_excel", "", "")),
    "an Excel file of the old kind named xlsx": ("a.xlsx", odd.COMPOUND + bytes(2_000), ("old_excel", "", "")),
    "nothing but the beginning of one": ("a.xls", odd.COMPOUND, ("old_excel", "", "")),
    "words named xls": ("a.xls", b"a;b\n", ("not_a_workbook", "", "")),
    "an encrypted member": ("a.xlsx", encrypted_member(), ("encrypted", "", "")),
    "an encrypted ods": ("a.ods", ods("", manifest="<m:encryption-data/>"), ("encrypted", "", "")),
    "truncated": ("a.xlsx", plain("Tavoite" * 500)[:-200], ("damaged", "", "")),
    "truncated in the middle": ("a.xlsx", plain()[:300], ("damaged", "", "")),
    "a broken checksum": (
        "a.xlsx",
        in_place(
            zipped([("[Content_Types].xml", odd.types()), ("a", "abc")], method=zipfile.ZIP_STORED), b"aabc", b"aabX"
        ),
        ("damaged", "", ""),
    ),
    "an xlsx named ods": ("a.ods", plain(), ("wrong_extension", "", "")),
    "an ods named xlsx": ("a.xlsx", ods(ods_table("")), ("wrong_extension", "", "")),
    "an xlsx named xls": ("a.xls", plain(), ("wrong_extension", "", "")),
    "an xlsx named csv": ("a.csv", plain(), ("wrong_extension", "", "")),
    "a csv named xlsx": ("a.xlsx", b"a;b\n", ("not_a_workbook", "", "")),
    "a picture named xlsx": ("a.xlsx", picture(), ("not_a_workbook", "", "")),
    "a picture named csv": ("a.csv", picture(), ("not_a_workbook", "", "")),
    "a PDF named xls": ("a.xls", b"%PDF-1.7\n", ("not_a_workbook", "", "")),
    "a web page named xls": ("a.xls", b"\n <html><table><tr><td>1", ("web_page_as_workbook", "", "")),
    "XML named xls": ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', ("web_page_as_workbook", "", "")),
    "a web page in UTF-16": ("a.xls", "<html>".encode("utf-16"), ("web_page_as_workbook", "", "")),
    "a file of no kind": ("plan", plain(), ("unknown_format", "", "")),
    "an executable": ("a.exe", b"MZ\x90\x00", ("not_a_workbook", "", "")),
    "a binary xlsb": (
        "a.xlsx",
        zipped([("[Content_Types].xml", odd.types()), ("xl/workbook.bin", b"x")]),
        ("unknown_format", "", ""),
    ),
    "an xlsb by its name": ("a.xlsb", zipped([("xl/workbook.bin", b"x")]), ("unknown_format", "", "")),
    "a Word document": (
        "a.xlsx",
        zipped([("[Content_Types].xml", odd.types(odd.WORD_TYPE)), ("word/document.xml", "<a/>")]),
        ("not_a_workbook", "", ""),
    ),
    "an open text document": (
        "a.ods",
        ods("", mimetype="application/vnd.oasis.opendocument.text"),
        ("not_a_workbook", "", ""),
    ),
    "any zip": ("a.xlsx", zipped([("a.txt", "abc")]), ("not_a_workbook", "", "")),
    "a zip in a zip": ("a.xlsx", plain(extra=[("xl/media/a.zip", "")]), ("embedded_file", "", "")),
    "a zip under another name": ("a.xlsx", plain(extra=[("xl/media/a.png", plain())]), ("embedded_file", "", "")),
    "an embedded object": ("a.xlsx", plain(extra=[("xl/embeddings/o.bin", odd.COMPOUND)]), ("embedded_file", "", "")),
    "a path out of the package": ("a.xlsx", plain(extra=[("xl/../../evil.xml", "")]), ("odd_members", "", "")),
    "a path from the root of the disk": ("a.xlsx", plain(extra=[("/etc/passwd", "")]), ("odd_members", "", "")),
    "a path of Windows": ("a.xlsx", plain(extra=[("C:\\a.xml", "")]), ("odd_members", "", "")),
    "one name twice": ("a.xlsx", plain(extra=[("xl/Workbook.xml", "<a/>")]), ("odd_members", "", "")),
    "no list of sheets": ("a.xlsx", plain(without=("xl/workbook.xml",)), ("damaged", "", "")),
    "no sheets": ("a.xlsx", xlsx(), ("no_sheets", "", "")),
    "no sheets in ods": ("a.ods", ods(""), ("no_sheets", "", "")),
    "too many sheets": ("a.xlsx", xlsx(*[sheet()] * 201), ("too_many_sheets", "", "")),
    "two sheets of one name": ("a.xlsx", xlsx(sheet(), sheet(), names=[("A", ""), ("a", "")]), ("damaged", "a", "")),
    "a sheet that is not there": ("a.xlsx", plain(without=("xl/worksheets/sheet1.xml",)), ("damaged", "Taul1", "")),
    "a sheet outside the package": (
        "a.xlsx",
        plain(**{"xl/_rels/workbook.xml.rels": odd.relations(("worksheet", "../../../../etc/passwd"))}),
        ("damaged", "Taul1", ""),
    ),
    "corrupt XML": ("a.xlsx", xlsx(sheet("<row><c></row>")), ("damaged", "Taul1", "")),
    "not XML at all": ("a.xlsx", xlsx("Tavoite"), ("damaged", "Taul1", "")),
    "a control character in XML": (
        "a.xlsx",
        xlsx(sheet('<row><c t="str"><v>a\x01</v></c></row>')),
        ("damaged", "Taul1", ""),
    ),
    "a surrogate in XML": (
        "a.xlsx",
        xlsx(sheet('<row><c t="str"><v>&#xD800;</v></c></row>')),
        ("damaged", "Taul1", ""),
    ),
    "a shared string that is not there": (
        "a.xlsx",
        xlsx(sheet('<row><c r="B7" t="s"><v>9</v></c></row>'), texts=strings("<t>a</t>")),
        ("broken_cell", "Taul1", "B7"),
    ),
    "a shared string before the first": (
        "a.xlsx",
        xlsx(sheet('<row><c r="B7" t="s"><v>-1</v></c></row>')),
        ("broken_cell", "Taul1", "B7"),
    ),
    "a style that is not there": (
        "a.xlsx",
        xlsx(sheet(f"<row>{number(1, 99, 'C3')}</row>")),
        ("broken_cell", "Taul1", "C3"),
    ),
    "a number that is none": (
        "a.xlsx",
        xlsx(sheet(f"<row>{number('1_000', 0, 'C3')}</row>")),
        ("broken_cell", "Taul1", "C3"),
    ),
    "a number without an end": (
        "a.xlsx",
        xlsx(sheet(f"<row>{number('INF', 0, 'C3')}</row>")),
        ("broken_cell", "Taul1", "C3"),
    ),
    "a cell of no kind": (
        "a.xlsx",
        xlsx(sheet('<row><c r="C3" t="x"><v>1</v></c></row>')),
        ("broken_cell", "Taul1", "C3"),
    ),
    "a cell twice": (
        "a.xlsx",
        xlsx(sheet(f"<row>{words('A1', 'a')}{words('A1', 'b')}</row>")),
        ("broken_cell", "Taul1", "A1"),
    ),
    "a cell nowhere": ("a.xlsx", xlsx(sheet(f"<row>{words('ZZZ9', 'a')}</row>")), ("broken_cell", "Taul1", "")),
    "a row nowhere": ("a.xlsx", xlsx(sheet('<row r="99999999999"/>')), ("broken_cell", "Taul1", "")),
    "a word in the last row": (
        "a.xlsx",
        xlsx(sheet(f"<row>{words('A1048576', 'a')}</row>")),
        ("too_large_area", "Taul1", "A1048576"),
    ),
    "a word in the last column": (
        "a.xlsx",
        xlsx(sheet(f"<row>{words('XFD1', 'a')}</row>")),
        ("too_large_area", "Taul1", "XFD1"),
    ),
    "a million rows": (
        "a.xlsx",
        xlsx(sheet('<row><c t="b"><v>1</v></c></row>' * 30_000)),
        ("too_large_area", "Taul1", "A20001"),
    ),
    "a million formatted cells": (
        "a.xlsx",
        xlsx(sheet("<row>" + '<c s="0"/><a/><b/><d/>' * 260_000 + "</row>")),
        ("too_many_cells", "Taul1", ""),
    ),
    "too many filled cells": (
        "a.xlsx",
        xlsx(sheet(("<row>" + '<c t="b"><v>1</v></c>' * 50 + "</row>") * 2_500)),
        ("too_many_cells", "Taul1", "A2401"),
    ),
    "one long string shared by all": (
        "a.xlsx",
        xlsx(sheet('<row><c t="s"><v>0</v></c></row>' * 10_000), texts=strings(f"<t>{'x' * 30_000}</t>")),
        ("too_much_text", "Taul1", "A134"),
    ),
    "ods filled for a million rows": (
        "a.ods",
        ods(ods_table(f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("a")}</table:table-row>')),
        ("too_large_area", "Taulukko1", "A20001"),
    ),
    "ods filled for all columns": (
        "a.ods",
        ods(ods_table(f"<table:table-row>{ods_cell('a', ALL_COLUMNS)}</table:table-row>")),
        ("too_large_area", "Taulukko1", "BXY1"),
    ),
    "an entity in ods": (
        "a.ods",
        zipped([("mimetype", odd.OPEN_DOCUMENT), ("content.xml", f"{LAUGHS}<a>&j;</a>")]),
        ("xml_entities", "", ""),
    ),
    "csv in no letters": ("a.csv", b"a;\x81\x8d\xff\n", ("unknown_letters", "", "")),
    "csv with a million columns": ("a.csv", b";" * 1_000_000, ("too_large_area", "Taul1", "")),
    "csv of noise": ("a.csv", bytes(range(256)) * 40, ("not_a_workbook", "", "")),
    "csv of ten megabytes": ("a.csv", b"a;b\n" * 2_500_000, ("too_much_text", "", "")),
}


@pytest.mark.parametrize(("name", "data", "refusal"), REFUSED.values(), ids=REFUSED)
def test_hostile_workbooks_are_refused_by_code_and_cell(name, data, refusal):
    with pytest.raises(Unreadable) as told:
        read_here(data, name)
    assert (told.value.kind, told.value.sheet, told.value.cell) == refusal


@pytest.mark.parametrize(
    ("read", "refusal"),
    [
        (lambda: read_book(b"", "a.xlsx"), ("empty_file", "", "")),
        (lambda: read_book(b"PK\x03\x04" + bytes(PACKED_BYTES), "a.xlsx"), ("too_large", "", "")),
        (lambda: read_pasted("x" * (PASTED_LETTERS + 1)), ("too_large", "", "")),
        (lambda: read_pasted("", "x" * (4 * PASTED_LETTERS + 1)), ("too_large", "", "")),
        (lambda: read_pasted(" \n\t", " "), ("nothing_pasted", "", "")),
        (lambda: read_pasted("\x00"), ("nothing_pasted", "", "")),
        (lambda: read_book(*reversed(REFUSED["a cell twice"][:2])), ("broken_cell", "Taul1", "A1")),
    ],
)
def test_what_is_refused_before_the_process_and_by_it(read, refusal):
    with pytest.raises(Unreadable) as told:
        read()
    assert (told.value.kind, told.value.sheet, told.value.cell) == refusal
