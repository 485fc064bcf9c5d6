"""Tables found on a sheet as cities lay them out (DOMAIN 1.2): columns by role, rows with what is carried down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.plan_workbook.reading.headings import heading_role
from goals.plan_workbook.reading.plans import interpret_plan
from goals.plan_workbook.reading.tables import find_tables, with_roles
from kemistrategy.workbook_reading.book import Book, Cell, Sheet
from measures.measure_words import read_measure

from .sheets import book, sheet

KEMI = ["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG"]
KEMI_ROLES = ["goal", "action", "owners_and_schedule", "measure", "sdg"]


def found(rows, **said):
    return find_tables(book(rows, **said))


def only(rows, **said):
    (table,) = found(rows, **said)
    return table


def roles(table):
    return [column.key for column in table.columns]


def words(table):
    """The rows' words by role; "^" marks what is carried down."""
    return [{key: cell.words + "^" * cell.is_carried for key, cell in row.cells.items()} for row in table.rows]


@pytest.mark.parametrize(
    "heading, role",
    [
        ("Tavoite", "goal"),
        ("TAVOITTEET 2024", "goal"),
        ("Talousarviotavoite", "goal"),
        ("Kriittinen menestystekijä", "goal"),
        ("Strateginen päämäärä", "theme"),
        ("Strateginen valinta", "theme"),
        ("Toimenpiteet", "action"),
        ("Toimenpiteet tavoitteen saavuttamiseksi", "action"),
        ("Vastuu ja aikataulu", "owners_and_schedule"),
        ("Vastuutaho/aikataulu", "owners_and_schedule"),
        ("Vastuuhenkilö(t)", "owners"),
        ("Ansvar och tidtabell", "owners_and_schedule"),
        ("Responsible", "owners"),
        ("Mittarit, arviointi", "measure"),
        ("Mittari/mittarit", "measure"),
        ("Mittarit ja tavoitetaso", "measure"),
        ("Tavoite ja mittari", "goal_and_measure"),
        ("Toimenpide/mittari", "action_and_measure"),
        ("Nykyarvo", "baseline"),
        ("NYT", "baseline"),
        ("Tavoitetaso 2011", "target"),
        ("TA2024", "target"),
        ("TP2023", "actual"),
        ("Toteuma-arvo", "actual"),
        ("Toteutuminen", "attainment"),
        ("Tilannekuvaus ja riskiarvio", "assessment"),
        ("Raportointi 1-8", "assessment"),
        ("Toimenpiteen tila", "state"),
        ("LOPPU- TULEMA", "outcome"),
        ("LOPPU-\nTULEMA", "outcome"),
        ("HYÖDYT", "benefit"),
        ("Åtgärder", "action"),
        ("Målnivå", "target"),
        ("Agenda 2030", "sdg"),
        ("YK:n kestävän kehityksen tavoitteet", "sdg"),
        ("Havainnot", ""),
        ("Vihreä ja kestävä Kemi lisää vetovoimaamme", ""),
        ("", ""),
    ],
)
def test_heading_role(heading, role):
    assert heading_role(heading) == role


def test_a_heading_anywhere_on_the_sheet_with_titles_above():
    table = only(
        [
            ["", "", "Toimenpidesuunnitelma 2023"],
            [],
            ["", "", *KEMI],
            ["", "", "Tavoite 1", "Toimi 1", "Rehtori 2023", "Mittari 1"],
        ]
    )
    assert (table.kind, table.place.cell, roles(table)) == ("plan", "C3", KEMI_ROLES)
    assert [cell.words for cell in table.titles] == ["Toimenpidesuunnitelma 2023"]
    assert words(table) == [
        {"goal": "Tavoite 1", "action": "Toimi 1", "owners_and_schedule": "Rehtori 2023", "measure": "Mittari 1"}
    ]
    assert table.rows[0].get("action").address == "D4"


