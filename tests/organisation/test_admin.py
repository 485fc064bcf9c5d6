"""The administrators' door: reasons, history, nothing deleted, and nothing in it that the browser would refuse."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from goals.models import Entry, Figure, Goal, Round, ScaleWord
from kemistrategy.organisation.admin import administration
from kemistrategy.organisation.models import OrgUnit, User
from measures.models import Observation
from tests import factories as make

pytestmark = pytest.mark.django_db
REGISTERED = """
    OrgUnit Position User Decision Strategy Theme FocusArea Benefit Goal Plan PlanLine Action Project Milestone
    TextBlock SwotItem ChangeChallenge ScaleWord SdgTag RolloutStage CommunicationLine Succession Indicator
    Target JudgementLimits SdgTarget Feed
"""


@pytest.fixture
def administrator():
    return make.UserFactory(role=User.Role.ADMINISTRATOR)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def form_of(page) -> dict:
    """What a browser would send back from the admin's form."""
    form = page.context["adminform"].form
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def test_reference_data_is_registered_and_what_is_reported_is_not():
    assert {model.__name__ for model in administration._registry} == set(REGISTERED.split())
    assert not {Observation, Entry, Figure, Round} & set(administration._registry)


def test_a_change_needs_a_reason_and_history_keeps_it_with_the_person(admin, administrator):
    goal = make.GoalFactory()
    address = reverse("admin:goals_goal_change", args=[goal.pk])
    form = form_of(admin.get(address)) | {"title_fi": "Uusi tavoite", "title_sv": "Nytt mål", "themes": []}
    refused = admin.post(address, form)
    assert "change_reason" in refused.context["adminform"].form.errors
    assert admin.post(address, form | {"change_reason": "Kirjoitusvirhe"}).status_code == 302
    goal = Goal.objects.get(pk=goal.pk)
    record = goal.history.latest()
    assert (goal.title_fi, goal.title_sv) == ("Uusi tavoite", "Nytt mål")
    assert (record.title_sv, record.history_user, record.history_change_reason) == (
        "Nytt mål",
        administrator,
        "Kirjoitusvirhe",
    )
    history = admin.get(reverse("admin:goals_goal_history", args=[goal.pk])).content.decode()
    assert "Kirjoitusvirhe" in history
    assert "Nytt mål" in history


@pytest.mark.parametrize("factory", [make.ActionFactory, make.ProjectFactory, make.IndicatorFactory])
def test_who_answers_is_changed_on_its_own_page_only(admin, factory):
    former, other = make.PositionFactory(title="Entinen"), make.PositionFactory(title="Toinen")
    row = factory(answering_post=former, participants=[other])
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    page = admin.get(address)
    assert page.content.decode().count("Vaihda sivulla Vastaajat.") == 2
    form = {name: value for name, value in form_of(page).items() if value is not False}
    form |= {"change_reason": "koe", "answering_post": other.pk, "participants": [former.pk]}
    assert admin.post(address, form).status_code == 302
    row = type(row).objects.get(pk=row.pk)
    assert (row.answering_post, list(row.participants.all())) == (former, [other])
    assert row.history.latest().history_change_reason == "koe"


def test_something_new_needs_no_reason(admin):
    admin.post(
        reverse("admin:organisation_orgunit_add"),
        {"code": "uusi", "name_fi": "Uusi", "kind": "department", "position": 1},
    )
    assert OrgUnit.objects.get().history.get().history_change_reason == "added"


def test_nothing_can_be_deleted(admin):
    goal = make.GoalFactory()
    page = admin.get(reverse("admin:goals_goal_changelist")).content.decode()
    assert "delete_selected" not in page
    assert admin.post(reverse("admin:goals_goal_delete", args=[goal.pk]), {"post": "yes"}).status_code == 403
    answer = admin.post(
        reverse("admin:goals_goal_changelist"),
        {"action": "delete_selected", "_selected_action": goal.pk, "post": "yes"},
    )
    assert answer.status_code < 400
    assert Goal.objects.filter(pk=goal.pk).exists()


def test_an_old_version_is_not_put_back_by_the_back_door(admin):
    goal = make.GoalFactory()
    record = goal.history.get()
    assert admin.get(f"{reverse('admin:goals_goal_history', args=[goal.pk])}{record.pk}/").status_code in (302, 404)


def test_a_person_added_here_is_invited(admin, run_jobs):
    form = {"name": "Uusi", "email": "Uusi@kemi.example", "language": "sv", "role": "auditor", "is_active": "on"}
    run_jobs(admin.post, reverse("admin:organisation_user_add"), form)
    user = User.objects.get(email="uusi@kemi.example")
    assert (user.role, user.has_usable_password(), [message.to for message in mail.outbox]) == (
        User.Role.AUDITOR,
        False,
        [["uusi@kemi.example"]],
    )


def test_an_administrator_does_not_shut_herself_out(admin, administrator):
    address = reverse("admin:organisation_user_change", args=[administrator.pk])
    form = {"name": "Minä", "email": administrator.email, "language": "fi", "role": "reader", "change_reason": "koe"}
    admin.post(address, form)
    administrator.refresh_from_db()
    assert (administrator.name, administrator.role, administrator.is_active) == ("Minä", "administrator", True)


def test_people_are_made_anonymous_from_the_list(admin, administrator):
    user = make.UserFactory(name="Testihenkilö")
    form = {"action": "forget", "_selected_action": [user.pk, administrator.pk]}
    page = admin.post(reverse("admin:organisation_user_changelist"), form, follow=True)
    user.refresh_from_db()
    assert user.name == "N. N."
    assert "Et voi tehdä itseäsi nimettömäksi." in page.content.decode()


def test_a_word_of_a_scale_must_be_one_of_its_points(admin):
    form = {"scale": "progress", "code": "will_be_met", "label_fi": "Sana"}
    page = admin.post(reverse("admin:goals_scaleword_add"), form)
    assert "code" in page.context["adminform"].form.errors
    admin.post(reverse("admin:goals_scaleword_add"), form | {"code": "in_progress"})
    assert ScaleWord.objects.get().label_fi == "Sana"


def test_its_own_sign_in_and_password_pages_lead_to_ours(admin, client):
    assert admin.get(reverse("admin:password_change")).url == reverse("account_change_password")
    client.logout()
    assert client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
    asked = client.get("/hallinta/login/?next=https://elsewhere.example/")
    assert asked.url.startswith(reverse("account_login"))


INLINE = re.compile(r"""<[^>]+\s(?:style|on[a-z]+)=|<script(?![^>]*\s(?:src=|type="application/json"))[^>]*>|<style""")


@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_its_pages_hold_nothing_that_the_policy_refuses(admin, language):
    rows = {
        "goals_goal": make.GoalFactory(),
        "goals_action": make.ActionFactory(),
        "organisation_position": make.PositionFactory(),
        "measures_indicator": make.IndicatorFactory(),
        "goals_textblock": make.TextBlockFactory(),
    }
    pages = [reverse("admin:index")]
    for name, row in rows.items():
        pages += [reverse(f"admin:{name}_{page}") for page in ("changelist", "add")]
        pages += [reverse(f"admin:{name}_{page}", args=[row.pk]) for page in ("change", "history")]
    found = {}
    for address in pages:
        answer = admin.get(language + address)
        assert answer.status_code == 200, address
        found[address] = INLINE.findall(answer.content.decode())
    assert {address: parts for address, parts in found.items() if parts} == {}
