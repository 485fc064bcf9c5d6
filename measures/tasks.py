"""Work for the worker: fetching public statistics."""

from django_tasks import task

from .models import Feed
from .operations.statistics import fetch_feeds


@task()
def fetch_statistics(feed_pks: list[int]) -> None:
    """Once a day; doing it again adds nothing. What failed stands with the feed, on the page of fetched figures."""
    fetch_feeds(Feed.objects.filter(pk__in=feed_pks, is_active=True).select_related("indicator"))
