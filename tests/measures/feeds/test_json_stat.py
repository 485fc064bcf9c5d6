"""Both shapes of PxWeb read alike, with missing figures, marks, periods and moments as they really come."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kemistrategy.periods import Period
from measures.feeds import FeedProblem
from measures.feeds.fetched import kept_value
from measures.feeds.json_stat import Answer, Cell, read_json_stat, read_moment, read_period, read_px_json, read_value

UPDATED = datetime(2026, 5, 29, 5, 0, tzinfo=UTC)


def dataset(**changes):
    return {
        "version": "2.0",
        "class": "dataset",
        "source": "Tilastokeskus, väestörakenne",
        "updated": "2026-05-29T05.00.00Z",
        "id": ["alue", "vuosi"],
        "size": [2, 2],
        "dimension": {
            "alue": {"category": {"index": {"SSS": 0, "KU240": 1}}},
            "vuosi": {"category": {"index": ["2024", "2025"]}},
        },
        "value": [Decimal(1), None, Decimal("2.5"), Decimal(4)],
        "status": {"3": "p"},
    } | changes


def cells(*figures):
    keys = [("SSS", "2024"), ("SSS", "2025"), ("KU240", "2024"), ("KU240", "2025")]
    return tuple(
        Cell({"alue": area, "vuosi": year}, value, mark)
        for (area, year), (value, mark) in zip(keys, figures, strict=True)
    )


EXPECTED = cells((Decimal(1), False), (None, False), (Decimal("2.5"), False), (Decimal(4), True))


def test_json_stat_runs_row_by_row_with_null_for_what_is_missing():
    assert read_json_stat(dataset()) == Answer(EXPECTED, "Tilastokeskus, väestörakenne", UPDATED)


def test_json_stat_may_be_sparse_and_name_a_single_category_by_its_label():
    sparse = dataset(value={"0": Decimal(1), "2": Decimal("2.5"), "3": Decimal(4)}, status=["", "", "", "*"])
    assert read_json_stat(sparse).cells == EXPECTED
    single = dataset(
        id=["alue"],
        size=[1],
        dimension={"alue": {"category": {"label": {"KU240": "Kemi"}}}},
        value=[Decimal(7)],
        status="p",
    )
    assert read_json_stat(single).cells == (Cell({"alue": "KU240"}, Decimal(7), True),)


@pytest.mark.parametrize(
    "changes",
    [
        {"class": "collection"},
        {"size": [2, 3]},
        {"size": [10**9, 10**9]},
        {"size": [2]},
        {"id": ["alue"]},
        {"dimension": {}},
        {"dimension": {"alue": None, "vuosi": None}},
        {"value": [Decimal(1)]},
        {"value": None},
        {"value": [Decimal(1), None, "n/a", Decimal(4)]},
        {"value": [Decimal(1), None, [], Decimal(4)]},
        {"value": {"x": Decimal(1)}},
    ],
)
def test_what_is_no_dataset_is_told_in_one_sentence(changes):
    with pytest.raises(FeedProblem) as problem:
        read_json_stat(dataset(**changes))
    assert str(problem.value) == "Vastaus ei ole odotettua muotoa (JSON-stat)."


@pytest.mark.parametrize("document", [None, [], "tekstiä", {}, {"error": "huolto"}])
def test_other_documents_are_neither_shape(document):
    with pytest.raises(FeedProblem):
        read_json_stat(document)
    with pytest.raises(FeedProblem):
        read_px_json(document, contents="contents")


def px(order=("alue", "vuosi"), **changes):
    kinds = {"alue": "d", "vuosi": "t"}
    rows = [("SSS", "2024", "1"), ("SSS", "2025", ".."), ("KU240", "2024", "2.5"), ("KU240", "2025", "4*")]
    return {
        "columns": [*({"code": code, "type": kinds[code]} for code in order), {"code": "vaesto", "type": "c"}],
        "comments": [],
        "data": [
            {"key": [{"alue": area, "vuosi": year}[code] for code in order], "values": [value]}
            for area, year, value in rows
        ],
        "metadata": [{"updated": "2026-05-29T05.00.00Z", "source": "Tilastokeskus, väestörakenne"}],
    } | changes


@pytest.mark.parametrize("order", [("alue", "vuosi"), ("vuosi", "alue")])
def test_px_json_reads_the_same_whatever_the_order_of_its_keys(order):
    expected = tuple(Cell({**cell.keys, "tiedot": "vaesto"}, cell.value, cell.is_provisional) for cell in EXPECTED)
    answer = read_px_json(px(order), contents="tiedot")
    assert answer == Answer(expected, "Tilastokeskus, väestörakenne", UPDATED)


def test_px_json_with_too_few_values_is_refused():
    with pytest.raises(FeedProblem):
        read_px_json(px(data=[{"key": ["SSS", "2024"], "values": []}]), contents="tiedot")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("19339", (Decimal(19339), False)),
        ("-63", (Decimal(-63), False)),
        ("17.1*", (Decimal("17.1"), True)),
        ("17.1 *", (Decimal("17.1"), True)),
        (Decimal("12.8"), (Decimal("12.8"), False)),
        *((mark, (None, False)) for mark in (None, "", ".", "..", "...", "....", "-", ":", " .. ")),
    ],
)
def test_values_and_the_marks_of_missing_ones(given, read):
    assert read_value(given) == read


@pytest.mark.parametrize("given", ["n/a", "1 234", "17,1", "1e400", "١٢", "0x10", True, [], {}])
def test_what_is_no_value_is_refused(given):
    with pytest.raises(ValueError):
        read_value(given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Decimal("19339"), Decimal("19339")),
        (Decimal("0.12345678"), Decimal("0.123457")),
        (Decimal("99999999999999"), Decimal("99999999999999")),
        (Decimal("1e-400"), Decimal(0)),
    ],
)
def test_a_value_is_kept_with_six_decimals(given, kept):
    assert kept_value(given) == kept


@pytest.mark.parametrize("given", ["1e14", "1e400", "-1e99999", "NaN", "Infinity", "99999999999999.9999999", "9" * 40])
def test_a_value_that_the_columns_cannot_hold_is_refused(given):
    with pytest.raises(FeedProblem) as problem:
        kept_value(Decimal(given))
    assert str(problem.value) == "Vastauksessa on luku, joka on liian suuri tallennettavaksi."


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("2025*", (2025, 1, 1), (2025, 12, 31)),
        ("2026M06", (2026, 6, 1), (2026, 6, 30)),
        ("2024M02", (2024, 2, 1), (2024, 2, 29)),
        ("2026M12", (2026, 12, 1), (2026, 12, 31)),
        ("2026Q1", (2026, 1, 1), (2026, 3, 31)),
        ("2026Q4", (2026, 10, 1), (2026, 12, 31)),
        ("2026H1", (2026, 1, 1), (2026, 6, 30)),
        ("2026H2", (2026, 7, 1), (2026, 12, 31)),
    ],
)
def test_periods(code, start, end):
    assert read_period(code) == Period(date(*start), date(*end))


@pytest.mark.parametrize("code", ["", "26", "0000", "2026M13", "2026M00", "2026Q5", "2026H3", "2026W05", "2024–2026"])
def test_other_codes_are_no_periods(code):
    assert read_period(code) is None


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2026-05-29T05.00.00Z", UPDATED),
        ("2026-05-29T05:00:00Z", UPDATED),
        ("2026-05-29 05:00", UPDATED),
        ("2026-05-29", datetime(2026, 5, 29, tzinfo=UTC)),
        ("2026-13-29T05.00.00Z", None),
        ("2026-05-29T25.00.00Z", None),
        ("eilen", None),
        ("", None),
        (None, None),
        (20260529, None),
    ],
)
def test_moments_with_dots_or_colons(words, moment):
    assert read_moment(words) == moment
