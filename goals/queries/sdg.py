"""SDG tags that wait for the coordinator, and what she may tag."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goals.models import Action, Goal, Project, SdgTag
from kemistrategy.text import Text, text_of
from measures.models import Indicator, SdgGoal, SdgTarget

# What pages, the matrix and reports show; a declined tag stays for the history and for the coordinator.
SHOWN_ORIGINS = (SdgTag.Origin.SUGGESTED, SdgTag.Origin.CONFIRMED)
SUBJECT_TITLES = {"goal": "title", "action": "title", "project": "name", "theme": "name", "indicator": "name"}


@dataclass(frozen=True)
class TagLine:
    """One tag of a thing; who confirmed or declined it stands in its history, `decided_at` says when."""

    pk: int
    number: int
    code: str
    name: Text
    origin: str
    decided_at: datetime | None

    @property
    def is_suggested(self) -> bool:
        return self.origin == SdgTag.Origin.SUGGESTED


@dataclass(frozen=True)
class TaggedThing:
    title: Text
    tags: tuple[TagLine, ...]

    @property
    def suggested(self) -> tuple[TagLine, ...]:
        return self._of(SdgTag.Origin.SUGGESTED)

    @property
    def confirmed(self) -> tuple[TagLine, ...]:
        return self._of(SdgTag.Origin.CONFIRMED)

    @property
    def declined(self) -> tuple[TagLine, ...]:
        return self._of(SdgTag.Origin.DECLINED)

    def _of(self, origin):
        return tuple(tag for tag in self.tags if tag.origin == origin)


def tagged_things(language: str) -> dict[str, tuple[TaggedThing, ...]]:
    """Subject → its tagged things in their own order, those with suggestions first; every subject, in one query."""
    related = ("goal", "action", "project", "theme", "card__unit", "indicator", "sdg_goal", "sdg_target")
    things = {subject: {} for subject in SdgTag.SUBJECTS}
    for tag in SdgTag.objects.select_related(*related):
        subject = next(name for name in SdgTag.SUBJECTS if getattr(tag, f"{name}_id") is not None)
        things[subject].setdefault(getattr(tag, subject), []).append(tag)
    return {subject: _ordered(subject, found, language) for subject, found in things.items()}


def _ordered(subject, things, language):
    rows = [
        TaggedThing(_title(subject, thing, language), tuple(_tag_line(tag, language) for tag in things[thing]))
        for thing in sorted(things, key=lambda thing: (getattr(thing, "strategy_id", 0), thing.position, thing.pk))
    ]
    return tuple(sorted(rows, key=lambda row: not row.suggested))


def _title(subject, thing, language):
    if subject == "card":
        return text_of(thing.unit, "name", language)
    return text_of(thing, SUBJECT_TITLES[subject], language)


def _tag_line(tag, language):
    target = tag.sdg_target
    return TagLine(
        pk=tag.pk,
        number=tag.sdg_goal.number,
        code=target.code if target else "",
        name=text_of(target, "label", language) if target else text_of(tag.sdg_goal, "name", language),
        origin=tag.origin,
        decided_at=tag.confirmed_at,
    )


def things_to_tag(language: str) -> list:
    """Choices in groups: what may be tagged, by kind; four queries."""
    groups = (
        ("goal", _("Tavoitteet"), Goal),
        ("action", _("Toimenpiteet"), Action),
        ("project", _("Projektit"), Project),
        ("indicator", _("Mittarit"), Indicator),
    )
    return [
        (
            label,
            [(f"{kind}-{row.pk}", text_of(row, SUBJECT_TITLES[kind], language).words) for row in model.objects.all()],
        )
        for kind, label, model in groups
    ]


def sdgs_to_choose(language: str) -> list:
    """Choices in groups, a group for each of the 17: the goal itself, then its targets; two queries."""
    targets = {}
    for target in SdgTarget.objects.all():
        words = f"{target.code} {text_of(target, 'label', language)}"
        targets.setdefault(target.goal_id, []).append((f"target-{target.code}", words))
    return [
        (
            f"{goal.number} {text_of(goal, 'name', language)}",
            [
                (f"goal-{goal.number}", _("%(number)s kokonaan") % {"number": f"SDG {goal.number}"}),
                *targets.get(goal.pk, ()),
            ],
        )
        for goal in SdgGoal.objects.all()
    ]
