"""The files that show a figure or an entry to be so."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from reporting.permissions import readable_evidence


def evidence(request, pk):
    """The file itself, always as something to save: it may hold anything."""
    row = get_object_or_404(readable_evidence(request.rights).exclude(file=""), pk=pk)
    if not row.file.storage.exists(row.file.name):
        raise Http404
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
