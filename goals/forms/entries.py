"""What owners type: the progress of an action with its figures, and shared words."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.badges import Badges
from goals.completeness import FATES_WITH_A_NOTE, asked_fields, figure_doubt
from goals.models import Figure
from goals.models.plans import Progress, Succession
from goals.models.rounds import Attained, Forecast, NotAssessed
from goals.operations.entries import REPORTED_FIELDS, Recorded, TypedFigure
from goals.queries.entries import EntryLine
from goals.status import deviates
from kemistrategy.organisation.forms import CleanedCharField, DayField
from kemistrategy.text import cleaned

MAXIMUM_LENGTH = 10_000
PROVISIONAL = _("Ennakkotieto, joka voi vielä tarkentua")


class ExplainedRadios(forms.RadioSelect):
    """Radio buttons whose options carry one explaining line each (`radio.data.explanation` in a template).

    Those after which cause and correction are asked, or words of their own, are marked for the page's script and style.
    """

    explanations: dict = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["explanation"] = self.explanations.get(str(value), "")
        code = str(value)
        if deviates(progress=code, forecast=code, attainment=code, is_past_end=False):
            option["attrs"]["data-deviation"] = True
        if code in FATES_WITH_A_NOTE or code == Attained.NOT_ASSESSED:
            option["attrs"]["data-asks-more"] = True
        return option


def _text(label, *, rows=3, maximum=MAXIMUM_LENGTH, help_text=""):
    return CleanedCharField(
        label=label,
        required=False,
        max_length=maximum,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label, *, help_text):
    return DayField(label=label, required=False, help_text=help_text)


ATTAINMENT_LABELS = {
    "goal": _("Toteutuiko tavoite?"),
    "indicator": _("Toteutuiko tavoitetaso?"),
    "project": _("Saavutettiinko lopputulema?"),
}
SCALES = ("progress", "forecast", "attainment")  # fields that are `ScaleWord.Scale`s of the same name


class ProgressForm(forms.Form):
    """One entry's form. Nothing is required for saving; sending tells what is missing.

    `of_line` keeps the fields that such an entry asks; a posted form takes them all and the operation knows which.

    Every figure has four fields: figure_<indicator>, note_<indicator>, provisional_<indicator> and
    figure_version_<indicator>. A posted form knows its figures by the last; which of them belong to the entry is the
    operation's matter.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    progress = forms.ChoiceField(
        label=_("Tilanne"),
        required=False,
        choices=Progress.choices,
        widget=ExplainedRadios,
        help_text=_("Miten pitkällä ollaan?"),
    )
    forecast = forms.ChoiceField(label=_("Ennuste"), required=False, choices=Forecast.choices, widget=ExplainedRadios)
    attainment = forms.ChoiceField(
        label=_("Toteutuiko?"), required=False, choices=Attained.choices, widget=ExplainedRadios
    )
    not_assessed = forms.ChoiceField(
        label=_("Miksi ei voitu arvioida?"), required=False, choices=[("", "–"), *NotAssessed.choices]
    )
    attainment_reason = _text(
        _("Arvion perustelu (julkinen)"), help_text=_("Mistä näkyy, toteutuiko se? Muutama virke riittää.")
    )
    fate = forms.ChoiceField(
        label=_("Miten jatkuu ensi vuonna?"),
        required=False,
        choices=Succession.Fate.choices,
        widget=ExplainedRadios,
    )
    fate_note = _text(_("Miten jatkuu, kuka jatkaa tai miksi luovutaan?"), rows=2)
    proposal = _text(_("Esitys toimielimelle"), help_text=_("Sitova tavoite: mitä toimielimen pitäisi päättää?"))
    public_text = _text(
        _("Teksti raporttiin (julkinen)"), help_text=_("Mitä on tehty ja mitä siitä seurasi? Muutama virke riittää.")
    )
    cause = _text(_("Mikä ei etene suunnitellusti ja miksi?"))
    correction = _text(_("Miten korjataan?"))
    correction_post_id = forms.TypedChoiceField(label=_("Kuka korjaa?"), required=False, coerce=int, empty_value=None)
    correction_due_on = _day(_("Mihin mennessä?"), help_text=_("Esimerkiksi 31.10.2023"))
    started_on = _day(_("Aloitettu"), help_text=_("Esimerkiksi 15.1.2023"))
    finished_on = _day(_("Valmistunut"), help_text=_("Esimerkiksi 30.6.2023"))
    internal_note = _text(_("Huomautus esihenkilölle (ei tule raporttiin)"), rows=2)

    def __init__(self, data=None, *, pk: int, indicator_ids: Iterable[int], posts=(), initial=None):
        super().__init__(data, prefix=f"e{pk}", initial=initial)
        self.indicator_ids = list(indicator_ids)
        self.fields["correction_post_id"].choices = [("", "–"), *posts]
        for indicator_id in self.indicator_ids:
            self._add_figure(indicator_id)

    @classmethod
    def of_line(cls, line: EntryLine, *, posts, badges: Badges, data=None):
        """The form of what is stored now, or of `data` typed over it, in the city's own words for the scales."""
        entry = line.entry
        initial = {"version": entry.version} | {name: getattr(entry, name) for name in REPORTED_FIELDS}
        for figure in line.figures:
            row = figure.row
            initial |= {
                f"figure_{row.indicator_id}": row.text,
                f"note_{row.indicator_id}": row.note,
                f"provisional_{row.indicator_id}": row.is_provisional,
                f"figure_version_{row.indicator_id}": row.version,
            }
        form = cls(
            data,
            pk=line.pk,
            indicator_ids=[figure.row.indicator_id for figure in line.figures],
            posts=posts,
            initial=initial,
        )
        form._speak(line, badges)
        return form

    def _speak(self, line, badges):
        self._drop_what_is_not_asked(line)
        for name in SCALES:
            if name in self.fields:
                self._explain(name, badges.scale(name))
        if "fate" in self.fields:
            self._explain("fate", [badges.fate(code) for code in Succession.Fate.values])
        if "attainment" in self.fields:
            self.fields["attainment"].label = ATTAINMENT_LABELS[line.kind]
            if line.kind != "project":
                self.fields["public_text"].help_text = _("Vapaaehtoinen: perustelu riittää.")
        for figure in line.figures:
            field = self.fields[f"figure_{figure.row.indicator_id}"]
            if figure.is_told_in_words:
                field.label = _("Tieto")
            else:
                field.widget.attrs["inputmode"] = "decimal"
                field.label = gettext("Luku, %(unit)s") % {"unit": figure.unit} if figure.unit else gettext("Luku")

    def _drop_what_is_not_asked(self, line):
        asked = asked_fields(line.entry)
        for name in REPORTED_FIELDS:
            if name not in asked:
                del self.fields[name]

    def _explain(self, name, shown):
        self.fields[name].choices = [(badge.code, badge.label) for badge in shown]
        self.fields[name].widget.explanations = {badge.code: badge.explanation for badge in shown}

    @classmethod
    def posted(cls, data, *, pk: int):
        """The form as it came, without a question to the database: which posts may correct, the operation knows."""
        name = re.compile(rf"e{pk}-figure_version_(\d{{1,18}})")
        form = cls(data, pk=pk, indicator_ids=[int(match[1]) for key in data if (match := name.fullmatch(key))])
        label = form.fields["correction_post_id"].label
        form.fields["correction_post_id"] = forms.IntegerField(
            label=label, required=False, min_value=1, max_value=2**63 - 1
        )
        return form

    def _add_figure(self, indicator_id):
        self.fields[f"figure_{indicator_id}"] = CleanedCharField(
            label=_("Luku"), required=False, max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
        )
        self.fields[f"note_{indicator_id}"] = CleanedCharField(
            label=_("Selite (julkinen)"), required=False, max_length=2000, widget=forms.TextInput
        )
        self.fields[f"provisional_{indicator_id}"] = forms.BooleanField(label=PROVISIONAL, required=False)
        self.fields[f"figure_version_{indicator_id}"] = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        started, finished = (self.cleaned_data.get(name) for name in ("started_on", "finished_on"))
        if started and finished and finished < started:
            self.add_error("finished_on", gettext("Valmistumispäivä on ennen aloituspäivää."))

    def figure_fields(self):
        """For each figure: its number and the bound figure, note, provisional tick and version."""
        names = ("figure", "note", "provisional", "figure_version")
        return [(pk, *(self[f"{name}_{pk}"] for name in names)) for pk in self.indicator_ids]

    def scale_fields(self):
        """What is chosen first: how far it is and what is expected of it, or what becomes of it."""
        return [self[name] for name in ("progress", "forecast", "fate") if name in self.fields]

    def deviation_fields(self):
        names = ("cause", "correction", "correction_post_id", "correction_due_on", "proposal")
        return [self[name] for name in names if name in self.fields]

    def date_fields(self):
        return [self[name] for name in ("started_on", "finished_on") if name in self.fields]

    @property
    def has_deviation_errors(self) -> bool:
        return any(field.errors for field in self.deviation_fields())

    def reported(self) -> dict:
        """The cleaned values with the keys of REPORTED_FIELDS."""
        return {name: self.cleaned_data[name] for name in REPORTED_FIELDS}

    def typed_figures(self) -> list[TypedFigure]:
        return [
            TypedFigure(
                indicator_id=indicator_id,
                text=self.cleaned_data[f"figure_{indicator_id}"],
                note=self.cleaned_data[f"note_{indicator_id}"],
                version=self.cleaned_data[f"figure_version_{indicator_id}"],
                is_provisional=self.cleaned_data[f"provisional_{indicator_id}"],
            )
            for indicator_id in self.indicator_ids
        ]

    def compared_with(self, theirs: Recorded, badges: Badges, posts) -> list[tuple[str, str, str]]:
        """(label, mine, theirs) of every field in which what was typed differs from what somebody else saved."""
        posts = dict(posts)
        if post := theirs.entry.correction_post:
            posts[post.pk] = str(post)
        words = {name: {badge.code: badge.label for badge in badges.scale(name)} for name in SCALES}
        words |= {"fate": dict(Succession.Fate.choices), "not_assessed": dict(NotAssessed.choices)}
        words["correction_post_id"] = posts
        pairs = []
        for name in REPORTED_FIELDS:
            said = words.get(name, {})
            mine, other = self.cleaned_data[name], getattr(theirs.entry, name)
            pairs.append((self.fields[name].label, said.get(mine, mine), said.get(other, other)))
        rows = {row.indicator_id: row for row in theirs.figures}
        for typed in self.typed_figures():
            if row := rows.get(typed.indicator_id):
                pairs += [
                    (row.indicator.name, typed.text, row.text),
                    (f"{row.indicator.name}: {gettext('selite')}", typed.note, row.note),
                    (f"{row.indicator.name}: {gettext('ennakkotieto')}", *map(_said, (typed, row))),
                ]
        return [(label, mine, other) for label, mine, other in pairs if mine != other]

    def take_versions_of(self, recorded: Recorded) -> None:
        """After a conflict: the next save starts from what is stored now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = recorded.entry.version
        for figure in recorded.figures:
            self.data[self.add_prefix(f"figure_version_{figure.indicator_id}")] = figure.version

    def typed_words(self) -> list[tuple[str, str]]:
        """(label, what was typed) of every filled field, to be read where it can't be saved any more."""
        filled = [(field, field.value()) for field in self.visible_fields() if field.value()]
        return [(field.label, _yes() if value is True else _labels(field).get(value, value)) for field, value in filled]

    def problems(self, of: dict[str, str] | None = None) -> list[tuple[str, str]]:
        """(id of the field, sentence) for an error summary: the form's own errors, or those of an operation."""
        found = of if of is not None else {name: " ".join(errors) for name, errors in self.errors.items()}
        return [(self._id_of(name), sentence) for name, sentence in found.items()]

    def _id_of(self, name):
        """Where a link to the field leads; for radio buttons the first of them."""
        if name not in self.fields:
            return ""
        return self[name].id_for_label or f"{self[name].auto_id}_0"


def _said(figure) -> str:
    return _yes() if figure.is_provisional else gettext("ei")


def _yes() -> str:
    return gettext("kyllä")


def figures_in_the_form(data, *, pk: int) -> dict[int, str]:
    """Indicator pk → the figure as it stands in an entry's form, saved or not."""
    name = re.compile(rf"e{pk}-figure_(\d{{1,18}})")
    return {int(match[1]): cleaned(data[key])[:300] for key in data if (match := name.fullmatch(key))}


def _labels(field) -> dict[str, str]:
    return {str(value): label for value, label in getattr(field.field, "choices", ())}


def unreadable_figures(figures: list[Figure]) -> list[tuple[Figure, str]]:
    """Figures that were kept as typed because they can't be taken as they are, each with a sentence that says why."""
    return [(figure, sentence) for figure in figures if (sentence := figure_doubt(figure))]


class SharedTextForm(forms.Form):
    """One text for several ticked entries."""

    shared_text = _text(_("Sama teksti valittuihin"))

    def clean_shared_text(self):
        if not self.cleaned_data["shared_text"]:
            raise forms.ValidationError(gettext("Kirjoita teksti."))
        return self.cleaned_data["shared_text"]
