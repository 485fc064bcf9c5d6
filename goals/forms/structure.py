"""What a coordinator types of a strategy and its parts: Finnish first, the other languages beside it."""

from typing import NamedTuple

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from goals.models import Benefit, FocusArea, Goal, Strategy, TextBlock, Theme
from goals.operations.edit_conflicts import version_of
from goals.operations.strategy_editing import LEVEL_WORDS
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from kemistrategy.organisation.models import Decision, OrgUnit, Position, is_valid_on
from kemistrategy.text import text_of
from measures.forms.targets import LONGEST_REASON, BasisForm, YearField
from measures.models import Indicator

from .edit_conflicts import VersionedForm

LANGUAGES = {"fi": _("Suomeksi"), "sv": _("Ruotsiksi"), "en": _("Englanniksi")}
IN_LANGUAGE = {"sv": _("ruotsiksi"), "en": _("englanniksi")}
LONGEST_TEXT = 100_000
LONGEST_TITLE = 500
FIRST_WORDS = {
    "theme_word": ("teema", "tema", "theme"),
    "themes_word": ("teemat", "teman", "themes"),
    "goal_word": ("tavoite", "mål", "goal"),
    "goals_word": ("tavoitteet", "mål", "goals"),
    "action_word": ("toimenpide", "åtgärd", "action"),
    "actions_word": ("toimenpiteet", "åtgärder", "actions"),
}
COLOURS = (
    ("viisas", _("Sininen")),
    ("sujuva", _("Turkoosi")),
    ("vihrea", _("Vihreä")),
    ("elinvoimainen", _("Oranssi")),
    ("valittava", _("Viininpunainen")),
    ("hyvinvoivat", _("Violetti")),
    ("harmaa", _("Harmaa")),
)


class Words(NamedTuple):
    """A text in three languages; the Finnish one is needed when `needed`. `rows`: the height of a long one's field."""

    label: str
    longest: int
    needed: bool = False
    rows: int = 0
    help: str = ""

    def field(self, language):
        is_first = language == "fi"
        kind = CleanedCharField if self.longest > LONGEST_TITLE else OneLineField
        attributes = {"lang": language} | ({"rows": self.rows} if self.rows else {})
        return kind(
            label=self.label if is_first else format_lazy("{} {}", self.label, IN_LANGUAGE[language]),
            required=self.needed and is_first,
            max_length=self.longest,
            help_text=self.help if is_first else "",
            widget=(forms.Textarea if self.rows else forms.TextInput)(attrs=attributes),
        )


class NamedChoice(forms.ModelChoiceField):
    """Its rows by their words in the reader's language."""

    def label_from_instance(self, row):
        return name_of(row)


class NamedChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row):
        return name_of(row)


def name_of(row) -> str:
    if isinstance(row, Decision):
        return str(row)
    return text_of(row, "title" if isinstance(row, (Goal, Position)) else "name").words


