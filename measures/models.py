"""What we measure: indicators, with targets and observations as append-only chains, and the SDGs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import Answerable, Decision, User

from .readings import KINDS_IN_WORDS


class IndicatorQuerySet(models.QuerySet):
    def key(self):
        """The key indicators (keskeiset mittarit) of a strategy."""
        return self.filter(is_key=True)


class Indicator(Answerable):
    """Everything that is measured, from a key figure to one line of the cell *Mittarit*."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("Luku")
        PERCENT = "percent", _("Osuus")
        RATE = "rate", _("Kertaa jaksossa")
        COUNT = "count", _("Lukumäärä")
        YES_NO = "yes_no", _("Kyllä vai ei")
        MILESTONE = "milestone", _("Välietappi")
        TREND = "trend", _("Kehityssuunta")
        SCALE = "scale", _("Asteikko")
        RANGE = "range", _("Vaihteluväli")
        LINK = "link", _("Ulkoinen tieto")
        TEXT = "text", _("Sanallinen")

    class Direction(models.TextChoices):
        UP = "up", _("Suurempi on parempi")
        DOWN = "down", _("Pienempi on parempi")
        MAINTAIN = "maintain", _("Pidetään ennallaan")
        UNSET = "unset", _("Suunta vahvistamatta")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("Kuukausittain")
        HALF_YEARLY = "half_yearly", _("Puolivuosittain")
        YEARLY = "yearly", _("Vuosittain")
        UNKNOWN = "unknown", _("Ei tiedossa")

    code = models.SlugField(_("tunnus"), max_length=60, unique=True)
    name = models.CharField(_("nimi"), max_length=300)
    kind = models.CharField(_("laji"), max_length=10, choices=Kind)
    unit = models.CharField(_("yksikkö"), max_length=60, blank=True)
    decimals = models.PositiveSmallIntegerField(_("desimaaleja"), default=0)
    direction = models.CharField(_("suunta"), max_length=10, choices=Direction, default=Direction.UNSET)
    scale_maximum = models.DecimalField(_("asteikon yläpää"), max_digits=20, decimal_places=6, null=True, blank=True)
    accumulates = models.BooleanField(_("kertyy jakson aikana"), default=False)
    frequency = models.CharField(_("mittausväli"), max_length=12, choices=Frequency, default=Frequency.UNKNOWN)
    definition = models.TextField(_("määritelmä"), blank=True)
    source = models.CharField(_("tietolähde"), max_length=300, blank=True)
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("ylämittari")
    )
    is_key = models.BooleanField(_("keskeinen mittari"), default=False)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("mittari"), _("mittarit")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scale_maximum=None) | Q(scale_maximum__gt=0), name="scale_has_length"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_told_in_words(self) -> bool:
        return self.kind in KINDS_IN_WORDS


class ChainQuerySet(models.QuerySet):
    def present(self):
        """The rows that nothing replaces: what is in force now."""
        return self.filter(**{f"{self.model.CHAIN_END}__isnull": True})


