"""What becomes of an action: merged with others, split into several, or replaced."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.operations.action_lineage import MERGED, MOST_HEIRS, SPLIT, Carried, Heirs
from kemistrategy.organisation.forms import CleanedCharField, DayField

from .actions import LONGEST_TITLE, ReasonedForm, many_choices, number_choice


class LineageForm(ReasonedForm):
    """`kind` decides which of the fields are there."""

    others = many_choices(_("Mitkä yhdistetään tämän kanssa?"))
    heir = number_choice(_("Olemassa oleva toimenpide"), help_text=_("Tai kirjoita alle uuden toimenpiteen sanat."))
    title = CleanedCharField(
        label=_("Uusi toimenpide suomeksi"),
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    titles = CleanedCharField(
        label=_("Uudet toimenpiteet suomeksi, kukin omalla rivillään"),
        max_length=LONGEST_TITLE * MOST_HEIRS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    happened_on = DayField(label=_("Mistä päivästä alkaen"))
    carries_measures = forms.BooleanField(
        label=_("Mittarit siirtyvät uudelle"),
        required=False,
        initial=True,
        help_text=_("Muuten ne jäävät suunnitelmaan tavoitteen omiksi mittareiksi."),
    )
    carries_milestones = forms.BooleanField(
        label=_("Kesken olevat välietapit siirtyvät uudelle"), required=False, initial=True
    )

    def __init__(self, data=None, *, kind: str, choices, initial=None):
        super().__init__(data, initial=initial)
        self.kind = kind
        self.fields["reason"].label = _("Syy, jos päätöstä ei ole (julkinen)")
        left_out = {SPLIT: ("others", "heir", "title"), MERGED: ("titles",)}.get(kind, ("others", "titles"))
        for name in left_out:
            del self.fields[name]
        if kind == SPLIT:
            self.fields["carries_measures"].label = _("Mittarit siirtyvät ensimmäiselle uudelle")
            self.fields["carries_milestones"].label = _("Kesken olevat välietapit siirtyvät ensimmäiselle uudelle")
        if "others" in self.fields:
            self.fields["others"].choices = choices
        if "heir" in self.fields:
            self.fields["heir"].choices = [("", "–"), *choices]

    def clean(self):
        given = super().clean()
        if self.kind != SPLIT and not self.errors and bool(given.get("heir")) == bool(given.get("title")):
            self.add_error(
                None, gettext("Valitse joko olemassa oleva toimenpide tai kirjoita uuden sanat, ei molempia.")
            )
        return given

    @property
    def heirs(self) -> Heirs:
        given = self.cleaned_data
        if self.kind == SPLIT:
            return Heirs(titles=tuple(line for typed in given["titles"].splitlines() if (line := typed.strip())))
        return Heirs(pk=given["heir"]) if given["heir"] else Heirs(titles=(given["title"],))

    @property
    def carried(self) -> Carried:
        given = self.cleaned_data
        return Carried(
            measures_to=0 if given["carries_measures"] else None,
            milestones_to=0 if given["carries_milestones"] else None,
        )
