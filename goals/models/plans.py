"""What is done: plans with their lines, actions, projects, and what becomes of them in the next strategy."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import Answerable, Decision, OrgUnit, User
from kemistrategy.schedule import Schedule
from measures.models import Indicator, SdgGoal, SdgTarget, Target

from .strategies import Benefit, DepartmentCard, Goal, Strategy, Theme, exactly_one


class Progress(models.TextChoices):
    """How far an action or a project is. "Ongoing" and "past its end date" are derived, never stored."""

    NOT_STARTED = "not_started", _("Ei aloitettu")
    IN_PROGRESS = "in_progress", _("Käynnissä")
    COMPLETED = "completed", _("Valmis")
    POSTPONED = "postponed", _("Siirretty myöhemmäksi")
    DISCONTINUED = "discontinued", _("Toteutuksesta luovuttu")


class Scheduled(models.Model):
    """A planned schedule with the precision it was written with."""

    class Precision(models.TextChoices):
        YEAR = "year", _("vuosi")
        SEASON = "season", _("vuodenaika")
        HALF = "half", _("puolivuosi")
        MONTH = "month", _("kuukausi")
        DAY = "day", _("päivä")

    starts_on = models.DateField(_("alkaa"), null=True, blank=True)
    ends_on = models.DateField(_("päättyy"), null=True, blank=True)
    precision = models.CharField(_("tarkkuus"), max_length=6, choices=Precision, default=Precision.YEAR)
    is_open_ended = models.BooleanField(_("ei päättymispäivää"), default=False)
    is_continuous = models.BooleanField(_("jatkuva toiminta"), default=False)
    started_on = models.DateField(_("aloitettu"), null=True, blank=True)
    finished_on = models.DateField(_("valmistunut"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def schedule(self) -> Schedule:
        return Schedule(
            start=self.starts_on,
            end=self.ends_on,
            precision=self.precision,
            is_open_ended=self.is_open_ended,
            is_continuous=self.is_continuous,
        )


class Plan(models.Model):
    """The action plan of one department for one year under one strategy."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Luonnos")
        ADOPTED = "adopted", _("Hyväksytty")

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="plans", verbose_name=_("strategia"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="plans", verbose_name=_("toimiala"))
    year = models.PositiveSmallIntegerField(_("vuosi"))
    title = models.CharField(_("nimi"), max_length=200)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.DRAFT)
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("edellinen suunnitelma")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("päätös")
    )
    doubt = models.TextField(_("avoin kysymys"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("suunnitelma"), _("suunnitelmat")
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["strategy", "unit", "year"], name="one_plan_a_year")]

    def __str__(self):
        return self.title


class Action(Answerable, Scheduled):
    """An action (toimenpide); it may serve several goals through its plan lines."""

    code = models.SlugField(_("tunnus"), max_length=40, unique=True)
    title = models.TextField(_("toimenpide"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="actions", verbose_name=_("toimiala"))
    partner_units = models.ManyToManyField(
        OrgUnit, blank=True, related_name="partner_actions", verbose_name=_("kumppanit")
    )
    goals = models.ManyToManyField(Goal, through="PlanLine", related_name="actions", verbose_name=_("tavoitteet"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("päätös")
    )
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("toimenpide"), _("toimenpiteet")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="action_ends_after_start")]

    def __str__(self):
        return self.title


