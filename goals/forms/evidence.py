"""Evidence of an entry or of one of its figures."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.forms.evidence import NeededEvidenceForm


class EntryEvidenceForm(NeededEvidenceForm):
    """Evidence of a whole entry, or of one of its figures: `subjects` are (indicator pk, name)."""

    subject = forms.TypedChoiceField(
        label=_("Mitä näyttö koskee?"), required=False, coerce=int, empty_value=None, choices=()
    )
    field_order = ["subject"]

    def __init__(self, *args, subjects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", gettext("Koko kirjaus")), *((pk, str(name)) for pk, name in subjects)]
