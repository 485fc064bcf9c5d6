"""The component gallery for developers: every component in every state, with sample rows that say they are samples."""

from dataclasses import dataclass, field

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kemistrategy.charts import counts_bar


@dataclass(frozen=True)
class SampleStatus:
    code: str
    label: str
    shape: str
    explanation: str = ""


@dataclass(frozen=True)
class SampleChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class SampleHistoryRow:
    at: str
    by: str
    reason: str
    changes: list[SampleChange] = field(default_factory=list)


STATUSES = [
    SampleStatus("not_started", _("Ei aloitettu"), "circle", _("Toimenpidettä ei ole vielä aloitettu.")),
    SampleStatus("in_progress", _("Käynnissä"), "half", _("Työ on aloitettu ja etenee.")),
    SampleStatus("completed", _("Valmis"), "check", _("Toimenpide on tehty.")),
    SampleStatus("ongoing", _("Jatkuva toiminta"), "loop", _("Toiminnalla ei ole päättymispäivää.")),
    SampleStatus(
        "past_end", _("Määräaika ylittynyt"), "clock", _("Suunniteltu aika on päättynyt eikä toimenpide ole valmis.")
    ),
    SampleStatus("postponed", _("Siirretty myöhemmäksi"), "arrow", _("Toteutus on siirretty päätöksellä.")),
    SampleStatus("discontinued", _("Toteutuksesta luovuttu"), "cross", _("Toimenpidettä ei enää toteuteta.")),
    SampleStatus("awaiting", _("Odottaa kirjausta"), "dots", _("Kirjaus on vielä tekemättä.")),
    SampleStatus("not_reported", _("Ei raportoitu"), "dash", _("Tietoa ei saatu määräaikaan mennessä.")),
    SampleStatus("partly", _("Toteutui osittain"), "part"),
    SampleStatus("not_attained", _("Ei toteutunut"), "stop"),
    SampleStatus("not_assessed", _("Ei voitu arvioida"), "question"),
    SampleStatus("draft", _("Luonnos"), "draft"),
    SampleStatus("sent", _("Lähetetty"), "sent"),
    SampleStatus("returned", _("Palautettu täydennettäväksi"), "returned"),
]

THEMES = [
    ("viisas", "Viisas Kemi"),
    ("valittava", "Välittävä Kemi"),
    ("vihrea", "Vihreä Kemi"),
    ("elinvoimainen", "Elinvoimainen kaupunki"),
    ("hyvinvoivat", "Hyvinvoivat asukkaat"),
    ("sujuva", "Sujuva arki"),
]


class SampleForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Tilanne"),
        widget=forms.RadioSelect,
        choices=[(status.code, status.label) for status in STATUSES[:3]],
        help_text=_("Valitse se, mikä on totta raportointipäivänä."),
    )
    value = forms.DecimalField(
        label=_("Toteuma"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Esimerkiksi 12,5"),
    )
    text = forms.CharField(label=_("Teksti raporttiin (julkinen)"), widget=forms.Textarea, required=False)
    unit = forms.ChoiceField(
        label=_("Toimiala"), choices=[("", "–"), ("w", _("Hyvinvointi")), ("e", _("Elinvoima"))], required=False
    )
    confirmed = forms.BooleanField(label=_("Olen tarkistanut luvut"), help_text=_("Luvut julkaistaan raportin mukana."))


@login_not_required
def gallery(request):
    counts = dict(zip((status.code for status in STATUSES[:7]), (6, 14, 8, 4, 2, 1, 0), strict=True))
    changes = [
        SampleChange(_("Tilanne"), _("Ei aloitettu"), _("Käynnissä")),
        SampleChange(_("Huomautus"), "", _("Aloitettu keväällä.")),
    ]
    context = {
        "statuses": STATUSES,
        "themes": THEMES,
        "sdg_numbers": range(1, 18),
        "bar": counts_bar(
            sentence=_("35 toimenpidettä: 14 on käynnissä ja 8 valmiina."),
            counts=[(status, counts[status.code]) for status in STATUSES[:7]],
        ),
        "crumbs": [(_("Etusivu"), "/"), (_("Tavoitteet"), "/"), (_("Elinvoimainen kaupunki"), None)],
        "facts": [(_("Vastaa"), _("sivistysjohtaja")), (_("Aikataulu"), "2023–"), (_("Päätös"), "kv 3.5.2021 § 45")],
        "notice_kinds": ["info", "success", "warning", "error"],
        "clean_form": SampleForm(auto_id="clean_%s"),
        "wrong_form": SampleForm({"value": "kaksitoista", "text": _("Kirjoitettu teksti säilyy.")}, auto_id="wrong_%s"),
        "history": [SampleHistoryRow("10.8.2023 12.03", _("sivistysjohtaja"), _("Puolivuotiskatsaus 2023"), changes)],
        "links": [(_("Lataa PDF"), "#", "primary"), (_("Muokkaa"), "#"), (_("Peruuta"), "#", "supplementary")],
    }
    return render(request, "gallery.html", context)
