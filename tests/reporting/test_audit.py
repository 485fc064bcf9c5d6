"""The audit committee's year: what stands behind each goal, its own judgement beside the management's."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import AttainmentRule
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.models import AuditAccess, AuditJudgement, AuditReport, Finding
from reporting.operations import audit
from tests import factories as make
from tests.reporting.pages import main_words

pytestmark = pytest.mark.django_db
CLOSED = datetime(2024, 2, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def april(settings):
    settings.TODAY = date(2024, 4, 15)


@pytest.fixture
def member():
    return make.UserFactory(role="auditor", name="Jäsen Yksi")


@pytest.fixture
def client(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def year_end():
    return make.RoundFactory(kind="year_end", year=2023, closed=True, closed_at=CLOSED)


def a_goal(title="Palvelut ovat lähellä", binding="none", **fields):
    goal = make.GoalFactory(title=title, binding_level=binding, **fields)
    make.MeasureLineFactory(goal=goal, words="Kävijöitä vähintään 10", indicator__name="Kävijät")
    return goal


def managed(year_end, goal, code="attained", **fields):
    told = {"attainment": code, "attainment_reason": "Johdon perustelu.", "progress": "", "forecast": ""} | fields
    return make.EntryFactory(round=year_end, goal=goal, sent=True, **told)


def judged(goal, code="attained", grounds="Lautakunnan perustelu.", *, by, version=0):
    return audit.judge_goal(year=2023, goal=goal, code=code, grounds=grounds, version=version, by=by)


def page_of(client, **filters):
    return main_words(client.get(reverse("reporting:audit-detail", args=[2023]), filters))


def save(client, goal, *, code="attained", grounds="", version=0, **headers):
    prefix = f"g{goal.pk}"
    typed = {f"{prefix}-code": code, f"{prefix}-grounds": grounds, f"{prefix}-version": version}
    return client.post(reverse("reporting:audit-judgement", args=[2023, goal.pk]), typed, headers=headers)


# --- what stands behind a goal ------------------------------------------------------------------------------------
def test_a_moved_level_shows_what_was_adopted_what_holds_now_and_by_which_decision(client):
    goal = a_goal(binding="KV")
    indicator = goal.measure_lines.get().indicator
    adopted = make.TargetFactory(indicator=indicator, low=10)
    decision = make.DecisionFactory(decided_on=date(2023, 6, 19), section="77")
    mover = make.UserFactory(name="Taso Siirtäjä")
    make.TargetFactory(
        indicator=indicator, low=8, replaces=adopted, decision=decision, origin="decision", entered_by=mover
    )
    text = page_of(client)
    assert "vähintään 10 kpl 2023 vähintään 8 kpl 2023 Siirretty 15.4.2024 · kv 19.6.2023 § 77 · Taso Siirtäjä" in text


def test_a_figure_of_another_year_is_no_figure_of_this_one(client):
    indicator = a_goal().measure_lines.get().indicator
    make.ObservationFactory(indicator=indicator, period_start=date(2022, 1, 1), period_end=date(2022, 12, 31), value=4)
    make.ObservationFactory(indicator=indicator, period_start=date(2024, 1, 1), period_end=date(2024, 3, 31), value=99)
    text = page_of(client)
    assert "Ei lukua vuodelta 2023 Viimeisin tieto 4 kpl (2022)" in text
    assert "99" not in text


def test_evidence_or_its_lack(client):
    indicator = a_goal().measure_lines.get().indicator
    assert "Ei näyttöä" in page_of(client)
    make.ObservationFactory(indicator=indicator).evidence.add(make.EvidenceFactory(title="Tilasto 2023"))
    assert "Tilasto 2023" in page_of(client)


def test_an_entrys_evidence_has_no_name_without_the_committees_decision(client, year_end, member):
    managed(year_end, a_goal()).evidence.add(make.EvidenceFactory(title="Salainen muistio"))
    text = page_of(client)
    assert "Salainen muistio" not in text
    assert "lukemiseen tarvitaan lautakunnan päätös" in text
    audit.record_access(decided_on=date(2024, 4, 1), section="5", purpose="Arviointi", ends_on=None, by=member)
    assert "Salainen muistio" in page_of(client)


@pytest.mark.parametrize("set_at, is_late", [((2022, 12, 31, 21), False), ((2022, 12, 31, 22), True)])
def test_a_rule_that_was_set_after_its_year_began_is_said_to_be_so(client, set_at, is_late):
    """Helsinki's new year begins at 22 UTC."""
    AttainmentRule.objects.create(
        goal=a_goal(), year=2023, kind="all", set_at=datetime(*set_at, tzinfo=UTC), set_by=make.UserFactory()
    )
    assert ("Sääntö asetettiin vuoden 2023 alettua." in page_of(client)) is is_late


