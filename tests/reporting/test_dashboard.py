"""The front page, a strategy's dashboard and what has changed: every number leads to a list of exactly that many."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kemistrategy import clock
from kemistrategy.organisation.permissions import NO_RIGHTS
from reporting.content.published_parts import NOTHING, published_parts
from reporting.models import PublicationContent, PublishedState
from reporting.queries.changes import changes_page
from reporting.queries.dashboard import dashboard
from reporting.queries.goal_lists import goal_list
from reporting.queries.published import published_rows
from tests import factories as make
from tests.goals.pages import parsed, with_class
from tests.goals.pages import words as words_of

from .pages import links, main_words, themed_goal, url
from .published import published_city, quick_render

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
LISTS = ("/tavoitteet/", "/toimenpiteet/", "/mittarit/", "/projektit/")


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)


def signed_in(user):
    user.last_seen_on = clock.today()
    user.save()
    client = Client()
    client.force_login(user)
    return client


def numbers_of(response) -> list[tuple[int, str]]:
    """(number, address) of every link that is a number and leads to a list."""
    found = []
    for link in parsed(response).iterfind(".//main//a"):
        address, shown = link.get("href"), words_of(link)
        if address.startswith(LISTS) and re.fullmatch(r"\d+", shown):
            found.append((int(shown), address))
    return found


def found_on(client, address) -> tuple[int, ...]:
    """How many different ones the list says it has, and how many lines where it says so."""
    [said] = with_class(parsed(client.get(address)), "found__count")
    return tuple(map(int, re.findall(r"\d+", words_of(said))))


def walk(client, page):
    numbers = numbers_of(client.get(page))
    wrong = [
        (number, address, found)
        for number, address in sorted(set(numbers))
        if number not in (found := found_on(client, address))
    ]
    assert wrong == []
    return numbers


# --- numbers
def test_every_number_of_the_dashboard_and_of_the_front_page_leads_to_a_list_of_as_many(client):
    """Of the public's published states, and of the working copy that signed-in readers see."""
    cast = published_city("fi")
    page = url("strategy-detail", cast.strategy.slug)
    assert len(walk(client, page)) >= 15
    assert len(walk(client, "/")) >= 8
    make.EntryFactory(
        round=make.RoundFactory(year=2024, strategies=[cast.strategy]), action=cast.silent, sent=True,
        progress="postponed", cause="Syy",
    )  # fmt: skip
    reader = signed_in(make.UserFactory(role="reader"))
    assert any("status=deviating" in address for _number, address in walk(reader, page))


def test_the_state_is_told_in_words_with_goals_and_measures_apart_and_deviations_first(client):
    cast = published_city("fi")
    shown = main_words(client.get(url("strategy-detail", cast.strategy.slug)))
    for told in (
        "Tilanne 30.6.2023, julkaistu", "2 / 3 tavoitteesta raportoitu", "2 / 3 toimenpiteestä raportoitu",
        "Jokin ei etene suunnitellusti", "Ei vielä toimenpiteitä",
    ):  # fmt: skip
        assert told in shown, (told, shown)
    deviations = shown.index("Mikä ei etene suunnitellusti")
    assert deviations < shown.index("Keskustelukulttuurin työkalut") < shown.index("Keskeiset mittarit")
    assert "Kouluttaja vaihtui." in shown and "viimeistään 31.10.2023" in shown
    front = main_words(client.get("/"))
    assert front.index("Missä mennään") < front.index("Kouluttaja vaihtui.") < front.index("Miltä Kemi näyttää luvuin")


def test_the_themes_table_says_why_its_rows_add_up_to_more_than_the_total(client):
    cast = published_city("fi")
    shown = main_words(client.get(url("strategy-detail", cast.strategy.slug)))
    assert "Riveillä on yhteensä 4 toimenpidettä, mutta eri toimenpiteitä on 3" in shown


def test_a_strategy_without_actions_never_shows_zero_percent_and_nothing_of_anothers_review(client):
    published_city("fi")
    new = make.StrategyFactory(name="Uusi strategia", vision="Kemi kutsuu")
    make.GoalFactory(strategy=new, themes=[make.ThemeFactory(strategy=new, name="Viisas Kemi")])
    make.ProjectFactory(strategy=new, units=[make.OrgUnitFactory()])
    page = url("strategy-detail", new.slug)
    shown = main_words(client.get(page))
    assert "Ei vielä toimenpiteitä" in shown and "Tästä strategiasta ei ole vielä julkaistu katsausta." in shown
    assert "0 %" not in shown and "0/" not in shown and "Kouluttaja" not in shown
    walk(client, page)


