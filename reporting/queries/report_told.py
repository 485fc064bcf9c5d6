"""What people told in a review and in those before it: entries, prose, promises and their evidence."""

from collections.abc import Sequence
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from goals.models import Correction, Entry, Omission, Round
from kemistrategy.database import typed_null
from kemistrategy.organisation.models import OrgUnit, PositionHolder
from kemistrategy.text import Text
from measures.models import Indicator, Observation
from reporting.models import Handling, Review, ToldTranslation

from .report_columns import Row, both
from .report_rows import EntryRow, EvidenceRow, PromiseRow, ToldRow

TOLD_FIELDS = ("public_text", "cause", "correction", "attainment_reason", "proposal", "fate_note")
SUBJECTS = ("action_id", "project_id", "indicator_id", "goal_id")


# --- the reviews before it, and whom it tells of ---------------------------------------------------------------------
def earlier_rounds(round: Round) -> list[Round]:
    """The closed reviews of the same strategies before it, the newest first; a project's report is none of them."""
    return list(
        Round.objects.filter(
            kind__in=Round.CITY_KINDS,
            state=Round.State.CLOSED,
            as_of__lt=round.as_of,
            strategies__in=round.strategies.values("pk"),
        )
        .order_by("-as_of", "-pk")
        .distinct()
    )


def told_units(round: Round, unit: OrgUnit | None) -> frozenset[int] | None:
    """The department asked for, or the departments of the review, with all under them; None for the whole city."""
    own = Exists(Round.units.through.objects.filter(round=round, orgunit=OuterRef("pk")))
    children, roots = {}, set()
    for pk, parent, is_own in OrgUnit.objects.order_by().values_list("pk", "parent_id", own):
        children.setdefault(parent, []).append(pk)
        roots |= {pk} if is_own else set()
    if not roots and unit is None:
        return None
    under_own = _under(roots, children)
    if unit is None:
        return under_own
    asked = _under({unit.pk}, children)
    return asked & under_own if roots else asked


def _under(roots, children):
    found, waiting = set(), list(roots)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting += children.get(unit, ())
    return frozenset(found)


# --- entries ---------------------------------------------------------------------------------------------------------
def entry_rows(rounds: Sequence[Round], language: str) -> tuple[EntryRow, ...]:
    """The newest revision of every entry of these reviews, sent or not: an older one is not told again."""
    rows = (
        QuerySet(Entry)
        .filter(round__in=[round.pk for round in rounds], replaced_by=None)
        .order_by("pk")
        .values_list(
            "pk", "round_id", "state", *SUBJECTS, "unit_id", "progress", "forecast", "attainment", "not_assessed",
            "fate", "is_unchanged", "unchanged_times", "language", "edited", *TOLD_FIELDS,
            *both("correction_post__title", language), "correction_due_on", *both("post__title", language),
            *both("unit__name", language), Exists(_holders()), "sent_at", "approved_at", "edited_at",
        )
    )  # fmt: skip
    return tuple(_entry(Row(values, language)) for values in rows)


def _holders():
    """Who could have reported on the day by which the entry was due."""
    return PositionHolder.objects.able_to_send_on(OuterRef("round__due_on")).filter(post=OuterRef("post"))


def _entry(row):
    pk, round, state = (row.take() for _ in range(3))
    facts = [row.take() for _ in range(10)]
    is_unchanged, times = row.take(), row.take()
    is_sent = state in Entry.SENT_STATES
    words = _told_words(row, TOLD_FIELDS)
    correction_post, due_on, post, unit = row.text(), row.take(), row.text(), row.text()
    is_vacant = not row.take()
    moments = [moment for moment in (row.take() for _ in range(3)) if moment]
    return EntryRow(
        pk, round, is_sent, *facts, max(times, 1) if is_unchanged else 0, words, correction_post, due_on, post, unit,
        is_vacant, max(moments, default=None),
    )  # fmt: skip


def _told_words(row, names):
    """As the coordinator mended their language, else as they were written."""
    language, edited = row.take(), row.take() or {}
    written = {name: row.take() for name in names}
    return {name: Text(edited.get(name) or words, language) for name, words in written.items()}


def last_heard(round: Round) -> dict[tuple, date]:
    """The key of an entry → the day of the newest review before this one in which anything was sent of it."""
    rows = (
        QuerySet(Entry)
        .filter(
            state__in=Entry.SENT_STATES,
            replaced_by=None,
            round__as_of__lt=round.as_of,
            round__kind__in=Round.CITY_KINDS,
        )
        .order_by()
        .values_list("action_id", "project_id", "indicator_id", "goal_id", "unit_id")
        .annotate(Max("round__as_of"))
    )
    found = {}
    for action, project, indicator, goal, unit, day in rows:
        key = (action, project, project and unit, indicator, goal)
        found[key] = max(day, found.get(key, day))
    return found


