"""The pages that are read: what each shows, whom it links, what the public never sees, and what it costs."""

import re

import pytest
from django.test import Client

from goals.models import PlanLine, SwotItem
from kemistrategy.history import save_with_history
from reporting.operations.search import refresh_search
from tests import factories as make
from tests.reporting.pages import links, main_words, planned_action, themed_goal, url, words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


# --- lists: one row and three rows cost the same, and every row is there
def measured_by_goal():
    indicator = make.IndicatorFactory()
    make.MeasureLineFactory(indicator=indicator)
    make.TargetFactory(indicator=indicator)
    make.ObservationFactory(indicator=indicator)
    return indicator


def key_indicator():
    indicator = make.IndicatorFactory(is_key=True)
    make.BenefitFactory(indicators=[indicator])
    make.BaselineFactory(indicator=indicator)
    return indicator


def swot_item():
    return make.SwotItemFactory(quadrant=SwotItem.Quadrant.EXTERNAL_WEAKNESSES)


def project():
    return make.ProjectFactory(units=[make.OrgUnitFactory(), make.OrgUnitFactory()])


LISTS = {  # URL name: (makes one row, the words that name it)
    "front-page": (make.StrategyFactory, "name"),
    "strategy-list": (make.StrategyFactory, "name"),
    "theme-list": (make.ThemeFactory, "name"),
    "focus-area-list": (make.FocusAreaFactory, "name"),
    "goal-list": (themed_goal, "title"),
    "action-list": (planned_action, "title"),
    "benefit-list": (make.BenefitFactory, "name"),
    "indicator-list": (measured_by_goal, "name"),
    "project-list": (project, "name"),
    "department-list": (make.OrgUnitFactory, "name"),
    "post-list": (make.PositionFactory, "title"),
    "challenge-list": (make.ChangeChallengeFactory, "title"),
    "swot-list": (swot_item, "text"),
    "rollout-list": (lambda: make.RolloutStageFactory().card.unit, "name"),
    "communication-list": (make.CommunicationLineFactory, "name"),
    "plan-list": (make.PlanFactory, "title"),
    "decision-list": (make.DecisionFactory, "title"),
    "succession-list": (lambda: make.SuccessionFactory().old_goal, "title"),
    "sdg-list": (make.SdgGoalFactory, "name"),
}


@pytest.mark.parametrize("signed_in", [False, True], ids=["public", "reader"])
@pytest.mark.parametrize("name", LISTS)
def test_list_shows_every_row_for_a_constant_number_of_queries(
    name, signed_in, reader, client, django_assert_max_num_queries
):
    make_row, field = LISTS[name]
    browser, counts = (reader if signed_in else client), []
    make.RoundFactory()
    rows = [make_row()]
    for _more in range(2):
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            page = browser.get(url(name))
        counts.append(len(asked))
        shown = main_words(page)
        assert [getattr(row, field) for row in rows if getattr(row, field) not in shown] == []
        rows += [make_row(), make_row()]
    assert counts[0] == counts[1]


