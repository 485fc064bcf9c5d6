"""The words by which Finnish plans say what is measured and how."""

import re

from .figures import NUMBER

COUNTED = re.compile(r"(?:\b(?:lkm|kpl)|määrät?)\.?$", re.IGNORECASE)
COUNTED_WHERE = re.compile(r"(?:lukumäärä|käyntimäärä|kävijämäärä|osallistujamäärä|käyttäjämäärä)t?\s", re.IGNORECASE)
SHARED = re.compile(r"(?:%|-?prosentti|osuus|aste)\.?$", re.IGNORECASE)
AVERAGED = re.compile(r"(?:keskiarvo|\bka\.?|indeksi|€|kerroin)\.?$", re.IGNORECASE)
# Things that happen gather over the year; things that are there are counted at its end.
EVENTS = re.compile(
    r"\b(?:uusien|haettujen|myönnettyjen|käsiteltyjen|järjestettyjen|pidettyjen|tehtyjen|toteutettujen|annettujen)\b"
    r"|tapaami|tilaisuu|tapahtum|käyntimäär|käynti|kävijä|koulutuks|opinnäytet|uutis|yöpymis|osallistumis|aloite|lainau|koko"
    r"uks",
    re.IGNORECASE,
)
STOCKS = re.compile(
    r"työryhmi|asuk|väestö|väkiluku|yrity|yksik|työttöm|henkilöstö|jäseni|toimipaik|asunto", re.IGNORECASE
)
RISES = "kasvaa lisääntyy nousee paranee paranevat kasvavat nousevat lisääntyvät kohenee".split()
FALLS = "vähenee laskee pienenee alenee vähenevät laskevat pienenevät alenevat lyhenee".split()
TRENDS = frozenset((*RISES, *FALLS))
TREND = re.compile(rf"^(?P<what>.+?)\s+(?P<verb>{'|'.join(RISES + FALLS)})(?P<rest>\b.*)$", re.IGNORECASE)
MAINTAIN = re.compile(r"^(?P<what>.+?)\s+(?:säilyy|pysyy|säilyvät|pysyvät)\b.*$", re.IGNORECASE)
EVERY = re.compile(
    r"\b(?:kaikki|kaikissa|kaikilla|kaikille|kaikista|jokainen|jokaisessa|jokaisella|jokaiselle"
    r"|joka(?=\s+\w+(?:lla|llä|ssa|ssä|lle)\b))\b",
    re.IGNORECASE,
)
SOURCE = re.compile(
    r"^(?:oph/?\s?|thl:n\s+)?(?:tea-?viisari|kouluterveyskysely|hyvinvointiprofiili|(?:oph/)?move!?(?:-mittaristo)?"
    r"|valpas(?:-järjestelmä)?|sotkanet|vipunen|hyvinvointi-indikaattori|kuntamaisema)[\w!\s-]{0,20}$",
    re.IGNORECASE,
)
DONE = re.compile(
    r"\b(?:on|ovat)\s+(?:\w+\s+){0,3}?(?:\w+(?:ttu|tty|otu|öty|tu|ty|du|dy)|valmis|valmiina|käytössä|voimassa|valmistunut)\b"
    r"|\w+(?:ttu|tty|itu|oitu)(?:\s+käyttöön)?\.?$",
    re.IGNORECASE,
)
DONE_SHARE = re.compile(
    r"\b\w+(?:ttu|tty|oitu|itu|tehty|saatu|käytössä|suorittanut|osallistunut|valmis)\b", re.IGNORECASE
)
BECOMES = re.compile(
    r"\b(?:valmistuu|hyväksytään|käynnistyy|avataan|otetaan käyttöön|julkaistaan|valmis)\b", re.IGNORECASE
)
MADE = re.compile(
    r"(?:toimeenpano|käyttöönotto|laatiminen|päivittäminen|toteuttaminen|hyväksyminen|perustaminen|valmistuminen|vuosikello"
    r"|suunnitelma|selvitys|kysely|sopimus|ohjelma|raportti|kartoitus|katselmus|toimintamalli|ohjeistus|strategia)\.?$",
    re.IGNORECASE,
)
WITH_ALL_OF_THEM = re.compile(r"\b\w+(?:ien|jen|den|ten)\s+kanssa\s+(?:tehdään|solmitaan|laaditaan)\b", re.IGNORECASE)
YES = re.compile(r"^(?:kyllä|kyllä/ei|toteutuu|toteutunut|valmis|tehty)\.?$", re.IGNORECASE)
LEVEL_WORD = re.compile(r"^(?P<name>.*?)\s*\b(?P<level>(?:väh\.|vähintään)\s*[^\W\d_]+)\.?$", re.IGNORECASE)
ARROW = re.compile(rf"^(?P<name>.*?)\s*(?P<old>{NUMBER}[^→>\d]*?)\s*(?:→|->|=>)\s*(?P<new>.+)$")
