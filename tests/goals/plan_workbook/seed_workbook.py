"""Kemi's plan 2023 as a workbook of five columns, laid out as it was printed: words from the fixture, lines as there.

Three tables with the same heading, the name of the päämäärä above the third only, a page number between; cells of many
lines, words torn by the copy; two goals whose cells are merged over the rows beside them.
"""

import json
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

PLAN = json.loads((Path(__file__).parents[3] / "fixtures/strategy_2022_2025.json").read_text(encoding="utf-8"))
HEADING = ["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG"]
THEME_HEADING = "Strateginen päämäärä: SUJUVA ARKI, hyvinvointi"

# {goal: (goal, actions, measures, schedule)}: how many words stand on each line of the print. Items are parted by
# commas; "+" goes on on the line of the item before, "|" leaves an empty line; a schedule has a line of its own ("n"),
# stands on the last line of the owners ("+") or is not given.
LINES = {
    "e1": ("5 3 2", "2 1", "6 2", "n"),
    "e2": ("2 3 2 1", "3 2 1 3", "5 3", "n"),
    "e3": ("2 3 1", "2 1", "3 2", ""),
    "e4": ("3 2 3 2", "2 3", "3", ""),
    "e5": ("3 3 5 4 1", "2 4 4 4 1", "5 4", ""),
    "e6": ("4 4", "3, 3 2 3 1, 2", "3 2 2 1, +3 2", "+"),
    "h1": ("3 2 3 2 1", "2 1 2 2, 2, 2, 2 1, 2 1", "1, 1, 4 3, 1, 3, |2, |2 2", ""),
    "h2": ("3 3 2", "1, 1, 1, 1, 3 1", "3, 5, 3, 3", ""),
    "h3": ("4 2 2", "2 1, 2 1, 2 3 2 1", "1, 2, 4", ""),
    "h4": ("2 1 2", "1 2, 2 3", "3 2, 3 1", ""),
    "h5": ("2 4", "2 3 1, 2 2", "3, 3", ""),
    "s1": ("4 4 2", "2 1, 2 1", "2, 2", "n"),
    "s2": ("5 1", "2 3 4 1", "2 2 1, +2 2", "+"),
    "s3": ("3 3", "2 3 1 1, 2, 2, 2, 2 2", "4 6 3, 3, +1 6 1, +1 3", "+"),
    "s4": ("3 4", "3 1 1", "4", "n"),
    "s5": ("2 3 1", "3 1, 1 2, 2 2 4 2 3 1", "5 3 1, |5 2 3, +2", "n"),
}
# Goals printed over several rows: (actions, measures) that stand on each, by their place.
ROWS = {"h1": [((0, 3), (0, 5)), ((3, 4), (5, 6)), ((4, 5), (6, 7))], "s5": [((0, 2), (0, 1)), ((2, 3), (1, 3))]}
MERGED = {"h1": "AC", "s5": "C"}  # the first cell of s5's second row is just empty


def goals_of(plan):
    return [goal for theme in plan["themes"] for goal in theme["goals"]]


def seed_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Suunnitelma"
    for place, theme in enumerate(PLAN["themes"]):
        if place == 2:
            for line in ([], [THEME_HEADING], [], [15], []):
                sheet.append(line)
        sheet.append(HEADING)
        for goal in theme["goals"]:
            _add_goal(sheet, goal)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _add_goal(sheet, goal):
    goal_lines, action_lines, measure_lines, schedule = LINES[goal["code"]]
    actions = _printed(goal["actions"], action_lines)
    measures = _printed(goal["measures"], measure_lines)
    owners = goal["owners_text"] + {"n": "\n", "+": " ", "": ""}[schedule] + goal["schedule_text"]
    title = _broken(_source(goal), goal_lines)
    first = sheet.max_row + 1
    for (start, end), (measure_start, measure_end) in ROWS.get(goal["code"], [((0, 99), (0, 99))]):
        sheet.append([title, _cell(actions[start:end]), owners, _cell(measures[measure_start:measure_end])])
        title = owners = None
    for column in MERGED.get(goal["code"], ""):
        sheet.merge_cells(f"{column}{first}:{column}{sheet.max_row}")


def _source(line):
    words = line.get("words") or line["title"]
    return line.get("source_text") or (words if isinstance(words, str) else words["fi"])


def _printed(lines, layout):
    """[(what parts it from the item before, the words on their lines)]; two measures of one text are printed once."""
    texts = list(dict.fromkeys(_source(line) for line in lines))
    parts = layout.split(", ")
    assert len(texts) == len(parts), (texts, parts)
    before = {"+": " ", "|": "\n\n"}
    return [
        (before.get(part[0], "\n"), _broken(text, part.lstrip("+|"))) for text, part in zip(texts, parts, strict=True)
    ]


def _broken(text, counts):
    words, lines = text.split(), []
    for count in map(int, counts.split()):
        lines.append(" ".join(words[:count]))
        words = words[count:]
    assert not words, words
    return "\n".join(lines)


def _cell(items):
    return "".join(before + text for before, text in items).strip() or None
