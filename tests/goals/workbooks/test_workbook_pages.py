"""The page of workbooks: what each person is offered, the files, and an owner who brings her own back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goals.models import Entry
from goals.operations.entries import record_progress
from kemistrategy.organisation.permissions import rights_of
from tests.factories import (
    ActionFactory,
    GoalFactory,
    IndicatorFactory,
    ObservationFactory,
    PlanFactory,
    ProjectFactory,
    UserFactory,
)
from tests.goals.pages import parsed, words
from tests.goals.situations import as_it_is

from .files import put, saved_again

pytestmark = pytest.mark.django_db
LIST, BRING_IN = "/tyokirjat/", "/tyokirjat/tuo/"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    number, entry, coordinator, signed_in, django_assert_max_num_queries
):
    for _number in range(number):
        PlanFactory()
        ProjectFactory()
    client = signed_in(coordinator)
    with django_assert_max_num_queries(12):
        page = client.get(LIST)
    assert page.status_code == 200
    assert words(parsed(page)).count("Toimintasuunnitelma") == number + 1


@pytest.mark.parametrize(("prefix", "language"), [("", "fi"), ("/sv", "sv"), ("/en", "en")])
def test_each_file_is_in_the_language_of_the_page(prefix, language, entry, coordinator, signed_in):
    client = signed_in(coordinator)
    project = ProjectFactory()
    for address in (
        "mittarit.xlsx",
        f"suunnitelmat/{entry.action.plan_lines.get().plan_id}.xlsx",
        f"projektit/{project.strategy.slug}.xlsx",
        f"kirjaukset/{entry.round.slug}.xlsx",
        f"tayttopohja/{entry.round.slug}.xlsx",
    ):
        answer = client.get(f"{prefix}/tyokirjat/{address}")
        assert answer.content[:2] == b"PK"
        assert answer.headers["Content-Disposition"].endswith(f'-{language}.xlsx"')
        assert client.get(f"{prefix}/tyokirjat/{address}").content == answer.content


def test_where_nobody_needs_a_template_it_is_said(round, coordinator, signed_in):
    page = signed_in(coordinator).get(f"/tyokirjat/tayttopohja/{round.slug}.xlsx")
    assert "Täyttöpohjaa ei tarvita" in words(parsed(page))


def test_a_draft_of_a_plan_is_the_coordinators(holder_client, coordinator, signed_in):
    plan = PlanFactory(state="draft")
    ActionFactory(goals=[GoalFactory(strategy=plan.strategy)])
    assert holder_client.get(f"/tyokirjat/suunnitelmat/{plan.pk}.xlsx").status_code == 404
    assert signed_in(coordinator).get(f"/tyokirjat/suunnitelmat/{plan.pk}.xlsx").status_code == 200


# --- an owner brings her own back ----------------------------------------------------------------------------------
@pytest.fixture
def upload(entry, holder_client):
    def send(**typed):
        def edit(book):
            for heading, value in typed.items():
                put(book, "Kirjaukset", f"K{entry.pk}", heading.replace("_", " "), value)

        file = saved_again(holder_client.get(f"/tyokirjat/kirjaukset/{entry.round.slug}.xlsx").content, edit)
        return holder_client.post(BRING_IN, {"file": SimpleUploadedFile("omat.xlsx", file)})

    return send


def values_of(page):
    """What the form of the preview would send as it stands."""
    form = next(form for form in parsed(page).iter("form") if any(i.get("name") == "read" for i in form.iter("input")))
    fields = [field for field in form.iter("input") if field.get("name")]
    read = next(field.get("value") for field in fields if field.get("name") == "read")
    return {"read": read, "take": [field.get("value") for field in fields if field.get("name") == "take"]}


def test_she_sees_the_changes_first_and_then_takes_them(entry, holder_client, upload):
    page = upload(Tilanne="Käynnissä", Ennuste="Toteutuu")
    assert "Käynnissä" in words(parsed(page))
    assert Entry.objects.get(pk=entry.pk).state == Entry.State.EMPTY
    values = values_of(page)
    values["take"] = values["take"][:1]
    assert holder_client.post(BRING_IN, values).url == reverse("goals:my-entries")
    entry.refresh_from_db()
    assert (entry.state, entry.progress, entry.forecast) == (Entry.State.DRAFT, "in_progress", "")


def test_a_conflict_must_be_answered(entry, holder, holder_client, upload):
    page = upload(Tilanne="Käynnissä")
    values = values_of(page)
    typed = as_it_is(entry, progress="completed")
    record_progress(
        entry.pk, version=typed.version, reported=typed.reported, figures=[], language="fi", rights=rights_of(holder)
    )
    refused = holder_client.post(BRING_IN, values)
    assert refused.status_code == 422
    assert "Tätä on muutettu myös palvelussa. Valitse, kumpi jää." in words(parsed(refused))
    assert "<title>Virhe: " in refused.content.decode()
    (group,) = {field.get("name") for field in parsed(refused).iter("input") if field.get("type") == "radio"}
    holder_client.post(BRING_IN, values | {group: "typed"})
    assert Entry.objects.get(pk=entry.pk).progress == "in_progress"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 ei mitaan"), "Täytetty työkirja"),
        (SimpleUploadedFile("a.csv", b"Tavoite;Toimenpide\nA;B"), "Tämä ei ole sinun täältä lataamasi työkirja."),
        (None, "Täytetty työkirja"),
    ],
)
def test_another_file_is_refused_with_what_to_do(entry, holder_client, file, told):
    page = holder_client.post(BRING_IN, {"file": file} if file else {})
    assert page.status_code == 422
    assert told in words(parsed(page))


def test_a_preview_is_nobody_elses(entry, holder_client, deputy, signed_in, upload):
    values = values_of(upload(Tilanne="Käynnissä"))
    page = signed_in(deputy).post(BRING_IN, values)
    assert (page.status_code, "Esikatselu on vanhentunut" in page.content.decode()) == (422, True)


def test_html_in_a_cell_stays_words(entry, upload):
    page = upload(**{"Miten_korjataan?": "<b hx-post=/x>lihava</b>"}).content.decode()
    assert "&lt;b hx-post=/x&gt;lihava&lt;/b&gt;" in page


# --- what the page promises is what a person may do ----------------------------------------------------------------
def test_each_is_promised_what_she_may_do(entry, coordinator, holder, director, signed_in):
    told = {user: words(parsed(signed_in(user).get(LIST))) for user in (coordinator, holder, director)}
    assert "mittarit muokattavina" in told[coordinator]
    for user in (holder, director):
        assert "Suunnitelmaa muuttaa koordinaattori" in told[user]
        assert "muokattavina" not in told[user]
    assert "Omien mittariesi lukuja voit oikaista" in told[holder]
    reader = words(parsed(signed_in(UserFactory()).get(LIST)))
    assert "Valkoisia soluja" not in reader and "Työkirjat ovat sinulle luettavia" in reader


@pytest.fixture
def figure(post):
    indicator = IndicatorFactory(code="kavijat", name="Kävijöitä", unit="kpl", answering_post=post)
    return ObservationFactory(indicator=indicator, value=7)


def brought_in(client, edit, address):
    file = saved_again(client.get(address).content, edit)
    return client.post(BRING_IN, {"file": SimpleUploadedFile("mittarit.xlsx", file)})


def test_her_own_figures_are_corrected_for_one_reason(figure, holder_client):
    def edit(book):
        put(book, "Havainnot", "kavijat 2023H1", "Arvo", 100000)

    page = brought_in(holder_client, edit, "/tyokirjat/mittarit.xlsx")
    told = words(parsed(page))
    assert "Miksi lukuja oikaistaan?" in told and "100\u00a0000" in page.content.decode()
    assert "luonnoksiksi" not in told
    values = values_of(page)
    refused = holder_client.post(BRING_IN, values)
    assert (refused.status_code, "Kerro, miksi lukua oikaistaan." in words(parsed(refused))) == (422, True)
    holder_client.post(BRING_IN, values | {"reason": "Laskuvirhe"})
    present = figure.indicator.observations.get(corrects=figure)
    assert (present.value, present.reason) == (100000, "Laskuvirhe")


def test_the_true_reason_is_told_before_anything_is_taken(entry, holder_client, coordinator, signed_in):
    line = entry.action.plan_lines.get()

    def edit(book):
        put(book, "Toimenpiteet", f"R{line.pk}", "Vastuu kuten kirjoitettu", "minä")

    file = saved_again(signed_in(coordinator).get(f"/tyokirjat/suunnitelmat/{line.plan_id}.xlsx").content, edit)
    page = holder_client.post(BRING_IN, {"file": SimpleUploadedFile("suunnitelma.xlsx", file)})
    told = words(parsed(page))
    assert "Sinulla ei ole oikeutta tähän: suunnitelmaa muuttaa koordinaattori." in told
    assert "tilanne on muuttunut" not in told
