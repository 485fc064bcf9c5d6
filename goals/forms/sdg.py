"""Tags of the Sustainable Development Goals: adding one, declining some."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField


class SdgTagForm(forms.Form):
    """Choices are in groups: ("goal-5", its title) for what is tagged, "goal-4" and "target-4.7" for the SDGs."""

    thing = forms.ChoiceField(label=_("Kohde"))
    sdg = forms.ChoiceField(label=_("Kestävän kehityksen tavoite tai alatavoite"))

    def __init__(self, *args, things, sdgs, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("thing", things), ("sdg", sdgs)):
            self.fields[name].choices = [("", _("Valitse")), *choices]

    def clean_thing(self) -> tuple[str, int]:
        kind, _dash, pk = self.cleaned_data["thing"].partition("-")
        return kind, int(pk)

    def clean_sdg(self) -> dict:
        """The keywords of `operations.sdg.add_tag`."""
        kind, _dash, value = self.cleaned_data["sdg"].partition("-")
        return {"target_code": value} if kind == "target" else {"sdg_number": int(value)}


class DeclineTagsForm(forms.Form):
    """Why the ticked tags do not hold; kept in their history."""

    reason = CleanedCharField(
        label=_("Miksi merkintä hylätään?"),
        max_length=500,
        error_messages={"required": _("Kerro, miksi merkintä hylätään.")},
        help_text=_("Jää merkinnän historiaan. Hylättyä merkintää ei näytetä sivuilla, ja sen voi ottaa takaisin."),
    )
