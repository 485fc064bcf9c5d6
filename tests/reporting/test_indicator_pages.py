"""The indicators as they are read: the key ones as a table and as charts, and everything that is known of one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client

from kemistrategy.organisation.permissions import NO_RIGHTS, rights_of
from measures.models import ComparisonValue, ProposedObservation
from reporting.permissions import readable_observations
from reporting.queries.indicators import indicator_page
from tests import factories as make
from tests.goals.pages import parsed, with_class, words
from tests.reporting.pages import links, main_words, url

pytestmark = pytest.mark.django_db
RETRIEVED = datetime(2026, 5, 29, 5, 0, tzinfo=UTC)
MOST_QUERIES = 12


def text(response):
    return main_words(response).replace("\xa0", " ")


def key_indicator(**fields):
    indicator = make.IndicatorFactory(
        **{"name": "Kävijät", "kind": "number", "unit": "hlö", "direction": "up", "is_key": True, **fields}
    )
    make.BenefitFactory(indicators=[indicator])
    return indicator


def year(number):
    return {"period_start": date(number, 1, 1), "period_end": date(number, 12, 31)}


def revision_of(observation, value):
    return ProposedObservation.objects.create(
        indicator=observation.indicator,
        origin="statistics",
        period_start=observation.period_start,
        period_end=observation.period_end,
        value=value,
        source="Tilastokeskus",
        retrieved_at=RETRIEVED,
        revises=observation,
    )


def compared(indicator, name, value, number=2022):
    return ComparisonValue.objects.create(
        indicator=indicator, area=name[:20], area_name=name, value=value, retrieved_at=RETRIEVED, **year(number)
    )


@pytest.fixture
def indicator():
    """Baseline 100, adopted 120 by the council, now 110; measured 104 and 107."""
    indicator = key_indicator()
    make.BaselineFactory(indicator=indicator, value=100, **year(2021))
    adopted = make.TargetFactory(indicator=indicator, year=2025, low=120, words="120")
    make.TargetFactory(
        indicator=indicator, year=2025, low=110, replaces=adopted, reason="Tehdas suljettiin.", origin="entered"
    )
    make.ObservationFactory(indicator=indicator, value=104, **year(2022))
    make.ObservationFactory(
        indicator=indicator, value=107, source="Tilastokeskus", retrieved_at=RETRIEVED, is_provisional=True
    )
    return indicator


@pytest.fixture
def coordinator():
    client = Client()
    client.force_login(make.UserFactory(role="coordinator", last_seen_on=date(2023, 8, 10)))
    return client


@pytest.fixture
def answerer(indicator):
    """A holder of the post that answers for the indicator."""
    client = Client()
    client.force_login(make.PositionHolderFactory(post=indicator.answering_post).user)
    return client


# --- the list --------------------------------------------------------------------------------------------------------
def test_a_line_of_the_table_tells_where_from_where_to_and_where_now(client, indicator):
    (row,) = parsed(client.get(url("indicator-list"))).find(".//main//tbody")
    assert [words(cell).replace("\xa0", " ") for cell in row] == [
        "Kävijät",
        str(indicator.benefits.get().name),
        "100 hlö 2021",
        "vähintään 110 hlö 2025 hyväksyttäessä 120 hlö",
        "107 hlö 1.1.–30.6.2023, ennakkotieto Tilastokeskus, haettu 29.5.2026",
        "",
        "↑ Suurempi on parempi",
    ]
    (chart,) = with_class(row, "small-chart")
    assert chart.get("aria-hidden") == "true"  # the cells beside it say the same


def test_a_card_says_in_a_sentence_what_its_chart_shows(client, indicator):
    (card,) = with_class(parsed(client.get(url("indicator-list") + "?nakyma=kaaviot")), "key-figure")
    assert (
        "Kävijät: luku nousi lähtötasosta 100 hlö tasolle 107 hlö; tavoitetaso vähintään 110 hlö, etäisyys pieneni. "
        "Hyväksyttäessä tavoitetaso oli 120 hlö. Viimeisin tieto on ennakkotieto."
    ) in words(card).replace("\xa0", " ")


def test_the_same_indicators_as_charts_have_their_own_address_and_their_sentence_in_words(client, indicator):
    key_indicator(name="Tuntematon")
    page = parsed(client.get(url("indicator-list") + "?nakyma=kaaviot"))
    cards = with_class(page, "key-figure")
    assert [words(card.find("h3")) for card in cards] == ["Kävijät", "Tuntematon"]
    assert "etäisyys pieneni" in words(cards[0]) and len(with_class(cards[0], "small-chart")) == 1
    assert "Tuntematon: ei vielä mittaustietoa; tavoitetasoa ei ole asetettu." in words(cards[1])
    assert with_class(cards[1], "small-chart") == []
    tabs = [(words(tab), tab.get("aria-current")) for tab in with_class(page, "tabs__link")]
    assert tabs == [("Taulukkona", None), ("Kaavioina", "page")]


def test_a_changed_figure_is_read_at_once(client, indicator):
    other = key_indicator(name="Toinen")
    assert "107 hlö" in text(client.get(url("indicator-list")))
    make.ObservationFactory(
        indicator=indicator, value=108, corrects=indicator.observations.get(value=107), reason="Tarkentui"
    )
    other.name_fi = "Uusi nimi"
    other.save()
    told = text(client.get(url("indicator-list")))
    assert "108 hlö" in told and "107 hlö" not in told and "Uusi nimi" in told and "Toinen" not in told


def test_the_table_is_read_in_the_language_of_its_address(client, indicator):
    assert "Suurempi on parempi" in text(client.get(url("indicator-list")))
    assert "Suurempi on parempi" not in text(client.get("/sv" + url("indicator-list")))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("view", ["", "?nakyma=kaaviot"])
def test_the_public_list_costs_nine_statements(client, django_assert_max_num_queries, number, view):
    for _row in range(number):
        indicator = key_indicator()
        make.BaselineFactory(indicator=indicator)
        old = make.TargetFactory(indicator=indicator)
        make.TargetFactory(indicator=indicator, low=11, replaces=old, reason="Syy")
        make.ObservationFactory.create_batch(1, indicator=indicator)
    with django_assert_max_num_queries(9):
        page = client.get(url("indicator-list") + view)
    assert page.content.decode().count('class="small-chart"') == number


# --- the page of one -------------------------------------------------------------------------------------------------
def test_attainment_is_told_against_the_present_and_the_adopted_level(client, indicator):
    page = text(client.get(url("indicator-detail", indicator.pk)))
    assert "Tavoitetaso nyt vähintään 110 hlö 2025 70 % matkasta tavoitetasolle." in page
    assert "Tavoitetaso hyväksyttäessä 120 hlö 2025 35 % matkasta tavoitetasolle." in page
    assert "Tehdas suljettiin." in page
    assert "Tasaisella tahdilla luku olisi 30.6.2023 ollut 104 hlö: ollaan edellä." in page


def test_the_adopted_level_is_the_one_that_the_bodies_of_its_goals_decided(client):
    indicator = key_indicator()
    goal = make.GoalFactory(binding_level="KV")
    make.MeasureLineFactory(goal=goal, indicator=indicator)
    board, council = make.DecisionFactory(body="KH"), make.DecisionFactory(body="KV")
    first = make.TargetFactory(indicator=indicator, year=2025, low=50, decision=board, origin="decision")
    second = make.TargetFactory(
        indicator=indicator, year=2025, low=60, decision=council, origin="decision", replaces=first
    )
    make.TargetFactory(indicator=indicator, year=2025, low=55, replaces=second, reason="Syy", origin="entered")
    for name in ("indicator-list", "indicator-detail"):
        page = text(client.get(url(name, *([indicator.pk] if name.endswith("detail") else []))))
        assert "vähintään 60 hlö" in page and "vähintään 55 hlö" in page, name
    assert "Tavoitetaso hyväksyttäessä vähintään 60 hlö" in page


def test_a_corrected_figure_is_struck_through_with_what_corrected_it_and_why(client, coordinator, indicator):
    wrong = indicator.observations.get(value=104)
    make.ObservationFactory(indicator=indicator, value=105, corrects=wrong, reason="Laskuvirhe", **year(2022))
    page = client.get(url("indicator-detail", indicator.pk))
    (struck,) = parsed(page).iterfind(".//main//td//del")
    assert words(struck) == "104 hlö"
    assert "104 hlö oikaistu: 105 hlö" in text(page) and "Oikaisun syy: Laskuvirhe" in text(page)
    worked_on = text(coordinator.get(url("indicator-detail", indicator.pk)))
    assert (worked_on.count("Oikaise "), worked_on.count("Lisää näyttö")) == (3, 3)  # the one in force, not the struck


def test_the_public_sees_no_correction_that_a_review_made(client, reader, indicator):
    told = indicator.observations.get(value=104)
    posted = make.ObservationFactory(indicator=indicator, value=777, corrects=told, reason="Katsaus", **year(2022))
    make.FigureFactory(round=make.RoundFactory(year=2023), indicator=indicator, observation=posted)
    address = url("indicator-detail", indicator.pk)
    assert "777" not in text(client.get(address)) and "104 hlö" in text(client.get(address))
    assert list(parsed(client.get(address)).iterfind(".//main//td//del")) == []
    assert "104 hlö oikaistu: 777 hlö" in text(reader.get(address))
    make.ObservationFactory(indicator=indicator, value=106, corrects=posted, reason="Tarkistus", **year(2022))
    values = readable_observations(NO_RIGHTS).filter(indicator=indicator, period_end=date(2022, 12, 31))
    assert [row.value for row in values] == [104]  # what was put right in it waits for the review as well


def test_evidence_and_what_the_source_has_changed_are_for_those_who_have_signed_in(client, reader, indicator):
    observation = indicator.observations.get(value=107)
    for title in ("Selvitys", "Pöytäkirja"):
        observation.evidence.add(make.EvidenceFactory(title=title))
    revision_of(observation, 108)
    address = url("indicator-detail", indicator.pk)
    assert "Selvitys" not in text(client.get(address)) and "Lähde on muuttanut" not in text(client.get(address))
    page = text(reader.get(address))
    assert page.count("107 hlö 2023") == 0 and "Selvitys" in page and "Pöytäkirja" in page
    assert "Lähde on muuttanut lukua: 108 hlö (Tilastokeskus, haettu 29.5.2026)" in page


def test_working_pages_are_linked_for_those_who_may_use_them(client, reader, answerer, coordinator, indicator):
    address = url("indicator-detail", indicator.pk)
    deeds = {
        "reader": (reader, []),
        "public": (client, []),
        "answerer": (answerer, ["Kirjaa luku", "Ehdota tavoitetasoa"]),
        "coordinator": (coordinator, ["Kirjaa luku", "Muuta tavoitetasoa"]),
    }
    for who, (browser, wanted) in deeds.items():
        page = parsed(browser.get(address)).find(".//main")
        found = [words(link) for link in with_class(page, "hds-button--small")]
        assert found == wanted, who
        assert ("Oikaise" in words(page)) == bool(wanted), who
        assert all(link.get("href") for link in with_class(page, "hds-button--small")), who


def test_an_open_proposal_is_shown_to_those_who_have_signed_in(client, reader, indicator):
    post = make.PositionFactory(title="Museonjohtaja")
    make.TargetProposalFactory(indicator=indicator, year=2025, low=105, words="", reason="Katto vuotaa.", post=post)
    make.TargetProposalFactory(indicator=indicator, year=2026, low=99, words="", reason="Toinen syy.", post=post)
    address = url("indicator-detail", indicator.pk)
    assert "Katto vuotaa." not in text(client.get(address))
    page = text(reader.get(address))
    assert page.count("Ehdotettu tavoitetaso:") == 2
    assert "vähintään 105 hlö (2025) Katto vuotaa. Museonjohtaja" in page


def test_other_areas_stand_beside_the_city_in_a_table_and_in_the_chart(client, indicator):
    for number in (2021, 2022):
        compared(indicator, "Koko maa", 90 + number % 10, number)
    compared(indicator, "Lappi", 95)
    page = client.get(url("indicator-detail", indicator.pk))
    assert "Kemi 107 hlö" in text(page) and "Koko maa 92 hlö 2022" in text(page) and "Lappi 95 hlö 2022" in text(page)
    (chart,) = with_class(parsed(page), "indicator-chart")
    assert {"Koko maa", "Lappi"} <= {element.text for element in chart.iter("text")}


def test_a_ratio_names_what_it_is_calculated_from(client):
    part, whole = make.IndicatorFactory(name="Palveluissa"), make.IndicatorFactory(name="Työttömät")
    ratio = key_indicator(name="Aktivointiaste", numerator=part, denominator=whole)
    page = client.get(url("indicator-detail", ratio.pk))
    assert "Palveluissa ÷ Työttömät × 100" in text(page)
    assert {url("indicator-detail", part.pk), url("indicator-detail", whole.pk)} <= links(page)


def test_the_chart_says_its_sentence_first_and_the_same_figures_stand_as_a_table(client, indicator):
    make.ObservationFactory(indicator=indicator, value=102, period_start=date(2022, 1, 1), period_end=date(2022, 6, 30))
    page = parsed(client.get(url("indicator-detail", indicator.pk)))
    (chart,) = with_class(page, "indicator-chart")
    assert (chart[0].tag, chart.get("role")) == ("title", "img")
    assert chart[0].text.startswith("Kävijät: luku nousi")
    legend = [words(row) or "".join(row.itertext()) for row in chart.iter("g")]
    assert [row.strip().replace("\xa0", " ") for row in legend] == [
        "Toteuma",
        "Toteuma, ennakkotieto",
        "Lähtötaso 100 hlö",
        "Tavoitetaso vähintään 110 hlö",
        "Hyväksyttäessä 120 hlö",
    ]
    assert "Mitatut arvot, uusin ensin" in words(page.find(".//main"))


def test_nothing_measured_says_so_and_draws_nothing(client):
    indicator = key_indicator(kind="link", direction="unset", name="Kouluterveyskysely")
    page = client.get(url("indicator-detail", indicator.pk))
    assert "Kouluterveyskysely: ei vielä mittaustietoa; tavoitetasoa ei ole asetettu." in text(page)
    assert with_class(parsed(page), "indicator-chart") == []


def test_a_trend_is_told_with_its_uncertainty(client):
    indicator = key_indicator()
    make.BaselineFactory(indicator=indicator, value=10, **year(2017))
    make.TargetFactory(indicator=indicator, year=2025, low=20)
    for number in range(2018, 2023):
        make.ObservationFactory(indicator=indicator, value=number - 2007, **year(number))
    page = text(client.get(url("indicator-detail", indicator.pk)))
    assert "Jos havaintojen suunta jatkuu, luku on 31.12.2025 todennäköisesti" in page
    assert "Suunta ei vie tavoitetasolle." in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_one_costs_twelve_statements_with_everything_on_it(reader, django_assert_max_num_queries, number):
    post = make.PositionFactory()
    parent, part, whole = make.IndicatorFactory.create_batch(3)
    indicator = key_indicator(answering_post=post, parent=parent, numerator=part, denominator=whole)
    for row in range(number):
        observation = make.ObservationFactory(indicator=indicator, **year(2010 + row))
        observation.evidence.add(make.EvidenceFactory(), make.EvidenceFactory())
        revision_of(observation, 3)
        compared(indicator, f"Alue {row}", 3)
        make.TargetProposalFactory(indicator=indicator, year=2030 + row, post=post)
        old = make.TargetFactory(indicator=indicator, year=2030 + row, decision=make.DecisionFactory())
        make.TargetFactory(indicator=indicator, year=2030 + row, low=11, replaces=old, reason="Syy")
        make.MeasureLineFactory(indicator=indicator)
        make.ObservationFactory(indicator=make.IndicatorFactory(parent=indicator))
    with django_assert_max_num_queries(MOST_QUERIES):
        page = reader.get(url("indicator-detail", indicator.pk))
    assert page.content.decode().count("Näytöt") >= number and text(page).count("Ehdotettu tavoitetaso:") == number


def test_a_page_has_each_observation_once_whatever_its_evidence(reader, indicator):
    observation = indicator.observations.get(value=104)
    observation.evidence.add(make.EvidenceFactory(), make.EvidenceFactory())
    rows = indicator_page(rights_of(reader.user), indicator.pk).observations
    assert [row.level.words.words.replace("\xa0", " ") for row in rows] == ["107 hlö", "104 hlö", "100 hlö"]
    assert [len(row.evidence) for row in rows] == [0, 2, 0]


# --- the chart as a file ---------------------------------------------------------------------------------------------
def test_the_chart_is_a_file_for_everybody(client, indicator):
    answer = client.get(url("indicator-chart", indicator.pk))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Content-Disposition"] == 'attachment; filename="kavijat.svg"'
    tree = fromstring(answer.content)
    assert (tree.tag, tree.get("width")) == ("{http://www.w3.org/2000/svg}svg", "640")
    assert tree[0].text.startswith("Kävijät: luku nousi")


def test_there_is_no_chart_of_what_is_not_known_or_not_public(client, indicator):
    draft = make.IndicatorFactory()
    make.BenefitFactory(strategy=make.StrategyFactory(state="draft"), indicators=[draft])
    make.ObservationFactory(indicator=draft)
    unknown = key_indicator(name="Tuntematon")
    for pk in (draft.pk, unknown.pk, 999999):
        assert client.get(url("indicator-chart", pk)).status_code == 404


def test_the_values_of_a_scale_are_drawn_up_to_its_end(client):
    indicator = key_indicator(kind="scale", scale_maximum=Decimal(5), unit="", decimals=0)
    make.BaselineFactory(indicator=indicator, value=3, words="3/5")
    make.TargetFactory(indicator=indicator, low=5, words="5/5")
    tree = fromstring(client.get(url("indicator-chart", indicator.pk)).content)
    scale = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert scale[:3] == ["3", "4", "5"]


# --- what counts as the latest, and as this year's
def test_a_whole_years_sum_of_last_year_is_not_this_years_attainment(client):
    indicator = key_indicator(name="Tapahtumat", kind="rate", unit="krt", accumulates=True)
    make.TargetFactory(indicator=indicator, year=2023, low=4)
    make.ObservationFactory(indicator=indicator, value=16, **year(2022))
    page = text(client.get(url("indicator-detail", indicator.pk)))
    assert "Tapahtumat: viimeisin tieto 16 krt on muulta kuin arvioitavalta vuodelta; tavoitetaso" in page
    assert "Arvioitavalta vuodelta ei ole vielä mittaustietoa." in page and "400" not in page
    make.ObservationFactory(indicator=indicator, value=2)
    assert "50 % tavoitetasosta." in text(client.get(url("indicator-detail", indicator.pk)))


@pytest.mark.parametrize(("frequency", "latest"), [("monthly", "9 hlö"), ("unknown", "30 hlö"), ("yearly", "60 hlö")])
def test_months_do_not_share_a_line_with_half_years(client, frequency, latest):
    indicator = key_indicator(frequency=frequency)
    make.ObservationFactory(indicator=indicator, value=60, **year(2021))
    make.ObservationFactory(indicator=indicator, value=30)
    for month in range(1, 7):
        start, end = date(2023, month, 1), date(2023, month, 28 if month == 2 else 30 if month in (4, 6) else 31)
        make.ObservationFactory(indicator=indicator, value=month + 3, period_start=start, period_end=end)
    for month in range(1, 13):
        start, end = date(2022, month, 1), date(2022, month, 28)
        make.ObservationFactory(indicator=indicator, value=1, period_start=start, period_end=end)
    (row,) = parsed(client.get(url("indicator-list"))).find(".//main//tbody")
    assert words(row[4]).replace("\xa0", " ").startswith(latest)
    page = client.get(url("indicator-detail", indicator.pk))
    assert "60 hlö" in text(page) and "30 hlö" in text(page) and "9 hlö" in text(page)


def test_the_terms_of_a_fetched_figure_stand_with_its_source(client, indicator):
    fetched = {"source": "Tilastokeskus", "licence": "CC BY 4.0", "retrieved_at": RETRIEVED}
    make.ObservationFactory(
        indicator=indicator, value=109, period_start=date(2023, 7, 1), period_end=date(2023, 12, 31), **fetched
    )
    ComparisonValue.objects.create(
        indicator=indicator, area="SSS", area_name="Koko maa", value=5, **year(2022), **fetched
    )
    told = "Tilastokeskus, haettu 29.5.2026, CC BY 4.0"
    assert told in text(client.get(url("indicator-list")))
    page = text(client.get(url("indicator-detail", indicator.pk)))
    assert f"Koko maa 5 hlö 2022 {told}" in page and f"Lähde: {told}" in page


def test_the_citys_own_name_in_the_comparison_is_a_setting(client, indicator, settings):
    settings.CITY_NAME = "Tornio"
    compared(indicator, "Koko maa", 5)
    assert "Tornio 107 hlö" in text(client.get(url("indicator-detail", indicator.pk)))
