"""A whole book read: nothing filled is dropped, a person's answers are applied, and every doubt has its sentence."""

import ast
import re
import unicodedata
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

import goals.plan_workbook
from goals.plan_workbook.items import Place, Problem, Question
from goals.plan_workbook.question_words import (
    PROBLEMS,
    QUESTIONS,
    REFUSALS,
    problem_words,
    question_words,
    refusal_words,
)
from goals.plan_workbook.reading.interpret import interpret
from kemistrategy.workbook_reading import book as reading
from kemistrategy.workbook_reading import read_book
from kemistrategy.workbook_reading.book import Book, Cell, Sheet, Unreadable
from measures.measure_words import DOUBTS

from .seed_workbook import seed_workbook
from .sheets import book, sheet
from .test_follow_up import BOARD, SEINAJOKI
from .test_key_indicators import ON_LINES, ON_ONE_LINE
from .test_projects import HEADING as PROJECT_HEADING
from .test_projects import LISTS

PLAN = ["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG"]
ODD = [
    ["Kaupungin suunnitelma 2024"],
    ["Laatija: talous- ja suunnitteluyksikkö"],
    [],
    ["Nro", "Päämäärä", "Tavoite", "Toimenpide", "Vastuu", "Aikataulu", "Mittari", "Väri", "TP2022", "Kustannus"],
    [
        "1",
        "Elinvoima",
        "Yrityksiä syntyy",
        "Neuvonta\nTontit",
        "Johtaja",
        "2024",
        "Yritysten lkm",
        "sininen",
        "9",
        "12 €",
    ],
    ["2", "", "", "Messut", "", "ehkä joskus", "Kävijät\nMyynti", "", "8", "1 000 €"],
    [],
    ["15"],
    ["Lisätietoja saa kirjaamosta."],
]


def books():
    return {
        "key indicators": book(ON_LINES),
        "key indicators on one line": book(ON_ONE_LINE),
        "project lists": book([[line] for line in LISTS]),
        "cards": book(SEINAJOKI),
        "board": book(BOARD),
        "odd": book(ODD),
        "two sheets and text": Book(
            (
                sheet(ODD, name="Suunnitelma"),
                sheet([["Ohje"], ["Täytä kaikki solut."], [], ["Palauta 1.9."]], name="Ohje"),
                sheet([PROJECT_HEADING, ["Uimahalli", "", "", "", "", "", "", "Johtaja, 2024"]], name="Ympäristö"),
            )
        ),
        "text only": book([["Muistio"], ["Asiaa"], [], ["Lisää asiaa"]]),
    }


