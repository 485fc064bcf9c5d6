"""Projects: the template PROJEKTIT | LOPPUTULEMA | VAIHEET | HYÖDYT | MITTARI | NYT | TAVOITE | VASTUU, lists. Pure.

A list is a heading such as "KESKEISET ELINVOIMAPROJEKTIT:" with lines below it, under the name of a department.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kemistrategy.schedule import read_schedule

from ..items import NO_SCHEDULE, Place, Question, ReadProject
from .cleaning import one_line
from .indicator_cells import lines_of, sentences_apart
from .owners import read_owners, read_schedule_cell
from .tables import FoundCell, FoundRow, FoundTable

LONGEST_LINE = 600  # a longer one is no name with an outcome; it is kept as it is

_NUMBERING = re.compile(
    r"^\s*(?:(?:projekti|hanke|projekt|project)\s+\d{1,3}\s*[.:)]|\d{1,3}\s*[.)](?!\d)|[•◦▪●*–—-](?=\s|[A-ZÅÄÖ]))\s*",
    re.I,
)
_PLACEHOLDER = re.compile(r"^(?:(?:projekti|hanke|projekt|project)\s+\d{1,3}\s*\.?|x|\.{3}|…)$", re.IGNORECASE)
_UNIT = re.compile(r"^[\w\s-]{3,60}(?:toimiala|palvelualue|tulosalue|palvelukeskus|lautakunta|sektor|sektorn)$", re.I)
_LIST_HEADING = re.compile(r"^(?:\w+\s+){0,3}\w*(?:projektit|hankkeet|kärkihankkeet|projekt)[\s:]*$", re.IGNORECASE)
_NOT_A_UNIT = re.compile(
    r"^(?:taul|taulu|sheet|blad|tabell|projekt|hank|hanke|data|csv|liite|liitet|tuonti|suunnitelm)", re.I
)
_YEARS = re.compile(
    r",?\s*(?:\w+t[aä]{2}n\s+)?(?:vuosina|vuonna|åren|år)\s+(?P<years>20\d\d(?:\s*[-–]\s*20\d\d)?)\s*\.?$", re.I
)
_YEARS_IN_BRACKETS = re.compile(r"\s*\((?P<years>[-–]?\s*20\d\d\s*[-–]?\s*(?:20\d\d)?)\)\s*$")
_PLAN_YEARS = re.compile(
    r"\s+(?P<words>(?:taloussuunnitelma|suunnitelma|valtuusto)(?:vuosina|kaudella|kauden aikana))\s*\.?$", re.I
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_OUTCOME = re.compile(
    r"^(?P<name>.*\b(?:kanssa|\w+minen|\w*projekti|\w*hanke))\s+(?P<outcome>(?:[\w-]+,?\s+){0,8}?[\w-]+miseksi)\s*\.?$",
    re.I,
)
_FOR = re.compile(r"\w+miseksi\b", re.IGNORECASE)


def is_project_list(table: FoundTable) -> bool:
    """Lines without columns, one of which says that projects follow, or of which a person has said so."""
    if any(table.roles):
        return False
    return table.kind == "projects" or (table.kind == "unknown" and bool(list_headings(table)))


def list_headings(table: FoundTable) -> tuple[tuple[str, str], ...]:
    """(role, words) of the headings of a list."""
    lines = (line for cell in _lines_down(table) for line in lines_of(cell.words))
    return tuple(("project", line.strip()) for line in lines if _LIST_HEADING.match(one_line(line)))


def interpret_projects(table: FoundTable) -> tuple[ReadProject, ...]:
    """The projects of a template or a list; a project that stands under several departments comes under each."""
    if is_project_list(table):
        return tuple(_of_list(table))
    found: list[ReadProject] = []
    for row in table.rows:
        cell = row.get("project")
        if cell is None or cell.problem or not cell.words.strip() or cell.is_carried:
            if found and _says_more(row):
                found[-1] = _with_more(found[-1], table, row)
            continue
        found.extend(_of_row(table, row, cell))
    return tuple(found)


def shared_projects(projects: Iterable[ReadProject]) -> tuple[ReadProject, ...]:
    """Projects of the same name in several departments, the later ones with a question: one project or several?"""
    first: dict[str, ReadProject] = {}
    found = []
    for project in projects:
        key = re.sub(r"[\W_]+", "", project.words.casefold())
        if key in first:
            values = (("item", first[key].key), ("unit", first[key].unit))
            project = replace(project, questions=(*project.questions, Question("same_project", values)))
        first.setdefault(key, project)
        found.append(project)
    return tuple(found)


def placeholders(table: FoundTable) -> tuple[FoundCell, ...]:
    """Cells of the template that nobody has filled: "PROJEKTI 1.", "x"."""
    cells = (row.get("project") for row in table.rows)
    return tuple(cell for cell in cells if cell and _PLACEHOLDER.match(one_line(cell.words)))


# ------------------------------------------------------------------ the template


def _of_row(table, row, cell) -> Iterator[ReadProject]:
    lines = [line for line in _project_lines(cell.words) if not _PLACEHOLDER.match(line)]
    owners = read_owners(_words(row, "owners") or _words(row, "owners_and_schedule"))
    timed = read_schedule_cell(_words(row, "schedule")) if _words(row, "schedule").strip() else owners
    stages, by_comma = _stages(_words(row, "stages"))
    shared = {
        "unit": _unit_of(table, row),
        "themes": tuple(one_line(part) for part in re.split(r"[,;\n]", _theme(table, row)) if part.strip()),
        "stages": tuple(stages),
        "benefits": tuple(sentences_apart(_words(row, "benefit"))),
        "measure": one_line(_words(row, "measure")),
        "baseline": one_line(_words(row, "baseline")),
        "target": one_line(_words(row, "target")),
        "owners": owners.owners,
    }
    asked = [*dict.fromkeys((*owners.questions, *timed.questions))]
    said = (*asked, *by_comma, *_of_several(lines, shared), *_hidden(row), *_other_columns(table, row))
    place, outcome = Place(table.sheet, cell.address), one_line(_words(row, "outcome"))
    for number, line in enumerate(lines, start=1):
        project = _project(f"{table.sheet}!{cell.address}:project:{number}", place, cell.words, line)
        if timed.schedule_raw:
            project = _with_schedule(project, timed)
        yield replace(project, outcome=outcome or project.outcome, questions=(*project.questions, *said), **shared)


def _words(row: FoundRow, role: str) -> str:
    cell = row.get(role)
    return cell.words if cell and not cell.problem else ""


def _project_lines(words):
    """Numbered or bulleted lines are projects of their own; other lines go on with the name."""
    lines = lines_of(words)
    if len(lines) > 1 and all(_NUMBERING.match(line) for line in lines):
        return [one_line(_NUMBERING.sub("", line)) or one_line(line) for line in lines]
    whole = one_line(words)
    return [whole if _PLACEHOLDER.match(whole) else one_line(_NUMBERING.sub("", whole)) or whole]


def _of_several(lines, shared):
    """A figure or an owner beside several projects of one cell: of which?"""
    if len(lines) > 1 and any(value for role, value in shared.items() if role not in ("unit", "themes")):
        yield Question("row_of_several_projects")


def _hidden(row):
    if row.is_hidden:
        yield Question("hidden_row", (("row", str(row.number)),))


_TAKEN = {
    "project",
    "unit",
    "stages",
    "benefit",
    "theme",
    "measure",
    "baseline",
    "target",
    "owners",
    "outcome",
    "schedule",
}


def _other_columns(table, row):
    said = [
        f"{one_line(column.heading) or column.number}: {one_line(cell.words)}"
        for column in table.columns
        if column.key not in _TAKEN and (cell := row.get(column.key)) and cell.words.strip() and not cell.problem
    ]
    if said:
        yield Question("other_columns", (("cells", "; ".join(said)),))


def _listed(words):
    return [one_line(_NUMBERING.sub("", line)) for line in re.split(r"\n|;\s", words) if line.strip()]


def _stages(words):
    """(stages, question): one line that commas divide, outside brackets, is several stages as far as one can see."""
    stages = _listed(words)
    parts = [part.strip() for part in re.split(r",\s+(?![^(]*\))", stages[0])] if len(stages) == 1 else []
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return stages, ()
    return parts, (Question("stages_by_comma", (("words", " · ".join(parts)),)),)


def _theme(table, row):
    above = table.said_above("theme")
    return _words(row, "theme") or (above.words if above else "")


def _unit_of(table: FoundTable, row: FoundRow) -> str:
    """The department of a column, of what is said above the table, or the sheet's name."""
    if words := _words(row, "unit"):
        return one_line(words)
    if above := table.said_above("unit"):
        return one_line(above.words)
    for title in reversed(table.titles):
        if _UNIT.match(one_line(title.words)):
            return one_line(title.words)
    return "" if _NOT_A_UNIT.match(table.sheet) else table.sheet.strip()


