"""What the forms of a project begin with and choose from."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from goals.models import Benefit, Project, ProjectUnit, Strategy, Theme
from kemistrategy.organisation.models import OrgUnit, Position, is_valid_on
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .action_editing import typed_schedule
from .plan_outline import sorted_choices

TEXTS = ("name", "outcome", "gain")
LINKS = ("themes", "benefits", "indicators", "participants")


@dataclass(frozen=True)
class CardToEdit:
    """What the form of a project begins with, and what each of its fields chooses from."""

    values: dict[str, object]
    links: dict[str, list[tuple[int, str]]]  # choices of LINKS
    posts: list[tuple[int, str]]  # that may answer
    departments: list[tuple[int, Text]]


def card_to_edit(project: Project, language: str, day: date) -> CardToEdit:
    """What is there today, and what stands there already; five queries, each with what is chosen."""
    departments = _departments(day, project)
    rows = {
        "themes": _chosen(Theme.objects.filter(strategy=project.strategy_id), project, "themes"),
        "benefits": _chosen(Benefit.objects.filter(strategy=project.strategy_id), project, "benefits"),
        "indicators": _chosen(Indicator.objects.all(), project, "indicators"),
        "participants": _chosen(_posts(project, day), project, "participants"),
    }
    named = {name: [(row.pk, _name(row, language)) for row in found] for name, found in rows.items()}
    return CardToEdit(
        values={
            **_own_values(project),
            **{name: [row.pk for row in found if row.is_chosen] for name, found in rows.items()},
            **{f"line_{unit.pk}": unit.words for unit in departments if unit.words},
        },
        links=named | {name: sorted_choices(named[name]) for name in ("indicators", "participants")},
        posts=[(row.pk, _name(row, language)) for row in rows["participants"] if _may_answer(row, project)],
        departments=[(unit.pk, text_of(unit, "name", language)) for unit in departments],
    )


def _chosen(rows, project, name):
    """The rows with whether the project has each."""
    relation = Project._meta.get_field(name)
    through, other = relation.remote_field.through, relation.m2m_reverse_field_name()
    links = through._default_manager.filter(**{relation.m2m_field_name(): project.pk, other: OuterRef("pk")})
    return list(rows.annotate(is_chosen=Exists(links)))


def _posts(project, day):
    standing = Q(takes_part_in_projects=project) | Q(pk=project.answering_post_id)
    return Position.objects.filter(is_valid_on(day) | standing).annotate(is_there=is_valid_on(day)).distinct()


def _may_answer(post, project):
    return post.pk == project.answering_post_id or (post.is_there and post.kind == Position.Kind.SINGLE)


def _departments(day, project=None):
    """Departments in force, and those that share the project already, each with its line; one query."""
    chosen = Q(is_valid_on(day), kind=OrgUnit.Kind.DEPARTMENT)
    lines = ProjectUnit.objects.filter(project=project.pk if project else None, unit=OuterRef("pk"))
    units = OrgUnit.objects.annotate(words=Subquery(lines.values("words")[:1]))
    return list(units.filter(chosen | Q(words__isnull=False)))


def departments_to_choose(language: str, day: date) -> list[tuple[int, Text]]:
    return [(unit.pk, text_of(unit, "name", language)) for unit in _departments(day)]


def project_values(project: Project) -> dict[str, object]:
    """What the form begins with, as another has just saved it; five queries."""
    return {
        **_own_values(project),
        **{f"line_{line.unit_id}": line.words for line in project.unit_lines.all()},
        **{name: [row.pk for row in getattr(project, name).all()] for name in LINKS},
    }


def _own_values(project):
    texts = {
        f"{name}_{code}": getattr(project, f"{name}_{code}") or "" for name in TEXTS for code in ("fi", "sv", "en")
    }
    return texts | {
        "post": project.answering_post_id or "",
        "schedule": typed_schedule(project.schedule),
        "started_on": project.started_on,
        "finished_on": project.finished_on,
        "own_decision": project.decision_id or "",
        "doubt": project.doubt_fi or "",
    }


def strategies_to_choose(language: str) -> list[tuple[int, str]]:
    """Strategies that have not ended: those in force before the drafts, the newest first; one query."""
    strategies = Strategy.objects.exclude(state=Strategy.State.ENDED).order_by("-position", "-pk")
    return [
        (row.pk, _("%(name)s (luonnos)") % {"name": _name(row, language)} if _is_draft(row) else _name(row, language))
        for row in sorted(strategies, key=_is_draft)
    ]


def _is_draft(strategy) -> bool:
    return strategy.state == Strategy.State.DRAFT


def _name(row, language):
    return str(text_of(row, "title" if isinstance(row, Position) else "name", language))
