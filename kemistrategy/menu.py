"""What the page's frame needs to know: the languages, which doors this person has, and where the clock stands."""

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import gettext_lazy as _

from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights

# The working pages in the order of the work bar: address, name, and who has the door.
WORKING_PAGES = (
    ("goals:my-entries", _("Omat kirjaukset"), lambda rights: rights.writes_for),
    ("goals:approvals", _("Hyväksyttävät"), lambda rights: rights.approves),
    ("goals:readiness", _("Valmius"), lambda rights: rights.approves or rights.coordinates),
    ("goals:correction-list", _("Korjaavat toimet"), lambda rights: True),
    ("measures:figures", _("Luvut"), lambda rights: rights.writes_for or rights.coordinates),
    ("reporting:measurability", _("Mitattavuus"), lambda rights: True),
    ("goals:workbook-list", _("Excel-työkirjat"), lambda rights: True),
    ("reporting:recommendation-list", _("Suositukset"), lambda rights: True),
    ("goals:round-list", _("Raportoinnin ohjaus"), lambda rights: rights.coordinates),
    ("goals:editing-list", _("Kielentarkistus"), lambda rights: rights.coordinates),
    ("goals:new-year", _("Uusi vuosi"), lambda rights: rights.coordinates),
    ("goals:import-list", _("Tuonti"), lambda rights: rights.coordinates),
    ("goals:answerers", _("Vastaajat"), lambda rights: rights.coordinates),
    ("organisation:posts-and-holders", _("Tehtävät ja haltijat"), lambda rights: rights.coordinates),
    ("reporting:audit-list", _("Tarkastus"), lambda rights: rights.audits),
)


def menu(request):
    address = request.get_full_path()
    return {
        "languages": [
            {"code": code, "name": name, "url": translate_url(address, code)} for code, name in settings.LANGUAGES
        ],
        "sign_in_next": address,
        "feedback_address": settings.CONTACT_ADDRESS,
        "clock_notice": clock.today() if settings.TODAY else None,
        "rights": getattr(request, "rights", None),
        "working_pages": lambda: _working_pages(getattr(request, "rights", None)),
    }


def _working_pages(rights: Rights | None):
    """(address, name) of the working pages this person has; asked only by whole pages, never by a fragment."""
    if rights is None or not rights.is_signed_in:
        return []
    return [(reverse(name), label) for name, label, is_open_to in WORKING_PAGES if is_open_to(rights)]
