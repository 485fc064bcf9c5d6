"""What comes from public statistics: fetched as proposals, accepted or dismissed by a person, never overwritten."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from kemistrategy import clock, jobs
from kemistrategy.history import create_many_with_history, save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, are_equally_long, overlap, period_words
from kemistrategy.refusals import NotAllowed
from measures.feeds import FETCH, Client, FeedProblem, Fetched, FetchedValue, Manners
from measures.models import ComparisonValue, Feed, Indicator, Observation, ProposedObservation
from measures.permissions import values_to_accept
from measures.readings import out_of_bounds
from measures.words import figure_problem

from .ratios import propose_ratios, uses

FETCH_EVERY = timedelta(hours=24)
CLAIM_HOLDS = timedelta(hours=1)  # longer than a fetch of all feeds takes
State, Origin = ProposedObservation.State, ProposedObservation.Origin
logger = logging.getLogger(__name__)


# --- fetching -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FetchOutcome:
    """What one fetch of one feed did; `problem` is the Finnish sentence why it did nothing."""

    feed: Feed
    new: int = 0
    superseded: int = 0
    compared: int = 0
    problem: str = ""


def start_due_fetch() -> int:
    """Queues the feeds that nobody has asked for a day, and gives their number; two workers at once queue them once.

    The claim is written before the fetch begins. A fetch that was lost on its way, with the worker that was doing it,
    is queued again when its claim has run out; one that failed gets its day's rest like one that succeeded. On
    development's standing clock a day never passes: there each feed is fetched once, and then by the command.
    """
    now = clock.now()
    with transaction.atomic():
        is_old = Q(fetched_at=None) | Q(fetched_at__lt=now - FETCH_EVERY)
        is_free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HOLDS)
        due = Feed.objects.filter(is_old, is_free, is_active=True)
        claimed = list(due.select_for_update().order_by("pk").values_list("pk", flat=True))
        if claimed:
            Feed.objects.filter(pk__in=claimed).update(claimed_at=now)
            jobs.start("measures.tasks.fetch_statistics", claimed)
    return len(claimed)


def fetch_feeds(feeds: Iterable[Feed]) -> list[FetchOutcome]:
    """One after the other over one connection; one that fails keeps its problem, the others go on."""
    manners = Manners(pause=settings.STATISTICS_PAUSE, backoff=settings.STATISTICS_PAUSE)
    with Client(contact=settings.SITE_URL or settings.CONTACT_ADDRESS, manners=manners) as client:
        return [fetch_feed(feed, client=client) for feed in feeds]


def fetch_feed(feed: Feed, *, client: Client) -> FetchOutcome:
    """Asks the service, which may take its time, and only then writes, in one short transaction.

    `feed.indicator` must be loaded. New values wait as proposals. Nothing that was accepted is touched.
    """
    try:
        if feed.indicator.is_told_in_words:
            raise FeedProblem("Mittari kerrotaan sanoin, joten sille ei voi hakea lukuja.")
        fetched = FETCH[feed.provider](feed, client)
    except FeedProblem as problem:
        return _note(feed, str(problem))
    except Exception:  # what a foreign service may answer has no end; the other feeds must not suffer from it
        logger.exception("Feed %s could not be read", feed.pk)
        return _note(feed, "Haku keskeytyi odottamattomaan vikaan, joka on kirjattu palvelun lokiin.")
    return _keep(feed, fetched)


@transaction.atomic
def _note(feed, problem) -> FetchOutcome:
    """The moment is bookkeeping and has no history; a problem that comes or goes does."""
    problem = problem[:300]
    stored = Feed.objects.select_for_update().get(pk=feed.pk)
    if stored.problem != problem:
        stored.problem = problem
        save_with_history(stored, by=None, reason="fetch failed" if problem else "fetch succeeded")
    Feed.objects.filter(pk=feed.pk).update(fetched_at=clock.now())
    return FetchOutcome(feed, problem=problem)


@transaction.atomic
def _keep(feed: Feed, fetched: Fetched) -> FetchOutcome:
    Indicator.objects.select_for_update().get(pk=feed.indicator_id)  # as calculating does: one proposer at a time
    known = _Known(feed, fetched.values)
    outdated = [known.waiting[value.period] for value in fetched.values if known.makes_outdated(value)]
    now = clock.now()  # one moment for all: what came together is shown together
    new = [_proposal(feed, fetched, value, known, now) for value in fetched.values if known.is_to_propose(value)]
    for row in outdated:
        row.state = State.SUPERSEDED
    update_many_with_history(outdated, ["state"], by=None, reason="the source gives another value")
    create_many_with_history(new, by=None, reason=f"fetched: {feed.provider} {feed.table}")
    compared = _keep_compared(feed, fetched, now)
    _note(feed, "")
    return FetchOutcome(feed, len(new), len(outdated), compared)


class _Known:
    """What is already known of the fetched periods: in force, waiting, dismissed. Three queries."""

    def __init__(self, feed, values):
        proposed = ProposedObservation.objects.filter(indicator=feed.indicator_id)
        waiting = proposed.filter(state=State.WAITING).select_for_update()
        self.waiting = {_period(row): row for row in waiting}
        observed = Observation.objects.present().filter(indicator=feed.indicator_id, period_start__isnull=False)
        self.present = {_period(row): row for row in observed}
        self.dismissed = defaultdict(set)
        for row in proposed.filter(state=State.DISMISSED):
            self.dismissed[_period(row)].add(row.value)

    def is_news(self, value: FetchedValue) -> bool:
        """Another number than the one in force, or the same when it is no longer preliminary; never a dismissed one."""
        if value.value in self.dismissed[value.period]:
            return False
        present = self.present.get(value.period)
        is_confirmed = present is not None and present.is_provisional and not value.is_provisional
        return present is None or present.value != value.value or is_confirmed

    def is_told(self, value: FetchedValue) -> bool:
        """The same already waits."""
        row = self.waiting.get(value.period)
        return row is not None and (row.value, row.is_provisional) == (value.value, value.is_provisional)

    def is_to_propose(self, value: FetchedValue) -> bool:
        return self.is_news(value) and not self.is_told(value)

    def makes_outdated(self, value: FetchedValue) -> bool:
        return value.period in self.waiting and not (self.is_news(value) and self.is_told(value))


def _period(row) -> Period:
    return Period(row.period_start, row.period_end)


def _proposal(feed, fetched, value, known, now):
    return ProposedObservation(
        indicator_id=feed.indicator_id,
        origin=Origin.STATISTICS,
        period_start=value.period.start,
        period_end=value.period.end,
        value=value.value,
        is_provisional=value.is_provisional,
        source=fetched.source,
        table=feed.table,
        code=feed.content,
        licence=fetched.licence,
        updated_at=fetched.updated_at,
        retrieved_at=now,
        revises=known.present.get(value.period),
    )


def _keep_compared(feed, fetched, now) -> int:
    """The other areas' figures as the source has them now; they are no facts of ours and have no history."""
    rows = [
        ComparisonValue(
            indicator_id=feed.indicator_id,
            area=value.area,
            area_name=value.area_name[:100],
            period_start=value.period.start,
            period_end=value.period.end,
            value=value.value,
            source=fetched.source,
            licence=fetched.licence,
            retrieved_at=now,
        )
        for value in fetched.compared
    ]
    ComparisonValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["indicator", "area", "period_start", "period_end"],
        update_fields=["area_name", "value", "source", "licence", "retrieved_at"],
    )
    return len(rows)


