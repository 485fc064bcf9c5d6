"""One search over everything that is published: hits by kind, the best first, in the reader's language.

The rows are kept by `operations/search.py`; what a word may mean and how hits rank is in `search_words.py`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language

from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import FALLBACK_LANGUAGE, Text, cleaned, finnish_order
from reporting.models import SearchMark, SearchRow, SearchWord
from reporting.search_words import (
    MISTYPED,
    Piece,
    Vocabulary,
    all_meanings,
    excerpt,
    pieces,
    query_words,
    says_the_same,
    scores,
)

from .search_kinds import KINDS, page_address

LONGEST = 200  # letters of a query
MOST_HITS = 50  # on one page
MOST_PLACES = 20_000  # places of words that one query looks at: the weightiest first
FEWEST_OF_A_KIND = 3
STAMP = "index"  # the mark whose number changes when the index does
DRAFT = "draft"

_kept: dict[tuple[str, bool], tuple[int, Vocabulary]] = {}  # the words of the index as it was last seen


@dataclass(frozen=True)
class Hit:
    """A thing that was found; `language` of its title and of the excerpt, "" where it is the page's own."""

    url: str
    title: tuple[Piece, ...]
    title_language: str
    excerpt: tuple[Piece, ...]
    excerpt_language: str


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind, the best first; `more_url` leads to those that do not fit here."""

    kind: str
    label: str
    count: int
    hits: tuple[Hit, ...]
    more_url: str


@dataclass(frozen=True)
class Meant:
    """A mistyped word and what was searched instead; `url` searches the right spelling alone."""

    typed: str
    words: str
    url: str


@dataclass(frozen=True)
class SearchPage:
    """`is_partial`: no thing has all the words, these have most of them. `chosen` is a kind, when one was asked for."""

    query: str
    groups: tuple[HitGroup, ...] = ()
    count: int = 0
    is_partial: bool = False
    meant: tuple[Meant, ...] = ()
    chosen: str = ""
    number: int = 1
    total: int = 1
    previous_url: str = ""
    next_url: str = ""
    all_url: str = ""


@dataclass(frozen=True)
class _Place:
    """What is known of a hit before its texts are fetched."""

    row: int
    kind: str
    order: tuple


def search_page(rights: Rights, typed: str, *, kind: str = "", number: int | None = None) -> SearchPage:
    """Four queries at most, however long the query and however many the hits; the words are read when they change."""
    query = " ".join(cleaned(typed[: 2 * LONGEST])[:LONGEST].split())
    words = query_words(query)
    if not words:
        return SearchPage(query)
    meanings = all_meanings(_vocabulary(rights), words)
    places, is_partial = _places(rights, meanings)
    by_kind = defaultdict(list)
    for place in sorted(places, key=lambda place: place.order):
        by_kind[place.kind].append(place)
    kind = kind if kind in by_kind else ""
    shown, total, number = _chosen(by_kind, kind, number or 1)
    hits = _hits([place for places in shown.values() for place in places], meanings)
    return SearchPage(
        query=query,
        groups=tuple(_group(query, name, by_kind, shown[name], hits, kind) for name in shown),
        count=len(by_kind[kind]) if kind else len(places),
        is_partial=is_partial,
        meant=_meant(query, words, meanings),
        chosen=str(KINDS[kind].label) if kind else "",
        number=number,
        total=total,
        previous_url=_address(query, kind, number - 1) if number > 1 else "",
        next_url=_address(query, kind, number + 1) if number < total else "",
        all_url=_address(query) if kind else "",
    )


def _address(query, kind="", number=1):
    chosen = {"q": query} | ({"laji": kind} if kind else {}) | ({"sivu": number} if number > 1 else {})
    return f"{reverse('reporting:search')}?{urlencode(chosen)}"


# --- what is found
def _readable(rights):
    """Rows in the reader's language of things whose page she may open now, whatever the index was made of."""
    seen = Q()
    for name, kind in KINDS.items():
        seen |= Q(kind=name, thing__in=kind.visible(rights).order_by().values("pk"))
    rows = SearchRow.objects.filter(seen, language=get_language() or FALLBACK_LANGUAGE)
    if not rights.coordinates:
        return rows.filter(is_public=True)
    beside = SearchRow.objects.filter(
        kind=OuterRef("kind"), thing=OuterRef("thing"), language=OuterRef("language"), part=DRAFT
    )
    return rows.filter(Q(part=DRAFT) | ~Exists(beside))


