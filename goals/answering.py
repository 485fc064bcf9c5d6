"""Who answers for a thing: the proposal made from the owners that a plan prints. Pure: no database."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Owner:
    """One owner of a cell *Vastuu*; `kind` is a value of Position.Kind, `head` the leading post of a unit."""

    post: Hashable
    kind: str
    head: Hashable | None = None


def proposed_answering_post(owners: Sequence[Owner]) -> Hashable | None:
    """The first single post in the order printed; without one, the head of the first unit; never a group or a body.

    Rule: exactly one post answers for each thing. In Kemi's plan 2023 the first post named leads, and a department
    stands for its director (issue 2, "One answerer"; reading of seed 1, DOMAIN part 5). None leaves the choice to the
    coordinator, who confirms every proposal in any case.
    """
    for owner in owners:
        if owner.kind == "single":
            return owner.post
    for owner in owners:
        if owner.kind == "unit" and owner.head is not None:
            return owner.head
    return None
