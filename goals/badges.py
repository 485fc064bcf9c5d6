"""The words of every state: the default ones in three languages, or the city's own where it has set them."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from .claims import Claim
from .models import Entry, ScaleWord
from .models.plans import Progress
from .models.rounds import Forecast
from .status import AWAITING, NOT_REPORTED, ONGOING, PAST_END


@dataclass(frozen=True)
class Badge:
    """A state as shown: the code chooses shape and colour, the word says it, one line explains it."""

    code: str
    label: str
    shape: str
    explanation: str = ""


EXPLANATIONS = {
    Progress.NOT_STARTED: _("Työ ei ole vielä alkanut."),
    Progress.IN_PROGRESS: _("Työ on alkanut ja jatkuu."),
    Progress.COMPLETED: _("Se, mitä luvattiin, on tehty."),
    Progress.POSTPONED: _("Tehdään myöhemmin kuin suunnitelmassa."),
    Progress.DISCONTINUED: _("Toimenpidettä ei enää tehdä."),
    Forecast.WILL_BE_MET: _("Suunniteltu saavutetaan aikataulussa."),
    Forecast.PARTLY: _("Osa suunnitellusta jää saavuttamatta."),
    Forecast.WILL_NOT_BE_MET: _("Suunniteltua ei saavuteta."),
    Forecast.TOO_EARLY: _("Tietoa ei ole vielä tarpeeksi."),
    PAST_END: _("Suunniteltu päättymisaika on mennyt, eikä työ ole valmis."),
    ONGOING: _("Työllä ei ole päättymisaikaa; se ei tule valmiiksi."),
    AWAITING: _("Vastaaja ei ole vielä kirjannut tilannetta."),
    NOT_REPORTED: _("Tilannetta ei kirjattu määräaikaan mennessä."),
}
DERIVED_LABELS = {
    PAST_END: _("Määräaika ylittynyt"),
    ONGOING: _("Jatkuva toiminta"),
    AWAITING: _("Odottaa kirjausta"),
    NOT_REPORTED: _("Ei raportoitu"),
}


# The shape carries the colour (templates/components/status_shape.html).
SHAPES = {
    Progress.NOT_STARTED: "circle",
    Progress.IN_PROGRESS: "half",
    Progress.COMPLETED: "check",
    Progress.POSTPONED: "arrow",
    Progress.DISCONTINUED: "cross",
    PAST_END: "clock",
    ONGOING: "loop",
    AWAITING: "dots",
    NOT_REPORTED: "dash",
    Forecast.WILL_BE_MET: "check",
    Forecast.PARTLY: "part",
    Forecast.WILL_NOT_BE_MET: "stop",
    Forecast.TOO_EARLY: "question",
    Entry.State.EMPTY: "dots",
    Entry.State.DRAFT: "draft",
    Entry.State.SENT: "sent",
    Entry.State.RETURNED: "returned",
    Entry.State.APPROVED: "check",
}


CLAIMS = {
    Claim.CLAIMED: ("claimed", _("Ilmoitettu"), "circle", _("Merkintä kertoo, että kohde palvelee tavoitetta.")),
    Claim.MEASURED: ("measured", _("Mitataan"), "half", _("Kohteella on mittari, jolle on asetettu tavoitetaso.")),
    Claim.EVIDENCED: ("evidenced", _("Näyttöä on"), "full", _("Mittarista on saatu luku lähtötason jälkeen.")),
}


def claim_badge(claim: Claim) -> Badge:
    """How much stands behind an SDG tag."""
    code, label, shape, explanation = CLAIMS[claim]
    return Badge(code, str(label), shape, str(explanation))


class Badges:
    """Looks a code up; one query for the city's own words, made when the first of them is asked."""

    @cached_property
    def _own(self):
        return {(word.scale, word.code): word for word in ScaleWord.objects.all()}

    def status(self, code: str) -> Badge:
        """Reported progress or a derived state."""
        if code in DERIVED_LABELS:
            return Badge(code, str(DERIVED_LABELS[code]), SHAPES[code], str(EXPLANATIONS[code]))
        return self._badge("progress", code, Progress(code).label)

    def forecast(self, code: str) -> Badge | None:
        return self._badge("forecast", code, Forecast(code).label) if code else None

    def entry_state(self, code: str) -> Badge:
        return Badge(code, str(Entry.State(code).label), SHAPES[code])

    def _badge(self, scale, code, default_label):
        word = self._own.get((scale, code))
        return Badge(
            code,
            word.label if word else str(default_label),
            SHAPES[code],
            (word.explanation if word else "") or str(EXPLANATIONS[code]),
        )