# --- details: linked both ways, at a constant cost
def details():
    """(from page, to page): each of the two links the other."""
    theme = make.ThemeFactory()
    strategy = theme.strategy
    goal = make.GoalFactory(strategy=strategy, themes=[theme], decision=make.DecisionFactory())
    post, unit = make.PositionFactory(), make.OrgUnitFactory()
    action = make.ActionFactory(goals=[goal], answering_post=post, unit=unit, decision=make.DecisionFactory())
    plan = action.plan_lines.get().plan
    indicator = make.IndicatorFactory(is_key=True, answering_post=post)
    make.MeasureLineFactory(goal=goal, plan=plan, action=action, indicator=indicator)
    benefit = make.BenefitFactory(strategy=strategy, goals=[goal], indicators=[indicator])
    area = make.FocusAreaFactory(theme=theme)
    project = make.ProjectFactory(strategy=strategy, units=[unit], themes=[theme], answering_post=post)
    card = make.DepartmentCardFactory(strategy=strategy, unit=unit)
    make.CardThemeLineFactory(card=card, theme=theme)
    make.RolloutStageFactory(card=card, theme=theme)
    sdg = make.SdgGoalFactory(number=11)
    make.SdgTagFactory(sdg_goal=sdg, goal=goal)
    pages = {
        "strategy": url("strategy-detail", strategy.slug),
        "contents": url("strategy-content", strategy.slug),
        "theme": url("theme-detail", theme.pk),
        "area": url("focus-area-detail", area.pk),
        "goal": url("goal-detail", goal.pk),
        "action": url("action-detail", action.pk),
        "benefit": url("benefit-detail", benefit.pk),
        "indicator": url("indicator-detail", indicator.pk),
        "project": url("project-detail", project.pk),
        "unit": url("department-detail", unit.pk),
        "post": url("post-detail", post.pk),
        "sdg": url("sdg-detail", 11),
        "plan": url("plan-detail", plan.pk),
        "goal decision": url("decision-detail", goal.decision.pk),
        "action decision": url("decision-detail", action.decision.pk),
        "rollout": url("rollout-detail", card.pk),
    }
    both_ways = [
        ("strategy", "theme"), ("strategy", "benefit"), ("strategy", "contents"), ("theme", "area"), ("theme", "goal"),
        ("theme", "project"), ("goal", "action"), ("goal", "indicator"), ("goal", "benefit"), ("goal", "sdg"),
        ("goal", "goal decision"), ("action", "indicator"), ("action", "plan"), ("action", "post"),
        ("action", "action decision"), ("indicator", "benefit"), ("indicator", "plan"), ("indicator", "post"),
        ("project", "unit"), ("project", "post"), ("plan", "unit"), ("unit", "rollout"),
    ]  # fmt: skip
    return pages, both_ways


@pytest.mark.parametrize("signed_in", [False, True], ids=["public", "reader"])
def test_details_link_each_other_both_ways_within_the_query_budget(
    signed_in, reader, client, django_assert_max_num_queries
):
    make.RoundFactory()
    pages, both_ways = details()
    shown = {}
    for name, address in pages.items():
        with django_assert_max_num_queries(MOST_QUERIES):
            shown[name] = links((reader if signed_in else client).get(address))
    missing = [(a, b) for a, b in both_ways if pages[b] not in shown[a]]
    missing += [(b, a) for a, b in both_ways if pages[a] not in shown[b]]
    assert missing == []


def grow_goal(goal, number):
    for _each in range(number):
        action = make.ActionFactory(goals=[goal], participants=make.PositionFactory.create_batch(number))
        line = action.plan_lines.get()
        indicator = make.IndicatorFactory()
        make.ObservationFactory(indicator=indicator)
        make.MeasureLineFactory(goal=goal, plan=line.plan, action=action, indicator=indicator)
        make.SdgTagFactory(goal=goal)
        make.SuccessionFactory(old_goal=goal, new_theme=make.ThemeFactory())


@pytest.mark.parametrize("name", ["goal", "strategy", "theme", "plan"])
def test_detail_costs_the_same_with_one_and_three_of_everything(name, reader, django_assert_max_num_queries):
    round = make.RoundFactory()
    goal, counts = themed_goal(), []
    for number in (1, 3):
        grow_goal(goal, number)
        for line in PlanLine.objects.filter(goal=goal, action__entries=None):
            make.EntryFactory(round=round, action=line.action, sent=True)
        address = {
            "goal": url("goal-detail", goal.pk),
            "strategy": url("strategy-detail", goal.strategy.slug),
            "theme": url("theme-detail", goal.themes.get().pk),
            "plan": url("plan-detail", PlanLine.objects.filter(goal=goal).first().plan_id),
        }[name]
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            reader.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "address",
    ["/tavoitteet/999999/", "/strategiat/ei-ole/", "/kestava-kehitys/18/", "/nelikentta/ei-ole/", "/historia/goal/1/",
     "/historia/user/1/", "/historia/session/1/", "/toimialat/999999/", "/paatokset/999999/", "/mittarit/999999/"],
)  # fmt: skip
def test_unknown_thing_is_404(address, reader):
    assert reader.get(address).status_code == 404


