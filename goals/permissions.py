"""Who sees and does what with goals and entries: fetching is the permission check."""

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from kemistrategy import clock
from kemistrategy.organisation.models import PositionHolder, User, is_valid_on
from kemistrategy.organisation.permissions import Rights

from .models import Action, Correction, DepartmentCard, Entry, Figure, Goal, Plan, Project, Round, Strategy


def visible_strategies(rights: Rights) -> QuerySet[Strategy]:
    """Strategies in force or ended are public (kuntalaki 109 §); drafts are the coordinator's."""
    strategies = Strategy.objects.all()
    return strategies if rights.coordinates else strategies.exclude(state=Strategy.State.DRAFT)


def visible_goals(rights: Rights) -> QuerySet[Goal]:
    return Goal.objects.filter(strategy__in=visible_strategies(rights))


def visible_plans(rights: Rights) -> QuerySet[Plan]:
    plans = Plan.objects.filter(strategy__in=visible_strategies(rights))
    return plans if rights.coordinates else plans.filter(state=Plan.State.ADOPTED)


def visible_actions(rights: Rights) -> QuerySet[Action]:
    return Action.objects.filter(plan_lines__plan__in=visible_plans(rights)).distinct()


def visible_projects(rights: Rights) -> QuerySet[Project]:
    return Project.objects.filter(strategy__in=visible_strategies(rights))


def visible_rounds(rights: Rights) -> QuerySet[Round]:
    """Rounds that have been opened; planned ones are the coordinator's. Nobody from outside sees a working copy."""
    if not rights.is_signed_in:
        return Round.objects.none()
    return Round.objects.all() if rights.coordinates else Round.objects.exclude(state=Round.State.PLANNED)


def kept_cards(rights: Rights) -> QuerySet[DepartmentCard]:
    """Department cards whose words and stages this person keeps: her own units', or all as the coordinator."""
    cards = DepartmentCard.objects.filter(strategy__in=visible_strategies(rights))
    return cards if rights.coordinates else cards.filter(unit__in=rights.directs)


def keeps_card_of(rights: Rights, unit_pk: int) -> bool:
    """The same of one department, asked of nothing but the rights."""
    return rights.coordinates or unit_pk in rights.directs


def steered(model: type[Model], rights: Rights) -> QuerySet:
    """Everything of a model for the coordinator, who opens and closes reviews and settles who answers for what."""
    return model.objects.all() if rights.coordinates else model.objects.none()


def told_entries(rights: Rights) -> QuerySet[Entry]:
    """What signed-in readers see of a round, marked as a draft: what was sent. The public sees nothing of it."""
    return Entry.objects.sent() if rights.is_signed_in else Entry.objects.none()


def own_entries(rights: Rights) -> QuerySet[Entry]:
    """Entries of the posts this person is in, as they stand: what a late edit replaced is not written any more."""
    return Entry.objects.present().filter(post__in=rights.writes_for)


def entries_on_behalf(rights: Rights) -> QuerySet[Entry]:
    """Entries that the coordinator may write down as drafts for a post that does not sign in: nobody who writes for it
    has been here since its review was opened. A post that has ended is given to another first.
    """
    if not rights.coordinates:
        return Entry.objects.none()
    seen = PositionHolder.objects.at_work_on(clock.today()).filter(
        post=OuterRef("post"), user__last_seen_on__gte=OuterRef("opened_on")
    )
    entries = Entry.objects.present().annotate(opened_on=TruncDate("round__opened_at"))
    return entries.filter(~Exists(seen), is_valid_on(clock.today(), of="post__"), post__isnull=False)


def entries_to_approve(rights: Rights) -> QuerySet[Entry]:
    """Sent entries of the units this person directs."""
    return Entry.objects.present().filter(unit__in=rights.directs, state=Entry.State.SENT)


def followed_entries(rights: Rights) -> QuerySet[Entry]:
    """Entries of open reviews whose progress this person follows: of the whole city, or of the units she directs."""
    entries = Entry.objects.present().filter(round__state=Round.State.OPEN)
    if rights.coordinates:
        return entries
    return entries.filter(unit__in=rights.directs)


def approvals_to_withdraw(rights: Rights) -> QuerySet[Entry]:
    """Approved entries whose approval the unit's director or the coordinator may withdraw."""
    return followed_entries(rights).filter(state=Entry.State.APPROVED)


def entries_to_edit(rights: Rights) -> QuerySet[Entry]:
    """Entries whose language the coordinator may mend, whatever their state."""
    return Entry.objects.present() if rights.coordinates else Entry.objects.none()


def corrections_to_close(rights: Rights) -> QuerySet[Correction]:
    """Promised corrections this person may close: those her posts answer for, those of her units, or all of them."""
    if rights.coordinates:
        return Correction.objects.all()
    return Correction.objects.filter(
        Q(entry__correction_post__in=rights.writes_for) | Q(entry__unit__in=rights.directs)
    )


def readable_entries(rights: Rights) -> QuerySet[Entry]:
    """Entries whose working copy, internal note included, this person may read."""
    if rights.coordinates:
        return Entry.objects.all()
    return Entry.objects.filter(Q(post__in=rights.writes_for) | Q(unit__in=rights.directs))


def frozen_entries(rights: Rights) -> QuerySet[Entry]:
    """Entries of closed reviews, which the audit committee reads with their history (kuntalaki 121 §).

    Their internal notes are no part of that: whoever shows one of these shows no note.
    """
    if rights.role != User.Role.AUDITOR:
        return Entry.objects.none()
    return Entry.objects.filter(round__state=Round.State.CLOSED)


def readable_figures(rights: Rights) -> QuerySet[Figure]:
    """Figures that such an entry asks: those of the action's own measures, or of the indicator itself."""
    asked = Q(indicator=OuterRef("indicator")) | Q(
        action__measure_lines__indicator=OuterRef("indicator"), action__measure_lines__plan__year=F("round__year")
    )
    return Figure.objects.filter(Exists(readable_entries(rights).filter(asked, round=OuterRef("round"))))
