"""The package for the case system: what a body's agenda needs of a handling version, in one ZIP.

Pure: frozen contents and files in, the same bytes out. Its words are Finnish whatever the language of the page it is
asked from, as the agendas and the minutes are.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.template.defaultfilters import slugify
from django.utils import translation
from django.utils.timezone import localtime

from goals.models import Round
from kemistrategy.archives import DatedArchive
from kemistrategy.periods import day_words
from reporting.content import ReportContent
from reporting.content.comparison import changes_between
from reporting.content.rows import Change, Told

CITY = "Kemin kaupunki"
# A document that a body has on its agenda is public by the Act on the Openness of Government Activities; how long it is
# kept is the city's own decision, which its information management plan (tiedonohjaussuunnitelma) tells.
PUBLICITY = ("Julkinen", "JulkL 6 §")
RETENTION = ("Pysyvästi", "kaupungin tiedonohjaussuunnitelman mukaan")
COLUMNS = ("asianumero", "nimeke", "laatija", "päivä", "julkisuus", "säilytysaika", "tiedosto", "SHA-256")
COVER = ("version_mark", "case_number", "handlings", "changed_at")  # what differs in every version
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_LISTED, MOST_LETTERS = 20, 600  # an agenda text is read in a meeting: the rest is in the report

_NAMES = {  # nominative, genitive
    Round.Kind.HALF_YEAR: ("Puolivuotiskatsaus", "puolivuotiskatsauksen"),
    Round.Kind.YEAR_END: ("Tilinpäätösraportti", "tilinpäätösraportin"),
    Round.Kind.PROJECT_INTERIM: ("Projektin väliraportti", "projektin väliraportin"),
    Round.Kind.PROJECT_FINAL: ("Projektin loppuraportti", "projektin loppuraportin"),
}
_SORTS = {
    "added": "uusi",
    "removed": "poistunut",
    "state": "tila",
    "outlook": "arvio",
    "figure": "luku",
    "target": "tavoitetaso",
}
_EXTENTS = {
    "nothing": "sisältö on ennallaan.",
    "words": "tilat, arviot, luvut ja tavoitetasot ovat ennallaan, tekstejä on tarkistettu.",
    "content": "sisältöä on muutettu.",
}


@dataclass(frozen=True)
class Handled:
    """What is known of a version beside its content: `number_before` is 0 when it is the first of its part.

    `file_stem` begins the names of its files: "puolivuotiskatsaus-2023-kasittelyversio-2".
    """

    file_stem: str
    number: int
    body: str
    case_number: str
    note: str
    frozen_at: datetime
    number_before: int = 0


@dataclass(frozen=True)
class Attachment:
    """A file of the package, as it was kept."""

    name: str
    data: bytes
    sha256: str


@dataclass(frozen=True)
class AgendaItem:
    title: str
    account: str
    proposal: str
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    """What a version tells otherwise than the one before it; `extent` is "nothing", "words" when the comparison finds
    only edited texts, or "content"."""

    number_before: int
    changes: tuple[Change, ...]
    extent: str


# --- what has changed
def differences(content, before, *, number_before: int) -> Differences | None:
    """None for the first version of a part; the active language words the kinds."""
    if before is None:
        return None
    is_compared = isinstance(content, ReportContent)
    changes = changes_between(before, content) if is_compared else ()
    if content == replace(before, **{name: getattr(content, name) for name in COVER}):
        return Differences(number_before, (), "nothing")
    return Differences(number_before, changes, "content" if changes or not is_compared else "words")


# --- the agenda's texts
def agenda_item(content, handled: Handled, before=None) -> AgendaItem:
    """The texts by rule, from the frozen content and that of the version before it."""
    with translation.override("fi"):
        found = differences(content, before, number_before=handled.number_before)
        account = [handled.note, _what_it_is(content, handled), *_chapters(content), _difference_words(found)]
        return AgendaItem(
            title=_title(content),
            account="\n\n".join(filter(None, (part.strip() for part in account))),
            proposal=_proposal(content, handled.body),
            attachments=(f"{handled.file_stem}.pdf (PDF/A)", f"{handled.file_stem}.docx (Word)"),
        )


def _title(content):
    title = f"{content.title}: kaupunkistrategian toteutuminen" if isinstance(content, ReportContent) else content.title
    return f"{title}, {content.unit}" if content.unit else title


def _what_it_is(content, handled):
    frozen_on = day_words(localtime(handled.frozen_at).date())
    subject = (
        "kaupunkistrategian toteutumisesta" if isinstance(content, ReportContent) else f"projektista {content.name}"
    )
    words = [f"{_NAMES[content.kind][0]} kertoo {subject} ajalta {content.period}."]
    if content.unit:
        words.append(f"Tämä on ote, joka koskee toimialaa {content.unit}.")
    words.append(f"Käsittelyversio {handled.number} on jäädytetty {frozen_on}. Raporttia ei ole vielä julkaistu.")
    return " ".join(words)


def _chapters(content):
    """Counts, deviations, proposals and silence; of a project's report what does not go as planned."""
    if not isinstance(content, ReportContent):
        return (_list("Poikkeamat", [_deviation(found) for found in content.deviations]), _proposals(content))
    return (_counts(content), _deviations(content), _proposals(content), _silence(content))


