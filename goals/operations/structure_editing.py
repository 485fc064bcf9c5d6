"""The parts of a strategy: themes, focus areas, benefits, goals and texts are added, edited and removed here.

A draft changes freely. What is in force or ended changes by a decision or with a reason (`Basis`), which the history of
everything changed keeps. Whoever edits a strategy's structure locks the strategy, so that two people queue.
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.utils import get_translation_fields

from goals.models import Benefit, FocusArea, Goal, Strategy, TextBlock, Theme
from kemistrategy.history import save_with_history, save_with_links
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis

from .edit_conflicts import refuse_stale
from .new_plan_rows import NewGoals, refuse_foreign_themes
from .new_rows import Codes, last_position, refuse_empty
from .plan_basis import NO_BASIS, basis_of_strategy, locked_strategy, strategy_for_editing
from .plan_editing import GOAL_FIELDS
from .references import refuse_used, remove
from .strategy_editing import put


def _columns(*names):
    return tuple(column for name in names for column in get_translation_fields(name))


# What is written of a part, and which of its words must be there.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Theme: (*_columns("name", "doubt"), "colour"),
    FocusArea: (*_columns("name"), "theme_id"),
    Benefit: _columns("name", "doubt"),
    Goal: GOAL_FIELDS,
    TextBlock: _columns("heading", "adopted_text", "summary"),
}
NEEDED = {Theme: "name_fi", FocusArea: "name_fi", Benefit: "name_fi", Goal: "title_fi", TextBlock: "heading_fi"}
INSTEAD: dict[type[Model], str | Promise] = {
    Theme: gettext_lazy("Siirrä sen tavoitteet toiseen teemaan ja poista sen tekstit ja painopisteet ensin."),
    FocusArea: gettext_lazy("Muuta sen nimeä tai siirrä se toiseen teemaan."),
    Benefit: gettext_lazy("Muuta sitä tai irrota siitä ensin projektit ja jatkumot."),
    Goal: gettext_lazy("Muuta sitä, siirrä se toiseen teemaan tai kirjaa jatkumo tavoitteeseen, joka korvaa sen."),
    TextBlock: gettext_lazy("Muuta sen tekstiä."),
}


@transaction.atomic
def add_part(
    model: type[Model],
    *,
    strategy_pk: int,
    changes: Mapping[str, object],
    links: Mapping[str, Collection[int]] | None = None,
    theme_pk: int | None = None,
    basis: Basis = NO_BASIS,
    by,
) -> Model:
    """A new part, the last of its kind. `theme_pk`: whose text it is; without it a text is the strategy's."""
    strategy, tail = strategy_for_editing(strategy_pk, basis, by=by)
    reason = f"{model._meta.model_name} added{tail}"
    links = _checked_links(strategy, links or {})
    if model is Goal:
        return _add_goal(strategy, changes, links, by=by, reason=reason)
    row = model()
    put(row, changes, FIELDS[model])
    _refuse(strategy, row)
    _give_home(row, strategy, theme_pk)
    save_with_history(row, by=by, reason=reason)
    for name, pks in links.items():
        getattr(row, name).set(pks)
    return row


@transaction.atomic
def edit_part(
    row: Model,
    *,
    changes: Mapping[str, object],
    links: Mapping[str, Collection[int]] | None = None,
    version: int | None = None,
    basis: Basis = NO_BASIS,
    by,
) -> bool:
    """`changes` has keys of FIELDS, `links` of the many-to-many fields; tells whether anything changed.

    Raises Conflict when somebody else has saved since `version`, with what is saved as `theirs`.
    """
    model = type(row)
    strategy = locked_strategy(strategy_of(row).pk)
    row = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    refuse_stale(row, version)
    before = row.theme_id if isinstance(row, FocusArea) else None
    changed = put(row, changes, FIELDS[model])
    new_links = {name: pks for name, pks in _checked_links(strategy, links or {}).items() if _linked(row, name) != pks}
    if not changed and not new_links:
        return False
    _refuse(strategy, row)
    tail = basis_of_strategy(strategy, basis, by=by)
    if isinstance(row, FocusArea) and row.theme_id != before:
        row.position = _last_place(row)
    save_with_links(row, new_links, by=by, reason=f"{model._meta.model_name} edited{tail}")
    return True


@transaction.atomic
def remove_part(row: Model, *, basis: Basis = NO_BASIS, by) -> None:
    """A part that nothing refers to; what is used is refused in words that say what to do instead."""
    model = type(row)
    _strategy, tail = strategy_for_editing(strategy_of(row).pk, basis, by=by)
    row = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    refuse_used(row, instead=str(INSTEAD[model]))
    remove(row, by=by, reason=f"{model._meta.model_name} removed{tail}")


def strategy_of(row: Model) -> Strategy:
    """The strategy that a part belongs to."""
    if isinstance(row, (FocusArea, TextBlock)) and row.theme_id:
        return row.theme.strategy
    return row.strategy


# --- what they share ----------------------------------------------------------------------------------------------
def _add_goal(strategy, changes, links, *, by, reason):
    new = NewGoals(strategy.pk)
    goal = new.add(title=changes.get("title_fi") or "", themes=links.get("themes", ()), reason=reason)
    put(goal, changes, GOAL_FIELDS)
    new.write(by=by)
    return goal


def _give_home(row, strategy, theme_pk):
    """Where the part stands: its place after the others, and a code of its own among them."""
    if isinstance(row, FocusArea):
        row.position = _last_place(row)
        return
    home = {"strategy": strategy}
    if theme_pk is not None:
        refuse_foreign_themes(_pks(strategy.themes), [theme_pk])
        home = {"theme_id": theme_pk}
    for name, value in home.items():
        setattr(row, name, value)
    others = type(row)._default_manager.filter(**home)
    row.position = last_position(others) + 1
    row.code = Codes(others.values_list("code", flat=True)).free(getattr(row, NEEDED[type(row)]), longest=40)


def _last_place(area: FocusArea) -> int:
    return last_position(FocusArea.objects.filter(theme=area.theme_id)) + 1


def _refuse(strategy, row):
    refuse_empty(getattr(row, NEEDED[type(row)]))
    if isinstance(row, FocusArea):
        refuse_foreign_themes(_pks(strategy.themes), [row.theme_id])


def _checked_links(strategy, links):
    """The same as sets of numbers; what belongs to another strategy is refused."""
    links = {name: set(pks) for name, pks in links.items()}
    if "themes" in links:
        refuse_foreign_themes(_pks(strategy.themes), links["themes"])
    if not links.get("goals", set()) <= _pks(strategy.goals):
        raise NotAllowed(_("Valittu tavoite ei kuulu tähän strategiaan. Valitse toinen."))
    return links


def _pks(rows):
    return set(rows.values_list("pk", flat=True))


def _linked(row, name):
    return _pks(getattr(row, name).order_by())


def parts_of(model: type[Model], strategy_slug: str) -> Q:
    """A condition: parts of one strategy. The texts of department cards are edited with the cards."""
    return {
        FocusArea: Q(theme__strategy__slug=strategy_slug),
        TextBlock: Q(strategy__slug=strategy_slug) | Q(theme__strategy__slug=strategy_slug),
    }.get(model, Q(strategy__slug=strategy_slug))
