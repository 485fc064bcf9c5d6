"""A closed review of a small city, and ways to publish it in a test."""

from pathlib import Path
from types import SimpleNamespace

from django.urls import reverse

from goals.models import Round
from goals.operations.rounds import close_round
from reporting.models import Publication
from reporting.operations import publishing
from tests import factories as make

from .report_cast import small_city

LANGUAGES = ("fi", "sv", "en")


def closed_city() -> SimpleNamespace:
    """The small city after its review was closed; `coordinator` publishes."""
    cast = small_city()
    cast.coordinator = make.UserFactory(role="coordinator", name="Koordinaattori")
    close_round(cast.round.pk, by=cast.coordinator)
    cast.round = Round.objects.get(pk=cast.round.pk)
    cast.slug = cast.round.slug
    return cast


def published_city(*languages) -> SimpleNamespace:
    """The same with its report published; `publication` is version 1."""
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=languages or LANGUAGES, by=cast.coordinator)
    publishing.make_publication(pk=publication.pk)
    cast.publication = Publication.objects.get(pk=publication.pk)
    return cast


def quick_render(content, format) -> bytes:
    """Stands in for the renderers, which have tests of their own: the same content gives the same bytes."""
    return f"{content.language} {format} {content.title} {content.version_mark} {content.corrections}".encode()


def address(name, slug, *args):
    return reverse(f"reporting:{name}", args=[slug, *args])


def bytes_of(publication) -> dict:
    """(language, format) → hash as stored and what lies on the disk."""
    return {
        (file.language, file.format): (file.sha256, Path(file.file.path).read_bytes())
        for file in publication.files.all()
    }