def test_empty_and_merged_first_cells_are_carried_down():
    table = only(
        [
            KEMI,
            ["Tavoite 1", "Toimi 1", "Rehtori", "Mittari 1"],
            ["", "Toimi 2", "", "Mittari 2"],
            ["Tavoite 2", "Toimi 3"],
            ["", "Toimi 4", "Sihteeri"],
        ],
        merged={(2, 3): (2, 1), (4, 1): (2, 1)},
    )
    assert words(table) == [
        {"goal": "Tavoite 1", "action": "Toimi 1", "owners_and_schedule": "Rehtori", "measure": "Mittari 1"},
        {"goal": "Tavoite 1^", "action": "Toimi 2", "owners_and_schedule": "Rehtori^", "measure": "Mittari 2"},
        {"goal": "Tavoite 2", "action": "Toimi 3"},
        {"goal": "Tavoite 2^", "action": "Toimi 4", "owners_and_schedule": "Sihteeri"},
    ]
    assert table.rows[1].get("goal").address == "A2"


def test_a_new_theme_ends_what_its_goals_carried():
    table = only([["Päämäärä", "Tavoite", "Toimenpide"], ["P1", "T1", "a"], ["P2", "", "b"], ["", "T2", "c"]])
    assert words(table) == [
        {"theme": "P1", "goal": "T1", "action": "a"},
        {"theme": "P2", "action": "b"},
        {"theme": "P2^", "goal": "T2", "action": "c"},
    ]


def test_a_repeated_heading_is_a_page_break_where_the_goal_goes_on_and_a_new_table_elsewhere():
    tables = found(
        [
            KEMI,
            ["Tavoite 1", "Toimi 1"],
            ["15"],
            KEMI,
            ["", "Toimi 2"],
            KEMI,
            ["Tavoite 2", "Toimi 3"],
            [],
            ["Strateginen päämäärä: SUJUVA ARKI, hyvinvointi"],
            [],
            ["16"],
            [],
            KEMI,
            ["Tavoite 3", "Toimi 4"],
        ]
    )
    assert [words(table) for table in tables] == [
        [{"goal": "Tavoite 1", "action": "Toimi 1"}, {"goal": "Tavoite 1^", "action": "Toimi 2"}],
        [{"goal": "Tavoite 2", "action": "Toimi 3"}],
        [{"goal": "Tavoite 3", "action": "Toimi 4"}],
    ]
    assert [table.continues for table in tables] == [False, True, False]
    assert [table.said_above("theme") and table.said_above("theme").words for table in tables] == [
        None,
        None,
        "SUJUVA ARKI, hyvinvointi",
    ]
    assert [[cell.words for cell in table.page_numbers] for table in tables] == [["15"], [], ["16"]]
    assert [cell.words for cell in tables[2].titles] == ["Strateginen päämäärä: SUJUVA ARKI, hyvinvointi"]


def test_a_theme_on_a_line_of_its_own_begins_a_table_with_the_same_columns():
    tables = found(
        [KEMI, ["Teema 1 Viisas Kemi"], ["Tavoite 1", "Toimi 1"], ["VÄLITTÄVÄ KEMI"], ["Tavoite 2", "Toimi 2"]],
        merged={(4, 1): (1, 5)},
    )
    tables = [table for table in tables if table.rows]
    assert [roles(table) for table in tables] == [KEMI_ROLES, KEMI_ROLES]
    assert [[cell.words for cell in table.titles] for table in tables] == [["Teema 1 Viisas Kemi"], ["VÄLITTÄVÄ KEMI"]]
    assert tables[0].said_above("theme").words == "Viisas Kemi"


def test_headings_over_two_rows():
    table = only(
        [
            ["Tavoite", "Toimenpiteet", "Vastuu ja", "Seuranta", "", ""],
            ["", "", "aikataulu", "Mittari", "Lähtötaso", "Tavoite"],
            ["T", "a", "Rehtori 2023", "m", "1", "2"],
        ],
        merged={(1, 4): (1, 3)},
    )
    assert roles(table) == ["goal", "action", "owners_and_schedule", "measure", "baseline", "target"]
    assert len(table.rows) == 1