class AttainmentRule(models.Model):
    """When a goal counts as attained in a year: set before the year, so that nobody moves it afterwards."""

    class Kind(models.TextChoices):
        ALL = "all", _("Kaikki mittarit toteutuvat")
        AT_LEAST = "at_least", _("Vähintään näin monta mittaria toteutuu")
        OVERALL = "overall", _("Kokonaisarvio perusteluineen")

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="attainment_rules", verbose_name=_("tavoite"))
    year = models.PositiveSmallIntegerField(_("vuosi"))
    kind = models.CharField(_("sääntö"), max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(_("vähintään"), null=True, blank=True)
    set_at = models.DateTimeField(_("asetettu"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asettaja"))

    class Meta:
        verbose_name, verbose_name_plural = _("toteutumissääntö"), _("toteutumissäännöt")
        ordering = ["-year", "goal"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "year"], name="one_attainment_rule_a_year"),
            models.CheckConstraint(
                condition=Q(kind="at_least", number__gt=0) | ~Q(kind="at_least") & Q(number=None),
                name="at_least_has_a_number",
            ),
        ]

    def __str__(self):
        return f"{self.goal} {self.year}: {self.get_kind_display()}"


class PlanLine(models.Model):
    """One printed line of a plan: an action under a goal, in the words of the document."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="lines", verbose_name=_("suunnitelma"))
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="plan_lines", verbose_name=_("tavoite"))
    action = models.ForeignKey(Action, models.PROTECT, related_name="plan_lines", verbose_name=_("toimenpide"))
    words = models.TextField(_("teksti kuten suunnitelmassa"))
    source_text = models.TextField(_("alkuperäinen teksti"), blank=True)
    owners_text = models.TextField(_("vastuu kuten kirjoitettu"), blank=True)
    schedule_text = models.CharField(_("aikataulu kuten kirjoitettu"), max_length=100, blank=True)
    weight = models.PositiveSmallIntegerField(_("paino"), default=1)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("suunnitelman rivi"), _("suunnitelman rivit")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_line_position_once"),
            models.UniqueConstraint(fields=["plan", "goal", "action"], name="action_once_under_a_goal"),
        ]

    def __str__(self):
        return self.words


class MeasureLine(models.Model):
    """One measure in the cell *Mittarit*: the city's sentence, read as an indicator and perhaps a target."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measure_lines", verbose_name=_("suunnitelma"))
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="measure_lines", verbose_name=_("tavoite"))
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="measure_lines", verbose_name=_("toimenpide")
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measure_lines", verbose_name=_("mittari"))
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="measure_lines", verbose_name=_("tavoitetaso")
    )
    words = models.TextField(_("teksti kuten suunnitelmassa"))
    source_text = models.TextField(_("alkuperäinen teksti"), blank=True)
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("mittaririvi"), _("mittaririvit")
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="measure_line_position_once")]

    def __str__(self):
        return self.words


