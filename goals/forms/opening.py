"""What the coordinator ticks before a review is opened, and what is done with it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.queries.opening import Gap
from kemistrategy.organisation.forms import CleanedCharField

DEEDS = ("give", "leave", "take")
LONGEST_REASON = 2000


class GapsForm(forms.Form):
    """Ticked rows: `thing` are keys of gaps or "all-<kind>" for every row of a table, `omission` what was left out.

    A measure of an action is left out only when it was ticked itself: "all" must not silence the actions' own figures.
    """

    deed = forms.ChoiceField(choices=[(deed, deed) for deed in DEEDS], widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(
        label=_("Toimiala niille, joilla ei ole omaa"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Muut annetaan oman toimialansa johtavalle tehtävälle."),
    )
    reason = CleanedCharField(
        label=_("Syy pois jättämiseen"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Sama syy kaikille valituille. Se kerrotaan raportissa."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, gaps: dict[str, list[Gap]], units):
        super().__init__(data)
        self._gaps = gaps
        self.fields["unit"].choices = [("", "–"), *units]

    @property
    def chosen(self) -> frozenset[str]:
        """What was ticked, to be ticked again on the page."""
        return frozenset(self.data.getlist("thing")) if self.is_bound else frozenset()

    def ticked(self) -> list[Gap]:
        chosen, leaves_out = self.chosen, self.data.get("deed") == "leave"
        return [
            gap
            for kind, gaps in self._gaps.items()
            for gap in gaps
            if gap.key in chosen or (f"all-{kind}" in chosen and not (leaves_out and gap.is_of_action))
        ]

    @property
    def kept(self) -> int:
        """How many measures of actions "all" would have left out with the rest."""
        every = (gap for kind, gaps in self._gaps.items() if f"all-{kind}" in self.chosen for gap in gaps)
        return sum(gap.is_of_action and gap.key not in self.chosen for gap in every)

    def omissions(self) -> list[int]:
        typed = self.data.getlist("omission")
        return [int(pk) for pk in typed if pk.isascii() and pk.isdigit() and len(pk) < 18]

    def clean(self):
        deed = self.cleaned_data.get("deed")
        if deed == "take":
            if not self.omissions():
                raise forms.ValidationError(gettext("Valitse ensin rivit."))
        elif not self.ticked():
            raise forms.ValidationError(
                gettext("Toimenpiteiden mittarit valitaan yksitellen, jotta toimenpiteiden luvut kysytään.")
                if self.kept
                else gettext("Valitse ensin rivit.")
            )
        elif deed == "give" and not any(gap.lacks_somebody for gap in self.ticked()):
            raise forms.ValidationError(gettext("Valituilla on jo vastaaja ja haltija. Aseta puuttuva tavoitetaso."))
        if deed == "leave" and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Kirjoita syy. Se kerrotaan raportissa."))
