"""What was decided changes only on a basis, whichever file it comes in; a file is remembered in its own place."""

import pytest

from goals.models import Action, Goal
from goals.operations.imports import answer
from kemistrategy.refusals import NotAllowed
from measures.models import Target
from tests.factories import OrgUnitFactory

from .import_books import TWO_GOALS, workbook
from .test_imports import bring, city, line_of, read_once, take

__all__ = ["city", "read_once"]
INDICATORS = ("HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA")


def key_indicator(target):
    row = ("Työllisyys paranee", "Rakennetyöttömien määrä", "666", target, "")
    return workbook(row, title="", headings=INDICATORS)


def test_a_target_level_changes_on_a_basis_only(city):
    take(city, bring(city, key_indicator("599"), name="mittarit.xlsx"))
    row = bring(city, key_indicator("580"), name="uudet.xlsx")
    line = line_of(row, "Rakennetyöttömien määrä")
    chosen = {"change": ["target"]}
    row = answer(row.pk, version=row.version, part="items", key=line.key, answer=chosen, by=city.coordinator)
    with pytest.raises(NotAllowed, match="mihin muutos perustuu"):
        take(city, row)
    take(city, row, reason="Valtuusto tarkisti tason.")
    assert Target.objects.present().get().low == 580


def test_a_goals_words_change_on_a_basis_only(city):
    rows = [list(row) for row in TWO_GOALS]
    take(city, bring(city, workbook(*map(tuple, rows))))
    goal = Goal.objects.get(title_fi=rows[0][0])
    rows[0][0] = rows[0][0].replace("lisää", "lisää yhä")
    row = bring(city, workbook(*map(tuple, rows)), name="uusi.xlsx")
    line = line_of(row, rows[0][0])
    chosen = {"choice": "same", "same": goal.pk, "change": ["words"]}
    row = answer(row.pk, version=row.version, part="items", key=line.key, answer=chosen, by=city.coordinator)
    with pytest.raises(NotAllowed, match="mihin muutos perustuu"):
        take(city, row)
    take(city, row, reason="Sanamuoto tarkistettiin.")
    goal.refresh_from_db()
    assert goal.title_fi == rows[0][0]


def test_what_was_left_out_for_one_department_is_asked_for_another(city):
    row = bring(city)
    key = line_of(row, TWO_GOALS[1][1]).key
    left_out = {"choice": "leave_out"}
    row = answer(row.pk, version=row.version, part="items", key=key, answer=left_out, by=city.coordinator)
    take(city, row)
    elsewhere = bring(city, unit=OrgUnitFactory(name="Elinvoimatoimiala"), year=2025)
    assert not line_of(elsewhere, TWO_GOALS[1][1]).is_left_out
    assert not Action.objects.filter(title_fi=TWO_GOALS[1][1]).exists()