def _says_more(row):
    return any(cell.words.strip() and not cell.is_carried for cell in row.cells.values())


def _with_more(project, table, row):
    """Further rows of one project: their stages and benefits are added, other figures asked about."""
    said = [
        f"{one_line(column.heading) or column.number}: {one_line(cell.words)}"
        for column in table.columns
        if column.key not in ("stages", "benefit", "project")
        and (cell := row.get(column.key))
        and cell.words.strip()
        and not (cell.is_carried or cell.problem)
    ]
    asked = (Question("more_rows_of_project", (("cells", "; ".join(said)),)),) if said else ()
    stages, by_comma = _stages(_own(row, "stages"))
    return replace(
        project,
        stages=(*project.stages, *stages),
        benefits=(*project.benefits, *sentences_apart(_own(row, "benefit"))),
        questions=(*project.questions, *asked, *by_comma),
    )


def _own(row, role):
    cell = row.get(role)
    return "" if cell is None or cell.is_carried or cell.problem else cell.words


# ------------------------------------------------------------------ the name


def _project(key, place, raw, line) -> ReadProject:
    """ "TE-uudistus 2024: tehokkaasti järjestetty toiminta …": name, outcome, years."""
    questions: list[Question] = []
    if len(line) > LONGEST_LINE:
        return ReadProject(key=key, place=place, raw=raw, words=line)
    words, schedule_raw = _without_years(line)
    if not schedule_raw and (match := _PLAN_YEARS.search(words)):
        words, schedule_raw = words[: match.start()], match["words"]
    name, outcome = _outcome_apart(words, questions)
    schedule = read_schedule(schedule_raw) if schedule_raw else None
    if schedule_raw:
        code = "schedule_in_name" if schedule else "schedule_unread"
        questions.append(Question(code, (("words", schedule_raw),)))
    elif years := _YEAR.findall(name):
        # "TE-uudistus 2024" begins, "Master Plan Kemi 2030" ends then: the words do not say which.
        questions.append(Question("year_in_name", (("year", ", ".join(dict.fromkeys(years))),)))
    return ReadProject(
        key=key,
        place=place,
        raw=raw,
        words=name,
        questions=tuple(questions),
        outcome=outcome,
        schedule=schedule or NO_SCHEDULE,
        schedule_raw=schedule_raw,
    )


