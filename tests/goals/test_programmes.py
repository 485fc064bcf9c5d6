"""The programmes in the departments: a director records hers, readers see a draft, the public the plan."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import CommunicationStep, RolloutStage
from kemistrategy import clock
from tests import factories as make
from tests.reporting.pages import main_words, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    browser = Client()
    browser.force_login(make.UserFactory(last_seen_on=clock.today()))
    return browser


@pytest.fixture
def card():
    """A department with a director, the kick-off and a stage of a theme."""
    unit = make.OrgUnitFactory(name="Hyvinvointi")
    unit.head = make.PositionFactory(unit=unit)
    unit.save()
    card = make.DepartmentCardFactory(unit=unit)
    make.RolloutStageFactory(card=card, name="Avaus", position=1)
    theme = make.ThemeFactory(strategy=card.strategy, name="Viisas Kemi")
    make.RolloutStageFactory(card=card, theme=theme, name="Arkeen vienti", position=2, ends_on=date(2024, 5, 31))
    return card


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    browser.user = user
    return browser


@pytest.fixture
def director(card):
    return browser_of(make.PositionHolderFactory(post=card.unit.head).user)


def edit(card, name="rollout-edit"):
    return reverse(f"goals:{name}", args=[card.pk])


def typed_of(page):
    """What the page's forms hold, as a browser would send it."""
    fields = (field for field in page.context["form"])
    shown = ((field.html_name, field.field.widget.format_value(field.value())) for field in fields)
    plain = ((name, value[0] if isinstance(value, list) else value) for name, value in shown)
    return {name: value for name, value in plain if value not in (None, "")}


def test_the_director_records_a_stage_and_the_public_reads_only_the_plan(card, director, reader, client):
    stage = card.rollout_stages.get(name="Arkeen vienti")
    page = director.get(edit(card))
    typed = typed_of(page) | {f"row-{stage.pk}-progress": "in_progress", f"row-{stage.pk}-note": "Tiimit käyty läpi"}
    assert director.post(edit(card), typed).status_code == 302
    stage.refresh_from_db()
    assert (stage.progress, stage.ends_on, stage.note) == ("in_progress", date(2024, 5, 31), "Tiimit käyty läpi")
    assert stage.history.latest().history_user == director.user
    assert card.rollout_stages.get(name="Avaus").history.count() == 1  # what nobody touched has no new line
    for address in (url("rollout-list"), url("rollout-detail", card.pk)):
        told, public = main_words(reader.get(address)), main_words(client.get(address))
        assert "Käynnissä (luonnos)" in told and "Tiimit käyty läpi" in told
        assert "–31.5.2024" in public and "Arkeen vienti" in public
        assert not {"Käynnissä", "Tiimit", "luonnos", "0/2"} & set(public.split())


def test_two_stages_of_one_name_in_a_department_both_stand(card, client):
    """Another department's stage of the same name stands on the same line."""
    theme = card.rollout_stages.get(name="Arkeen vienti").theme
    make.RolloutStageFactory(card=card, theme=theme, name="Arkeen vienti", position=3, ends_on=date(2025, 5, 31))
    other = make.DepartmentCardFactory(strategy=card.strategy)
    make.RolloutStageFactory(card=other, theme=theme, name="Arkeen vienti", ends_on=date(2026, 5, 31))
    shown = main_words(client.get(url("rollout-list")))
    assert all(day in shown for day in ("31.5.2024", "31.5.2025", "31.5.2026"))
    assert shown.count("Arkeen vienti") == 2