def test_an_unpublished_city_shows_its_plan_and_says_so(client):
    goal = themed_goal()
    action = make.ActionFactory(goals=[goal])
    make.EntryFactory(round=make.RoundFactory(strategies=[goal.strategy]), action=action, sent=True, cause="Salaa")
    for page in ("/", url("strategy-detail", goal.strategy.slug), url("strategy-changes", goal.strategy.slug)):
        shown = main_words(client.get(page))
        assert "julkaistu" in shown and "Salaa" not in shown and "luonnos" not in shown, page
    assert "Strategioita ei ole vielä lisätty." not in main_words(client.get("/"))


def test_an_empty_database_has_a_front_page(client):
    assert "Strategioita ei ole vielä lisätty." in main_words(client.get("/"))


# --- what has changed
def test_what_changed_tells_moved_targets_with_their_basis_and_links(client):
    cast = published_city("fi")
    old = cast.audited.targets.get()
    decision = make.DecisionFactory(decided_on=date(2023, 8, 1), section="77")
    make.TargetFactory(indicator=cast.audited, low=70, replaces=old, decision=decision, origin="decision")
    page = client.get(url("strategy-changes", cast.strategy.slug))
    shown = main_words(page)
    assert "Muutetut tavoitetasot" in shown and "§ 77" in shown and "70" in shown
    assert {url("indicator-detail", cast.audited.pk), url("decision-detail", decision.pk)} <= links(page)
    assert "Ensimmäinen julkaistu katsaus" in shown


def test_the_working_copy_is_compared_with_what_was_published_for_signed_in_readers_only(client):
    cast = published_city("fi")
    round = make.RoundFactory(year=2024, strategies=[cast.strategy])
    make.EntryFactory(round=round, action=cast.certify, sent=True, progress="completed")
    address = url("strategy-changes", cast.strategy.slug)
    reader = signed_in(make.UserFactory(role="reader"))
    assert re.search(
        r"Julkaisun jälkeen kirjattu.*Ympäristösertifiointi laajenee päiväkodeille Toimenpide.*Valmis",
        main_words(reader.get(address)),
    )
    assert "Julkaisun jälkeen kirjattu" not in main_words(client.get(address))


def test_rows_of_a_frozen_report_find_their_pages_by_number_and_in_an_older_report_by_name(client):
    cast = published_city("fi")
    frozen = PublicationContent.objects.get().content
    [deviation] = published_parts(frozen).deviations
    assert deviation.url == url("action-detail", cast.tools.pk)
    twice = frozen.replace("Selkokieli tiedotteissa", "Keskustelukulttuurin työkalut")
    assert [row.url for row in published_parts(twice).deviations] == [deviation.url]
    older = f'"thing": {cast.tools.pk}', '"thing": 0'
    assert [row.url for row in published_parts(frozen.replace(*older)).deviations] == [deviation.url]
    assert [row.url for row in published_parts(twice.replace(*older)).deviations] == [""]
    assert published_parts("") == published_parts("{}") == NOTHING


def test_what_was_entered_later_on_the_day_of_publication_is_new(client):
    cast = published_city("fi")
    later = cast.publication.published_at + timedelta(minutes=1)
    old = cast.audited.targets.get()
    make.TargetFactory(indicator=cast.audited, low=70, replaces=old, entered_at=later, reason="Rahat loppuivat.")
    make.ObservationFactory(
        indicator=cast.audited, value=71, period_start=date(2023, 7, 1), period_end=date(2023, 7, 31), entered_at=later,
        retrieved_at=later,
    )  # fmt: skip
    page = changes_page(NO_RIGHTS, cast.strategy.slug)
    assert [row.is_new for row in page.targets] == [True]
    assert cast.audited.name in [str(row.indicator.text) for row in page.figures]


# --- one home for how things stand
def omit(cast, action):
    PublishedState.objects.filter(action=action).update(
        status="omitted", told=with_status(action, {"code": "omitted", "label": "Jätetty pois", "shape": "dash"})
    )


def with_status(action, status):
    told = PublishedState.objects.get(action=action).told
    return told | {"status": status | {"explanation": ""}}


