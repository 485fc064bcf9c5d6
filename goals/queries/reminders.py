"""Who is mailed about what: gathered in bulk, one digest a person, each part with the occasion it is sent once for."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils import timezone

from goals.models import Entry, Round
from goals.reminders import ANSWERERS_KINDS, LAST_HOUR, Kind, correction_occasion, days_before, in_force, occasions
from kemistrategy import clock
from kemistrategy.organisation.models import OrgUnit, PositionHolder, User

from .corrections import open_corrections
from .deadlines import Deadlines, deadlines
from .entries import SUBJECT_RELATIONS

CORRECTION, VACANT = "correction", "vacant"
BELOW_DEPARTMENTS = (OrgUnit.Kind.SERVICE_AREA, OrgUnit.Kind.RESULT_UNIT)


@dataclass(frozen=True)
class Part:
    """One thing a digest tells, still without a language. `rows` are entries, or the one correction."""

    occasion: str
    kind: str
    rows: tuple
    round: Round | None = None
    deadlines: Deadlines | None = None


@dataclass
class Digests:
    """The parts of each person's mail, in the order in which they are added."""

    people: dict[int, User] = field(default_factory=dict)
    parts: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))

    def add(self, rows_of: dict[User, list], part: Callable[[tuple], Part]) -> None:
        for user, rows in rows_of.items():
            self.people[user.pk] = user
            self.parts[user.pk].append(part(tuple(rows)))

    def each(self):
        """(user, her parts), in a steady order."""
        return [(self.people[pk], tuple(self.parts[pk])) for pk in sorted(self.people)]


class Staff:
    """Who is in which post, and who heads what; two queries. Groups have nobody: they are never mailed."""

    def __init__(self, day: date):
        """As of the day, or of today when that is later: whoever has left since gets nothing."""
        day = max(day, clock.today())
        self._people = defaultdict(list)
        for holder in PositionHolder.objects.at_work_on(day).select_related("user").order_by("pk"):
            self._people[holder.post_id].append((holder.capacity, holder.user))
        self.units = OrgUnit.objects.in_bulk()

    def department_of(self, unit_pk: int | None) -> OrgUnit | None:
        """The department (toimiala) an entry's unit belongs to; a unit outside of any stands for itself."""
        unit = self.units.get(unit_pk)
        while unit and unit.kind in BELOW_DEPARTMENTS and unit.parent_id in self.units:
            unit = self.units[unit.parent_id]
        return unit

    def in_post(self, post_pk: int | None, *, with_preparers: bool = False) -> list[User]:
        people = self._people.get(post_pk, ())
        return [user for capacity, user in people if with_preparers or capacity in PositionHolder.SENDERS]

    def heads_over(self, entry: Entry, *, may_be_own: bool) -> list[User]:
        """Who is in the nearest head post above an entry; an answerer is not her own superior in any post."""
        unit_pk, own = entry.unit_id, () if may_be_own else self.in_post(entry.post_id)
        for _level in range(10):  # a circle of units ends too
            unit = self.units.get(unit_pk)
            if unit is None:
                return []
            if people := [user for user in self.in_post(unit.head_id) if user not in own]:
                return people
            unit_pk = unit.parent_id
        return []


def coordinators() -> list[User]:
    return list(User.objects.filter(is_active=True, role=User.Role.COORDINATOR).order_by("pk"))


def open_rounds() -> list[Round]:
    """The city's own first, then the projects'."""
    rounds = Round.objects.filter(state=Round.State.OPEN)
    return list(rounds.order_by(F("project").asc(nulls_first=True), "due_on", "pk"))


def entries_to_tell_of(rounds: Iterable[Round]) -> list[Entry]:
    entries = Entry.objects.present().filter(round__in=[round.pk for round in rounds])
    return list(entries.select_related("post", *SUBJECT_RELATIONS).order_by("post__position", "pk"))


def due_digests(day: date, hour: int = LAST_HOUR) -> list[tuple[User, tuple[Part, ...]]]:
    """What the rules send on a day by an hour, each review at its own; seven queries however much there is."""
    staff, digests, steering = Staff(day), Digests(), coordinators()
    due = {round: due_of_round(round, day) for round in open_rounds() if round.reminder_hour <= hour}
    rounds = {round: kinds for round, kinds in due.items() if kinds}
    entries_of = defaultdict(list)
    for entry in entries_to_tell_of(rounds):
        entries_of[entry.round_id].append(entry)
    for round, kinds in rounds.items():
        _remind_answerers(digests, staff, round, kinds, entries_of[round.pk])
    _remind_of_corrections(digests, staff, steering, day)
    for round, kinds in rounds.items():
        _tell_directors(digests, staff, steering, round, kinds, entries_of[round.pk])
    return digests.each()


