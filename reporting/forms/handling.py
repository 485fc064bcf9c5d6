"""What is typed when a handling version is frozen, and when a body has handled it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import Round
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from reporting.queries.report_departments import report_departments

BODIES_LIST = "bodies"  # the id of the page's list of bodies to choose from


def _body_field(**more):
    """A new one, for a form may not share a widget's list with another."""
    widget = forms.TextInput(attrs={"list": BODIES_LIST, "autocomplete": "off"})
    return OneLineField(label=_("Toimielin"), max_length=120, widget=widget, **more)


class FreezeForm(forms.Form):
    body = _body_field(help_text=_("Kenelle versio on. Valitse listasta tai kirjoita nimi."))
    unit = forms.ChoiceField(
        label=_("Mikä osa raportista"),
        required=False,
        error_messages={"invalid_choice": _("Raporttia ei voi tehdä tästä toimialasta.")},
    )
    case_number = OneLineField(label=_("Asianumero (Dnro)"), max_length=60, required=False)
    note = CleanedCharField(
        label=_("Saate"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Selostuksen alkuun tuleva teksti."),
    )

    def __init__(self, data=None, *, round: Round, **kwargs):
        super().__init__(data, **kwargs)
        self._departments = {unit.code: unit for unit in report_departments(round)}
        self.fields["unit"].choices = [
            ("", _("Koko raportti")),
            *((code, unit.name) for code, unit in self._departments.items()),
        ]
        if not self._departments:  # there is nothing to choose from
            del self.fields["unit"]

    def clean_unit(self):
        """The department, or None for the whole report."""
        return self._departments.get(self.cleaned_data["unit"])


class HandlingForm(forms.Form):
    body = _body_field()
    handled_on = DayField(label=_("Kokouspäivä"))
    section = OneLineField(
        label=_("Pykälä"),
        max_length=20,
        help_text=_("Pelkkä numero riittää."),
        widget=forms.TextInput(attrs={"size": 8}),
    )
    outcome = CleanedCharField(
        label=_("Mitä päätettiin"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_section(self):
        """ "§ 88" and "88 §" are 88: the report writes the sign itself."""
        section = " ".join(self.cleaned_data["section"].replace("§", " ").split())
        if not section:
            raise forms.ValidationError(_("Kirjoita pykälän numero."))
        return section
