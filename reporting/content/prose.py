"""What people wrote as parts of a published report: the texts that stand in no other place."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kemistrategy.text import Text
from reporting.models import Publication
from reporting.permissions import readable_contents

from .freezing import NotContent, thaw

OWN_PARTS = (
    "environment",
    "group",
    "balancing",
    "audit_answers",
    "situation",
    "risks",
    "money",
    "next_steps",
    "lessons",
)


@dataclass(frozen=True)
class PublishedProse:
    """The newest published version of a report: its title and its texts, each by its language."""

    round: int
    slug: str
    title: dict[str, Text]
    texts: tuple[dict[str, Text], ...]


def published_prose() -> Iterator[PublishedProse]:
    """Each published report; three queries, and the reading of what was frozen."""
    newest = {}
    for publication in Publication.objects.visible().order_by("version").select_related("round"):
        newest[publication.round_id] = publication
    contents = defaultdict(dict)
    rows = readable_contents().filter(publication__in=[row.pk for row in newest.values()])
    for pk, language, content in rows.order_by("pk").values_list("publication", "language", "content"):
        if (thawed := _thawed(content)) is not None:
            contents[pk][language] = thawed
    for publication in newest.values():
        yield _prose(publication, contents[publication.pk])


def _thawed(text):
    try:
        return thaw(text)
    except NotContent:  # of a program newer than this
        return None


def _prose(publication, contents):
    texts = defaultdict(dict)
    for language, content in contents.items():
        for name, told in _parts(content).items():
            if told and told.words:
                texts[name][language] = Text(" ".join(told.words.split()), told.language)
    title = {language: Text(content.title, language) for language, content in contents.items()}
    return PublishedProse(
        publication.round_id,
        publication.round.slug,
        title or {"fi": Text(publication.round.title)},
        tuple(texts.values()),
    )


def _parts(content):
    """A city-wide report and a project's have different parts."""
    parts = {name: getattr(content, name, None) for name in OWN_PARTS}
    if hasattr(content, "summary"):
        parts["summary"] = content.summary.review
    for department in getattr(content, "departments", ()):
        parts[f"department-{department.pk}"] = department.review
    return parts
