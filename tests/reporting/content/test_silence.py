"""Silence shows after the closing: who was silent since when, who was not there, and what was left out and why."""

from datetime import date

import pytest

from goals.models import Entry, Omission, Round
from kemistrategy import clock
from kemistrategy.organisation.models import PositionHolder
from reporting.content import build_content
from reporting.content.rows import OmittedThing
from tests import factories as make
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city

pytestmark = pytest.mark.django_db


def silent_things(content):
    return {
        thing.title.words: (group.name.words, thing.badge.label, thing.post.words, thing.since)
        for group in content.guide.silent
        for thing in group.things
    }


def test_nobodys_silence_is_told_while_the_review_is_open():
    assert build_content(small_city().round, "fi").guide.silent == ()


def test_silence_is_told_by_department_with_the_post_and_the_day_that_was_last_told_of():
    cast = small_city()
    make.PositionHolderFactory(post=cast.post, starts_on=date(2020, 1, 1))
    before = make.RoundFactory(year=2022, closed=True, strategies=[cast.strategy])
    make.EntryFactory(round=before, action=cast.silent, sent=True)
    content = build_content(close(cast), "fi")
    assert silent_things(content)["Selkokieli tiedotteissa"] == (
        "Hyvinvointitoimiala", "Ei raportoitu", "Varhaiskasvatuspäällikkö", "30.6.2022",
    )  # fmt: skip
    assert "Ympäristösertifiointi laajenee päiväkodeille" not in silent_things(content)


@pytest.mark.parametrize("why", ["nobody", "ended", "preparer only", "post ended"])
def test_post_without_a_holder_is_no_silence(why):
    cast = small_city()
    holders = PositionHolder.objects.filter(post=cast.post)
    match why:
        case "nobody":
            holders.delete()
        case "ended":
            holders.update(starts_on=date(2020, 1, 1), ends_on=date(2023, 8, 30))
        case "preparer only":
            holders.update(capacity=PositionHolder.Capacity.PREPARER)
        case "post ended":
            cast.post.valid_to = date(2023, 7, 31)
            cast.post.save()
    content = build_content(close(cast), "fi")
    assert silent_things(content)["Selkokieli tiedotteissa"][1] == "Tehtävä täyttämättä"
    codes = [badge.code for badge in content.summary.statuses]
    counts = dict(zip(codes, content.summary.total.counts, strict=True))
    assert (counts["not_reported"], counts["vacant"]) == (0, 1)


def test_what_was_left_out_stands_with_its_reason_and_is_no_silence():
    cast = small_city()
    Entry.objects.filter(action=cast.silent).delete()
    Omission.objects.create(
        round=cast.round, action=cast.silent, reason="Alkaa vasta syksyllä.", decided_at=clock.now(),
        decided_by=cast.person,
    )  # fmt: skip
    content = build_content(close(cast), "fi")
    assert content.guide.omitted == (OmittedThing("Toimenpide", content.actions[2].title, "Alkaa vasta syksyllä."),)
    assert content.actions[2].status.label == "Jätetty pois"
    assert "Selkokieli tiedotteissa" not in silent_things(content)
    assert content.summary.statuses[-1].label == "Jätetty pois"
    assert content.summary.total.counts[-1] == 1


def test_round_without_entries_is_told_whole():
    cast = small_city()
    Entry.objects.all().delete()
    content = build_content(close(cast), "fi")
    assert len(content.actions) == 3
    assert silent_things(content) == {}
    assert Round.objects.get().state == "closed"


def test_what_joined_the_plan_after_the_opening_was_asked_of_nobody():
    cast = small_city()
    joined = make.ActionFactory(title="Kesällä lisätty toimenpide", unit=cast.unit, answering_post=cast.post)
    make.PlanLineFactory(goal=cast.open, action=joined, plan=cast.plan, position=90)
    things = silent_things(build_content(close(cast), "fi"))
    assert "Selkokieli tiedotteissa" in things
    assert "Kesällä lisätty toimenpide" not in things
