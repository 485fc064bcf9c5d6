"""The city's own fields: typed by their kind, never lost once somebody has filled them in."""

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import OwnField, OwnFieldValue
from goals.operations.own_fields import delete_own_field, save_own_field, save_own_values
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from kemistrategy.refusals import NotAllowed
from reporting.queries.attached import attached_to
from tests.factories import ActionFactory, GoalFactory, OwnFieldFactory, ProjectFactory, StrategyFactory

from .pages import by_id, form_values, main_words, words


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


TYPED = [
    ("text", "Koko  kaupunki", "Koko  kaupunki", "Koko  kaupunki"),
    ("number", "1 200,50", "1200.5", "1\u00a0200,5"),
    ("date", "1.9.2023", "2023-09-01", "1.9.2023"),
    ("choice", "Suuri", "Suuri", "Suuri"),
    ("yes_no", "yes", "yes", "kyllä"),
]


@pytest.mark.parametrize(("kind", "typed", "kept", "read"), TYPED)
def test_a_value_is_kept_as_a_machine_reads_it_and_shown_as_a_person_does(client, kind, typed, kept, read):
    field = OwnFieldFactory(kind=kind, choices="Pieni\nSuuri" if kind == "choice" else "")
    action = ActionFactory()
    url = reverse("goals:own-values", args=["action", action.pk])
    client.post(url, form_values(client.get(url), "own-values") | {f"own_{field.pk}": typed})
    assert OwnFieldValue.objects.get().value == kept
    assert [(value.name.words, value.words) for value in attached_to(NO_RIGHTS, "action", action.pk).fields] == [
        (field.name, read)
    ]
    assert form_values(client.get(url), "own-values")[f"own_{field.pk}"] in (typed, read)
    client.post(url, form_values(client.get(url), "own-values") | {f"own_{field.pk}": ""})
    assert not OwnFieldValue.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed"), [("number", "1.234"), ("number", "5 %"), ("date", "31.2.2023"), ("choice", "Keski")]
)
def test_what_is_not_of_the_kind_is_asked_again(client, kind, typed):
    field = OwnFieldFactory(subject="goal", kind=kind, choices="Pieni\nSuuri" if kind == "choice" else "")
    url = reverse("goals:own-values", args=["goal", GoalFactory().pk])
    page = client.post(url, form_values(client.get(url), "own-values") | {f"own_{field.pk}": typed})
    assert (page.status_code, OwnFieldValue.objects.exists()) == (422, False)


def test_internal_fields_and_those_of_another_strategy(coordinator, signed_in):
    project = ProjectFactory()
    internal = OwnFieldFactory(subject="project", is_public=False, strategy=project.strategy)
    foreign = OwnFieldFactory(subject="project", strategy=StrategyFactory())
    save_own_values("project", project.pk, values={internal.pk: "Salainen"}, by=coordinator)
    with pytest.raises(NotAllowed, match="ei ole enää käytössä"):
        save_own_values("project", project.pk, values={foreign.pk: "x"}, by=coordinator)
    page = reverse("reporting:project-detail", args=[project.pk])
    assert "Salainen" not in main_words(Client().get(page))
    assert "Salainen" in main_words(signed_in(coordinator).get(page))


def test_a_filled_in_field_loses_nothing(coordinator):
    field = OwnFieldFactory(kind="choice", choices="Pieni\nSuuri")
    action = ActionFactory()
    save_own_values("action", action.pk, values={field.pk: "Suuri"}, by=coordinator)
    for change, sentence in (
        ({"kind": "text"}, "lajia"),
        ({"subject": "goal"}, "lajia"),
        ({"choices": "Pieni\nKeski"}, "Suuri"),
        ({"choices": "Suuri"}, "kaksi vaihtoehtoa"),
        ({"name_fi": ""}, "teksti"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            save_own_field(field.pk, values=change, by=coordinator)
    with pytest.raises(NotAllowed, match="pois käytöstä"):
        delete_own_field(field.pk, by=coordinator)
    save_own_field(field.pk, values={"is_in_use": False, "choices": "Pieni\nSuuri\nSuuri\nKeski"}, by=coordinator)
    field.refresh_from_db()
    shown = attached_to(Rights(user=coordinator), "action", action.pk).fields
    assert (field.choices, shown) == ("Pieni\nSuuri\nKeski", ())


def test_the_coordinator_adds_orders_and_deletes_fields(client):
    url = reverse("goals:own-field-add")
    for name in ("Riskiluokka", "<b>Rahoittaja</b>"):
        typed = form_values(client.get(url, {"mihin": "goal"}), "own-field") | {"name_fi": name}
        client.post(url, typed)
    first, second = OwnField.objects.order_by("position")
    client.post(reverse("goals:own-field-move", args=[second.pk]), {"to": "up"})
    page = client.get(reverse("goals:own-field-list"))
    assert main_words(page).index("Rahoittaja") < main_words(page).index("Riskiluokka")
    assert "<b>Rahoittaja" not in page.content.decode()
    client.post(reverse("goals:own-field-delete", args=[first.pk]))
    assert OwnField.objects.get() == second


def test_the_second_of_two_sees_what_the_first_filled_in(client):
    field, goal = OwnFieldFactory(subject="goal"), GoalFactory()
    url = reverse("goals:own-values", args=["goal", goal.pk])
    mine, theirs = (form_values(client.get(url), "own-values") for _person in (1, 2))
    client.post(url, theirs | {f"own_{field.pk}": "Toisen"})
    page = client.post(url, mine | {f"own_{field.pk}": "Oma"})
    assert (page.status_code, "Toisen" in words(by_id(page, "conflict"))) == (409, True)
    client.post(url, form_values(page, "own-values"))
    assert OwnFieldValue.objects.get().value == "Oma"
