"""The 17 goals: what stands behind each tag, the matrix of themes, the city's own targets, and what all of it costs."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from goals.models import SdgTag
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import NO_RIGHTS
from measures.models import SdgTarget
from reporting.content.build import build_content
from reporting.queries.sdg import coverage, sdg_list, tags_of
from tests import factories as make
from tests.goals.pages import parsed, with_class, words
from tests.reporting.pages import links, main_words, url
from tests.reporting.report_cast import small_city

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def seventeen(db):
    return [make.SdgGoalFactory(number=number, name=f"Tavoite {number}") for number in range(1, 18)]


def measure(*, is_measured=True, is_evidenced=False, **line):
    """A measure line whose indicator has a target level, and a figure when there is evidence."""
    indicator = make.IndicatorFactory()
    make.BaselineFactory(indicator=indicator)
    if is_measured:
        make.TargetFactory(indicator=indicator)
    if is_evidenced:
        make.ObservationFactory(indicator=indicator)
    return make.MeasureLineFactory(indicator=indicator, **line).indicator


def themed(theme, **changes):
    return make.GoalFactory(strategy=theme.strategy, themes=[theme], **changes)


def claims_of(page):
    """{the heading of a kind: [(thing, its level, whether it is a suggestion)]} as shown."""
    section = parsed(page).find(".//main//section")
    kinds = [words(heading) for heading in section.iterfind("h3")]
    lists = section.iterfind("ul[@class='link-list']")
    return {
        kind: [
            (words(item.find("a")), words(with_class(item, "status")[0]), "Ehdotus" in words(item))
            for item in rows.iterfind("li")
        ]
        for kind, rows in zip(kinds, lists, strict=True)
    }


def matrix_of(page):
    """{theme: {goal's number: numbers of the levels that are shown, in their order}} and the totals as "Yhteensä"."""
    table = with_class(parsed(page), "coverage")[0]
    rows = {}
    for row in [*table.iterfind("tbody/tr"), *table.iterfind("tfoot/tr")]:
        cells = {
            number: [int(words(count).split()[0]) for count in with_class(cell, "claim-count")]
            for number, cell in enumerate(row.iterfind("td"), start=1)
        }
        rows[words(row.find("th"))] = {number: counts for number, counts in cells.items() if counts}
    return rows


# --- one goal's page ----------------------------------------------------------------------------------------------
def test_every_kind_is_claimed_measured_or_evidenced_by_rule(reader, seventeen):
    theme = make.ThemeFactory()
    claimed, measured = themed(theme, title="Ilmoitettu tavoite"), themed(theme, title="Mitattu tavoite")
    measure(goal=claimed, is_measured=False)
    measure(goal=measured)
    action = make.ActionFactory(title="Näytetty toimenpide", goals=[themed(theme)])
    measure(goal=themed(theme), action=action, is_evidenced=True)
    indicator = measure(goal=themed(theme), is_evidenced=True)
    project = make.ProjectFactory(strategy=theme.strategy, themes=[theme])
    card = make.DepartmentCardFactory(strategy=theme.strategy)
    sdg = seventeen[10]
    for subject in ({"goal": claimed}, {"goal": measured}, {"indicator": indicator}, {"project": project}):
        make.SdgTagFactory(sdg_goal=sdg, **subject)
    make.SdgTagFactory(sdg_goal=sdg, theme=theme)
    make.SdgTagFactory(sdg_goal=sdg, card=card)
    make.SdgTagFactory(sdg_goal=sdg, action=action, origin=SdgTag.Origin.CONFIRMED)
    assert claims_of(reader.get(url("sdg-detail", 11))) == {
        "Tavoitteet": [("Ilmoitettu tavoite", "Ilmoitettu", True), ("Mitattu tavoite", "Mitataan", True)],
        "Toimenpiteet": [("Näytetty toimenpide", "Näyttöä on", False)],
        "Projektit": [(project.name, "Ilmoitettu", True)],
        "Teemat": [(theme.name, "Ilmoitettu", True)],
        "Toimialat": [(card.unit.name, "Ilmoitettu", True)],
        "Mittarit": [(indicator.name, "Näyttöä on", True)],
    }


def test_a_strategic_goal_is_measured_through_its_benefits(client, seventeen):
    goal = make.GoalFactory()
    indicator = measure(plan__state="draft")
    make.BenefitFactory(strategy=goal.strategy, goals=[goal], indicators=[indicator])
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=goal)
    assert claims_of(client.get(url("sdg-detail", 1))) == {"Tavoitteet": [(goal.title, "Mitataan", True)]}


def test_a_replaced_figure_and_a_draft_plan_are_no_evidence(client, seventeen):
    goal = make.GoalFactory()
    measure(goal=goal, plan=make.PlanFactory(strategy=goal.strategy, state="draft"), is_evidenced=True)
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=goal)
    assert claims_of(client.get(url("sdg-detail", 1))) == {"Tavoitteet": [(goal.title, "Ilmoitettu", True)]}


