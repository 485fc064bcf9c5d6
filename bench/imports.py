"""A plan of 1 000 rows read, interpreted and matched with what exists, beside openpyxl's own reading; then adopted."""

import io
import random
import statistics

from bench.timing import seconds, timed
from goals.plan_workbook import imported

ROWS, ROWS_OF_A_GOAL = 1_000, 10
WORDS = (
    "asiakkaiden palvelun kehittäminen henkilöstön koulutus verkosto toimintamalli käyttöönotto suunnitelma seuranta "
    "lasten nuorten ikäihmisten hyvinvointi kestävä liikunta kulttuuri kirjasto yhteistyö järjestö vesi energia"
).split()


def measure(runs: int) -> None:
    ours, alone, adopting, counts = [], [], [], ""
    for number in range(runs + 1):
        data = written(seed=number)  # other words each time, so that nothing is kept from the run before
        own, counts = timed(read_and_propose, data)
        peer, _cells = timed(read_alone, data)
        if number:
            ours.append(own)
            alone.append(peer)
            adopting.append(adoption(data))
    own, peer = statistics.median(ours), statistics.median(alone)
    print(f"plan of {ROWS} rows read and proposed ({counts}): {seconds(own)}")
    print(f"openpyxl's reading alone: {seconds(peer)}; ours is {seconds(own - 1.3 * peer)} over 1.3 × it  (bar: 1 s)")
    print(f"the same plan adopted in one transaction, with history: {seconds(statistics.median(adopting))}")


def written(seed: int) -> bytes:
    from openpyxl import Workbook

    words = random.Random(seed)
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
    """With Kemi's plan in the database; says what was found, so that nothing is left out.

    A row without the digest of a file, as a dry run's: its interpretation is made, not taken from the cache.
    """
    from goals.models import PlanImport, Strategy
    from goals.plan_workbook.imported import proposal_of
    from kemistrategy.workbook_reading import read_book
    from kemistrategy.workbook_reading.book import book_to_json

    strategy = Strategy.objects.order_by("pk").first()
    row = PlanImport(cells=book_to_json(read_book(data, "plan.xlsx")), answers={}, strategy=strategy)
    summary = proposal_of(row)[0].summary
    return f"{summary.goals.total} goals, {summary.actions.total} actions, {summary.measures.total} measures"


def adoption(data: bytes) -> float:
    """Seconds of adopting it into a plan of a year of its own, every question answered; rolled back after that."""
    from django.db import transaction

    from goals.operations import imports
    from kemistrategy.organisation.models import User

    coordinator = {"role": User.Role.COORDINATOR, "name": "Bench"}
    by, _made = User.objects.get_or_create(email="bench@kemi.example", defaults=coordinator)
    with transaction.atomic():
        row = _answered(data, by)
        imported._interpreted.cache_clear()  # the page's own proposal has just been made
        taken, done = timed(lambda: imports.adopt(row.pk, version=row.version, by=by))
        assert (done.summary.lines, done.summary.measure_lines) == (ROWS, ROWS), done.summary
        transaction.set_rollback(True)
    row.file.storage.delete(row.file.name)
    return taken


def _answered(data: bytes, by):
    from goals.models import Strategy
    from goals.operations import imports
    from kemistrategy.organisation.models import OrgUnit

    strategy = Strategy.objects.order_by("pk").first()
    unit = OrgUnit.objects.filter(plans__strategy=strategy).order_by("pk").first()
    theme = strategy.themes.order_by("pk").first()
    row = imports.receive(data, "plan.xlsx", strategy=strategy, unit=unit, year=2031, theme=theme, by=by)
    proposal, _existing = imported.proposal_of(row)
    answers = {line.key: {"choice": "new"} for line in proposal.items if line.blocks}
    owners = {owner.key: {"choice": "words"} for owner in proposal.owners if owner.blocks}
    row.answers = {"items": answers, "owners": owners}
    row.save()
    return row


def read_alone(data: bytes) -> list:
    from openpyxl import load_workbook

    return [[cell.value for cell in row] for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows()]
