"""What has been made known, newest first: published reports with their corrected versions, moved target levels; and
every page of the public, for search engines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.models import Benefit, ChangeChallenge, CommunicationLine, DepartmentCard, FocusArea, SwotItem, Theme
from goals.permissions import visible_actions, visible_goals, visible_plans, visible_projects, visible_strategies
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.organisation.permissions import NO_RIGHTS
from kemistrategy.periods import day_words
from kemistrategy.text import text_of
from measures.models import SdgGoal, Target
from measures.words import target_words
from reporting.permissions import readable_publications, visible_audit_reports, visible_indicators

NEWEST = 50  # as many as a feed holds

FIXED = (
    "front-page",
    "strategy-list",
    "theme-list",
    "focus-area-list",
    "goal-list",
    "action-list",
    "benefit-list",
    "indicator-list",
    "project-list",
    "department-list",
    "post-list",
    "sdg-list",
    "sdg-coverage",
    "challenge-list",
    "swot-list",
    "rollout-list",
    "communication-list",
    "plan-list",
    "decision-list",
    "succession-list",
    "report-list",
    "other-plan-list",
    "open-data",
    "accessibility-statement",
)


@dataclass(frozen=True)
class Announced:
    """`thing` names it for ever, whatever the address of the service or the language."""

    thing: str
    title: str
    told: str
    url: str
    first_at: datetime
    changed_at: datetime


def announced_reports() -> list[Announced]:
    """Every published version of the newest reports; two statements."""
    rows = readable_publications().select_related("round__project").prefetch_related("files").order_by("-published_at")
    return [_announced_report(row) for row in rows[:NEWEST]]


def _announced_report(row):
    title = f"{row.round.title}: {text_of(row.round.project, 'name')}" if row.round.project else row.round.title
    if row.version > 1:
        title = _("%(title)s, korjattu versio %(number)s") % {"title": title, "number": row.version}
    return Announced(
        thing=f"raportti/{row.round.slug}/{row.version}",
        title=title,
        told=_("Tilanne %(day)s.") % {"day": day_words(row.round.as_of)},
        url=reverse("reporting:report-version", args=[row.round.slug, row.version]),
        first_at=row.published_at,
        changed_at=max([file.made_at for file in row.files.all()], default=row.published_at),
    )


def announced_decisions() -> list[Announced]:
    """Target levels that a decision has moved; one statement."""
    moved = Target.objects.filter(
        replaces__isnull=False,
        decision__isnull=False,
        indicator__in=visible_indicators(NO_RIGHTS).order_by().values("pk"),
    )
    rows = moved.select_related("indicator", "decision", "replaces").order_by("-entered_at", "-pk")
    return [_announced_level(row) for row in rows[:NEWEST]]


def _announced_level(row):
    unit = text_of(row.indicator, "unit")
    levels = {
        "before": target_words(row.indicator, unit, row.replaces),
        "now": target_words(row.indicator, unit, row),
        "decision": row.decision,
    }
    return Announced(
        thing=f"tavoitetaso/{row.pk}",
        title=_("Tavoitetaso muuttui: %(name)s") % {"name": text_of(row.indicator, "name")},
        told=_("Oli %(before)s, on %(now)s. Päätös: %(decision)s.") % levels,
        url=reverse("reporting:indicator-detail", args=[row.indicator_id]),
        first_at=row.entered_at,
        changed_at=row.entered_at,
    )


# --- every page of the public ----------------------------------------------------------------------------------------
def public_addresses() -> Iterator[str]:
    """The Finnish addresses of all pages that tell of what the public sees; one statement, and no more memory for
    more of them."""
    assert get_language() == "fi"
    yield from (reverse(f"reporting:{name}") for name in FIXED)
    first, *others = (_named(name, rows, address) for name, rows, address in _things())
    has_audits = False  # there is no list of evaluation reports before the first one
    for place in first.union(*others, all=True).order_by("place").iterator(chunk_size=500):
        name, _blank, address = place.partition(" ")
        if name == "audit-report" and not has_audits:
            has_audits = True
            yield reverse("reporting:audit-list")
        yield reverse(f"reporting:{name}", args=[address])


def _things() -> list[tuple[str, QuerySet, str]]:
    strategies = visible_strategies(NO_RIGHTS).order_by().values("pk")
    return [
        ("strategy-detail", visible_strategies(NO_RIGHTS), "slug"),
        ("theme-detail", Theme.objects.filter(strategy__in=strategies), "pk"),
        ("focus-area-detail", FocusArea.objects.filter(theme__strategy__in=strategies), "pk"),
        ("goal-detail", visible_goals(NO_RIGHTS), "pk"),
        ("action-detail", visible_actions(NO_RIGHTS), "pk"),
        ("benefit-detail", Benefit.objects.filter(strategy__in=strategies), "pk"),
        ("indicator-detail", visible_indicators(NO_RIGHTS), "pk"),
        ("project-detail", visible_projects(NO_RIGHTS), "pk"),
        ("department-detail", OrgUnit.objects.all(), "pk"),
        ("post-detail", Position.objects.all(), "pk"),
        ("sdg-detail", SdgGoal.objects.all(), "number"),
        ("challenge-detail", ChangeChallenge.objects.filter(strategy__in=strategies), "pk"),
        ("rollout-detail", DepartmentCard.objects.filter(strategy__in=strategies), "pk"),
        ("communication-detail", CommunicationLine.objects.filter(strategy__in=strategies), "pk"),
        ("swot-detail", SwotItem.objects.filter(strategy__in=strategies).distinct(), "quadrant"),
        ("audit-report", visible_audit_reports(NO_RIGHTS), "year"),
        ("plan-detail", visible_plans(NO_RIGHTS), "pk"),
        ("decision-detail", Decision.objects.all(), "pk"),
        ("report-detail", readable_publications().filter(version=1), "round__slug"),
    ]


def _named(name, rows, address):
    """One column, "goal-detail 5": a union does not keep two in their order."""
    place = Concat(Value(f"{name} "), Cast(F(address), CharField(max_length=80)), output_field=CharField())
    return rows.order_by().annotate(place=place).values_list("place", flat=True)
