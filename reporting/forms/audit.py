"""What the audit committee types, and what is typed of its recommendations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from kemistrategy.text import Text
from reporting.models import AuditJudgement, Finding

LONGEST_TEXT = 20_000
LARGEST_VERSION = 2**31 - 1


def _text(label, *, rows, **options):
    widget = forms.Textarea(attrs={"rows": rows})
    return CleanedCharField(label=label, max_length=LONGEST_TEXT, widget=widget, **options)


class VersionedForm(forms.Form):
    """With the version of the row that its writer saw; 0 when there was none."""

    version = forms.IntegerField(
        min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def with_version(self, version: int):
        """The same words against what somebody else has saved meanwhile: the next save is a choice."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)
        return self


class JudgementForm(VersionedForm):
    """One of many on a page: its names begin with the goal's number."""

    code = forms.ChoiceField(
        label=_("Arvio"),
        choices=AuditJudgement.Code.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse arvio.")},
    )
    grounds = _text(_("Perustelu"), rows=3, required=False)

    def __init__(self, data=None, *, goal_pk: int, **kwargs):
        super().__init__(data, prefix=f"g{goal_pk}", **kwargs)


class IntroductionForm(VersionedForm):
    introduction = _text(_("Johdanto"), rows=8, required=False)


class FindingForm(VersionedForm):
    kind = forms.ChoiceField(
        label=_("Laji"),
        choices=Finding.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("Suosituksesta pyydetään kaupunginhallituksen lausunto, ja sitä seurataan, kunnes se päätetään."),
    )
    goal = forms.TypedChoiceField(label=_("Mitä tavoitetta koskee"), coerce=int, empty_value=None, required=False)
    text = _text(_("Teksti"), rows=5)

    def __init__(self, *args, goals: list[tuple[int, Text]], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(pk, _shortened(title.words)) for pk, title in goals]
        self.fields["goal"].choices = [("", _("Yleinen, ei yhtä tavoitetta")), *choices]


def _shortened(words):
    return words if len(words) <= 100 else f"{words[:99]}…"


class AccessForm(forms.Form):
    decided_on = DayField(label=_("Lautakunta päätti"))
    section = OneLineField(label=_("Pykälä"), max_length=20, help_text=_("Esimerkiksi 12"))
    purpose = _text(_("Mihin tietoja tarvitaan"), rows=3)
    ends_on = DayField(
        label=_("Voimassa asti"), required=False, help_text=_("Jätä tyhjäksi, jos päätöksessä ei ole päättymispäivää.")
    )


class StatementForm(VersionedForm):
    statement = _text(_("Kaupunginhallituksen lausunto"), rows=5)
    decided_on = DayField(label=_("Kaupunginhallitus päätti"))
    section = OneLineField(label=_("Pykälä"), max_length=20, help_text=_("Esimerkiksi 45"))


class FollowUpForm(VersionedForm):
    words = _text(_("Mitä on tehty"), rows=4)


class ClosingForm(VersionedForm):
    note = _text(_("Miten suositus toteutui"), rows=3)
