"""load_cast: practice people and reports, the same every time, never in production."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from goals.models import Action, Entry, Figure, Goal, Project, Round
from kemistrategy.organisation.models import PositionHolder, User
from kemistrategy.organisation.permissions import rights_of

ROLES = {
    "reader": "reader@kemi.example",
    "post_holder": "post-holder@kemi.example",
    "deputy": "deputy@kemi.example",
    "preparer": "preparer@kemi.example",
    "director": "director@kemi.example",
    "welfare_coordinator": "welfare-coordinator@kemi.example",
    "early_education": "early-education@kemi.example",
    "principal": "principal@kemi.example",
    "coordinator": "coordinator@kemi.example",
    "auditor": "auditor@kemi.example",
    "councillor": "councillor@kemi.example",
    "administrator": "administrator@kemi.example",
}


def load_cast(*arguments):
    out = StringIO()
    call_command("load_cast", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Kemi's strategies with the cast serve every test of this module and are rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_kemi", verbosity=0, stdout=StringIO())
        yield json.loads(load_cast("--json"))
        transaction.set_rollback(True)


@pytest.fixture
def contract(loaded, db):
    return loaded


def user(contract, role):
    return User.objects.get(email=contract["users"][role])


def counts():
    return {model.__name__: model.objects.count() for model in (User, PositionHolder, Round, Entry, Figure)} | {
        "history": Entry.history.count()
    }


def test_contract_has_the_fixed_names(contract):
    assert set(contract) == {"password", "users", "rounds", "entries", "goals"}
    assert contract["users"] == ROLES
    assert contract["rounds"] == {"open": "2023-h1", "closed": "2022-year", "published": "2022-year"}
    assert set(contract["entries"]) == {"own", "foreign", "locked", "draft"}
    assert contract["goals"] == {goal.code: goal.pk for goal in Goal.objects.all()}


def test_second_run_changes_nothing_and_tells_the_same(contract):
    before = counts()
    assert json.loads(load_cast("--json")) == contract
    assert counts() == before


def test_plain_output_names_every_person_and_the_password(contract):
    told = load_cast()
    assert [name for name in contract["users"].values() if name not in told] == []
    assert contract["password"] in told


def test_one_of_each_role_can_sign_in(contract):
    assert {person.role for person in User.objects.filter(email__in=ROLES.values())} == set(User.Role.values)
    hashes = User.objects.filter(email__in=ROLES.values()).values_list("password", flat=True)
    assert len(set(hashes)) == 1
    assert user(contract, "reader").check_password(contract["password"])


def test_entries_of_the_contract_are_what_their_names_say(contract):
    entries = Entry.objects.in_bulk(contract["entries"].values())
    own, foreign, locked, draft = (entries[contract["entries"][name]] for name in ("own", "foreign", "locked", "draft"))
    mine = rights_of(user(contract, "post_holder")).writes_for
    assert (own.post_id in mine, own.state, own.round.slug) == (True, "empty", "2023-h1")
    assert (foreign.post_id in mine, foreign.round.slug) == (False, "2023-h1")
    assert (locked.post_id in mine, locked.round.state) == (True, "closed")
    assert (draft.state, draft.round.slug) == ("draft", "2023-h1")


def test_holder_deputy_and_preparer_are_in_one_post(contract):
    holder, deputy, preparer = (rights_of(user(contract, role)) for role in ("post_holder", "deputy", "preparer"))
    assert holder.holds == deputy.deputises == preparer.prepares
    assert (len(holder.holds), preparer.sends_for) == (1, frozenset())
    assert rights_of(user(contract, "director")).approves


def test_the_present_review_has_every_state_alive(contract):
    states = Entry.objects.filter(round__slug="2023-h1").values_list("action__code", "state")
    told = {code: state for code, state in states if state != "empty"}
    assert {"e1a": "approved", "e2a": "sent", "h2b": "sent", "h2c": "draft", "s4a": "sent"}.items() <= told.items()
    assert Entry.objects.get(round__slug="2023-h1", action__code="e2a").followed_correction.closed_on is None


def test_every_answerer_is_confirmed_and_no_group_answers(contract):
    assert Action.objects.filter(answering_confirmed_at=None).count() == 0
    kinds = set(Entry.objects.filter(round__slug="2023-h1").values_list("post__kind", flat=True))
    assert kinds <= {"single", None}
    assert Project.objects.exclude(answering_post=None).exclude(answering_post__kind="single").count() == 0


def test_the_post_holder_can_report_her_own_entry(contract):
    client = Client()
    client.force_login(user(contract, "post_holder"))
    assert client.get(f"/kirjaukset/{contract['entries']['own']}/").status_code == 200
    assert client.get(f"/kirjaukset/{contract['entries']['foreign']}/").status_code == 404
    assert "Jäljellä" in client.get("/omat-kirjaukset/").content.decode()


def test_practice_people_are_never_loaded_into_production(contract, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Harjoitusaineistoa ei ladata tuotantoon"):
        load_cast()
