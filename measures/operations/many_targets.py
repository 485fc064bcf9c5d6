"""Setting the first target levels of a year for many indicators at once: all of them, or none."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kemistrategy.history import create_many_with_history
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import Text
from measures.ledger import is_present
from measures.levels import Level
from measures.models import Indicator, Target

from .targets import Basis, announce, decision_of, level_words, new_target, refuse_level, with_baseline_day


class NotSet(NotAllowed):
    """Nothing was set; `problems` has a sentence for each indicator (pk) that stands in the way."""

    def __init__(self, problems: Mapping[int, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class SetTogether:
    """How many levels were set, and the names of what was sent without them and went back to its answerer."""

    number: int
    returned: tuple[Text, ...]


@transaction.atomic
def set_targets(levels: Mapping[int, Level], *, year: int, basis: Basis, by) -> SetTogether:
    """The first level of the year for each indicator (pk → level), on one decision or for one reason.

    Raises NotSet when a level can't be that of its indicator or the year has one already, NotAllowed when an indicator
    that has a level for another year lacks what the new one rests on. As many statements for one as for all of them.
    """
    if not levels:
        raise NotAllowed(_("Kirjoita ainakin yksi tavoitetaso."))
    indicators = with_baseline_day(Indicator.objects.select_for_update(of=("self",))).filter(pk__in=levels)
    found = {row.pk: row for row in indicators.order_by("pk")}
    rows = defaultdict(list)
    for row in Target.objects.filter(indicator__in=found).select_related("replaced_by").order_by("pk"):
        rows[row.indicator_id].append(row)
    if problems := dict(_problems(levels, found, rows, year)):
        raise NotSet(problems)
    if not basis.is_given and any(is_present(row) for known in rows.values() for row in known):
        raise NotAllowed(_("Kerro, mihin tavoitetasot perustuvat: valitse päätös tai kirjoita syy."))
    decision = decision_of(basis, by=by)
    targets = [
        new_target(found[pk], year=year, level=level, replaced=None, decision=decision, by=by)
        for pk, level in levels.items()
    ]
    for target in targets:
        target.reason = basis.reason
    create_many_with_history(targets, by=by, reason="target level set")
    before = [row for known in rows.values() for row in known]
    return SetTogether(len(targets), announce(targets, before, by=by))


def _problems(levels, found, rows, year):
    for pk, level in levels.items():
        if pk not in found:
            yield pk, _("Mittaria ei enää ole. Avaa sivu uudelleen.")
            continue
        indicator = found[pk]
        there = next((row for row in rows[pk] if row.year == year and is_present(row)), None)
        if there:
            words = _("Vuodelle on jo tavoitetaso %(level)s. Muuta sitä.")
            yield pk, words % {"level": level_words(indicator, there)}
            continue
        try:
            refuse_level(indicator, rows[pk], year=year, level=level, is_based=True)
        except NotAllowed as refusal:
            yield pk, str(refusal)
