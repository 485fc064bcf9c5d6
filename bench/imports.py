"""A plan of 1 000 rows read, interpreted and matched with what exists, beside openpyxl's own reading of the file."""

import io
import random
import statistics

from bench.timing import seconds, timed

ROWS, ROWS_OF_A_GOAL = 1_000, 10
WORDS = (
    "asiakkaiden palvelun kehittäminen henkilöstön koulutus verkosto toimintamalli käyttöönotto suunnitelma seuranta "
    "lasten nuorten ikäihmisten hyvinvointi kestävä liikunta kulttuuri kirjasto yhteistyö järjestö vesi energia"
).split()


def measure(runs: int) -> None:
    data = written()
    ours, alone, counts = [], [], ""
    for number in range(runs + 1):
        own, counts = timed(read_and_propose, data)
        peer, _cells = timed(read_alone, data)
        if number:
            ours.append(own)
            alone.append(peer)
    own, peer = statistics.median(ours), statistics.median(alone)
    print(f"plan of {ROWS} rows read and proposed ({counts}): {seconds(own)}")
    print(f"openpyxl's reading alone: {seconds(peer)}; ours is {seconds(own - 1.3 * peer)} over 1.3 × it  (bar: 1 s)")


def written() -> bytes:
    from openpyxl import Workbook

    words = random.Random(1)
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit"])
    for number in range(ROWS):
        goal = " ".join([*words.choices(WORDS, k=7), str(number)]) if number % ROWS_OF_A_GOAL == 0 else None
        action = " ".join([*words.choices(WORDS, k=8), str(number)])
        sheet.append([goal, action, "Hyvinvointijohtaja, tulosaluepäälliköt\n2023", f"Kursseja {number} kpl"])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def read_and_propose(data: bytes) -> str:
    """With Kemi's plan in the database; says what was found, so that nothing is left out."""
    from goals.models import PlanImport, Strategy
    from goals.operations.imports import proposal_of
    from kemistrategy.workbook_reading import read_book
    from kemistrategy.workbook_reading.book import book_to_json

    strategy = Strategy.objects.order_by("pk").first()
    row = PlanImport(cells=book_to_json(read_book(data, "plan.xlsx")), answers={}, strategy=strategy)
    summary = proposal_of(row)[0].summary
    return f"{summary.goals.total} goals, {summary.actions.total} actions, {summary.measures.total} measures"


def read_alone(data: bytes) -> list:
    from openpyxl import load_workbook

    return [[cell.value for cell in row] for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows()]
