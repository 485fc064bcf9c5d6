"""Writes a report into a file: the same content as on the web, and the same content gives the same bytes."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from goals.models import Round
from kemistrategy.organisation.models import OrgUnit
from reporting.content import build_content
from reporting.models import Format
from reporting.operations.rendering import render
from reporting.queries.report_departments import report_departments


class Command(BaseCommand):
    help = "Kirjoittaa raportin tiedostoon: build_report 2023-h1 --language fi --format pdf --output raportti.pdf"

    def add_arguments(self, parser):
        parser.add_argument("round", help="katsauksen osoite, esim. 2023-h1")
        parser.add_argument("--language", default="fi", help="fi, sv tai en")
        parser.add_argument("--format", default=Format.PDF, help=", ".join(Format.values))
        parser.add_argument("--unit", default="", help="vain tämä toimiala, sen tunnus")
        parser.add_argument("--output", required=True, help="tiedosto, johon raportti kirjoitetaan")

    def handle(self, *, round, language, format, unit, output, **options):
        if format not in Format.values:
            raise CommandError(f"Muotoa {format} ei ole. Muodot: {', '.join(Format.values)}.")
        round = _round(round)
        if language not in dict(settings.LANGUAGES):
            raise CommandError(f"Kieltä {language} ei ole. Kielet: {', '.join(dict(settings.LANGUAGES))}.")
        department, target = _department(round, unit), _writable(Path(output))
        _write_whole(target, render(build_content(round, language, unit=department), format))
        self.stdout.write(f"{target}")


def _round(slug):
    round = Round.objects.filter(slug=slug).first()
    if round is None:
        known = ", ".join(Round.objects.values_list("slug", flat=True)) or "ei yhtään"
        raise CommandError(f"Katsausta {slug} ei ole. Katsaukset: {known}.")
    if round.opened_at is None:
        raise CommandError(f"Katsausta {slug} ei ole vielä avattu: siitä ei ole raporttia.")
    return round


def _department(round, code) -> OrgUnit | None:
    if not code:
        return None
    departments = {unit.code: unit for unit in report_departments(round)}
    if code not in departments:
        known = ", ".join(departments) or "ei yhtään"
        raise CommandError(f"Toimialaa {code} ei ole tässä katsauksessa. Toimialat: {known}.")
    return departments[code]


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
