"""What may be asked of a report."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from goals.models import Round
from reporting.models import Format
from reporting.queries.report_departments import report_departments


class ReportFileForm(forms.Form):
    """In what language and format, and of the whole city or of one department."""

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
    unit = forms.ChoiceField(
        label=_("Toimiala"),
        required=False,
        error_messages={"invalid_choice": _("Raporttia ei voi tehdä tästä toimialasta.")},
    )

    def __init__(self, *args, round: Round, **kwargs):
        super().__init__(*args, **kwargs)
        self._departments = {unit.code: unit for unit in report_departments(round)}
        self.fields["unit"].choices = [
            ("", _("Koko kaupunki")),
            *((code, u.name) for code, u in self._departments.items()),
        ]
        if len(self._departments) < 2:  # there is nothing to choose from
            self.fields["unit"].widget = forms.HiddenInput()

    def clean_format(self):
        return self.cleaned_data["format"] or Format.PDF

    def clean_unit(self):
        """The department, or None for all that the review asks."""
        return self._departments.get(self.cleaned_data["unit"])
