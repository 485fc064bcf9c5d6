"""The rows of the feature list that the reading pages serve, one test each, and doubts beside their figures."""

from datetime import date

import pytest

from goals.models import Goal
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import NO_RIGHTS
from reporting.models import Publication, PublishedState
from reporting.queries.departments import unit_page
from reporting.queries.projects import project_list
from tests import factories as make
from tests.reporting.pages import links, main_words, planned_action, themed_goal, url, words

pytestmark = pytest.mark.django_db


# --- rows of the feature list that these pages serve
def publish_states(round, *things):
    """A published report that tells of things, without its words."""
    publication = Publication.objects.create(
        round=round, languages=["fi"], state="ready", published_at=make.SOME_MOMENT, frozen_at=make.SOME_MOMENT,
        frozen_by=make.UserFactory(),
    )  # fmt: skip
    names = {"title", "post", "words", "cause", "correction", "proposal", "fate_note", "correction_post"}
    told = {name: {"words": "", "language": "fi", "is_translation": False} for name in names}
    told |= dict.fromkeys(("status", "forecast", "judged", "fate", "measured"))
    told |= {"due": "", "times": 0, "unchanged": "", "binding": "", "as_of": round.as_of.isoformat()}
    for thing in things:
        PublishedState.objects.create(publication=publication, language="fi", is_newest=True, told=told, **thing)


def test_levels_theme_goal_action(client):
    action = planned_action()
    goal = Goal.objects.get(actions=action)
    shown = links(client.get(url("action-detail", action.pk)))
    assert {url("goal-detail", goal.pk), url("theme-detail", goal.themes.get().pk)} <= shown


def test_names_of_levels_set_by_the_admin(client):
    goal = themed_goal()
    goal.strategy.themes_word, goal.strategy.goal_word, goal.strategy.actions_word = "kivijalat", "lupaus", "teot"
    goal.strategy.save()
    assert "Kivijalat" in main_words(client.get(url("strategy-detail", goal.strategy.slug)))
    page = main_words(client.get(url("goal-detail", goal.pk)))
    assert "Lupaus" in page and "Teot" in page


def test_several_plans_or_programmes_side_by_side(client):
    strategy = make.StrategyFactory()
    plans = [make.PlanFactory(strategy=strategy), make.PlanFactory(strategy=strategy, year=2024)]
    shown = links(client.get(url("strategy-content", strategy.slug)))
    assert {url("plan-detail", plan.pk) for plan in plans} <= shown


def test_one_action_serves_several_goals(client):
    first = themed_goal()
    second = make.GoalFactory(strategy=first.strategy)
    action = make.ActionFactory(goals=[first, second])
    action.plan_lines.filter(goal=second).update(words="Sama toisin sanoin")
    page = client.get(url("action-detail", action.pk))
    assert {url("goal-detail", first.pk), url("goal-detail", second.pk)} <= links(page)
    assert action.title in main_words(page) and "Sama toisin sanoin" in main_words(page)
    assert "1 toimenpide, 2 riviä" in main_words(client.get(url("action-list")))


def test_old_strategy_succeeded_by_a_new_one(client):
    old = make.StrategyFactory(state="ended")
    new = make.StrategyFactory(predecessor=old)
    assert url("strategy-detail", new.slug) in links(client.get(url("strategy-detail", old.slug)))
    assert url("strategy-detail", old.slug) in links(client.get(url("strategy-detail", new.slug)))
    goal = make.GoalFactory(strategy=old)
    make.SuccessionFactory(old_goal=goal, new_theme=make.ThemeFactory(strategy=new, name="Perijä"))
    page = main_words(client.get(url("goal-detail", goal.pk)))
    assert "Perijä" in page and "(Ehdotus)" in page


def test_merge_split_or_supersede_an_action_with_trace(client):
    goal = themed_goal()
    old, other, new = (make.ActionFactory(goals=[goal]) for _each in range(3))
    make.SuccessionFactory(old_action=old, new_action=new, fate="continues", state="confirmed")
    make.SuccessionFactory(old_action=other, new_action=new, fate="changes")
    assert url("action-detail", new.pk) in links(client.get(url("action-detail", old.pk)))
    page = client.get(url("action-detail", new.pk))
    assert {url("action-detail", old.pk), url("action-detail", other.pk)} <= links(page)
    assert "Jatkuu sellaisenaan" in main_words(page)


