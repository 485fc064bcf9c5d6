"""The life of an import: received, answered line by line, adopted or discarded. Nothing of it is a plan before that."""

import hashlib
import json
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import Plan, PlanImport, Strategy, Theme
from goals.permissions import steered
from goals.plan_workbook.imported import proposal_of
from goals.plan_workbook.own.kinds import is_own
from goals.plan_workbook.proposal.answers import ANSWERED_AT, PARTS
from goals.plan_workbook.proposal.proposed import Summary
from kemistrategy import clock
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.organisation.models import Decision, OrgUnit
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import cleaned
from kemistrategy.workbook_reading import Book, read_book, read_pasted
from kemistrategy.workbook_reading.book import book_of_json, book_to_json
from measures.models import Indicator
from measures.operations.targets import Basis, decision_of

from . import workbook_edits
from .adoption import adopt_proposal
from .new_results import refuse_period
from .plan_basis import basis_needed, basis_words, change_needs_basis

DESTINATION = ("strategy", "unit", "year", "theme")
NO_SUMMARY = Summary()
LONGEST_ANSWER = 100_000  # letters of one line's answer as JSON
CHOICES = {
    "items": ("new", "same", "leave_out"),
    "owners": ("post", "new", "words"),
    "differences": ("leave_out", "typed", "present"),
}
# Which things of Existing the primary keys of an answer are among.
THINGS = {
    "theme": "themes",
    "themes": "themes",
    "unit": "units",
    "units": "units",
    "owners": "posts",
    "post": "posts",
    "answering_post": "posts",
    "benefits": "benefits",
}
VALUES = {"direction": Indicator.Direction.values, "frequency": Indicator.Frequency.values}


# --- receiving ----------------------------------------------------------------------------------------------------
def receive(data: bytes, name: str, *, strategy=None, unit=None, year=None, theme=None, by) -> PlanImport:
    """The import of a file for this destination: the open one where the same file waits already, else a new one.

    What was answered when the same file was adopted is remembered. Raises Unreadable for a file that is not taken,
    NotAllowed for somebody who coordinates nothing.
    """
    _refuse_others(by)
    book = read_book(data, name)
    extension = PurePath(name).suffix.lower()
    return _received(book, data, name, extension, (strategy, unit, year, theme), by)


def receive_pasted(text: str, html: str = "", *, strategy=None, unit=None, year=None, theme=None, by) -> PlanImport:
    """The import of a table pasted into the page; what was pasted is kept as a file."""
    _refuse_others(by)
    book = read_pasted(text, html)
    extension = ".html" if html.strip() else ".txt"
    data = (html if html.strip() else text).encode()
    return _received(book, data, _("Liitetty taulukko"), extension, (strategy, unit, year, theme), by)


def _refuse_others(by):
    if not rights_of(by).coordinates:
        raise NotAllowed(_("Vain strategiakoordinaattori tuo suunnitelmia."))


