"""What a sheet is beside its words: merged areas, what is hidden, problems of cells; pasted tables; the child's end."""

import os
import resource
import signal
from decimal import Decimal

import pytest

from kemistrategy.workbook_reading import Cell, Unreadable, child, process, read_book, read_pasted
from kemistrategy.workbook_reading.book import REFUSALS, book_of_json, book_to_json
from kemistrategy.workbook_reading.formats import read_paste
from kemistrategy.workbook_reading.limits import CPU_SECONDS, MEMORY, WRITTEN_BYTES
from kemistrategy.workbook_reading.number_formats import shown_number
from kemistrategy.workbook_reading.process import extension_of

from .odd_workbooks import ods, ods_cell, ods_table, plain, read_here, sheet, words, xlsx


def cells(book):
    return [(cell.address, cell.words, cell.span, cell.problem) for cell in book.sheets[0].cells]


def row(*texts, number=1, more=""):
    places = [words(f"{chr(65 + place)}{number}", text) for place, text in enumerate(texts)]
    return f'<row r="{number}" {more}>{"".join(places)}</row>'


def merged(*areas):
    return "<mergeCells>" + "".join(f'<mergeCell ref="{area}"/>' for area in areas) + "</mergeCells>"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("n", "<f>SUM(A2:A9)</f>", ("A1", "=SUM(A2:A9)", (1, 1), "formula_without_value")),
        ("n", "<f>SUM(A2:A9)</f><v></v>", ("A1", "=SUM(A2:A9)", (1, 1), "formula_without_value")),
        ("n", '<f t="shared" si="0"/>', ("A1", "=", (1, 1), "formula_without_value")),
        ("e", "<f>B2</f><v>#REF!</v>", ("A1", "#REF!", (1, 1), "error_value")),
        ("e", "<v>#N/A</v>", ("A1", "#N/A", (1, 1), "error_value")),
    ],
)
def test_a_cell_without_a_value_of_its_own_is_said(kind, value, expected):
    book = read_here(xlsx(sheet(f'<row><c r="A1" t="{kind}">{value}</c></row>')), "a.xlsx")
    assert cells(book) == [expected]


def test_a_cell_longer_than_a_spreadsheet_holds_is_said_and_not_cut():
    (cell,) = read_here(plain("ä" * 32_768), "a.xlsx").sheets[0].cells
    assert (len(cell.words), cell.problem) == (32_768, "too_long")


def test_errors_and_formulas_of_ods():
    table = ods_table(
        '<table:table-row><table:table-cell table:formula="of:=[.A2]" office:value-type="string" '
        'calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
    )
    expected = [("A1", "#REF!", (1, 1), "error_value"), ("B1", "=1+1", (1, 1), "formula_without_value")]
    assert cells(read_here(ods(table), "a.ods")) == expected


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (["A1:A2"], [("A1", "Tavoite", (2, 1)), ("B1", "a", (1, 1)), ("B2", "b", (1, 1))]),
        (["A1:B2"], [("A1", "Tavoite", (2, 2))]),
        (["A1:XFD1048576"], [("A1", "Tavoite", (2, 2))]),
        (["A1:B2", "A1:XFD1048576"], [("A1", "Tavoite", (2, 2))]),
        (["C5:D9"], [("A1", "Tavoite", (1, 1)), ("B1", "a", (1, 1)), ("A2", "alla", (1, 1)), ("B2", "b", (1, 1))]),
    ],
)
def test_a_merged_area_is_its_first_cell_and_ends_where_the_sheet_ends(areas, expected):
    page = sheet(row("Tavoite", "a") + row("alla", "b", number=2), tail=merged(*areas))
    assert [found[:3] for found in cells(read_here(xlsx(page), "a.xlsx"))] == expected


