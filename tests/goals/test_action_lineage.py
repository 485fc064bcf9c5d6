"""Merging, splitting and replacing actions: what gives way, what is carried, and what is refused."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Action, ActionLineage, MeasureLine, PlanLine
from goals.operations import action_lineage
from goals.operations.action_lineage import MERGED, REPLACED, SPLIT, Carried, Heirs, change_lineage, divided
from goals.queries.action_lineage import lineage_of, superseded_actions
from goals.queries.new_year import actions_to_add, carried_actions
from goals.queries.opening import Scope
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis
from tests.factories import (
    ActionFactory,
    ActionLineageFactory,
    DecisionFactory,
    EntryFactory,
    GoalFactory,
    MeasureLineFactory,
    MilestoneFactory,
    OrgUnitFactory,
    PlanFactory,
    PlanLineFactory,
    PositionFactory,
    RoundFactory,
    SdgGoalFactory,
    SdgTagFactory,
)

from .pages import by_id, form_values, main_words, said

BASIS = Basis(reason="Lautakunta yhdisti työt.")


@pytest.fixture
def goal(db):
    return GoalFactory(code="e1")


@pytest.fixture
def plan(goal):
    return PlanFactory(strategy=goal.strategy, unit=OrgUnitFactory(), year=2023)


def printed(goal, plan, title, **fields):
    action = ActionFactory(title=title, unit=plan.unit, **fields)
    PlanLineFactory(plan=plan, goal=goal, action=action, words=title, weight=3, owners_text="Johtaja")
    return action


def titles(plan):
    return [line.action.title for line in plan.lines.order_by("position").select_related("action")]


@pytest.fixture
def two(goal, plan):
    """Two actions of a plan in force, the first of which was printed last year too and has everything."""
    first, second = printed(goal, plan, "Työ A"), printed(goal, plan, "Työ B")
    last_year = PlanFactory(strategy=goal.strategy, unit=plan.unit, year=2022)
    PlanLineFactory(plan=last_year, goal=goal, action=first, words="Työ A 2022")
    MeasureLineFactory(plan=plan, goal=goal, action=first)
    MilestoneFactory(action=first, title="Kesken")
    MilestoneFactory(action=first, title="Tehty", done_on=date(2023, 3, 1))
    SdgTagFactory(action=first, sdg_goal=SdgGoalFactory(number=4))
    first.participants.add(PositionFactory(title="Rehtori"))
    EntryFactory(round=RoundFactory(year=2022, kind="year_end", closed=True), action=first, approved=True)
    return first, second


def test_two_become_one_and_the_past_stays_as_printed(two, goal, plan, coordinator):
    first, second = two
    [heir] = change_lineage(
        [first.pk, second.pk], kind=MERGED, heirs=Heirs(titles=("Yhteinen työ",)), basis=BASIS, by=coordinator
    )
    assert titles(plan) == ["Yhteinen työ"]
    line = plan.lines.get()
    assert (line.weight, line.owners_text, line.words) == (3, "Johtaja", "Yhteinen työ")
    assert PlanLine.objects.get(plan__year=2022).words == "Työ A 2022"
    assert (heir.code, heir.answering_post, heir.ends_on) == ("e1a", first.answering_post, first.ends_on)
    assert MeasureLine.objects.get().action == heir
    assert [step.title for step in heir.milestones.all()] == ["Kesken"]
    assert [step.title for step in first.milestones.all()] == ["Tehty"]
    assert [tag.sdg_goal.number for tag in heir.sdg_tags.all()] == [4]
    assert {post.title for post in heir.participants.all()} == {"Rehtori", second.answering_post.title}
    assert (first.entries.count(), heir.entries.count()) == (1, 0)
    assert [(row.title.words, row.label, row.basis) for row in lineage_of(first.pk, "fi")] == [
        ("Yhteinen työ", "Yhdistetty", BASIS.reason)
    ]
    assert {row.title.words for row in lineage_of(heir.pk, "fi")} == {"Työ A", "Työ B"}
    assert BASIS.reason in PlanLine.history.filter(history_type="-").first().history_change_reason
    assert set(superseded_actions(Rights())) == {first, second}


def test_one_becomes_several_in_its_place(two, plan, coordinator):
    first, _second = two
    heirs = change_lineage(
        [first.pk],
        kind=SPLIT,
        heirs=Heirs(titles=("Osa 1", "Osa 2")),
        carried=Carried(measures_to=1, milestones_to=None),
        basis=Basis(decision_pk=DecisionFactory().pk),
        by=coordinator,
    )
    assert titles(plan) == ["Osa 1", "Työ B", "Osa 2"]
    assert [line.weight for line in plan.lines.order_by("position")] == [2, 3, 1]  # 3 is divided
    assert MeasureLine.objects.get().action == heirs[1]
    assert first.milestones.count() == 2
    assert ActionLineage.objects.filter(old=first, kind="split", decision__isnull=False).count() == 2


def test_an_existing_action_comes_in_its_place_and_is_printed_once(two, goal, plan, coordinator):
    first, second = two
    other_goal = GoalFactory(strategy=goal.strategy)
    PlanLineFactory(plan=plan, goal=other_goal, action=first)
    about = {"kind": REPLACED, "heirs": Heirs(pk=second.pk), "basis": BASIS, "by": coordinator}
    change_lineage([first.pk], carried=Carried(None, None), **about)
    assert {(line.goal, line.action) for line in plan.lines.all()} == {(goal, second), (other_goal, second)}
    assert [(line.goal, line.action) for line in MeasureLine.objects.all()] == [(goal, None)]


def test_a_goal_has_its_measure_once_when_nobody_inherits_it(two, goal, plan, coordinator):
    first, second = two
    of_goal = MeasureLineFactory(plan=plan, goal=goal, indicator=first.measure_lines.get().indicator)
    about = {"kind": REPLACED, "heirs": Heirs(pk=second.pk), "basis": BASIS, "by": coordinator}
    change_lineage([first.pk], carried=Carried(None, None), **about)
    assert list(MeasureLine.objects.all()) == [of_goal]


@pytest.mark.parametrize(
    ("weight", "number", "parts"), [(3, 2, [2, 1]), (6, 3, [2, 2, 2]), (1, 3, [1, 1, 1]), (0, 2, [0, 0])]
)
def test_a_weight_is_divided_and_nothing_weighs_nothing_by_accident(weight, number, parts):
    assert divided(weight, number) == parts


REFUSED = [
    (MERGED, 1, Heirs(titles=("Uusi",)), "yhdistettävät"),
    (MERGED, 2, Heirs(titles=("Uusi", "Toinen")), "yhdistettävät"),
    (SPLIT, 1, Heirs(titles=("Vain yksi",)), "jaetaan"),
    (SPLIT, 2, Heirs(titles=("A", "B")), "jaetaan"),
    (SPLIT, 1, Heirs(titles=tuple("ABCDEFGHIJKLM")), "jaetaan"),
    (REPLACED, 1, Heirs(), "olemassa oleva"),
    (REPLACED, 1, Heirs(titles=("  ",)), "teksti"),
    ("no-such-thing", 1, Heirs(titles=("Uusi",)), "olemassa oleva"),
]


@pytest.mark.parametrize(("kind", "number", "heirs", "sentence"), REFUSED)
def test_what_is_none_of_the_three_is_refused(two, coordinator, kind, number, heirs, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        change_lineage([one.pk for one in two][:number], kind=kind, heirs=heirs, basis=BASIS, by=coordinator)
    assert not ActionLineage.objects.exists()


def test_it_waits_for_the_open_review_needs_a_basis_and_happens_once(two, coordinator):
    first, second = two
    replace = {"kind": REPLACED, "heirs": Heirs(pk=second.pk), "by": coordinator}
    with pytest.raises(NotAllowed, match="päätös tai kirjoita syy"):
        change_lineage([first.pk], **replace)
    with pytest.raises(NotAllowed, match="tulevaisuudessa"):
        change_lineage([first.pk], happened_on=date(2023, 8, 11), basis=BASIS, **replace)
    entry = EntryFactory(round=RoundFactory(year=2023), action=first)
    with pytest.raises(NotAllowed, match="kerrotaan parhaillaan"):
        change_lineage([first.pk], basis=BASIS, **replace)
    entry.round.state = "closed"
    entry.round.closed_at = entry.round.opened_at
    entry.round.save()
    change_lineage([first.pk], basis=BASIS, **replace)
    with pytest.raises(NotAllowed, match="jo yhdistetty"):
        change_lineage([first.pk], basis=BASIS, **replace)
    with pytest.raises(NotAllowed, match="jo yhdistetty"):
        change_lineage([second.pk], basis=BASIS, kind=REPLACED, heirs=Heirs(pk=first.pk), by=coordinator)


def test_a_change_that_breaks_off_leaves_everything_as_it_was(two, goal, plan, coordinator, monkeypatch):
    before = (titles(plan), Action.history.count(), PlanLine.history.count(), MeasureLine.history.count())

    def breaks_off(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(action_lineage._Change, "leave_trace", breaks_off)
    with pytest.raises(RuntimeError):
        change_lineage([one.pk for one in two], kind=MERGED, heirs=Heirs(titles=("Uusi",)), basis=BASIS, by=coordinator)
    assert before == (titles(plan), Action.history.count(), PlanLine.history.count(), MeasureLine.history.count())


def test_neither_a_review_nor_the_next_year_asks_of_what_gave_way(goal, plan, unit):
    """A plan of the past still prints it; what had happened by the review's day counts."""
    old, staying = printed(goal, plan, "Vanha"), printed(goal, plan, "Jatkuva")
    ActionLineageFactory(old=old, happened_on=date(2023, 5, 1))
    spring = RoundFactory(year=2023, strategies=[goal.strategy], state="planned", opened_at=None)
    assert set(Scope(spring).actions) == {staying}
    ActionLineage.objects.update(happened_on=date(2023, 8, 1))
    assert set(Scope(spring).actions) == {old, staying}
    assert carried_actions(plan) == {staying.pk}
    assert list(actions_to_add(PlanFactory(strategy=goal.strategy, state="draft", year=2024))) == [staying]


