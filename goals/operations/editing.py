"""The editing stage: the coordinator mends the language of what was told; what the answerer wrote stays beside it."""

from django.db import transaction
from django.utils.translation import gettext as _

from goals.completeness import EDITED_WORDS
from goals.models import Entry
from goals.permissions import entries_to_edit
from goals.queries.editing import is_to_be_edited
from goals.queries.subjects import SUBJECT_RELATIONS
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed

from .entries import refuse_locked


@transaction.atomic
def edit_language(entry_pk: int, *, version: int, words: dict[str, str], rights: Rights) -> Entry:
    """Keeps `words` (field of EDITED_WORDS → text) as what the report tells; status and figures can't be changed so.

    A text that is empty, or again as the answerer wrote it, is told as it was written. Raises Conflict when the entry
    has been saved since `version`; Entry.DoesNotExist for who does not coordinate; NotAllowed when the review has been
    closed or the answerer has the entry in hand.
    """
    entries = entries_to_edit(rights).select_for_update(of=("self",))
    entry = entries.select_related("round", *SUBJECT_RELATIONS).get(pk=entry_pk)
    refuse_locked(entry)
    if not is_to_be_edited(entry, clock.today()):
        raise NotAllowed(_("Kirjaus on nyt vastaajalla. Kielen voi tarkistaa, kun se on hyväksytty."))
    edited = {name: text for name, text in (entry.edited | words).items() if name in EDITED_WORDS}
    edited = {name: text for name, text in edited.items() if text and text != getattr(entry, name)}
    if edited == entry.edited:
        return entry
    if entry.version != version:
        raise Conflict(
            _("Joku muu on tallentanut saman kirjauksen sillä välin. Vertaa tekstejä ja valitse, kumpi jää."),
            theirs=entry,
        )
    entry.edited, entry.version = edited, entry.version + 1
    entry.edited_at, entry.edited_by = (clock.now(), rights.user) if edited else (None, None)
    return save_with_history(entry, by=rights.user, reason="language edited")
