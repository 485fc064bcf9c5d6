"""What a person puts right in one line of a proposal: only what she changed is an answer, the rest stays as read."""

from types import SimpleNamespace

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.models import Goal
from goals.plan_workbook.proposal.answers import level_typed
from goals.plan_workbook.proposal.proposed import (
    LEAVE_OUT,
    NEW,
    SAME,
    Proposal,
    ProposedAction,
    ProposedGoal,
    ProposedIndicator,
    ProposedMeasure,
    ProposedProject,
)
from goals.plan_workbook.proposal.results import result_words
from goals.queries.plan_matches import Existing
from kemistrategy.organisation.forms import CleanedCharField, OneLineField
from kemistrategy.schedule import parse_schedule
from kemistrategy.text import Text, finnish_order
from measures.forms.targets import YearField
from measures.levels import NotALevel
from measures.models import Indicator
from measures.operations.targets import level_problem
from measures.words import target_words

from .imports import LARGEST_PK, goal_of_value, goal_value

MORE_OWNERS = 2  # empty fields after those that were read
LONGEST_WORDS = 4000
CHANGES = {
    "words": _("Sanamuoto"),
    "owners": _("Vastuutahot"),
    "schedule": _("Aikataulu"),
    "decision": _("Päätös"),
    "target": _("Tavoitetaso"),
    "baseline": _("Lähtötaso"),
    "outcome": _("Lopputulema"),
    "stages": _("Uudet vaiheet"),
}


def read_level_words(reading) -> str:
    """The target level of a reading as it would be typed: "vähintään 80 %"; "" without one."""
    if not reading.has_target and not reading.words:
        return ""
    level = SimpleNamespace(comparison=reading.comparison, low=reading.low, high=reading.high, words=reading.words)
    if level.low is None and level.high is None:
        return reading.words
    return str(target_words(reading, Text(reading.unit), level))


