"""How much was reported of what was asked: counted by department, and said where risks are told."""

import pytest

from goals.models import Entry
from reporting.content import build_content
from reporting.pdf import render_html
from tests import factories as make
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city

pytestmark = pytest.mark.django_db


def counts(content):
    return {row.name.words: (row.asked, row.heard, *row.counts) for row in content.guide.heard}


def test_counts_add_up_to_what_was_asked_and_agree_with_the_silent_list():
    content = build_content(close(small_city()), "fi")
    assert [badge.code for badge in content.guide.unheard] == ["not_reported", "vacant"]
    *departments, total = content.guide.heard
    assert total.asked == sum(row.asked for row in departments) == Entry.objects.count()
    for row in content.guide.heard:
        assert row.asked == row.heard + sum(row.counts)
    listed = {group.name.words: len(group.things) for group in content.guide.silent}
    assert listed == {row.name.words: sum(row.counts) for row in departments if sum(row.counts)}


def test_while_the_review_is_open_what_was_not_reported_waits():
    content = build_content(small_city().round, "fi")
    assert [badge.code for badge in content.guide.unheard] == ["awaiting"]
    assert content.guide.silent == ()
    assert counts(content)["Yhteensä"][0] == Entry.objects.count()


def test_the_list_stands_in_annex_6_and_the_counts_lead_to_it():
    html = render_html(build_content(close(small_city()), "fi"))
    guide = html[html.index('id="lukuohje"') : html.index('id="mittarit"')]
    annex = html[html.index('id="liite-6"') :]
    assert 'href="#liite-6"' in guide
    assert "Selkokieli tiedotteissa" not in guide
    assert "Selkokieli tiedotteissa" in annex


def test_without_annexes_the_list_stays_beside_the_counts():
    round = close(small_city())
    round.chapters = ["summary", "guide", "themes"]
    round.save()
    html = render_html(build_content(round, "fi"))
    assert "Mitä ei raportoitu" in html[html.index('id="lukuohje"') : html.index('id="teemat"')]


def test_few_reports_are_no_good_news():
    cast = small_city()
    cast.round.entries.exclude(action=cast.silent).delete()
    note = build_content(cast.round, "fi").summary.risk_note
    assert note == "Suurimpia riskejä ei voi vielä kertoa: raportoitu on 0 asiasta, kysytty 1."


def test_when_most_have_reported_the_reader_is_told_of_how_much_the_risks_are_known():
    cast = small_city()
    Entry.objects.all().delete()
    make.EntryFactory(round=cast.round, action=cast.silent, sent=True, progress="in_progress", forecast="will_be_met")
    summary = build_content(cast.round, "fi").summary
    assert summary.risks == ()
    assert summary.risk_note.startswith("Yhdenkään toimenpiteen, projektin tai mittarin ei ole kirjattu poikkeavan")
    assert summary.risk_note.endswith("raportoitu on 1 asiasta, kysytty 1.")


def test_a_review_that_asked_nothing_knows_nothing_of_risks():
    cast = small_city()
    Entry.objects.all().delete()
    content = build_content(cast.round, "fi")
    assert content.guide.heard == ()
    assert "ei kysytty mistään" in content.summary.risk_note
