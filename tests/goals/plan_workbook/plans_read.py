"""Tables as they would have been read, made by hand: one sheet, a goal a row, its actions and measures beside it."""

import json
from pathlib import Path

from goals.plan_workbook.items import (
    Interpretation,
    Place,
    ReadAction,
    ReadGoal,
    ReadIndicator,
    ReadMeasure,
    ReadOwner,
    ReadProject,
    ReadTable,
)
from kemistrategy.schedule import Schedule, parse_schedule
from measures.measure_words import MeasureReading

SHEET = "Taulukko1"
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


def _key(cell, kind, number=1):
    return f"{SHEET}!{cell}:{kind}:{number}"


def table(theme="", kind="plan", row=1, questions=()):
    return ReadTable(
        key=f"{SHEET}!A{row}",
        kind=kind,
        place=Place(SHEET, f"A{row}"),
        title=theme,
        columns=(("goal", "Tavoite"),),
        rows=1,
        theme=theme,
        questions=questions,
    )


def goal(words, row=2, **fields):
    return ReadGoal(_key(f"A{row}", "goal"), Place(SHEET, f"A{row}"), words, words, **fields)


def owners(*words):
    return tuple(ReadOwner(one, one) for one in words)


def action(words, row=2, number=1, *, owner=(), schedule="", of=None, **fields):
    return ReadAction(
        _key(f"B{row}", "action", number),
        Place(SHEET, f"B{row}"),
        words,
        words,
        goal=_key(f"A{of or row}", "goal"),
        owners=owners(*owner),
        owners_raw=", ".join(owner),
        schedule=(parse_schedule(schedule) if schedule else None) or Schedule(),
        schedule_raw=schedule,
        **fields,
    )


def measure(words, row=2, number=1, *, name="", action="", reading=None, **fields):
    return ReadMeasure(
        _key(f"D{row}", "measure", number),
        Place(SHEET, f"D{row}"),
        words,
        words,
        reading=reading or MeasureReading(name=name or words),
        goal=_key(f"A{row}", "goal"),
        action=action,
        **fields,
    )


def indicator(words, row=2, **fields):
    fields.setdefault("reading", MeasureReading(name=words, kind="number"))
    return ReadIndicator(_key(f"B{row}", "indicator"), Place(SHEET, f"B{row}"), words, words, **fields)


def project(words, row=2, **fields):
    return ReadProject(_key(f"A{row}", "project"), Place(SHEET, f"A{row}"), words, words, **fields)


def plan(*items, tables=None, problems=()):
    """An Interpretation of these items, each in its place."""
    kinds = {ReadGoal: [], ReadAction: [], ReadMeasure: [], ReadIndicator: [], ReadProject: []}
    for item in items:
        kinds[type(item)].append(item)
    goals, actions, measures, indicators, projects = map(tuple, kinds.values())
    tables = (table(),) if tables is None else tuple(tables)
    return Interpretation(tables, goals, actions, measures, indicators, projects, tuple(problems))


def kemis_plan():
    """The wellbeing department's plan of 2023 as its tables print it (DOMAIN 5): 16 goals, 37 lines, 42 measures."""
    content = json.loads((FIXTURES / "strategy_2022_2025.json").read_text(encoding="utf-8"))
    tables, items, row = [], [], 1
    for theme in content["themes"]:
        tables.append(table(theme["name"]["fi"], row=row))
        for part in theme["goals"]:
            row += 1
            items.append(goal(part["title"]["fi"], row))
            names = [name.strip() for name in part["owners_text"].replace(" ja ", ",").replace("\n", ",").split(",")]
            titles = {"hyte-": "hyte-koordinaattori", "koordinaattori": "hyte-koordinaattori"}
            found = dict.fromkeys(titles.get(name, name) for name in names if name)
            items += [
                action(
                    line.get("words") or line["title"]["fi"],
                    row,
                    number,
                    owner=found,
                    schedule=part["schedule_text"],
                )
                for number, line in enumerate(part["actions"], 1)
            ]
            items += [
                measure(
                    line["words"]["fi"],
                    row,
                    line["number"],
                    name=line["indicator"] if isinstance(line["indicator"], str) else line["indicator"]["name"]["fi"],
                )
                for line in part["measures"]
            ]
        row += 1
    return plan(*items, tables=tables)


def goal_titles():
    """Code → the sixteen goals of the strategy 2022–2025."""
    content = json.loads((FIXTURES / "strategy_2022_2025.json").read_text(encoding="utf-8"))
    return {part["code"]: part["title"]["fi"] for theme in content["themes"] for part in theme["goals"]}
