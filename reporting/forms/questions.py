"""What is typed of a councillor's question: the question, who answers it, and the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import Round
from kemistrategy.organisation.forms import CleanedCharField, DayField
from kemistrategy.organisation.models import Position
from reporting.models import Question
from reporting.queries.questions import Routing

from .audit import VersionedForm

LONGEST = 10_000


class QuestionForm(forms.Form):
    text = CleanedCharField(
        label=_("Kysymys"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Kirjoita kysymys.")},
    )


class AnswerForm(VersionedForm):
    text = CleanedCharField(
        label=_("Vastaus (julkinen raportissa)"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Tyhjä rivi aloittaa uuden kappaleen. Vastauksen antaa tehtävä, eikä raportissa ole nimeä."),
        error_messages={"required": _("Kirjoita vastaus.")},
    )


class RoutingForm(VersionedForm):
    """After the answer only the report can be chosen anew; of a published report not even that."""

    post = forms.TypedChoiceField(
        label=_("Kuka vastaa"),
        coerce=int,
        error_messages={
            "required": _("Valitse vastaava tehtävä."),
            "invalid_choice": _("Valitse tehtävä luettelosta."),
        },
    )
    due_on = DayField(label=_("Vastaus viimeistään"), error_messages={"required": _("Kirjoita päivä.")})
    told_in = forms.TypedChoiceField(
        label=_("Mihin raporttiin kysymys ja vastaus tulevat"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data=None, *, question: Question, routing: Routing, **options):
        initial = {
            "version": question.version,
            "post": question.post_id or routing.post,
            "due_on": question.due_on or routing.due_on,
            "told_in": question.told_in_id or routing.told_in,
        }
        super().__init__(data, initial=initial, **options)
        self._question = question
        self.fields["post"].choices = [("", _("Valitse tehtävä")), *routing.posts]
        self.fields["told_in"].choices = [("", _("Ei vielä tiedossa")), *routing.rounds]
        if question.state == Question.State.ANSWERED:
            del self.fields["post"], self.fields["due_on"]
        if question.told_in_id and question.told_in_id not in dict(routing.rounds):
            del self.fields["told_in"]

    @property
    def asks_something(self) -> bool:
        return bool(self.visible_fields())

    def chosen(self) -> dict:
        """What `route_question` takes; what is not asked stays as it is."""
        typed, kept = self.cleaned_data, self._question
        return {
            "post": Position.objects.get(pk=typed["post"]) if "post" in typed else kept.post,
            "due_on": typed.get("due_on", kept.due_on),
            "told_in": self._round(typed["told_in"]) if "told_in" in typed else kept.told_in,
            "version": typed["version"],
        }

    def _round(self, pk):
        return Round.objects.get(pk=pk) if pk else None