def _counts(content):
    summary = content.summary
    words = [summary.lead, summary.bar.sentence]
    if content.is_year_end:
        columns = (*(badge.label for badge in summary.attainments),)
        words += [f"{row.name}: {_numbers(columns, row.counts)}." for row in summary.attained[-2:]]
    elif summary.forecasts:
        forecast = _numbers(
            [badge.label for badge, _count in summary.forecasts], [n for _badge, n in summary.forecasts]
        )
        words.append(f"Ennusteet: {forecast}. Ilman ennustetta: {summary.without_forecast}.")
    return " ".join(filter(None, words))


def _numbers(labels, counts):
    return ", ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True))


def _deviations(content):
    """The deviations that concern binding goals first: at year-end the goals that were not attained."""
    if content.is_year_end:
        heading = "Sitovista tavoitteista jäi toteutumatta kokonaan tai osittain"
        binding = [_failed_goal(goal) for goal in content.failed_goals]
        listed = {goal.title for goal in content.failed_goals}
        others = [_deviation(found) for found in content.deviations if found.title not in listed]
    else:
        heading = "Poikkeamat, jotka koskevat sitovia tavoitteita"
        binding = [_deviation(found) for found in content.deviations if found.binding]
        others = [_deviation(found) for found in content.deviations if not found.binding]
    parts = (_binding_goals(content, binding), _list(heading, binding), _list("Muut poikkeamat", others))
    return "\n\n".join(filter(None, parts))


def _binding_goals(content, deviations):
    """Said when there is no deviation to list: that there are binding goals, or that there are none."""
    if not content.guide.binding_goals:
        return "Yhtäkään seurattavaa tavoitetta ei ole merkitty sitovaksi."
    if deviations:
        return ""
    return f"Sitovia tavoitteita on {content.guide.binding_goals}. Niistä ei ole raportoitu poikkeamia."


def _failed_goal(goal):
    words = f"{goal.title} ({_lower(goal.binding)}): {goal.judged.badge.label}."
    return words + _after("Syy", goal.cause) + _after("Esitys", goal.proposal)


def _deviation(found):
    words = f"{found.title} ({_kind(found)}): {found.badge.label}."
    return words + _after("Syy", found.cause) + _after("Korjaus", found.correction) + _who_and_when(found)


def _who_and_when(found):
    """Who corrects it and by which day: what a meeting asks of every deviation."""
    who = f" Vastaa: {found.post}." if found.post else ""
    return who + (f" Viimeistään {found.due.rstrip('.')}." if found.due else "")


def _kind(found):
    return ", ".join(filter(None, (found.kind.lower(), _lower(found.binding))))


def _after(label, told: Told):
    return f" {label}: {_short(str(told)).rstrip('.')}." if told else ""


def _short(words):
    words = " ".join(words.split())
    return words if len(words) <= MOST_LETTERS else words[:MOST_LETTERS].rstrip() + "…"


def _proposals(content):
    return _list("Esitykset", _proposed(content))


def _proposed(content) -> list[str]:
    """Each proposal once and whole, with what it is of."""
    found = [(thing.title, thing.proposal) for thing in (*_binding(content), *content.deviations)]
    return list(dict.fromkeys(f"{title}: {' '.join(str(told).split())}" for title, told in found if told))


def _binding(content):
    return content.binding_goals if isinstance(content, ReportContent) else ()


def _silence(content):
    lines = [
        f"{thing.kind}: {thing.title}, {thing.badge.label.lower()}"
        + (f" (viimeksi {thing.since})" if thing.since else "")
        for group in content.guide.silent
        for thing in group.things
    ]
    return _list("Näistä ei ole saatu raporttia", lines)


def _difference_words(found: Differences | None):
    if found is None:
        return ""
    start = f"Muutokset käsittelyversioon {found.number_before}"
    if found.changes:
        return _list(start, [_change(change) for change in found.changes])
    return f"{start}: {_EXTENTS[found.extent]}"


def _change(change):
    words = f"{change.kind}: {change.title}, {_SORTS[change.sort]}"
    if change.sort in ("added", "removed"):
        return words
    return f"{words}: {change.before or '–'} → {change.now or '–'}" + (f" ({change.basis})" if change.basis else "")


def _list(heading, lines):
    """A heading with its number of lines, and at most so many of them as a meeting reads."""
    if not lines:
        return ""
    listed = [f"– {_short(line)}" for line in lines[:MOST_LISTED]]
    if len(lines) > MOST_LISTED:
        listed.append(f"– ja {len(lines) - MOST_LISTED} muuta, jotka ovat raportissa")
    return "\n".join([f"{heading} ({len(lines)}):", *listed])


