"""Units, posts, decisions and the Sustainable Development Goals as rows."""

from kemistrategy.organisation.models import Decision, OrgUnit, Position
from measures.models import SdgGoal, SdgTarget

from .reading import ORGANISATION, SDG, problems_named
from .rows import Ref, Rows, day, words


def unit(code: str | None) -> Ref | None:
    return Ref(f"yksikkö {code}") if code else None


def post(code: str | None) -> Ref | None:
    return Ref(f"tehtävä {code}") if code else None


def decision(code: str | None) -> Ref | None:
    return Ref(f"päätös {code}") if code else None


def sdg_goal(code: str) -> Ref:
    return Ref(f"SDG {code.partition('.')[0]}")


def sdg_target(code: str) -> Ref | None:
    """The target of "8.8"; a bare "8" names the goal only."""
    return Ref(f"SDG {code}") if "." in code else None


def add_organisation(rows: Rows, content: dict) -> None:
    with problems_named(ORGANISATION):
        for position, item in enumerate(content["units"], 1):
            rows.add(
                unit(item["code"]).label,
                OrgUnit,
                ORGANISATION,
                key={"code": item["code"]},
                values={
                    **words("name", item["name"]),
                    "kind": item["kind"],
                    "parent": unit(item.get("parent")),
                    "position": position,
                },
                later={"head": post(item["head"])} if "head" in item else {},
            )
        for position, item in enumerate(content["positions"], 1):
            rows.add(
                post(item["code"]).label,
                Position,
                ORGANISATION,
                key={"code": item["code"]},
                values={
                    **words("title", item["title"]),
                    "kind": item["kind"],
                    "unit": unit(item["unit"]),
                    **words("doubt", item.get("doubt", {})),
                    "position": position,
                },
            )
        for item in content["decisions"]:
            rows.add(
                decision(item["code"]).label,
                Decision,
                ORGANISATION,
                key={"body": item["body"], "decided_on": day(item["decided_on"]), "section": item["section"]},
                values=words("title", item["title"]),
            )


def add_sustainable_development_goals(rows: Rows, content: dict) -> None:
    with problems_named(SDG):
        for item in content["goals"]:
            rows.add(
                f"SDG {item['number']}",
                SdgGoal,
                SDG,
                key={"number": item["number"]},
                values={
                    **words("name", item["name"]),
                    **words("long_name", item["long_name"]),
                    "colour": item["colour"],
                    "text_colour": item["text_colour"],
                },
            )
        positions: dict[int, int] = {}
        for item in content["targets"]:
            positions[item["goal"]] = position = positions.get(item["goal"], 0) + 1
            rows.add(
                f"SDG {item['code']}",
                SdgTarget,
                SDG,
                key={"code": item["code"]},
                values={**words("label", item["label"]), "goal": Ref(f"SDG {item['goal']}"), "position": position},
            )
