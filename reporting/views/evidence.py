"""The files that show a figure or an entry to be so."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from reporting.operations.audit import log_evidence_reading
from reporting.permissions import readable_evidence
from reporting.queries.audit_material import access_in_force


def evidence(request, pk):
    """The file itself, always as something to save: it may hold anything."""
    row = get_object_or_404(readable_evidence(request.rights).exclude(file=""), pk=pk)
    if not row.file.storage.exists(row.file.name):
        raise Http404
    if request.rights.audits and request.method == "GET" and (access := access_in_force()):
        log_evidence_reading(access, row, by=request.user)
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
