"""Translations of told words: separate from them, marked as translations, and void when the words change."""

from django.db import transaction

from goals.models import Entry, Round
from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history
from reporting.models import ToldTranslation
from reporting.queries.told_translations import digest_of, told_texts


@transaction.atomic
def translate_told(round: Round, *, language: str, words: dict[str, str], by) -> int:
    """Keeps what was typed for each text (`ToldText.key` → words), removes an emptied one; gives how many changed."""
    Round.objects.select_for_update().get(pk=round.pk)
    changed = 0
    for text in told_texts(round, language, language):
        typed = words.get(text.key)
        if typed is None or (typed == text.words and not (typed and text.is_outdated)):
            continue
        changed += 1
        _keep(text, language, typed, by)
    return changed


def _keep(text, language, typed, by):
    row = text.translation or ToldTranslation(**{f"{text.kind}_id": text.pk}, field=text.field, language=language)
    if not typed:
        row._history_user, row._change_reason = by, "translation removed"
        row.delete()
        return
    row.words, row.digest = typed, digest_of(text.told)
    row.translated_at, row.translated_by = clock.now(), by
    save_with_history(row, by=by, reason="translated")


def take_over_translations(sender, *, old: Entry, new: Entry, by, **kwargs) -> None:
    """A late version of an entry has the translations of the one it replaced; those of changed words are void in it."""
    rows = [
        ToldTranslation(
            entry=new,
            field=row.field,
            language=row.language,
            words=row.words,
            digest=row.digest,
            translated_at=row.translated_at,
            translated_by=row.translated_by,
        )
        for row in ToldTranslation.objects.filter(entry=old).select_related("translated_by")
    ]
    create_many_with_history(rows, by=by, reason="taken over to the new version")
