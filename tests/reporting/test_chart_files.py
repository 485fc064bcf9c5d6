"""The chart as a picture and from the command line: readable, the same bytes every time, and only what is public."""

from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from reporting.chart_files import chart_png, chart_svg
from reporting.queries.charts import chart_of
from tests import factories as make
from tests.reporting.test_indicator_pages import NO_RIGHTS, key_indicator, year

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def indicator():
    indicator = key_indicator(code="kavijat", name_sv="Besökare")
    make.BaselineFactory(indicator=indicator, value=100, **year(2021))
    make.TargetFactory(indicator=indicator, year=2025, low=110)
    make.ObservationFactory(indicator=indicator, value=104, **year(2022))
    return indicator


def test_the_picture_has_the_width_that_was_asked_and_the_same_bytes_twice(indicator, caplog):
    _name, chart = chart_of(NO_RIGHTS, indicator.pk)
    drawing = chart_svg(chart)
    first, second = chart_png(drawing, width_px=1280), chart_png(drawing, width_px=1280)
    assert first == second
    picture = Image.open(BytesIO(first))
    assert picture.size == (1280, chart.height * 2)
    assert not picture.info
    colours = {colour for _number, colour in picture.convert("RGB").getcolors(1 << 24)}
    assert {(255, 255, 255), (0, 90, 148), (138, 90, 0)} <= colours
    assert [record for record in caplog.records if record.name.startswith("weasyprint")] == []


def build(tmp_path, *options):
    file = tmp_path / "kaavio"
    call_command("build_chart", *options, "--output", str(file), stdout=StringIO())
    return file.read_bytes()


def test_the_command_writes_the_drawing_in_the_wanted_language(indicator, tmp_path):
    assert "Kävijät: luku nousi" in build(tmp_path, "kavijat").decode()
    assert "Besökare:" in build(tmp_path, "kavijat", "--language", "sv").decode()
    assert build(tmp_path, "kavijat", "--format", "png").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["tuntematon"], "Mittaria tuntematon ei ole."),
        (["kavijat", "--format", "gif"], "Muotoa gif ei ole. Muodot: svg, png."),
        (["kavijat", "--language", "de"], "Kieltä de ei ole. Kielet: fi, sv, en."),
        (["tyhja"], "Mittarista tyhja ei ole julkisia lukuja, joista kaavion voisi piirtää."),
    ],
)
def test_the_command_says_what_is_wrong(indicator, tmp_path, options, sentence):
    key_indicator(code="tyhja")
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        build(tmp_path, *options)
    assert list(tmp_path.iterdir()) == []
