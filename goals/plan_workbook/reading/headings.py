"""What a column of a plan holds, from its heading in the words of Finnish cities (DOMAIN 1.2), Swedish and English."""

import re
import unicodedata
from functools import lru_cache

WORDS_OF_ROLE = {
    "theme": """strateginen päämäärä|päämäärä|strategiset päämäärät|päämäärät|strategian päämäärä|strateginen valinta|
        strategiset valinnat|teema|teemat|painopiste|painopisteet|painopistealue|strateginen painopiste|
        strategiset painopisteet|strategian painopiste|överordnat mål|överordnade mål|strategiskt mål|tema|fokusområde|
        prioritet|strategic objective|theme|focus area|priority""",
    "strategic_goal": """strateginen tavoite|strategiset tavoitteet|strategian tavoite|strategiska mål|strategic goal|
        strategic goals""",
    "goal": """tavoite|tavoitteet|toiminnallinen tavoite|toiminnalliset tavoitteet|taloudelliset tavoitteet|
        talousarviotavoite|talousarviotavoitteet|sitova tavoite|sitovat tavoitteet|vaikuttavuustavoite|
        vaikuttavuustavoitteet|konsernille asetetut tavoitteet|asetettu tavoite|kriittinen menestystekijä|
        kriittiset menestystekijät|menestystekijä|alatavoite|osatavoite|mål|målsättning|målsättningar|budgetmål|
        bindande mål|framgångsfaktor|kritisk framgångsfaktor|delmål|goal|goals|objective|objectives|
        critical success factor""",
    "action": """toimenpide|toimenpiteet|toimet|toimi|keino|keinot|teko|teot|käytännön toimet|konkreettiset toimet|
        konkreettiset toimenpiteet|miten|åtgärd|åtgärder|action|actions""",
    "owners": """vastuu|vastuut|vastuutaho|vastuutahot|vastuuhenkilö|vastuuhenkilöt|vastuullinen|vastuulliset|vastuussa|
        vastuuyksikkö|vastuutoimija|vastuutoimijat|vastaa|vastaava|toimija|toimijat|toteuttaja|toteuttajat|kuka|
        kuka vastaa|omistaja|ansvar|ansvarig|ansvariga|ansvarig instans|ansvarsperson|ansvarspersoner|ansvarsinstans|
        owner|owners|responsible|responsibility|responsible party|responsible person""",
    "schedule": """aikataulu|aika|ajankohta|milloin|määräaika|toteutusaika|toteutusaikataulu|toteutusvuosi|tidtabell|
        tidsplan|tidsram|tid|när|schedule|timetable|deadline|due date|when""",
    "measure": """mittari|mittarit|mittaristo|mittarit mittari|mittarin nimi|tunnusluku|tunnusluvut|indikaattori|
        indikaattorit|seurantamittari|seurantamittarit|arviointimittari|arviointimittarit|arviointikriteeri|
        arviointikriteerit|miten mitataan|mätare|indikator|indikatorer|mått|nyckeltal|measure|measures|indicator|
        indicators|kpi|metric|metrics""",
    "baseline": """nykyarvo|nykyarvot|nyt|lähtötaso|lähtöarvo|lähtötilanne|nykytaso|nykytila|nykytilanne|nuvärde|
        utgångsläge|utgångsvärde|nuläge|nu|baseline|now|current|current value""",
    "target": """tavoitearvo|tavoitearvot|tavoitetaso|tavoitetasot|tavoiteluku|tavoiteltu taso|tavoitetila|målvärde|
        målnivå|målvärden|target|targets|target value|target level|ta""",
    "actual": """toteuma|toteumat|toteuma arvo|toteumaarvo|toteutuma|toteutunut|toteutunut arvo|tulos|tulokset|utfall|
        resultat|actual|actual value|result|results|tp""",
    "attainment": """toteutuminen|tavoitteen toteutuminen|tavoitteiden toteutuminen|måluppfyllelse|attainment""",
    "assessment": """arviointi|arvio|toteutumisen arviointi|sanallinen arvio|sanallinen arviointi|raportointi|
        tilannekuvaus|tilannekatsaus|tilannepäivitys|tilannekuvaus ja riskiarvio|tilanne|seuranta|edistyminen|
        toimenpiteen toteutuminen|toimenpiteiden toteutuminen|utvärdering|bedömning|lägesbeskrivning|statusuppdatering|
        uppföljning|rapportering|assessment|evaluation|follow up|progress|reporting|status description""",
    "state": """tila|toimenpiteen tila|tavoitteen tila|status|liikennevalo|väri|läge|state|traffic light""",
    "forecast": "ennuste|vuosiennuste|koko vuoden ennuste|prognos|forecast",
    "deviation": "poikkeama|poikkeamat|avvikelse|deviation",
    "sdg": """sdg|sdgt|sdgs|sdg tavoite|sdg tavoitteet|kestävän kehityksen tavoite|kestävän kehityksen tavoitteet|
        yk n kestävän kehityksen tavoitteet|kestävä kehitys|agenda 2030|globala mål|globalt mål|hållbarhetsmål|
        mål för hållbar utveckling|sdg goals|sdg mål|sustainable development goals""",
    "benefit": "hyöty|hyödyt|tavoiteltu hyöty|tavoitellut hyödyt|strateginen hyöty|nytta|nyttor|benefit|benefits",
    "project": """projekti|projektit|projektin nimi|hanke|hankkeet|hankkeen nimi|kärkihanke|kärkihankkeet|projekt|
        project|projects""",
    "outcome": "lopputulema|lopputulemat|lopputulos|tuotos|slutresultat|outcome|outcomes|end result",
    "stages": """vaiheet|vaihe|välivaiheet|välitavoitteet|skeden|skede|etapp|etapper|stages|stage|milestones""",
    "unit": """toimiala|toimialat|tulosalue|tulosyksikkö|palvelualue|palvelukeskus|yksikkö|toimielin|lautakunta|sektor|
        resultatområde|resultatenhet|enhet|unit|department|service area""",
    "decision": "päätös|päätökset|päätösviite|pykälä|beslut|decision",
    "binding": "sitovuus|sitovuustaso|bindningsnivå|binding level",
    "year": "vuosi|år|year",
    "code": "nro|numero|koodi|tunniste|tunnus|nr|nummer|kod|no|number|code|id",
    "source": "lähde|tietolähde|tiedon lähde|källa|datakälla|source",
    "frequency": "seurantatiheys|raportointiväli|mittausväli|uppföljningsintervall|frequency",
    "note": """huomautus|huomautukset|huomiot|huomio|huom|lisätiedot|lisätieto|kommentti|kommentit|muuta|perustelu|
        perustelut|anmärkning|anmärkningar|kommentar|kommentarer|motivering|note|notes|comment|comments""",
}
ROLE_OF_WORDS = {words.strip(): role for role, text in WORDS_OF_ROLE.items() for words in text.split("|")}
ROLE_OF_PAIR = {
    frozenset(("owners", "schedule")): "owners_and_schedule",
    frozenset(("measure", "assessment")): "measure",
    frozenset(("measure", "target")): "measure",
    frozenset(("measure", "actual")): "measure",
    frozenset(("goal", "measure")): "goal_and_measure",
    frozenset(("action", "measure")): "action_and_measure",
    frozenset(("theme", "goal")): "goal",
    frozenset(("state", "assessment")): "assessment",
}
LONGEST_HEADING = 120  # a longer cell is a sentence of the plan
LONGEST_LOOSE_HEADING = 6  # words, where only the beginning is known: "Toimenpiteet tavoitteen saavuttamiseksi"

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TIMES = re.compile(r"(?<![\w.])(?:[\d.]*(?:19|20)\d\d|[\d.]*\d\.?\s*[–/-]\s*[\d.]*\d\.?)(?:\s*[–/-]\s*[\d.]+)?(?!\w)")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_JOINTS = re.compile(r"\s*(?:[/,;&+]|\b(?:ja|sekä|och|samt|and)\b)\s*")
_BUDGET_OR_ACCOUNTS = re.compile(r"^(ta|tp)\s*(?:20)?\d\d$")


