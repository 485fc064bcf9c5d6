"""What may be asked of a report."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reporting.models import Format


class ReportFileForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Kieli"),
        choices=settings.LANGUAGES,
        error_messages={"invalid_choice": _("Raporttia ei ole tällä kielellä.")},
    )
    format = forms.ChoiceField(
        label=_("Muoto"),
        choices=Format.choices,
        required=False,
        error_messages={"invalid_choice": _("Raporttia ei voi tehdä tässä muodossa.")},
    )

    def clean_format(self):
        return self.cleaned_data["format"] or Format.PDF
