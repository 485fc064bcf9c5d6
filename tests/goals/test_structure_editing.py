"""Editing a strategy's structure: drafts freely, what is in force on a basis; used things never go away."""

from datetime import date

import pytest

from goals.models import Benefit, FocusArea, Goal, Strategy, TextBlock, Theme
from goals.operations.edit_conflicts import version_of
from goals.operations.strategy_editing import create_strategy, edit_strategy, end_strategy, put_in_force, remove_draft
from goals.operations.structure_editing import add_part, edit_part, remove_part
from goals.queries.structure import strategy_gaps
from kemistrategy.organisation.models import Decision
from kemistrategy.refusals import Conflict, NotAllowed
from measures.operations.targets import Basis
from tests import factories as make

REASON = Basis(reason="Kirjoitusvirhe korjattu.")
DECISION = Basis(body=Decision.Body.COUNCIL, decided_on=date(2023, 6, 12), section="45")
WORDS = {f"{name}_fi": name for name in ("theme_word", "themes_word", "goal_word", "goals_word")}


@pytest.fixture
def draft(db, coordinator):
    changes = {"name_fi": "Kemi 2030", "valid_from": date(2024, 1, 1), **WORDS}
    return create_strategy(changes=changes, by=coordinator)


@pytest.fixture
def strategy(db):
    return make.StrategyFactory()


def add_theme(strategy, by, name="Viisas", **more):
    changes = {"name_fi": name, "colour": "viisas"}
    return add_part(Theme, strategy_pk=strategy.pk, changes=changes, **more, by=by)


# --- drafts -------------------------------------------------------------------------------------------------------
def test_a_draft_is_built_without_asking_for_reasons(draft, coordinator):
    theme = add_theme(draft, coordinator)
    area = add_part(
        FocusArea, strategy_pk=draft.pk, changes={"name_fi": "Oppiva", "theme_id": theme.pk}, by=coordinator
    )
    goals = [
        add_part(
            Goal,
            strategy_pk=draft.pk,
            changes={"title_fi": title, "title_sv": "mål", "binding_level": "KV"},
            links={"themes": [theme.pk]},
            by=coordinator,
        )
        for title in ("Ensimmäinen", "Toinen")
    ]
    indicator = make.IndicatorFactory()
    benefit = add_part(
        Benefit,
        strategy_pk=draft.pk,
        changes={"name_fi": "Arki sujuu"},
        links={"goals": [goals[0].pk], "indicators": [indicator.pk]},
        by=coordinator,
    )
    own = add_part(TextBlock, strategy_pk=draft.pk, changes={"heading_fi": "Johdanto"}, by=coordinator)
    themes_own = add_part(
        TextBlock, strategy_pk=draft.pk, changes={"heading_fi": "Kuvaus"}, theme_pk=theme.pk, by=coordinator
    )
    assert (draft.slug, draft.state) == ("kemi-2030", Strategy.State.DRAFT)
    assert [(goal.code, goal.title_sv, goal.binding_level) for goal in theme.goals.order_by("position")] == [
        ("v1", "mål", "KV"),
        ("v2", "mål", "KV"),
    ]
    assert (area.theme, list(benefit.goals.all()), list(benefit.indicators.all())) == (theme, goals[:1], [indicator])
    assert (own.strategy, themes_own.strategy, themes_own.theme) == (draft, None, theme)
    assert theme.history.latest().history_change_reason == "theme added"


@pytest.mark.parametrize(
    "name, slug",
    [("Muut", "muut-2"), ("Kemi 2030", "kemi-2030-2"), ("<b>Ääni</b> & työ", "aani-tyo"), ("<b>!</b>", "strategia")],
)
def test_an_address_is_free_and_means_nothing_else(draft, coordinator, name, slug):
    again = create_strategy(changes={"name_fi": name, **WORDS}, by=coordinator)
    assert again.slug == slug


def test_a_draft_may_move_to_another_free_address(draft, strategy, coordinator):
    edit_strategy(draft.pk, changes={"slug": "kemi-2035"}, by=coordinator)
    draft.refresh_from_db()
    assert draft.slug == "kemi-2035"
    for taken in (strategy.slug, "uusi"):
        with pytest.raises(NotAllowed, match="on jo käytössä"):
            edit_strategy(draft.pk, changes={"slug": taken}, by=coordinator)
    with pytest.raises(ValueError):
        edit_strategy(strategy.pk, changes={"slug": "muu"}, basis=Basis(reason="Syy"), by=coordinator)


