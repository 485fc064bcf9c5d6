"""What is frozen: handling versions for the bodies, and publications with their files. Nothing here changes later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goals.models import Entry, Round
from kemistrategy.organisation.models import OrgUnit, User
from measures.models import Observation

from .files import Format


class Frozen(models.Model):
    """Something frozen at one moment, whose files the worker makes afterwards."""

    class State(models.TextChoices):
        MAKING = "making", _("Tehdään")
        READY = "ready", _("Valmis")
        FAILED = "failed", _("Epäonnistui")

    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.MAKING)
    percent = models.PositiveSmallIntegerField(_("valmiina, %"), default=0)
    problem = models.CharField(_("vika"), max_length=300, blank=True)
    frozen_at = models.DateTimeField(_("jäädytetty"))
    frozen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("jäädyttäjä"))

    class Meta:
        abstract = True


class FrozenContent(models.Model):
    """The content of a report in one language, as the JSON text that was frozen; decimals are strings in it."""

    language = models.CharField(_("kieli"), max_length=2)
    schema = models.PositiveSmallIntegerField(_("rakenteen versio"))
    content = models.TextField(_("sisältö"))

    class Meta:
        abstract = True


class KeptFile(models.Model):
    """A file that never changes by a byte; it lies under its SHA-256."""

    language = models.CharField(_("kieli"), max_length=2)
    format = models.CharField(_("muoto"), max_length=4, choices=Format)
    file = models.FileField(_("tiedosto"), upload_to="reports", max_length=200)
    sha256 = models.CharField(_("tiiviste"), max_length=64)
    size = models.PositiveIntegerField(_("koko, tavua"))
    made_at = models.DateTimeField(_("tehty"))

    class Meta:
        abstract = True


# --- handling versions ---------------------------------------------------------------------------------------------
class HandlingVersion(Frozen, FrozenContent):
    """A numbered, watermarked version (käsittelyversio) that a body handles before the report is published."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="handling_versions", verbose_name=_("katsaus"))
    number = models.PositiveSmallIntegerField(_("numero"))
    unit = models.ForeignKey(
        OrgUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handling_versions",
        verbose_name=_("vain toimiala"),
    )
    body = models.CharField(_("toimielin"), max_length=120)
    case_number = models.CharField(_("asianumero"), max_length=60, blank=True)
    note = models.TextField(_("saate"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("käsittelyversio"), _("käsittelyversiot")
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="one_handling_version_of_a_number")]

    def __str__(self):
        return f"{self.round}: {self.number}"


class HandlingFile(KeptFile):
    version = models.ForeignKey(
        HandlingVersion, models.PROTECT, related_name="files", verbose_name=_("käsittelyversio")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("käsittelyversion tiedosto"), _("käsittelyversioiden tiedostot")
        ordering = ["version", "format"]
        constraints = [models.UniqueConstraint(fields=["version", "format"], name="one_handling_file_of_a_format")]

    def __str__(self):
        return f"{self.version} ({self.format})"


class Handling(models.Model):
    """That a body handled a version: the day, the section of the minutes and what it decided."""

    version = models.ForeignKey(
        HandlingVersion, models.PROTECT, related_name="handlings", verbose_name=_("käsittelyversio")
    )
    body = models.CharField(_("toimielin"), max_length=120)
    handled_on = models.DateField(_("käsitelty"))
    section = models.CharField(_("pykälä"), max_length=20)
    outcome = models.TextField(_("mitä päätettiin"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("käsittely"), _("käsittelyt")
        ordering = ["handled_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body", "handled_on", "section"], name="one_handling_a_section")
        ]

    def __str__(self):
        return f"{self.body} {self.handled_on} § {self.section}"


# --- publications --------------------------------------------------------------------------------------------------
class PublicationQuerySet(models.QuerySet):
    def visible(self):
        """Published: whole, with every file it has."""
        return self.filter(published_at__isnull=False)


class Publication(Frozen):
    """One version of a published report: all its languages and files, or nothing of it is seen."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="publications", verbose_name=_("katsaus"))
    version = models.PositiveSmallIntegerField(_("versio"), default=1)
    languages = models.JSONField(_("kielet"), default=list)
    published_at = models.DateTimeField(_("julkaistu"), null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("julkaisu"), _("julkaisut")
        ordering = ["round", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="one_publication_of_a_version"),
            models.UniqueConstraint(fields=["round"], condition=~Q(state="ready"), name="one_publication_under_way"),
            models.CheckConstraint(
                condition=Q(state="ready", published_at__isnull=False) | ~Q(state="ready") & Q(published_at=None),
                name="a_publication_is_visible_when_ready",
            ),
        ]

    def __str__(self):
        return f"{self.round} ({self.version})"


class PublicationContent(FrozenContent):
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="contents", verbose_name=_("julkaisu"))

    class Meta:
        verbose_name, verbose_name_plural = _("julkaisun sisältö"), _("julkaisujen sisällöt")
        ordering = ["publication", "language"]
        constraints = [models.UniqueConstraint(fields=["publication", "language"], name="one_content_of_a_language")]

    def __str__(self):
        return f"{self.publication} ({self.language})"


class PublicationFile(KeptFile):
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files", verbose_name=_("julkaisu"))

    class Meta:
        verbose_name, verbose_name_plural = _("julkaistu tiedosto"), _("julkaistut tiedostot")
        ordering = ["publication", "language", "format"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "language", "format"], name="one_published_file_of_a_kind")
        ]

    def __str__(self):
        return f"{self.publication} ({self.language}, {self.format})"


class PublishedCorrection(models.Model):
    """What was wrong in a published report, what is right, and why; the next version lists it."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="corrected_by", verbose_name=_("korjattava julkaisu")
    )
    published_in = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("korjattu versiossa"),
    )
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kirjauksen uusi versio")
    )
    observation = models.ForeignKey(
        Observation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oikea havainto")
    )
    subject = models.CharField(_("mitä korjattiin"), max_length=500)
    before = models.TextField(_("oli"))
    now = models.TextField(_("on"))
    cause = models.TextField(_("syy"))
    corrected_at = models.DateTimeField(_("korjattu"))
    corrected_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("korjaaja"))

    class Meta:
        verbose_name, verbose_name_plural = _("julkaistun korjaus"), _("julkaistujen korjaukset")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(cause=""), name="a_published_correction_has_a_cause")]

    def __str__(self):
        return self.subject
