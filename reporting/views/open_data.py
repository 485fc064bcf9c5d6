"""Open data: the page that documents it, and the data itself for anybody's program."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kemistrategy.freshness import answer, etag_of, stamp_of
from reporting.open_data import (
    ADDRESS,
    ATTRIBUTION,
    DATASETS,
    LICENCE,
    LICENCE_ADDRESS,
    TOLD,
    catalogue,
    csv_parts,
    json_parts,
    schema_of,
)
from reporting.permissions import newest_city_publications, readable_publications

from .pages import show

READABLE = {"ensure_ascii": False, "indent": 1}
CONTENT_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8; header=present"}


@login_not_required
def open_data(request):
    context = {
        "datasets": [*DATASETS.values(), TOLD],
        "example": newest_city_publications().values_list("round__slug", flat=True).first(),
        "address": ADDRESS,
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
        "attribution": ATTRIBUTION,
    }
    return show(request, "open_data", title=_("Avoin data"), **context)


def _open_to_all(response):
    """Any page in any browser may read it: it is the same for everybody, and no cookie is looked at."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _described(request, made_of, make):
    """A description in JSON, which changes only with the program."""
    return _open_to_all(
        answer(request, lambda: JsonResponse(make(), json_dumps_params=READABLE), etag=etag_of(*made_of))
    )


@login_not_required
def open_data_list(request):
    return _described(request, ("catalogue",), lambda: catalogue(DATASETS.values()))


@login_not_required
def open_data_schema(request, dataset):
    described = {**DATASETS, TOLD.name: TOLD}.get(dataset)
    if described is None:
        raise Http404
    return _described(request, (dataset, get_language()), lambda: schema_of(described))


@login_not_required
def open_data_set(request, dataset, ending):
    asked = DATASETS.get(dataset)
    if asked is None:
        raise Http404
    return _streamed(request, asked, ending, file_name=dataset, rows=asked.rows)


@login_not_required
def open_data_report(request, slug, ending):
    """What one published report told."""
    if not readable_publications().filter(round__slug=slug).exists():
        raise Http404
    language = None if ending == "json" else get_language()
    return _streamed(request, TOLD, ending, file_name=f"raportti-{slug}", rows=lambda: TOLD.rows(slug, language))


def _streamed(request, dataset, ending, *, file_name, rows):
    """Row by row, so that it takes no more memory when there is more of it."""
    language = get_language()
    write = csv_parts if ending == "csv" else json_parts
    chosen = (language,) if ending == "csv" else ()

    def parts():
        with translation.override(language):
            for part in write(dataset, rows(), *chosen):
                yield part.encode()

    def make():
        response = StreamingHttpResponse(parts(), content_type=CONTENT_TYPES[ending])
        if ending == "csv":
            response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
        return response

    etag = etag_of(file_name, ending, *chosen, stamp_of(*dataset.models))
    return _open_to_all(answer(request, make, etag=etag))
