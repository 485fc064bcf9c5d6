"""The department's page and card: how it stands, what it does for each theme, and who keeps the words."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import CardThemeLine, TextBlock
from goals.operations.department_cards import EMPHASIS, ROLE
from kemistrategy import clock
from kemistrategy.history import save_with_history
from reporting.content import SCHEMA
from reporting.models import Publication, PublicationContent, PublicationFile
from tests import factories as make
from tests.reporting.pages import links, main_words, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    browser = Client()
    browser.force_login(make.UserFactory(last_seen_on=clock.today()))
    return browser


@pytest.fixture
def card():
    unit = make.OrgUnitFactory(name="Hyvinvointitoimiala")
    unit.head = make.PositionFactory(unit=unit, title="Hyvinvointijohtaja", mailbox="hyvinvointi@kemi.example")
    unit.save()
    card = make.DepartmentCardFactory(unit=unit)
    make.ThemeFactory(strategy=card.strategy, name="Viisas Kemi", position=1)
    make.CardThemeLineFactory(card=card, theme=make.ThemeFactory(strategy=card.strategy, name="Vihreä Kemi"))
    save_with_history(card, by=None, reason="added")
    return card


@pytest.fixture
def director(card):
    browser = Client()
    browser.user = make.PositionHolderFactory(post=card.unit.head).user
    browser.force_login(browser.user)
    return browser


def edit(card):
    return reverse("goals:card-edit", args=[card.unit_id, card.pk])


def page_of(card):
    return url("department-detail", card.unit_id)


def test_the_page_tells_how_the_department_stands_and_each_number_leads_to_its_actions(card, reader, client):
    goal = make.GoalFactory(strategy=card.strategy)
    first, _second = (make.ActionFactory(unit=card.unit, goals=[goal]) for _each in range(2))
    make.EntryFactory(round=make.RoundFactory(year=2023), action=first, sent=True, progress="completed")
    indicator = make.IndicatorFactory(answering_post=card.unit.head)
    shown = reader.get(page_of(card))
    words = main_words(shown)
    assert "1/2 toimenpidettä on raportoitu" in words and "Hyvinvointijohtaja" in words
    assert "hyvinvointi@kemi.example" in words and indicator.name in words
    assert f"{url('action-list')}?unit={card.unit_id}&status=completed" in links(shown)
    public = main_words(client.get(page_of(card)))
    assert "2 toimenpidettä" in public and "Yhtään katsausta ei ole vielä julkaistu." in public
    assert "Valmis" not in public and "luonnos" not in public


def test_a_department_without_actions_has_none_yet_and_an_empty_line_says_so(card, client):
    words = main_words(client.get(page_of(card)))
    assert "Ei vielä toimenpiteitä" in words and "0 %" not in words
    assert "Toimiala ei ole vielä kirjoittanut" in words


def test_the_published_text_of_the_department_is_for_everybody(card, client):
    round = make.RoundFactory(year=2022, kind="year_end", closed=True)
    moment = make.SOME_MOMENT
    publication = Publication.objects.create(
        round=round,
        languages=["fi"],
        state="ready",
        frozen_at=moment,
        frozen_by=make.UserFactory(),
        published_at=moment,
    )
    told = {"words": "Vuosi oli hyvä.", "language": "fi"}
    text = json.dumps({"schema": SCHEMA, "departments": [{"pk": card.unit_id, "review": told}], "rollout": []})
    PublicationContent.objects.create(publication=publication, language="fi", schema=SCHEMA, content=text)
    assert "Vuosi oli hyvä." not in main_words(client.get(page_of(card)))  # no file of it is there yet
    PublicationFile.objects.create(
        publication=publication, language="fi", format="pdf", file="a.pdf", sha256="0" * 64, size=1, made_at=moment
    )
    assert "Vuosi oli hyvä." in main_words(client.get(page_of(card)))


def test_the_director_writes_the_card_and_everybody_reads_it(card, director, client):
    form = director.get(edit(card)).context["form"]
    theme = card.strategy.themes.get(name="Viisas Kemi")
    typed = {
        "version": form["version"].value(),
        f"text_{ROLE}_fi": "Teemme työtä hyvinvoinnin eteen.",
        f"text_{ROLE}_sv": "Vi arbetar för välfärden.",
        f"line_{theme.pk}_fi": "Kokeilemme ensin pienesti.",
    }
    assert director.post(edit(card), typed).status_code == 302
    block = TextBlock.objects.get(card=card)
    assert (block.code, block.adopted_text_sv) == (ROLE, "Vi arbetar för välfärden.")
    assert CardThemeLine.objects.get(card=card, theme=theme).text == "Kokeilemme ensin pienesti."
    assert card.history.latest().history_user == director.user
    words = main_words(client.get(page_of(card)))
    assert "Teemme työtä hyvinvoinnin eteen." in words and "Kokeilemme ensin pienesti." in words
    assert not TextBlock.objects.filter(card=card, code=EMPHASIS).exists()  # nothing was typed of it
    second = director.post(edit(card), typed | {f"text_{ROLE}_fi": "Toisen sanat."})
    assert second.status_code == 409 and "Teemme työtä hyvinvoinnin eteen." in second.content.decode()


def test_a_too_long_text_is_refused_and_a_card_of_another_department_is_not_found(card, director):
    refused = director.post(edit(card), {f"text_{ROLE}_fi": "x" * 200_000})
    assert refused.status_code == 422 and "<title>Virhe: " in refused.content.decode()
    other = make.DepartmentCardFactory(strategy=card.strategy)
    assert director.get(edit(other)).status_code == 404
    wrong_unit = reverse("goals:card-edit", args=[other.unit_id, card.pk])
    assert director.get(wrong_unit).status_code == 404


@pytest.mark.parametrize("signed_in", [False, True], ids=["public", "reader"])
def test_the_page_costs_the_same_with_one_and_three_of_everything(
    card, signed_in, reader, client, django_assert_max_num_queries
):
    browser, counts, round = (reader if signed_in else client), [], make.RoundFactory(year=2023)
    goal = make.GoalFactory(strategy=card.strategy)
    for _more in range(2):
        for _each in range(2):
            action = make.ActionFactory(unit=card.unit, goals=[goal])
            make.EntryFactory(round=round, action=action, sent=True)
            make.ProjectFactory(strategy=card.strategy, units=[card.unit, make.OrgUnitFactory()])
            make.IndicatorFactory(answering_post=card.unit.head)
            make.RolloutStageFactory(card=card)
            make.SdgTagFactory(card=card)
            make.OtherPlanFactory(strategy=card.strategy, unit=card.unit)
        with django_assert_max_num_queries(12) as asked:
            browser.get(page_of(card))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_summary_stands_beside_the_field_that_replaces_it(card, director):
    make.TextBlockFactory(strategy=None, card=card, code=ROLE, adopted_text="", summary="Pidämme <i>huolta</i>.")
    page = director.get(edit(card)).content.decode()
    assert "Nyt sivulla on tiivistelmä, ei hyväksytty teksti: ”Pidämme &lt;i&gt;huolta&lt;/i&gt;.”" in page
