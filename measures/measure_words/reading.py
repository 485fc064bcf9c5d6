"""What is read of a measure's words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# What a reading may leave undecided; the sentences stand in goals.plan_workbook.question_words.
DOUBTS = (
    "about",  # "noin 80 %"
    "ambiguous_figure",  # "1.234": a thousand, or one and a part?
    "change_not_level",  # "kasvaa 5 %": a change, no level
    "figure_not_read",  # digits that no rule takes
    "implied_share",  # "avustusta saavien kanssa tehdään sopimus": all of them?
    "in_words",  # nothing measurable is said
    "less_than",  # "alle 2 %": the service knows "at most"
    "level_in_words",  # "väh. hyvä"
    "made_or_not",  # "Vuosikello": a thing without what should happen to it
    "no_comparison",  # "Poissaolot 4 %": at least, at most?
    "no_direction",  # more or less: which is better?
    "no_name",  # a level with nothing that it measures
    "part_of_whole",  # "3/9 kokousta"
    "several_figures",
    "shortened",  # a name that is too long for a measure's
    "source_without_figure",  # "Kouluterveyskysely": which figure of it?
    "split_measure",  # one text, several measures
    "stock_or_flow",  # does the number gather over the period?
    "year_or_schedule",  # a year at the end of a count
)


@dataclass(frozen=True)
class MeasureReading:
    """What a sentence of the cell *Mittarit* says.

    `kind`, `direction` and `frequency` are values of Indicator's choices, `comparison` one of Target's; "" where the
    words do not say. `doubts` are codes of what could not be decided.
    """

    name: str = ""
    kind: str = "text"
    unit: str = ""
    decimals: int = 0
    direction: str = "unset"
    frequency: str = "unknown"
    accumulates: bool = False
    scale_maximum: Decimal | None = None
    comparison: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    words: str = ""
    year: int | None = None
    due_on: date | None = None
    doubts: tuple[str, ...] = ()

    @property
    def has_target(self) -> bool:
        return self.low is not None or self.high is not None or bool(self.comparison)