@transaction.atomic
def _received(book: Book, data: bytes, name: str, extension: str, destination: tuple, by) -> PlanImport:
    digest = hashlib.sha256(data).hexdigest()
    place = dict(zip(DESTINATION, destination, strict=True))
    # Two who bring the same file in the same moment queue here, and have one import.
    list(Strategy.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    same = PlanImport.objects.filter(sha256=digest, **place)
    if waiting := same.filter(state=PlanImport.State.OPEN).order_by("pk").first():
        return waiting
    chosen = {name: value for name, value in place.items() if value is not None}  # what is not comes of the file itself
    adopted = PlanImport.objects.filter(sha256=digest, state=PlanImport.State.ADOPTED, **chosen)
    earlier = adopted.order_by("-pk").values_list("answers", flat=True).first()
    return save_with_history(
        PlanImport(
            **place,
            file=_stored_once(data, digest, extension),
            file_name=cleaned(PurePath(name).name)[-200:],
            sha256=digest,
            cells=book_to_json(book),
            answers=_remembered(earlier or {}),
            received_at=clock.now(),
            received_by=by,
        ),
        by=by,
        reason="received",
    )


def _remembered(answers: Mapping) -> dict:
    """Answers of an adopted import for the same file: what was new then is there now, and is found by its words."""
    found = {}
    for part in ("tables", "owners", "problems", "items"):
        lines = answers.get(part, {})
        kept = {
            key: {name: value for name, value in answer.items() if name not in (ANSWERED_AT, "change")}
            for key, answer in lines.items()
            if answer.get("choice") != "new" or part == "items"
        }
        for answer in kept.values():
            if answer.get("choice") == "new":
                del answer["choice"]
        found[part] = {key: answer for key, answer in kept.items() if answer}
    return {part: lines for part, lines in found.items() if lines}


def _stored_once(data: bytes, digest: str, extension: str) -> str:
    """The name of the stored bytes; a copy of another length was cut off when it was written, and is written anew."""
    name = f"imports/{digest}{extension if extension.isascii() and len(extension) < 10 else ''}"
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return name
        default_storage.delete(name)
    given = default_storage.save(name, ContentFile(data))
    if given != name:  # somebody stored the same bytes in the same moment
        default_storage.delete(given)
    return name


# --- answering ----------------------------------------------------------------------------------------------------
@transaction.atomic
def answer(import_pk: int, *, version: int, part: str, key: str, answer: Mapping[str, Any], by) -> PlanImport:
    """Keeps a person's answer to one line at once; fields she has answered before stay, None takes one back.

    Raises Conflict when somebody else has answered the same line after `version` (`theirs` is that answer), NotAllowed
    with a sentence for an answer that can't be taken.
    """
    row = open_import(import_pk, by)
    if part == "place":
        return _put_destination(row, answer, by)
    lines = row.answers.get(part, {})
    present = dict(lines.get(key, {}))
    if all(present.get(name) == value for name, value in answer.items()):
        return row
    if present.get(ANSWERED_AT, 0) > version:
        raise Conflict(_("Joku muu vastasi samaan kohtaan sillä välin. Katso hänen vastauksensa."), theirs=present)
    answer = _without_nulls(answer)
    _refuse_answer(row, part, key, {name: value for name, value in answer.items() if value is not None})
    row.version += 1
    changed = {**present, **answer}
    kept = {name: value for name, value in changed.items() if value is not None and name != ANSWERED_AT}
    row.answers = {**row.answers, part: {**lines, key: {**kept, ANSWERED_AT: row.version}}}
    return keep_answers(row, part, [key], by, reason=f"answered {part} {key}")


def keep_answers(row, part, keys, by, *, reason) -> PlanImport:
    """Writes the answers alone. Their history has each line when it was answered, not all lines every time."""
    PlanImport.objects.filter(pk=row.pk).update(answers=row.answers, version=row.version)
    told = copy(row)
    told.answers = {part: {key: row.answers[part][key] for key in keys}}
    update_many_with_history([told], [], by=by, reason=reason)
    return row


def open_import(import_pk, by) -> PlanImport:
    row = steered(PlanImport, rights_of(by)).select_for_update(of=("self",)).get(pk=import_pk)
    if row.state == PlanImport.State.ADOPTED:
        raise NotAllowed(_("Tuonti on jo otettu käyttöön."))
    if row.state == PlanImport.State.DISCARDED:
        raise NotAllowed(_("Tuonti on hylätty. Tuo tiedosto uudelleen."))
    return row


def _put_destination(row, answer, by) -> PlanImport:
    """Where it all goes: what the form did not say when the file was brought."""
    names = {"strategy": Strategy, "unit": OrgUnit, "theme": Theme}
    for name in (name for name in DESTINATION if name in answer):
        value, model = answer[name], names.get(name)
        if model and value is not None and not model.objects.filter(pk=value).exists():
            raise NotAllowed(_("Valittua kohdetta ei ole. Valitse toinen."))
        setattr(row, f"{name}_id" if model else name, value)
    if row.theme_id and row.theme.strategy_id != row.strategy_id:
        row.theme = None
    row.version += 1
    return save_with_history(row, by=by, reason="destination chosen")


def _refuse_answer(row, part, key, answer) -> None:
    """What can't be an answer is refused, so that a proposal never has to guess what was meant."""
    if part not in PARTS:
        raise NotAllowed(_no_such_line())
    if len(json.dumps(answer)) > LONGEST_ANSWER:
        raise NotAllowed(_("Vastaus on liian pitkä. Lyhennä sitä."))
    if "choice" in answer and answer["choice"] not in CHOICES.get(part, ()):
        raise NotAllowed(_no_such_line())
    if part == "differences":
        return
    proposal, existing = proposal_of(row)
    lines = {"items": proposal.items, "owners": proposal.owners, "problems": proposal.problems}
    if key not in {line.key for line in lines.get(part, proposal.tables)}:
        raise NotAllowed(_no_such_line())
    for name, value in answer.items():
        _refuse_value(name, value, existing)


def _refuse_value(name, value, existing) -> None:
    if name in THINGS:
        things = getattr(existing, THINGS[name])
        wanted = value if isinstance(value, list) else [value]
        if name == "theme":
            wanted = [one for one in wanted if one != 0]  # 0 is "no theme"
        if not all(isinstance(one, int) and one in things for one in wanted):
            raise NotAllowed(_("Valittua kohdetta ei ole. Valitse toinen."))
    if name == "period" and value:
        refuse_period(value)
    if name in VALUES and value not in VALUES[name]:
        raise NotAllowed(_no_such_line())
    if name == "columns" and not (
        isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair)
    ):
        raise NotAllowed(_no_such_line())


