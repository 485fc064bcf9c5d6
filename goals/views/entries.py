"""Omat kirjaukset: what a person answers for, one form for number and words, one press for many."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.badges import Badges
from goals.completeness import what_is_missing
from goals.forms.entries import ProgressForm, SharedTextForm, figures_in_the_form, unreadable_figures
from goals.forms.steering import NoteForm
from goals.models import Entry, Round
from goals.operations import entries
from goals.operations.corrections import close_correction
from goals.operations.unchanged import confirm_unchanged
from goals.permissions import own_entries
from goals.queries.entries import entries_for_forms, entry_lines, posts_to_choose, subject_title
from goals.queries.figure_lines import NOTHING_TYPED
from goals.queries.my_entries import entries_in_state, entries_of_group, next_entry
from goals.queries.my_entries import my_entries as gather_my_entries
from goals.queries.subjects import newest_revision
from kemistrategy import clock
from kemistrategy.htmx import redirect_page, render_fragment, render_page
from kemistrategy.refusals import Conflict, NotAllowed

from .notes import done_with_a_note


def my_entries(request):
    page = gather_my_entries(request.rights, get_language())
    return render_page(request, "goals/my_entries.html", {"page": page, "shared_form": SharedTextForm()})


@require_POST
def entries_send(request):
    """ "Lähetä kaikki valmiit", or the ticked ones."""
    return _many(request, entries.send_entries, _sent_sentence, all_in_state=Entry.State.DRAFT)


@require_POST
def entries_unchanged(request):
    """ "Tilanne ennallaan" for the ticked ones; pressed in a form, it opens that form again when words are needed."""
    answer = _many(request, confirm_unchanged, _unchanged_sentence, all_in_state=Entry.State.EMPTY)
    alone = ticked(request) if "from_form" in request.POST else []
    if own_entries(request.rights).filter(pk__in=alone, round__state=Round.State.OPEN).not_sent().exists():
        return redirect("goals:entry-progress", alone[0])
    return answer


def _unchanged_sentence(outcome):
    return ngettext("%(n)s kirjaus: tilanne ennallaan.", "%(n)s kirjausta: tilanne ennallaan.", outcome.done) % {
        "n": outcome.done
    }


@require_POST
def entries_shared_text(request):
    form = SharedTextForm(request.POST)
    if not form.is_valid() or not ticked(request):
        page = gather_my_entries(request.rights, get_language())
        if form.is_valid():
            form.add_error(None, _("Valitse ensin rivit, joihin teksti tulee."))
        return render_page(request, "goals/my_entries.html", {"page": page, "shared_form": form}, status=422)

    def write(pks, *, rights):
        return entries.write_shared_text(
            pks, text=form.cleaned_data["shared_text"], language=get_language(), rights=rights
        )

    return _many(
        request,
        write,
        lambda outcome: (
            ngettext("Teksti kirjoitettiin %(n)s kirjaukseen.", "Teksti kirjoitettiin %(n)s kirjaukseen.", outcome.done)
            % {"n": outcome.done}
        ),
    )


def ticked(request) -> list[int]:
    """The ticked rows' numbers; whatever else was posted is not a row."""
    return [int(pk) for pk in request.POST.getlist("entry") if is_number(pk)]


def is_number(posted: str) -> bool:
    return posted.isascii() and posted.isdigit() and len(posted) < 18


def _many(request, deed, sentence, *, all_in_state=None):
    """Does it for the ticked rows, or with "all" for every row in a state, and tells what was left and why."""
    everything = all_in_state and "all" in request.POST
    pks = entries_in_state(request.rights, all_in_state) if everything else ticked(request)
    outcome = deed(pks, rights=request.rights)
    if outcome.done:
        messages.success(request, sentence(outcome))
    untouched = len(outcome.left) if everything and all_in_state == Entry.State.EMPTY else 0
    if untouched:  # nobody wrote anything there: their number is enough
        words = ngettext("%(n)s kirjaus jäi kesken.", "%(n)s kirjausta jäi kesken.", untouched)
        messages.info(request, words % {"n": untouched})
        if any(left.endswith(entries.words_are_needed()) for left in outcome.left):
            messages.warning(request, entries.words_are_needed())
    else:
        for left in outcome.left:
            messages.warning(request, left)
    if not pks:
        messages.warning(request, _("Yksikään kirjaus ei ole valmis.") if everything else _("Valitse ensin rivit."))
    return redirect("goals:my-entries")


