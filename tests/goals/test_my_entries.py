"""Omat kirjaukset: what a person answers for, and one press for many."""

import pytest
from django.urls import reverse

from goals.models import Entry
from kemistrategy import clock
from tests.factories import (
    ActionFactory,
    GoalFactory,
    MeasureLineFactory,
    OrgUnitFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
    UserFactory,
)

from .pages import form_values, list_of, main_words, parsed, said, with_class, words
from .situations import (
    TOLD,
    EntryFactory,
    as_it_is,
    entry_of_action,
    entry_of_indicator,
    figures_of,
    person_in,
    record,
    send,
    told_last_year,
)

MY_ENTRIES = "goals:my-entries"


def my_entries(client):
    return client.get(reverse(MY_ENTRIES))


def press(client, button, *entries, **posted):
    """Presses a button below the list with these rows ticked; gives the page that follows."""
    name, everything = {
        "Lähetä valitut": ("entries-send", False),
        "Lähetä kaikki valmiit": ("entries-send", True),
        "Valituissa tilanne ennallaan": ("entries-unchanged", False),
        "Kaikissa tilanne ennallaan": ("entries-unchanged", True),
        "Kirjoita valittuihin": ("entries-shared-text", False),
    }[button]
    if everything:
        posted["all"] = "1"
    return client.post(reverse(f"goals:{name}"), {"entry": [entry.pk for entry in entries], **posted}, follow=True)


def rows_of(page):
    return [
        words(link) for row in with_class(parsed(page), "entry-row") for link in with_class(row, "link-list__title")
    ]


def buttons_of(page):
    return list_of(page, ".//form[@id='my-entries']//button")


def states(*entries):
    for entry in entries:
        entry.refresh_from_db()
    return [entry.state for entry in entries]


# --- the list -----------------------------------------------------------------------------------------------------
def test_page_lists_actions_projects_and_figures_by_goal(holder_client, round, post, unit):
    goal = GoalFactory(title="Vihreä ja kestävä Kemi", position=1)
    later = GoalFactory(title="Sujuva arki", position=2)
    entry_of_action(round, post, goal=later)
    action = entry_of_action(round, post, goal=goal)
    measured = entry_of_indicator(round, post, indicator={"name": "Kävijämäärä"})
    MeasureLineFactory(goal=goal, indicator=measured.indicator)
    key = entry_of_indicator(round, post, indicator={"name": "Työttömyysaste"})
    project = ProjectFactory(name="Oulu 2026", answering_post=post, units=[unit])
    EntryFactory(round=round, project=project, unit=unit, post=post)
    page = my_entries(holder_client)
    groups = {
        words(section.find("h2")): [words(link) for link in with_class(section, "link-list__title")]
        for section in with_class(parsed(page), "section")
        if with_class(section, "entry-row")
    }
    assert list(groups) == ["Vihreä ja kestävä Kemi", "Sujuva arki", "Projektit", "Keskeiset mittarit"]
    assert sorted(groups["Vihreä ja kestävä Kemi"]) == sorted([action.action.title, "Kävijämäärä"])
    assert (groups["Projektit"], groups["Keskeiset mittarit"]) == (["Oulu 2026"], [key.indicator.name])


def test_page_says_how_many_are_left_and_until_when(holder_client, holder, round, post):
    first, *_rest = [entry_of_action(round, post, goal=goal) for goal in GoalFactory.create_batch(3)]
    send(first, holder)
    page = my_entries(holder_client)
    assert words(with_class(parsed(page), "lead")[0]) == (
        "Jäljellä 2/3. Kirjaa tilanne viimeistään 31.8.2023. Katsaus kertoo tilanteen 30.6.2023."
    )
    assert words(with_class(parsed(page), "eyebrow")[0]) == "Puolivuotiskatsaus 2023"
    assert "kierros" not in main_words(page).lower()


def test_a_row_shows_state_completeness_and_last_times_words(holder_client, holder, entry):
    told_last_year(entry, public_text="Aloitettiin syksyllä.")
    record(entry, holder, as_it_is(entry, "", progress="in_progress", forecast="will_be_met"))
    (row,) = with_class(parsed(my_entries(holder_client)), "entry-row")
    assert words(row) == (
        f"{entry.action.title} Luonnos Käynnissä Vapaa-aikapäällikkö täytetty 50 % Viimeksi: Aloitettiin syksyllä."
    )


