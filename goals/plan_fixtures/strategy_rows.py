"""A strategy as rows: themes, focus areas, goals, benefits, cards, texts, surroundings and what follows what."""

from goals.models import (
    Benefit,
    CardThemeLine,
    ChallengePoint,
    ChangeChallenge,
    CommunicationLine,
    DepartmentCard,
    FocusArea,
    Goal,
    RolloutStage,
    SdgTag,
    Strategy,
    Succession,
    SwotItem,
    TextBlock,
    Theme,
)

from .indicator_rows import add_indicator, indicator
from .organisation_rows import decision, sdg_goal, sdg_target, unit
from .rows import Ref, Rows, day, words

LEVEL_WORDS = ("theme_word", "themes_word", "goal_word", "goals_word", "action_word", "actions_word")
TAG_SUBJECTS = SdgTag.SUBJECTS


def strategy(slug: str | None) -> Ref | None:
    return Ref(f"strategia {slug}") if slug else None


def theme(slug: str, code: str) -> Ref:
    return Ref(f"teema {slug}/{code}")


def goal(slug: str, code: str) -> Ref:
    return Ref(f"tavoite {slug}/{code}")


def benefit(slug: str, code: str) -> Ref:
    return Ref(f"hyöty {slug}/{code}")


def card(slug: str, unit_code: str) -> Ref:
    return Ref(f"toimialan kortti {slug}/{unit_code}")


def add_strategy(rows: Rows, content: dict, file: str) -> None:
    """Everything of the file but its plan and its projects."""
    slug = content["slug"]
    rows.add(
        strategy(slug).label,
        Strategy,
        file,
        key={"slug": slug},
        values={
            **words("name", content["name"]),
            **words("mission", content.get("mission")),
            **words("vision", content.get("vision")),
            **words("doubt", content.get("doubt")),
            **{column: value for name in LEVEL_WORDS for column, value in words(name, content[name]).items()},
            "valid_from": day(content.get("valid_from")),
            "valid_to": day(content.get("valid_to")),
            "predecessor": strategy(content.get("predecessor")),
            "decision": decision(content.get("decision")),
            "position": content["position"],
        },
    )
    add_text_blocks(rows, content, file, strategy=strategy(slug))
    for position, item in enumerate(content["themes"], 1):
        _add_theme(rows, slug, item, file, position)
    goals = [(item, (theme(slug, part["code"]),)) for part in content["themes"] for item in part.get("goals", ())]
    goals += [(item, ()) for item in content.get("strategic_goals", ())]
    for position, (item, themes) in enumerate(goals, 1):
        _add_goal(rows, slug, item, themes, file, position)
    _add_benefits(rows, slug, content, file)
    _add_cards(rows, slug, content, file)
    _add_surroundings(rows, slug, content, file)
    _add_successions(rows, slug, content, file)


def add_text_blocks(rows: Rows, content: dict, file: str, **home: Ref) -> None:
    """The adopted text stays empty until the city pastes it; the summary is our own."""
    (subject,) = home.values()
    for position, item in enumerate(content.get("texts", ()), 1):
        rows.add(
            f"teksti {subject.label}/{item['code']}",
            TextBlock,
            file,
            key={"strategy": None, "theme": None, "card": None, **home, "code": item["code"]},
            values={
                **words("heading", item["heading"]),
                **words("adopted_text", None),
                **words("summary", item["summary"]),
                "position": position,
            },
        )


def add_sdg_tags(rows: Rows, codes: list[str], file: str, **subject: Ref) -> None:
    """Tags of one goal, action, theme …; all of them are suggestions until the city confirms them."""
    ((name, target),) = subject.items()
    for code in codes:
        rows.add(
            f"SDG-merkintä {target.label} {code}",
            SdgTag,
            file,
            key={
                **dict.fromkeys(TAG_SUBJECTS),
                name: target,
                "sdg_goal": sdg_goal(code),
                "sdg_target": sdg_target(code),
            },
        )


def _add_theme(rows, slug, item, file, position):
    own = theme(slug, item["code"])
    rows.add(
        own.label,
        Theme,
        file,
        key={"strategy": strategy(slug), "code": item["code"]},
        values={
            **words("name", item["name"]),
            **words("doubt", item.get("doubt")),
            "colour": item["colour"],
            "position": position,
        },
    )
    for number, name in enumerate(item.get("focus_areas", ()), 1):
        rows.add(
            f"painopiste {slug}/{item['code']}/{number}",
            FocusArea,
            file,
            key={"theme": own, "position": number},
            values=words("name", name),
        )
    add_text_blocks(rows, item, file, theme=own)
    add_sdg_tags(rows, item.get("sdg", []), file, theme=own)