def test_council_decision_body_date_section_tied_to_goal_or_action(client):
    decision = make.DecisionFactory(decided_on=date(2021, 5, 3), section="45")
    action = make.ActionFactory(goals=[themed_goal()], decision=decision)
    assert "kv 3.5.2021 § 45" in main_words(client.get(url("action-detail", action.pk)))
    page = client.get(url("decision-detail", decision.pk))
    assert url("action-detail", action.pk) in links(page) and "kaupunginvaltuusto" in main_words(page)


def test_organisation_unit_as_owner_with_partners(client):
    partner = make.OrgUnitFactory(name="Elinvoimatoimiala")
    action = make.ActionFactory(goals=[themed_goal()], partner_units=[partner])
    page = client.get(url("action-detail", action.pk))
    assert "Kumppanit Elinvoimatoimiala" in main_words(page)
    assert {url("department-detail", partner.pk), url("department-detail", action.unit_id)} <= links(page)


def test_named_contact_persons_for_signed_in_readers_only(client, reader):
    holder = make.PositionHolderFactory(user=make.UserFactory(name="Testihaltija"))
    assert "Testihaltija (haltija)" in main_words(reader.get(url("post-detail", holder.post_id)))
    assert "Testihaltija" not in words(client.get(url("post-detail", holder.post_id)))


def test_job_title_as_owner_outliving_the_holder_and_composite_owners(client, reader):
    group = make.PositionFactory(
        kind="group", title="Tulosaluepäälliköt", members=[make.PositionFactory(title="Jäsen")]
    )
    action = make.ActionFactory(goals=[themed_goal()], participants=[group])
    make.PositionHolderFactory(
        post=action.answering_post, user=make.UserFactory(name="Aiempi haltija"), ends_on=date(2023, 1, 31)
    )
    page = main_words(client.get(url("action-detail", action.pk)))
    assert f"Kuka vastaa {action.answering_post.title} Mukana Tulosaluepäälliköt" in page
    post = main_words(reader.get(url("post-detail", action.answering_post_id)))
    assert "Tehtävä täyttämättä" in post and "Entinen" not in post and action.title in post
    assert "Jäsen" in main_words(client.get(url("post-detail", group.pk)))


def test_political_sponsor(client):
    goal = make.GoalFactory(sponsor=make.PositionFactory(kind="body", title="Hyvinvointilautakunta"))
    page = client.get(url("goal-detail", goal.pk))
    assert "Luottamuselin Hyvinvointilautakunta" in main_words(page)
    assert url("goal-detail", goal.pk) in links(client.get(url("post-detail", goal.sponsor_id)))


def test_planned_against_actual_dates(client, reader):
    """Everybody reads of what had happened by the day of the newest report of it, signed-in readers of it all."""
    goal = themed_goal()
    action = make.ActionFactory(goals=[goal], started_on=date(2023, 2, 1), finished_on=date(2023, 9, 30))
    unit = make.OrgUnitFactory()
    days = {"started_on": date(2023, 2, 1), "finished_on": date(2023, 9, 30), "ends_on": date(2023, 12, 31)}
    project = make.ProjectFactory(units=[unit], starts_on=date(2023, 1, 1), **days)
    for subject in ({"action": action}, {"project": project}):
        make.MilestoneFactory(title="Aikainen", done_on=date(2023, 3, 3), **subject)
        make.MilestoneFactory(title="Myöhäinen", done_on=date(2023, 8, 8), **subject)
    pages = [url("goal-detail", goal.pk), url("action-detail", action.pk), url("project-detail", project.pk)]
    pages += [url("project-list"), url("department-detail", unit.pk)]
    early, late = ("1.2.2023", "3.3.2023"), ("30.9.2023", "8.8.2023")

    def told(browser):
        shown = " ".join(main_words(browser.get(page)) for page in pages)
        return [any(day in shown for day in days) for days in (early, late)]

    assert (told(client), told(reader)) == ([False, False], [True, True])
    publish_states(make.RoundFactory(year=2023, closed=True), {"action": action}, {"project": project})
    assert (told(client), told(reader)) == ([True, False], [True, True])
    page = main_words(client.get(url("action-detail", action.pk)))
    assert "Suunniteltu 2023 Aloitettu 1.2.2023 Valmistunut –" in page
    for found in (project_list(NO_RIGHTS), unit_page(NO_RIGHTS, unit.pk).projects):
        [line] = found.departments[0].lines
        assert line.drawn.actual and not line.drawn.is_done


