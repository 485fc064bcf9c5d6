"""What a review tells in its answerers' words, each text beside its translation."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q

from goals.completeness import EDITED_WORDS
from goals.models import Entry, Round
from goals.queries.entries import subject_title
from goals.queries.subjects import SUBJECT_RELATIONS
from kemistrategy.text import Text
from reporting.models import Review, ToldTranslation


@dataclass(frozen=True)
class ToldText:
    """One told text; `key` names it in a form: "entry-12-public_text", "review-3-text"."""

    kind: str
    pk: int
    field: str
    title: Text
    label: str
    told: Text
    translation: ToldTranslation | None

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}-{self.field}"

    @property
    def words(self) -> str:
        return self.translation.words if self.translation else ""

    @property
    def is_outdated(self) -> bool:
        """The told words have changed since they were translated; the report tells the original again."""
        return bool(self.translation and self.translation.digest != digest_of(self.told))


def digest_of(told: Text) -> str:
    return sha256(told.words.encode()).hexdigest()


def told_texts(round: Round, language: str, reader_language: str) -> list[ToldText]:
    """Every text of the review that was told in another language, prose first; three queries."""
    of_round = Q(entry__round=round) | Q(review__round=round)
    rows = ToldTranslation.objects.filter(of_round, language=language)
    translations = {(row.entry_id, row.review_id, row.field): row for row in rows}
    reviews = Review.objects.filter(round=round).exclude(text="").exclude(language=language).select_related("unit")
    found = [
        ToldText(
            kind="review",
            pk=review.pk,
            field="text",
            title=Text(str(review), reader_language),
            label="",
            told=Text(review.text, review.language),
            translation=translations.get((None, review.pk, "text")),
        )
        for review in reviews
    ]
    entries = Entry.objects.present().sent().filter(round=round).exclude(language=language)
    for entry in entries.select_related(*SUBJECT_RELATIONS).order_by("pk"):
        found += [
            ToldText(
                kind="entry",
                pk=entry.pk,
                field=name,
                title=subject_title(entry, reader_language),
                label=str(label),
                told=Text(entry.told(name), entry.language),
                translation=translations.get((entry.pk, None, name)),
            )
            for name, label in EDITED_WORDS.items()
            if entry.told(name)
        ]
    return found
