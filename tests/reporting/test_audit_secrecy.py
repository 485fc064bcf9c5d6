"""Before the evaluation report is handed over nobody but the committee sees a word of it, on a page or in a file."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from kemistrategy.organisation.admin import administration
from kemistrategy.organisation.models import Decision
from reporting.models import AuditReport, Finding
from reporting.operations import audit
from reporting.operations.search import refresh_search
from tests.test_every_door import DOORS, ROLES, admin_urls, world  # noqa: F401

SECRET = "Harmaahylkeennahka"
COMMITTEE = [name for name in DOORS if name.partition(":")[2].startswith(("audit-", "recommendation-"))]


@pytest.fixture
def drafted(world):  # noqa: F811
    """A judgement, a finding, a recommendation and an introduction of 2023, each with the secret word."""
    by = world.users["auditor"]
    audit.judge_goal(year=2023, goal=world.goal, code="not_attained", grounds=f"{SECRET} arvio", version=0, by=by)
    for kind in Finding.Kind.values:
        audit.add_finding(year=2023, kind=kind, text=f"{SECRET} {kind}", goal=world.goal, by=by)
    report = AuditReport.objects.get(year=2023)
    audit.write_introduction(year=2023, introduction=f"{SECRET} johdanto", version=report.version, by=by)
    return world


def page(client, url) -> str:
    answer = client.get(url, follow=True)
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode(errors="replace")


def address(world, name):  # noqa: F811
    return reverse(name, kwargs=DOORS[name].kwargs(world))


def pages_of_the_site(world):  # noqa: F811
    return {name: address(world, name) for name in DOORS if not DOORS[name].is_button and "logout" not in name}


def test_the_committee_sees_its_own_words(drafted):
    """So that the other tests look for what is there to be found."""
    seen = {name for name in COMMITTEE if SECRET in page(drafted.clients["auditor"], address(drafted, name))}
    assert seen == {
        "reporting:audit-detail",
        "reporting:audit-judgement",
        "reporting:audit-findings",
        "reporting:audit-introduction",
        "reporting:audit-report",
    }


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"auditor"}))
def test_nobody_else_sees_a_word_on_the_committees_pages(drafted, role):
    own = Finding.objects.filter(report__year=2023)
    urls = [address(drafted, name) for name in COMMITTEE]
    urls += [reverse("reporting:recommendation-detail", args=[row.pk]) for row in own]
    urls += [reverse("reporting:audit-finding-change", args=[2023, row.pk]) for row in own]
    assert [url for url in urls if SECRET in page(drafted.clients[role], url)] == []


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_no_page_of_the_site_tells_it_to_those_who_see_most(drafted, role):
    seen = [name for name, url in pages_of_the_site(drafted).items() if SECRET in page(drafted.clients[role], url)]
    assert seen == []


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_no_history_and_no_search_tells_it(drafted, role):
    refresh_search()
    client = drafted.clients[role]
    for model, row in (("goal", drafted.goal), ("decision", drafted.decision), ("entry", drafted.sent_entry)):
        assert SECRET not in page(client, reverse("reporting:history-detail", args=[model, row.pk]))
    for model in ("auditreport", "auditjudgement", "finding", "followup", "auditaccess"):
        assert client.get(reverse("reporting:history-detail", args=[model, 1])).status_code == 404
    assert SECRET not in page(client, f"{reverse('reporting:search')}?q=arvio")
    assert f"{SECRET} arvio" not in page(client, f"{reverse('reporting:search')}?q={SECRET}")


def test_the_administration_knows_nothing_of_it(drafted):
    registered = {model._meta.model_name for model in administration._registry}
    audited = {"auditaccess", "auditreport", "auditjudgement", "finding", "followup"}
    assert audited <= {model._meta.model_name for model in apps.get_app_config("reporting").get_models()}
    assert {name for name in registered if name.removeprefix("historical") in audited} == set()
    client = drafted.clients["administrator"]
    assert [url for _name, url in admin_urls() if SECRET in page(client, url)] == []


@pytest.mark.parametrize("format", ["json", "html"])
def test_no_report_of_the_city_has_it(drafted, format, tmp_path):
    call_command(
        "build_report", drafted.round.slug, language="fi", format=format, output=str(tmp_path / "r"), stdout=StringIO()
    )
    assert SECRET.encode() not in (tmp_path / "r").read_bytes()


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_the_committees_files_are_not_there_for_others(drafted, format):
    url = reverse("reporting:audit-year-file", args=[2023, format])
    found = {role: client.get(url).status_code for role, client in drafted.clients.items()}
    assert found.pop("public") in (302, 404)
    assert {role for role, status in found.items() if status == 200} == {"auditor"}


def test_once_handed_over_everybody_reads_it(drafted):
    audit.hand_over_report(2023, by=drafted.users["auditor"])
    url = reverse("reporting:audit-report", args=[2023])
    for role, client in drafted.clients.items():
        text = page(client, url)
        assert all(f"{SECRET} {word}" in text for word in ("arvio", "finding", "recommendation", "johdanto")), role
    assert Decision.objects.filter(title__contains=SECRET).count() == 0
