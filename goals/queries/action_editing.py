"""The actions that a coordinator edits: a list with filters, and what one of them is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from goals.models import Action, Plan, PlanLine, SdgTag
from kemistrategy.organisation.models import OrgUnit, Position, is_valid_on
from kemistrategy.periods import day_words
from kemistrategy.schedule import Schedule, read_schedule, schedule_words
from kemistrategy.text import Text, text_of
from measures.models import SdgGoal

from .plan_outline import sorted_choices


@dataclass(frozen=True)
class ActionRow:
    """`weights` of its lines in the plans of the year that is shown."""

    pk: int
    title: Text
    unit: Text
    post: Text
    participants: tuple[Text, ...]
    schedule: str
    weights: str


@dataclass(frozen=True)
class ActionsToEdit:
    rows: tuple[ActionRow, ...]
    units: tuple[tuple[int, str], ...]
    posts: tuple[tuple[int, str], ...]


NO_PLAN = "ei"  # actions that no plan prints


def plan_years() -> list[int]:
    """Years that have a plan, the newest first; one query."""
    return list(Plan.objects.order_by("-year").values_list("year", flat=True).distinct())


def sdg_numbers(language: str) -> list[tuple[int, str]]:
    """The 17 as choices of a form; one query."""
    return [(goal.number, f"{goal.number} {text_of(goal, 'name', language)}") for goal in SdgGoal.objects.all()]


def actions_to_edit(
    *, year: int | None, unit: int | None = None, post: int | None = None, words: str = "", language: str
) -> ActionsToEdit:
    """Actions printed in the year's plans (None: in no plan) that nothing has superseded; three queries."""
    lines = PlanLine.objects.filter(action=OuterRef("pk"))
    printed = Exists(lines.filter(plan__year=year)) if year is not None else ~Exists(lines)
    actions = list(
        Action.objects.filter(printed, became=None)
        .select_related("unit", "answering_post")
        .prefetch_related("participants")
        .order_by("position", "pk")
    )
    weights: dict[int, list[int]] = {}
    for action, weight in _weights(year):
        weights.setdefault(action, []).append(weight)
    wanted = [row for row in actions if _is_wanted(row, unit, post, words)]
    return ActionsToEdit(
        rows=tuple(_row(action, weights.get(action.pk, ()), language) for action in wanted),
        units=tuple(sorted_choices({row.unit_id: str(text_of(row.unit, "name", language)) for row in actions}.items())),
        posts=tuple(
            sorted_choices(
                {
                    row.answering_post_id: str(text_of(row.answering_post, "title", language))
                    for row in actions
                    if row.answering_post
                }.items()
            )
        ),
    )


def _weights(year):
    if year is None:
        return []
    return PlanLine.objects.filter(plan__year=year).order_by("action", "position").values_list("action", "weight")


def _is_wanted(action, unit, post, words) -> bool:
    said = " ".join(filter(None, (action.title_fi, action.title_sv, action.title_en, action.code))).casefold()
    return (
        (unit is None or action.unit_id == unit)
        and (post is None or action.answering_post_id == post)
        and all(word in said for word in words.casefold().split())
    )


def _row(action, weights: Iterable[int], language):
    post = action.answering_post
    return ActionRow(
        pk=action.pk,
        title=text_of(action, "title", language),
        unit=text_of(action.unit, "name", language),
        post=text_of(post, "title", language) if post else Text(""),
        participants=tuple(text_of(other, "title", language) for other in action.participants.all()),
        schedule=schedule_words(action.schedule, language),
        weights=", ".join(map(str, dict.fromkeys(weights))),
    )


# --- what a change of many would do ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Changed:
    """One thing told of an action, as it is and as it would be."""

    label: str
    before: str
    after: str


def told_of(action_pks: Iterable[int], *, year: int | None, language: str) -> dict[int, dict[str, str]]:
    """Action → what the change of many touches, label → words; four queries."""
    actions = Action.objects.filter(pk__in=list(action_pks)).select_related("unit", "answering_post")
    tags = Prefetch("sdg_tags", SdgTag.objects.filter(origin="confirmed").select_related("sdg_goal"))
    weights: dict[int, list[int]] = {}
    for action, weight in _weights(year):
        weights.setdefault(action, []).append(weight)
    return {
        action.pk: _told(_row(action, weights.get(action.pk, ()), language), action.sdg_tags.all())
        for action in actions.prefetch_related("participants", tags)
    }