def _add_goal(rows, slug, item, themes, file, position):
    own = goal(slug, item["code"])
    rows.add(
        own.label,
        Goal,
        file,
        key={"strategy": strategy(slug), "code": item["code"]},
        values={
            **words("title", item["title"]),
            **words("doubt", item.get("doubt")),
            "source_text": item.get("source_text", ""),
            "position": position,
        },
        links={"themes": themes},
    )
    add_sdg_tags(rows, item.get("sdg", []), file, goal=own)


def _add_benefits(rows, slug, content, file):
    for position, item in enumerate(content.get("benefits", ()), 1):
        for measure in item["indicators"]:
            add_indicator(rows, measure, file, is_key=True)
        rows.add(
            benefit(slug, item["code"]).label,
            Benefit,
            file,
            key={"strategy": strategy(slug), "code": item["code"]},
            values={**words("name", item["name"]), **words("doubt", item.get("doubt")), "position": position},
            links={
                "goals": tuple(goal(slug, code) for code in item["goals"]),
                "indicators": tuple(indicator(measure["code"]) for measure in item["indicators"]),
            },
        )


def _add_cards(rows, slug, content, file):
    for position, item in enumerate(content.get("department_cards", ()), 1):
        own = card(slug, item["unit"])
        rows.add(
            own.label,
            DepartmentCard,
            file,
            key={"strategy": strategy(slug), "unit": unit(item["unit"])},
            values={"position": position},
        )
        for part in content["themes"]:
            rows.add(
                f"teemarivi {slug}/{item['unit']}/{part['code']}",
                CardThemeLine,
                file,
                key={"card": own, "theme": theme(slug, part["code"])},
            )
        add_text_blocks(rows, item, file, card=own)
        add_sdg_tags(rows, item.get("sdg", []), file, card=own)
        _add_rollout(rows, slug, content, file, item["unit"])


def _add_rollout(rows, slug, content, file, unit_code):
    """The kick-off, then the same stages for each theme, in every department."""
    stages = [(None, content["rollout"]["kick_off"])]
    stages += [
        (theme(slug, part["code"]), name) for part in content["themes"] for name in content["rollout"]["per_theme"]
    ]
    for position, (of_theme, name) in enumerate(stages, 1):
        rows.add(
            f"juurrutuksen vaihe {slug}/{unit_code}/{position}",
            RolloutStage,
            file,
            key={"card": card(slug, unit_code), "position": position},
            values={**words("name", name), "theme": of_theme},
        )


def _add_surroundings(rows, slug, content, file):
    for number, item in enumerate(content.get("challenges", ()), 1):
        own = rows.add(
            f"muutoshaaste {slug}/{number}",
            ChangeChallenge,
            file,
            key={"strategy": strategy(slug), "number": number},
            values=words("title", item["title"]),
        )
        for position, point in enumerate(item["points"], 1):
            rows.add(
                f"haasteen kohta {slug}/{number}/{position}",
                ChallengePoint,
                file,
                key={"challenge": own, "position": position},
                values={**words("text", point["text"]), "source_text": point.get("source_text", "")},
            )
    for quadrant, items in content.get("swot", {}).items():
        for position, text in enumerate(items, 1):
            rows.add(
                f"SWOT-rivi {slug}/{quadrant}/{position}",
                SwotItem,
                file,
                key={"strategy": strategy(slug), "quadrant": quadrant, "position": position},
                values=words("text", text),
            )
    for kind, items in content.get("communication", {}).items():
        for position, item in enumerate(items, 1):
            rows.add(
                f"viestinnän rivi {slug}/{kind}/{position}",
                CommunicationLine,
                file,
                key={"strategy": strategy(slug), "kind": kind, "position": position},
                values={
                    **words("name", item["name"]),
                    **words("text", item["text"]),
                    "source_text": item.get("source_text", ""),
                },
            )


def _add_successions(rows, slug, content, file):
    """What our reading proposes for each goal of the older strategy; a person confirms it."""
    for item in content.get("successions", ()):
        heirs = {
            "new_theme": theme(slug, item["theme"]) if "theme" in item else None,
            "new_benefit": benefit(slug, item["benefit"]) if "benefit" in item else None,
            "new_goal": goal(slug, item["goal"]) if "goal" in item else None,
        }
        (heir,) = [code for code in heirs.values() if code]
        old = goal(content["predecessor"], item["old_goal"])
        rows.add(
            f"jatkumo {old.label} → {heir.label}",
            Succession,
            file,
            key={"old_goal": old, **heirs},
            values=words("note", item["note"]),
        )
