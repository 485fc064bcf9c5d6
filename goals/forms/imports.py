"""What the coordinator gives of a plan to be brought in: the file or the pasted table, answers, and the adoption."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.models import PlanImport, Strategy, Theme
from goals.plan_workbook.proposal.answers import PARTS
from goals.plan_workbook.proposal.places import KINDS_READ
from goals.plan_workbook.proposal.proposed import LEAVE_OUT, NEW, SAME
from kemistrategy import clock
from kemistrategy.organisation.forms import CleanedCharField
from kemistrategy.organisation.models import OrgUnit, is_valid_on
from kemistrategy.text import text_of
from measures.forms.targets import BasisForm, YearField

LONGEST_PASTE = 2_000_000  # letters; the reading of tables has its own limits
LONGEST_KEY = 500
LARGEST_PK = 2**63 - 1
FROM_FILE = _("Lue tiedostosta")


class PastedField(forms.CharField):
    """A table as it was pasted: tabs and line ends stay."""

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, max_length=LONGEST_PASTE, **kwargs)

    def to_python(self, value):
        words = super().to_python(value).replace("\x00", "")
        return words if words.strip() else ""


class DestinationForm(forms.Form):
    """Where the contents of a file go, when the file itself does not say."""

    strategy = forms.ModelChoiceField(
        label=_("Strategia"), queryset=Strategy.objects.none(), required=False, empty_label=FROM_FILE
    )
    unit = forms.ModelChoiceField(
        label=_("Toimiala"), queryset=OrgUnit.objects.none(), required=False, empty_label=FROM_FILE
    )
    year = YearField(label=_("Vuosi"), help_text=_("Suunnitelman vuosi. Tyhjänä luetaan tiedostosta."))
    theme = forms.TypedChoiceField(
        label=_("Päämäärä"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Vain, jos koko taulukko on yhden päämäärän alla."),
    )
    DESTINATION = ("strategy", "unit", "year", "theme")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["strategy"].queryset = Strategy.objects.order_by("position", "pk")
        self.fields["strategy"].label_from_instance = lambda row: str(text_of(row, "name"))
        departments = Q(is_valid_on(clock.today()), kind=OrgUnit.Kind.DEPARTMENT)
        present = Q(
            pk=getattr(self.initial.get("unit"), "pk", None)
        )  # one that has ended stays until another is chosen
        self.fields["unit"].queryset = OrgUnit.objects.filter(departments | present).order_by("position", "pk")
        self.fields["unit"].label_from_instance = lambda row: str(text_of(row, "name"))
        self.themes = list(Theme.objects.select_related("strategy").order_by("strategy__position", "position", "pk"))
        self.fields["theme"].choices = [("", FROM_FILE), *_by_strategy(self.themes)]

    def clean(self):
        given = super().clean()
        theme = next((one for one in self.themes if one.pk == given.get("theme")), None)
        if theme and given.get("strategy") and theme.strategy_id != given["strategy"].pk:
            self.add_error("theme", gettext("Päämäärä on toisesta strategiasta. Valitse tämän strategian päämäärä."))
        if theme and "strategy" in given and given["strategy"] is None:
            given["strategy"] = theme.strategy
        given["theme"] = theme
        return given

    def destination(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.DESTINATION}


class ImportForm(DestinationForm):
    """A file or a pasted table."""

    file = forms.FileField(
        label=_("Tiedosto"),
        required=False,
        help_text=_("Excel (.xlsx), LibreOffice (.ods) tai .csv. Tiedosto säilyy alkuperäisenä."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )
    pasted = PastedField(
        label=_("tai liitä taulukko tähän"),
        help_text=_("Kopioi taulukko Wordistä, Excelistä tai verkkosivulta otsikkoriveineen ja liitä se tähän."),
        widget=forms.Textarea(attrs={"rows": 5, "data-paste-table": "id_pasted_html"}),
    )
    pasted_html = PastedField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    field_order = ["file", "pasted", "pasted_html"]

    def clean(self):
        given = super().clean()
        has_file, has_paste = bool(given.get("file")), bool(given.get("pasted") or given.get("pasted_html"))
        if has_file and has_paste:
            self.add_error("pasted", gettext("Valitse tiedosto tai liitä taulukko, ei molempia."))
        elif not has_file and not has_paste and not self.errors.keys() & {"file", "pasted"}:
            self.add_error("file", gettext("Valitse tiedosto tai liitä taulukko."))
        return given


class PlaceForm(DestinationForm):
    """The destination of an import that is there already."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK, widget=forms.HiddenInput)

    def __init__(self, data=None, *, row: PlanImport):
        now = {name: getattr(row, name) for name in ("strategy", "unit", "year")}
        super().__init__(data, auto_id="line_%s", initial={**now, "theme": row.theme_id, "version": row.version})

    def visible_in_order(self):
        return [self[name] for name in self.DESTINATION]

    def answer(self) -> dict:
        """Primary keys, and the year as it is."""
        return {name: getattr(value, "pk", value) for name, value in self.destination().items()}


