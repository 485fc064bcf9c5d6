"""What the coordinator types of a new year's plan: a goal's attainment rule, and the decision that adopts the plan."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.models import Action, AttainmentRule, Goal, Plan
from goals.queries.new_year import actions_to_add
from kemistrategy.organisation.models import Decision


class AttainmentRuleForm(forms.Form):
    """One goal's rule, one of many on a page."""

    kind = forms.ChoiceField(label=_("Milloin tavoite toteutuu?"), choices=AttainmentRule.Kind.choices)
    number = forms.IntegerField(
        label=_("Vähintään näin monta mittaria"), required=False, min_value=1, max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
    )  # fmt: skip

    def __init__(self, data=None, *, goal: int | str, rule: AttainmentRule | None):
        initial = {"kind": rule.kind, "number": rule.number} if rule else {}
        super().__init__(data, initial=initial, auto_id=f"%s-{goal}")

    def clean(self):
        typed = self.cleaned_data
        if typed.get("kind") == AttainmentRule.Kind.AT_LEAST:
            if typed.get("number") is None and "number" not in self.errors:
                self.add_error("number", gettext("Kirjoita, montako mittaria vähintään."))
        else:
            typed["number"] = None
        return typed


class SameRuleForm(AttainmentRuleForm):
    """One rule for every goal that has none."""

    def __init__(self, data=None):
        super().__init__(data, goal="all", rule=None)


class AddedLineForm(forms.Form):
    """Which action comes to the draft, and under which goal."""

    action = forms.ModelChoiceField(
        label=_("Toimenpide"), queryset=Action.objects.none(), empty_label=_("Valitse"),
        help_text=_("Strategian suunnitelmissa jo olevat toimenpiteet, joita luonnoksessa ei ole."),
    )  # fmt: skip
    goal = forms.ModelChoiceField(label=_("Tavoite"), queryset=Goal.objects.none(), empty_label=_("Valitse"))

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = actions_to_add(plan)
        self.fields["goal"].queryset = Goal.objects.filter(strategy=plan.strategy_id).order_by("position", "pk")


class AdoptionForm(forms.Form):
    """By which decision, and whether what is missing is accepted."""

    decision = forms.ModelChoiceField(
        label=_("Päätös, jolla suunnitelma hyväksyttiin"), queryset=Decision.objects.none(), empty_label=_("Valitse")
    )
    accepts_gaps = forms.BooleanField(label=_("Hyväksytään, vaikka tarkistuslistalla on puutteita"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = Decision.objects.all()