def test_the_public_sees_no_evidence_that_waits_for_publication(client, reader, seventeen):
    goal = make.GoalFactory()
    indicator = measure(goal=goal)
    observation = make.ObservationFactory(indicator=indicator)
    make.FigureFactory(indicator=indicator, observation=observation)
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=goal)
    levels = [claims_of(browser.get(url("sdg-detail", 1)))["Tavoitteet"][0][1] for browser in (client, reader)]
    assert levels == ["Mitataan", "Näyttöä on"]


def test_a_thing_with_several_tags_is_one_row_with_its_targets(client, seventeen):
    goal = make.GoalFactory()
    targets = [make.SdgTargetFactory(goal=seventeen[3], code=f"4.{number}", position=number) for number in (4, 7)]
    for target in targets:
        make.SdgTagFactory(sdg_goal=seventeen[3], sdg_target=target, goal=goal)
    page = client.get(url("sdg-detail", 4))
    assert claims_of(page) == {"Tavoitteet": [(goal.title, "Ilmoitettu", True)]}
    assert "Alatavoitteet: 4.4, 4.7" in main_words(page)


def test_who_answers_and_the_neighbours(client, seventeen):
    action = make.ActionFactory(goals=[make.GoalFactory()])
    make.SdgTagFactory(sdg_goal=seventeen[1], action=action)
    page = links(client.get(url("sdg-detail", 2)))
    assert {url("post-detail", action.answering_post.pk), url("sdg-detail", 1), url("sdg-detail", 3)} <= page


def test_the_citys_own_targets_stand_apart(client, seventeen):
    make.SdgTargetFactory(goal=seventeen[10], code="11.1", label="Virallinen alatavoite")
    make.SdgTargetFactory(goal=seventeen[10], code="K1", label="Oma alatavoite", is_local=True)
    tables = [words(table) for table in parsed(client.get(url("sdg-detail", 11))).iterfind(".//table/tbody")]
    assert tables == ["K1 Oma alatavoite –", "11.1 Virallinen alatavoite –"]


def test_narrowed_to_a_theme(client, seventeen):
    theme, other = make.ThemeFactory(), make.ThemeFactory()
    goals = [themed(place) for place in (theme, other)]
    for goal in goals:
        make.SdgTagFactory(sdg_goal=seventeen[0], goal=goal)
    page = client.get(url("sdg-detail", 1), {"osa": f"teema-{theme.pk}"})
    assert claims_of(page) == {"Tavoitteet": [(goals[0].title, "Ilmoitettu", True)]}
    assert f"Näytetään vain: {theme.name} Näytä kaikki" in main_words(page)
    draft = make.ThemeFactory(strategy=make.StrategyFactory(state="draft"))
    for place in ("teema-0", f"teema-{draft.pk}", "x"):
        assert client.get(url("sdg-detail", 1), {"osa": place}).status_code == 404


