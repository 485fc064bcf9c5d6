"""Who answers for a department's part of a project."""

import pytest

from goals.answering import post_for_unit


@pytest.mark.parametrize(
    ("answering_post", "unit", "head", "is_shared", "answers"),
    [
        (None, "hyvinvointi", "johtaja", True, None),
        ("päällikkö", "hyvinvointi", "johtaja", False, "päällikkö"),
        ("päällikkö", "elinvoima", "elinvoimajohtaja", False, "päällikkö"),
        ("päällikkö", "hyvinvointi", "johtaja", True, "päällikkö"),
        ("päällikkö", "elinvoima", "elinvoimajohtaja", True, "elinvoimajohtaja"),
        ("päällikkö", "ympäristö", None, True, "päällikkö"),
    ],
)
def test_who_answers_for_a_departments_part(answering_post, unit, head, is_shared, answers):
    own_units = {"vapaa-aika", "hyvinvointi", "kemi"}
    assert answers == post_for_unit(
        answering_post=answering_post, units_of_post=own_units, unit=unit, head=head, is_shared=is_shared
    )
