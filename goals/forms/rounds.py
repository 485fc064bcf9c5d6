"""What the coordinator types of a review: what it is, its days and reminders, its chapters and its words."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goals.badges import EXPLANATIONS, SCALES
from goals.chapters import chapters_of_kind
from goals.models import Project, Round, ScaleWord, Strategy
from goals.operations.rounds import PROPOSED_WORKING_DAYS, STILL_CHANGEABLE, day_of_reopened
from goals.operations.scale_words import LANGUAGES, Word
from goals.reminders import LONGEST_BEFORE, days_before
from kemistrategy.organisation.forms import CleanedCharField, DayField, OneLineField
from kemistrategy.organisation.models import OrgUnit, is_valid_on

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_REASON = 2000
CHAPTER_TITLES = {
    "summary": _("Tiivistelmä"),
    "guide": _("Raportin lukuohje"),
    "indicators": _("Keskeiset mittarit"),
    "themes": _("Strategian toteutuminen teemoittain"),
    "deviations": _("Mikä ei etene suunnitellusti"),
    "departments": _("Toimialojen katsaukset"),
    "rollout": _("Strategia arkeen"),
    "environment": _("Toimintaympäristön muutokset ja riskit"),
    "rest_of_year": _("Toimenpiteet loppuvuodelle"),
    "group": _("Konserni: tytäryhteisöille asetetut tavoitteet"),
    "balancing": _("Talouden tasapainotuksen toteutuminen"),
    "audit_answers": _("Arviointikertomuksen havainnot ja vastaukset"),
    "carried_over": _("Ensi vuoteen siirtyvät"),
    "questions": _("Luottamushenkilöiden kysymykset"),
    "annexes": _("Liitteet"),
}


def _refuse_year(day):
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(gettext("Vuosi on väliltä 2000–2100."))
    return day


def _departments(day, *, chosen=()):
    """Departments in force, and those that were chosen before they ended."""
    kinds = (OrgUnit.Kind.DEPARTMENT, OrgUnit.Kind.SUBSIDIARY)
    return OrgUnit.objects.filter(is_valid_on(day) & Q(kind__in=kinds) | Q(pk__in=chosen))


class RoundForm(forms.ModelForm):
    """A new half-year review, year-end report or project report."""

    as_of = DayField(
        label=_("Projektin tilanne"),
        required=False,
        help_text=_("Vain projektin raporttiin: päivä, jonka tilanteesta raportoidaan, esimerkiksi 30.6.2023"),
    )
    due_on = DayField(label=_("Kirjaukset viimeistään"), required=False)

    class Meta:
        model = Round
        fields = ["kind", "year", "strategies", "units", "project", "as_of", "due_on"]
        widgets = {"strategies": forms.CheckboxSelectMultiple, "units": forms.CheckboxSelectMultiple}
        help_texts = {
            "units": _("Jätä tyhjäksi, kun katsaus koskee koko kaupunkia."),
            "project": _("Vain projektin väli- tai loppuraporttiin."),
        }

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("year", "strategies"):
            self.fields[name].required = False
        self.fields["year"].help_text = _("Puolivuotiskatsauksen tai tilinpäätösraportin vuosi.")
        self.fields["strategies"].help_text = _("Puolivuotiskatsaukseen tai tilinpäätösraporttiin.")
        self.fields["units"].queryset = _departments(today)
        self.fields["project"].queryset = Project.objects.order_by("strategy", "position")
        self.fields["due_on"].help_text = _(
            "Jätä tyhjäksi, niin päivä ehdotetaan arkipäivinä tilanteen päivästä: puolivuotiskatsaus %(half)s, "
            "tilinpäätösraportti %(year)s, projektin raportti %(project)s arkipäivää."
        ) % {
            "half": PROPOSED_WORKING_DAYS[Round.Kind.HALF_YEAR],
            "year": PROPOSED_WORKING_DAYS[Round.Kind.YEAR_END],
            "project": PROPOSED_WORKING_DAYS[Round.Kind.PROJECT_INTERIM],
        }

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(gettext("Vuosi on väliltä 2000–2100."))
        return year

    def clean_as_of(self):
        return _refuse_year(self.cleaned_data["as_of"])

    def clean_due_on(self):
        return _refuse_year(self.cleaned_data["due_on"])

    def clean(self):
        cleaned_data, kind = super().clean(), self.cleaned_data.get("kind")
        needed = {
            "year": gettext("Kirjoita vuosi, jota katsaus koskee."),
            "strategies": gettext("Valitse, mitä strategioita katsaus koskee."),
        }
        if kind in Round.PROJECT_KINDS:
            needed = {
                "project": gettext("Valitse projekti, jonka raportti on kyseessä."),
                "as_of": gettext("Kirjoita päivä, jonka tilanteesta projekti raportoi."),
            }
        for name, sentence in needed.items() if kind else ():
            if not cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return cleaned_data

    def _post_clean(self):
        """The operation makes the row; the model's own rules are about a whole one."""


