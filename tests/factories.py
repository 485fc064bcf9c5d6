"""One small true row of everything, for tests; what a test cares about it says itself."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from goals import models as goals
from kemistrategy.organisation import models as organisation
from measures import models as measures
from reporting import models as reporting

PASSWORD = "a-long-test-password"
SOME_DAY = date(2023, 1, 1)
SOME_MOMENT = datetime(2023, 8, 10, 9, 0, tzinfo=UTC)


def many_to_many(name):
    """Lets a test write `GoalFactory(themes=[theme])`."""

    @factory.post_generation
    def fill(row, create, rows):
        if create and rows:
            getattr(row, name).set(rows)

    return fill


class Factory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True


# --- organisation
class OrgUnitFactory(Factory):
    class Meta:
        model = organisation.OrgUnit

    code = factory.Sequence(lambda n: f"yksikko-{n}")
    name = factory.Sequence(lambda n: f"Toimiala {n}")
    kind = organisation.OrgUnit.Kind.DEPARTMENT
    position = factory.Sequence(lambda n: n % 30000)


class PositionFactory(Factory):
    class Meta:
        model = organisation.Position

    code = factory.Sequence(lambda n: f"tehtava-{n}")
    title = factory.Sequence(lambda n: f"Päällikkö {n}")
    unit = factory.SubFactory(OrgUnitFactory)
    position = factory.Sequence(lambda n: n % 30000)
    members = many_to_many("members")


class UserFactory(Factory):
    class Meta:
        model = organisation.User

    email = factory.Sequence(lambda n: f"henkilo{n}@kemi.example")
    name = factory.Sequence(lambda n: f"Testi Henkilö{n}")
    password = factory.django.Password(PASSWORD)


class PositionHolderFactory(Factory):
    class Meta:
        model = organisation.PositionHolder

    post = factory.SubFactory(PositionFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = SOME_DAY


class DecisionFactory(Factory):
    class Meta:
        model = organisation.Decision

    body = organisation.Decision.Body.COUNCIL
    decided_on = date(2021, 5, 3)
    section = factory.Sequence(lambda n: str(n + 1))
    title = factory.Sequence(lambda n: f"Päätettävä asia {n}")


class EvidenceFactory(Factory):
    """The address of a page; a test that wants a file stores one."""

    class Meta:
        model = organisation.Evidence

    title = factory.Sequence(lambda n: f"Näyttö {n}")
    address = factory.Sequence(lambda n: f"https://tilastot.example/{n}")
    added_at = SOME_MOMENT
    added_by = factory.SubFactory(UserFactory)


# --- measures
class IndicatorFactory(Factory):
    class Meta:
        model = measures.Indicator

    code = factory.Sequence(lambda n: f"mittari-{n}")
    name = factory.Sequence(lambda n: f"Mittari {n}")
    kind = measures.Indicator.Kind.COUNT
    unit = "kpl"
    answering_post = factory.SubFactory(PositionFactory)
    position = factory.Sequence(lambda n: n % 30000)
    participants = many_to_many("participants")


class TargetFactory(Factory):
    class Meta:
        model = measures.Target

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2023
    low = 10
    origin = measures.Target.Origin.PRINTED


class TargetProposalFactory(Factory):
    """An open proposal for the level in force of its indicator, which it makes when there is none."""

    class Meta:
        model = measures.TargetProposal

    indicator = factory.SubFactory(IndicatorFactory)
    replaces = factory.LazyAttribute(
        lambda proposal: (
            proposal.indicator.targets.filter(replaced_by=None).first() or TargetFactory(indicator=proposal.indicator)
        )
    )
    year = factory.SelfAttribute("replaces.year")
    low = 8
    reason = "Asiakkaita on vähemmän kuin arvioitiin."
    proposed_at = SOME_MOMENT
    proposed_by = factory.SubFactory(UserFactory)
    post = factory.SelfAttribute("indicator.answering_post")


class ObservationFactory(Factory):
    class Meta:
        model = measures.Observation

    indicator = factory.SubFactory(IndicatorFactory)
    period_start = date(2023, 1, 1)
    period_end = date(2023, 6, 30)
    value = 7
    corrects = None
    reason = factory.LazyAttribute(lambda row: "Laskuvirhe korjattiin." if row.corrects else "")


class BaselineFactory(Factory):
    class Meta:
        model = measures.Observation

    indicator = factory.SubFactory(IndicatorFactory)
    is_baseline = True
    value = 5


class SdgGoalFactory(Factory):
    class Meta:
        model = measures.SdgGoal
        django_get_or_create = ("number",)

    number = factory.Sequence(lambda n: n % 17 + 1)
    name = factory.LazyAttribute(lambda goal: f"Kestävän kehityksen tavoite {goal.number}")
    long_name = factory.LazyAttribute(lambda goal: f"Pitkä nimi {goal.number}")
    colour = "#0a97d9"
    text_colour = "#000000"


class SdgTargetFactory(Factory):
    class Meta:
        model = measures.SdgTarget

    goal = factory.SubFactory(SdgGoalFactory)
    code = factory.Sequence(lambda n: f"x.{n % 1000}")
    label = factory.Sequence(lambda n: f"Alatavoite {n}")
    position = factory.Sequence(lambda n: n % 30000)


# --- the strategy
class StrategyFactory(Factory):
    class Meta:
        model = goals.Strategy

    slug = factory.Sequence(lambda n: f"strategia-{n}")
    name = factory.Sequence(lambda n: f"Strategia {n}")
    mission = factory.Sequence(lambda n: f"Missio {n}")
    vision = factory.Sequence(lambda n: f"Visio {n}")
    valid_from = date(2022, 1, 1)
    valid_to = date(2025, 12, 31)
    theme_word, themes_word = "Päämäärä", "Päämäärät"
    goal_word, goals_word = "Tavoite", "Tavoitteet"
    action_word, actions_word = "Toimenpide", "Toimenpiteet"
    position = factory.Sequence(lambda n: n % 30000)


class ThemeFactory(Factory):
    class Meta:
        model = goals.Theme

    strategy = factory.SubFactory(StrategyFactory)
    code = factory.Sequence(lambda n: f"teema-{n}")
    name = factory.Sequence(lambda n: f"Teema {n}")
    colour = "viisas"
    position = factory.Sequence(lambda n: n % 30000)


class FocusAreaFactory(Factory):
    class Meta:
        model = goals.FocusArea

    theme = factory.SubFactory(ThemeFactory)
    name = factory.Sequence(lambda n: f"Painopiste {n}")
    position = factory.Sequence(lambda n: n % 30000)


class GoalFactory(Factory):
    class Meta:
        model = goals.Goal

    strategy = factory.SubFactory(StrategyFactory)
    code = factory.Sequence(lambda n: f"T{n}")
    title = factory.Sequence(lambda n: f"Tavoite {n}")
    position = factory.Sequence(lambda n: n % 30000)
    themes = many_to_many("themes")


class BenefitFactory(Factory):
    class Meta:
        model = goals.Benefit

    strategy = factory.SubFactory(StrategyFactory)
    code = factory.Sequence(lambda n: f"hyoty-{n}")
    name = factory.Sequence(lambda n: f"Hyöty {n}")
    position = factory.Sequence(lambda n: n % 30000)
    goals = many_to_many("goals")
    indicators = many_to_many("indicators")


class DepartmentCardFactory(Factory):
    class Meta:
        model = goals.DepartmentCard

    strategy = factory.SubFactory(StrategyFactory)
    unit = factory.SubFactory(OrgUnitFactory)
    position = factory.Sequence(lambda n: n % 30000)


class CardThemeLineFactory(Factory):
    class Meta:
        model = goals.CardThemeLine

    card = factory.SubFactory(DepartmentCardFactory)
    theme = factory.SubFactory(ThemeFactory, strategy=factory.SelfAttribute("..card.strategy"))


class TextBlockFactory(Factory):
    class Meta:
        model = goals.TextBlock

    strategy = factory.SubFactory(StrategyFactory)
    code = factory.Sequence(lambda n: f"teksti-{n}")
    heading = factory.Sequence(lambda n: f"Otsikko {n}")
    summary = factory.Sequence(lambda n: f"Tiivistelmä {n}")


# --- plans, actions, projects
class PlanFactory(Factory):
    class Meta:
        model = goals.Plan

    strategy = factory.SubFactory(StrategyFactory)
    unit = factory.SubFactory(OrgUnitFactory)
    year = 2023
    title = factory.Sequence(lambda n: f"Toimintasuunnitelma {n}")
    state = goals.Plan.State.ADOPTED


class ActionFactory(Factory):
    """`goals=[…]` prints the action under each goal, in `plan` or in a plan of the goal's strategy."""

    class Meta:
        model = goals.Action

    code = factory.Sequence(lambda n: f"toimenpide-{n}")
    title = factory.Sequence(lambda n: f"Toimenpide {n}")
    unit = factory.SubFactory(OrgUnitFactory)
    answering_post = factory.SubFactory(PositionFactory, unit=factory.SelfAttribute("..unit"))
    ends_on = date(2023, 12, 31)
    position = factory.Sequence(lambda n: n % 30000)
    participants = many_to_many("participants")
    partner_units = many_to_many("partner_units")

    @factory.post_generation
    def goals(self, create, rows, plan=None):
        for goal in rows or ():
            PlanLineFactory(goal=goal, action=self, plan=plan or _plan_for(goal, self.unit), words=self.title)


