"""Translations of told words, as many as a page has."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField
from reporting.queries.told_translations import ToldText

MAXIMUM_LENGTH = 20_000


class TranslationsForm(forms.Form):
    """A field for each text, named by its key; what it translates stands beside it."""

    why = CleanedCharField(
        label=_("Miksi julkaistu käännös oli väärin?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Raportti on jo julkaistu tällä kielellä. Syy julkaistaan korjausten luettelossa."),
    )

    def __init__(self, data=None, *, texts: Iterable[ToldText], language: str, is_published: bool = False):
        super().__init__(data)
        if not is_published:
            del self.fields["why"]
        self._texts = list(texts)
        for text in self._texts:
            self.fields[text.key] = CleanedCharField(
                label=text.label or str(text.title),
                required=False,
                max_length=MAXIMUM_LENGTH,
                initial=text.words,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )

    def typed(self) -> dict[str, str]:
        """Key of a text → its translation as typed."""
        return {text.key: self.cleaned_data[text.key] for text in self._texts}

    def rows(self):
        return [(text, self[text.key]) for text in self._texts]
