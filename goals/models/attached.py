"""What can be attached to a goal, an action or a project: the city's own fields, money, and discussion."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import User
from measures.models import Indicator

from .plans import Action, Project
from .strategies import Goal, Strategy, exactly_one


class OwnField(models.Model):
    """A field that the city has added to its goals, actions or projects: "Riskiluokka", "Rahoittaja"."""

    class Subject(models.TextChoices):
        GOAL = "goal", _("Tavoitteet")
        ACTION = "action", _("Toimenpiteet")
        PROJECT = "project", _("Projektit")

    class Kind(models.TextChoices):
        TEXT = "text", _("Teksti")
        NUMBER = "number", _("Luku")
        DATE = "date", _("Päivä")
        CHOICE = "choice", _("Valinta luettelosta")
        YES_NO = "yes_no", _("Kyllä tai ei")

    subject = models.CharField(_("mihin lisätään"), max_length=10, choices=Subject)
    kind = models.CharField(_("laji"), max_length=10, choices=Kind, default=Kind.TEXT)
    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="own_fields", verbose_name=_("vain strategiassa")
    )
    name = models.CharField(_("nimi"), max_length=100)
    explanation = models.CharField(_("selite"), max_length=300, blank=True)
    choices = models.TextField(_("vaihtoehdot, yksi rivillä"), blank=True)
    is_public = models.BooleanField(_("näkyy kaikille"), default=True)
    is_in_use = models.BooleanField(_("käytössä"), default=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("oma kenttä"), _("omat kentät")
        ordering = ["subject", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="choice") & ~Q(choices="") | ~Q(kind="choice") & Q(choices=""),
                name="only_a_choice_has_choices",
            )
        ]

    def __str__(self):
        return self.name


class OwnFieldValue(models.Model):
    """What an own field says of one thing: text, the day or the number in the form a machine reads, or the choice."""

    field = models.ForeignKey(OwnField, models.PROTECT, related_name="values", verbose_name=_("kenttä"))
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="own_values", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="own_values", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="own_values", verbose_name=_("projekti")
    )
    value = models.TextField(_("arvo"))

    class Meta:
        verbose_name, verbose_name_plural = _("oman kentän arvo"), _("omien kenttien arvot")
        ordering = ["field", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project"), name="own_value_has_one_subject"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="own_value_says_something"),
            models.UniqueConstraint(
                fields=["field", "goal"], condition=Q(goal__isnull=False), name="own_value_once_of_a_goal"
            ),
            models.UniqueConstraint(
                fields=["field", "action"], condition=Q(action__isnull=False), name="own_value_once_of_an_action"
            ),
            models.UniqueConstraint(
                fields=["field", "project"], condition=Q(project__isnull=False), name="own_value_once_of_a_project"
            ),
        ]

    def __str__(self):
        return f"{self.field}: {self.value}"


class BudgetLine(models.Model):
    """Money of one year for a goal, an action or a project, in euros: planned, and spent once it is known."""

    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="budget_lines", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="budget_lines", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="budget_lines", verbose_name=_("projekti")
    )
    year = models.PositiveSmallIntegerField(_("vuosi"))
    funding = models.CharField(_("rahoitus"), max_length=200, blank=True)
    planned = models.DecimalField(_("talousarviossa, €"), max_digits=14, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(_("käytetty, €"), max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("huomautus"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("määräraha"), _("määrärahat")
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project"), name="budget_line_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | Q(spent__isnull=False), name="budget_line_has_an_amount"
            ),
        ]

    def __str__(self):
        return f"{self.year}: {self.planned}"


class Comment(models.Model):
    """One turn of the discussion about a goal, an action, a project or an indicator, among those who have signed in."""

    SUBJECTS = ("goal", "action", "project", "indicator")

    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("projekti")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("mittari")
    )
    text = models.TextField(_("viesti"))
    language = models.CharField(_("kieli"), max_length=2, default="fi")
    written_at = models.DateTimeField(_("kirjoitettu"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kirjoittaja"))
    removed_at = models.DateTimeField(_("poistettu"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("poistaja")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("keskustelun viesti"), _("keskustelun viestit")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project", "indicator"), name="comment_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="comment_removed_by_someone",
            ),
        ]

    def __str__(self):
        return self.text[:60]
