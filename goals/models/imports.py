"""A workbook on its way into the plan: its file, what was read of it, what a person answered, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import Decision, OrgUnit, User
from measures.models import Indicator

from .plans import Action, MeasureLine, Plan, Project
from .rounds import Entry, Round
from .strategies import Goal, Strategy, Theme, exactly_one


class PlanImport(models.Model):
    """A file or a pasted table that a coordinator checks cell by cell before anything of it is adopted."""

    class State(models.TextChoices):
        OPEN = "open", _("Tarkistettavana")
        ADOPTED = "adopted", _("Otettu käyttöön")
        DISCARDED = "discarded", _("Hylätty")

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("strategia")
    )
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("toimiala")
    )
    year = models.PositiveSmallIntegerField(_("vuosi"), null=True, blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("teema")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("katsaus")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("suunnitelma")
    )
    file = models.FileField(_("tiedosto"), upload_to="imports", max_length=200)
    file_name = models.CharField(_("tiedoston nimi"), max_length=200)
    sha256 = models.CharField(_("tiiviste"), max_length=64)
    cells = models.JSONField(_("luetut solut"))
    answers = models.JSONField(_("vastaukset"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("versio"), default=0)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.OPEN)
    received_at = models.DateTimeField(_("vastaanotettu"))
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("tuoja"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("päätös")
    )
    reason = models.TextField(_("perustelu"), blank=True)
    ended_at = models.DateTimeField(_("käsitelty"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("käsittelijä")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("tuonti"), _("tuonnit")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, ended_by=None)
                | ~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_import_is_ended_by_someone",
            ),
        ]

    def __str__(self):
        return self.file_name


class ImportedPlace(models.Model):
    """The cell that something adopted comes from, in the words of the file."""

    plan_import = models.ForeignKey(PlanImport, models.PROTECT, related_name="places", verbose_name=_("tuonti"))
    sheet = models.CharField(_("taulukko"), max_length=200)
    cell = models.CharField(_("solu"), max_length=20)
    words = models.TextField(_("solun teksti"), blank=True)
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="imported_places", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="imported_places", verbose_name=_("toimenpide")
    )
    measure_line = models.ForeignKey(
        MeasureLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imported_places",
        verbose_name=_("mittaririvi"),
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="imported_places", verbose_name=_("mittari")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="imported_places", verbose_name=_("projekti")
    )
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="imported_places", verbose_name=_("kirjaus")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("tuotu solu"), _("tuodut solut")
        ordering = ["plan_import", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "measure_line", "indicator", "project", "entry"),
                name="an_imported_place_became_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.sheet}!{self.cell}"