def test_days_told_stand_beside_the_actual_ones_as_a_draft_for_signed_in_readers_only(client, reader):
    action = make.ActionFactory(goals=[themed_goal()], started_on=date(2023, 2, 1))
    told = {"started_on": date(2023, 2, 15), "finished_on": date(2023, 6, 30)}
    earlier, present = make.RoundFactory(year=2022, closed=True), make.RoundFactory(year=2023)
    make.EntryFactory(round=earlier, action=action, sent=True, started_on=date(2022, 5, 5))
    make.EntryFactory(round=earlier, action=action, approved=True, revision=2, **told)
    draft = make.EntryFactory(round=present, action=action, state="draft", started_on=date(2023, 3, 3))
    address = url("action-detail", action.pk)
    expected = "Aloitettu 1.2.2023 15.2.2023 (luonnos) Valmistunut 30.6.2023 (luonnos)"
    assert expected in main_words(reader.get(address))
    assert "Aloitettu – Valmistunut –" in main_words(client.get(address))
    draft.state, draft.sent_at, draft.sent_by = "sent", make.SOME_MOMENT, reader.user
    draft.save()
    assert "Aloitettu 1.2.2023 3.3.2023 (luonnos) Valmistunut –" in main_words(reader.get(address))


def test_shared_project_tells_how_each_department_stands(client, reader):
    first, second, third, gone = (
        make.OrgUnitFactory(name=f"{name} toimiala", position=number)
        for number, name in enumerate(("Ensimmäinen", "Toinen", "Kolmas", "Neljäs"), start=1)
    )
    project, round = make.ProjectFactory(units=[first, second, third]), make.RoundFactory()
    told = {"round": round, "project": project, "sent": True}
    make.EntryFactory(unit=first, progress="in_progress", public_text="Ensimmäisen sanat", **told)
    make.EntryFactory(unit=second, progress="completed", public_text="Toisen sanat", **told)
    make.EntryFactory(unit=gone, progress="discontinued", public_text="Neljännen sanat", **told)
    address = url("project-detail", project.pk)
    page = main_words(reader.get(address))
    expected = [
        "Ensimmäinen toimiala Käynnissä Käynnissä (luonnos)",  # the shape has its word as a title
        "Ensimmäisen sanat",
        "Toinen toimiala Valmis Valmis (luonnos)",
        "Toisen sanat",
        "Kolmas toimiala Odottaa kirjausta Odottaa kirjausta (luonnos)",
        "Neljäs toimiala Toteutuksesta luovuttu",
        "Neljännen sanat",
    ]
    places = [page.find(words) for words in expected]
    assert -1 not in places and places == sorted(places), page
    assert "sanat" not in main_words(client.get(address)) and "luonnos" not in main_words(client.get(address))


def test_sub_tasks_or_milestones(client, reader):
    action = planned_action()
    make.MilestoneFactory(action=action, title="Suunnitelma valmis", due_on=date(2023, 5, 1), done_on=date(2023, 4, 28))
    assert "Suunnitelma valmis 1.5.2023 28.4.2023" in main_words(reader.get(url("action-detail", action.pk)))
    words = main_words(client.get(url("project-detail", make.ProjectFactory().pk)))
    assert "Projektin vaiheita, hyötyjä ja mittareita ei ole vielä kirjattu." in words


def test_status_list_set_by_the_admin(reader):
    action = planned_action()
    make.EntryFactory(round=make.RoundFactory(), action=action, sent=True, progress="in_progress")
    action.ends_on, action.is_open_ended = None, True
    action.save()
    make.ScaleWordFactory(code="in_progress", label="Työn alla")
    assert "Työn alla (luonnos)" in main_words(reader.get(url("action-detail", action.pk)))


def test_status_computed_can_be_overruled(reader):
    """Past its end date is computed from the schedule; what a person reports as ended overrules it."""
    action = planned_action()
    action.ends_on = date(2023, 3, 31)
    action.save()
    entry = make.EntryFactory(round=make.RoundFactory(year=2023), action=action, sent=True, progress="in_progress")
    assert "Määräaika ylittynyt (luonnos)" in main_words(reader.get(url("action-detail", action.pk)))
    entry.progress = "completed"
    entry.save()
    assert "Valmis (luonnos)" in main_words(reader.get(url("action-detail", action.pk)))


def test_weighted_roll_up_to_the_level_above(reader):
    goal, round = themed_goal(), make.RoundFactory(year=2023)
    for weight, progress in ((3, "completed"), (1, "in_progress"), (5, None)):
        action = make.ActionFactory(goals=[goal])
        action.plan_lines.update(weight=weight)
        if progress:
            make.EntryFactory(round=round, action=action, sent=True, progress=progress)
    page = main_words(reader.get(url("goal-detail", goal.pk)))
    assert "75 % valmiina. Valmiita 1, raportoituja 2, toimenpiteitä 3." in page
    assert "eikä raportoimatonta lasketa nollaksi" in page


