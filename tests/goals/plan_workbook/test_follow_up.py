"""Follow-up tables and cards as other cities lay them out (DOMAIN 1.2): what was told, put to what it is about."""

import pytest

from goals.plan_workbook.reading.follow_up import told_kind
from goals.plan_workbook.reading.interpret import interpret

from .sheets import book


def goals(read):
    return [(goal.words, goal.theme, goal.told) for goal in read.goals]


def measures(read):
    return [
        (one.words, one.baseline, one.reading.comparison, one.reading.low, one.reading.high, one.actual, one.told)
        for one in read.measures
    ]


SEINAJOKI = [
    ["Varhaiskasvatus 120"],
    [],
    ["Strateginen valinta", "Strateginen tavoite"],
    ["Hyvinvoiva kaupunki", "Lapsilla on hyvä arki"],
    ["Talousarviotavoite", "Tilannekuvaus ja riskiarvio"],
    ["Henkilöstö voi hyvin", "Kysely tehtiin keväällä"],
    ["Mittari/mittarit", "Nykyarvo", "Tavoitearvo", "Toteuma-arvo", ""],
    ["Osallistujia", "6 100", "6 500", "6 462", "1"],
    ["Kyselyn tulos", "", "70–100 %", "50 %", "3"],
    [],
    ["Strateginen valinta", "Strateginen tavoite"],
    ["Elinvoimainen kaupunki", "Yrityksiä syntyy"],
    ["Talousarviotavoite", "Tilannekuvaus ja riskiarvio"],
    ["Palvelut sujuvat", "Riskinä hinnat"],
    ["Mittari/mittarit", "Nykyarvo", "Tavoitearvo", "Toteuma-arvo", ""],
    ["Yrityksiä", "900", "1 000", "955", "2"],
]


def test_cards_with_coloured_balls():
    read = interpret(book(SEINAJOKI))
    assert goals(read) == [
        ("Henkilöstö voi hyvin", "Hyvinvoiva kaupunki", (("words", "Kysely tehtiin keväällä"),)),
        ("Palvelut sujuvat", "Elinvoimainen kaupunki", (("words", "Riskinä hinnat"),)),
    ]
    assert measures(read) == [
        ("Osallistujia", "6 100", "at_least", 6500, None, "6 462", (("attainment", "1"),)),
        ("Kyselyn tulos", "", "between", 70, 100, "50 %", (("attainment", "3"),)),
        ("Yrityksiä", "900", "at_least", 1000, None, "955", (("attainment", "2"),)),
    ]
    assert [one.reading.kind for one in read.measures] == ["number", "percent", "number"]


def test_blocks_of_a_subsidiary_tell_attainment_and_state_apart():
    rows = [
        ["Kauhavan Vesi Oy"],
        ["Taloudelliset tavoitteet"],
        ["Tavoite", "Toimenpide/mittari"],
        ["Tulos on positiivinen", "Tilikauden tulos yli 0 €"],
        ["Arviointi", "Tila"],
        ["Ei toteutunut, tappio 8.941 €", "Valmis"],
        ["Tavoite", "Toimenpide/mittari"],
        ["Verkosto on kunnossa", "Saneerataan vähintään 2 km"],
        ["Arviointi", "Tila"],
        ["Toteutui", "Valmis"],
    ]
    read = interpret(book(rows))
    assert [goal.words for goal in read.goals] == ["Tulos on positiivinen", "Verkosto on kunnossa"]
    assert [(one.words, one.told) for one in read.measures] == [
        ("Tilikauden tulos yli 0 €", (("attainment", "Ei toteutunut, tappio 8.941 €"), ("progress", "Valmis"))),
        ("Saneerataan vähintään 2 km", (("attainment", "Toteutui"), ("progress", "Valmis"))),
    ]


BOARD = [
    ["Sivistyslautakunta"],
    ["1. Opetus on laadukasta"],
    ["Mittarit ja tavoitetaso:"],
    ["- kysely väh. hyvä"],
    ["- keskeyttäneitä alle 2 %"],
    ["Toteutuminen: Toteutui osittain"],
    ["2. Kirjasto palvelee"],
    ["Mittarit ja tavoitetaso:"],
    ["- lainat vähintään 100 000 kpl"],
    ["Toteutuminen:"],
    ["Pääsääntöisesti toteutunut"],
]


