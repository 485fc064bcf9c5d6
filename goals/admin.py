"""Strategies and plans in the administrators' door; rounds, entries and figures are reported elsewhere."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.admin import (
    AnsweredAdmin,
    ReasonForm,
    ReferenceAdmin,
    TranslatedReferenceAdmin,
    administration,
)

from . import models
from .badges import SCALES


@admin.register(models.Strategy, site=administration)
class StrategyAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "state", "valid_from", "valid_to", "predecessor"]
    list_select_related = ["predecessor"]


@admin.register(models.Theme, site=administration)
class ThemeAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "strategy", "colour", "position"]
    list_filter = ["strategy"]
    list_select_related = ["strategy"]


@admin.register(models.FocusArea, site=administration)
class FocusAreaAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "theme", "position"]
    list_filter = ["theme"]
    list_select_related = ["theme"]


@admin.register(models.Benefit, site=administration)
class BenefitAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "strategy", "position"]
    list_filter = ["strategy"]
    list_select_related = ["strategy"]
    filter_horizontal = ["goals", "indicators"]


@admin.register(models.Goal, site=administration)
class GoalAdmin(TranslatedReferenceAdmin):
    list_display = ["title", "strategy", "code", "binding_level", "position"]
    list_filter = ["strategy", "binding_level"]
    list_select_related = ["strategy"]
    search_fields = ["title", "code"]
    filter_horizontal = ["themes"]


@admin.register(models.Plan, site=administration)
class PlanAdmin(TranslatedReferenceAdmin):
    list_display = ["title", "strategy", "unit", "year", "state"]
    list_filter = ["strategy", "year", "state"]
    list_select_related = ["strategy", "unit"]


@admin.register(models.PlanLine, site=administration)
class PlanLineAdmin(ReferenceAdmin):
    list_display = ["words", "plan", "goal", "weight", "position"]
    list_filter = ["plan"]
    list_select_related = ["plan", "goal"]
    search_fields = ["words"]


@admin.register(models.Action, site=administration)
class ActionAdmin(AnsweredAdmin):
    list_display = ["title", "code", "unit", "answering_post", "starts_on", "ends_on"]
    list_filter = ["unit", "is_continuous"]
    list_select_related = ["unit", "answering_post"]
    search_fields = ["title", "code"]
    filter_horizontal = ["partner_units"]


@admin.register(models.Project, site=administration)
class ProjectAdmin(AnsweredAdmin):
    list_display = ["name", "strategy", "answering_post", "starts_on", "ends_on"]
    list_filter = ["strategy"]
    list_select_related = ["strategy", "answering_post"]
    search_fields = ["name", "code"]
    filter_horizontal = ["themes"]


@admin.register(models.Milestone, site=administration)
class MilestoneAdmin(TranslatedReferenceAdmin):
    list_display = ["title", "action", "project", "due_on", "done_on"]
    list_select_related = ["action", "project"]
    search_fields = ["title"]


@admin.register(models.TextBlock, site=administration)
class TextBlockAdmin(TranslatedReferenceAdmin):
    list_display = ["heading", "strategy", "theme", "card", "position"]
    list_select_related = ["strategy", "theme", "card__unit", "card__strategy"]
    search_fields = ["heading"]


@admin.register(models.SwotItem, site=administration)
class SwotItemAdmin(TranslatedReferenceAdmin):
    list_display = ["text", "strategy", "quadrant", "position"]
    list_filter = ["strategy", "quadrant"]
    list_select_related = ["strategy"]


@admin.register(models.ChangeChallenge, site=administration)
class ChangeChallengeAdmin(TranslatedReferenceAdmin):
    list_display = ["title", "strategy", "number"]
    list_filter = ["strategy"]
    list_select_related = ["strategy"]


@admin.register(models.RolloutStage, site=administration)
class RolloutStageAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "card", "position"]
    list_select_related = ["card__unit", "card__strategy"]


@admin.register(models.CommunicationLine, site=administration)
class CommunicationLineAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "strategy", "kind", "position"]
    list_filter = ["strategy", "kind"]
    list_select_related = ["strategy"]


@admin.register(models.Succession, site=administration)
class SuccessionAdmin(TranslatedReferenceAdmin):
    list_display = ["__str__", "fate", "state", "decision"]
    list_filter = ["fate", "state"]
    list_select_related = ["old_goal", "old_action", "old_indicator", "decision"]


@admin.register(models.SdgTag, site=administration)
class SdgTagAdmin(ReferenceAdmin):
    """Confirming is the coordinator's: goals:sdg-confirm."""

    readonly_fields = ("origin", "confirmed_at", "confirmed_by")
    list_display = ["__str__", "sdg_goal", "sdg_target", "origin"]
    list_filter = ["origin", "sdg_goal"]
    list_select_related = [
        "sdg_goal",
        "sdg_target__goal",
        "goal",
        "action",
        "project",
        "theme",
        "card__unit",
        "card__strategy",
        "indicator",
    ]


class ScaleWordForm(ReasonForm):
    """The code has a fixed meaning, so it is chosen and not typed."""

    code = forms.ChoiceField(
        label=_("Kohta"), choices=[(scale.label, SCALES[scale].choices) for scale in models.ScaleWord.Scale]
    )
    position = forms.IntegerField(label=_("Monesko asteikolla"), min_value=0, max_value=99, required=False)

    def clean_position(self):
        return self.cleaned_data["position"] or 0  # 0: where the scale itself has it

    def clean(self):
        cleaned_data = super().clean()
        scale, code = cleaned_data.get("scale"), cleaned_data.get("code")
        if scale and code and code not in SCALES[scale].values:
            self.add_error("code", _("Tämä kohta ei kuulu valittuun asteikkoon."))
        return cleaned_data


@admin.register(models.ScaleWord, site=administration)
class ScaleWordAdmin(TranslatedReferenceAdmin):
    form = ScaleWordForm
    list_display = ["label", "scale", "code", "explanation", "round"]
    list_filter = ["scale", "round"]
    list_select_related = ["round"]
