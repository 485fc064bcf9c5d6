"""Planning, opening and closing a review."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from goals.models import Action, Entry, Figure, MeasureLine, Plan, Project, Round
from kemistrategy import clock, jobs, periods
from kemistrategy.history import create_many_with_history, save_with_history, update_many_with_history
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, Observation

from .answering import posts_of_units
from .evidence import carry_evidence


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
    round.state, round.opened_at = Round.State.OPEN, clock.now()
    try:
        with transaction.atomic():
            save_with_history(round, by=by, reason="opened")
    except IntegrityError as another:  # opened in the same moment by somebody else: the database lets one through
        raise NotAllowed(_("Toinen katsaus on vielä avoinna. Päätä se ensin.")) from another
    entries = create_many_with_history(_entries_in_scope(round), by=by, reason=f"opened {round.slug}")
    create_many_with_history(_figures_in_scope(round), by=by, reason=f"opened {round.slug}")
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
            Entry(round=round, project=project, unit_id=unit_pk, post_id=post_pk)
            for project in projects
            for unit_pk, post_pk in posts_of_units(project).items()
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


@transaction.atomic
def close_round(round_pk: int, *, by) -> int:
    """Posts every sent figure as an observation and locks every door; gives the number of figures posted.

    The entries are locked first: a save that was under way ends before, a later one finds the round closed.
    """
    list(Entry.objects.select_for_update().filter(round_id=round_pk).order_by("pk").values_list("pk"))
    round = Round.objects.select_for_update().get(pk=round_pk)
    if not round.is_open:
        raise NotAllowed(_("Katsaus ei ole avoinna."))
    sent = Figure.objects.filter(round=round, sent_at__isnull=False, observation=None).exclude(text="", value=None)
    figures = list(sent.select_related("indicator").order_by("pk"))
    _post(figures, round, by=by)
    round.state, round.closed_at = Round.State.CLOSED, clock.now()
    save_with_history(round, by=by, reason="closed")
    return len(figures)


def _post(figures, round, *, by):
    """The figures as rows of the ledger, in as many statements for one as for all of them."""
    if not figures:
        return
    in_force = Observation.objects.present().filter(
        indicator__in=[figure.indicator_id for figure in figures],
        period_start=round.starts_on,
        period_end=round.as_of,
    )
    earlier = {row.indicator_id: row for row in in_force}
    posted = [_observation_of(figure, round, earlier.get(figure.indicator_id)) for figure in figures]
    for figure, row in zip(
        figures, create_many_with_history(posted, by=by, reason=f"closed {round.slug}"), strict=True
    ):
        figure.observation = row
    update_many_with_history(figures, ["observation"], by=by, reason="posted as an observation")
    carry_evidence(figures)


def _observation_of(figure, round, earlier):
    """A figure as an observation; it corrects the period's earlier row when there is one, a baseline included."""
    return Observation(
        indicator=figure.indicator,
        period_start=figure.period_start,
        period_end=figure.period_end,
        value=figure.value,
        words=figure.text,
        is_baseline=bool(earlier and earlier.is_baseline),
        is_provisional=figure.is_provisional,
        note=figure.note,
        source=_source(figure.indicator, round),
        entered_by_id=figure.entered_by_id,
        corrects=earlier,
        reason=round.title if earlier else "",
    )


def _source(indicator, round) -> str:
    """Where the figure comes from, and the review by which it was told; the indicator's own source may be cut."""
    own, told = indicator.source_fi or "", f" · {round.title}"
    longest = Observation._meta.get_field("source").max_length
    return f"{own[: longest - len(told)].rstrip()}{told}" if own else round.title
