"""Planning, opening and closing a review."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from goals.models import Action, Entry, Figure, MeasureLine, Plan, Project, Round
from kemistrategy import clock, jobs, periods
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, Observation


@transaction.atomic
def plan_round(*, kind: str, year: int, strategies, due_on: date, by) -> Round:
    """A new review of a half-year or a year; its period and address follow from kind and year."""
    period = periods.half_year(year, 1) if kind == Round.Kind.HALF_YEAR else periods.year(year)
    if Round.objects.filter(kind=kind, year=year).exists():
        raise NotAllowed(_("Tämä katsaus on jo olemassa."))
    if due_on < period.end:
        raise NotAllowed(_("Kirjausten määräpäivän on oltava tarkastelujakson jälkeen."))
    slug = f"{year}-h1" if kind == Round.Kind.HALF_YEAR else f"{year}-year"
    round = Round(slug=slug, kind=kind, year=year, starts_on=period.start, as_of=period.end, due_on=due_on)
    save_with_history(round, by=by, reason="planned")
    round.strategies.set(strategies)
    return round


@transaction.atomic
def open_round(round_pk: int, *, by) -> int:
    """Makes an entry for everything in scope and tells the owners by mail; gives the number of entries."""
    round = Round.objects.select_for_update().get(pk=round_pk)
    if round.state != Round.State.PLANNED:
        raise NotAllowed(_("Katsaus on jo avattu."))
    if Round.objects.filter(state=Round.State.OPEN).exists():
        raise NotAllowed(_("Toinen katsaus on vielä avoinna. Päätä se ensin."))
    entries = create_many_with_history(_entries_in_scope(round), by=by, reason=f"opened {round.slug}")
    create_many_with_history(_figures_in_scope(round), by=by, reason=f"opened {round.slug}")
    round.state, round.opened_at = Round.State.OPEN, clock.now()
    save_with_history(round, by=by, reason="opened")
    jobs.start("goals.tasks.mail_owners_of_round", round.pk)
    return len(entries)


def _entries_in_scope(round) -> list[Entry]:
    plans = _plans_in_scope(round)
    strategies = round.strategies.all()
    actions = Action.objects.filter(plan_lines__plan__in=plans).distinct()
    projects = Project.objects.filter(strategy__in=strategies).select_related("answering_post")
    measured_with_an_action = MeasureLine.objects.filter(plan__in=plans, action__isnull=False).values("indicator")
    indicators = _indicators_in_scope(round).exclude(pk__in=measured_with_an_action).select_related("answering_post")
    return [
        *(
            Entry(round=round, action=action, unit_id=action.unit_id, post_id=action.answering_post_id)
            for action in actions
        ),
        *(
            Entry(round=round, project=project, unit_id=line.unit_id, post_id=_post_for_unit(project, line.unit))
            for project in projects.prefetch_related("unit_lines__unit")
            for line in project.unit_lines.all()
        ),
        *(
            Entry(
                round=round,
                indicator=indicator,
                unit_id=indicator.answering_post.unit_id if indicator.answering_post else None,
                post_id=indicator.answering_post_id,
            )
            for indicator in indicators
        ),
    ]


def _plans_in_scope(round):
    return Plan.objects.filter(strategy__in=round.strategies.all(), year=round.year, state=Plan.State.ADOPTED)


def _indicators_in_scope(round):
    """Measures of the year's plans, and the key indicators of the strategies with their sub-indicators."""
    strategies = round.strategies.all()
    return Indicator.objects.filter(
        Q(measure_lines__plan__in=_plans_in_scope(round))
        | Q(benefits__strategy__in=strategies)
        | Q(parent__benefits__strategy__in=strategies)
    ).distinct()


def _figures_in_scope(round) -> list[Figure]:
    return [
        Figure(round=round, indicator=indicator, period_start=round.starts_on, period_end=round.as_of)
        for indicator in _indicators_in_scope(round)
    ]


def _post_for_unit(project, unit):
    """The answering post answers for its own unit's part of a shared project; for the others their director does."""
    if project.answering_post is None or project.answering_post.unit_id == unit.pk:
        return project.answering_post_id
    return unit.head_id


@transaction.atomic
def close_round(round_pk: int, *, by) -> int:
    """Posts every sent figure as an observation, carries the reported days over, and locks every door.

    Gives the number of figures posted.

    The entries are locked first: a save that was under way ends before, a later one finds the round closed.
    """
    list(Entry.objects.select_for_update().filter(round_id=round_pk).order_by("pk").values_list("pk"))
    round = Round.objects.select_for_update().get(pk=round_pk)
    if not round.is_open:
        raise NotAllowed(_("Katsaus ei ole avoinna."))
    sent = Figure.objects.filter(round=round, sent_at__isnull=False, observation=None).exclude(text="", value=None)
    figures = list(sent.select_related("indicator", "round"))
    for figure in figures:
        figure.observation = save_with_history(_observation_of(figure), by=by, reason=f"closed {round.slug}")
        save_with_history(figure, by=by, reason="posted as an observation")
    for entry in Entry.objects.sent().filter(round=round).select_related("round", "action", "project"):
        _carry_days_over(entry, by=by)
    round.state, round.closed_at = Round.State.CLOSED, clock.now()
    save_with_history(round, by=by, reason="closed")
    return len(figures)


def _carry_days_over(entry, *, by):
    """The days on which work really began and ended become those of the action or project itself."""
    work = entry.action or entry.project
    reported = {name: getattr(entry, name) for name in ("started_on", "finished_on") if getattr(entry, name)}
    if work and any(getattr(work, name) != day for name, day in reported.items()):
        for name, day in reported.items():
            setattr(work, name, day)
        save_with_history(work, by=by, reason=f"closed {entry.round.slug}")


def _observation_of(figure):
    """The figure as a row of the ledger; it corrects the period's earlier row when there is one."""
    earlier = Observation.objects.present().filter(
        indicator=figure.indicator, period_start=figure.period_start, period_end=figure.period_end
    )
    return Observation(
        indicator=figure.indicator,
        period_start=figure.period_start,
        period_end=figure.period_end,
        value=figure.value,
        words=figure.text,
        note=figure.note,
        source=str(figure.round),
        entered_by=figure.entered_by,
        corrects=earlier.first(),
    )