def test_key_indicators_and_the_project_template():
    indicators, projects = found(
        [
            ["KESKEISET MITTARIT"],
            ["HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA"],
            ["Talous paranee", "Ylijäämä/alijäämä", "18,9", "2"],
            ["", "Toinen", "927"],
            [],
            ["Toimialan projektit"],
            ["PROJEKTIT", "LOPPU- TULEMA", "VAIHEET", "HYÖDYT", "MITTARI", "NYT", "TAVOITE", "VASTUU"],
            ["PROJEKTI 1."],
        ]
    )
    assert (indicators.kind, roles(indicators)) == (
        "indicators",
        ["benefit", "measure", "baseline", "target", "actual"],
    )
    assert words(indicators)[1] == {"benefit": "Talous paranee^", "measure": "Toinen", "baseline": "927"}
    assert (projects.kind, roles(projects)) == (
        "projects",
        ["project", "outcome", "stages", "benefit", "measure", "baseline", "target", "owners"],
    )
    assert [cell.words for cell in projects.titles] == ["Toimialan projektit"]


@pytest.mark.parametrize(
    "headings, expected, kind",
    [
        (
            ["Strateginen päämäärä", "Tavoite ja mittari", "Raportointi 1-8", "Vastuutaho", "Toimenpiteen tila"],
            ["theme", "goal_and_measure", "assessment", "owners", "state"],
            "plan",
        ),
        (
            ["Vaikuttavuustavoite", "Mittari", "Tavoitetaso", "Toteutuminen"],
            ["goal", "measure", "target", "actual"],
            "plan",
        ),
        (
            ["Konsernille asetetut tavoitteet", "TA2024", "TP2024", "TP2023"],
            ["measure", "target", "actual", "actual:4"],
            "indicators",
        ),
        (
            ["Mål", "Åtgärder", "Ansvarig", "Tidtabell", "Mätare", "Målnivå"],
            ["goal", "action", "owners", "schedule", "measure", "target"],
            "plan",
        ),
        (
            ["Goal", "Actions", "Owner", "Deadline", "Indicator", "Baseline", "Target"],
            ["goal", "action", "owners", "schedule", "measure", "baseline", "target"],
            "plan",
        ),
        (["Tavoite", "Toimenpide", "Resurssit"], ["goal", "action", ":3"], "plan"),
    ],
)
def test_columns_of_other_cities(headings, expected, kind):
    table = only([headings, ["x"] * len(headings)])
    assert (roles(table), table.kind) == (expected, kind)


def test_the_year_of_a_column_is_kept():
    table = only([["Konsernille asetetut tavoitteet", "TA2024", "TP2023"], ["Omavaraisuus", "yli 80", "133"]])
    assert [column.year for column in table.columns] == [None, 2024, 2023]


def test_cards_of_one_form_are_the_rows_of_one_table():
    def card(number):
        return [
            ["Strateginen valinta", "Strateginen tavoite"],
            [f"Valinta {number}", f"Strateginen {number}"],
            ["Talousarviotavoite", "Tilannekuvaus ja riskiarvio"],
            [f"Tavoite {number}", "Hyvin"],
            ["Mittari/mittarit", "Nykyarvo", "Tavoitearvo", "Toteuma-arvo"],
            ["m1", "1", "2", "3"],
            ["m2", "4", "5", "6"],
        ]

    table = only(card(1) + card(2))
    assert table.is_card
    assert roles(table) == ["theme", "parent_goal", "goal", "assessment", "measure", "baseline", "target", "actual"]
    assert [
        (row.words("theme"), row.words("goal"), row.words("measure"), row.words("actual")) for row in table.rows
    ] == [
        ("Valinta 1", "Tavoite 1", "m1", "3"),
        ("Valinta 1", "Tavoite 1", "m2", "6"),
        ("Valinta 2", "Tavoite 2", "m1", "3"),
        ("Valinta 2", "Tavoite 2", "m2", "6"),
    ]
    assert [row.get("goal").is_carried for row in table.rows] == [False, True, False, True]


