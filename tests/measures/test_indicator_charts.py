"""An indicator's drawing: every kind of series has its place, and nothing is drawn that is not known."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from django.template.loader import render_to_string

from measures.charts import (
    PLOT_BOTTOM,
    PLOT_TOP,
    WIDTH,
    Baseline,
    Compared,
    Mark,
    Step,
    indicator_chart,
    small_chart,
    target_steps,
)
from tests.goals.pages import with_class

LEGEND = {mark: mark.capitalize() for mark in ("observed", "provisional", "baseline", "target", "adopted")}
SVG = "{http://www.w3.org/2000/svg}"


def year_end(year, value, *, is_provisional=False):
    return Mark(date(year, 12, 31), Decimal(value), is_provisional)


def drawn(marks=(), **figures):
    return indicator_chart(sentence="Lause.", marks=list(marks), legend=LEGEND, **figures)


def places(path):
    """The points that a path names, in order; "H" and "V" are left out."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def lines_of(chart):
    return [chart.line, chart.dots, chart.hollow_dots, chart.target, chart.adopted, chart.target_band]


FORTY = [Mark(date(2020, 1, 31) + timedelta(days=30 * n), Decimal(50 + n % 7)) for n in range(40)]
SERIES = {
    "one": [year_end(2023, 7)],
    "two": [year_end(2022, 5), year_end(2023, 7)],
    "forty": FORTY,
    "negative": [year_end(2021, "-18.9"), year_end(2022, "-12.1"), year_end(2023, "1.5")],
    "huge": [year_end(2022, "99999999999999"), year_end(2023, "12345678901234")],
    "tiny": [year_end(2022, "0.000001"), year_end(2023, "0.000002")],
    "equal": [year_end(2022, 5), year_end(2023, 5)],
    "zeros": [year_end(2022, 0), year_end(2023, 0)],
    "the same day twice": [year_end(2023, 5), year_end(2023, 6)],
}


# --- any series ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("marks", SERIES.values(), ids=SERIES)
@pytest.mark.parametrize("baseline", [None, Baseline(Decimal(4)), Baseline(Decimal(4), date(2021, 12, 31))])
def test_every_series_is_drawn_inside_the_plot_with_every_value_in_its_place(marks, baseline):
    chart = drawn(marks, baseline=baseline)
    dots = places(chart.dots)
    assert len(dots) == len(marks)
    assert all(0 <= x <= WIDTH and PLOT_TOP - 0.1 <= y <= PLOT_BOTTOM + 0.1 for x, y in dots)
    assert [x for x, _y in dots] == sorted(x for x, _y in dots)
    by_value = sorted(zip((mark.value for mark in marks), (-y for _x, y in dots), strict=True))
    assert [height for _value, height in by_value] == sorted(height for _value, height in by_value)
    assert 2 <= len(chart.scale) <= 5
    assert chart.value is None


def test_nothing_known_is_no_chart():
    assert drawn() is None
    assert drawn(compared=[Compared("Koko maa", ())]) is None


def test_a_single_value_is_a_dot_without_a_line():
    chart = drawn(SERIES["one"], value_words="7 kpl")
    assert (chart.line, len(places(chart.dots)), chart.value.words) == ("", 1, "7 kpl")


def test_a_provisional_value_is_hollow_and_in_the_legend():
    chart = drawn([year_end(2022, 5), year_end(2023, 7, is_provisional=True)])
    assert places(chart.hollow_dots) == places(chart.dots)[1:]
    assert [row.mark for row in chart.legend] == ["observed", "provisional"]


def test_a_dated_baseline_begins_the_line_and_an_undated_one_stands_before_it():
    dated = drawn(SERIES["two"], baseline=Baseline(Decimal(4), date(2020, 12, 31)))
    assert len(places(dated.line)) == 3 and dated.baseline_is_dated
    undated = drawn(SERIES["two"], baseline=Baseline(Decimal(4)))
    assert len(places(undated.line)) == 2 and not undated.baseline_is_dated
    assert float(undated.baseline.x.rstrip("%")) * WIDTH / 100 < places(undated.line)[0][0]


def test_the_scale_has_round_figures_in_finnish():
    huge = [label.words.replace("\xa0", " ") for label in drawn(SERIES["huge"]).scale]
    assert huge == ["50 000 000 000 000", "100 000 000 000 000"]
    assert [label.words for label in drawn(SERIES["negative"]).scale] == ["−20", "−10", "0"]
    assert [label.words for label in drawn([year_end(2023, "13.2"), year_end(2024, "13.9")]).scale] == [
        "13,25",
        "13,50",
        "13,75",
    ]


def test_the_scale_ends_where_values_end():
    chart = drawn([year_end(2023, 3)], steps=[Step(Decimal(5))], lowest=Decimal(0), highest=Decimal(5))
    assert places(chart.target)[0][1] == PLOT_TOP
    assert drawn([year_end(2022, 0), year_end(2023, 8)]).scale[0].words == "0,0"


