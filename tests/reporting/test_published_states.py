"""What everybody sees of a published report: its states and words on the pages of each thing, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from goals.models import Action, Entry, OwnFieldValue
from goals.operations.late_edits import record_late_edit
from kemistrategy.organisation.permissions import NO_RIGHTS, rights_of
from reporting.content.freezing import freeze, thaw
from reporting.content.prose import published_prose
from reporting.content.states import state_rows
from reporting.frozen import UPGRADES
from reporting.models import Publication, PublicationContent, PublishedState
from reporting.operations import publishing
from reporting.operations.published_states import refresh_published_states
from reporting.permissions import newest_city_publications
from reporting.queries.council import newest_published
from reporting.queries.newest import newest_content, newest_review
from reporting.queries.told import present_review
from tests import factories as make

from . import test_project_report as project_reports
from .pages import links, main_words, url
from .published import closed_city, published_city, quick_render

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
NOTHING_YET = "Yhtään katsausta ei ole vielä julkaistu."


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)


def publish(round, by, *languages):
    publication = publishing.publish_report(round.pk, languages=languages or ["fi"], by=by)
    publishing.make_publication(pk=publication.pk)
    return publication


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def kept(language="fi"):
    """Kind and title → what the columns say."""
    return {
        (kind, row.told["title"]["words"]): (row.status, row.forecast, row.is_heard, row.is_deviation)
        for row in PublishedState.objects.filter(language=language, is_newest=True)
        for kind in ("goal", "action", "project", "indicator")
        if getattr(row, f"{kind}_id")
    }


# --- what is kept
def test_each_thing_of_the_report_is_kept_once_in_each_language():
    cast = published_city("fi", "sv")
    nothing = ("", "", False, False)
    assert kept() == {
        ("goal", cast.climate.title): nothing,
        ("goal", cast.open.title): nothing,
        ("goal", cast.sustainable.title): nothing,
        ("action", cast.certify.title): ("in_progress", "will_be_met", True, False),
        ("action", cast.tools.title): ("in_progress", "will_not_be_met", True, True),
        ("action", cast.silent.title): ("not_reported", "", False, False),
        ("project", cast.project.name): ("not_reported", "", False, False),
        ("indicator", cast.audited.name): nothing,
        ("indicator", "Vanhusneuvoston kokoukset"): nothing,
        ("indicator", cast.unemployment.name): nothing,
    }
    told = PublishedState.objects.get(language="fi", action=cast.tools).told
    assert {name: told[name]["words"] for name in ("words", "cause", "correction", "post")} == {
        "words": "Koulutus viivästyi.",
        "cause": "Kouluttaja vaihtui.",
        "correction": "Koulutukset pidetään syksyllä.",
        "post": "Varhaiskasvatuspäällikkö",
    }
    assert (told["due"], told["as_of"], told["forecast"]["label"]) == ("2023-10-31", "2023-06-30", "Ei toteudu")
    project = PublishedState.objects.get(language="sv", project=cast.project)
    assert (project.unit, project.told["status"]["label"]) == (cast.unit, "Ej rapporterat")
    measured = PublishedState.objects.get(language="fi", indicator=cast.audited).told["measured"]
    assert "62,5" in measured["actual"]["words"] and "80" in measured["target"]["words"]


def test_rows_are_made_anew_once_for_an_old_database():
    published_city("fi", "sv")
    before = kept(), kept("sv")
    PublishedState.objects.filter(language="sv").delete()
    assert (refresh_published_states(), refresh_published_states()) == (1, 0)
    PublishedState.objects.all().delete()
    assert refresh_published_states() == 1
    assert (kept(), kept("sv")) == before


def test_a_projects_own_report_tells_of_each_department():
    cast = project_reports.interim()
    first, second = cast.units
    project_reports.close(cast)
    publish(cast.round, cast.coordinator)
    told = present_review(NO_RIGHTS, project=cast.project.pk).told["project", cast.project.pk]
    assert [(one.unit_id, one.forecast.code, one.words.words, one.cause.words) for one in told] == [
        (first.pk, "will_be_met", "Valmistelu etenee.", ""),
        (second.pk, "will_not_be_met", "Avustus puuttuu.", "Päätös viivästyi."),
    ]


# --- what everybody sees
def test_the_public_sees_the_published_words_with_their_day_and_report(client):
    cast = published_city("fi")
    page = main_words(client.get(url("action-detail", cast.tools.pk)))
    for told in (
        "Tilanne 30.6.2023", "Käynnissä", "Ei toteudu", "Koulutus viivästyi.", "Kouluttaja vaihtui.",
        "Koulutukset pidetään syksyllä. viimeistään 31.10.2023",
    ):  # fmt: skip
        assert told in page
    assert "luonnos" not in page
    goal = client.get(url("goal-detail", cast.climate.pk))
    assert url("report-detail", cast.slug) in links(goal)
    shown = main_words(goal)
    assert "Jokin ei etene suunnitellusti" in shown
    assert shown.index("Mikä ei etene suunnitellusti") < shown.index("Kouluttaja vaihtui.") < shown.index("Toimenpide")
    silent = main_words(client.get(url("action-detail", cast.silent.pk)))
    assert "Ei raportoitu" in silent and "Keskeneräinen luonnos" not in silent


def test_before_anything_is_published_the_public_sees_the_plan(client):
    cast = closed_city()
    for page in (url("goal-detail", cast.climate.pk), url("action-detail", cast.tools.pk)):
        shown = main_words(client.get(page))
        assert NOTHING_YET in shown
        assert "Koulutus viivästyi." not in shown and "Käynnissä" not in shown


def test_a_goal_without_actions_has_none_yet_and_no_figure(client):
    cast = published_city("fi")
    page = main_words(client.get(url("goal-detail", cast.sustainable.pk)))
    assert "Ei vielä toimenpiteitä" in page and "%" not in page.split("Paikka strategiassa")[0]


def test_words_of_the_next_review_stay_its_own_until_it_is_published(client):
    cast = published_city("fi")
    later = make.RoundFactory(year=2024, strategies=[cast.strategy])
    make.EntryFactory(round=later, action=cast.certify, sent=True, progress="completed", public_text="Kaikki valmista.")
    page = url("action-detail", cast.certify.pk)
    assert "Kaikki valmista." not in client.get(page).content.decode()
    assert "Kolme päiväkotia auditoitiin." in main_words(client.get(page))
    reader = main_words(signed_in(make.UserFactory()).get(page))
    assert "Kaikki valmista." in reader and "Valmis (luonnos)" in reader


def test_what_a_newer_report_leaves_out_is_told_as_the_older_one_told_it(client):
    cast = published_city("fi")
    other = make.StrategyFactory()
    publish(make.RoundFactory(year=2025, closed=True, strategies=[other]), cast.coordinator)
    page = main_words(client.get(url("action-detail", cast.certify.pk)))
    assert "Tilanne 30.6.2023" in page and "Kolme päiväkotia auditoitiin." in page
    new = make.ActionFactory(goals=[cast.climate])
    assert "Ei vielä raportoitu" in main_words(client.get(url("action-detail", new.pk)))


def test_a_signed_in_reader_of_a_published_review_sees_what_was_published(client):
    cast = published_city("fi")
    page = main_words(signed_in(make.UserFactory()).get(url("action-detail", cast.certify.pk)))
    assert "Kolme päiväkotia auditoitiin." in page and "luonnos" not in page


def test_a_late_edit_is_seen_with_the_version_that_tells_of_it(client):
    cast = published_city("fi")
    page = url("action-detail", cast.certify.pk)
    entry = Entry.objects.get(round=cast.round, action=cast.certify)
    given = {"figures": [], "language": "fi", "reason": "Yksi unohtui.", "rights": rights_of(cast.coordinator)}
    record_late_edit(entry.pk, reported={"public_text": "Neljä päiväkotia."}, **given)
    assert "Neljä päiväkotia." not in client.get(page).content.decode()
    newest = publishing.publish_corrected(cast.round.pk, languages=["fi"], by=cast.coordinator)
    assert "Neljä päiväkotia." not in client.get(page).content.decode()
    publishing.make_publication(pk=newest.pk)
    shown = main_words(client.get(page))
    assert "Neljä päiväkotia." in shown and "Kolme päiväkotia auditoitiin." not in shown
    assert "versio 2" in shown and "korjattu myöhemmin" in shown
    assert set(PublishedState.objects.filter(is_newest=True).values_list("publication__version", flat=True)) == {2}


def test_a_discarded_publication_leaves_nothing(client, monkeypatch):
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    monkeypatch.setattr("reporting.operations.rendering.render", lambda content, format: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publishing.make_publication(pk=publication.pk)
    publishing.discard_publication(cast.round.pk, by=cast.coordinator)
    assert not PublishedState.objects.exists()
    assert not Publication.objects.exists()
    assert NOTHING_YET in main_words(client.get(url("action-detail", cast.tools.pk)))


def test_a_language_published_later_comes_to_its_readers_then(client):
    cast = published_city("fi")
    page = "/sv" + url("action-detail", cast.certify.pk)
    assert "Käynnissä" in main_words(client.get(page))
    publication = publishing.publish_translations(cast.round.pk, languages=["sv"], by=cast.coordinator)
    publishing.make_publication(pk=publication.pk)
    shown = main_words(client.get(page))
    assert "Uppnås" in shown and "Käynnissä" not in shown


def test_a_translation_is_read_nowhere_before_its_files(client):
    cast = published_city("fi")
    page = "/sv" + url("department-detail", cast.unit.pk)

    def read():
        with translation.override("sv"):
            frozen = newest_review().frozen
            assert newest_content().text == newest_published("sv").text == frozen
            return frozen, [set(title) for report in published_prose() for title in (report.title, *report.texts)]

    finnish, shown = read(), main_words(client.get(page))
    publication = publishing.publish_translations(cast.round.pk, languages=["sv"], by=cast.coordinator)
    assert read() == finnish and main_words(client.get(page)) == shown
    publishing.make_publication(pk=publication.pk)
    assert '"language": "sv"' in read()[0] and {"fi", "sv"} in read()[1]


def test_of_two_reports_of_one_day_the_one_that_came_out_last_is_newest(monkeypatch):
    cast = published_city("fi")
    publishing.publish_translations(cast.round.pk, languages=["sv"], by=cast.coordinator)
    publishing.make_publication(pk=cast.publication.pk)
    PublishedState.objects.update(is_newest=True)  # so that only the order counts
    Publication.objects.update(version=7)
    monkeypatch.setattr("kemistrategy.clock.now", lambda: cast.publication.published_at + timedelta(days=9))
    other = make.RoundFactory(
        kind="year_end", year=2023, as_of=cast.round.as_of, slug="myohempi", closed=True, strategies=[cast.strategy]
    )
    later = publish(other, cast.coordinator)
    assert newest_city_publications().first() == later
    marked = PublishedState.objects.filter(action=cast.certify, is_newest=True, language="fi")
    assert [row.publication for row in marked] == [later]


def test_two_things_of_one_name_have_each_their_own_promise():
    cast = closed_city()
    Entry.objects.filter(action=cast.certify).update(
        forecast="will_not_be_met", cause="Kouluttaja vaihtui.", correction_due_on=date(2024, 1, 31)
    )
    Action.objects.filter(pk=cast.certify.pk).update(title=cast.tools.title, title_fi=cast.tools.title)
    content = thaw(freeze(publishing.published_content(cast.round, "fi", version=1)))
    turned = replace(content, deviations=content.deviations[::-1])
    due = {row.pk: row.told["due"] for row in state_rows(turned) if row.kind == "action" and row.is_deviation}
    assert due == {cast.certify.pk: "2024-01-31", cast.tools.pk: "2023-10-31"}


def test_what_an_older_or_a_newer_program_froze_is_read_through_the_upgrades(client, monkeypatch):
    cast = published_city("fi")
    review = {"words": "Toimialan oma teksti.", "language": "fi"}
    upgrade = {"schema": 2, "departments": [{"pk": cast.unit.pk, "review": review}]}
    monkeypatch.setitem(UPGRADES, 1, lambda data: data | upgrade)
    contents = PublicationContent.objects.filter(publication=cast.publication)
    page = url("department-detail", cast.unit.pk)
    contents.update(content='{"schema": 1}')
    assert newest_content().part("rollout") == [] and "Toimialan oma teksti." in main_words(client.get(page))
    for unreadable in ('{"schema": 99}', "ei JSONia"):
        contents.update(content=unreadable)
        assert client.get(page).status_code == 200


def test_html_and_very_long_words_stay_words(client):
    cast = closed_city()
    words = "<script>alert(1)</script> " + "ä" * 100_000
    Entry.objects.filter(action=cast.certify).update(public_text=words)
    publish(cast.round, cast.coordinator)
    page = client.get(url("action-detail", cast.certify.pk)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


# --- the pages
def test_pages_cost_the_same_before_and_after_publication(client, django_assert_max_num_queries):
    cast = published_city("fi")
    reader = signed_in(cast.person)
    reader.get(url("goal-list"))
    names = {"goal-detail": cast.climate, "action-detail": cast.tools, "theme-detail": cast.green}
    names |= {"indicator-detail": cast.unemployment, "post-detail": cast.post}
    for browser in (client, reader):
        for name, thing in names.items():
            with django_assert_max_num_queries(MOST_QUERIES):
                browser.get(url(name, thing.pk))


def test_a_replaced_action_says_what_it_became(client):
    goal = make.GoalFactory()
    old, new = make.ActionFactory(goals=[goal]), make.ActionFactory(goals=[goal])
    make.ActionLineageFactory(old=old, new=new, kind="merged", happened_on=date(2023, 5, 2))
    page = client.get(url("action-detail", old.pk))
    assert f"Yhdistetty 2.5.2023: {new.title}" in main_words(page)
    assert url("action-detail", old.pk) in links(client.get(url("action-detail", new.pk)))
    hidden = make.ActionFactory(title="Salainen toimenpide")
    hidden.plan_lines.all().delete()
    make.ActionLineageFactory(old=new, new=hidden)
    assert "Salainen" not in main_words(client.get(url("action-detail", new.pk)))


def test_own_fields_money_and_contacts_stand_in_the_facts(client):
    post = make.PositionFactory(phone="040 123 4567", mailbox="varhaiskasvatus@kemi.example")
    make.PositionHolderFactory(post=post, user=make.UserFactory(name="Testihaltija"))
    action = make.ActionFactory(goals=[make.GoalFactory()], answering_post=post)
    for name, is_public in (("Rahoittaja", True), ("Riskiluokka", False)):
        field = make.OwnFieldFactory(name=name, is_public=is_public)
        OwnFieldValue.objects.create(field=field, action=action, value=f"{name} on X")
    make.BudgetLineFactory(action=action, planned="1200.50", funding="ESR")
    page = url("action-detail", action.pk)
    shown = main_words(client.get(page))
    for told in ("Rahoittaja on X", "ESR", "1 200,50 €", "040 123 4567", "varhaiskasvatus@kemi.example"):
        assert told in shown.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Riskiluokka" not in shown and "Testihaltija" not in shown
    reader = main_words(signed_in(make.UserFactory()).get(page))
    assert "Riskiluokka on X" in reader and "Testihaltija" in reader


def test_a_goal_shows_its_place_from_the_benefit_to_the_post(client):
    goal = make.GoalFactory()
    key = make.IndicatorFactory(is_key=True)
    benefit = make.BenefitFactory(strategy=goal.strategy, goals=[goal], indicators=[key])
    action = make.ActionFactory(goals=[goal], answering_post=make.PositionFactory())
    chain = main_words(client.get(url("goal-detail", goal.pk))).split("Paikka strategiassa")[1]
    places = [chain.index(words) for words in (benefit.name, key.name, "Tämä sivu", action.title)]
    assert places == sorted(places)
