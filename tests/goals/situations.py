"""What the tests of entries start from: a post with its people, and entries that wait for them."""

from dataclasses import dataclass

from django.urls import reverse

from goals.models import Entry
from goals.operations.entries import REPORTED_FIELDS, TypedFigure, record_progress
from kemistrategy.organisation.permissions import rights_of
from tests.factories import (
    ActionFactory,
    EntryFactory,
    FigureFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureLineFactory,
    PositionHolderFactory,
    RoundFactory,
    UserFactory,
)

from .pages import form_values

TOLD = {"progress": "in_progress", "forecast": "will_be_met", "public_text": "Työ etenee suunnitellusti."}


def person_in(post, capacity="holder", **fields):
    user = UserFactory(**fields)
    PositionHolderFactory(post=post, user=user, capacity=capacity)
    return user


def entry_of_action(round, post, *, goal=None, figures=1, indicator=None, **fields):
    """An entry of an action whose plan asks so many figures."""
    action = ActionFactory(answering_post=post, unit=post.unit, goals=[goal or GoalFactory()])
    line = action.plan_lines.get()
    for _number in range(figures):
        measure = MeasureLineFactory(
            plan=line.plan,
            goal=line.goal,
            action=action,
            indicator=IndicatorFactory(answering_post=post, **(indicator or {})),
        )
        FigureFactory(round=round, indicator=measure.indicator)
    return EntryFactory(round=round, action=action, **fields)


def entry_of_indicator(round, post, *, indicator=None, **fields):
    indicator = IndicatorFactory(answering_post=post, **(indicator or {}))
    FigureFactory(round=round, indicator=indicator)
    return EntryFactory(round=round, indicator=indicator, **fields)


def told_last_year(entry, **reported):
    """The same subject's approved entry of the year before, in a closed round."""
    earlier = RoundFactory._meta.model.objects.filter(year=entry.round.year - 1, kind="year_end").first()
    earlier = earlier or RoundFactory(kind="year_end", year=entry.round.year - 1, closed=True)
    subject = {name: getattr(entry, name) for name in Entry.SUBJECTS}
    return EntryFactory(round=earlier, **subject, unit=entry.unit, post=entry.post, approved=True, **reported)


def figures_of(entry):
    """The entry's figures in the order of their measures."""
    lines = entry.action.measure_lines.all() if entry.action else ()
    indicators = [line.indicator_id for line in lines] or [entry.indicator_id]
    return list(entry.round.figures.filter(indicator__in=indicators).order_by("indicator_id"))


def address(entry):
    return reverse("goals:entry-progress", args=[entry.pk])


def typed_form(client, entry, figure=None, note=None, **typed):
    """The entry's form as a browser shows it now, with this typed over it."""
    values = form_values(client.get(address(entry)), f"entry-form-{entry.pk}")
    return typed_over(values, entry, figure=figure, note=note, **typed)


def typed_over(values, entry, figure=None, note=None, **typed):
    changed = {f"e{entry.pk}-{name}": value for name, value in typed.items()}
    for row in figures_of(entry)[:1]:
        if figure is not None:
            changed[f"e{entry.pk}-figure_{row.indicator_id}"] = figure
        if note is not None:
            changed[f"e{entry.pk}-note_{row.indicator_id}"] = note
    return values | changed


def save(client, entry, *, deed="save", htmx=False, **typed):
    """What pressing a button of the form does."""
    return post_form(client, entry, typed_form(client, entry, **typed), deed=deed, htmx=htmx)


def post_form(client, entry, values, *, deed="save", htmx=False):
    headers = {"HX-Request": "true", "HX-Target": f"entry-result-{entry.pk}"} if htmx else {}
    return client.post(address(entry), values | {"deed": deed}, headers=headers)


@dataclass(frozen=True)
class Typed:
    """What `record_progress` takes, for the tests of the operation itself."""

    version: int
    reported: dict
    figures: list


def as_it_is(entry, figure="", **reported) -> Typed:
    entry.refresh_from_db()
    return Typed(
        version=entry.version,
        reported={name: getattr(entry, name) for name in REPORTED_FIELDS} | reported,
        figures=[
            TypedFigure(indicator_id=row.indicator_id, text=figure, note=row.note, version=row.version)
            for row in figures_of(entry)
        ],
    )


def record(entry, user, typed, *, send=False):
    return record_progress(
        entry.pk,
        version=typed.version,
        reported=typed.reported,
        figures=typed.figures,
        language="fi",
        rights=rights_of(user),
        send=send,
    )


def send(entry, user, figure="12", **reported):
    """A complete entry, saved and sent."""
    recorded = record(entry, user, as_it_is(entry, figure, **(TOLD | reported)), send=True)
    assert recorded.problems == {}
    entry.refresh_from_db()
    return entry
