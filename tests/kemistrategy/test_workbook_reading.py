"""Odd workbooks are read as a person sees them; the hostile ones stand in test_workbook_reading_refusals.py."""

import io
import zipfile

import pytest

from kemistrategy.workbook_reading.limits import LONGEST_CELL

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

MILLION = "A1:XFD1048576"


def formatted(value, code, **about):
    return xlsx(sheet(f"<row>{number(value, 1)}</row>"), formats=(code,), **about)


def said(book):
    """The words of the first sheet by cell."""
    return {cell.address: cell.words for cell in book.sheets[0].cells}


READ = {
    "a plain word": ("a.xlsx", plain(), {"A1": "Tavoite"}),
    "capital letters in the extension": ("A.XLSX", plain(), {"A1": "Tavoite"}),
    "percent": ("a.xlsx", formatted("0.06", "0%"), {"A1": "6 %"}),
    "thousands": ("a.xlsx", formatted("100000", "#,##0"), {"A1": "100 000"}),
    "millions": ("a.xlsx", formatted("18900000", '0.0,, "milj. €"'), {"A1": "18,9 milj. €"}),
    "a year": ("a.xlsx", xlsx(sheet(f"<row>{number(2023)}</row>")), {"A1": "2023"}),
    "a tenth and two": ("a.xlsx", xlsx(sheet(f"<row>{number('0.30000000000000004')}</row>")), {"A1": "0,3"}),
    "a date as a number": ("a.xlsx", formatted("45170", "d.m.yyyy"), {"A1": "1.9.2023"}),
    "a date since 1904": (
        "a.xlsx",
        formatted("43708", "d.m.yyyy", properties='<workbookPr date1904="1"/>'),
        {"A1": "1.9.2023"},
    ),
    "a date beyond time": ("a.xlsx", formatted("9E+99", "d.m.yyyy"), {"A1": "9E+99"}),
    "an ISO date": ("a.xlsx", xlsx(sheet('<row><c t="d"><v>2023-09-01</v></c></row>')), {"A1": "1.9.2023"}),
    "a boolean": ("a.xlsx", xlsx(sheet('<row><c t="b"><v>1</v></c></row>')), {"A1": "TOSI"}),
    "a negative with its own section": ("a.xlsx", formatted("-5", "0;(0)"), {"A1": "(5)"}),
    "a format that hides": ("a.xlsx", formatted("5", ";;;"), {"A1": "5"}),
    "a format of 100 000 letters": ("a.xlsx", formatted("5", "0" * 100_000), {"A1": "5"}),
    "a format of too many digits": ("a.xlsx", formatted("5", "%" * 200 + "0"), {"A1": "5"}),
    "many lines in a cell": ("a.xlsx", plain("yksi\nkaksi\r\nkolme"), {"A1": "yksi\nkaksi\nkolme"}),
    "a carriage return as an escape": ("a.xlsx", plain("yksi_x000D_\nkaksi"), {"A1": "yksi\nkaksi"}),
    "an escaped escape": ("a.xlsx", plain("_x005F_x0041_"), {"A1": "_x0041_"}),
    "NUL and other control characters": ("a.xlsx", plain("Tav_x0000_oi_x001B_te"), {"A1": "Tavoite"}),
    "half a letter": ("a.xlsx", plain("Tavoite _xD83D_"), {"A1": "Tavoite \ufffd"}),
    "a letter outside the basic plane": ("a.xlsx", plain("\U0001f600 hyvä"), {"A1": "\U0001f600 hyvä"}),
    "a formula with its value": (
        "a.xlsx",
        xlsx(sheet('<row><c r="A1"><f>1+1</f><v>2</v></c></row>')),
        {"A1": "2"},
    ),
    "a formula whose value is empty words": ("a.xlsx", xlsx(sheet('<row><c t="str"><f>""</f><v/></c></row>')), {}),
    "a link to another workbook keeps its value": (
        "a.xlsx",
        xlsx(
            sheet("<row><c><f>[1]Muu!A1</f><v>7</v></c></row>"),
            extra=[
                (
                    "xl/externalLinks/externalLink1.xml",
                    '<externalLink><file href="//evil.example/a.xlsx"/></externalLink>',
                )
            ],
        ),
        {"A1": "7"},
    ),
    "rich text and a reading aid": (
        "a.xlsx",
        xlsx(
            sheet('<row><c r="A1" t="s"><v>0</v></c></row>'),
            texts=strings("<r><t>Hyvin </t></r><r><rPr><b/></rPr><t>sanottu</t></r><rPh><t>luku</t></rPh>"),
        ),
        {"A1": "Hyvin sanottu"},
    ),
    "a prefix on every element": (
        "a.xlsx",
        xlsx(
            f'<x:worksheet xmlns:x="{odd.MAIN}"><x:sheetData><x:row><x:c t="str"><x:v>Tavoite</x:v></x:c></x:row>'
            "</x:sheetData></x:worksheet>"
        ),
        {"A1": "Tavoite"},
    ),
    "cells without addresses": (
        "a.xlsx",
        xlsx(sheet('<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c t="str"><v>c</v></c></row>')),
        {"A1": "a", "B1": "b", "A2": "c"},
    ),
    "columns after ZZ": ("a.xlsx", xlsx(sheet(f"<row>{words('AAB1', 'kaukana')}</row>")), {"AAB1": "kaukana"}),
    "a sheet that says it has a million rows": (
        "a.xlsx",
        xlsx(sheet(f"<row>{words('A1', 'Tavoite')}</row>", head=f'<dimension ref="{MILLION}"/>')),
        {"A1": "Tavoite"},
    ),
    "32 767 letters": ("a.xlsx", plain("ä" * LONGEST_CELL), {"A1": "ä" * LONGEST_CELL}),
    "an apostrophe that is a word's own": ("a.xlsx", plain("'2023"), {"A1": "'2023"}),
    "words that look like a formula": ("a.xlsx", plain("=1+1"), {"A1": "=1+1"}),
    "markup in words": ("a.xlsx", plain("<script>&amp;"), {"A1": "<script>&amp;"}),
    "sheet without cells": ("a.xlsx", xlsx(sheet()), {}),
    "no styles and no strings": (
        "a.xlsx",
        xlsx(
            sheet(f"<row>{number(5)}</row>"),
            without=("xl/styles.xml", "xl/sharedStrings.xml"),
            **{"xl/_rels/workbook.xml.rels": odd.relations(("worksheet", "worksheets/sheet1.xml"))},
        ),
        {"A1": "5"},
    ),
    "a path from the root": (
        "a.xlsx",
        plain(**{"xl/_rels/workbook.xml.rels": odd.relations(("worksheet", "/xl/worksheets/sheet1.xml"))}),
        {"A1": "Tavoite"},
    ),
    "UTF-16 inside": (
        "a.xlsx",
        xlsx(sheet(f"<row>{words('A1', 'Tavöite')}</row>").replace("?>", ' encoding="UTF-16"?>').encode("utf-16")),
        {"A1": "Tavöite"},
    ),
    "stored, not packed": (
        "a.xlsx",
        zipped(
            [
                (name, zipfile.ZipFile(io.BytesIO(plain())).read(name))
                for name in zipfile.ZipFile(io.BytesIO(plain())).namelist()
            ],
            method=zipfile.ZIP_STORED,
        ),
        {"A1": "Tavoite"},
    ),
    "ods": (
        "a.ods",
        ods(ods_table(f"<table:table-row>{ods_cell('Tavoite')}{ods_cell('6 %')}</table:table-row>")),
        {"A1": "Tavoite", "B1": "6 %"},
    ),
    "ods with lines, spaces and a comment": (
        "a.ods",
        ods(
            ods_table(
                "<table:table-row><table:table-cell><office:annotation><text:p>huomio</text:p></office:annotation>"
                "<text:p>yksi<text:s text:c='2'/>kaksi<text:line-break/>kolme</text:p><text:p>neljä</text:p>"
                "<draw:frame><draw:text-box><text:p>kuva</text:p></draw:text-box></draw:frame>"
                "</table:table-cell></table:table-row>"
            )
        ),
        {"A1": "yksi  kaksi\nkolme\nneljä"},
    ),
    "ods that is empty for a million rows": (
        "a.ods",
        ods(
            ods_table(
                f"<table:table-row>{ods_cell('Tavoite')}</table:table-row>"
                '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
                'table:number-columns-repeated="16384"/></table:table-row>'
            )
        ),
        {"A1": "Tavoite"},
    ),
    "ods values that nothing shows": (
        "a.ods",
        ods(
            ods_table(
                '<table:table-row><table:table-cell office:value-type="percentage" office:value="0.06"/>'
                '<table:table-cell office:value-type="date" office:date-value="2023-09-01"/>'
                '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
                '<table:table-cell office:value-type="float" office:value="62.5"/>'
                '<table:table-cell office:value-type="date" office:date-value="2023-09-01T06:00:00"/></table:table-row>'
            )
        ),
        {"A1": "6 %", "B1": "1.9.2023", "C1": "TOSI", "D1": "62,5", "E1": "1.9.2023 6:00"},
    ),
    "csv with semicolons and decimal commas": (
        "a.csv",
        b"a;b\r\n1,5;2,5\r\n",
        {"A1": "a", "B1": "b", "A2": "1,5", "B2": "2,5"},
    ),
    "csv with commas": ("a.csv", b"a,b\n1.5,007\n", {"A1": "a", "B1": "b", "A2": "1.5", "B2": "007"}),
    "csv with tabs": ("a.tsv", b"a\tb, c; d\n", {"A1": "a", "B1": "b, c; d"}),
    "csv that names its delimiter": ("a.csv", b"sep=;\r\na;b,c,d\r\n", {"A1": "a", "B1": "b,c,d"}),
    "csv with lines in a cell": ("a.csv", b'"yksi\r\nkaksi ""x""";b\n', {"A1": 'yksi\nkaksi "x"', "B1": "b"}),
    "csv of Windows": ("a.csv", "Päämäärä;5 €\n".encode("cp1252"), {"A1": "Päämäärä", "B1": "5 €"}),
    "csv with a byte order mark": ("a.csv", "Päämäärä;b\n".encode("utf-8-sig"), {"A1": "Päämäärä", "B1": "b"}),
    "csv in UTF-16": ("a.csv", "Päämäärä\tb\n".encode("utf-16"), {"A1": "Päämäärä", "B1": "b"}),
    "csv in UTF-16 without a mark": ("a.csv", "Päämäärä\tb\n".encode("utf-16-le"), {"A1": "Päämäärä", "B1": "b"}),
    "csv with NUL": ("a.csv", b"Tav\x00oite;b\n", {"A1": "Tavoite", "B1": "b"}),
    "csv with an open quote": ("a.csv", b'"Tavoite;b\n', {"A1": "Tavoite;b\n"}),
}


@pytest.mark.parametrize(("name", "data", "expected"), READ.values(), ids=READ)
def test_odd_workbooks_are_read_as_a_person_sees_them(name, data, expected):
    assert said(read_here(data, name)) == expected
