"""Translations of told words, as many as a page has."""

from collections.abc import Iterable

from django import forms

from kemistrategy.organisation.forms import CleanedCharField
from reporting.queries.told_translations import ToldText

MAXIMUM_LENGTH = 20_000


class TranslationsForm(forms.Form):
    """A field for each text, named by its key; what it translates stands beside it."""

    def __init__(self, data=None, *, texts: Iterable[ToldText], language: str):
        super().__init__(data)
        self._texts = list(texts)
        for text in self._texts:
            self.fields[text.key] = CleanedCharField(
                label=text.label or str(text.title),
                required=False,
                max_length=MAXIMUM_LENGTH,
                initial=text.words,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )

    def rows(self):
        return [(text, self[text.key]) for text in self._texts]
