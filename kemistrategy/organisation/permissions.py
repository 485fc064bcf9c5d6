"""What a person may do follows from facts: her role, the posts she is in, the units she directs."""

from dataclasses import dataclass

from django.db.models import QuerySet

from kemistrategy import clock

from .models import Position, PositionHolder, User, is_valid_on

PRACTICE_DOMAIN = "kemi.example"  # of the practice people; a reserved name, so no real address ends so


@dataclass(frozen=True)
class Rights:
    """The facts of one person on one day; read afresh at every request."""

    user: User | None = None
    holds: frozenset[int] = frozenset()  # posts as holder
    deputises: frozenset[int] = frozenset()  # posts as deputy
    prepares: frozenset[int] = frozenset()  # posts as preparer
    directs: frozenset[int] = frozenset()  # units headed as holder or deputy, with everything under them

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None

    @property
    def role(self) -> str | None:
        return self.user.role if self.user else None

    @property
    def coordinates(self) -> bool:
        return self.role == User.Role.COORDINATOR

    @property
    def sits_in_council(self) -> bool:
        """A councillor or a member of a board: asks the questions that the city answers."""
        return self.role == User.Role.COUNCILLOR

    @property
    def administers(self) -> bool:
        return self.role == User.Role.ADMINISTRATOR

    @property
    def audits(self) -> bool:
        """A member or the secretary of the audit committee."""
        return self.role == User.Role.AUDITOR

    @property
    def approves(self) -> bool:
        return bool(self.directs)

    @property
    def sends_for(self) -> frozenset[int]:
        """Posts for which this person may send: holders and deputies do."""
        return self.holds | self.deputises

    @property
    def writes_for(self) -> frozenset[int]:
        """Posts for which this person may write: preparers too."""
        return self.sends_for | self.prepares

    def capacity_for(self, post_id: int) -> str:
        """In which capacity this person acts for the post, the strongest first; "" when in none."""
        for capacity, posts in (("holder", self.holds), ("deputy", self.deputises), ("preparer", self.prepares)):
            if post_id in posts:
                return capacity
        return ""


NO_RIGHTS = Rights()


# Kaupunki → toimiala → tulosalue → tulosyksikkö: a head's unit and three levels under it come in the same query.
HEADED_UNITS = [f"post__headed_units{'__children' * depth}" for depth in range(4)]


def rights_of(user) -> Rights:
    """The posts a person is in today and the units she directs, in one query. A closed account has no rights.

    A post that has ended or not begun gives none either, whoever is still in it.
    """
    if not user.is_authenticated or not user.is_active:
        return NO_RIGHTS
    posts, directs = {capacity: set() for capacity in PositionHolder.Capacity.values}, set()
    today = clock.today()
    held = PositionHolder.objects.valid_on(today).filter(is_valid_on(today, of="post__"), user=user)
    for post_id, capacity, *units in held.values_list("post_id", "capacity", *HEADED_UNITS):
        posts[capacity].add(post_id)
        if capacity != PositionHolder.Capacity.PREPARER:
            directs.update(unit for unit in units if unit)
    return Rights(
        user=user,
        holds=frozenset(posts["holder"]),
        deputises=frozenset(posts["deputy"]),
        prepares=frozenset(posts["preparer"]),
        directs=frozenset(directs),
    )


def practice_people() -> QuerySet[User]:
    """Open accounts of the cast that development has: everybody knows their password."""
    return User.objects.filter(email__iendswith=f"@{PRACTICE_DOMAIN}", is_active=True)


# --- what the coordinator keeps -----------------------------------------------------------------------------------
def kept_posts(rights: Rights) -> QuerySet[Position]:
    """Posts whose holders this person keeps: all of them for the coordinator, none for anybody else."""
    return Position.objects.all() if rights.coordinates else Position.objects.none()


def kept_appointments(rights: Rights) -> QuerySet[PositionHolder]:
    return PositionHolder.objects.filter(post__in=kept_posts(rights))


def kept_people(rights: Rights) -> QuerySet[User]:
    """People whose invitation and posts this person keeps."""
    return User.objects.all() if rights.coordinates else User.objects.none()
