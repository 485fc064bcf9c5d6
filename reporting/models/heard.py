"""What people ask and tell the city: councillors' questions about the report, everybody's feedback on the service."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.models import Action, Goal, Project, Round
from goals.models.strategies import exactly_one
from kemistrategy.organisation.models import Position, User
from measures.models import Indicator


class Question(models.Model):
    """A councillor's question about the report (not a motion): asked, routed to a post, answered by a day.

    `told_in` is the review whose report tells of it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Kysytty")
        ROUTED = "routed", _("Odottaa vastausta")
        ANSWERED = "answered", _("Vastattu")
        WITHDRAWN = "withdrawn", _("Peruttu")

    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("projekti")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("mittari")
    )
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(_("kysymys"))
    language = models.CharField(_("kieli"), max_length=2, default="fi")
    asked_at = models.DateTimeField(_("kysytty"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kysyjä"))
    post = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("vastaa")
    )
    due_on = models.DateField(_("vastaus viimeistään"), null=True, blank=True)
    routed_at = models.DateTimeField(_("osoitettu"), null=True, blank=True)
    routed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kysymyksen osoittaja")
    )
    answer = models.TextField(_("vastaus"), blank=True)
    answer_language = models.CharField(_("vastauksen kieli"), max_length=2, blank=True)
    answered_at = models.DateTimeField(_("vastattu"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vastaaja")
    )
    told_in = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("raportti")
    )
    version = models.PositiveIntegerField(_("tallennuskerta"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("kysymys raportista"), _("kysymykset raportista")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project", "indicator"), name="question_has_one_subject"
            ),
            models.CheckConstraint(
                condition=~Q(state="routed") | Q(post__isnull=False, due_on__isnull=False, routed_at__isnull=False),
                name="a_routed_question_has_a_post_and_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)
                | ~Q(state="answered") & Q(answer="", answered_at=None, answered_by=None),
                name="an_answer_is_given_by_someone",
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def subject(self):
        return self.goal or self.action or self.project or self.indicator


class Feedback(models.Model):
    """Feedback on a page of the service, answered in fourteen days (laki 306/2019, 7–8 §)."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("Palaute palvelusta tai sen tiedoista")
        ACCESSIBILITY = "accessibility", _("Saavutettavuuspalaute")

    kind = models.CharField(_("aihe"), max_length=15, choices=Kind, default=Kind.GENERAL)
    text = models.TextField(_("palaute"))
    language = models.CharField(_("kieli"), max_length=2, default="fi")
    page = models.CharField(_("sivu"), max_length=300, blank=True)
    email = models.EmailField(_("sähköposti vastausta varten"), blank=True)
    sender = models.CharField(_("lähettäjän päiväkohtainen tiiviste"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("lähetetty"))
    due_on = models.DateField(_("vastattava viimeistään"))
    answer = models.TextField(_("vastaus"), blank=True)
    answered_at = models.DateTimeField(_("vastattu"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vastaaja")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("palaute"), _("palautteet")
        ordering = [F("answered_at").asc(nulls_first=True), "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="feedback_answered_by_someone",
            )
        ]

    def __str__(self):
        return self.text[:60]