def test_a_judgement_against_the_rule_is_shown(client, year_end):
    goal = a_goal()
    AttainmentRule.objects.create(
        goal=goal, year=2023, kind="all", set_at=datetime(2022, 11, 1, tzinfo=UTC), set_by=make.UserFactory()
    )
    managed(year_end, goal, "attained")
    make.EntryFactory(
        round=year_end, indicator=goal.measure_lines.get().indicator, sent=True, attainment="not_attained"
    )
    assert "Arvio on tavoitteen säännön vastainen." in page_of(client)


def test_what_was_changed_after_the_closing_says_what_when_and_why(client, year_end):
    goal = a_goal()
    first = managed(year_end, goal, "attained")
    managed(
        year_end,
        goal,
        "partly_attained",
        revision=2,
        replaces=first,
        late_reason="Laskuvirhe",
        saved_at=datetime(2024, 3, 1, 9, tzinfo=UTC),
    )
    text = page_of(client)
    assert "1.3.2024 Palvelut ovat lähellä · Tilinpäätösraportti 2023 Syy: Laskuvirhe" in text
    assert "toteutuminen: ennen: Toteutui → nyt: Toteutui osittain" in text


def test_a_value_corrected_after_the_closing_is_a_late_change(client, year_end):
    indicator = a_goal().measure_lines.get().indicator
    days = {"period_start": date(2023, 1, 1), "period_end": date(2023, 12, 30)}
    early, late = datetime(2024, 1, 10, 9, tzinfo=UTC), datetime(2024, 3, 3, 9, tzinfo=UTC)
    wrong = make.ObservationFactory(indicator=indicator, value=12, entered_at=early, **days)
    make.ObservationFactory(indicator=indicator, value=7, corrects=wrong, entered_at=late, reason="Tuplana", **days)
    assert "3.3.2024 Kävijät · Tilinpäätösraportti 2023 Syy: Tuplana Toteuma: ennen: 12 kpl → nyt: 7 kpl" in page_of(
        client
    )


def test_a_reopened_report_says_why(client):
    a_goal()
    make.RoundFactory(
        kind="year_end", year=2023, closed=True, reopened_at=CLOSED, reopening_reason="Yksi toimiala puuttui."
    )
    assert "Tilinpäätösraportti 2023 avattiin uudelleen 20.2.2024 Yksi toimiala puuttui." in page_of(client)


def test_binding_goals_come_first_and_the_filters_narrow(client, year_end, member):
    plain, binding = a_goal("Tavallinen tavoite"), a_goal("Sitova tavoite", "KV")
    managed(year_end, plain, "attained")
    judged(plain, "not_attained", by=member)
    text = page_of(client)
    assert text.index("Sitova tavoite") < text.index("Tavallinen tavoite")
    shown = {
        chosen: [title for title in (str(plain), str(binding)) if title in page_of(client, rajaus=chosen)]
        for chosen in ("sitovat", "arvioimatta", "eroavat", "mikä vain")
    }
    assert shown == {
        "sitovat": ["Sitova tavoite"],
        "arvioimatta": ["Sitova tavoite"],
        "eroavat": ["Tavallinen tavoite"],
        "mikä vain": ["Tavallinen tavoite", "Sitova tavoite"],
    }
    assert "Arvioitu 1 / 2" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_year_costs_the_same_for_1_and_3_goals(client, year_end, member, number, django_assert_num_queries):
    for _number in range(number):
        goal = a_goal()
        indicator = goal.measure_lines.get().indicator
        make.TargetFactory(indicator=indicator)
        make.ObservationFactory(indicator=indicator).evidence.add(make.EvidenceFactory())
        managed(year_end, goal).evidence.add(make.EvidenceFactory())
        make.EntryFactory(round=year_end, indicator=indicator, sent=True, attainment="attained")
        judged(goal, by=member)
    client.get(reverse("reporting:audit-list"))
    with django_assert_num_queries(12):
        client.get(reverse("reporting:audit-detail", args=[2023]))