def test_a_complete_row_says_that_it_is_ready(holder_client, holder, entry):
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    assert "valmis lähetettäväksi" in main_words(my_entries(holder_client))


def test_a_person_in_two_posts_sees_both(holder, holder_client, round, entry):
    other = PositionFactory(title="Hyte-koordinaattori")
    holder.posts_held.create(post=other, capacity="deputy", starts_on=clock.today())
    mine = entry_of_action(round, other)
    assert sorted(rows_of(my_entries(holder_client))) == sorted([entry.action.title, mine.action.title])


def test_only_own_entries_of_the_open_round(holder_client, round, entry, post):
    entry_of_action(round, PositionFactory())
    entry_of_action(RoundFactory(year=2022, closed=True), post)
    assert rows_of(my_entries(holder_client)) == [entry.action.title]


def test_without_entries_the_page_says_so_with_a_contact(client, round, settings):
    settings.CONTACT_ADDRESS = "strategia@kemi.example"
    client.force_login(UserFactory())
    page = my_entries(client)
    assert main_words(page).endswith(
        "Sinulla ei ole kirjattavaa tässä raportissa. Puuttuuko jotain? Kirjoita strategiakoordinaattorille"
    )
    contact = [link.get("href") for link in parsed(page).find(".//main").iter("a")]
    assert contact == ["mailto:strategia@kemi.example"]


def test_without_an_address_the_contact_is_in_words(client, round, settings):
    settings.CONTACT_ADDRESS = ""
    client.force_login(UserFactory())
    assert "Kerro siitä strategiakoordinaattorille." in main_words(my_entries(client))


def test_without_an_open_round_the_page_says_that_a_mail_will_come(client, db):
    RoundFactory(planned=True)
    client.force_login(UserFactory())
    assert "Yhtään katsausta ei ole avoinna. Saat sähköpostin, kun seuraava alkaa." in main_words(my_entries(client))


def test_those_who_take_part_need_not_answer(signed_in, round, entry, post):
    group = PositionFactory(kind="group", title="Lähiesihenkilöt")
    member = PositionFactory(title="Tulosaluepäällikkö")
    group.members.add(member)
    entry.action.participants.add(group)
    other = ActionFactory(answering_post=post, participants=[PositionFactory()], goals=[GoalFactory()])
    client = signed_in(person_in(member))
    page = my_entries(client)
    assert list_of(page, ".//ul[@class='plain-list']/li") == [f"{entry.action.title} Vastaa: Vapaa-aikapäällikkö"]
    assert "Mukana näissä (sinun ei tarvitse vastata)" in main_words(page)
    assert other.title not in main_words(page)
    assert client.get(reverse("goals:entry-progress", args=[entry.pk])).status_code == 404


def test_the_answering_post_is_not_among_those_who_take_part(holder_client, entry, post):
    entry.action.participants.add(post)
    assert "Mukana näissä" not in main_words(my_entries(holder_client))


def test_rows_cost_the_same_queries_with_1_and_3(holder_client, round, post, django_assert_max_num_queries):
    told_last_year(entry_of_action(round, post))
    my_entries(holder_client)
    with django_assert_max_num_queries(12) as with_one:
        my_entries(holder_client)
    for _number in range(2):
        told_last_year(entry_of_action(round, post, figures=2))
    with django_assert_max_num_queries(12) as with_three:
        page = my_entries(holder_client)
    assert len(rows_of(page)) == 3
    assert len(with_three) == len(with_one)


# --- send many ----------------------------------------------------------------------------------------------------
def test_send_all_that_are_ready(holder_client, holder, round, post):
    ready, also, empty = [entry_of_action(round, post) for _number in range(3)]
    for entry in (ready, also):
        record(entry, holder, as_it_is(entry, "12", **TOLD))
    page = press(holder_client, "Lähetä kaikki valmiit")
    assert said(page) == ["2 kirjausta lähetetty."]
    assert states(ready, also, empty) == ["sent", "sent", "empty"]


