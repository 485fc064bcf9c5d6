"""A review's figures as rows of the ledger: one observation a figure, and a correction of it when it changes later."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goals.models import Figure, Round
from kemistrategy.history import create_many_with_history, update_many_with_history
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, Observation

from .evidence import carry_evidence

POSTED = {"value": "value", "text": "words", "note": "note", "is_provisional": "is_provisional"}


def post_sent_figures(round: Round, *, by) -> int:
    """Posts what was sent and has no observation, or says something else than the one it became at an earlier closing.

    Gives the number of figures posted. A figure that was emptied since leaves its observation as it is.
    """
    sent = Figure.objects.filter(round=round, sent_at__isnull=False).exclude(text="", value=None)
    figures = list(sent.select_related("indicator", "observation").order_by("pk"))
    changed = [figure for figure in figures if figure.observation is None or says_something_else(figure)]
    post_figures(changed, round, why=_why(round), by=by)
    carry_evidence(figures)
    return len(changed)


def says_something_else(figure: Figure) -> bool:
    """Than the observation it became."""
    return any(getattr(figure, own) != getattr(figure.observation, posted) for own, posted in POSTED.items())


def _why(round):
    return f"{round.title}: {round.reopening_reason}" if round.reopening_reason else round.title


def post_figures(figures: Iterable[Figure], round: Round, *, why: str, by) -> None:
    """The figures as rows of the ledger, in as many statements for one as for all of them.

    Each corrects the present row of its period, its own earlier observation or another's, so that a period never has
    two. The indicators are locked first, as they are by whoever corrects one elsewhere.
    """
    figures = list(figures)
    if not figures:
        return
    pks = [figure.indicator_id for figure in figures]
    list(Indicator.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    in_force = Observation.objects.present().filter(
        indicator__in=pks, period_start=round.starts_on, period_end=round.as_of
    )
    earlier = {row.indicator_id: row for row in in_force}
    rows = [_observation_of(figure, round, earlier.get(figure.indicator_id), why) for figure in figures]
    try:
        with transaction.atomic():
            posted = create_many_with_history(rows, by=by, reason=f"posted from {round.slug}")
    except IntegrityError as race:
        raise NotAllowed(_("Joku muu kirjasi samoja lukuja samaan aikaan. Yritä uudelleen.")) from race
    for figure, row in zip(figures, posted, strict=True):
        figure.observation = row
    update_many_with_history(figures, ["observation"], by=by, reason="posted as an observation")


def _observation_of(figure, round, earlier, why):
    """A figure as an observation; it corrects the period's earlier row when there is one, a baseline included."""
    return Observation(
        indicator=figure.indicator,
        period_start=figure.period_start,
        period_end=figure.period_end,
        value=figure.value,
        words=figure.text,
        is_baseline=bool(earlier and earlier.is_baseline),
        is_provisional=figure.is_provisional,
        note=figure.note,
        source=_source(figure.indicator, round),
        entered_by_id=figure.entered_by_id,
        corrects=earlier,
        reason=why if earlier else "",
    )


def _source(indicator, round) -> str:
    """Where the figure comes from, and the review by which it was told; the indicator's own source may be cut."""
    own, told = indicator.source_fi or "", f" · {round.title}"
    longest = Observation._meta.get_field("source").max_length
    return f"{own[: longest - len(told)].rstrip()}{told}" if own else round.title