class SettingsForm(forms.Form):
    """What may still be changed of a review in its state; the fields of the others are not there."""

    due_on = DayField(label=_("Kirjaukset viimeistään"))
    grace_days = forms.IntegerField(label=_("Lisäaika, arkipäiviä"), min_value=0, max_value=30)
    approval_days = forms.IntegerField(
        label=_("Hyväksyntä, arkipäiviä kirjausten määräpäivästä"), min_value=0, max_value=60
    )
    published_by = DayField(
        label=_("Julkaistaan arviolta"), required=False, help_text=_("Näkyy julkisilla sivuilla kuukautena.")
    )
    strategies = forms.ModelMultipleChoiceField(
        label=_("Strategiat"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Toimialat"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Jätä tyhjäksi, kun katsaus koskee koko kaupunkia."),
    )
    reminders_before = OneLineField(
        label=_("Muistutukset, arkipäiviä ennen määräpäivää"),
        required=False,
        max_length=40,
        help_text=_("Esimerkiksi 5, 1. Tyhjä: ei muistutuksia ennen määräpäivää."),
    )
    reminder_hour = forms.IntegerField(
        label=_("Muistutusten kellonaika"), min_value=0, max_value=23, help_text=_("Täysi tunti, esimerkiksi 8")
    )
    mail_words = CleanedCharField(
        label=_("Oma teksti viesteihin"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tulee jokaisen muistutuksen alkuun."),
    )

    def __init__(self, data=None, *, round: Round, today):
        initial = {name: getattr(round, name) for name in self.base_fields if name not in ("strategies", "units")}
        still = STILL_CHANGEABLE[round.state]
        if "strategies" in still:
            initial |= {"strategies": round.strategies.all(), "units": round.units.all()}
        super().__init__(data, initial=initial)
        self._round = round
        for name in set(self.fields) - still | ({"strategies", "units"} if round.project_id else set()):
            del self.fields[name]
        if "units" in self.fields:
            self.fields["strategies"].queryset = Strategy.objects.all()
            self.fields["units"].queryset = _departments(today, chosen=round.units.values("pk"))

    def clean_due_on(self):
        return _refuse_year(self.cleaned_data["due_on"])

    def clean_published_by(self):
        return _refuse_year(self.cleaned_data["published_by"])

    def clean_reminders_before(self):
        """Kept as "5, 1", whatever stood between the numbers."""
        typed = self.cleaned_data["reminders_before"]
        numbers = days_before(typed)
        if (not numbers and typed) or any(letter.isalpha() for letter in typed):
            raise forms.ValidationError(
                gettext("Kirjoita arkipäivien määrät, esimerkiksi 5, 1. Enintään %(most)s.") % {"most": LONGEST_BEFORE}
            )
        return ", ".join(map(str, numbers))


class ChaptersForm(forms.Form):
    """Which chapters a report has and in which order: a tick and a number for each."""

    def __init__(self, data=None, *, round: Round):
        super().__init__(data, prefix="chapter")
        self._usual = chapters_of_kind(is_year_end=round.is_year_end)
        chosen = [code for code in round.chapters if code in self._usual] or list(self._usual)
        self.codes = [*chosen, *(code for code in self._usual if code not in chosen)]
        for place, code in enumerate(self.codes, start=1):
            title = CHAPTER_TITLES[code]
            self.fields[code] = forms.BooleanField(label=title, required=False, initial=code in chosen)
            self.fields[f"place-{code}"] = forms.IntegerField(
                label=gettext("%(chapter)s: monesko luku") % {"chapter": title},
                min_value=1,
                max_value=99,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "input--short"}),
            )

    def rows(self):
        """(tick, number) of each chapter in the order they have now."""
        return [(self[code], self[f"place-{code}"]) for code in self.codes]

    def clean(self):
        if not any(self.cleaned_data.get(code) for code in self.codes):
            raise forms.ValidationError(gettext("Valitse ainakin yksi luku."))

    def chosen(self) -> list[str]:
        """The codes in the order given, of two of the same number the one that stood first; [] is all as usual."""
        chosen = sorted(
            (code for code in self.codes if self.cleaned_data[code]),
            key=lambda code: self.cleaned_data[f"place-{code}"],
        )
        return [] if chosen == list(self._usual) else chosen


