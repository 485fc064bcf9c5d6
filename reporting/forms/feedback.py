"""What a reader writes about the service, and what the coordinator answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField, OneLineField
from reporting.models import Feedback


class FeedbackForm(forms.Form):
    """`website` is hidden from people: who fills it in is a program."""

    kind = forms.ChoiceField(
        label=_("Mistä palaute on?"),
        choices=Feedback.Kind.choices,
        widget=forms.RadioSelect,
        initial=Feedback.Kind.GENERAL,
        error_messages={"required": _("Valitse, mistä palaute on.")},
    )
    text = CleanedCharField(
        label=_("Palaute"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Älä kirjoita henkilötunnusta tai muuta arkaluonteista."),
        error_messages={"required": _("Kirjoita palaute.")},
    )
    page = OneLineField(
        label=_("Sivu, jota palaute koskee"),
        max_length=300,
        required=False,
        help_text=_("Jätä tyhjäksi, jos palaute koskee koko palvelua."),
    )
    email = forms.EmailField(
        label=_("Sähköpostiosoite"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Tarvitaan vain, jos haluat vastauksen. Osoite poistetaan, kun vastaus on lähetetty."),
        error_messages={"invalid": _("Tarkista sähköpostiosoite. Sen pitää olla muotoa nimi@esimerkki.fi.")},
    )
    website = forms.CharField(
        label=_("Jätä tämä kenttä tyhjäksi"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )


class FeedbackAnswerForm(forms.Form):
    answer = CleanedCharField(
        label=_("Vastaus"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Kirjoita vastaus tai mitä palautteen vuoksi tehtiin.")},
    )