def test_nothing_of_another_strategy_comes_along(draft, strategy, coordinator):
    theirs, goal = make.ThemeFactory(strategy=strategy), make.GoalFactory(strategy=strategy)
    for model, changes, links in (
        (FocusArea, {"name_fi": "x", "theme_id": theirs.pk}, {}),
        (Goal, {"title_fi": "x"}, {"themes": [theirs.pk]}),
        (Benefit, {"name_fi": "x"}, {"goals": [goal.pk]}),
        (Goal, {"title_fi": " "}, {}),
    ):
        with pytest.raises(NotAllowed):
            add_part(model, strategy_pk=draft.pk, changes=changes, links=links, by=coordinator)
    with pytest.raises(NotAllowed):
        add_part(TextBlock, strategy_pk=draft.pk, changes={"heading_fi": "x"}, theme_pk=theirs.pk, by=coordinator)


# --- in force -----------------------------------------------------------------------------------------------------
def test_what_is_in_force_changes_with_a_reason_that_its_history_keeps(strategy, coordinator):
    goal = make.GoalFactory(strategy=strategy, title="Kemi on hyvvä")
    changes = {"title_fi": "Kemi on hyvä"}
    with pytest.raises(NotAllowed, match="Strategia on voimassa"):
        edit_part(goal, changes=changes, by=coordinator)
    assert edit_part(goal, changes=changes, basis=REASON, by=coordinator)
    newest = goal.history.latest()
    assert (newest.title_fi, newest.history_user) == ("Kemi on hyvä", coordinator)
    assert newest.history_change_reason == "goal edited · Kirjoitusvirhe korjattu."
    with pytest.raises(NotAllowed):
        add_theme(strategy, coordinator)
    assert add_theme(strategy, coordinator, basis=DECISION).history.latest().history_change_reason.endswith("§ 45")


def test_saving_the_same_again_leaves_no_trace(strategy, coordinator):
    theme = make.ThemeFactory(strategy=strategy)
    goal = make.GoalFactory(strategy=strategy, themes=[theme])
    before = goal.history.count()
    given = {"changes": {"title_fi": goal.title_fi, "title_sv": ""}, "links": {"themes": [theme.pk]}}
    assert not edit_part(goal, **given, basis=REASON, by=coordinator)
    assert goal.history.count() == before
    same = {"name_fi": strategy.name_fi}
    assert not edit_part(goal, **given, by=coordinator)
    assert not edit_strategy(strategy.pk, changes=same, basis=DECISION, by=coordinator)
    assert not edit_part(goal, **given, basis=DECISION, by=coordinator)
    assert not Decision.objects.exists()  # typed, but nothing rests on it


def test_a_goal_moves_to_another_theme(draft, coordinator):
    old, new = add_theme(draft, coordinator), add_theme(draft, coordinator, name="Vihreä")
    goal = add_part(Goal, strategy_pk=draft.pk, changes={"title_fi": "x"}, links={"themes": [old.pk]}, by=coordinator)
    before = goal.history.count()
    edit_part(goal, changes={}, links={"themes": [new.pk]}, by=coordinator)
    assert list(goal.themes.all()) == [new]
    assert goal.history.count() == before + 1
    assert [link.theme for link in goal.history.latest().themes.all()] == [new]


def test_a_focus_area_comes_last_in_the_theme_it_moves_to(draft, coordinator):
    old, new = add_theme(draft, coordinator), add_theme(draft, coordinator, name="Vihreä")
    for name, theme in (("Liikkuva", new), ("Oppiva", new), ("Luova", old)):
        changes = {"name_fi": name, "theme_id": theme.pk}
        area = add_part(FocusArea, strategy_pk=draft.pk, changes=changes, by=coordinator)
    edit_part(area, changes={"theme_id": new.pk}, by=coordinator)
    assert [row.name_fi for row in new.focus_areas.order_by("position", "pk")] == ["Liikkuva", "Oppiva", "Luova"]
    assert len(set(new.focus_areas.values_list("position", flat=True))) == 3


def test_the_second_of_two_sees_what_the_first_saved(draft, coordinator):
    theme = add_theme(draft, coordinator)
    read = version_of(theme)
    edit_part(theme, changes={"name_fi": "Ensimmäisen"}, version=read, by=coordinator)
    with pytest.raises(Conflict) as conflict:
        edit_part(theme, changes={"name_fi": "Toisen"}, version=read, by=coordinator)
    assert conflict.value.theirs.name_fi == "Ensimmäisen"
    assert Theme.objects.get().name_fi == "Ensimmäisen"


def test_links_are_part_of_what_was_read(draft, coordinator):
    theme = add_theme(draft, coordinator)
    goal = add_part(Goal, strategy_pk=draft.pk, changes={"title_fi": "x"}, by=coordinator)
    read = version_of(goal)
    edit_part(goal, changes={}, links={"themes": [theme.pk]}, version=read, by=coordinator)
    with pytest.raises(Conflict):
        edit_part(goal, changes={"title_fi": "y"}, links={"themes": []}, version=read, by=coordinator)


