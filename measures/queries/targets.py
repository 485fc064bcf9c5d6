"""Target levels as the working pages show them: what was adopted, what is in force, what is proposed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from kemistrategy import clock
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.ledger import adopted_target, is_present, target_in_force
from measures.models import Indicator, Observation, Target, TargetProposal
from measures.permissions import own_target_proposals, target_proposals_to_decide
from measures.words import target_words

from .remarks import sentences_of

SHOWN_DECIDED = 50


@dataclass(frozen=True)
class LevelRow:
    """One year's level. `adopted` is empty where nobody decided one; `basis` is the decision, the reason or neither."""

    pk: int
    year: int | None
    due_on: date | None
    adopted: Text
    present: Text
    basis: str
    reason: Text
    entered_on: date
    is_in_force: bool

    @property
    def is_moved(self) -> bool:
        """The level in force is not the adopted one."""
        return bool(self.adopted) and self.adopted != self.present


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with the level it would change; `is_overtaken`: that level has been changed since."""

    pk: int
    indicator_pk: int
    indicator: Text
    year: int | None
    present: Text
    proposed: Text
    reason: Text
    post: Text
    proposed_at: datetime
    state: str
    state_label: str
    is_overtaken: bool
    decision: str
    answer: str
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == TargetProposal.State.OPEN


@dataclass(frozen=True)
class LevelsPage:
    """An indicator's levels, and the one that is to be changed: None sets the first level of a year."""

    pk: int
    name: Text
    unit: Text
    rows: tuple[LevelRow, ...]
    chosen: LevelRow | None
    proposals: tuple[ProposalRow, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def open_proposal(self) -> ProposalRow | None:
        """The one that waits for a decision on the chosen level."""
        if self.chosen is None:
            return None
        return next((row for row in self.proposals if row.is_open and row.year == self.chosen.year), None)

    @property
    def open(self) -> tuple[ProposalRow, ...]:
        return tuple(row for row in self.proposals if row.is_open)

    @property
    def decided(self) -> tuple[ProposalRow, ...]:
        return tuple(row for row in self.proposals if not row.is_open)


def levels_page(indicator: Indicator, *, chosen: str, language: str, rights: Rights) -> LevelsPage:
    """`chosen` is the pk of a level as it came from the address, "new", or "" for the one in force. Three queries.

    A level that has been replaced stands for the one that is in force for its year now.
    """
    targets = list(Target.objects.filter(indicator=indicator).select_related("decision", "replaced_by"))
    present = [target for target in targets if is_present(target)]
    in_force = target_in_force(present, year=clock.today().year)
    unit = text_of(indicator, "unit", language)
    rows = {row: _level_row(indicator, unit, row, targets, is_in_force=row is in_force) for row in present}
    asked = next((target for target in targets if str(target.pk) == chosen), None)
    wanted = in_force if asked is None and chosen != "new" else asked
    proposals = (own_target_proposals(rights) | target_proposals_to_decide(rights)).filter(indicator=indicator)
    return LevelsPage(
        pk=indicator.pk,
        name=text_of(indicator, "name", language),
        unit=unit,
        rows=tuple(rows.values()),
        chosen=next((row for target, row in rows.items() if wanted and target.year == wanted.year), None),
        proposals=proposal_rows(proposals, language),
        remarks=sentences_of(
            indicator,
            targets=present,
            observations=Observation.objects.present().filter(indicator=indicator),
            year=clock.today().year,
        ),
    )


def _level_row(indicator, unit, target, targets, *, is_in_force):
    adopted = adopted_target(targets, year=target.year)
    return LevelRow(
        pk=target.pk,
        year=target.year,
        due_on=target.due_on,
        adopted=target_words(indicator, unit, adopted) if adopted else Text(""),
        present=target_words(indicator, unit, target),
        basis=str(target.decision or target.get_origin_display()),
        reason=Text(target.reason),
        entered_on=localdate(target.entered_at),
        is_in_force=is_in_force,
    )


def proposals_to_decide(rights: Rights, language: str) -> tuple[ProposalRow, ...]:
    """Open proposals, the oldest first; one query."""
    return proposal_rows(target_proposals_to_decide(rights).order_by("proposed_at", "pk"), language)


def decided_proposals(language: str) -> tuple[ProposalRow, ...]:
    """What became of the others, the newest SHOWN_DECIDED of them, the newest first; one query."""
    closed = TargetProposal.objects.exclude(state=TargetProposal.State.OPEN)
    return proposal_rows(closed.order_by("-decided_at", "pk")[:SHOWN_DECIDED], language)


def proposal_rows(proposals, language: str) -> tuple[ProposalRow, ...]:
    """Rows of a queryset of proposals; one query."""
    levels = Target.objects.present().filter(indicator=OuterRef("indicator"), year=OuterRef("year"))
    rows = proposals.select_related("indicator", "post", "replaces__replaced_by", "decision")
    return tuple(_proposal_row(row, language) for row in rows.annotate(year_has_level=Exists(levels)))


def _proposal_row(proposal, language):
    indicator = proposal.indicator
    unit = text_of(indicator, "unit", language)
    return ProposalRow(
        pk=proposal.pk,
        indicator_pk=indicator.pk,
        indicator=text_of(indicator, "name", language),
        year=proposal.year,
        present=target_words(indicator, unit, proposal.replaces) if proposal.replaces else Text(""),
        proposed=target_words(indicator, unit, proposal),
        reason=Text(proposal.reason, proposal.language),
        post=text_of(proposal.post, "title", language) if proposal.post else Text(""),
        proposed_at=proposal.proposed_at,
        state=proposal.state,
        state_label=proposal.get_state_display(),
        is_overtaken=not is_present(proposal.replaces) if proposal.replaces else proposal.year_has_level,
        decision=str(proposal.decision or ""),
        answer=proposal.answer,
        decided_at=proposal.decided_at,
    )


def decisions_to_choose() -> list[tuple[int, str]]:
    """Choices of a form, the newest first; one query."""
    return [
        (decision.pk, f"{decision} · {title}" if (title := text_of(decision, "title")) else str(decision))
        for decision in Decision.objects.order_by("-decided_on", "section", "pk")
    ]
