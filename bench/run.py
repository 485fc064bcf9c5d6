"""Measures us side by side with plain peers. Figures are ratios of one run; nothing here fails.

Usage: bench/run.py [RUNS]   (default 5; the medians count)
"""

import io
import logging
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "APP_ENV": "development",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "kemistrategy.settings",
            "TODAY": "2023-08-10",
        }
        import django

        django.setup()
        logging.disable(logging.WARNING)

        from bench import imports, indicators, published, reading, report, workbooks

        round = load_kemi()
        report.measure(round, runs)
        reading.measure(round, runs)
        indicators.measure(runs)
        imports.measure(runs)
        workbooks.measure(runs)
        published.measure(round, runs)


def load_kemi():
    """Kemi's two strategies and an open half-year review, in a database of its own."""
    from datetime import date

    from django.core.management import call_command

    from goals.models import Round, Strategy
    from kemistrategy import clock

    call_command("migrate", verbosity=0)
    call_command("load_kemi", verbosity=0, stdout=io.StringIO())
    round, _made = Round.objects.get_or_create(
        slug="2023-h1",
        defaults={
            "kind": Round.Kind.HALF_YEAR,
            "year": 2023,
            "starts_on": date(2023, 1, 1),
            "as_of": date(2023, 6, 30),
            "due_on": date(2023, 8, 31),
        },
    )
    round.state, round.opened_at = Round.State.OPEN, clock.now()
    round.save()
    round.strategies.set(Strategy.objects.all())
    return round


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