def test_cards_of_labels_with_their_value_beside():
    table = only(
        [
            ["Tavoite:", "Tavoite 1"],
            ["Toimenpiteet:", "Toimi 1"],
            ["", "Toimi 2"],
            ["Vastuu:", "Rehtori 2023"],
            ["Mittari", "Nykyarvo", "Tavoitearvo"],
            ["m1", "1", "2"],
            [],
            ["Tavoite:", "Tavoite 2"],
            ["Toimenpiteet:", "Toimi 3"],
            ["Vastuu:", "Sihteeri"],
            ["Mittari", "Nykyarvo", "Tavoitearvo"],
            ["m2", "3", "4"],
        ]
    )
    assert words(table) == [
        {"goal": "Tavoite 1", "action": "Toimi 1\nToimi 2", "owners": "Rehtori 2023"}
        | {"measure": "m1", "baseline": "1", "target": "2"},
        {"goal": "Tavoite 2", "action": "Toimi 3", "owners": "Sihteeri"}
        | {"measure": "m2", "baseline": "3", "target": "4"},
    ]
    assert table.rows[0].get("action").address == "B2"


def test_who_answers_is_said_above_and_notes_stand_below():
    table = only(
        [
            ["Vastuuhenkilö: Sivistystoimenjohtaja"],
            ["Vaikuttavuustavoite", "Mittari", "Tavoitetaso", "Toteutuminen"],
            ["Tavoite", "Kokouksia", "9", "3/9 kokousta"],
            ["Toinen", "Kokouksia", "9", "9"],
            [],
            ["* luvut ovat syyskuulta"],
        ]
    )
    assert table.said_above("owners").words == "Sivistystoimenjohtaja"
    assert [cell.words for cell in table.notes] == ["* luvut ovat syyskuulta"]
    assert len(table.rows) == 2


def test_what_is_not_understood_is_found_as_it_stands_until_its_columns_are_said():
    table = only([["Mitä", "Kuka hoitaa sen"], ["Päämäärään pääsy", "Rehtori"], ["Toinen asia", "Sihteeri"]])
    assert (table.kind, roles(table), len(table.rows)) == ("unknown", [":1", ":2"], 3)
    said = with_roles(table, {1: "action", 2: "owners"})
    assert (said.kind, roles(said)) == ("plan", ["action", "owners"])
    assert said.rows[1].words("owners") == "Rehtori"
    assert said.key == table.key == "Taulukko1!A1"


def test_several_sheets_hidden_ones_too_but_not_our_own():
    plan = [["Tavoite", "Toimenpide"], ["T", "a"]]
    tables = find_tables(
        Book(
            (
                sheet(plan, name="Elinvoima"),
                sheet(plan, name="Piilo", is_hidden=True),
                sheet([["kind", "plan"], ["id", "7"]], name="kemi", is_hidden=True),
            )
        )
    )
    assert [(table.key, table.is_hidden) for table in tables] == [("Elinvoima!A1", False), ("Piilo!A1", True)]


def test_hidden_rows_and_faulty_cells_are_said():
    rows = [["Tavoite", "Toimenpide"], ["T", "a"]]
    table = only(rows, hidden_rows=[2])
    assert [row.is_hidden for row in table.rows] == [True]
    cells = (*sheet(rows).cells, Cell(3, 1, "", problem="formula_without_value"), Cell(3, 2, "b"))
    (table,) = find_tables(Book((Sheet("S", cells),)))
    assert table.rows[1].get("goal").problem == "formula_without_value"


