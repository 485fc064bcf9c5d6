"""What the coordinator types of the surroundings: what answers a challenge, and the city's other plans."""

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import OtherPlan
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from measures.queries.targets import decisions_to_choose

from .actions import number_choice
from .edit_conflicts import VersionedForm
from .structure import LANGUAGES, Words

LONGEST_NOTE = 5_000


class EnvironmentLinkForm(forms.Form):
    """Choices are in groups: "challenge-3" or "swot_item-7" for what is answered, "goal-5" for what answers it."""

    origin = forms.ChoiceField(label=_("Mihin vastataan"))
    answer = forms.ChoiceField(label=_("Mikä siihen vastaa"))
    note = OneLineField(label=_("Miten se vastaa"), required=False, max_length=300)

    def __init__(self, data=None, *, origins, answers, initial=None):
        super().__init__(data, initial=initial)
        for name, choices in (("origin", origins), ("answer", answers)):
            self.fields[name].choices = [("", _("Valitse")), *choices]

    def clean_origin(self) -> tuple[str, int]:
        return _kind_and_number(self.cleaned_data["origin"])

    def clean_answer(self) -> tuple[str, int]:
        return _kind_and_number(self.cleaned_data["answer"])


def _kind_and_number(key):
    kind, _dash, number = key.rpartition("-")
    return kind, int(number)


class OtherPlanForm(VersionedForm):
    """One of the city's other plans."""

    words = Words(_("Suunnitelman nimi"), 300, needed=True)
    strategy = number_choice(_("Strategia"), required=True)
    unit = number_choice(_("Toimiala"))
    address = forms.URLField(
        label=_("Suunnitelman osoite verkossa"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    starts_on = DayField(label=_("Alkaa"), required=False)
    ends_on = DayField(label=_("Päättyy"), required=False)
    compatible = forms.ChoiceField(
        label=_("Onko suunnitelma yhteensopiva strategian kanssa?"),
        choices=OtherPlan.Compatible.choices,
        initial=OtherPlan.Compatible.CHECKING,
        widget=forms.RadioSelect,
    )
    note = CleanedCharField(
        label=_("Perustelu"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Miten suunnitelma sopii strategiaan tai mikä siinä on ristiriidassa. Julkinen."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision = number_choice(_("Päätös, jolla suunnitelma on hyväksytty"))

    def __init__(self, data=None, *, strategies, units, initial=None):
        super().__init__(data, initial=initial)
        for language in LANGUAGES:
            self.fields[f"name_{language}"] = self.words.field(language)
        self.fields["strategy"].choices = strategies
        self.fields["unit"].choices = [("", _("Koko kaupunki")), *units]
        self.fields["decision"].choices = cache(lambda: [("", "–"), *decisions_to_choose()])

    def language_groups(self):
        """As `PartForm.language_groups`."""
        for language, label in LANGUAGES.items():
            field = self[f"name_{language}"]
            yield language, label, [field], language == "fi" or bool(field.errors)

    def other_fields(self):
        names = ("strategy", "unit", "address", "starts_on", "ends_on", "compatible", "note", "decision")
        return [self[name] for name in names]

    @property
    def values(self) -> dict[str, object]:
        """Those of `operations.other_plans.save_other_plan`."""
        given = self.cleaned_data
        names = ("name_fi", "name_sv", "name_en", "address", "starts_on", "ends_on", "compatible", "note")
        chosen = {f"{name}_id": given[name] for name in ("strategy", "unit", "decision")}
        return {name: given[name] for name in names} | chosen


def other_plan_initial(plan: OtherPlan) -> dict[str, object]:
    names = ("name_fi", "name_sv", "name_en", "address", "starts_on", "ends_on", "compatible", "note")
    chosen = {name: getattr(plan, f"{name}_id") or "" for name in ("strategy", "unit", "decision")}
    return {name: getattr(plan, name) or "" for name in names} | chosen