def test_what_a_report_left_out_or_called_by_an_unknown_word_is_counted_alike_everywhere(client):
    cast = published_city("fi")
    omit(cast, cast.silent)
    strange = {"code": "kummallinen", "label": "Kummallinen", "shape": "dash"}
    PublishedState.objects.filter(action=cast.tools).update(
        status="kummallinen", told=with_status(cast.tools, strange)
    )  # fmt: skip
    for page in (
        url("strategy-detail", cast.strategy.slug), url("department-detail", cast.unit.pk),
        url("goal-detail", cast.open.pk), url("theme-detail", cast.smooth.pk), url("action-list"),
    ):  # fmt: skip
        shown = main_words(client.get(page))
        assert "Jätetty pois" in shown and "Ei raportoitu" not in shown, page
        assert shown.index("Kummallinen") > 0, page
    [row] = published_rows(goal=cast.open.pk, of_actions=[cast.tools.pk, cast.silent.pk])
    assert [badge.code for badge, _count in row.counts] == ["omitted", "kummallinen"]
    walk(client, url("strategy-detail", cast.strategy.slug))


def test_a_goal_judged_as_attained_is_no_deviating_one_in_the_list_either(client):
    cast = published_city("fi")
    attained = {"code": "attained", "label": "Toteutui", "shape": "check", "explanation": ""}
    row = PublishedState.objects.get(goal=cast.climate)
    row.attainment = "attained"
    row.told |= {"judged": {"badge": attained, "why_not": "", "reason": row.told["words"]}}
    row.save()
    listed = goal_list(NO_RIGHTS, {"status": "deviating"})
    assert [str(goal.link.text) for _group, _theme, goal in listed.rows] == [cast.open.title]
    assert "Toteutui" in main_words(client.get(url("goal-detail", cast.climate.pk)))
    walk(client, url("strategy-detail", cast.strategy.slug))


def test_the_note_on_lines_compares_them_with_the_actions_of_the_themes():
    strategy = make.StrategyFactory()
    theme, plan = make.ThemeFactory(strategy=strategy), make.PlanFactory(strategy=strategy)
    for themes in ([theme], []):
        goal = make.GoalFactory(strategy=strategy, themes=themes)
        make.PlanLineFactory(plan=plan, goal=goal, action=make.ActionFactory())
    assert not dashboard(NO_RIGHTS, strategy.slug).lines_differ
    goal.themes.add(theme)
    make.PlanLineFactory(plan=plan, goal=goal, action=make.ActionFactory(goals=[make.GoalFactory(strategy=strategy)]))
    shared = goal.plan_lines.first().action
    make.PlanLineFactory(plan=plan, goal=make.GoalFactory(strategy=strategy, themes=[theme]), action=shared)
    page = dashboard(NO_RIGHTS, strategy.slug)
    assert page.lines_differ and page.lines == page.themed_actions + 1


# --- cost
@pytest.mark.parametrize("page", ["front-page", "strategy-detail", "strategy-changes", "strategy-content"])
def test_pages_cost_the_same_with_one_and_three_of_everything(page, django_assert_max_num_queries, client):
    cast = published_city("fi")
    round = make.RoundFactory(year=2024, strategies=[cast.strategy])
    browsers = client, signed_in(make.UserFactory(role="coordinator"))
    address = "/" if page == "front-page" else reverse(f"reporting:{page}", args=[cast.strategy.slug])
    counts = {browser: [] for browser in browsers}
    for number in (1, 3):
        for _each in range(number):
            theme = make.ThemeFactory(strategy=cast.strategy)
            make.FocusAreaFactory(theme=theme)
            goal = make.GoalFactory(strategy=cast.strategy, themes=[theme])
            make.EntryFactory(
                round=round, action=make.ActionFactory(goals=[goal]), sent=True, forecast="partly", cause="Syy"
            )
            indicator = make.IndicatorFactory(is_key=True)
            make.BenefitFactory(strategy=cast.strategy, indicators=[indicator])
            old = make.TargetFactory(indicator=indicator)
            make.TargetFactory(indicator=indicator, low=12, replaces=old, reason="Tarkennus")
        for browser in browsers:
            with django_assert_max_num_queries(MOST_QUERIES) as asked:
                assert browser.get(address).status_code == 200
            counts[browser].append(len(asked))
    assert all(len(set(asked)) == 1 for asked in counts.values()), counts
