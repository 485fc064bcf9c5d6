"""The small parts that the rows of many chapters share: figures, told words, judgements, headings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goals.badges import Badge
from kemistrategy.text import Text

MISSING = Text("–")


@dataclass(frozen=True)
class Value:
    """A figure as shown, the note beside it, and the amount itself; a missing one is a dash with a note, never 0.

    `record` is the number of the observation it comes from, which annex 5 documents; a draft has none yet.
    """

    words: Text = MISSING
    note: str = ""
    amount: Decimal | None = None
    record: int | None = None


@dataclass(frozen=True)
class TargetLevel:
    """The level in force; `adopted` is the one it was adopted at and `moved` on what basis, when it has moved since.

    `way` and `adopted_way` say how far the actual value has come towards each: a calculation, never a judgement.
    """

    present: Value
    way: str = ""
    adopted: Value | None = None
    adopted_way: str = ""
    moved: str = ""


@dataclass(frozen=True)
class Told:
    """What somebody wrote, and whether it is shown as a translation or as a draft that may still change."""

    words: str = ""
    language: str = "fi"
    is_translation: bool = False
    is_draft: bool = False

    def __str__(self):
        return self.words

    def __bool__(self):
        return bool(self.words)


SILENT = Told()


@dataclass(frozen=True)
class Judged:
    """The year's attainment as a person judged it: why, and why not when it could not be assessed."""

    badge: Badge
    why_not: str
    reason: Told


@dataclass(frozen=True)
class SdgMark:
    number: int
    name: Text
    is_suggested: bool


@dataclass(frozen=True)
class TextPart:
    """A heading with the adopted text, or a summary that is marked as not adopted."""

    heading: Text
    adopted: Text
    summary: Text


@dataclass(frozen=True)
class Heading:
    """A chapter or an annex: the code that chooses its template, the address and the title of its heading."""

    code: str
    anchor: str
    title: str


@dataclass(frozen=True)
class HandlingRow:
    """That a body handled the report."""

    body: str
    day: str
    section: str


@dataclass(frozen=True)
class PublishedChange:
    """A correction that a later version of a published report makes."""

    subject: str
    before: str
    now: str
    cause: str
    day: date