# --- the matrix ---------------------------------------------------------------------------------------------------
def test_matrix_counts_every_thing_under_its_themes(reader, seventeen):
    strategy = make.StrategyFactory(name="Strategia")
    wise, green = (make.ThemeFactory(strategy=strategy, name=name) for name in ("Viisas", "Vihreä"))
    both = make.GoalFactory(strategy=strategy, themes=[wise, green])
    measure(goal=both, is_evidenced=True)
    strategic = make.GoalFactory(strategy=strategy)
    action = make.ActionFactory(goals=[themed(green)])
    key = measure(is_measured=True, plan__state="draft")
    make.BenefitFactory(strategy=strategy, indicators=[key])
    lonely = make.IndicatorFactory()
    tags = [
        (11, {"goal": both}),
        (11, {"theme": wise}),
        (13, {"action": action}),
        (13, {"project": make.ProjectFactory(strategy=strategy)}),
        (13, {"goal": strategic}),
        (8, {"indicator": key}),
        (8, {"indicator": measure(goal=themed(wise))}),
        (8, {"card": make.DepartmentCardFactory(strategy=strategy)}),
        (1, {"indicator": lonely}),
    ]
    for number, subject in tags:
        make.SdgTagFactory(sdg_goal=seventeen[number - 1], **subject)
    assert matrix_of(reader.get(url("sdg-coverage"))) == {
        "Viisas Strategia": {8: [1, 1], 11: [2, 1, 1]},
        "Vihreä Strategia": {11: [1, 1, 1], 13: [1]},
        "Ilman teemaa Strategia": {8: [2, 1], 13: [2]},
        "Ei mihinkään strategiaan kuuluvat": {1: [1]},
        "Yhteensä": {1: [1], 8: [3, 2], 11: [2, 1, 1], 13: [3]},
    }


def test_a_goal_that_nobody_serves_is_named(client, seventeen):
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=make.GoalFactory())
    page = client.get(url("sdg-coverage"))
    unclaimed = [words(tag) for tag in with_class(parsed(page), "sdg-tag")]
    assert unclaimed == [f"SDG {number} Tavoite {number}" for number in range(2, 18)]


def test_a_declined_tag_is_shown_nowhere(client, seventeen):
    theme = make.ThemeFactory()
    goal = themed(theme)
    kept = make.SdgTagFactory(sdg_goal=seventeen[3], goal=goal)
    make.SdgTagFactory(sdg_goal=seventeen[4], goal=goal, origin="declined")
    assert kept.sdg_goal.number == 4
    assert goal.title not in main_words(client.get(url("sdg-detail", 5)))
    assert goal.title in main_words(client.get(url("sdg-detail", 4)))
    assert [row.claims for row in sdg_list(NO_RIGHTS).rows] == [0, 0, 0, 1, *[0] * 13]
    assert [tag.number for tag in tags_of(goal=[goal.pk])["goal", goal.pk]] == [4]
    assert {row.number for row in coverage(NO_RIGHTS).unclaimed} == set(range(1, 18)) - {4}


def test_a_declined_tag_is_not_in_the_report():
    city = small_city()
    before = repr(build_content(city.round, "fi"))
    SdgTag.objects.update(origin="declined")
    after = repr(build_content(city.round, "fi"))
    assert ["Ilmastotekoja" in content for content in (before, after)] == [True, False]


def test_a_cell_leads_to_what_it_counts(client, seventeen):
    theme = make.ThemeFactory()
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=themed(theme))
    cell = with_class(with_class(parsed(client.get(url("sdg-coverage"))), "coverage")[0], "coverage__cell")[0]
    assert cell.get("href") == f"{url('sdg-detail', 1)}?osa=teema-{theme.pk}"
    assert words(cell) == "SDG 1: 1 Ilmoitettu"