def test_markup_in_any_text_is_words(client, year_end, member):
    goal = a_goal("<b>Tavoite</b>")
    managed(year_end, goal, attainment_reason="<script>alert(1)</script>")
    judged(goal, "not_attained", "<img src=x>", by=member)
    page = client.get(reverse("reporting:audit-detail", args=[2023])).content.decode()
    assert [found for found in ("<b>Tavoite", "<script>alert", "<img src=x") if found in page] == []


# --- the committee's judgement ------------------------------------------------------------------------------------
def test_a_judgement_is_saved_in_its_place(client):
    goal = a_goal()
    answer = save(client, goal, code="partly_attained", grounds="Kaksi kolmesta.", **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == f"#judgement-{goal.pk}"
    assert "Arvio on tallennettu." in answer.content.decode()
    row = AuditJudgement.objects.get()
    assert (row.code, row.grounds, row.version) == ("partly_attained", "Kaksi kolmesta.", 1)
    assert [record.history_user.name for record in row.history.all()] == ["Jäsen Yksi"]


def test_without_javascript_it_leads_back_to_the_goal(client):
    goal = a_goal()
    answer = save(client, goal)
    assert answer.url == f"{reverse('reporting:audit-detail', args=[2023])}?avaa={goal.pk}#tavoite-{goal.pk}"


def test_the_second_of_two_members_sees_the_others_words_beside_her_own(client):
    goal = a_goal()
    judged(goal, "not_attained", "Toisen sanat.", by=make.UserFactory(role="auditor", name="Jäsen Kaksi"))
    answer = save(client, goal, code="partly_attained", grounds="Omat sanani.", version=0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("Toisen sanat.", "Omat sanani.", "Jäsen Kaksi"))
    assert f'name="g{goal.pk}-version" value="1"' in page
    assert AuditJudgement.objects.get().grounds == "Toisen sanat."
    assert save(client, goal, code="partly_attained", grounds="Omat sanani.", version=1).status_code == 302
    assert AuditJudgement.objects.get().grounds == "Omat sanani."


@pytest.mark.parametrize(
    "code, grounds, sentence",
    [
        ("not_attained", "", "Perustele arvio"),
        ("", "Sanoja", "Valitse arvio."),
        ("excellent", "Sanoja", "Valitse"),
        ("attained", "x" * 200_000, "20000"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, code, grounds, sentence):
    answer = save(client, a_goal(), code=code, grounds=grounds)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "<title>Virhe:" in page) == (422, True, True)
    assert not AuditJudgement.objects.exists()


def test_a_goal_of_no_plan_of_the_year_is_not_found(client):
    a_goal()
    assert save(client, make.GoalFactory()).status_code == 404


# --- differences --------------------------------------------------------------------------------------------------
def test_the_differences_count_both_and_list_where_they_part(client, year_end, member):
    goals = [a_goal(f"Tavoite {letter}") for letter in "ABCDE"]
    for goal, management, own in zip(
        goals,
        ["attained", "attained", "not_attained", "not_assessed", None],
        ["attained", "partly_attained", None, "not_verified", "attained"],
        strict=True,
    ):
        if management:
            managed(year_end, goal, management)
        if own:
            judged(goal, own, by=member)
    text = main_words(client.get(reverse("reporting:audit-differences", args=[2023])))
    assert "Johto, tilinpäätös 2 0 1 1 1 50 %" in text
    assert "Tarkastuslautakunta 2 1 0 1 1 50 %" in text
    assert "Eri tavoin arvioidut (1)" in text
    assert "Tavoite B" in text
    assert [f"Tavoite {letter}" for letter in "ACDE" if f"Tavoite {letter}" in text] == []


def test_goals_with_all_measures_attained_are_counted_beside_goals_judged_attained(client, year_end):
    for code in ("attained", "not_attained"):
        goal = a_goal()
        managed(year_end, goal, "attained")
        make.EntryFactory(round=year_end, indicator=goal.measure_lines.get().indicator, sent=True, attainment=code)
    text = main_words(client.get(reverse("reporting:audit-differences", args=[2023])))
    assert "joiden kaikki mittarit toteutuivat johdon arvion mukaan: 1 / 2 (50 %)" in text
    assert "Johto, tilinpäätös 2 0 0 0 0 100 %" in text


# --- findings and the report --------------------------------------------------------------------------------------
def test_a_finding_is_written_changed_and_taken_away_with_its_history_kept(client):
    goal = a_goal()
    findings = reverse("reporting:audit-findings", args=[2023])
    typed = {"version": 0, "kind": "finding", "goal": goal.pk, "text": "Näyttö puuttuu."}
    client.post(findings, typed)
    row = Finding.objects.get()
    change = reverse("reporting:audit-finding-change", args=[2023, row.pk])
    client.post(change, typed | {"version": 1, "text": "Näyttö puuttui."})
    assert client.post(change, typed | {"version": 1, "text": "Vanha."}).status_code == 409
    assert "Näyttö puuttui." in main_words(client.get(findings))
    client.post(reverse("reporting:audit-finding-delete", args=[2023, row.pk]))
    assert not Finding.objects.exists()
    assert [record.text for record in Finding.history.order_by("history_id")] == [
        "Näyttö puuttuu.",
        "Näyttö puuttui.",
        "Näyttö puuttui.",
    ]


def test_handing_over_locks_everything(client, member):
    goal = a_goal()
    judged(goal, by=member)
    finding = audit.add_finding(year=2023, kind="finding", text="Havainto.", goal=None, by=member)
    hand_over = reverse("reporting:audit-hand-over", args=[2023])
    assert "Arvioita ja havaintoja ei voi enää muuttaa" in main_words(client.get(hand_over))
    assert client.post(hand_over).url == reverse("reporting:audit-report", args=[2023])
    for deed in (
        lambda: judged(goal, "not_attained", by=member, version=1),
        lambda: audit.add_finding(year=2023, kind="finding", text="Uusi.", goal=None, by=member),
        lambda: audit.change_finding(finding, kind="finding", text="Toinen.", goal=None, version=1, by=member),
        lambda: audit.delete_finding(finding, by=member),
        lambda: audit.write_introduction(year=2023, introduction="Toinen.", version=1, by=member),
        lambda: audit.hand_over_report(2023, by=member),
    ):
        with pytest.raises(NotAllowed, match="luovutettu"):
            deed()
    assert 'method="post"' not in client.get(reverse("reporting:audit-detail", args=[2023])).content.decode().split(
        "<main"
    )[1].replace('name="csrfmiddlewaretoken"', "")


def test_nothing_judged_is_nothing_to_hand_over(client):
    a_goal()
    answer = client.post(reverse("reporting:audit-hand-over", args=[2023]))
    assert answer.status_code == 422
    assert not AuditReport.objects.filter(handed_over_at__isnull=False).exists()


def test_the_introduction_of_two_members_is_not_lost(client, member):
    a_goal()
    audit.write_introduction(year=2023, introduction="Ensin.", version=0, by=member)
    answer = client.post(
        reverse("reporting:audit-introduction", args=[2023]), {"version": 0, "introduction": "Sitten."}
    )
    assert (answer.status_code, all(word in answer.content.decode() for word in ("Ensin.", "Sitten."))) == (409, True)
    with pytest.raises(Conflict):
        audit.write_introduction(year=2023, introduction="Sitten.", version=0, by=member)


# --- internal notes, material, files ------------------------------------------------------------------------------
def test_internal_notes_open_by_a_decision_and_each_reading_leaves_a_mark(client, year_end, member):
    managed(year_end, a_goal(), internal_note="Vain esihenkilölle.")
    notes = reverse("reporting:audit-notes", args=[2023])
    assert "Vain esihenkilölle." not in main_words(client.get(notes))
    access = audit.record_access(
        decided_on=date(2024, 4, 1), section="§ 5", purpose="Arviointi", ends_on=date(2024, 5, 31), by=member
    )
    assert "Vain esihenkilölle." in main_words(client.get(notes))
    read = [(row.history_change_reason, row.history_user) for row in access.history.all()]
    assert read == [("read 2023", member), ("recorded", member)]
    assert "Luettu 1 kerran" in main_words(client.get(reverse("reporting:audit-access")))


def test_an_ended_decision_opens_nothing(client, year_end, member):
    managed(year_end, a_goal(), internal_note="Vain esihenkilölle.")
    audit.record_access(
        decided_on=date(2024, 1, 1), section="1", purpose="Arviointi", ends_on=date(2024, 4, 14), by=member
    )
    assert "Vain esihenkilölle." not in main_words(client.get(reverse("reporting:audit-notes", args=[2023])))


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"decided_on": "1.5.2024"}, "tulevaisuudessa"),
        ({"ends_on": "1.3.2024"}, "päättyy ennen päätöstä"),
        ({"section": "§"}, "pykälä"),
        ({"purpose": ""}, "Mihin tietoja tarvitaan"),
    ],
)
def test_a_decision_that_can_not_be_is_refused(client, typed, sentence):
    given = {"decided_on": "1.4.2024", "section": "5", "purpose": "Arviointi", "ends_on": ""} | typed
    answer = client.post(reverse("reporting:audit-access"), given)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not AuditAccess.objects.exists()


