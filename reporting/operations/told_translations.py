"""Translations of told words: separate from them, marked as translations, and void when the words change."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Entry, Round
from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.refusals import NotAllowed
from reporting.models import ToldTranslation
from reporting.queries.publications import published_languages
from reporting.queries.told_translations import digest_of, told_texts

from .published_corrections import newest_to_correct
from .published_texts import list_text_correction


@transaction.atomic
def translate_told(round: Round, *, language: str, words: dict[str, str], by, cause: str = "") -> int:
    """Keeps what was typed for each text (`ToldText.key` → words), removes an emptied one; gives how many changed.

    What has been published in that language is corrected so: it needs a `cause`, and the next version lists it. Refused
    with NotAllowed without one, and while a version is being made.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    texts = [(text, words[text.key]) for text in told_texts(round, language, language) if text.key in words]
    changed = [(text, typed) for text, typed in texts if _is_changed(text, typed)]
    published = newest_to_correct(round) if changed and language in published_languages(round) else None
    if published and not cause:
        raise NotAllowed(_("Raportti on jo julkaistu tällä kielellä. Kirjoita, miksi julkaistu käännös oli väärin."))
    for text, typed in changed:
        if published:
            _list_correction(published, text, language, typed, cause, by)
        _keep(text, language, typed, by)
    return len(changed)


def _is_changed(text, typed):
    return typed != text.words or bool(typed and text.is_outdated)


def _list_correction(publication, text, language, typed, cause, by):
    """From what the report told in that language, the original where there was no translation."""
    told = text.told.words
    before = told if text.is_outdated or not text.words else text.words
    with translation.override(settings.LANGUAGE_CODE):
        label = " ".join(filter(None, (text.label, f"({dict(settings.LANGUAGES)[language]})")))
    subject = f"{text.title}: {_('käännös')} {label}"
    list_text_correction(publication, subject=subject, before=before, now=typed or told, cause=cause, by=by)


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
