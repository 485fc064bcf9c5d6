"""Tells whether a file is one of ours, byte for byte, and which."""

import hashlib
import json
from io import BytesIO
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from kemistrategy.periods import day_words
from reporting.models import HandlingFile, PublicationFile


class Command(BaseCommand):
    help = (
        "Tarkistaa, onko tiedosto palvelun julkaisema tai käsittelyyn jäädyttämä, tavulleen samana. "
        "Paluuarvo 0: on; 1: ei ole, tai se on muuttunut."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="tarkistettava tiedosto")

    def handle(self, *, file, **options):
        try:
            data = Path(file).read_bytes()
        except OSError as problem:
            raise CommandError(f"Tiedostoa {file} ei voi lukea: {problem.strerror}.") from problem
        sha256 = hashlib.sha256(data).hexdigest()
        self.stdout.write(f"SHA-256: {sha256}")
        found = [*_published(sha256), *_handled(sha256)]
        attached = _attached_data(data)
        if not found:
            raise CommandError(_unknown(attached))
        for words, stored, content in found:
            self.stdout.write(words)
            self.stdout.write(_own_copy(stored, sha256))
            if attached:
                self._compare(attached, content)

    def _compare(self, attached, content):
        if any(data == json.loads(content) for data in attached):
            self.stdout.write("Tiedoston liitteenä oleva data on sama kuin palvelun jäädyttämä sisältö.")
        else:
            raise CommandError("Tiedoston liitteenä oleva data ei ole sama kuin palvelun jäädyttämä sisältö.")


def _published(sha256):
    """(words, stored file, frozen content) of every published file with these bytes."""
    files = PublicationFile.objects.filter(sha256=sha256, publication__published_at__isnull=False)
    for row in files.select_related("publication__round").order_by("publication__version"):
        publication = row.publication
        newest = publication.round.publications.visible().order_by("-version").first().version
        words = (
            f"Julkaistu raportti: {publication.round.title}, versio {publication.version}, kieli {row.language}, "
            f"{row.get_format_display()}, julkaistu {_day(publication.published_at)}."
        )
        if newest != publication.version:
            words += f" Tästä on uudempi versio {newest}."
        yield words, row.file, publication.contents.get(language=row.language).content


def _handled(sha256):
    for row in HandlingFile.objects.filter(sha256=sha256).select_related("version__round", "version__unit"):
        version = row.version
        part = f", {version.unit}" if version.unit else ""
        words = (
            f"Käsittelyversio {version.number}: {version.round.title}{part}, {version.body}, "
            f"{row.get_format_display()}, jäädytetty {_day(version.frozen_at)}. Tätä ei ole julkaistu."
        )
        yield words, row.file, version.content


def _day(moment):
    return day_words(localtime(moment).date())


def _own_copy(stored, sha256):
    try:
        with stored.open("rb") as file:
            is_whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return "Huomaa: palvelun oma kappale puuttuu. Palauta se varmuuskopiosta."
    return "Palvelun oma kappale on ehjä." if is_whole else "Huomaa: palvelun oma kappale on vioittunut."


def _attached_data(data) -> list:
    """What a PDF carries as JSON; nothing when it is no PDF, or carries none."""
    if not data.startswith(b"%PDF"):
        return []
    import pikepdf  # only a PDF needs it

    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return [
                json.loads(pdf.attachments[name].get_file().read_bytes())
                for name in pdf.attachments
                if name.endswith(".json")
            ]
    except (pikepdf.PdfError, ValueError):
        return []


def _unknown(attached):
    claims = next((data for data in attached if isinstance(data, dict) and data.get("title")), None)
    if claims:
        return (
            f"Tiedosto sanoo olevansa {claims['title']} ({claims.get('language', '?')}), mutta tällaista tiedostoa ei "
            "ole julkaistu eikä jäädytetty: se on luonnos, tai sitä on muutettu."
        )
    return "Tiedosto ei ole palvelun julkaisema eikä jäädyttämä, tai sitä on muutettu."