def test_send_all_says_what_the_unfinished_drafts_lack(holder_client, holder, round, post):
    lacking = entry_of_action(round, post)
    record(lacking, holder, as_it_is(lacking, "12", **(TOLD | {"forecast": ""})))
    page = press(holder_client, "Lähetä kaikki valmiit")
    assert said(page) == [f"{lacking.action.title}: Valitse ennuste."]


def test_a_returned_entry_is_not_sent_with_the_others_before_it_has_been_edited(holder_client, holder, round, post):
    entry = entry_of_action(round, post)
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    Entry.objects.filter(pk=entry.pk).update(state="returned", return_note="Kerro lisää.")
    press(holder_client, "Lähetä kaikki valmiit")
    assert states(entry) == ["returned"]
    entry.refresh_from_db()
    record(entry, holder, as_it_is(entry, "12", **(TOLD | {"public_text": "Nyt enemmän."})))
    press(holder_client, "Lähetä kaikki valmiit")
    assert states(entry) == ["sent"]


def test_send_the_ticked_ones_and_say_what_the_others_lack(holder_client, holder, round, post):
    ready, lacking, unticked = [entry_of_action(round, post) for _number in range(3)]
    for entry in (ready, unticked):
        record(entry, holder, as_it_is(entry, "12", **TOLD))
    record(lacking, holder, as_it_is(lacking, "noin 12", **(TOLD | {"forecast": ""})))
    page = press(holder_client, "Lähetä valitut", ready, lacking)
    assert said(page) == [
        "1 kirjaus lähetetty.",
        f"{lacking.action.title}: Valitse ennuste. Tästä ei löydy yhtä lukua. Kirjoita luku esimerkiksi näin: 1 234,5",
    ]
    assert states(ready, lacking, unticked) == ["sent", "draft", "draft"]


def test_nothing_ticked_is_said(holder_client, entry):
    assert said(press(holder_client, "Lähetä valitut")) == ["Valitse ensin rivit."]


def test_ticks_that_are_no_rows_of_mine_are_as_if_they_were_not_there(holder_client, round):
    foreign = entry_of_action(round, PositionFactory())
    answer = holder_client.post(
        reverse("goals:entries-send"), {"entry": [foreign.pk, "x", "-1", "٣", "9" * 40, ""]}, follow=True
    )
    assert answer.status_code == 200
    assert foreign.action.title not in answer.content.decode()
    assert states(foreign) == ["empty"]


def test_a_preparer_sends_nothing(signed_in, preparer, entry):
    client = signed_in(preparer)
    record(entry, preparer, as_it_is(entry, "12", **TOLD))
    assert "Lähetä valitut" not in buttons_of(my_entries(client))
    assert said(press(client, "Lähetä valitut", entry)) == [
        f"{entry.action.title}: Valmistelija kirjoittaa, haltija tai sijainen lähettää. Tallenna luonnos."
    ]
    assert states(entry) == ["draft"]


@pytest.mark.parametrize(
    "button", ["Lähetä valitut", "Lähetä kaikki valmiit", "Valituissa tilanne ennallaan", "Kaikissa tilanne ennallaan"]
)
def test_a_closed_round_is_locked_for_many(holder_client, holder, round, entry, button):
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    round.state, round.closed_at = "closed", clock.now()
    round.save()
    press(holder_client, button, entry)
    assert states(entry) == ["draft"]


def test_a_closed_round_is_said_when_many_are_sent(holder_client, holder, round, entry):
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    round.state, round.closed_at = "closed", clock.now()
    round.save()
    assert said(press(holder_client, "Lähetä valitut", entry)) == [
        f"{entry.action.title}: Katsaus on päättynyt, eikä kirjausta voi enää muuttaa."
    ]


@pytest.mark.parametrize("name", ["entries-send", "entries-unchanged", "entries-shared-text"])
def test_many_are_changed_only_by_a_press(holder_client, entry, name):
    assert holder_client.get(reverse(f"goals:{name}")).status_code == 405


