"""What people type of target levels: a level, what it rests on, and the answer to proposals."""

from functools import cache

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import DayField, OneLineField
from kemistrategy.organisation.models import Decision
from measures.levels import COMPARISONS_OF_ONE_FIGURE, FIRST_YEAR, LAST_YEAR, USUAL_COMPARISON, NotALevel, read_level
from measures.models import Indicator, Target
from measures.operations.targets import Basis, level_problem
from measures.queries.targets import decisions_to_choose
from measures.words import NUMBER_PROBLEMS

from .observations import CleanedCharField

LONGEST_REASON = 2000
LARGEST_PK = 2**63 - 1


class YearField(forms.IntegerField):
    """A year in the digits 0–9; empty when no year has been decided."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False, **kwargs)

    def to_python(self, value):
        if isinstance(value, str) and not value.isascii():
            raise forms.ValidationError(NUMBER_PROBLEMS["foreign_digits"])
        return super().to_python(value)


class LevelForm(forms.Form):
    """A new level. `cleaned_data["level"]` is there when it can be one of the indicator.

    `replaces` is the pk of the level that the person saw, empty for the first one of a year.
    """

    replaces = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_PK, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    year = YearField(label=_("Vuosi"), help_text=_("Jätä tyhjäksi, jos vuotta ei ole päätetty."))
    figure = OneLineField(
        label=_("Uusi tavoitetaso"),
        required=False,
        max_length=100,
        help_text=_("Esimerkiksi 80, vähintään 80 tai 70–100"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    comparison = forms.ChoiceField(
        label=_("Vertailu"), required=False, help_text=_("Luvun edessä oleva sana, kuten yli, riittää.")
    )
    words = OneLineField(label=_("Sanoina, kuten päätetty"), required=False, max_length=300)
    due_on = DayField(
        label=_("Määräpäivä"), required=False, help_text=_("Mihin mennessä taso saavutetaan, esimerkiksi 31.12.2025")
    )

    def __init__(self, data=None, *, indicator: Indicator, replaces=None, year="", **kwargs):
        """`replaces`: a row of the level to be changed, with pk, comparison and due_on; `year`: of a first level."""
        initial = {"replaces": replaces.pk, "due_on": replaces.due_on} if replaces else {"year": year}
        super().__init__(data, initial=initial, **kwargs)
        self.indicator = indicator
        is_change = replaces is not None if data is None else bool(data.get("replaces"))
        if is_change:  # the year stays: another year's level is a level of its own
            del self.fields["year"]
        if indicator.is_told_in_words:
            del self.fields["figure"], self.fields["comparison"]
            self.fields["words"].label = _("Uusi tavoitetaso sanoina")
            self.fields["words"].required = True
        else:
            self.fields["comparison"].choices = self._comparisons()

    def _comparisons(self):
        usual = USUAL_COMPARISON.get(self.indicator.direction)
        first = gettext("oletus: %(comparison)s") % {"comparison": Target.Comparison(usual).label} if usual else "–"
        offered = (*COMPARISONS_OF_ONE_FIGURE, Target.Comparison.BETWEEN, Target.Comparison.WORDS)
        return [("", first), *((value, Target.Comparison(value).label) for value in offered)]

    def clean(self):
        given = super().clean()
        if self.errors.keys() & {"figure", "comparison", "words", "due_on"}:
            return given
        typed = {name: given.get(name) or "" for name in ("figure", "comparison", "words")}
        try:
            given["level"] = read_level(self.indicator, **typed, due_on=given.get("due_on"))
        except NotALevel as problem:
            field = problem.field if problem.field in self.fields else "words"
            self.add_error(field, level_problem(problem, self.indicator))
        return given


class BasisForm(forms.Form):
    """What a level rests on; `cleaned_data["basis"]` holds it, whole or not: the operation says what is missing."""

    decision = forms.IntegerField(
        label=_("Päätös luettelosta"), required=False, min_value=1, max_value=LARGEST_PK, widget=forms.Select
    )
    body = forms.ChoiceField(label=_("Toimielin"), required=False, choices=[("", "–"), *Decision.Body.choices])
    decided_on = DayField(label=_("Päätöksen päivä"), required=False)
    section = OneLineField(label=_("Pykälä"), required=False, max_length=20, help_text=_("Esimerkiksi 45"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Asked from the database only when the form is shown; which of them exists, the operation knows.
        self.fields["decision"].widget.choices = cache(lambda: [("", "–"), *decisions_to_choose()])

    def clean(self):
        given = super().clean()
        if not self.errors.keys() & {"decision", "body", "decided_on", "section"}:
            given["basis"] = Basis(
                decision_pk=given.get("decision"),
                body=given.get("body", ""),
                decided_on=given.get("decided_on"),
                section=given.get("section", ""),
                reason=given.get("reason", ""),
            )
        return given

    def new_decision_fields(self):
        return [self[name] for name in ("body", "decided_on", "section")]

    @property
    def has_new_decision(self) -> bool:
        return any(field.value() or field.errors for field in self.new_decision_fields())


class TargetForm(LevelForm, BasisForm):
    """A level with its decision or reason."""

    field_order = ["replaces", "year", "figure", "comparison", "words", "due_on"]
    reason = CleanedCharField(
        label=_("Syy, jos päätöstä ei ole (julkinen)"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def level_fields(self):
        return [self[name] for name in ("year", "figure", "comparison", "words", "due_on") if name in self.fields]


class TargetProposalForm(LevelForm):
    """Another level with the reason for it; whether and when it holds, a body decides."""

    due_on = None
    reason = CleanedCharField(
        label=_("Miksi tasoa pitäisi muuttaa?"),
        max_length=LONGEST_REASON,
        help_text=_("Perustelu luetaan, kun muutoksesta päätetään, ja se tulee raporttiin."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecideForm(BasisForm):
    """One decision for all ticked proposals; an answer when they are rejected."""

    answer = CleanedCharField(
        label=_("Vastaus, jos ehdotukset hylätään"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