def test_many_years_are_named_now_and_then():
    chart = drawn([year_end(year, year % 10) for year in range(1990, 2030)])
    assert [label.words for label in chart.years] == ["1990", "1996", "2002", "2008", "2014", "2020", "2026"]


# --- target levels ---------------------------------------------------------------------------------------------------
def test_target_levels_are_steps_over_the_years():
    levels = {2022: (Decimal(14), None), 2023: (Decimal(13), None), 2024: (Decimal(13), None)}
    steps = target_steps(levels.get, range(2022, 2026))
    assert steps == (Step(Decimal(14), None, 2022, 2022), Step(Decimal(13), None, 2023, 2024))
    chart = drawn([year_end(2022, 12), year_end(2025, 14)], steps=steps)
    assert len(places(chart.target)) == 1 and chart.target.count("V") == 1 and chart.target.count("H") == 2


def test_a_level_without_years_holds_all_the_time():
    assert target_steps(lambda year: (Decimal(2), None), ()) == (Step(Decimal(2)),)
    assert target_steps(lambda year: None, ()) == ()
    chart = drawn(steps=[Step(Decimal(2))])
    assert chart.target.endswith("H632.0") and chart.years == () and chart.ticks == ""


def test_a_range_is_a_surface_between_two_lines():
    chart = drawn([year_end(2023, 50)], steps=[Step(Decimal(70), Decimal(100), 2023, 2023)])
    assert chart.target_band.endswith("Z") and len(places(chart.target)) == 2


def test_the_adopted_level_is_drawn_beside_the_present_one():
    chart = drawn(
        SERIES["two"], steps=[Step(Decimal(9), None, 2022, 2023)], adopted=[Step(Decimal(8), None, 2023, 2023)]
    )
    assert chart.adopted and chart.target
    assert [row.mark for row in chart.legend] == ["observed", "target", "adopted"]


def test_the_words_at_the_ends_of_lines_do_not_cover_each_other():
    areas = [Compared(name, (year_end(2022, 5), year_end(2023, 7))) for name in ("Koko maa", "Lappi", "Tornio")]
    chart = drawn(SERIES["two"], compared=areas, value_words="7 kpl")
    heights = sorted(float(label.y) for label in [*(area.label for area in chart.compared), chart.value])
    assert all(below - above >= 15 for above, below in pairwise(heights))
    assert [area.label.words for area in chart.compared] == ["Koko maa", "Lappi", "Tornio"]


# --- the drawing -----------------------------------------------------------------------------------------------------
def test_the_drawing_is_one_picture_with_its_sentence_first_and_no_style_of_its_own():
    chart = drawn(
        [*FORTY, Mark(date(2024, 1, 31), Decimal(60), True)],
        baseline=Baseline(Decimal(48)),
        steps=[Step(Decimal(55))],
        adopted=[Step(Decimal(57))],
        compared=[Compared("Koko <maa>", (year_end(2022, 50), year_end(2023, 51)))],
        value_words="60 %",
    )
    tree = fromstring(render_to_string("components/indicator_chart.html", {"chart": chart}))
    assert (tree[0].tag, tree[0].text) == (f"{SVG}title", "Lause.")
    assert len(tree.findall(f".//{SVG}title")) == 1
    assert [element for element in tree.iter() if "style" in element.attrib or element.tag == f"{SVG}style"] == []
    assert "Koko <maa>" in [element.text for element in tree.iter(f"{SVG}text")]
    assert {len(with_class(tree, f"indicator-chart__{name}")) for name in ("line", "target", "adopted", "dots")} == {1}


def test_the_drawing_keeps_its_points_in_a_language_with_a_decimal_comma():
    tree = render_to_string("components/indicator_chart.html", {"chart": drawn(FORTY)})
    numbers = re.findall(r'(?: x| y| cx| cy|height|width)="([^"]+)"', tree)
    assert [number for number in numbers if not re.fullmatch(r"\d+(\.\d+)?%?", number)] == []


# --- the small one ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("marks", [[], *SERIES.values()], ids=["none", *SERIES])
@pytest.mark.parametrize("target", [None, Decimal(6)])
def test_a_small_chart_stays_in_its_box(marks, target):
    chart = small_chart(marks, baseline=Baseline(Decimal(4)), target=target)
    points = [*places(chart.line), *places(chart.ring), *places(chart.dot)]
    assert all(0 <= x <= 120 and 4.9 <= y <= 31.1 for x, y in points)
    assert bool(chart.target) == (target is not None)
    assert chart.hollow == chart.ring
    assert bool(chart.dot) == bool(marks) and bool(chart.line) == (len(marks) > 1)


def test_a_small_chart_of_nothing_is_none_and_a_provisional_end_is_hollow():
    assert small_chart([], target=Decimal(3)) is None
    marks = [year_end(2022, 1), year_end(2023, 2, is_provisional=True)]
    chart = small_chart(marks)
    assert chart.hollow == chart.dot != ""
    assert small_chart(marks[:1]).hollow == ""
    tree = fromstring(render_to_string("components/small_chart.html", {"chart": chart}))
    assert (tree.get("aria-hidden"), tree.get("role")) == ("true", None)
