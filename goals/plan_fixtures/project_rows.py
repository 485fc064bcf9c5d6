"""The departments' projects as rows: one project, and a printed line in each department that shares it."""

from goals.models import Project, ProjectUnit
from kemistrategy.schedule import Schedule, parse_schedule

from .organisation_rows import unit
from .rows import Ref, Rows, words
from .strategy_rows import strategy, theme


def add_projects(rows: Rows, content: dict, file: str) -> None:
    """Projects stand in the file where the first department prints them; others say `same_as`."""
    slug = content["slug"]
    for part in content["department_cards"]:
        for position, item in enumerate(part["projects"], 1):
            code = item.get("code") or item["same_as"]
            if "code" in item:
                _add_project(rows, slug, item, file, len(rows.of(Project)) + 1)
            rows.add(
                f"projektirivi {slug}/{part['unit']}/{code}",
                ProjectUnit,
                file,
                key={"project": project(slug, code), "unit": unit(part["unit"])},
                values={
                    "words": item.get("words") or item["name"]["fi"],
                    "source_text": item.get("source_text", ""),
                    "position": position,
                },
            )


def project(slug: str, code: str) -> Ref:
    return Ref(f"projekti {slug}/{code}")


def _add_project(rows, slug, item, file, position):
    text = item.get("schedule_text", "")
    schedule = parse_schedule(text) if text else Schedule()
    if schedule is None:
        raise ValueError(f"aikataulua ”{text}” ei voi lukea")
    rows.add(
        project(slug, item["code"]).label,
        Project,
        file,
        key={"code": item["code"]},
        values={
            **words("name", item["name"]),
            **words("outcome", item.get("outcome")),
            **words("doubt", item.get("doubt")),
            "strategy": strategy(slug),
            "starts_on": schedule.start,
            "ends_on": schedule.end,
            "precision": schedule.precision,
            "is_open_ended": schedule.is_open_ended,
            "is_continuous": schedule.is_continuous,
            "position": position,
        },
        links={"themes": tuple(theme(slug, code) for code in item.get("themes", ()))},
    )
