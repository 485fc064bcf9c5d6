"""Sends the reminders of a day now; the worker does the same once a day."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from goals.operations.reminders import send_due_reminders
from kemistrategy import clock


class Command(BaseCommand):
    help = "Lähettää päivän muistutukset, kunkin kerran: send_reminders [--on VVVV-KK-PP]"

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="VVVV-KK-PP", type=_day, help="minkä päivän muistutukset; muuten tämän")

    def handle(self, *, on, **options):
        day = on or clock.today()
        sent = send_due_reminders(day)
        self.stdout.write(f"Muistutukset {day.isoformat()}: viestejä lähti {sent.mails}.")
        if sent.refused:
            raise CommandError(f"Postipalvelin ei ottanut vastaan {len(sent.refused)} viestiä: {sent.refused[0]}")


def _day(typed):
    try:
        return date.fromisoformat(typed)
    except ValueError as problem:
        raise CommandError(f"”{typed}” ei ole päivä. Kirjoita se näin: 2023-08-18") from problem
