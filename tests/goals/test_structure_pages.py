"""The coordinator's pages of a strategy's structure: the outline, forms that keep what was typed, and the order."""

import pytest
from django.urls import reverse

from goals.models import Goal, Strategy, Theme
from goals.operations.edit_conflicts import version_of
from tests import factories as make

from .pages import main_words


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def draft(db):
    return make.StrategyFactory(name="Kemi 2030", slug="kemi-2030", state=Strategy.State.DRAFT)


def part(name, strategy, kind, pk=None):
    return reverse(f"goals:{name}", args=[strategy.slug, kind, *([pk] if pk else [])])


def outline(strategy):
    return reverse("goals:structure-outline", args=[strategy.slug])


def test_a_strategy_is_made_and_filled_page_by_page(client):
    page = client.get(reverse("goals:strategy-add"))
    typed = {name: field for name, field in page.context["form"].initial.items()} | {"name_fi": "Kemi 2030"}
    assert typed["theme_word_sv"] == "tema"
    made = client.post(reverse("goals:strategy-add"), typed, follow=True)
    assert "Luonnos on luotu" in main_words(made)
    strategy = Strategy.objects.get()
    theme = {"name_fi": "Viisas Kemi", "colour": "viisas"}
    client.post(part("part-add", strategy, "teemat"), theme)
    theme = Theme.objects.get()
    goal = {"title_fi": "Kemi <b>oppii</b>", "binding_level": "KV", "themes": [theme.pk]}
    added = client.post(f"{part('part-add', strategy, 'tavoitteet')}?teema={theme.pk}", goal | {"another": ""})
    assert added.url == f"{part('part-add', strategy, 'tavoitteet')}?teema={theme.pk}"
    client.post(f"{part('part-add', strategy, 'tekstit')}?teema={theme.pk}", {"heading_fi": "Kuvaus"})
    page = client.get(outline(strategy))
    for words in ("Viisas Kemi", "Kemi <b>oppii</b>", "Sitova valtuustoon nähden", "Kuvaus", "Ei mittareita"):
        assert words in main_words(page)
    home = main_words(client.get(reverse("goals:editing-home")))
    assert "Kemi 2030" in home and "Luonnos" in home


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_queries_with_1_and_3(client, draft, django_assert_max_num_queries, number):
    themes = make.ThemeFactory.create_batch(number, strategy=draft)
    for theme in themes:
        make.GoalFactory.create_batch(number, strategy=draft, themes=[theme])
        make.FocusAreaFactory(theme=theme)
        make.TextBlockFactory(strategy=None, theme=theme)
    make.BenefitFactory.create_batch(number, strategy=draft)
    make.PlanFactory.create_batch(number, strategy=draft)
    counts = []
    for address in (
        reverse("goals:editing-home"),
        outline(draft),
        part("part-edit", draft, "tavoitteet", Goal.objects.first().pk),
        reverse("goals:strategy-edit", args=[draft.slug]),
        reverse("goals:strategy-in-force", args=[draft.slug]),
    ):
        with django_assert_max_num_queries(12) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts == [6, 11, 10, 6, 7]


def test_what_is_refused_stays_in_the_form(client, draft):
    page = client.post(part("part-add", draft, "teemat"), {"name_fi": " ", "name_sv": "Kloka", "colour": "viisas"})
    html = page.content.decode()
    assert page.status_code == 422
    assert "<title>Virhe: " in html and "Tarkista vielä nämä kohdat" in html and "Kloka" in html
    for typed in ({"name_fi": "x" * 200_000}, {"name_fi": "x", "colour": "keltainen"}):
        assert client.post(part("part-add", draft, "teemat"), {"colour": "viisas"} | typed).status_code == 422
    assert not Theme.objects.exists()


def test_in_force_asks_on_what_the_change_rests(client):
    theme = make.ThemeFactory(name="Viisas")
    address = part("part-edit", theme.strategy, "teemat", theme.pk)
    typed = {"name_fi": "Viisaampi", "colour": "viisas", "version": version_of(theme)}
    refused = client.post(address, typed)
    assert (refused.status_code, "Kerro, mihin muutos perustuu" in main_words(refused)) == (422, True)
    client.post(address, typed | {"reason": "Nimi tarkennettiin."})
    theme.refresh_from_db()
    assert theme.name_fi == "Viisaampi"


def test_another_persons_words_stand_beside_ones_own(client, draft):
    theme = make.ThemeFactory(strategy=draft, name="Alku")
    address = part("part-edit", draft, "teemat", theme.pk)
    typed = {"colour": "viisas", "version": version_of(theme)}
    client.post(address, typed | {"name_fi": "Ensimmäisen"})
    page = client.post(address, typed | {"name_fi": "Toisen"})
    assert page.status_code == 409
    assert [(row.mine, row.theirs) for row in page.context["differences"]] == [("Toisen", "Ensimmäisen")]
    assert "Joku muu ehti tallentaa" in main_words(page)
    # what stands on the page now knows of the other's words, and may be saved over them
    again = client.post(address, typed | {"name_fi": "Toisen", "version": page.context["form"]["version"].value()})
    theme.refresh_from_db()
    assert (again.status_code, theme.name_fi) == (302, "Toisen")