# --- away ---------------------------------------------------------------------------------------------------------
def test_what_is_used_stays_and_the_words_say_what_to_do(draft, coordinator):
    theme = add_theme(draft, coordinator)
    goal = add_part(Goal, strategy_pk=draft.pk, changes={"title_fi": "x"}, links={"themes": [theme.pk]}, by=coordinator)
    with pytest.raises(NotAllowed, match=r"tavoitteet 1\. Siirrä sen tavoitteet"):
        remove_part(theme, by=coordinator)
    plan = make.PlanFactory(strategy=draft)
    line = make.PlanLineFactory(plan=plan, goal=goal)
    with pytest.raises(NotAllowed, match=r"suunnitelman rivit 1.*kirjaa jatkumo"):
        remove_part(goal, by=coordinator)
    line.delete()
    remove_part(goal, by=coordinator)
    remove_part(theme, by=coordinator)
    assert not Theme.objects.exists()
    gone = Goal.history.filter(id=goal.pk).latest()
    assert (gone.history_type, gone.history_user) == ("-", coordinator)


def test_only_an_empty_draft_is_thrown_away(draft, strategy, coordinator):
    theme = add_theme(draft, coordinator)
    for kept in (draft, strategy):
        with pytest.raises(NotAllowed):
            remove_draft(kept.pk, by=coordinator)
    remove_part(theme, by=coordinator)
    remove_draft(draft.pk, by=coordinator)
    assert list(Strategy.objects.all()) == [strategy]


# --- the three states ---------------------------------------------------------------------------------------------
def test_a_draft_comes_into_force_by_a_decision_and_with_open_eyes(draft, coordinator):
    goal = add_part(Goal, strategy_pk=draft.pk, changes={"title_fi": "x", "title_sv": "y"}, by=coordinator)
    assert ("Ei yhtään mittaria, joten toteutumista ei voi todeta.", goal.pk) in [
        (gap.sentence, gap.pk) for gap in strategy_gaps(draft)
    ]
    with pytest.raises(NotAllowed, match="päätöksellä"):
        put_in_force(draft.pk, basis=REASON, accepts_gaps=True, by=coordinator)
    with pytest.raises(NotAllowed, match="puutteet"):
        put_in_force(draft.pk, basis=DECISION, by=coordinator)
    put_in_force(draft.pk, basis=DECISION, accepts_gaps=True, by=coordinator)
    draft.refresh_from_db()
    assert (draft.state, draft.decision.section) == (Strategy.State.IN_FORCE, "45")
    with pytest.raises(NotAllowed):
        put_in_force(draft.pk, basis=DECISION, accepts_gaps=True, by=coordinator)


def test_nothing_lacks_when_every_goal_is_measured(draft, coordinator):
    edit_strategy(
        draft.pk,
        changes={"mission_fi": "m", "vision_fi": "v", "name_sv": "Kemi"},
        by=coordinator,
    )
    theme = add_theme(draft, coordinator)
    goal = add_part(
        Goal,
        strategy_pk=draft.pk,
        changes={"title_fi": "x", "title_sv": "y"},
        links={"themes": [theme.pk]},
        by=coordinator,
    )
    make.BenefitFactory(strategy=draft, goals=[goal], indicators=[make.IndicatorFactory()])
    draft.refresh_from_db()
    assert strategy_gaps(draft) == []


def test_a_strategy_ends_on_a_day_that_has_come(strategy, draft, coordinator):
    for pk, day, basis in (
        (strategy.pk, date(2023, 8, 11), REASON),  # tomorrow
        (strategy.pk, date(2021, 12, 31), REASON),  # before it begins
        (strategy.pk, date(2023, 8, 10), Basis()),
        (draft.pk, date(2023, 8, 10), REASON),
    ):
        with pytest.raises(NotAllowed):
            end_strategy(pk, ends_on=day, basis=basis, by=coordinator)
    end_strategy(strategy.pk, ends_on=date(2023, 8, 10), basis=REASON, by=coordinator)
    strategy.refresh_from_db()
    assert (strategy.state, strategy.valid_to) == (Strategy.State.ENDED, date(2023, 8, 10))


def test_a_strategy_is_not_its_own_predecessor(draft, strategy, coordinator):
    edit_strategy(draft.pk, changes={"predecessor_id": strategy.pk}, by=coordinator)
    with pytest.raises(NotAllowed, match="itsensä edeltäjä"):
        edit_strategy(strategy.pk, changes={"predecessor_id": draft.pk}, basis=REASON, by=coordinator)
    with pytest.raises(NotAllowed, match="päättyisi"):
        edit_strategy(draft.pk, changes={"valid_to": date(2023, 1, 1)}, by=coordinator)