def test_content_in_several_languages(client):
    goal = make.GoalFactory(title_fi="Meri", title_sv="Havet", title_en="")
    address = url("goal-detail", goal.pk)
    assert "<h1>Havet</h1>" in client.get(f"/sv{address}").content.decode()
    assert '<h1><span lang="fi">Meri</span></h1>' in client.get(f"/en{address}").content.decode()


def test_who_changed_what_before_and_after(reader):
    action = planned_action()
    action.title_fi = "Toisin sanoin"
    save_with_history(action, by=reader.user, reason="Täsmennys")
    assert "nyt: Toisin sanoin" in main_words(reader.get(url("history-detail", "action", action.pk)))


def test_open_licence_is_told_on_every_page(client):
    assert "avointa lähdekoodia (MIT-lisenssi)" in words(client.get(url("front-page")))


def test_strategic_goal_shows_the_key_indicators_of_its_benefit_or_says_that_a_measure_is_missing(client):
    measured, bare = make.GoalFactory(), make.GoalFactory()
    indicator = make.IndicatorFactory(is_key=True)
    make.BenefitFactory(strategy=measured.strategy, goals=[measured], indicators=[indicator])
    assert url("indicator-detail", indicator.pk) in links(client.get(url("goal-detail", measured.pk)))
    assert "Mittari puuttuu." in main_words(client.get(url("goal-detail", bare.pk)))


# --- doubts and figures stand side by side
def test_a_doubt_is_shown_beside_the_value_and_a_blank_is_never_zero(client):
    indicator = make.IndicatorFactory(is_key=True, doubt="Suunta kysytään kaupungilta")
    make.BenefitFactory(indicators=[indicator])
    page = main_words(client.get(url("indicator-detail", indicator.pk)))
    assert "Suunta kysytään kaupungilta" in page and page.count("Ei tietoa") == 3
    assert "Suunta kysytään kaupungilta" in main_words(client.get(url("indicator-list")))


def test_printed_figures_are_written_as_figures_are_and_other_words_stay(client):
    indicator = make.IndicatorFactory(unit="hlö", is_key=True)
    make.BaselineFactory(indicator=indicator, value=19400, words="19400")
    make.TargetFactory(indicator=indicator, low=100000, words="100 000")
    page = main_words(client.get(url("indicator-detail", indicator.pk))).replace("\xa0", " ")
    assert "19 400 hlö" in page and "100 000 hlö" in page
    other = make.IndicatorFactory(is_key=True)
    make.TargetFactory(indicator=other, low=2, comparison="more_than", words="Vuosittainen ylijäämä yli 2 milj. €")
    assert "Vuosittainen ylijäämä yli 2 milj. €" in main_words(client.get(url("indicator-detail", other.pk)))


def test_newest_version_is_told_as_the_coordinator_mended_it_in_the_reviews_own_words(reader):
    action = make.ActionFactory(goals=[themed_goal()])
    round = make.RoundFactory(year=2023)
    make.ScaleWordFactory(round=round, scale="progress", code="in_progress", label="Vauhdissa")
    make.EntryFactory(
        round=round, action=action, sent=True, progress="in_progress", public_text="Kirjotettu huonosti.",
        edited={"public_text": "Kirjoitettu hyvin."},
    )  # fmt: skip
    page = main_words(reader.get(url("action-detail", action.pk)))
    assert "Kirjoitettu hyvin." in page and "Kirjotettu" not in page
    assert "Vauhdissa" in page


def test_old_version_is_not_told_while_the_newest_is_a_draft(reader):
    action, round = make.ActionFactory(goals=[themed_goal()]), make.RoundFactory()
    first = make.EntryFactory(
        round=round, action=action, sent=True, public_text="Ensin kerrottu.", started_on=date(2023, 2, 1)
    )
    make.EntryFactory(
        round=round, action=action, state="draft", revision=2, replaces=first, late_reason="Virhe.",
        public_text="Vielä kesken.",
    )  # fmt: skip
    page = main_words(reader.get(url("action-detail", action.pk)))
    assert "Ensin kerrottu." not in page and "Vielä kesken." not in page
    assert "1.2.2023" not in page
    assert "Odottaa kirjausta" in page
