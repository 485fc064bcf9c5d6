"""Keeps the search index: follows the histories, gathers anew what they touch, and writes only what differs."""

import secrets
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import transaction
from django.db.models import BigIntegerField, Case, Func, Subquery, Value, When

from reporting.content.prose import published_prose
from reporting.models import SearchMark, SearchRow, SearchWord
from reporting.permissions import INDICATORS_SEEN_BY
from reporting.queries.search import STAMP
from reporting.queries.search_rows import GATHERED, Found, IndexedRow, indexed_rows
from reporting.search_words import VERSION, weighed_words

FOLDING = "folding"  # the mark that tells by which rules the words were folded
MOST_WORDS_OF_A_ROW = 3_000
BATCH = 500
FIELDS = ("title", "title_language", "text", "argument", "is_public")

# What each kind is made of: a change in one of these histories has its things gathered again.
STRATEGY = ("goals.strategy",)
PLANNED = (*STRATEGY, "goals.plan")
FOLLOWED = {
    "strategy": STRATEGY,
    "strategy_text": (*STRATEGY, "goals.textblock"),
    "theme": (*STRATEGY, "goals.theme", "goals.textblock", "goals.departmentcard", "goals.cardthemeline"),
    "focus_area": (*STRATEGY, "goals.theme", "goals.focusarea"),
    "benefit": (*STRATEGY, "goals.benefit"),
    "goal": (*PLANNED, "goals.goal", "goals.measureline", "reporting.publishedstate"),
    "action": (
        *PLANNED,
        "goals.action",
        "goals.planline",
        "goals.measureline",
        "goals.milestone",
        "reporting.publishedstate",
    ),
    "indicator": (
        *(model._meta.label_lower for model in INDICATORS_SEEN_BY),
        "measures.target",
        "measures.observation",
        "reporting.publishedstate",
    ),
    "project": (
        *STRATEGY,
        "goals.project",
        "goals.projectunit",
        "goals.milestone",
        "organisation.orgunit",
        "reporting.publishedstate",
    ),
    "plan": (*PLANNED, "goals.planline", "goals.measureline"),
    "unit": (
        *STRATEGY,
        "organisation.orgunit",
        "goals.theme",
        "goals.departmentcard",
        "goals.textblock",
        "goals.cardthemeline",
    ),
    "rollout": (*STRATEGY, "goals.departmentcard", "goals.rolloutstage", "organisation.orgunit"),
    "post": ("organisation.position",),
    "challenge": (*STRATEGY, "goals.changechallenge", "goals.challengepoint"),
    "swot": (*STRATEGY, "goals.swotitem"),
    "communication": (*STRATEGY, "goals.communicationline"),
    "other_plan": (*STRATEGY, "goals.otherplan"),
    "decision": ("organisation.decision",),
    "sdg": ("measures.sdggoal",),
    "report": ("reporting.publication",),
}
WITHOUT_HISTORY = {"measures.sdggoal", "reporting.publishedstate"}  # their own rows are followed
HISTORIES = tuple(sorted({name for names in FOLLOWED.values() for name in names}))


def refresh_search(*, is_whole: bool = False) -> int:
    """Brings the index up to date; how many rows were written. One query when nothing has changed.

    `is_whole` compares everything, also what no history tells. Another process at the same work is left to finish it.
    """
    marks = _marks()
    changed = {name for name in HISTORIES if name not in marks or marks[name][0] != marks[name][1]}
    folds_anew = FOLDING not in marks or marks[FOLDING][0] != VERSION
    if not (changed or folds_anew or is_whole):
        return 0
    if missing := {*HISTORIES, FOLDING, STAMP} - marks.keys():
        SearchMark.objects.bulk_create([SearchMark(history=name) for name in sorted(missing)], ignore_conflicts=True)
        marks = _marks()
    index = _Index(stamp=marks[STAMP][0], folds_anew=folds_anew)
    written = 0
    for kind, followed in FOLLOWED.items():
        if is_whole or folds_anew or changed.intersection(followed):
            written += index.bring_up_to_date(kind, indexed_rows(kind, _things(kind)))
    if not index.is_overtaken:
        _keep_marks({name: end for name, (_number, end) in marks.items() if name in HISTORIES} | {FOLDING: VERSION})
    return written


