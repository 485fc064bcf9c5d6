"""Planning, opening, closing and opening again a review."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goals.models import Entry, Project, Round
from goals.signals import round_reopening
from kemistrategy import clock, jobs, periods, working_days
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed

from .opening import make_entries
from .posting import post_sent_figures

PROPOSED_WORKING_DAYS = {
    Round.Kind.HALF_YEAR: 35,  # 30.6. to the middle of August, over the holidays
    Round.Kind.YEAR_END: 20,  # to the end of January: the accounts are signed by 31.3. (kuntalaki 113 §)
    Round.Kind.PROJECT_INTERIM: 10,
    Round.Kind.PROJECT_FINAL: 10,
}
REOPENED_WORKING_DAYS = 5
SLUG_WORDS = {Round.Kind.PROJECT_INTERIM: "valiraportti", Round.Kind.PROJECT_FINAL: "loppuraportti"}
STILL_CHANGEABLE = {
    Round.State.PLANNED: frozenset(
        "due_on grace_days approval_days published_by reminders_before reminder_hour mail_words chapters"
        " strategies units".split()
    ),
    Round.State.OPEN: frozenset(
        "due_on grace_days approval_days published_by reminders_before reminder_hour mail_words chapters".split()
    ),
    Round.State.CLOSED: frozenset({"published_by"}),
}
LINKS = ("strategies", "units")


@dataclass(frozen=True)
class NewRound:
    """What a new review is of, before it has an address: its period and, for a project's own report, its strategy."""

    slug: str
    starts_on: date
    as_of: date
    strategies: list = field(default_factory=list)


@transaction.atomic
def plan_round(
    *,
    kind: str,
    year: int,
    strategies,
    due_on: date | None = None,
    by,
    units=(),
    project: Project | None = None,
    as_of: date | None = None,
) -> Round:
    """A new review of a half-year or a year, or a project's own report of the day `as_of`.

    Period and address follow from kind and year; a due day that is not given is proposed in working days.
    """
    new = _of_a_project(kind, project, as_of) if kind in Round.PROJECT_KINDS else _of_the_city(kind, year, strategies)
    if Round.objects.filter(slug=new.slug).exists():
        raise NotAllowed(_("Tämä katsaus on jo olemassa."))
    due_on = due_on or working_days.after(new.as_of, PROPOSED_WORKING_DAYS[kind])
    _refuse_days(new.as_of, due_on)
    round = Round(
        slug=new.slug,
        kind=kind,
        year=new.as_of.year,
        project=project if kind in Round.PROJECT_KINDS else None,
        starts_on=new.starts_on,
        as_of=new.as_of,
        due_on=due_on,
    )
    try:
        with transaction.atomic():
            save_with_history(round, by=by, reason="planned")
    except IntegrityError as another:  # planned in the same moment by somebody else
        raise NotAllowed(_("Tämä katsaus on jo olemassa.")) from another
    round.strategies.set(new.strategies)
    round.units.set(() if round.project else units)
    return round


def _of_the_city(kind, year, strategies):
    period = periods.half_year(year, 1) if kind == Round.Kind.HALF_YEAR else periods.year(year)
    slug = f"{year}-h1" if kind == Round.Kind.HALF_YEAR else f"{year}-year"
    return NewRound(slug, period.start, period.end, list(strategies))


def _of_a_project(kind, project, as_of):
    """From the day after the project's previous report, or from its own beginning."""
    if project is None:
        raise NotAllowed(_("Valitse projekti, jonka raportti on kyseessä."))
    if as_of is None:
        raise NotAllowed(_("Kirjoita päivä, jonka tilanteesta projekti raportoi."))
    earlier = Round.objects.filter(project=project, as_of__lt=as_of).order_by("as_of").last()
    after_it = earlier and earlier.as_of + timedelta(days=1)
    begun = (after_it, project.started_on, project.starts_on, date(as_of.year, 1, 1))
    starts_on = next((day for day in begun if day and day < as_of), date(as_of.year - 1, 1, 1))
    return NewRound(f"{as_of.isoformat()}-{SLUG_WORDS[kind]}-{project.pk}", starts_on, as_of, [project.strategy])


def _refuse_days(as_of, due_on, published_by=None):
    if due_on < as_of:
        raise NotAllowed(_("Kirjausten määräpäivän on oltava tarkastelujakson jälkeen."))
    if published_by and published_by < due_on:
        raise NotAllowed(_("Julkaisupäivän on oltava kirjausten määräpäivän jälkeen."))


