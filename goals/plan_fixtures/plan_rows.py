"""A department's plan as rows: actions, the printed lines under goals, and the lines of the cell *Mittarit*."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from goals.answering import Owner, proposed_answering_post
from goals.models import Action, MeasureLine, Plan, PlanLine
from kemistrategy.schedule import Schedule, parse_schedule

from .indicator_rows import add_indicator, indicator, target
from .organisation_rows import decision, post, unit
from .rows import Ref, Rows, words
from .strategy_rows import add_sdg_tags, goal, strategy


@dataclass
class PrintedAction:
    """An action with everything its printed lines say; two lines may be one action."""

    item: dict
    goals: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    schedule_texts: list[str] = field(default_factory=list)
    first_cell: list[str] = field(default_factory=list)


def owners_by_code(organisation: dict) -> dict[str, Owner]:
    """Every post of the organisation as an owner of a cell, with the head of its unit."""
    heads = {item["code"]: item.get("head") for item in organisation["units"]}
    return {
        item["code"]: Owner(item["code"], item["kind"], heads[item["unit"]] if item["kind"] == "unit" else None)
        for item in organisation["positions"]
    }


def add_plan(rows: Rows, content: dict, owners: Mapping[str, Owner], file: str) -> None:
    slug, item = content["slug"], content["plan"]
    plan = rows.add(
        f"suunnitelma {slug}/{item['unit']}/{item['year']}",
        Plan,
        file,
        key={"strategy": strategy(slug), "unit": unit(item["unit"]), "year": item["year"]},
        values={
            **words("title", item["title"]),
            **words("doubt", item.get("doubt")),
            "state": item["state"],
            "decision": decision(item.get("decision")),
        },
    )
    printed_goals = [part for part_theme in content["themes"] for part in part_theme["goals"]]
    actions = _printed_actions(printed_goals)
    answering = {
        code: proposed_answering_post([owners[name] for name in found.first_cell]) for code, found in actions.items()
    }
    for position, (code, found) in enumerate(actions.items(), 1):
        _add_action(rows, found, answering[code], unit(item["unit"]), file, position)
    _add_plan_lines(rows, slug, plan, printed_goals, file)
    _add_measure_lines(rows, slug, plan, printed_goals, answering, owners, file)


def action(code: str | None) -> Ref | None:
    return Ref(f"toimenpide {code}") if code else None


def _printed_actions(printed_goals):
    """{code: PrintedAction} in the order printed; the goal that describes the action in full comes first."""
    found: dict[str, PrintedAction] = {}
    for part in printed_goals:
        for line in part["actions"]:
            code = line.get("code") or line["same_as"]
            if code not in found:
                if "same_as" in line:
                    raise ValueError(f"toimenpidettä {code} ei ole ennen riviä, joka viittaa siihen")
                found[code] = PrintedAction(line, first_cell=part["owners"])
            printed = found[code]
            printed.goals.append(part["code"])
            printed.owners += [name for name in part["owners"] if name not in printed.owners]
            printed.schedule_texts.append(part["schedule_text"])
    return found


def _add_action(rows, printed, answering_post, own_unit, file, position):
    item = printed.item
    schedule = _schedule(printed.schedule_texts)
    own = rows.add(
        action(item["code"]).label,
        Action,
        file,
        key={"code": item["code"]},
        values={
            **words("title", item["title"]),
            **words("doubt", item.get("doubt")),
            "unit": own_unit,
            "decision": decision(item.get("decision")),
            "answering_post": post(answering_post),
            "starts_on": schedule.start,
            "ends_on": schedule.end,
            "precision": schedule.precision,
            "is_open_ended": schedule.is_open_ended,
            "is_continuous": schedule.is_continuous,
            "position": position,
        },
        links={
            "partner_units": tuple(unit(code) for code in item.get("partner_units", ())),
            "participants": tuple(post(code) for code in printed.owners if code != answering_post),
        },
    )
    add_sdg_tags(rows, item.get("sdg", []), file, action=own)


def _schedule(texts: list[str]) -> Schedule:
    """The first schedule printed for the action; a line without one says nothing."""
    for text in filter(None, texts):
        if (schedule := parse_schedule(text)) is None:
            raise ValueError(f"aikataulua ”{text}” ei voi lukea")
        return schedule
    return Schedule()


def _add_plan_lines(rows, slug, plan, printed_goals, file):
    lines = [(part, line) for part in printed_goals for line in part["actions"]]
    for position, (part, line) in enumerate(lines, 1):
        code = line.get("code") or line["same_as"]
        rows.add(
            f"suunnitelman rivi {slug}/{part['code']}/{code}",
            PlanLine,
            file,
            key={"plan": plan, "goal": goal(slug, part["code"]), "action": action(code)},
            values={
                "words": line.get("words") or line["title"]["fi"],
                "source_text": line.get("source_text", ""),
                "owners_text": part["owners_text"],
                "schedule_text": part["schedule_text"],
                "position": position,
            },
        )


def _add_measure_lines(rows, slug, plan, printed_goals, answering, owners, file):
    lines = [(part, line) for part in printed_goals for line in part["measures"]]
    for position, (part, line) in enumerate(lines, 1):
        code = line.get("action")
        row_post = proposed_answering_post([owners[name] for name in part["owners"]])
        answers = post(answering[code] if code else row_post)
        printed_target = None
        if isinstance(line["indicator"], str):  # a key indicator of the newer strategy: one figure serves both
            own = indicator(line["indicator"])
            rows.complete(own, answering_post=answers)
        else:
            own = add_indicator(rows, line["indicator"], file, answering_post=answers)
            printed_target = target(own) if "target" in line["indicator"] else None
        rows.add(
            f"mittaririvi {slug}/{part['code']}/{line['number']}",
            MeasureLine,
            file,
            key={"plan": plan, "position": position},
            values={
                **words("words", line["words"]),
                **words("doubt", line.get("doubt")),
                "goal": goal(slug, part["code"]),
                "action": action(code),
                "indicator": own,
                "target": printed_target,
                "source_text": line.get("source_text", ""),
            },
        )
