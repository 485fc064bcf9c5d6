"""Handling versions: what each body was given, how far the files are, and what stands in the way of a new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.template.defaultfilters import slugify
from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import jobs
from kemistrategy.text import Text, finnish_order, text_of
from reporting.models import Format, Handling, HandlingFile, HandlingVersion, Publication

JOB = "reporting.tasks.render_handling_version"
BODIES = ("Kaupunginhallitus", "Kaupunginvaltuusto", "Elinvoimalautakunta")


@dataclass(frozen=True)
class HandlingFileRow:
    format: str
    format_name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class VersionRow:
    """One version: `unit` is empty when it is the whole report; `is_stuck` when nobody makes its files.

    `file_stem` begins the names of its files: "puolivuotiskatsaus-2023-kasittelyversio-2".
    """

    pk: int
    round: Round
    number: int
    file_stem: str
    unit: Text
    body: str
    case_number: str
    note: str
    frozen_at: datetime
    state: str
    percent: int
    problem: str
    is_stuck: bool
    files: tuple[HandlingFileRow, ...]
    handlings: tuple[Handling, ...]

    @property
    def is_ready(self) -> bool:
        return self.state == HandlingVersion.State.READY

    @property
    def has_failed(self) -> bool:
        return self.state == HandlingVersion.State.FAILED or self.is_stuck


def version_rows(versions: QuerySet[HandlingVersion], *, language: str) -> list[VersionRow]:
    """The newest first; three statements, and one for each whose files are being made."""
    versions = versions.defer("content").select_related("round", "unit").order_by("-number")
    return [_row(version, language) for version in versions.prefetch_related("files", "handlings")]


def _row(version, language):
    order = {code: place for place, code in enumerate(Format.values)}
    files = sorted(version.files.all(), key=lambda file: order[file.format])
    return VersionRow(
        pk=version.pk,
        round=version.round,
        number=version.number,
        file_stem=_file_stem(version),
        unit=text_of(version.unit, "name", language) if version.unit else Text(""),
        body=version.body,
        case_number=version.case_number,
        note=version.note,
        frozen_at=version.frozen_at,
        state=version.state,
        percent=version.percent,
        problem=version.problem,
        is_stuck=is_stuck(version),
        files=tuple(HandlingFileRow(file.format, Format(file.format).label, file.size, file.sha256) for file in files),
        handlings=tuple(version.handlings.all()),
    )


def _file_stem(version):
    """Finnish, as the files are. Two projects may report on the same day: theirs are named by the address."""
    with translation.override(version.language):
        report = version.round.slug if version.round.project_id else version.round.title
    parts = [report, "kasittelyversio", str(version.number)]
    if version.unit:
        parts.append(text_of(version.unit, "name", version.language).words)
    return slugify(" ".join(parts))


def is_stuck(version: HandlingVersion) -> bool:
    """Its files are missing, and nobody is making them.

    The version may have been read just before its job ended: it is asked again after the job.
    """
    if version.state != HandlingVersion.State.MAKING or jobs.is_under_way(JOB, version.pk):
        return False
    return HandlingVersion.objects.filter(pk=version.pk, state=HandlingVersion.State.MAKING).exists()


@dataclass(frozen=True)
class FrozenTexts:
    """The frozen content of a version as JSON text, and that of the version before it of the same part, or ""."""

    text: str
    number_before: int
    before: str


def frozen_texts(version: VersionRow) -> FrozenTexts:
    """Two statements."""
    own = HandlingVersion.objects.values_list("content", "unit").get(pk=version.pk)
    earlier = HandlingVersion.objects.filter(round=version.round, unit=own[1], number__lt=version.number)
    number, before = earlier.order_by("-number").values_list("number", "content").first() or (0, "")
    return FrozenTexts(own[0], number, before)


def kept_files(version: VersionRow, *formats: str) -> dict[str, HandlingFile]:
    """format → the kept file."""
    rows = HandlingFile.objects.filter(version=version.pk, format__in=formats)
    return {row.format: row for row in rows}


def obstacles(round: Round) -> tuple[str, ...]:
    """Why no handling version can be frozen now, in sentences that tell what to do; none when it can."""
    if round.state != Round.State.CLOSED:
        return (_("Katsaus ei ole päättynyt. Päätä se ensin: käsittelyversio jäädytetään päättyneestä katsauksesta."),)
    publications = Publication.objects.filter(round=round)
    if publications.visible().exists():
        return (_("Raportti on jo julkaistu. Jos siinä on virhe, korjaa julkaistu tieto."),)
    if publications.exists():
        return (_("Raporttia julkaistaan parhaillaan. Odota, tai peru julkaiseminen ensin."),)
    return ()


def known_bodies(own: Iterable[str] = ()) -> list[str]:
    """Bodies to choose from: the usual ones, then those that have handled something before."""
    given = QuerySet(HandlingVersion).order_by().values_list("body")
    used = {body for (body,) in given.union(QuerySet(Handling).order_by().values_list("body"))} | set(own)
    return [*BODIES, *sorted(used - set(BODIES), key=finnish_order)]