class ReasonForm(forms.Form):
    """Why a review is opened again, something is left out of it, or changed after closing."""

    reason = CleanedCharField(
        label=_("Syy"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )

    def __init__(self, data=None, *, label=None, help_text=""):
        super().__init__(data)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text


class ReopeningForm(ReasonForm):
    """The reason, and by which day what is still missing is written."""

    due_on = DayField(label=_("Kirjaukset viimeistään"), required=False)

    def __init__(self, data=None, *, round: Round):
        super().__init__(data, label=gettext("Miksi katsaus avataan uudelleen?"))
        self.fields["due_on"].initial = day_of_reopened(round)
        self.fields["due_on"].help_text = gettext(
            "Niille, joilta kirjaus puuttuu, lähtee sähköposti. Tyhjä: viisi arkipäivää."
        )

    def clean_due_on(self):
        return _refuse_year(self.cleaned_data["due_on"])


# --- the words of the scales --------------------------------------------------------------------------------------
LABEL_WORDS = {"fi": _("Sana suomeksi"), "sv": _("Sana ruotsiksi"), "en": _("Sana englanniksi")}
EXPLANATION_WORDS = {"fi": _("Selite suomeksi"), "sv": _("Selite ruotsiksi"), "en": _("Selite englanniksi")}


class ScaleWordsForm(forms.Form):
    """The words of every point of the three scales; without a Finnish word a point has the words of all reviews."""

    def __init__(self, data=None, *, words: dict[tuple[str, str], ScaleWord]):
        super().__init__(data)
        self.points = [(scale, code) for scale, points in SCALES.items() for code in points.values]
        for scale, code in self.points:
            self._add_point(scale, code, words.get((scale, code)))

    def _add_point(self, scale, code, word):
        name = f"{scale}-{code}"
        for language in LANGUAGES:
            self.fields[f"{name}-label_{language}"] = OneLineField(
                label=LABEL_WORDS[language],
                required=False,
                max_length=60,
                initial=word and getattr(word, f"label_{language}"),
            )
            self.fields[f"{name}-explanation_{language}"] = OneLineField(
                label=EXPLANATION_WORDS[language],
                required=False,
                max_length=200,
                initial=word and getattr(word, f"explanation_{language}"),
            )
        self.fields[f"{name}-position"] = forms.IntegerField(
            label=_("Monesko asteikolla"),
            required=False,
            min_value=1,
            max_value=99,
            initial=(word and word.position) or None,
        )

    def clean(self):
        for scale, code in self.points:
            typed = self._typed(scale, code)
            if any(typed.values()) and not typed["label_fi"]:
                self.add_error(f"{scale}-{code}-label_fi", gettext("Kirjoita sana suomeksi, tai tyhjennä muutkin."))

    def _typed(self, scale, code) -> dict:
        start = f"{scale}-{code}-"
        return {name.removeprefix(start): self.cleaned_data.get(name) for name in self.fields if name.startswith(start)}

    def words(self) -> list[Word]:
        return [
            Word(scale=scale, code=code, fields={**typed, "position": typed["position"] or 0})
            for scale, code in self.points
            if (typed := self._typed(scale, code))["label_fi"]
        ]

    def scales(self):
        """(name of the scale, its points): each with the word it has now, its fixed meaning, and its fields."""
        for scale, points in SCALES.items():
            yield ScaleWord.Scale(scale).label, [self._shown(scale, code, points) for code in points.values]

    def _shown(self, scale, code, points):
        fields = [self[name] for name in self.fields if name.startswith(f"{scale}-{code}-")]
        return {
            "label": points(code).label,
            "meaning": EXPLANATIONS[code],
            "fields": fields,
            "has_words": any(field.value() for field in fields),
        }
