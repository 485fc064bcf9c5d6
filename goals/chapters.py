"""The chapters of a report by their codes, in the order they have when nobody has chosen another. Pure."""

CHAPTERS = (
    "summary",
    "guide",
    "indicators",
    "themes",
    "deviations",
    "departments",
    "rollout",
    "environment",
    "rest_of_year",
    "group",
    "balancing",
    "audit_answers",
    "carried_over",
    "questions",
    "annexes",
)
ONLY_YEAR_END = ("group", "balancing", "audit_answers", "carried_over")
ONLY_HALF_YEAR = ("rest_of_year",)


def chapters_of_kind(*, is_year_end: bool) -> tuple[str, ...]:
    """Those that a half-year review or a year-end report can have, in their usual order."""
    others = ONLY_HALF_YEAR if is_year_end else ONLY_YEAR_END
    return tuple(code for code in CHAPTERS if code not in others)
