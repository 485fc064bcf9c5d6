"""The city's own fields of goals, actions and projects, and what they say of one thing."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import OwnField, OwnFieldValue, Strategy
from goals.queries.own_fields import choices_of, fields_for
from kemistrategy.history import save_with_history
from kemistrategy.refusals import Conflict, NotAllowed

from .budget import ATTACHED_TO
from .edit_conflicts import refuse_stale
from .new_rows import last_position, refuse_empty

FIELD_TEXTS = (*get_translation_fields("name"), *get_translation_fields("explanation"))
FIELD_COLUMNS = (*FIELD_TEXTS, "subject", "kind", "strategy_id", "choices", "is_public", "is_in_use")


@transaction.atomic
def save_own_field(field_pk: int | None, *, values: Mapping[str, object], version: int | None = None, by) -> OwnField:
    """A new field, last of its subject's, or other properties for one.

    Once somebody has filled it in, its kind and subject stay, and so do the choices that are in use.
    """
    if field_pk is None:
        field = OwnField(position=last_position(OwnField.objects.filter(subject=values["subject"])) + 1)
    else:
        field = OwnField.objects.select_for_update(of=("self",)).get(pk=field_pk)
        refuse_stale(field, version)
    before = (field.subject, field.kind, field.strategy_id)
    for name, value in values.items():
        if name not in FIELD_COLUMNS:
            raise ValueError(f"{name} is not edited here")
        setattr(field, name, value)
    refuse_empty(field.name_fi)
    _check_choices(field)
    if field_pk is not None:
        _refuse_loss(field, before)
    if field.strategy_id and not Strategy.objects.filter(pk=field.strategy_id).exists():
        raise NotAllowed(_("Valitse strategia luettelosta."))
    return save_with_history(field, by=by, reason="own field edited" if field_pk else "own field added")


def _check_choices(field):
    """One of each, in the order they were written; only a choice has them."""
    if field.kind != OwnField.Kind.CHOICE:
        field.choices = ""
        return
    field.choices = "\n".join(dict.fromkeys(choices_of(field)))
    if len(choices_of(field)) < 2:
        raise NotAllowed(_("Kirjoita vähintään kaksi vaihtoehtoa, kukin omalle rivilleen."))


def _refuse_loss(field, before):
    used = set(field.values.order_by().values_list("value", flat=True).distinct())
    if not used:
        return
    if (field.subject, field.kind, field.strategy_id) != before:
        raise NotAllowed(_("Kenttä on jo käytössä: sen lajia ja paikkaa ei voi vaihtaa. Tee uusi kenttä."))
    if field.kind == OwnField.Kind.CHOICE and (lost := sorted(used - set(choices_of(field)))):
        raise NotAllowed(_("Vaihtoehto ”%(choice)s” on käytössä. Pidä se luettelossa.") % {"choice": lost[0]})


@transaction.atomic
def delete_own_field(field_pk: int, *, by) -> None:
    """A field that nobody has filled in; a used one is only taken out of use."""
    field = OwnField.objects.select_for_update(of=("self",)).get(pk=field_pk)
    field._history_user, field._change_reason = by, "own field deleted"
    try:
        with transaction.atomic():
            field.delete()
    except ProtectedError as used:
        raise NotAllowed(_("Kenttää on jo täytetty, joten sitä ei voi poistaa. Ota se pois käytöstä.")) from used


@transaction.atomic
def save_own_values(kind: str, pk: int, *, values: Mapping[int, str], version: int | None = None, by) -> int:
    """`values`: field pk → what it says in the form a machine reads, "" for nothing; gives how many changed.

    Raises Conflict when somebody has filled in a field of the same thing since `version`, of `version_of_values`.
    """
    subject = ATTACHED_TO[kind].objects.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and version != version_of_values(kind, pk):
        raise Conflict(
            _("Joku muu tallensi näitä kenttiä sillä välin. Vertaa ja tallenna uudelleen, jos omasi jää voimaan."),
            theirs=subject,
        )
    fields = {field.pk for field in fields_for(kind, subject)}
    there = {row.field_id: row for row in OwnFieldValue.objects.select_for_update(of=("self",)).filter(**{kind: pk})}
    changed = 0
    for field_pk, value in values.items():
        if field_pk not in fields:
            raise NotAllowed(_("Kenttä ei ole enää käytössä. Lataa sivu uudelleen."))
        row = there.get(field_pk)
        if (row.value if row else "") == value:
            continue
        changed += 1
        _put(row or OwnFieldValue(field_id=field_pk, **{kind: subject}), value, by)
    return changed


def version_of_values(kind: str, pk: int) -> int:
    """The number of the newest line in the history of everything the own fields say of the thing."""
    lines = OwnFieldValue.history.filter(**{kind: pk}).order_by("-history_id")
    return lines.values_list("history_id", flat=True).first() or 0


def _put(row, value, by):
    if not value:
        row._history_user, row._change_reason = by, "own field emptied"
        row.delete()
        return
    row.value = value
    try:
        with transaction.atomic():
            save_with_history(row, by=by, reason="own field filled in")
    except IntegrityError as another:
        raise NotAllowed(_("Joku muu täytti kentän samaan aikaan. Lataa sivu uudelleen.")) from another