def test_a_list_without_a_heading_is_not_lost():
    table = only([["Palveluverkkoprojekti"], ["Harrastepassi"], ["Uimahallin suunnittelu"]])
    assert [row.words(":1") for row in table.rows] == [
        "Palveluverkkoprojekti",
        "Harrastepassi",
        "Uimahallin suunnittelu",
    ]


@pytest.mark.parametrize("rows", [[], [["Pelkkä otsikko"]], [["15"], ["16"]], [KEMI]])
def test_a_sheet_without_rows_is_no_fault(rows):
    assert [table for table in found(rows) if table.rows] == []


@pytest.mark.parametrize("text", ["a" * 200_000, "sana " * 40_000, "rivi\n" * 40_000, ":" * 200_000, "(" * 200_000])
def test_a_long_cell_is_a_cell(text):
    table = only([KEMI, ["T", text.strip(), "o", "m"]])
    assert table.rows[0].words("action") == text.strip()


@pytest.mark.parametrize("word", ["Yhteensä", "SUMMA", "Totalt", "Total", "Kaikki yhteensä:", "Yhteensä 12 €"])
def test_a_total_is_a_note_and_no_row(word):
    table = only([KEMI, ["Tavoite on tämä", "Työ", "Rehtori", "Lkm"], [word, "", "", "12 kpl"]])
    assert [row.words("goal") for row in table.rows] == ["Tavoite on tämä"]
    assert [cell.words for cell in table.notes] == [f"{word} · 12 kpl"]


def test_a_goal_that_begins_like_a_total_is_a_goal():
    table = only([KEMI, ["Yhteensä pärjäämme", "Työ", "Rehtori", "Lkm"], ["Summa", "Lasketaan yhteistyökulut", "", ""]])
    assert [row.words("goal") for row in table.rows] == ["Yhteensä pärjäämme", "Summa"]


ODD_WORDS = [
    *["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittari", "NYT", "Päämäärä", "Projekti", "Arviointi", "Tila"],
    *["Päämäärä: Viisas Kemi", "Teema 1 Vihreä Kemi", "Vastuuhenkilö: Rehtori", "Tavoite:", "15", "Sivu 3", "-"],
    *["Lisätään hyvinvointia", "Rehtori 2023", "80 %", "rivi\nja toinen\n\nKolmas", "Vastuu ja", "=1+1"],
]
GRIDS = st.lists(st.lists(st.sampled_from(["", "", *ODD_WORDS]), max_size=5), max_size=12)
SPANS = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 5)), st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=3
)


def cells_of(tables):
    for table in tables:
        yield from (cell for row in table.rows for cell in row.cells.values())
        yield from (*table.titles, *table.notes, *table.page_numbers)
        yield from (cell for _role, cell in table.above)


@given(GRIDS, SPANS)
def test_no_cell_of_a_sheet_is_lost(rows, merged):
    tables = found(rows, merged=merged)
    kept = {cell.address for cell in cells_of(tables)}
    joined = {line for cell in cells_of(tables) if "\n" in cell.words for line in cell.words.split("\n")}
    headings = " ".join(column.heading for table in tables for column in table.columns)
    with_labels = {cell.address.lstrip("ABCDE") for table in tables for _role, cell in table.above}
    lost = [
        cell.words
        for cell in sheet(rows).cells
        if cell.address not in kept
        and cell.words not in headings
        and str(cell.row) not in with_labels
        and not set(cell.words.split("\n")) <= joined
    ]
    assert not tables or lost == []


@given(GRIDS, SPANS)
def test_whatever_is_found_can_be_read_as_a_plan(rows, merged):
    for table in found(rows, merged=merged):
        reading = interpret_plan(table, read_measure)
        assert {action.goal for action in reading.actions} <= {goal.key for goal in reading.goals} | {""}
        keys = [thing.key for things in (reading.goals, reading.actions, reading.measures) for thing in things]
        assert len(keys) == len(set(keys))
