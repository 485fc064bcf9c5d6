"""Gathers people and posts in bulk, as rows for the pages."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from kemistrategy import clock
from kemistrategy.text import Text, text_of

from .models import Position, PositionHolder, SentMail, User
from .permissions import Rights, kept_posts


def is_withdrawable(starts_on: date, *, today: date) -> bool:
    """An appointment that has not lasted a day may be undone as a mistake; later it can only end."""
    return starts_on >= today


# --- rows ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PersonRow:
    """A person in a post. `invited_on` is None when never invited; `is_on_the_way`: the mail has not gone yet."""

    appointment_pk: int
    user_pk: int
    name: str
    email: str
    capacity: str
    capacity_label: str
    starts_on: date
    ends_on: date | None
    begins_later: bool
    is_withdrawable: bool
    invited_on: date | None
    is_on_the_way: bool
    last_seen_on: date | None
    has_signed_in: bool
    is_closed: bool


@dataclass(frozen=True)
class PostRow:
    pk: int
    title: Text
    unit: Text
    people: tuple[PersonRow, ...]

    @property
    def holders(self):
        return self._in("holder")

    @property
    def deputies(self):
        return self._in("deputy")

    @property
    def preparers(self):
        return self._in("preparer")

    @property
    def is_vacant(self) -> bool:
        """Nobody holds it today; a deputy alone does not fill it."""
        return not any(not person.begins_later for person in self.holders)

    def _in(self, capacity):
        return tuple(person for person in self.people if person.capacity == capacity)


@dataclass(frozen=True)
class GroupRow:
    title: Text
    kind: str
    members: tuple[Text, ...]


@dataclass(frozen=True)
class HeldPost:
    """One's own post, or a past one."""

    post_pk: int
    title: Text
    unit: Text
    capacity_label: str
    starts_on: date
    ends_on: date | None


def post_rows(rights: Rights) -> list[PostRow]:
    """Every post in use with the people in it now and later; four queries."""
    posts = kept_posts(rights).filter(kind=Position.Kind.SINGLE).filter(_not_ended(clock.today(), "valid_to"))
    posts = list(posts.select_related("unit").order_by("unit__position", "unit", "position", "pk"))
    people = people_in_posts([post.pk for post in posts])
    return [
        PostRow(post.pk, text_of(post, "title"), text_of(post.unit, "name"), tuple(people[post.pk])) for post in posts
    ]


def group_rows(rights: Rights) -> list[GroupRow]:
    """Groups, bodies and units as owners: they have members but no holder, and are never asked."""
    groups = kept_posts(rights).exclude(kind=Position.Kind.SINGLE).filter(_not_ended(clock.today(), "valid_to"))
    return [
        GroupRow(
            text_of(group, "title"),
            group.get_kind_display(),
            tuple(text_of(post, "title") for post in group.members.all()),
        )
        for group in groups.prefetch_related("members")
    ]


def people_in_posts(post_pks) -> dict[int, list[PersonRow]]:
    """Who is in the posts today or will be; by post, holders first."""
    today = clock.today()
    appointments = PositionHolder.objects.filter(_not_ended(today, "ends_on"), post__in=post_pks)
    appointments = list(appointments.select_related("user").order_by("starts_on", "pk"))
    gone = invitations_gone([appointment.user for appointment in appointments])
    people = defaultdict(list)
    order = PositionHolder.Capacity.values
    for appointment in sorted(appointments, key=lambda row: order.index(row.capacity)):
        people[appointment.post_id].append(_person_row(appointment, gone, today))
    return people


def _person_row(appointment, gone, today):
    user = appointment.user
    return PersonRow(
        appointment_pk=appointment.pk,
        user_pk=user.pk,
        name=str(user),
        email=user.email,
        capacity=appointment.capacity,
        capacity_label=appointment.get_capacity_display(),
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        begins_later=appointment.starts_on > today,
        is_withdrawable=is_withdrawable(appointment.starts_on, today=today),
        invited_on=user.invited_at and localdate(user.invited_at),
        is_on_the_way=bool(user.invited_at and user.pk not in gone),
        last_seen_on=user.last_seen_on,
        has_signed_in=user.last_login is not None,
        is_closed=not user.is_active,
    )


def invitations_gone(users) -> set[int]:
    """Of these people the ones whose latest invitation has left."""
    latest = {user.pk: user.invitation_occasion for user in users if user.invited_at}
    sent = SentMail.objects.filter(user__in=latest, occasion__in=latest.values()).values_list("user_id", "occasion")
    return {user_pk for user_pk, occasion in sent if latest[user_pk] == occasion}


def past_people(post: Position) -> list[PositionHolder]:
    """Who was in the post before, the latest first."""
    past = post.holders.filter(ends_on__lt=clock.today()).select_related("user")
    return list(past.order_by("-ends_on", "-starts_on"))


def posts_of(user: User, *, past: bool = False) -> list[HeldPost]:
    """The posts a person is in today or will be; with `past` also the earlier ones."""
    appointments = user.posts_held.select_related("post__unit").order_by("-starts_on", "pk")
    if not past:
        appointments = appointments.filter(_not_ended(clock.today(), "ends_on"))
    return [
        HeldPost(
            row.post_id,
            text_of(row.post, "title"),
            text_of(row.post.unit, "name"),
            row.get_capacity_display(),
            row.starts_on,
            row.ends_on,
        )
        for row in appointments
    ]


def _not_ended(today, field):
    return Q(**{field: None}) | Q(**{f"{field}__gte": today})
