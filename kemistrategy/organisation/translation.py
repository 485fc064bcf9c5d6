"""Which words of the organisation exist in three languages; history is registered after it."""

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from .models import Decision, Evidence, OrgUnit, Position, PositionHolder, User


@register(OrgUnit)
class OrgUnitTranslation(TranslationOptions):
    fields = ("name",)


@register(Position)
class PositionTranslation(TranslationOptions):
    fields = ("title", "doubt")


@register(Decision)
class DecisionTranslation(TranslationOptions):
    fields = ("title",)


keep_history(OrgUnit, app="kemistrategy.organisation")
keep_history(Position, app="kemistrategy.organisation", m2m_fields=["members"])
keep_history(PositionHolder, app="kemistrategy.organisation")
keep_history(Decision, app="kemistrategy.organisation")
keep_history(Evidence, app="kemistrategy.organisation")
keep_history(User, app="kemistrategy.organisation", excluded_fields=["password", "last_login", "last_seen_on"])
