"""Indicators in the administrators' door; targets and observations are chains with doors of their own."""

from django.contrib import admin

from kemistrategy.organisation.admin import AnsweredAdmin, administration

from .models import Indicator


@admin.register(Indicator, site=administration)
class IndicatorAdmin(AnsweredAdmin):
    list_display = ["name", "code", "kind", "unit", "direction", "is_key", "answering_post"]
    list_filter = ["is_key", "kind", "direction"]
    list_select_related = ["answering_post"]
    search_fields = ["name", "code", "source"]