# --- the proposed decision
def _proposal(content, body):
    """By body: a committee sends it to the board, the board to the council, and the council decides."""
    name, lower = body[:1].upper() + body[1:], body.casefold()
    report, proposed = _report_named(content), _proposed(content)
    failed = [f"{goal.title}: {goal.judged.badge.label.lower()}" for goal in _binding(content) if goal.has_failed]
    if "valtuusto" in lower:
        return _of_council(name, report, failed, proposed)
    if "kaupunginhallitus" in lower:
        return _of_board(name, report, failed, proposed)
    return _of_committee(name, report, failed, proposed)


def _report_named(content):
    """As the object of a decision: "puolivuotiskatsauksen 2023"."""
    report = f"{_NAMES[content.kind][1]} {content.year}"
    if not isinstance(content, ReportContent):
        return f"{report} ({content.name})"
    return f"{report} toimialaa {content.unit} koskevan osan" if content.unit else report


def _of_council(name, report, failed, proposed):
    if failed:
        deed = _decided(
            f"{name} merkitsee {report} tiedoksi ja hyväksyy seuraavat poikkeamat sitovista tavoitteista", failed
        )
    else:
        deed = f"{name} merkitsee {report} tiedoksi."
    return _with_proposals(deed, f"Lisäksi {_lower(name)} päättää seuraavista esityksistä", proposed)


def _of_board(name, report, failed, proposed):
    if failed:
        deed = _decided(
            f"{name} merkitsee {report} tiedoksi, saattaa sen kaupunginvaltuustolle tiedoksi ja esittää "
            "kaupunginvaltuustolle, että se hyväksyy seuraavat poikkeamat sitovista tavoitteista",
            failed,
        )
    else:
        deed = f"{name} merkitsee {report} tiedoksi ja saattaa sen kaupunginvaltuustolle tiedoksi."
    return _with_proposals(deed, f"Lisäksi {_lower(name)} esittää kaupunginvaltuustolle", proposed)


def _of_committee(name, report, failed, proposed):
    start = f"{name} merkitsee {report} tiedoksi ja esittää kaupunginhallitukselle, että se merkitsee"
    if failed:
        deed = _decided(
            f"{start} raportin tiedoksi ja esittää kaupunginvaltuustolle seuraavien sitovista tavoitteista tehtyjen "
            "poikkeamien hyväksymistä",
            failed,
        )
    else:
        deed = f"{start} sen tiedoksi ja saattaa sen kaupunginvaltuustolle tiedoksi."
    return _with_proposals(deed, f"Lisäksi {_lower(name)} esittää kaupunginhallitukselle", proposed)


def _lower(name):
    return name[:1].lower() + name[1:]


def _decided(start, lines):
    """Every line, however many: what is decided on is not shortened."""
    return "\n".join([f"{start}:", *(f"– {line}" for line in lines)])


def _with_proposals(deed, start, proposed):
    return f"{deed}\n\n{_decided(start, proposed)}" if proposed else deed


# --- the package
def package_name(handled: Handled) -> str:
    """One for each body, so that two of them lie side by side in a folder."""
    return f"{handled.file_stem}-{slugify(handled.body)}.zip"


def agenda_text(item: AgendaItem) -> str:
    numbered = [f"{number}. {name}" for number, name in enumerate(item.attachments, start=1)]
    parts = (
        ("Otsikko", item.title),
        ("Selostus", item.account),
        ("Päätösehdotus", item.proposal),
        ("Liitteet", "\n".join(numbered)),
    )
    return "\n\n".join(f"{heading.upper()}\n\n{words}" for heading, words in parts) + "\n"


def metadata(content, handled: Handled, attachments: Iterable[Attachment]) -> str:
    """A line for each file. Who made it is a unit, never a person."""
    file = io.StringIO()
    lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
    lines.writerow(COLUMNS)
    day = day_words(localtime(handled.frozen_at).date())
    publicity, retention = (f"{words} ({reason})" for words, reason in (PUBLICITY, RETENTION))
    for attachment in attachments:
        title = f"{_title(content)}, käsittelyversio {handled.number}"
        row = (handled.case_number, title, str(content.unit) or CITY, day, publicity, retention)
        lines.writerow(map(_plain, (*row, attachment.name, attachment.sha256)))
    return file.getvalue()


def _plain(words: str) -> str:
    """A cell that a spreadsheet takes as words: what begins like a formula gets an apostrophe before it."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def case_package(content, handled: Handled, item: AgendaItem, attachments: Iterable[Attachment]) -> bytes:
    """The ZIP: the files as they were kept, the agenda's texts and the metadata, all of the version's moment."""
    attachments, file = tuple(attachments), io.BytesIO()
    with DatedArchive(file, handled.frozen_at) as package:
        for attachment in attachments:
            package.writestr(attachment.name, attachment.data)
        package.writestr("esityslista.txt", agenda_text(item).encode())
        package.writestr("metadata.csv", metadata(content, handled, attachments).encode("utf-8-sig"))
    return file.getvalue()
