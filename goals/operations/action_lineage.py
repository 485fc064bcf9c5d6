"""Merging, splitting and replacing actions, so that it stays seen what the old ones became and on what basis.

In plans of this year and later, and in drafts, the printed lines of the old actions give way; what was adopted for
past years stays as printed. Entries and history stay with the old action.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from goals.models import Action, ActionLineage, MeasureLine, Milestone, Plan, PlanLine, SdgTag
from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history, update_many_with_history
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis, decision_of

from .new_plan_rows import NewActions, PlansForEditing
from .new_rows import last_position
from .plan_basis import NO_BASIS, NoBasis, basis_words, lock_plans_of
from .plan_lines import delete_lines, refuse_given_way, refuse_while_asked

MOST_HEIRS = 12
MERGED, SPLIT, REPLACED = ActionLineage.Kind.MERGED, ActionLineage.Kind.SPLIT, ActionLineage.Kind.REPLACED


@dataclass(frozen=True)
class Heirs:
    """What comes in the place of the old: an action that exists, or new ones by their words."""

    pk: int | None = None
    titles: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return len(self.titles) + (self.pk is not None)


@dataclass(frozen=True)
class Carried:
    """Which heir (0 is the first) gets the measures and the open milestones of the old.

    None: the measures stay in the plan as those of the goal alone, the milestones with the old action.
    """

    measures_to: int | None = 0
    milestones_to: int | None = 0


TO_THE_FIRST = Carried()


@transaction.atomic
def change_lineage(
    old_pks: Collection[int],
    *,
    kind: str,
    heirs: Heirs,
    carried: Carried = TO_THE_FIRST,
    happened_on: date | None = None,
    basis: Basis = NO_BASIS,
    by,
) -> list[Action]:
    """The heirs of the old actions. All of it comes true, or nothing.

    Raises NotAllowed with a sentence, and Action.DoesNotExist for what is not there.
    """
    old_pks = sorted(set(old_pks) - {heirs.pk})
    _refuse_shape(kind, old_pks, heirs)
    day = happened_on or clock.today()
    if day > clock.today():
        raise NotAllowed(_("Päivä on tulevaisuudessa. Tarkista päivä."))
    if not basis.is_given:
        raise NoBasis(_("Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy."))
    lock_plans_of([*old_pks, heirs.pk] if heirs.pk else old_pks)
    olds, heir = _locked(old_pks, heirs.pk)
    everyone = [*old_pks, heirs.pk] if heirs.pk else old_pks
    refuse_given_way(everyone)
    refuse_while_asked(old_pks)
    change = _Change(kind, olds, carried, basis, by=by)
    change.write(heir, heirs.titles)
    change.leave_trace(day)
    return change.heirs


def _refuse_shape(kind, old_pks, heirs):
    """What each of the three is."""
    if any(not title.strip() for title in heirs.titles):
        raise NotAllowed(_("Kirjoita teksti."))
    if kind == SPLIT:
        fits = len(old_pks) == 1 and heirs.pk is None and 2 <= heirs.number <= MOST_HEIRS
        sentence = _("Kirjoita, mihin toimenpide jaetaan: 2–12 uutta toimenpidettä, kukin omalle rivilleen.")
    elif kind == MERGED:
        fits = heirs.number == 1 and len(old_pks) >= (1 if heirs.pk else 2)
        sentence = _("Valitse yhdistettävät toimenpiteet ja joko olemassa oleva toimenpide tai uuden sanat.")
    else:
        fits = kind == REPLACED and heirs.number == 1 and len(old_pks) == 1
        sentence = _("Valitse joko olemassa oleva toimenpide tai kirjoita uuden sanat.")
    if not fits:
        raise NotAllowed(sentence)


def _locked(old_pks, heir_pk):
    pks = {*old_pks, heir_pk} - {None}
    found = {row.pk: row for row in Action.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")}
    if set(found) != pks:
        raise Action.DoesNotExist
    return [found[pk] for pk in old_pks], found.get(heir_pk)


def lines_that_give_way(old_pks: Collection[int]):
    """Lines of the old actions in drafts, and in plans of this year and later."""
    present = Q(plan__state=Plan.State.DRAFT) | Q(plan__year__gte=clock.today().year)
    return PlanLine.objects.filter(present, action__in=old_pks).select_related("plan", "goal")


class _Change:
    """One change of lineage being written; `heirs` is there after `write`."""

    def __init__(self, kind, olds: Sequence[Action], carried: Carried, basis: Basis, *, by):
        self.kind, self.olds, self.carried, self.basis, self.by = kind, olds, carried, basis, by
        codes = ", ".join(old.code for old in olds)
        self.reason = f"{kind} {codes}{basis_words(basis, by=by)}"
        self.heirs: list[Action] = []

    def write(self, heir: Action | None, titles: Sequence[str]) -> None:
        pks = [old.pk for old in self.olds]
        lines = list(lines_that_give_way(pks).order_by("plan", "position", "pk"))
        if titles and not lines:
            raise NotAllowed(
                _("Toimenpide ei ole tämän eikä tulevien vuosien suunnitelmissa. Valitse jatkoksi olemassa oleva.")
            )
        self.heirs = [heir] if heir else self._new_heirs(lines[0].goal, titles)
        self._give_measures(lines)
        delete_lines(lines, by=self.by, reason=f"gave way: {self.reason}")
        self._print(lines)
        self._give_milestones(pks)
        self._copy_links()

    def _new_heirs(self, goal, titles) -> list[Action]:
        """Who answers, the unit and the schedule are the first old one's, until somebody changes them."""
        codes, first = NewActions(PlansForEditing(self.basis, by=self.by)), self.olds[0]
        position = last_position(Action.objects.all())
        copied = ("unit_id", "answering_post_id", "answering_confirmed_at", "answering_confirmed_by_id", "starts_on")
        copied += ("ends_on", "precision", "is_open_ended", "is_continuous")
        rows = [
            Action(
                code=codes.free_code(goal, title),
                title_fi=title,
                position=position + number,
                **{name: getattr(first, name) for name in copied},
            )
            for number, title in enumerate(titles, start=1)
        ]
        return [save_with_history(row, by=self.by, reason=self.reason) for row in rows]

    def _give_measures(self, lines):
        """The measures under the old ones' lines, to one heir or to the goal: none is printed twice, none is lost."""
        number = self.carried.measures_to
        heir = None if number is None else self._heir(number)
        plans = {line.plan_id for line in lines}
        there = set(MeasureLine.objects.filter(action=heir, plan__in=plans).values_list("plan", "goal", "indicator"))
        moved = []
        for measure in MeasureLine.objects.filter(action__in=self.olds, plan__in=plans).order_by("plan", "position"):
            place = (measure.plan_id, measure.goal_id, measure.indicator_id)
            if place not in there:
                there.add(place)
                measure.action = heir
                moved.append(measure)
        update_many_with_history(moved, ["action"], by=self.by, reason=self.reason)

    def _heir(self, number):
        if not 0 <= number < len(self.heirs):
            raise NotAllowed(_("Valitse, mikä toimenpide saa mittarit ja välietapit."))
        return self.heirs[number]

    def _print(self, lines):
        """Each heir under the same goals, the first in the old one's place and the others last in the plan."""
        plans = {line.plan_id for line in lines}
        there = set(PlanLine.objects.filter(plan__in=plans).values_list("plan", "goal", "action"))
        last = {pk: last_position(PlanLine.objects.filter(plan=pk)) for pk in plans}
        last = {line.plan_id: max(last[line.plan_id], line.position) for line in lines} if lines else {}
        new = []
        for line in lines:
            weights = divided(line.weight, len(self.heirs))
            for number, heir in enumerate(self.heirs):
                place = (line.plan_id, line.goal_id, heir.pk)
                if place in there:
                    continue
                there.add(place)
                if number:
                    last[line.plan_id] += 1
                position = last[line.plan_id] if number else line.position
                new.append(self._line(line, heir, position, weights[number]))
        create_many_with_history(new, by=self.by, reason=self.reason)

    def _line(self, old, heir, position, weight) -> PlanLine:
        return PlanLine(
            plan=old.plan,
            goal=old.goal,
            action=heir,
            words=heir.title_fi,
            owners_text=old.owners_text,
            schedule_text=old.schedule_text,
            weight=weight,
            position=position,
        )

    def _give_milestones(self, old_pks):
        """Those that are not done yet."""
        if self.carried.milestones_to is None:
            return
        heir = self._heir(self.carried.milestones_to)
        steps = list(Milestone.objects.filter(action__in=old_pks, done_on=None).order_by("action", "position", "pk"))
        first = last_position(heir.milestones) + 1
        for position, step in enumerate(steps, start=first):
            step.action, step.position = heir, position
        update_many_with_history(steps, ["action", "position"], by=self.by, reason=self.reason)

    def _copy_links(self):
        """Tags of the SDGs as they are, and who has taken part; who answered for the old one takes part."""
        tags = list(SdgTag.objects.filter(action__in=self.olds).exclude(origin=SdgTag.Origin.DECLINED).order_by("pk"))
        posts = {
            pk for old in self.olds for pk in [*old.participants.values_list("pk", flat=True), old.answering_post_id]
        }
        units = {pk for old in self.olds for pk in old.partner_units.values_list("pk", flat=True)}
        for heir in self.heirs:
            heir._history_user, heir._change_reason = self.by, self.reason
            heir.participants.add(*posts - {None, heir.answering_post_id})
            heir.partner_units.add(*units - {heir.unit_id})
            there = set(heir.sdg_tags.values_list("sdg_goal", "sdg_target"))
            self._tag(heir, tags, there)

    def _tag(self, heir, tags, there):
        new = []
        for tag in tags:
            if (tag.sdg_goal_id, tag.sdg_target_id) not in there:
                there.add((tag.sdg_goal_id, tag.sdg_target_id))
                kept = {name: getattr(tag, name) for name in ("origin", "confirmed_at", "confirmed_by_id")}
                new.append(SdgTag(action=heir, sdg_goal_id=tag.sdg_goal_id, sdg_target_id=tag.sdg_target_id, **kept))
        create_many_with_history(new, by=self.by, reason=self.reason)

    def leave_trace(self, day: date) -> None:
        decision = decision_of(self.basis, by=self.by)
        trace = {"kind": self.kind, "happened_on": day, "decision": decision, "reason": self.basis.reason}
        rows = [ActionLineage(old=old, new=heir, **trace) for old in self.olds for heir in self.heirs]
        create_many_with_history(rows, by=self.by, reason=self.reason)


def divided(weight: int, number: int) -> list[int]:
    """The weight of a line in as many parts as there are heirs: together the same, where each can have at least 1."""
    share, rest = divmod(weight, number)
    return [max(share + (place < rest), min(weight, 1)) for place in range(number)]
