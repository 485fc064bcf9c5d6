"""An own workbook on its way in: its deeds, the cells that stop it, and where each thing comes from."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import ImportedPlace, PlanImport
from goals.plan_workbook.items import Place
from goals.plan_workbook.own.columns import OwnRow
from goals.plan_workbook.own.differences import Difference
from goals.plan_workbook.own.writing import OwnWorkbook
from kemistrategy.history import create_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis

NO_BASIS, ASSUMED = Basis(), Basis(reason="-")
MOST_CELLS = 12  # named in a reason of history; of more, the first and their number


class NotApplied(NotAllowed):
    """Nothing was changed; `problems` are (place, sentence) for every cell that stopped it."""

    def __init__(self, problems: Iterable[tuple[Place, str]]):
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{place.sheet}!{place.cell}: {words}" for place, words in self.problems))


@dataclass(frozen=True)
class Source:
    """The file, for history and for the record of where a thing comes from."""

    file_name: str = ""
    plan_import: PlanImport | None = None

    def words(self, found: Collection[Difference]) -> str:
        """ "import kirjaukset.xlsx Kirjaukset!D4, E4"."""
        cells: dict[str, list[str]] = {}
        for one in list(found)[:MOST_CELLS]:
            cells.setdefault(one.place.sheet, []).append(one.place.cell)
        named = "; ".join(f"{sheet}!{', '.join(addresses)}" for sheet, addresses in cells.items())
        more = f" +{len(found) - MOST_CELLS}" if len(found) > MOST_CELLS else ""
        return f"import {self.file_name} {named}{more}".replace("  ", " ")


class Applying:
    """One workbook on its way in: each deed in a savepoint of its own, so that every refused cell is told at once."""

    def __init__(self, existing: OwnWorkbook, language: str, rights: Rights, source: Source, basis: Basis = NO_BASIS):
        self.existing, self.language, self.rights, self.source = existing, language, rights, source
        self.problems: list[tuple[Place, str]] = []
        self.basis, self.leans_on_basis, self.is_trial = basis, False, False

    def basis_of(self, own: Basis) -> Basis:
        """What a row says of itself, else what the person said of all of them."""
        return own if own.is_given else self.basis

    def row(self, one: Difference) -> OwnRow:
        return self.existing.sheet(one.sheet).by_code[one.code]

    def do(self, found: list[Difference], deed: Callable[["Applying", list[Difference]], None]) -> None:
        """Refusals of the deed are told of the cell that is refused alone, too, else of the first.

        In a trial it is done a second time as if it had a reason: what then can be done needs only that.
        """
        refusal = self._refusal(found, deed)
        if refusal and self.is_trial:
            self.basis = ASSUMED
            refusal = self._refusal(found, deed)
            self.leans_on_basis |= not refusal
        if refusal:
            self.problems.append(self._blamed(found, deed) or (found[0].place, refusal))
        if self.is_trial:
            self.basis = NO_BASIS

    def _blamed(self, found, deed) -> tuple[Place, str] | None:
        """The first cell of several that would be refused alone, too, and why."""
        alone = ((one.place, self._refusal([one], deed, is_kept=False)) for one in found if len(found) > 1)
        return next((problem for problem in alone if problem[1]), None)

    def _refusal(self, found, deed, *, is_kept: bool = True) -> str:
        try:
            with transaction.atomic():
                deed(self, found)
                if not is_kept:
                    transaction.set_rollback(True)
        except NotAllowed as refusal:
            return str(refusal)
        except ObjectDoesNotExist:
            return _("Tämä ei ole sinun muutettavissasi.")
        return ""

    def keep_places(self, found: list[Difference], **thing) -> None:
        if self.source.plan_import is None:
            return
        places = [
            ImportedPlace(
                plan_import=self.source.plan_import,
                sheet=one.place.sheet[:200],
                cell=one.place.cell[:20],
                words=one.typed,
                **thing,
            )
            for one in found
        ]
        create_many_with_history(places, by=self.rights.user, reason=self.source.words(found))


def by_row(chosen: Iterable[Difference]) -> list[list[Difference]]:
    rows: dict[tuple, list[Difference]] = {}
    for one in chosen:
        rows.setdefault((one.sheet, one.code or one.key), []).append(one)
    return list(rows.values())
