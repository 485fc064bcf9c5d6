"""What does not go as planned: deviations of this review, promises of earlier ones, binding goals that failed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import Round
from goals.status import is_failed_binding
from kemistrategy.periods import day_words
from reporting.queries.report_rows import EntryRow, PromiseRow

from .comparison import kind_words
from .rows import BindingGoal, Deviation, FollowedPromise
from .sources import Sources
from .standing import NOTHING, key_of, thing_of


# --- deviations of this review
def deviations(sources: Sources) -> tuple[Deviation, ...]:
    """What was reported not to go as planned, the gravest first, then in the plan's order."""
    chains = Chains(sources)
    found = [
        *_action_deviations(sources, chains),
        *_indicator_deviations(sources, chains),
        *_goal_deviations(sources, chains),
        *_project_deviations(sources, chains),
    ]
    return tuple(sorted(filter(None, found), key=lambda deviation: -deviation.weight))


def _action_deviations(sources, chains):
    for pk, lines in sources.action_lines.items():
        yield _deviation(
            sources,
            chains,
            key_of(action=pk),
            lines[0].schedule,
            lines=lines,
            kind=_("Toimenpide"),
            title=lines[0].action_title,
            post=lines[0].post,
        )


def _indicator_deviations(sources, chains):
    goals = defaultdict(dict)
    for measure in sources.measures:
        goals[measure.indicator][measure.goal] = sources.goal_lines[measure.goal][0]
    for indicator in sources.indicators.values():
        lines = goals[indicator.pk].values()
        yield _deviation(
            sources,
            chains,
            key_of(indicator=indicator.pk),
            None,
            lines=lines,
            kind=_("Mittari"),
            title=indicator.name,
            post=indicator.post,
        )


def _goal_deviations(sources, chains):
    for pk, lines in sources.goal_lines.items():
        entry = sources.standing.heard(key_of(goal=pk))
        yield _deviation(
            sources,
            chains,
            key_of(goal=pk),
            None,
            lines=lines[:1],
            kind=_("Tavoite"),
            title=lines[0].goal_title,
            post=entry.post if entry else NOTHING,
        )


def _project_deviations(sources, chains):
    told = set()
    for project in sources.projects:
        key = sources.standing.project_key(project.project, project.unit)
        if key not in told:
            told.add(key)
            yield _deviation(
                sources,
                chains,
                key,
                project.schedule,
                lines=(),
                kind=_("Projekti"),
                title=project.name,
                post=project.post,
            )


def _deviation(sources, chains, key, schedule, *, lines, kind, title, post):
    """`lines` are those of the goals that it belongs to: the first that binds somebody says whom."""
    found = sources.standing.deviation(key, schedule)
    if not found:
        return None
    (badge, weight), entry, tell = found, sources.standing.heard(key), sources.voices.of_entry
    before, (subject, thing) = chains.before(entry), thing_of(key)
    binding = next(filter(sources.binding, lines), None)
    return Deviation(
        goals=tuple(line.goal_title for line in lines),
        binding=sources.binding(binding) if binding else "",
        kind=kind,
        title=title,
        badge=badge,
        cause=tell(entry, "cause"),
        correction=tell(entry, "correction"),
        post=entry.correction_post or post,
        due=day_words(entry.correction_due_on) if entry.correction_due_on else "",
        proposal=tell(entry, "proposal"),
        times=len(before) + 1,
        first=promised_in(before[0]) if before else "",
        weight=weight,
        subject=subject,
        thing=thing,
        binding_level=binding.binding_level if binding else "",
    )


