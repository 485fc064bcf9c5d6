"""The reporting round: entries, figures, and the corrections that were promised."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.status import deviates
from kemistrategy.organisation.models import Evidence, OrgUnit, Position, User
from kemistrategy.periods import day_words
from measures.models import Indicator, Observation

from .plans import Action, Progress, Project, Succession
from .strategies import Goal, Strategy, exactly_one


class Forecast(models.TextChoices):
    """At half-year: will it be reached by the end of its time?"""

    WILL_BE_MET = "will_be_met", _("Toteutuu")
    PARTLY = "partly", _("Toteutuu osittain")
    WILL_NOT_BE_MET = "will_not_be_met", _("Ei toteudu")
    TOO_EARLY = "too_early", _("Ei voida vielä arvioida")


class Attained(models.TextChoices):
    """At year-end: was it reached? The word is a person's judgement, of a goal and of an indicator apart."""

    ATTAINED = "attained", _("Toteutui")
    PARTLY = "partly_attained", _("Toteutui osittain")
    NOT_ATTAINED = "not_attained", _("Ei toteutunut")
    NOT_ASSESSED = "not_assessed", _("Ei voitu arvioida")


class NotAssessed(models.TextChoices):
    """Why it could not be judged."""

    NO_DATA_YET = "no_data_yet", _("Tietoa ei ole vielä saatu")
    NO_MEASURE = "no_measure", _("Mittaria ei ole")
    NOT_MEASURED = "not_measured", _("Ei mitattu")


class Round(models.Model):
    """One half-year review, year-end report or project report; its owners know it by that name, never as a round."""

    class Kind(models.TextChoices):
        HALF_YEAR = "half_year", _("Puolivuotiskatsaus")
        YEAR_END = "year_end", _("Tilinpäätösraportti")
        PROJECT_INTERIM = "project_interim", _("Projektin väliraportti")
        PROJECT_FINAL = "project_final", _("Projektin loppuraportti")

    CITY_KINDS = (Kind.HALF_YEAR, Kind.YEAR_END)
    PROJECT_KINDS = (Kind.PROJECT_INTERIM, Kind.PROJECT_FINAL)

    class State(models.TextChoices):
        PLANNED = "planned", _("Tulossa")
        OPEN = "open", _("Avoinna")
        CLOSED = "closed", _("Päättynyt")

    slug = models.SlugField(_("osoite"), max_length=40, unique=True)
    kind = models.CharField(_("laji"), max_length=15, choices=Kind)
    year = models.PositiveSmallIntegerField(_("vuosi"))
    strategies = models.ManyToManyField(Strategy, related_name="rounds", verbose_name=_("strategiat"))
    units = models.ManyToManyField(OrgUnit, blank=True, related_name="rounds", verbose_name=_("toimialat"))
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("projekti")
    )
    starts_on = models.DateField(_("jakso alkaa"))
    as_of = models.DateField(_("tilanne"))
    due_on = models.DateField(_("kirjaukset viimeistään"))
    grace_days = models.PositiveSmallIntegerField(_("lisäaika, arkipäiviä"), default=3)
    approval_days = models.PositiveSmallIntegerField(_("hyväksyntä, arkipäiviä kirjausten jälkeen"), default=5)
    published_by = models.DateField(_("julkaistaan arviolta"), null=True, blank=True)
    reminders_before = models.CharField(_("muistutukset, arkipäiviä ennen"), max_length=40, default="5, 1", blank=True)
    reminder_hour = models.PositiveSmallIntegerField(_("muistutusten kellonaika"), default=8)
    mail_words = models.TextField(_("oma teksti viesteihin"), blank=True)
    chapters = models.JSONField(_("raportin luvut"), default=list, blank=True)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(_("avattu"), null=True, blank=True)
    closed_at = models.DateTimeField(_("päätetty"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("avattu uudelleen"), null=True, blank=True)
    reopening_reason = models.TextField(_("uudelleen avaamisen syy"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("katsaus"), _("katsaukset")
        ordering = ["-as_of"]
        constraints = [
            models.CheckConstraint(condition=Q(as_of__gt=F("starts_on")), name="round_has_a_period"),
            models.CheckConstraint(condition=Q(due_on__gte=F("as_of")), name="round_is_due_after_its_period"),
            models.CheckConstraint(
                condition=Q(state="planned", opened_at=None, closed_at=None)
                | Q(state="open", opened_at__isnull=False, closed_at=None)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="round_state_fits_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["half_year", "year_end"], project=None)
                | Q(kind__in=["project_interim", "project_final"], project__isnull=False),
                name="a_project_report_has_a_project",
            ),
            models.UniqueConstraint(
                fields=["kind", "year"], condition=Q(project=None), name="one_round_of_a_kind_a_year"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="open", project=None), name="one_open_round"),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """ "Puolivuotiskatsaus 2023": the name everybody knows, in the active language; a project's has its day."""
        when = self.year if self.kind in self.CITY_KINDS else day_words(self.as_of)
        return f"{self.get_kind_display()} {when}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_year_end(self) -> bool:
        """Attainment is judged, no forecast given."""
        return self.kind in (self.Kind.YEAR_END, self.Kind.PROJECT_FINAL)


class ScaleWord(models.Model):
    """The city's own word for a point of a scale, of one review or of all; the code keeps its fixed meaning."""

    class Scale(models.TextChoices):
        PROGRESS = "progress", _("Tilanne")
        FORECAST = "forecast", _("Ennuste")
        ATTAINMENT = "attainment", _("Toteutuminen")

    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="scale_words", verbose_name=_("katsaus")
    )
    scale = models.CharField(_("asteikko"), max_length=10, choices=Scale)
    code = models.CharField(_("kohta"), max_length=20)
    label = models.CharField(_("sana"), max_length=60)
    explanation = models.CharField(_("selite"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("asteikon sana"), _("asteikon sanat")
        ordering = ["scale", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], condition=Q(round=None), name="scale_word_once"),
            models.UniqueConstraint(
                fields=["round", "scale", "code"], condition=Q(round__isnull=False), name="scale_word_once_in_a_round"
            ),
        ]

    def __str__(self):
        return self.label


class Omission(models.Model):
    """Something in scope that a review leaves out, with the reason that its report states."""

    SUBJECTS = ("action", "project", "indicator")

    round = models.ForeignKey(Round, models.PROTECT, related_name="omissions", verbose_name=_("katsaus"))
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="omissions", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="omissions", verbose_name=_("projekti")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="omissions", verbose_name=_("mittari")
    )
    reason = models.TextField(_("syy"))
    decided_at = models.DateTimeField(_("päätetty"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("päättäjä"))

    class Meta:
        verbose_name, verbose_name_plural = _("katsauksesta pois jätetty"), _("katsauksesta pois jätetyt")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("action", "project", "indicator"), name="omission_has_one_subject"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="omission_has_a_reason"),
            models.UniqueConstraint(
                fields=["round", "action"], condition=Q(action__isnull=False), name="action_omitted_once"
            ),
            models.UniqueConstraint(
                fields=["round", "project"], condition=Q(project__isnull=False), name="project_omitted_once"
            ),
            models.UniqueConstraint(
                fields=["round", "indicator"], condition=Q(indicator__isnull=False), name="indicator_omitted_once"
            ),
        ]

    def __str__(self):
        return f"{self.action or self.project or self.indicator}: {self.reason}"


