"""Which chapters a report has, in which order, and their titles: the numbers follow the order shown."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from goals.chapters import CHAPTERS
from goals.models import Round

from .rows import Heading

ONLY_YEAR_END = ("group", "balancing", "audit_answers", "carried_over")
ONLY_HALF_YEAR = ("rest_of_year",)
ANCHORS = {
    "summary": "tiivistelma",
    "guide": "lukuohje",
    "indicators": "mittarit",
    "themes": "teemat",
    "deviations": "poikkeamat",
    "departments": "toimialat",
    "rollout": "strategia-arkeen",
    "environment": "toimintaymparisto",
    "rest_of_year": "loppuvuosi",
    "group": "konserni",
    "balancing": "tasapainotus",
    "audit_answers": "arviointikertomus",
    "carried_over": "siirtyvat",
    "questions": "kysymykset",
}


def chapters_of(round: Round, *, empty: Collection[str] = ()) -> tuple[str, ...]:
    """Those chosen for the review, else those of its kind; one that is not known or has nothing to tell is left out."""
    left_out = ONLY_HALF_YEAR if round.is_year_end else ONLY_YEAR_END
    chosen = round.chapters or [code for code in CHAPTERS if code not in left_out]
    return tuple(dict.fromkeys(code for code in chosen if code in CHAPTERS and code not in empty))


def headings(chapters: tuple[str, ...], *, is_year_end: bool) -> tuple[Heading, ...]:
    titles = _year_end_titles() if is_year_end else _titles()
    numbered = [code for code in chapters if code != "annexes"]
    found = [Heading(code, ANCHORS[code], f"{number} {titles[code]}") for number, code in enumerate(numbered, start=1)]
    return (*found, *_annexes()) if "annexes" in chapters else tuple(found)


def _titles():
    return {
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
        "carried_over": _("Siirtyvät toimenpiteet"),
        "questions": _("Luottamushenkilöiden kysymykset"),
    }


def _year_end_titles():
    return _titles() | {
        "summary": _("Valtuuston asettamien tavoitteiden toteutuminen"),
        "deviations": _("Sitovat tavoitteet ja poikkeamat"),
        "departments": _("Toimialat ja projektit"),
    }


def _annexes():
    titles = (
        _("Liite 1 Toimenpideluettelo"),
        _("Liite 2 Mittareiden määritelmät ja lähteet"),
        _("Liite 3 Muutokset edelliseen raporttiin"),
        _("Liite 4 Kestävän kehityksen tavoitteet"),
        _("Liite 5 Mittausaineiston dokumentaatio"),
        _("Liite 6 Mistä ei raportoitu"),
    )
    return [Heading(f"annex_{number}", f"liite-{number}", title) for number, title in enumerate(titles, start=1)]
