"""The city's own fields: what they are, and what they say of one thing. A value is kept in the form a machine reads."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import OwnField
from goals.queries.own_fields import NO, YES, choices_of
from kemistrategy.numbers import NotANumber, number_words, read_number
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from kemistrategy.text import text_of
from measures.words import NUMBER_PROBLEMS

from .actions import number_choice
from .edit_conflicts import VersionedForm

LONGEST_VALUE = 5000


class OwnFieldForm(VersionedForm):
    """A field of the city's own."""

    subject = forms.ChoiceField(label=_("Mihin lisätään"), choices=OwnField.Subject.choices, initial="goal")
    kind = forms.ChoiceField(label=_("Mitä kenttään kirjoitetaan"), choices=OwnField.Kind.choices, initial="text")
    name_fi = OneLineField(label=_("Nimi suomeksi"), max_length=100)
    name_sv = OneLineField(label=_("Nimi ruotsiksi"), max_length=100, required=False)
    name_en = OneLineField(label=_("Nimi englanniksi"), max_length=100, required=False)
    explanation_fi = OneLineField(
        label=_("Ohje suomeksi"), max_length=300, required=False, help_text=_("Mitä kenttään kirjoitetaan ja miksi")
    )
    explanation_sv = OneLineField(label=_("Ohje ruotsiksi"), max_length=300, required=False)
    explanation_en = OneLineField(label=_("Ohje englanniksi"), max_length=300, required=False)
    choices = CleanedCharField(
        label=_("Vaihtoehdot, kukin omalla rivillään"),
        required=False,
        max_length=LONGEST_VALUE,
        help_text=_("Vain, kun kenttään valitaan luettelosta."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    strategy = number_choice(_("Vain yhdessä strategiassa"))
    is_public = forms.BooleanField(label=_("Näkyy kaikille"), required=False, initial=True)
    is_in_use = forms.BooleanField(label=_("Käytössä"), required=False, initial=True)

    def __init__(self, data=None, *, strategies, initial=None):
        super().__init__(data, initial=initial)
        self.fields["strategy"].choices = [("", _("Kaikissa strategioissa")), *strategies]

    def values(self) -> dict[str, object]:
        """The `values` of `operations.own_fields.save_own_field`."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "strategy")}
        return given | {"strategy_id": self.cleaned_data["strategy"]}


class NumberText(forms.CharField):
    """A number as a Finn types it, in the form a machine reads; a unit belongs to the field's name."""

    def clean(self, value) -> str:
        typed = super().clean(value).strip()
        if not typed:
            return ""
        try:
            reading = read_number(typed)
        except NotANumber as problem:
            raise forms.ValidationError(NUMBER_PROBLEMS[problem.kind]) from problem
        if reading.unit or reading.multiplier or reading.maximum is not None:
            raise forms.ValidationError(_("Kirjoita pelkkä luku, esimerkiksi 1 200,5"))
        return f"{reading.value:f}"


class DayText(DayField):
    """A day in the form a machine reads; "" without one."""

    def clean(self, value) -> str:
        day = super().clean(value)
        return day.isoformat() if day else ""


class OwnValuesForm(VersionedForm):
    """A field for each own field of a thing, by its kind; `fields` are rows with `value`."""

    def __init__(self, data=None, *, fields: list[OwnField], version: int):
        super().__init__(data, initial={"version": version})
        for field in fields:
            name = f"own_{field.pk}"
            self.fields[name] = field_of(field)
            self.initial[name] = typed_value(field.kind, field.value or "")

    @property
    def values(self) -> dict[int, str]:
        """Field pk → its value, "" for nothing."""
        return {
            int(name.removeprefix("own_")): value for name, value in self.cleaned_data.items() if name[:4] == "own_"
        }


def field_of(field: OwnField) -> forms.Field:
    """The form field that reads what is typed into an own field."""
    about = {
        "label": str(text_of(field, "name")),
        "help_text": str(text_of(field, "explanation")),
        "required": False,
    }
    if field.kind == OwnField.Kind.NUMBER:
        return NumberText(**about, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    if field.kind == OwnField.Kind.DATE:
        return DayText(**about)
    if field.kind == OwnField.Kind.CHOICE:
        return forms.ChoiceField(**about, choices=[("", "–"), *((one, one) for one in choices_of(field))])
    if field.kind == OwnField.Kind.YES_NO:
        return forms.ChoiceField(**about, choices=[("", "–"), (YES, _("kyllä")), (NO, _("ei"))])
    return CleanedCharField(**about, max_length=LONGEST_VALUE, widget=forms.Textarea(attrs={"rows": 2}))


def typed_value(kind: str, value: str):
    """The stored value as a person would type it."""
    if value and kind == OwnField.Kind.NUMBER:
        return number_words(Decimal(value))
    if value and kind == OwnField.Kind.DATE:
        return date.fromisoformat(value)
    return value