# --- what the public never sees
@pytest.fixture
def reported():
    """A goal with an action whose sent entry, internal note and holder are there to be leaked."""
    goal = themed_goal()
    action = make.ActionFactory(title="Kuntosalin remontti", goals=[goal])
    make.PositionHolderFactory(post=action.answering_post, user=make.UserFactory(name="Testihaltija"))
    make.EntryFactory(
        round=make.RoundFactory(year=2023),
        action=action,
        sent=True,
        progress="postponed",
        forecast="will_not_be_met",
        public_text="Remontti siirtyi syksyyn",
        internal_note="Vain esihenkilölle",
        cause="Urakoitsija puuttuu",
        correction="Kilpailutetaan uudelleen",
    )
    make.DepartmentCardFactory(strategy=goal.strategy, unit=action.unit)
    return goal, action


SECRETS = (
    "Remontti siirtyi", "Vain esihenkilölle", "Urakoitsija", "Kilpailutetaan", "Siirretty myöhemmäksi", "Ei toteudu",
    "luonnos", "Testihaltija", "Odottaa kirjausta",
)  # fmt: skip


def public_pages(goal, action):
    yield from (url(name) for name in LISTS)
    yield url("goal-detail", goal.pk)
    yield url("action-detail", action.pk)
    yield url("strategy-detail", goal.strategy.slug)
    yield url("theme-detail", goal.themes.get().pk)
    yield url("plan-detail", action.plan_lines.get().plan_id)
    yield url("department-detail", action.unit_id)
    yield url("post-detail", action.answering_post_id)
    yield url("search") + "?q=remontti"
    yield url("action-list") + "?status=postponed"


def test_public_never_sees_a_status_a_reported_word_or_a_holder(client, reported):
    refresh_search()
    leaks = [
        (address, secret)
        for address in public_pages(*reported)
        for secret in SECRETS
        if secret in client.get(address).content.decode()
    ]
    assert leaks == []


def test_signed_in_reader_sees_the_sent_entry_marked_as_a_draft_but_never_the_internal_note(reader, reported):
    _goal, action = reported
    page = main_words(reader.get(url("action-detail", action.pk)))
    for told in ("Siirretty myöhemmäksi (luonnos)", "Ei toteudu", "Remontti siirtyi syksyyn", "Urakoitsija puuttuu"):
        assert told in page
    assert "Vain esihenkilölle" not in page
    front = main_words(reader.get(url("front-page")))
    told = front.index("Toimenpiteet tilanteen mukaan")
    assert told < front.index("Mikä ei etene suunnitellusti") < front.index("Kuntosalin remontti")
    assert "1 / 1 toimenpiteestä raportoitu" in front and "Luonnos:" in front


def test_unsent_entry_awaits_in_an_open_review_and_is_not_reported_in_a_closed_one(reader):
    action = planned_action()
    round = make.RoundFactory()
    make.EntryFactory(round=round, action=action, state="draft", progress="completed", public_text="Keskeneräinen")
    page = main_words(reader.get(url("action-detail", action.pk)))
    assert "Odottaa kirjausta" in page and "Keskeneräinen" not in page
    round.state, round.closed_at = "closed", make.SOME_MOMENT
    round.save()
    assert "Ei raportoitu" in main_words(reader.get(url("action-detail", action.pk)))


