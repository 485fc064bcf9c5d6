"""What the page's frame needs to know: the languages, which doors this person has, and where the clock stands."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import translate_url

from kemistrategy import clock


@dataclass(frozen=True)
class Doors:
    """Which working pages a person has; asked only by whole pages, never by a fragment."""

    rights: object

    @property
    def report(self) -> bool:
        return bool(self.rights.writes_for)

    @property
    def measure(self) -> bool:
        return self.report or self.coordinate

    @property
    def approve(self) -> bool:
        return self.rights.approves

    @property
    def coordinate(self) -> bool:
        return self.rights.coordinates


def menu(request):
    address = request.get_full_path()
    return {
        "languages": [
            {"code": code, "name": name, "url": translate_url(address, code)} for code, name in settings.LANGUAGES
        ],
        "sign_in_next": address,
        "feedback_address": settings.CONTACT_ADDRESS,
        "clock_notice": clock.today() if settings.TODAY else None,
        "user_can": Doors(request.rights) if hasattr(request, "rights") else None,
    }
