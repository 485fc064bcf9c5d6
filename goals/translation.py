"""Which words of the plan exist in three languages; history is registered after it."""

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from . import models


@register(models.Strategy)
class StrategyTranslation(TranslationOptions):
    fields = (
        "name",
        "mission",
        "vision",
        "theme_word",
        "themes_word",
        "goal_word",
        "goals_word",
        "action_word",
        "actions_word",
        "doubt",
    )


@register(models.Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name", "doubt")


@register(models.FocusArea)
class FocusAreaTranslation(TranslationOptions):
    fields = ("name",)


@register(models.Goal)
class GoalTranslation(TranslationOptions):
    fields = ("title", "doubt")


@register(models.Benefit)
class BenefitTranslation(TranslationOptions):
    fields = ("name", "doubt")


@register(models.CardThemeLine)
class CardThemeLineTranslation(TranslationOptions):
    fields = ("text",)


@register(models.TextBlock)
class TextBlockTranslation(TranslationOptions):
    fields = ("heading", "adopted_text", "summary")


@register(models.Plan)
class PlanTranslation(TranslationOptions):
    fields = ("title", "doubt")


@register(models.Action)
class ActionTranslation(TranslationOptions):
    fields = ("title", "doubt")


@register(models.MeasureLine)
class MeasureLineTranslation(TranslationOptions):
    fields = ("words", "doubt")


@register(models.Project)
class ProjectTranslation(TranslationOptions):
    fields = ("name", "outcome", "gain", "doubt")


@register(models.OwnField)
class OwnFieldTranslation(TranslationOptions):
    fields = ("name", "explanation")


@register(models.OtherPlan)
class OtherPlanTranslation(TranslationOptions):
    fields = ("name",)


@register(models.Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("title",)


@register(models.Succession)
class SuccessionTranslation(TranslationOptions):
    fields = ("note",)


@register(models.ChangeChallenge)
class ChangeChallengeTranslation(TranslationOptions):
    fields = ("title",)


@register(models.ChallengePoint)
class ChallengePointTranslation(TranslationOptions):
    fields = ("text",)


@register(models.SwotItem)
class SwotItemTranslation(TranslationOptions):
    fields = ("text",)


@register(models.CommunicationLine)
class CommunicationLineTranslation(TranslationOptions):
    fields = ("name", "text")


@register(models.RolloutStage)
class RolloutStageTranslation(TranslationOptions):
    fields = ("name",)


@register(models.ScaleWord)
class ScaleWordTranslation(TranslationOptions):
    fields = ("label", "explanation")


# Links that history keeps beside the row itself; those through a model of their own have their own history.
LINKS = {
    "Action": ["participants", "partner_units"],
    "Benefit": ["goals", "indicators"],
    "Goal": ["themes"],
    "Project": ["benefits", "indicators", "participants", "themes"],
    "Round": ["strategies", "units"],
}
NOT_KEPT = {"PlanImport": ["cells"]}  # the file itself stays, and what was read of it never changes
for name in models.__all__:
    keep_history(
        getattr(models, name), app="goals", m2m_fields=LINKS.get(name, ()), excluded_fields=NOT_KEPT.get(name, ())
    )
