"""What the coordinator types of a project: its card, the departments' lines and its schedule."""

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from kemistrategy.schedule import Schedule
from measures.queries.targets import decisions_to_choose

from .actions import LONGEST_DOUBT, ReasonedForm, ScheduleField, many_choices, number_choice
from .edit_conflicts import VersionedForm
from .structure import LANGUAGES, Words

LONGEST_NAME = 300
LONGEST_TEXT = 20_000
WORDS = {
    "name": Words(_("Projektin nimi"), LONGEST_NAME, needed=True),
    "outcome": Words(_("Lopputulema"), LONGEST_TEXT, rows=3, help=_("Mitä on valmiina, kun projekti päättyy.")),
    "gain": Words(_("Hyödyt"), LONGEST_TEXT, rows=3, help=_("Mitä hyötyä projektista on asukkaille ja kaupungille.")),
}


class LinesForm(forms.Form):
    """A field for the line in each department's card: `line_<pk>`."""

    def add_lines(self, departments):
        self.departments = departments
        for pk, name in departments:
            self.fields[f"line_{pk}"] = CleanedCharField(
                label=name,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 2, "lang": "fi"}),
            )

    def line_fields(self):
        return [self[f"line_{pk}"] for pk, _name in self.departments]

    @property
    def lines(self) -> dict[int, str]:
        """Department → its words, of those that have any."""
        given = {pk: self.cleaned_data[f"line_{pk}"] for pk, _name in self.departments}
        return {pk: words for pk, words in given.items() if words}


class NewProjectForm(LinesForm, ReasonedForm):
    """As much as a project needs to be there, and on what it rests; the rest is on its own page."""

    strategy = number_choice(_("Strategia"), required=True)
    name = OneLineField(label=_("Projektin nimi"), max_length=LONGEST_NAME)
    schedule = ScheduleField()

    def __init__(self, data=None, *, strategies, departments):
        super().__init__(data)
        self.fields["strategy"].choices = strategies
        self.add_lines(departments)


class ProjectForm(VersionedForm, LinesForm, ReasonedForm):
    """The card of one project. The fields of `BasisForm` are shown only where its strategy is no draft."""

    themes = many_choices(_("Teemat"))
    benefits = many_choices(_("Strategian hyödyt"))
    indicators = many_choices(_("Mittarit"))
    post = number_choice(_("Vastaa"), help_text=_("Entinen vastaaja jää mukaan. Kirjaamattomat kirjaukset siirtyvät."))
    participants = many_choices(_("Mukana"))
    schedule = ScheduleField()
    started_on = DayField(label=_("Aloitettu"), required=False)
    finished_on = DayField(label=_("Valmistunut"), required=False)
    own_decision = number_choice(_("Asettamispäätös"))
    doubt = CleanedCharField(
        label=_("Avoin kysymys"),
        required=False,
        max_length=LONGEST_DOUBT,
        help_text=_("Näkyy sivulla, kunnes kysymys on ratkaistu. Tyhjennä silloin kenttä."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, values, schedule: Schedule, departments, posts, choices):
        """`values` of `queries.project_editing.project_values`, `choices` of `choices_of`."""
        super().__init__(data, initial=values)
        self.stored = (values["schedule"], schedule)
        for name, words in WORDS.items():
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = words.field(language)
        self.add_lines(departments)
        for name, rows in choices.items():
            self.fields[name].choices = rows
        decisions = cache(lambda: [("", "–"), *decisions_to_choose()])
        self.fields["decision"].widget.choices = decisions
        self.fields["own_decision"].choices = decisions
        self.fields["post"].choices = posts if values["post"] else [("", _("Valitaan myöhemmin")), *posts]

    def clean_schedule(self) -> Schedule:
        """What nobody touched stays as it is, whatever its words leave unsaid."""
        typed, stored = self.stored
        return stored if (self["schedule"].data or "").strip() == typed else self.cleaned_data["schedule"]

    def language_groups(self):
        """As `PartForm.language_groups`: Finnish is shown at once, others when they have an error."""
        for language, label in LANGUAGES.items():
            fields = [self[f"{name}_{language}"] for name in WORDS]
            yield language, label, fields, language == "fi" or any(field.errors for field in fields)

    def link_fields(self):
        return [self[name] for name in ("themes", "benefits", "indicators")]

    def details(self, doubt_before: str) -> dict[str, object]:
        """The `values` of `operations.project_editing.save_project`; a question in new words is in Finnish only."""
        given = self.cleaned_data
        values = {f"{name}_{language}": given[f"{name}_{language}"] for name in WORDS for language in LANGUAGES}
        if given["doubt"] != doubt_before:
            values |= {"doubt_fi": given["doubt"], "doubt_sv": "", "doubt_en": ""}
        days = {name: given[name] for name in ("started_on", "finished_on")}
        return values | days | {"decision_id": given["own_decision"]}
