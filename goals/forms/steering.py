"""What those who steer type: the note with a deed, and who answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField


class NoteForm(forms.Form):
    """A note that is needed, one of many on a page: why an entry is returned, how a correction was made."""

    note = CleanedCharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data, *, pk: int, label: str):
        super().__init__(data, auto_id=f"%s-{pk}")
        self.fields["note"].label = label


class AnsweringPostForm(forms.Form):
    post = forms.TypedChoiceField(label=_("Vastaa"), coerce=int)

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts
