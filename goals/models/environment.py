"""What surrounds the strategy: change challenges, SWOT, the roll-out and communication."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import Decision, OrgUnit

from .plans import Action, Progress, Project
from .strategies import DepartmentCard, Goal, Strategy, Theme, exactly_one


class ChangeChallenge(models.Model):
    """A challenge of the operating environment that the strategy has to overcome."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="challenges", verbose_name=_("strategia"))
    number = models.PositiveSmallIntegerField(_("numero"))
    title = models.CharField(_("haaste"), max_length=300)

    class Meta:
        verbose_name, verbose_name_plural = _("muutoshaaste"), _("muutoshaasteet")
        ordering = ["strategy", "number"]
        constraints = [models.UniqueConstraint(fields=["strategy", "number"], name="challenge_number_once")]

    def __str__(self):
        return self.title


class ChallengePoint(models.Model):
    challenge = models.ForeignKey(
        ChangeChallenge, models.PROTECT, related_name="points", verbose_name=_("muutoshaaste")
    )
    text = models.CharField(_("teksti"), max_length=300)
    source_text = models.CharField(_("alkuperäinen teksti"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("haasteen kohta"), _("haasteiden kohdat")
        ordering = ["challenge", "position"]
        constraints = [models.UniqueConstraint(fields=["challenge", "position"], name="challenge_point_once")]

    def __str__(self):
        return self.text


class SwotItem(models.Model):
    """One line of the four lists, as in the source: inside or outside, strength or weakness."""

    class Quadrant(models.TextChoices):
        INTERNAL_STRENGTHS = "internal-strengths", _("Sisäiset vahvuudet ja mahdollisuudet")
        EXTERNAL_STRENGTHS = "external-strengths", _("Ulkoiset vahvuudet ja mahdollisuudet")
        INTERNAL_WEAKNESSES = "internal-weaknesses", _("Sisäiset heikkoudet ja uhat")
        EXTERNAL_WEAKNESSES = "external-weaknesses", _("Ulkoiset heikkoudet ja uhat")

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="swot_items", verbose_name=_("strategia"))
    quadrant = models.CharField(_("lista"), max_length=20, choices=Quadrant)
    text = models.CharField(_("teksti"), max_length=300)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("SWOT-rivi"), _("SWOT-rivit")
        ordering = ["strategy", "quadrant", "position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "quadrant", "position"], name="swot_line_once")]

    def __str__(self):
        return self.text


class EnvironmentLink(models.Model):
    """That a goal, an action or a project answers a challenge or a line of the SWOT: suggested until confirmed."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Ehdotus")
        CONFIRMED = "confirmed", _("Vahvistettu")

    challenge = models.ForeignKey(
        ChangeChallenge, models.PROTECT, null=True, blank=True, related_name="links", verbose_name=_("muutoshaaste")
    )
    swot_item = models.ForeignKey(
        SwotItem, models.PROTECT, null=True, blank=True, related_name="links", verbose_name=_("SWOT-rivi")
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="environment_links", verbose_name=_("tavoite")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="environment_links", verbose_name=_("toimenpide")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="environment_links", verbose_name=_("projekti")
    )
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.SUGGESTED)
    note = models.CharField(_("miten vastaa"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("toimintaympäristön linkki"), _("toimintaympäristön linkit")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("challenge", "swot_item"), name="environment_link_has_one_origin"
            ),
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project"), name="environment_link_has_one_answer"
            ),
            *(
                models.UniqueConstraint(
                    fields=[origin, answer],
                    condition=Q(**{f"{origin}__isnull": False, f"{answer}__isnull": False}),
                    name=f"{answer}_answers_{origin}_once",
                )
                for origin in ("challenge", "swot_item")
                for answer in ("goal", "action", "project")
            ),
        ]

    def __str__(self):
        return f"{self.challenge or self.swot_item} ← {self.goal or self.action or self.project}"


class OtherPlan(models.Model):
    """Another plan or programme of the city, and whether it agrees with the strategy (kuntalaki 37, 39 §)."""

    class Compatible(models.TextChoices):
        YES = "yes", _("Kyllä")
        NO = "no", _("Ei")
        CHECKING = "checking", _("Tarkistetaan")

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="other_plans", verbose_name=_("strategia"))
    name = models.CharField(_("nimi"), max_length=300)
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="other_plans", verbose_name=_("toimiala")
    )
    address = models.URLField(_("osoite"), max_length=500, blank=True)
    starts_on = models.DateField(_("alkaen"), null=True, blank=True)
    ends_on = models.DateField(_("päättyen"), null=True, blank=True)
    compatible = models.CharField(
        _("yhteensopiva strategian kanssa"), max_length=10, choices=Compatible, default=Compatible.CHECKING
    )
    note = models.TextField(_("miten yhteensopiva"), blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="other_plans", verbose_name=_("päätös")
    )
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("kaupungin muu suunnitelma"), _("kaupungin muut suunnitelmat")
        ordering = ["strategy", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="other_plan_ends_after_start")
        ]

    def __str__(self):
        return self.name


class CommunicationLine(models.Model):
    """A line of work of the communication plan, or one of its audiences."""

    class Kind(models.TextChoices):
        LINE = "line", _("Linjaus")
        AUDIENCE = "audience", _("Kohderyhmä")
        CHANNEL = "channel", _("Kanava")

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, related_name="communication_lines", verbose_name=_("strategia")
    )
    kind = models.CharField(_("laji"), max_length=10, choices=Kind)
    name = models.CharField(_("nimi"), max_length=200)
    text = models.CharField(_("sisältö"), max_length=300, blank=True)
    source_text = models.CharField(_("alkuperäinen teksti"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("viestinnän rivi"), _("viestinnän rivit")
        ordering = ["strategy", "kind", "position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "kind", "position"], name="communication_line_once")]

    def __str__(self):
        return self.name


class RolloutStage(models.Model):
    """A stage of bringing the strategy into everyday work in one department: kick-off, then three per theme."""

    card = models.ForeignKey(
        DepartmentCard, models.PROTECT, related_name="rollout_stages", verbose_name=_("toimialan kortti")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="rollout_stages", verbose_name=_("teema")
    )
    name = models.CharField(_("vaihe"), max_length=200)
    progress = models.CharField(_("tilanne"), max_length=12, choices=Progress, blank=True)
    starts_on = models.DateField(_("alkaa"), null=True, blank=True)
    ends_on = models.DateField(_("päättyy"), null=True, blank=True)
    done_on = models.DateField(_("valmistunut"), null=True, blank=True)
    note = models.TextField(_("mitä on tehty"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("juurrutuksen vaihe"), _("juurrutuksen vaiheet")
        ordering = ["card", "position"]
        constraints = [
            models.UniqueConstraint(fields=["card", "position"], name="rollout_stage_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="rollout_stage_ends_after_start"),
        ]

    def __str__(self):
        return self.name


class CommunicationStep(models.Model):
    """How far a department is with one line of the communication plan."""

    line = models.ForeignKey(CommunicationLine, models.PROTECT, related_name="steps", verbose_name=_("viestinnän rivi"))
    card = models.ForeignKey(
        DepartmentCard, models.PROTECT, related_name="communication_steps", verbose_name=_("toimialan kortti")
    )
    progress = models.CharField(_("tilanne"), max_length=12, choices=Progress, blank=True)
    done_on = models.DateField(_("valmistunut"), null=True, blank=True)
    note = models.TextField(_("mitä on tehty"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("viestinnän vaihe"), _("viestinnän vaiheet")
        ordering = ["line", "card"]
        constraints = [models.UniqueConstraint(fields=["line", "card"], name="one_communication_step_a_department")]

    def __str__(self):
        return f"{self.line} · {self.card}"
