"""Open data of what has been published: the reports' versions, and what each report told of every thing."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from goals.models import Action, Goal, Project, Round
from measures.models import Indicator
from reporting.models import Publication, PublishedState
from reporting.permissions import readable_publications
from reporting.queries.links import PAGES

from .columns import ADDRESS, LANGUAGES, ROWS_AT_ONCE, Column, Dataset, address_of

REPORTS = (
    Column("slug", "text", _("Osoitteen osa: sama raportilla kaikissa versioissa")),
    Column("version", "number", _("Versio; korjattu raportti on uusi versio")),
    Column("is_newest", "yes_no", _("Uusin versio")),
    Column("title", "words", _("Nimi")),
    Column("kind", "code", _("Laji"), codes=tuple(Round.Kind.choices)),
    Column("year", "number", _("Vuosi")),
    Column("period_start", "day", _("Jakson alku")),
    Column("as_of", "day", _("Minkä päivän tilanteesta kerrotaan")),
    Column("project", "number", _("Projektin numero, kun raportti on projektista"), is_optional=True),
    Column("languages", "texts", _("Kielet, joilla raportti on julkaistu")),
    Column("published_at", "moment", _("Milloin julkaistu")),
    Column("page", "page", _("Version sivu")),
    Column("told", "page", _("Mitä uusin versio kertoo, samassa muodossa")),
)
TOLD_COLUMNS = (
    Column("slug", "text", _("Raportin osoitteen osa")),
    Column("version", "number", _("Versio")),
    Column("language", "text", _("Kieli, jolla tässä kerrotaan")),
    Column(
        "subject",
        "code",
        _("Mistä kerrotaan"),
        codes=(
            ("goal", _("Tavoite")),
            ("action", _("Toimenpide")),
            ("project", _("Projekti")),
            ("indicator", _("Mittari")),
        ),
    ),
    Column("subject_id", "number", _("Sen numero")),
    Column("name", "words", _("Sen nimi nyt")),
    Column("unit", "number", _("Toimialan numero, kun projektista kerrotaan toimialoittain"), is_optional=True),
    Column("is_heard", "yes_no", _("Raportoitu")),
    Column("is_deviation", "yes_no", _("Ei etene suunnitellusti")),
    Column("status", "text", _("Tilanne, tunnuksena")),
    Column("status_word", "text", _("Tilanne, raportin sanalla")),
    Column("forecast", "text", _("Ennuste, tunnuksena")),
    Column("forecast_word", "text", _("Ennuste, raportin sanalla")),
    Column("attainment", "text", _("Toteutuminen, tunnuksena")),
    Column("attainment_word", "text", _("Toteutuminen, raportin sanalla")),
    Column("title", "text", _("Nimi raportissa")),
    Column("words", "text", _("Mitä kerrottiin")),
    Column("cause", "text", _("Mikä ei etene ja miksi")),
    Column("correction", "text", _("Miten korjataan")),
    Column("correction_due_on", "day", _("Mihin mennessä korjataan"), is_optional=True),
)
COPIED = ("language", "is_heard", "is_deviation", "status", "forecast", "attainment")
NAMED = (Goal, Action, Project, Indicator)
NAMES = {model._meta.model_name: PAGES[model][1] for model in NAMED}


def _reports():
    """A published version a row, a report's newest first."""
    publications = readable_publications().select_related("round").order_by("-round__as_of", "round__slug", "-version")
    newest = set()
    for publication in publications.iterator(chunk_size=ROWS_AT_ONCE):
        yield _report(publication, is_newest=publication.round_id not in newest)
        newest.add(publication.round_id)


def _report(publication, *, is_newest):
    round = publication.round
    titles = {}
    for language in LANGUAGES:
        with translation.override(language):
            titles[language] = round.title
    with translation.override(settings.LANGUAGE_CODE):
        address = reverse("reporting:report-version", args=[round.slug, publication.version])
    return {
        "slug": round.slug,
        "version": publication.version,
        "is_newest": is_newest,
        "title": titles,
        "kind": round.kind,
        "year": round.year,
        "period_start": round.starts_on,
        "as_of": round.as_of,
        "project": round.project_id,
        "languages": publication.languages,
        "published_at": publication.published_at,
        "page": address_of(address),
        "told": address_of(f"{ADDRESS}raportit/{round.slug}.json"),
    }


def _told(slug: str, language: str | None = None):
    """What the newest version of a report told of each thing, in every language or in one it was published in."""
    publication = readable_publications().filter(round__slug=slug).select_related("round").order_by("-version").first()
    if publication is None:
        return
    states = PublishedState.objects.filter(publication=publication)
    if language:
        used = language if language in publication.languages else settings.LANGUAGE_CODE
        states = states.filter(language=used)
    names = [f"{subject}__{name}_{code}" for subject, name in NAMES.items() for code in LANGUAGES]
    ids = [f"{subject}_id" for subject in NAMES]
    rows = states.order_by("pk").values(*COPIED, "unit_id", "told", *ids, *names)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        subject = next(subject for subject in NAMES if row[f"{subject}_id"] is not None)
        about = {"slug": slug, "version": publication.version, "subject": subject, "subject_id": row[f"{subject}_id"]}
        about |= {"name": _name(row, subject), "unit": row["unit_id"]}
        yield about | {name: row[name] for name in COPIED} | _in_words(row["told"])


def _in_words(told):
    """The frozen words; reporting/content/states.py tells their shape."""
    judged = told.get("judged") or {}
    return {
        "status_word": _label(told.get("status")),
        "forecast_word": _label(told.get("forecast")),
        "attainment_word": _label(judged.get("badge")),
        "title": told["title"]["words"],
        "words": told["words"]["words"],
        "cause": told["cause"]["words"],
        "correction": told["correction"]["words"],
        "correction_due_on": told.get("due") or None,
    }


def _label(badge):
    return badge["label"] if badge else ""


def _name(row, subject):
    path = f"{subject}__{NAMES[subject]}"
    return {code: row[f"{path}_{code}"] or ("" if code == settings.LANGUAGE_CODE else None) for code in LANGUAGES}


DATASETS = (
    Dataset(
        "raportit",
        _("Raportit"),
        _("Julkaistut puolivuotiskatsaukset, tilinpäätösraportit ja projektien raportit versioineen."),
        REPORTS,
        _reports,
        (Publication, Round, Project),
    ),
)
TOLD = Dataset(
    "raportti",
    _("Mitä raportti kertoi"),
    _("Yhden raportin uusin versio: mitä se kertoi tavoitteista, toimenpiteistä, projekteista ja mittareista."),
    TOLD_COLUMNS,
    _told,
    (Publication, Round, PublishedState, *NAMED),
)
