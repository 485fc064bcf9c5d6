"""Readiness: who has reported in the open reviews and who has not, by department and by post."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals.badges import Badge, Badges
from goals.models import Entry, Round
from goals.permissions import approvals_to_withdraw, entries_to_approve, followed_entries
from kemistrategy import working_days
from kemistrategy.organisation.models import SentMail
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import day_words
from kemistrategy.text import Text, text_of

from .deadlines import Deadlines, deadlines
from .entries import SUBJECT_RELATIONS, subject_title
from .my_entries import HEADINGS, goals_of_entries
from .reminders import Staff, open_rounds, reminders_of

State = Entry.State
STANDINGS = {
    "ready": (gettext_lazy("Raportoinut"), "check"),
    "partly": (gettext_lazy("Osa puuttuu"), "half"),
    "silent": (gettext_lazy("Ei vielä raportoinut"), "dots"),
    "vacant": (gettext_lazy("Tehtävä täyttämättä"), "ring"),
    "no-post": (gettext_lazy("Vastaaja puuttuu"), "question"),
}
# What the page can be narrowed to: the code in the address → its words.
CHOICES = {
    "missing": gettext_lazy("Kirjauksia puuttuu"),
    "ready": gettext_lazy("Raportoinut"),
    "approval": gettext_lazy("Odottaa hyväksyntää"),
    "returned": gettext_lazy("Palautettu täydennettäväksi"),
    "vacant": gettext_lazy("Ei ketään muistutettavaksi"),
}


# --- what is known of posts ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class KnownOfPosts:
    """`reminded`: (round pk, user pk) → the day of the last reminder; `heard`: post pk → the last entry sent."""

    staff: Staff
    heard: dict[int, date]
    reminded: dict[tuple[int, int], date]

    def people_in(self, post_pk: int | None) -> list[int]:
        return [user.pk for user in self.staff.in_post(post_pk)]

    def reminded_on(self, round: Round, post_pk: int | None) -> date | None:
        """When somebody in the post was last reminded of the review."""
        days = [self.reminded.get((round.pk, user_pk)) for user_pk in self.people_in(post_pk)]
        return max((day for day in days if day), default=None)

    def all_reminded_on(self, round: Round, post_pk: int, day: date) -> bool:
        return all(self.reminded.get((round.pk, user_pk)) == day for user_pk in self.people_in(post_pk))


def heard_and_reminded(rounds: list[Round], post_pks: Iterable[int], today: date) -> KnownOfPosts:
    """Four queries, however many posts; the day of a reminder is that of its occasion."""
    posts, staff = [pk for pk in post_pks if pk], Staff(today)
    told = Entry.objects.present().sent().filter(post__in=posts).values_list("post").annotate(Max("sent_at")).order_by()
    people = {user.pk for pk in posts for user in staff.in_post(pk)}
    mails = SentMail.objects.filter(
        Q(*(("occasion__startswith", reminders_of(round)) for round in rounds), _connector=Q.OR), user__in=people
    )
    reminded = {}
    for user_pk, occasion in mails.values_list("user", "occasion") if rounds else ():
        for round in rounds:
            if occasion.startswith(reminders_of(round)):
                day = date.fromisoformat(occasion.removeprefix(reminders_of(round)).partition(":")[0])
                reminded[round.pk, user_pk] = max(day, reminded.get((round.pk, user_pk), day))
    return KnownOfPosts(staff, {pk: timezone.localdate(moment) for pk, moment in told}, reminded)


# --- the page -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Counts:
    total: int
    sent: int
    approved: int
    returned: int
    drafts: int
    empty: int

    @property
    def percent(self) -> int:
        """How much has been sent, 0–100."""
        return self.sent * 100 // self.total if self.total else 0

    @property
    def missing(self) -> int:
        return self.total - self.sent

    @property
    def waiting(self) -> int:
        """Sent, and not approved yet."""
        return self.sent - self.approved


def counts_of(entries: list[Entry]) -> Counts:
    counted = Counter(entry.state for entry in entries)
    return Counts(
        total=len(entries),
        sent=counted[State.SENT] + counted[State.APPROVED],
        approved=counted[State.APPROVED],
        returned=counted[State.RETURNED],
        drafts=counted[State.DRAFT],
        empty=counted[State.EMPTY],
    )


@dataclass(frozen=True)
class PostStanding:
    """How far a post is. `heard_on`: the last entry it has sent in any review; None: never."""

    pk: int | None
    title: Text
    standing: Badge
    counts: Counts
    heard_on: date | None
    silent_days: int | None
    reminded_on: date | None
    is_vacant: bool
    is_reminded_today: bool
    may_be_reminded: bool

    def fits(self, choice: str) -> bool:
        return {
            "missing": self.counts.missing > 0,
            "ready": not self.counts.missing,
            "approval": self.counts.waiting > 0,
            "returned": self.counts.returned > 0,
            "vacant": self.is_vacant,
        }.get(choice, True)


@dataclass(frozen=True)
class DepartmentStanding:
    pk: int | None
    name: Text
    counts: Counts
    posts: tuple[PostStanding, ...]


@dataclass(frozen=True)
class SectionStanding:
    """A part of the report, written by several posts: ready when all of them have sent theirs."""

    heading: Text
    counts: Counts
    posts: int
    ready_posts: int
    standing: Badge


@dataclass(frozen=True)
class RoundStanding:
    round: Round
    title: str
    subject: Text
    deadlines: Deadlines
    deadline_words: str
    counts: Counts
    departments: tuple[DepartmentStanding, ...]
    sections: tuple[SectionStanding, ...]
    to_remind: int


@dataclass(frozen=True)
class Readiness:
    rounds: tuple[RoundStanding, ...]
    departments: tuple[tuple[str, str], ...]  # (value, words) to narrow by


def readiness(rights: Rights, today: date, language: str, *, department: str = "", choice: str = "") -> Readiness:
    """Eight queries, however many reviews and posts. A department or choice that is not there narrows nothing."""
    rounds = {round.pk: round for round in open_rounds()}
    entries = list(
        followed_entries(rights)
        .select_related("post", "goal", "round__project")
        .order_by("post__position", "post", "pk")
    )
    known = heard_and_reminded(list(rounds.values()), {entry.post_id for entry in entries}, today)
    goals = goals_of_entries(entries)
    departments = _departments(entries, known, language)
    department = department if department in dict(departments) else ""
    by_round = defaultdict(list)
    for entry in entries:
        by_round[entry.round_id].append(entry)
    page = _Page(known, goals, today, language, department, choice)
    return Readiness(
        rounds=tuple(page.round(round, by_round[pk]) for pk, round in rounds.items() if by_round[pk]),
        departments=departments,
    )


def _departments(entries, known, language):
    units = {unit.pk: unit for unit in (known.staff.department_of(entry.unit_id) for entry in entries) if unit}
    ordered = sorted(units.values(), key=lambda unit: (unit.position, unit.pk))
    return tuple((str(unit.pk), str(text_of(unit, "name", language))) for unit in ordered)


@dataclass(frozen=True)
class _Page:
    known: KnownOfPosts
    goals: dict
    today: date
    language: str
    department: str
    choice: str

    def round(self, round, entries) -> RoundStanding:
        days = deadlines(round)
        departments = tuple(self._department_standings(round, entries))
        return RoundStanding(
            round=round,
            title=round.title,
            subject=text_of(entries[0].round.project, "name", self.language) if round.project_id else Text(""),
            deadlines=days,
            deadline_words=deadline_words(days, self.today),
            counts=counts_of(entries),
            departments=tuple(
                narrowed
                for row in departments
                if not self.department or str(row.pk) == self.department
                if (narrowed := self._narrowed(row)).posts
            ),
            sections=tuple(self._sections(entries)),
            to_remind=len({post.pk for row in departments for post in row.posts if post.may_be_reminded}),
        )

    def _narrowed(self, row):
        return DepartmentStanding(
            row.pk, row.name, row.counts, tuple(post for post in row.posts if post.fits(self.choice))
        )

    def _department_standings(self, round, entries):
        grouped = defaultdict(list)
        for entry in entries:
            grouped[self.known.staff.department_of(entry.unit_id)].append(entry)
        for unit in sorted(grouped, key=lambda unit: (unit is None, unit and (unit.position, unit.pk))):
            by_post = defaultdict(list)
            for entry in grouped[unit]:
                by_post[entry.post_id].append(entry)
            yield DepartmentStanding(
                pk=unit.pk if unit else None,
                name=text_of(unit, "name", self.language) if unit else Text(_("Ilman toimialaa"), self.language),
                counts=counts_of(grouped[unit]),
                posts=tuple(self._post(round, rows) for rows in by_post.values()),
            )

    def _post(self, round, entries) -> PostStanding:
        post, counts = entries[0].post, counts_of(entries)
        people = self.known.people_in(post.pk) if post else []
        heard_on = self.known.heard.get(post.pk) if post else None
        is_reminded = bool(people and counts.missing and self.known.all_reminded_on(round, post.pk, self.today))
        return PostStanding(
            pk=post.pk if post else None,
            title=text_of(post, "title", self.language) if post else Text(_("Vastaaja puuttuu"), self.language),
            standing=_badge(_standing(post, counts, people)),
            counts=counts,
            heard_on=heard_on,
            silent_days=(self.today - heard_on).days if heard_on else None,
            reminded_on=self.known.reminded_on(round, post.pk) if post else None,
            is_vacant=not people,
            is_reminded_today=is_reminded,
            may_be_reminded=bool(people and counts.missing and not is_reminded),
        )

    def _sections(self, entries):
        """By the goal under which an entry stands in the report, projects and key indicators after them."""
        grouped, headings = defaultdict(list), {}
        for entry in entries:
            goal = entry.goal or self.goals.get(entry.pk)
            if goal:
                key, headings[goal.pk] = (0, goal.position, goal.pk), text_of(goal, "title", self.language)
                grouped[key].append(entry)
            else:
                name = "projects" if entry.project_id else "indicators"
                grouped[1, name == "indicators", name].append(entry)
                headings[name] = Text(str(HEADINGS[name]), self.language)
        for key, rows in sorted(grouped.items(), key=lambda item: item[0][:2]):
            by_post = defaultdict(list)
            for entry in rows:
                by_post[entry.post_id].append(entry.is_sent)
            counts, ready = counts_of(rows), sum(all(sent) for sent in by_post.values())
            yield SectionStanding(headings[key[2]], counts, len(by_post), ready, _badge(_heard(counts)))


def _standing(post, counts, people) -> str:
    if post is None:
        return "no-post"
    if counts.missing and not people:
        return "vacant"
    return _heard(counts)


def _heard(counts) -> str:
    if not counts.missing:
        return "ready"
    return "partly" if counts.sent else "silent"


def _badge(code) -> Badge:
    label, shape = STANDINGS[code]
    return Badge(code, str(label), shape)


def deadline_words(days: Deadlines, today: date) -> str:
    """How many working days there are to the due day, or have gone since."""
    if today == days.due_on:
        return _("Määräpäivä on tänään.")
    if today < days.due_on:
        left = working_days.between(today, days.due_on)
        return ngettext("Määräpäivään on %(n)s arkipäivä.", "Määräpäivään on %(n)s arkipäivää.", left) % {"n": left}
    if today <= days.grace_ends_on:
        return _("Määräpäivä on mennyt. Lisäaikaa on %(day)s asti.") % {"day": day_words(days.grace_ends_on)}
    gone = working_days.between(days.due_on, today)
    return ngettext("Määräpäivästä on %(n)s arkipäivä.", "Määräpäivästä on %(n)s arkipäivää.", gone) % {"n": gone}


# --- the entries of one post --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class EntryStanding:
    pk: int
    title: Text
    state: Badge
    saved_at: object
    sent_at: object
    approved_at: object
    approved_by: str
    return_note: Text
    may_withdraw: bool
    may_approve: bool


@dataclass(frozen=True)
class PostReadiness:
    round: Round
    post: Text
    counts: Counts
    rows: tuple[EntryStanding, ...]


def post_readiness(rights: Rights, slug: str, post_pk: int, language: str) -> PostReadiness | None:
    """What one post has been asked in an open review; None when it is not there, or not in this person's area."""
    asked = followed_entries(rights).filter(round__slug=slug, post=post_pk)
    entries = list(asked.select_related("round", "post", "approved_by", *SUBJECT_RELATIONS).order_by("pk"))
    if not entries:
        return None
    pks = [entry.pk for entry in entries]
    withdrawable = set(approvals_to_withdraw(rights).filter(pk__in=pks).values_list("pk", flat=True))
    approvable = set(entries_to_approve(rights).filter(pk__in=pks).values_list("pk", flat=True))
    badges = Badges()
    return PostReadiness(
        round=entries[0].round,
        post=text_of(entries[0].post, "title", language),
        counts=counts_of(entries),
        rows=tuple(
            EntryStanding(
                pk=entry.pk,
                title=subject_title(entry, language),
                state=badges.entry_state(entry.state),
                saved_at=entry.saved_at,
                sent_at=entry.sent_at,
                approved_at=entry.approved_at,
                approved_by=str(entry.approved_by or ""),
                return_note=Text(entry.return_note),
                may_withdraw=entry.pk in withdrawable,
                may_approve=entry.pk in approvable,
            )
            for entry in entries
        ),
    )
