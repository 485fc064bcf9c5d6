"""One review: its days and settings, its chapters and words, closing and opening it again."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from goals.chapters import CHAPTERS, chapters_of_kind
from goals.forms.rounds import CHAPTER_TITLES
from goals.models import Entry, Figure, Round, ScaleWord
from goals.operations.rounds import change_settings, close_round, open_round, reopen_round
from goals.signals import round_reopening
from kemistrategy.refusals import NotAllowed
from measures.models import Observation
from tests.factories import (
    EntryFactory,
    EvidenceFactory,
    ObservationFactory,
    ProjectFactory,
    RoundFactory,
    ScaleWordFactory,
    StrategyFactory,
)

from .pages import form_values, list_of, main_words, said
from .situations import as_it_is, entry_of_action, figures_of, record, send
from .threads import Together


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def planned(db):
    return RoundFactory(year=2024, planned=True, due_on=date(2024, 8, 16), strategies=[StrategyFactory()])


def address(round):
    return reverse("goals:round-detail", args=[round.slug])


def typed(client, round, form, **changes):
    return form_values(client.get(address(round)), form) | changes | {form: "1"}


def save(client, round, form="settings", **changes):
    return client.post(address(round), typed(client, round, form, **changes), follow=True)


def problems(page):
    return list_of(page, ".//*[@id='error-summary']//li")


# --- the page -----------------------------------------------------------------------------------------------------
def test_days_are_told_with_their_weekdays_and_what_is_odd_about_them(coordinator_client, settings):
    settings.TODAY = date(2023, 8, 25)
    round = RoundFactory(year=2023, due_on=date(2023, 8, 19), grace_days=3, published_by=date(2023, 10, 2))
    assert list_of(coordinator_client.get(address(round)), ".//section[2]//tbody/tr") == [
        "Tilanne perjantai 30.6.2023",
        "Kirjaukset viimeistään lauantai 19.8.2023 ei ole arkipäivä",
        "Lisäaika päättyy keskiviikko 23.8.2023",
        "Hyväksynnät viimeistään perjantai 25.8.2023 tänään",
        "Julkaistaan arviolta maanantai 2.10.2023",
    ]


@pytest.mark.parametrize("state", ["planned", "open", "closed"])
def test_page_costs_the_same_whatever_the_number_of_entries(coordinator_client, state, django_assert_max_num_queries):
    round = RoundFactory(year=2023, **({state: True} if state != "open" else {}))
    EntryFactory(round=round)
    coordinator_client.get(address(round))
    with django_assert_max_num_queries(12) as with_one:
        coordinator_client.get(address(round))
    EntryFactory.create_batch(2, round=round)
    with django_assert_max_num_queries(12) as with_three:
        coordinator_client.get(address(round))
    assert len(with_three) == len(with_one)


def test_others_do_not_find_it(holder_client, round):
    assert holder_client.get(address(round)).status_code == 404
    assert holder_client.post(address(round), {"settings": "1", "due_on": "1.9.2023"}).status_code == 404


# --- settings -----------------------------------------------------------------------------------------------------
def test_settings_of_a_planned_review(coordinator_client, planned, unit, coordinator):
    page = save(
        coordinator_client,
        planned,
        due_on="19.8.2024",
        grace_days="2",
        approval_days="4",
        published_by="1.10.2024",
        reminders_before="1; 10",
        reminder_hour="9",
        mail_words="Kiitos!",
        units=[unit.pk],
    )
    assert said(page) == ["Tallennettu."]
    planned.refresh_from_db()
    assert (planned.due_on, planned.grace_days, planned.approval_days) == (date(2024, 8, 19), 2, 4)
    assert (planned.reminders_before, planned.reminder_hour, planned.mail_words) == ("10, 1", 9, "Kiitos!")
    assert list(planned.units.all()) == [unit]
    assert planned.history.first().history_user == coordinator
    assert said(save(coordinator_client, planned)) == ["Mikään ei muuttunut."]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"due_on": "1.6.2024"}, "Kirjausten määräpäivän on oltava tarkastelujakson jälkeen."),
        ({"published_by": "1.7.2024"}, "Julkaisupäivän on oltava kirjausten määräpäivän jälkeen."),
        ({"due_on": "31.8.0024"}, "Kirjaukset viimeistään: Vuosi on väliltä 2000–2100."),
        ({"grace_days": "400"}, "Lisäaika, arkipäiviä: "),
        ({"reminder_hour": "24"}, "Muistutusten kellonaika: "),
        ({"reminders_before": "huomenna"}, "Muistutukset, arkipäiviä ennen määräpäivää: Kirjoita arkipäivien määrät"),
        ({"strategies": []}, "Strategiat: "),
    ],
)
def test_bad_settings_are_refused_and_kept_on_the_page(coordinator_client, planned, changes, problem):
    page = save(coordinator_client, planned, **changes)
    assert page.status_code == 422
    assert problems(page)[0].startswith(problem)
    assert page.content.decode().count("<title>Virhe: ") == 1
    planned.refresh_from_db()
    assert (planned.due_on, planned.published_by) == (date(2024, 8, 16), None)


def test_what_was_asked_can_no_longer_be_changed_when_it_is_open(coordinator_client, round, coordinator, unit):
    fields = form_values(coordinator_client.get(address(round)), "settings")
    assert {"due_on", "mail_words"} < set(fields) and not {"strategies", "units"} & set(fields)
    with pytest.raises(NotAllowed, match="tila on muuttunut"):
        change_settings(round.pk, by=coordinator, units=[unit])
    assert said(save(coordinator_client, round, due_on="1.9.2023")) == ["Tallennettu."]


def test_of_a_closed_review_only_what_concerns_its_report(coordinator_client, coordinator):
    round = RoundFactory(year=2023, closed=True)
    assert set(form_values(coordinator_client.get(address(round)), "settings")) == {
        "csrfmiddlewaretoken",
        "published_by",
    }
    with pytest.raises(NotAllowed):
        change_settings(round.pk, by=coordinator, due_on=date(2023, 9, 30))


# --- chapters -----------------------------------------------------------------------------------------------------
def test_every_chapter_has_a_title():
    assert set(CHAPTER_TITLES) == set(CHAPTERS)


def test_chapters_are_chosen_and_put_in_order(coordinator_client, planned):
    fields = typed(coordinator_client, planned, "chapters")
    usual = chapters_of_kind(is_year_end=False)
    assert [name for name in fields if name.startswith("chapter-place")] == [f"chapter-place-{c}" for c in usual]
    del fields["chapter-guide"]
    coordinator_client.post(address(planned), fields | {"chapter-place-themes": "1"})
    planned.refresh_from_db()
    chosen = [code for code in usual if code != "guide"]
    assert planned.chapters == ["summary", "themes", *[code for code in chosen if code not in ("summary", "themes")]]
    page = coordinator_client.get(address(planned))
    assert list_of(page, ".//form[@id='chapters']//tbody/tr")[1].startswith("Strategian toteutuminen")


def test_all_chapters_in_their_usual_order_are_no_choice(coordinator_client, planned):
    Round.objects.filter(pk=planned.pk).update(chapters=["themes"])
    everything = {f"chapter-{code}": "on" for code in CHAPTERS}
    places = {f"chapter-place-{code}": place for place, code in enumerate(CHAPTERS, start=1)}
    coordinator_client.post(address(planned), everything | places | {"chapters": "1"})
    planned.refresh_from_db()
    assert planned.chapters == []


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [("half_year", "rest_of_year", "carried_over"), ("year_end", "carried_over", "rest_of_year")],
)
def test_a_review_offers_only_the_chapters_of_its_kind(coordinator_client, kind, there, not_there):
    round = RoundFactory(year=2024, kind=kind, planned=True)
    fields = typed(coordinator_client, round, "chapters")
    assert f"chapter-{there}" in fields
    assert f"chapter-{not_there}" not in fields
    coordinator_client.post(address(round), fields | {f"chapter-{not_there}": "on", f"chapter-place-{not_there}": "1"})
    round.refresh_from_db()
    assert round.chapters == []


def test_a_projects_own_report_has_no_chapters_to_choose(coordinator_client):
    round = RoundFactory(kind="project_final", project=ProjectFactory(), year=2024, slug="p-loppu", planned=True)
    assert "Raportin luvut" not in main_words(coordinator_client.get(address(round)))


def test_a_report_without_chapters_is_refused(coordinator_client, planned):
    places = {f"chapter-place-{code}": "1" for code in CHAPTERS}
    page = coordinator_client.post(address(planned), places | {"chapters": "1"})
    assert (page.status_code, problems(page)) == (422, ["Valitse ainakin yksi luku."])


# --- the entries --------------------------------------------------------------------------------------------------
def listed(client, round, **asked):
    return list_of(client.get(reverse("goals:round-entries", args=[round.slug]), asked), ".//main//tbody/tr/th")


def test_the_entries_are_narrowed_by_department_state_and_kind(coordinator_client, round, post, holder):
    action = send(entry_of_action(round, post), holder)
    project = EntryFactory(round=round, project=ProjectFactory(name="Satama"), unit=None, post=None)
    every = {str(action.action.title), "Satama"}
    assert set(listed(coordinator_client, round)) == every
    assert listed(coordinator_client, round, kind="project") == ["Satama"]
    assert listed(coordinator_client, round, state="sent") == [action.action.title]
    assert listed(coordinator_client, round, department=str(action.unit_id)) == [action.action.title]
    assert listed(coordinator_client, round, department="-") == ["Satama"]
    assert listed(coordinator_client, round, department="-", state="sent") == []
    assert set(listed(coordinator_client, round, kind="<b>", state="²", department="x")) == every
    assert project.state == "empty"


# --- words --------------------------------------------------------------------------------------------------------
def words_of(round):
    return reverse("goals:round-words", args=[round.slug]) if round else reverse("goals:round-words-of-all")


@pytest.mark.parametrize("whose", ["all", "one"])
def test_words_are_set_changed_and_taken_away(coordinator_client, planned, whose):
    round = planned if whose == "one" else None
    other = ScaleWordFactory(round=None if round else planned, code="completed", label="Tehty")
    fields = form_values(coordinator_client.get(words_of(round)), "scale-words")
    fields |= {
        "attainment-attained-label_fi": "Saavutettiin",
        "attainment-attained-label_sv": "Nåddes",
        "attainment-attained-explanation_fi": "Kokonaan.",
        "attainment-attained-position": "3",
    }
    assert said(coordinator_client.post(words_of(round), fields, follow=True)) == ["Sanat on tallennettu."]
    word = ScaleWord.objects.get(scale="attainment")
    assert (word.round, word.label_fi, word.label_sv, word.explanation_fi, word.position) == (
        round,
        "Saavutettiin",
        "Nåddes",
        "Kokonaan.",
        3,
    )
    page = coordinator_client.get(words_of(round))
    assert "Merkitys: Se, mitä vuodelle asetettiin, saavutettiin." in main_words(page)
    emptied = {name: "" for name in form_values(page, "scale-words")}
    coordinator_client.post(words_of(round), emptied)
    assert list(ScaleWord.objects.all()) == [other]


def test_a_word_needs_its_finnish_form(coordinator_client, planned):
    page = coordinator_client.post(words_of(planned), {"progress-completed-label_sv": "Färdig"})
    assert page.status_code == 422
    assert problems(page) == ["Sana suomeksi: Kirjoita sana suomeksi, tai tyhjennä muutkin."]
    assert ScaleWord.objects.count() == 0


def test_a_closed_review_keeps_its_words(coordinator_client):
    round = RoundFactory(year=2023, closed=True)
    page = coordinator_client.post(words_of(round), {"progress-completed-label_fi": "Tehty"})
    assert problems(page) == ["Katsaus on päättynyt. Sen sanoja ei voi enää muuttaa."]
    assert ScaleWord.objects.count() == 0


# --- opening again ------------------------------------------------------------------------------------------------
@pytest.fixture
def closed(round, post, holder, coordinator):
    """A closed review with one sent entry, whose figure was posted."""
    entry = send(entry_of_action(round, post), holder, figure="12")
    close_round(round.pk, by=coordinator)
    round.refresh_from_db()
    return entry


def reopen(client, round, reason="Luku puuttui."):
    return client.post(reverse("goals:round-reopen", args=[round.slug]), {"reason": reason}, follow=True)


def test_a_closed_review_is_opened_again_with_a_reason(coordinator_client, round, closed):
    page = reopen(coordinator_client, round)
    assert said(page) == ["Katsaus on avattu uudelleen. Kirjauksia voi taas muuttaa."]
    assert "Luku puuttui." in main_words(page)
    round.refresh_from_db()
    assert (round.state, round.closed_at, round.reopened_at is not None) == ("open", None, True)
    assert round.history.first().history_change_reason == "reopened: Luku puuttui."


@pytest.mark.parametrize(
    ("today", "typed", "due_on"),
    [
        (date(2023, 9, 14), "", date(2023, 9, 21)),  # five working days
        (date(2023, 9, 14), "29.9.2023", date(2023, 9, 29)),
        (date(2023, 8, 10), "", date(2023, 8, 31)),  # the old day leaves time enough
    ],
)
def test_opened_again_it_has_a_new_day_and_the_unsent_are_told(
    coordinator_client, round, closed, settings, today, typed, due_on, run_jobs
):
    settings.TODAY = today
    empty = EntryFactory(round=round, post=closed.post)
    Round.objects.filter(pk=round.pk).update(published_by=date(2023, 9, 15))
    values = {"reason": "Luku puuttui.", "due_on": typed}
    run_jobs(coordinator_client.post, reverse("goals:round-reopen", args=[round.slug]), values)
    round.refresh_from_db()
    assert (round.due_on, round.published_by is None) == (due_on, due_on > date(2023, 9, 15))
    assert [message.to for message in mail.outbox] == [[empty.post.holders.get().user.email]]


def test_a_day_within_the_period_is_refused(coordinator_client, round, closed):
    values = {"reason": "Luku puuttui.", "due_on": "1.6.2023"}
    page = coordinator_client.post(reverse("goals:round-reopen", args=[round.slug]), values)
    assert (page.status_code, Round.objects.get(pk=round.pk).state) == (422, "closed")
    assert problems(page) == ["Kirjausten määräpäivän on oltava tarkastelujakson jälkeen."]


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_it_stays_closed(coordinator_client, round, closed, reason):
    page = reopen(coordinator_client, round, reason)
    assert (page.status_code, Round.objects.get(pk=round.pk).state) == (422, "closed")


def test_not_while_another_is_open(coordinator_client, round, closed):
    RoundFactory(year=2024)
    assert problems(reopen(coordinator_client, round)) == ["Toinen katsaus on vielä avoinna. Päätä se ensin."]
    round.refresh_from_db()
    assert round.state == "closed"


def test_what_is_not_closed_is_not_opened_again(coordinator_client, round, planned):
    for one in (round, planned):
        assert said(reopen(coordinator_client, one)) == ["Vain päättyneen katsauksen voi avata uudelleen."]


def test_a_room_above_may_refuse(coordinator_client, round, closed):
    def refuse(sender, round, **kwargs):
        return f"{round.title} on julkaistu."

    round_reopening.connect(refuse)
    try:
        page = reopen(coordinator_client, round)
    finally:
        round_reopening.disconnect(refuse)
    assert problems(page) == ["Puolivuotiskatsaus 2023 on julkaistu."]
    round.refresh_from_db()
    assert round.state == "closed"


def retold(entry, figure):
    """The answerer's figure as she sends it after the review was opened again."""
    Figure.objects.filter(round=entry.round).update(text=figure, value=Decimal(figure))


