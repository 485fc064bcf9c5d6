"""What the coordinator types of a review."""

from django import forms
from django.utils.translation import gettext

from goals.models import Round


class RoundForm(forms.ModelForm):
    """A new half-year review or year-end report."""

    class Meta:
        model = Round
        fields = ["kind", "year", "strategies", "due_on"]
        widgets = {"strategies": forms.CheckboxSelectMultiple}

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError(gettext("Vuosi on väliltä 2000–2100."))
        return year
