"""One test for each feature of part 1 that this room serves; every name holds the feature's words."""

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from goals.models import Correction
from goals.operations.approval import approve_entries, return_entry
from goals.operations.corrections import close_correction
from goals.operations.unchanged import confirm_unchanged
from goals.status import action_status, roll_up
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.models import Target
from tests.factories import (
    ActionFactory,
    GoalFactory,
    MilestoneFactory,
    OrgUnitFactory,
    PlanLineFactory,
    PositionFactory,
    PositionHolderFactory,
    ScaleWordFactory,
    TargetFactory,
    UserFactory,
)

from .pages import form_values, list_of, main_words, said
from .situations import (
    TOLD,
    address,
    as_it_is,
    entry_of_action,
    figures_of,
    person_in,
    post_form,
    record,
    save,
    send,
    told_last_year,
    typed_form,
)


def page_of(client, name, row):
    return client.get(reverse(f"reporting:{name}", args=[row.pk]))


# --- B. actions and owners ----------------------------------------------------------------------------------------
def test_organisation_unit_as_owner_with_partners(holder_client, entry, unit):
    entry.action.partner_units.add(OrgUnitFactory(name="Elinvoimatoimiala"))
    page = main_words(page_of(holder_client, "action-detail", entry.action))
    assert "Hyvinvointitoimiala" in page
    assert "Elinvoimatoimiala" in page
    assert entry.unit == unit


def test_named_contact_persons(client, holder, holder_client, post):
    assert holder.name in main_words(page_of(holder_client, "post-detail", post))
    assert holder.name not in page_of(client, "post-detail", post).content.decode()


def test_job_title_as_owner_outliving_the_holder_composite_owners(signed_in, holder, holder_client, post, entry):
    save(holder_client, entry, public_text="Edellisen haltijan alku")
    entry.action.participants.add(PositionFactory(kind="group", title="Lähiesihenkilöt"))
    holder.posts_held.update(ends_on=date(2023, 8, 9))
    PositionHolderFactory(post=post, user=(successor := UserFactory()), starts_on=clock.today())
    client = signed_in(successor)
    shown = form_values(client.get(address(entry)), f"entry-form-{entry.pk}")
    assert shown[f"e{entry.pk}-public_text"] == "Edellisen haltijan alku"
    assert holder_client.get(address(entry)).status_code == 404
    owners = main_words(page_of(client, "action-detail", entry.action))
    assert "Vapaa-aikapäällikkö" in owners
    assert "Lähiesihenkilöt" in owners


def test_political_sponsor(holder_client):
    goal = GoalFactory(sponsor=PositionFactory(kind="body", title="Hyvinvointilautakunta"))
    assert "Hyvinvointilautakunta" in main_words(page_of(holder_client, "goal-detail", goal))


def test_planned_against_actual_dates(holder_client, entry):
    entry.action.starts_on, entry.action.ends_on = date(2023, 1, 1), date(2023, 12, 31)
    entry.action.started_on, entry.action.finished_on = date(2023, 2, 15), date(2023, 6, 30)
    entry.action.save()
    page = main_words(page_of(holder_client, "action-detail", entry.action))
    assert "Suunniteltu 2023" in page
    assert "Aloitettu 15.2.2023" in page
    assert "Valmistunut 30.6.2023" in page


def test_sub_tasks_or_milestones(holder_client, entry):
    MilestoneFactory(action=entry.action, title="Tarjouspyyntö julkaistaan", due_on=date(2023, 9, 1))
    page = main_words(page_of(holder_client, "action-detail", entry.action))
    assert "Tarjouspyyntö julkaistaan" in page
    assert "1.9.2023" in page


def test_status_list_set_by_the_admin(holder_client, entry):
    ScaleWordFactory(code="in_progress", label="Työn alla", explanation="Joku tekee tätä.")
    page = main_words(holder_client.get(address(entry)))
    assert "Työn alla Joku tekee tätä." in page
    assert "Käynnissä" not in page


def test_status_computed_can_be_overruled():
    over = Schedule(end=date(2023, 3, 31))
    computed = action_status(progress="in_progress", schedule=over, as_of=date(2023, 6, 30), round_is_open=True)
    overruled = action_status(progress="postponed", schedule=over, as_of=date(2023, 6, 30), round_is_open=True)
    assert (computed, overruled) == ("past_end", "postponed")


