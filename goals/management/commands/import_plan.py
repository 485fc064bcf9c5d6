"""Reads a plan's workbook and says what would come of it; with --commit adopts it. A dry run stores nothing."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from goals.models import PlanImport, Strategy, Theme
from goals.operations import imports
from goals.plan_workbook import imported
from goals.plan_workbook.items import Place
from goals.plan_workbook.own.kinds import is_own
from goals.plan_workbook.proposal.proposed import Asked, Proposal, Proposed, ProposedOwner
from goals.plan_workbook.question_words import problem_words, question_words, refusal_words
from kemistrategy.organisation.models import OrgUnit, User
from kemistrategy.periods import period_code
from kemistrategy.refusals import NotAllowed
from kemistrategy.workbook_reading import Book, Unreadable, read_book
from kemistrategy.workbook_reading.book import book_to_json

NOWHERE = Place("", "")


class Command(BaseCommand):
    help = "Lukee suunnitelman työkirjasta ja kertoo, mitä siitä tulisi. Mitään ei tallenneta ilman valintaa --commit."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="työkirja: .xlsx, .ods tai .csv")
        parser.add_argument("--strategy", default="", help="strategian osoite, esim. kaupunkistrategia-2022-2025")
        parser.add_argument("--theme", default="", help="teeman tunnus, ellei tiedosto kerro sitä")
        parser.add_argument("--unit", default="", help="toimialan tunnus")
        parser.add_argument("--year", type=int, help="suunnitelman vuosi; oletus on tiedoston oma")
        parser.add_argument("--commit", action="store_true", help="ottaa ehdotuksen käyttöön")
        parser.add_argument("--by", default="", help="tuojan sähköposti; oletus on ainoa strategiakoordinaattori")
        parser.add_argument("--reason", default="", help="syy, kun voimassa oleva suunnitelma muuttuu")
        parser.add_argument("--json", action="store_true", help="tulos JSON-muodossa")

    def handle(self, *, file, commit, **options):
        with translation.override("fi"):
            data, destination = _data(file), _destination(options)
            try:
                book = read_book(data, file.name)
            except Unreadable as refusal:
                return self._refused(refusal, as_json=options["json"])
            if is_own(book):
                return self._refused_own(as_json=options["json"])
            with transaction.atomic():
                row, proposal = _proposal(book, file.name, destination)
                places = _places(row, proposal)
                self._tell(proposal, places, as_json=options["json"])
                if not proposal.is_ready if commit else proposal.summary.problems:
                    raise CommandError(_not_ready(proposal))
                if commit:
                    self._commit(data, file.name, proposal, destination, options, as_json=options["json"])
        return None

    def _refused_own(self, *, as_json):
        """Its changes are looked at one by one, which only the page can do."""
        address = f"{settings.SITE_URL.rstrip('/')}{reverse('goals:import-list')}"
        sentence = f"Työkirja on viety palvelusta. Tuo se takaisin palvelun sivulla Tuonti: {address}"
        if as_json:
            problem = {"text": sentence, "sheet": "", "cell": "", "code": "own_workbook"}
            self.stdout.write(_as_json({**{name: [] for name in LISTS}, "problems": [problem]}))
        raise CommandError(sentence)

    def _refused(self, refusal: Unreadable, *, as_json):
        sentence = str(refusal_words(refusal))
        if as_json:
            problem = {"text": sentence, "sheet": refusal.sheet, "cell": refusal.cell, "code": refusal.kind}
            self.stdout.write(_as_json({**{name: [] for name in LISTS}, "problems": [problem]}))
        raise CommandError(sentence)

    def _tell(self, proposal: Proposal, places, *, as_json):
        if as_json:
            self.stdout.write(_as_json(told(proposal, places)))
            return
        for sentence in sentences(proposal, places):
            self.stdout.write(sentence)

    def _commit(self, data, name, proposal, destination, options, *, as_json):
        place = proposal.place
        found = {
            "strategy": Strategy.objects.filter(pk=place.strategy).first(),
            "unit": OrgUnit.objects.filter(pk=place.unit).first(),
            "year": place.year,
            "theme": destination["theme"],
        }
        try:
            by = _importer(options["by"])
            with transaction.atomic():
                row = imports.receive(data, name, **found, by=by)
                if row.answers:
                    raise CommandError(
                        "Samasta tiedostosta on jo vastattu kysymyksiin palvelussa, joten se ei ole se, mikä tässä "
                        "näytettiin. Jatka palvelun sivulla Tuonti. Mitään ei tallennettu."
                    )
                done = imports.adopt(row.pk, version=row.version, reason=options["reason"], by=by)
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        if not as_json:
            nothing = done.summary.changes_nothing
            self.stdout.write("Ei muutoksia." if nothing else "Ehdotus otettiin käyttöön.")


# --- what was given -----------------------------------------------------------------------------------------------
def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"Tiedostoa {file} ei voi lukea: {problem.strerror}.") from problem


def _destination(options) -> dict:
    strategy = _named(Strategy.objects.all(), "slug", options["strategy"], "Strategiaa")
    themes = Theme.objects.filter(strategy=strategy) if strategy else Theme.objects.all()
    theme = _named(themes, "code", options["theme"], "Teemaa")
    unit = _named(OrgUnit.objects.all(), "code", options["unit"], "Toimialaa")
    return {"strategy": strategy or (theme and theme.strategy), "theme": theme, "unit": unit, "year": options["year"]}


def _named(rows, field, name, kind):
    if not name:
        return None
    if found := rows.filter(**{field: name}).first():
        return found
    known = ", ".join(rows.values_list(field, flat=True)) or "ei yhtään"
    raise CommandError(f"{kind} {name} ei ole. Tunnukset: {known}.")


def _importer(email: str) -> User:
    coordinators = User.objects.filter(role=User.Role.COORDINATOR, is_active=True)
    chosen = list(coordinators.filter(email__iexact=email) if email else coordinators[:2])
    if len(chosen) != 1:
        raise CommandError("Kerro tuoja: --by ja strategiakoordinaattorin sähköposti.")
    return chosen[0]


def _proposal(book: Book, name: str, destination) -> tuple[PlanImport, Proposal]:
    """Of an import that is not stored."""
    row = PlanImport(cells=book_to_json(book), file_name=name, answers={}, **destination)
    proposal, _existing = imported.proposal_of(row)
    return row, proposal


def _not_ready(proposal: Proposal) -> str:
    if proposal.summary.problems:
        return f"Soluja, joita ei voitu ottaa: {proposal.summary.problems}. Mitään ei tallennettu."
    return (
        f"Ennen käyttöönottoa on vastattava: {proposal.summary.blocking} kysymystä. Mitään ei tallennettu. "
        "Vastaa niihin palvelun sivulla Tuonti."
    )


# --- what is told -------------------------------------------------------------------------------------------------
LISTS = ("goals", "actions", "indicators", "owners", "projects", "questions", "problems")
KINDS = (
    ("goals", "tavoitetta"),
    ("actions", "toimenpidettä"),
    ("measures", "mittaria"),
    ("indicators", "avainmittaria"),
    ("projects", "projektia"),
)


def told(proposal: Proposal, places: dict[str, Place]) -> dict:
    """The contract of --json: lists of items with text, sheet and cell, and what becomes of each."""
    return {
        "goals": [_item(line, theme=line.theme_title) for line in proposal.goals],
        "actions": [
            _item(
                line,
                goal=_goal_words(line.goal, proposal),
                owners=[owner.title for owner in line.owners],
                schedule=line.schedule_words,
                starts_on=_day(line.schedule.start),
                ends_on=_day(line.schedule.end),
                decision=line.decision.raw if line.decision else "",
            )
            for line in proposal.all_actions
        ],
        "indicators": [
            _item(
                line,
                name=line.reading.name or line.words,
                kind=line.reading.kind,
                unit=line.reading.unit,
                direction=line.reading.direction,
                comparison=line.reading.comparison,
                target=_figure(line.reading.low),
                target_high=_figure(line.reading.high),
                target_words=line.reading.words,
                target_year=line.reading.year,
                baseline=getattr(line, "baseline_words", None) or getattr(line.item, "baseline", ""),
                actual=line.result.words if line.result else "",
                actual_period=period_code(line.result.period) if line.result and line.result.period else None,
                is_key=line in proposal.indicators,
            )
            for line in (*proposal.all_measures, *proposal.indicators)
        ],
        "owners": [_owner(owner, places) for owner in proposal.owners],
        "projects": [
            _item(line, outcome=line.outcome, stages=list(line.stages), schedule=line.schedule_words)
            for line in proposal.projects
        ],
        "questions": [_question(key, asked, places) for _part, key, asked in proposal.asked if asked.is_open],
        "problems": [
            {
                "text": str(problem_words(one.problem)),
                **_at(one.problem.place),
                "code": one.problem.code,
                "raw": one.problem.raw,
            }
            for one in proposal.problems
        ],
    }


def _item(line: Proposed, **more) -> dict:
    own = {"text": line.words, **_at(line.place), "raw": line.item.raw, "key": line.key, "choice": line.choice}
    if line.same_title:
        own |= {"same": line.same_title, "similarity": line.similarity}
    return own | more


def _at(place: Place) -> dict:
    return {"sheet": place.sheet, "cell": place.cell}


def _goal_words(goal: int | str, proposal: Proposal) -> str:
    return next((line.words for line in proposal.goals if line.key == goal or line.same == goal), "")


def _day(day) -> str | None:
    return day.isoformat() if day else None


def _figure(number) -> str | None:
    return None if number is None else f"{number:f}"


def _owner(owner: ProposedOwner, places) -> dict:
    return {
        "text": owner.words,
        **_at(places[owner.key]),
        "post": owner.title,
        "kind": owner.kind,
        "choice": owner.choice,
    }


def _question(key: str, asked: Asked, places) -> dict:
    place = places.get(key, NOWHERE)
    return {"text": str(question_words(asked.question)), **_at(place), "code": asked.code, "blocks": asked.blocks}


def _places(row: PlanImport, proposal: Proposal) -> dict[str, Place]:
    """Where each line, table and owner stands, by its key."""
    places = {line.key: line.place for line in proposal.items}
    places |= {table.key: table.table.place for table in proposal.tables}
    return places | imported.owner_places(row, proposal)


def _as_json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


def sentences(proposal: Proposal, places: dict[str, Place]):
    """What a person at a terminal reads."""
    place = proposal.place
    named = Strategy.objects.filter(pk=place.strategy).values_list("name_fi", flat=True).first()
    yield " · ".join(str(part) for part in (named, place.unit_title, place.year) if part) or "Kohde ei ole tiedossa."
    for name, words in KINDS:
        counts = getattr(proposal.summary, name)
        if counts.total:
            yield f"{counts.total} {words}: {counts.new} uutta, {counts.same} ennestään"
    yield f"Suunnitelmaan tulisi {proposal.summary.lines} riviä ja {proposal.summary.measure_lines} mittaririviä."
    for problem in proposal.problems:
        yield f"{_address(problem.problem.place)}Ei voitu ottaa: {problem_words(problem.problem)}"
    for _part, key, asked in sorted(proposal.asked, key=lambda one: not one[2].blocks):
        if asked.is_open:
            before = "Vastattava: " if asked.blocks else "Tarkista: "
            yield f"{_address(places.get(key, NOWHERE))}{before}{question_words(asked.question)}"


def _address(place: Place) -> str:
    return f"{place.sheet}!{place.cell}: " if place.sheet else ""