def _plan_for(goal, unit):
    found = goals.Plan.objects.filter(strategy=goal.strategy, unit=unit, year=2023).first()
    return found or PlanFactory(strategy=goal.strategy, unit=unit)


class PlanLineFactory(Factory):
    class Meta:
        model = goals.PlanLine

    goal = factory.SubFactory(GoalFactory)
    plan = factory.SubFactory(PlanFactory, strategy=factory.SelfAttribute("..goal.strategy"))
    action = factory.SubFactory(ActionFactory)
    words = factory.LazyAttribute(lambda line: line.action.title)
    position = factory.Sequence(lambda n: 1000 + n % 30000)


class MeasureLineFactory(Factory):
    class Meta:
        model = goals.MeasureLine

    goal = factory.SubFactory(GoalFactory)
    plan = factory.SubFactory(PlanFactory, strategy=factory.SelfAttribute("..goal.strategy"))
    indicator = factory.SubFactory(IndicatorFactory)
    words = factory.Sequence(lambda n: f"Mittarin sanat {n}")
    position = factory.Sequence(lambda n: 1000 + n % 30000)


class ProjectFactory(Factory):
    """`units=[…]` prints the project on the card of each department."""

    class Meta:
        model = goals.Project

    strategy = factory.SubFactory(StrategyFactory)
    code = factory.Sequence(lambda n: f"projekti-{n}")
    name = factory.Sequence(lambda n: f"Projekti {n}")
    answering_post = factory.SubFactory(PositionFactory)
    position = factory.Sequence(lambda n: n % 30000)
    participants = many_to_many("participants")
    themes = many_to_many("themes")

    @factory.post_generation
    def units(self, create, rows):
        for number, unit in enumerate(rows or (), start=1):
            ProjectUnitFactory(project=self, unit=unit, words=self.name, position=number)


