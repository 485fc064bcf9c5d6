"""Public statistics: asked from their services and read into plain values; nothing here touches the database."""

from .client import Client, FeedProblem, Manners
from .fetched import Fetched, FetchedValue
from .sotkanet import fetch_sotkanet
from .statfin import fetch_statfin

__all__ = ["FETCH", "Client", "FeedProblem", "Fetched", "FetchedValue", "Manners"]

# By Feed.provider: (feed, client) → Fetched; raises FeedProblem.
FETCH = {"statfin": fetch_statfin, "sotkanet": fetch_sotkanet}
