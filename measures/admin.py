"""Indicators, levels, feeds and SDG targets in the administrators' door; observations have pages of their own."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.db.models import Max, Min
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kemistrategy.numbers import number_words
from kemistrategy.organisation.admin import (
    AnsweredAdmin,
    AnsweredForm,
    ReasonForm,
    ReferenceAdmin,
    TranslatedReferenceAdmin,
    administration,
)
from kemistrategy.refusals import NotAllowed

from .feeds.sotkanet import TABLE as SOTKANET_TABLE
from .feeds.statfin import TABLE as STATFIN_TABLE
from .levels import NotALevel, level_of, read_level
from .models import Feed, Indicator, JudgementLimits, Observation, SdgTarget, Target
from .operations.targets import (
    Basis,
    change_target,
    level_problem,
    refuse_level,
    set_target,
    targets_of,
    with_baseline_day,
)
from .queries.remarks import indicator_remarks, level_remarks, with_baseline
from .readings import out_of_bounds


@dataclass(frozen=True)
class Bounds:
    """What an indicator's values lie between, as the form gives it."""

    scale_maximum: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


FIELD_OF_BOUND = {"beyond_scale": "scale_maximum", "below_lowest": "lowest", "above_highest": "highest"}
# What a figure means, unit and bounds aside; the last three only where the indicator is calculated of two others.
MEANING = ("kind", "accumulates")
CALCULATION = ("numerator", "denominator", "ratio_scale")


class IndicatorForm(AnsweredForm):
    """What would change the meaning of figures and levels that are there already is refused."""

    class Meta(AnsweredForm.Meta):
        localized_fields = ["scale_maximum", "lowest", "highest", "ratio_scale"]

    def clean(self):
        given = super().clean()
        lowest, highest = given.get("lowest"), given.get("highest")
        if lowest is not None and highest is not None and lowest >= highest:
            self.add_error("highest", gettext("Suurimman mahdollisen arvon on oltava pienintä suurempi."))
        elif self.instance.pk:
            self._refuse_another_meaning(given)
            self._refuse_bounds_that_leave_values_out(given)
        return given

    def _refuse_another_meaning(self, given):
        """A unit, a scale or a way of calculating that was missing may be added, and the unit's translations mended."""
        before = Indicator.objects.get(pk=self.instance.pk)
        changed = [name for name in self._fixed(before) if name in given and given[name] != getattr(before, name)]
        if not changed:
            return
        if before.observations.exists():
            otherwise = gettext("Mittarilla on jo havaintoja, joiden merkitys muuttuisi: tee uusi mittari.")
            in_unit = gettext("Mittarilla on jo havaintoja yksikössä %(unit)s: tee uusi mittari.")
        elif before.targets.exists():
            otherwise = gettext("Mittarilla on jo tavoitetasoja, joiden merkitys muuttuisi: tee uusi mittari.")
            in_unit = gettext("Mittarilla on jo tavoitetasoja yksikössä %(unit)s: tee uusi mittari.")
        else:
            return
        for name in changed:
            self.add_error(name, in_unit % {"unit": before.unit_fi} if name == "unit_fi" else otherwise)

    @staticmethod
    def _fixed(before) -> list[str]:
        return [
            *(["unit_fi"] if before.unit_fi else []),
            *MEANING,
            *(["scale_maximum"] if before.scale_maximum is not None else []),
            *(CALCULATION if before.numerator_id else ()),
        ]

    def _refuse_bounds_that_leave_values_out(self, given):
        if not set(self.changed_data) & set(FIELD_OF_BOUND.values()):
            return
        bounds = Bounds(**{name: given.get(name) for name in FIELD_OF_BOUND.values()})
        observed = Observation.objects.present().filter(indicator=self.instance).aggregate(Min("value"), Max("value"))
        levels = [level_of(row) for row in Target.objects.present().filter(indicator=self.instance)]
        aimed = [value for level in levels for value in (level.low, level.high)]
        self._refuse_left_out(
            bounds, observed.values(), gettext("Mittarilla on jo arvo %(value)s, joka ei mahdu tähän rajaan.")
        )
        self._refuse_left_out(
            bounds, aimed, gettext("Mittarilla on jo tavoitetaso %(value)s, joka ei mahdu tähän rajaan.")
        )

    def _refuse_left_out(self, bounds, values, sentence):
        for value in dict.fromkeys(values):
            if problem := out_of_bounds(value, bounds):
                self.add_error(FIELD_OF_BOUND[problem], sentence % {"value": number_words(value)})


