"""The page where the coordinator says what answers the challenges and the SWOT."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goals.models import Action, ChangeChallenge, EnvironmentLink, Goal, Project, Strategy, SwotItem
from kemistrategy.text import Text, text_of


@dataclass(frozen=True)
class LinkRow:
    pk: int
    kind: str
    title: Text
    is_suggested: bool
    note: str


@dataclass(frozen=True)
class OriginRow:
    """A challenge or a line of the SWOT with what answers it; `key` is its part of the address and of a form."""

    key: str
    number: int
    title: Text
    links: tuple[LinkRow, ...]

    @property
    def suggested(self) -> int:
        return sum(link.is_suggested for link in self.links)


@dataclass(frozen=True)
class EnvironmentToEdit:
    challenges: tuple[OriginRow, ...]
    swot: tuple[tuple[str, tuple[OriginRow, ...], int], ...]  # the list's name, its lines, how many suggested
    suggested: int
    suggested_of_challenges: int


TITLES = {"goal": "title", "action": "title", "project": "name"}
Quadrant = SwotItem.Quadrant


def environment_to_edit(language: str) -> EnvironmentToEdit:
    """Three queries."""
    links = {}
    for link in EnvironmentLink.objects.select_related("goal", "action", "project"):
        origin = ("challenge", link.challenge_id) if link.challenge_id else ("swot_item", link.swot_item_id)
        links.setdefault(origin, []).append(_link_row(link, language))
    challenges = ChangeChallenge.objects.order_by("strategy__position", "strategy", "number")
    swot = {quadrant: [] for quadrant in Quadrant.values}
    for item in SwotItem.objects.order_by("strategy__position", "strategy", "position"):
        swot[item.quadrant].append(_origin("swot_item", item.pk, item.position, text_of(item, "text", language), links))
    rows_of_challenges = [
        _origin("challenge", row.pk, row.number, text_of(row, "title", language), links) for row in challenges
    ]
    return EnvironmentToEdit(
        challenges=tuple(rows_of_challenges),
        swot=tuple(
            (str(Quadrant(code).label), tuple(rows), sum(row.suggested for row in rows))
            for code, rows in swot.items()
            if rows
        ),
        suggested_of_challenges=sum(row.suggested for row in rows_of_challenges),
        suggested=sum(row.is_suggested for rows in links.values() for row in rows),
    )


def _origin(kind, pk, number, title, links):
    return OriginRow(f"{kind}-{pk}", number, title, tuple(links.get((kind, pk), ())))


def _link_row(link, language):
    kind = next(name for name in TITLES if getattr(link, f"{name}_id"))
    return LinkRow(
        pk=link.pk,
        kind=kind,
        title=text_of(getattr(link, kind), TITLES[kind], language),
        is_suggested=link.state == EnvironmentLink.State.SUGGESTED,
        note=link.note,
    )


def links_to_remove(pks: Collection[int], language: str) -> list[tuple[Text, LinkRow]]:
    """What stands to be removed: (what is answered, its answer); one query."""
    links = EnvironmentLink.objects.filter(pk__in=list(pks)).order_by("pk")
    rows = links.select_related("goal", "action", "project", "challenge", "swot_item")
    return [
        (
            text_of(link.challenge, "title", language) if link.challenge else text_of(link.swot_item, "text", language),
            _link_row(link, language),
        )
        for link in rows
    ]


def origins_to_choose(page: EnvironmentToEdit) -> list:
    """Choices in groups, of the rows that the page has already."""
    challenges = [(row.key, f"{row.number}. {row.title}") for row in page.challenges]
    swot = [(name, [(row.key, str(row.title)) for row in rows]) for name, rows, _suggested in page.swot]
    return [(_("Muutoshaasteet"), challenges), *swot]


def answers_to_choose(language: str) -> list:
    """Choices in groups: goals, projects and actions, those of strategies that have ended left out; three queries."""
    ended = Strategy.State.ENDED
    groups = (
        ("goal", _("Tavoitteet"), Goal.objects.exclude(strategy__state=ended)),
        ("project", _("Projektit"), Project.objects.exclude(strategy__state=ended)),
        ("action", _("Toimenpiteet"), Action.objects.exclude(plan_lines=None).filter(became=None).distinct()),
    )
    return [
        (label, [(f"{kind}-{row.pk}", str(text_of(row, TITLES[kind], language))) for row in rows])
        for kind, label, rows in groups
    ]
