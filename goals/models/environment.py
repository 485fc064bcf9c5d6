"""What surrounds the strategy: change challenges, SWOT, the roll-out and communication."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .plans import Progress
from .strategies import DepartmentCard, Strategy, Theme


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


class CommunicationLine(models.Model):
    """A line of work of the communication plan, or one of its audiences."""

    class Kind(models.TextChoices):
        LINE = "line", _("Linjaus")
        AUDIENCE = "audience", _("Kohderyhmä")

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
    position = models.PositiveSmallIntegerField(_("järjestys"))

    class Meta:
        verbose_name, verbose_name_plural = _("juurrutuksen vaihe"), _("juurrutuksen vaiheet")
        ordering = ["card", "position"]
        constraints = [models.UniqueConstraint(fields=["card", "position"], name="rollout_stage_once")]

    def __str__(self):
        return self.name
