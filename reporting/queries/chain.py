"""A thing's place in the strategy: benefit ← indicator ← goal ← action ← who answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .links import Link, distinct

MOST_SHOWN = 5


@dataclass(frozen=True)
class Step:
    """One link of the chain: `is_here` marks the page it stands on, `missing` says that there is nothing yet."""

    name: str
    links: tuple[Link, ...]
    more: int = 0
    is_here: bool = False
    missing: str = ""


def chain(
    here: str,
    link: Link,
    *,
    benefits: Iterable[Link] = (),
    indicators: Iterable[Link] = (),
    goals: Iterable[Link] = (),
    actions: Iterable[Link] = (),
    posts: Iterable[Link | None] = (),
    names: dict[str, str] | None = None,
) -> tuple[Step, ...]:
    """From the benefit down to the post; `here` is benefit, indicator, goal or action, `link` the page itself.

    `names`: the strategy's own words for the levels. A strategy without benefits has a chain without that step.
    """
    levels = {
        "benefit": (_("Hyöty"), benefits, ""),
        "indicator": (_("Mittari"), indicators, _("Mittari puuttuu.")),
        "goal": (_("Tavoite"), goals, ""),
        "action": (_("Toimenpide"), actions, _("Ei vielä toimenpiteitä.")),
        "post": (_("Vastaa"), posts, _("vastaaja puuttuu")),
    }
    steps = []
    for level, (name, links, missing) in levels.items():
        called = (names or {}).get(level) or name
        if level == here:
            steps.append(Step(called, (link,), is_here=True))
        elif found := distinct(links):
            steps.append(Step(called, found[:MOST_SHOWN], more=max(0, len(found) - MOST_SHOWN)))
        elif missing:
            steps.append(Step(called, (), missing=missing))
    return tuple(steps)
