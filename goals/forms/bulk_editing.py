"""The same change for many actions; what is left empty stays as it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.operations.bulk_editing import BulkChange

from .actions import ReasonedForm, ScheduleField, number_choice


class ActionFilterForm(forms.Form):
    """Which actions are listed; it lives in the address."""

    vuosi = forms.ChoiceField(label=_("Suunnitelman vuosi"), required=False)
    yksikko = number_choice(_("Toimiala"))
    vastaa = number_choice(_("Vastaa"))
    q = forms.CharField(label=_("Sanat"), required=False, max_length=200)


class BulkChangeForm(ReasonedForm):
    post = number_choice(_("Vastaa"))
    unit = number_choice(_("Toimiala"))
    schedule = ScheduleField()
    participant = number_choice(_("Lisää mukaan"))
    sdg = number_choice(_("Lisää kestävän kehityksen tavoite"))
    weight = forms.IntegerField(
        label=_("Paino suunnitelman riveillä"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "autocomplete": "off"}),
    )

    def __init__(self, data=None, *, posts, participants, units, sdgs, has_weights: bool):
        super().__init__(data)
        choices = {"post": posts, "participant": participants, "unit": units, "sdg": sdgs}
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("Ei muuteta")), *offered]
        for name in ("participant", "sdg"):
            self.fields[name].choices = [("", _("Ei lisätä")), *choices[name]]
        if not has_weights:
            del self.fields["weight"]

    def change(self, year: int | None) -> BulkChange:
        given = self.cleaned_data
        return BulkChange(
            post_pk=given["post"],
            unit_pk=given["unit"],
            schedule=given["schedule"] if (self["schedule"].data or "").strip() else None,
            participant_pk=given["participant"],
            sdg_number=given["sdg"],
            weight=given.get("weight"),
            year=year,
        )

    def fields_of_change(self):
        names = ("post", "unit", "schedule", "participant", "weight", "sdg")
        return [self[name] for name in names if name in self.fields]
