"""Who answers for a thing: the proposal made from the owners that a plan prints. Pure: no database."""

from collections.abc import Container, Hashable, Sequence
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


def post_for_unit(
    *, answering_post: Hashable | None, units_of_post: Container, unit: Hashable, head: Hashable | None, is_shared: bool
) -> Hashable | None:
    """Who answers for one department's part of a project.

    The answering post does, for its own department (`units_of_post`: its unit and everything above it) and for a
    project of one department. The other departments of a shared project are answered for by their own head; where
    that is not known, the answering post answers, so that nobody's part is left without an answerer.
    """
    if answering_post is None or not is_shared or unit in units_of_post:
        return answering_post
    return head or answering_post