def test_draft_strategy_and_draft_plan_are_hidden_from_everyone_but_the_coordinator(client, reader):
    goal = make.GoalFactory(
        title="Salainen tavoite", strategy=make.StrategyFactory(state="draft", name="Uusi strategia")
    )
    indicator = make.IndicatorFactory(name="Salainen mittari", is_key=True)
    make.BenefitFactory(strategy=goal.strategy, indicators=[indicator])
    refresh_search()
    hidden = [
        url("goal-detail", goal.pk),
        url("strategy-detail", goal.strategy.slug),
        url("indicator-detail", indicator.pk),
    ]
    assert {browser.get(address).status_code for browser in (client, reader) for address in hidden} == {404}
    for address in (url("goal-list"), url("indicator-list"), url("front-page"), url("search") + "?q=salainen"):
        assert "Salainen" not in main_words(client.get(address)).replace("”salainen”", "")
    coordinator = Client()
    coordinator.force_login(make.UserFactory(role="coordinator"))
    assert {coordinator.get(address).status_code for address in hidden} == {200}


# --- history
def test_history_shows_who_changed_what_before_and_after_and_why(reader):
    goal = themed_goal()
    goal.title_fi = "Uusi sanamuoto"
    save_with_history(goal, by=reader.user, reason="Valtuusto muutti sanamuotoa")
    page = main_words(reader.get(url("history-detail", "goal", goal.pk)))
    for told in ("Testilukija", "Valtuusto muutti sanamuotoa", "tavoite (fi)", "nyt: Uusi sanamuoto"):
        assert told in page
    assert re.search(r"ennen: Tavoite \d+", page)


def test_history_asks_the_public_to_sign_in(client):
    response = client.get(url("history-detail", "goal", themed_goal().pk))
    assert response.status_code == 302 and "/tili/" in response["Location"]


def test_history_of_an_entry_is_for_those_who_may_read_its_working_copy(reader):
    entry = make.EntryFactory(sent=True, internal_note="Vain esihenkilölle")
    assert reader.get(url("history-detail", "entry", entry.pk)).status_code == 404
    make.PositionHolderFactory(post=entry.post, user=reader.user)
    assert "Vain esihenkilölle" in words(reader.get(url("history-detail", "entry", entry.pk)))


# --- filters that live in the address
def test_action_list_is_filtered_by_its_address(reader):
    goal = themed_goal()
    mine = make.ActionFactory(title="Oma toimenpide", goals=[goal])
    make.ActionFactory(title="Muu toimenpide", goals=[themed_goal()])
    make.EntryFactory(round=make.RoundFactory(), action=mine, sent=True, progress="completed")
    chosen = (
        {"theme": goal.themes.get().pk}, {"unit": mine.unit_id}, {"post": mine.answering_post_id},
        {"status": "completed"}, {"q": "OMA toimen"},
    )  # fmt: skip
    for address in chosen:
        shown = main_words(reader.get(url("action-list"), address))
        assert ("Oma toimenpide" in shown, "Muu toimenpide" in shown, "1 toimenpide." in shown) == (
            True,
            False,
            True,
        ), address
    for odd in ({"theme": "abc"}, {"unit": "9" * 40}, {"post": "-1"}, {"post": "²"}):
        assert "Muu toimenpide" in main_words(reader.get(url("action-list"), odd))


# --- the accessibility statement
@pytest.mark.parametrize(
    "prefix, told", [("", "täyttää osittain"), ("/sv", "uppfyller delvis"), ("/en", "partly meets")]
)
def test_accessibility_statement_in_three_languages(client, prefix, told):
    page = words(client.get(prefix + url("accessibility-statement")))
    assert told in page and "Traficom" in page and "14 " in page and "WCAG 3.1.2" in page


def test_an_action_that_no_plan_prints_any_more_says_what_it_became(client):
    old, new = make.ActionFactory(title="Vanha työ"), make.ActionFactory(title="Uusi työ")
    goal = make.GoalFactory()
    line = make.PlanLineFactory(goal=goal, action=old)
    make.PlanLineFactory(goal=goal, action=new, plan=line.plan)
    make.ActionLineageFactory(old=old, new=new)
    line.delete()
    page = client.get(url("action-detail", old.pk))
    assert url("action-detail", new.pk) in links(page)
    assert url("action-detail", old.pk) in links(client.get(url("action-detail", new.pk)))
