"""The audit committee's own work (kuntalaki 121 §): nobody else sees it before the evaluation report is handed over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goals.models import Goal, Round
from kemistrategy.organisation.models import Decision, User


class AuditAccess(models.Model):
    """The committee's recorded decision by which its members read internal notes and evidence."""

    decided_on = models.DateField(_("päätetty"))
    section = models.CharField(_("pykälä"), max_length=20)
    purpose = models.TextField(_("mihin tietoja tarvitaan"))
    ends_on = models.DateField(_("voimassa asti"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("kirjattu"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kirjaaja"))

    class Meta:
        verbose_name, verbose_name_plural = _("lautakunnan päätös tietojen saamisesta"), _("lautakunnan päätökset")
        ordering = ["-decided_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["decided_on", "section"], name="audit_access_once")]

    def __str__(self):
        return f"{self.decided_on} § {self.section}"


class AuditReport(models.Model):
    """The evaluation report (arviointikertomus) of a year; a draft of the committee until it is handed over."""

    year = models.PositiveSmallIntegerField(_("vuosi"), unique=True)
    introduction = models.TextField(_("johdanto"), blank=True)
    handed_over_at = models.DateTimeField(_("luovutettu"), null=True, blank=True)
    handed_over_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("luovuttaja")
    )
    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("arviointikertomus"), _("arviointikertomukset")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_over_at=None, handed_over_by=None)
                | Q(handed_over_at__isnull=False, handed_over_by__isnull=False),
                name="handed_over_by_someone",
            ),
        ]

    def __str__(self):
        return str(self.year)


class AuditJudgement(models.Model):
    """The committee's own judgement of a goal, beside that of the management."""

    class Code(models.TextChoices):
        ATTAINED = "attained", _("Toteutui")
        PARTLY = "partly_attained", _("Toteutui osittain")
        NOT_ATTAINED = "not_attained", _("Ei toteutunut")
        NOT_VERIFIED = "not_verified", _("Ei voitu todentaa")

    report = models.ForeignKey(
        AuditReport, models.PROTECT, related_name="judgements", verbose_name=_("arviointikertomus")
    )
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="audit_judgements", verbose_name=_("tavoite"))
    code = models.CharField(_("arvio"), max_length=15, choices=Code)
    grounds = models.TextField(_("perustelu"), blank=True)
    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)
    saved_at = models.DateTimeField(_("tallennettu"))
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("tallentaja"))

    class Meta:
        verbose_name, verbose_name_plural = _("lautakunnan arvio"), _("lautakunnan arviot")
        ordering = ["report", "goal"]
        constraints = [models.UniqueConstraint(fields=["report", "goal"], name="one_audit_judgement_a_goal")]

    def __str__(self):
        return f"{self.goal}: {self.get_code_display()}"


class Finding(models.Model):
    """A finding or a recommendation; a recommendation is followed to the board's statement and until it is closed."""

    class Kind(models.TextChoices):
        FINDING = "finding", _("Havainto")
        RECOMMENDATION = "recommendation", _("Suositus")

    report = models.ForeignKey(
        AuditReport, models.PROTECT, related_name="findings", verbose_name=_("arviointikertomus")
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="audit_findings", verbose_name=_("tavoite")
    )
    kind = models.CharField(_("laji"), max_length=15, choices=Kind)
    text = models.TextField(_("teksti"))
    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)
    written_at = models.DateTimeField(_("kirjattu"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kirjaaja"))
    statement = models.TextField(_("kaupunginhallituksen lausunto"), blank=True)
    statement_decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="audit_findings", verbose_name=_("päätös")
    )
    closed_on = models.DateField(_("päätetty"), null=True, blank=True)
    closing_note = models.TextField(_("miten toteutui"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("lautakunnan havainto"), _("lautakunnan havainnot")
        ordering = ["report", "pk"]

    def __str__(self):
        return self.text


class FollowUp(models.Model):
    """What has been done for a recommendation, told in each review until it is closed."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="follow_ups", verbose_name=_("suositus"))
    round = models.ForeignKey(Round, models.PROTECT, related_name="audit_follow_ups", verbose_name=_("katsaus"))
    words = models.TextField(_("mitä on tehty"))
    told_at = models.DateTimeField(_("kirjattu"))
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kirjaaja"))

    class Meta:
        verbose_name, verbose_name_plural = _("suosituksen seuranta"), _("suositusten seuranta")
        ordering = ["finding", "pk"]
        constraints = [models.UniqueConstraint(fields=["finding", "round"], name="one_follow_up_a_round")]

    def __str__(self):
        return self.words
