"""The words of every state: the default ones in three languages, or the city's own where it has set them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .claims import Claim
from .models import Entry, ScaleWord
from .models.plans import Progress, Succession
from .models.rounds import Attained, Forecast, NotAssessed, Round
from .status import (
    ATTAINED,
    AWAITING,
    DEVIATING,
    LINES_COMPLETED,
    NO_LINES,
    NOT_BEGUN,
    NOT_REPORTED,
    ON_TRACK,
    ONGOING,
    PAST_END,
    UNHEARD,
    UNJUDGED,
    VACANT,
)

Fate = Succession.Fate
Scale = ScaleWord.Scale


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
    Attained.ATTAINED: _("Se, mitä vuodelle asetettiin, saavutettiin."),
    Attained.PARTLY: _("Osa vuodelle asetetusta jäi saavuttamatta."),
    Attained.NOT_ATTAINED: _("Vuodelle asetettua ei saavutettu."),
    Attained.NOT_ASSESSED: _("Arvioon ei ole tietoa; syy kerrotaan."),
    PAST_END: _("Suunniteltu päättymisaika on mennyt, eikä työ ole valmis."),
    ONGOING: _("Työllä ei ole päättymisaikaa; se ei tule valmiiksi."),
    AWAITING: _("Vastaaja ei ole vielä kirjannut tilannetta."),
    NOT_REPORTED: _("Tilannetta ei kirjattu määräaikaan mennessä."),
    VACANT: _("Tehtävässä ei ollut ketään, joka olisi voinut kirjata tilanteen."),
}
FATE_EXPLANATIONS = {
    Fate.CONTINUES: _("Samoin sanoin ja samalla vastaajalla ensi vuoden suunnitelmaan."),
    Fate.CHANGES: _("Sisältö, vastaaja tai aikataulu muuttuu; kerro miten."),
    Fate.COMPLETED: _("Tehty, eikä sitä tarvita ensi vuonna."),
    Fate.MOVES: _("Joku muu tekee jatkossa; kerro kuka."),
    Fate.ENDS: _("Ei enää tehdä; kerro miksi."),
}
DERIVED_LABELS = {
    PAST_END: _("Määräaika ylittynyt"),
    ONGOING: _("Jatkuva toiminta"),
    AWAITING: _("Odottaa kirjausta"),
    NOT_REPORTED: _("Ei raportoitu"),
    VACANT: _("Tehtävä täyttämättä"),
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
    VACANT: "ring",
    Forecast.WILL_BE_MET: "check",
    Forecast.PARTLY: "part",
    Forecast.WILL_NOT_BE_MET: "stop",
    Forecast.TOO_EARLY: "question",
    Attained.ATTAINED: "check",
    Attained.PARTLY: "part",
    Attained.NOT_ATTAINED: "stop",
    Attained.NOT_ASSESSED: "question",
    Fate.CONTINUES: "arrow",
    Fate.CHANGES: "half",
    Fate.MOVES: "sent",
    Fate.ENDS: "cross",
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


# How a goal stands by its lines (goals/status.py: goal_standing).
STANDINGS = {
    DEVIATING: (_("Jokin ei etene suunnitellusti"), "clock", _("Ainakin yksi toimenpide poikkeaa suunnitellusta.")),
    ON_TRACK: (_("Etenee suunnitellusti"), "half", _("Mikään raportoitu ei poikkea suunnitellusta.")),
    LINES_COMPLETED: (_("Toimenpiteet tehty"), "full", _("Tavoitteen kaikki toimenpiteet ovat valmiita.")),
    ATTAINED: (_("Toteutui"), "check", _("Tavoite on arvioitu toteutuneeksi.")),
    NOT_BEGUN: (_("Ei vielä aloitettu"), "circle", _("Mitään raportoitua ei ole vielä aloitettu.")),
    UNJUDGED: (
        _("Etenemistä ei arvioitu"),
        "question",
        _("Tavoitteesta on kerrottu, mutta sen etenemistä ei ole arvioitu."),
    ),
    UNHEARD: (_("Ei vielä raportoitu"), "dots", _("Tavoitteesta tai sen toimenpiteistä ei ole raportoitu.")),
    NO_LINES: (_("Ei vielä toimenpiteitä"), "ring", _("Tavoitteelle ei ole vielä suunniteltu toimenpiteitä.")),
}


def standing_badge(code: str) -> Badge:
    return _standing_badge(code, get_language())


@lru_cache
def _standing_badge(code, _language):
    label, shape, explanation = STANDINGS[code]
    return Badge(code, str(label), shape, str(explanation))


SCALES = {Scale.PROGRESS: Progress, Scale.FORECAST: Forecast, Scale.ATTAINMENT: Attained}


class Badges:
    """Looks a code up: in the review's own words, else the city's, else the default ones.

    One query for the words somebody has set, made when the first of them is asked; `of` has no other.
    """

    def __init__(self, round: Round | None = None):
        self._round_pk = round.pk if round else None
        self._kept = {}

    def of(self, round: Round) -> "Badges":
        """The words of another review: for a page that tells of many."""
        badges = Badges(round)
        badges._set = self._set
        return badges

    @cached_property
    def _set(self) -> list[ScaleWord]:
        """Of every review; those of all reviews first."""
        return list(ScaleWord.objects.order_by(F("round").asc(nulls_first=True)))

    @cached_property
    def _own(self) -> dict[tuple[str, str], ScaleWord]:
        return {(word.scale, word.code): word for word in self._set if word.round_id in (None, self._round_pk)}

    def status(self, code: str) -> Badge:
        """Reported progress or a derived state."""
        return self._badge(Scale.PROGRESS, code)

    def forecast(self, code: str) -> Badge | None:
        return self._badge(Scale.FORECAST, code) if code else None

    def attainment(self, code: str) -> Badge | None:
        return self._badge(Scale.ATTAINMENT, code) if code else None

    def not_assessed(self, code: str) -> Badge | None:
        """Why it could not be assessed."""
        return Badge(code, str(NotAssessed(code).label), SHAPES[Attained.NOT_ASSESSED]) if code else None

    def fate(self, code: str) -> Badge | None:
        """What becomes of it next year."""
        return Badge(code, str(Fate(code).label), SHAPES[code], str(FATE_EXPLANATIONS[code])) if code else None

    def entry_state(self, code: str) -> Badge:
        return Badge(code, str(Entry.State(code).label), SHAPES[code])

    def scale(self, scale: str) -> list[Badge]:
        """Every point of a scale; a word's position counts from 1, and one of 0 stays in its place."""
        return [self._badge(scale, code) for code in sorted(SCALES[scale].values, key=self._place_on(scale))]

    def _place_on(self, scale):
        codes = SCALES[scale].values

        def place(code):
            word = self._own.get((scale, code))
            return ((word and word.position) or codes.index(code) + 1, codes.index(code))

        return place

    def _badge(self, scale, code):
        """Made once for each code and language: a city has thousands of rows."""
        key = scale, code, get_language()
        if key not in self._kept:
            self._kept[key] = self._made(scale, code)
        return self._kept[key]

    def _made(self, scale, code):
        if scale == Scale.PROGRESS and code in DERIVED_LABELS:
            return Badge(code, str(DERIVED_LABELS[code]), SHAPES[code], str(EXPLANATIONS[code]))
        word = self._own.get((scale, code))
        return Badge(
            code,
            word.label if word else str(SCALES[scale](code).label),
            SHAPES[code],
            (word.explanation if word else "") or str(EXPLANATIONS[code]),
        )
