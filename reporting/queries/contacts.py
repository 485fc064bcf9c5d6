"""Whom to ask: a post with its phone and mailbox; who is in it is for signed-in readers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kemistrategy.organisation.models import Position

from .attached import Holding
from .links import Link, link_to


@dataclass(frozen=True)
class Contact:
    post: Link
    phone: str
    mailbox: str
    holders: tuple[Holding, ...]


def contacts(posts: Iterable[Position], holders: Mapping[int, tuple[Holding, ...]]) -> tuple[Contact, ...]:
    return tuple(Contact(link_to(post), post.phone, post.mailbox, holders.get(post.pk, ())) for post in posts)
