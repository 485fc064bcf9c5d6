"""Money year by year: typed as people type it, a blank is never zero."""

from decimal import Decimal

import pytest
from django.urls import reverse

from goals.models import BudgetLine
from goals.queries.budget import budget_of
from kemistrategy.organisation.permissions import NO_RIGHTS
from reporting.queries.attached import attached_to
from tests.factories import ActionFactory, BudgetLineFactory, GoalFactory, ProjectFactory

from .pages import by_id, form_values, main_words, said, words


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


def url_of(kind, thing):
    return reverse("goals:budget-edit", args=[kind, thing.pk])


@pytest.mark.parametrize(
    ("kind", "factory"), [("goal", GoalFactory), ("action", ActionFactory), ("project", ProjectFactory)]
)
def test_lines_of_a_year_and_their_sums(client, kind, factory):
    thing = factory()
    for planned, spent in (("1 200,50", ""), ("1,2 milj. €", "900 €")):
        typed = form_values(client.get(url_of(kind, thing)), "budget-line")
        client.post(url_of(kind, thing), typed | {"planned": planned, "spent": spent, "funding": "EAKR"})
    assert list(BudgetLine.objects.values_list("year", "planned", "spent")) == [
        (2023, Decimal("1200.50"), None),
        (2023, Decimal("1200000.00"), Decimal("900.00")),
    ]
    budget = budget_of(kind, thing.pk)
    assert attached_to(NO_RIGHTS, kind, thing.pk).money == budget
    assert [row.spent for row in budget.rows] == ["", "900\u00a0€"]
    assert (budget.planned, budget.spent) == ("1\u00a0201\u00a0200,50\u00a0€", "900\u00a0€")
    assert "1 201 200,50 €" in main_words(client.get(url_of(kind, thing)))


@pytest.mark.parametrize("typed", ["1.234", "abc", "-5", "12 kpl", "0,005", "999999999999 milj.", "١٢"])
def test_what_is_no_sum_of_money_is_asked_again(client, typed):
    action = ActionFactory()
    page = client.post(url_of("action", action), {"year": "2023", "planned": typed})
    assert (page.status_code, BudgetLine.objects.exists()) == (422, False)
    assert form_values(page, "budget-line")["planned"] == typed


def test_a_line_has_an_amount_and_a_year(client):
    action = ActionFactory()
    assert client.post(url_of("action", action), {"year": "2023"}).status_code == 422
    assert client.post(url_of("action", action), {"year": "1800", "planned": "5"}).status_code == 422
    assert not BudgetLine.objects.exists()


def test_a_line_is_edited_removed_and_never_anothers(client):
    line = BudgetLineFactory()
    url = url_of("action", line.action)
    mine, theirs = (form_values(client.get(url, {"rivi": line.pk}), "budget-line") for _person in (1, 2))
    client.post(url, theirs | {"spent": "400"})
    page = client.post(url, mine | {"spent": "500"})
    assert (page.status_code, "400" in words(by_id(page, "conflict"))) == (409, True)
    client.post(url, form_values(page, "budget-line"))
    line.refresh_from_db()
    assert line.spent == 500
    other = ActionFactory()
    assert client.get(url_of("action", other), {"rivi": line.pk}).status_code == 404
    assert client.post(reverse("goals:budget-line-remove", args=["action", other.pk, line.pk])).status_code == 404
    client.post(reverse("goals:budget-line-remove", args=["action", line.action_id, line.pk]))
    assert (BudgetLine.objects.count(), BudgetLine.history.filter(history_type="-").count()) == (0, 1)


def test_a_slip_of_thousands_is_asked_once_and_what_was_read_is_said(client):
    action = ActionFactory()
    typed = {"year": "2023", "planned": "18 900", "spent": "18 900 000"}
    page = client.post(url_of("action", action), typed)
    assert (page.status_code, BudgetLine.objects.exists()) == (422, False)
    assert "18 900 000,00 € on yli kymmenkertainen" in main_words(page)
    done = client.post(url_of("action", action), typed | {"is_sure": "on"}, follow=True)
    assert said(done) == [
        "Määräraha on tallennettu.",
        "Luetaan: talousarviossa 18 900,00 €, käytetty 18 900 000,00 €",
    ]