# --- promises --------------------------------------------------------------------------------------------------------
def promise_rows(round: Round, language: str) -> tuple[PromiseRow, ...]:
    """Corrections promised in this review and in the closed ones of its own sort before it, the oldest first."""
    rows = (
        QuerySet(Correction)
        .filter(
            Q(entry__round=round) | Q(entry__round__as_of__lt=round.as_of, entry__round__state=Round.State.CLOSED),
            _own_sort(round),
            entry__state__in=Entry.SENT_STATES,
        )
        .exclude(entry__correction="")
        .order_by("pk")
        .distinct()
        .values_list(
            "pk", "continues_id", "entry_id", "entry__round_id", "entry__round__kind", "entry__round__year",
            "entry__round__as_of", *(f"entry__{name}" for name in SUBJECTS), "entry__unit_id", "entry__language",
            "entry__edited", "entry__correction", *both("entry__correction_post__title", language),
            *both("entry__post__title", language), "entry__correction_due_on", "closed_on", "closing_note",
            *both("entry__action__title", language), *both("entry__project__name", language),
            *both("entry__indicator__name", language), *both("entry__goal__title", language),
            "entry__replaced_by__state", "entry__replaced_by__correction",
        )
    )  # fmt: skip
    return tuple(_promise(Row(values, language)) for values in rows)


def _own_sort(round):
    """A project's reports follow its own promises, the city's reviews those of the same strategies' reviews."""
    if round.project_id:
        return Q(entry__round__project=round.project_id)
    return Q(entry__round__kind__in=Round.CITY_KINDS, entry__round__strategies__in=round.strategies.values("pk"))


def _promise(row):
    facts = [row.take() for _ in range(7)]
    action, project, indicator, goal, unit = (row.take() for _ in range(5))
    words = _told_words(row, ("correction",))
    correction_post, post = row.text(), row.text()
    key = (action, project, project and unit, indicator, goal)
    due_on, closed_on, how = row.take(), row.take(), row.take()
    title = next(filter(None, [row.text() for _ in SUBJECTS]))
    newer_state, newer_correction = row.take(), row.take()
    is_taken_back = newer_state is not None and not (newer_state in Entry.SENT_STATES and newer_correction)
    return PromiseRow(
        *facts, key, unit, title, words["correction"], correction_post or post, due_on, closed_on, how, is_taken_back
    )


# --- prose, omissions, handlings, translations: one union ------------------------------------------------------------
_TOLD = {
    "kind": CharField(), "pk": IntegerField(), "owner": IntegerField(), "code": TextField(), "language": TextField(),
    "words": TextField(), "extra": TextField(), "day": DateField(), "saved_at": DateTimeField(),
    "is_ready": BooleanField(),
}  # fmt: skip


def told_rows(round: Round, rounds: Sequence[Round], language: str) -> tuple[ToldRow, ...]:
    """Reviews (owner: the department, extra: its name), omissions (code and owner: the subject), handlings (code: the
    section, extra: the case number) and the translations of entries' and reviews' words (owner: what they translate,
    code: the field, extra: the digest of the words translated).
    """
    own = {"round": round}
    parts = [
        _told_part(QuerySet(Review).filter(**own).exclude(text=""), "review", owner="unit_id", code="kind",
                   language="language", words="text", saved_at="saved_at", is_ready="is_ready",
                   extra=Coalesce(*both("unit__name", language), Value(""))),
        _told_part(QuerySet(Omission).filter(**own), "omission", words="reason",
                   owner=Coalesce("action_id", "project_id", "indicator_id"),
                   code=Case(When(action__isnull=False, then=Value("action")),
                             When(project__isnull=False, then=Value("project")), default=Value("indicator"))),
        _told_part(QuerySet(Handling).filter(version__round=round), "handling", owner="version__unit_id",
                   code="section", words="body", extra="version__case_number", day="handled_on"),
        _told_part(QuerySet(ToldTranslation).filter(language=language, review__round=round), "review translation",
                   owner="review_id", code="field", language="language", words="words", extra="digest"),
        _told_part(QuerySet(ToldTranslation).filter(
            Q(entry__round__in=[round.pk for round in rounds]) | Q(entry__followed_correction__isnull=False),
            language=language), "translation", owner="entry_id", code="field", language="language", words="words",
            extra="digest"),
    ]  # fmt: skip
    rows = [ToldRow(*values[:-1], bool(values[-1])) for values in parts[0].union(*parts[1:], all=True)]
    return tuple(sorted(rows, key=lambda row: (row.kind, row.day or date.min, row.pk)))


def _told_part(rows, kind, **columns):
    columns = {"kind": Value(kind), "pk": "pk"} | columns
    cells = []
    for name, output in _TOLD.items():
        column = columns.get(name, typed_null(output) if output.get_internal_type() != "TextField" else Value(""))
        cells.append(Cast(F(column) if isinstance(column, str) else column, output))
    return rows.order_by().values_list(*cells)


# --- evidence --------------------------------------------------------------------------------------------------------
def evidence_rows(indicators: QuerySet[Indicator]) -> tuple[EvidenceRow, ...]:
    """The evidence of these indicators' observations, in the order it was given."""
    links = QuerySet(Observation.evidence.through).filter(observation__indicator__in=indicators.order_by().values("pk"))
    rows = links.order_by("evidence_id").values_list("observation_id", "evidence_id", "evidence__title")
    return tuple(EvidenceRow(*values) for values in rows)