def test_merged_areas_of_ods():
    first = ods_cell("Tavoite", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    table = ods_table(
        f"<table:table-row>{first}{ods_cell('a')}</table:table-row>"
        f"<table:table-row><table:covered-table-cell><text:p>alla</text:p></table:covered-table-cell>"
        f"{ods_cell('b')}</table:table-row>"
    )
    expected = [("A1", "Tavoite", (2, 1), ""), ("B1", "a", (1, 1), ""), ("B2", "b", (1, 1), "")]
    assert cells(read_here(ods(table), "a.ods")) == expected


def test_fifty_thousand_merged_areas_over_all_the_cells_are_refused():
    page = sheet(row(*"abcdefgh") * 1 + "".join(row(*"abcdefgh", number=n) for n in range(2, 400)))
    page = page.replace("</worksheet>", merged(*["A1:H399"] * 20_000) + "</worksheet>")
    with pytest.raises(Unreadable) as told:
        read_here(xlsx(page), "a.xlsx")
    assert told.value.kind == "too_heavy"


def test_what_is_hidden_is_read_and_said():
    page = sheet(
        row("a", "b", "c") + row("d", number=2, more='hidden="1"'),
        head='<cols><col min="2" max="2" hidden="1"/></cols>',
    )
    book = read_here(xlsx(page, sheet(), names=[("Näkyvä", ""), ("Piilo", 'state="veryHidden"')]), "a.xlsx")
    assert [(one.name, one.is_hidden, one.hidden_rows, one.hidden_columns) for one in book] == [
        ("Näkyvä", False, {2}, {2}),
        ("Piilo", True, set(), set()),
    ]
    assert [cell.words for cell in book.sheets[0].cells] == ["a", "b", "c", "d"]


def test_what_is_hidden_in_ods():
    display = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta2" style:family="table">{display}</style:style>'
    table = ods_table(
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        f'<table:table-row table:visibility="filter">{ods_cell("a")}{ods_cell("b")}</table:table-row>',
        more='table:style-name="ta2"',
    )
    (one,) = read_here(ods(table, automatic=style), "a.ods")
    assert (one.is_hidden, one.hidden_rows, one.hidden_columns) == (True, {1}, {2})


def test_chart_sheets_have_no_cells_and_names_may_be_odd():
    names = [("Taulu & <b>", ""), ("Kaavio ’1’", "")]
    data = xlsx(sheet(row("a")), "<chartsheet/>", names=names, kinds=["worksheet", "chartsheet"])
    assert [(one.name, len(one.cells)) for one in read_here(data, "a.xlsx")] == [("Taulu & <b>", 1), ("Kaavio ’1’", 0)]


def test_a_book_survives_its_json():
    book = read_here(xlsx(sheet(row("a", "b"), tail=merged("A1:A2"))), "a.xlsx")
    assert book_of_json(book_to_json(book)) == book


def test_the_name_of_a_file_may_be_anything():
    names = ("../../etc/a.xlsx", "a\x00;rm -rf.XLSX", "-c.xlsx", "ä" * 5_000 + ".xlsx", "\ud800.xlsx")
    assert {extension_of(name) for name in names} == {"xlsx"}
    assert {extension_of(name) for name in ("", "xlsx", "a.", "a.x y", "a.xlsx\n", "a." + "x" * 9)} == {"-"}
    assert [cell.words for cell in read_book(plain(), names[1]).sheets[0].cells] == ["Tavoite"]


PASTED = {
    "tab-separated": ("Tavoite\tMittari\r\na\t1,5\r\n", [["Tavoite", "Mittari"], ["a", "1,5"]]),
    "lines in a cell": ('"yksi\nkaksi ""x"""\tb\n', [['yksi\nkaksi "x"', "b"]]),
    "quotes that are the writer's own": (
        '"Hyvin sanottu" -hanke\t"Bra sagt"',
        [['"Hyvin sanottu" -hanke', '"Bra sagt"']],
    ),
    "a quote that is never closed": ('"a\tb\nc', [['"a', "b"], ["c"]]),
    "one word": ("Tavoite", [["Tavoite"]]),
    "half a letter": ("a\ud83d\tb\x00", [["a\ufffd", "b"]]),
}


def lines(sheet):
    found = {}
    for cell in sheet.cells:
        found.setdefault(cell.row, []).append(cell.words)
    return list(found.values())


@pytest.mark.parametrize(("text", "expected"), PASTED.values(), ids=PASTED)
def test_text_copied_from_a_spreadsheet(text, expected):
    assert lines(read_paste(text, "")) == expected


WORD = """<html xmlns:o="urn:x"><head><style>p {color: red}</style></head><body><!--StartFragment-->
<p class=MsoNormal>Elinvoimainen   Kemi<o:p></o:p></p>
<table><tr><td rowspan=2><p>Tavoite &amp;&nbsp;keino</p></td><td colspan=2><b>Mitt</b>ari</td></tr>
<tr><td>yksi<br>kaksi<ul><li>kolme</li><li>neljä
 viisi</li></ul></td><td><script>alert(1)</script><table><tr><td>si<i>sä</i></td><td>kkäin</td></tr></table></td></tr>
<tr style='display:none'><td>piilossa</td></tr></table><!--EndFragment--></body></html>"""


def test_a_table_copied_from_word_or_a_web_page():
    book = read_pasted("ei tätä", WORD)
    assert book.sheets[0].cells == (
        Cell(1, 1, "Elinvoimainen Kemi"),
        Cell(2, 1, "Tavoite &\u00a0keino", (2, 1)),
        Cell(2, 2, "Mittari", (1, 2)),
        Cell(3, 2, "yksi\nkaksi\nkolme\nneljä viisi"),
        Cell(3, 3, "sisä\nkkäin"),
        Cell(4, 1, "piilossa"),
    )
    assert book.sheets[0].hidden_rows == {4}


def test_html_without_a_table_gives_way_to_the_text():
    assert lines(read_paste("a\tb", "<p>jotain</p>")) == [["a", "b"]]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 3_000, "too_large_area"),
        ("<table>" + "<tr><td colspan=1000>x" * 3_000, "too_many_cells"),
        ("<table>" + "<tr><td>x" * 150_000, "too_many_cells"),
        ("<table><tr><td>" + "<div>" * 5_000 + "x", "too_heavy"),
        ("<table>" * 2_000 + "<tr><td>x", "too_heavy"),
        ("<table><tr>" + "<td>x" * 2_500, "too_large_area"),
        ("<table></table>", "nothing_pasted"),
    ],
)
def test_hostile_html_is_refused(html, kind):
    with pytest.raises(Unreadable) as told:
        read_paste("", html)
    assert told.value.kind == kind


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise SystemExit(1)",
        "print('ei JSONia')",
        "print('[]')",
        """print('{"refused": ["keksitty", "", ""]}')""",
        """print('{"sheets": [{"name": "a", "cells": 5}]}')""",
        """print('{"sheets": [{"name": "a", "hidden": 0, "hidden_rows": [], "hidden_columns": [], '
           '"cells": [[0, 1, "a", 1, 1, ""]]}]}')""",
    ],
)
def test_a_child_that_dies_or_talks_nonsense_is_a_refusal(monkeypatch, program):
    monkeypatch.setattr(process, "PROGRAM", program)
    with pytest.raises(Unreadable) as told:
        read_book(plain(), "a.xlsx")
    assert told.value.kind == "too_heavy"