def _sent_sentence(outcome):
    return ngettext("%(n)s kirjaus lähetetty.", "%(n)s kirjausta lähetetty.", outcome.done) % {"n": outcome.done}


def goal_entries(request, group):
    """All own entries of one goal (or the projects, or the key indicators) under each other."""
    page = entries_of_group(request.rights, group, get_language())
    if page is None:
        raise Http404
    posts = posts_to_choose(get_language(), clock.today())
    forms = [_with_figures(line, ProgressForm.of_line(line, posts=posts, badges=page.badges)) for line in page.lines]
    return render_page(request, "goals/goal_entries.html", {"page": page, "forms": forms})


def entry_progress(request, pk):
    """One entry: its form, and the saving and sending of it. Works in place with htmx and as a page without."""
    if request.method == "POST":
        return _save_entry(request, pk)
    try:
        line, form = _line_and_form(request, pk)
    except Http404:
        return redirect("goals:entry-progress", newest_or_404(own_entries(request.rights), pk))
    if "base" in request.GET and line.previous:
        form.initial["public_text"] = line.previous.words.words
    missing = _missing(line) if "check" in request.GET else {}
    return _entry_page(request, line, form, problems=form.problems(missing))


def newest_or_404(entries, pk) -> int:
    """The number under which an entry is found after a late edit."""
    newest = newest_revision(entries, pk)
    if newest is None:
        raise Http404
    return newest.pk


def _missing(line):
    missing = what_is_missing(line.entry, [figure.row for figure in line.figures])
    if line.needs_own_words and line.repeats:
        missing["public_text"] = entries.words_are_needed()
    return missing


def entry_proposals(request, pk):
    """What the figures propose now, as they were saved or as they stand in the form, which stays as it is."""
    line, _badges = _line(request, pk, typed=figures_in_the_form(request.GET, pk=pk))
    return render_fragment(request, "goals/entry_progress.html", "entry-proposals", {"line": line, "pk": pk})


def _line(request, pk, typed=NOTHING_TYPED):
    """The entry's line and its review's own words for the scales."""
    entry = entries_for_forms(own_entries(request.rights).filter(pk=pk)).first()
    if entry is None:
        raise Http404
    badges = Badges(entry.round)
    return entry_lines([entry], rights=request.rights, badges=badges, language=get_language(), typed=typed)[0], badges


def _line_and_form(request, pk, *, data=None):
    line, badges = _line(request, pk)
    posts = posts_to_choose(get_language(), clock.today())
    return line, ProgressForm.of_line(line, posts=posts, badges=badges, data=data)


def _with_figures(line, form):
    """What one form's template takes: the line, the form, and each figure's line beside its fields."""
    return {
        "line": line,
        "form": form,
        "pk": line.pk,
        "figures": list(zip(line.figures, form.figure_fields(), strict=True)),
    }


def _entry_page(request, line, form, *, status=200, **result):
    return render_page(
        request, "goals/entry_progress.html", _with_figures(line, form) | {"is_alone": True} | result, status=status
    )


def _save_entry(request, pk):
    """With htmx the answer is one line beside the buttons; the form stays as it is, so nothing typed can be lost."""
    form = ProgressForm.posted(request.POST, pk=pk)
    if not form.is_valid():
        if not own_entries(request.rights).filter(pk=pk).exists():
            raise Http404
        return _refuse(request, pk, 422, problems=form.problems())
    try:
        recorded = entries.record_progress(
            pk,
            version=form.cleaned_data["version"],
            reported=form.reported(),
            figures=form.typed_figures(),
            language=get_language(),
            rights=request.rights,
            send=request.POST.get("deed") == "send",
        )
    except Entry.DoesNotExist as missing:
        raise Http404 from missing
    except Conflict as conflict:
        return _refuse(
            request,
            pk,
            409,
            conflict=conflict,
            compared=form.compared_with(
                conflict.theirs,
                Badges(conflict.theirs.entry.round),
                posts_to_choose(get_language(), clock.today()),
            ),
            recorded=conflict.theirs,
        )
    except NotAllowed as refusal:
        return _refuse(request, pk, 422, problems=[("", str(refusal))])
    return _show_recorded(request, pk, form, recorded)