class EntryQuerySet(models.QuerySet):
    def present(self):
        """The newest revision of each: a late edit of a closed review stands beside what it replaced."""
        return self.filter(replaced_by=None)

    def sent(self):
        return self.filter(state__in=Entry.SENT_STATES)

    def not_sent(self):
        return self.exclude(state__in=Entry.SENT_STATES)


class Entry(models.Model):
    """What a post reports of one action, project, goal or indicator in one round."""

    class State(models.TextChoices):
        EMPTY = "empty", _("Kirjaamatta")
        DRAFT = "draft", _("Luonnos")
        SENT = "sent", _("Lähetetty")
        RETURNED = "returned", _("Palautettu täydennettäväksi")
        APPROVED = "approved", _("Hyväksytty")

    SUBJECTS = ("action", "project", "indicator", "goal")
    SENT_STATES = (State.SENT, State.APPROVED)

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", verbose_name=_("katsaus"))
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("projekti")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("mittari")
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("tavoite")
    )
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("yksikkö")
    )
    post = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("vastaa")
    )
    revision = models.PositiveSmallIntegerField(_("versio"), default=1)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.EMPTY)

    progress = models.CharField(_("tilanne"), max_length=12, choices=Progress, blank=True)
    forecast = models.CharField(_("ennuste"), max_length=15, choices=Forecast, blank=True)
    public_text = models.TextField(_("teksti raporttiin (julkinen)"), blank=True)
    internal_note = models.TextField(_("huomautus esihenkilölle (ei tule raporttiin)"), blank=True)
    cause = models.TextField(_("mikä ei etene suunnitellusti ja miksi?"), blank=True)
    correction = models.TextField(_("miten korjataan?"), blank=True)
    correction_post = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="promised_corrections",
        verbose_name=_("korjaamisesta vastaa"),
    )
    correction_due_on = models.DateField(_("korjattu viimeistään"), null=True, blank=True)
    started_on = models.DateField(_("aloitettu"), null=True, blank=True)
    finished_on = models.DateField(_("valmistunut"), null=True, blank=True)
    attainment = models.CharField(_("toteutuminen"), max_length=15, choices=Attained, blank=True)
    not_assessed = models.CharField(_("miksi ei voitu arvioida"), max_length=15, choices=NotAssessed, blank=True)
    attainment_reason = models.TextField(_("arvion perustelu"), blank=True)
    proposal = models.TextField(_("esitys toimielimelle"), blank=True)
    fate = models.CharField(_("ensi vuonna"), max_length=10, choices=Succession.Fate, blank=True)
    fate_note = models.TextField(_("miten jatkuu"), blank=True)
    is_unchanged = models.BooleanField(_("tilanne ennallaan"), default=False)
    unchanged_times = models.PositiveSmallIntegerField(_("kuinka monta kertaa ennallaan"), default=0)
    edited = models.JSONField(_("kielentarkistettu"), default=dict, blank=True)
    edited_at = models.DateTimeField(_("kieli tarkistettu"), null=True, blank=True)
    edited_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kielen tarkistaja")
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("korvaa version")
    )
    late_reason = models.TextField(_("myöhäisen muutoksen syy"), blank=True)
    language = models.CharField(_("kieli"), max_length=2, default="fi")

    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)
    saved_at = models.DateTimeField(_("tallennettu"), null=True, blank=True)
    saved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tallentaja")
    )
    sent_at = models.DateTimeField(_("lähetetty"), null=True, blank=True)
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lähettäjä")
    )
    approved_at = models.DateTimeField(_("hyväksytty"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hyväksyjä")
    )
    return_note = models.TextField(_("palautuksen syy"), blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="entries", verbose_name=_("näytöt"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("kirjaus"), _("kirjaukset")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("action", "project", "indicator", "goal"), name="entry_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="sent_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "approved"]) | Q(sent_at__isnull=False), name="a_sent_entry_was_sent"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False), name="an_approved_entry_was_approved"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, late_reason="") | Q(replaces__isnull=False) & ~Q(late_reason=""),
                name="a_late_edit_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["round", "action", "revision"], condition=Q(action__isnull=False), name="one_entry_per_action"
            ),
            models.UniqueConstraint(
                fields=["round", "project", "unit", "revision"],
                condition=Q(project__isnull=False),
                name="one_entry_per_project_unit",
            ),
            models.UniqueConstraint(
                fields=["round", "indicator", "revision"],
                condition=Q(indicator__isnull=False),
                name="one_entry_per_indicator",
            ),
            models.UniqueConstraint(
                fields=["round", "goal", "revision"], condition=Q(goal__isnull=False), name="one_entry_per_goal"
            ),
        ]

    def __str__(self):
        return f"{self.round_id}: {self.subject}"

    @property
    def subject(self):
        return self.action or self.project or self.indicator or self.goal

    @property
    def is_sent(self) -> bool:
        return self.state in self.SENT_STATES

    def told(self, name: str) -> str:
        """A text as the report tells it: as the coordinator mended its language, else as the answerer wrote it."""
        return self.edited.get(name) or getattr(self, name)

    @property
    def has_deviation(self) -> bool:
        """Cause and correction are asked; the round and the subject must be loaded."""
        work = self.action or self.project
        return deviates(
            progress=self.progress,
            forecast=self.forecast,
            attainment=self.attainment,
            is_past_end=bool(work and work.schedule.is_past_end(self.round.as_of)),
        )