def _vocabulary(rights) -> Vocabulary:
    """The words of the rows that this person may find: read again when the index has changed."""
    key = (get_language() or FALLBACK_LANGUAGE, rights.coordinates)
    stamp = SearchMark.objects.filter(history=STAMP).values_list("number", flat=True).first()
    if not stamp:
        return Vocabulary(())
    kept = _kept.get(key)
    if kept is None or kept[0] != stamp:
        words = SearchWord.objects.filter(row__language=key[0])
        if not rights.coordinates:
            words = words.filter(row__is_public=True)
        kept = _kept[key] = (stamp, Vocabulary(words.order_by().values_list("word", flat=True).distinct()))
    return kept[1]


def _places(rights, meanings) -> tuple[list[_Place], bool]:
    """The rows with all the words, or those with most of them; one query."""
    wanted = {word for meaning in meanings for word in meaning}
    if not wanted:
        return [], False
    found = SearchWord.objects.filter(word__in=sorted(wanted), row__in=_readable(rights).values("pk"))
    columns = found.order_by("-weight", "pk").values_list("row", "word", "weight", "row__kind", "row__title")
    rows, known = [], {}
    for row, word, weight, kind, title in columns[:MOST_PLACES]:
        rows.append((row, word, weight))
        known[row] = kind, title
    scored = scores(rows, meanings)
    most = max((score.words for score in scored.values()), default=0)
    best = [
        _Place(row, known[row][0], (-score.points, len(known[row][1].split()), finnish_order(known[row][1]), row))
        for row, score in scored.items()
        if score.words == most
    ]
    return best, 0 < most < len(meanings)


def _chosen(by_kind, kind, number):
    """(the places that are shown, by kind; pages; the page): all kinds share one page, one kind has what it needs."""
    if kind:
        places = by_kind[kind]
        total = -(-len(places) // MOST_HITS)
        number = min(max(number, 1), total)
        return {kind: places[(number - 1) * MOST_HITS : number * MOST_HITS]}, total, number
    order = sorted(by_kind, key=lambda name: (by_kind[name][0].order[0], list(KINDS).index(name)))
    share = max((len(places) for places in by_kind.values()), default=0)
    if sum(len(places) for places in by_kind.values()) > MOST_HITS:
        share = max(MOST_HITS // len(by_kind), min(FEWEST_OF_A_KIND, MOST_HITS // len(by_kind)))
    return {name: by_kind[name][:share] for name in order}, 1, 1


# --- how it is shown
def _hits(places, meanings) -> dict[int, Hit]:
    words = {word for meaning in meanings for word in meaning}
    rows = SearchRow.objects.filter(pk__in=[place.row for place in places])
    return {row.pk: _hit(row, words, meanings) for row in rows}


def _hit(row, words, meanings):
    lines = [Text(line.partition("\t")[2], line.partition("\t")[0]) for line in row.text.split("\n") if line]
    lines = [line for line in lines if not says_the_same(line.words[: 2 * len(row.title)], row.title)]
    place, part = excerpt([line.words for line in lines], meanings)
    shown = pieces(part, words)
    says_it = any(piece.is_hit for piece in shown) or not any(piece.is_hit for piece in pieces(row.title, words))
    return Hit(
        url=page_address(row.kind, row.argument),
        title=pieces(row.title, words),
        title_language=_other(row.title_language),
        excerpt=shown if says_it else (),
        excerpt_language=_other(lines[place].language) if lines else "",
    )


def _other(language):
    return "" if language == get_language() else language


def _group(query, name, by_kind, places, hits, kind):
    return HitGroup(
        kind=name,
        label=str(KINDS[name].label),
        count=len(by_kind[name]),
        hits=tuple(hits[place.row] for place in places if place.row in hits),
        more_url="" if kind or len(places) == len(by_kind[name]) else _address(query, name),
    )


def _meant(query, words: Sequence[str], meanings) -> tuple[Meant, ...]:
    """The words that were found only as if mistyped."""
    found = []
    for word, meaning in zip(words, meanings, strict=True):
        if meaning and max(meaning.values()) == MISTYPED:
            right = next(iter(meaning))
            corrected = " ".join(right if other == word else other for other in words)
            found.append(Meant(word, ", ".join(list(meaning)[:3]), _address(corrected)))
    return tuple(found)
