"""What the coordinator types of a milestone of an action, or of a stage of a project."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import Action, Project
from goals.operations.milestones import STEP_FIELDS
from kemistrategy.organisation.forms import DayField, OneLineField
from measures.forms.targets import LARGEST_PK

from .edit_conflicts import VersionedForm

LONGEST_TITLE = 300
LABELS = {
    Action: {"fi": _("Välietappi"), "sv": _("Välietappi ruotsiksi"), "en": _("Välietappi englanniksi")},
    Project: {"fi": _("Vaihe"), "sv": _("Vaihe ruotsiksi"), "en": _("Vaihe englanniksi")},
}


class MilestoneForm(VersionedForm):
    """`step` is empty for a new one; `model` says what it is called."""

    step = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PK, widget=forms.HiddenInput)
    title_fi = OneLineField(max_length=LONGEST_TITLE)
    title_sv = OneLineField(max_length=LONGEST_TITLE, required=False, widget=forms.TextInput(attrs={"lang": "sv"}))
    title_en = OneLineField(max_length=LONGEST_TITLE, required=False, widget=forms.TextInput(attrs={"lang": "en"}))
    starts_on = DayField(label=_("Alkaa"), required=False)
    due_on = DayField(label=_("Määräpäivä"), required=False)
    done_on = DayField(label=_("Valmistunut"), required=False)

    def __init__(self, data=None, *, model: type[Action | Project], initial=None):
        super().__init__(data, initial=initial)
        for language, label in LABELS[model].items():
            self.fields[f"title_{language}"].label = label

    @property
    def values(self) -> dict[str, object]:
        """The `values` of `operations.milestones.save_milestone`."""
        return {name: self.cleaned_data[name] for name in STEP_FIELDS}


def step_initial(step) -> dict[str, object]:
    """A milestone as the form shows it."""
    return {name: getattr(step, name) or "" for name in STEP_FIELDS}
