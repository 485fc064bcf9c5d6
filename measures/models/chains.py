"""Targets and observations: chains to which rows are only ever added; the present row is the one nothing replaces."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kemistrategy import clock
from kemistrategy.organisation.models import Decision, Evidence, Position, User

from .indicators import Indicator


class OnlyAdded(models.Model):
    """A row that is written once: a change is a new row that names the one it takes the place of."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"A {self._meta.model_name} is never changed: add a row that takes its place.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"A {self._meta.model_name} is never deleted.")


class ChainQuerySet(models.QuerySet):
    def present(self):
        """The rows that nothing replaces: what is in force now."""
        return self.filter(**{f"{self.model.CHAIN_END}__isnull": True})

    def update(self, **changes):
        raise TypeError(f"A {self.model._meta.model_name} is never changed: add a row that takes its place.")

    def delete(self):
        raise TypeError(f"A {self.model._meta.model_name} is never deleted.")


class Target(OnlyAdded):
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
    entered_at = models.DateTimeField(_("kirjattu"), default=clock.now, editable=False)
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
                violation_error_message=_(
                    "Kerro, mihin tavoitetason muutos perustuu: valitse päätös tai kirjoita syy."
                ),
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

    @property
    def is_printed(self) -> bool:
        """From the printed strategy or plan; what took its place is not."""
        return self.origin == self.Origin.PRINTED and self.replaces_id is None

    @property
    def body(self) -> str:
        """The body whose decision set it, "" without one; the decision must be loaded."""
        return self.decision.body if self.decision else ""


class Observation(OnlyAdded):
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
    licence = models.CharField(_("käyttöehdot"), max_length=200, blank=True)
    note = models.TextField(_("selite"), blank=True)
    retrieved_at = models.DateTimeField(_("haettu"), null=True, blank=True)
    entered_at = models.DateTimeField(_("kirjattu"), default=clock.now, editable=False)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kirjaaja")
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("oikaisee")
    )
    reason = models.TextField(_("oikaisun syy"), blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="observations", verbose_name=_("näytöt"))

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
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""),
                name="correction_has_reason",
                violation_error_message=_("Kerro, miksi lukua oikaistaan."),
            ),
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

    @property
    def is_printed(self) -> bool:
        """The baseline of the printed strategy or plan: nobody entered it here."""
        return self.is_baseline and self.entered_by_id is None and self.corrects_id is None


class TargetProposal(models.Model):
    """A target level that an answerer would change; whoever coordinates enters the decision, for many at once."""

    class State(models.TextChoices):
        OPEN = "open", _("Odottaa päätöstä")
        ACCEPTED = "accepted", _("Hyväksytty")
        REJECTED = "rejected", _("Hylätty")
        WITHDRAWN = "withdrawn", _("Peruttu")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="target_proposals", verbose_name=_("mittari"))
    replaces = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("muutettava taso")
    )
    year = models.PositiveSmallIntegerField(_("vuosi"), null=True, blank=True)
    comparison = models.CharField(
        _("vertailu"), max_length=10, choices=Target.Comparison, default=Target.Comparison.AT_LEAST
    )
    low = models.DecimalField(_("alaraja"), max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("yläraja"), max_digits=20, decimal_places=6, null=True, blank=True)
    words = models.CharField(_("sanoina, kuten ehdotettu"), max_length=300, blank=True)
    reason = models.TextField(_("miksi"))
    language = models.CharField(_("kieli"), max_length=2, default="fi")
    proposed_at = models.DateTimeField(_("ehdotettu"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ehdottaja"))
    post = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="target_proposals", verbose_name=_("tehtävä")
    )
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.OPEN)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="target_proposals", verbose_name=_("päätös")
    )
    answer = models.TextField(_("vastaus"), blank=True)
    decided_at = models.DateTimeField(_("ratkaistu"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ratkaisija")
    )
    target = models.OneToOneField(
        Target, models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("uusi tavoitetaso")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("tavoitetason muutosehdotus"), _("tavoitetason muutosehdotukset")
        ordering = ["-proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="target_proposal_has_reason"),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False) | ~Q(words=""),
                name="target_proposal_says_something",
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(high__gte=F("low")), name="target_proposal_range_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | ~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="target_proposal_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", target__isnull=False) | ~Q(state="accepted") & Q(target=None),
                name="an_accepted_target_proposal_set_a_target",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.words or self.low}"