@pytest.mark.parametrize("page", ["sdg-coverage", "sdg-detail", "sdg-list"])
@pytest.mark.parametrize("signed_in", [False, True], ids=["public", "reader"])
def test_one_row_and_three_cost_the_same(client, reader, seventeen, page, signed_in, django_assert_max_num_queries):
    browser, counts = (reader if signed_in else client), []
    arguments = [1] if page == "sdg-detail" else []
    for _more in range(3):
        theme = make.ThemeFactory()
        goal, action = themed(theme), make.ActionFactory(goals=[themed(theme)])
        project = make.ProjectFactory(strategy=theme.strategy, themes=[theme])
        card = make.DepartmentCardFactory(strategy=theme.strategy)
        subjects = {"goal": goal, "action": action, "project": project, "theme": theme, "card": card}
        for subject, thing in (subjects | {"indicator": measure(goal=goal, is_evidenced=True)}).items():
            make.SdgTagFactory(sdg_goal=seventeen[0], **{subject: thing})
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            browser.get(url(page, *arguments), {"osa": f"teema-{theme.pk}"} if arguments else {})
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_drafts_show_nowhere(client, seventeen):
    draft = make.ThemeFactory(strategy=make.StrategyFactory(state="draft"), name="Salainen teema")
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=themed(draft))
    for address in (url("sdg-coverage"), url("sdg-detail", 1), url("sdg-list")):
        page = client.get(address)
        assert "Salainen" not in main_words(page)
    assert matrix_of(client.get(url("sdg-coverage"))) == {"Yhteensä": {}}


# --- reference data -----------------------------------------------------------------------------------------------
def test_17_goals_and_169_targets_have_their_names_in_three_languages():
    data = json.loads((settings.BASE_DIR / "fixtures" / "sdg.json").read_text(encoding="utf-8"))
    assert [goal["number"] for goal in data["goals"]] == list(range(1, 18))
    assert len({target["code"] for target in data["targets"]}) == 169
    names = [row[field] for row in data["goals"] for field in ("name", "long_name")]
    names += [target["label"] for target in data["targets"]]
    assert [name for name in names if set(name) != {"fi", "sv", "en"} or not all(name.values())] == []


def test_the_administrator_adds_a_target_of_the_city(seventeen):
    administrator = Client()
    administrator.force_login(make.UserFactory(role=User.Role.ADMINISTRATOR))
    typed = {"goal": seventeen[10].pk, "code": "K1", "label_fi": "Oma alatavoite", "position": 0, "is_local": ""}
    answer = administrator.post(reverse("admin:measures_sdgtarget_add"), typed)
    assert answer.status_code == 302
    added = SdgTarget.objects.get()
    assert (added.code, added.label_fi, added.is_local, added.goal) == ("K1", "Oma alatavoite", True, seventeen[10])
    assert added.history.get().history_user.role == User.Role.ADMINISTRATOR


def test_an_official_target_keeps_its_code_and_goal(seventeen):
    administrator = Client()
    administrator.force_login(make.UserFactory(role=User.Role.ADMINISTRATOR))
    target = make.SdgTargetFactory(goal=seventeen[3], code="4.7", label="Vanha nimi")
    typed = {"goal": seventeen[0].pk, "code": "1.1", "label_fi": "Uusi nimi", "change_reason": "Parempi nimi"}
    answer = administrator.post(reverse("admin:measures_sdgtarget_change", args=[target.pk]), typed)
    assert answer.status_code == 302
    target.refresh_from_db()
    assert (target.code, target.label_fi, target.goal, target.is_local) == ("4.7", "Uusi nimi", seventeen[3], False)


def test_periods_are_those_of_the_baseline(client, seventeen):
    """A figure from before the baseline's own time is no evidence of what came of it."""
    goal = make.GoalFactory()
    indicator = make.MeasureLineFactory(goal=goal).indicator
    make.TargetFactory(indicator=indicator)
    make.BaselineFactory(indicator=indicator, period_start=date(2023, 1, 1), period_end=date(2023, 6, 30))
    make.ObservationFactory(indicator=indicator, period_start=date(2022, 1, 1), period_end=date(2022, 6, 30))
    make.SdgTagFactory(sdg_goal=seventeen[0], goal=goal)
    assert claims_of(client.get(url("sdg-detail", 1))) == {"Tavoitteet": [(goal.title, "Mitataan", True)]}