def _told(row, tags):
    return {
        _("Vastaa"): str(row.post),
        _("Mukana"): ", ".join(str(post) for post in row.participants),
        _("Toimiala"): str(row.unit),
        _("Aikataulu"): row.schedule,
        _("Paino"): row.weights,
        _("Kestävän kehityksen tavoitteet"): ", ".join(map(str, sorted({tag.sdg_goal.number for tag in tags}))),
    }


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Changed]:
    """Where the two are not the same."""
    return [Changed(label, words, after[label]) for label, words in before.items() if words != after[label]]


# --- one action ---------------------------------------------------------------------------------------------------
def action_values(action: Action) -> dict[str, object]:
    """What the form of an action begins with, as it stands; two queries."""
    texts = {
        f"{name}_{code}": getattr(action, f"{name}_{code}") or "" for name in ("title",) for code in ("fi", "sv", "en")
    }
    return {
        **texts,
        "unit": action.unit_id,
        "post": action.answering_post_id or "",
        "schedule": typed_schedule(action.schedule),
        "started_on": action.started_on,
        "finished_on": action.finished_on,
        "own_decision": action.decision_id or "",
        "doubt": action.doubt_fi or "",
        "partner_units": [unit.pk for unit in action.partner_units.all()],
        "participants": [post.pk for post in action.participants.all()],
    }


def typed_schedule(schedule: Schedule) -> str:
    """The schedule as somebody would type it; what is typed reads back as the same wherever words can say it."""
    if schedule == Schedule():
        return ""
    words = schedule_words(schedule, "fi")
    if schedule.is_continuous and (schedule.start or schedule.end):
        words = f"jatkuva {words}"
    return words


def read_words(typed: str, language: str) -> str:
    """How a typed schedule is read: "syksy 2023 (1.9.2023–30.11.2023)"; "" when it is not understood or is empty."""
    schedule = read_schedule(typed) if typed.strip() else None
    if schedule is None:
        return ""
    words = schedule_words(schedule, language)
    days = [day_words(day) if day else "" for day in (schedule.start, schedule.end)]
    if not any(days) or words in days:
        return words
    return f"{words} ({days[0]}–{days[1]})" if days[0] else f"{words} (–{days[1]})"


def plans_of(action: Action) -> list[Plan]:
    """Plans that print the action: what an adopted one says changes by a decision or with a reason. One query."""
    return list(Plan.objects.filter(Exists(PlanLine.objects.filter(action=action, plan=OuterRef("pk")))))


@dataclass(frozen=True)
class PostChoices:
    """Posts as choices of forms: those that may answer, and everyone who may take part, groups and bodies too."""

    answering: list[tuple[int, str]]
    participants: list[tuple[int, str]]


def post_choices(language: str, day: date, *, action: Action | None = None) -> PostChoices:
    """Posts in force, and those that stand by the action already; one query."""
    standing = Q(takes_part_in_actions=action) | Q(answers_for_actions=action) if action else Q(pk=None)
    found = Position.objects.filter(is_valid_on(day) | standing).annotate(is_there=is_valid_on(day))
    posts = found.distinct().order_by("position", "pk")
    names = [(post, (post.pk, str(text_of(post, "title", language)))) for post in posts]
    own = action.answering_post_id if action else None
    return PostChoices(
        answering=[
            choice for post, choice in names if post.pk == own or (post.kind == Position.Kind.SINGLE and post.is_there)
        ],
        participants=sorted_choices(choice for _post, choice in names),
    )


def units_to_choose(language: str, day: date, *, also: Iterable[int] = ()) -> list[tuple[int, str]]:
    """Units in force, and those that stand there already, as choices of a form; one query."""
    units = OrgUnit.objects.filter(is_valid_on(day) | Q(pk__in=list(also)))
    return sorted_choices((unit.pk, str(text_of(unit, "name", language))) for unit in units)
