"""Fetches public statistics now; the worker does the same once a day."""

import json

from django.core.management.base import BaseCommand, CommandError

from measures.models import Feed
from measures.operations.statistics import FetchOutcome, fetch_feeds


class Command(BaseCommand):
    help = "Hakee tilastoluvut ehdotuksiksi: fetch_statistics [--indicator TUNNUS] [--json]"

    def add_arguments(self, parser):
        parser.add_argument("--indicator", metavar="TUNNUS", help="hakee vain tämän mittarin luvut")
        parser.add_argument("--json", action="store_true", help="tulostaa tuloksen JSON-muodossa")

    def handle(self, *, indicator, **options):
        feeds = Feed.objects.filter(is_active=True).select_related("indicator")
        if indicator:
            feeds = feeds.filter(indicator__code=indicator)
            if not feeds:
                known = ", ".join(Feed.objects.filter(is_active=True).values_list("indicator__code", flat=True))
                raise CommandError(f"Mittarilla {indicator} ei ole haettavaa lähdettä. Lähde on: {known or '–'}.")
        outcomes = fetch_feeds(feeds)
        if options["json"]:
            self.stdout.write(json.dumps({"feeds": [_plain(one) for one in outcomes]}, ensure_ascii=False, indent=1))
        else:
            for sentence in map(_sentence, outcomes) if outcomes else ["Haettavia tilastolähteitä ei ole."]:
                self.stdout.write(sentence)
        failed = sum(bool(outcome.problem) for outcome in outcomes)
        if failed:
            raise CommandError(f"Haku epäonnistui: {failed}/{len(outcomes)} lähdettä.")


def _sentence(outcome: FetchOutcome) -> str:
    name = f"{outcome.feed.indicator.code} ({outcome.feed.get_provider_display()} {outcome.feed.table})"
    if outcome.problem:
        return f"{name}: {outcome.problem}"
    return (
        f"{name}: uusia ehdotuksia {outcome.new}, korvautuneita {outcome.superseded}, vertailulukuja {outcome.compared}"
    )


def _plain(outcome: FetchOutcome) -> dict:
    return {
        "indicator": outcome.feed.indicator.code,
        "provider": outcome.feed.provider,
        "table": outcome.feed.table,
        "new": outcome.new,
        "superseded": outcome.superseded,
        "compared": outcome.compared,
        "problem": outcome.problem,
    }
