"""What people type of one figure: the figure with its period, or a correction."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField
from kemistrategy.periods import NotAPeriod, period_of

from .evidence import EvidenceForm

MAXIMUM_NOTE = 2000


class PeriodField(forms.CharField):
    """A period as people write it; the offered ones are suggested while typing."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "list": "periods"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return period_of(text)
        except NotAPeriod as problem:
            raise forms.ValidationError(
                gettext("Tästä ei löydy jaksoa. Kirjoita se esimerkiksi näin: 2023, 1–6/2023 tai 6/2023")
            ) from problem


class _FigureForm(EvidenceForm):
    """What one figure and its correction have in common."""

    text = CleanedCharField(label=_("Luku"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    is_provisional = forms.BooleanField(label=_("Ennakkotieto, joka voi vielä tarkentua"), required=False)
    note = CleanedCharField(
        label=_("Selite (julkinen)"),
        required=False,
        max_length=MAXIMUM_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = CleanedCharField(label=_("Lähde"), required=False, max_length=300)

    def __init__(self, *args, is_told_in_words: bool, unit: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        if is_told_in_words:
            field.label = _("Tieto")
        else:
            field.widget.attrs["inputmode"] = "decimal"
            if unit:
                field.label = gettext("Luku, %(unit)s") % {"unit": unit}


class ObservationForm(_FigureForm):
    """A figure of a period, or the baseline, whose period may be unknown."""

    period = PeriodField(label=_("Jakso"), required=False, help_text=_("Esimerkiksi 2022, 1–6/2023 tai 6/2023"))
    is_baseline = forms.BooleanField(
        label=_("Tämä on lähtötaso, josta matka tavoitetasolle alkaa"),
        required=False,
        help_text=_("Jätä jakso tyhjäksi, jos ei tiedetä, milloin lähtötaso on mitattu."),
    )

    field_order = ("period", "is_baseline", "text", "is_provisional", "note", "source")

    def clean(self):
        given = super().clean()
        if "period" in given and given["period"] is None and not given.get("is_baseline"):
            self.add_error("period", gettext("Kirjoita, miltä jaksolta luku on."))
        return given

    def recorded(self) -> dict:
        """The cleaned values with the names of `record_observation`."""
        names = ("period", "text", "is_provisional", "note", "source")
        return {name: self.cleaned_data[name] for name in names} | {"evidence": self.evidence()}


class CorrectionForm(_FigureForm):
    reason = CleanedCharField(
        label=_("Miksi lukua oikaistaan? (julkinen)"),
        max_length=MAXIMUM_NOTE,
        error_messages={"required": _("Kerro, miksi lukua oikaistaan.")},
        help_text=_("Näkyy luvun historiassa. Esimerkiksi: Tilasto tarkentui, tai: Luvussa oli näppäilyvirhe."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ("text", "reason", "is_provisional", "note", "source")

    def recorded(self) -> dict:
        """The cleaned values with the names of `correct_observation`."""
        names = ("text", "reason", "is_provisional", "note", "source")
        return {name: self.cleaned_data[name] for name in names} | {"evidence": self.evidence()}
