"""What the coordinator types of successions: a fate, what goes on with a thing, and what that rests on."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.models import Succession
from goals.operations.successions import Settlement
from goals.queries.successions import HEIRS, HEIRS_OF
from kemistrategy.organisation.forms import CleanedCharField
from measures.forms.targets import LARGEST_PK, LONGEST_REASON, BasisForm

SETTLE, CONFIRM, CONFIRM_ALL, WITHDRAW, REMOVE = "settle", "confirm", "confirm-all", "withdraw", "remove"


def heir_groups(heirs, kinds=HEIRS, *, is_same_indicator: bool = False):
    """Choices in groups, "theme-3"; of an old indicator the groups say that the same one goes on."""
    names = {
        "theme": gettext("Teemat"),
        "benefit": gettext("Sama mittari jatkuu: hyöty") if is_same_indicator else gettext("Hyödyt"),
        "goal": gettext("Sama mittari jatkuu: tavoite") if is_same_indicator else gettext("Tavoitteet"),
        "action": gettext("Toimenpiteet"),
        "indicator": gettext("Uusi mittari tilalle") if is_same_indicator else gettext("Mittarit"),
    }
    return [
        (names[kind], [(f"{kind}-{pk}", str(title)) for pk, title in heirs[kind]]) for kind in kinds if heirs.get(kind)
    ]


class SuccessionForm(BasisForm):
    """A fate with its basis; `note` is the reason too when there is no decision."""

    fate = forms.ChoiceField(label=_("Miten käy"), choices=[("", _("Valitse")), *Succession.Fate.choices])
    note = CleanedCharField(
        label=_("Huomautus suomeksi (julkinen)"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Kenelle siirtyy, miksi luovutaan, tai syy, jos päätöstä ei ole."),
        widget=forms.Textarea(attrs={"rows": 2, "lang": "fi"}),
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_PK, widget=forms.HiddenInput)

    def clean(self):
        given = super().clean()
        given["heirs"] = tuple(_thing(key) for key in self.heir_keys(given))
        return given

    def heir_keys(self, given):
        return [given["heir"]] if given.get("heir") else []


class ManyFatesForm(SuccessionForm):
    """The same for the ticked rows: `deed` says which of the fields count."""

    deed = forms.ChoiceField(label=_("Mitä tehdään"), widget=forms.RadioSelect, initial=SETTLE)
    heir = forms.ChoiceField(label=_("Mikä uudessa strategiassa jatkaa"), required=False)
    is_confirmed = forms.BooleanField(label=_("Vahvista samalla"), required=False)
    field_order = ["deed", "fate", "heir", "note", "is_confirmed"]

    def __init__(self, data=None, *, heirs, proposals: int, initial=None):
        super().__init__(data, initial=initial, auto_id="many_%s")
        self.fields["heir"].choices = [("", _("Ei jatkajaa")), *heir_groups(heirs)]
        self.fields["deed"].choices = [
            (SETTLE, _("Aseta valituille, miten käy")),
            (CONFIRM, _("Vahvista valittujen ehdotukset")),
            (CONFIRM_ALL, gettext("Vahvista kaikki ehdotukset (%(n)s)") % {"n": proposals}),
            (WITHDRAW, _("Peru valittujen vahvistus")),
            (REMOVE, _("Poista valittujen ehdotukset")),
        ]
        self.fields["fate"].required = data is not None and data.get("deed") == SETTLE

    def settlement(self) -> Settlement:
        given = self.cleaned_data
        return Settlement(given["fate"], given["heirs"], given["note"])


class ThingFateForm(SuccessionForm):
    """One thing's: it may go on in several places."""

    heirs_chosen = forms.MultipleChoiceField(
        label=_("Mikä uudessa strategiassa jatkaa"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_confirmed = forms.BooleanField(
        label=_("Vahvista"), required=False, help_text=_("Muuten tämä näkyy sivuilla ehdotuksena.")
    )
    field_order = ["fate", "heirs_chosen", "note", "is_confirmed"]

    def __init__(self, data=None, *, kind: str, heirs, initial=None):
        super().__init__(data, initial=initial)
        groups = heir_groups(heirs, HEIRS_OF[kind], is_same_indicator=kind == "indicator")
        self.fields["heirs_chosen"].choices = groups

    def heir_keys(self, given):
        return given.get("heirs_chosen") or []

    def settlement(self, notes: set[str]) -> Settlement:
        """`notes` are those of the rows now: where they differ and nobody touched the field, each keeps its own."""
        given = self.cleaned_data
        untouched = len(notes) > 1 and given["note"] == (self.initial.get("note") or "")
        return Settlement(given["fate"], given["heirs"], None if untouched else given["note"])


def _thing(key: str) -> tuple[str, int]:
    kind, _dash, number = key.partition("-")
    return kind, int(number)
