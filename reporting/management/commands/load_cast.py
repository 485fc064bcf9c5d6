"""Loads the practice people and reports; refuses in production."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kemistrategy.refusals import NotAllowed
from reporting import cast


class Command(BaseCommand):
    help = "Harjoitusaineisto kehitykseen: jokainen rooli, päättynyt katsaus ja avoin katsaus."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Tulostaa tunnukset ja osoitteet JSON-muodossa.")

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("Harjoitusaineistoa ei ladata tuotantoon.")
        try:
            cast.load_cast()
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        contract = cast.contract()
        if options["json"]:
            self.stdout.write(json.dumps(contract, ensure_ascii=False, indent=1))
            return
        self.stdout.write("Harjoitustunnukset (kaikilla sama salasana):")
        for role, name in contract["users"].items():
            self.stdout.write(f"  {name:<40} {role}")
        self.stdout.write(f"  salasana: {contract['password']}")
