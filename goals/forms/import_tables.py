"""What a person says of a whole table of an import, and of one owner's word."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.operations.new_results import refuse_period
from goals.plan_workbook.proposal.owners import KINDS_OF_NEW
from goals.plan_workbook.reading.tables import FoundColumn
from goals.queries.plan_matches import Existing
from kemistrategy.organisation.forms import OneLineField
from kemistrategy.organisation.models import Position
from kemistrategy.periods import period_code
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import finnish_order

from .imports import LARGEST_PK

TABLE_KINDS = {
    "plan": _("Tavoitteet ja toimenpiteet"),
    "indicators": _("Mittarit ja niiden arvot"),
    "projects": _("Projektit"),
    "unknown": _("Ei tunnistettu"),
}
ROLES = {
    "theme": _("Päämäärä tai teema"),
    "parent_goal": _("Ylempi tavoite"),
    "strategic_goal": _("Strateginen tavoite"),
    "goal": _("Tavoite"),
    "goal_and_measure": _("Tavoite ja mittari"),
    "action": _("Toimenpiteet"),
    "action_and_measure": _("Toimenpide ja mittari"),
    "owners": _("Vastuutahot"),
    "schedule": _("Aikataulu"),
    "owners_and_schedule": _("Vastuu ja aikataulu"),
    "measure": _("Mittarit"),
    "baseline": _("Lähtötaso (NYT)"),
    "target": _("Tavoitetaso"),
    "actual": _("Toteuma"),
    "attainment": _("Toteutuminen"),
    "assessment": _("Arviointi"),
    "state": _("Tila"),
    "forecast": _("Ennuste"),
    "deviation": _("Mikä ei etene suunnitellusti"),
    "sdg": _("SDG-tavoitteet"),
    "benefit": _("Hyöty"),
    "project": _("Projekti"),
    "outcome": _("Lopputulema"),
    "stages": _("Vaiheet"),
    "unit": _("Toimiala tai yksikkö"),
    "decision": _("Päätös"),
    "binding": _("Sitovuus"),
    "year": _("Vuosi"),
    "code": _("Numero tai tunnus"),
    "source": _("Lähde"),
    "frequency": _("Kuinka usein mitataan"),
    "note": _("Huomautus"),
}
NOT_READ = _("Ei lueta")
WITHOUT_THEME = 0  # a person has said that the goals have none


def role_words(role: str) -> str:
    return str(ROLES.get(role, NOT_READ))


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


class TableForm(forms.Form):
    """What a table is, under which theme its goals come, and what its columns are."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK, widget=forms.HiddenInput)
    leave_out = forms.BooleanField(label=_("Jätetään koko taulukko pois"), required=False)
    kind = forms.ChoiceField(label=_("Mitä taulukossa on?"))
    theme = forms.TypedChoiceField(
        label=_("Päämäärä"), coerce=int, empty_value=None, required=False, widget=forms.Select(attrs={"lang": "fi"})
    )

    def __init__(
        self, data=None, *, line, existing: Existing, columns: tuple[FoundColumn, ...], version: int, slug: str
    ):
        super().__init__(data, auto_id=f"line-{slug}_%s")
        self.line, table = line, line.table
        kinds = [(kind, words) for kind, words in TABLE_KINDS.items() if kind != "unknown" or table.kind == "unknown"]
        self.fields["kind"].choices = kinds
        themes = [(theme.pk, theme.title) for theme in existing.themes.values()]
        self.fields["theme"].choices = [
            ("", gettext("Lue tiedostosta")),
            *themes,
            (WITHOUT_THEME, gettext("Ei päämäärää")),
        ]
        self.initial = {"version": version, "leave_out": line.is_left_out, "kind": line.kind}
        self.initial["theme"] = line.answer.get("theme", line.theme)
        self.columns = [column_letters(column.number) for column in columns]
        for column, letters in zip(columns, self.columns, strict=True):
            label = gettext("Sarake %(column)s: %(heading)s") % {
                "column": letters,
                "heading": " ".join(column.heading.split())[:80] or "–",
            }
            self.fields[letters] = forms.ChoiceField(
                label=label, required=False, choices=[("", NOT_READ), *ROLES.items()]
            )
            self.initial[letters] = column.role if column.role in ROLES else ""
        if any(role == "actual" for role, _heading in table.columns):
            help_text = gettext("Esimerkiksi 2023, 1–6/2023 tai 6/2023. Tyhjä: toteumia ei kirjata.")
            label = gettext("Toteumien jakso")
            self.fields["period"] = OneLineField(label=label, required=False, max_length=40, help_text=help_text)
            self.initial["period"] = line.answer.get("period", period_code(line.period) if line.period else "")

    def visible_in_order(self):
        return [self[name] for name in self.fields if not self[name].is_hidden]

    def clean_period(self):
        typed = self.cleaned_data["period"]
        if typed:
            try:
                refuse_period(typed)
            except NotAllowed as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return typed

    def answer(self) -> dict:
        """Columns are answered together: the others keep what they were read as."""
        given, changed = self.cleaned_data, set(self.changed_data)
        found = {name: given[name] for name in ("kind", "theme", "leave_out", "period") if name in changed}
        if changed & set(self.columns):
            found["columns"] = {letters: given[letters] for letters in self.columns}
        return {**found, "checked": True}


class OwnerForm(forms.Form):
    """As which post an owner's word is read, on every line that has it."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK, widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("Miten vastuutaho luetaan?"),
        widget=forms.RadioSelect,
        choices=[
            ("post", _("Tehtävä, joka on jo palvelussa")),
            ("new", _("Lisätään uusi")),
            ("words", _("Vain sanoina")),
        ],
    )
    post = forms.TypedChoiceField(
        label=_("Tehtävä"), coerce=int, empty_value=None, required=False, widget=forms.Select(attrs={"lang": "fi"})
    )
    kind = forms.ChoiceField(
        label=_("Uuden laji"), choices=[(kind, Position.Kind(kind).label) for kind in KINDS_OF_NEW], required=False
    )

    def __init__(self, data=None, *, line, existing: Existing, version: int, slug: str):
        super().__init__(data, auto_id=f"line-{slug}_%s")
        near = [(one.pk, f"{one.title} ({one.similarity} %)") for one in line.candidates]
        rest = [post for post in existing.posts.values() if post.pk not in dict(near)]
        rest = [(post.pk, post.title) for post in sorted(rest, key=lambda post: finnish_order(post.title))]
        self.fields["post"].choices = [("", gettext("Valitse")), *near, *rest]
        self.initial = {"version": version, "choice": line.choice or "post", "post": line.post, "kind": line.kind}

    def visible_in_order(self):
        return [self[name] for name in self.fields if not self[name].is_hidden]

    def clean(self):
        given = super().clean()
        if given.get("choice") == "post" and not given.get("post") and "post" not in self.errors:
            self.add_error("post", gettext("Valitse tehtävä luettelosta."))
        return given

    def answer(self) -> dict:
        given = self.cleaned_data
        more = {"post": {"post": given["post"]}, "new": {"kind": given["kind"] or "single"}}.get(given["choice"], {})
        return {"choice": given["choice"], **more}