@lru_cache(maxsize=4096)
def heading_role(heading: str) -> str:
    """The role of a column with this heading, "" when it is none that a city uses.

    A heading is known word for word ("Vastuutaho"), by its parts ("Vastuu ja aikataulu") or by its beginning.
    """
    return exact_role(heading) or _loose_role(heading)


@lru_cache(maxsize=4096)
def exact_role(heading: str) -> str:
    """The role of a heading that is known as a whole or by all its parts."""
    if not heading or len(heading) > LONGEST_HEADING:
        return ""
    words = fold_heading(heading)
    if match := _BUDGET_OR_ACCOUNTS.match(words):
        return "target" if match[1] == "ta" else "actual"
    if role := ROLE_OF_WORDS.get(plain(words)):
        return role
    roles = [ROLE_OF_WORDS.get(plain(part)) for part in _JOINTS.split(words) if part]
    if not roles or not all(roles):
        return ""
    return ROLE_OF_PAIR.get(frozenset(roles), roles[0])


def _loose_role(heading):
    if len(heading) > LONGEST_HEADING:
        return ""
    words = plain(fold_heading(heading)).split()
    if len(words) > LONGEST_LOOSE_HEADING:
        return ""
    return next(
        (role for end in range(len(words) - 1, 0, -1) if (role := ROLE_OF_WORDS.get(" ".join(words[:end])))), ""
    )


