"""verify_report: whose file it is, byte for byte."""

import json
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from reporting.models import PublicationFile
from reporting.operations import rendering

from .published import published_city, quick_render

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def city(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(rendering, "render", small_render)
    return published_city("fi")


def small_render(content, format):
    """A real, if small, PDF that carries data; the other formats are not looked into."""
    if format != "pdf":
        return quick_render(content, format)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        data = json.dumps({"title": content.title, "language": content.language}).encode()
        pdf.attachments["tiedot.txt"] = pikepdf.AttachedFileSpec(pdf, data, filename="tiedot.txt")
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def verify(path):
    out = StringIO()
    call_command("verify_report", str(path), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx", "html", "json"])
def test_a_published_file_is_known(city, tmp_path, format):
    file = PublicationFile.objects.get(format=format)
    copy = tmp_path / "ladattu"
    copy.write_bytes(Path(file.file.path).read_bytes())
    told = verify(copy)
    assert f"SHA-256: {file.sha256}" in told
    assert "Julkaistu raportti: Puolivuotiskatsaus 2023, versio 1, kieli fi" in told
    assert "Palvelun oma kappale on ehjä." in told


def test_a_changed_byte_is_noticed(city, tmp_path):
    data = bytearray(Path(PublicationFile.objects.get(format="html").file.path).read_bytes())
    data[3] ^= 1
    changed = tmp_path / "muutettu.html"
    changed.write_bytes(data)
    with pytest.raises(CommandError, match="ei ole palvelun julkaisema") as refused:
        verify(changed)
    assert refused.value.returncode == 1


def test_a_damaged_or_lost_own_copy_is_told(city, tmp_path):
    file = PublicationFile.objects.get(format="html")
    kept, copy = Path(file.file.path), tmp_path / "ladattu.html"
    copy.write_bytes(kept.read_bytes())
    kept.write_bytes(b"broken")
    assert "palvelun oma kappale on vioittunut" in verify(copy)
    kept.unlink()
    assert "palvelun oma kappale puuttuu" in verify(copy)


def test_data_of_a_pdf_is_compared_with_what_was_frozen(city, tmp_path, monkeypatch):
    for name, content, sentence in (
        ("sama.json", city.publication.contents.get().content, "sama kuin palvelun jäädyttämä sisältö"),
        ("muu.json", '{"title": "Muu"}', None),
    ):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content.encode(), filename=name)
            pdf.save(tmp_path / "raportti.pdf")
        data = (tmp_path / "raportti.pdf").read_bytes()
        sha256, stored = rendering.keep(data, "pdf")
        PublicationFile.objects.filter(format="pdf").update(sha256=sha256, file=stored, size=len(data))
        if sentence:
            assert sentence in verify(tmp_path / "raportti.pdf")
        else:
            with pytest.raises(CommandError, match="ei ole sama kuin palvelun jäädyttämä sisältö"):
                verify(tmp_path / "raportti.pdf")


def test_a_draft_says_what_it_claims_to_be(city, tmp_path):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        data = b'{"title": "Puolivuotiskatsaus 2023", "language": "fi"}'
        pdf.attachments["raportti.json"] = pikepdf.AttachedFileSpec(pdf, data, filename="raportti.json")
        pdf.save(tmp_path / "luonnos.pdf")
    with pytest.raises(CommandError, match=r"sanoo olevansa Puolivuotiskatsaus 2023 .*se on luonnos"):
        verify(tmp_path / "luonnos.pdf")


@pytest.mark.parametrize("data", [b"", b"%PDF-broken", b"\x00" * 100])
def test_what_is_nobodys_is_told(city, tmp_path, data):
    (tmp_path / "muu").write_bytes(data)
    with pytest.raises(CommandError, match="ei ole palvelun julkaisema"):
        verify(tmp_path / "muu")


def test_a_file_that_is_not_there_is_told(city, tmp_path):
    with pytest.raises(CommandError, match="ei voi lukea"):
        verify(tmp_path / "puuttuu.pdf")