def test_weighted_roll_up_to_the_level_above(holder_client, holder, round, post):
    goal = GoalFactory()
    done, going = entry_of_action(round, post, goal=goal), entry_of_action(round, post, goal=goal)
    done.action.plan_lines.update(weight=3)
    send(done, holder, progress="completed", forecast="")
    send(going, holder)
    assert roll_up([(3, "completed"), (1, "in_progress")]).share * 100 == 75
    assert "75 %" in main_words(page_of(holder_client, "goal-detail", goal))


# --- E. updating and workflow -------------------------------------------------------------------------------------
def test_my_tasks_page(holder_client, round, entry):
    foreign = entry_of_action(round, PositionFactory())
    page = main_words(holder_client.get(reverse("goals:my-entries")))
    assert "Jäljellä 1/1." in page
    assert entry.action.title in page
    assert foreign.action.title not in page


def test_number_and_words_in_one_form(holder_client, entry):
    save(holder_client, entry, figure="1 234,5", public_text="Luku ja sanat yhdellä painalluksella.")
    entry.refresh_from_db()
    assert entry.public_text == "Luku ja sanat yhdellä painalluksella."
    assert [str(figure.value.normalize()) for figure in figures_of(entry)] == ["1234.5"]


def test_draft_approve_or_send_back(holder, director, entry):
    states = []

    def note():
        entry.refresh_from_db()
        states.append(entry.state)

    note()
    record(entry, holder, as_it_is(entry, "12", **TOLD))
    note()
    send(entry, holder)
    note()
    return_entry(entry.pk, note="Tarkenna.", rights=rights_of(director))
    note()
    send(entry, holder)
    approve_entries([entry.pk], rights=rights_of(director))
    note()
    assert states == ["empty", "draft", "sent", "returned", "approved"]