def fold_heading(heading: str) -> str:
    """Lower case on one line, without hyphens of line ends, brackets and stars: "LOPPU-\\nTULEMA" is "lopputulema"."""
    words = unicodedata.normalize("NFC", heading).replace("\u00ad", "").casefold()
    words = re.sub(r"(?<=\w)-\s+(?=\w)(?!ja\b|tai\b|och\b)", "", words)
    return " ".join(_BRACKETS.sub(" ", words).split()).strip(" :*.")


def plain(words: str) -> str:
    """Without years, spans of months and punctuation: "tavoitetaso 2024" is "tavoitetaso", "tavoite 1" stays."""
    if words == "agenda 2030":
        return words
    return " ".join(re.sub(r"[^\w\s]", " ", _TIMES.sub(" ", words)).split())


def heading_year(heading: str) -> int | None:
    """The one year a heading names: "Tavoite 2024", "TP2023"; None when it names none or several."""
    years = set(_YEAR.findall(re.sub(r"(?<=[a-z])(?=\d)", " ", heading.casefold())))
    return int(years.pop()) if len(years) == 1 else None


def settled_roles(roles: list[str], headings: list[str]) -> list[str]:
    """The roles of a whole table: what a heading means depends on its neighbours.

    "Tavoite" after a measure or between NYT and TOTEUMA is a target; "Strateginen tavoite" beside another goal stands
    above it; goals that have a target and a result but no measure are themselves measured.
    """
    settled = list(roles)
    if "strategic_goal" in settled:
        above = "goal" if "goal" not in settled else "theme" if "theme" not in settled else "parent_goal"
        settled = [above if role == "strategic_goal" else role for role in settled]
    if any(role in settled for role in ("measure", "baseline", "project")):
        settled = _goals_that_are_targets(settled, headings)
    measured = {"measure", "goal_and_measure", "action_and_measure"} & set(settled)
    if "attainment" in settled:
        known = "actual" if measured and "actual" not in settled else "assessment"
        settled = [known if role == "attainment" else role for role in settled]
    if not measured and "action" not in settled and {"target", "actual"} <= set(settled):
        settled = ["measure" if role == "goal" else role for role in settled]
    return settled


def _goals_that_are_targets(roles, headings):
    """ "Tavoite" (mål, goal) to the right of a measure, a baseline or a project's name says what level is wanted."""
    settled, measured = [], False
    for role, heading in zip(roles, headings, strict=True):
        is_level = plain(fold_heading(heading)) in ("tavoite", "tavoitteet", "mål", "goal") or "goal" in settled
        settled.append("target" if role == "goal" and measured and is_level and "target" not in roles else role)
        measured = measured or role in ("measure", "baseline", "project", "benefit")
    return settled


def table_kind(roles: list[str]) -> str:
    """ "plan", "indicators", "projects" or "unknown", a first guess that a person may correct."""
    has = set(roles).__contains__
    if has("project"):
        return "projects"
    if has("action") or has("action_and_measure") or has("goal_and_measure") or (has("goal") and not has("benefit")):
        return "plan"
    if has("measure") and (has("baseline") or has("target") or has("actual") or has("benefit")):
        return "indicators"
    return "unknown"
