"""The reports as pages and files."""

from django.http import Http404


def report_list(request):
    raise Http404


def report_detail(request, slug):
    raise Http404


def report_file_create(request, slug):
    raise Http404


def report_file(request, pk):
    raise Http404


def report_file_download(request, pk):
    raise Http404
