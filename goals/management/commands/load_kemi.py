"""Loads Kemi's two strategies: adds what is missing, touches nothing that is there, and says what it left."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from goals.plan_fixtures import FixtureError, load_kemi


class Command(BaseCommand):
    help = "Lataa Kemin molemmat strategiat kansiosta fixtures/."

    def add_arguments(self, parser):
        parser.add_argument(
            "--fixtures", type=Path, default=settings.BASE_DIR / "fixtures", help="Kansio, josta tiedot luetaan."
        )

    def handle(self, *, fixtures, **options):
        try:
            outcome = load_kemi(fixtures)
        except FixtureError as problem:
            raise CommandError(str(problem)) from problem
        for sentence in outcome.sentences:
            self.stdout.write(sentence)
