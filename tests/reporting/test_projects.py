"""Projects: the card of the strategy's template, the line of years, and their editing by the coordinator."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import Milestone, Project
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import NO_RIGHTS
from reporting.permissions import visible_indicators
from tests import factories as make
from tests.reporting.pages import links, main_words, url

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def coordinator():
    browser = Client()
    browser.user = make.UserFactory(role="coordinator")
    browser.force_login(browser.user)
    return browser


def address(name, *args):
    return reverse(f"goals:{name}", args=args)


def full_project(number=1):
    """With `number` of everything that hangs on a project."""
    strategy = make.StrategyFactory()
    units = make.OrgUnitFactory.create_batch(number)
    project = make.ProjectFactory(
        strategy=strategy,
        units=units,
        themes=make.ThemeFactory.create_batch(number, strategy=strategy),
        participants=make.PositionFactory.create_batch(number),
        starts_on=date(2023, 1, 1),
        ends_on=date(2024, 12, 31),
        gain="Asukkaat pääsevät uimaan",
    )
    for _each in range(number):
        indicator = make.IndicatorFactory()
        make.BaselineFactory(indicator=indicator, value=5)
        make.TargetFactory(indicator=indicator, low=10)
        make.ObservationFactory(indicator=indicator, value=7)
        project.indicators.add(indicator)
        project.benefits.add(make.BenefitFactory(strategy=strategy))
        make.MilestoneFactory(project=project, due_on=date(2023, 12, 31))
        make.SdgTagFactory(project=project)
        make.EnvironmentLinkFactory(challenge__strategy=strategy, project=project, goal=None)
        make.RoundFactory(project=project, kind="project_interim", slug=f"hanke-{indicator.pk}")
    return project


@pytest.mark.parametrize("signed_in", [False, True], ids=["public", "reader"])
def test_the_page_has_the_whole_card_at_a_constant_cost(signed_in, reader, client, django_assert_max_num_queries):
    make.RoundFactory(year=2023)
    browser, counts = (reader if signed_in else client), []
    for number in (1, 3):
        project = full_project(number)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            page = browser.get(url("project-detail", project.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    shown = main_words(page)
    told = [project.name, "Asukkaat pääsevät uimaan", "2023–2024", project.answering_post.title]
    told += [str(row) for name in ("benefits", "indicators", "themes", "units") for row in getattr(project, name).all()]
    told += [stage.title for stage in project.milestones.all()]
    told += [str(link.challenge) for link in project.environment_links.all()]
    assert [words for words in told if words not in shown] == []
    assert "Ehdotus" in shown and "5 kpl" in shown and "7 kpl" in shown


def test_a_project_without_days_stands_apart_and_has_no_bar(client):
    unit = make.OrgUnitFactory()
    make.ProjectFactory(name="Aikataulutettu", units=[unit], starts_on=date(2024, 1, 1), is_open_ended=True)
    page = client.get(url("project-list"))
    assert "Aikataulua ei ole asetettu" not in main_words(page)
    make.ProjectFactory(name="Ajoittamaton", units=[unit])
    page = client.get(url("project-list"))
    shown = main_words(page)
    assert shown.index("Aikataulutettu") < shown.index("Aikataulua ei ole asetettu") < shown.index("Ajoittamaton")
    assert page.content.decode().count("<rect") == 1
    make.ProjectFactory(name="Vain loppu", units=[make.OrgUnitFactory()], ends_on=date(2030, 12, 31))
    assert client.get(url("project-list")).content.decode().count("<rect") == 1  # an end alone is a mark


def test_a_shared_project_stands_in_each_department_with_its_own_state(reader):
    first, second = make.OrgUnitFactory(), make.OrgUnitFactory()
    project = make.ProjectFactory(units=[first, second], starts_on=date(2023, 1, 1), ends_on=date(2026, 12, 31))
    make.EntryFactory(round=make.RoundFactory(year=2023), project=project, unit=first, sent=True, progress="completed")
    shown = main_words(reader.get(url("project-list")))
    assert shown.count(project.name) == 2
    assert "Valmis (luonnos)" in shown and "Odottaa kirjausta (luonnos)" in shown


def test_the_public_reads_no_working_copy(client):
    project = make.ProjectFactory(units=[make.OrgUnitFactory()], starts_on=date(2023, 1, 1))
    make.EntryFactory(
        round=make.RoundFactory(year=2023),
        project=project,
        unit=project.units.get(),
        sent=True,
        progress="postponed",
        public_text="Rakennus viivästyy",
    )
    for page in (url("project-list"), url("project-detail", project.pk), url("project-card", project.pk)):
        shown = main_words(client.get(page))
        assert "Siirretty myöhemmäksi" not in shown and "viivästyy" not in shown and "luonnos" not in shown


def test_an_indicator_of_a_project_is_as_public_as_the_project():
    public, secret = make.IndicatorFactory(), make.IndicatorFactory()
    make.ProjectFactory().indicators.add(public)
    make.ProjectFactory(strategy=make.StrategyFactory(state="draft")).indicators.add(secret)
    seen = visible_indicators(NO_RIGHTS)
    assert public in seen and secret not in seen


# --- editing
def test_a_new_project_is_first_offered_to_the_newest_strategy_in_force(coordinator):
    old, newer = make.StrategyFactory(position=1), make.StrategyFactory(position=2)
    draft = make.StrategyFactory(name="Kemi 2030", state="draft", position=3)
    choices = coordinator.get(address("project-add")).context["form"].fields["strategy"].choices
    assert [pk for pk, _name in choices] == [newer.pk, old.pk, draft.pk]
    assert choices[-1][1] == "Kemi 2030 (luonnos)"


def test_a_new_project_needs_a_name_and_a_department(coordinator):
    strategy, unit = make.StrategyFactory(), make.OrgUnitFactory()
    typed = {"strategy": strategy.pk, "name": "Uimahalli", "schedule": "2024–2026"}
    refused = coordinator.post(address("project-add"), typed)
    assert refused.status_code == 422 and "Valitse ainakin yksi toimiala" in refused.content.decode()
    assert "<title>Virhe: " in refused.content.decode()
    typed |= {f"line_{unit.pk}": "Uimahallin suunnittelu"}
    refused = coordinator.post(address("project-add"), typed)
    assert refused.status_code == 422 and "Strategia on voimassa." in refused.content.decode()
    coordinator.post(address("project-add"), typed | {"reason": "Valtuusto lisäsi"})
    project = Project.objects.get(name="Uimahalli")
    assert (project.strategy, project.starts_on.year, project.ends_on.year) == (strategy, 2024, 2026)
    assert project.unit_lines.get().words == "Uimahallin suunnittelu"
    assert project.history.latest().history_user == coordinator.user
    assert project.history.latest().history_change_reason == "project added · Valtuusto lisäsi"


def test_the_form_costs_the_same_with_one_and_three_of_everything(coordinator, django_assert_max_num_queries):
    coordinator.get("/")  # the day's first request writes that she was here
    counts = []
    for number in (1, 3):
        project = full_project(number)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            coordinator.get(address("project-edit", project.pk))
        counts.append(len(asked))
        with django_assert_max_num_queries(MOST_QUERIES):
            coordinator.get(address("project-stages", project.pk))
    assert counts[0] == counts[1]


def typed_of(coordinator, page):
    """The form as it stands in the page, as a browser would send it."""
    form = coordinator.get(page).context["form"]
    typed = {field.html_name: field.value() for field in form}
    shown = {name: form[name].field.widget.format_value(value) if not isinstance(value, list) else value
             for name, value in typed.items()}  # fmt: skip
    return {name: value for name, value in shown.items() if value not in (None, "", [])}


def test_the_coordinator_edits_the_whole_card_with_its_history(coordinator):
    project = full_project()
    new_post, other = make.PositionFactory(), make.OrgUnitFactory()
    former, page = project.answering_post, address("project-edit", project.pk)
    typed = typed_of(coordinator, page) | {
        "name_fi": "Uusi nimi",
        "gain_sv": "Nytta",
        "post": new_post.pk,
        "schedule": "2024–",
        "started_on": "1.2.2023",
        f"line_{other.pk}": "Toinen toimiala",
        "indicators": [],
        "reason": "Hanke laajeni",
    }
    saved = coordinator.post(page, typed)
    assert saved.status_code == 302, saved.context["form"].errors
    project.refresh_from_db()
    assert (project.name_fi, project.gain_sv, project.answering_post) == ("Uusi nimi", "Nytta", new_post)
    assert (project.is_open_ended, project.started_on) == (True, date(2023, 2, 1))
    assert former in project.participants.all() and not project.indicators.exists()
    assert set(project.unit_lines.values_list("unit", flat=True)) >= {other.pk}
    assert project.history.filter(history_change_reason="project edited · Hanke laajeni").exists()


def test_the_second_to_save_sees_what_the_first_wrote_and_loses_nothing(coordinator):
    project = full_project()
    page = address("project-edit", project.pk)
    typed = typed_of(coordinator, page)
    coordinator.post(page, typed | {"name_fi": "Ensimmäisen nimi", "reason": "Nimi täsmentyi"})
    second = coordinator.post(page, typed | {"name_fi": "Toisen nimi", "reason": "Nimi täsmentyi"})
    assert second.status_code == 409
    shown = main_words_of(second)
    assert "Ensimmäisen nimi" in shown and 'value="Toisen nimi"' in second.content.decode()
    assert Project.objects.get(pk=project.pk).name_fi == "Ensimmäisen nimi"


def test_a_project_of_a_strategy_in_force_is_not_renamed_without_a_basis(coordinator):
    project = full_project()
    page = address("project-edit", project.pk)
    typed = typed_of(coordinator, page)
    before = project.history.count()
    for change in ({"name_fi": "Toinen nimi"}, {"schedule": "2031"}, {"indicators": []}):
        refused = coordinator.post(page, typed | change)
        assert refused.status_code == 422 and "Strategia on voimassa." in main_words_of(refused)
    new = {"body": "KV", "decided_on": "1.6.2023", "section": "77"}
    coordinator.post(page, typed | new)
    assert (project.history.count(), Decision.objects.filter(section="77").exists()) == (before, False)
    coordinator.post(page, typed | {"started_on": "1.3.2023"})  # what has happened needs no decision
    assert (project.history.count(), project.history.latest().started_on) == (before + 1, date(2023, 3, 1))
    typed = typed_of(coordinator, page)
    coordinator.post(page, typed | new | {"name_fi": "Toinen nimi", "indicators": []})
    assert project.history.count() == before + 2  # words and links are one change
    newest = project.history.latest()
    assert (newest.name_fi, newest.indicators.count()) == ("Toinen nimi", 0)
    assert newest.history_change_reason.endswith("§ 77")


def main_words_of(response):
    response.status_code = 200
    return main_words(response)


def test_stages_are_added_ordered_by_buttons_and_removed_while_they_are_not_done(coordinator):
    project = make.ProjectFactory(units=[make.OrgUnitFactory()])
    page = address("project-stages", project.pk)
    for title in ("Suunnittelu", "Toteutus"):
        coordinator.post(page, {"title_fi": title, "due_on": "31.12.2023"})
    first, second = project.milestones.all()
    coordinator.post(address("stage-move", second.pk), {"to": "up"})
    assert list(project.milestones.values_list("title", flat=True)) == ["Toteutus", "Suunnittelu"]
    wrong = coordinator.post(page, {"title_fi": "X", "starts_on": "1.2.2024", "due_on": "1.1.2024"})
    assert wrong.status_code == 422 and "Määräpäivä on ennen" in wrong.content.decode()
    coordinator.post(page, {"step": first.pk, "version": first.history.latest().history_id, "title_fi": "Suunnittelu",
                            "done_on": "1.6.2023"})  # fmt: skip
    coordinator.post(address("stage-remove", first.pk))
    assert Milestone.objects.filter(pk=first.pk).exists()
    coordinator.post(address("stage-remove", second.pk))
    assert not Milestone.objects.filter(pk=second.pk).exists()
    assert project.answering_post.title in main_words(coordinator.get(url("project-detail", project.pk)))


def test_words_of_a_project_are_shown_as_they_were_typed(coordinator, client):
    project = make.ProjectFactory(units=[make.OrgUnitFactory()], name="<b>Halli</b>", gain="<script>x</script>" * 500)
    page = client.get(url("project-detail", project.pk))
    assert "<b>Halli" not in page.content.decode() and "<script>x" not in page.content.decode()
    assert links(page)