class Figure(models.Model):
    """The working copy of one indicator's value in one round, shared by every form that needs it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="figures", verbose_name=_("katsaus"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures", verbose_name=_("mittari"))
    period_start = models.DateField(_("jakso alkaa"))
    period_end = models.DateField(_("jakso päättyy"))
    text = models.CharField(_("kuten kirjoitettu"), max_length=300, blank=True)
    value = models.DecimalField(_("arvo"), max_digits=20, decimal_places=6, null=True, blank=True)
    note = models.TextField(_("selite"), blank=True)
    is_provisional = models.BooleanField(_("ennakkotieto"), default=False)
    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)
    entered_at = models.DateTimeField(_("kirjattu"), null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kirjaaja")
    )
    sent_at = models.DateTimeField(_("lähetetty"), null=True, blank=True)
    observation = models.OneToOneField(
        Observation, models.PROTECT, null=True, blank=True, related_name="figure", verbose_name=_("havainto")
    )
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="figures", verbose_name=_("näytöt"))

    class Meta:
        verbose_name, verbose_name_plural = _("luku"), _("luvut")
        ordering = ["indicator", "period_end"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "indicator", "period_start", "period_end"], name="one_figure_a_period"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="figure_period_is_ordered"),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.text}"


class Correction(models.Model):
    """A correction promised in a sent entry, followed until it is closed."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="followed_correction", verbose_name=_("kirjaus"))
    promised_at = models.DateTimeField(_("luvattu"))
    continues = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name=_("jatkaa lupausta")
    )
    closed_on = models.DateField(_("korjattu"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kuittaaja")
    )
    closing_note = models.TextField(_("miten korjattiin"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("korjaava toimi"), _("korjaavat toimet")
        ordering = ["entry__correction_due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="closed_by_someone",
            ),
        ]

    def __str__(self):
        return self.entry.correction
