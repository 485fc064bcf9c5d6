"""The city's own fields as they are edited, and how a value is read; `reporting.queries.attached` shows them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from goals.models import Action, Goal, OwnField, OwnFieldValue, PlanLine, Project
from kemistrategy.numbers import number_words
from kemistrategy.periods import day_words
from kemistrategy.text import Text, text_of

YES, NO = "yes", "no"


@dataclass(frozen=True)
class OwnValue:
    """What a field says of a thing, as it is read."""

    field_pk: int
    name: Text
    explanation: Text
    words: str
    is_public: bool


def choices_of(field: OwnField) -> list[str]:
    """The alternatives of a choice, one on a line."""
    return [line for typed in field.choices.splitlines() if (line := " ".join(typed.split()))]


def fields_for(kind: str, thing: Goal | Action | Project) -> QuerySet[OwnField]:
    """Fields in use that concern the thing: those of every strategy, and those of its own."""
    if kind == "action":
        own = PlanLine.objects.filter(action=thing).order_by().values("plan__strategy")
        strategies = Q(strategy__in=own)
    else:
        strategies = Q(strategy=thing.strategy_id)
    return OwnField.objects.filter(strategies | Q(strategy=None), subject=kind, is_in_use=True)


def with_value(fields: QuerySet[OwnField], kind: str, pk: int) -> QuerySet[OwnField]:
    """Each with `value`: what it says of the thing, None where it says nothing."""
    said = OwnFieldValue.objects.filter(field=OuterRef("pk"), **{kind: pk})
    return fields.annotate(value=Subquery(said.values("value")[:1]))


def value_words(kind: str, value: str) -> str:
    """The stored value as a Finn reads it, in the active language."""
    if kind == OwnField.Kind.NUMBER:
        return number_words(Decimal(value))
    if kind == OwnField.Kind.DATE:
        return day_words(date.fromisoformat(value))
    if kind == OwnField.Kind.YES_NO:
        return _("kyllä") if value == YES else _("ei")
    return value


# --- the coordinator's list ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OwnFieldRow:
    """`used` tells of how many things the field says something."""

    pk: int
    name: Text
    explanation: Text
    kind: str
    strategy: Text
    is_public: bool
    is_in_use: bool
    used: int


def own_field_rows(language: str) -> list[tuple[str, str, list[OwnFieldRow]]]:
    """(subject, its name, its fields in their order), in the order of the subjects; one query."""
    fields = OwnField.objects.select_related("strategy").annotate(used=Count("values"))
    rows = {code: [] for code in OwnField.Subject.values}
    for field in fields.order_by("subject", "position", "pk"):
        rows[field.subject].append(
            OwnFieldRow(
                pk=field.pk,
                name=text_of(field, "name", language),
                explanation=text_of(field, "explanation", language),
                kind=field.get_kind_display(),
                strategy=text_of(field.strategy, "name", language) if field.strategy else Text(""),
                is_public=field.is_public,
                is_in_use=field.is_in_use,
                used=field.used,
            )
        )
    return [(code, label, rows[code]) for code, label in OwnField.Subject.choices]