def _things(kind) -> Iterable[Found]:
    return _reports() if kind == "report" else GATHERED[kind]()


def _reports() -> Iterator[Found]:
    for report in published_prose():
        yield Found(thing=report.round, argument=report.slug, title=report.title, texts=list(report.texts))


# --- how far the histories have come
def _marks() -> dict[str, tuple[int, int]]:
    """Of each history how many rows the index has seen of it and how many there are; one query."""
    ends = [When(history=name, then=Subquery(_number_of_rows(name))) for name in HISTORIES]
    rows = SearchMark.objects.annotate(end=Case(*ends, default=Value(0), output_field=BigIntegerField()))
    return {name: (number, end) for name, number, end in rows.values_list("history", "number", "end")}


def _number_of_rows(name):
    """A history only grows. Its largest number would not tell of a row that is numbered before another one and
    committed after it, as on PostgreSQL."""
    model = apps.get_model(name)
    model = model if name in WITHOUT_HISTORY else model.history.model
    rows = Func("pk", function="COUNT", output_field=BigIntegerField())
    return model.objects.order_by().annotate(rows_in_all=rows).values("rows_in_all")


@transaction.atomic
def _keep_marks(numbers):
    marks = list(SearchMark.objects.select_for_update().filter(history__in=numbers).order_by("pk"))
    for mark in marks:
        mark.number = numbers[mark.history]
    SearchMark.objects.bulk_update(marks, ["number"])


# --- writing
class _Index:
    """Writes one kind at a time, each in a short transaction; the stamp tells readers that the words are others."""

    def __init__(self, *, stamp: int, folds_anew: bool):
        self._stamp, self._folds_anew, self.is_overtaken = stamp, folds_anew, False

    def bring_up_to_date(self, kind: str, rows: Iterable[IndexedRow]) -> int:
        if self.is_overtaken:
            return 0
        wanted = {row.key: row for row in rows}
        there = {(row.kind, row.thing, row.part, row.language): row for row in SearchRow.objects.filter(kind=kind)}
        gone = [row.pk for key, row in there.items() if key not in wanted]
        new = [row for key, row in wanted.items() if key not in there]
        changed = [
            (there[key], row)
            for key, row in wanted.items()
            if key in there
            and (self._folds_anew or any(getattr(there[key], name) != getattr(row, name) for name in FIELDS))
        ]
        if gone or new or changed:
            self._write(gone, new, changed)
        return 0 if self.is_overtaken else len(gone) + len(new) + len(changed)

    @transaction.atomic
    def _write(self, gone, new, changed):
        stamp = SearchMark.objects.select_for_update().get(history=STAMP)
        if stamp.number != self._stamp:  # another process has written meanwhile: what it leaves is seen the next time
            self.is_overtaken = True
            return
        for keys in _batches([*gone, *(row.pk for row, _wanted in changed)]):
            SearchWord.objects.filter(row__in=keys).delete()
        for keys in _batches(gone):
            SearchRow.objects.filter(pk__in=keys).delete()
        for row, wanted in changed:
            for name in FIELDS:
                setattr(row, name, getattr(wanted, name))
        SearchRow.objects.bulk_update([row for row, _wanted in changed], FIELDS, batch_size=100)
        made = SearchRow.objects.bulk_create([_search_row(row) for row in new], batch_size=BATCH)
        SearchWord.objects.bulk_create(_words([*made, *(row for row, _wanted in changed)]), batch_size=BATCH)
        self._stamp = stamp.number = secrets.randbits(62)
        stamp.save()


def _search_row(row):
    return SearchRow(
        kind=row.kind,
        thing=row.thing,
        part=row.part,
        language=row.language,
        **{name: getattr(row, name) for name in FIELDS},
    )


def _words(rows) -> list[SearchWord]:
    """A line's language, which begins it, is no word of it."""
    found = []
    for row in rows:
        text = "\n".join(line.partition("\t")[2] for line in row.text.split("\n"))
        weights = weighed_words(row.title, text, most=MOST_WORDS_OF_A_ROW)
        found += [SearchWord(row=row, word=word, weight=weight) for word, weight in weights.items()]
    return found


def _batches(keys):
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
