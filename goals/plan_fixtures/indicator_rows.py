"""Indicators with the baseline and the target level that the printed document gives."""

from measures.models import Indicator, Observation, Target
from measures.readings import usual_bounds

from .rows import Ref, Rows, day, number, words

COLUMNS = ("kind", "decimals", "direction", "accumulates", "frequency")


def indicator(code: str | None) -> Ref | None:
    return Ref(f"mittari {code}") if code else None


def add_indicator(rows: Rows, item: dict, file: str, *, is_key: bool = False, answering_post: Ref | None = None) -> Ref:
    """One indicator. A key indicator gets its answering post from the plan line that uses the same figure, if any."""
    own = indicator(item["code"])
    lowest, highest = usual_bounds(item["kind"])
    given = {name: item[name] for name in COLUMNS if name in item}
    rows.add(
        own.label,
        Indicator,
        file,
        key={"code": item["code"]},
        values={
            **words("name", item["name"]),
            **words("unit", item.get("unit")),
            **words("definition", item.get("definition")),
            **words("source", item.get("source")),
            **words("doubt", item.get("doubt")),
            "kind": item["kind"],
            **given,
            "direction": item["direction"],
            "scale_maximum": number(item.get("scale_maximum")),
            "lowest": number(item["lowest"]) if "lowest" in item else lowest,
            "highest": highest,
            "parent": indicator(item.get("parent")),
            "is_key": is_key,
            "answering_post": answering_post,
            "position": len(rows.of(Indicator)) + 1,
        },
    )
    if "baseline" in item:
        _add_baseline(rows, own, item["baseline"], file)
    if "target" in item:
        _add_target(rows, own, item["target"], file)
    return own


def target(of_indicator: Ref) -> Ref:
    return Ref(f"tavoitetaso {of_indicator.label}")


def _add_baseline(rows, own, item, file):
    """NYT: the strategy does not say when it was measured."""
    rows.add(
        f"lähtötaso {own.label}",
        Observation,
        file,
        key={"indicator": own, "period_start": None, "corrects": None},
        values={
            "value": number(item.get("value")),
            "words": item["words"],
            "is_baseline": True,
            "source": item["source"],
        },
    )


def _add_target(rows, own, item, file):
    """A file that names another year does not set a second level: that takes a person, with a decision or a reason."""
    rows.add(
        target(own).label,
        Target,
        file,
        key={"indicator": own, "year": item.get("year"), "replaces": None},
        values={
            "due_on": day(item.get("due_on")),
            "comparison": item["comparison"],
            "low": number(item.get("low")),
            "words": item["words"],
            "origin": Target.Origin.PRINTED,
        },
        one_per="indicator",
    )
