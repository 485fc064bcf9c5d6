"""What the page's frame needs to know: the languages, which doors this person has, and where the clock stands."""

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights

# The working pages in the order of the work bar: address, name, and who has the door.
WORKING_PAGES = (
    ("reporting:council", _("Valtuusto"), lambda rights: rights.sits_in_council),
    ("goals:my-entries", _("Omat kirjaukset"), lambda rights: rights.writes_for),
    ("goals:approvals", _("Hyväksyttävät"), lambda rights: rights.approves),
    ("goals:readiness", _("Valmius"), lambda rights: rights.approves or rights.coordinates),
    ("goals:correction-list", _("Korjaavat toimet"), lambda rights: True),
    ("reporting:council", _("Valtuusto"), lambda rights: not rights.sits_in_council),
    ("reporting:question-list", _("Kysymykset"), lambda rights: True),
    ("measures:figures", _("Luvut"), lambda rights: rights.writes_for or rights.coordinates),
    ("reporting:measurability", _("Mitattavuus"), lambda rights: True),
    ("goals:workbook-list", _("Excel-työkirjat"), lambda rights: True),
    ("reporting:recommendation-list", _("Suositukset"), lambda rights: True),
    ("goals:round-list", _("Raportoinnin ohjaus"), lambda rights: rights.coordinates),
    ("goals:editing-list", _("Kielentarkistus"), lambda rights: rights.coordinates),
    ("goals:new-year", _("Uusi vuosi"), lambda rights: rights.coordinates),
    ("goals:editing-home", _("Suunnitelman muokkaus"), lambda rights: rights.coordinates),
    ("goals:succession-handling", _("Jatkumot"), lambda rights: rights.coordinates),
    ("goals:import-list", _("Tuonti"), lambda rights: rights.coordinates),
    ("goals:answerers", _("Vastaajat"), lambda rights: rights.coordinates),
    ("reporting:feedback-list", _("Palautteet"), lambda rights: rights.coordinates),
    ("organisation:posts-and-holders", _("Tehtävät ja haltijat"), lambda rights: rights.coordinates),
    ("reporting:audit-list", _("Tarkastus"), lambda rights: rights.audits),
)

# Where a person has more doors than a glance takes in, the rarer ones stand behind these names.
MOST_IN_A_ROW = 7
GROUPS = (
    (
        _("Raportointi"),
        (
            "goals:round-list",
            "goals:editing-list",
            "reporting:recommendation-list",
            "reporting:measurability",
        ),
    ),
    (
        _("Suunnitelma"),
        (
            "goals:editing-home",
            "goals:new-year",
            "goals:succession-handling",
            "goals:import-list",
            "goals:workbook-list",
        ),
    ),
    (
        _("Vastuut ja palaute"),
        ("goals:answerers", "organisation:posts-and-holders", "reporting:feedback-list"),
    ),
)


LONGEST_ADDRESS = 2_000  # letters; a page repeats its address in its links


def menu(request):
    address = request.get_full_path()
    if len(address) > LONGEST_ADDRESS:
        address = request.path
    return {
        "languages": SimpleLazyObject(lambda: _languages(address)),
        "site_address": settings.SITE_URL,
        "sign_in_next": address,
        "feedback_address": settings.CONTACT_ADDRESS,
        "clock_notice": clock.today() if settings.TODAY else None,
        "rights": getattr(request, "rights", None),
        "preview": getattr(request, "preview", None),
        "working_pages": lambda: _working_pages(getattr(request, "rights", None)),
    }


def _languages(address):
    """The same page in each language; asked only by whole pages, never by a fragment.

    `page` is where search engines find it: whole, and without what only narrows or orders a list.
    """
    rows = [{"code": code, "name": name, "url": translate_url(address, code)} for code, name in settings.LANGUAGES]
    return [row | {"page": f"{settings.SITE_URL}{row['url'].partition('?')[0]}"} for row in rows]


def _working_pages(rights: Rights | None):
    """(group's name or "", [(address, name)]) of the working pages this person has; asked only by whole pages."""
    if rights is None or not rights.is_signed_in:
        return []
    pages = {name: (reverse(name), label) for name, label, is_open_to in WORKING_PAGES if is_open_to(rights)}
    if len(pages) <= MOST_IN_A_ROW:
        return [("", list(pages.values()))]
    groups = [(label, [pages.pop(name) for name in names if name in pages]) for label, names in GROUPS]
    alone = [page for _label, found in groups if len(found) == 1 for page in found]
    return [("", [*pages.values(), *alone]), *(group for group in groups if len(group[1]) > 1)]