def test_the_committee_reads_a_closed_entry_and_its_history_without_the_note(client, year_end):
    entry = managed(year_end, a_goal(), internal_note="Vain esihenkilölle.", public_text="Julkinen sana.")
    entries = client.get(reverse("reporting:audit-entries", args=[2023, year_end.slug]))
    history = client.get(reverse("reporting:history-detail", args=["entry", entry.pk]))
    assert "Julkinen sana." in main_words(entries)
    assert "Julkinen sana." in main_words(history)
    assert "Vain esihenkilölle." not in main_words(entries) + main_words(history)


def test_an_open_entrys_history_is_not_the_committees(client):
    entry = make.EntryFactory(round=make.RoundFactory(year=2024), sent=True)
    assert client.get(reverse("reporting:history-detail", args=["entry", entry.pk])).status_code == 404


def test_the_material_leads_to_the_reviews_of_the_year(client, year_end):
    managed(year_end, a_goal())
    text = main_words(client.get(reverse("reporting:audit-material", args=[2023])))
    assert "Tilinpäätösraportti 2023 Päättynyt 20.2.2024 Ei julkaistua versiota. 1 kirjaus" in text


def test_the_committee_and_the_coordinator_read_a_reviews_history(client, year_end):
    year_end.reopening_reason = "Yksi toimiala puuttui."
    year_end.save()
    url = reverse("reporting:history-detail", args=["round", year_end.pk])
    assert "Yksi toimiala puuttui." in main_words(client.get(url))
    found = {}
    for role in ("coordinator", "reader", "administrator"):
        other = Client()
        other.force_login(make.UserFactory(role=role))
        found[role] = other.get(url).status_code
    assert found == {"coordinator": 200, "reader": 404, "administrator": 404}


