"""Questions that many lines of a proposal ask in the same way, to be answered with one press."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from goals.operations.import_together import Together, together_in
from goals.plan_workbook.proposal.proposed import Proposal, ProposedProblem
from goals.plan_workbook.question_words import problem_words

from .import_buttons import Button
from .import_rows import BLOCKING, AskedRow, asked_row, slug_of

EXAMPLES = 3  # lines named of those that ask the same
GROUPS_ON_A_PAGE = 6  # the next ones come when these are answered
TOGETHER = {
    "checked": gettext_lazy("Kaikki on luettu oikein"),
    "up": gettext_lazy("Kaikissa suurempi on parempi"),
    "down": gettext_lazy("Kaikissa pienempi on parempi"),
    "same": gettext_lazy("Kaikki ovat samoja kuin ehdotetaan"),
    "new": gettext_lazy("Kaikki lisätään uusina"),
    "post": gettext_lazy("Kaikki ovat ehdotettuja tehtäviä"),
    "new-single": gettext_lazy("Kaikki lisätään uusina tehtävinä"),
    "words": gettext_lazy("Kaikki jäävät vain sanoiksi"),
    "leave-out": gettext_lazy("Kaikki jätetään pois"),
}


@dataclass(frozen=True)
class TogetherRow:
    """Lines that ask the same, of which the first `words` are examples; `is_example`: other lines have other sentences.

    The buttons' values are those of `goals.operations.import_together`.
    """

    name: str
    number: int
    asked: tuple[AskedRow, ...]
    words: tuple[str, ...]
    is_example: bool
    buttons: tuple[Button, ...]

    @property
    def slug(self) -> str:
        return slug_of("together", self.name)


def together_rows(proposal: Proposal) -> list[TogetherRow]:
    return [_row(one) for one in together_in(proposal)[:GROUPS_ON_A_PAGE]]


def _row(group: Together) -> TogetherRow:
    return TogetherRow(
        group.name,
        len(group.lines),
        _asked_of(group.lines[0]),
        tuple(getattr(line, "words", "") or _name_of(line) for line in group.lines[:EXAMPLES]),
        len({_question_of(line) for line in group.lines}) > 1,
        tuple(_buttons(group)),
    )


def _asked_of(line) -> tuple[AskedRow, ...]:
    if isinstance(line, ProposedProblem):
        return (AskedRow(problem_words(line.problem), BLOCKING),)
    return tuple(asked_row(one) for one in line.open_questions)


def _question_of(line) -> tuple:
    """What fills the sentence: of two lines that have the same, one sentence tells both."""
    if isinstance(line, ProposedProblem):
        return line.problem.values
    return tuple(one.question for one in line.open_questions)


def _name_of(line) -> str:
    """Of a table its title, of a cell that is not taken its address."""
    if isinstance(line, ProposedProblem):
        return f"{line.problem.place.sheet}!{line.problem.place.cell}"
    return line.table.title or line.table.place.sheet


def _buttons(group: Together) -> Iterator[Button]:
    """One press for all lines that ask the same."""
    for choice in group.choices:
        yield Button(choice, f"{TOGETHER[choice]} ({len(group.lines)})")
