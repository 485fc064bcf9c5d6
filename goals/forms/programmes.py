"""What a department's director types: how far the stages of the programmes are, and the words of her card."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.models.plans import Progress
from goals.operations.department_cards import HEADINGS
from goals.operations.programmes import STAGE_FIELDS, STEP_FIELDS, Recorded
from kemistrategy.organisation.forms import CleanedCharField, DayField

from .edit_conflicts import VersionedForm
from .structure import LANGUAGES, Words

LONGEST_NOTE = 5_000
LONGEST_TEXT = 20_000


class StepForm(VersionedForm):
    """How far a department is with one line of the communication plan, one of many on a page."""

    fields_of_row = STEP_FIELDS
    progress = forms.ChoiceField(
        label=_("Tilanne"), required=False, choices=[("", _("Ei kirjattu")), *Progress.choices]
    )
    done_on = DayField(label=_("Valmistunut"), required=False)
    note = CleanedCharField(
        label=_("Mitä on tehty"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, row, key: int, version: int, group: str, name: str):
        """`group`: under which heading of the page it stands; `name`: of the stage."""
        super().__init__(data, initial={**values_of(row, self.fields_of_row), "version": version}, prefix=f"row-{key}")
        self.row, self.key, self.group, self.name = row, key, group, name

    @property
    def recorded(self) -> Recorded:
        values = {name: self.cleaned_data[name] for name in self.fields_of_row}
        return Recorded(values, self.cleaned_data["version"] or 0)

    @property
    def says_something(self) -> bool:
        """Something has been recorded or typed, or something is wrong."""
        return bool(self.errors) or any(self[name].value() for name in STEP_FIELDS)

    def short_fields(self):
        return [self[name] for name in self.fields_of_row if name != "note"]


class StageForm(StepForm):
    """One stage of bringing the strategy into everyday work."""

    fields_of_row = STAGE_FIELDS
    starts_on = DayField(label=_("Alkaa"), required=False)
    ends_on = DayField(label=_("Päättyy"), required=False)


def values_of(row, names) -> dict[str, object]:
    return {name: getattr(row, name) or "" for name in names}


class FormsTogether:
    """Many forms of one page for the error summary, with what the operation refused."""

    def __init__(self, forms: Iterable[forms.Form]):
        self.forms = list(forms)
        self.refusals: list[str] = []

    def __iter__(self):
        """Fields by the stage and their own label."""
        for form in self.forms:
            for name, field in form.fields.items():
                bound = field.get_bound_field(form, name)
                bound.label = f"{form.name}: {bound.label}"
                yield bound

    def groups(self):
        """(heading, forms, is open): those that say something, and the first when none does."""
        by_group: dict[str, list] = {}
        for form in self.forms:
            by_group.setdefault(form.group, []).append(form)
        told = {group: any(form.says_something for form in forms) for group, forms in by_group.items()}
        first = None if any(told.values()) else next(iter(by_group), None)
        return [(group, forms, told[group] or group == first) for group, forms in by_group.items()]

    @property
    def errors(self) -> list:
        return [*self.refusals, *(form.errors for form in self.forms if form.errors)]

    def non_field_errors(self) -> list[str]:
        return [*self.refusals, *(error for form in self.forms for error in form.non_field_errors())]

    def are_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])


class CardForm(VersionedForm):
    """The words of a department card: its texts, and a line for each theme, in three languages."""

    labels = {
        "arjen-roolimme": (_("Arjen roolimme"), _("Mitä toimiala tekee joka päivä asukkaiden hyväksi.")),
        "yhteiset-painopisteet": (_("Yhteiset strategiset painopisteet ja kokonaisprojekti"), ""),
    }

    def __init__(self, data=None, *, texts, lines, themes, summaries, version: int):
        """`texts` and `lines` of `operations.department_cards.words_of`; `themes`: (pk, name).

        `summaries`: (code, language) → the words that stand on the page until there is a text.
        """
        parts = {f"text_{code}": (*self.labels[code], texts[code]) for code in HEADINGS}
        help_text = _("Miten toimiala soveltaa teemaa omaan työhönsä.")
        parts |= {f"line_{pk}": (name, help_text, lines[pk]) for pk, name in themes}
        super().__init__(data, initial=initial_of(texts, lines) | {"version": version})
        for name, (label, help_words, _words) in parts.items():
            for language in LANGUAGES:
                words = Words(label, LONGEST_TEXT, rows=4, help=help_words)
                field = self.fields[f"{name}_{language}"] = words.field(language)
                if summary := summaries.get((name.removeprefix("text_"), language)):
                    shown = gettext("Nyt sivulla on tiivistelmä, ei hyväksytty teksti: ”%(words)s”")
                    field.help_text = f"{field.help_text} {shown % {'words': summary}}".strip()
        self.parts, self.themes = tuple(parts), [pk for pk, _name in themes]

    def language_groups(self):
        """As `PartForm.language_groups`."""
        for language, label in LANGUAGES.items():
            fields = [self[f"{name}_{language}"] for name in self.parts]
            yield language, label, fields, language == "fi" or any(field.errors for field in fields)

    @property
    def texts(self) -> dict[str, tuple[str, str, str]]:
        return {code: self._words(f"text_{code}") for code in HEADINGS}

    @property
    def lines(self) -> dict[int, tuple[str, str, str]]:
        return {pk: self._words(f"line_{pk}") for pk in self.themes}

    def _words(self, name):
        return tuple(self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES)


def initial_of(texts, lines) -> dict[str, str]:
    """Field → its words as they stand."""
    parts = {f"text_{code}": words for code, words in texts.items()} | {
        f"line_{pk}": words for pk, words in lines.items()
    }
    return {
        f"{name}_{language}": text
        for name, words in parts.items()
        for language, text in zip(LANGUAGES, words, strict=True)
    }
