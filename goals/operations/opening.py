"""Before a review is opened: what lacks something is given to somebody or left out; opening makes the entries."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import Entry, Figure, Omission, Round
from goals.permissions import steered
from goals.queries.opening import Gap, Scope, UnitTree, posts_of_lines, with_sharing
from kemistrategy import clock
from kemistrategy.history import create_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed

from .answering import give_answering_post
from .entries import Outcome


def planned_round(round_pk: int, *, rights: Rights) -> Round:
    """The round, locked, as long as it has not been opened. Raises Round.DoesNotExist for who does not steer."""
    round = steered(Round, rights).select_for_update(of=("self",)).get(pk=round_pk)
    if round.state != Round.State.PLANNED:
        raise NotAllowed(_("Katsaus on jo avattu. Sen laajuutta ei voi enää muuttaa."))
    return round


@transaction.atomic
def leave_out(round_pk: int, *, things: Iterable[tuple[str, int]], reason: str, rights: Rights) -> int:
    """Leaves each (kind, pk) in scope out of the review; its report states the reason. Gives the number left out."""
    round = planned_round(round_pk, rights=rights)
    if not reason.strip():
        raise NotAllowed(_("Kirjoita syy. Se kerrotaan raportissa."))
    asked, things = _in_scope(round), set(things)
    rows = [
        Omission(round=round, reason=reason, decided_at=clock.now(), decided_by=rights.user, **{f"{kind}_id": pk})
        for kind, pk in sorted(things)
        if pk in asked.get(kind, ())
    ]
    if not rows:
        raise NotAllowed(_("Valitse ensin rivit."))
    return len(create_many_with_history(rows, by=rights.user, reason=f"left out of {round.slug}"))


def _in_scope(round) -> dict[str, set[int]]:
    scope = Scope(round)
    return {
        "action": set(scope.actions.values_list("pk", flat=True)),
        "project": set() if round.project_id else set(scope.project_lines.values_list("project", flat=True)),
        "indicator": set(scope.indicators.values_list("pk", flat=True)),
    }


@transaction.atomic
def take_in(round_pk: int, *, omissions: Iterable[int], rights: Rights) -> int:
    """What was left out is asked after all; history keeps who had left it out and why."""
    round = planned_round(round_pk, rights=rights)
    rows = list(Omission.objects.filter(round=round, pk__in=set(omissions)))
    for row in rows:
        row._history_user, row._change_reason = rights.user, f"taken into {round.slug}"
        row.delete()
    return len(rows)


def give_to_heads(round_pk: int, *, gaps: Iterable[Gap], unit_pk: int | None, rights: Rights) -> Outcome:
    """Makes the post that leads the thing's own unit, else the chosen one, its answering post; each by itself.

    What lacks only a target level is left as it is. Those that are left for the same cause are told in one sentence.
    """
    with transaction.atomic():
        tree = UnitTree(planned_round(round_pk, rights=rights))
    done, left, headless, empty = 0, [], [], []
    for gap in (gap for gap in gaps if gap.lacks_somebody):
        post_pk = tree.head_of(gap.unit_id) or tree.head_of(unit_pk if unit_pk in tree.units else None)
        if post_pk is None:
            headless.append(gap)
            continue
        if post_pk == gap.post_id:
            empty.append(gap)
            continue
        try:
            give_answering_post(gap.kind, gap.pk, post_pk=post_pk, rights=rights)
        except NotAllowed as refusal:
            left.append(f"{gap.title}: {refusal}")
        else:
            done += 1
    return Outcome(done, [*_headless_words(headless), *_empty_words(empty), *left])


def _headless_words(gaps: list[Gap]) -> Iterator[str]:
    if gaps:
        sentence = ngettext(
            "%(n)s rivi jäi antamatta, koska toimialalla ei ole johtavaa tehtävää: %(units)s. Valitse alta toimiala, "
            "jonka johdolle se annetaan, tai pyydä pääkäyttäjää merkitsemään yksikölle johtava tehtävä.",
            "%(n)s riviä jäi antamatta, koska toimialalla ei ole johtavaa tehtävää: %(units)s. Valitse alta toimiala, "
            "jonka johdolle ne annetaan, tai pyydä pääkäyttäjää merkitsemään yksikölle johtava tehtävä.",
            len(gaps),
        )
        yield sentence % {"n": len(gaps), "units": _named(gap.unit or _("ilman toimialaa") for gap in gaps)}


def _empty_words(gaps: list[Gap]) -> Iterator[str]:
    if gaps:
        sentence = ngettext(
            "%(n)s rivillä johtava tehtävä vastaa jo, mutta siinä ei ole ketään: %(posts)s. Nimeä sille haltija.",
            "%(n)s rivillä johtava tehtävä vastaa jo, mutta siinä ei ole ketään: %(posts)s. Nimeä niille haltijat.",
            len(gaps),
        )
        yield sentence % {"n": len(gaps), "posts": _named(gap.post for gap in gaps)}


def _named(names) -> str:
    return ", ".join(dict.fromkeys(map(str, names)))


# --- what an opening makes ----------------------------------------------------------------------------------------
def make_entries(round: Round, *, by) -> int:
    """An entry for everything in scope and a figure for every indicator; gives the number of entries.

    Refuses an empty scope: such a review would ask nobody anything.
    """
    scope = Scope(round)
    entries = _entries(scope)
    if not entries:
        raise NotAllowed(_("Katsauksessa ei ole mitään kirjattavaa. Tarkista strategiat, toimialat ja suunnitelmat."))
    create_many_with_history(entries, by=by, reason=f"opened {round.slug}")
    create_many_with_history(_figures(scope), by=by, reason=f"opened {round.slug}")
    return len(entries)


def _entries(scope) -> list[Entry]:
    return [*_of_actions(scope), *_of_projects(scope), *_of_indicators(scope), *_of_goals(scope)]


def _of_actions(scope):
    return [
        Entry(round=scope.round, action=action, unit_id=action.unit_id, post_id=action.answering_post_id)
        for action in scope.actions
    ]


def _of_projects(scope):
    lines = list(with_sharing(scope.project_lines).order_by("project__strategy", "project__position", "position", "pk"))
    posts = posts_of_lines(lines, scope.tree)
    return [
        Entry(round=scope.round, project=line.project, unit_id=line.unit_id, post_id=posts[line.pk]) for line in lines
    ]


def _of_indicators(scope):
    return [
        Entry(
            round=scope.round,
            indicator=indicator,
            unit_id=indicator.answering_post.unit_id if indicator.answering_post else None,
            post_id=indicator.answering_post_id,
        )
        for indicator in scope.indicators_alone.select_related("answering_post")
    ]


def _of_goals(scope):
    return [
        Entry(round=scope.round, goal_id=goal, unit_id=unit, post_id=scope.tree.units[unit].head_id)
        for goal, unit in scope.goals()
    ]


def _figures(scope) -> list[Figure]:
    period = {"period_start": scope.round.starts_on, "period_end": scope.round.as_of}
    return [Figure(round=scope.round, indicator=indicator, **period) for indicator in scope.indicators]
