"""How a report's statements name their columns and read them back, so that each order is written once."""

from kemistrategy.schedule import Schedule
from kemistrategy.text import FALLBACK_LANGUAGE, Text

from .report_rows import DecisionRow


def both(name: str, language: str) -> tuple[str, str]:
    """The wanted language's column and the Finnish one, which `Row.text` reads."""
    return f"{name}_{language}", f"{name}_{FALLBACK_LANGUAGE}"


def schedule_columns(prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in ("starts_on", "ends_on", "precision", "is_open_ended", "is_continuous")]


def decision_columns(prefix: str = "") -> list[str]:
    return [f"{prefix}decision__{name}" for name in ("body", "decided_on", "section")]


class Row:
    """Reads the columns of one row one after another."""

    def __init__(self, values, language: str):
        self._values, self._language = iter(values), language

    def take(self):
        return next(self._values)

    def text(self) -> Text:
        wanted, finnish = self.take(), self.take()
        return Text(wanted, self._language) if wanted else Text(finnish or "", FALLBACK_LANGUAGE)

    def decision(self) -> DecisionRow | None:
        body, day, section = self.take(), self.take(), self.take()
        return DecisionRow(body, day, section) if body else None

    def schedule(self) -> Schedule:
        start, end, precision, is_open_ended, is_continuous = (self.take() for _ in range(5))
        return Schedule(start, end, precision or "year", bool(is_open_ended), bool(is_continuous))
