"""Money as people type it: "1 200,50", "1,2 milj. €"."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kemistrategy.numbers import MULTIPLIERS, NotANumber, number_words, read_number
from kemistrategy.organisation.forms import OneLineField
from measures.forms.targets import LARGEST_PK, YearField
from measures.words import NUMBER_PROBLEMS

from .edit_conflicts import VersionedForm

EUROS = ("", "€", "euroa", "e", "eur")
SUSPECT_TIMES = 10  # spent this many times what was planned is likely a slip
LARGEST_AMOUNT = Decimal(10) ** 12  # what the column holds


class MoneyInput(forms.TextInput):
    def format_value(self, value):
        return number_words(value) if isinstance(value, Decimal) else super().format_value(value)


class MoneyField(forms.CharField):
    """Euros with two decimals at most; None when nothing was typed. An ambiguous figure is asked again."""

    widget = MoneyInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value) -> Decimal | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        try:
            reading = read_number(typed)
        except NotANumber as problem:
            raise forms.ValidationError(NUMBER_PROBLEMS[problem.kind]) from problem
        if reading.unit.casefold() not in EUROS or reading.maximum is not None:
            raise forms.ValidationError(_("Kirjoita summa euroina, esimerkiksi 1 200,50"))
        amount = reading.value * MULTIPLIERS.get(reading.multiplier, 1)
        if amount < 0 or amount >= LARGEST_AMOUNT:
            raise forms.ValidationError(_("Kirjoita summa euroina, esimerkiksi 1 200,50"))
        if amount != amount.quantize(Decimal("0.01")):
            raise forms.ValidationError(_("Kirjoita enintään kaksi desimaalia."))
        return amount.quantize(Decimal("0.01"))

    def has_changed(self, initial, data):
        try:
            return self.clean(data or "") != initial
        except forms.ValidationError:
            return True


class BudgetLineForm(VersionedForm):
    """One line of money; `line` is empty for a new one."""

    line = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PK, widget=forms.HiddenInput)
    year = YearField(label=_("Vuosi"))
    planned = MoneyField(label=_("Talousarviossa, €"), required=False, max_length=40)
    spent = MoneyField(label=_("Käytetty, €"), required=False, max_length=40)
    funding = OneLineField(label=_("Rahoitus"), required=False, max_length=200, help_text=_("Mistä raha tulee"))
    note = OneLineField(label=_("Huomautus"), required=False, max_length=300)

    is_sure = forms.BooleanField(label=_("Summat ovat oikein"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].required = True

    def clean(self):
        """A slip of thousands is asked once: whoever is sure ticks it."""
        given = super().clean()
        planned, spent = given.get("planned"), given.get("spent")
        if planned and spent and spent > planned * SUSPECT_TIMES and not given.get("is_sure"):
            words = gettext("Käytetty %(spent)s on yli kymmenkertainen talousarvioon %(planned)s nähden.")
            sums = {"spent": exact_euros(spent), "planned": exact_euros(planned)}
            self.add_error("is_sure", f"{words % sums} {gettext('Korjaa summa, tai rastita, jos se on oikein.')}")
        return given

    @property
    def asks_if_sure(self) -> bool:
        return bool(self["is_sure"].errors or self["is_sure"].value())

    @property
    def read_back(self) -> str:
        """How the sums were read."""
        known = {name: self.cleaned_data[name] for name in ("planned", "spent")}
        words = {"planned": gettext("talousarviossa"), "spent": gettext("käytetty")}
        said = ", ".join(f"{words[name]} {exact_euros(amount)}" for name, amount in known.items() if amount is not None)
        return gettext("Luetaan: %(sums)s") % {"sums": said}


def exact_euros(amount: Decimal) -> str:
    """ "18 900 000,00 €"."""
    return f"{number_words(amount, decimals=2)}\u00a0€"
