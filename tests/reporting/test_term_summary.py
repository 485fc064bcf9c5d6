"""The council-term summary: what was reached, what goes on, what was given up, what nobody reported; published only."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from reporting.models import Publication, PublishedState
from tests import factories as make

from .pages import links, main_words, url

pytestmark = pytest.mark.django_db
NOTHING = {"words": "", "language": "fi"}
SAID_NOTHING = NOTHING | {"is_translation": False}


def badge(code, label):
    return {"code": code, "label": label, "shape": "check", "explanation": ""}


def published_report(year, strategy, kind="year_end"):
    round = make.RoundFactory(year=year, kind=kind, closed=True, strategies=[strategy])
    return Publication.objects.create(
        round=round,
        languages=["fi"],
        state="ready",
        frozen_at=make.SOME_MOMENT,
        frozen_by=make.UserFactory(),
        published_at=make.SOME_MOMENT,
    )


def tell(publication, *, judged=None, status=None, cause="", **subject):
    """A row as publishing keeps it."""
    told = {
        "as_of": publication.round.as_of.isoformat(),
        "title": NOTHING,
        "post": NOTHING,
        "status": status,
        "forecast": None,
        "judged": judged and {"badge": judged, "why_not": "", "reason": SAID_NOTHING | {"words": "Näin mitattiin."}},
        "words": SAID_NOTHING,
        "cause": SAID_NOTHING | {"words": cause},
        "correction": SAID_NOTHING,
        "correction_post": NOTHING,
        "proposal": SAID_NOTHING,
        "due": "",
        "times": 0,
        "fate": None,
        "fate_note": SAID_NOTHING,
        "unchanged": "",
        "binding": "",
        "measured": None,
    }
    return PublishedState.objects.create(
        publication=publication,
        language="fi",
        is_heard=bool(judged or status),
        status=status["code"] if status else "",
        attainment=judged["code"] if judged else "",
        told=told,
        **subject,
    )


@pytest.fixture
def city():
    """A goal judged in two years, a goal and an action that nobody told of, and an action that was given up."""
    strategy = make.StrategyFactory(name="Vanha strategia", state="ended")
    theme = make.ThemeFactory(strategy=strategy, name="Teema")
    goal = make.GoalFactory(strategy=strategy, themes=[theme], title="Arvioitu tavoite", binding_level="KV")
    make.GoalFactory(strategy=strategy, title="Hiljainen tavoite")
    given_up = make.ActionFactory(goals=[goal], title="Luovuttu toimenpide")
    make.ActionFactory(goals=[goal], title="Hiljainen toimenpide")
    indicator = make.IndicatorFactory(name="Mittari X", direction="up")
    make.TargetFactory(indicator=indicator, low=80)
    make.ObservationFactory(indicator=indicator, value=55)
    make.MeasureLineFactory(goal=goal, plan=given_up.plan_lines.get().plan, indicator=indicator)
    first, second = published_report(2022, strategy), published_report(2023, strategy)
    tell(first, goal=goal, judged=badge("not_attained", "Ei toteutunut"))
    tell(second, goal=goal, judged=badge("attained", "Toteutui"))
    tell(second, action=given_up, status=badge("discontinued", "Toteutuksesta luovuttu"), cause="Raha loppui <b>.")
    strategy.goal, strategy.given_up = goal, given_up
    return strategy


def test_the_summary_tells_what_was_reached_given_up_and_left_untold(city, client):
    page = client.get(url("strategy-summary", city.slug))
    words = main_words(page)
    assert "Tilanne tähän mennessä" not in words
    reached, _heading, rest = words.partition("Mitä mittarit kertovat")
    assert reached.index("Ei toteutunut") < reached.rindex("Toteutui") and "Sitovat tavoitteet" in reached
    assert "Näin mitattiin." in reached and "1 Toteutui" in reached
    measured, _heading, rest = rest.partition("Mikä jatkuu ja missä")
    assert "Mittari X" in measured and "80" in measured
    goes_on, _heading, rest = rest.partition("Mistä luovuttiin ja miksi")
    assert "Seuraavaa strategiaa ei ole vielä" in goes_on
    given_up, _heading, silent = rest.partition("Mistä kukaan ei raportoinut")
    assert "Luovuttu toimenpide" in given_up and "Raha loppui <b>." in given_up
    assert "Hiljainen tavoite" in silent and "Hiljainen toimenpide" in silent and "Arvioitu" not in silent
    assert len([address for address in links(page) if address.startswith("/raportit/")]) == 2


def test_what_goes_on_is_told_with_its_proposals(city, client):
    new = make.StrategyFactory(predecessor=city)
    heir = make.ThemeFactory(strategy=new, name="Uusi teema")
    make.SuccessionFactory(old_goal=city.goal, new_theme=heir)
    make.SuccessionFactory(old_action=city.given_up, fate="moves", note="Hyvinvointialueelle", state="confirmed")
    words = main_words(client.get(url("strategy-summary", city.slug)))
    assert "Uusi teema" in words and "Ehdotus" in words
    assert "Hyvinvointialueelle" in words.partition("Mistä luovuttiin")[2]
    draft = make.StrategyFactory(predecessor=city, state="draft")
    make.SuccessionFactory(old_goal=city.goal, new_theme=make.ThemeFactory(strategy=draft, name="Salainen"))
    assert "Salainen" not in main_words(client.get(url("strategy-summary", city.slug)))


def test_only_what_has_been_published_is_told_and_the_newest_version_of_it(city, client):
    Publication.objects.filter(round__year=2023).update(published_at=None, state="making")
    words = main_words(client.get(url("strategy-summary", city.slug)))
    assert "Toteutui" not in words.replace("Ei toteutunut", "") and "Raha loppui" not in words
    first = Publication.objects.get(round__year=2022)
    kept = {name: getattr(first, name) for name in ("round", "languages", "state", "frozen_at", "frozen_by")}
    newer = Publication.objects.create(**kept, version=2, published_at=make.SOME_MOMENT)
    tell(newer, goal=city.goal, judged=badge("partly", "Toteutui osittain"))
    words = main_words(client.get(url("strategy-summary", city.slug)))
    assert "Toteutui osittain" in words and "Ei toteutunut" not in words


def test_a_strategy_in_force_is_told_so_far_and_an_empty_one_is_a_page(client):
    strategy = make.StrategyFactory(state="in_force")
    words = main_words(client.get(url("strategy-summary", strategy.slug)))
    assert "Tilanne tähän mennessä" in words and "Yhtään katsausta ei ole vielä julkaistu." in words
    assert "Ei vielä toimenpiteitä" in words and "0 %" not in words
    draft = make.StrategyFactory(state="draft")
    for name in ("strategy-summary", "strategy-summary-export"):
        assert client.get(url(name, draft.slug)).status_code == 404
        assert client.get(url(name, "ei-ole")).status_code == 404


def test_the_workbook_has_a_sheet_for_each_part(city, client):
    answer = client.get(url("strategy-summary-export", city.slug))
    assert answer.headers["Content-Disposition"].endswith(f'valtuustokauden-yhteenveto-{city.slug}.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Tavoitteet", "Mittarit", "Luovuttu", "Ei raportoitu"]
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Toteutuminen 2022", "Toteutuminen 2023", "Ei toteutunut", "Toteutui", "Raha loppui <b>."} <= cells
    assert {"Hiljainen tavoite", "Hiljainen toimenpide", "Mittari X"} <= cells


@pytest.mark.parametrize("name", ["strategy-summary", "strategy-summary-export"])
def test_the_summary_costs_the_same_with_one_and_three_of_everything(city, name, client, django_assert_max_num_queries):
    counts = []
    for year in (2020, 2021):
        goal = make.GoalFactory(strategy=city)
        action = make.ActionFactory(goals=[goal])
        make.SuccessionFactory(old_goal=goal, fate="ends", decision=make.DecisionFactory())
        tell(published_report(year, city), action=action, status=badge("completed", "Valmis"))
        with django_assert_max_num_queries(12) as asked:
            client.get(url(name, city.slug))
        counts.append(len(asked))
    assert counts[0] == counts[1]
