"""A new year: a draft made from last year's plan, the goals' attainment rules, and the plan's adoption."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Case, Max, Value, When
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname, get_translation_fields

from goals.models import Action, AttainmentRule, Goal, MeasureLine, Plan, PlanLine
from goals.queries.new_year import carried_actions, goals_of, plan_checklist
from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.organisation.models import Decision
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import FALLBACK_LANGUAGE


@transaction.atomic
def draft_next_year(plan_pk: int, *, by) -> Plan:
    """Next year's draft: open and continuous actions, their answerers and measures, empty targets.

    An action goes along unless its newest report says that it is completed, given up or somebody else's from now on.
    """
    plan = Plan.objects.select_for_update().get(pk=plan_pk)
    if plan.state != Plan.State.ADOPTED:
        raise NotAllowed(_("Luonnoksen voi tehdä vain hyväksytystä suunnitelmasta."))
    year = plan.year + 1
    if Plan.objects.filter(strategy=plan.strategy_id, unit=plan.unit_id, year=year).exists():
        raise NotAllowed(_("Toimialalla on jo suunnitelma vuodelle %(year)s.") % {"year": year})
    draft = _copy(plan, year=year, state=Plan.State.DRAFT, predecessor=plan, decision=None)
    for name in get_translation_fields("title"):
        setattr(draft, name, _of_year(getattr(plan, name), plan.year, year))
    reason = f"draft of {year}"
    try:
        with transaction.atomic():
            save_with_history(draft, by=by, reason=reason)
    except IntegrityError as another:  # two coordinators in the same moment: the database lets one through
        raise NotAllowed(_("Toimialalla on jo suunnitelma vuodelle %(year)s.") % {"year": year}) from another
    carried = carried_actions(plan)
    lines = [line for line in plan.lines.order_by("position") if line.action_id in carried]
    create_many_with_history([_copy(line, plan=draft) for line in lines], by=by, reason=reason)
    measures = [  # a goal's own measures stay when its last action ends
        measure
        for measure in plan.measure_lines.order_by("position")
        if measure.action_id is None or measure.action_id in carried
    ]
    create_many_with_history([_copy(line, plan=draft, target=None) for line in measures], by=by, reason=reason)
    return draft


def _copy(row, **changes):
    """A new row with the same columns; a translated text is copied language by language."""
    fields = {field.name: field for field in type(row)._meta.concrete_fields if not field.primary_key}
    values = {
        field.attname: getattr(row, field.attname)
        for name, field in fields.items()
        if build_localized_fieldname(name, FALLBACK_LANGUAGE) not in fields
    }
    copied = type(row)(**values)
    for name, value in changes.items():
        setattr(copied, name, value)
    return copied


def _of_year(words, old, new):
    """ "Toimintasuunnitelma 2023" becomes 2024's; a name without the year gets it."""
    if not words:
        return words
    return words.replace(str(old), str(new)) if str(old) in words else f"{words} {new}"


@transaction.atomic
def leave_out(line_pk: int, *, by) -> None:
    """A line goes out of a draft, with the measures of its action under that goal; the action and its reports stay."""
    line = PlanLine.objects.select_for_update().select_related("plan").get(pk=line_pk)
    if line.plan.state != Plan.State.DRAFT:
        raise NotAllowed(_("Suunnitelma on hyväksytty, eikä siitä voi poistaa rivejä."))
    for row in [*MeasureLine.objects.filter(plan=line.plan, goal=line.goal_id, action=line.action_id), line]:
        row._history_user, row._change_reason = by, "left out of the draft"
        row.delete()


