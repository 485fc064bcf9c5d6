"""Small workbooks of plans, built in memory as a person would have typed them."""

import io
from functools import cache

from openpyxl import Workbook

HEADINGS = ("Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG")
TWO_GOALS = (
    (
        "Vihreä Kemi lisää vetovoimaamme",
        "Ympäristösertifiointi laajenee päiväkodeille",
        "Hyvinvointijohtaja, hyte-koordinaattori\n2023",
        "Päiväkodeista auditoitu 80 % vuoden 2023 loppuun mennessä.",
        "13, 4.7",
    ),
    (
        "Asuinalueemme ovat houkuttelevia",
        "Palveluverkko konkretisoituu asteittain",
        "HYVINVOINTIJOHTAJA",
        "Seurafoorumi 4 krt/v",
        "",
    ),
)


@cache
def workbook(*rows, title="Päämäärä: Elinvoimainen kaupunki", headings=HEADINGS, sheet="Suunnitelma") -> bytes:
    """A title, the headings and these rows as an .xlsx file; the same bytes for the same rows."""
    book = Workbook()
    page = book.active
    page.title = sheet
    if title:
        page.append([title])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
