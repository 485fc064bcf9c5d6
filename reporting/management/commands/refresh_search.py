"""Brings what readers are served from up to date: the published states and the words that search finds."""

from django.core.management.base import BaseCommand

from reporting.operations.published_states import refresh_published_states
from reporting.operations.search import refresh_search


class Command(BaseCommand):
    help = "Päivittää julkaistut tilanteet ja hakemiston. Toistaminen on turvallista."

    def handle(self, **options):
        publications = refresh_published_states()
        rows = refresh_search(is_whole=True)
        self.stdout.write(
            f"Julkaistut tilanteet: {publications} julkaisua täydennetty. Hakemisto: {rows} riviä päivitetty."
        )
