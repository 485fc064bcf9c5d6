"""The strategy itself: themes, focus areas, benefits, goals and the department cards."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.models import Decision, OrgUnit, Position
from measures.models import Indicator


def exactly_one(*names: str) -> Q:
    """A condition: one of the nullable columns is filled and the others are empty."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class Strategy(models.Model):
    """A strategy of the city; several may be followed at one time."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Luonnos")
        IN_FORCE = "in_force", _("Voimassa")
        ENDED = "ended", _("Päättynyt")

    slug = models.SlugField(_("osoite"), max_length=60, unique=True)
    name = models.CharField(_("nimi"), max_length=200)
    mission = models.CharField(_("missio"), max_length=300, blank=True)
    vision = models.CharField(_("visio"), max_length=300, blank=True)
    state = models.CharField(_("tila"), max_length=10, choices=State, default=State.IN_FORCE)
    valid_from = models.DateField(_("alkaen"), null=True, blank=True)
    valid_to = models.DateField(_("päättyen"), null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("edeltäjä")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="strategies", verbose_name=_("päätös")
    )
    theme_word = models.CharField(_("ylimmän tason nimi"), max_length=60)
    themes_word = models.CharField(_("ylimmän tason nimi, monikko"), max_length=60)
    goal_word = models.CharField(_("tavoitetason nimi"), max_length=60)
    goals_word = models.CharField(_("tavoitetason nimi, monikko"), max_length=60)
    action_word = models.CharField(_("toimenpidetason nimi"), max_length=60)
    actions_word = models.CharField(_("toimenpidetason nimi, monikko"), max_length=60)
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("strategia"), _("strategiat")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="strategy_ends_after_start")
        ]

    def __str__(self):
        return self.name


class Theme(models.Model):
    """The highest level: a päämäärä of one strategy, a teema of another (`Strategy.theme_word` says which)."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="themes", verbose_name=_("strategia"))
    code = models.SlugField(_("tunnus"), max_length=40)
    name = models.CharField(_("nimi"), max_length=200)
    colour = models.SlugField(_("värin nimi"), max_length=20)
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("teema"), _("teemat")
        ordering = ["strategy", "position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "code"], name="theme_code_once")]

    def __str__(self):
        return self.name


class FocusArea(models.Model):
    """A focus area (painopiste) of a theme: "Oppiva Kemi"."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="focus_areas", verbose_name=_("teema"))
    name = models.CharField(_("nimi"), max_length=200)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("painopiste"), _("painopisteet")
        ordering = ["theme", "position"]

    def __str__(self):
        return self.name


class Goal(models.Model):
    """A goal (tavoite). A strategic goal of the newer strategy has no theme."""

    class Binding(models.TextChoices):
        NONE = "none", _("Ei sitova tai ei tiedossa")
        COUNCIL = "KV", _("Sitova valtuustoon nähden")
        BOARD = "KH", _("Sitova kaupunginhallitukseen nähden")
        COMMITTEE = "LTK", _("Sitova lautakuntaan nähden")

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="goals", verbose_name=_("strategia"))
    code = models.SlugField(_("tunnus"), max_length=20)
    title = models.TextField(_("tavoite"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="goals", verbose_name=_("teemat"))
    binding_level = models.CharField(_("sitovuus"), max_length=4, choices=Binding, default=Binding.NONE)
    sponsor = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="sponsored_goals", verbose_name=_("luottamuselin")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("päätös")
    )
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    source_text = models.TextField(_("alkuperäinen teksti"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("tavoite"), _("tavoitteet")
        ordering = ["strategy", "position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "code"], name="goal_code_once")]

    def __str__(self):
        return self.title


class Benefit(models.Model):
    """A benefit (hyöty) the strategy promises; key indicators hang on it."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="benefits", verbose_name=_("strategia"))
    code = models.SlugField(_("tunnus"), max_length=40)
    name = models.CharField(_("nimi"), max_length=300)
    goals = models.ManyToManyField(Goal, blank=True, related_name="benefits", verbose_name=_("strategiset tavoitteet"))
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="benefits", verbose_name=_("mittarit"))
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("hyöty"), _("hyödyt")
        ordering = ["strategy", "position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "code"], name="benefit_code_once")]

    def __str__(self):
        return self.name


class DepartmentCard(models.Model):
    """A department's part of a strategy: its everyday role, emphasis and theme lines."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="department_cards", verbose_name=_("strategia"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="cards", verbose_name=_("toimiala"))
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("toimialan kortti"), _("toimialojen kortit")
        ordering = ["strategy", "position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "unit"], name="one_card_per_department")]

    def __str__(self):
        return f"{self.unit} · {self.strategy}"


class CardThemeLine(models.Model):
    """What a department does for one theme; empty until the department writes it."""

    card = models.ForeignKey(DepartmentCard, models.PROTECT, related_name="theme_lines", verbose_name=_("kortti"))
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="card_lines", verbose_name=_("teema"))
    text = models.TextField(_("teksti"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("toimialan teemarivi"), _("toimialojen teemarivit")
        ordering = ["card", "theme"]
        constraints = [models.UniqueConstraint(fields=["card", "theme"], name="one_line_per_theme")]

    def __str__(self):
        return f"{self.card} · {self.theme}"


class TextBlock(models.Model):
    """Long prose: the adopted text as the city pastes it, and a summary that is never mistaken for it."""

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="text_blocks", verbose_name=_("strategia")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="text_blocks", verbose_name=_("teema")
    )
    card = models.ForeignKey(
        DepartmentCard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="text_blocks",
        verbose_name=_("toimialan kortti"),
    )
    code = models.SlugField(_("tunnus"), max_length=40)
    heading = models.CharField(_("otsikko"), max_length=200)
    adopted_text = models.TextField(_("hyväksytty teksti"), blank=True)
    summary = models.TextField(_("tiivistelmä"), blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("tekstijakso"), _("tekstijaksot")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one("strategy", "theme", "card"), name="text_block_has_one_home"),
            models.UniqueConstraint(
                fields=["strategy", "code"], condition=Q(strategy__isnull=False), name="strategy_text_once"
            ),
            models.UniqueConstraint(fields=["theme", "code"], condition=Q(theme__isnull=False), name="theme_text_once"),
            models.UniqueConstraint(fields=["card", "code"], condition=Q(card__isnull=False), name="card_text_once"),
        ]

    def __str__(self):
        return self.heading
