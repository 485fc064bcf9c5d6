"""Filters that live in the address: what they choose, what they say of what nobody offers, and what they cost."""

import re

import pytest
from django.urls import reverse

from reporting.queries.filters import Offer, filters_of
from tests import factories as make
from tests.goals.pages import parsed, with_class
from tests.goals.pages import words as words_of

from .pages import links, main_words, themed_goal, url
from .published import published_city, quick_render

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
LISTS = ("action-list", "goal-list", "indicator-list", "project-list")
ODD = (
    "abc", "999999", "-1", "²", "9" * 40, "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "a" * 4_000, "%", "…",
)  # fmt: skip


@pytest.fixture
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)


def found(response) -> str:
    [said] = with_class(parsed(response), "found__count")
    return words_of(said)


# --- the pure part
OFFERS = [Offer("theme", "Teema", {"1": "Viisas", "2": "Vihreä"}), Offer("status", "Tilanne", {}, {"done": "Valmis"})]


def test_what_is_chosen_has_a_chip_whose_address_takes_it_away():
    filters = filters_of({"theme": "2", "status": "done", "q": " meri "}, OFFERS, page="reporting:action-list")
    assert filters.url == "/toimenpiteet/?theme=2&status=done&q=meri"
    assert [(chip.label, chip.words, chip.url) for chip in filters.chips] == [
        ("Teema", "Vihreä", "/toimenpiteet/?status=done&q=meri"),
        ("Tilanne", "Valmis", "/toimenpiteet/?theme=2&q=meri"),
        ("Sana", "meri", "/toimenpiteet/?theme=2&status=done"),
    ]
    assert filters.fields[1].choices == (("done", "Valmis"),) and filters.unknown == ()


def test_what_nobody_offers_is_told_and_left_out():
    filters = filters_of({"theme": "9" * 90, "status": "gone"}, OFFERS, page="reporting:action-list")
    assert filters.chosen == {} and filters.url == "/toimenpiteet/"
    assert filters.unknown == (
        f"Kohdassa ”Teema” ei ole valintaa ”{'9' * 40}…”. Se on jätetty pois, ja kaikki muu näytetään.",
        "Kohdassa ”Tilanne” ei ole vielä valittavaa, joten ”gone” on jätetty pois.",
    )


# --- the lists
@pytest.mark.parametrize("name", LISTS)
def test_odd_values_show_everything_and_say_so_at_the_same_cost(client, django_assert_max_num_queries, name):
    make.ActionFactory(goals=[themed_goal()])
    make.MeasureLineFactory()
    make.ProjectFactory(units=[make.OrgUnitFactory()])
    with django_assert_max_num_queries(MOST_QUERIES) as asked:
        everything = found(client.get(url(name)))
    for field in ("strategy", "theme", "unit", "post", "status", "sdg", "round"):
        for value in ODD[:3] if field not in ("theme", "round") else ODD:
            with django_assert_max_num_queries(len(asked)):
                page = client.get(url(name), {field: value})
            assert page.status_code == 200 and found(page) == everything, (field, value[:20])
            shown = page.content.decode()
            assert "<script>alert" not in shown and len(shown) < 60_000
            assert ("jätetty pois" in shown) == (value != "\x00"), (field, value[:20])


def test_goals_are_chosen_by_theme_department_post_status_and_sdg(reader):
    goal, other = themed_goal(), themed_goal()
    action = make.ActionFactory(goals=[goal])
    make.SdgTagFactory(goal=goal, sdg_goal=make.SdgGoalFactory(number=13))
    make.EntryFactory(round=make.RoundFactory(), action=action, sent=True, progress="postponed")
    for chosen in (
        {"theme": goal.themes.get().pk}, {"unit": action.unit_id}, {"post": action.answering_post_id}, {"sdg": 13},
        {"status": "deviating"}, {"status": "reported"}, {"strategy": goal.strategy.slug}, {"q": goal.title},
    ):  # fmt: skip
        page = reader.get(url("goal-list"), chosen)
        assert found(page) == "1 tavoite.", chosen
        assert url("goal-detail", goal.pk) in links(page) and url("goal-detail", other.pk) not in links(page)
    assert found(reader.get(url("goal-list"), {"status": "no_lines"})) == "1 tavoite."


