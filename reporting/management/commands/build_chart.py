"""Writes an indicator's chart into a file: the drawing of its page, public figures only."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import Http404
from django.utils import translation

from kemistrategy.organisation.permissions import NO_RIGHTS
from measures.models import Indicator
from reporting.chart_files import chart_png, chart_svg
from reporting.queries.charts import chart_of

FORMATS = ("svg", "png")
WIDTH_PX = 1600


class Command(BaseCommand):
    help = "Kirjoittaa mittarin kaavion: build_chart tyottomyysprosentti --language fi --format png --output kaavio.png"

    def add_arguments(self, parser):
        parser.add_argument("indicator", help="mittarin tunnus, esim. tyottomyysprosentti")
        parser.add_argument("--language", default="fi", help="fi, sv tai en")
        parser.add_argument("--format", default="svg", help=", ".join(FORMATS))
        parser.add_argument("--output", required=True, help="tiedosto, johon kaavio kirjoitetaan")

    def handle(self, *, indicator, language, format, output, **options):
        if format not in FORMATS:
            raise CommandError(f"Muotoa {format} ei ole. Muodot: {', '.join(FORMATS)}.")
        if language not in dict(settings.LANGUAGES):
            raise CommandError(f"Kieltä {language} ei ole. Kielet: {', '.join(dict(settings.LANGUAGES))}.")
        pk = Indicator.objects.filter(code=indicator).values_list("pk", flat=True).first()
        if pk is None:
            raise CommandError(f"Mittaria {indicator} ei ole.")
        with translation.override(language):
            drawing = _drawing(pk, indicator)
        data = drawing.encode() if format == "svg" else chart_png(drawing, width_px=WIDTH_PX)
        try:
            Path(output).write_bytes(data)
        except OSError as problem:
            raise CommandError(f"Tiedostoa {output} ei voi kirjoittaa: {problem.strerror}.") from problem
        self.stdout.write(output)


def _drawing(pk, code):
    try:
        _name, chart = chart_of(NO_RIGHTS, pk)
    except Http404 as nothing:
        raise CommandError(f"Mittarista {code} ei ole julkisia lukuja, joista kaavion voisi piirtää.") from nothing
    return chart_svg(chart)
