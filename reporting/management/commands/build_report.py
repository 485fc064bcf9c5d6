"""Writes a report into a file: the same content as on the web, and the same content gives the same bytes."""

import dataclasses
import json
import os
import tempfile
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from goals.models import Round
from reporting import pdf
from reporting.content import ReportContent, build_content

COMING_FORMATS = ("docx", "xlsx")


class Command(BaseCommand):
    help = "Kirjoittaa raportin tiedostoon: build_report 2023-h1 --language fi --format pdf --output raportti.pdf"

    def add_arguments(self, parser):
        parser.add_argument("round", help="katsauksen osoite, esim. 2023-h1")
        parser.add_argument("--language", default="fi", help="fi, sv tai en")
        parser.add_argument("--format", default="pdf", help=", ".join(WRITERS))
        parser.add_argument("--output", required=True, help="tiedosto, johon raportti kirjoitetaan")

    def handle(self, *, round, language, format, output, **options):
        write, round = _writer(format), _round(round)
        if language not in dict(settings.LANGUAGES):
            raise CommandError(f"Kieltä {language} ei ole. Kielet: {', '.join(dict(settings.LANGUAGES))}.")
        target = _writable(Path(output))
        _write_whole(target, write(build_content(round, language)))
        self.stdout.write(f"{target}")


def _writer(format):
    if format in COMING_FORMATS:
        raise CommandError(f"Muotoa {format} ei vielä tehdä. Muodot: {', '.join(WRITERS)}.")
    if format not in WRITERS:
        raise CommandError(f"Muotoa {format} ei ole. Muodot: {', '.join(WRITERS)}.")
    return WRITERS[format]


def _round(slug):
    round = Round.objects.filter(slug=slug).first()
    if round is None:
        known = ", ".join(Round.objects.values_list("slug", flat=True)) or "ei yhtään"
        raise CommandError(f"Katsausta {slug} ei ole. Katsaukset: {known}.")
    if round.opened_at is None:
        raise CommandError(f"Katsausta {slug} ei ole vielä avattu: siitä ei ole raporttia.")
    return round


def _writable(target):
    """Asked before the work is done; the writing itself may still fail and says so too."""
    if target.is_dir():
        raise CommandError(f"{target} on kansio. Anna tiedoston nimi.")
    if not target.parent.is_dir():
        raise CommandError(f"Kansiota {target.parent} ei ole.")
    return target


def _write_whole(target, data):
    """The file appears whole or not at all."""
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as problem:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise CommandError(f"Tiedostoa {target} ei voi kirjoittaa: {problem.strerror}.") from problem


def _json(content: ReportContent) -> bytes:
    words = json.dumps(dataclasses.asdict(content), default=_plain, ensure_ascii=False, indent=1)
    return f"{words}\n".encode()


def _plain(value):
    """Decimals as strings: a figure keeps every digit, the same on every database. Dates in ISO form."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value.isoformat()


WRITERS = {
    "pdf": pdf.render_pdf,
    "html": lambda content: pdf.render_standalone_html(content).encode(),
    "json": _json,
}