class ProjectUnitFactory(Factory):
    class Meta:
        model = goals.ProjectUnit

    project = factory.SubFactory(ProjectFactory)
    unit = factory.SubFactory(OrgUnitFactory)
    words = factory.LazyAttribute(lambda line: line.project.name)
    position = factory.Sequence(lambda n: n % 30000)


class MilestoneFactory(Factory):
    class Meta:
        model = goals.Milestone

    action = factory.Maybe("project", None, factory.SubFactory(ActionFactory))
    project = None
    title = factory.Sequence(lambda n: f"Välietappi {n}")
    position = factory.Sequence(lambda n: n % 30000)


class SuccessionFactory(Factory):
    class Meta:
        model = goals.Succession

    old_goal = factory.Maybe("old_action", None, factory.SubFactory(GoalFactory))
    old_action = None


class ActionLineageFactory(Factory):
    class Meta:
        model = goals.ActionLineage

    old = factory.SubFactory(ActionFactory)
    new = factory.SubFactory(ActionFactory)
    kind = goals.ActionLineage.Kind.REPLACED
    happened_on = SOME_DAY
    reason = "Työ jatkuu toisella nimellä."


class CommentFactory(Factory):
    """A turn of the discussion about a goal, unless another thing is given."""

    class Meta:
        model = goals.Comment

    class Params:
        has_other_subject = factory.LazyAttribute(lambda said: bool(said.action or said.project or said.indicator))

    goal = factory.Maybe("has_other_subject", None, factory.SubFactory(GoalFactory))
    action = project = indicator = None
    text = factory.Sequence(lambda n: f"Viesti {n}")
    written_at = SOME_MOMENT
    written_by = factory.SubFactory(UserFactory)


