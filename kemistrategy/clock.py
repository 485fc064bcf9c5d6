"""The one clock. `TODAY=2023-08-10` in the environment moves it for development and tests."""

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """Helsinki's date, or the date the environment sets."""
    return settings.TODAY or timezone.localdate()


def now() -> datetime.datetime:
    """Aware moment; on a moved clock the set date with the real time of day in Helsinki."""
    moment = timezone.localtime()
    if settings.TODAY:
        moment = timezone.make_aware(datetime.datetime.combine(settings.TODAY, moment.time().replace(tzinfo=None)))
    return moment
