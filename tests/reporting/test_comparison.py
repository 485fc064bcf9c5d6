"""What changed between two reports: an annex of the later one, and a page of the two beside each other."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from kemistrategy.text import Text
from reporting.content import build_content, changes_between
from reporting.content.freezing import freeze, thaw
from reporting.content.rows import Change
from tests import factories as make
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city
from tests.reporting.test_report_pages import page_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """A closed half-year and the open year after it: one action and one target level have moved."""
    cast = small_city()
    cast.before = close(cast)
    cast.now = make.RoundFactory(year=2023, kind="year_end", strategies=[cast.strategy])
    make.EntryFactory(round=cast.now, action=cast.certify, sent=True, progress="completed", forecast="")
    make.FigureFactory(
        round=cast.now, indicator=cast.audited, text="75", value=Decimal(75), sent_at=datetime(2024, 1, 10, tzinfo=UTC)
    )
    decision = make.DecisionFactory(body="KV", decided_on="2023-11-20", section="90")
    target = cast.audited.targets.get()
    make.TargetFactory(
        indicator=cast.audited, low=70, year=target.year, replaces=target, decision=decision, reason="Rahat loppuivat.",
        entered_at=datetime(2023, 11, 21, tzinfo=UTC),
    )  # fmt: skip
    return cast


def test_changes_are_states_figures_and_target_levels_with_their_decision(two):
    changes = build_content(two.now, "fi").changes
    certify, audited = Text("Ympäristösertifiointi laajenee päiväkodeille"), Text("Auditoitujen päiväkotien osuus")
    assert changes == (
        Change("state", "Toimenpide", certify, "Käynnissä", "Valmis", subject="action", thing=two.certify.pk),
        Change("figure", "Mittari", audited, "–", "75\u00a0%", subject="indicator", thing=two.audited.pk),
        Change(
            "target", "Mittari", audited, "vähintään 80\u00a0%", "vähintään 70\u00a0%", "kv 20.11.2023 § 90",
            subject="indicator", thing=two.audited.pk,
        ),
    )  # fmt: skip


def test_page_annex_and_frozen_reports_tell_the_same_changes(two):
    before, now = build_content(two.before, "fi"), build_content(two.now, "fi")
    assert changes_between(before, now) == now.changes
    assert changes_between(thaw(freeze(before)), thaw(freeze(now))) == now.changes


def test_page_shows_the_two_beside_each_other(client, two):
    client.force_login(two.person)
    page = page_words(client.get(reverse("reporting:report-comparison", args=[two.now.slug])).content.decode())
    assert "Puolivuotiskatsaus 2023 ja Tilinpäätösraportti 2023 rinnakkain. 3 muutosta." in page
    assert "vähintään 80 % vähintään 70 % (kv 20.11.2023 § 90)" in page.replace("\u00a0", " ")


def test_page_compares_with_the_report_that_is_asked_for(client, two):
    earliest = make.RoundFactory(year=2021, closed=True, strategies=[two.strategy])
    client.force_login(two.person)
    address = reverse("reporting:report-comparison", args=[two.now.slug])
    page = page_words(client.get(address, {"edellinen": earliest.slug}).content.decode())
    assert "Puolivuotiskatsaus 2021 ja Tilinpäätösraportti 2023 rinnakkain." in page
    assert client.get(address, {"edellinen": "<b>"}).status_code == 404
    assert client.get(address, {"edellinen": two.now.slug}).status_code == 404


def test_first_report_has_nothing_to_be_compared_with(client):
    cast = small_city()
    client.force_login(cast.person)
    page = client.get(reverse("reporting:report-comparison", args=[cast.round.slug])).content.decode()
    assert "Aiempaa raporttia ei ole" in page


def test_planned_review_and_strangers_have_no_page(client, two):
    planned = make.RoundFactory(year=2025, planned=True, strategies=[two.strategy])
    client.force_login(two.person)
    assert client.get(reverse("reporting:report-comparison", args=[planned.slug])).status_code == 404
    client.logout()
    assert client.get(reverse("reporting:report-comparison", args=[two.now.slug])).status_code == 302


@pytest.mark.parametrize("actions", [1, 3])
def test_page_costs_a_fixed_number_of_statements(client, two, actions, django_assert_max_num_queries):
    for _ in range(actions):
        action = make.ActionFactory(goals=[two.climate], unit=two.unit)
        make.EntryFactory(round=two.now, action=action, sent=True)
    client.force_login(two.person)
    address = reverse("reporting:report-comparison", args=[two.now.slug])
    client.get(address)
    with django_assert_max_num_queries(36):
        client.get(address)