@transaction.atomic
def change_settings(round_pk: int, *, by, **changes) -> list[str]:
    """Changes what may still be changed in the review's state; gives the names of what really changed.

    Raises NotAllowed when something else was asked to change, which happens when somebody opened or closed it since.
    """
    round = Round.objects.select_for_update().get(pk=round_pk)
    changed = [name for name, value in changes.items() if _value_of(round, name) != _comparable(name, value)]
    if not STILL_CHANGEABLE[round.state].issuperset(changed):
        raise NotAllowed(_("Katsauksen tila on muuttunut sillä välin. Avaa sivu uudelleen."))
    for name in set(changed).difference(LINKS):
        setattr(round, name, changes[name])
    _refuse_days(round.as_of, round.due_on, round.published_by)
    for name in set(changed).intersection(LINKS):
        getattr(round, name).set(changes[name])
    if changed:
        save_with_history(round, by=by, reason="settings changed")
    return changed


def _value_of(round, name):
    return _comparable(name, getattr(round, name).all() if name in LINKS else getattr(round, name))


def _comparable(name, value):
    return {row.pk for row in value} if name in LINKS else value


@transaction.atomic
def open_round(round_pk: int, *, by) -> int:
    """Makes an entry for everything in scope and tells the owners by mail; gives the number of entries."""
    round = Round.objects.select_for_update().get(pk=round_pk)
    if round.state != Round.State.PLANNED:
        raise NotAllowed(_("Katsaus on jo avattu."))
    round.state, round.opened_at = Round.State.OPEN, clock.now()
    _save_as_open(round, by=by, reason="opened")
    number = make_entries(round, by=by)
    jobs.start("goals.tasks.mail_owners_of_round", round.pk)
    return number


def _save_as_open(round, *, by, reason):
    """The database lets one review of the city be open at a time, also when two are opened in the same moment."""
    try:
        with transaction.atomic():
            save_with_history(round, by=by, reason=reason)
    except IntegrityError as another:
        raise NotAllowed(_("Toinen katsaus on vielä avoinna. Päätä se ensin.")) from another


@transaction.atomic
def close_round(round_pk: int, *, by) -> int:
    """Posts every sent figure as an observation and locks every door; gives the number of figures posted.

    The round is locked before its entries, as everywhere: a save that was under way ends before, a later one waits for
    its entry and finds the round closed.
    """
    round = Round.objects.select_for_update().get(pk=round_pk)
    if not round.is_open:
        raise NotAllowed(_("Katsaus ei ole avoinna."))
    list(Entry.objects.select_for_update().filter(round_id=round_pk).order_by("pk").values_list("pk"))
    number = post_sent_figures(round, by=by)
    round.state, round.closed_at = Round.State.CLOSED, clock.now()
    save_with_history(round, by=by, reason="closed")
    return number


def day_of_reopened(round: Round) -> date:
    """The day proposed for what is still to be written: the old one, when it leaves time enough."""
    return max(round.due_on, working_days.after(clock.today(), REOPENED_WORKING_DAYS))


@transaction.atomic
def reopen_round(round_pk: int, *, reason: str, by, due_on: date | None = None) -> Round:
    """Opens a closed review again, for a reason. Figures already posted stay; what changes is posted as a correction.

    Whoever has something unsent is told by mail, with a new day. An estimate of publishing that is before it goes.
    Refused with the sentence of a room above when what was closed has been frozen or published.
    """
    round = Round.objects.select_for_update().get(pk=round_pk)
    if round.state != Round.State.CLOSED:
        raise NotAllowed(_("Vain päättyneen katsauksen voi avata uudelleen."))
    if not reason.strip():
        raise NotAllowed(_("Kirjoita, miksi katsaus avataan uudelleen."))
    for _receiver, sentence in round_reopening.send(sender=Round, round=round):
        if sentence:
            raise NotAllowed(sentence)
    round.due_on = due_on or day_of_reopened(round)
    _refuse_days(round.as_of, round.due_on)
    if round.published_by and round.published_by < round.due_on:
        round.published_by = None
    round.state, round.closed_at = Round.State.OPEN, None
    round.reopened_at, round.reopening_reason = clock.now(), reason
    _save_as_open(round, by=by, reason=f"reopened: {reason}")
    jobs.start("goals.tasks.mail_owners_of_reopened_round", round.pk)
    return round