class PkChoiceField(forms.TypedChoiceField):
    """One of the things that exist, by primary key; "" is none of them."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)
        self.widget.attrs["lang"] = "fi"


class LineForm(forms.Form):
    """What every line has: new, the same as something that exists, or left out; and its words."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=_("Mitä tälle tehdään?"), widget=forms.RadioSelect)
    same = PkChoiceField(label=_("Sama kuin"))
    words = CleanedCharField(
        label=_("Teksti"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2, "lang": "fi"})
    )
    change = forms.MultipleChoiceField(
        label=_("Mitä palvelussa muutetaan?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    THINGS = ""  # the field of Existing that holds what a line may be the same as
    ALWAYS = ("version",)

    def __init__(self, data=None, *, line, existing: Existing, proposal: Proposal, version: int, slug: str):
        self.line, self.existing, self.proposal = line, existing, proposal
        super().__init__(data, auto_id=f"line-{slug}_%s")
        self.initial = {"version": version, "choice": line.choice, "same": line.same, "words": line.words}
        self.initial["change"] = [change.field for change in line.changes if change.is_chosen]
        self.fields["choice"].choices = [
            (NEW, gettext("Lisätään uutena")),
            (SAME, gettext("On jo palvelussa")),
            (LEAVE_OUT, gettext("Jätetään pois")),
        ]
        self.fields["same"].choices = self._things()
        if line.changes:
            self.fields["change"].choices = [
                (change.field, f"{CHANGES.get(change.field, change.field)}: {change.present or '–'} → {change.read}")
                for change in line.changes
            ]
        else:
            del self.fields["change"]

    def _things(self):
        known = {one.pk for one in self.line.candidates}
        alike = [(one.pk, f"{one.title} ({one.similarity} %)") for one in self.line.candidates]
        rest = [thing for thing in getattr(self.existing, self.THINGS).values() if thing.pk not in known]
        rest = [(thing.pk, thing.title) for thing in sorted(rest, key=lambda thing: finnish_order(thing.title))]
        groups = [(gettext("Samankaltaisia"), alike)] if alike else []
        return [("", gettext("Valitse")), *groups, *([(gettext("Muut"), rest)] if rest else [])]

    def visible_in_order(self):
        return [self[name] for name in self.fields if not self[name].is_hidden]

    def clean_same(self):
        same = self.cleaned_data["same"]
        if self.cleaned_data.get("choice") == SAME and same is None and not self.line.same_item:
            raise forms.ValidationError(gettext("Valitse, minkä kanssa tämä on sama."))
        return same

    def answer(self) -> dict:
        """What was changed, and that a person has looked at the line."""
        given = self.cleaned_data
        found = {name: self.answered(name, given[name]) for name in self.changed_data if name not in self.ALWAYS}
        if "choice" in found or "same" in found:
            found["choice"] = given["choice"]
            found["same"] = given["same"] if given["choice"] == SAME else None
        return {**found, "checked": True}

    def answered(self, name: str, value):
        return value


class GoalLineForm(LineForm):
    THINGS = "goals"

    theme = PkChoiceField(label=_("Päämäärä"))
    binding = forms.ChoiceField(label=_("Sitovuus"), choices=Goal.Binding.choices)
    unit = PkChoiceField(label=_("Toimiala"))
    year = YearField(label=_("Vuosi"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        line = self.line
        self.initial |= {"theme": line.theme, "binding": line.binding, "unit": line.unit, "year": line.year}
        self.fields["theme"].choices = titles(self.existing.themes, gettext("Ei päämäärää"))
        self.fields["unit"].choices = titles(self.existing.units, gettext("Ei valittu"))


class WithOwners:
    """Owners as so many choices of a post as were read and two more, the answering post, and the schedule."""

    def add_owners(self):
        self.posts = titles(self.existing.posts, gettext("Ei valittu"))
        self.read = [owner.post for owner in self.line.owners if owner.post]
        self.owner_names = [f"owner_{number}" for number in range(1, len(self.read) + MORE_OWNERS + 1)]
        for name, post in zip(self.owner_names, (*self.read, *[None] * MORE_OWNERS), strict=True):
            label = gettext("Vastuutaho %(number)s") % {"number": name.removeprefix("owner_")}
            self.fields[name] = PkChoiceField(label=label)
            self.fields[name].choices = self.posts
            self.initial[name] = post
        self.fields["answering_post"] = PkChoiceField(
            label=gettext("Vastaa"), help_text=gettext("Se, joka kirjaa tilanteen. Muut ovat mukana.")
        )
        single = [(pk, post) for pk, post in self.existing.posts.items() if post.kind == "single"]
        self.fields["answering_post"].choices = titles(dict(single), gettext("Valitaan vastuutahoista"))
        self.initial["answering_post"] = self.line.answering_post
        self.fields["schedule"] = OneLineField(
            label=gettext("Aikataulu"),
            required=False,
            max_length=100,
            help_text=gettext("Esimerkiksi 2023, 2023–, 2024–2026, syksyllä 2023 tai vuosittain"),
        )
        self.initial["schedule"] = self.line.schedule_words

    def clean_schedule(self):
        typed = self.cleaned_data["schedule"]
        if typed and "schedule" in self.changed_data and parse_schedule(typed) is None:
            raise forms.ValidationError(
                gettext("Aikataulua ei voi lukea. Kirjoita esimerkiksi 2023, 2023–, 2024–2026 tai syksyllä 2023.")
            )
        return typed

    def answer(self):
        found = super().answer()
        changed = [name for name in self.owner_names if found.pop(name, self) is not self]
        if changed:
            posts = (self.cleaned_data[name] for name in self.owner_names)
            found["owners"] = list(dict.fromkeys(filter(None, posts)))
        return found


class WithMeasure:
    """How it is measured: a name, a kind, a direction and a target level."""

    def add_measure(self):
        reading = self.line.reading
        self.fields["name"] = OneLineField(label=gettext("Mittarin nimi"), required=False, max_length=300)
        self.fields["kind"] = forms.ChoiceField(label=gettext("Laji"), choices=Indicator.Kind.choices)
        self.fields["unit"] = OneLineField(label=gettext("Yksikkö"), required=False, max_length=60)
        self.fields["direction"] = forms.ChoiceField(label=gettext("Suunta"), choices=Indicator.Direction.choices)
        self.fields["frequency"] = forms.ChoiceField(
            label=gettext("Kuinka usein mitataan?"), choices=Indicator.Frequency.choices
        )
        self.fields["figure"] = OneLineField(
            label=gettext("Tavoitetaso"),
            required=False,
            max_length=300,
            help_text=gettext("Esimerkiksi vähintään 80 %, enintään 5, 70–100 tai sanoina"),
        )
        self.fields["target_year"] = YearField(label=gettext("Minkä vuoden taso?"))
        names = ("name", "kind", "unit", "direction", "frequency")
        self.initial |= {name: getattr(reading, name) for name in names}
        self.initial |= {"figure": read_level_words(reading), "target_year": reading.year}
        if self.line.item.actual:
            self.fields["actual"] = OneLineField(label=gettext("Toteuma"), required=False, max_length=300)
            self.initial["actual"] = result_words(self.line)

    def clean(self):
        given = super().clean()
        if given.get("figure") and {"figure", "kind", "unit", "direction"} & set(self.changed_data):
            read = SimpleNamespace(
                kind=given.get("kind"),
                unit=given.get("unit"),
                direction=given.get("direction"),
                scale_maximum=self.line.reading.scale_maximum,
            )
            try:
                level_typed(read, given["figure"])
            except NotALevel as problem:
                indicator = SimpleNamespace(
                    **vars(read), unit_fi=read.unit, lowest=None, highest=None, is_told_in_words=False
                )
                self.add_error("figure", level_problem(problem, indicator))
        return given


class ActionLineForm(WithOwners, LineForm):
    THINGS = "actions"

    goal = forms.ChoiceField(label=_("Tavoite"), required=False, widget=forms.Select(attrs={"lang": "fi"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = goals_to_choose(self.proposal, self.existing)
        self.initial["goal"] = goal_value(self.line.goal)
        self.add_owners()

    def answered(self, name, value):
        return goal_of_value(value) if name == "goal" else value


class MeasureLineForm(WithMeasure, LineForm):
    THINGS = "indicators"

    goal = forms.ChoiceField(label=_("Tavoite"), required=False, widget=forms.Select(attrs={"lang": "fi"}))
    action = forms.ChoiceField(label=_("Toimenpide"), required=False, widget=forms.Select(attrs={"lang": "fi"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = goals_to_choose(self.proposal, self.existing)
        self.fields["action"].choices = self._actions()
        self.initial |= {"goal": goal_value(self.line.goal), "action": goal_value(self.line.action)}
        self.add_measure()

    def _actions(self):
        """Those under its goal in the file, and the one it belongs to now."""
        near = [one for one in self.proposal.all_actions if self.line.goal and one.goal == self.line.goal]
        choices = {goal_value(one.key): one.words for one in near}
        now = goal_value(self.line.action)
        if now and now not in choices:
            thing = self.existing.actions.get(self.line.action) if isinstance(self.line.action, int) else None
            choices[now] = thing.title if thing else self._words_of(self.line.action)
        return [("", gettext("Koko tavoitteen mittari")), *choices.items()]

    def _words_of(self, key):
        return next((one.words for one in self.proposal.all_actions if one.key == key), str(key))

    def answered(self, name, value):
        return goal_of_value(value) if name in ("goal", "action") else value


class IndicatorLineForm(WithMeasure, LineForm):
    THINGS = "indicators"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_measure()
        self.fields["baseline"] = OneLineField(label=gettext("Lähtötaso"), required=False, max_length=300)
        self.fields["benefits"] = several(gettext("Hyödyt"), self.existing.benefits)
        self.fields["parent"] = PkChoiceField(label=gettext("Osa mittaria"))
        self.fields["parent"].choices = titles(self.existing.indicators, gettext("Ei osa muuta"))
        parent = self.line.parent if isinstance(self.line.parent, int) else None
        self.initial |= {"baseline": self.line.baseline_words, "benefits": list(self.line.benefits), "parent": parent}
        if not self.existing.benefits:
            del self.fields["benefits"]


class ProjectLineForm(WithOwners, LineForm):
    THINGS = "projects"

    outcome = CleanedCharField(
        label=_("Lopputulema"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    stages = CleanedCharField(
        label=_("Vaiheet"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("Yksi vaihe riville"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        line = self.line
        self.fields["units"] = several(
            gettext("Toimialat"), {pk: unit for pk, unit in self.existing.units.items() if unit.kind == "department"}
        )
        self.fields["themes"] = several(gettext("Päämäärät"), self.existing.themes)
        self.initial |= {"outcome": line.outcome, "stages": "\n".join(line.stages)}
        self.initial |= {"units": list(line.units), "themes": list(line.themes)}
        self.add_owners()

    def answered(self, name, value):
        return [row.strip() for row in value.splitlines() if row.strip()] if name == "stages" else value


FORMS = {
    ProposedGoal: GoalLineForm,
    ProposedAction: ActionLineForm,
    ProposedMeasure: MeasureLineForm,
    ProposedIndicator: IndicatorLineForm,
    ProposedProject: ProjectLineForm,
}


def line_form(data, *, line, **given) -> LineForm:
    """The form of a line of the proposal's items; many may be open on one page, each with ids of its own `slug`."""
    return FORMS[type(line)](data, line=line, **given)


def titles(things, empty: str) -> list[tuple]:
    """The choices of things that exist, in Finnish order, after the empty one."""
    rows = sorted(things.values(), key=lambda thing: finnish_order(thing.title))
    return [("", empty), *((thing.pk, thing.title) for thing in rows)]


def several(label, things) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=int,
        choices=titles(things, "")[1:],
        widget=forms.CheckboxSelectMultiple(attrs={"lang": "fi"}),
    )


def goals_to_choose(proposal: Proposal, existing: Existing) -> list[tuple]:
    """Goals of the file first, then those that exist; \"\" is not known yet."""
    from_file = [(goal_value(goal.key), goal.words) for goal in proposal.goals if not goal.same_item]
    here = [(goal_value(goal.pk), goal.title) for goal in existing.goals.values()]
    groups = [(gettext("Tiedoston tavoitteet"), from_file), (gettext("Palvelussa olevat tavoitteet"), here)]
    return [("", gettext("Valitse")), *((name, rows) for name, rows in groups if rows)]