@admin.register(Indicator, site=administration)
class IndicatorAdmin(AnsweredAdmin):
    form = IndicatorForm
    list_display = ["name", "code", "kind", "unit", "direction", "is_key", "answering_post"]
    list_filter = ["is_key", "kind", "direction"]
    list_select_related = ["answering_post"]
    search_fields = ["name", "code", "source"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for sentence in indicator_remarks(obj):
            self.message_user(request, sentence, "warning")


class AddedTargetForm(forms.ModelForm):
    """A level as it is typed; it goes through the same operation as on the coordinator's page."""

    figure = forms.CharField(
        label=_("Tavoitetaso"),
        required=False,
        max_length=100,
        help_text=_("Esimerkiksi 80, vähintään 80 tai 70–100"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Target
        fields = ["indicator", "year", "figure", "comparison", "words", "due_on", "decision", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if comparison := self.fields.get("comparison"):  # a level that is only looked at has no fields
            comparison.required, comparison.initial = False, ""
            comparison.choices = [("", "–"), *Target.Comparison.choices]

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        indicator = with_baseline_day(Indicator.objects.all()).get(pk=given["indicator"].pk)
        typed = {name: given[name] for name in ("figure", "comparison", "words", "due_on")}
        try:
            given["level"] = read_level(indicator, **typed)
            refuse_level(
                indicator, targets_of(indicator), year=given["year"], level=given["level"], is_based=self.basis.is_given
            )
        except NotALevel as problem:
            self.add_error(problem.field, level_problem(problem, indicator))
        except NotAllowed as refusal:
            self.add_error(None, str(refusal))
        return given

    def _post_clean(self):
        """The row is made by the operation, which has judged it already; the form's own row is never saved."""

    @property
    def basis(self) -> Basis:
        decision = self.cleaned_data["decision"]
        return Basis(decision_pk=decision and decision.pk, reason=self.cleaned_data["reason"])


@admin.register(Target, site=administration)
class TargetAdmin(ReferenceAdmin):
    """Levels are only ever added: one for a year that has a level takes its place, by a decision or for a reason."""

    form = AddedTargetForm
    list_display = ["indicator", "year", "__str__", "origin", "decision", "replaces", "entered_at"]
    list_filter = ["year", "origin"]
    list_select_related = ["indicator", "decision", "replaces__indicator"]
    search_fields = ["indicator__name_fi", "indicator__code", "reason"]

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj is None else [field.name for field in Target._meta.fields]

    def has_change_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """Somebody may have changed the level between the form's look and the operation's."""
        try:
            return super().add_view(request, form_url, extra_context)
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), "error")
            return redirect("admin:measures_target_add")

    def save_model(self, request, obj, form, change):
        given = form.cleaned_data
        indicator, year = given["indicator"], given["year"]
        present = Target.objects.present().filter(indicator=indicator, year=year).first()
        what = {"level": given["level"], "basis": form.basis, "by": request.user}
        changed = change_target(present.pk, **what) if present else set_target(indicator.pk, year=year, **what)
        obj.__dict__.update(changed.target.__dict__)
        measured = with_baseline(Indicator.objects.filter(pk=indicator.pk)).get()
        for sentence in level_remarks(measured, given["level"], year=year):
            self.message_user(request, sentence, "warning")


class LimitsForm(ReasonForm):
    class Meta:
        localized_fields = ["met_from", "partly_from"]

    def clean(self):
        given = super().clean()
        met, partly = given.get("met_from"), given.get("partly_from")
        if met is not None and partly is not None and not 0 < partly < met <= 1:
            self.add_error("partly_from", gettext("Rajat ovat osuuksia: 0 < osittain < toteutuu ≤ 1."))
        return given


@admin.register(JudgementLimits, site=administration)
class JudgementLimitsAdmin(ReferenceAdmin):
    form = LimitsForm
    list_display = ["__str__", "met_from", "partly_from"]
    list_select_related = ["indicator"]


class FeedForm(ReasonForm):
    compared_areas = forms.CharField(
        label=_("Vertailualueet"),
        required=False,
        max_length=300,
        help_text=_("Alueiden tunnukset pilkuin erotettuina, esimerkiksi SSS, MK19. Taulusta puuttuva jätetään pois."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["compared_areas"] = ", ".join(self.initial.get("compared_areas") or [])

    def clean_area(self):
        return self._area(self.cleaned_data["area"])

    def clean_compared_areas(self):
        codes = re.split(r"[,\s]+", self.cleaned_data["compared_areas"].strip())
        return list(dict.fromkeys(self._area(code) for code in codes if code))

    def clean(self):
        """The form of the table's name is the provider's; what it holds is seen when it is fetched."""
        cleaned_data = super().clean()
        provider, table = cleaned_data.get("provider"), cleaned_data.get("table", "")
        if provider == Feed.Provider.STATFIN and not STATFIN_TABLE.fullmatch(table):
            self.add_error("table", _("Kirjoita taulu tietokannan ja taulun nimellä, esimerkiksi vaerak/11ra."))
        if provider == Feed.Provider.SOTKANET and not SOTKANET_TABLE.fullmatch(table):
            self.add_error("table", _("Kirjoita tunnusluvun numero, esimerkiksi 181."))
        return cleaned_data

    def _area(self, code):
        if not re.fullmatch(r"[A-Z]{2,4}[0-9]{0,4}", code):
            raise forms.ValidationError(_("Alueen tunnus on esimerkiksi KU240, MK19 tai SSS."))
        return code


@admin.register(Feed, site=administration)
class FeedAdmin(ReferenceAdmin):
    form = FeedForm
    list_display = ["indicator", "provider", "table", "content", "is_active", "fetched_at", "problem"]
    list_filter = ["provider", "is_active"]
    list_select_related = ["indicator"]
    readonly_fields = ["fetched_at", "problem"]


@admin.register(SdgTarget, site=administration)
class SdgTargetAdmin(TranslatedReferenceAdmin):
    """The 169 stay as the UN numbered them; what is added here is the city's own, with a code of its own ("K1")."""

    list_display = ["code", "label", "goal", "is_local", "position"]
    list_filter = ["is_local", "goal"]
    list_select_related = ["goal"]
    search_fields = ["code", "label"]

    def get_readonly_fields(self, request, obj=None):
        is_official = obj is not None and not obj.is_local
        return ["goal", "code", "position", "is_local"] if is_official else ["is_local"]

    def save_model(self, request, obj, form, change):
        obj.is_local = obj.is_local or not change
        super().save_model(request, obj, form, change)