class OwnFieldFactory(Factory):
    class Meta:
        model = goals.OwnField

    subject = goals.OwnField.Subject.ACTION
    name = factory.Sequence(lambda n: f"Oma kenttä {n}")
    position = factory.Sequence(lambda n: n % 30000)


class BudgetLineFactory(Factory):
    class Meta:
        model = goals.BudgetLine

    action = factory.Maybe("project", None, factory.SubFactory(ActionFactory))
    project = None
    year = 2023
    planned = 1000


class SdgTagFactory(Factory):
    class Meta:
        model = goals.SdgTag

    sdg_goal = factory.SubFactory(SdgGoalFactory)


# --- the environment of the strategy
class ChangeChallengeFactory(Factory):
    class Meta:
        model = goals.ChangeChallenge

    strategy = factory.SubFactory(StrategyFactory)
    number = factory.Sequence(lambda n: n % 30000 + 1)
    title = factory.Sequence(lambda n: f"Muutoshaaste {n}")


class ChallengePointFactory(Factory):
    class Meta:
        model = goals.ChallengePoint

    challenge = factory.SubFactory(ChangeChallengeFactory)
    text = factory.Sequence(lambda n: f"Haasteen kohta {n}")
    position = factory.Sequence(lambda n: n % 30000)


class SwotItemFactory(Factory):
    class Meta:
        model = goals.SwotItem

    strategy = factory.SubFactory(StrategyFactory)
    quadrant = goals.SwotItem.Quadrant.INTERNAL_STRENGTHS
    text = factory.Sequence(lambda n: f"SWOT-rivi {n}")
    position = factory.Sequence(lambda n: n % 30000)


class CommunicationLineFactory(Factory):
    class Meta:
        model = goals.CommunicationLine

    strategy = factory.SubFactory(StrategyFactory)
    kind = goals.CommunicationLine.Kind.LINE
    name = factory.Sequence(lambda n: f"Viestinnän linjaus {n}")
    text = factory.Sequence(lambda n: f"Linjauksen sisältö {n}")
    position = factory.Sequence(lambda n: n % 30000)


class RolloutStageFactory(Factory):
    class Meta:
        model = goals.RolloutStage

    card = factory.SubFactory(DepartmentCardFactory)
    name = factory.Sequence(lambda n: f"Juurrutuksen vaihe {n}")
    position = factory.Sequence(lambda n: n % 30000)


class EnvironmentLinkFactory(Factory):
    """A suggestion that a goal answers a challenge; another origin or answer takes its place."""

    class Meta:
        model = goals.EnvironmentLink

    challenge = factory.Maybe("swot_item", None, factory.SubFactory(ChangeChallengeFactory))
    swot_item = None
    goal = factory.LazyAttribute(lambda link: None if link.action or link.project else GoalFactory())
    action = project = None


class OtherPlanFactory(Factory):
    class Meta:
        model = goals.OtherPlan

    strategy = factory.SubFactory(StrategyFactory)
    name = factory.Sequence(lambda n: f"Muu suunnitelma {n}")
    position = factory.Sequence(lambda n: n % 30000)