# --- promises of earlier reviews
class Chains:
    """Promises by their links: a new promise of the same thing continues the earlier open one."""

    def __init__(self, sources: Sources):
        promises = sources.facts.promises
        self._of_pk = {promise.pk: promise for promise in promises}
        self._of_entry = {promise.entry: promise for promise in promises}
        self.continued = {promise.continues for promise in promises}

    def before(self, entry: EntryRow) -> list[PromiseRow]:
        """The promises that the one of this entry continues, the oldest first."""
        promise = self._of_entry.get(entry.pk)
        return self.of(promise)[:-1] if promise else []

    def of(self, promise: PromiseRow) -> list[PromiseRow]:
        """The oldest first; what a late version of the same entry promised again is one promise with it."""
        chain, seen = [], set()
        while promise and promise.pk not in seen:
            seen.add(promise.pk)
            if not chain or chain[0].round != promise.round:
                chain.insert(0, promise)
            promise = self._of_pk.get(promise.continues)
        return chain


def promised_in(promise: PromiseRow) -> str:
    """The name of the report in which it was promised."""
    return Round(kind=promise.round_kind, year=promise.round_year, as_of=promise.round_as_of).title


def followed_promises(sources: Sources, previous: Round | None) -> tuple[FollowedPromise, ...]:
    """Promises of earlier reviews that nothing continues: those still open, and those kept since the one before."""
    chains = Chains(sources)
    since = _day_of(previous.closed_at) if previous else date.min
    return tuple(
        _followed(sources, chains, promise)
        for promise in sources.facts.promises
        if promise.round != sources.round.pk
        and promise.pk not in chains.continued
        and not promise.is_taken_back
        and sources.is_told(promise.unit)
        and not (_is_kept(sources, promise) and promise.closed_on <= since)
    )


def _followed(sources, chains, promise):
    is_kept, (subject, thing) = _is_kept(sources, promise), thing_of(promise.key)
    return FollowedPromise(
        title=promise.title,
        kind=kind_words()[subject],
        correction=sources.voices.of_promise(promise),
        promised_in=promised_in(promise),
        times=len(chains.of(promise)),
        post=promise.post,
        due=day_words(promise.due_on) if promise.due_on else "",
        badge=_promise_badge(promise, sources.round.as_of, is_kept=is_kept),
        closed=day_words(promise.closed_on) if is_kept else "",
        how=promise.how if is_kept else "",
        subject=subject,
        thing=thing,
    )


def _is_kept(sources, promise) -> bool:
    """As it was known at the closing."""
    closing = _day_of(sources.round.closed_at)
    return promise.closed_on is not None and (closing is None or promise.closed_on <= closing)


def _day_of(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None


def _promise_badge(promise, as_of, *, is_kept):
    if is_kept:
        return Badge("promise_kept", _("Korjattu"), "check")
    if promise.due_on and promise.due_on < as_of:
        return Badge("promise_late", _("Myöhässä"), "clock")
    return Badge("promise_open", _("Avoin"), "half")


# --- binding goals at year-end
def binding_goals(sources: Sources) -> tuple[BindingGoal, ...]:
    """Every goal that binds the council, the board or a committee, with all its measures and its judgement."""
    return tuple(_binding_goals(sources)) if sources.round.is_year_end else ()


def _binding_goals(sources) -> Iterator[BindingGoal]:
    for pk, (line, *_others) in sources.goal_lines.items():
        if not (binding := sources.binding(line)):
            continue
        key = key_of(goal=pk)
        entry, judged = sources.standing.heard(key), sources.standing.judged(key)
        yield BindingGoal(
            pk=pk,
            title=line.goal_title,
            binding=binding,
            measures=tuple(_each_once(sources, pk)),
            judged=judged,
            silence=None if judged else sources.standing.silence(key),
            has_failed=bool(judged and is_failed_binding(is_binding=True, attainment=judged.badge.code)),
            cause=sources.voices.of_entry(entry, "cause"),
            proposal=sources.voices.of_entry(entry, "proposal"),
        )


def _each_once(sources, goal):
    told = set()
    for measure in sources.measures_of_goal.get(goal, ()):
        if measure.indicator not in told:
            told.add(measure.indicator)
            yield sources.measure(measure)