@transaction.atomic
def add_line(plan_pk: int, *, goal: Goal, action: Action, by) -> PlanLine:
    """An action of the strategy's plans comes to a draft under a goal, in its newest printed words, with its measures.

    Its words under the same goal go before those under another.
    """
    plan = Plan.objects.select_for_update().get(pk=plan_pk)
    if plan.state != Plan.State.DRAFT:
        raise NotAllowed(_("Suunnitelma on hyväksytty, eikä siihen voi lisätä rivejä."))
    if plan.lines.filter(action=action).exists():
        raise NotAllowed(_("Toimenpide on jo luonnoksessa."))
    if goal.strategy_id != plan.strategy_id:
        raise NotAllowed(_("Tavoite on toisesta strategiasta."))
    is_elsewhere = Case(When(goal=goal, then=Value(0)), default=Value(1))
    printed = PlanLine.objects.filter(action=action, plan__strategy=plan.strategy_id)
    printed = printed.order_by(is_elsewhere, "-plan__year", "-pk").first()
    if printed is None:
        raise NotAllowed(_("Toimenpidettä ei ole strategian suunnitelmissa."))
    reason = "added to the draft"
    line = _copy(printed, plan=plan, goal=goal, position=_next_position(plan.lines))
    save_with_history(line, by=by, reason=reason)
    first = _next_position(plan.measure_lines)
    measures = MeasureLine.objects.filter(plan=printed.plan_id, goal=printed.goal_id, action=action)
    copied = [
        _copy(row, plan=plan, goal=goal, target=None, position=position)
        for position, row in enumerate(measures.order_by("position"), start=first)
    ]
    create_many_with_history(copied, by=by, reason=reason)
    return line


def _next_position(rows) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def set_attainment_rule(goal_pk: int, *, year: int, kind: str, number: int | None, by) -> AttainmentRule:
    """When the goal counts as attained in a year: once the year has begun, only what is missing can still be set.

    A rule that is set late carries its moment, and the audit committee sees it.
    """
    rule = AttainmentRule.objects.select_for_update().filter(goal=goal_pk, year=year).first()
    if rule and clock.today() >= date(year, 1, 1) and (rule.kind, rule.number) != (kind, number):
        raise NotAllowed(_("Vuosi on alkanut: toteutumissääntöä ei voi enää muuttaa."))
    rule = rule or AttainmentRule(goal_id=goal_pk, year=year)
    rule.kind, rule.number, rule.set_at, rule.set_by = kind, number, clock.now(), by
    return save_with_history(rule, by=by, reason="attainment rule set")


@transaction.atomic
def set_missing_rules(plan_pk: int, *, kind: str, number: int | None, by) -> int:
    """The same rule for every goal of the plan that has none for its year; gives how many got it."""
    plan = Plan.objects.select_for_update().get(pk=plan_pk)
    ruled = AttainmentRule.objects.filter(year=plan.year).values("goal")
    lacking = goals_of(plan).exclude(pk__in=ruled).order_by("pk")
    if not lacking:
        raise NotAllowed(_("Jokaisella tavoitteella on jo toteutumissääntö."))
    stamp = {"kind": kind, "number": number, "set_at": clock.now(), "set_by": by}
    rules = [AttainmentRule(goal=goal, year=plan.year, **stamp) for goal in lacking]
    try:
        with transaction.atomic():
            return len(create_many_with_history(rules, by=by, reason="attainment rule set for all"))
    except IntegrityError as another:  # somebody set one of them in the same moment
        raise NotAllowed(_("Joku muu asetti sääntöjä samaan aikaan. Yritä uudelleen.")) from another


@transaction.atomic
def adopt_plan(plan_pk: int, *, decision: Decision, by, accepts_gaps: bool = False) -> Plan:
    """The plan is in force by a decision. What the checklist still lacks must be accepted knowingly."""
    plan = Plan.objects.select_for_update().get(pk=plan_pk)
    if plan.state == Plan.State.ADOPTED:
        raise NotAllowed(_("Suunnitelma on jo hyväksytty."))
    checklist = plan_checklist(plan, "fi")
    if not checklist.lines:
        raise NotAllowed(_("Suunnitelmassa ei ole yhtään toimenpidettä."))
    if checklist.gaps and not accepts_gaps:
        raise NotAllowed(_("Tarkistuslistalla on vielä puutteita. Korjaa ne tai vahvista, että hyväksyt silti."))
    plan.state, plan.decision = Plan.State.ADOPTED, decision
    return save_with_history(plan, by=by, reason="adopted")