# --- finding one's way --------------------------------------------------------------------------------------------
def goals_shown(client, **asked):
    page = client.get(reverse("reporting:audit-detail", args=[2023]), asked)
    return [str(goal.title) for goal, _form in page.context["rows"]]


def test_goals_are_narrowed_by_the_judgements(client, member, year_end):
    kept, failed, open_one = (a_goal(title) for title in ("Pidetty", "Petetty", "Avoin"))
    managed(year_end, kept)
    managed(year_end, failed, "attained")
    judged(kept, by=member)
    judged(failed, "not_attained", by=member)
    assert goals_shown(client, arvio="attained") == ["Pidetty"]
    assert goals_shown(client, arvio="not_attained", johto="attained") == ["Petetty"]
    assert goals_shown(client, arvio="none") == goals_shown(client, johto="none") == ["Avoin"]
    assert goals_shown(client, rajaus="eroavat", arvio="attained") == []
    assert len(goals_shown(client, arvio="<b>", johto="²")) == 3
    assert open_one.title in goals_shown(client)


def test_goals_are_folded_with_their_state_in_sight_and_opened_by_the_contents(client, member, year_end):
    goal, other = a_goal("Pidetty"), a_goal("Avoin")
    managed(year_end, goal)
    judged(goal, "partly_attained", by=member)
    address = reverse("reporting:audit-detail", args=[2023])
    page = client.get(address).content.decode()
    assert page.count('<details class="disclosure">') == 2
    state = page.split(f'id="own-state-{goal.pk}"')[1].split("</summary>")[0]
    assert "Toteutui osittain" in state
    assert f"avaa={other.pk}#tavoite-{other.pk}" in page
    assert client.get(address, {"avaa": goal.pk}).content.decode().count('<details class="disclosure" open>') == 1
    assert client.get(address, {"avaa": "kaikki"}).content.decode().count('<details class="disclosure" open>') == 2


def test_after_saving_the_goal_is_open_and_its_folded_line_has_the_new_state(client, year_end):
    goal = a_goal()
    assert save(client, goal).url.endswith(f"?avaa={goal.pk}#tavoite-{goal.pk}")
    answer = save(client, goal, code="not_attained", grounds="Ei näyttöä.", version=1, **{"HX-Request": "true"})
    assert f'id="own-state-{goal.pk}" hx-swap-oob="true"' in answer.content.decode()