def _by_strategy(themes):
    groups: dict[str, list] = {}
    for theme in themes:
        groups.setdefault(str(text_of(theme.strategy, "name")), []).append((theme.pk, str(text_of(theme, "name"))))
    return list(groups.items())


class AnswerForm(forms.Form):
    """One press on the proposal: which line, and the button's value with the field beside it.

    Values: new, same-PK, leave-out, checked, words, post, new-single | new-group, theme, goal, own-line, kind, period,
    typed | present (which of two changes stays), take-back.
    """

    part = forms.ChoiceField(choices=[(part, part) for part in PARTS])
    key = forms.CharField(max_length=LONGEST_KEY, strip=False)
    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK)
    answer = forms.RegexField(r"^[a-z-]+(-\d{1,18})?$", max_length=40)
    post = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PK)
    theme = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_PK)
    at = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_PK)
    goal = forms.CharField(required=False, max_length=LONGEST_KEY, strip=False)
    kind = forms.ChoiceField(required=False, choices=[(kind, kind) for kind in KINDS_READ])
    period = forms.CharField(required=False, max_length=40)

    NEEDED = {
        "post": _("Valitse ensin tehtävä luettelosta."),
        "theme": _("Valitse ensin päämäärä luettelosta."),
        "goal": _("Valitse ensin tavoite luettelosta."),
        "kind": _("Valitse ensin, mitä taulukossa on."),
        "period": _("Valitse ensin, miltä ajalta toteumat ovat."),
    }

    def clean(self):
        given = super().clean()
        pressed = given.get("answer")
        if pressed in self.NEEDED and given.get(pressed) in (None, ""):
            self.add_error(pressed, str(self.NEEDED[pressed]))
        return given

    def meaning(self, answered: dict) -> dict:
        """The press as `goals.operations.imports.answer` takes it; `answered` is what was answered before."""
        given, part = self.cleaned_data, self.cleaned_data["part"]
        pressed, number = _pressed(given["answer"])
        if pressed == "take-back":
            return dict.fromkeys(answered if part in ("items", "owners") else ("leave_out", "choice"))
        if pressed == "leave-out":
            return {"choice": LEAVE_OUT} if part in ("items", "differences") else {"leave_out": True}
        if pressed == "same":
            return {"choice": SAME, "same": number}
        if pressed.startswith("new-"):
            return {"choice": "new", "kind": pressed.removeprefix("new-")}
        if pressed == "post":
            return {"choice": "post", "post": given["post"]}
        if pressed in ("typed", "present"):
            return {"choice": pressed}
        if pressed == "goal":
            return {"goal": goal_of_value(given["goal"])}
        return {
            "new": {"choice": NEW},
            "words": {"choice": "words"},
            "own-line": {"same_item": ""},
            "theme": {"theme": given["theme"]},
            "kind": {"kind": given["kind"]},
            "period": {"period": given["period"]},
        }.get(pressed, {"checked": True})


def _pressed(value: str) -> tuple[str, int]:
    name, _mark, number = value.rpartition("-")
    return (name, int(number)) if number.isdigit() else (value, 0)


def goal_value(goal: int | str) -> str:
    """How a form names a goal: the number of one that exists, the key of one in the file."""
    return f"pk:{goal}" if isinstance(goal, int) else goal and f"item:{goal}"


def goal_of_value(value: str) -> int | str:
    kind, _mark, rest = value.partition(":")
    return int(rest) if kind == "pk" and rest.isdecimal() and len(rest) < 19 else rest


class TogetherForm(forms.Form):
    """One press that answers every line of a group; which groups and answers there are, the operation knows."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK)
    together = forms.CharField(max_length=LONGEST_KEY)
    answer = forms.CharField(max_length=40)


class AdoptImportForm(BasisForm):
    """By which decision, or why, a plan in force changes; a draft needs neither."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_PK, widget=forms.HiddenInput)
    reason = CleanedCharField(
        label=_("Syy, jos päätöstä ei ole (julkinen)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    BASIS = ("decision", "body", "decided_on", "section", "reason")

    def __init__(self, data=None, *, is_in_force: bool, version: int):
        super().__init__(data, initial={"version": version})
        self.is_asked = is_in_force
        if not self.is_asked:
            for name in self.BASIS:
                del self.fields[name]

    def clean(self):
        given = super().clean()
        if self.is_asked and not self.errors and not given["basis"].is_given:
            self.add_error(
                "decision",
                gettext("Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy."),
            )
        return given

    def adoption(self) -> dict:
        """What `goals.operations.imports.adopt` takes."""
        return {name: self.cleaned_data[name] for name in ("version", "basis")}