def test_another_departments_director_does_not_find_the_page(card):
    unit = make.OrgUnitFactory()
    unit.head = make.PositionFactory(unit=unit)
    unit.save()
    stranger = browser_of(make.PositionHolderFactory(post=unit.head).user)
    assert {stranger.get(edit(card, name)).status_code for name in ("rollout-edit", "communication-edit")} == {404}
    assert "Päivitä" not in main_words(stranger.get(url("rollout-list")))


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"progress": "in_progress", "done_on": "1.6.2023"}, "kuuluu vain valmiille"),
        ({"progress": "completed", "done_on": "1.6.2033"}, "ei voi olla tulevaisuudessa"),
        ({"starts_on": "1.7.2024"}, "ennen alkamispäivää"),
        ({"progress": "hyvin"}, "Tilanne"),
        ({"note": "x" * 200_000}, "Mitä on tehty"),
    ],
)
def test_odd_input_is_refused_and_what_was_typed_stays(card, director, typed, told):
    stage = card.rollout_stages.get(name="Arkeen vienti")
    sent = typed_of(director.get(edit(card))) | {f"row-{stage.pk}-{name}": value for name, value in typed.items()}
    answer = director.post(edit(card), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and "<title>Virhe: " in page
    assert all(value in page for value in typed.values() if value != "hyvin")
    assert not RolloutStage.objects.get(pk=stage.pk).progress


def test_an_error_names_its_stage_and_what_says_nothing_is_folded(card, director):
    stage = card.rollout_stages.get(name="Arkeen vienti")
    page = director.get(edit(card))
    assert [(group, is_open) for group, _stages, is_open in page.context["form"].groups()] == [
        ("Koko strategian yhteinen", True),
        ("Viisas Kemi", False),
    ]
    page = director.post(edit(card), typed_of(page) | {f"row-{stage.pk}-done_on": "eilen"})
    assert "Arkeen vienti: Valmistunut: " in main_words(page)
    assert [is_open for _group, _stages, is_open in page.context["form"].groups()] == [False, True]


def test_the_second_to_record_sees_the_first_and_overwrites_nothing_unseen(card, director):
    stage = card.rollout_stages.get(name="Avaus")
    typed = typed_of(director.get(edit(card)))
    director.post(edit(card), typed | {f"row-{stage.pk}-note": "Ensimmäisen sanat"})
    second = director.post(edit(card), typed | {f"row-{stage.pk}-note": "Toisen sanat"})
    page = second.content.decode()
    assert second.status_code == 409 and "Ensimmäisen sanat" in page and "Toisen sanat" in page
    assert RolloutStage.objects.get(pk=stage.pk).note == "Ensimmäisen sanat"
    director.post(edit(card), typed_of(second))
    assert RolloutStage.objects.get(pk=stage.pk).note == "Toisen sanat"


def test_communication_is_followed_line_by_line_in_a_department(card, director, reader, client):
    line = make.CommunicationLineFactory(strategy=card.strategy, name="Brändi")
    channel = make.CommunicationLineFactory(strategy=card.strategy, kind="channel", name="Paikallismedia")
    page = edit(card, "communication-edit")
    typed = typed_of(director.get(page)) | {
        f"row-{line.pk}-progress": "completed",
        f"row-{line.pk}-done_on": "1.6.2023",
    }
    assert director.post(page, typed).status_code == 302
    step = CommunicationStep.objects.get()
    assert (step.line, step.card, step.progress, step.done_on) == (line, card, "completed", date(2023, 6, 1))
    told, public = main_words(reader.get(url("communication-list"))), main_words(client.get(url("communication-list")))
    assert "Valmis (luonnos)" in told and "Kanavat" in told
    assert "Paikallismedia" in public and "Valmis" not in public
    assert "Valmis" not in main_words(client.get(url("communication-detail", line.pk)))
    assert channel.name in main_words(reader.get(url("communication-detail", channel.pk)))


def test_programmes_cost_the_same_with_one_and_three_departments(reader, director, card, django_assert_max_num_queries):
    counts = []
    for _more in range(2):
        with django_assert_max_num_queries(12) as asked:
            reader.get(url("rollout-list"))
            reader.get(url("communication-list"))
        counts.append(len(asked))
        for _each in range(2):
            other = make.DepartmentCardFactory(strategy=card.strategy)
            make.RolloutStageFactory(card=other)
            line = make.CommunicationLineFactory(strategy=card.strategy)
            CommunicationStep.objects.create(line=line, card=other, progress="completed")
    assert counts[1] - counts[0] <= 1  # the words of the states are asked when the first is shown
    with django_assert_max_num_queries(12):
        director.get(edit(card))
