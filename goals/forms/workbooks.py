"""Bringing one's own workbook back: the file, and then what of its changes is taken."""

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.plan_workbook.own.differences import PRESENT, TYPED, Difference
from goals.plan_workbook.own.stamps import digest
from kemistrategy.workbook_reading.book import Book, book_of_json, book_to_json

A_DAY = 24 * 60 * 60
LONGEST_NAME = 200


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Täytetty työkirja"),
        help_text=gettext_lazy("Tältä sivulta ladattu Excel-tiedosto (.xlsx) tai siitä tallennettu .ods."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods"}),
    )


class ChangesForm(forms.Form):
    """What was read of the file goes along, signed for this person; nothing is kept in between.

    `take` are the keys of the ticked changes; `which_<digest of the key>` tells which side of a conflict stays.
    """

    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, user, **about):
        super().__init__(data, **about)
        self.salt = f"workbook of {user.pk}"

    def signed(self, book: Book, file_name: str) -> str:
        return signing.dumps([file_name[:LONGEST_NAME], book_to_json(book)], salt=self.salt, compress=True)

    def clean_read(self):
        try:
            file_name, sheets = signing.loads(self.cleaned_data["read"], salt=self.salt, max_age=A_DAY)
        except signing.BadSignature as problem:
            raise forms.ValidationError(_("Esikatselu on vanhentunut. Valitse tiedosto uudelleen.")) from problem
        return file_name, book_of_json(sheets)

    def answered(self, found: list[Difference]) -> tuple[list[str], dict[str, str]]:
        """The keys that are left out, and the answers to conflicts."""
        taken = self.data.getlist("take")
        left_out = [one.key for one in found if one.key not in taken and not one.is_conflict]
        chosen = {one.key: self.data.get(group_of(one), "") for one in found if one.is_conflict}
        return left_out, {key: answer for key, answer in chosen.items() if answer in (TYPED, PRESENT)}


def group_of(conflict: Difference) -> str:
    """The name of its two buttons: of another present value they are others."""
    return f"which_{digest(conflict.key)}"
