"""Search: what everybody finds and only the coordinator, how the index follows, what odd queries cost."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.models import OtherPlan, Strategy
from kemistrategy.history import save_with_history
from reporting.models import Review, SearchMark, SearchRow
from reporting.operations import publishing, rendering
from reporting.operations.search import FOLLOWED, refresh_search
from reporting.queries.search import MOST_HITS, STAMP
from reporting.queries.search_kinds import KINDS
from reporting.queries.search_rows import GATHERED
from tests import factories as make
from tests.reporting.pages import links, main_words, planned_action, url, words
from tests.reporting.published import closed_city, quick_render
from tests.reporting.tables_read import read_tables, tables_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def found(client, typed, prefix="", **chosen):
    return client.get(prefix + url("search"), {"q": typed, **chosen})


def search(client, typed, prefix="", **chosen):
    return main_words(found(client, typed, prefix, **chosen))


def marked(response):
    return [unescape(words) for words in re.findall(r"<mark>(.*?)</mark>", response.content.decode())]


@pytest.fixture
def coordinator():
    client = Client()
    client.force_login(make.UserFactory(role="coordinator"))
    return client


# --- what is found
def test_every_word_is_needed_and_finnish_letters_have_no_case(client):
    make.GoalFactory(title="Älykäs ÄLYKKÖ ja meri")
    make.ProjectFactory(name="Meri lähelle")
    refresh_search()
    assert "Älykäs ÄLYKKÖ ja meri" in search(client, "älykkö MERI")
    assert "Meri lähelle" not in search(client, "älykkö MERI")
    shown = search(client, "meri")
    assert shown.index("Älykäs") < shown.index("Meri lähelle"), "equally good: goals before projects"


def test_equally_good_hits_are_in_finnish_order(client):
    for name in ("Öljy haku", "Zeta haku", "Ääni haku", "Åland haku", "alku haku"):
        make.ProjectFactory(name=name)
    refresh_search()
    shown = search(client, "haku").split("Projektit")[-1]
    names = re.findall(r"(\S+) haku", shown)
    assert [name for name in names if name[0].isalpha()] == ["alku", "Zeta", "Åland", "Ääni", "Öljy"]


def test_the_readers_language_and_finnish(client):
    make.GoalFactory(title_fi="Vihreä kaupunki", title_sv="En grön stad")
    make.GoalFactory(title_fi="Vihreä niemi", title_sv="")
    refresh_search()
    assert "En grön stad" in search(client, "gröna", "/sv")
    assert "En grön stad" in search(client, "vihreä", "/sv")
    assert '<a class="hit__title" href="/sv/tavoitteet/' in found(client, "niemi", "/sv").content.decode()
    assert 'lang="fi"' in found(client, "niemi", "/sv").content.decode()
    assert "Vihreä kaupunki" not in search(client, "grön")


def the_world():
    """Of each kind one thing: (kind, what is searched, what then stands on the page)."""
    strategy = make.StrategyFactory(name="Merenkurkun strategia", vision="Visiona aurinko")
    make.TextBlockFactory(strategy=strategy, heading="Otsikko", adopted_text="Hyväksytty ahvenlause")
    theme = make.ThemeFactory(strategy=strategy, name="Teemana hauki")
    make.TextBlockFactory(strategy=None, theme=theme, heading="Kuhaotsikko")
    make.FocusAreaFactory(theme=theme, name="Lahnan painopiste")
    plan = make.PlanFactory(strategy=strategy, title="Siikasuunnitelma")
    goal = make.GoalFactory(strategy=strategy, themes=[theme], title="Särkitavoite")
    action = make.ActionFactory(title="Muikkutoimi")
    line = {"plan": plan, "goal": goal, "action": action}
    make.PlanLineFactory(**line, words="Taimensanat painettuina", owners_text="Nahkiaispäällikkö")
    make.MilestoneFactory(action=action, title="Madevaihe")
    indicator = make.IndicatorFactory(name="Ankeriasmittari", definition="Kuinka monta kampelaa")
    make.MeasureLineFactory(**line, indicator=indicator, words="Nieriöitä enemmän")
    make.TargetFactory(indicator=indicator, low=4321)
    make.BenefitFactory(strategy=strategy, name="Hyötynä harjus", indicators=[indicator])
    unit = make.OrgUnitFactory(name="Kivennuoliaisten toimiala")
    project = make.ProjectFactory(strategy=strategy, name="Silakkaprojekti", outcome="Lopputulemana salakka")
    make.ProjectUnitFactory(project=project, unit=unit, words="Kilohaili kuten painettu")
    card = make.DepartmentCardFactory(strategy=strategy, unit=unit)
    make.TextBlockFactory(strategy=None, card=card, heading="Roolimme", summary="Arjen rapulause")
    make.CardThemeLineFactory(card=card, theme=theme, text="Teemarivinä kuore")
    make.RolloutStageFactory(card=card, name="Vaiheena suutari")
    make.PositionFactory(title="Turpavastaava")
    make.ChallengePointFactory(
        challenge=make.ChangeChallengeFactory(strategy=strategy, title="Haasteena seipi"), text="Kohtana toutain"
    )
    make.SwotItemFactory(strategy=strategy, text="Vahvuutena vimpa", quadrant="external-strengths")
    make.CommunicationLineFactory(strategy=strategy, name="Viestintä", text="Rivinä ruutana")
    OtherPlan.objects.create(strategy=strategy, name_fi="Säynävästrategia")
    make.DecisionFactory(title="Päätös karpista", section="45", case_number="KEMI/77")
    make.SdgGoalFactory(number=14, name="Vedenalaista elämää")
    return [
        ("strategy", "merenkurkun", "Merenkurkun strategia"),
        ("strategy", "aurinko", "Visiona aurinko"),
        ("strategy_text", "ahvenlause", "Hyväksytty ahvenlause"),
        ("theme", "hauki", "Teemana hauki"),
        ("theme", "kuhaotsikko", "Kuhaotsikko"),
        ("focus_area", "lahnan", "Lahnan painopiste"),
        ("goal", "särkitavoite", "Särkitavoite"),
        ("action", "muikkutoimi", "Muikkutoimi"),
        ("action", "taimensanat", "Taimensanat painettuina"),
        ("action", "nahkiaispäällikkö", "Nahkiaispäällikkö"),
        ("action", "madevaihe", "Madevaihe"),
        ("action", "nieriöitä", "Nieriöitä enemmän"),
        ("indicator", "nieriöitä", "Nieriöitä enemmän"),
        ("indicator", "kampelaa", "Kuinka monta kampelaa"),
        ("indicator", "4321", "4 321"),
        ("benefit", "harjus", "Hyötynä harjus"),
        ("project", "silakkaprojekti", "Silakkaprojekti"),
        ("project", "salakka", "Lopputulemana salakka"),
        ("project", "kilohaili", "Kilohaili kuten painettu"),
        ("unit", "kivennuoliaisten", "Kivennuoliaisten toimiala"),
        ("unit", "rapulause", "Arjen rapulause"),
        ("unit", "kuore", "Teemarivinä kuore"),
        ("rollout", "suutari", "Vaiheena suutari"),
        ("post", "turpavastaava", "Turpavastaava"),
        ("plan", "siikasuunnitelma", "Siikasuunnitelma"),
        ("plan", "taimensanat", "Taimensanat painettuina"),
        ("challenge", "seipi", "Haasteena seipi"),
        ("challenge", "toutain", "Kohtana toutain"),
        ("swot", "vimpa", "Vahvuutena vimpa"),
        ("communication", "ruutana", "Rivinä ruutana"),
        ("other_plan", "säynävästrategia", "Säynävästrategia"),
        ("decision", "karpista", "Päätös karpista"),
        ("decision", "KEMI/77", "KEMI/77"),
        ("sdg", "vedenalaista", "Vedenalaista elämää"),
        ("sdg", "SDG", "Vedenalaista elämää"),
        ("sdg", "sdg 14", "Vedenalaista elämää"),
    ]


def test_everything_with_a_page_is_found_and_stands_there(client):
    asked = the_world()
    refresh_search()
    missing = []
    for kind, typed, told in asked:
        addresses = re.findall(r'class="hit__title" href="([^"]+)"', found(client, typed, laji=kind).content.decode())
        pages = [words(client.get(unescape(address))).replace("\u202f", " ") for address in addresses]
        if not any(told.replace("\u202f", " ") in page.replace("\u00a0", " ") for page in pages):
            missing.append((kind, typed, addresses))
    assert missing == []
    assert {kind for kind, _typed, _told in asked} == set(KINDS) - {"report"}


def test_a_swot_line_leads_to_its_list(client):
    make.SwotItemFactory(text="Merellisyys ja saaristo", quadrant="external-strengths")
    refresh_search()
    assert url("swot-detail", "external-strengths") in links(found(client, "merellisyys"))


def test_words_are_marked_and_html_stays_text(client):
    goal = make.GoalFactory(title='Vahva <b>meri</b> & "saaristo"')
    make.MeasureLineFactory(goal=goal, plan=make.PlanFactory(strategy=goal.strategy), words="<script>meri</script> 5")
    refresh_search()
    page = found(client, "merellä saaristo <b>")
    assert set(marked(page)) >= {"meri", "saaristo"}
    assert "<b>" not in page.content.decode() and "<script>meri" not in page.content.decode()
    assert "Vahva &lt;" in page.content.decode()


# --- when nothing fits
def test_a_mistyped_word_is_found_and_the_right_one_offered(client):
    make.GoalFactory(title="Kaupunki kutsuu")
    refresh_search()
    page = found(client, "kaupnuki")
    assert "Sanaa ”kaupnuki” ei löytynyt. Haettiin myös: kaupunki." in main_words(page)
    assert "Kaupunki kutsuu" in main_words(page)
    assert f"{url('search')}?q=kaupunki" in links(page)


def test_when_no_page_has_all_the_words_those_with_most_are_shown(client):
    make.GoalFactory(title="Uimahalli ja kirjasto")
    make.GoalFactory(title="Pelkkä uimahalli")
    refresh_search()
    shown = search(client, "uimahalli kirjasto avaruusasema")
    assert "Millään sivulla ei ole kaikkia hakusanoja" in shown
    assert "Uimahalli ja kirjasto" in shown and "Pelkkä uimahalli" not in shown


def test_nothing_found_helps_on(client):
    refresh_search()
    page = found(client, "xyzzyxyzzy")
    assert "Ei osumia haulla ”xyzzyxyzzy”" in main_words(page)
    assert url("goal-list") in links(page)
    assert url("goal-list") in links(found(client, ""))
    assert "Inga träffar på ”xyzzyxyzzy”" in search(client, "xyzzyxyzzy", "/sv")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "%",
        "_",
        "'",
        '"><b>',
        "\x00\x01",
        "a" * 5000,
        "ä " * 300,
        "\u202f",
        "\\",
        "100%",
        "-",
        "\ud83d\ude00",
    ],
)
def test_odd_queries(client, typed, django_assert_max_num_queries):
    make.GoalFactory(title="Aivan muuta")
    refresh_search()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url("search"), {"q": typed.encode("utf-8", "replace")})
    assert page.status_code == 200 and "<b>" not in page.content.decode()
    assert "Aivan muuta" not in main_words(page)


# --- many hits
def test_many_hits_are_shared_by_kind_and_one_kind_has_pages(client):
    strategy = make.StrategyFactory(name="Meren strategia")
    for number in range(MOST_HITS + 5):
        make.GoalFactory(strategy=strategy, title=f"Meri {number:03}")
    make.ProjectFactory(strategy=strategy, name="Meriprojekti")
    refresh_search()
    page = found(client, "meri")
    shown = page.content.decode()
    assert f"{MOST_HITS + 7} osumaa haulla ”meri”" in main_words(page)
    assert shown.count('class="hit__title"') <= MOST_HITS and "Meriprojekti" in main_words(page)
    assert f"{url('search')}?q=meri&laji=goal" in links(page)
    one = found(client, "meri", laji="goal")
    assert one.content.decode().count('class="hit__title"') == MOST_HITS and "Sivu 1 / 2" in main_words(one)
    assert "Meri 054" in search(client, "meri", laji="goal", sivu="2")
    for odd in ({"sivu": "99999"}, {"sivu": "-1"}, {"sivu": "abc"}, {"sivu": "²"}):
        assert "Meri 0" in search(client, "meri", laji="goal", **odd)
    assert "Meriprojekti" in search(client, "meri", laji="'; drop")
    assert len(shown) < 60_000


def test_one_hit_and_many_cost_the_same(client, reader, django_assert_max_num_queries):
    make.GoalFactory(title="Meri ja taivas")
    counts = {client: [], reader: []}
    for _more in range(2):
        refresh_search()
        for browser, asked in counts.items():
            with django_assert_max_num_queries(MOST_QUERIES) as queries:
                found(browser, "meri taivas")
            asked.append(len(queries))
        for _row in range(3):
            make.GoalFactory(title="Meri ja taivas")
            make.ProjectFactory(name="Meri ja taivas")
    assert [asked[0] - asked[1] for asked in counts.values()] == [0, 0]


# --- who finds what
def test_what_is_drafted_is_the_coordinators_alone(client, reader, coordinator):
    draft = make.StrategyFactory(state="draft", name="Uusi strategia")
    make.GoalFactory(strategy=draft, title="Salainen tavoite")
    action = planned_action()
    drafted = make.PlanFactory(strategy=action.plan_lines.get().plan.strategy, state="draft", year=2031)
    line = {"plan": drafted, "goal": action.plan_lines.get().goal, "action": action}
    make.PlanLineFactory(**line, words="Luonnoksen salaisuus")
    refresh_search()
    for browser in (client, reader):
        for typed in ("salainen", "salaisuus", "salaisuux"):
            shown = search(browser, typed)
            assert "Salainen tavoite" not in shown and action.title not in shown
            assert "Haettiin myös" not in shown, "a draft's words are not offered either"
    assert "Salainen tavoite" in search(coordinator, "salainen")
    assert action.title in search(coordinator, "salaisuus")
    shown = found(coordinator, action.title, laji="action").content.decode()
    assert shown.count(f'href="{url("action-detail", action.pk)}"') == 1, "once, not once more for the draft"


def test_what_ceases_to_be_public_is_hidden_at_once(client, coordinator):
    goal = make.GoalFactory(title="Hetken julkinen")
    refresh_search()
    assert "Hetken julkinen" in search(client, "hetken")
    Strategy.objects.filter(pk=goal.strategy_id).update(state="draft")
    assert "Hetken julkinen" not in search(client, "hetken")
    assert "Hetken julkinen" not in search(Client(), "hetken julkinen")


def test_an_adopted_plan_is_found_after_the_next_look(client, coordinator):
    plan = make.PlanFactory(title="Tuore suunnitelma", state="draft")
    refresh_search()
    assert "Tuore suunnitelma" not in search(client, "tuore")
    plan.state = "adopted"
    save_with_history(plan, by=None, reason="adopted")
    refresh_search()
    assert "Tuore suunnitelma" in search(client, "tuore")


def make_review(cast):
    Review.objects.create(
        round=cast.round, kind="city_manager", text="Kaupunginjohtajan syvämietteet vuodesta", is_ready=True
    )


def test_published_words_are_found_and_unpublished_are_not(client, reader, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(rendering, "render", quick_render)
    settings.MEDIA_ROOT = tmp_path
    cast = closed_city()
    make_review(cast)
    publication = publishing.publish_report(cast.round.pk, languages=("fi", "sv"), by=cast.coordinator)
    publishing.make_publication(pk=publication.pk)
    spoken = cast.certify.entries.get(round=cast.round).public_text
    entry = make.EntryFactory(round=make.RoundFactory(year=2024), action=cast.silent, sent=True)
    entry.public_text = "Julkaisematon sanoma"
    entry.save()
    refresh_search()
    assert url("action-detail", cast.certify.pk) in links(found(client, spoken, laji="action"))
    assert url("report-detail", cast.slug) in links(found(client, "kaupunginjohtajan syvämietteet", laji="report"))
    for browser in (client, reader):
        assert "Julkaisematon sanoma" not in search(browser, "julkaisematon")


# --- the index
def test_the_index_follows_and_costs_one_query_when_nothing_changed(client, django_assert_num_queries):
    goal = make.GoalFactory(title="Vanha nimi")
    assert refresh_search() > 0
    with django_assert_num_queries(1):
        assert refresh_search() == 0
    goal.title_fi = "Uudenlainen otsikko"
    save_with_history(goal, by=None, reason="renamed")
    assert refresh_search() == 3, "one thing in three languages"
    assert "Uudenlainen otsikko" in search(client, "uudenlainen")
    assert "Ei osumia" in search(client, "vanha nimi")
    item = make.SwotItemFactory(text="Poistettava rivi")
    refresh_search()
    item.delete()
    assert "Poistettava rivi" not in search(client, "poistettava")
    refresh_search()
    assert not SearchRow.objects.filter(kind="swot").exists()


def test_a_row_of_history_with_a_smaller_number_is_seen_when_it_comes_later(client):
    """As on PostgreSQL, where two write at once and the one that began first commits last."""
    goal = make.GoalFactory(title="Ennen")
    later = goal.history.latest()
    later.pk, later.history_id = None, later.history_id + 50
    later.save()
    refresh_search()
    assert refresh_search() == 0
    type(goal).objects.filter(pk=goal.pk).update(title_fi="Myöhässä tullut")
    earlier = goal.history.latest()
    earlier.pk = earlier.history_id = earlier.history_id - 25
    earlier.save(force_insert=True)
    refresh_search()
    assert "Myöhässä tullut" in search(client, "myöhässä")


def test_whatever_a_kind_is_gathered_from_is_followed():
    """A table that is read and not followed would leave the index old until the next comparison of everything."""
    forgotten = {}
    for kind, gather in GATHERED.items():
        with CaptureQueriesContext(connection) as asked:
            list(gather())
        forgotten[kind] = read_tables(asked) - tables_of(apps.get_model(name) for name in FOLLOWED[kind])
    assert [(kind, tables) for kind, tables in forgotten.items() if tables] == []


def test_what_is_no_longer_measured_by_a_project_leaves_the_index(client):
    indicator = make.IndicatorFactory(name="Projektin mittari")
    project = make.ProjectFactory(strategy=make.StrategyFactory(state="draft"))
    project.indicators.add(indicator)
    refresh_search()
    assert "Projektin mittari" not in search(client, "mittari")
    project.strategy = make.StrategyFactory()
    save_with_history(project, by=None, reason="moved")
    refresh_search()
    assert "Projektin mittari" in search(client, "mittari")


def test_what_no_history_tells_is_found_by_the_comparison_of_everything(client):
    goal = make.GoalFactory(title="Ennen")
    refresh_search()
    type(goal).objects.filter(pk=goal.pk).update(title_fi="Historiatta muutettu")
    assert refresh_search() == 0
    call_command("refresh_search", stdout=None)
    assert "Historiatta muutettu" in search(client, "historiatta")


def test_the_second_of_two_at_once_leaves_the_work_to_the_first(monkeypatch):
    from reporting.operations import search as operation

    first = make.GoalFactory(title="Ensin")
    refresh_search()
    make.GoalFactory(title="Sitten", strategy=first.strategy)
    gathered = operation.GATHERED["goal"]

    def overtaken():
        yield from gathered()
        SearchMark.objects.filter(history=STAMP).update(number=1)  # the other has written

    monkeypatch.setitem(operation.GATHERED, "goal", overtaken)
    assert refresh_search() == 0
    assert not SearchRow.objects.filter(title="Sitten").exists()
    monkeypatch.undo()
    assert refresh_search() == 3


def test_new_rules_of_folding_make_every_word_anew(client):
    make.GoalFactory(title="Taitettu uudelleen")
    refresh_search()
    SearchMark.objects.filter(history="folding").update(number=0)
    assert refresh_search() >= 3
    assert refresh_search() == 0
    assert "Taitettu uudelleen" in search(client, "taitettu")


def test_a_huge_text_is_found_by_its_beginning_and_shown_in_part(client):
    strategy = make.StrategyFactory()
    make.TextBlockFactory(strategy=strategy, heading="Proosaa", adopted_text="Alkusana " + "pitkä teksti " * 20_000)
    refresh_search()
    page = found(client, "alkusana")
    assert "Alkusana pitkä teksti" in main_words(page) and len(page.content) < 60_000


def test_an_empty_database_and_an_index_that_is_not_made_yet(client):
    assert "Ei osumia" in search(client, "mitä tahansa")
    refresh_search()
    assert "Ei osumia" in search(client, "mitä tahansa")
