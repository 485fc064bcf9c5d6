"""What the coordinator types when she mends the language of an entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.completeness import EDITED_WORDS
from goals.models import Entry
from kemistrategy.organisation.forms import CleanedCharField

MAXIMUM_LENGTH = 10_000


class EditingForm(forms.Form):
    """A text for each one that the answerer wrote; an empty one is told as it was written."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, entry: Entry):
        names = [name for name in EDITED_WORDS if getattr(entry, name)]
        told = {name: entry.told(name) for name in names}
        super().__init__(data, initial={"version": entry.version} | told)
        self._entry, self._names = entry, names
        for name in names:
            self.fields[name] = CleanedCharField(
                label=EDITED_WORDS[name],
                required=False,
                max_length=MAXIMUM_LENGTH,
                help_text=_("Tyhjä kenttä: raporttiin tulee vastaajan oma teksti."),
                widget=forms.Textarea(attrs={"rows": 4, "lang": entry.language}),
            )

    def texts(self):
        """(bound field, what the answerer wrote) of each text."""
        return [(self[name], getattr(self._entry, name)) for name in self._names]

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self._names}

    def compared_with(self, theirs: Entry) -> list[tuple[str, str, str]]:
        """(label, mine, theirs) of every text in which what was typed differs from what somebody else saved."""
        pairs = [(EDITED_WORDS[name], self.cleaned_data[name], theirs.told(name)) for name in self._names]
        return [(label, mine, other) for label, mine, other in pairs if mine != other]

    def take_version_of(self, theirs: Entry) -> None:
        """After a conflict: the next save starts from what is stored now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = theirs.version
