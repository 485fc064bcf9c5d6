"""A workbook of 10 000 rows that can come in again, beside openpyxl's write-only mode alone: time, and memory."""

import io
import os
import resource
import statistics
from datetime import UTC, date, datetime
from decimal import Decimal

from bench.timing import seconds, timed

ROWS = 10_000
HEADINGS = ("Laji", "Kohde", "Vastaa", "Tilanne", "Ennuste", "Teksti", "Luku", "Selite", "Päivä", "Huomautus")
STATES = (("in_progress", "Käynnissä"), ("completed", "Valmis"))


def measure(runs: int) -> None:
    ours, alone = [], []
    for number in range(runs + 1):
        own, file = timed(write_ours, ROWS)
        peer, _file = timed(write_alone, ROWS)
        if number:
            ours.append(own)
            alone.append(peer)
    own, peer = statistics.median(ours), statistics.median(alone)
    print(f"workbook of {ROWS} rows × {len(HEADINGS) + 1}: {seconds(own)}, {len(file) / 1000:.0f} kB")
    print(f"openpyxl write-only alone, the same cells: {seconds(peer)}; ratio {own / peer:.2f}  (bar: 1.3)")
    for rows in (ROWS // 10, ROWS):
        print(f"memory at its highest, {rows} rows: {memory_of(write_ours, rows):.0f} MB;"
              f" alone: {memory_of(write_alone, rows):.0f} MB")  # fmt: skip


def cells_of(number: int) -> tuple:
    return (
        "Toimenpide", f"Toimenpide {number}: rakennetaan ja kunnostetaan", f"Päällikkö {number % 40}", "in_progress",
        "completed", f"Työ etenee suunnitellusti, vaihe {number}." * 3, Decimal(number) / 4, "Laskettu käsin",
        date(2023, 6, 30), None,
    )  # fmt: skip


def write_ours(rows: int) -> bytes:
    from goals.plan_workbook.own.columns import Choice, Day, Measured, OwnColumn, OwnRow, OwnSheet, Words
    from goals.plan_workbook.own.writing import OwnWorkbook, write_own
    from kemistrategy.numbers import number_words
    from measures.models import Indicator

    words, state = Words(), Choice(STATES)
    kinds = (words, words, words, state, state, words, Measured(), words, Day(), words)
    columns = tuple(
        OwnColumn(f"c{place}", heading, kind, is_open=place > 2)
        for place, (heading, kind) in enumerate(zip(HEADINGS, kinds, strict=True))
    )
    is_open, indicator = frozenset(column.name for column in columns), Indicator(kind="number", unit_fi="kpl")

    def row(number):
        values = {f"c{place}": value for place, value in enumerate(cells_of(number))}
        values["c6"] = number_words(values["c6"])
        return OwnRow(f"K{number}", "", values, is_open, indicator=indicator)

    sheet = OwnSheet("entries", "Kirjaukset", columns, (row(number) for number in range(rows)))
    moment = datetime(2023, 8, 10, tzinfo=UTC)
    return write_own(OwnWorkbook("entries", "2023-h1", "Katsaus", "fi", moment, (sheet,)))


def write_alone(rows: int) -> bytes:
    """The same cells with the same looks, as a person would write them with the library."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Kirjaukset")
    top, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)

    def cell(value, font=None):
        made = WriteOnlyCell(sheet, value)
        made.alignment = top
        if font:
            made.font = font
        return made

    sheet.append([cell(heading, bold) for heading in ("Tunnus", *HEADINGS)])
    words = dict(STATES)
    for number in range(rows):
        sheet.append([cell(words.get(value, value)) for value in (f"K{number}", *cells_of(number))])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def memory_of(function, rows: int) -> float:
    """Megabytes at the highest of a process that does this and nothing else."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        function(rows)
        os.write(writing, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read()) / 1024
