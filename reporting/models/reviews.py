"""What the report says in prose: reviews of the city manager and the departments, translations of told words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goals.models import Entry, Round
from goals.models.strategies import exactly_one
from kemistrategy.organisation.models import OrgUnit, User


class Review(models.Model):
    """One prose part of a report, written while the round is open; a draft until its writer calls it ready."""

    class Kind(models.TextChoices):
        CITY_MANAGER = "city_manager", _("Kaupunginjohtajan katsaus")
        DEPARTMENT = "department", _("Toimialan katsaus")
        ENVIRONMENT = "environment", _("Toimintaympäristön muutokset ja riskit")
        GROUP = "group", _("Konserni: tytäryhteisöille asetetut tavoitteet")
        BALANCING = "balancing", _("Talouden tasapainotuksen toteutuminen")
        AUDIT_ANSWERS = "audit_answers", _("Arviointikertomuksen havainnot ja vastaukset")
        PROJECT = "project", _("Projektin tilannekuvaus")
        RISKS = "risks", _("Projektin riskit ja poikkeamat")
        MONEY = "money", _("Projektin talous")
        NEXT_STEPS = "next_steps", _("Seuraavat askeleet")
        LESSONS = "lessons", _("Opit ja siirto arkeen")

    round = models.ForeignKey(Round, models.PROTECT, related_name="reviews", verbose_name=_("katsaus"))
    kind = models.CharField(_("laji"), max_length=15, choices=Kind)
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("toimiala")
    )
    text = models.TextField(_("teksti"), blank=True)
    language = models.CharField(_("kieli"), max_length=2, default="fi")
    is_ready = models.BooleanField(_("valmis"), default=False)
    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)
    saved_at = models.DateTimeField(_("tallennettu"), null=True, blank=True)
    saved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tallentaja")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("katsausteksti"), _("katsaustekstit")
        ordering = ["round", "kind", "unit"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="department", unit__isnull=False) | ~Q(kind="department") & Q(unit=None),
                name="a_department_review_has_a_department",
            ),
            models.UniqueConstraint(fields=["round", "kind"], condition=Q(unit=None), name="one_review_of_a_kind"),
            models.UniqueConstraint(
                fields=["round", "unit"], condition=Q(unit__isnull=False), name="one_review_of_a_department"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.unit}" if self.unit else self.get_kind_display()


class ToldTranslation(models.Model):
    """A translation of told words, marked as one; `digest` is of the words it translates."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="translations", verbose_name=_("kirjaus")
    )
    review = models.ForeignKey(
        Review, models.PROTECT, null=True, blank=True, related_name="translations", verbose_name=_("katsausteksti")
    )
    field = models.CharField(_("kenttä"), max_length=20)
    language = models.CharField(_("kieli"), max_length=2)
    words = models.TextField(_("käännös"))
    digest = models.CharField(_("käännetyn tekstin tiiviste"), max_length=64)
    translated_at = models.DateTimeField(_("käännetty"))
    translated_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kääntäjä"))

    class Meta:
        verbose_name, verbose_name_plural = _("käännös"), _("käännökset")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one("entry", "review"), name="translation_has_one_origin"),
            models.UniqueConstraint(
                fields=["entry", "field", "language"], condition=Q(entry__isnull=False), name="one_entry_translation"
            ),
            models.UniqueConstraint(
                fields=["review", "field", "language"], condition=Q(review__isnull=False), name="one_review_translation"
            ),
        ]

    def __str__(self):
        return f"{self.entry or self.review}: {self.language}"
