"""Many figures of one period on one page: the period, the fields, and a column pasted from a spreadsheet."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kemistrategy.organisation.forms import CleanedCharField
from kemistrategy.periods import Period, period_words
from measures.operations.observations import TypedValue
from measures.queries.observations import FigureRow
from measures.readings import NotAColumn, pasted_rows

from .observations import MAXIMUM_NOTE

MAXIMUM_PASTED = 100_000


class FiguresForm(forms.Form):
    """Three fields for each indicator: figure_<pk>, provisional_<pk> and note_<pk>. Nothing is required."""

    def __init__(self, data=None, *, rows: Iterable[FigureRow] = (), pks: Iterable[int] = (), initial=None):
        super().__init__(data, initial=initial)
        self.rows = {row.pk: row for row in rows}
        self.pks = list(pks) or [row.pk for row in rows if row.recorded is None]
        for pk in self.pks:
            self._add(pk, self.rows.get(pk))

    @classmethod
    def posted(cls, data):
        """The form as it came, without a question to the database: whose figures they are, the operation knows."""
        name = re.compile(r"figure_(\d{1,18})")
        return cls(data, pks=[int(match[1]) for key in data if (match := name.fullmatch(key))])

    def _add(self, pk, row):
        name = row.name if row else ""
        figure = CleanedCharField(
            label=gettext("Luku: %(indicator)s") % {"indicator": name},
            required=False,
            max_length=300,
            widget=forms.TextInput(attrs={"autocomplete": "off", "data-figure": True}),
        )
        if row is None or not row.is_told_in_words:
            figure.widget.attrs["inputmode"] = "decimal"
        self.fields[f"figure_{pk}"] = figure
        self.fields[f"provisional_{pk}"] = forms.BooleanField(
            label=gettext("Ennakkotieto: %(indicator)s") % {"indicator": name}, required=False
        )
        self.fields[f"note_{pk}"] = CleanedCharField(
            label=gettext("Selite: %(indicator)s") % {"indicator": name},
            required=False,
            max_length=MAXIMUM_NOTE,
            widget=forms.TextInput(attrs={"autocomplete": "off", "data-note": True}),
        )

    def clean(self):
        for pk in self.pks:
            if not self.cleaned_data.get(f"figure_{pk}") and self.cleaned_data.get(f"note_{pk}"):
                self.add_error(f"figure_{pk}", gettext("Kirjoita luku, johon selite kuuluu, tai poista selite."))
        if not self.errors and not any(self.cleaned_data[f"figure_{pk}"] for pk in self.pks):
            raise forms.ValidationError(gettext("Kirjoita ainakin yksi luku."))

    def typed(self) -> list[TypedValue]:
        """What was typed of the indicators that have a figure; the source is each indicator's own."""
        return [
            TypedValue(
                indicator_pk=pk,
                text=self.cleaned_data[f"figure_{pk}"],
                note=self.cleaned_data[f"note_{pk}"],
                is_provisional=self.cleaned_data[f"provisional_{pk}"],
            )
            for pk in self.pks
            if self.cleaned_data[f"figure_{pk}"]
        ]

    def take_problems(self, problems: dict[int, str]) -> None:
        for pk, sentence in problems.items():
            self.add_error(f"figure_{pk}" if f"figure_{pk}" in self.fields else None, sentence)

    def fields_of(self, pk: int):
        """The bound figure, provisional and note of one indicator, None when its figure is recorded already."""
        if pk not in self.pks:
            return None
        return self[f"figure_{pk}"], self[f"provisional_{pk}"], self[f"note_{pk}"]


class PasteForm(forms.Form):
    """A column copied from a spreadsheet, for where scripts do not run."""

    column = forms.CharField(
        label=_("Liitä sarake"),
        required=False,
        strip=False,
        max_length=MAXIMUM_PASTED,
        help_text=_(
            "Luvut allekkain samassa järjestyksessä kuin yllä. Tyhjä rivi jättää luvun väliin; toinen sarake on selite."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    first = forms.TypedChoiceField(label=_("Ensimmäinen luku kuuluu mittariin"), coerce=int, required=False)

    def __init__(self, data=None, *, rows: Iterable[FigureRow]):
        super().__init__(data)
        self.rows = list(rows)
        self.fields["first"].choices = [(row.pk, str(row.name)) for row in self.rows]

    def clean_column(self):
        try:
            pasted = pasted_rows(self.cleaned_data["column"])
        except NotAColumn as problem:
            raise forms.ValidationError(gettext("Liitä enintään kaksi saraketta: luku ja selite.")) from problem
        if not pasted:
            raise forms.ValidationError(gettext("Liitä ensin sarake."))
        return pasted

    def proposal(self) -> tuple[dict[str, str], int]:
        """(field name → what is proposed there, how many rows found no place).

        The first row goes to the chosen indicator and each next one to the next indicator; where the period has a
        figure already, or the row is blank, nothing is proposed.
        """
        pks = [row.pk for row in self.rows]
        start = pks.index(self.cleaned_data["first"]) if self.cleaned_data["first"] in pks else 0
        proposed, left = {}, 0
        pasted = self.cleaned_data["column"]
        for number, (text, note) in enumerate(pasted, start=start):
            if number >= len(self.rows) or self.rows[number].recorded:
                left += bool(text or note)
            elif text or note:
                pk = self.rows[number].pk
                proposed |= {f"figure_{pk}": text} | ({f"note_{pk}": note} if note else {})
        return proposed, left


class PeriodChoiceForm(forms.Form):
    """The period whose figures are entered; it stands in the address."""

    jakso = forms.ChoiceField(label=_("Jakso"))

    def __init__(self, *, chosen: Period, offered: Iterable[tuple[str, Period]]):
        super().__init__(initial={"jakso": next((code for code, period in offered if period == chosen), "")})
        self.fields["jakso"].choices = [(code, period_words(period)) for code, period in offered]