GREEDY = {  # what a child does beyond a limit; had it none, it would go on and say that the file is empty
    "memory": "held = bytearray(300_000_000)",
    "file": "open(sys.argv[4], 'wb').write(bytes(70_000_000))",
}


@pytest.mark.parametrize("deed", GREEDY.values(), ids=GREEDY)
def test_a_child_cannot_pass_its_limits(monkeypatch, tmp_path, deed):
    start = "import sys; sys.path.insert(0, sys.argv[1]); sys.argv.append({!r})\n"
    limits = "from kemistrategy.workbook_reading.child import limit\nlimit(200_000_000)\n"
    program = start.format(str(tmp_path / "much")) + limits + deed + "\nprint('{\"sheets\": []}')"
    monkeypatch.setattr(process, "PROGRAM", program)
    with pytest.raises(Unreadable) as told:
        read_book(plain(), "a.xlsx")
    assert told.value.kind == "too_heavy"


def test_the_limits_are_those_that_are_written_down(monkeypatch):
    set_to = {}
    monkeypatch.setattr(child.resource, "setrlimit", lambda kind, limits: set_to.update({kind: limits[0]}))
    child.limit(MEMORY)
    assert set_to == {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: WRITTEN_BYTES,
        resource.RLIMIT_CORE: 0,
    }