def test_rows_move_without_a_script_and_with_one(client, draft):
    theme = make.ThemeFactory(strategy=draft)
    first, second = (make.GoalFactory(strategy=draft, title=title, themes=[theme]) for title in ("Eka", "Toka"))
    address = f"{part('part-move', draft, 'tavoitteet', second.pk)}?teema={theme.pk}"
    plain = client.post(address, {"to": "up"}, follow=True)
    assert plain.redirect_chain[0][0] == f"{outline(draft)}#tavoitteet-{theme.pk}-{second.pk}"
    assert "”Toka” on nyt kohdassa 1/2." in plain.content.decode()
    json = {"Accept": "application/json"}
    again = client.post(address, {"to": "up"}, headers=json).json()
    assert again == {"order": [second.pk, first.pk], "words": "”Toka” on jo ensimmäinen."}
    assert client.post(address, {"to": "2"}, headers=json).json()["order"] == [first.pk, second.pk]
    for nonsense in ("", "9", "²", "-1", "9" * 400):
        assert client.post(address, {"to": nonsense}, headers=json).status_code == 422
    assert client.post(part("part-move", draft, "tavoitteet", second.pk), {"to": "up"}).status_code == 404


def test_only_parts_of_this_strategy_are_here(client, draft):
    elsewhere = make.ThemeFactory()
    card_text = make.TextBlockFactory(strategy=None, card=make.DepartmentCardFactory(strategy=draft))
    for address in (
        part("part-edit", draft, "teemat", elsewhere.pk),
        part("part-edit", draft, "tekstit", card_text.pk),
        part("part-edit", draft, "tavoitteet", 9**18),
        f"{part('part-add', draft, 'tavoitteet')}?teema={elsewhere.pk}",
        f"{part('part-add', draft, 'tavoitteet')}?teema=x",
        reverse("goals:structure-outline", args=["ei-ole"]),
    ):
        assert client.get(address).status_code == 404, address


def test_removing_says_what_to_do_instead(client, draft):
    theme = make.ThemeFactory(strategy=draft)
    make.FocusAreaFactory(theme=theme)
    page = client.post(part("part-remove", draft, "teemat", theme.pk))
    assert (page.status_code, "painopisteet 1" in main_words(page)) == (422, True)
    theme.focus_areas.all().delete()
    assert client.post(part("part-remove", draft, "teemat", theme.pk)).url == outline(draft)
    assert client.post(reverse("goals:strategy-remove", args=[draft.slug])).url == reverse("goals:editing-home")
    assert not Strategy.objects.exists()


def test_a_first_plan_is_drafted_once(client, draft):
    unit, address = make.OrgUnitFactory(), reverse("goals:plan-add", args=[draft.slug])
    for _time in range(2):
        made = client.post(address, {"unit": unit.pk, "year": "2024"})
    plan = draft.plans.get()
    assert (made.url, plan.state, plan.year) == (reverse("goals:plan-editing", args=[plan.pk]), "draft", 2024)
    assert client.post(address, {"unit": "0", "year": "kaksi"}).status_code == 422


def test_a_strategy_comes_into_force_and_ends_on_its_pages(client, draft):
    address = reverse("goals:strategy-in-force", args=[draft.slug])
    assert "Yhtään tavoitetta ei ole." in main_words(client.get(address))
    decision = {"decision": make.DecisionFactory().pk}
    assert client.post(address, decision).status_code == 422
    assert client.post(address, decision | {"accepts_gaps": "on"}).url == outline(draft)
    ending = reverse("goals:strategy-end", args=[draft.slug])
    assert client.post(ending, {"ends_on": "eilen"}).status_code == 422
    assert client.post(ending, {"ends_on": "1.8.2023", "reason": "Uusi strategia korvaa tämän."}).url == outline(draft)
    draft.refresh_from_db()
    assert draft.state == Strategy.State.ENDED
    assert "Vain voimassa olevan" in main_words(client.get(ending))


def test_two_who_edit_the_strategys_own_facts(client, draft):
    address = reverse("goals:strategy-edit", args=[draft.slug])
    typed = {name: value for name, value in client.get(address).context["form"].initial.items() if value is not None}
    typed |= {"valid_from": "1.1.2022", "valid_to": "31.12.2025"}
    assert client.post(address, typed | {"vision_fi": "Ensimmäisen"}).url == outline(draft)
    page = client.post(address, typed | {"vision_fi": "Toisen"})
    assert page.status_code == 409
    assert [(row.label, row.mine, row.theirs) for row in page.context["differences"]] == [
        ("Visio", "Toisen", "Ensimmäisen")
    ]


def test_a_name_left_in_swedish_is_told_and_the_address_of_a_draft_is_its_own(client, draft):
    address = reverse("goals:strategy-edit", args=[draft.slug])
    Strategy.objects.update(name_sv="Kemi 2030", name_en="")
    typed = {name: value for name, value in client.get(address).context["form"].initial.items() if value is not None}
    assert client.post(address, typed | {"name_fi": "Kemi 2035", "slug": "Kemi-2035"}).url.endswith("/kemi-2035/")
    page = client.get(reverse("goals:strategy-edit", args=["kemi-2035"]))
    told = page.content.decode()
    assert "Ruotsinkielinen nimi jäi ennalleen: tarkista se." in told
    assert f'href="{reverse("goals:strategy-edit", args=["kemi-2035"])}#id_name_sv"' in told


def test_a_resolved_doubt_goes_away_and_the_history_keeps_it(client, draft):
    goal = make.GoalFactory(strategy=draft, doubt="Onko tämä sitova?")
    address = part("part-edit", draft, "tavoitteet", goal.pk)
    assert "Onko tämä sitova?" in main_words(client.get(address))
    typed = {"title_fi": goal.title_fi, "binding_level": "KV", "is_resolved": "on", "version": version_of(goal)}
    client.post(address, typed)
    goal.refresh_from_db()
    assert (goal.doubt_fi, goal.binding_level) == ("", "KV")