# --- accepting ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Tick:
    """A value a person chose, and the observation in force that stood beside it on her page, if any."""

    proposal: int
    beside: int | None = None


@dataclass(frozen=True)
class Decided:
    """How many were decided, and a sentence for each that was left."""

    done: int
    left: list[str]


def accept_values(ticks: Iterable[Tick], *, rights: Rights) -> Decided:
    """Each becomes an observation, with its source; one of a period that has a figure corrects it.

    What somebody else decided or changed since the page was read is left. Raises NotAllowed when the same figures were
    written by somebody else in the same moment; then nothing has happened.
    """
    try:
        return _accept(dict((tick.proposal, tick.beside) for tick in ticks), rights)
    except IntegrityError as another:
        raise NotAllowed(_("Joku muu tallensi samat luvut juuri äsken. Katso luvut uudelleen.")) from another


@transaction.atomic
def _accept(ticks, rights) -> Decided:
    rows, ratios_follow = _locked(ticks, rights)
    if not rows:
        return Decided(0, [])
    beside = defaultdict(list)
    for row in Observation.objects.present().filter(
        indicator__in={row.indicator_id for row in rows}, period_start__isnull=False
    ):
        beside[row.indicator_id].append(row)
    accepted, left = [], []
    for row in rows:
        reason = _reason_to_leave(row, beside[row.indicator_id], ticks[row.pk])
        if reason:
            left.append(f"{row.indicator}, {period_words(_period(row))}: {reason}")
        else:
            accepted.append(row)
    observations = [_observation_of(row, _same_period(row, beside[row.indicator_id]), rights) for row in accepted]
    create_many_with_history(observations, by=rights.user, reason="accepted a proposed value")
    for row, observation in zip(accepted, observations, strict=True):
        row.observation = observation
    _decide(accepted, State.ACCEPTED, rights)
    if accepted and ratios_follow:
        propose_ratios({row.indicator_id for row in accepted}, by=rights.user)
    return Decided(len(accepted), left)


