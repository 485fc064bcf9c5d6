"""A deed that needs a note: what its views share."""

from django.http import Http404

from goals.models import Correction, Entry
from kemistrategy.refusals import NotAllowed


def done_with_a_note(form, deed, pk, rights) -> bool:
    """Does it, or leaves the reason in the form, where what was typed is kept too."""
    if not form.is_valid():
        return False
    try:
        deed(pk, note=form.cleaned_data["note"], rights=rights)
    except (Entry.DoesNotExist, Correction.DoesNotExist) as missing:
        raise Http404 from missing
    except NotAllowed as refusal:
        form.add_error("note", str(refusal))
    return form.is_valid()
