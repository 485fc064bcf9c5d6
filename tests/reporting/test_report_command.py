"""`manage.py build_report`: whole files or none, and a clear sentence for every wrong wish."""

import json

import pytest
from django.core.management import CommandError, call_command

from kemistrategy.organisation.models import OrgUnit
from reporting.content import SCHEMA
from tests import factories as make
from tests.reporting.report_cast import INTERNAL, PERSON, small_city

pytestmark = pytest.mark.django_db


def build(round, folder, format="json", language="fi", unit=""):
    target = folder / f"raportti.{format}"
    wishes = ["--language", language, "--format", format, "--unit", unit]
    call_command("build_report", round, *wishes, "--output", target)
    return target


@pytest.mark.parametrize(
    ("format", "beginning"),
    [
        ("pdf", b"%PDF-1.7"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("html", b"<!DOCTYPE html>"),
        ("json", b"{"),
    ],
)
def test_writes_each_format_the_same_twice(tmp_path, format, beginning):
    slug = small_city().round.slug
    first = build(slug, tmp_path, format).read_bytes()
    assert first.startswith(beginning)
    assert build(slug, tmp_path, format).read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == [f"raportti.{format}"]


def test_json_holds_the_content_with_its_schema_and_exact_decimals(tmp_path):
    told = json.loads(build(small_city().round.slug, tmp_path).read_text())
    assert (told["schema"], told["slug"], told["as_of"]) == (SCHEMA, "2023-h1", "2023-06-30")
    measure = told["themes"][0]["goals"][0]["actions"][0]["measures"][0]
    assert (measure["actual"]["words"]["words"], measure["actual"]["amount"]) == ("62,5\u00a0%", "62.5")
    assert INTERNAL not in json.dumps(told, ensure_ascii=False)
    assert PERSON not in json.dumps(told, ensure_ascii=False)


def test_standalone_html_asks_for_no_other_file(tmp_path):
    html = build(small_city().round.slug, tmp_path, "html").read_text()
    assert "<style>" in html
    assert not any(word in html for word in ("<link", "<script", "src=", "url(h", "url(.", 'url("'))


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"round": "2099-h1"}, "Katsausta 2099-h1 ei ole. Katsaukset: 2023-h1."),
        ({"language": "de"}, "Kieltä de ei ole. Kielet: fi, sv, en."),
        ({"format": "odt"}, "Muotoa odt ei ole. Muodot: pdf, docx, xlsx, html, json."),
        ({"unit": "satama"}, "Toimialaa satama ei ole tässä katsauksessa. Toimialat: hyvinvointi.*"),
    ],
)
def test_refuses_what_it_cannot_do_and_leaves_no_file(tmp_path, wish, sentence):
    OrgUnit.objects.filter(pk=small_city().unit.pk).update(code="hyvinvointi", kind=OrgUnit.Kind.DEPARTMENT)
    with pytest.raises(CommandError, match=f"^{sentence}$"):
        build(**({"round": "2023-h1", "folder": tmp_path} | wish))
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_folder_and_a_missing_folder(tmp_path):
    small_city()
    with pytest.raises(CommandError, match="on kansio"):
        call_command("build_report", "2023-h1", "--format", "json", "--output", tmp_path)
    with pytest.raises(CommandError, match="ei ole"):
        call_command("build_report", "2023-h1", "--format", "json", "--output", tmp_path / "puuttuu" / "r.json")


def test_one_department_has_a_report_of_its_own(tmp_path):
    cast = small_city()
    other = make.OrgUnitFactory(code="tekniikka", name="Tekninen toimiala", kind=OrgUnit.Kind.DEPARTMENT)
    told = json.loads(build(cast.round.slug, tmp_path, unit=other.code).read_text())
    assert (told["unit"]["words"], told["summary"]["total"]["actions"]) == ("Tekninen toimiala", 0)


def test_unwritable_target_is_a_sentence_and_keeps_the_old_file(tmp_path, monkeypatch):
    small_city()
    old = tmp_path / "raportti.json"
    old.write_text("vanha")

    def full_disk(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(CommandError, match="ei voi kirjoittaa: No space left on device"):
        build("2023-h1", tmp_path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("raportti.json", "vanha")]


def test_a_review_that_is_not_open_yet_has_no_report(tmp_path):
    round = make.RoundFactory(planned=True)
    with pytest.raises(CommandError, match="ei ole vielä avattu"):
        build(round.slug, tmp_path)