class ChangeBasisForm(BasisForm):
    """On what a change rests; a draft asks nothing."""

    reason = CleanedCharField(
        label=_("Syy, jos päätöstä ei ole"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Myös kirjoitusvirheen korjaukselle, esimerkiksi: Kirjoitusvirhe korjattu."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    basis_names = ("decision", "body", "decided_on", "section", "reason")

    def __init__(self, *args, is_draft: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_draft = is_draft
        if is_draft:
            for name in self.basis_names:
                del self.fields[name]


class PartForm(VersionedForm, ChangeBasisForm):
    """What every part's form has: its words language by language, and the change's basis.

    `words` names the texts, `choices` the other fields; `columns` says which column a field fills when not its own.
    """

    words: dict[str, Words] = {}
    columns: dict[str, str] = {}
    links: tuple[str, ...] = ()

    def __init__(self, data=None, *, strategy: Strategy | None, row=None, initial=None):
        initial = dict(initial or {}) | (self.initial_of(row) | {"version": version_of(row)} if row else {})
        is_draft = strategy is None or strategy.state == Strategy.State.DRAFT
        super().__init__(data, initial=initial, is_draft=is_draft)
        self.strategy, self.row = strategy, row
        for name, words in self.words.items():
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = words.field(language)
        self.doubt = text_of(row, "doubt") if row is not None and hasattr(row, "doubt") else None
        if self.doubt:
            self.fields["is_resolved"] = forms.BooleanField(
                label=_("Kysymys on ratkaistu: poista merkintä"), required=False
            )
        self.order_fields(self.word_columns())
        self.prepare()

    def prepare(self):
        """What the strategy offers to choose from."""

    @classmethod
    def initial_of(cls, row) -> dict[str, object]:
        """The row as the form shows it."""
        texts = {column: getattr(row, column) or "" for column in cls.word_columns()}
        fields = {name: getattr(row, cls.columns.get(name, name)) for name in cls.choice_names()}
        return texts | fields | {name: list(getattr(row, name).values_list("pk", flat=True)) for name in cls.links}

    @classmethod
    def word_columns(cls) -> list[str]:
        return [f"{name}_{language}" for name in cls.words for language in LANGUAGES]

    @classmethod
    def choice_names(cls):
        """The fields of the kind itself that fill one column each."""
        shared = {*VersionedForm.base_fields, *ChangeBasisForm.base_fields, *cls.links}
        return [name for name in cls.base_fields if name not in shared]

    def changes(self) -> dict[str, object]:
        """Column → value, as the operation takes it."""
        given = self.cleaned_data
        changes: dict[str, object] = {column: given[column] for column in self.word_columns()}
        for name in self.choice_names():
            column = self.columns.get(name, name)
            value = given[name]
            changes[column] = value.pk if column.endswith("_id") and value else value
        if given.get("is_resolved"):
            changes |= {f"doubt_{language}": "" for language in LANGUAGES}
        return changes

    def chosen_links(self) -> dict[str, list[int]]:
        return {name: [row.pk for row in self.cleaned_data[name]] for name in self.links}

    def language_groups(self):
        """(language, its name, its fields, whether it is shown at once): Finnish is, others when they have an error."""
        return self.groups_of(self.words)

    def groups_of(self, names):
        for language, label in LANGUAGES.items():
            fields = [self[f"{name}_{language}"] for name in names]
            yield language, label, fields, language == "fi" or any(field.errors for field in fields)

    def other_fields(self):
        resolved = ["is_resolved"] if self.doubt else []
        return [self[name] for name in [*self.links, *self.choice_names(), *resolved]]


class AddressField(forms.SlugField):
    """The last part of an address, in small letters."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Osoite"),
            max_length=60,
            help_text=_("Sivun osoitteen loppu: pieniä kirjaimia a–z, numeroita ja viivoja. Voimaan tultua se pysyy."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value).lower()


# --- the strategy -------------------------------------------------------------------------------------------------
class StrategyForm(PartForm):
    words = {
        "name": Words(_("Nimi"), 200, needed=True),
        "mission": Words(_("Missio"), 300, rows=2),
        "vision": Words(_("Visio"), 300, rows=2),
        "theme_word": Words(_("Ylin taso, yksi"), 60, needed=True, help=_("Esimerkiksi teema tai päämäärä")),
        "themes_word": Words(_("Ylin taso, monta"), 60, needed=True),
        "goal_word": Words(_("Tavoitetaso, yksi"), 60, needed=True),
        "goals_word": Words(_("Tavoitetaso, monta"), 60, needed=True),
        "action_word": Words(_("Toimenpidetaso, yksi"), 60, needed=True),
        "actions_word": Words(_("Toimenpidetaso, monta"), 60, needed=True),
    }
    columns = {"predecessor": "predecessor_id"}
    valid_from = DayField(label=_("Voimassa alkaen"), required=False, help_text=_("Esimerkiksi 1.1.2024"))
    valid_to = DayField(label=_("Voimassa asti"), required=False)
    predecessor = NamedChoice(
        label=_("Edeltäjä"), queryset=Strategy.objects.none(), required=False, empty_label=_("Ei edeltäjää")
    )

    def __init__(self, data=None, *, strategy=None, row=None):
        first = {
            f"{name}_{language}": word
            for name, words in FIRST_WORDS.items()
            for language, word in zip(LANGUAGES, words, strict=True)
        }
        super().__init__(data, strategy=strategy, row=row, initial=first if row is None else None)

    def prepare(self):
        others = Strategy.objects.order_by("position", "pk")
        self.fields["predecessor"].queryset = others.exclude(pk=self.row.pk) if self.row else others
        if self.row and self.is_draft:
            self.fields["slug"] = AddressField(required=False)
            self.initial["slug"] = self.row.slug

    def changes(self):
        slug = self.cleaned_data.get("slug")
        return super().changes() | ({"slug": slug} if slug else {})

    def other_fields(self):
        return [*super().other_fields(), *([self["slug"]] if "slug" in self.fields else [])]

    def language_groups(self):
        return self.groups_of([name for name in self.words if name not in LEVEL_WORDS])

    def level_groups(self):
        return self.groups_of(LEVEL_WORDS)


class InForceForm(BasisForm):
    """The decision by which the draft comes into force, and knowingly accepted gaps."""

    accepts_gaps = forms.BooleanField(label=_("Tiedän puutteet ja jatkan silti"), required=False)

    def __init__(self, data=None, *, has_gaps: bool):
        super().__init__(data)
        if not has_gaps:
            del self.fields["accepts_gaps"]


class StrategyEndForm(ChangeBasisForm):
    ends_on = DayField(label=_("Viimeinen voimassaolopäivä"))


class PlanAddForm(forms.Form):
    """A department's plan of a year."""

    unit = NamedChoice(label=_("Toimiala"), queryset=OrgUnit.objects.none())
    year = YearField(label=_("Vuosi"))

    def __init__(self, data=None, *, today):
        super().__init__(data, initial={"year": today.year + 1})
        self.fields["year"].required = True
        kinds = (OrgUnit.Kind.DEPARTMENT, OrgUnit.Kind.SUBSIDIARY)
        units = OrgUnit.objects.filter(is_valid_on(today), kind__in=kinds)
        self.fields["unit"].queryset = units.order_by("position", "pk")


# --- its parts ----------------------------------------------------------------------------------------------------
class ColourSelect(forms.RadioSelect):
    """Each choice beside its colour."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-theme-colour"] = value
        return option


class ThemeForm(PartForm):
    words = {"name": Words(_("Nimi"), 200, needed=True)}
    colour = forms.ChoiceField(label=_("Väri"), choices=COLOURS, initial=COLOURS[0][0], widget=ColourSelect)

    def prepare(self):
        own = self.row.colour if self.row else ""
        if own and own not in dict(COLOURS):
            self.fields["colour"].choices = [*COLOURS, (own, own)]


class FocusAreaForm(PartForm):
    words = {"name": Words(_("Nimi"), 200, needed=True)}
    columns = {"theme": "theme_id"}
    theme = NamedChoice(label=_("Mihin kuuluu"), queryset=Theme.objects.none())

    def prepare(self):
        self.fields["theme"].queryset = Theme.objects.filter(strategy=self.strategy).order_by("position", "pk")


class BenefitForm(PartForm):
    words = {"name": Words(_("Hyöty"), 300, needed=True, rows=2)}
    links = ("goals", "indicators")
    goals = NamedChoices(label=_("Tavoitteet, jotka tuovat hyödyn"), queryset=Goal.objects.none(), required=False)
    indicators = NamedChoices(
        label=_("Mittarit, joista hyödyn näkee"), queryset=Indicator.objects.none(), required=False
    )

    def prepare(self):
        self.fields["goals"].queryset = Goal.objects.filter(strategy=self.strategy).order_by("position", "pk")
        self.fields["indicators"].queryset = Indicator.objects.order_by("position", "pk")


class GoalForm(PartForm):
    words = {"title": Words(_("Tavoite"), LONGEST_TITLE, needed=True, rows=2)}
    columns = {"sponsor": "sponsor_id", "adopted_by": "decision_id"}
    links = ("themes",)
    themes = NamedChoices(label=_("Minkä alla"), queryset=Theme.objects.none(), required=False)
    binding_level = forms.ChoiceField(label=_("Sitovuus"), choices=Goal.Binding.choices)
    sponsor = NamedChoice(
        label=_("Vastuullinen luottamuselin"),
        queryset=Position.objects.none(),
        required=False,
        empty_label=_("Ei valittu"),
    )
    adopted_by = NamedChoice(
        label=_("Päätös, jolla tavoite on asetettu"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("Ei valittu"),
    )

    def prepare(self):
        self.fields["themes"].queryset = Theme.objects.filter(strategy=self.strategy).order_by("position", "pk")
        bodies = Position.objects.filter(kind=Position.Kind.BODY)
        self.fields["sponsor"].queryset = bodies.order_by("position", "pk")
        self.fields["adopted_by"].queryset = Decision.objects.order_by("-decided_on", "section", "pk")


class TextBlockForm(PartForm):
    words = {
        "heading": Words(_("Otsikko"), 200, needed=True),
        "adopted_text": Words(
            _("Hyväksytty teksti"),
            LONGEST_TEXT,
            rows=10,
            help=_("Liitä teksti sanasta sanaan niin kuin se on hyväksytty."),
        ),
        "summary": Words(
            _("Tiivistelmä selkeästi"),
            LONGEST_TEXT,
            rows=4,
            help=_("Näkyy merkittynä tiivistelmäksi, ei hyväksytyksi tekstiksi."),
        ),
    }


class RemoveForm(ChangeBasisForm):
    """Nothing but the basis, and that only when the strategy is not a draft."""


PART_FORMS = {
    Theme: ThemeForm,
    FocusArea: FocusAreaForm,
    Benefit: BenefitForm,
    Goal: GoalForm,
    TextBlock: TextBlockForm,
}