def words_of(thing):
    """Every text of an interpretation, keys, places and readings apart."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from words_of(part)
    elif is_dataclass(thing):
        for one in fields(thing):
            if one.name not in ("key", "place", "reading", "schedule", "code"):
                yield from words_of(getattr(thing, one.name))


def flat(words):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", words).casefold())


def lost_cells(the_book, read):
    """Filled cells whose words stand nowhere in what was read. A table that is asked about as a whole loses none."""
    said = sorted({flat(words) for words in words_of(read)} - {""}, key=len, reverse=True)
    everything = "\n".join(said)
    unknown = {table.place.sheet for table in read.tables if table.kind == "unknown"}
    return [
        (one.name, cell.address, cell.words)
        for one in the_book
        if one.name not in unknown
        for cell in one.cells
        if flat(cell.words) not in everything and not is_in_pieces(flat(cell.words), said)
    ]


def is_in_pieces(words, said):
    for piece in said:
        if len(piece) > 1:
            words = words.replace(piece, "")
    return bool(re.fullmatch(r"(ja|\d{1,2})*", words))


def test_nothing_of_kemis_plan_is_dropped():
    the_book = read_book(seed_workbook(), "plan.xlsx")
    read = interpret(the_book)
    assert (len(read.goals), len(read.actions), len(read.measures)) == (16, 37, 42)
    assert lost_cells(the_book, read) == []


@pytest.mark.parametrize("name", books())
def test_nothing_that_is_filled_is_dropped(name):
    the_book = books()[name]
    assert lost_cells(the_book, interpret(the_book)) == []


HEADINGS = ["Tavoite", "Toimenpide", "Mittari", "NYT", "HYÖTY", "PROJEKTIT", "Vastuu", "Tila", "Päämäärä"]
SAMPLES = ["", "Yrityksiä", "80 % 2023", "1 234", "PROJEKTI 1.", "- kohta", "Toteutuminen: hyvin", "ELINVOIMA TOIMIALA"]
LETTERS = st.text(alphabet=st.characters(categories=("Lu", "Ll"), exclude_characters="ßŉǰ"), min_size=3, max_size=7)
TEXTS = st.tuples(LETTERS, st.sampled_from([" ", ", ", "\n", " ja ", ": ", ". ", "/", "; "]), LETTERS).map("".join)
WORDS = st.sampled_from(HEADINGS + SAMPLES) | TEXTS


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, max_size=5), max_size=8))
def test_no_book_loses_a_cell_or_breaks_the_reading(rows):
    the_book = book(rows)
    read = interpret(the_book)
    assert lost_cells(the_book, read) == []
    for thing in (*read.tables, *read.goals, *read.actions, *read.measures, *read.indicators, *read.projects):
        assert all(question_words(question) for question in thing.questions)


@pytest.mark.parametrize("words", ["a" * 32_000, "1 " * 16_000, "- a\n" * 8_000, "1/2 " * 8_000, "<b>" * 10_000])
@pytest.mark.parametrize(
    "heading", [["HYÖTY", "MITTARIT", "NYT"], ["PROJEKTIT", "VAIHEET", "VASTUU"], ["KESKEISET PROJEKTIT:"]]
)
def test_a_cell_full_to_the_brim_is_read(heading, words):
    read = interpret(book([heading, [words] * len(heading)]))
    items = (*read.indicators, *read.projects)
    assert {item.raw for item in items} <= {words}
    assert items or any(question.code == "left_text" for table in read.tables for question in table.questions)


def test_text_outside_tables_is_asked_about_and_titles_are_not():
    read = interpret(book(ODD))
    assert read.tables[0].title == "Kaupungin suunnitelma 2024 · Laatija: talous- ja suunnitteluyksikkö"
    left = [dict(question.values) for question in read.tables[0].questions if question.code == "left_text"]
    assert {value["words"] for value in left} >= {"1 · 2 · 15 · Lisätietoja saa kirjaamosta.", "12 € · 1 000 €"}


TARGETS = [
    ["Tavoite", "Toimenpide", "Mittari", "Tavoitetaso"],
    ["Hyvä arki", "Työ", "Kävijöitä", "≥ 1 200 kpl"],
    ["Hyvä ilta", "Valo", "Perheitä\nNuoria", "80 %\n4 krt/v"],
]


def left_of(read):
    return [dict(one.values) for table in read.tables for one in table.questions if one.code == "left_text"]


def test_a_target_that_was_taken_is_not_said_to_be_left():
    read = interpret(book(TARGETS))
    assert [one.reading.words for one in read.measures] == ["≥ 1 200 kpl", "80 %", "4 krt/v"]
    assert left_of(read) == []


def test_what_is_left_names_all_its_cells():
    rows = [[*TARGETS[0], "Outo"], *([*row, f"sana{number}"] for number, row in enumerate(TARGETS[1:]))]
    assert left_of(interpret(book(rows))) == [
        {"sheet": "Taulukko1", "cell": "E2–E3", "words": "sana0 · sana1"},
    ]


def test_an_empty_book_is_said_to_be_empty():
    assert interpret(book([[""]])).is_empty
    assert not interpret(book(TARGETS)).is_empty


def test_a_total_is_said_and_is_no_goal():
    read = interpret(book([*TARGETS, ["Yhteensä", "", "", "12"]]))
    assert [goal.words for goal in read.goals] == ["Hyvä arki", "Hyvä ilta"]
    said = [(one.code, dict(one.values)["words"]) for one in read.tables[0].questions]
    assert said == [("words_below", "Yhteensä · 12")]


def test_a_year_that_stands_above_the_table_is_of_its_goals():
    read = interpret(book([["Vuosi:", "2024"], ["Toimiala:", "Elinvoima"], [], *TARGETS]))
    assert {(goal.year, goal.unit) for goal in read.goals} == {(2024, "Elinvoima")}


def test_a_name_with_its_scale_stays_whole():
    rows = [TARGETS[0], ["Hyvä arki", "Työ", "Asiakastyytyväisyys (asteikko 1–5)", "vähintään 4,2"]]
    (one,) = interpret(book(rows)).measures
    assert (one.reading.name, one.reading.kind, one.reading.scale_maximum, one.reading.low) == (
        "Asiakastyytyväisyys (asteikko 1–5)",
        "scale",
        5,
        Decimal("4.2"),
    )


def test_text_of_a_sheet_without_tables_is_asked_about_at_the_first_table():
    read = interpret(books()["two sheets and text"])
    left = [dict(one.values) for one in read.tables[0].questions if one.code == "left_text"]
    assert {"sheet": "Ohje", "cell": "A1–A2, A4", "words": "Ohje · Täytä kaikki solut. · Palauta 1.9."} in left


def test_a_book_of_text_only_is_one_table_that_is_not_understood():
    read = interpret(books()["text only"])
    assert [(table.kind, [one.code for one in table.questions]) for table in read.tables] == [
        ("unknown", ["left_text"])
    ]


# ------------------------------------------------------------------ a person's answers


def key_of(rows):
    return interpret(book(rows)).tables[0].key


def test_a_table_that_is_left_out_stays_in_the_list_without_items():
    read = interpret(book(ON_LINES), tables={key_of(ON_LINES): {"leave_out": True}})
    assert len(read.tables) == 1 and not read.indicators
    assert read.tables[0].questions == ()


def test_a_person_says_what_the_columns_are():
    rows = [
        ["Asia", "Teko", "Kuka tekee"],
        ["Kadut kuntoon", "Päällystetään", "Johtaja"],
        ["Valot", "Uusitaan", "Johtaja"],
    ]
    assert interpret(book(rows)).goals == ()
    columns = {"A": "goal", "B": "action", "C": "owners"}
    read = interpret(book(rows), tables={key_of(rows): {"kind": "plan", "columns": columns}})
    assert [goal.words for goal in read.goals][-2:] == ["Kadut kuntoon", "Valot"]
    assert [[owner.words for owner in action.owners] for action in read.actions][-2:] == [["Johtaja"]] * 2


def test_an_answer_to_a_table_that_is_no_longer_there_changes_nothing():
    the_book = book(ON_LINES)
    assert interpret(the_book, tables={"Muu!A1": {"leave_out": True}}) == interpret(the_book)


# ------------------------------------------------------------------ hidden cells and cells that are refused


def test_cells_that_can_not_be_taken_are_problems_by_cell():
    cells = (
        *sheet([PLAN, ["Kadut kuntoon", "Korjataan", "Johtaja"]]).cells,
        Cell(2, 4, "#REF!", problem="error_value"),
        Cell(2, 5, "=A1", problem="formula_without_value"),
    )
    read = interpret(Book((Sheet("Taulukko1", cells),)))
    assert read.problems == (
        Problem("error_value", Place("Taulukko1", "D2"), "#REF!"),
        Problem("formula_without_value", Place("Taulukko1", "E2"), "=A1"),
    )
    assert read.measures == ()


def test_problems_of_a_table_that_is_left_out_are_settled():
    the_book = Book(
        (Sheet("Taulukko1", (*sheet([PLAN, ["A", "B"]]).cells, Cell(2, 4, "#REF!", problem="error_value"))),)
    )
    key = interpret(the_book).tables[0].key
    assert interpret(the_book, tables={key: {"leave_out": True}}).problems == ()


def test_what_is_hidden_is_read_and_said():
    rows = [PLAN, ["Kadut", "Korjataan", "Johtaja", "Korjausten lkm"], ["Valot", "Uusitaan", "Johtaja"]]
    one = sheet(rows, hidden_rows=[3], is_hidden=True)
    the_book = Book((Sheet(one.name, one.cells, one.hidden_rows, True, frozenset({4})),))
    read = interpret(the_book)
    assert [[q.code for q in goal.questions if q.code == "hidden_row"] for goal in read.goals] == [[], ["hidden_row"]]
    codes = [question.code for question in read.tables[0].questions]
    assert codes.count("hidden_sheet") == 1 and "hidden_columns" in codes


# ------------------------------------------------------------------ the sentences

SOURCES = [path for path in Path(goals.plan_workbook.__file__).parent.rglob("*.py") if path.name != "question_words.py"]


def literals():
    """(texts given to Question(…) or question(…) as the code, all texts) of the package."""
    codes, texts = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ("Question", "question") and node.args and isinstance(node.args[0], ast.Constant):
                codes.add(node.args[0].value)
            if name == "chosen" and isinstance(node.args[0], ast.Constant):
                codes.add(f"{node.args[0].value}_alike")
    return codes, texts


def test_every_question_has_its_sentence_and_every_sentence_its_question():
    codes, texts = literals()
    assert codes | set(DOUBTS) <= set(QUESTIONS)
    assert set(QUESTIONS) <= codes | set(DOUBTS) | texts


def test_every_problem_and_refusal_of_the_reading_has_its_sentence():
    assert set(PROBLEMS) == set(reading.PROBLEMS)
    assert set(REFUSALS) == set(reading.REFUSALS)


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_sentence_is_whole_whatever_values_it_gets(code):
    assert re.search(r"[.?]$", question_words(Question(code)))
    sentence = question_words(Question(code, (("words", "80 % <b>"), ("cell", "A1"), ("heading", "%s"))))
    assert "%(" not in sentence and "%%" not in sentence


def test_a_long_cell_is_quoted_shortly():
    assert len(question_words(Question("left_text", (("words", "a" * 200_000),)))) < 500


def test_a_refusal_names_the_place_where_it_is_known():
    with translation.override("fi"):
        assert refusal_words(Unreadable("empty_file")) == "Tiedosto on tyhjä. Valitse tiedosto, jossa on taulukko."
        assert refusal_words(Unreadable("broken_cell", "Taulukko1", "B7")).endswith("(Taulukko1!B7)")
        assert problem_words(Problem("error_value", Place("T", "A1"))).startswith("Solussa on virhearvo.")
