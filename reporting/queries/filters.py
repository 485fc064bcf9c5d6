"""Filters that live in the address: what can be chosen, what is chosen, and the addresses that take one choice away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import STANDINGS, standing_badge
from goals.models import Round, SdgTag
from goals.models.rounds import Attained, Forecast
from goals.queries.sdg import SHOWN_ORIGINS
from goals.status import SHOWN_ORDER, shown_place
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import cleaned, finnish_order
from reporting.permissions import readable_publications

from .told import Review, present_review
from .told_published import report_review

LONGEST_WORDS = 200
LONGEST_SHOWN = 40  # letters of an unknown value on the page
FIRST_FIELDS = ("theme", "status")  # the others open on demand: a narrow screen has room for few
REPORTED, DEVIATES = "reported", "deviating"


@dataclass(frozen=True)
class Offer:
    """A field of the form before anything is chosen; `known` are values that may be chosen though nothing has them."""

    name: str
    label: str
    choices: Mapping[str, str]
    known: Mapping[str, str] = field(default_factory=dict)
    everything: str = ""


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    everything: str


@dataclass(frozen=True)
class Chip:
    """A choice in words, and the address of the page without it."""

    label: str
    words: str
    url: str


@dataclass(frozen=True)
class Filters:
    """`unknown` are sentences on what the address asks and nobody offers; everything else of it is shown."""

    page: str
    fields: tuple[Field, ...]
    words: str
    chips: tuple[Chip, ...]
    unknown: tuple[str, ...]
    chosen: Mapping[str, str]
    kept: tuple[tuple[str, str], ...]
    url: str

    def of(self, name: str) -> str:
        """The value chosen in a field, "" for none."""
        return self.chosen.get(name, "")

    @property
    def query(self) -> str:
        return self.url.partition("?")[2]

    @property
    def first_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.name in FIRST_FIELDS)

    @property
    def more_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.name not in FIRST_FIELDS)

    @property
    def has_more_chosen(self) -> bool:
        return any(field.chosen for field in self.more_fields)

    def says(self, words: str) -> bool:
        """Whether every word that was typed is in these words."""
        said = words.casefold()
        return all(word in said for word in self.words.casefold().split())


def filters_of(
    typed: Mapping[str, str], offers: Iterable[Offer], *, page: str, kept: Mapping[str, str] | None = None
) -> Filters:
    """`page` is the URL name of the list, `kept` what else its address says."""
    offers, chosen, unknown = list(offers), {}, []
    for offer in offers:
        value = cleaned(typed.get(offer.name, ""))
        if value in offer.choices or value in offer.known:
            chosen[offer.name] = value
        elif value:
            unknown.append(_unknown(offer, value))
    words = cleaned(typed.get("q", "")[:LONGEST_WORDS])
    asked = {**(kept or {}), **chosen, **({"q": words} if words else {})}
    return Filters(
        page=page,
        fields=tuple(_field(offer, chosen.get(offer.name, "")) for offer in offers),
        words=words,
        chips=tuple(_chips(page, offers, chosen, words, asked)),
        unknown=tuple(unknown),
        chosen=chosen,
        kept=tuple((kept or {}).items()),
        url=address(page, **asked),
    )


def address(page: str, **asked) -> str:
    """The address of a list narrowed so; what is empty is left out."""
    query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
    return f"{reverse(page)}?{query}" if query else reverse(page)


def _unknown(offer, value):
    shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    if not offer.choices:
        return _("Kohdassa ”%(label)s” ei ole vielä valittavaa, joten ”%(value)s” on jätetty pois.") % {
            "label": offer.label, "value": shown,
        }  # fmt: skip
    return _("Kohdassa ”%(label)s” ei ole valintaa ”%(value)s”. Se on jätetty pois, ja kaikki muu näytetään.") % {
        "label": offer.label, "value": shown,
    }  # fmt: skip


def _field(offer, chosen):
    choices = dict(offer.choices)
    if chosen and chosen not in choices:
        choices[chosen] = offer.known[chosen]
    return Field(offer.name, offer.label, tuple(choices.items()), chosen, offer.everything or _("Kaikki"))


def _chips(page, offers, chosen, words, asked):
    for offer in offers:
        if value := chosen.get(offer.name):
            label = offer.choices.get(value) or offer.known[value]
            yield Chip(offer.label, label, address(page, **{**asked, offer.name: ""}))
    if words:
        yield Chip(_("Sana"), words, address(page, **{**asked, "q": ""}))


# --- what the lists offer --------------------------------------------------------------------------------------------
def by_name(labels: Mapping) -> dict[str, str]:
    """Choices in Finnish order, their values as an address has them."""
    return {str(value): label for value, label in sorted(labels.items(), key=lambda choice: finnish_order(choice[1]))}


def as_met(labels: Mapping) -> dict[str, str]:
    """Choices in the order they were met."""
    return {str(value): label for value, label in labels.items()}


def strategy_offer(choices: Mapping) -> Offer:
    return Offer("strategy", _("Strategia"), as_met(choices))


def theme_offer(choices: Mapping) -> Offer:
    return Offer("theme", _("Päämäärä tai teema"), as_met(choices))


def unit_offer(choices: Mapping) -> Offer:
    return Offer("unit", _("Toimiala"), by_name(choices))


def post_offer(choices: Mapping) -> Offer:
    return Offer("post", _("Vastaa"), by_name(choices))


def reported_words() -> dict[str, str]:
    """The states that gather others: whatever was reported, whatever does not go as planned."""
    return {REPORTED: _("Raportoitu"), DEVIATES: _("Ei etene suunnitellusti")}


def action_status_offer(review: Review | None, met: Mapping[str, str]) -> Offer:
    """`met` are the states that occur; every other state may be asked too, and nothing is found."""
    if review is None:
        return Offer("status", _("Tilanne"), {})
    known = reported_words() | {code: review.badges.status(code).label for code in SHOWN_ORDER}
    states = {code: met[code] for code in sorted(met, key=shown_place)}
    return Offer("status", _("Tilanne"), {**reported_words(), **states}, known)


def goal_status_offer(review: Review | None, met: Iterable[str]) -> Offer:
    if review is None:
        return Offer("status", _("Tilanne"), {})
    known = {code: standing_badge(code).label for code in STANDINGS}
    met = set(met)
    states = {code: label for code, label in known.items() if code in met}
    return Offer("status", _("Tilanne"), {REPORTED: reported_words()[REPORTED], **states}, known)


def outlook_offer(review: Review | None, met: Mapping[str, str]) -> Offer:
    """Of what is forecast and judged: indicators."""
    if review is None:
        return Offer("status", _("Tilanne"), {})
    known = {code: review.badges.forecast(code).label for code in Forecast.values}
    known |= {code: review.badges.attainment(code).label for code in Attained.values}
    states = {code: met[code] for code in known if code in met}
    return Offer("status", _("Tilanne"), {**reported_words(), **states}, known)


def sdg_offer(names: Mapping[int, str], met: Iterable[int]) -> Offer:
    choices = {str(number): f"{number} {names[number]}" for number in sorted(set(met))}
    return Offer("sdg", _("Kestävän kehityksen tavoite"), choices)


def round_offer() -> Offer:
    """Published reviews, whose states the list can show as they were told; one query."""
    rounds = (
        Round.objects.filter(Exists(readable_publications().filter(round=OuterRef("pk"))), kind__in=Round.CITY_KINDS)
        .only("slug", "kind", "year", "as_of")
        .order_by("-as_of", "-pk")
    )
    return Offer("round", _("Katsaus"), {round.slug: round.title for round in rounds}, everything=_("Uusin tieto"))


def reviewed(rights: Rights, typed: Mapping[str, str], **subjects) -> tuple[Review | None, Offer]:
    """The review that the address asks, else the present one; and what can be asked. Three queries."""
    offer = round_offer()
    slug = cleaned(typed.get("round", ""))
    if slug in offer.choices:
        return report_review(slug, **subjects), offer
    return present_review(rights, **subjects), offer


@dataclass(frozen=True)
class Tags:
    """The SDG goals that things claim to serve, a suggested claim too, by (subject, pk)."""

    numbers: Mapping[tuple[str, int], frozenset[int]]
    names: Mapping[int, str]

    def of(self, *things: tuple[str, int]) -> frozenset[int]:
        return frozenset().union(*(self.numbers.get(thing, ()) for thing in things))


def sdg_tags() -> Tags:
    """One query."""
    subjects = ("goal", "action", "project", "theme", "indicator")
    rows = (
        SdgTag.objects.filter(origin__in=SHOWN_ORIGINS)
        .order_by()
        .values(*(f"{subject}_id" for subject in subjects), number=F("sdg_goal__number"), **_names("sdg_goal__name"))
    )
    numbers, names = {}, {}
    for row in rows:
        names[row["number"]] = row[f"name_{get_language()}"] or row["name_fi"]
        for subject in subjects:
            if pk := row[f"{subject}_id"]:
                numbers.setdefault((subject, pk), set()).add(row["number"])
    return Tags({thing: frozenset(found) for thing, found in numbers.items()}, names)


def _names(path):
    return {f"name_{language}": F(f"{path}_{language}") for language in ("fi", "sv", "en")}
