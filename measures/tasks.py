"""Work for the worker: fetching public statistics, and telling proposers what was decided."""

from django_tasks import task

from kemistrategy.organisation.mail import address_of, send_once
from kemistrategy.text import text_of

from .models import Feed, TargetProposal
from .operations.statistics import fetch_feeds


@task()
def fetch_statistics(feed_pks: list[int]) -> None:
    """Once a day; doing it again adds nothing. What failed stands with the feed, on the page of fetched figures."""
    fetch_feeds(Feed.objects.filter(pk__in=feed_pks, is_active=True).select_related("indicator"))


@task()
def mail_decided_proposals(proposal_pks: list[int]) -> None:
    """Tells each proposer once of the target levels decided together; what was answered, her page shows."""
    decided = TargetProposal.objects.filter(pk__in=proposal_pks).select_related("indicator", "proposed_by")
    proposals_of = {}
    for proposal in decided.order_by("pk"):
        proposals_of.setdefault(proposal.proposed_by, []).append(proposal)
    refused = []
    for user, proposals in proposals_of.items():
        occasion = f"target-proposals-decided:{proposals[0].pk}"  # a proposal is decided once, so the first names them
        context = {"rows": [_decided_row(proposal, user.language) for proposal in proposals]}
        try:
            send_once(user, occasion=occasion, template="measures/mail/target_proposals_decided", context=context)
        except OSError as refusal:  # one bad address must not keep the mail from the others
            refused.append(refusal)
    if refused:
        raise ExceptionGroup(f"{len(refused)} mails were refused", refused)


def _decided_row(proposal, language):
    return {
        "indicator": text_of(proposal.indicator, "name", language),
        "proposal": proposal,
        "address": address_of("measures:target-propose", language, pk=proposal.indicator_id),
    }