def test_a_child_that_does_not_end_is_ended(monkeypatch, tmp_path):
    said = tmp_path / "pid"
    monkeypatch.setattr(process, "SECONDS", 1)
    monkeypatch.setattr(
        process, "PROGRAM", f"import os, time; open({str(said)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    )
    with pytest.raises(Unreadable) as told:
        read_book(plain(), "a.xlsx")
    assert told.value.kind == "too_heavy"
    with pytest.raises(ProcessLookupError):
        os.kill(int(said.read_text()), signal.SIG_DFL)


def test_the_child_knows_nothing_of_the_program(monkeypatch, tmp_path):
    said = tmp_path / "environment"
    monkeypatch.setenv("SECRET_KEY", "salaisuus")
    look = "str(['django' in sys.modules, 'SECRET_KEY' in os.environ])"
    monkeypatch.setattr(process, "PROGRAM", f"{process.PROGRAM}; import os; open({str(said)!r}, 'w').write({look})")
    read_book(plain(), "a.xlsx")
    assert said.read_text() == "[False, False]"


def test_the_codes_of_refusals_are_each_there_once():
    assert len(set(REFUSALS)) == len(REFUSALS)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("0.125", "0.0%", "12,5 %"),
        ("0.06", "0 %", "6 %"),
        ("1234567.891", "#,##0.00", "1 234 567,89"),
        ("1234.5", "#,##0.00 [$€-40B]", "1 234,50 €"),
        ("567", "#\\ ##0", "567"),
        ("1234", "#\\ ##0", "1 234"),
        ("7", "000", "007"),
        ("0.5", "# ?/?", "0,5"),
        ("3.5", '0.0 "krt/v"', "3,5 krt/v"),
        ("4", '"n. "0" kpl"', "n. 4 kpl"),
        ("0", '0;-0;"–"', "–"),
        ("-5", "#,##0;[Red]-#,##0", "-5"),
        ("200", '[>100]"yli 100";0', "yli 100"),
        ("-44", "_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-", "-44,00"),
        ("0.5", "#.##", ",5"),
        ("-0.001", "0", "0"),
        ("45170", "yyyy", "2023"),
        ("45170", "mm-dd-yy", "09-01-23"),
        ("45170", "mmmm yyyy", "syyskuu 2023"),
        ("45170", "d. mmmm yyyy", "1. syyskuuta 2023"),
        ("45170", "[$-41D]mmmm yyyy", "september 2023"),
        ("45170.25", "d.m.yyyy h:mm", "1.9.2023 6:00"),
        ("45170.9999999", "d.m.yyyy h:mm", "2.9.2023 0:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("1", "d.m.yyyy", "1.1.1900"),
        ("-1", "d.m.yyyy", "-1"),
        ("1E+300", "0.00", "1E+300"),
        ("123456789012", "General", "123456789012"),
        ("0.3333333333333333", "General", "0,333333333"),
        ("-5", '"a;b" 0', "-a;b 5"),
        ("5", "0_;;", "5"),
        ("5", "0#", "05"),
        ("5", "\\", "5"),
        ("5", '"', "5"),
        ("5", "", "5"),
    ],
)
def test_a_number_is_shown_by_its_format(value, code, expected):
    assert shown_number(Decimal(value), code) == expected
