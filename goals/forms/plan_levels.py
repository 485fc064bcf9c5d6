"""Many target levels of a year's plan on one page, with what they all rest on."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.queries.new_year import MeasureToCheck
from kemistrategy.organisation.forms import CleanedCharField, OneLineField
from measures.forms.targets import LONGEST_REASON, BasisForm
from measures.levels import COMPARISONS_OF_ONE_FIGURE, LONGEST_WORDS, USUAL_COMPARISON, Level, NotALevel, read_level
from measures.models import Target
from measures.operations.targets import level_problem


class PlanLevelsForm(BasisForm):
    """A field for each indicator that lacks a level: "80", "vähintään 80", "70–100", or words where it has no figure.

    Where the direction does not tell what a bare figure means, the comparison is chosen beside it.
    """

    reason = CleanedCharField(
        label=_("Syy, jos päätöstä ei ole (julkinen)"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, measures: list[MeasureToCheck]):
        super().__init__(data)
        self.measures = {measure.indicator_id: measure for measure in measures}
        for pk, measure in self.measures.items():
            self._add(pk, measure)

    def _add(self, pk, measure):
        indicator = measure.indicator
        attrs = {"autocomplete": "off", "data-figure": True}
        self.fields[f"level_{pk}"] = OneLineField(
            label=gettext("Tavoitetaso: %(name)s") % {"name": measure.words},
            required=False,
            max_length=LONGEST_WORDS,
            widget=forms.TextInput(attrs=attrs),
        )
        if not indicator.is_told_in_words and indicator.direction not in USUAL_COMPARISON:
            choices = [(code, Target.Comparison(code).label) for code in COMPARISONS_OF_ONE_FIGURE]
            self.fields[f"comparison_{pk}"] = forms.ChoiceField(
                label=gettext("Vertailu: %(name)s") % {"name": measure.words},
                required=False,
                choices=[("", "–"), *choices],
            )

    def clean(self):
        """`levels`: indicator pk → its level, of those that were typed."""
        given = super().clean()
        self.levels: dict[int, Level] = {}
        for pk, measure in self.measures.items():
            typed = given.get(f"level_{pk}")
            if not typed:
                continue
            what = {"words": typed, "figure": ""} if measure.indicator.is_told_in_words else {"figure": typed}
            try:
                self.levels[pk] = read_level(measure.indicator, **what, comparison=given.get(f"comparison_{pk}") or "")
            except NotALevel as problem:
                name = f"{problem.field}_{pk}" if f"{problem.field}_{pk}" in self.fields else f"level_{pk}"
                self.add_error(name, level_problem(problem, measure.indicator))
        return given

    def take_problems(self, problems: dict[int, str]) -> None:
        """What stands in the way of single indicators, beside their fields."""
        for pk, sentence in problems.items():
            self.add_error(f"level_{pk}" if f"level_{pk}" in self.fields else None, sentence)

    def rows(self):
        """(measure, its level's field, its comparison's field or None)."""
        for pk, measure in self.measures.items():
            yield measure, self[f"level_{pk}"], self[f"comparison_{pk}"] if f"comparison_{pk}" in self.fields else None
