"""The doors that belong to no room."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static


@login_not_required
def healthz(request):
    """Alive, without asking the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def favicon(request):
    """Asked by browsers beside a file that no page of ours stands around, such as a PDF."""
    return redirect(static("img/favicon.svg"))