def due_of_round(round, day):
    days = deadlines(round)
    every = occasions(
        due_on=days.due_on,
        grace_ends_on=days.grace_ends_on,
        approve_by=days.approve_by,
        before=days_before(round.reminders_before),
    )
    opened_at = max(filter(None, (round.opened_at, round.reopened_at)))
    return in_force(every, today=day, since=timezone.localdate(opened_at))


def asked_digests(round: Round, post_pks: Iterable[int], day: date) -> list[tuple[User, tuple[Part, ...]]]:
    """What a press of the button sends: to who holds the posts or stands in, all that these people have not sent."""
    staff, digests = Staff(day), Digests()
    chosen = {user.pk for post_pk in post_pks for user in staff.in_post(post_pk)}
    unsent = [entry for entry in entries_to_tell_of([round]) if not entry.is_sent]
    rows_of = _by_person(unsent, lambda entry: staff.in_post(entry.post_id))
    rows_of = {user: rows for user, rows in rows_of.items() if user.pk in chosen}
    digests.add(rows_of, _part_of(round, Kind.ASKED, asked_occasion(round, day)))
    return digests.each()


def asked_occasion(round: Round, day: date) -> str:
    return f"{reminders_of(round)}{day}:{Kind.ASKED}"


def reminders_of(round: Round) -> str:
    """With this begins every occasion on which answerers were reminded of a review; the day follows."""
    return f"reminder:{round.slug}:"


def _part_of(round, kind, occasion):
    days = deadlines(round)
    return lambda rows: Part(occasion, kind, rows, round, days)


def _by_person(rows, people_of):
    found = defaultdict(list)
    for row in rows:
        for user in dict.fromkeys(people_of(row)):
            found[user].append(row)
    return found


def _remind_answerers(digests, staff, round, kinds, entries):
    unsent = [entry for entry in entries if not entry.is_sent]
    for kind in ANSWERERS_KINDS:
        if kind in kinds:
            part = _part_of(round, kind, f"{reminders_of(round)}{kinds[kind].code}")
            with_preparers = kind == Kind.BEFORE
            digests.add(
                _by_person(unsent, lambda entry, all=with_preparers: staff.in_post(entry.post_id, with_preparers=all)),
                part,
            )


def _tell_directors(digests, staff, steering, round, kinds, entries):
    """Approvals that wait, then what was not heard: the superior's, and whose posts nobody holds the coordinator's."""
    if occasion := kinds.get(Kind.APPROVE):
        waiting = [entry for entry in entries if entry.state == Entry.State.SENT]
        approvers = _by_person(waiting, lambda entry: staff.heads_over(entry, may_be_own=True))
        digests.add(approvers, _part_of(round, Kind.APPROVE, f"approve:{round.slug}:{occasion.code}"))
    unsent = [entry for entry in entries if not entry.is_sent]
    held = [entry for entry in unsent if staff.in_post(entry.post_id)]
    if occasion := kinds.get(Kind.SUPERIOR):
        superiors = _by_person(held, lambda entry: staff.heads_over(entry, may_be_own=False) or steering)
        digests.add(superiors, _part_of(round, Kind.SUPERIOR, f"late:{round.slug}:{occasion.code}"))
    if occasion := kinds.get(Kind.BEFORE) or kinds.get(Kind.SUPERIOR):
        vacant = [entry for entry in unsent if not staff.in_post(entry.post_id)]
        nobody = {user: vacant for user in steering if vacant}
        digests.add(nobody, _part_of(round, VACANT, f"vacant:{round.slug}:{occasion.code}"))


def _remind_of_corrections(digests, staff, steering, day):
    promised = (
        open_corrections()
        .exclude(entry__correction_due_on=None)
        .select_related(*(f"entry__{name}" for name in SUBJECT_RELATIONS))
    )
    for correction in promised.order_by("entry__correction_due_on", "pk"):
        occasion = correction_occasion(
            due_on=correction.entry.correction_due_on,
            promised_on=timezone.localdate(correction.promised_at),
            today=day,
        )
        if occasion:
            people = staff.in_post(correction.entry.correction_post_id) or steering
            code = f"correction:{correction.pk}:{occasion.code}"
            digests.add({user: [correction] for user in people}, lambda rows, code=code: Part(code, CORRECTION, rows))