class Target(models.Model):
    """A target level (tavoitetaso); a new level replaces the old one, which stays."""

    CHAIN_END = "replaced_by"

    class Comparison(models.TextChoices):
        AT_LEAST = "at_least", _("vähintään")
        MORE_THAN = "more_than", _("yli")
        AT_MOST = "at_most", _("enintään")
        EQUAL = "equal", _("tasan")
        BETWEEN = "between", _("välillä")
        WORDS = "words", _("sanallinen")

    class Origin(models.TextChoices):
        PRINTED = "printed", _("painettu strategia tai suunnitelma")
        DECISION = "decision", _("päätös")
        ENTERED = "entered", _("kirjattu palvelussa")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name=_("mittari"))
    year = models.PositiveSmallIntegerField(_("vuosi"), null=True, blank=True)
    due_on = models.DateField(_("määräpäivä"), null=True, blank=True)
    comparison = models.CharField(_("vertailu"), max_length=10, choices=Comparison, default=Comparison.AT_LEAST)
    low = models.DecimalField(_("alaraja"), max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("yläraja"), max_digits=20, decimal_places=6, null=True, blank=True)
    words = models.CharField(_("sanoina, kuten päätetty"), max_length=300, blank=True)
    origin = models.CharField(_("alkuperä"), max_length=10, choices=Origin, default=Origin.ENTERED)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("päätös")
    )
    reason = models.TextField(_("perustelu"), blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("korvaa")
    )
    entered_at = models.DateTimeField(_("kirjattu"), auto_now_add=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kirjaaja")
    )

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("tavoitetaso"), _("tavoitetasot")
        ordering = ["indicator", F("year").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None) | Q(decision__isnull=False) | ~Q(reason=""),
                name="target_change_has_decision_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(high__gte=F("low")), name="target_range_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False) | ~Q(words=""), name="target_says_something"
            ),
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(replaces=None, year__isnull=False),
                name="one_first_target_a_year",
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(replaces=None, year__isnull=True),
                name="one_first_target_without_year",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.words or self.low}"


class Observation(models.Model):
    """A measured value of a period; a correction is a new row that names what it corrects."""

    CHAIN_END = "corrected_by"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations", verbose_name=_("mittari"))
    period_start = models.DateField(_("jakso alkaa"), null=True, blank=True)
    period_end = models.DateField(_("jakso päättyy"), null=True, blank=True)
    value = models.DecimalField(_("arvo"), max_digits=20, decimal_places=6, null=True, blank=True)
    words = models.CharField(_("sanoina, kuten annettu"), max_length=300, blank=True)
    is_baseline = models.BooleanField(_("lähtötaso"), default=False)
    is_provisional = models.BooleanField(_("ennakkotieto"), default=False)
    source = models.CharField(_("lähde"), max_length=300, blank=True)
    note = models.TextField(_("selite"), blank=True)
    retrieved_at = models.DateTimeField(_("haettu"), null=True, blank=True)
    entered_at = models.DateTimeField(_("kirjattu"), auto_now_add=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kirjaaja")
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("oikaisee")
    )

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("havainto"), _("havainnot")
        ordering = ["indicator", F("period_end").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start__isnull=False, period_end__gte=F("period_start"))
                | Q(period_start=None, period_end=None, is_baseline=True),
                name="only_a_baseline_may_lack_a_period",
            ),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(words=""), name="observation_says_something"),
            models.UniqueConstraint(
                fields=["indicator", "period_start", "period_end"],
                condition=Q(corrects=None, period_start__isnull=False),
                name="one_observation_a_period",
            ),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(corrects=None, period_start=None), name="one_baseline_without_period"
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.words or self.value}"


class SdgGoal(models.Model):
    """One of the 17 Sustainable Development Goals."""

    number = models.PositiveSmallIntegerField(_("numero"), unique=True)
    name = models.CharField(_("nimi"), max_length=100)
    long_name = models.CharField(_("pitkä nimi"), max_length=300)
    colour = models.CharField(_("väri"), max_length=7)
    text_colour = models.CharField(_("tekstin väri"), max_length=7)

    class Meta:
        verbose_name, verbose_name_plural = _("kestävän kehityksen tavoite"), _("kestävän kehityksen tavoitteet")
        ordering = ["number"]

    def __str__(self):
        return f"{self.number} {self.name}"


class SdgTarget(models.Model):
    """One of the 169 targets; the label is our short name, not the official wording."""

    goal = models.ForeignKey(SdgGoal, models.PROTECT, related_name="targets", verbose_name=_("tavoite"))
    code = models.CharField(_("tunnus"), max_length=5, unique=True)
    label = models.CharField(_("lyhyt nimi"), max_length=100)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("alatavoite"), _("alatavoitteet")
        ordering = ["goal", "position"]

    def __str__(self):
        return f"{self.code} {self.label}"
