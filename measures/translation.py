"""Which words of the measures exist in three languages; history is registered after it."""

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from .models import (
    Feed,
    Indicator,
    JudgementLimits,
    Observation,
    ProposedObservation,
    SdgGoal,
    SdgTarget,
    Target,
    TargetProposal,
)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "unit", "definition", "source", "doubt")


@register(SdgGoal)
class SdgGoalTranslation(TranslationOptions):
    fields = ("name", "long_name")


@register(SdgTarget)
class SdgTargetTranslation(TranslationOptions):
    fields = ("label",)


keep_history(Indicator, app="measures", m2m_fields=["participants"])
for model in (Feed, JudgementLimits, Observation, ProposedObservation, SdgTarget, Target, TargetProposal):
    keep_history(model, app="measures")
