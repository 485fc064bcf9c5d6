"""The newest published report as it was frozen, for pages that tell a part of it that has no rows of its own."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from goals.models import Round
from kemistrategy.text import FALLBACK_LANGUAGE
from reporting.models import PublicationContent
from reporting.permissions import readable_publications


@dataclass
class NewestContent:
    """`part` gives a part as plain data, in the reader's language where the report has it, else in Finnish."""

    title: str
    as_of: date
    slug: str
    text: str

    def part(self, name: str) -> list | dict:
        """Empty where the report is older than the part."""
        return self._data.get(name) or []

    @cached_property
    def _data(self):
        return json.loads(self.text)


def newest_content() -> NewestContent | None:
    """The city's newest report that everybody can read; one query."""
    newest = (
        readable_publications()
        .filter(round__kind__in=Round.CITY_KINDS)
        .order_by("-round__as_of", "-version")
        .values("pk")[:1]
    )
    languages = {get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE}
    rows = PublicationContent.objects.filter(publication__in=newest, language__in=languages)
    found = {row.language: row for row in rows.select_related("publication__round")}
    row = found.get(get_language()) or found.get(FALLBACK_LANGUAGE)
    if row is None:
        return None
    round = row.publication.round
    return NewestContent(round.title, round.as_of, round.slug, row.content)