def test_closing_again_corrects_a_changed_figure_by_its_own_observation(round, closed, coordinator):
    first = Observation.objects.get()
    reopen_round(round.pk, reason="Luku oli väärä.", by=coordinator)
    retold(closed, "15")
    assert close_round(round.pk, by=coordinator) == 1
    second = Observation.objects.get(value=15)
    assert (second.corrects, second.reason) == (first, "Puolivuotiskatsaus 2023: Luku oli väärä.")
    assert (figures_of(closed)[0].observation, Observation.objects.present().get()) == (second, second)


def test_closing_again_leaves_an_unchanged_figure_as_it_is(round, closed, coordinator):
    corrected = ObservationFactory(
        indicator=figures_of(closed)[0].indicator, value=13, corrects=Observation.objects.get()
    )
    figure = figures_of(closed)[0]
    reopen_round(round.pk, reason="Sanoja puuttui.", by=coordinator)
    figure.evidence.add(evidence := EvidenceFactory())
    assert close_round(round.pk, by=coordinator) == 0
    assert (Observation.objects.count(), Observation.objects.present().get()) == (2, corrected)
    assert list(figure.observation.evidence.all()) == [evidence]


def test_what_was_corrected_elsewhere_is_corrected_after_it(round, closed, coordinator):
    elsewhere = ObservationFactory(
        indicator=figures_of(closed)[0].indicator, value=13, corrects=Observation.objects.get()
    )
    reopen_round(round.pk, reason="Luku oli väärä.", by=coordinator)
    retold(closed, "15")
    close_round(round.pk, by=coordinator)
    assert Observation.objects.get(value=15).corrects == elsewhere


