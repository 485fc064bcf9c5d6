"""The chapters of a report by their codes, in the order they have when nobody has chosen another. Pure."""

CHAPTERS = (
    "summary",
    "guide",
    "indicators",
    "themes",
    "deviations",
    "departments",
    "environment",
    "rest_of_year",
    "group",
    "balancing",
    "audit_answers",
    "carried_over",
    "annexes",
)
