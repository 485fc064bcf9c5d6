"""Files of a report that somebody asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goals.models import Round
from kemistrategy.organisation.models import OrgUnit, User


class Format(models.TextChoices):
    """In what a report is written."""

    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    EXCEL = "xlsx", "Excel"
    WEB = "html", "HTML"
    JSON = "json", "JSON"


class ReportFile(models.Model):
    """A report that somebody asked for, made by the worker; its progress is shown in percent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Odottaa vuoroaan")
        WORKING = "working", _("Tehdään")
        READY = "ready", _("Valmis")
        FAILED = "failed", _("Epäonnistui")

    round = models.ForeignKey(Round, models.PROTECT, related_name="files", verbose_name=_("katsaus"))
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="report_files", verbose_name=_("vain toimiala")
    )
    language = models.CharField(_("kieli"), max_length=2)
    format = models.CharField(_("muoto"), max_length=4, choices=Format, default=Format.PDF)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(_("valmiina, %"), default=0)
    asked_at = models.DateTimeField(_("pyydetty"), auto_now_add=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("pyytäjä"))
    made_at = models.DateTimeField(_("tehty"), null=True, blank=True)
    file = models.FileField(_("tiedosto"), upload_to="reports", blank=True)
    sha256 = models.CharField(_("tiiviste"), max_length=64, blank=True)
    problem = models.CharField(_("vika"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("raporttitiedosto"), _("raporttitiedostot")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(file="") & ~Q(sha256=""), name="a_ready_report_has_a_file"
            ),
        ]

    def __str__(self):
        return f"{self.round} ({self.language}, {self.format})"
