"""The forms of people and posts."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.periods import day_words
from kemistrategy.text import cleaned

from .models import Position, PositionHolder, User


class CleanedCharField(forms.CharField):
    """Text without control characters, whatever it was pasted from."""

    def to_python(self, value):
        return super().to_python(cleaned(value) if isinstance(value, str) else value)


class OneLineField(forms.CharField):
    """One line of text without control characters."""

    def to_python(self, value):
        return " ".join(cleaned(super().to_python(value)).split())


class DayInput(forms.DateInput):
    """A day as a Finn writes it, 1.12.2023, also when it is shown for editing."""

    def format_value(self, value):
        return day_words(value) if isinstance(value, date) else value


class DayField(forms.DateField):
    widget = DayInput
    default_error_messages = {"invalid": _("Kirjoita päivä näin: 31.10.2023")}


class AppointmentForm(forms.Form):
    email = forms.EmailField(label=_("Sähköposti"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = OneLineField(
        label=_("Nimi"), max_length=150, help_text=_("Jos henkilöllä on jo tunnus, nimi ja kieli pysyvät ennallaan.")
    )
    language = forms.ChoiceField(label=_("Kutsun kieli"), choices=User._meta.get_field("language").choices)
    capacity = forms.ChoiceField(
        label=_("Asema"),
        choices=PositionHolder.Capacity.choices,
        widget=forms.RadioSelect,
        help_text=_("Haltija ja sijainen lähettävät kirjaukset. Valmistelija kirjoittaa, mutta ei lähetä."),
    )
    starts_on = DayField(label=_("Ensimmäinen päivä"))


class EndForm(forms.Form):
    ends_on = DayField(
        label=_("Viimeinen päivä"),
        help_text=_("Oikeudet ovat voimassa tämän päivän loppuun. Jos ne pitää katkaista heti, anna eilinen päivä."),
    )


class PostContactForm(forms.ModelForm):
    phone = OneLineField(label=_("Puhelin"), max_length=40, required=False)

    class Meta:
        model = Position
        fields = ["mailbox", "phone"]
        labels = {"mailbox": _("Tehtävän postilaatikko")}
        help_texts = {"mailbox": _("Osoite, joka pysyy samana, kun haltija vaihtuu. Näkyy julkisesti.")}


class OwnAccountForm(forms.ModelForm):
    name = OneLineField(label=_("Nimi"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    class Meta:
        model = User
        fields = ["name", "language", "follows_reports"]
        labels = {"language": _("Kieli"), "follows_reports": _("Ilmoita uusista raporteista ja korjauksista")}
        help_texts = {
            "language": _("Tällä kielellä avautuvat sivut ja tulevat viestit."),
            "follows_reports": _("Saat sähköpostin, kun raportti julkaistaan tai julkaistua tietoa korjataan."),
        }


class AnonymiseForm(forms.Form):
    is_sure = forms.BooleanField(label=_("Ymmärrän, ettei tätä voi perua"))