# --- nothing has changed ------------------------------------------------------------------------------------------
def test_unchanged_is_not_shown_without_an_earlier_report(holder_client, entry):
    assert buttons_of(my_entries(holder_client)) == ["Lähetä valitut", "Lähetä kaikki valmiit", "Kirjoita valittuihin"]
    alone = holder_client.get(reverse("goals:entry-progress", args=[entry.pk]))
    assert "Tilanne ennallaan" not in main_words(alone)


def test_unchanged_without_an_earlier_report_is_refused_in_words(holder_client, entry):
    assert said(press(holder_client, "Valituissa tilanne ennallaan", entry)) == [
        f"{entry.action.title}: Tästä ei ole aiempaa raporttia, johon verrata."
    ]
    assert states(entry) == ["empty"]


def test_unchanged_one_by_a_press_on_its_own_page(holder_client, entry):
    told_last_year(entry, public_text="Työ jatkuu.")
    alone = holder_client.get(reverse("goals:entry-progress", args=[entry.pk]))
    values = form_values(alone, f"unchanged-{entry.pk}")
    page = holder_client.post(reverse("goals:entries-unchanged"), values, follow=True)
    assert said(page) == ["1 kirjaus: tilanne ennallaan."]
    assert states(entry) == ["sent"]
    assert (entry.is_unchanged, entry.public_text, entry.progress) == (True, "Työ jatkuu.", "in_progress")


def test_unchanged_many_and_all(holder_client, holder, round, post):
    entries = [entry_of_action(round, post) for _number in range(4)]
    for number, entry in enumerate(entries[:3]):
        told_last_year(entry, public_text=f"Teksti {number}", cause="Syy", forecast="partly", language="sv")
    page = press(holder_client, "Valituissa tilanne ennallaan", entries[0])
    assert said(page) == ["1 kirjaus: tilanne ennallaan."]
    page = press(holder_client, "Kaikissa tilanne ennallaan")
    assert said(page) == ["2 kirjausta: tilanne ennallaan.", "1 kirjaus jäi kesken."]
    assert states(*entries) == ["sent", "sent", "sent", "empty"]
    assert [(entry.public_text, entry.cause, entry.forecast, entry.language) for entry in entries[:3]] == [
        (f"Teksti {number}", "Syy", "partly", "sv") for number in range(3)
    ]


def test_a_whole_page_is_unchanged_in_at_most_three_presses(holder_client, round, post):
    entries = [entry_of_action(round, post) for _number in range(3)]
    for entry in entries:
        told_last_year(entry)
    my_entries(holder_client)  # 1: the page
    press(holder_client, "Kaikissa tilanne ennallaan")  # 2
    assert states(*entries) == ["sent", "sent", "sent"]


def test_unchanged_never_overwrites_own_words(holder_client, holder, entry):
    told_last_year(entry, public_text="Vanha teksti")
    record(entry, holder, as_it_is(entry, "", public_text="Uusi teksti"))
    assert said(press(holder_client, "Valituissa tilanne ennallaan", entry)) == [
        f"{entry.action.title}: siihen on jo kirjattu muuta; lähetä se tai tyhjennä ensin."
    ]
    press(holder_client, "Kaikissa tilanne ennallaan")
    assert states(entry) == ["draft"]
    assert entry.public_text == "Uusi teksti"


def test_unchanged_never_overwrites_another_status(holder_client, holder, entry):
    told_last_year(entry, progress="in_progress", forecast="will_be_met")
    record(entry, holder, as_it_is(entry, "", progress="postponed", forecast="will_not_be_met"))
    press(holder_client, "Valituissa tilanne ennallaan", entry)
    entry.refresh_from_db()
    assert (entry.state, entry.progress, entry.forecast) == ("draft", "postponed", "will_not_be_met")


def test_unchanged_is_what_was_said_last_not_what_was_said_first(holder_client, entry):
    told_last_year(entry, public_text="Uudempi")
    older = RoundFactory(year=2021, kind="year_end", closed=True)
    EntryFactory(round=older, action=entry.action, post=entry.post, approved=True, public_text="Vanhempi")
    draft = RoundFactory(year=2022, closed=True)
    EntryFactory(round=draft, action=entry.action, post=entry.post, state="draft", public_text="Ei lähetetty")
    press(holder_client, "Valituissa tilanne ennallaan", entry)
    entry.refresh_from_db()
    assert entry.public_text == "Uudempi"