def test_the_page_merges(two, plan, coordinator, signed_in):
    first, second = two
    client = signed_in(coordinator)
    url = reverse("goals:action-lineage", args=[first.pk])
    page = client.get(url)
    typed = form_values(page, "lineage") | {"others": [second.pk], "title": "Yhteinen työ"}
    refused = client.post(f"{url}?tapa=yhdista", typed)
    assert refused.status_code == 422
    assert "päätös tai kirjoita syy" in main_words(refused)
    done = client.post(f"{url}?tapa=yhdista", typed | {"reason": "Sama työ"}, follow=True)
    assert said(done) == ["Muutos on tehty. Tarkista uuden toimenpiteen tiedot."]
    assert titles(plan) == ["Yhteinen työ"]
    assert "Toimenpiteen tilalle on jo tullut toinen." in main_words(client.get(url))
    assert client.get(f"{url}?tapa=poista").status_code == 404


def test_an_open_review_is_told_before_anything_is_typed(two, coordinator, signed_in):
    first, _second = two
    entry = EntryFactory(round=RoundFactory(year=2023), action=first)
    page = signed_in(coordinator).get(reverse("goals:action-lineage", args=[first.pk]))
    assert "Toimenpiteestä kerrotaan parhaillaan" in main_words(page)
    assert reverse("goals:round-detail", args=[entry.round.slug]) in page.content.decode()
    assert by_id(page, "lineage") is None


def test_what_gave_way_leads_to_its_heir_instead_of_a_form(two, coordinator, signed_in):
    first, second = two
    ActionLineageFactory(old=first, new=second)
    client = signed_in(coordinator)
    for name, form in (("goals:action-edit", "action"), ("goals:action-lineage", "lineage")):
        page = client.get(reverse(name, args=[first.pk]))
        assert by_id(page, form) is None
        assert reverse("goals:action-edit", args=[second.pk]) in page.content.decode()
    assert client.post(reverse("goals:action-edit", args=[first.pk]), {"title_fi": "Muu"}).status_code == 422
    first.refresh_from_db()
    assert first.title_fi != "Muu"
