"""What refers to a row: a thing that is used is not removed but ended or replaced."""

from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from kemistrategy.refusals import NotAllowed


def references_to(row: Model) -> list[tuple[str, int]]:
    """(what refers to it, how many), in the active language; a query for each model that could."""
    found = []
    for relation in row._meta.related_objects:
        model = relation.related_model
        number = model._default_manager.filter(**{relation.field.name: row.pk}).count()
        if number:
            found.append((str(model._meta.verbose_name_plural), number))
    return found


def refuse_used(row: Model, *, instead: str) -> None:
    """NotAllowed names what refers to the row and says what to do `instead`."""
    if found := references_to(row):
        uses = ", ".join(f"{name} {number}" for name, number in found)
        raise NotAllowed(_("Tätä ei voi poistaa, koska siihen viitataan: %(uses)s.") % {"uses": uses} + f" {instead}")


def remove(row: Model, *, by, reason: str) -> None:
    """Deletes the row; its history stays. The database has the last word on whether anything refers to it."""
    row._history_user, row._change_reason = by, reason
    try:
        row.delete()
    except ProtectedError as used:
        raise NotAllowed(_("Tätä ei voi poistaa, koska siihen viitataan.")) from used
