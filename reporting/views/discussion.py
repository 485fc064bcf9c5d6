"""The discussion about one thing: a page of its own, and a part of the thing's page fetched when it is reached."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.discussion import CommentForm
from goals.models import Comment
from goals.operations.discussion import add_comment, remove_comment
from goals.permissions import visible_actions, visible_goals, visible_projects
from goals.queries.discussion import discussion_of
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from reporting.permissions import visible_indicators
from reporting.queries.links import link_to

from .pages import typed_number

THINGS = {
    "goal": visible_goals,
    "action": visible_actions,
    "project": visible_projects,
    "indicator": visible_indicators,
}


def discussion(request, kind, pk):
    """The turns, the newest last, and a form for one's own."""
    thing = _thing(request, kind, pk)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_comment(thing, text=form.cleaned_data["text"], language=get_language(), rights=request.rights)
        except NotAllowed as refusal:
            form.add_error("text", str(refusal))
        else:
            if not request.htmx:
                return redirect("reporting:discussion", kind, pk)
            form = CommentForm()
    return _page(request, kind, thing, form)


@require_POST
def comment_remove(request, pk):
    """Its writer's, or the coordinator's."""
    try:
        comment = remove_comment(pk, rights=request.rights)
    except Comment.DoesNotExist as gone:
        raise Http404 from gone
    kind = next(name for name in Comment.SUBJECTS if getattr(comment, f"{name}_id"))
    if request.htmx:
        return _page(request, kind, _thing(request, kind, getattr(comment, f"{kind}_id")), CommentForm())
    messages.success(request, _("Viesti on poistettu."))
    return redirect("reporting:discussion", kind, getattr(comment, f"{kind}_id"))


def _thing(request, kind, pk):
    if kind not in THINGS or not request.rights.is_signed_in:
        raise Http404
    thing = THINGS[kind](request.rights).filter(pk=pk).first()
    if thing is None:
        raise Http404
    return thing


def _page(request, kind, thing, form):
    link = link_to(thing)
    title = _("Keskustelu")
    context = {
        "title": title,
        "crumbs": [(_("Etusivu"), reverse("reporting:front-page")), (link.text.words[:60], link.url), (title, None)],
        "thing": link,
        "kind": kind,
        "pk": thing.pk,
        "talk": discussion_of(request.rights, kind, thing.pk, page=typed_number(request.GET.get("sivu"))),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render_page(request, "reporting/discussion.html", context, fragments=("discussion",), status=status)
