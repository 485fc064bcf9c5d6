"""What is published: versions and their files, what stands in the way, and of which day the public's figures tell."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import Entry, Round
from goals.queries.entries import subject_title
from goals.queries.rounds import RoundRow, round_rows
from goals.queries.subjects import SUBJECT_RELATIONS
from kemistrategy import clock, jobs
from kemistrategy.periods import day_words
from kemistrategy.text import Text, finnish_order, text_of
from reporting.models import Publication, PublicationContent, PublicationFile, PublishedCorrection, Review
from reporting.models.files import Format
from reporting.permissions import newest_city_publications

from .late_changes import LateChange, has_late_changes, key_of, late_changes

MONTHS = (
    gettext_lazy("tammikuussa"),
    gettext_lazy("helmikuussa"),
    gettext_lazy("maaliskuussa"),
    gettext_lazy("huhtikuussa"),
    gettext_lazy("toukokuussa"),
    gettext_lazy("kesäkuussa"),
    gettext_lazy("heinäkuussa"),
    gettext_lazy("elokuussa"),
    gettext_lazy("syyskuussa"),
    gettext_lazy("lokakuussa"),
    gettext_lazy("marraskuussa"),
    gettext_lazy("joulukuussa"),
)


@dataclass(frozen=True)
class FileRow:
    """A published file: what it is, how big, and the words that name it."""

    version: int
    language: str
    language_name: str
    format: str
    format_name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Version:
    """One published version with its files, in the order of the languages; `newest` is the version in force."""

    round: Round
    number: int
    newest: int
    frozen_at: datetime
    published_at: datetime
    changed_at: datetime  # the moment of its newest file: translations come later
    languages: tuple[str, ...]
    files: tuple[FileRow, ...]

    @property
    def is_newest(self) -> bool:
        return self.number == self.newest


@dataclass(frozen=True)
class PublishedReport:
    """What a page of a published report tells of it; `frozen_text` gives its content, in `language`."""

    version: Version
    older: tuple[Version, ...]
    language: str
    changed_at: datetime
    differs: bool  # the working copy tells something that this does not


# --- what is seen
def _with_files(publications: QuerySet[Publication]) -> QuerySet[Publication]:
    return publications.select_related("round__project").prefetch_related(
        Prefetch("files", PublicationFile.objects.all())
    )


def published_versions(publications: QuerySet[Publication]) -> list[Version]:
    """Every version, the newest report first and its newest version first; two statements."""
    rows = sorted(_with_files(publications), key=lambda row: (row.round.as_of, row.round.slug, row.version))[::-1]
    newest = {}
    for row in rows:
        newest.setdefault(row.round_id, row.version)
    return [_version(row, newest[row.round_id]) for row in rows]


def published_report(
    publications: QuerySet[Publication], slug: str, *, language: str, number: int | None = None
) -> PublishedReport | None:
    """A version (default: the newest) in the language, in Finnish where it has not been published in it."""
    versions = published_versions(publications.filter(round__slug=slug))
    version = next((row for row in versions if number in (None, row.number)), None)
    if version is None:
        return None
    used = language if language in version.languages else settings.LANGUAGE_CODE
    return PublishedReport(
        version=version,
        older=tuple(row for row in versions if row.number != version.number),
        language=used,
        changed_at=max(row.changed_at for row in versions),
        differs=_differs(version),
    )


def frozen_text(report: PublishedReport) -> str:
    """Its frozen content: long, and not needed by who has the page already."""
    version = report.version
    texts = PublicationContent.objects.filter(publication__round=version.round, publication__version=version.number)
    return texts.get(language=report.language).content


def _version(row, newest):
    order = {code: place for place, (code, _name) in enumerate(settings.LANGUAGES)}
    formats = {code: place for place, code in enumerate(Format.values)}
    files = sorted(row.files.all(), key=lambda file: (order[file.language], formats[file.format]))
    names = dict(settings.LANGUAGES)
    return Version(
        round=row.round,
        number=row.version,
        newest=newest,
        frozen_at=row.frozen_at,
        published_at=row.published_at,
        changed_at=max((file.made_at for file in files), default=row.published_at),
        languages=tuple(row.languages),
        files=tuple(
            FileRow(
                row.version,
                file.language,
                names[file.language],
                file.format,
                Format(file.format).label,
                file.size,
                file.sha256,
            )
            for file in files
        ),
    )


def _differs(version):
    waiting = PublishedCorrection.objects.filter(publication__round=version.round, published_in=None)
    return waiting.exists() or has_late_changes(version.round, since=version.frozen_at)


# --- what the coordinator sees
@dataclass(frozen=True)
class PublishingState:
    """How far the publishing of a review is: what stands in the way, what is being made, what is seen.

    `heard` tells before the first version how much of the review was sent and approved.
    """

    round: Round
    obstacles: tuple[str, ...]
    unfinished: tuple[str, ...]
    under_way: Publication | None
    is_stuck: bool
    versions: tuple[Version, ...]
    waiting: tuple[LateChange | PublishedCorrection, ...]
    heard: RoundRow | None

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def has_failed(self) -> bool:
        return bool(self.under_way) and (bool(self.under_way.problem) or self.is_stuck)

    @property
    def missing_languages(self) -> list[tuple[str, str]]:
        """(code, name) of the languages in which the newest version has not been published."""
        there = self.newest.languages if self.newest else ()
        return [(code, name) for code, name in settings.LANGUAGES if code not in there]


def publishing_state(round: Round) -> PublishingState:
    present = under_way(round)
    versions = tuple(published_versions(Publication.objects.visible().filter(round=round)))
    return PublishingState(
        round=round,
        obstacles=_obstacles(round, present, is_published=bool(versions)),
        unfinished=unfinished_reviews(round),
        under_way=present,
        is_stuck=bool(present) and is_stuck(present),
        versions=versions,
        waiting=_waiting(versions[0]) if versions else (),
        heard=None if versions else round_rows(round.slug)[0],
    )


def _waiting(newest):
    """What the next version would list: also what was changed past the page of corrections, and is not listed yet."""
    changes = late_changes(newest.round, since=newest.frozen_at)
    listed = PublishedCorrection.objects.filter(publication__round=newest.round, published_in=None)
    changed = {key_of(change) for change in changes}
    rows = [row for row in listed.select_related("entry", "observation") if key_of(row) not in changed]
    return (*rows, *(change for change in changes if not change.is_undone))


@dataclass(frozen=True)
class ToldThing:
    """One thing that a review tells of: the entry by which it is corrected."""

    pk: int
    kind: str
    title: Text
    unit: Text


def told_things(round: Round, *, language: str, words: str = "") -> list[ToldThing]:
    """Everything a review tells of, by kind, in the order of its titles; `words` narrows it."""
    entries = Entry.objects.present().filter(round=round).select_related("unit", *SUBJECT_RELATIONS)
    things = [
        ToldThing(
            entry.pk,
            next(kind for kind in SUBJECT_RELATIONS if getattr(entry, f"{kind}_id")),
            subject_title(entry, language),
            text_of(entry.unit, "name", language) if entry.unit else Text(""),
        )
        for entry in entries
    ]
    found = [thing for thing in things if words.casefold() in thing.title.words.casefold()]
    return sorted(found, key=lambda thing: (SUBJECT_RELATIONS.index(thing.kind), finnish_order(thing.title.words)))


def obstacles(round: Round) -> tuple[str, ...]:
    """Why the first version can't be published now, in sentences that tell what to do; none when it can."""
    return _obstacles(round, under_way(round), is_published=Publication.objects.visible().filter(round=round).exists())


