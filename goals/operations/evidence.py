"""Evidence of what is reported: tied to the entry, or to a figure and with it to the observation it becomes."""

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Figure
from goals.permissions import own_entries
from goals.queries.entries import figures_of
from kemistrategy.organisation.evidence import NewEvidence, keep_evidence
from kemistrategy.organisation.models import Evidence
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.models import Observation

from .entries import refuse_locked


@transaction.atomic
def add_evidence(entry_pk: int, *, indicator_pk: int | None, evidence: NewEvidence, rights: Rights) -> Evidence:
    """Ties a file or an address to the entry, or with `indicator_pk` to that figure of it, until the review is closed.

    Sent and approved entries take it too: evidence adds to what was said and changes nothing of it.
    Raises Entry.DoesNotExist when it is not this person's; NotAllowed for a closed review or an unfit file.
    """
    entry = own_entries(rights).select_for_update(of=("self",)).select_related("round").get(pk=entry_pk)
    refuse_locked(entry)
    subject = entry
    if indicator_pk is not None:
        subject = figures_of(entry).filter(indicator=indicator_pk).first()
        if subject is None:
            raise NotAllowed(_("Valitse, mitä näyttö koskee."))
    kept = keep_evidence(evidence, by=rights.user)
    subject.evidence.add(kept)
    return kept


def carry_evidence(figures) -> None:
    """Ties the evidence of posted figures to the observations they became, where it is not tied yet: two statements."""
    observation_of = {figure.pk: figure.observation_id for figure in figures}
    links = Figure.evidence.through.objects.filter(figure__in=observation_of).values_list("figure_id", "evidence_id")
    through = Observation.evidence.through
    through.objects.bulk_create(
        [through(observation_id=observation_of[figure], evidence_id=evidence) for figure, evidence in links],
        ignore_conflicts=True,
    )
