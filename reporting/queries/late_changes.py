"""What was changed after closing since a report was frozen: what it told then, what is right, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.db.models import Exists
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import Entry, Figure, Round
from goals.queries.subjects import SUBJECT_RELATIONS
from kemistrategy.periods import day_words
from kemistrategy.text import text_of
from measures.models import Observation
from reporting.models import PublishedCorrection

NOTHING = "–"
LONGEST_SUBJECT = PublishedCorrection._meta.get_field("subject").max_length
# The fields that a report tells; the internal note is none of them.
LABELS = {
    "progress": gettext_lazy("tilanne"),
    "forecast": gettext_lazy("ennuste"),
    "attainment": gettext_lazy("toteutuminen"),
    "not_assessed": gettext_lazy("miksi ei voitu arvioida"),
    "attainment_reason": gettext_lazy("arvion perustelu"),
    "public_text": gettext_lazy("teksti"),
    "cause": gettext_lazy("mikä ei etene ja miksi"),
    "correction": gettext_lazy("miten korjataan"),
    "correction_post_id": gettext_lazy("kuka korjaa"),
    "correction_due_on": gettext_lazy("mihin mennessä korjataan"),
    "proposal": gettext_lazy("esitys toimielimelle"),
    "fate": gettext_lazy("miten jatkuu"),
    "fate_note": gettext_lazy("miten jatkuu, sanoin"),
    "started_on": gettext_lazy("aloitettu"),
    "finished_on": gettext_lazy("valmistunut"),
}


@dataclass(frozen=True)
class LateChange:
    """One told thing, in Finnish: `before` is what was frozen, however many times it has been changed since; `cause`
    has the reason of every change on the way. Of an entry's words (`entry`) or of a figure (`observation`)."""

    subject: str
    before: str
    now: str
    cause: str
    entry: Entry | None = None
    observation: Observation | None = None

    @property
    def is_undone(self) -> bool:
        return self.before == self.now


def key_of(row: LateChange | PublishedCorrection) -> tuple:
    """What a correction is of: the same thing corrected again has the same key, also when its title has changed. A
    corrected prose text or translation is known by its subject."""
    if row.observation:
        return "figure", row.observation.indicator_id
    if row.entry is None:
        return "text", row.subject
    entry, label = row.entry, row.subject.rpartition(": ")[2]
    return entry.action_id, entry.project_id, entry.indicator_id, entry.goal_id, label


def late_changes(round: Round, *, since: datetime) -> list[LateChange]:
    """Told things that were changed since that moment, those too that were changed back; at most three statements."""
    with translation.override(settings.LANGUAGE_CODE):
        return [*_of_entries(round, since), *_of_figures(round, since)]


def has_late_changes(round: Round, *, since: datetime) -> bool:
    """Whether a report that was frozen then tells something else than would be told now; mostly in one statement."""
    is_late = Exists(_late_entries(round, since)) | Exists(_late_figures(round, since))
    return Round.objects.filter(is_late, pk=round.pk).exists() and any(
        not change.is_undone for change in late_changes(round, since=since)
    )


def _late_entries(round, since):
    return Entry.objects.filter(round=round, replaces__isnull=False, saved_at__gt=since)


def _late_figures(round, since):
    return Figure.objects.filter(round=round, observation__entered_at__gt=since)


# --- words
def _of_entries(round, since) -> Iterator[LateChange]:
    late = _late_entries(round, since).select_related(
        "correction_post", "replaces__correction_post", *SUBJECT_RELATIONS
    )
    chains = {}  # the newest revision → itself and those before it since the freezing, the oldest first
    for entry in late.order_by("revision", "pk"):
        chains[entry.pk] = [*chains.pop(entry.replaces_id, ()), entry]
    for steps in chains.values():
        yield from _changed_words(steps[0].replaces, steps)


def _changed_words(frozen, steps):
    title, was_told = _title(steps[-1]), frozen.state in Entry.SENT_STATES
    for name, label in LABELS.items():
        words = [_words_of(frozen, name) if was_told else "", *(_words_of(step, name) for step in steps)]
        if len(set(words)) > 1:
            reasons = [step.late_reason for step, (old, new) in zip(steps, pairwise(words), strict=True) if old != new]
            yield _change(f"{title}: {label}", words, reasons, entry=steps[-1])


def _change(subject, words, reasons, **of):
    return LateChange(
        subject[-LONGEST_SUBJECT:],
        words[0] or NOTHING,
        words[-1] or NOTHING,
        "; ".join(dict.fromkeys(filter(None, reasons))) or _("Luku kirjattiin katsauksen päättämisen jälkeen."),
        **of,
    )


def _title(entry):
    subject = entry.subject
    return str(text_of(subject, "name" if entry.project_id or entry.indicator_id else "title", settings.LANGUAGE_CODE))


def _words_of(entry, name):
    if name == "correction_post_id":
        return str(entry.correction_post) if entry.correction_post_id else ""
    value = entry.edited.get(name) or getattr(entry, name)
    if hasattr(entry, f"get_{name}_display"):
        return str(getattr(entry, f"get_{name}_display")())
    return value if isinstance(value, str) else day_words(value) if value else ""


# --- figures
def _of_figures(round, since) -> Iterator[LateChange]:
    figures = list(_late_figures(round, since).select_related("indicator", "observation").order_by("pk"))
    pks = [figure.indicator_id for figure in figures]
    rows = {row.pk: row for row in Observation.objects.filter(indicator__in=pks)} if figures else {}
    for figure in figures:
        steps, row = [], figure.observation
        while row and row.entered_at > since:
            steps.append(row)
            row = rows.get(row.corrects_id)
        words = [_figure_words(step) for step in (row, *reversed(steps))]
        if len(set(words)) > 1:
            reasons = [step.reason for step in reversed(steps)]
            name = str(text_of(figure.indicator, "name", settings.LANGUAGE_CODE))
            yield _change(name, words, reasons, observation=figure.observation)


def _figure_words(row):
    if row is None:
        return ""
    return _("%(period)s, ennakkotieto") % {"period": row.words} if row.is_provisional else row.words