def _without_nulls(value):
    """A zero character is no letter, and PostgreSQL keeps none."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, Mapping):
        return {name: _without_nulls(part) for name, part in value.items()}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value


def _no_such_line():
    return _("Vastausta ei voi ottaa vastaan. Lataa sivu uudelleen.")


# --- the end ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Adopted:
    """What an adoption did; `is_done_before`: it had been adopted already, and nothing happened now."""

    plan_import: PlanImport
    summary: Summary = NO_SUMMARY
    is_done_before: bool = False


@transaction.atomic
def adopt(
    import_pk: int, *, version: int, decision: Decision | None = None, reason: str = "", basis: Basis | None = None, by
) -> Adopted:
    """Everything that is proposed becomes plan, in one transaction: all of it or nothing; a second time does nothing.

    `basis` tells on what it rests in place of `decision` and `reason`; a decision typed in it is entered.
    Raises Conflict when somebody has answered after `version`; NotAllowed when something must still be answered, when
    a plan in force would change without a decision or a reason, or when an operation refuses a line.
    """
    rows = steered(PlanImport, rights_of(by)).select_for_update(of=("self",))
    row = rows.select_related("strategy").get(pk=import_pk)
    if row.state == PlanImport.State.ADOPTED:
        return Adopted(row, is_done_before=True)
    row = open_import(import_pk, by)
    if row.version != version:
        raise Conflict(_("Joku muu vastasi kysymyksiin sillä välin. Tarkista ehdotus uudelleen."), theirs=row)
    given = basis or Basis(decision_pk=decision.pk if decision else None, reason=reason.strip())
    if is_own(book := book_of_json(row.cells)):
        _apply_own(row, book, given, by)
        row.reason, row.decision = given.reason, decision_of(given, by=by)
        return Adopted(_end(row, PlanImport.State.ADOPTED, by=by, reason="adopted"))
    return _adopt(row, given, by)


def _adopt(row: PlanImport, basis: Basis, by) -> Adopted:
    # Whoever changes these strategies or their plans is waited for; what exists is read after that.
    strategies = Strategy.objects.filter(pk=row.strategy_id) if row.strategy_id else Strategy.objects.all()
    locked = list(strategies.select_for_update().order_by("pk").values_list("pk", flat=True))
    list(Plan.objects.filter(strategy__in=locked).select_for_update().order_by("pk").values_list("pk", flat=True))
    proposal, existing = proposal_of(row)
    if not proposal.is_ready:
        raise NotAllowed(_still_open(proposal.summary.blocking))
    if proposal.needs_basis and not basis.is_given:
        raise NotAllowed(basis_needed() if proposal.place.is_in_force else change_needs_basis())
    plan = adopt_proposal(row, proposal, existing, basis=basis, by=by)
    row.strategy_id, row.unit_id = proposal.place.strategy, proposal.place.unit
    row.year, row.plan, row.reason = proposal.place.year, plan, basis.reason
    row.decision = decision_of(basis, by=by)
    tail = basis_words(basis, by=by)
    return Adopted(_end(row, PlanImport.State.ADOPTED, by=by, reason=f"adopted{tail}"), proposal.summary)


def _still_open(number):
    return ngettext(
        "Vielä on %(n)s kysymys, johon on vastattava ennen käyttöönottoa.",
        "Vielä on %(n)s kysymystä, joihin on vastattava ennen käyttöönottoa.",
        number,
    ) % {"n": number}


def _apply_own(row: PlanImport, book: Book, basis: Basis, by) -> None:
    """A workbook that the service itself made: what was changed in it is changed, through the forms' operations."""
    given = row.answers.get("differences", {})
    workbook_edits.apply(
        book,
        left_out=[key for key, answer in given.items() if answer.get("choice") == "leave_out"],
        answers={key: answer.get("choice", "") for key, answer in given.items()},
        basis=basis,
        rights=rights_of(by),
        file_name=row.file_name,
        plan_import=row,
    )


def _end(row: PlanImport, state: str, *, by, reason: str) -> PlanImport:
    row.state, row.ended_at, row.ended_by = state, clock.now(), by
    row.version += 1
    return save_with_history(row, by=by, reason=reason)


@transaction.atomic
def discard(import_pk: int, *, by) -> PlanImport:
    """It is not adopted; its file and answers stay. A second time changes nothing."""
    row = steered(PlanImport, rights_of(by)).select_for_update(of=("self",)).get(pk=import_pk)
    if row.state == PlanImport.State.DISCARDED:
        return row
    if row.state == PlanImport.State.ADOPTED:
        raise NotAllowed(_("Tuonti on jo otettu käyttöön, eikä sitä voi hylätä."))
    return _end(row, PlanImport.State.DISCARDED, by=by, reason="discarded")