def _locked(pks, rights) -> tuple[list[ProposedObservation], bool]:
    """The waiting ones, and whether ratios are calculated of their indicators.

    The indicators and those ratios are locked first, as recording, calculating and fetching do.
    """
    waiting = values_to_accept(rights).filter(pk__in=list(pks))
    measured = waiting.order_by().values("indicator")
    concerned = Indicator.objects.filter(Q(pk__in=measured) | uses(measured)).select_for_update().order_by("pk")
    numerators = list(concerned.values_list("numerator", flat=True))
    rows = waiting.select_related("indicator").select_for_update(of=("self",)).order_by("pk")
    return list(rows), any(numerators)


def _same_period(row, observations) -> Observation | None:
    return next((other for other in observations if _period(other) == _period(row)), None)


def _reason_to_leave(row, observations, seen) -> str:
    same = _same_period(row, observations)
    if (same.pk if same else None) != seen:
        return _("jakson luku on muuttunut sillä välin. Katso se uudelleen.")
    if row.indicator.is_told_in_words:
        return _("mittari kerrotaan nyt sanoin, ei lukuna.")
    if problem := out_of_bounds(row.value, row.indicator):
        return figure_problem(problem, row.indicator)
    for other in observations:
        if (
            other is not same
            and overlap(_period(other), _period(row))
            and are_equally_long(_period(other), _period(row))
        ):
            return _("mittarilla on jo luku jaksolta, joka menee tämän kanssa päällekkäin.")
    return ""


def _observation_of(row, corrects, rights):
    return Observation(
        indicator=row.indicator,
        period_start=row.period_start,
        period_end=row.period_end,
        value=row.value,
        is_baseline=bool(corrects and corrects.is_baseline),
        is_provisional=row.is_provisional,
        source=row.source,
        licence=row.licence,
        retrieved_at=row.retrieved_at,
        entered_by=rights.user,
        corrects=corrects,
        reason=_reason_of_correction(row, corrects) if corrects else "",
    )


def _reason_of_correction(row, corrects) -> str:
    """Kept with the figure, so in the language of the reports' own texts."""
    with translation.override("fi"):
        if row.origin == Origin.RATIO:
            return _("Luvut, joista tämä on laskettu, ovat muuttuneet.")
        if row.value == corrects.value:
            return _("Lähde on vahvistanut ennakkotiedon.")
        return _("Lähde on päivittänyt luvun.")


def _decide(rows, state, rights):
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, clock.now(), rights.user
    fields = ["state", "observation", "decided_at", "decided_by"]
    update_many_with_history(rows, fields, by=rights.user, reason=state.value)


@transaction.atomic
def dismiss_values(pks: Iterable[int], *, rights: Rights) -> int:
    """The same number is not proposed again, another is; gives how many were dismissed."""
    rows, _ratios_follow = _locked(pks, rights)
    _decide(rows, State.DISMISSED, rights)
    return len(rows)
