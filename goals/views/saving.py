"""Saving a posted form: what is refused stands on the form, and another's words beside one's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.html import format_html
from django.utils.translation import gettext as _

from goals.forms.edit_conflicts import VersionedForm
from goals.operations.edit_conflicts import version_of
from goals.operations.plan_basis import NoBasis
from kemistrategy.refusals import Conflict, NotAllowed


@dataclass(frozen=True)
class Saved:
    """What became of a form: done, or the status of the page that shows it (again)."""

    status: int = 200
    is_done: bool = False
    result: object = None
    conflict: Conflict | None = None
    differences: tuple = ()

    @property
    def shown(self) -> dict[str, object]:
        """For the page, which includes goals/structure/conflict.html."""
        return {"conflict": self.conflict, "differences": self.differences}


def save_posted(
    request,
    form: VersionedForm,
    save: Callable[[], object],
    *,
    as_typed: Callable[..., Mapping[str, object]],
    done: str | None = None,
    version: Callable[..., int] = version_of,
    address: Callable[[], str] | None = None,
) -> Saved:
    """Calls `save` when the form was posted and is right; `save` gives something true when anything changed.

    On a Conflict `as_typed` tells what the other saved as field → value, and `version` from where the next save starts.
    `address` of the form's page when saving may move it.
    """
    if not form.is_bound:
        return Saved()
    if not form.is_valid():
        return Saved(status=422)
    try:
        result = save()
    except Conflict as conflict:
        form.take_version(version(conflict.theirs))
        return Saved(status=409, conflict=conflict, differences=form.differences(as_typed(conflict.theirs)))
    except NoBasis as refusal:
        form.add_error("reason" if "reason" in form.fields else None, str(refusal))
        return Saved(status=422)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return Saved(status=422)
    except ObjectDoesNotExist as gone:  # somebody removed it while it was being edited
        raise Http404 from gone
    messages.success(request, (done or _("Tallennettu.")) if result else _("Mikään ei muuttunut."))
    if result and (fields := _left_behind(form)):
        page = address() if address else request.path
        link = format_html('<a href="{}#{}">{}</a>', page, fields[0].id_for_label, _("Avaa nimet"))
        messages.warning(request, format_html("{} {}", _left_behind_words(fields), link))
    return Saved(is_done=True, result=result)


NAMES = ("title", "name", "heading")


def _left_behind(form):
    """The Swedish and English names that stayed as they were while the Finnish one changed."""
    changed = set(form.changed_data)
    return [
        form[f"{name}_{language}"]
        for name in NAMES
        for language in ("sv", "en")
        if f"{name}_fi" in changed and f"{name}_{language}" in form.fields.keys() - changed
        if form[f"{name}_{language}"].value()
    ]


def _left_behind_words(fields) -> str:
    if len(fields) > 1:
        return _("Ruotsin- ja englanninkielinen nimi jäivät ennalleen: tarkista ne.")
    if fields[0].name.endswith("_sv"):
        return _("Ruotsinkielinen nimi jäi ennalleen: tarkista se.")
    return _("Englanninkielinen nimi jäi ennalleen: tarkista se.")


def asked_number(request, name: str) -> int | None:
    """A key from the address; None without one, or for what is no number."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
