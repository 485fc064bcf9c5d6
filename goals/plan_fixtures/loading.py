"""Loads all fixture files in one transaction and counts what the database then holds."""

from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils import translation

from goals import models as plan
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from measures.models import Feed, Indicator, Observation, SdgGoal, SdgTarget, Target

from .environment_rows import add_environment_links, add_other_plans
from .feed_rows import add_feeds
from .organisation_rows import add_organisation, add_sustainable_development_goals
from .plan_rows import add_plan, owners_by_code
from .project_rows import add_projects
from .reading import FEEDS, FILES, NEWER_STRATEGY, OLDER_STRATEGY, ORGANISATION, SDG, problems_named, read_file
from .rows import Rows
from .strategy_rows import add_strategy
from .writing import Writing

# In the order of their foreign keys.
MODELS = (
    OrgUnit,
    Position,
    Decision,
    SdgGoal,
    SdgTarget,
    Indicator,
    Target,
    Observation,
    Feed,
    plan.Strategy,
    plan.Theme,
    plan.FocusArea,
    plan.Goal,
    plan.Benefit,
    plan.DepartmentCard,
    plan.CardThemeLine,
    plan.TextBlock,
    plan.Plan,
    plan.Action,
    plan.PlanLine,
    plan.MeasureLine,
    plan.Project,
    plan.ProjectUnit,
    plan.Succession,
    plan.SdgTag,
    plan.ChangeChallenge,
    plan.ChallengePoint,
    plan.SwotItem,
    plan.CommunicationLine,
    plan.RolloutStage,
    plan.EnvironmentLink,
    plan.OtherPlan,
)
NAMED_AT_MOST = 20


@dataclass(frozen=True)
class Outcome:
    """What one run did, and what the database holds after it."""

    added: int
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """The lines that the command prints."""
        change = f"lisättiin {self.added} riviä" if self.added else "ei muutoksia"
        sentences = [f"Kemin strategiat: {change}.", *self.counts]
        if self.kept:
            sentences.append(
                f"Jätettiin ennalleen: {len(self.kept)} riviä, jotka poikkeavat tiedostoista: {_listed(self.kept)}."
            )
        if self.removed:
            sentences.append(
                f"Jätettiin pois: {len(self.removed)} riviä, jotka on poistettu palvelusta: {_listed(self.removed)}."
            )
        return sentences


def load_kemi(directory: Path) -> Outcome:
    """Adds what the files have and the database lacks; a row that exists is never touched.

    Raises FixtureError, and then nothing has changed.
    """
    with translation.override("fi"), transaction.atomic():
        rows = read_rows(directory)
        writing = Writing()
        for model in MODELS:
            writing.write(rows.of(model))
        writing.write_later(rows.by_label.values())
        return Outcome(writing.added.total(), writing.kept, writing.removed, counts())


def read_rows(directory: Path) -> Rows:
    """All files as rows, checked against each other; asks no database."""
    content = {name: read_file(directory, name) for name in FILES}
    rows = Rows()
    add_organisation(rows, content[ORGANISATION])
    add_sustainable_development_goals(rows, content[SDG])
    # The newer strategy first: its key indicators serve the older plan too.
    with problems_named(NEWER_STRATEGY):
        add_strategy(rows, content[NEWER_STRATEGY], NEWER_STRATEGY)
        add_projects(rows, content[NEWER_STRATEGY], NEWER_STRATEGY)
        add_environment_links(rows, content[NEWER_STRATEGY], NEWER_STRATEGY)
        add_other_plans(rows, content[NEWER_STRATEGY], NEWER_STRATEGY)
    with problems_named(OLDER_STRATEGY):
        add_strategy(rows, content[OLDER_STRATEGY], OLDER_STRATEGY)
        add_plan(rows, content[OLDER_STRATEGY], owners_by_code(content[ORGANISATION]), OLDER_STRATEGY)
    with problems_named(FEEDS):
        add_feeds(rows, content[FEEDS], FEEDS)
    rows.check_references()
    return rows


def counts() -> list[str]:
    """What the database holds, in the words of the acceptance."""
    planned = plan.Goal.objects.exclude(plan_lines=None).distinct().count()
    lines, actions = plan.PlanLine.objects.aggregate(lines=Count("pk"), actions=Count("action", distinct=True)).values()
    project_lines, projects = plan.ProjectUnit.objects.aggregate(
        lines=Count("pk"), projects=Count("project", distinct=True)
    ).values()
    swot = _per_choice(plan.SwotItem, "quadrant", plan.SwotItem.Quadrant.values)
    kinds = plan.CommunicationLine.Kind
    communication = _per_choice(plan.CommunicationLine, "kind", (kinds.LINE, kinds.AUDIENCE))
    stages = (
        plan.RolloutStage.objects.values("card")
        .annotate(number=Count("pk"))
        .order_by()
        .values_list("number", flat=True)
    )
    measures = plan.MeasureLine.objects.count()
    return [
        f"{planned} tavoitetta, {actions} toimenpidettä {lines} tavoitelinkissä, {measures} mittaririviä",
        f"{Indicator.objects.key().count()} keskeistä mittaria, {Indicator.objects.count()} mittaria",
        f"{project_lines} projektiriviä ({projects} projektia)",
        f"{plan.ChangeChallenge.objects.count()} muutoshaastetta {plan.ChallengePoint.objects.count()} kohtaa",
        f"SWOT {swot}",
        f"{' / '.join(str(number) for number in sorted(set(stages)))} juurrutuksen vaihetta toimialaa kohti",
        f"{communication} viestinnän riviä",
    ]


def _per_choice(model, column, choices):
    found = dict(model.objects.values_list(column).annotate(Count("pk")).order_by())
    return " + ".join(str(found.get(choice, 0)) for choice in choices)


def _listed(names):
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" ja {more} muuta" if more > 0 else "")