def test_numbered_goals_of_a_board_with_their_measures_as_text():
    read = interpret(book(BOARD))
    assert goals(read) == [
        ("Opetus on laadukasta", "", (("attainment", "Toteutui osittain"),)),
        ("Kirjasto palvelee", "", (("attainment", "Pääsääntöisesti toteutunut"),)),
    ]
    assert [(one.words, one.reading.words, one.goal) for one in read.measures] == [
        ("kysely väh. hyvä", "väh. hyvä", read.goals[0].key),
        ("keskeyttäneitä alle 2 %", "alle 2 %", read.goals[0].key),
        ("lainat vähintään 100 000 kpl", "vähintään 100 000 kpl", read.goals[1].key),
    ]
    assert [table.kind for table in read.tables] == ["plan"]


def test_the_board_in_one_cell_reads_the_same():
    words = "\n".join(line[0] for line in BOARD[1:])
    read = interpret(book([["Sivistyslautakunta"], [words]]))
    assert [goal.words for goal in read.goals] == ["Opetus on laadukasta", "Kirjasto palvelee"]
    assert len({item.key for item in (*read.goals, *read.measures)}) == 5


def test_a_board_with_a_level_a_result_and_reasons_below():
    rows = [
        ["Sivistyslautakunta"],
        ["Vastuuhenkilö: Sivistystoimenjohtaja"],
        ["Vaikuttavuustavoite", "Mittari", "Tavoitetaso", "Toteutuminen"],
        ["Lapset voivat hyvin", "Kokousten määrä", "vähintään 9 kokousta", "3/9 kokousta"],
        ["Perustelut: kokouksia peruttiin"],
    ]
    read = interpret(book(rows))
    assert goals(read) == [("Lapset voivat hyvin", "", (("words", "Perustelut: kokouksia peruttiin"),))]
    assert [one.actual for one in read.measures] == ["3/9 kokousta"]
    assert read.measures[0].reading.low == 9


def test_results_of_an_action_are_its_own():
    rows = [
        ["Päämäärä", "Tavoite", "Toimenpide", "Mittari", "Nykyarvo", "Tavoitearvo", "Toteuma", "Arviointi", "Tila"],
        ["Elinvoima", "Yrityksiä syntyy", "Neuvonta", "Yritysten määrä", "927", "930", "928", "Etenee", "Käynnissä"],
        ["", "", "Tontit", "Tonttien määrä", "12", "", "13", "Toteutui", "Valmis"],
    ]
    read = interpret(book(rows))
    assert [(one.words, one.told) for one in read.actions] == [
        ("Neuvonta", (("words", "Etenee"), ("progress", "Käynnissä"))),
        ("Tontit", (("attainment", "Toteutui"), ("progress", "Valmis"))),
    ]
    assert measures(read) == [
        ("Yritysten määrä", "927", "at_least", 930, None, "928", ()),
        ("Tonttien määrä", "12", "", None, None, "13", ()),
    ]
    assert read.measures[0].reading.kind == "count"
    assert read.measures[0].reading.direction == "up"


def test_figures_of_several_measures_are_paired_by_their_lines():
    rows = [
        ["Tavoite", "Mittari", "Nykyarvo", "Tavoitearvo"],
        ["Palvelut toimivat", "Lainojen määrä\nKäyntien määrä", "10\n20", "11\n22"],
        ["Kadut ovat kunnossa", "Valitusten määrä\nKorjausten määrä", "5", "4\n3\n2"],
    ]
    read = interpret(book(rows))
    assert [(one.baseline, one.reading.low) for one in read.measures] == [
        ("10", 11),
        ("20", 22),
        ("5", None),
        ("5", None),
    ]
    codes = {question.code for question in read.measures[2].questions}
    assert {"one_figure_for_several", "not_aligned"} <= codes


@pytest.mark.parametrize(
    ("role", "words", "kind"),
    [
        ("state", "Valmis", "progress"),
        ("state", "Ei aloitettu", "progress"),
        ("state", "Ei toteutunut", "attainment"),
        ("state", "Vihreä (1)", "attainment"),
        ("state", "jotain muuta", "words"),
        ("assessment", "Toteutui osittain", "attainment"),
        ("assessment", "Ei toteutunut kaikilta osin", "attainment"),
        ("assessment", "Tavoitteet jäivät osin toteutumatta resurssipulan vuoksi", "attainment"),
        ("assessment", "Ei voitu arvioida", "attainment"),
        ("assessment", "Hanke etenee", "words"),
        ("forecast", "Toteutuu", "forecast"),
        ("deviation", "-5 %", "words"),
    ],
)
def test_a_result_is_what_its_words_say(role, words, kind):
    assert told_kind(role, words) == kind
