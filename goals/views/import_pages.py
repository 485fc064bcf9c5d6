"""The pages of one import: the proposal as questions, cells, owners or changes; and what became of an ended one."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.badges import Badge
from goals.models import ImportedPlace, PlanImport, Strategy
from goals.plan_workbook import imported
from goals.plan_workbook.own.kinds import is_own
from kemistrategy.htmx import render_page
from kemistrategy.text import text_of
from kemistrategy.workbook_reading.book import book_of_json

from .import_changes import changes_of
from .import_rows import Rows, is_changing, is_here, is_new, is_twice, slug_of
from .import_together import together_rows

PROPOSAL = "import-work"  # the fragment that an answer changes
QUESTIONS, ALL, NEW, CHANGING, OWNERS = "kysymykset", "kaikki", "uudet", "muuttuvat", "vastuut"
CELLS_ON_A_PAGE, CARDS_ON_A_PAGE, OWNERS_ON_A_PAGE, CHANGES_ON_A_PAGE, PLACES_ON_A_PAGE = 40, 20, 40, 60, 100
WANTED = {ALL: lambda line: True, NEW: is_new, CHANGING: is_changing}
STATES = {
    PlanImport.State.OPEN: Badge("open", PlanImport.State.OPEN.label, "half"),
    PlanImport.State.ADOPTED: Badge("adopted", PlanImport.State.ADOPTED.label, "check"),
    PlanImport.State.DISCARDED: Badge("discarded", PlanImport.State.DISCARDED.label, "cross"),
}
FOCUS_ON_NEXT = "next"  # every question on the page is answered


@dataclass(frozen=True)
class Shown:
    """What of the proposal the address asks for; `what` is "" where it does not say."""

    what: str = ""
    number: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Shown":
        what, number = asked.get("nayta", ""), asked.get("sivu", "")
        known = (QUESTIONS, *WANTED, OWNERS)
        return cls(what if what in known else "", number if number.isdecimal() and len(number) < 6 else "")

    @classmethod
    def of_text(cls, address: str) -> "Shown":
        """Of the address as a form carries it."""
        return cls.of(QueryDict(address[:200]))

    @property
    def address(self) -> str:
        said = {"nayta": self.what, "sivu": self.number}
        return urlencode({name: value for name, value in said.items() if value})


def pager_of(page, asked: dict) -> dict:
    """The pager's values for a list whose address has the other parts `asked`."""

    def address(number):
        return "?" + urlencode({**asked, "sivu": number})

    return {
        "number": page.number,
        "total": page.paginator.num_pages,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


def work_page(
    request, row: PlanImport, shown: Shown, *, status=200, problem="", focus=None, at=None, is_answered=False
):
    """The whole page, or what an answer changes of it.

    `focus` is (part, key) of the line that the focus goes to; with `at`, the place of an answered card on its page,
    the card that stands there now. `problem` is a sentence that tells why an answer was not taken.
    """
    make = _changes_context if is_own(book_of_json(row.cells)) else _proposal_context
    context = make(request, row, shown)
    cards = context.get("cards")
    if is_answered and at is not None and cards is not None:
        slug = cards[min(at, len(cards) - 1)].slug if cards else FOCUS_ON_NEXT
    else:
        slug = slug_of(*focus) if focus else ""
    context |= {
        "import": row,
        "shown": shown,
        "problem": problem,
        "focus": "" if problem else slug,
        "said": context["said"] if is_answered and not problem else "",
        "crumbs": [(_("Tuonti"), reverse("goals:import-list")), (row.file_name, None)],
    }
    return render_page(request, "goals/imports/import_detail.html", context, fragments=(PROPOSAL,), status=status)


def _proposal_context(request, row, shown):
    proposal, existing = imported.proposal_of(row)
    rows, summary = Rows(proposal, existing, imported.owner_places(row, proposal)), proposal.summary
    shown = replace(shown, what=shown.what or (QUESTIONS if summary.open or summary.problems else ALL))
    asked = summary.answered + summary.open
    context = {
        "what": shown.what,
        "proposal": proposal,
        "summary": summary,
        "counts": _found(proposal),
        "is_empty": not proposal.tables and not proposal.problems,
        "changing": sum(map(is_changing, proposal.items)),
        "destination": _strategy_title(proposal.place),
        "place_slug": slug_of("place", ""),
        "asked_in_all": asked,
        "percent": summary.answered * 100 // asked if asked else 100,
        "tabs": _tabs(proposal, shown),
        "back": shown.address,
        "said": _said(summary.open),
    }
    return context | _PARTS[shown.what](rows, shown)


def _strategy_title(place) -> str:
    """Also of the strategy that the file itself names."""
    if place.strategy_title or place.strategy is None:
        return place.strategy_title
    return str(text_of(Strategy.objects.get(pk=place.strategy), "name"))


def _changes_context(request, row, shown):
    changes = changes_of(row, request.rights)
    page = Paginator(changes.rows, CHANGES_ON_A_PAGE).get_page(shown.number or 1)
    return {
        "what": "muutokset",
        "changes": changes,
        "cards": list(page),
        "back": shown.address,
        "said": _said(changes.waiting),
        **pager_of(page, {}),
    }


def _said(number) -> str:
    """What the live region announces after an answer."""
    if not number:
        return _("Vastaus tallennettu. Kaikkiin kysymyksiin on vastattu.")
    words = ngettext(
        "Vastaus tallennettu. %(n)s kysymys jäljellä.", "Vastaus tallennettu. %(n)s kysymystä jäljellä.", number
    )
    return words % {"n": number}


@dataclass(frozen=True)
class Found:
    """Of one kind of thing: how many, and what becomes of them. `twice` stand in the file a second time."""

    label: str
    total: int
    new: int
    here: int
    twice: int
    left_out: int


def _found(proposal) -> list[Found]:
    kinds = (
        (_("Tavoitteita"), proposal.goals),
        (_("Toimenpiteitä"), proposal.all_actions),
        (_("Mittareita"), proposal.all_measures),
        (_("Keskeisiä mittareita"), proposal.indicators),
        (_("Projekteja"), proposal.projects),
    )
    return [
        Found(
            label,
            total=len(lines),
            new=sum(map(is_new, lines)),
            here=sum(map(is_here, lines)),
            twice=sum(map(is_twice, lines)),
            left_out=sum(line.is_left_out for line in lines),
        )
        for label, lines in kinds
        if lines
    ]


def _tabs(proposal, shown):
    lines = proposal.items
    tabs = (
        (QUESTIONS, _("Kysymykset"), proposal.summary.open + proposal.summary.problems),
        (ALL, _("Kaikki"), len(lines)),
        (NEW, _("Uudet"), sum(map(is_new, lines))),
        (CHANGING, _("Muuttuvat"), sum(map(is_changing, lines))),
        (OWNERS, _("Vastuutahot"), len(proposal.owners)),
    )
    return [(f"?nayta={code}", label, number, code == shown.what) for code, label, number in tabs]


def _questions(rows, shown):
    page = Paginator(rows.asking(), CARDS_ON_A_PAGE).get_page(shown.number or 1)
    return {
        "cards": [rows.card(part, line) for part, line in page],
        "together": together_rows(rows.proposal),
        **pager_of(page, {"nayta": QUESTIONS}),
    }


def _cells(rows, shown):
    page = Paginator(rows.cells(WANTED[shown.what]), CELLS_ON_A_PAGE).get_page(shown.number or 1)
    tables = rows.tables_on(page)
    if shown.what == ALL and not page.has_next():
        tables += rows.empty_tables()
    return {"tables": tables, **pager_of(page, {"nayta": shown.what})}


def _owners(rows, shown):
    page = Paginator(rows.owners(), OWNERS_ON_A_PAGE).get_page(shown.number or 1)
    return {"owners": list(page), **pager_of(page, {"nayta": OWNERS})}


_PARTS = {QUESTIONS: _questions, ALL: _cells, NEW: _cells, CHANGING: _cells, OWNERS: _owners}


# --- an ended import ----------------------------------------------------------------------------------------------
RELATIONS = ("goal", "action", "measure_line__indicator", "indicator", "project", "entry")


def ended_page(request, row: PlanImport):
    """What became of each cell, with a link to it."""
    places = ImportedPlace.objects.filter(plan_import=row).select_related(*RELATIONS)
    page = Paginator(places, PLACES_ON_A_PAGE).get_page(request.GET.get("sivu"))
    context = {
        "import": row,
        "places": [(place, *_became(place)) for place in page],
        "count": page.paginator.count,
        "crumbs": [(_("Tuonti"), reverse("goals:import-list")), (row.file_name, None)],
        **pager_of(page, {}),
    }
    return render_page(request, "goals/imports/import_ended.html", context)


def _became(place) -> tuple:
    """(kind in words, title, address) of what a cell became."""
    if place.goal_id:
        return _("Tavoite"), text_of(place.goal, "title"), reverse("reporting:goal-detail", args=[place.goal_id])
    if place.action_id:
        return (
            _("Toimenpide"),
            text_of(place.action, "title"),
            reverse("reporting:action-detail", args=[place.action_id]),
        )
    if place.project_id:
        return (
            _("Projekti"),
            text_of(place.project, "name"),
            reverse("reporting:project-detail", args=[place.project_id]),
        )
    if place.entry_id:
        return _("Kirjaus"), "", reverse("goals:entry-late-edit", args=[place.entry_id])
    indicator = place.indicator or place.measure_line.indicator
    return _("Mittari"), text_of(indicator, "name"), reverse("reporting:indicator-detail", args=[indicator.pk])
