"""The doors that belong to no room."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse


@login_not_required
def healthz(request):
    """Alive, without asking the database."""
    return HttpResponse("ok", content_type="text/plain")
