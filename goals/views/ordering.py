"""The answer to "Siirrä ylös", "Siirrä alas" and a row dropped in its place; every ordered list posts the same way."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from goals.operations.ordering import DOWN, UP, Moved, move
from kemistrategy.refusals import NotAllowed

HTML, JSON = "text/html", "application/json"


def move_row(request, rows, pk, *, back):
    """Moves one of `rows` as `to` of the post says: a script gets the new order and the words, a page goes `back`."""
    wants_words = request.get_preferred_type([HTML, JSON]) == JSON
    try:
        moved = move(rows, pk, to=_where(request.POST.get("to", "")), by=request.user)
    except rows.model.DoesNotExist as gone:
        raise Http404 from gone
    except NotAllowed as refusal:
        if wants_words:
            return JsonResponse({"words": str(refusal)}, status=422)
        messages.error(request, str(refusal))
        return redirect(back)
    if wants_words:
        return JsonResponse({"order": moved.order, "words": _words(moved)})
    messages.success(request, _words(moved))
    return redirect(back)


def _where(typed: str) -> str | int:
    """ "up", "down" or a place; anything else is 0, which is no place."""
    if typed in (UP, DOWN):
        return typed
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _words(moved: Moved) -> str:
    count = len(moved.order)
    name = str(moved.row)
    place = {"name": name if len(name) <= 120 else f"{name[:119]}…", "place": moved.place, "count": count}
    if moved.changed:
        return _("”%(name)s” on nyt kohdassa %(place)s/%(count)s.") % place
    if moved.place == 1:
        return _("”%(name)s” on jo ensimmäinen.") % place
    return _("”%(name)s” on jo viimeinen.") % place
