"""What is typed as a prose part of a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField
from reporting.models import Review

MAXIMUM_LENGTH = 20_000


class ReviewForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    text = CleanedCharField(
        label=_("Teksti raporttiin (julkinen)"),
        required=False,
        max_length=MAXIMUM_LENGTH,
        help_text=_("Tyhjä rivi aloittaa uuden kappaleen."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def __init__(self, data=None, *, row: Review | None):
        super().__init__(data, initial={"version": row.version if row else 0, "text": row.text if row else ""})

    def take_version_of(self, theirs: Review) -> None:
        """After a conflict: the next save starts from what is stored now."""
        self.data = self.data.copy()
        self.data["version"] = theirs.version