def test_indicators_and_projects_are_chosen_too(client):
    goal = themed_goal()
    line = make.MeasureLineFactory(goal=goal)
    make.MeasureLineFactory(goal=themed_goal())
    make.SdgTagFactory(goal=goal, sdg_goal=make.SdgGoalFactory(number=4))
    post = line.indicator.answering_post
    for chosen in (
        {"theme": goal.themes.get().pk}, {"unit": post.unit_id}, {"post": post.pk}, {"sdg": 4},
        {"strategy": goal.strategy.slug},
    ):  # fmt: skip
        page = client.get(url("indicator-list"), chosen)
        assert found(page) == "1 mittari." and url("indicator-detail", line.indicator_id) in links(page), chosen
    unit, theme = make.OrgUnitFactory(), make.ThemeFactory()
    project = make.ProjectFactory(units=[unit, make.OrgUnitFactory()], themes=[theme], strategy=theme.strategy)
    make.ProjectFactory(units=[make.OrgUnitFactory()])
    for chosen, said in (
        ({"unit": unit.pk}, "1 projekti."),
        ({"theme": theme.pk}, "1 projekti, 2 riviä toimialojen korteissa"),
        ({"post": project.answering_post_id}, "1 projekti, 2 riviä"),
        ({"strategy": theme.strategy.slug}, "1 projekti, 2 riviä"),
    ):
        page = client.get(url("project-list"), chosen)
        assert found(page).startswith(said) and url("project-detail", project.pk) in links(page), chosen


def test_an_earlier_report_shows_the_states_that_it_told(quick, client, reader):
    cast = published_city("fi")
    round = make.RoundFactory(year=2024, strategies=[cast.strategy])
    make.EntryFactory(round=round, action=cast.certify, sent=True, progress="completed")
    assert "Valmis (luonnos)" in main_words(reader.get(url("action-list")))
    page = reader.get(url("action-list"), {"round": cast.slug, "status": "in_progress"})
    assert found(page).startswith("2 toimenpidettä")
    assert "luonnos" not in main_words(page) and "Tilanne 30.6.2023" in main_words(page)
    assert found(client.get(url("action-list"), {"round": "2024-h1"})).startswith("3 toimenpidettä")


def test_the_page_gives_a_link_to_itself_the_files_and_the_fragment(client):
    goal = themed_goal()
    address = f"{url('goal-list')}?theme={goal.themes.get().pk}"
    page = client.get(address).content.decode()
    assert f'value="http://testserver{address}"' in page
    for format in ("xlsx", "csv"):
        assert f"{reverse('reporting:goal-export', args=[format])}?theme={goal.themes.get().pk}" in page
    answer = client.get(f"{address}&unit=&q=", headers={"HX-Request": "true", "HX-Target": "found"})
    fragment = answer.content.decode()
    assert answer["HX-Push-Url"] == address
    assert fragment.lstrip().startswith('<div id="found"') and "<html" not in fragment
    assert re.search(r'data-announce="polite">1 tavoite\.', fragment)


@pytest.mark.parametrize("name", LISTS)
def test_a_narrowed_list_costs_the_same_with_one_and_three_rows(reader, django_assert_max_num_queries, name, quick):
    cast = published_city("fi")
    round = make.RoundFactory(year=2024, strategies=[cast.strategy])
    counts = []
    for number in (1, 3):
        for _each in range(number):
            goal = make.GoalFactory(strategy=cast.strategy, themes=[cast.green])
            line = make.MeasureLineFactory(goal=goal, indicator=make.IndicatorFactory(is_key=True))
            make.BenefitFactory(strategy=cast.strategy, indicators=[line.indicator])
            old = make.TargetFactory(indicator=line.indicator)
            make.TargetFactory(indicator=line.indicator, low=12, replaces=old, reason="Tarkennus")
            make.SdgTagFactory(goal=goal)
            make.EntryFactory(round=round, action=make.ActionFactory(goals=[goal]), sent=True)
            make.EntryFactory(round=round, indicator=line.indicator, action=None, sent=True)
            project = make.ProjectFactory(strategy=cast.strategy, units=[cast.unit], themes=[cast.green])
            make.EntryFactory(round=round, project=project, unit=cast.unit, action=None, sent=True)
        for chosen in ({"theme": cast.green.pk, "status": "reported"}, {"round": cast.slug, "q": "a"}):
            with django_assert_max_num_queries(MOST_QUERIES) as asked:
                assert reader.get(url(name), chosen).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