# --- reporting rounds
class RoundFactory(Factory):
    """An open half-year review; `planned` and `closed` are the other states."""

    class Meta:
        model = goals.Round

    class Params:
        planned = factory.Trait(state=goals.Round.State.PLANNED, opened_at=None)
        closed = factory.Trait(state=goals.Round.State.CLOSED, closed_at=datetime(2023, 9, 1, 9, 0, tzinfo=UTC))

    kind = goals.Round.Kind.HALF_YEAR
    year = factory.Sequence(lambda n: 2023 + n)
    slug = factory.LazyAttribute(lambda round: f"{round.year}-{'h1' if round.kind == 'half_year' else 'year'}")
    starts_on = factory.LazyAttribute(lambda round: date(round.year, 1, 1))
    as_of = factory.LazyAttribute(lambda round: date(round.year, 6 if round.kind == "half_year" else 12, 30))
    due_on = factory.LazyAttribute(lambda round: date(round.year + (round.kind != "half_year"), 8, 31))
    state = goals.Round.State.OPEN
    opened_at = SOME_MOMENT
    strategies = many_to_many("strategies")


class ScaleWordFactory(Factory):
    class Meta:
        model = goals.ScaleWord

    scale = goals.ScaleWord.Scale.PROGRESS
    code = "in_progress"
    label = "Työn alla"


class EntryFactory(Factory):
    """An empty entry of an action; another subject takes its place, `sent` and `approved` fill the stamps."""

    class Meta:
        model = goals.Entry

    class Params:
        has_other_subject = factory.LazyAttribute(lambda entry: bool(entry.project or entry.indicator or entry.goal))
        sent = factory.Trait(
            state=goals.Entry.State.SENT,
            sent_at=SOME_MOMENT,
            sent_by=factory.SubFactory(UserFactory),
            saved_at=SOME_MOMENT,
            progress="in_progress",
            forecast="will_be_met",
            public_text=factory.Sequence(lambda n: f"Julkinen teksti {n}"),
        )
        approved = factory.Trait(
            sent=True,
            state=goals.Entry.State.APPROVED,
            approved_at=SOME_MOMENT,
            approved_by=factory.SubFactory(UserFactory),
        )

    round = factory.SubFactory(RoundFactory)
    project = indicator = goal = None
    action = factory.Maybe("has_other_subject", None, factory.SubFactory(ActionFactory))
    post = factory.LazyAttribute(
        lambda entry: getattr(entry.action or entry.project or entry.indicator, "answering_post", None)
    )
    unit = factory.LazyAttribute(lambda entry: entry.action.unit if entry.action else entry.post and entry.post.unit)


class FigureFactory(Factory):
    class Meta:
        model = goals.Figure

    round = factory.SubFactory(RoundFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    period_start = factory.SelfAttribute("round.starts_on")
    period_end = factory.SelfAttribute("round.as_of")


class CorrectionFactory(Factory):
    class Meta:
        model = goals.Correction

    entry = factory.SubFactory(EntryFactory, approved=True)
    promised_at = SOME_MOMENT


# --- questions of councillors
class QuestionFactory(Factory):
    """A question about a goal that waits for the coordinator; `routed` and `answered` are the next states."""

    class Meta:
        model = reporting.Question

    class Params:
        has_other_subject = factory.LazyAttribute(lambda asked: bool(asked.action or asked.project or asked.indicator))
        routed = factory.Trait(
            state=reporting.Question.State.ROUTED,
            post=factory.SubFactory(PositionFactory),
            due_on=date(2023, 8, 24),
            routed_at=SOME_MOMENT,
            routed_by=factory.SubFactory(UserFactory),
        )
        answered = factory.Trait(
            routed=True,
            state=reporting.Question.State.ANSWERED,
            answer="Sertifiointi alkaa syksyllä.",
            answer_language="fi",
            answered_at=SOME_MOMENT,
            answered_by=factory.SubFactory(UserFactory),
        )

    action = project = indicator = None
    goal = factory.Maybe("has_other_subject", None, factory.SubFactory(GoalFactory))
    text = factory.Sequence(lambda n: f"Milloin tavoite saavutetaan? ({n})")
    asked_at = SOME_MOMENT
    asked_by = factory.SubFactory(UserFactory, role="councillor")
