"""From which public statistics the indicators are fed."""

from measures.models import Feed

from .indicator_rows import indicator
from .rows import Rows, day

COLUMNS = ("provider", "table", "content", "area", "compared_areas", "licence")


def add_feeds(rows: Rows, content: dict, file: str) -> None:
    """One a key indicator; the indicators are those of the strategies' files."""
    for item in content["feeds"]:
        rows.add(
            f"tilastolähde {item['indicator']}",
            Feed,
            file,
            key={"indicator": indicator(item["indicator"])},
            values={**{name: item[name] for name in COLUMNS}, "since": day(item["since"])},
        )
