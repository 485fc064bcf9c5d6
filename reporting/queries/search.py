"""One search over everything that has a page: every word must occur, in the reader's language or in Finnish."""

from dataclasses import dataclass

from django.db.models import CharField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from goals.models import (
    Action,
    Benefit,
    ChallengePoint,
    ChangeChallenge,
    CommunicationLine,
    FocusArea,
    Goal,
    Plan,
    Project,
    Strategy,
    SwotItem,
    Theme,
)
from goals.permissions import visible_actions, visible_goals, visible_plans, visible_projects, visible_strategies
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, cleaned, finnish_order
from measures.models import Indicator, SdgGoal
from reporting.permissions import visible_indicators

from .links import Link, page_of

LONGEST = 200
MOST_WORDS = 8
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Kind:
    """What is searched: rows, the field shown, other fields that count, and the address of a hit's page."""

    label: str
    model: type
    rows: object
    field: str
    also: tuple[str, ...] = ()
    address: str = "pk"
    plain: tuple[str, ...] = ()  # fields without translations


@dataclass(frozen=True)
class HitGroup:
    label: str
    hits: tuple[Link, ...]


@dataclass(frozen=True)
class SearchPage:
    query: str
    groups: tuple[HitGroup, ...]

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def search_page(rights: Rights, typed: str) -> SearchPage:
    """One query: the kinds are joined by UNION."""
    query = " ".join(cleaned(typed)[:LONGEST].split())
    words = query.split()[:MOST_WORDS]
    if not words:
        return SearchPage(query, ())
    kinds = _kinds(rights)
    rows = [_hits(place, kind, words) for place, kind in enumerate(kinds)]
    found = {}
    for place, address, *titles in rows[0].union(*rows[1:]):
        found.setdefault(place, []).append(Link(_title(titles), page_of(kinds[place].model, address)))
    return SearchPage(query, tuple(_group(kinds[place], found[place]) for place in sorted(found)))


def _group(kind, links):
    once = {link.url: link for link in links}.values()
    return HitGroup(str(kind.label), tuple(sorted(once, key=lambda link: finnish_order(link.text.words))))


def _hits(place, kind, words):
    """(place of the kind, address, title in three languages), all as the same column types for the UNION.

    Django's own QuerySet: the translating one does not keep the order of the columns.
    """
    title = {f"title_in_{language}": Cast(F(f"{kind.field}_{language}"), TextField()) for language in LANGUAGES}
    return (
        QuerySet(kind.rows.model)
        .filter(_every_word(kind, words), pk__in=kind.rows.order_by().values("pk"))
        .order_by()
        .annotate(
            hit_place=Value(place, output_field=IntegerField()),
            hit_address=Cast(kind.address, CharField(max_length=80)),
            **title,
        )
        .values_list("hit_place", "hit_address", *title)
    )


def _every_word(kind, words):
    """Each word in some field; all words so."""
    languages = {"fi", get_language()}
    fields = [f"{field}_{language}" for field in (kind.field, *kind.also) for language in languages]
    fields += kind.plain
    condition = Q()
    for word in words:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        condition &= one
    return condition


def _title(titles):
    by_language = dict(zip(LANGUAGES, titles, strict=True))
    language = get_language()
    return Text(by_language[language], language) if by_language.get(language) else Text(by_language["fi"] or "")


def _kinds(rights) -> tuple[Kind, ...]:
    strategies = visible_strategies(rights)
    points = ChallengePoint.objects.filter(challenge__strategy__in=strategies)
    return (
        Kind(_("Strategiat"), Strategy, strategies, "name", ("mission", "vision"), "slug"),
        Kind(_("Teemat"), Theme, Theme.objects.filter(strategy__in=strategies), "name"),
        Kind(_("Painopisteet"), FocusArea, FocusArea.objects.filter(theme__strategy__in=strategies), "name"),
        Kind(_("Tavoitteet"), Goal, visible_goals(rights), "title"),
        Kind(_("Toimenpiteet"), Action, visible_actions(rights), "title"),
        Kind(_("Hyödyt"), Benefit, Benefit.objects.filter(strategy__in=strategies), "name"),
        Kind(_("Mittarit"), Indicator, visible_indicators(rights), "name", ("definition", "source")),
        Kind(_("Projektit"), Project, visible_projects(rights), "name", ("outcome",)),
        Kind(_("Toimialat"), OrgUnit, OrgUnit.objects.all(), "name"),
        Kind(_("Tehtävät"), Position, Position.objects.all(), "title"),
        Kind(_("Muutoshaasteet"), ChangeChallenge, ChangeChallenge.objects.filter(strategy__in=strategies), "title"),
        Kind(_("Muutoshaasteiden kohdat"), ChangeChallenge, points, "text", address="challenge_id"),
        Kind(
            _("Nelikenttä (SWOT)"),
            SwotItem,
            SwotItem.objects.filter(strategy__in=strategies),
            "text",
            address="quadrant",
        ),
        Kind(
            _("Viestintä"),
            CommunicationLine,
            CommunicationLine.objects.filter(strategy__in=strategies),
            "name",
            ("text",),
        ),
        Kind(_("Suunnitelmat"), Plan, visible_plans(rights), "title"),
        Kind(_("Päätökset"), Decision, Decision.objects.all(), "title", plain=("section", "case_number")),
        Kind(_("Kestävän kehityksen tavoitteet"), SdgGoal, SdgGoal.objects.all(), "name", ("long_name",), "number"),
    )