def test_what_was_sent_in_this_review_is_not_last_times_word(holder_client, holder, entry):
    send(entry, holder)
    assert "Viimeksi" not in main_words(my_entries(holder_client))


def test_unchanged_by_a_preparer_stays_a_draft(signed_in, preparer, entry):
    told_last_year(entry, public_text="Työ jatkuu.")
    press(signed_in(preparer), "Valituissa tilanne ennallaan", entry)
    assert states(entry) == ["draft"]
    assert (entry.is_unchanged, entry.public_text) == (True, "Työ jatkuu.")


def test_words_written_after_unchanged_are_no_longer_unchanged(signed_in, preparer, holder, entry):
    told_last_year(entry)
    press(signed_in(preparer), "Valituissa tilanne ennallaan", entry)
    record(entry, holder, as_it_is(entry, "", public_text="Sittenkin uutta"))
    entry.refresh_from_db()
    assert entry.is_unchanged is False


def test_a_shared_project_is_unchanged_for_the_own_department_only(holder_client, round, post, unit):
    other = OrgUnitFactory()
    project = ProjectFactory(answering_post=post, units=[unit, other])
    mine = EntryFactory(round=round, project=project, unit=unit, post=post)
    earlier = RoundFactory(year=2022, kind="year_end", closed=True)
    EntryFactory(round=earlier, project=project, unit=other, post=post, approved=True, public_text="Toisen toimialan")
    press(holder_client, "Valituissa tilanne ennallaan", mine)
    assert states(mine) == ["empty"]


# --- one text for many --------------------------------------------------------------------------------------------
def test_one_text_serves_several_ticked_and_never_overwrites(holder_client, holder, round, post):
    first, second, own, unticked = [entry_of_action(round, post) for _number in range(4)]
    record(own, holder, as_it_is(own, "", public_text="Oma teksti"))
    page = press(holder_client, "Kirjoita valittuihin", first, second, own, shared_text="Sama työ kaikissa.")
    assert said(page) == ["Teksti kirjoitettiin 2 kirjaukseen.", f"{own.action.title}: siinä on jo oma teksti."]
    assert states(first, second, own, unticked) == ["draft", "draft", "draft", "empty"]
    assert [entry.public_text for entry in (first, second, own, unticked)] == [
        "Sama työ kaikissa.",
        "Sama työ kaikissa.",
        "Oma teksti",
        "",
    ]
    assert first.history.first().history_change_reason == "shared text · holder: Vapaa-aikapäällikkö"


@pytest.mark.parametrize(
    ("ticked", "typed", "sentence"),
    [
        (True, "", "Sama teksti valittuihin: Kirjoita teksti."),
        (False, "Sama työ", "Valitse ensin rivit, joihin teksti tulee."),
        (True, "pitkä " * 1700, "Sama teksti valittuihin: Tämän arvon tulee olla enintään 10000 merkkiä pitkä"),
    ],
)
def test_a_shared_text_that_can_not_be_written_stays_on_the_page(holder_client, entry, ticked, typed, sentence):
    page = press(holder_client, "Kirjoita valittuihin", *([entry] if ticked else []), shared_text=typed)
    assert page.status_code == 422
    (problem,) = list_of(page, ".//*[@id='error-summary']//li")
    assert problem.startswith(sentence)
    assert form_values(page, "my-entries")["shared_text"].strip() == typed.strip()
    assert states(entry) == ["empty"]


def test_a_shared_text_leaves_anothers_and_sent_entries_alone(holder_client, holder, round, entry):
    foreign = entry_of_action(round, PositionFactory())
    send(entry, holder)
    press(holder_client, "Kirjoita valittuihin", foreign, entry, shared_text="Sama työ")
    assert states(foreign, entry) == ["empty", "sent"]
    assert (foreign.public_text, entry.public_text) == ("", TOLD["public_text"])


def test_a_shared_text_keeps_the_figures(holder_client, holder, entry):
    record(entry, holder, as_it_is(entry, "12"))
    press(holder_client, "Kirjoita valittuihin", entry, shared_text="Sama työ")
    assert [figure.text for figure in figures_of(entry)] == ["12"]
