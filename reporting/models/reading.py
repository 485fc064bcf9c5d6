"""What readers are served from: published states, the words they search by; all made of what is kept elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from goals.models import Action, Goal, Project
from goals.models.strategies import exactly_one
from kemistrategy.organisation.models import OrgUnit
from measures.models import Indicator

from .publications import Publication


class PublishedState(models.Model):
    """What one published version tells of one thing in one language: the public pages read nothing else.

    `told` holds the frozen words and states (reporting/content/states.py gives its shape); the columns are what
    lists are filtered by. `is_newest` marks the newest version that tells of the thing. It can be made anew of the
    frozen content at any time.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="states", verbose_name=_("julkaisu"))
    language = models.CharField(_("kieli"), max_length=2)
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, related_name="published_states")
    action = models.ForeignKey(Action, models.CASCADE, null=True, related_name="published_states")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="published_states")
    indicator = models.ForeignKey(Indicator, models.CASCADE, null=True, related_name="published_states")
    unit = models.ForeignKey(OrgUnit, models.CASCADE, null=True, related_name="published_states")
    status = models.CharField(_("tilanne"), max_length=15, blank=True)
    forecast = models.CharField(_("ennuste"), max_length=15, blank=True)
    attainment = models.CharField(_("toteutuminen"), max_length=15, blank=True)
    is_heard = models.BooleanField(_("raportoitu"), default=False)
    is_deviation = models.BooleanField(_("ei etene suunnitellusti"), default=False)
    is_newest = models.BooleanField(_("uusin"), default=False)
    told = models.JSONField(_("kerrottu"), default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("julkaistu tilanne"), _("julkaistut tilanteet")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("goal", "action", "project", "indicator"), name="published_state_has_one_subject"
            ),
        ]
        indexes = [models.Index(fields=["language", "is_newest"], name="newest_published_states")]

    def __str__(self):
        return f"{self.publication}: {self.goal or self.action or self.project or self.indicator}"


# --- search --------------------------------------------------------------------------------------------------------
class SearchRow(models.Model):
    """One thing that search finds, in one language: its title, the text the hit is shown from, and its address."""

    kind = models.CharField(_("laji"), max_length=40)
    thing = models.BigIntegerField(_("kohteen numero"))
    part = models.CharField(_("osa"), max_length=40, blank=True)
    language = models.CharField(_("kieli"), max_length=2)
    title = models.TextField(_("otsikko"))
    title_language = models.CharField(_("otsikon kieli"), max_length=2)
    text = models.TextField(_("teksti"), blank=True)
    argument = models.CharField(_("osoitteen osa"), max_length=80)
    is_public = models.BooleanField(_("julkinen"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("hakemiston rivi"), _("hakemiston rivit")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "thing", "part", "language"], name="search_row_once")]

    def __str__(self):
        return self.title


class SearchWord(models.Model):
    """A folded word of a row and how much it weighs there: a word of the title more than one of the text."""

    row = models.ForeignKey(SearchRow, models.CASCADE, related_name="words", verbose_name=_("rivi"))
    word = models.CharField(_("sana"), max_length=60, db_index=True)
    weight = models.PositiveSmallIntegerField(_("paino"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("hakusana"), _("hakusanat")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["row", "word"], name="search_word_once")]

    def __str__(self):
        return self.word


class SearchMark(models.Model):
    """How far in a history the index has come: it follows what every door writes there."""

    history = models.CharField(_("historia"), max_length=60, unique=True)
    number = models.BigIntegerField(_("viimeisin numero"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("hakemiston merkki"), _("hakemiston merkit")
        ordering = ["history"]

    def __str__(self):
        return f"{self.history}: {self.number}"