class Project(Answerable, Scheduled):
    """A project of the departments' project cards; several departments may share it."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="projects", verbose_name=_("strategia"))
    code = models.SlugField(_("tunnus"), max_length=60, unique=True)
    name = models.CharField(_("nimi"), max_length=300)
    outcome = models.TextField(_("lopputulema"), blank=True)
    gain = models.TextField(_("hyödyt"), blank=True)
    benefits = models.ManyToManyField(Benefit, blank=True, related_name="projects", verbose_name=_("strategian hyödyt"))
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="projects", verbose_name=_("mittarit"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="projects", verbose_name=_("teemat"))
    units = models.ManyToManyField(OrgUnit, through="ProjectUnit", related_name="projects", verbose_name=_("toimialat"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("päätös")
    )
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("projekti"), _("projektit")
        ordering = ["strategy", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_start")
        ]

    def __str__(self):
        return self.name


class ProjectUnit(models.Model):
    """One printed project line of a department."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="unit_lines", verbose_name=_("projekti"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="project_lines", verbose_name=_("toimiala"))
    words = models.TextField(_("teksti kuten strategiassa"))
    source_text = models.TextField(_("alkuperäinen teksti"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("projektirivi"), _("projektirivit")
        ordering = ["unit", "position"]
        constraints = [models.UniqueConstraint(fields=["project", "unit"], name="project_once_in_a_department")]

    def __str__(self):
        return self.words


class ActionLineage(models.Model):
    """That actions were merged, split or replaced: what the old one became, on what basis."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Yhdistetty")
        SPLIT = "split", _("Jaettu")
        REPLACED = "replaced", _("Korvattu")

    old = models.ForeignKey(Action, models.PROTECT, related_name="became", verbose_name=_("aiempi toimenpide"))
    new = models.ForeignKey(Action, models.PROTECT, related_name="came_from", verbose_name=_("uusi toimenpide"))
    kind = models.CharField(_("laji"), max_length=10, choices=Kind)
    happened_on = models.DateField(_("päivä"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="action_lineages", verbose_name=_("päätös")
    )
    reason = models.TextField(_("syy"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("toimenpiteen vaihe"), _("toimenpiteiden vaiheet")
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="one_lineage_of_two_actions"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="no_action_becomes_itself"),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | ~Q(reason=""), name="a_lineage_has_a_decision_or_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.old} → {self.new}"


class Milestone(models.Model):
    """A step of an action or a stage of a project."""

    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("projekti")
    )
    title = models.CharField(_("vaihe"), max_length=300)
    starts_on = models.DateField(_("alkaa"), null=True, blank=True)
    due_on = models.DateField(_("määräpäivä"), null=True, blank=True)
    done_on = models.DateField(_("valmistunut"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("välietappi"), _("välietapit")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one("action", "project"), name="milestone_has_one_home"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="milestone_is_due_after_its_start"),
        ]

    def __str__(self):
        return self.title


class Succession(models.Model):
    """What became of an old goal or action: its place in the newer strategy, or its end."""

    class Fate(models.TextChoices):
        CONTINUES = "continues", _("Jatkuu sellaisenaan")
        CHANGES = "changes", _("Jatkuu muutettuna")
        COMPLETED = "completed", _("Valmis")
        MOVES = "moves", _("Siirtyy muulle toimijalle")
        ENDS = "ends", _("Luovutaan")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Ehdotus")
        CONFIRMED = "confirmed", _("Vahvistettu")

    old_goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="successions", verbose_name=_("vanha tavoite")
    )
    old_action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="successions", verbose_name=_("vanha toimenpide")
    )
    old_indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="successions", verbose_name=_("vanha mittari")
    )
    new_theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="inherits", verbose_name=_("uusi teema")
    )
    new_benefit = models.ForeignKey(
        Benefit, models.PROTECT, null=True, blank=True, related_name="inherits", verbose_name=_("uusi hyöty")
    )
    new_goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="inherits", verbose_name=_("uusi tavoite")
    )
    new_action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="inherits", verbose_name=_("uusi toimenpide")
    )
    new_indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="inherits", verbose_name=_("uusi mittari")
    )
    fate = models.CharField(_("kohtalo"), max_length=10, choices=Fate, default=Fate.CHANGES)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.PROPOSED)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="successions", verbose_name=_("päätös")
    )
    note = models.TextField(_("huomautus"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("jatkumo"), _("jatkumot")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("old_goal", "old_action", "old_indicator"), name="succession_has_one_origin"
            ),
            models.CheckConstraint(
                condition=exactly_one("new_theme", "new_benefit", "new_goal", "new_action", "new_indicator")
                | Q(new_theme=None, new_benefit=None, new_goal=None, new_action=None, new_indicator=None),
                name="succession_has_at_most_one_heir",
            ),
        ]

    def __str__(self):
        return f"{self.old_goal or self.old_action or self.old_indicator}: {self.get_fate_display()}"


class SdgTag(models.Model):
    """That something serves a Sustainable Development Goal: suggested until the city confirms it."""

    class Origin(models.TextChoices):
        SUGGESTED = "suggested", _("Ehdotettu")
        CONFIRMED = "confirmed", _("Vahvistettu")
        DECLINED = "declined", _("Ei palvele")

    SUBJECTS = ("goal", "action", "project", "theme", "card", "indicator")

    sdg_goal = models.ForeignKey(
        SdgGoal, models.PROTECT, related_name="tags", verbose_name=_("kestävän kehityksen tavoite")
    )
    sdg_target = models.ForeignKey(
        SdgTarget, models.PROTECT, null=True, blank=True, related_name="tags", verbose_name=_("alatavoite")
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="sdg_tags", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="sdg_tags", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="sdg_tags", verbose_name=_("projekti")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="sdg_tags", verbose_name=_("teema")
    )
    card = models.ForeignKey(
        DepartmentCard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sdg_tags",
        verbose_name=_("toimialan kortti"),
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="sdg_tags", verbose_name=_("mittari")
    )
    origin = models.CharField(_("alkuperä"), max_length=10, choices=Origin, default=Origin.SUGGESTED)
    confirmed_at = models.DateTimeField(_("vahvistettu"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vahvistaja")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("SDG-merkintä"), _("SDG-merkinnät")
        ordering = ["sdg_goal__number", "sdg_target__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project", "theme", "card", "indicator"),
                name="sdg_tag_has_one_subject",
            ),
        ]

    def __str__(self):
        return str(self.sdg_target or self.sdg_goal)