def _obstacles(round, present, *, is_published):
    found = []
    if round.state != Round.State.CLOSED:
        found.append(_("Katsaus ei ole päättynyt. Päätä se ensin."))
    if present and present.problem:
        found.append(_("Edellinen julkaiseminen jäi kesken. Yritä sitä uudelleen tai peru se."))
    elif present:
        found.append(_("Raporttia julkaistaan jo. Odota, että tiedostot valmistuvat."))
    elif is_published:
        found.append(_("Raportti on jo julkaistu. Jos siinä on virhe, korjaa julkaistu tieto."))
    return tuple(found)


def unfinished_reviews(round: Round) -> tuple[str, ...]:
    """The reviews that somebody has begun and not called ready: they stay out of the report."""
    begun = Review.objects.filter(round=round, is_ready=False).exclude(text="").select_related("unit")
    return tuple(str(review) for review in begun)


def under_way(round: Round) -> Publication | None:
    """The version whose files are being made or failed, or the visible one that waits for translations."""
    waiting = _without_files().filter(publication=OuterRef("pk"))
    return Publication.objects.filter(Exists(waiting), round=round).select_related("round").first()


def _without_files():
    files = PublicationFile.objects.filter(publication=OuterRef("publication"), language=OuterRef("language"))
    return PublicationContent.objects.filter(~Exists(files))


def published_languages(round: Round) -> tuple[str, ...]:
    """The languages of the version that is seen; none before the first one."""
    newest = Publication.objects.visible().filter(round=round).order_by("-version").first()
    return tuple(newest.languages) if newest else ()


def is_stuck(publication: Publication) -> bool:
    """Its files are missing, and nobody is making them.

    The publication may have been read just before its job ended: what it lacks is asked again after the job.
    """
    if jobs.is_under_way("reporting.tasks.publish", publication.pk):
        return False
    return _without_files().filter(publication=publication).exists()


# --- of which day the public's pages tell
@dataclass(frozen=True)
class SituationOfData:
    """`slug` leads to the newest published report; "" when nothing has been published."""

    words: str
    slug: str


def situation_of_data() -> SituationOfData | None:
    """Of which day the published words tell, and when a new review comes; None when there is nothing to tell."""
    newest = newest_city_publications()
    published = newest.values_list("round__slug", "round__as_of").first()
    present = Round.objects.filter(project=None, opened_at__isnull=False).exclude(publications__in=newest)
    if published:
        present = present.filter(as_of__gt=published[1])
    coming = present.order_by("-as_of").values_list("published_by", flat=True)[:1]
    slug, as_of = published or ("", None)
    words = situation_words(as_of, coming=list(coming), today=clock.today())
    return SituationOfData(words, slug) if words else None


def situation_words(
    as_of: date | None, *, coming: list[date | None], today: date, published_on: date | None = None
) -> str:
    """ "Tilanne 31.12.2022. Uusi katsaus valmistuu arviolta lokakuussa.": `coming` has the estimate of the review that
    is being made, or None where there is no estimate; nothing when none is being made. `published_on` is told too
    where it is given."""
    words = []
    if as_of and published_on:
        days = {"day": day_words(as_of), "published": day_words(published_on)}
        words = [_("Tilanne %(day)s, julkaistu %(published)s.") % days]
    elif as_of:
        words = [_("Tilanne %(day)s.") % {"day": day_words(as_of)}]
    if coming and (expected := coming[0]) and expected >= today:
        month = str(MONTHS[expected.month - 1])
        if expected.year != today.year:
            month = f"{month} {expected.year}"
        words.append(_("Uusi katsaus valmistuu arviolta %(in_month)s.") % {"in_month": month})
    elif coming:
        words.append(_("Uusi katsaus on tekeillä."))
    return " ".join(words)
