"""What the coordinator types of actions and plan lines: words, owners, schedule, weights."""

from collections.abc import Mapping
from functools import cache

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.operations.plan_lines import LARGEST_WEIGHT, Weighed
from goals.queries.plan_outline import Outline
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from kemistrategy.schedule import LONGEST_SCHEDULE, Schedule, read_schedule
from measures.forms.targets import LONGEST_REASON, BasisForm
from measures.queries.targets import decisions_to_choose

from .edit_conflicts import Difference, VersionedForm, differences_of

LONGEST_TITLE = 2000
LONGEST_DOUBT = 5000


def number_choice(label, **kwargs):
    """A choice of a primary key; "" is None."""
    kwargs.setdefault("required", False)
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, **kwargs)


def many_choices(label, **kwargs):
    """Ticked primary keys."""
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class ScheduleField(OneLineField):
    """A schedule as people write it; cleaned it is a `Schedule`, empty for no schedule. How it is read, is shown."""

    def __init__(self, **kwargs):
        attrs = {
            "autocomplete": "off",
            "hx-get": reverse_lazy("goals:schedule-read"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "#schedule-read",
            "hx-swap": "outerHTML",
        }
        super().__init__(
            label=_("Aikataulu"),
            required=False,
            max_length=LONGEST_SCHEDULE,
            help_text=_("Esimerkiksi 2023, 2023–, syksyllä 2023, 1.9.–30.11.2023 tai jatkuva"),
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )

    def clean(self, value) -> Schedule:
        typed = super().clean(value)
        if not typed:
            return Schedule()
        schedule = read_schedule(typed)
        if schedule is None:
            raise forms.ValidationError(
                _("Aikataulua ei ymmärretty. Kirjoita esimerkiksi 2023, 2023–, syksyllä 2023 tai 1.9.–30.11.2023.")
            )
        return schedule


class ReasonedForm(BasisForm):
    """What a change of a plan in force rests on: a decision or a reason."""

    reason = CleanedCharField(
        label=_("Syy, jos päätöstä ei ole"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ActionForm(VersionedForm, ReasonedForm):
    """One action. The fields of `BasisForm` are shown only where a plan in force prints it."""

    title_fi = CleanedCharField(
        label=_("Toimenpide suomeksi"), max_length=LONGEST_TITLE, widget=forms.Textarea(attrs={"rows": 2, "lang": "fi"})
    )
    title_sv = CleanedCharField(
        label=_("Toimenpide ruotsiksi"),
        max_length=LONGEST_TITLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
    )
    title_en = CleanedCharField(
        label=_("Toimenpide englanniksi"),
        max_length=LONGEST_TITLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )
    unit = number_choice(_("Toimiala"), required=True)
    partner_units = many_choices(_("Kumppanit"))
    post = number_choice(_("Vastaa"), help_text=_("Entinen vastaaja jää mukaan. Kirjaamattomat kirjaukset siirtyvät."))
    participants = many_choices(_("Mukana"))
    schedule = ScheduleField()
    started_on = DayField(label=_("Aloitettu"), required=False)
    finished_on = DayField(label=_("Valmistunut"), required=False)
    own_decision = number_choice(_("Päätös, johon toimenpide perustuu"))
    doubt = CleanedCharField(
        label=_("Avoin kysymys"),
        required=False,
        max_length=LONGEST_DOUBT,
        help_text=_("Näkyy sivulla, kunnes kysymys on ratkaistu. Tyhjennä silloin kenttä."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, values, schedule: Schedule, units, posts, participants):
        """`values` of `queries.action_editing.action_values`; the rest are choices. `schedule` is the one stored."""
        super().__init__(data, initial=values)
        self.stored = (values["schedule"], schedule)
        decisions = cache(lambda: [("", "–"), *decisions_to_choose()])
        self.fields["decision"].widget.choices = decisions
        self.fields["own_decision"].choices = decisions
        self.fields["unit"].choices = units
        self.fields["partner_units"].choices = units
        self.fields["post"].choices = posts if values["post"] else [("", _("Valitaan myöhemmin")), *posts]
        self.fields["post"].required = bool(values["post"])
        self.fields["participants"].choices = participants

    def clean_schedule(self) -> Schedule:
        """What nobody touched stays as it is, whatever its words leave unsaid."""
        typed, stored = self.stored
        return stored if (self["schedule"].data or "").strip() == typed else self.cleaned_data["schedule"]

    def details(self, doubt_before: str) -> dict[str, object]:
        """The `values` of `operations.action_editing.save_action`; a question put in new words is in Finnish only."""
        given = self.cleaned_data
        names = ("title_fi", "title_sv", "title_en", "started_on", "finished_on")
        values = {name: given[name] for name in names}
        if given["doubt"] != doubt_before:
            values |= {"doubt_fi": given["doubt"], "doubt_sv": "", "doubt_en": ""}
        return values | {"unit_id": given["unit"], "decision_id": given["own_decision"]}


class NewActionForm(ReasonedForm):
    """A new action under a goal of a plan."""

    goal = number_choice(_("Tavoite"), required=True)
    title = CleanedCharField(
        label=_("Toimenpide suomeksi"), max_length=LONGEST_TITLE, widget=forms.Textarea(attrs={"rows": 2})
    )
    post = number_choice(_("Vastaa"))
    schedule = ScheduleField()

    def __init__(self, data=None, *, goals, posts, initial=None):
        super().__init__(data, initial=initial)
        self.fields["goal"].choices = [("", _("Valitse")), *goals]
        self.fields["post"].choices = [("", _("Valitaan myöhemmin")), *posts]


class PrintedActionForm(ReasonedForm):
    """An action that exists, under a goal of a plan."""

    action = number_choice(_("Toimenpide"), required=True)
    goal = number_choice(_("Tavoite"), required=True)

    def __init__(self, data=None, *, goals, actions, initial=None):
        super().__init__(data, initial=initial)
        self.fields["goal"].choices = [("", _("Valitse")), *goals]
        self.fields["action"].choices = [("", _("Valitse")), *actions]


class WeightsForm(ReasonedForm):
    """A weight for every line of a plan, and beside it what stood there when the page was opened."""

    def __init__(self, data=None, *, outline: Outline):
        super().__init__(data)
        lines = {goal: [line for line in goal.lines if _is_asked(data, line)] for goal in outline.goals}
        self.lines = {goal: asked for goal, asked in lines.items() if asked}
        for line in (line for asked in self.lines.values() for line in asked):
            self.fields[f"weight_{line.pk}"] = _weight_field(
                initial=line.weight,
                label=gettext("Paino: %(action)s") % {"action": line.title},
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "autocomplete": "off"}),
            )
            hidden = forms.HiddenInput(attrs={"autocomplete": "off"})
            self.fields[f"was_{line.pk}"] = _weight_field(initial=line.weight, widget=hidden)

    def goals(self):
        """(goal, [(line, its field, the hidden one)])."""
        for goal, lines in self.lines.items():
            yield goal, [(line, self[f"weight_{line.pk}"], self[f"was_{line.pk}"]) for line in lines]

    @property
    def weights(self) -> dict[int, Weighed]:
        """Line → what was typed on it."""
        given = self.cleaned_data
        lines = [line.pk for lines in self.lines.values() for line in lines]
        return {pk: Weighed(given[f"weight_{pk}"], given[f"was_{pk}"]) for pk in lines}

    def take_weights(self, theirs: Mapping[int, int]) -> tuple[Difference, ...]:
        """Another's weights (line → weight) beside one's own, where they differ; the next save starts from theirs."""
        mine, self.data = self.weights, self.data.copy()
        for pk, weight in theirs.items():
            self.data[f"was_{pk}"] = str(weight)
            if pk in mine and mine[pk].weight == mine[pk].was:
                self.data[f"weight_{pk}"] = str(weight)
        return differences_of(self, {f"weight_{pk}": weight for pk, weight in theirs.items()})


def _is_asked(data, line) -> bool:
    """A line that came to the plan after the page was opened is asked the next time."""
    return data is None or f"was_{line.pk}" in data


def _weight_field(**about):
    return forms.IntegerField(min_value=0, max_value=LARGEST_WEIGHT, **about)
