"""The card of an indicator on another site."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client

from kemistrategy.text import Text
from tests import factories as make
from tests.goals.pages import parsed, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # on PostgreSQL whoever else writes shortens a stamp
HALF_AFTER = {"period_start": date(2023, 7, 1), "period_end": date(2023, 12, 31)}


@pytest.fixture
def indicator():
    indicator = make.IndicatorFactory(name='Työttömyys "ja" <b>muu</b>', unit="%", source="Tilastokeskus")
    make.BenefitFactory(indicators=[indicator])
    make.ObservationFactory(indicator=indicator, value=Decimal("13.5"), words="13,5")
    make.TargetFactory(indicator=indicator, low=13)
    return indicator


def address(indicator, prefix=""):
    return f"{prefix}/upotus/mittarit/{indicator.pk}/"


def test_the_card_tells_value_target_and_where_to_read_more(indicator, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = Client().get(address(indicator))
    tree = parsed(page)
    told = words(tree.find(".//main"))
    assert 'Työttömyys "ja" <b>muu</b>' in told and "13,5 %" in told and "Tavoitetaso" in told
    [link] = tree.iterfind(".//main//a")
    assert link.get("href") == f"https://strategia.example/mittarit/{indicator.pk}/"
    assert (link.get("target"), tree.find(".//html").get("lang")) == ("_top", "fi")
    assert tree.find(".//html").find(".//title") is not None and not list(tree.iter("script"))


def test_any_site_may_frame_the_card_and_no_other_page(indicator):
    card, page = Client().get(address(indicator, "/en")), Client().get(f"/mittarit/{indicator.pk}/")
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert not card.has_header("X-Frame-Options") and not card.cookies
    assert "Cookie" not in card.headers.get("Vary", "")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_the_card_is_the_publics_whoever_asks(indicator, reader):
    make.FigureFactory(
        round=make.RoundFactory(year=2023),
        indicator=indicator,
        observation=make.ObservationFactory(indicator=indicator, value=Decimal("77"), words="77", **HALF_AFTER),
    )
    assert "77" not in words(parsed(reader.get(address(indicator))).find(".//main"))
    draft = make.IndicatorFactory()
    make.BenefitFactory(strategy=make.StrategyFactory(state="draft"), indicators=[draft])
    assert reader.get(address(draft)).status_code == 404


def test_the_card_is_sent_again_only_when_it_says_something_else(indicator):
    asked = {"If-None-Match": Client().get(address(indicator)).headers["ETag"]}
    assert Client().get(address(indicator), headers=asked).status_code == 304
    assert Client().get(address(indicator, "/sv"), headers=asked).status_code == 200
    indicator.name_fi = "Työttömien osuus"
    indicator.save()
    assert Client().get(address(indicator), headers=asked).status_code == 200


def test_the_snippet_is_html_that_can_be_pasted():
    """Decoded once by the page it is copied from, it is still one frame with one title."""
    name = Text('Lasten "hyvä" <i>arki</i>')
    page = render_to_string("reporting/parts/embed.html", {"pk": 7, "name": name, "site_address": "https://a.example"})
    pasted = unescape(page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>")[0])
    assert pasted == (
        '<iframe src="https://a.example/upotus/mittarit/7/" title="Lasten &quot;hyvä&quot; &lt;i&gt;arki&lt;/i&gt;" '
        'width="100%" height="320" loading="lazy" frameborder="0"></iframe>'
    )
