"""One turn of a discussion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.operations.discussion import LONGEST_COMMENT
from kemistrategy.organisation.forms import CleanedCharField


class CommentForm(forms.Form):
    text = CleanedCharField(
        label=_("Kirjoita viesti"),
        max_length=LONGEST_COMMENT,
        help_text=_("Näkyy vain kirjautuneille, ei raportissa."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
