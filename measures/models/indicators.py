"""Indicators: everything that is measured, and the limits by which a judgement is proposed."""

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import Answerable
from measures.readings import KINDS_IN_WORDS


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
    lowest = models.DecimalField(_("pienin mahdollinen"), max_digits=20, decimal_places=6, null=True, blank=True)
    highest = models.DecimalField(_("suurin mahdollinen"), max_digits=20, decimal_places=6, null=True, blank=True)
    accumulates = models.BooleanField(_("kertyy jakson aikana"), default=False)
    frequency = models.CharField(_("mittausväli"), max_length=12, choices=Frequency, default=Frequency.UNKNOWN)
    definition = models.TextField(_("määritelmä"), blank=True)
    source = models.CharField(_("tietolähde"), max_length=300, blank=True)
    licence = models.CharField(_("käyttöehdot"), max_length=200, blank=True)
    numerator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="numerator_of", verbose_name=_("osoittaja")
    )
    denominator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="denominator_of", verbose_name=_("nimittäjä")
    )
    ratio_scale = models.DecimalField(_("suhdeluvun kerroin"), max_digits=12, decimal_places=6, default=100)
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
            models.CheckConstraint(
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gt=F("lowest")), name="bounds_are_ordered"
            ),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None) | Q(numerator__isnull=False, denominator__isnull=False),
                name="ratio_has_both_parts",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_told_in_words(self) -> bool:
        return self.kind in KINDS_IN_WORDS


class JudgementLimits(models.Model):
    """From which share on a judgement is proposed as met or partly met; one indicator's own, or the city's for all."""

    indicator = models.OneToOneField(
        Indicator, models.PROTECT, null=True, blank=True, related_name="limits", verbose_name=_("mittari")
    )
    met_from = models.DecimalField(_("toteutuu alkaen, osuus 0–1"), max_digits=5, decimal_places=4, default=1)
    partly_from = models.DecimalField(_("osittain alkaen, osuus 0–1"), max_digits=5, decimal_places=4, default="0.5")

    class Meta:
        verbose_name, verbose_name_plural = _("arvioehdotuksen rajat"), _("arvioehdotuksen rajat")
        ordering = [F("indicator").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(partly_from__gt=0, partly_from__lt=F("met_from"), met_from__lte=1),
                name="limits_are_ordered",
            ),
            models.UniqueConstraint(Value(1), condition=Q(indicator=None), name="one_pair_of_limits_for_all"),
        ]

    def __str__(self):
        return str(self.indicator or _("Kaikki mittarit"))