def _without_years(words):
    """ "… hyödynnetään vuosina 2024–2026" and "… (2024–2026)" end in a schedule."""
    for form in (_YEARS, _YEARS_IN_BRACKETS):
        if match := form.search(words):
            return words[: match.start()].strip(" ,"), one_line(match["years"])
    return words, ""


def _outcome_apart(words, questions):
    """(name, outcome): after a colon, or a last part that says what it is for ("… edistämiseksi", DOMAIN 6.5)."""
    name, colon, outcome = words.partition(": ")
    if colon and name.strip() and outcome.strip():
        return name.strip(), outcome.strip(" .")
    if match := _OUTCOME.match(words):
        questions.append(Question("outcome_split", (("outcome", match["outcome"]),)))
        return match["name"], match["outcome"]
    if _FOR.search(words):
        questions.append(Question("outcome_in_name"))
    return words.rstrip(" ."), ""


def _with_schedule(project, timed):
    """The schedule of its own cell stands, and the years in the name are only part of the name."""
    settled = ("year_in_name", "schedule_in_name", "schedule_unread")
    questions = tuple(question for question in project.questions if question.code not in settled)
    return replace(project, schedule=timed.schedule, schedule_raw=timed.schedule_raw, questions=questions)


# ------------------------------------------------------------------ lists


@dataclass
class _Section:
    unit: str = ""
    is_list: bool = False


def _lines_down(table) -> Iterator[FoundCell]:
    yield from table.titles
    for row in table.rows:
        yield from row.cells.values()
    yield from table.notes


def _of_list(table) -> Iterator[ReadProject]:
    """Lines below a heading of projects, until the next heading; a department's name holds until the next one."""
    is_said = table.kind == "projects" and not list_headings(table)
    section = _Section("" if _NOT_A_UNIT.match(table.sheet) else table.sheet.strip(), is_said)
    for cell in _lines_down(table):
        if cell.problem:
            continue
        for number, line in enumerate(lines_of(cell.words), start=1):
            words = one_line(line)
            if _UNIT.match(words):
                section = _Section(words, is_said)
            elif _LIST_HEADING.match(words):
                section.is_list = True
            elif section.is_list and _is_heading(words):
                section.is_list = False
            elif section.is_list and not _PLACEHOLDER.match(words):
                key = f"{table.sheet}!{cell.address}:project:{number}"
                bare = one_line(_NUMBERING.sub("", words)) or words
                project = _project(key, Place(table.sheet, cell.address), cell.words, bare)
                yield replace(project, unit=section.unit)


def _is_heading(words):
    return words.isupper() or words.endswith(":")
