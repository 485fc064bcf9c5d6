"""Evidence as it is given: a file or the address of a page that shows the figure to be so."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.evidence import LEADING_BYTES, NewEvidence, file_problem
from kemistrategy.organisation.forms import CleanedCharField


class HttpsField(forms.URLField):
    """The address of a page, of no other kind than https."""

    default_validators = (URLValidator(schemes=["https"]),)


class EvidenceForm(forms.Form):
    """A file or the address of a page that shows the figure to be so."""

    evidence_file = forms.FileField(
        label=_("Näyttö tiedostona"),
        required=False,
        help_text=_("PDF, Word, Excel, ODF, CSV, teksti tai kuva, enintään 10 megatavua. Näkyy kirjautuneille."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in LEADING_BYTES)}),
    )
    evidence_address = HttpsField(
        label=_("Tai näytön osoite"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Alkaa https://"),
        error_messages={"invalid": _("Anna osoite, joka alkaa https://")},
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    evidence_title = CleanedCharField(
        label=_("Näytön nimi"),
        required=False,
        max_length=200,
        help_text=_("Esimerkiksi Henkilöstöraportti 2022, s. 14"),
    )

    def clean_evidence_file(self):
        file = self.cleaned_data["evidence_file"]
        if file and (problem := file_problem(file)):
            raise forms.ValidationError(problem)
        return file

    def clean(self):
        given = super().clean()
        if given.get("evidence_file") and given.get("evidence_address"):
            self.add_error("evidence_address", gettext("Anna joko tiedosto tai osoite. Toisen voit lisätä myöhemmin."))
        return given

    def evidence(self) -> NewEvidence:
        """What was given, nothing being false."""
        return NewEvidence(
            title=self.cleaned_data["evidence_title"],
            file=self.cleaned_data["evidence_file"],
            address=self.cleaned_data["evidence_address"],
        )

    @property
    def file_was_lost(self) -> bool:
        """A browser does not send a chosen file twice: it has to be chosen again when something else is mended."""
        return bool(self.errors and self.files)


class NeededEvidenceForm(EvidenceForm):
    """Evidence that is added to an earlier figure."""

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("evidence_file") and not given.get("evidence_address"):
            self.add_error("evidence_file", gettext("Valitse tiedosto tai anna osoite."))
        return given
