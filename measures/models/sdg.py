"""The 17 Sustainable Development Goals and their targets, with the city's own beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    """One of the 169 targets, or a local one; the label is a short name of our own, not the official wording."""

    goal = models.ForeignKey(SdgGoal, models.PROTECT, related_name="targets", verbose_name=_("tavoite"))
    code = models.CharField(_("tunnus"), max_length=5, unique=True)
    label = models.CharField(_("lyhyt nimi"), max_length=100)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)
    is_local = models.BooleanField(_("kaupungin oma"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("alatavoite"), _("alatavoitteet")
        ordering = ["goal", "position"]

    def __str__(self):
        return f"{self.code} {self.label}"