def _refuse(request, pk, status, **result):
    """What was typed stays on the page: untouched with htmx, typed again by the server without."""
    if request.htmx:
        return render_fragment(
            request, "goals/entry_progress.html", "entry-result", {"pk": pk, **result}, status=status
        )
    line, form = _line_and_form(request, pk, data=request.POST)
    if "recorded" in result:
        form.take_versions_of(result["recorded"])
    return _entry_page(request, line, form, status=status, **result)


def _show_recorded(request, pk, form, recorded):
    if not request.htmx:
        messages.success(request, _saved_sentence(recorded))
        if recorded.problems:
            return redirect(f"{reverse('goals:entry-progress', args=[pk])}?check=1")
        for figure, sentence in unreadable_figures(recorded.figures):
            messages.warning(request, f"{figure.text}: {sentence}")
        return redirect(f"{reverse('goals:my-entries')}#entry-{pk}")
    context = {
        "pk": pk,
        "recorded": recorded,
        "saved_sentence": _saved_sentence(recorded),
        "state": Badges().entry_state(recorded.entry.state),
        "unreadable": unreadable_figures(recorded.figures),
        "problems": form.problems(recorded.problems),
        "title": subject_title(recorded.entry, get_language()),
    }
    fragment = "entry" if recorded.was_sent else "entry-result"
    return render_fragment(
        request, "goals/entry_progress.html", fragment, context, status=422 if recorded.problems else 200
    )


def _saved_sentence(recorded):
    if recorded.was_sent:
        return _("Lähetetty %(time)s") % {"time": _time_of_day(recorded.entry.sent_at)}
    return _("Tallennettu luonnoksena %(time)s – ei vielä lähetetty") % {"time": _time_of_day(recorded.entry.saved_at)}


def _time_of_day(moment):
    return time_format(timezone.localtime(moment))


def entry_next(request, pk):
    """What is to be written after a sent one; asked by the page when it has been sent, so that sending stays quick."""
    sent = get_object_or_404(own_entries(request.rights), pk=pk)
    context = {"pk": pk, "next": next_entry(request.rights, sent, get_language())}
    return render_fragment(request, "goals/entry_progress.html", "entry-next", context)


@require_POST
def entry_take_back(request, pk):
    try:
        entries.take_back(pk, rights=request.rights)
    except Entry.DoesNotExist as missing:
        raise Http404 from missing
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect_page(request, "goals:entry-progress", pk)


@require_POST
def entry_promise_close(request, pk):
    """What was promised last time is done: said in the form of this time, whose own words stay as they are."""
    line, _badges = _line(request, pk)
    correction = request.POST.get("correction", "")
    promise = next((promise for promise in line.promises if str(promise.pk) == correction), None)
    if promise is None:
        messages.warning(request, _("Lupausta ei enää ole avoinna. Se on ehkä jo kuitattu."))
        return redirect_page(request, "goals:entry-progress", pk)
    form = NoteForm(request.POST, pk=promise.pk, label=_("Miten asia korjattiin?"))
    if not done_with_a_note(form, close_correction, promise.pk, request.rights):
        return _promises(request, pk, status=422, note_form=form, noted=promise.pk)
    if not request.htmx:
        messages.success(request, _("Korjaava toimi on kuitattu tehdyksi."))
        return redirect("goals:entry-progress", pk)
    return _promises(request, pk, closed=promise)


def _promises(request, pk, *, status=200, **result):
    if not request.htmx:
        line, form = _line_and_form(request, pk)
        return _entry_page(request, line, form, status=status, **result)
    line, _badges = _line(request, pk)
    context = {"line": line, "pk": pk, **result}
    return render_fragment(request, "goals/entry_progress.html", "entry-promises", context, status=status)
