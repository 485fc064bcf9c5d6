"""What our reading says to answer the challenges and the SWOT, and the other plans that the strategy names, as rows."""

from goals.models import EnvironmentLink, OtherPlan

from .organisation_rows import unit
from .project_rows import project
from .rows import Ref, Rows, day, words
from .strategy_rows import goal, strategy

ORIGINS, ANSWERS = ("challenge", "swot_item"), ("goal", "action", "project")


def add_environment_links(rows: Rows, content: dict, file: str) -> None:
    """Suggestions that follow from the words alone; a person confirms them, adds to them and removes them.

    `old_goal` is one of the strategy before this.
    """
    slug = content["slug"]
    for item in content.get("environment_links", ()):
        origin = _origin(slug, item)
        answer = _answer(slug, content, item)
        ((_kind, one),), ((_other, two),) = origin.items(), answer.items()
        rows.add(
            f"vastaus {one.label} ← {two.label}",
            EnvironmentLink,
            file,
            key={**dict.fromkeys((*ORIGINS, *ANSWERS)), **origin, **answer},
        )


def _origin(slug, item) -> dict[str, Ref]:
    if "challenge" in item:
        return {"challenge": Ref(f"muutoshaaste {slug}/{item['challenge']}")}
    quadrant, position = item["swot"]
    return {"swot_item": Ref(f"SWOT-rivi {slug}/{quadrant}/{position}")}


def _answer(slug, content, item) -> dict[str, Ref]:
    if "project" in item:
        return {"project": project(slug, item["project"])}
    return {"goal": goal(slug, item["goal"]) if "goal" in item else goal(content["predecessor"], item["old_goal"])}


def add_other_plans(rows: Rows, content: dict, file: str) -> None:
    """Nobody has said yet whether they agree with the strategy: they are being checked."""
    slug = content["slug"]
    for position, item in enumerate(content.get("other_plans", ()), 1):
        rows.add(
            f"muu suunnitelma {slug}/{position}",
            OtherPlan,
            file,
            key={"strategy": strategy(slug), "position": position},
            values={**words("name", item["name"]), "unit": unit(item.get("unit")), "ends_on": day(item.get("ends_on"))},
        )
