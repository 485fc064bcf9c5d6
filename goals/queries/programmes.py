"""What the forms of the programmes, the department card and the other plans begin with."""

from collections.abc import Iterable

from django.db.models import Max, Model

from goals.models import CommunicationLine, CommunicationStep, DepartmentCard, RolloutStage, TextBlock


def versions_of(rows: Iterable[Model]) -> dict[int, int]:
    """Row → the number of the newest line of its history, as `version_of` says of one; one query."""
    rows = list(rows)
    if not rows:
        return {}
    history = type(rows[0]).history.filter(id__in=[row.pk for row in rows]).order_by()
    return dict(history.values_list("id").annotate(newest=Max("history_id")))


def summaries_of(card: DepartmentCard) -> dict[tuple[str, str], str]:
    """(code of a text, language) → the summary that stands where no text has been written; one query."""
    return {
        (block.code, language): summary
        for block in TextBlock.objects.filter(card=card)
        for language in ("fi", "sv", "en")
        if (summary := getattr(block, f"summary_{language}")) and not getattr(block, f"adopted_text_{language}")
    }


def stages_to_record(card: DepartmentCard) -> list[RolloutStage]:
    """In their order; one query."""
    return list(RolloutStage.objects.filter(card=card).select_related("theme").order_by("position"))


def steps_to_record(card: DepartmentCard) -> list[CommunicationStep]:
    """One for each line of the strategy's communication, new ones where nothing has been recorded; two queries."""
    steps = {step.line_id: step for step in CommunicationStep.objects.filter(card=card)}
    lines = CommunicationLine.objects.filter(strategy=card.strategy_id)
    kinds = CommunicationLine.Kind.values
    ordered = sorted(lines, key=lambda line: (kinds.index(line.kind), line.position))
    found = []
    for line in ordered:
        step = steps.get(line.pk) or CommunicationStep(card=card, line=line)
        step.line = line
        found.append(step)
    return found
