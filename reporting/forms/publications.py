"""What is typed when a report is published or corrected."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from goals.models import Entry, Figure
from goals.operations.entries import TypedFigure
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from reporting.operations.published_corrections import told_fields
from reporting.queries.late_changes import LABELS

MAXIMUM_LENGTH = 10_000
CHOICES = ("progress", "forecast", "attainment", "not_assessed", "fate")
DAYS = ("started_on", "finished_on", "correction_due_on")


class LanguagesForm(forms.Form):
    """In which languages; all that are offered are ticked at first."""

    languages = forms.MultipleChoiceField(
        label=_("Kielet"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Valitse vähintään yksi kieli."),
            "invalid_choice": _("Raporttia ei ole tällä kielellä."),
        },
    )

    def __init__(self, data=None, *, offered):
        super().__init__(data, initial={"languages": [code for code, _name in offered]})
        self.fields["languages"].choices = offered


class PublishForm(LanguagesForm):
    """The first version: Finnish is enough, and unfinished reviews are left out only knowingly."""

    without_unfinished = forms.BooleanField(label=_("Julkaise ilman keskeneräisiä katsaustekstejä"), required=False)

    def __init__(self, data=None, *, unfinished):
        super().__init__(data, offered=settings.LANGUAGES)
        self.fields["languages"].help_text = _(
            "Suomi riittää julkaisuun. Muut kielet voi julkaista myöhemmin käännöksinä samasta versiosta."
        )
        if not unfinished:
            del self.fields["without_unfinished"]


class TextCorrectionForm(forms.Form):
    """The right text of a published prose part, and why the old one was wrong."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    text = CleanedCharField(
        label=_("Oikea teksti"),
        max_length=20_000,
        help_text=_("Tyhjä rivi aloittaa uuden kappaleen."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    why = CleanedCharField(
        label=_("Miksi julkaistu tieto oli väärin?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Syy julkaistaan korjausten luettelossa."),
        error_messages={"required": _("Kirjoita, miksi julkaistu tieto oli väärin.")},
    )


class CorrectionForm(forms.Form):
    """What a published report tells of one thing, to be typed right, and why it was wrong."""

    why = CleanedCharField(
        label=_("Miksi julkaistu tieto oli väärin?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Syy julkaistaan korjausten luettelossa."),
        error_messages={"required": _("Kirjoita, miksi julkaistu tieto oli väärin.")},
    )

    def __init__(self, data=None, *, entry: Entry, figures: list[Figure], posts):
        super().__init__(data)
        self.names, self.figures = told_fields(entry), figures
        for name in self.names:
            self.fields[name] = _field(name, posts)
            self.initial[name] = entry.edited.get(name) or getattr(entry, name)
        for row in figures:
            self._add_figure(row)
        self.order_fields([name for name in self.fields if name != "why"])

    def _add_figure(self, row):
        key = row.indicator_id
        self.fields[f"figure_{key}"] = OneLineField(label=str(row.indicator), required=False, max_length=300)
        self.fields[f"note_{key}"] = CleanedCharField(
            label=_("Luvun selite: %(name)s") % {"name": row.indicator},
            required=False,
            max_length=MAXIMUM_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"version_{key}"] = forms.IntegerField(widget=forms.HiddenInput)
        self.initial |= {f"figure_{key}": row.text, f"note_{key}": row.note, f"version_{key}": row.version}

    @property
    def reported(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def typed_figures(self) -> list[TypedFigure]:
        return [
            TypedFigure(
                indicator_id=row.indicator_id,
                text=self.cleaned_data[f"figure_{row.indicator_id}"],
                note=self.cleaned_data[f"note_{row.indicator_id}"],
                version=self.cleaned_data[f"version_{row.indicator_id}"],
                is_provisional=row.is_provisional,
            )
            for row in self.figures
        ]


def _field(name, posts):
    label = LABELS[name].capitalize()
    if name in CHOICES:
        choices = [("", "–"), *Entry._meta.get_field(name).choices]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if name == "correction_post_id":
        return forms.TypedChoiceField(
            label=label, required=False, coerce=int, empty_value=None, choices=[("", "–"), *posts]
        )
    if name in DAYS:
        return DayField(label=label, required=False)
    return CleanedCharField(
        label=label, required=False, max_length=MAXIMUM_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )
