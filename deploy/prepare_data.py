"""Brings the database up to date: migrations, Kemi's strategies and, in development, the cast and the clock.

One process for all of it, for starting Django costs more than the commands do when there is nothing new.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kemistrategy.settings")


def main() -> None:
    django.setup()
    from django.conf import settings

    from kemistrategy import clock

    call_command("migrate", interactive=False, verbosity=1)
    call_command("load_kemi")
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    else:
        call_command("load_cast")
    call_command("refresh_search")
    if settings.PRODUCTION:
        return
    print(f"Kello / clock: {clock.today():%d.%m.%Y} (TODAY)")


if __name__ == "__main__":
    main()