def test_a_review_without_entries_is_closed_and_opened_again(coordinator):
    round = RoundFactory(year=2023)
    assert close_round(round.pk, by=coordinator) == 0
    assert reopen_round(round.pk, reason="Uudelleen", by=coordinator).is_open


# --- two at once --------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_opened_twice_at_the_same_moment_it_is_opened_once(coordinator, planned, post, tmp_path):
    goal = entry_of_action(RoundFactory(year=2022, closed=True), post).action.goals.get()
    Round.objects.filter(pk=planned.pk).update(year=2023)
    planned.strategies.add(goal.strategy)
    together = Together(tmp_path)
    outcomes = together.run(
        *[lambda: open_round(planned.pk, by=coordinator)] * 2,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotAllowed", "int"]


@pytest.mark.django_db(transaction=True)
def test_closed_twice_at_the_same_moment_it_is_closed_once(coordinator, holder, round, post, tmp_path):
    send(entry_of_action(round, post), holder, figure="12")
    outcomes = Together(tmp_path).run(*[lambda: close_round(round.pk, by=coordinator)] * 2)
    assert sorted(map(str, outcomes)) == ["1", "Katsaus ei ole avoinna."]


def test_what_was_never_sent_stays_as_it_was(round, post, holder, coordinator):
    draft = entry_of_action(round, post)
    record(draft, holder, as_it_is(draft, "7", public_text="Kesken"))
    close_round(round.pk, by=coordinator)
    assert (Entry.objects.get(pk=draft.pk).state, Observation.objects.count()) == ("draft", 0)