def test_stamp_who_approved_when(holder, director, entry):
    send(entry, holder)
    approve_entries([entry.pk], rights=rights_of(director))
    entry.refresh_from_db()
    assert (entry.approved_by, localdate(entry.approved_at)) == (director, clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        type(entry).objects.filter(pk=entry.pk).update(approved_by=None)


def test_reason_required_for_a_change(holder, director, entry):
    send(entry, holder)
    with pytest.raises(NotAllowed, match="Kirjoita, mitä pitäisi täydentää"):
        return_entry(entry.pk, note="", rights=rights_of(director))
    record_of_deviation = as_it_is(
        entry_of_action(entry.round, entry.post, figures=0), **(TOLD | {"forecast": "partly"})
    )
    late = type(entry).objects.exclude(pk=entry.pk).get()
    assert "cause" in record(late, holder, record_of_deviation, send=True).problems
    adopted = TargetFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetFactory(indicator=adopted.indicator, replaces=adopted, low=5)
    changed = TargetFactory(indicator=adopted.indicator, replaces=adopted, low=5, reason="Valtuuston talousarviomuutos")
    assert Target.objects.present().get() == changed
    assert Target.objects.count() == 2


def test_internal_text_apart_from_public_text(signed_in, holder, holder_client, director, entry):
    labels = list_of(holder_client.get(address(entry)), f".//form[@id='entry-form-{entry.pk}']//label")
    assert {"Teksti raporttiin (julkinen)", "Huomautus esihenkilölle (ei tule raporttiin)"} <= set(labels)
    send(entry, holder, public_text="Julkinen lause.", internal_note="Sisäinen lause.")
    for_director = main_words(signed_in(director).get(reverse("goals:approvals")))
    assert "Sisäinen lause." in for_director
    for_reader = main_words(page_of(signed_in(UserFactory()), "action-detail", entry.action))
    assert "Julkinen lause." in for_reader
    assert "Sisäinen lause." not in for_reader


def test_explicit_no_change_this_period(holder, entry):
    told_last_year(entry, public_text="Työ jatkuu.")
    assert confirm_unchanged([entry.pk], rights=rights_of(holder)).done == 1
    entry.refresh_from_db()
    assert (entry.is_unchanged, entry.state, entry.public_text) == (True, "sent", "Työ jatkuu.")


def test_completeness_score_of_an_item(holder_client, entry):
    save(holder_client, entry, progress="in_progress")
    assert "täytetty 25 %" in main_words(holder_client.get(reverse("goals:my-entries")))
    save(holder_client, entry, figure="12", **TOLD)
    assert "valmis lähetettäväksi" in main_words(holder_client.get(reverse("goals:my-entries")))


def test_deviation_needs_a_decided_correction_followed_until_closed(signed_in, holder, entry, post):
    late = TOLD | {"forecast": "will_not_be_met", "cause": "Rahaa ei ole."}
    recorded = record(entry, holder, as_it_is(entry, "12", **late), send=True)
    assert set(recorded.problems) == {"correction", "correction_post_id", "correction_due_on"}
    send(
        entry,
        holder,
        **late,
        correction="Haetaan lisää.",
        correction_post_id=post.pk,
        correction_due_on=date(2023, 10, 1),
    )
    correction = Correction.objects.get()
    client = signed_in(UserFactory())
    assert "Haetaan lisää." in main_words(client.get(reverse("goals:correction-list")))
    close_correction(correction.pk, note="Rahoitus on saatu.", rights=rights_of(holder))
    correction.refresh_from_db()
    assert (correction.closed_by, correction.closed_on) == (holder, clock.today())
    assert "Rahoitus on saatu." in main_words(client.get(reverse("goals:correction-list")))


# --- K. permissions, L. history, N. works without JavaScript ------------------------------------------------------
def test_update_only_own_items(holder_client, round):
    foreign = entry_of_action(round, PositionFactory())
    for htmx in (False, True):
        assert post_form(holder_client, foreign, {f"e{foreign.pk}-version": "0"}, htmx=htmx).status_code == 404
    foreign.refresh_from_db()
    assert foreign.version == 0


def test_visibility_by_field_internal_and_public_text_apart(client, signed_in, holder, coordinator, entry):
    send(entry, holder, public_text="Julkinen lause.", internal_note="Sisäinen lause.")
    seen = {}
    for name, reader in (
        ("public", client),
        ("reader", signed_in(UserFactory())),
        ("coordinator", signed_in(coordinator)),
    ):
        page = page_of(reader, "action-detail", entry.action).content.decode()
        seen[name] = ("Julkinen lause." in page, "Sisäinen lause." in page)
    assert seen == {"public": (False, False), "reader": (True, False), "coordinator": (True, False)}


def test_who_changed_what_before_and_after(holder, deputy, entry):
    record(entry, holder, as_it_is(entry, "12", public_text="Ennen"))
    record(entry, deputy, as_it_is(entry, "12", public_text="Jälkeen"))
    newest, older = entry.history.all()[:2]
    changes = {change.field: (change.old, change.new) for change in newest.diff_against(older).changes}
    assert changes["public_text"] == ("Ennen", "Jälkeen")
    assert (newest.history_user, newest.history_change_reason) == (deputy, "saved · deputy: Vapaa-aikapäällikkö")
    assert (older.history_user, older.history_change_reason) == (holder, "saved · holder: Vapaa-aikapäällikkö")


def test_works_without_javascript(holder_client, signed_in, director, entry, run_jobs):
    """The whole way of an entry by plain forms: draft, lacking, sent, returned, sent again, approved."""
    answer = save(holder_client, entry, public_text="Alku")
    assert said(holder_client.get(answer.url))[0].startswith("Tallennettu luonnoksena")
    answer = save(holder_client, entry, deed="send")
    lacking = holder_client.get(answer.url)
    assert "Valitse tilanne." in main_words(lacking)
    assert form_values(lacking, f"entry-form-{entry.pk}")[f"e{entry.pk}-public_text"] == "Alku"
    save(holder_client, entry, deed="send", figure="12", **TOLD)
    client = signed_in(director)
    run_jobs(client.post, reverse("goals:entry-return", args=[entry.pk]), {"note": "Tarkenna."})
    assert len(mail.outbox) == 1
    values = typed_form(holder_client, entry, public_text="Tarkennettu.")
    assert said(
        post_form(holder_client, entry, values, deed="send", htmx=False).client.get(reverse("goals:my-entries"))
    )
    entry.refresh_from_db()
    client.post(reverse("goals:entries-approve"), {"entry": [f"{entry.pk}:{entry.version}"]})
    entry.refresh_from_db()
    assert (entry.state, entry.public_text) == ("approved", "Tarkennettu.")


# --- one action in many places ------------------------------------------------------------------------------------
def test_one_action_serves_several_goals(holder_client, round, post):
    first = GoalFactory()
    entry = entry_of_action(round, post, goal=first)
    second = GoalFactory(strategy=first.strategy)
    PlanLineFactory(plan=entry.action.plan_lines.get().plan, goal=second, action=entry.action)
    for goal in (first, second):
        page = holder_client.get(reverse("goals:goal-entries", args=[goal.pk]))
        assert entry.action.title in main_words(page)


def test_a_preparer_of_another_post_is_not_the_owner(signed_in, entry):
    assert signed_in(person_in(PositionFactory(), "preparer")).get(address(entry)).status_code == 404
    assert ActionFactory().answering_post.kind == "single"
