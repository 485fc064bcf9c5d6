"""Public statistics: from where values are fetched, what was fetched, and other areas to compare with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import User

from .chains import Observation
from .indicators import Indicator


class Feed(models.Model):
    """Where an indicator's values come from; fetched by a command or a scheduled job, never by a page."""

    class Provider(models.TextChoices):
        STATFIN = "statfin", _("Tilastokeskus, StatFin")
        SOTKANET = "sotkanet", _("Sotkanet, THL")

    indicator = models.OneToOneField(Indicator, models.PROTECT, related_name="feed", verbose_name=_("mittari"))
    provider = models.CharField(_("tuottaja"), max_length=10, choices=Provider)
    table = models.CharField(_("taulu tai tunnusluvun numero"), max_length=100)
    content = models.CharField(_("tiedon tunnus"), max_length=60, blank=True)
    area = models.CharField(_("alue"), max_length=20, default="KU240")
    compared_areas = models.JSONField(_("vertailualueet"), default=list, blank=True)
    since = models.DateField(_("jaksot alkaen"))
    licence = models.CharField(_("käyttöehdot"), max_length=200, blank=True)
    is_active = models.BooleanField(_("haetaan"), default=True)
    claimed_at = models.DateTimeField(_("haku aloitettu"), null=True, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("haettu viimeksi"), null=True, blank=True, editable=False)
    problem = models.CharField(_("haun vika"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("tilastolähde"), _("tilastolähteet")
        ordering = ["indicator"]

    def __str__(self):
        return f"{self.indicator} · {self.get_provider_display()} {self.table}"


class ProposedObservation(models.Model):
    """A value that was fetched or calculated and waits for a person: accepted, it becomes an observation."""

    class Origin(models.TextChoices):
        STATISTICS = "statistics", _("tilastosta")
        RATIO = "ratio", _("laskettu")

    class State(models.TextChoices):
        WAITING = "waiting", _("Odottaa hyväksyntää")
        ACCEPTED = "accepted", _("Hyväksytty")
        DISMISSED = "dismissed", _("Hylätty")
        SUPERSEDED = "superseded", _("Korvautunut uudemmalla")

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="proposed_observations", verbose_name=_("mittari")
    )
    origin = models.CharField(_("alkuperä"), max_length=10, choices=Origin)
    period_start = models.DateField(_("jakso alkaa"))
    period_end = models.DateField(_("jakso päättyy"))
    value = models.DecimalField(_("arvo"), max_digits=20, decimal_places=6)
    is_provisional = models.BooleanField(_("ennakkotieto"), default=False)
    source = models.CharField(_("lähde"), max_length=300)
    table = models.CharField(_("taulu"), max_length=100, blank=True)
    code = models.CharField(_("tunnus"), max_length=100, blank=True)
    licence = models.CharField(_("käyttöehdot"), max_length=200, blank=True)
    updated_at = models.DateTimeField(_("lähde päivitetty"), null=True, blank=True)
    retrieved_at = models.DateTimeField(_("haettu"))
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.WAITING)
    revises = models.ForeignKey(
        Observation, models.PROTECT, null=True, blank=True, related_name="revisions", verbose_name=_("muuttaa lukua")
    )
    observation = models.OneToOneField(
        Observation, models.PROTECT, null=True, blank=True, related_name="proposed_as", verbose_name=_("havainto")
    )
    decided_at = models.DateTimeField(_("ratkaistu"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ratkaisija")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("ehdotettu luku"), _("ehdotetut luvut")
        ordering = ["indicator", "-period_end", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="proposed_period_is_ordered"),
            models.UniqueConstraint(
                fields=["indicator", "period_start", "period_end"],
                condition=Q(state="waiting"),
                name="one_proposed_value_waits_a_period",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", observation__isnull=False) | ~Q(state="accepted") & Q(observation=None),
                name="an_accepted_value_is_an_observation",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "superseded"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="proposed_value_decided_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.value}"


class ComparisonValue(models.Model):
    """The same figure of another area, as its source gives it: to compare with, never judged."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="comparison_values", verbose_name=_("mittari")
    )
    area = models.CharField(_("alueen tunnus"), max_length=20)
    area_name = models.CharField(_("alue"), max_length=100)
    period_start = models.DateField(_("jakso alkaa"))
    period_end = models.DateField(_("jakso päättyy"))
    value = models.DecimalField(_("arvo"), max_digits=20, decimal_places=6)
    source = models.CharField(_("lähde"), max_length=300, blank=True)
    licence = models.CharField(_("käyttöehdot"), max_length=200, blank=True)
    retrieved_at = models.DateTimeField(_("haettu"))

    class Meta:
        verbose_name, verbose_name_plural = _("vertailuluku"), _("vertailuluvut")
        ordering = ["indicator", "area_name", "period_end"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="compared_period_is_ordered"),
            models.UniqueConstraint(
                fields=["indicator", "area", "period_start", "period_end"], name="one_comparison_value_a_period"
            ),
        ]

    def __str__(self):
        return f"{self.area_name}: {self.value}"
